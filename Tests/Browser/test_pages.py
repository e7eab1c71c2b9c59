# SPDX-License-Identifier: Apache-2.0
"""Pages besides JupyterLab's: a notebook that is run in Notebook 7, and one that Voilà shows to readers."""

import pytest

from Browser.laboratory import READY, write
from Browser.test_highlighting import NotebookServer
from Kernel.server import Server

CELLS = [
    "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3",
    "run steps=200\nplot misalignment",
    "sweep grid gamma=[0.2, 0.4] steps=100 measure=margin",
]
OUTPUT = ".jp-OutputArea-output"


class Voila(Server):
    """Pages of what the notebooks in a folder show, without their code."""

    program, flags = ("voila",), ("--no-browser",)

    def settings(self, host, port):
        return {"Voila.ip": host, "Voila.port": port, "Voila.root_dir": self.folder}


@pytest.fixture
def window(browser):
    with browser.new_page(viewport={"width": 1000, "height": 1200}) as page:
        page.set_default_timeout(120_000)
        yield page


@pytest.fixture(params=[NotebookServer, Voila], ids=["notebook", "voila"])
def server(request, prefix, tmp_path):
    with request.param(tmp_path) as server:
        write(server, "session.ipynb", CELLS)
        yield server


def test_a_notebook_is_run_and_shown(server, window, pictures):
    if isinstance(server, Voila):
        window.goto(f"http://{server.place}/voila/render/session.ipynb", wait_until="commit")
    else:
        window.goto(server.address("notebooks/session.ipynb"))
        window.wait_for_function(READY)
        window.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    window.wait_for_selector(f"{OUTPUT} table[aria-label*=grid], {OUTPUT} table:has(caption:has-text('grid'))")
    # Both draw the picture themselves, on a canvas or as SVG.
    picture = window.locator(f"{OUTPUT} canvas, {OUTPUT} svg, {OUTPUT} img")
    assert picture.first.bounding_box()["width"] > 200
    # Voilà's output models lack what JupyterLab's renderer of pictures calls when it has drawn them.
    known = {"Javascript Error: e.setData is not a function"} if isinstance(server, Voila) else set()
    assert set(window.locator(".jp-RenderedText[data-mime-type*=stderr]").all_inner_texts()) <= known
    code = window.get_by_text("gamma=[0.2, 0.4]")
    assert (code.count() == 0) == isinstance(server, Voila)
    window.screenshot(path=pictures / f"{type(server).__name__.lower()}.png")
