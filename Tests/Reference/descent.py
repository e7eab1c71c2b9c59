# SPDX-License-Identifier: Apache-2.0
"""Gradient descent written out in coordinates: no kernel trick, no collapse, no leap."""

import numpy as np
from scipy.special import erfcx, expit, log_ndtr


def activation(u, gamma):
    return np.where(u > 0, u, gamma * u)


def slope(u, gamma):
    """φ′, with φ′(0) = γ."""
    return np.where(u > 0, 1.0, gamma)


def output(problem, X=None):
    """f(x) = Σ_j a_j φ(⟨w_j, x⟩) for each row x of X."""
    X = problem.X if X is None else X
    return activation(X @ problem.W.T, problem.gamma) @ problem.a


LOSSES = {  # ℓ and ℓ′
    "exponential": (lambda u: np.exp(-u), lambda u: -np.exp(-u)),
    "logistic": (lambda u: np.logaddexp(0, -u), lambda u: -expit(-u)),
    "hinge": (lambda u: np.maximum(0, 1 - u), lambda u: np.where(u < 1, -1.0, 0.0)),
    "probit": (lambda u: -log_ndtr(u), lambda u: -np.sqrt(2 / np.pi) / erfcx(-u / np.sqrt(2))),
}


def weight(problem):
    """What a point's loss counts in L: 1 in a sum, 1/n in a mean."""
    return 1 / len(problem.observed) if problem.reduction == "mean" else 1.0


def loss(problem):
    value, _ = LOSSES[problem.loss]
    return weight(problem) * value(problem.observed * output(problem)).sum()


def gradient(problem):
    """∂L/∂w_j = Σ_i ℓ′(u_i) ỹ_i a_j φ′(⟨w_j, x_i⟩) x_i, an m×d array."""
    _, derivative = LOSSES[problem.loss]
    pre = problem.X @ problem.W.T
    u = problem.observed * (activation(pre, problem.gamma) @ problem.a)
    each = (weight(problem) * derivative(u) * problem.observed)[:, None]
    return (each * slope(pre, problem.gamma) * problem.a).T @ problem.X


def descend(problem, steps, learning_rate):
    for _ in range(steps):
        problem = problem.at(problem.W - learning_rate * gradient(problem), problem.t + 1)
    return problem


def train_error(problem):
    return np.mean(problem.observed * output(problem) <= 0)


def activated(problem):
    """The share of the pairs (i, j) with a_j ỹ_i ⟨w_j, x_i⟩ > 0."""
    return np.mean(problem.observed[:, None] * problem.a * (problem.X @ problem.W.T) > 0)
