# SPDX-License-Identifier: Apache-2.0
"""The reference is checked before anything is checked by it: on explicit p-dimensional data."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from Reference import descent, direction, errors
from Reference.problem import explicit

SMALL = dict(n=12, p=200, m=6, mu=4, gamma=0.3)


@pytest.mark.parametrize("loss", descent.LOSSES)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_gradient_is_the_loss_s_difference_quotient(loss, reduction):
    problem = explicit(1, **SMALL, init=0.1, flip=0.2, loss=loss, reduction=reduction)
    random = np.random.default_rng(2)
    for _ in range(5):
        way = random.standard_normal(problem.W.shape)
        ahead, behind = (problem.at(problem.W + s * 1e-6 * way, 0) for s in (1, -1))
        quotient = (descent.loss(ahead) - descent.loss(behind)) / 2e-6
        assert np.sum(descent.gradient(problem) * way) == pytest.approx(quotient, rel=1e-6)


@pytest.mark.parametrize("positive", [3, 2, 6])
def test_descent_turns_towards_the_solution_of_problem_5(positive):
    problem = explicit(3, **SMALL, positive=positive)
    limit = direction.convergent_direction(problem)
    early = descent.descend(problem, 100, 1e-3)
    late = descent.descend(early, 10_000, 1e-3)
    assert descent.activated(late) == 1 and descent.train_error(late) == 0
    first, second = (direction.misalignment(p.W, limit.W) for p in (early, late))
    # 1 − cosine falls like 1/(ln t)².
    assert second < 1e-2 and second < first * 0.6


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("flip", [0, 0.2])
def test_two_solvers_agree_on_problem_5(seed, flip):
    problem = explicit(seed, **{**SMALL, "p": 15}, flip=flip)
    A = direction.constraints(problem, problem.gamma)
    v, _, residual, gap = direction.least_distance(A)
    assert residual < 1e-10 and gap < 1e-10
    other = minimize(
        lambda x: x @ x / 2,
        np.zeros(A.shape[1]),
        jac=lambda x: x,
        constraints={"type": "ineq", "fun": lambda x: A @ x - 1, "jac": lambda x: A},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert other.success
    np.testing.assert_allclose(v, other.x, atol=1e-6 * np.abs(v).max())


def test_the_network_of_the_limit_has_the_margins_that_the_constraints_promise():
    problem = explicit(4, **SMALL, flip=0.1)
    limit = direction.convergent_direction(problem)
    assert direction.inconsistent_points(problem, limit) == 0
    margins = problem.observed * descent.output(problem.at(limit.W, 0))
    assert margins.min() == pytest.approx(1, abs=1e-10)
    assert np.linalg.norm(limit.W) ** 2 == pytest.approx(limit.multipliers.sum(), rel=1e-10)


def test_one_point_has_its_closed_form():
    problem = explicit(5, n=1, p=50, m=4, mu=3, gamma=0.4)
    limit = direction.convergent_direction(problem)
    # K₅ = m a²(q₊ζ₊² + q₋ζ₋²)‖x‖² with ζ = (1, γ): λ = 1/K₅.
    inverse = (0.5 + 0.5 * 0.4**2) * np.sum(problem.X**2)
    assert limit.multipliers[0] == pytest.approx(1 / inverse, rel=1e-12)


def test_where_5_is_inconsistent_descent_goes_to_its_own_limit():
    problem = explicit(6, n=20, p=400, m=8, mu=6, gamma=0.1, flip=0.2)
    five = direction.convergent_direction(problem)
    assert direction.inconsistent_points(problem, five) == 3
    late = descent.descend(problem, 40_000, 2e-3)
    to_five = direction.misalignment(late.W, five.W)
    to_own = direction.misalignment(late.W, direction.own_limit(late).W)
    assert to_own < 0.1 * to_five, (to_own, to_five)


def test_where_5_is_consistent_both_limits_are_one():
    problem = explicit(7, **SMALL)
    late = descent.descend(problem, 100, 1e-3)
    assert descent.activated(late) == 1
    five, own = direction.convergent_direction(late), direction.own_limit(late)
    assert direction.misalignment(five.W, own.W) < 1e-12


def test_separability_is_decided_by_the_data():
    assert direction.is_separable(explicit(8, n=10, p=20, m=2, mu=1, gamma=0.5))
    assert not direction.is_separable(explicit(8, n=60, p=3, m=2, mu=0.1, gamma=0.5))


def test_the_tail_is_right_far_beyond_underflow():
    assert errors.log10_tail(1.5) == pytest.approx(norm.logcdf(-1.5) / np.log(10), rel=1e-14)
    assert errors.log10_tail(30) == pytest.approx(norm.logcdf(-30) / np.log(10), rel=1e-12)
    assert errors.log10_tail(100) == pytest.approx(-2173.87154, rel=1e-8)


def test_the_closed_form_of_the_limit_error_is_what_counting_finds():
    problem = explicit(9, n=30, p=600, m=6, mu=3, gamma=0.3)
    limit = direction.convergent_direction(problem)
    closed = 10 ** errors.log10_tail(errors.limit_distance(problem, limit))
    share, deviation = errors.counted(problem.at(limit.W, 0), 100_000, seed=10)
    assert 0.01 < closed < 0.3
    assert abs(share - closed) < 4 * deviation


def test_shifted_sampling_agrees_with_counting_and_with_the_closed_form():
    problem = descent.descend(explicit(11, n=20, p=500, m=6, mu=4, gamma=0.3), 50, 1e-3)
    share, deviation = errors.counted(problem, 100_000, seed=12)
    log10, relative = errors.shifted(problem, 50_000, seed=13)
    assert abs(10**log10 - share) < 4 * np.hypot(deviation, relative * share)
    strong = explicit(14, n=40, p=200, m=6, mu=9, gamma=0.3)
    limit = direction.convergent_direction(strong)
    log10, relative = errors.shifted(strong.at(limit.W, 0), 50_000, seed=15)
    closed = errors.log10_tail(errors.limit_distance(strong, limit))
    assert closed < -8
    assert abs(log10 - closed) < 4 * relative / np.log(10)


def test_the_mean_field_has_its_closed_form_and_foretells_the_limit_error():
    n, p, mu = 60, 4000, 6
    problem = explicit(16, n=n, p=p, m=20, mu=mu, gamma=0.3)
    balanced = np.sqrt(n) * mu**2 / np.sqrt(n * mu**2 + p)
    distance = errors.mean_field_distance(n, 0, 0.3, 0.5, mu, p, p, mu**2)
    assert distance == pytest.approx(balanced, rel=1e-12)
    limit = direction.convergent_direction(problem)
    assert errors.limit_distance(problem, limit) == pytest.approx(distance, rel=0.05)


def test_the_mean_field_foretells_the_limit_error_with_flips():
    mu, p = 6, 8000
    problem = explicit(17, n=60, p=p, m=10, mu=mu, gamma=0.5, flip=0.1)
    distance = errors.mean_field_distance(60, 0.1, 0.5, 0.5, mu, p, p, mu**2)
    limit = direction.convergent_direction(problem)
    assert direction.inconsistent_points(problem, limit) == 0
    assert errors.limit_distance(problem, limit) == pytest.approx(distance, rel=0.1)
