# SPDX-License-Identifier: Apache-2.0
"""Programs that people run over notebooks and files: papermill, nbconvert and jupyter run, as they call them."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from Kernel.session import RESULT

# Most of them are not in Latin Modern.
LETTERS = "≤≥μηα⁰⁴‖⟨⟩√∞⁻"


@pytest.fixture
def notebook(prefix, tmp_path):
    """A notebook whose dimension is a parameter."""
    parameters = new_code_cell("p = 400\nlabel = \"none\"", metadata={"tags": ["parameters"]})
    cells = [
        parameters,
        new_code_cell("mixture gaussian n=20 p=p mu=4 seed=3\nnetwork m=6 gamma=0.3"),
        new_code_cell("run steps=200\ndirection"),
        new_code_cell("print label, p\nplot misalignment"),
    ]
    kernelspec = {"name": "benign", "display_name": "Benign", "language": "benign"}
    path = tmp_path / "parametrized.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)
    return path


@pytest.fixture
def mistaken(notebook):
    """The same notebook with a mistake in its third cell."""
    content = nbformat.read(notebook, as_version=4)
    content.cells[2].source = "run setps=200"
    nbformat.write(content, notebook)
    return notebook


def jupyter(*arguments, cwd, succeeds=True):
    command = [sys.executable, "-m", *map(str, arguments)]
    answer = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL
    )
    assert (answer.returncode == 0) == succeeds, answer.stdout + answer.stderr
    return answer


def test_papermill_sets_parameters(notebook, tmp_path):
    jupyter(
        *("papermill", notebook, tmp_path / "out.ipynb", "--language", "python"),
        *("-p", "p", 900, "-p", "label", "wide"),
        cwd=tmp_path,
    )
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    outputs = [o for c in executed.cells for o in c.get("outputs", [])]
    assert any(o.get("text", "").strip() == "wide 900" for o in outputs)
    assert any(RESULT in o.get("data", {}) for o in outputs)


def test_papermill_sets_every_kind_of_parameter_in_our_own_words(notebook, tmp_path):
    """By what the wheel brings: without it papermill knows Python's words only, and no infinity."""
    content = nbformat.read(notebook, as_version=4)
    content.cells.append(new_code_cell("print far, none, some, label"))
    nbformat.write(content, notebook)
    parameters = {"far": "inf", "none": "nan", "some": "true", "label": "‖μ‖ \\ 8"}
    jupyter(
        *("papermill", notebook, tmp_path / "out.ipynb"),
        *(word for name, value in parameters.items() for word in ("-p", name, value)),
        cwd=tmp_path,
    )
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == "inf nan true ‖μ‖ \\ 8\n"


@pytest.mark.parametrize("format", ["py:percent", "md:myst"])
def test_jupytext_keeps_every_cell_and_its_file_runs(notebook, tmp_path, format):
    content = nbformat.read(notebook, as_version=4)
    content.cells.insert(0, new_markdown_cell("# A heading, and $\\mu$"))
    content.cells.insert(2, new_code_cell("# only a comment\n\nwords = [\"%\", \"!\"]   # ‖μ‖"))
    nbformat.write(content, notebook)
    text, back = tmp_path / f"text.{format[:2]}", tmp_path / "back.ipynb"
    jupyter("jupytext", "--to", format, "--output", text, notebook, cwd=tmp_path)
    jupyter("jupytext", "--to", "notebook", "--execute", "--output", back, text, cwd=tmp_path)
    executed = nbformat.read(back, as_version=4)
    kept = [(c.cell_type, c.source, c.metadata.get("tags")) for c in executed.cells]
    assert kept == [(c.cell_type, c.source, c.metadata.get("tags")) for c in content.cells]
    assert executed.metadata.kernelspec.name == "benign"
    assert any(RESULT in o.get("data", {}) for c in executed.cells for o in c.get("outputs", []))


def test_myst_nb_makes_pages_without_a_warning(notebook, tmp_path):
    """The setting leaves out what it does not know, as the README of kernelspec/ says."""
    settings = "extensions = ['myst_nb']\nnb_execution_mode = 'force'\nnb_execution_timeout = 120\n"
    settings += "suppress_warnings = ['mystnb.unknown_mime_type']\n"
    (tmp_path / "conf.py").write_text(settings, encoding="utf-8")
    content = nbformat.read(notebook, as_version=4)
    content.cells.insert(0, new_markdown_cell("# Heading"))
    nbformat.write(content, tmp_path / "index.ipynb")
    notebook.unlink()
    jupyter("sphinx", "-W", "--keep-going", "-b", "html", ".", "pages", cwd=tmp_path)
    page = (tmp_path / "pages/index.html").read_text(encoding="utf-8")
    assert "<table" in page and ".svg" in page and "none 400" in page


def test_papermill_stops_at_a_mistake_and_keeps_it(mistaken, tmp_path):
    answer = jupyter("papermill", mistaken, tmp_path / "out.ipynb", cwd=tmp_path, succeeds=False)
    assert "setps" in answer.stderr and "steps" in answer.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    cells = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert [o.output_type for o in cells[2].outputs] == ["error"]
    assert cells[3].execution_count is None


def test_nbconvert_stops_at_a_mistake_and_shows_it(mistaken, tmp_path):
    answer = jupyter("nbconvert", "--to", "html", "--execute", mistaken, cwd=tmp_path, succeeds=False)
    assert "setps" in answer.stderr and "^" in answer.stderr


def test_nbconvert_executes_and_shows_the_picture(notebook, tmp_path):
    answer = jupyter(
        "nbconvert", "--to", "html", "--execute", notebook, "--output", "page.html", cwd=tmp_path
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<svg" in page or "image/svg+xml" in page
    assert "No lexer found" not in answer.stderr


@pytest.mark.parametrize("format", ["latex", "pdf"])
def test_nbconvert_sets_every_letter_and_the_picture_without_inkscape(
    clone, notebook, tmp_path, format
):
    content = nbformat.read(notebook, as_version=4)
    content.cells.insert(0, new_markdown_cell(f"# Heading {LETTERS}\n\nText **{LETTERS}**, `{LETTERS}`."))
    content.cells.append(new_code_cell(f'print "{LETTERS}"'))
    nbformat.write(content, notebook)
    configuration = clone / "kernelspec/nbconvert/latex.py"
    jupyter(
        *("nbconvert", "--to", format, "--config", configuration, "--execute", notebook),
        cwd=tmp_path,
    )
    if format == "latex":
        typeset = ["xelatex", "-interaction=batchmode", notebook.stem]
        subprocess.run(typeset, check=True, cwd=tmp_path, capture_output=True)
        log = (tmp_path / f"{notebook.stem}.log").read_text(encoding="utf-8", errors="replace")
        assert "Missing character" not in log
    command = ["pdftotext", notebook.with_suffix(".pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # In the heading, in text, bold, as code, in a cell and in what it printed.
    assert text.count(LETTERS) == 5
    assert "misalignment against t" in text and "‖μ‖ = 4" in text


def test_an_exported_script_runs_without_jupyter(benign, notebook, tmp_path):
    # The ending of the script's name is read from a notebook that has been executed.
    jupyter("nbconvert", "--to", "notebook", "--inplace", "--execute", notebook, cwd=tmp_path)
    jupyter("nbconvert", "--to", "script", notebook, cwd=tmp_path)
    script = tmp_path / "parametrized.benign"
    answer = subprocess.run(
        [benign, "run", script], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert "none 400" in answer.stdout.splitlines()


@pytest.mark.parametrize("words", [["run", "--kernel=benign"], ["run", "--kernel", "benign"]])
def test_jupyter_run_runs_a_file_in_the_kernel(prefix, tmp_path, words):
    """It hands the file's name on to the kernel's command too."""
    (tmp_path / "first.benign").write_text('print "from the file"\n6*7\n', encoding="utf-8")
    answer = jupyter("jupyter_core.command", *words, "first.benign", cwd=tmp_path)
    assert answer.stdout == "from the file\n42"
    assert 'are ignored: "first.benign"' in answer.stderr
