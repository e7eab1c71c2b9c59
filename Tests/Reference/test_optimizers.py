# SPDX-License-Identifier: Apache-2.0
"""Optimizers against plain code in all p dimensions, at random over 500 steps; how they go on in a kept state."""

from dataclasses import replace

import numpy as np
import pytest

from Reference import optimizers
from Reference.problem import load

WORDS = ("gd", "normalized", "momentum", "nesterov", "sgd")


def drawn(seed):
    random = np.random.default_rng(seed)
    word = WORDS[seed % len(WORDS)]
    n, p, m = random.integers(4, 16), random.integers(6, 60), random.integers(2, 9)
    momentum = float(random.choice([0, 0.3, 0.9])) if word in ("momentum", "nesterov", "sgd") else 0
    decay = float(random.choice([0, 0.05])) if word != "gd" else 0.05
    loss = str(random.choice(["exponential", "logistic", "hinge"]))
    if word == "normalized" and loss == "hinge":
        loss = "logistic"
    reduction = str(random.choice(["sum", "mean"]))
    keys = f"optimizer={word} decay={decay} loss={loss} reduction={reduction}"
    if word in ("momentum", "nesterov", "sgd"):
        keys += f" momentum={momentum}"
    if word == "sgd":
        keys += f" batch={n}"
    data = f"""
mixture gaussian n={n} p={p} mu={random.uniform(0, 3):.3f} flip={random.choice([0, 0.2])} seed={seed}
network m={m} gamma={random.uniform(0.05, 0.95):.3f} positive={random.integers(0, m + 1)} init={random.choice([1e-6, 0.1])} seed={seed}
"""
    rate = 0.1 / p * (1 - momentum) * (n if reduction == "mean" else 1)
    return data, keys, rate, (word, momentum, decay, loss, reduction)


@pytest.mark.parametrize("seed", range(25))
def test_500_steps_are_the_plain_ones(kernel, seed):
    data, keys, rate, (word, momentum, decay, loss, reduction) = drawn(seed)
    kernel.run(f'{data}export experiment "start.json"\nrun steps=500 lr={rate} {keys}\nexport experiment "end.json"')
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    start = replace(start, loss=loss, reduction=reduction)
    W = optimizers.train(start, 500, rate, word, momentum, decay)
    assert np.abs(W - end.W).max() <= 1e-12 * np.abs(W).max(), keys


@pytest.mark.parametrize("word", ("normalized", "momentum", "nesterov", "sgd"))
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
    ("run steps=10 optimizer=sgd batch=21", "batch lies between 1 and n = 20"),
    ("sweep s time=1 momentum=0.5 measure=norm", "belongs to gradient descent"),
))
def test_what_does_not_go_together_is_refused(kernel, statement, words):
    kernel.run("mixture gaussian n=20 p=200 mu=3 seed=1\nnetwork m=6 gamma=0.4")
    outcome = kernel.run(statement, expect="error")
    assert words in outcome.reply["content"]["evalue"]
