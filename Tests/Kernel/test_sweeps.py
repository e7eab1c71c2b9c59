# SPDX-License-Identifier: Apache-2.0
"""Sweeps through a client: the table's JSON, NumPy on its rows, an interrupt, the same digits on one worker."""

import csv
import json
import math

import numpy as np
import pytest

SMALL = "mixture gaussian n=20 p=400 mu=2 seed=3 flip=0.1\nnetwork m=6 gamma=0.3\n"
STATISTICS = {
    "": np.mean,
    "_se": lambda samples: np.std(samples, ddof=1) / math.sqrt(len(samples)),
    "_q05": lambda samples: np.quantile(samples, 0.05),
    "_q50": np.median,
    "_q95": lambda samples: np.quantile(samples, 0.95),
}
LONG = "sweep long gamma=linspace(0.1, 0.9, 60) steps=500_000 leap=false measure=margin"


@pytest.fixture(scope="module")
def grid(kernel):
    """The result of a sweep, and its rows as they were exported."""
    result = kernel.run(
        SMALL + "sweep grid n=[20, 30] p=20*n kind=[gaussian, uniform] repeat=7 steps=1000"
        " measure=[test_error, log10(loss), interpolates, bayes_error]"
    ).result("table")
    kernel.run('export grid "grid.csv"\nexport grid "grid.json"')
    return result, json.loads((kernel.folder / "grid.json").read_text())


def test_its_json_has_the_contract_s_keys(grid):
    table, _ = grid
    assert table.keys() == {
        "kind", "experiment", "t", "name", "repeat", "cells", "missing", "failed", "columns", "settings",
    }
    assert [table[key] for key in ("name", "repeat", "cells", "missing", "failed")] == ["grid", 7, 4, 0, 0]
    measures = ["test_error", "log10(loss)", "interpolates", "bayes_error"]
    assert set(table["columns"]) == {"n", "kind", "failed"} | {m + s for m in measures for s in STATISTICS}
    assert table["columns"]["failed"] == [{}, {"no value": 7}] * 2
    given = {"loss": "exponential", "reduction": "sum", "lr": "auto", "steps": 1000, "m": 6, "mu": 2}
    assert given.items() <= table["settings"].items() and not {"n", "p", "kind"} & table["settings"].keys()
    assert table["columns"]["n"] == [20, 20, 30, 30]
    assert table["columns"]["kind"] == ["gaussian", "uniform"] * 2
    assert [value is None for value in table["columns"]["bayes_error"]] == [False, True] * 2


@pytest.mark.parametrize("measure", ["test_error", "log10(loss)", "interpolates"])
def test_its_statistics_are_numpy_s_of_the_rows(grid, measure):
    table, rows = grid
    assert len(rows) == 28
    assert [row["failed"] for row in rows] == ([None] * 7 + ["no value"] * 7) * 2
    for cell in range(4):
        samples = [row[measure] for row in rows if row["cell"] == cell]
        assert [row["repeat"] for row in rows if row["cell"] == cell] == list(range(7))
        for ending, statistic in STATISTICS.items():
            assert table["columns"][measure + ending][cell] == pytest.approx(statistic(samples), rel=1e-13)


def test_csv_and_json_say_the_same(grid, kernel):
    with open(kernel.folder / "grid.csv", newline="") as file:
        read = list(csv.DictReader(file))
    for row, other in zip(read, grid[1], strict=True):
        assert row.keys() == other.keys()
        for name, value in other.items():
            if isinstance(value, bool) or value is None or isinstance(value, str):
                assert row[name] in {True: ["true"], False: ["false"], None: ["", "nan", "inf", "-inf"]}.get(value, [value])
            else:
                assert float(row[name]) == value


def test_show_brings_the_same_table_and_changes_nothing(grid, kernel):
    assert kernel.run("show grid").result("table") == grid[0]
    listed = kernel.run("show").result("session")["tables"]
    assert [(table["name"], table["cells"], table["missing"]) for table in listed] == [("grid", 4, 0)]
    assert kernel.numbers("grid.n[3]", "len(grid.test_error)", "t", "n") == [30, 4, 0, 20]


def test_an_interrupt_keeps_what_is_done_and_the_same_sweep_completes_it(fresh):
    fresh.run(SMALL)
    request = fresh.client.execute(LONG)
    display = " 0 of"
    while " 0 of" in display:
        display = fresh.until_progress(request)[-1]["content"]["data"]["text/plain"]
    assert display.startswith("sweep: ") and "of 60 runs" in display and "runs/s" in display
    fresh.manager.interrupt_kernel()
    outcome = fresh.collect(request)
    assert outcome.reply["content"]["ename"] == "Interrupted"
    assert not outcome.bundles
    partial = fresh.run("show long").result("table")
    assert 0 < partial["missing"] < 60
    complete = fresh.run(LONG).result("table")
    assert complete["missing"] == 0
    for value, later in zip(partial["columns"]["margin_q50"], complete["columns"]["margin_q50"]):
        assert value is None or later is not None
    fresh.run("drop long")
    assert fresh.run(LONG + " workers=1").result("table") == complete


def pairs(row, names):
    """The columns of these names as keys, words bare."""
    return " ".join(f"{name}={row[name]}" for name in names.split() if row.get(name))


def test_a_row_of_its_csv_says_how_to_run_it_again(kernel):
    kernel.run(
        SMALL + "run steps=3 lr=3e-4 loss=logistic\n"
        "sweep again kind=[student, uniform] df=3 n=[12, 16] p=50*n repeat=2 reduction=mean steps=200"
        ' measure=[margin, norm, test_error]\nexport again "again.csv"'
    )
    with open(kernel.folder / "again.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    for row in rows:
        assert row["lr"] == "0.0003" and row["loss"] == "logistic" and row["p"] == str(50 * int(row["n"]))
        kernel.run(
            f"mixture {pairs(row, 'kind n p mu cov mean noise orthogonal flip df')} seed={row['mixture.seed']}\n"
            f"network {pairs(row, 'm gamma positive init outer')} seed={row['network.seed']}\n"
            f"run {pairs(row, 'steps lr loss reduction leap points tolerance')}"
        )
        assert kernel.numbers("margin", "norm", "test_error") == [float(row[m]) for m in ("margin", "norm", "test_error")]


def test_what_diverged_is_no_number(kernel):
    table = kernel.run(
        "mixture n=50 p=60 mu=5 flip=0.2\nnetwork m=8 gamma=0.3\n"
        "sweep l lr=[1e-3, 1] steps=1000 measure=[test_error, t, diverged]"
    ).result("table")
    columns = table["columns"]
    assert table["failed"] == 1 and columns["failed"] == [{}, {"diverged": 1}]
    assert columns["test_error"][1] is None and columns["t"] == [1000, None] and columns["diverged"] == [0, 1]
