# SPDX-License-Identifier: Apache-2.0
"""The convergent direction by a route of its own: the primal problem, by least distance programming.

The kernel solves the dual by block pivoting. Here problem (5),

    minimize ‖W‖²  subject to  ỹ_i f(x_i) ≥ 1,  each neuron with its sign's direction w₊ or w₋,

is brought to the form min ‖v‖² with A v ≥ 1 and solved as a non-negative least squares problem
(Lawson and Hanson 1974, chapter 23).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog, nnls

from Reference.descent import slope


@dataclass(frozen=True)
class Limit:
    W: np.ndarray  # m×d, the minimizer: all margins ≥ 1
    multipliers: np.ndarray  # one a constraint
    residual: float  # the worst violation of the KKT conditions
    gap: float  # relative duality gap

    @property
    def margin(self):
        return 1 / np.linalg.norm(self.W)


def least_distance(A):
    """argmin ‖v‖² subject to A v ≥ 1, with its multipliers, residual and gap."""
    rows, columns = A.shape
    system = np.vstack([A.T, np.ones(rows)])
    target = np.append(np.zeros(columns), 1.0)
    solution, _ = nnls(system, target, maxiter=100 * rows)
    residue = system @ solution - target
    if -residue[-1] < 1e-12:
        raise ValueError("no direction meets every constraint")
    multipliers = solution / -residue[-1]
    support = multipliers > 0
    # The support is known now: its equations once more, directly, for the last digits.
    gram = A[support] @ A[support].T
    multipliers[support] = np.linalg.lstsq(gram, np.ones(support.sum()), rcond=None)[0]
    v = A.T @ multipliers
    slack = A @ v - 1
    residual = max(-slack.min(), -multipliers.min(), np.abs(multipliers * slack).max())
    return v, multipliers, residual, abs(multipliers.sum() - v @ v) / multipliers.sum()


def constraints(problem, wrong_slope):
    """Rows A with A v = ỹ f(x) for v = (√m₊ w₊, √m₋ w₋), where own pairs have slope 1."""
    plus = problem.observed > 0
    blocks = []
    for sign in (+1, -1):
        count = np.sum(np.sign(problem.a) == sign)
        scale = np.abs(problem.a[0]) * np.sqrt(count)
        slopes = np.where(plus == (sign > 0), 1.0, wrong_slope)
        blocks.append((sign * scale * problem.observed * slopes)[:, None] * problem.X)
    return np.hstack(blocks)


def solve(problem, A):
    v, multipliers, residual, gap = least_distance(A)
    d = problem.X.shape[1]
    signs = np.sign(problem.a)
    W = np.empty_like(problem.W)
    for sign, part in ((+1, v[:d]), (-1, v[d:])):
        W[signs == sign] = part / np.sqrt(max(1, np.sum(signs == sign)))
    return Limit(W, multipliers, residual, gap)


def convergent_direction(problem):
    """Problem (5): every own pair active, every wrong pair with slope γ."""
    return solve(problem, constraints(problem, problem.gamma))


def own_limit(problem, rounds=100):
    """The run's own limit: min ‖W‖² with ỹ_i f(x_i) ≥ 1, where an own pair keeps the slope that it
    has now and a wrong pair enters through −φ.

    −φ(h) = min(−h, −γh) makes the constraint concave: its linear pieces are collected as they are
    found to be violated, until none is (cutting planes). Coordinates are those of the points' span.
    """
    basis, _ = np.linalg.qr(problem.X.T)
    points = problem.X @ basis
    labels = problem.observed[:, None]
    own = labels * problem.a > 0
    now = slope(problem.X @ problem.W.T, problem.gamma)

    def pieces(slopes):
        return np.einsum("ij,ik->ijk", labels * problem.a * slopes, points).reshape(len(points), -1)

    rows = pieces(np.where(own, now, problem.gamma))
    for _ in range(rounds):
        v, multipliers, residual, gap = least_distance(rows)
        W = v.reshape(len(problem.a), -1)
        active = pieces(np.where(own, now, slope(points @ W.T, problem.gamma)))
        violated = active @ v < 1 - 1e-10
        if not violated.any():
            return Limit(W @ basis.T, multipliers, residual, gap)
        rows = np.vstack([rows, active[violated]])
    raise ValueError("the cutting planes did not come to an end")


def inconsistent_points(problem, limit):
    """How many points break the pattern that (5) assumes: ỹ⟨w₊,x⟩ > 0 and −ỹ⟨w₋,x⟩ > 0."""
    pre = problem.X @ limit.W.T
    agree = problem.observed[:, None] * np.sign(problem.a) * pre > 0
    return int(np.sum(~agree.all(axis=1)))


def is_separable(problem):
    """Whether some w has ỹ_i⟨w, x_i⟩ ≥ 1 for all i, as a linear program."""
    labelled = problem.observed[:, None] * problem.X
    answer = linprog(
        np.zeros(labelled.shape[1]),
        A_ub=-labelled,
        b_ub=-np.ones(len(labelled)),
        bounds=(None, None),
        method="highs",
    )
    return answer.status == 0


def misalignment(U, V):
    """1 − cosine, as half the squared distance of the unit vectors: no cancellation."""
    return 0.5 * np.sum((U / np.linalg.norm(U) - V / np.linalg.norm(V)) ** 2)


def dispersion(problem):
    """The largest 1 − cos between a neuron and the mean of its sign."""
    signs = np.sign(problem.a)
    return max(
        misalignment(w, problem.W[signs == sign].mean(axis=0))
        for sign in (+1, -1)
        for w in problem.W[signs == sign]
    )
