# SPDX-License-Identifier: Apache-2.0
"""The README is true: its cells and its script run, and what it points at is there."""

import re
import subprocess
import sys

import pytest

FIGURE = "application/vnd.vegalite.v5+json"


@pytest.fixture(scope="module")
def readme(clone):
    return (clone / "README.md").read_text(encoding="utf-8")


def blocks(readme, language):
    found = re.findall(rf"^```{language}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert found, language
    return found


def test_the_first_session_runs(readme, kernel):
    outcome = kernel.run(blocks(readme, "benign")[0])
    assert {r["kind"] for r in map(kind, outcome.bundles) if r} >= {"run", "direction", "error"}
    assert outcome.of_type("display_data")


def test_the_page_on_the_language_runs(readme, fresh):
    outcome = fresh.run(blocks(readme, "benign")[1])
    # On a slow machine a run of half a second shows its progress too.
    assert sum(FIGURE in display["data"] for display in outcome.of_type("display_data")) == 2
    assert sorted(path.name for path in fresh.folder.iterdir()) == ["e.json", "run.csv"]


def test_the_cell_on_data_sets_runs(readme, fresh):
    rows = [f"{i % 7},{i * i % 11},{('iris', 'rose')[i % 2]}" for i in range(40)]
    (fresh.folder / "flowers.csv").write_text("\n".join(["a,b,species", *rows]), encoding="utf-8")
    error = kind(fresh.run(blocks(readme, "benign")[2]).bundles[-1])
    assert error["method"] == "held out" and error["samples"] == 12 and error["bayes_error"] is None


def test_the_cell_on_sweeps_runs(readme, fresh):
    cell = blocks(readme, "benign")[3]
    outcome = fresh.run(cell)
    table = outcome.result("table")
    assert (table["cells"], table["missing"], table["failed"]) == (27, 0, 0)
    figures = sum(FIGURE in display["data"] for display in outcome.of_type("display_data"))
    assert figures == cell.count("plot ") == 4
    assert len((fresh.folder / "grid.csv").read_text(encoding="utf-8").splitlines()) == 1 + 27 * 5


def test_the_cells_on_boundaries_and_beyond_the_paper_run(readme, fresh):
    outcome = fresh.run(blocks(readme, "benign")[0].splitlines()[1] + "\nmixture n=50 p=500 mu=4\n" + blocks(readme, "benign")[4])
    table, fits = outcome.result("table"), outcome.result("fit")["fits"]
    assert (table["cells"], table["failed"], len(fits)) == (6, 0, 2)
    # Two numbers of points with the same p/n have the same transition within their errors.
    mu, error = table["columns"]["mu"], table["columns"]["mu_se"]
    assert all(abs(mu[i] - mu[i + 1]) < 5 * (error[i] ** 2 + error[i + 1] ** 2) ** 0.5 for i in (0, 2, 4))
    error = kind(fresh.run(blocks(readme, "benign")[5]).bundles[-1])
    assert 0 < error["test_error"] < 0.5 and 0 < error["bayes_error"] < 1e-3


def kind(bundle):
    return bundle.get("application/vnd.benign.v1+json")


def test_the_script_for_raw_zeromq_runs(readme, benign, tmp_path):
    (script,) = (block for block in blocks(readme, "python") if "import zmq" in block)
    answer = subprocess.run(
        [sys.executable, "-c", script, benign],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )
    numbers = dict(line.split() for line in answer.stdout.splitlines())
    assert 0 < float(numbers["misalignment"]) < 1 and 0 < float(numbers["limit"]) < 0.5


def test_what_it_points_at_is_there(readme, clone):
    links = re.findall(r"\]\(([^):]+)\)", readme) + re.findall(r'src="([^"]+)"', readme)
    names = re.findall(r"`((?:Sources|Tests|kernelspec|examples)/[\w./-]*)`", readme)
    commands = re.findall(r"^\./(\S+)", readme, re.MULTILINE)
    assert links and names and commands
    for path in links + names + commands:
        assert (clone / path).exists(), path
