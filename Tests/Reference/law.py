# SPDX-License-Identifier: Apache-2.0
"""The law of the convergent direction at every p/n, by a general solver and by quadrature.

The kernel solves the convex program of mathematics §8.6 with Newton's method, closed forms and a
certificate. Here the expectations are sums over Gauss–Hermite nodes beside their closed form, and the
program goes to SciPy's SLSQP from several starts.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_ndtr, ndtr


@dataclass(frozen=True)
class Law:
    """r = ‖μ‖/σ, ψ = p/n, the share q of neurons with a > 0, and how many labels are flipped."""

    psi: float
    r: float
    gamma: float
    q: float = 0.5
    flip: float = 0.0
    orthogonal: bool = False

    @cache
    def solution(self):
        """‖Ŵ‖² in units of σ, and the distance of the limit error, Φ(−distance)."""
        starts = np.random.default_rng(0)
        found = []
        for _ in range(3):
            start = np.abs(starts.standard_normal(6)) / np.sqrt(self.psi)
            start[[0, 3]] += 0.5 / max(1, self.r)
            answer = minimize(
                lambda z: z @ z, start, jac=lambda z: 2 * z, method="SLSQP",
                constraints={"type": "ineq", "fun": self.slacks},
                options={"ftol": 1e-15, "maxiter": 1000},
            )
            if self.slacks(answer.x).min() > -1e-9:
                found.append(answer)
        best = min(found, key=lambda answer: answer.fun)
        p, n = self.vectors(best.x)
        noisy = p + n
        signal = self.r * noisy[0]
        if self.orthogonal:
            noisy[0] = 0
        return best.fun, signal / np.linalg.norm(noisy)

    def vectors(self, z):
        """p⃗ and n⃗ of z = (√q₊ w₊, √q₋ v₋), whose coordinates lie along μ, g and h."""
        first, second = np.sqrt(self.q) * z[:3], np.sqrt(1 - self.q) * z[3:]
        return first + self.gamma * second, self.gamma * first + second

    def slacks(self, z):
        p, n = self.vectors(z)
        return np.array([self.slack(p, p[1]), self.slack(n, n[2])])

    def slack(self, v, own):
        length = np.linalg.norm(v[1:] if self.orthogonal else v)
        asked = 0.5 * sum(
            share * self.excess(1 - sign * self.r * v[0], length)
            for sign, share in ((1, 1 - self.flip), (-1, self.flip))
        )
        return np.sqrt(self.psi) * own - np.sqrt(asked)

    @staticmethod
    def excess(a, b):
        """E[(a − bN)₊²]."""
        density = np.exp(-((a / b) ** 2) / 2) / np.sqrt(2 * np.pi)
        return (a**2 + b**2) * ndtr(a / b) + a * b * density

    @property
    def log10_error(self):
        return log_ndtr(-self.solution()[1]) / np.log(10)

    @property
    def margin(self):
        return 1 / np.sqrt(self.solution()[0])

    @property
    def threshold(self):
        """The least ψ at which some direction classifies every point."""
        def demand(t):
            length = 1 if self.orthogonal else np.sqrt(1 + t * t)
            return sum(
                share * self.excess(-sign * self.r * t, length)
                for sign, share in ((1, 1 - self.flip), (-1, self.flip))
            )
        return minimize_scalar(demand, bracket=(0, 1)).fun
