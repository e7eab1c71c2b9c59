# SPDX-License-Identifier: Apache-2.0
"""Which colour each part of a cell has in Pygments, and that nothing of the language is an error to it."""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, Punctuation, String

from benign import _words
from benign.lexer import BenignLexer
from Kernel.session import Session


def coloured(code):
    """The tokens but blanks."""
    return [(kind, text) for kind, text in BenignLexer().get_tokens(code) if text.strip()]


CASES = {
    "rate = 1e-3  # α": [
        (Name.Variable, "rate"), (Operator, "="), (Number, "1e-3"), (Comment.Single, "# α"),
    ],
    "rate == 20_000": [(Name, "rate"), (Operator, "=="), (Number, "20_000")],
    "mixture student n=1..5\n  mixture.seed=k": [
        (Keyword, "mixture"), (Name.Constant, "student"), (Name.Attribute, "n"), (Operator, "="), (Number, "1"),
        (Operator, ".."), (Number, "5"), (Name.Attribute, "mixture.seed"), (Operator, "="), (Name, "k"),
    ],
    "    run until=misalignment<1e-3 and not diverged": [
        (Keyword, "run"), (Name.Attribute, "until"), (Operator, "="), (Name.Builtin, "misalignment"), (Operator, "<"),
        (Number, "1e-3"), (Operator.Word, "and"), (Operator.Word, "not"), (Name.Builtin, "diverged"),
    ],
    "x = [1,\nrun, None]": [
        (Name.Variable, "x"), (Operator, "="), (Punctuation, "["), (Number, "1"), (Punctuation, ","), (Name, "run"),
        (Punctuation, ","), (Keyword.Constant, "None"), (Punctuation, "]"),
    ],
    "plot main.loss, grid.mu, sqrt(-inf)^2": [
        (Keyword, "plot"), (Name, "main"), (Operator, "."), (Name.Builtin, "loss"), (Punctuation, ","), (Name, "grid"),
        (Operator, "."), (Name.Attribute, "mu"), (Punctuation, ","), (Name.Function, "sqrt"), (Punctuation, "("),
        (Operator, "-"), (Name.Constant, "inf"), (Punctuation, ")"), (Operator, "^"), (Number, "2"),
    ],
    'print "a \\" # b", true': [
        (Keyword, "print"), (String, '"a \\" # b"'), (Punctuation, ","), (Keyword.Constant, "true"),
    ],
    'x = "open\n1': [(Name.Variable, "x"), (Operator, "="), (Error, '"open'), (Number, "1")],
    "1)": [(Number, "1"), (Error, ")")],
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_parts_of_a_cell(code):
    assert coloured(code) == CASES[code]


def test_every_word_of_its_kind():
    kinds = {Keyword: _words.COMMANDS, Name.Builtin: _words.QUANTITIES | _words.NAMES, Name.Constant: _words.CONSTANTS}
    for kind, words in kinds.items():
        assert words
        for word in words:
            assert coloured(word) == [(kind, word)]
    for word in _words.FUNCTIONS:
        assert coloured(f"{word}(1)")[0] == (Name.Function, word)
    for word in _words.WORDS - _words.COMMANDS - _words.QUANTITIES:
        assert coloured(f"run loss={word}")[3] == (Name.Constant, word)


def test_nothing_in_our_notebooks_is_an_error(clone):
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(clone.glob("examples/*.ipynb"))]
    cells = [
        cell.source
        for notebook in notebooks
        for cell in notebook.cells
        if cell.cell_type == "code" and notebook.metadata.kernelspec.name == "benign"
    ]
    for page in ("README.md", "Sources/REFERENCE.md"):
        cells += re.findall(r"^```benign\n(.*?)^```", (clone / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(cells) > 20
    for cell in cells:
        assert Error not in dict(coloured(cell))


@pytest.mark.parametrize("options, lexer", [([], "python"), (["--lexer", "benign"], "benign")])
def test_clients_are_told_of_it_where_it_is_installed(prefix, tmp_path, monkeypatch, options, lexer):
    spec = json.loads((prefix / "share/jupyter/kernels/benign/kernel.json").read_text(encoding="utf-8"))
    folder = tmp_path / "kernels/other"
    folder.mkdir(parents=True)
    spec["argv"] += options
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with Session(tmp_path, kernel_name="other") as session:
        language = session.client.kernel_info(reply=True, timeout=60)["content"]["language_info"]
    assert language["pygments_lexer"] == lexer
    # Python's colours where our extension is missing.
    assert language["codemirror_mode"] == {"name": "benign", "mime": "text/x-python"}


def test_nbconvert_finds_it_by_its_entry_point(package, tmp_path, monkeypatch):
    metadata = tmp_path / "benign_kernel-0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: benign-kernel\nVersion: 0\n", encoding="utf-8")
    entry = "[pygments.lexers]\nbenign = benign.lexer:BenignLexer\n"
    (metadata / "entry_points.txt").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{package}:{tmp_path}")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("run steps=1")])
    notebook.metadata.language_info = {"name": "benign", "pygments_lexer": "benign"}
    nbformat.write(notebook, tmp_path / "a.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--log-level", "WARN", tmp_path / "a.ipynb"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "lexer" not in answer.stderr
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<span class="k">run</span> <span class="na">steps</span>' in re.sub(r'<span class="w">(\s+)</span>', r"\1", page)
