# SPDX-License-Identifier: Apache-2.0
"""Sliders in JupyterLab: one drags, and the picture follows; it outlives reloads, and tells when its kernel is gone."""

import json
import re

import pytest
from playwright.sync_api import expect

from Browser.laboratory import write

DATA = "mixture gaussian n=60 p=20_000 mu=4 seed=1\nnetwork m=16 gamma=0.3 seed=1"
EXPLORE = "explore mu=[1, 16] gamma=[0.1, 0.9] steps=1e5 plot=misalignment show=limit_error"
NORM = re.compile(r"‖μ‖ = ([\d.]+)")


class Sliders:
    """The sliders of the second cell."""

    def __init__(self, lab):
        self.lab = lab
        self.board = lab.cell(1).locator(".benign-explore")
        self.picture = self.board.locator("svg.benign-figure")

    def norm(self):
        """‖μ‖ as the picture says it."""
        return float(NORM.search(self.picture.text_content())[1])

    def drag(self, to):
        """Drags the first slider to that part of its length, in steps as a hand does."""
        track = self.lab.cell(1).locator(".noUi-base").first.bounding_box()
        handle = self.lab.cell(1).locator(".noUi-handle").first.bounding_box()
        mouse = self.lab.page.mouse
        mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        mouse.down()
        mouse.move(track["x"] + to * track["width"], handle["y"] + 4, steps=20)
        mouse.up()

    def expect_norm(self, low, high):
        expect(self.picture).to_have_count(1, timeout=30_000)
        self.lab.page.wait_for_function(
            """([low, high]) => {
              const figure = document.querySelector('.jp-Notebook .benign-explore svg.benign-figure');
              const norm = parseFloat(/‖μ‖ = ([\\d.]+)/.exec(figure?.textContent ?? '')?.[1]);
              return low <= norm && norm <= high;
            }""", arg=[low, high], timeout=30_000)


def opened(lab, server, name, *more):
    write(server, name, [DATA, EXPLORE, *more])
    lab.open(name)
    lab.run(0, 1)
    sliders = Sliders(lab)
    sliders.expect_norm(4, 4)
    return sliders


def stored(lab, server, name):
    """The outputs of the second cell as they are saved."""
    lab.command("docmanager:save")
    return json.loads((server.folder / name).read_text())["cells"][1]["outputs"]


def test_the_picture_follows_the_slider_and_its_last_state_is_saved(lab, server, theme, pictures):
    name = f"sliders-{theme}.ipynb"
    sliders = opened(lab, server, name)
    before = lab.page.screenshot(path=pictures / f"sliders-{theme}-before.png")
    sliders.drag(to=0.95)
    sliders.expect_norm(12, 16)
    assert before != lab.page.screenshot(path=pictures / f"sliders-{theme}-after.png")
    # The picture that is stored is not seen a second time.
    assert lab.cell(1).locator("svg.benign-figure:visible, img:visible").count() == 1
    # The last pictures of a drag may still be on their way.
    for _ in range(100):
        view, picture = stored(lab, server, name)
        norm = float(NORM.search("".join(picture["data"]["image/svg+xml"]))[1])
        if norm == sliders.norm():
            break
        lab.page.wait_for_timeout(100)
    assert norm == sliders.norm() and 12 <= norm <= 16
    assert "application/vnd.jupyter.widget-view+json" in view["data"]
    assert not lab.complaints


@pytest.mark.parametrize("theme", ["light"], indirect=True)
def test_sliders_come_back_when_the_page_is_loaded_anew(lab, server, pictures):
    sliders = opened(lab, server, "sliders-reload.ipynb")
    sliders.drag(to=0.95)
    sliders.expect_norm(12, 16)
    lab.command("docmanager:save")
    lab.reload()
    sliders.expect_norm(12, 16)
    sliders.drag(to=0.05)
    sliders.expect_norm(1, 1.5)
    lab.page.screenshot(path=pictures / "sliders-reload.png")


@pytest.mark.parametrize("theme", ["light"], indirect=True)
def test_a_setting_is_kept_and_a_kernel_that_is_gone_is_told_of(lab, server, pictures):
    sliders = opened(lab, server, "sliders-keep.ipynb", "print mu, t")
    sliders.drag(to=0.95)
    sliders.expect_norm(12, 16)
    lab.cell(1).get_by_role("button", name="keep").click()
    expect(sliders.board.locator("pre")).to_contain_text("mixture gaussian n=60")
    lab.run(2)
    expect(lab.output(2)).to_have_text(f"{sliders.norm():g} 100000\n")
    lab.page.screenshot(path=pictures / "sliders-keep.png")
    lab.choose("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(sliders.board.get_by_text("run this cell again")).to_be_visible(timeout=30_000)
    lab.page.screenshot(path=pictures / "sliders-restart.png")


@pytest.mark.parametrize("theme", ["light"], indirect=True)
def test_a_table_has_a_slider_that_needs_no_kernel(lab, server, pictures):
    sweep = "sweep grid mu=linspace(1, 16, 12) n=[20, 40, 80] p=2000 measure=limit_error"
    write(server, "sliders-table.ipynb", [DATA, sweep, "plot grid x=mu slider=n"])
    lab.open("sliders-table.ipynb")
    lab.run(0, 1, 2)
    slider = lab.cell(2).locator("input[type=range]")
    expect(slider).to_have_count(1, timeout=60_000)
    canvas = lab.cell(2).locator("canvas").first
    seen = []
    for place in ("0", "1", "2"):
        slider.evaluate(
            "(input, place) => { input.value = place; input.dispatchEvent(new Event('input')); }", place
        )
        lab.page.wait_for_timeout(500)
        seen.append(canvas.screenshot())
        lab.page.screenshot(path=pictures / f"sliders-table-{place}.png")
    assert len(set(seen)) == 3
    assert not lab.complaints
