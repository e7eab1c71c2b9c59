# SPDX-License-Identifier: Apache-2.0
"""Classification errors by obvious means: closed forms in 50 digits, counting, shifted sampling."""

from itertools import product

import mpmath
import numpy as np

from Reference.descent import output, slope

mpmath.mp.dps = 50


def log10_tail(distance):
    """log₁₀ Φ(−distance), right wherever Φ itself would underflow."""
    return float(mpmath.log10(mpmath.ncdf(-mpmath.mpf(float(distance)))))


def limit_distance(problem, limit):
    """⟨w̄, μ⟩/(σ‖Σ^½ w̄‖), where sign f(x; Ŵ) = sign ⟨w̄, x⟩ and w̄ = Σ_j a_j w_j."""
    mean = problem.a @ limit.W
    return mean @ problem.mu / np.sqrt(np.sum(problem.variance * mean**2))


def bayes_distance(problem):
    """√(μᵀΣ⁻¹μ)/σ."""
    return np.sqrt(np.sum(problem.mu**2 / problem.variance))


def counted(problem, points, seed):
    """P(y f(x) ≤ 0) and its standard error, by counting fresh points."""
    random = np.random.default_rng(seed)
    wrong = 0
    for chunk in np.array_split(np.arange(points), max(1, points // 5_000)):
        x, y = problem.fresh(len(chunk), random)
        wrong += np.sum(y * output(problem, x) <= 0)
    share = wrong / points
    return share, np.sqrt(share * (1 - share) / points)


def shifted(problem, points, seed):
    """The same by importance sampling about the nearest misclassified point of each class.

    z ~ N(z*, I) with weights exp(‖z*‖²/2 − ⟨z, z*⟩), x = y·μ + Σ^½ z; good where the error is tiny.
    """
    random = np.random.default_rng(seed)
    logs = []
    for y in (+1.0, -1.0):
        centre = nearest_mistake(problem, y)
        for chunk in np.array_split(np.arange(points // 2), max(1, points // 10_000)):
            z = centre + random.standard_normal((len(chunk), len(centre)))
            x = y * problem.mu + np.sqrt(problem.variance) * z
            weight = centre @ centre / 2 - z @ centre
            logs.append(np.where(y * output(problem, x) <= 0, weight, -np.inf))
    logs = np.concatenate(logs)
    top = logs.max()
    scaled = np.exp(logs - top)
    mean = scaled.mean()
    log10 = (top + np.log(mean)) / np.log(10)
    return log10, scaled.std() / np.sqrt(len(scaled)) / mean


def nearest_mistake(problem, y):
    """The z of least norm with f(y·μ + Σ^½ z) = 0, by linearizing again and again (HL–RF)."""
    scale = np.sqrt(problem.variance)
    z = np.zeros_like(problem.mu)
    for _ in range(50):
        x = y * problem.mu + scale * z
        value = output(problem, x[None, :])[0]
        gradient = scale * ((problem.a * slope(problem.W @ x, problem.gamma)) @ problem.W)
        z = (gradient @ z - value) / (gradient @ gradient) * gradient
    return z


def mean_field_distance(n, flip, gamma, positive, mean_norm, trace, square_trace, mean_variance):
    """The mean-field prediction's distance, None where its pattern is inconsistent.

    Populations are (observed sign, clean or flipped) with their expected counts; their multipliers
    solve a complementarity problem in four unknowns, here by trying all active sets.
    positive = m₊/m, trace = tr Σ, square_trace = tr Σ², mean_variance = ‖Σ^½μ‖², σ² being in Σ.
    """
    share = positive, 1 - positive
    pair = {
        (+1, +1): share[0] + gamma**2 * share[1],
        (-1, -1): gamma**2 * share[0] + share[1],
        (+1, -1): gamma,
        (-1, +1): gamma,
    }
    kappa = {+1: share[0] + gamma * share[1], -1: gamma * share[0] + share[1]}
    populations = [
        (s, e, n / 2 * (1 - flip if e > 0 else flip)) for s in (+1, -1) for e in (+1, -1)
    ]
    populations = [population for population in populations if population[2] > 0]
    matrix = np.array(
        [
            [
                (trace * pair[s, s] if i == j else 0)
                + e * mean_norm**2 * pair[s, s2] * n2 * e2
                for j, (s2, e2, n2) in enumerate(populations)
            ]
            for i, (s, e, _) in enumerate(populations)
        ]
    )
    multipliers = complementary(matrix)
    each = list(zip(populations, multipliers))
    total = {s: sum(n * e * l for (s2, e, n), l in each if s2 == s) for s in (+1, -1)}
    for (s, e, _), multiplier in each:
        wrong = gamma * multiplier * trace
        if wrong + e * mean_norm**2 * (gamma * total[s] + total[-s]) <= 0:
            return None
    signal = sum(n * e * l * kappa[s] for (s, e, n), l in each)
    spread = sum(n * (l * kappa[s]) ** 2 for (s, _, n), l in each)
    deviation = np.sqrt(signal**2 * mean_variance + spread * square_trace)
    return signal * mean_norm**2 / deviation


def complementary(matrix):
    """λ ≥ 0 with Mλ ≥ 1 and λ∘(Mλ − 1) = 0, by trying every active set."""
    size = len(matrix)
    for active in product((True, False), repeat=size):
        active = np.array(active)
        if not active.any():
            continue
        multipliers = np.zeros(size)
        multipliers[active] = np.linalg.solve(
            matrix[np.ix_(active, active)], np.ones(active.sum())
        )
        if multipliers.min() >= 0 and (matrix @ multipliers).min() >= 1 - 1e-12:
            return multipliers
    raise ValueError("the complementarity problem has no solution")
