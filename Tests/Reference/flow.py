# SPDX-License-Identifier: Apache-2.0
"""Gradient flow by the obvious means: SciPy's DOP853 in one pattern after the other.

In one pattern the products H = X Wᵀ follow a smooth equation. Every step of the integrator is searched
for the first pair whose product changes sign; there the integrator begins anew with that pair's slope
changed, or, where the new slope drives the product back, the flow slides along the kink and ends.
"""

from dataclasses import dataclass

import numpy as np
from scipy.integrate import DOP853
from scipy.optimize import brentq

from Reference.descent import LOSSES, weight

LOOKS = 12  # places at which a step is searched for a change of sign


@dataclass(frozen=True)
class Flow:
    time: float
    pre: np.ndarray  # n×m: H at that time
    slides: bool
    kinks: int
    slowest: float  # the least speed, relative to all speeds then, on either side of a kink that was met

    def margins(self, problem):
        return problem.observed * (
            np.where(self.pre > 0, self.pre, problem.gamma * self.pre) @ problem.a
        )


def flow(problem, time, tolerance=1e-12, most=2_000):
    """H at `time`, or where the flow would slide along a kink."""
    motion = Motion(problem)
    pre = problem.X @ problem.W.T
    active = pre > 0
    now, kinks, slowest = 0.0, 0, np.inf
    while kinks <= most:
        now, pre, pair = motion.follow(pre, active, now, time, tolerance)
        if pair is None:
            return Flow(now, pre, False, kinks, slowest)
        before = motion.speeds(pre, active)
        turned = active.copy()
        together = motion.parallel[pair[0]], pair[1]
        turned[together] = ~active[together]
        after = motion.speeds(pre, turned)
        kinks += 1
        slowest = min(slowest, *(abs(s[pair]) / np.abs(s).max() for s in (before, after)))
        if before[pair] * after[pair] <= 0:
            return Flow(now, pre, True, kinks, slowest)
        active = turned
    raise ValueError(f"more than {most} kinks")


class Motion:
    """dH/dt in a given pattern."""

    def __init__(self, problem):
        self.problem = problem
        self.gram = problem.X @ problem.X.T
        # Points on one line through 0 change side together.
        lengths = np.sqrt(np.diag(self.gram))
        self.parallel = np.abs(self.gram) > (1 - 1e-12) * np.outer(lengths, lengths)
        _, self.derivative = LOSSES[problem.loss]

    def speeds(self, pre, active):
        p = self.problem
        slopes = np.where(active, 1.0, p.gamma)
        margins = p.observed * ((slopes * pre) @ p.a)
        each = weight(p) * self.derivative(margins) * p.observed
        return -self.gram @ (each[:, None] * slopes * p.a)

    def follow(self, pre, active, start, end, tolerance):
        """To the end or the first kink: the time, H, and the pair that is at its kink, if any."""
        if start >= end:
            return start, pre, None
        shape, side = pre.shape, np.where(active, 1.0, -1.0)
        solver = DOP853(
            lambda _, h: self.speeds(h.reshape(shape), active).ravel(),
            start, pre.ravel(), end, rtol=tolerance, atol=tolerance * 1e-2)
        while solver.status == "running":
            solver.step()
            dense = solver.dense_output()
            found = first_kink(dense, solver.t_old, solver.t, side.ravel())
            if found is not None:
                time, index = found
                return time, dense(time).reshape(shape), np.unravel_index(index, shape)
        if solver.status == "failed":
            raise ValueError("the integrator has failed")
        return end, solver.y.reshape(shape), None


def first_kink(dense, start, end, side):
    """The first time in a step at which a product leaves its side, and which one does."""
    times = np.linspace(start, end, LOOKS + 1)
    values = dense(times) * side[:, None]
    # What has just left its kink, slowly, is on either side of it by rounding.
    rounding = 1e-13 * np.abs(values).max()
    for k in range(1, LOOKS + 1):
        candidates = np.flatnonzero(
            (values[:, k] < -rounding) & (values[:, k] < values[:, k - 1]))
        if len(candidates):
            roots = [(root(dense, times[k - 1], times[k], i), i) for i in candidates]
            return min(roots)
    return None


def root(dense, low, high, index):
    def value(time):
        return dense(time)[index]

    if value(low) * value(high) >= 0:
        # It stood at its kink when the stretch began: it may have left it for a while.
        for place in low + (high - low) * 0.5 ** np.arange(1, 40):
            if value(place) * value(high) < 0:
                low = place
                break
        else:
            return low
    return brentq(value, low, high, xtol=1e-15 * high, rtol=1e-15)
