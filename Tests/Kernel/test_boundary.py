# SPDX-License-Identifier: Apache-2.0
"""Boundaries against dense grids of sweeps, and what a client is told of them."""

import math

import numpy as np
import pytest

from Kernel.restartable import data, session

__all__ = ["data", "session"]  # fixtures

BASE = "mixture n=40 p=800 mu=3\nnetwork m=6 gamma=0.3\n"

# The searched key with its ends : the condition : the keys that are fixed. Of each the first change is compared with a grid's.
SETUPS = """
mu 0.5 20 : limit_error < 0.1 :
gamma 0.01 0.99 : misalignment < 0.01 : mu=2 steps=1000
mu 0.5 20 : limit_error < 0.1 : p=400 flip=0.1
noise 0.1 10 : limit_error >= 0.05 :
mu 1 30 : bayes_error < 1e-8 :
mu 0.5 20 : limit_error < 1e-3 : gamma=0.8
lr 0.0001 10 : loss < 1 : mu=2 steps=3
mu 0.5 20 : signal >= 1 : cov=powerlaw(0.5)
noise 0.2 5 : predicted_error > 1e-6 : p=10_000
gamma 0.01 0.99 : limit_margin > 4 : mu=2
mu 1 30 : limit_error < 1e-30 : n=10
init 1e-09 1 : misalignment < 0.05 : steps=1e4
mu 0.1 20 : correlation > 0 :
mu 0.5 20 : test_error < 0.1 : steps=1e4
noise 0.1 10 : log10_limit_error > -3 : mu=5
mu 0.5 20 : rho > 1 :
lr 0.001 10 : loss < 1e-30 : steps=100
flip 0 0.5 : limit_error > 0.12 :
mu 0.5 20 : limit_error < 0.1 and rho > 1 :
outer 0.01 1 : limit_margin > 1.5 :
"""


@pytest.mark.parametrize("setup", SETUPS.strip().splitlines())
def test_a_boundary_lies_where_a_dense_grid_changes_first(kernel, setup):
    searched, condition, rest = (part.strip() for part in setup.split(":"))
    key, *ends = searched.split()
    low, high = (float(end) for end in ends)
    kernel.run(BASE)
    spacing = "geomspace" if low > 0 else "linspace"
    found_values = []
    for seed in range(2):
        boundary = kernel.run(f"boundary one {key}=[{low}, {high}] where={condition} {rest} seed={seed}")
        found = boundary.result("table")["columns"]
        [value], [width], [evaluations], [changes] = (
            found[name] for name in (key, "width", "evaluations", "changes")
        )
        grid = kernel.run(
            f"sweep grid {key}={spacing}({low}, {high}, 161) {rest} seed={seed} measure={condition}\n"
            "show grid rows=all"
        ).bundles[-1]["application/vnd.benign.v1+json"]["columns"]
        measure = min((name for name in grid if name not in (key, "failed")), key=len)
        holds = np.array(grid[measure]) == 1
        first = int(np.flatnonzero(holds[1:] != holds[:-1])[0])
        assert grid[key][first] - width <= value <= grid[key][first + 1] + width
        assert evaluations <= 19 and changes == 1
        # A sampled error is known to 1 %, and so is what it decides.
        precision = 0.05 if condition.startswith("test_error") else 1.001e-3
        assert width <= precision * (value if low > 0 else high - low)
        found_values.append(value)
    both = kernel.run(f"boundary both {key}=[{low}, {high}] where={condition} {rest} repeat=2").result("table")
    assert both["columns"][key] == [np.mean(found_values)]


def test_whole_keys_words_and_keys_that_follow(kernel):
    kernel.run(BASE)
    table = kernel.run("boundary w n=[5, 400] where=limit_error<0.1 p=800+n mu=[2, 2.4] repeat=3").result("table")
    for index, mu in enumerate((2, 2.4)):
        for seed in range(3):
            kernel.run(f"boundary one n=[5, 400] where=limit_error<0.1 p=800+n mu={mu} seed={seed}")
            [[n]] = kernel.numbers("one.n")
            sides = []
            for points in (n - 1, n):
                kernel.run(f"mixture n={points} p={800 + points} mu={mu} seed={seed}\nnetwork m=6 gamma=0.3 seed={seed}")
                sides += kernel.numbers("limit_error < 0.1")
            assert sides[0] != sides[1], (mu, seed)
    assert table["settings"].keys().isdisjoint({"n", "p"}) and table["settings"]["m"] == 6
    assert table["columns"]["mu"] == [2, 2.4]


def test_where_the_condition_never_or_always_holds_the_reason_is_counted(kernel):
    kernel.run(BASE)
    outcome = kernel.run("boundary none mu=[20, 90] where=limit_error<0.1 n=[20, 40] repeat=3")
    table = outcome.result("table")
    assert table["columns"]["failed"] == [{"always holds": 3}] * 2 and table["columns"]["mu"] == [None, None]
    assert "always holds in 6 of 6 runs" in kernel.run("show none").texts[-1]
    assert "6 of 6 runs always met the condition" in outcome.stderr
    never = kernel.run("boundary none mu=[0.01, 0.1] where=limit_error<0.1").result("table")
    assert never["columns"]["failed"] == [{"never holds": 1}]


@pytest.mark.parametrize(
    "setup, statement",
    [
        (
            "mixture n=100 p=400 mu=2 flip=0.1\nnetwork m=32 gamma=0.8",
            "mu=[0.1, 100] where=limit_error<0.1 ratio=[0.5] n=[50] p=ratio*n flip=0 gamma=0.5 repeat=5 seeds=independent",
        ),
        ("mixture n=100 p=400 mu=2\nnetwork m=32 gamma=1", "ratio=[0.02, 1.5] where=predicted_separable n=800 p=round(ratio*n) mu=[0]"),
        ("mixture n=40 p=10 mu=1 flip=0.5\nnetwork m=4 gamma=0.5", "mu=[0.01, 0.02] where=limit_error<0.1"),
    ],
)
def test_a_condition_without_a_value_leaves_the_boundary_without_one(kernel, setup, statement):
    """Points that nothing separates have no limit."""
    kernel.run(setup)
    table = kernel.run(f"boundary edge {statement}").result("table")
    assert table["columns"]["failed"][0].keys() == {"no value"}
    if table["repeat"] == 1:
        assert [table["columns"][name][0] for name in ("width", "changes", "evaluations")] == [None] * 3
    assert kernel.run("show edge").status == "ok"


def test_where_runs_diverge_is_a_boundary_itself(kernel):
    kernel.run("mixture n=40 p=20 mu=1 flip=0.2\nnetwork m=6 gamma=0.3")
    table = kernel.run("boundary edge lr=[1e-3, 1e6] where=diverged steps=100 loss=exponential").result("table")
    [lr], [width] = table["columns"]["lr"], table["columns"]["width"]
    for rate, diverged in ((lr - width, False), (lr + width, True)):
        kernel.run(f"network m=6 gamma=0.3\nrun steps=100 lr={rate} diverge=stop")
        assert kernel.numbers("diverged") == [diverged]
    # A quantity of runs that diverge has no value there, which is no side of a boundary.
    failed = kernel.run("boundary edge lr=[1e3, 1e6] where=loss<1e-300 steps=100").result("table")
    assert failed["columns"]["failed"] == [{"diverged": 1}]


@pytest.mark.parametrize(
    "statement, words",
    [
        ("boundary edge where=limit_error<0.1", "needs a key to search"),
        ("boundary edge mu=3 where=limit_error<0.1", "needs a key to search"),
        ("boundary edge mu=[3, 2] where=limit_error<0.1", "low is not below high"),
        ("boundary edge mu=[1, 2, 3] where=limit_error<0.1", "needs a key to search"),
        ("boundary edge gamma=[-1, 2] where=limit_error<0.1", "gamma cannot be"),
        ("boundary edge kind=[gaussian, student] where=limit_error<0.1", "between two numbers"),
        ("boundary edge seed=[1, 9] where=limit_error<0.1", "seed"),
        ("boundary edge mu=[1, 9]", "needs where"),
        ("boundary edge mu=[1, 9] where=loss<1", "nothing is trained"),
        ("boundary edge mu=[1, 9] where=verdict", "cannot be measured"),
        ("boundary edge n=[1, 9] where=limit_error<0.1 p=n*100.5", "p"),
        ("boundary mu=[1, 9] where=limit_error<0.1", "name"),
    ],
)
def test_what_is_wrong_with_a_boundary_is_said(kernel, statement, words):
    kernel.run(BASE)
    error = kernel.run(statement, expect="error")
    text = error.reply["content"]["evalue"] + " ".join(error.reply["content"]["traceback"])
    assert words in text, text


def test_a_boundary_is_kept_continued_verified_and_drawn(session):
    session.run(BASE)
    statement = "boundary edge mu=[0.5, 20] where=limit_error<0.1 n=[20, 40] p=20*n repeat={}"
    first = session.run(statement.format(3)).result("table")
    session.kill()
    session.run("load")
    assert session.run("show edge").result("table") == first
    more = session.run(statement.format(5)).result("table")
    session.run("drop edge")
    assert session.run(statement.format(5)).result("table") == more
    assert session.run("verify").result("verify")["identical"] is True
    [picture] = session.run("plot edge").of_type("display_data")
    assert "‖μ‖ against n" in picture["data"]["text/plain"] and "‖μ‖ = 0.5" not in picture["data"]["image/svg+xml"]
    assert math.isclose(session.numbers("edge.mu[0]")[0], more["columns"]["mu"][0])


def test_a_power_law_is_the_one_that_numpy_finds(kernel):
    kernel.run(BASE)
    kernel.run("boundary edge mu=[0.5, 50] where=limit_error<0.1 ratio=[2, 10, 50, 250] n=[20, 40] p=ratio*n repeat=10")
    fits = kernel.run("fit edge y=mu x=p/n by=n").result("fit")["fits"]
    table = kernel.run("show edge").result("table")["columns"]
    n, ratio, mean, error = (np.array(table[name]) for name in ("n", "ratio", "mu", "mu_se"))
    for fit, points in zip(fits, (20, 40), strict=True):
        own = n == points
        x, y, weights = np.log(ratio[own]), np.log(mean[own]), (mean / error)[own]
        slope, height = np.polyfit(x, y, 1, w=weights)
        assert math.isclose(fit["exponent"], slope, rel_tol=1e-9)
        assert math.isclose(fit["constant"], math.exp(height), rel_tol=1e-9)
        residuals = weights * (y - slope * x - height)
        assert np.allclose(fit["residuals"], residuals, atol=1e-6)
        assert math.isclose(fit["chi_squared"], np.sum(residuals**2), rel_tol=1e-6)
        assert fit["degrees"] == 2 and fit["points"] == 4 and fit["left_out"] == 0
        assert fit["exponent_low"] < slope < fit["exponent_high"] and fit["holds"] == (fit["p_value"] >= 0.05)
    for statement, words in (
        ("fit edge y=mu", "fit needs x"), ("fit nothing y=1 x=2", "fit needs a table"), ("fit edge y=loss x=n", "does not hold loss"),
    ):
        assert words in kernel.run(statement, expect="error").reply["content"]["evalue"]
