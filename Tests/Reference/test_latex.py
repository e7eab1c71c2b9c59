# SPDX-License-Identifier: Apache-2.0
"""What is written for papers, set by LaTeX: pictures of every kind and tables, as an author includes them."""

import os
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "BenignChartsTests" / "Golden"
# This one holds characters that pdfLaTeX has no fonts for.
PICTURES = sorted(path for path in GOLDEN.glob("*.tex") if path.stem != "hostile")
PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amssymb, booktabs, lmodern, pgfplots}
\pgfplotsset{compat=1.17}
\begin{document}
"""


def set_text(folder, body):
    """The text of the pages, line by line."""
    (folder / "paper.tex").write_text(PREAMBLE + body + "\n\\end{document}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300)
    assert done.returncode == 0, done.stdout[-3000:]
    subprocess.run(["pdftotext", "-layout", "paper.pdf"], cwd=folder, check=True)
    return (folder / "paper.txt").read_text()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_of_every_kind_is_set(picture, tmp_path):
    # Commas, points and braces are set, and nothing of a command.
    text = set_text(tmp_path, rf"\input{{{picture}}}")
    assert text.strip() and not any(word in text for word in ("rgb", "axis cs", "coordinates", "fontsize"))


def test_what_a_session_writes_is_set_in_a_paper(benign, tmp_path):
    cells = """
mixture n=30 p=600 mu=4
network m=8 gamma=0.2
run steps=1e4
plot loss, misalignment file="curves.tex" width=320
sweep f flip=[0, 0.1] gamma=[0.1, 0.5] measure=consistent repeat=4
export f "f.tex"
sweep map n=[20, 40] mu=[2, 4, 8] measure=limit_error repeat=2
plot map x=mu y=n color=limit_error file="map.tex"
export map "map-table.tex"
"""
    run = subprocess.run(
        [benign, "run", "-"], input=cells, cwd=tmp_path, capture_output=True, text=True, timeout=300,
        env=os.environ | {"BENIGN_DATA": ""})
    assert run.returncode == 0, run.stderr
    names = ["curves", "f", "map", "map-table"]
    text = set_text(tmp_path, "\n\n".join(rf"\input{{{name}.tex}}" for name in names))
    assert "of 4" in text and "±" in text and "misalignment" in text
