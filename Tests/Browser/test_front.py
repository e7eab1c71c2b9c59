# SPDX-License-Identifier: Apache-2.0
"""The picture on the README's front, taken of a session in JupyterLab; RECORD=1 writes it anew."""

import os
import re

import pytest
from playwright.sync_api import expect

from Browser.laboratory import Lab, write

CELLS = [
    "mixture gaussian n=100 p=1_000 mu=1 flip=0.1   # a tenth of the labels is wrong\n"
    "network m=64 gamma=0.7\n"
    "sweep map p=round(geomspace(1e3, 1e7, 25)) mu=geomspace(1, 32, 21)\n"
    "  measure=[limit_error, separable]",
    'print sum(map.separable), "of 525 networks learn every wrong label by heart"\n'
    "plot map color=limit_error cscale=linear yscale=log boundary=signal == 1\n"
    '  title="No training error: benign well above the line, harmful below"',
]
PRINTED = "525 of 525 networks learn every wrong label by heart\n"
SHOWN = re.compile(r".*: heat map of ‖μ‖ against p; signal = 1; .* limit error from \S+ to 0\.499\.")
# Bytes that a reader's line need not wait for.
LARGEST = 200_000


@pytest.fixture
def page(browser):
    with browser.new_page(viewport={"width": 880, "height": 1400}, device_scale_factor=1.5) as page:
        yield page


@pytest.fixture
def picture(page, server, pictures):
    """The notebook's cells, executed, up to the last output."""
    lab = Lab(page, server, "light")
    write(server, "front.ipynb", [*CELLS, ""])
    lab.open("front.ipynb")
    lab.run_all()
    (chart,) = lab.seen(charts=1)["charts"]
    assert SHOWN.fullmatch(chart["words"])
    assert lab.output(1).first.inner_text() == PRINTED
    lab.prompt(0).click()
    # The table of all cells of the map is long.
    lab.command("notebook:hide-cell-outputs")
    lab.prompt(2).click()
    expect(lab.cell(0).locator(".jp-OutputArea")).to_be_hidden()
    whole = page.locator(".jp-NotebookPanel-notebook").bounding_box()
    end = lab.cell(2).bounding_box()["y"] - 4
    clip = dict(x=whole["x"], y=whole["y"] + 4, width=whole["width"], height=end - whole["y"] - 4)
    page.screenshot(path=pictures / "front.png", clip=clip)
    return pictures / "front.png"


def test_the_front_shows_a_session_that_runs_as_it_says(clone, picture):
    stored = clone / "examples/front.png"
    if os.environ.get("RECORD"):
        stored.write_bytes(picture.read_bytes())
        pytest.fail(f"{stored} was written: look at it")
    assert stored.stat().st_size <= LARGEST


def test_the_front_is_described_for_those_who_do_not_see_it(clone):
    readme = (clone / "README.md").read_text(encoding="utf-8")
    (words,) = re.findall(r'<img src="examples/front.png"[^>]* alt="([^"]+)"', readme)
    assert len(words) > 100
    assert "\n".join(CELLS) in readme
