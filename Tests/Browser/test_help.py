# SPDX-License-Identifier: Apache-2.0
"""Help where the hands are: the tooltip, the help page and the list of completions in JupyterLab."""

from playwright.sync_api import expect

from Browser.laboratory import write


def edit(lab, cell):
    lab.cell(cell).locator(".cm-content").click()
    lab.page.keyboard.press("End")


def test_documentation_is_set_and_completion_begins_with_what_is_needed(lab, server, pictures):
    write(server, "help.ipynb", ["help limit_error", "help run", "mixture "])
    lab.open("help.ipynb")
    lab.run(0, 1)
    expect(lab.output(0).locator("mjx-container")).to_be_visible()
    expect(lab.output(1).locator("th").first).to_have_text("key")
    edit(lab, 0)
    lab.page.keyboard.press("Shift+Tab")
    tooltip = lab.page.locator(".jp-Tooltip")
    expect(tooltip.locator("mjx-container")).to_be_visible()
    expect(tooltip).to_contain_text("the limit of training")
    lab.page.screenshot(path=pictures / "help-tooltip.png")
    lab.page.keyboard.press("Escape")
    edit(lab, 2)
    lab.page.keyboard.press("Tab")
    names = lab.page.locator(".jp-Completer-item .jp-Completer-match")
    expect(names.first).to_have_text("n=")
    assert names.all_inner_texts()[:4] == ["n=", "p=", "mu=", "gaussian"]
    lab.page.screenshot(path=pictures / "help-completion.png")
