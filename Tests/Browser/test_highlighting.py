# SPDX-License-Identifier: Apache-2.0
"""Cells in the colours of our own language, in JupyterLab and in Notebook, light and dark; comments, brackets, indentation."""

import pytest
from playwright.sync_api import expect

from Browser.laboratory import THEMES, Lab, Server, write

expect.set_options(timeout=30_000)

CELL = """mixture gaussian n=20 p=400 mu=4  # points
network m=6 gamma=0.3
run steps=1_000 until=misalignment < 1e-3
x = [sqrt(2), None, trajectory.loss]
print "a", 1"""
#: Where each colour of the theme is to be seen. Python would give `run` and `misalignment` that of a variable.
COLOURS = {
    "keyword": ["mixture", "network", "run", "print"], "comment": ["# points"], "number": ["20", "1_000", "1e-3", "2"],
    "attribute": ["n", "steps", "until"], "atom": ["gaussian", "None"], "builtin": ["misalignment", "loss"],
    "def": ["x"], "string": ['"a"'],
}  # fmt: skip

# The colour of each piece of text in a cell's editor.
PIECES = """cell => [...cell.querySelectorAll('.cm-line span')].filter(span => !span.children.length)
  .map(span => [span.textContent, getComputedStyle(span).color, getComputedStyle(span).fontWeight])"""
# A colour of the theme, as the browser computes it.
THEME_COLOUR = """(cell, name) => {
  const probe = cell.appendChild(document.createElement('span'));
  probe.style.color = `var(--jp-mirror-editor-${name}-color)`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}"""


class NotebookServer(Server):
    """Notebook 7 over a folder."""

    program = ("notebook", "--expose-app-in-browser")


class Notebook(Lab):
    """One page of Notebook 7 with one notebook."""

    def __init__(self, page, server, theme, path):
        self.page, self.complaints = page, []
        # Notebook 7.6.5 throws by itself while it starts.
        page.on("pageerror", lambda error: "benign" in error.stack and self.complaints.append(str(error)))
        page.goto(server.address(f"notebooks/{path}"))
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content?.widgets", timeout=60_000)
        self.command("apputils:change-theme", theme=THEMES[theme])
        page.wait_for_selector(f"body[data-jp-theme-name='{THEMES[theme]}']", state="attached")


@pytest.fixture(scope="module")
def notebook_server(prefix, tmp_path_factory):
    with NotebookServer(tmp_path_factory.mktemp("notebook")) as server:
        yield server


@pytest.fixture(params=["lab", "notebook"])
def front(request, page, theme):
    """A notebook with the cell above, in either application."""
    name = "colours.ipynb"
    if request.param == "lab":
        server = request.getfixturevalue("server")
        write(server, name, [CELL, "y = 1"])
        front = Lab(page, server, theme)
        front.open(name)
    else:
        server = request.getfixturevalue("notebook_server")
        write(server, name, [CELL, "y = 1"])
        front = Notebook(page, server, theme, name)
    front.name = request.param
    # The language is known when the kernel is.
    keyword = front.cell(0).locator(".cm-line span", has_text="until")
    expect(keyword.first).to_be_visible()
    yield front
    assert not front.complaints


def colours(front, cell):
    """The pieces of text that each colour of the theme has."""
    pieces = front.cell(cell).evaluate(PIECES)
    return {
        name: [text for text, colour, _ in pieces if colour == front.cell(cell).evaluate(THEME_COLOUR, name)]
        for name in COLOURS
    }


def test_cells_have_the_colours_of_our_language(front, theme, pictures):
    found = colours(front, 0)
    front.page.screenshot(path=pictures / f"language-{front.name}-{theme}.png")
    for name, pieces in COLOURS.items():
        assert set(pieces) <= set(found[name]), name
    # The theme has one colour for commands and quantities; commands are bold.
    bold = {text for text, _, weight in front.cell(0).evaluate(PIECES) if int(weight) > 400}
    assert set(COLOURS["keyword"]) <= bold and "misalignment" not in bold


def editor(front):
    """The second cell's editor, to type in."""
    content = front.cell(1).locator(".cm-content")
    content.click()
    return content


def test_keys_know_comments_brackets_and_indentation(front):
    content, keys = editor(front), front.page.keyboard
    keys.press("Control+/")
    expect(content).to_have_text("# y = 1")
    keys.press("Control+/")
    expect(content).to_have_text("y = 1")
    keys.press("Control+a")
    keys.type("z = [1,\n2\n]")
    assert content.inner_text().split("\n") == ["z = [1,", "    2", "]"]
    keys.press("Control+a")
    keys.type("sweep grid n=4\nmeasure")
    assert content.inner_text().split("\n") == ["sweep grid n=4", "measure"]
    keys.press("Control+a")
    keys.type("sweep grid\n  n=4\nmu")
    assert content.inner_text().split("\n") == ["sweep grid", "  n=4", "  mu"]
