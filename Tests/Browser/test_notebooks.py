# SPDX-License-Identifier: Apache-2.0
"""Notebooks run in JupyterLab: charts, tables and bars are drawn, and no error box is there."""

import shutil
from pathlib import Path

import nbformat
import pytest

from Browser.laboratory import check, write
from Kernel.test_notebooks import write_data

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.ipynb"))

# Every kind of picture and of table.
KINDS = [
    "mixture gaussian n=60 p=6_000 mu=6 flip=0.1 seed=1\nnetwork m=24 gamma=0.5",
    "step",
    "conditions",
    "run steps=100_000",
    "direction",
    "error",
    "state",
    "plot misalignment",
    "plot margin, norm, misalignment yscale=log",
    "plot train_error x=time xscale=linear",
    "plot scores",
    "plot margins",
    "plot multipliers",
    "plot spectrum yscale=log",
    "plot neuron_cosine",
    "plot labels",
    "plot alignment",
    "plot gram",
    # Small enough that a cell takes some milliseconds.
    "sweep map n=[10, 20, 40, 80] mu=[2, 4, 8, 16, 32] m=8 flip=0 measure=[limit_error, rho]",
    "sweep bands mu=[1, 2, 4, 8] gamma=[0.1, 0.3, 0.9] n=20 m=4 measure=limit_error repeat=5",
    "sweep kinds kind=[gaussian, uniform, rademacher] p=[20_000, 2_000_000] n=10 m=4 measure=orthogonality",
    "plot map color=limit_error",
    "plot bands",
    "plot bands by=mu x=gamma theory=false",
    "plot kinds color=orthogonality",
    "plot map x=mu y=limit_error by=n",
    "plot map color=limit_error boundary=[rho == 1, signal == 1]",
    "plot [0, 1e-4, 1e-3, 0, 0.02] yscale=log kind=points",
    "plot [0, 0, 1e-4, 1e-3, 0.02] xscale=log kind=histogram",
    "plot map color=limit_error*(mu < 32) cscale=log boundary=None",
]


def bundles(path):
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    return [output.data for output in outputs if "data" in output]


def test_there_are_examples():
    assert EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_drawn_whole(example, lab, server, theme, pictures):
    name = f"{example.stem}-{theme}.ipynb"
    shutil.copy(example, server.folder / name)
    if example.with_suffix(".py").is_file():
        write_data(example.with_suffix(".py"), server.folder)
    lab.open(name)
    lab.run_all()
    shown = bundles(server.folder / name)
    check(lab.seen(charts=sum("image/svg+xml" in b for b in shown)), shown)
    assert not lab.complaints
    lab.photograph(pictures, f"{example.stem}-{theme}")


def test_every_kind_of_picture_and_table_is_drawn(lab, server, theme, pictures):
    name = f"kinds-{theme}.ipynb"
    write(server, name, KINDS)
    lab.open(name)
    lab.run_all()
    shown = bundles(server.folder / name)
    charts = sum(cell.startswith("plot") for cell in KINDS)
    assert sum("image/svg+xml" in bundle for bundle in shown) == charts
    check(lab.seen(charts), shown)
    assert not lab.complaints
    lab.photograph(pictures, f"kinds-{theme}")


def test_the_pointer_is_told_letters_and_words(lab, server, theme):
    name = f"pointer-{theme}.ipynb"
    sweep = "sweep map n=[10, 20] mu=[2, 4, 8] measure=limit_error"
    definitions = "mixture n=10 p=2_000 mu=3\nnetwork m=8 gamma=0.5"
    write(server, name, [definitions, sweep, "plot map color=limit_error"])
    lab.open(name)
    lab.run_all()
    lab.seen(charts=1)
    box = lab.page.locator(".jp-OutputArea-output canvas").bounding_box()
    lab.page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    told = lab.page.locator("#vg-tooltip-element.visible").inner_text()
    for word in ("n", "‖μ‖", "limit error"):
        assert word in told.split("\n") or word + ":" in told, told


def test_a_bar_shows_how_far_a_run_is_and_stays_when_it_is_interrupted(lab, server, theme, pictures):
    name = f"bar-{theme}.ipynb"
    far = "run steps=1_000_000_000 leap=false"
    write(server, name, ["mixture gaussian n=200 p=20_000 mu=8\nnetwork m=32 gamma=0.2", far])
    lab.open(name)
    # Not awaited: the cell runs until it is interrupted.
    lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    lab.page.wait_for_selector(".jp-Notebook .jp-OutputArea-output progress", timeout=30_000)
    lab.page.locator(".jp-Notebook .jp-CodeCell").nth(1).screenshot(path=pictures / f"bar-{theme}.png")
    assert len(lab.seen()["bars"]) == 1
    lab.command("notebook:interrupt-kernel")
    lab.page.wait_for_selector(".jp-OutputArea-output[data-mime-type*=stderr]", timeout=30_000)
    seen = lab.seen()
    assert "Interrupted" in seen["errors"][0]
    assert len(seen["bars"]) == 1 and 0 <= seen["bars"][0] < 100
