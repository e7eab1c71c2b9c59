# SPDX-License-Identifier: Apache-2.0
"""SVG pictures in programs that are no browsers: CairoSVG and librsvg draw what Chromium draws on a light page."""

import base64
import functools
import io
import subprocess

import cairosvg
import numpy as np
import pytest
from PIL import Image

from conftest import CLONE

PICTURES = sorted(CLONE.glob("Tests/*/Golden/*.svg"))
# Where texts stand, and how large the picture is.
PLACES = """() => {
  const box = element => { const b = element.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  return [box(document.querySelector('svg')), [...document.querySelectorAll('svg text')].map(box)];
}"""


# Enlarged so that lines have an inside whose colour no smoothed edge changes.
ZOOM = 4


def pixels(png):
    """Height × width × 3, on a white page."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    return np.asarray(Image.alpha_composite(ground, picture).convert("RGB"))


def in_cairosvg(path):
    return pixels(cairosvg.svg2png(url=str(path), scale=ZOOM))


def in_librsvg(path):
    command = ["rsvg-convert", "--zoom", str(ZOOM), path]
    return pixels(subprocess.run(command, check=True, capture_output=True).stdout)


def in_chromium(browser, source, system="light", theme=None, zoom=1, ground=None):
    """The picture in a page of such a system and, in Jupyter, of such a theme; and the boxes of its texts."""
    ground = ground or {"light": "white", "dark": "#111111"}[theme or system]
    mark = "" if theme is None else f' data-jp-theme-light="{"true" if theme == "light" else "false"}"'
    options = dict(viewport={"width": 1100, "height": 800}, device_scale_factor=zoom, color_scheme=system)
    with browser.new_page(**options) as page:
        page.set_content(f'<body{mark} style="margin:0;background:{ground}">{source}')
        (_, _, width, height), texts = page.evaluate(PLACES)
        return pixels(page.screenshot(clip=dict(x=0, y=0, width=width, height=height))), texts


@pytest.fixture(scope="module")
def light(browser):
    """Draws a picture in Chromium on a light page, once."""
    return functools.cache(
        lambda path: in_chromium(browser, path.read_text(encoding="utf-8"), zoom=ZOOM))


def is_flat(picture):
    """Which pixels have the colour of all their neighbours."""
    flat = np.ones(picture.shape[:2], bool)
    for axis in (0, 1):
        same = (np.abs(np.diff(picture.astype(np.int16), axis=axis)) <= 2).all(axis=-1)
        before, after = ((1, 0), (0, 1))
        for side in (before, after):
            flat &= np.pad(same, [side if a == axis else (0, 0) for a in (0, 1)], constant_values=True)
    return flat


def compare(ours, texts, theirs):
    """That areas and lines have the same places and colours, and that texts are there."""
    # A browser's picture ends with a whole pixel of the page.
    assert np.all(np.abs(np.subtract(theirs.shape, ours.shape)) < ZOOM)
    height, width = (min(sizes) for sizes in list(zip(theirs.shape, ours.shape))[:2])
    ours, theirs = ours[:height, :width], theirs[:height, :width]
    differences = np.abs(ours.astype(np.int16) - theirs).max(axis=-1)
    words = np.zeros(differences.shape, bool)
    for left, top, right, bottom in ZOOM * (np.array(texts) + [-6, -3, 6, 3]):
        box = np.s_[max(0, int(top)) : int(bottom), max(0, int(left)) : int(right)]
        words[box] = True
        ink = [np.abs(picture[box] - np.median(picture[box], axis=(0, 1))).sum() for picture in (ours, theirs)]
        assert 0.5 < ink[1] / ink[0] < 2
    inside = is_flat(ours) & is_flat(theirs) & ~words
    assert inside.sum() > 0.9 * (~words).sum()
    assert differences[inside].max() <= 4


@pytest.mark.parametrize("draw", [in_cairosvg, in_librsvg])
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_looks_the_same_outside_browsers(light, path, draw):
    compare(*light(path), draw(path))


@pytest.mark.parametrize("path", PICTURES[::7], ids=lambda path: path.stem)
def test_a_jupyter_page_s_theme_decides_whatever_the_system_is(browser, path):
    source = path.read_text(encoding="utf-8")
    light, dark = (in_chromium(browser, source, system)[0] for system in ("light", "dark"))
    assert light[40, 5].min() > 240 and dark[40, 5].max() < 30
    for theme, expected in (("light", light), ("dark", dark)):
        for system in ("light", "dark"):
            found, _ = in_chromium(browser, source, system, theme)
            np.testing.assert_array_equal(found, expected)


def test_a_picture_has_the_ground_of_its_page(browser):
    """Whatever the system is; and its texts have light and dark parts, for a page that does not say which it is."""
    source = PICTURES[0].read_text(encoding="utf-8")
    for system in ("light", "dark"):
        found, texts = in_chromium(browser, source, system, ground="#336699")
        assert found[40, 5].tolist() == [0x33, 0x66, 0x99]
        left, top, right, bottom = map(int, texts[0])
        words = found[top:bottom, left:right].mean(axis=-1)
        assert words.min() < 50 and words.max() > 220


def test_an_image_is_as_light_or_dark_as_its_page_says(browser):
    """In an `img`, as nbconvert and JupyterLab have it."""
    data = base64.b64encode(PICTURES[0].read_bytes()).decode()
    for system in ("light", "dark"):
        for scheme, ground in (("light", "white"), ("dark", "#111111")):
            image = f'<img src="data:image/svg+xml;base64,{data}">'
            with browser.new_page(color_scheme=system) as page:
                page.set_content(
                    f'<html style="color-scheme:{scheme}"><body style="margin:0;background:{ground}">{image}'
                )
                found = pixels(page.screenshot())[:40, :300].astype(int)
            # Nothing but the ground and inks that differ from it: borders are not seen.
            away = np.abs(found - found[0, 0]).max()
            assert away > 180
            expected = 255 if scheme == "light" else 17
            assert found[0, 0].tolist() == [expected] * 3


def test_a_picture_narrows_with_its_page(browser):
    """Its sides keep their ratio, as `height: auto` has it."""
    height, width, _ = in_cairosvg(PICTURES[0]).shape
    ratio = height / width
    with browser.new_page(viewport={"width": 400, "height": 800}) as page:
        page.set_content(PICTURES[0].read_text(encoding="utf-8"))
        (left, top, right, bottom), _ = page.evaluate(PLACES)
        assert right <= 400
        assert (bottom - top) / (right - left) == pytest.approx(ratio, rel=0.01)
