# SPDX-License-Identifier: Apache-2.0
"""What leaves JupyterLab: nbconvert's HTML and the SVG that `plot file=` writes, in a browser."""

import io
import subprocess
import sys

import nbclient
import nbformat
import pytest
from PIL import Image

CELLS = [
    "mixture gaussian n=60 p=4000 mu=6 seed=1\nnetwork m=20 gamma=0.3 seed=1\nrun steps=5100",
    "error",
    'plot misalignment file="misalignment.svg"',
    "plot margins",
    "plot alignment",
    "sweep map n=[10, 20, 40, 80] mu=[2, 4, 8, 16, 32] p=2_000 m=8 measure=limit_error",
    "plot map color=limit_error",
    "plot map x=mu by=n",
]
IMAGES = "() => [...document.images].map(i => i.complete ? i.naturalWidth : 0)"
TABLES = "() => [...document.querySelectorAll('table')].map(t => t.caption?.innerText ?? t.ariaLabel)"
# What a screen reader finds in an SVG that stands in the page.
SPOKEN = """source => {
  const svg = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
  return [svg.getAttribute('role'), svg.querySelector(':scope > title')?.textContent,
    svg.querySelector(':scope > desc')?.textContent];
}"""
# Lightness of the figure's title, from what the style sheet made of it.
LIGHTNESS = """() => getComputedStyle(document.querySelector('text')).fill
  .match(/[0-9]+/g).reduce((a, b) => a + +b, 0) / 765"""

# Texts that reach beyond their picture, in the face that the browser has for it.
CUT = """() => {
  const edge = document.querySelector('svg').getBoundingClientRect();
  return [...document.querySelectorAll('svg text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1);
  }).map(text => text.textContent);
}"""


@pytest.fixture(scope="module")
def folder(prefix, tmp_path_factory):
    """An executed notebook and the figure that it wrote."""
    folder = tmp_path_factory.mktemp("exports")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, kernel_name="benign", timeout=60, resources=resources).execute()
    nbformat.write(notebook, folder / "exported.ipynb")
    return folder


def test_nbconvert_shows_pictures_and_tables(folder, page, theme, pictures):
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--theme", theme]
    subprocess.run([*command, folder / "exported.ipynb"], check=True, capture_output=True)
    page.goto((folder / "exported.html").as_uri())
    widths = page.evaluate(IMAGES)
    assert len(widths) == 5 and min(widths) > 300
    names = [name.split("\n")[0] for name in page.evaluate(TABLES)]
    assert names == ["details of run of main", "error of main", "details of error of main", "map", "map"]
    page.screenshot(path=pictures / f"nbconvert-{theme}.png", full_page=True)


def test_our_template_of_nbconvert_tells_what_the_pictures_show(folder, page, theme, clone, pictures):
    """And whether the page is light or dark, which here the system is not."""
    other = {"light": "dark", "dark": "light"}[theme]
    templates = f"--TemplateExporter.extra_template_basedirs={clone / 'kernelspec/nbconvert'}"
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "benign", templates]
    told = ["--theme", other, folder / "exported.ipynb", "--output", "told"]
    subprocess.run([*command, *told], check=True, capture_output=True)
    page.goto((folder / "told.html").as_uri())
    assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == other
    page.screenshot(path=pictures / f"template-{other}.png", full_page=True)
    told = page.evaluate("() => [...document.images].map(i => [i.alt, i.naturalWidth > 300])")
    notebook = nbformat.read(folder / "exported.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    shown = [o.data["text/plain"] for o in outputs if "image/svg+xml" in o.get("data", {})]
    assert told == [[words, True] for words in shown] and len(told) == 5


def test_a_picture_is_told_to_those_who_do_not_see_it(folder, page):
    """By the SVG itself, and by the output's metadata."""
    notebook = nbformat.read(folder / "exported.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    pictures = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) == 5
    for picture in pictures:
        words = picture.data["text/plain"]
        role, title, description = page.evaluate(SPOKEN, picture.data["image/svg+xml"])
        assert role == "img" and title and words.startswith(title)
        assert description == words == picture.metadata["image/svg+xml"]["alt"]


def test_a_figure_is_a_document_that_is_light_or_dark(folder, page, theme, pictures):
    page.goto((folder / "misalignment.svg").as_uri())
    assert page.evaluate("() => document.documentElement.getAttribute('role')") == "img"
    ink = page.evaluate(LIGHTNESS)
    corner = Image.open(io.BytesIO(page.screenshot(clip=dict(x=1, y=1, width=2, height=2))))
    ground = sum(corner.convert("RGB").getpixel((0, 0))) / 765
    assert (ground > 0.9 and ink < 0.3) if theme == "light" else (ground < 0.2 and ink > 0.8)
    page.screenshot(path=pictures / f"figure-{theme}.png", clip=dict(x=0, y=0, width=660, height=460))


def test_no_text_of_the_notebooks_pictures_is_cut_off(clone, page):
    pictures = 0
    for path in sorted((clone / "examples").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if picture := output.get("data", {}).get("image/svg+xml"):
                    page.set_content(picture)
                    assert page.evaluate(CUT) == [], path.name
                    pictures += 1
    assert pictures > 10
