# SPDX-License-Identifier: Apache-2.0
"""The same work as one would write it with NumPy, SciPy's BLAS, or PyTorch; all on one thread."""

import math

import numpy as np
from scipy.linalg import blas


def problem(n, p, m, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.choice([-1.0, 1.0], n)
    x = rng.standard_normal((n, p)) + np.outer(y, np.full(p, 8 / math.sqrt(p)))
    w = 1e-8 * rng.standard_normal((m, p))
    a = np.where(np.arange(m) < m // 2, 1, -1) / math.sqrt(m)
    return x, y, w, a


def numpy_step(gamma=0.2, rate=1e-5):
    """A step of gradient descent in 20,000 dimensions."""
    x, y, w, a = problem(100, 20_000, 64)

    def step():
        h = x @ w.T
        slope = np.where(h > 0, 1, gamma)
        u = y * ((h * slope) @ a)
        s = (-np.exp(-u) * y)[:, None] * a * slope
        np.subtract(w, rate * (s.T @ x), out=w)

    return step


def numpy_run(n, p, m, steps, gamma=0.2):
    """One run as one would write it who knows that inner products are enough: drawn anew, then `steps` steps."""
    seeds = iter(range(10**9))

    def run():
        x, y, w, a = problem(n, p, m, next(seeds))
        gram, h = x @ x.T, x @ w.T
        rate = 1 / (2 * np.linalg.eigvalsh(gram)[-1])
        for _ in range(steps):
            slope = np.where(h > 0, 1, gamma)
            u = y * ((h * slope) @ a)
            h -= rate * (gram @ ((-np.exp(-u) * y)[:, None] * a * slope))
        return u.min()

    return run


def torch_step(gamma=0.2, rate=1e-5):
    """The same with PyTorch's autograd in float64; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    x, y, w, a = map(torch.tensor, problem(100, 20_000, 64))
    w.requires_grad_()
    optimizer = torch.optim.SGD([w], lr=rate)

    def step():
        optimizer.zero_grad()
        f = torch.nn.functional.leaky_relu(x @ w.T, gamma) @ a
        torch.exp(-y * f).sum().backward()
        optimizer.step()

    return step


def dsymv(n):
    k = np.asfortranarray(np.cov(np.random.default_rng(0).standard_normal((n, n + 100))))
    v = np.ones(n)
    return lambda: blas.dsymv(1.0, k, v, lower=1)


def dgemm(n, m):
    g = np.asfortranarray(np.random.default_rng(0).standard_normal((n, n)))
    s = np.asfortranarray(np.random.default_rng(1).standard_normal((n, m)))
    return lambda: blas.dgemm(1.0, g, s)


def gaussian_products(n, p):
    rng = np.random.default_rng(0)

    def sample():
        x = rng.standard_normal((n, p))
        return x @ x.T

    return sample


def student_products(n, p, df, chunk=10_000):
    """Products of student noise, accumulated: all of it at once would take 8·n·p bytes."""
    rng = np.random.default_rng(0)

    def sample():
        products = np.zeros((n, n))
        for _ in range(p // chunk):
            x = rng.standard_t(df, (n, chunk))
            products += x @ x.T
        return products

    return sample
