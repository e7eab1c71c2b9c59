# SPDX-License-Identifier: Apache-2.0
"""The picture on the README's front, taken of a session in JupyterLab; RECORD=1 writes it anew."""

import os
import re

import pytest
from playwright.sync_api import expect

from Browser.laboratory import Lab, write

CELLS = [
    "mixture gaussian n=100 p=2_000 mu=8 flip=0.1   # ten of these labels are wrong\n"
    "network m=64 gamma=0.5\n"
    "run steps=1_000_000 record=[train_error, test_error]",
    'print "wrong labels:", sum(1 - labels * clean_labels) / 2\n'
    'print "wrong in training:", train_error\nprint "wrong on new points:", test_error\n'
    'print "overfitting:", verdict',
    "plot train_error, test_error yscale=linear theory=false\n"
    '    title="first the signal, then the wrong labels"',
]
PRINTED = re.compile(
    r"wrong labels: 10\nwrong in training: 0\nwrong on new points: 3\.36\d+e-05\noverfitting: benign\n"
)
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
    lab.seen(charts=1)
    assert PRINTED.fullmatch(lab.output(1).inner_text())
    lab.prompt(0).click()
    lab.command("notebook:enable-output-scrolling")
    lab.prompt(3).click()
    expect(lab.cell(0).locator(".jp-OutputArea")).to_be_visible()
    whole = page.locator(".jp-NotebookPanel-notebook").bounding_box()
    end = lab.cell(3).bounding_box()["y"] - 4
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
