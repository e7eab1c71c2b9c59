# SPDX-License-Identifier: Apache-2.0
"""Optimizers in all p dimensions, written down from their formulas."""

import numpy as np


def gradient(problem, W, loss, reduction, chosen=None):
    """−∇L of the chosen points, and L of all; `loss` as in the kernel."""
    pre = problem.X @ W.T
    slopes = np.where(pre > 0, 1.0, problem.gamma)
    activity = np.where(pre > 0, pre, problem.gamma * pre)
    u = problem.observed * (activity @ problem.a)
    if loss == "exponential":
        v, value = np.exp(-u), np.exp(-u)
    elif loss == "logistic":
        v, value = 1 / (1 + np.exp(u)), np.log1p(np.exp(-u))
    else:
        v, value = (u < 1).astype(float), np.maximum(0, 1 - u)
    weight = 1 / len(u) if reduction == "mean" else 1.0
    total = weight * value.sum()
    if chosen is not None:
        weight = 1 / len(chosen) if reduction == "mean" else 1.0
        v = np.where(np.isin(np.arange(len(u)), chosen), v, 0)
    outer = (weight * v * problem.observed)[:, None] * slopes * problem.a
    return outer.T @ problem.X, total


def train(problem, steps, rate, optimizer, momentum=0.0, decay=0.0):
    """W after so many steps; sgd sees all points, as it does with batch = n."""
    W = problem.W.copy()
    V = np.zeros_like(W)
    for _ in range(steps):
        g, total = gradient(problem, W, problem.loss, problem.reduction,
                            np.arange(len(problem.X)) if optimizer == "sgd" else None)
        if optimizer == "normalized":
            g = g / total
        g = g - decay * W
        V = momentum * V + g
        W = W + rate * (g + momentum * V if optimizer == "nesterov" else V)
    return W
