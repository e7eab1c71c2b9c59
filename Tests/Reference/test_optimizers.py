# SPDX-License-Identifier: Apache-2.0
"""Optimizers against plain code in all p dimensions, at random over 500 steps; how they go on in a kept state."""

import random
from dataclasses import replace

import clarabel
import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import SVC

from Reference import descent, direction, errors, optimizers
from Reference.problem import load
from Reference.test_clusters import mixture

WORDS = ("gd", "normalized", "momentum", "nesterov", "sgd", "spectral")
WITH_MOMENTUM = ("momentum", "nesterov", "sgd")


def drawn(seed):
    """A random experiment: its cell without the training, the run's keys, and its numbers for plain code."""
    choose = random.Random(seed).choice
    word = WORDS[seed % len(WORDS)]
    data = f"""
{mixture(choose, seed)}
network m={choose((1, 2, 5, 8))} gamma={choose((0, 1e-3, 0.3, 0.7, 1))} bias={choose((0, 0.5, 3))} \
{choose(("", "positive=1"))} {choose(("", "init=1e-3", "init=0.1"))} seed={seed}
"""
    n = int(data.split("n=")[1].split()[0])
    numbers = {
        "momentum": choose((0, 0.3, 0.9)) if word in WITH_MOMENTUM else 0,
        "decay": choose((0, 0.05, 1)),
        "size": choose((1, 2, n)) if word == "sgd" else None,
    }
    losses = ("exponential", "logistic", "probit", "hinge")
    loss = choose(losses[:3] if word == "normalized" else losses)
    # −ℓ′/ℓ of probit grows like u, so that normalized descent is exponentially fast.
    slower = 0.01 if (word, loss) == ("normalized", "probit") else 1
    keys = f"optimizer={word} decay={numbers['decay']} loss={loss} reduction={choose(('sum', 'mean'))}"
    if word in WITH_MOMENTUM:
        keys += f" momentum={numbers['momentum']}"
    if word == "sgd":
        keys += f" batch={numbers['size']}"
    rate = choose((1e-3, 3e-3)) * (1 - numbers["momentum"]) * slower
    return data, f"{keys} lr={rate}", (word, rate, numbers)


@pytest.mark.parametrize("seed", range(120))
def test_500_steps_are_the_plain_ones(kernel, seed):
    data, keys, (word, rate, numbers) = drawn(seed)
    kernel.run(f'''{data}
export experiment "start.json"
run steps=500 leap=false {keys}
export experiment "end.json"
''')
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    start = replace(start, loss=end.loss, reduction=end.reduction)
    W = optimizers.train(start, 500, rate, word, seed=seed, **numbers)
    assert np.abs(W - end.W).max() <= 1e-12 * np.abs(W).max(), data + keys


@pytest.mark.parametrize("seed", range(120, 144))
def test_errors_and_limits_are_those_of_plain_code(kernel, seed):
    """Errors by counting fresh points; the limit of γ = 1 by a support vector machine through the origin."""
    data, keys, _ = drawn(seed)
    outcome = kernel.run(f'''{data}
run steps=100 leap=false {keys}
export experiment "end.json"
error
direction
''')
    end, theirs = load(kernel.folder / "end.json"), outcome.result("error")
    if not end.settings["mixture"].get("orthogonal"):
        share, spread = errors.counted(end, 40_000, seed)
        width = (theirs["test_error_high"] - theirs["test_error_low"]) / 3.92
        assert abs(theirs["test_error"] - share) <= 4 * np.hypot(spread, width) + 1e-4
    margin = outcome.result("direction")["limit_margin"]
    if end.gamma == 1 and margin is not None:
        points, labels = np.vstack([end.X, -end.X]), np.append(end.observed, -end.observed)
        weights = SVC(kernel="linear", C=1e10, tol=1e-10).fit(points, labels).coef_[0]
        assert margin == pytest.approx(1 / np.linalg.norm(weights), rel=1e-6)


@pytest.mark.parametrize("word", WORDS[1:])
def test_a_run_in_parts_is_the_run(kernel, word):
    data = "mixture gaussian n=20 p=200 mu=3 seed=4\nnetwork m=6 gamma=0.4 init=1e-3 seed=5"
    keys = f"optimizer={word} decay=0.01" + (" batch=5 momentum=0.5" if word == "sgd" else "")
    kernel.run(f'{data}\nrun steps=300 lr=1e-3 {keys}\nexport experiment "whole.json"')
    kernel.run(f'{data}\nrun steps=120 lr=1e-3 {keys}\nexport experiment "part.json"\nfork other\nload "part.json"\n'
               'run steps=180\nexport experiment "parts.json"')
    whole, parts = (load(kernel.folder / name) for name in ("whole.json", "parts.json"))
    assert np.abs(whole.W - parts.W).max() <= 1e-10 * np.abs(whole.W).max()
    assert parts.t == 300


def test_batches_follow_from_the_seed(kernel):
    def norm(seed):
        kernel.run(f"mixture gaussian n=20 p=200 mu=3 seed=4\nnetwork m=6 gamma=0.4 seed={seed} init=0\n"
                   "run steps=100 lr=1e-3 optimizer=sgd batch=3")
        return kernel.numbers("norm", "loss")
    assert norm(1) == norm(1)
    assert norm(1) != norm(2)


def test_normalized_descent_goes_on_where_the_loss_has_underflowed(kernel):
    kernel.run("mixture gaussian n=20 p=400 mu=3 seed=1\nnetwork m=6 gamma=0.4 seed=1\n"
               "run steps=200_000 optimizer=normalized record=norm")
    loss, first, last, aligned = kernel.numbers("loss", "trajectory.norm[-40]", "norm", "gradient_alignment")
    assert loss == 0 and last > 1.5 * first
    assert aligned > 0.9999


@pytest.mark.parametrize("statement, words", (
    ("run steps=10 optimizer=sgd leap=true", "every step is taken"),
    ("run steps=10 decay=0.1 leap=true", "every step is taken"),
    ("run steps=10 optimizer=gd momentum=0.5", "gd has no momentum"),
    ("run steps=10 optimizer=momentum batch=2", "momentum sees all points"),
    ("run steps=10 optimizer=spectral momentum=0.5", "spectral has no momentum, but momentum, nesterov, sgd have"),
    ("run steps=10 optimizer=spectral batch=2", "batches are sgd's"),
    ("run steps=10 optimizer=spectral leap=true", "every step is taken"),
    ("run steps=10 optimizer=sgd batch=21", "batch lies between 1 and n = 20"),
    ("sweep s time=1 momentum=0.5 measure=norm", "belongs to gradient descent"),
))
def test_what_does_not_go_together_is_refused(kernel, statement, words):
    kernel.run("mixture gaussian n=20 p=200 mu=3 seed=1\nnetwork m=6 gamma=0.4")
    outcome = kernel.run(statement, expect="error")
    assert words in outcome.reply["content"]["evalue"]


# What one step of size α carries gradient flow on by, in units of α.
CLOCKS = {
    "optimizer=gd leap=false": 1,
    "optimizer=momentum momentum=0.9": 10,
    "optimizer=nesterov momentum=0.8": 5,
    "optimizer=sgd batch=5": 1 / 4,
    "optimizer=sgd batch=2 momentum=0.5": 1 / 5,
}
ACTIVATED = """
reset
mixture gaussian n=20 p=400 mu=4 seed=1
network m=6 gamma=0.4 init=1e-3 seed=1
run steps=1000 until=activated == 1 leap=false
flow time=1
"""


def angle(kernel, training):
    """How far a run from the activated state ends from (5)'s direction, and what else is asked."""
    kernel.run(f"fork other\n{training}")
    misalignment, *rest = kernel.numbers("misalignment", "loss", "limit_margin")
    kernel.run("use main\ndrop other")
    return np.sqrt(2 * misalignment), *rest


def test_optimizers_share_a_limit_and_have_clocks_of_their_own(kernel):
    """The angle is that of gradient flow at the time which the optimizer's clock shows."""
    kernel.run(ACTIVATED)
    for keys, clock in CLOCKS.items():
        ours, *_ = angle(kernel, f"run steps=20_000 lr=1e-3 {keys}")
        theirs, *_ = angle(kernel, f"flow time={20_000 * 1e-3 * clock}")
        assert ours == pytest.approx(theirs, rel=0.03), keys
        assert ours < 0.12, keys


def test_normalized_descent_has_an_exponential_clock(kernel):
    """Its loss falls by the factor exp(−αγ̂²) a step, γ̂ being limit_margin, and flow has the loss 1/γ̂²s at its time s."""
    kernel.run(ACTIVATED)
    steps, rate = (2_000, 4_000), 1e-3
    found = [angle(kernel, f"run steps={t} lr={rate} optimizer=normalized") for t in steps]
    for ours, loss, margin in found:
        theirs, *_ = angle(kernel, f"flow time={1 / (margin**2 * loss)}")
        assert ours == pytest.approx(theirs, rel=0.03)
    (_, first, margin), (_, second, _) = found
    decades = rate * margin**2 * (steps[1] - steps[0])
    assert np.log(first / second) == pytest.approx(decades, rel=0.01)


def spectral_limit(problem):
    """The largest margin that (5)'s pattern allows for ‖W‖ = 1 in the spectral norm, as a semidefinite program.

    All neurons of a sign are equal, so that ‖W‖ is the largest singular value of V = (√m₊ w₊, √m₋ w₋): the least t with tI − [0 V; Vᵀ 0] ⪰ 0.
    """
    basis, _ = np.linalg.qr(problem.X.T)
    A = direction.constraints(replace(problem, X=problem.X @ basis), problem.gamma)
    count, size = A.shape
    order = size // 2 + 2
    # The upper triangle, column by column.
    place = {(row, column): column * (column + 1) // 2 + row for column in range(order) for row in range(column + 1)}
    cone = sparse.lil_matrix((order * (order + 1) // 2, size + 1))
    for k in range(order):
        cone[place[k, k], 0] = -1
    for k in range(size):
        cone[place[k // (size // 2), 2 + k % (size // 2)], 1 + k] = -np.sqrt(2)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix((size + 1, size + 1)),
        np.eye(size + 1)[0],
        sparse.vstack([sparse.hstack([sparse.csc_matrix((count, 1)), -A]), cone]).tocsc(),
        np.append(-np.ones(count), np.zeros(cone.shape[0])),
        [clarabel.NonnegativeConeT(count), clarabel.PSDTriangleConeT(order)],
        settings,
    )
    answer = solver.solve()
    assert str(answer.status) == "Solved"
    return 1 / answer.x[0]


@pytest.mark.parametrize("seed", range(3))
def test_spectral_descent_goes_to_the_margin_of_the_spectral_norm(kernel, seed):
    """From a state in which every pair is activated; Frobenius' norm has another direction."""
    kernel.run(f'''
mixture gaussian n=8 p=60 mu=3 seed={seed}
network m=6 gamma=0.4 init=1e-3 seed={seed}
run steps=10_000 until=activated == 1 leap=false
run steps=5_000 lr=1e-2 optimizer=spectral
export experiment "end.json"
''')
    end = load(kernel.folder / "end.json")
    five, best = direction.convergent_direction(end), spectral_limit(end)

    def margin(W):
        return np.min(end.observed * descent.output(end.at(W, 0))) / np.linalg.norm(W, 2)

    [misalignment] = kernel.numbers("misalignment")
    assert misalignment > 0.05
    assert margin(end.W) > 0.99 * best
    assert margin(end.W) > 1.01 * margin(five.W)


def test_of_linear_neurons_spectral_descent_is_normalized(kernel):
    """γ = 1: the gradient has rank 1, so that its polar factor is its direction, and the limit is (5)'s."""
    kernel.run("reset\nmixture gaussian n=20 p=400 mu=4 seed=1\nnetwork m=6 gamma=1 seed=1")
    ours, *_ = angle(kernel, "run steps=20_000 lr=1e-2 optimizer=spectral")
    assert ours < 1e-3
