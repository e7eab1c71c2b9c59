# SPDX-License-Identifier: Apache-2.0
"""The experiment that this project began with, against numbers found before there was a kernel."""

from statistics import median

import pytest

CELL = """
mixture gaussian n=60 p={p} mu=6 seed={seed}
network m=20 gamma=0.3 init=1e-8
run steps=5_100 lr=1e-4
direction
error
conditions
"""


@pytest.fixture(scope="module")
def runs(kernel):
    return [kernel.run(CELL.format(p=4000, seed=seed)) for seed in range(25)]


def test_the_first_experiment_has_the_numbers_known_beforehand(runs):
    """The bands were found with explicit data of 4,000 dimensions; single seeds may lie outside."""
    misalignments = [run.result("direction")["misalignment"] for run in runs]
    limits = [run.result("error")["limit_error"] for run in runs]
    assert 4e-4 <= median(misalignments) <= 6e-4
    assert 1.4e-4 <= median(limits) <= 2.2e-4
    assert 3e-4 <= min(misalignments) and max(misalignments) <= 7e-4
    assert 1e-4 <= min(limits) and max(limits) <= 4e-4


def test_what_does_not_depend_on_the_draw_is_exact(runs):
    for run in runs:
        error = run.result("error")
        assert error["predicted_error"] == pytest.approx(2.0308e-4, rel=3e-5)
        assert error["bayes_error"] == pytest.approx(9.866e-10, rel=1e-4)


def test_every_run_interpolates_and_has_its_certificate(runs):
    for run in runs:
        direction, error = run.result("direction"), run.result("error")
        assert direction["consistent"] is True
        assert direction["kkt_residual"] <= 1e-10 and direction["duality_gap"] <= 1e-10
        assert error["interpolates"] is True and error["verdict"] == "benign"
        assert error["test_error_low"] <= error["test_error"] <= error["test_error_high"]
        assert run.result("run")["t"] == 5100 and run.result("run")["activation_step"] == 1
        names = [condition["name"] for condition in run.result("conditions")["conditions"]]
        assert {"activation", "positive_correlation", "near_orthogonality"} <= set(names)


def test_the_dimension_may_be_a_billion(kernel):
    outcome = kernel.run(CELL.format(p=10**9, seed=0))
    assert outcome.result("direction")["separable"] is True
    assert outcome.result("error")["limit_error"] > 0.4


def test_the_same_seed_gives_the_same_digits(kernel):
    texts = []
    for _ in range(2):
        outcome = kernel.run(CELL.format(p=4000, seed=8))
        texts.append([outcome.result("direction"), outcome.result("error")])
    assert texts[0] == texts[1]
