# SPDX-License-Identifier: Apache-2.0
"""JupyterLab in a real browser: a server, a page, and what a person would see in a notebook."""

import json
import os
from pathlib import Path

import nbformat

from Kernel.server import Server as JupyterServer

SETTINGS = {
    # Every cell is drawn, also those out of sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

OPEN = """async options => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute('docmanager:open', {factory: 'Notebook', ...options});
  await panel.context.ready;
  await panel.sessionContext.ready;
}"""
READY = """() => window.jupyterapp?.shell?.currentWidget?.sessionContext
  ?.session?.kernel?.connectionStatus === 'connected'"""
KERNEL = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"
# By the server, which hears what the kernel says while no page does.
IDLE = """async id => {
  const {kernels} = window.jupyterapp.serviceManager;
  await kernels.refreshRunning();
  return [...kernels.running()].some(kernel => kernel.id === id && kernel.execution_state === 'idle');
}"""
COMMAND = "([name, options]) => window.jupyterapp.commands.execute(name, options)"

DRAWN = "count => document.querySelectorAll('.jp-OutputArea-output canvas').length >= count"

# What stands in the notebook's outputs. A canvas is painted where it differs from its corner.
SEEN = """() => {
  const outputs = [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')];
  const all = selector => outputs.flatMap(output => [...output.querySelectorAll(selector)]);
  const painted = canvas => {
    const pixels = new Uint32Array(canvas.getContext('2d')
      .getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return pixels.filter(pixel => pixel !== pixels[0]).length / pixels.length;
  };
  return {
    errors: outputs.filter(o => /stderr/.test(o.dataset.mimeType ?? ''))
      .map(o => o.textContent),
    charts: all('canvas').map(canvas => ({
      painted: painted(canvas), words: canvas.closest('[aria-label]')?.ariaLabel ?? ''})),
    tables: all('table').map(table => ({
      isOurs: !table.classList.contains('dataframe'), name: table.caption?.innerText ?? table.ariaLabel ?? '', rows: table.tBodies[0].rows.length,
      heads: [...table.querySelectorAll('th')].map(head => head.scope)})),
    bars: all('progress').map(bar => bar.value),
  };
}"""


def write(server, name, cells):
    """A notebook for this kernel in the server's folder."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "benign", "display_name": "Benign", "language": "benign"}
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in cells]
    nbformat.write(notebook, server.folder / name)


class Server(JupyterServer):
    """JupyterLab over a folder."""

    program = ("jupyterlab", "--expose-app-in-browser")

    def __enter__(self):
        for name, values in SETTINGS.items():
            extension, plugin = name.split("/")
            place = Path(os.environ["JUPYTER_CONFIG_DIR"], "lab/user-settings/@jupyterlab", extension)
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values))
        return super().__enter__()

    def address(self, path):
        return f"http://{self.place}/{path}?reset&token={self.token}"


class Lab:
    """One page of JupyterLab with one notebook."""

    def __init__(self, page, server, theme):
        self.page, self.complaints = page, []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(server.address("lab"))
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget", timeout=60_000)
        page.evaluate("() => window.jupyterapp.restored.then(() => window.jupyterapp.shell.collapseLeft())")
        self.command("apputils:change-theme", theme=THEMES[theme])
        page.wait_for_selector(f"body[data-jp-theme-name='{THEMES[theme]}']", state="attached")

    def command(self, name, **options):
        return self.page.evaluate(COMMAND, [name, options])

    def open(self, path, **options):
        """A notebook: in a kernel of its own, or in the one whose id `kernel` gives."""
        self.page.evaluate(OPEN, {"path": path, **options})

    def reload(self):
        """The page loaded anew, as by its button, until the notebook has its kernel again."""
        self.page.reload()
        self.page.wait_for_function(READY, timeout=60_000)

    def kernel(self):
        """The id of the kernel of the notebook in front."""
        return self.page.evaluate(KERNEL)

    def wait_until_idle(self):
        self.page.wait_for_function(IDLE, arg=self.kernel(), polling=50)

    def choose(self, menu, entry):
        self.page.locator("#jp-MainMenu").get_by_text(menu, exact=True).click()
        self.page.locator(".lm-Menu").get_by_text(entry, exact=True).click()

    def cell(self, index):
        return self.page.locator(".jp-Notebook:visible .jp-CodeCell").nth(index)

    def prompt(self, index):
        return self.cell(index).locator(".jp-InputPrompt")

    def output(self, index):
        return self.cell(index).locator(".jp-OutputArea-output")

    def run(self, *indices):
        """Runs cells by the keyboard, without waiting for them."""
        for index in indices:
            self.prompt(index).click()
            self.page.keyboard.press("Shift+Enter")

    def ask(self, question):
        """Types a line into the console in front."""
        self.page.locator(".jp-CodeConsole-promptCell .cm-content").click()
        self.page.keyboard.type(question)
        self.page.keyboard.press("Shift+Enter")

    def run_all(self):
        self.command("notebook:run-all-cells")
        self.command("docmanager:save")

    def seen(self, charts=0):
        """What is there, once so many charts are drawn."""
        self.page.wait_for_function(DRAWN, arg=charts, timeout=30_000)
        return self.page.evaluate(SEEN)

    def photograph(self, pictures, name):
        """A picture of each cell that has outputs, on a page that is higher than each of them."""
        self.page.set_viewport_size({"width": 1000, "height": 2400})
        cells = self.page.locator(".jp-Notebook .jp-CodeCell:has(.jp-OutputArea-output)")
        for index in range(cells.count()):
            cells.nth(index).screenshot(path=pictures / f"{name}-{index + 1:02}.png")


def check(seen, bundles):
    """That all is shown which the notebook holds, and that nothing went wrong."""
    pictures = [b for b in bundles if "image/svg+xml" in b]
    tables = [b for b in bundles if "<table" in b.get("text/html", "")]
    assert all(text.startswith("warning: ") for text in seen["errors"]), seen["errors"]
    assert len(seen["charts"]) == len(pictures)
    for chart, bundle in zip(seen["charts"], pictures):
        assert chart["painted"] > 0.005, bundle["text/plain"]
        assert chart["words"] == bundle["text/plain"]
    assert len(seen["tables"]) == sum(bundle["text/html"].count("<table") for bundle in tables)
    for table in seen["tables"]:
        # pandas writes its tables itself.
        if table["isOurs"]:
            assert table["name"] and table["rows"]
            assert set(table["heads"]) <= {"col", "row"}
