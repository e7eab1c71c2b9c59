# SPDX-License-Identifier: Apache-2.0
"""Gradient flow against an integrator that goes from kink to kink: SciPy's, in one pattern after the other."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from Reference import descent
from Reference.flow import flow
from Reference.problem import load

TOLERANCE = 1e-9


@dataclass
class Pair:
    """A flow as the kernel followed it and as SciPy does."""

    ours: object  # the exported end
    slides: bool
    error: float  # what the kernel says of its margins
    theirs: object
    difference: float  # in the worst margin


def follow(kernel, mixture, network, time, **more):
    """Both flows up to `time`, or to where they slide along a kink."""
    settings = " ".join(f"{key}={value}" for key, value in {"time": time, **more}.items())
    kernel.run(f'{mixture}\n{network}\nexport experiment "start.json"')
    outcome = kernel.collect(kernel.client.execute(f"flow {settings}"))
    reply = outcome.reply["content"]
    slides = reply["status"] == "error"
    if slides:
        assert "slide along a kink" in reply["evalue"], (mixture, network, settings, reply)
    kernel.run('export experiment "end.json"')
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    start = replace(start, loss=end.loss, reduction=end.reduction)
    theirs = flow(start, time)
    difference = np.abs(end.observed * descent.output(end) - theirs.margins(start)).max()
    error = None if slides else outcome.result("run")["leap_error"]
    return Pair(end, slides, error, theirs, difference)


def check(pair, text):
    assert pair.slides == pair.theirs.slides, (text, pair)
    if pair.slides:
        # Ours stops just before the kink.
        assert pair.ours.time == pytest.approx(pair.theirs.time, rel=1e-4), text
        assert pair.difference < 1e-5, (text, pair.difference)
    else:
        assert pair.difference <= TOLERANCE, (text, pair.difference)
        assert pair.difference <= pair.error + 1e-11, (text, pair.difference, pair.error)


SLOW = {
    # The phase's guard allowed ever shorter stretches towards a kink that is reached slowly.
    "creeps": ("n=2 p=2 mu=2 seed=358693 flip=0.2", "m=2 gamma=0.3 init=0.001", dict(time=30, loss="logistic")),
    "creeps, nearly linear": (
        "n=7 p=2 mu=2 seed=379780 flip=0.4", "m=3 gamma=0.9 init=0.01 seed=399674 positive=1", dict(time=3, reduction="mean")
    ),
    "slides late": ("n=8 p=4 mu=4 seed=186204 flip=0.4", "m=2 gamma=0.5 positive=1 init=0.01 seed=554383", dict(time=7)),
    # In one dimension all points change side together: one alone would be driven back.
    "one line": ("n=3 p=1 mu=8 seed=871447 flip=0.4", "m=1 gamma=0.3 init=0.1 seed=802174", dict(time=30, loss="logistic")),
    "one line, several neurons": ("n=3 p=1 mu=3 seed=354940 flip=0.4", "m=3 gamma=0.1 init=0.1 seed=109785", dict(time=7)),
}


@pytest.mark.parametrize("name", SLOW)
def test_flow_passes_or_tells_a_kink_that_is_reached_slowly(kernel, name):
    mixture, network, settings = SLOW[name]
    pair = follow(kernel, f"mixture {mixture}", f"network {network}", **settings)
    assert pair.theirs.kinks > 0
    check(pair, name)


def test_flow_leaves_a_kink_at_once(kernel):
    # A kink at 6.257433, from which the neuron goes away with full speed.
    mixture, network, _ = SLOW["slides late"]
    pair = follow(kernel, f"mixture {mixture}", f"network {network}", time=6.257437)
    assert not pair.slides and pair.theirs.kinks == 5
    # Its slow approach magnifies an error before it.
    assert pair.difference < 20 * TOLERANCE


def draw(random, few):
    """A mixture, a network and a flow; few: no more dimensions than points."""
    n = int(random.integers(1, 10))
    p = int(random.integers(1, n + 1)) if few else int(random.integers(n + 1, 4 * n + 3))
    m = int(random.integers(1, 5))
    mu, flip = random.choice([0.5, 1, 2, 4, 8]), random.choice([0, 0, 0.1, 0.2, 0.4])
    gamma, init = random.choice([0.1, 0.3, 0.5, 0.7, 0.9]), random.choice([1e-3, 1e-2, 0.1, 0.5])
    positive = " positive=1" if m > 1 and random.random() < 0.3 else ""
    return (
        f"mixture n={n} p={p} mu={mu} flip={flip} seed={random.integers(10**6)}",
        f"network m={m} gamma={gamma} init={init} seed={random.integers(10**6)}{positive}",
        dict(
            time=float(random.choice([0.5, 3, 7, 30, 300])),
            loss=random.choice(["exponential", "logistic"]),
            reduction=random.choice(["sum", "mean"]),
        ),
    )


@pytest.mark.parametrize("few", [True, False], ids=["p ≤ n", "p > n"])
@pytest.mark.parametrize("part", range(4))
def test_flow_goes_from_kink_to_kink_as_scipy_does(kernel, few, part):
    slides = []
    for number in range(40):
        seed = [40 * part + number, few]
        mixture, network, settings = draw(np.random.default_rng(seed), few)
        pair = follow(kernel, mixture, network, **settings)
        check(pair, f"seed {seed}: {mixture} · {network} · {settings}")
        slides.append(pair.slides)
    assert 0 < sum(slides) < len(slides)
