# SPDX-License-Identifier: Apache-2.0
"""Leaps against every single step, taken with 64 bits of mantissa."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from Reference import descent
from Reference.problem import load

EXTENDED = np.longdouble
ROUNDING = 2e-12  # what explicit steps with 53 bits may differ by


def walk(problem, steps, rate, places):
    """The margins after each number of steps in `places`, and at the end."""
    points, first, a, labels = (
        array.astype(EXTENDED) for array in (problem.X, problem.W, problem.a, problem.observed)
    )
    gamma, rate = EXTENDED(problem.gamma), EXTENDED(rate)
    if problem.reduction == "mean":
        rate = rate / len(labels)
    gram, pre = points @ points.T, points @ first.T
    found = {}
    for step in range(steps + 1):
        slopes = np.where(pre > 0, EXTENDED(1), gamma)
        margins = labels * ((slopes * pre) @ a)
        if step in places or step == steps:
            found[step] = margins
        each = np.exp(-margins) if problem.loss == "exponential" else 1 / (1 + np.exp(margins))
        pre = pre + rate * (gram @ ((each * labels)[:, None] * slopes * a))
    return found


def loss(problem, margins):
    values = np.exp(-margins) if problem.loss == "exponential" else np.log1p(np.exp(-margins))
    return values.mean() if problem.reduction == "mean" else values.sum()


def leap(kernel, mixture, network, settings):
    """What the run says, its error in the worst margin at the end, and in log L at the worst record."""
    outcome = kernel.collect(kernel.client.execute(
        f'{mixture}\n{network}\nexport experiment "start.json"\nrun {settings}\n'
        'export experiment "end.json"\nexport trajectory "path.csv"'))
    if outcome.status == "error":
        assert outcome.reply["content"]["ename"] == "Diverged", outcome.reply["content"]
        return None
    run = outcome.result("run")
    if run["leapt_steps"] == 0:
        return None
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    start = replace(start, loss=end.loss, reduction=end.reduction)
    with open(kernel.folder / "path.csv", encoding="utf-8", newline="") as file:
        records = {int(float(row["t"])): float(row["loss"]) for row in csv.DictReader(file)}
    margins = walk(start, int(run["steps"]), run["lr"], records)
    last = margins[int(run["steps"])]
    at_end = np.abs(end.observed * descent.output(end) - last).max()
    # d log L is at most the largest change of a margin.
    on_way = max(abs(np.log(EXTENDED(value)) - np.log(loss(start, margins[step])))
                 for step, value in records.items())
    return run, float(at_end), float(on_way)


FAST = {  # modes that decay at 10 to 60 a unit of ln t
    "inseparable": (
        "mixture n=6 p=2 mu=1 seed=424990", "network m=2 gamma=0.5", "steps=3200 lr=0.1"),
    "strong signal": (
        "mixture n=8 p=16 mu=16 seed=683244 flip=0.1", "network m=2 gamma=0.7 init=1e-2",
        "steps=811 lr=0.1 loss=logistic"),
}


@pytest.mark.parametrize("name", FAST)
def test_a_leap_over_fast_modes_keeps_its_promise(kernel, name):
    run, at_end, on_way = leap(kernel, *FAST[name])
    error = max(at_end, on_way)
    assert error <= 1e-9 and error <= run["leap_error"] + ROUNDING, (error, run["leap_error"])


def draw(random):
    n = int(random.integers(2, 11))
    few = random.random() < 0.5
    p = int(random.integers(2, n + 1)) if few else int(random.integers(n + 1, 4 * n + 3))
    m = int(random.integers(1, 5))
    mu, flip = random.choice([0.5, 1, 2, 4, 8]), random.choice([0, 0.1, 0.1, 0.2])
    gamma, init = random.choice([0.3, 0.5, 0.7, 0.9, 0.99]), random.choice([1e-8, 1e-3, 1e-2, 0.1])
    tolerance = float(random.choice([1e-7, 1e-9, 1e-9, 1e-11]))
    settings = dict(
        steps=random.choice([800, 3200, 10_000]),
        lr=random.choice(["auto", "0.1", "0.01"]),
        loss=random.choice(["exponential", "logistic"]),
        reduction=random.choice(["sum", "mean"]),
        points=random.choice([2, 50, 200]),
        tolerance=tolerance,
    )
    return (
        f"mixture n={n} p={p} mu={mu} flip={flip} seed={random.integers(10**6)}",
        f"network m={m} gamma={gamma} init={init} seed={random.integers(10**6)}",
        " ".join(f"{key}={value}" for key, value in settings.items()),
        tolerance,
    )


@pytest.mark.parametrize("part", range(5))
def test_leaps_keep_their_tolerance_and_say_no_less_than_their_error(kernel, part):
    leaps = 0
    for number in range(60):
        seed = [60 * part + number, 7]
        *cells, tolerance = draw(np.random.default_rng(seed))
        found = leap(kernel, *cells)
        if found is None:
            continue
        leaps += 1
        run, at_end, on_way = found
        text = f"seed {seed}: {' · '.join(cells)}: {at_end}, {on_way}, said {run['leap_error']}"
        error = max(at_end, on_way)
        assert error <= tolerance + ROUNDING, text
        assert error <= run["leap_error"] + ROUNDING, text
        assert run["leap_error"] <= 3 * tolerance, text
    assert leaps > 20
