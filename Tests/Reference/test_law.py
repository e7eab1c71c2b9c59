# SPDX-License-Identifier: Apache-2.0
"""The law of the convergent direction at every p/n: the kernel's numbers against a general solver, against known special
cases, and against what its own problem (5) comes to on samples."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm

from Reference import errors
from Reference.law import Law

LAWS = (
    Law(2, 2, 0.5),
    Law(1, 2, 0.8),
    Law(4, 2, 0.2, q=0.75, flip=0.2),
    Law(20, 2, 0.3, flip=0.1),
    Law(1.5, 1, 0.9, q=0.25, flip=0.05),
    Law(0.7, 1, 0.4),
    Law(200, 6, 0.1, flip=0.05),
    Law(40, 0, 0.5),
    Law(2, 5, 0.6, q=0.0),
    Law(2, 5, 0.6, q=1.0),
    Law(4, 2, 0.3, orthogonal=True),
)
NAMES = ("log10_predicted_error", "predicted_margin", "predicted_separable")


def definitions(law, n, m=8):
    flag = "true" if law.orthogonal else "false"
    p = round(law.psi * n)
    return f"""
mixture n={n} p={p} mu={law.r} flip={law.flip} orthogonal={flag}
network m={m} gamma={law.gamma} positive={round(law.q * m)}
"""


def predictions(kernel, law, n, noise=1, outer=0.5):
    """The three predictions, asked for in a sweep, which draws no data for them."""
    flag = "true" if law.orthogonal else "false"
    kernel.run(f"""
mixture n=2 p=2 mu=0
network m=8 gamma=0.5
sweep predicted n={n} p={round(law.psi * n)} mu={law.r * noise} noise={noise} flip={law.flip} \
  orthogonal={flag} gamma={law.gamma} positive={round(law.q * 8)} outer={outer} measure=[{", ".join(NAMES)}]
""")
    found = [column[0] for column in kernel.numbers(*(f"predicted.{name}" for name in NAMES))]
    return found[0], found[1], bool(found[2])


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_law_is_what_a_general_solver_finds(kernel, law):
    # With noise orthogonal to μ one of the p coordinates has none.
    n = 10_000
    ours = Law(law.psi - law.orthogonal / n, law.r, law.gamma, law.q, law.flip, law.orthogonal)
    log10, margin, separable = predictions(kernel, law, n, outer=8**-0.5)
    assert separable
    assert log10 == pytest.approx(ours.log10_error, rel=1e-5)
    assert margin == pytest.approx(ours.margin, rel=1e-7)


def test_the_margin_has_the_units_of_the_network_and_of_the_noise(kernel):
    found = predictions(kernel, Law(4, 2, 0.3), 100, noise=3, outer=0.1)
    assert found[1] == pytest.approx(3 * 0.1 * np.sqrt(8) * Law(4, 2, 0.3).margin, rel=1e-7)
    assert found[0] == pytest.approx(Law(4, 2, 0.3).log10_error, rel=1e-5)


@pytest.mark.parametrize("r, flip", ((0, 0), (0, 0.5), (1, 0), (2, 0.1), (3, 0.02), (5, 0.5)))
def test_what_is_separable_ends_at_the_threshold(kernel, r, flip):
    threshold = Law(1, r, 0.5, flip=flip).threshold
    if r == 0 or flip == 0.5:
        # Cover 1965: labels that say nothing can be separated while n < 2p.
        assert threshold == pytest.approx(0.5, rel=1e-9)
    for factor, expected in ((0.999, False), (1.001, True)):
        law = Law(factor * threshold, r, 0.5, flip=flip)
        log10, margin, separable = predictions(kernel, law, n=1_000_000)
        assert separable is expected
        assert (log10 is None) == (margin is None) == (not expected)


@pytest.mark.parametrize("psi, r", ((1, 1), (2, 2), (0.8, 0.5), (10, 3)))
def test_gamma_near_1_is_the_hard_margin_svm(kernel, psi, r):
    """Montanari, Ruan, Sohn and Yan 2019; Deng, Kammoun and Thrampoulidis 2019: one vector with (c, x) along μ and across,
    min c² + x² under ψx² = E[(1 − r c − √(c² + x²)N)₊²]."""

    def demand(c, x):
        b = np.hypot(c, x)
        return quad(lambda z: (1 - r * c - b * z) ** 2 * norm.pdf(z), -12, min(12, (1 - r * c) / b))[0]

    def across(c):
        return brentq(lambda x: psi * x * x - demand(c, x), 1e-9, 1e3)

    c = minimize_scalar(
        lambda c: c * c + across(c) ** 2, bounds=(0, 2 / r), method="bounded",
        options={"xatol": 1e-7},
    ).x
    x = across(c)
    log10, margin, _ = predictions(kernel, Law(psi, r, 1 - 1e-9), n=10_000, outer=8**-0.5)
    assert margin == pytest.approx(1 / np.hypot(c, x), rel=1e-6)
    assert log10 == pytest.approx(errors.log10_tail(r * c / np.hypot(c, x)), rel=1e-3)


@pytest.mark.parametrize("gamma, flip, q", ((0.3, 0.0, 0.5), (0.6, 0.1, 0.25), (0.8, 0.2, 0.75)))
def test_many_dimensions_are_the_mean_field(kernel, gamma, flip, q):
    """For ψ → ∞ with n‖μ‖²/p fixed the law becomes the mean-field prediction."""
    n, p = 100, 10**12
    mu = 0.8 * (p / n) ** 0.5
    log10, *_ = predictions(kernel, Law(p / n, mu, gamma, q, flip), n)
    distance = errors.mean_field_distance(
        n, flip, gamma, q, mu, trace=p, square_trace=p, mean_variance=mu**2
    )
    assert log10 == pytest.approx(errors.log10_tail(distance), rel=1e-5)


def test_no_number_where_the_law_does_not_speak(kernel):
    for mixture in ("mixture student df=6 n=20 p=80 mu=2", "mixture n=20 mu=2 cov=[[1, 60], [2, 20]]"):
        kernel.run(f"{mixture}\nnetwork m=4 gamma=0.5")
        assert kernel.numbers(*NAMES) == [None, None, None]
    outcome = kernel.run("mixture n=100 p=40 mu=0.1\nnetwork m=4 gamma=0.5\nerror")
    text = outcome.bundles[-1]["text/plain"]
    assert "no prediction: as n and p" in text and "every point" in text


def test_every_corner_has_a_number_or_a_reason(kernel):
    known = 0
    for gamma, positive in ((1e-6, 5), (1 - 1e-9, 5), (0.5, 0), (0.5, 10), (0.1, 1)):
        kernel.run(f"""
mixture n=2 p=2 mu=0
network m=10 gamma={gamma} positive={positive}
sweep corners n=[1, 1_000] p=[1, 1_000, 10^15] mu=[0, 1e-3, 1, 40, 1e3] flip=[0, 1e-6, 0.5] \
  measure=[{", ".join(NAMES)}]
""")
        columns = kernel.numbers(*(f"corners.{name}" for name in NAMES))
        for place, (log10, margin, separable) in enumerate(zip(*columns)):
            assert separable in (0, 1)
            assert (log10 is None) == (margin is None) == (separable == 0), (gamma, positive, place)
            if log10 is not None:
                known += 1
                assert log10 <= np.log10(0.5) + 1e-12 and margin > 0
    assert known > 200


SAMPLED = (
    Law(2, 2, 0.5), Law(4, 2, 0.2, q=0.75, flip=0.2), Law(1.5, 1, 0.9, q=0.25, flip=0.05),
)
SIZES = ((200, 60), (600, 20), (2_000, 4))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("law", SAMPLED, ids=str)
def test_samples_agree_with_the_law(kernel, law, capsys):
    lines = []
    deviation = None
    for n, repeats in SIZES:
        kernel.run(definitions(law, 10) + f"""
sweep drawn p={round(law.psi * n)} n={n} repeat={repeats} seed=1 measure=[limit_error, limit_margin, predicted_error, predicted_margin]
""")
        names = ("limit_error", "limit_error_se", "limit_margin", "predicted_error", "predicted_margin")
        found = [column[0] for column in kernel.numbers(*(f"drawn.{name}" for name in names))]
        error, spread, margin, predicted, predicted_margin = found
        # The deviation of one draw falls like 1/√n: few large draws borrow it from many small ones.
        deviation = deviation or spread * np.sqrt(repeats * n)
        z = (error - predicted) / (deviation / np.sqrt(repeats * n))
        lines.append(f"{law} n = {n}: limit_error {error:.5f}, law {predicted:.5f}, z = {z:+.2f}; "
                     f"margin {margin:.5f}, law {predicted_margin:.5f}")
        assert abs(z) < 4, lines[-1]
        assert margin == pytest.approx(predicted_margin, rel=6 / n + 4 / np.sqrt(n * repeats))
    with capsys.disabled():
        print("", *lines, sep="\n")


def test_the_points_where_5_is_expected_to_be_inconsistent_are_counted(kernel):
    law = Law(4, 2, 0.2)
    outcome = kernel.run(definitions(law, 400) + "error")
    text = outcome.bundles[-1]["text/plain"]
    assert " at 20" in text and "a limit of its own" in text, text
    kernel.run("""
sweep inconsistent n=400 repeat=10 seed=1 measure=inconsistent_points
""")
    (mean,), (spread,) = kernel.numbers(
        "inconsistent.inconsistent_points", "inconsistent.inconsistent_points_se"
    )
    assert abs(mean - 20.3) < 4 * spread
