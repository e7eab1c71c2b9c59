# SPDX-License-Identifier: Apache-2.0
"""Separability and problem (5) at every shape and scale, against solvers that share nothing with the kernel's: HiGHS for the linear
program of separability, Clarabel for the quadratic program of the largest margin."""

from dataclasses import replace

import clarabel
import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog
from scipy.special import log_ndtr
from sklearn.datasets import load_breast_cancer, load_digits

from Reference.direction import constraints
from Reference.problem import load
from Reference.test_datasets import write

BATCHES, BATCH = 20, 100
ASKED = ("separable", "limit_margin", "log10_limit_error", "multipliers", "consistent")


def largest_margin(A):
    """argmin ½‖v‖² subject to A v ≥ 1, or None where Clarabel does not solve it."""
    n, width = A.shape
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    solver = clarabel.DefaultSolver(
        sparse.identity(width, format="csc"),
        np.zeros(width),
        sparse.csc_matrix(-A),
        -np.ones(n),
        [clarabel.NonnegativeConeT(n)],
        settings,
    )
    answer = solver.solve()
    if str(answer.status) not in ("Solved", "AlmostSolved"):
        return None
    return np.array(answer.x)


def best_least_margin(Z):
    """max t with ⟨w, z_i⟩ ≥ t and |w_k| ≤ 1, of rows of unit length."""
    n, d = Z.shape
    answer = linprog(
        np.append(np.zeros(d), -1.0),
        A_ub=np.hstack([-Z, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        bounds=[(-1, 1)] * d + [(None, 1)],
        method="highs",
    )
    assert answer.status == 0, answer.message
    return -answer.fun


def setup(random):
    """The statements of one set-up, and the factor that all of its lengths were multiplied by."""
    n = int(random.choice([1, 2, 3, random.integers(4, 40), random.integers(40, 121)]))
    ratio = random.choice([0.02, 0.1, 0.3, 0.45, 0.5, 0.55, 0.8, 1, 1.2, 2, 30])
    p = max(1, round(n * ratio))
    scale = 10.0 ** random.choice([0, 0, 0, random.uniform(-150, 150)])
    mu, flip = random.choice([0, 0.5, 1, 3, 6, 100]), random.choice([0, 0, 0.05, 0.2, 0.5])
    m = int(random.choice([1, 2, 3, 8]))
    gamma = random.choice([0.05, 0.3, 0.5, 0.7, 0.95])
    positive = random.choice([(m + 1) // 2, (m + 1) // 2, 0, m])
    return (
        f"mixture {random.choice(['gaussian', 'gaussian', 'rademacher', 'uniform'])} n={n} p={p}"
        f" mu={float(mu * scale)!r} noise={float(scale)!r} flip={flip} seed={random.integers(1000)}\n"
        f"network m={m} gamma={gamma} positive={positive} outer={random.choice([0.1, 1, 30])}\n"
        'export experiment "e.json"'
    ), scale


def same(ours, theirs, relative):
    return abs(ours - theirs) <= relative * abs(theirs)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_set_ups_agree_with_independent_solvers(kernel, batch):
    random = np.random.default_rng(1000 + batch)
    undecided = compared = 0
    for place in range(BATCH):
        cell, scale = setup(random)
        kernel.run(cell)
        separable, margin, error, multipliers, consistent = kernel.numbers(*ASKED)
        problem = load(kernel.folder / "e.json")
        X = problem.X / scale
        Z = problem.observed[:, None] * X
        lengths = np.linalg.norm(Z, axis=1)
        best = best_least_margin(Z / lengths[:, None]) if lengths.min() > 0 else 0.0
        told = f"batch {batch}, set-up {place}: {cell!r}"
        if 0 < best < 1e-9:
            undecided += 1
            continue
        assert separable == (best >= 1e-9), f"{told}: {best}"
        if not separable:
            assert margin is None and error is None and multipliers is None, told
            continue
        A = constraints(problem, problem.gamma) / scale
        size = np.linalg.norm(A, axis=1).min()
        v = largest_margin(A / size)
        if v is None:
            undecided += 1
            continue
        compared += 1
        assert margin is not None, told
        assert same(margin, scale * size / np.linalg.norm(v), 1e-6), f"{told}: {margin}"
        ours = A.T @ (np.array(multipliers, dtype=float) * scale * scale * size)
        assert np.linalg.norm(ours - v) <= 1e-4 * np.linalg.norm(v), told
        assert consistent is not None, told
        if "gaussian" in cell:
            check_error(error, v, problem, scale, told)
    assert undecided <= BATCH // 20 and compared >= BATCH // 3


def check_error(log10_error, v, problem, scale, told):
    """Φ(−⟨w̄, μ⟩/‖Σ^½w̄‖) with w̄ from v = (√m₊ w₊, √m₋ w₋)."""
    d = problem.X.shape[1]
    counts = [np.sum(problem.a > 0), np.sum(problem.a < 0)]
    plus, minus = (part / np.sqrt(max(c, 1)) for part, c in zip((v[:d], v[d:]), counts))
    boundary = (counts[0] * plus - counts[1] * minus) / len(problem.a)
    signal = boundary @ (problem.mu / scale)
    deviation = np.sqrt(np.sum(problem.variance / scale**2 * boundary**2))
    expected = log_ndtr(-signal / deviation) / np.log(10)
    assert abs(log10_error - expected) <= 1e-3 * max(1, abs(expected)), f"{told}: {expected}"


SEPARABLE = [
    ("mixture n=300 p=30 mu=5 seed=5", "m=4 gamma=0.5"),
    ("mixture n=300 p=140 mu=1", "m=4 gamma=0.5"),
    ("mixture n=200 p=20 mu=5 seed=20", "m=4 gamma=0.5"),
    ("mixture n=32 p=13 mu=1 seed=0", "m=2 gamma=0.5"),
    ("mixture n=36 p=6 mu=3 seed=2", "m=2 gamma=0.9"),
    ("mixture rademacher n=60 p=20 mu=1 seed=510191", "m=4 gamma=0.7 positive=4"),
    ("mixture n=40 p=20 mu=6 seed=354975 flip=0.1", "m=4 gamma=0.1"),
]


@pytest.mark.parametrize("mixture, network", SEPARABLE)
def test_set_ups_that_were_called_inseparable(kernel, mixture, network):
    kernel.run(f'{mixture}\nnetwork {network}\nexport experiment "e.json"')
    separable, margin = kernel.numbers("separable", "limit_margin")
    problem = load(kernel.folder / "e.json")
    v = largest_margin(constraints(problem, problem.gamma))
    assert separable is True and same(margin, 1 / np.linalg.norm(v), 1e-7)


def test_known_values(kernel):
    def ask(mixture, network, *names):
        kernel.run(f"{mixture}\nnetwork {network}")
        return kernel.numbers(*names)

    margin, error = ask("mixture n=32 p=13 mu=1 seed=0", "m=2 gamma=0.5", "limit_margin", "limit_error")
    assert same(margin, 0.24460, 1e-4) and same(error, 0.26907, 1e-4)
    margin, error = ask("mixture n=36 p=6 mu=3 seed=2", "m=2 gamma=0.9", "limit_margin", "limit_error")
    assert same(margin, 1.41480, 1e-5) and same(error, 0.003401, 1e-3)
    (margin,) = ask(
        "mixture rademacher n=60 p=20 mu=1 seed=510191", "m=4 gamma=0.7 positive=4", "limit_margin"
    )
    assert same(margin, 0.16396, 1e-4)
    (error,) = ask(
        "mixture n=40 p=20 mu=6 seed=354975 flip=0.1", "m=4 gamma=0.1", "run_limit_error"
    )
    assert same(error, 0.14960, 1e-4)


def test_a_strong_mean_changes_nothing_that_it_should_not(kernel):
    found = []
    for mu in ("1e4", "1e5", "1e6"):
        kernel.run(f"mixture n=40 p=400 mu={mu} flip=0.2\nnetwork m=4 gamma=0.5")
        found.append(kernel.numbers("limit_margin", "limit_error"))
    for margin, error in found:
        assert same(margin, 3.338, 1e-3) and same(error, 2.17e-4, 1e-2)


def dataset(kernel, X, labels, network="m=4 gamma=0.5"):
    write(kernel.folder / "scaled.csv", X, labels)
    kernel.run(f'dataset "scaled.csv" label="kind" standardize=false test=0\nnetwork {network}')
    return kernel.numbers("separable", "limit_margin", "consistent")


@pytest.mark.parametrize("shape", [(40, 60), (40, 30), (60, 12), (30, 500)])
def test_the_unit_of_one_column_is_no_obstacle(kernel, shape):
    """A column that is very long costs the margin nothing more once it is long enough."""
    random = np.random.default_rng(7)
    labels = np.where(np.arange(shape[0]) % 2, "a", "b")
    X = random.standard_normal(shape)
    X[:, 1] += np.where(labels == "a", 6, -6)
    found = []
    for factor in (1e3, 1e4, 2e4, 5e4, 1e6, 1e10, 1e100, 1e150):
        scaled = X.copy()
        scaled[:, 0] *= factor
        separable, margin, _ = dataset(kernel, scaled, labels)
        assert separable is True, factor
        found.append(margin)
    assert all(same(margin, found[-1], 1e-4) for margin in found), found


def test_far_points_of_two_close_classes(kernel):
    for size in (1, 1e2, 1e4, 1e5, 1e8, 1e12, 1e100, 1e150):
        X = np.array([[size, 1], [-size, 1], [size, -1], [-size, -1]])
        separable, margin, consistent = dataset(kernel, X, ["b", "b", "a", "a"])
        assert separable is True and same(margin, 0.75, 1e-9), (size, margin)


@pytest.mark.parametrize("unit", [1e-200, 1e-150, 1e-30, 1e30, 1e150])
def test_the_unit_of_all_columns_is_that_of_the_margin(kernel, unit):
    random = np.random.default_rng(8)
    labels = random.choice(["a", "b"], 25)
    X = random.standard_normal((25, 10)) + 2 * (labels == "b")[:, None]
    plain, scaled = dataset(kernel, X, labels), dataset(kernel, X * unit, labels)
    assert scaled[0] == plain[0] and scaled[2] == plain[2]
    assert same(scaled[1] / unit, plain[1], 1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_separability_does_not_depend_on_the_lengths_of_rows_and_columns(kernel, seed):
    random = np.random.default_rng(seed)
    n, d = int(random.integers(2, 60)), int(random.integers(1, 40))
    labels = random.choice(["a", "b"], n)
    labels[:2] = "a", "b"
    X = random.standard_normal((n, d)) + random.choice([0, 0.5, 2]) * (labels == "b")[:, None]
    answers = {dataset(kernel, X, labels)[0]}
    for spread in (1, 3, 6):
        rows = 10.0 ** random.uniform(-spread, spread, (n, 1))
        columns = 10.0 ** random.uniform(-spread, spread, d)
        answers.add(dataset(kernel, X * rows * columns, labels)[0])
    assert len(answers) == 1 and answers <= {True, False}, answers


@pytest.mark.parametrize("n, rank, d", [(60, 20, 100), (40, 10, 100), (30, 5, 50), (100, 30, 200)])
def test_points_of_low_rank_in_many_coordinates(kernel, n, rank, d):
    """As many coordinates as points say nothing: the points' span decides."""
    for seed in range(4):
        random = np.random.default_rng(seed)
        Y = random.standard_normal((n, rank))
        X = Y @ random.standard_normal((rank, d))
        labels = np.where(Y[:, 0] > 0, "b", "a")
        separable, margin, _ = dataset(kernel, X, labels)
        kernel.run('export experiment "e.json"')
        problem = load(kernel.folder / "e.json")
        basis = np.linalg.svd(problem.X)[2][:rank].T
        A = constraints(replace(problem, X=problem.X @ basis), problem.gamma)
        assert separable is True and margin is not None, seed
        assert same(margin, 1 / np.linalg.norm(largest_margin(A)), 1e-6), seed


def test_rows_of_very_different_lengths(kernel):
    random = np.random.default_rng(1)
    X = random.standard_normal((20, 200))
    y = random.choice([-1, 1], 20)
    X[:, 0] += 3 * y
    X *= 10.0 ** random.uniform(-5, 5, (20, 1))
    separable, margin, _ = dataset(kernel, X, np.where(y > 0, "b", "a"))
    # By an active set in 100 digits.
    assert separable is True and same(margin, 0.000123748726663, 1e-9)


def test_eight_equal_columns(kernel):
    X = np.repeat([[-1.0], [3.0], [-3.0], [-1.0]], 8, axis=1)
    separable, margin, consistent = dataset(kernel, X, list("npnn"))
    assert separable is True and consistent is True and same(margin, np.sqrt(5), 1e-12)


ONE_SIGN = [
    ("mixture n=189 p=85 mu=0.5 seed=803064", "m=4 gamma=0.01 positive=0", 0.00116272503),
    ("mixture n=270 p=121 mu=0.5 flip=0.05 seed=685661", "m=4 gamma=0.01 positive=0", 0.00068238865),
    ("mixture n=162 p=72 mu=0.5 seed=178", "m=4 gamma=0.05 positive=4", 0.00072436441),
    ("mixture n=49 p=39 mu=0.5 seed=173", "m=4 gamma=1e-06 positive=4", 4.88362727e-07),
]


@pytest.mark.parametrize("mixture, network, expected", ONE_SIGN)
def test_neurons_of_one_sign_with_a_small_slope(kernel, mixture, network, expected):
    kernel.run(f"{mixture}\nnetwork {network}")
    separable, margin = kernel.numbers("separable", "limit_margin")
    assert separable is True and margin is not None and same(margin, expected, 1e-6)


def test_a_limit_that_depends_on_the_initial_weights_has_no_error(kernel):
    kernel.run("mixture n=29 p=15 mu=0.5 seed=263593\nnetwork m=5 gamma=0.2 positive=1")
    assert kernel.numbers("consistent", "run_limit_error") == [False, None]


def test_the_error_of_a_run_s_own_limit_waits_for_the_run(kernel):
    """A neuron that stays inactive on a point of its own label: where the run goes depends on W(0)."""
    kernel.run("mixture n=40 p=20 mu=6 seed=354975 flip=0.1\nnetwork m=4 gamma=0.1")
    shown = kernel.run("error").texts[-1]
    assert "if training makes every neuron active" in " ".join(shown.split())
    kernel.run("run steps=2000")
    found = kernel.numbers("activated < 1", "consistent", "run_misalignment", "run_limit_error")
    assert found == [True, False, None, None]


def test_degenerate_points(kernel):
    point = [[1.0, 2.0]]
    # Equal points of different labels, a point at the origin, copies of one point, opposite points.
    assert dataset(kernel, np.array(point * 2), ["a", "b"])[:2] == [False, None]
    assert dataset(kernel, np.array([[1.0, 0], [0, 0], [-1, 0]]), ["b", "b", "a"])[:2] == [False, None]
    separable, margin, _ = dataset(kernel, np.array(point * 5 + [[-1.0, -2.0]] * 3), list("bbbbbaaa"))
    assert separable is True and same(margin, np.sqrt(5) * 0.75, 1e-9)
    many = np.random.default_rng(3).standard_normal((100, 8))
    twice = np.vstack([many, many])
    assert dataset(kernel, twice, ["a"] * 100 + ["b"] * 100)[:2] == [False, None]


def test_real_tables_without_standardization(kernel):
    for name, (X, y) in {
        "digits": load_digits(n_class=2, return_X_y=True),
        "cancer": load_breast_cancer(return_X_y=True),
    }.items():
        labels = np.where(y > 0, "one", "other")
        separable, margin, _ = dataset(kernel, X, labels)
        signs = np.where(labels == "other", 1.0, -1.0)
        Z = signs[:, None] * X / np.linalg.norm(X, axis=1)[:, None]
        columns = np.abs(Z).max(axis=0)
        assert separable is (best_least_margin(Z[:, columns > 0] / columns[columns > 0]) > 1e-9), name
        if separable:
            kernel.run('export experiment "e.json"')
            problem = load(kernel.folder / "e.json")
            check_kkt(kernel, problem, margin)


def check_kkt(kernel, problem, margin):
    """The certificate in extended precision: the multipliers' own v is feasible, and no larger than they allow."""
    (multipliers,) = kernel.numbers("multipliers")
    A = constraints(problem, problem.gamma).astype(np.longdouble)
    λ = np.array(multipliers, dtype=np.longdouble)
    v = A.T @ λ
    assert (A @ v).min() > 1 - 1e-6
    assert abs(λ.sum() - v @ v) < 1e-6 * λ.sum()
    assert same(float(1 / np.sqrt(v @ v)), margin, 1e-6)
