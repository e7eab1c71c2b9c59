# SPDX-License-Identifier: Apache-2.0
"""Optimizers in all p dimensions, written down from their formulas."""

import numpy as np

from Reference.descent import LOSSES, activation, slope


def gradient(problem, W, chosen):
    """−∇L of the chosen points, and L of all."""
    value, derivative = LOSSES[problem.loss]
    pre = problem.X @ W.T
    u = problem.observed * (activation(pre, problem.gamma) @ problem.a)
    counted = np.isin(np.arange(len(u)), chosen)
    each = np.where(counted, -derivative(u), 0) * problem.observed
    total = value(u).sum()
    if problem.reduction == "mean":
        each, total = each / len(chosen), total / len(u)
    outer = each[:, None] * slope(pre, problem.gamma) * problem.a
    return outer.T @ problem.X, total


def batch(seed, step, points, size):
    """Different points by Floyd's way, from words of Philox4x64-10 with key (seed, 14) and counter (0, step, 0, 0)."""
    words = np.random.Philox(key=seed | 14 << 64, counter=((step << 64) - 1) % 2**256)
    chosen = []
    for last in range(points - size, points):
        drawn = int(words.random_raw()) * (last + 1) >> 64
        chosen.append(last if drawn in chosen else drawn)
    return chosen


def polar_factor(matrix):
    """UVᵀ, without singular values below 1e-12 of the largest."""
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    kept = values > 1e-12 * values[0]
    return left[:, kept] @ right[kept]


def train(problem, steps, rate, optimizer, momentum=0.0, decay=0.0, size=None, seed=0):
    """W after so many steps; `size` is a batch's."""
    W = problem.W.copy()
    V = np.zeros_like(W)
    points = len(problem.X)
    for step in range(steps):
        chosen = list(range(points)) if size in (None, points) else batch(seed, step, points, size)
        g, total = gradient(problem, W, chosen)
        if optimizer == "normalized":
            g = g / total
        if optimizer == "spectral":
            g = polar_factor(g)
        g = g - decay * W
        V = momentum * V + g
        W = W + rate * (g + momentum * V if optimizer == "nesterov" else V)
    return W
