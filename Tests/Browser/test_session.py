# SPDX-License-Identifier: Apache-2.0
"""A session in JupyterLab outlives interrupts, restarts, reloads, second notebooks and subshells."""

import re

import pytest
from playwright.sync_api import expect

from Browser.laboratory import write

# Of every claim below: others may use the machine, too.
expect.set_options(timeout=30_000)

DATA = "mixture gaussian n=200 p=20_000 mu=8 seed=1\nnetwork m=32 gamma=0.2 seed=1"
ENDLESS = "run steps=1_000_000_000 leap=false"
STEPS = 1_500_000
# Some seconds, so that the page is back before it ends; should it not be, what is claimed holds all the same.
LONG = f"run steps={STEPS} leap=false"


@pytest.fixture
def theme():
    return "light"


@pytest.fixture(autouse=True)
def without_boxes(lab):
    """In none of these sessions a dialog stays, or the page throws."""
    yield
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    assert not lab.complaints


def number(lab, cell):
    """What `print t` wrote."""
    expect(lab.output(cell)).to_have_text(re.compile(r"^\d+\s*$"))
    return int(lab.output(cell).inner_text())


def test_an_interrupted_run_keeps_its_steps_and_goes_on(lab, server, pictures):
    write(server, "interrupt.ipynb", [DATA, ENDLESS, "print t", "run steps=10", "print t"])
    lab.open("interrupt.ipynb")
    lab.run(0, 1)
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.choose("Kernel", "Interrupt Kernel")
    expect(lab.output(1).last).to_contain_text("Interrupted")
    lab.run(2, 3, 4)
    before = number(lab, 2)
    assert 0 < before < 1_000_000_000
    assert number(lab, 4) == before + 10
    lab.page.screenshot(path=pictures / "session-interrupt.png")


def test_interrupted_cells_that_wait_are_not_run(lab, server):
    write(server, "waiting.ipynb", [DATA, ENDLESS, "network m=2 gamma=0.5", "print m"])
    lab.open("waiting.ipynb")
    lab.choose("Run", "Run All Cells")
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.choose("Kernel", "Interrupt Kernel")
    expect(lab.output(1).last).to_contain_text("Interrupted")
    lab.run(3)
    expect(lab.output(3)).to_have_text("32\n")
    expect(lab.output(2)).to_have_count(0)


def test_a_kernel_restarted_in_the_middle_of_a_run_begins_anew(lab, server, pictures):
    small = "mixture n=60 p=4000 mu=6\nnetwork m=20 gamma=0.3\nstep"
    write(server, "restart.ipynb", [DATA, ENDLESS, "show", small])
    lab.open("restart.ipynb")
    lab.run(0, 1)
    expect(lab.cell(1).locator("progress")).to_be_visible()
    kernel = lab.kernel()
    lab.choose("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    lab.run(2)
    expect(lab.prompt(2)).to_have_text("[1]:")
    expect(lab.output(2)).to_contain_text("nothing is defined yet")
    lab.run(3)
    expect(lab.output(3).last).to_contain_text("t = 1 ·")
    assert lab.kernel() == kernel
    lab.page.screenshot(path=pictures / "session-restart.png")


def test_a_run_goes_on_to_its_end_while_the_page_is_loaded_anew(lab, server, pictures):
    write(server, "reload.ipynb", [DATA, LONG, "print t", "error"])
    lab.open("reload.ipynb")
    lab.run(0, 1)
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.command("docmanager:save")
    kernel = lab.kernel()
    lab.reload()
    assert lab.kernel() == kernel
    # The bar that was saved is still there; what is asked now waits for the run, and finds all its steps.
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.run(2, 3)
    assert number(lab, 2) == STEPS
    expect(lab.output(3).locator("caption")).to_contain_text(f"t = {STEPS} ·")
    lab.page.screenshot(path=pictures / "session-reload.png")


def test_a_run_can_be_interrupted_after_the_page_was_loaded_anew(lab, server):
    write(server, "again.ipynb", [DATA, ENDLESS, "print t", "run steps=10", "print t"])
    lab.open("again.ipynb")
    lab.run(0, 1)
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.command("docmanager:save")
    lab.reload()
    lab.choose("Kernel", "Interrupt Kernel")
    # The interrupt goes another way than cells do: one that came before it would be aborted with the run.
    lab.wait_until_idle()
    lab.run(2, 3, 4)
    assert number(lab, 4) == number(lab, 2) + 10


def test_two_notebooks_share_a_kernel_and_keep_their_outputs_apart(lab, server, pictures):
    write(server, "first.ipynb", [DATA, "run steps=1000\nhere = 12", "print there"])
    write(server, "second.ipynb", ["print t, here", "step\nthere = 34"])
    lab.open("first.ipynb")
    lab.run(0, 1)
    expect(lab.output(1)).to_contain_text("t = 1000 ·")
    first = lab.kernel()
    lab.open("second.ipynb", kernel={"id": first})
    assert lab.kernel() == first
    lab.run(0, 1)
    expect(lab.output(0)).to_have_text("1000 12\n")
    expect(lab.output(1)).to_contain_text("t = 1001 ·")
    lab.page.screenshot(path=pictures / "session-second-notebook.png")
    lab.open("first.ipynb")
    expect(lab.output(2)).to_have_count(0)
    lab.run(2)
    expect(lab.output(2)).to_have_text("34\n")
    expect(lab.page.locator(".jp-Notebook:visible details")).to_have_count(1)


def test_a_subshell_console_answers_during_a_run(lab, server, pictures):
    write(server, "subshell.ipynb", [DATA, ENDLESS, "print t"])
    lab.open("subshell.ipynb")
    lab.run(0, 1)
    expect(lab.cell(1).locator("progress")).to_be_visible()
    lab.command("notebook:create-subshell-console")
    answers = lab.page.locator(".jp-CodeConsole-content .jp-CodeCell")
    for index, question in enumerate(["state", "error", "plot misalignment", "step"]):
        lab.ask(question)
        expect(answers.nth(index).locator(".jp-OutputArea-output").last).to_be_visible()
    captions = answers.locator("caption").all_inner_texts()
    assert [caption.split("\n")[0] for caption in captions] == ["state of main", "error of main"]
    steps = [int(re.search(r"t = (\d+)", caption)[1]) for caption in captions]
    assert 0 < steps[0] <= steps[1]
    expect(answers.nth(2).locator("canvas")).to_be_visible()
    expect(answers.nth(3)).to_contain_text("Busy")
    expect(lab.prompt(1)).to_have_text("[*]:")
    lab.page.screenshot(path=pictures / "session-subshell.png")
    lab.choose("Kernel", "Interrupt Kernel")
    expect(lab.output(1).last).to_contain_text("Interrupted")
