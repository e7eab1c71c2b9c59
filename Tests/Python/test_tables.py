# SPDX-License-Identifier: Apache-2.0
"""Tables, trajectories and experiments as pandas and NumPy have them."""

import math

import numpy as np
import pandas as pd
import pytest

import benign

READY = "mixture n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
SWEEP = """sweep grid size=[10, 20] n=size kind=[gaussian, "student"] df=5 mu=[1, 2] orthogonal=[true, false] steps=50 repeat=2
  measure=[train_error, interpolates, log10(loss)/n]"""


def types(frame):
    return {name: str(kind) for name, kind in frame.dtypes.items()}


def test_a_table_has_a_row_for_each_cell(lab):
    result = lab.run(READY + SWEEP).results[-1]
    frame = lab.table("grid")
    keys = ["size", "kind", "mu", "orthogonal"]
    assert list(frame)[:5] == [*keys, "train_error"] and list(frame)[-1] == "failed"
    assert len(frame) == 16 and lab.tables == ["grid"]
    assert {name: types(frame)[name] for name in [*keys, "train_error", "interpolates", "failed"]} == {
        "size": "int64", "kind": "str", "mu": "float64", "orthogonal": "bool",
        "train_error": "float64", "interpolates": "float64", "failed": "int64",
    }  # fmt: skip
    for name in set(frame) - {"failed"}:
        assert list(frame[name]) == result["columns"][name]
    assert frame.attrs["name"] == "grid" and frame.attrs["repeat"] == 2 and frame.attrs["settings"]["m"] == 6


def test_a_table_has_a_row_for_each_repeat(lab):
    lab.run(READY + SWEEP)
    frame, means = lab.table("grid", repeats=True), lab.table("grid")
    assert len(frame) == 32
    kinds = types(frame)
    expected = {
        "cell": "int64", "repeat": "int64", "n": "int64", "kind": "str", "mu": "float64", "orthogonal": "bool", "interpolates": "bool",
        "train_error": "float64", "mixture.seed": "int64", "df": "float64",
    }  # fmt: skip
    assert {name: kinds[name] for name in expected} == expected
    measure = "log10(loss) / n"
    assert np.allclose(frame.groupby("cell")[measure].mean(), means[measure], rtol=1e-12)
    assert frame["df"].isna().sum() == 16


def test_inf_nan_and_failures_are_told_apart(lab):
    lab.run(READY + "sweep odd k=[inf, 1, nan] measure=[rho/0, -rho/0, rho/k]\nlr = 1e300")
    lab.run("sweep bad lr=[1e-3, 1e300] steps=50 measure=loss")
    frame = lab.table("odd")
    assert frame["k"][0] == math.inf and frame["k"][1] == 1 and math.isnan(frame["k"][2])
    for statistic in ("", "_q05", "_q50", "_q95"):
        assert list(frame[f"rho / 0{statistic}"]) == [math.inf] * 3
        assert list(frame[f"-rho / 0{statistic}"]) == [-math.inf] * 3
    assert frame["rho / 0_se"].isna().all() and list(frame["failed"]) == [1, 1, 1]
    assert frame["rho / k"][1] > 0 and math.isnan(frame["rho / k"][2])
    repeats = lab.table("odd", repeats=True)
    assert repeats["rho / k"][0] == 0 and repeats["rho / k"][1] > 0 and math.isnan(repeats["rho / k"][2])
    bad = lab.table("bad")
    assert list(bad["failed"]) == [0, 1] and bad["loss"][0] > 0 and math.isnan(bad["loss"][1])
    reasons = lab.table("bad", repeats=True)["failed"]
    assert list(reasons.isna()) == [True, False] and reasons[1] == "diverged"


def test_a_table_of_a_hundred_thousand_rows():
    with benign.Kernel(env={"BENIGN_DATA": ""}) as lab:
        lab.run("mixture n=4 p=20 mu=1\nsweep big k=1..100_000 measure=rho*k")
        frame = lab.table("big")
        assert lab["1"] == 1
    assert frame.shape == (100_000, 7)
    assert (frame["k"] == np.arange(1, 100_001)).all() and frame["k"].dtype == "int64"
    assert np.allclose(frame["rho * k"], 0.2 * frame["k"], rtol=1e-14)


@pytest.mark.parametrize("name, kind", [("nothing", benign.Error), ("a b", ValueError), ('x rows=all\nprint "y"', ValueError)])
def test_a_table_that_is_not_there(shared, name, kind):
    for repeats in (False, True):
        with pytest.raises(kind):
            shared.table(name, repeats=repeats)


def test_a_trajectory(lab):
    lab.run(READY + "run steps=1000 record=[test_error, interpolates, activation_step]")
    frame = lab.trajectory()
    assert list(frame["t"]) == lab["trajectory.t"] and frame["t"].dtype == "int64"
    assert list(frame["misalignment"]) == lab["trajectory.misalignment"]
    kinds = types(frame)
    assert (kinds["interpolates"], kinds["loss"]) == ("bool", "float64")
    assert kinds["activation_step"] == "float64" and math.isnan(frame["activation_step"][0])


def test_a_trajectory_of_more_steps_than_int64_has(lab):
    lab.run(READY + "run steps=1e25")
    frame = lab.trajectory()
    assert frame["t"].dtype == "float64" and frame["t"].iloc[-1] == 1e25
    with benign.Kernel() as empty, pytest.raises(benign.Error):
        empty.trajectory()


def test_an_experiment(lab):
    lab.run("mixture n=30 p=10_000 mu=4 flip=0.2 seed=3\nnetwork m=6 positive=2 gamma=0.3\nrun steps=100")
    e = lab.experiment()
    n, m, d = 30, 6, len(e.mu)
    shapes = {"X": (n, d), "W": (m, d), "labels": (n,), "clean_labels": (n,), "a": (m,), "mu": (d,), "variance": (d,)}
    assert {name: getattr(e, name).shape for name in shapes} == shapes
    assert {str(getattr(e, name).dtype) for name in shapes} == {"float64", "int64"}
    assert list(e.labels) == lab["labels"] and list(e.clean_labels) == lab["clean_labels"]
    assert np.allclose(e.X @ e.X.T, lab["gram"], rtol=1e-9, atol=1e-6)
    assert np.isclose(np.linalg.norm(e.W), lab["norm"], rtol=1e-9) and (e.a > 0).sum() == 2
    assert np.isclose(np.linalg.norm(e.mu), 4) and (e.t, e.gamma) == (100, 0.3)
    assert e.settings["mixture"]["flip"] == 0.2
    with pytest.raises(AttributeError):
        e.t = 5


def test_nothing_is_left_behind(lab):
    lab.run(READY + "run steps=10\nsweep grid n=[4, 5] measure=rho")
    before = sorted(lab._process.folder.iterdir())
    lab.experiment(), lab.trajectory(), lab.table("grid", repeats=True)
    assert sorted(lab._process.folder.iterdir()) == before
    assert isinstance(lab.table("grid"), pd.DataFrame) and not list(lab._process.folder.glob("*.csv"))
