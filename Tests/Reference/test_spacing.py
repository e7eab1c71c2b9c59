# SPDX-License-Identifier: Apache-2.0
"""linspace and geomspace against exact fractions and 400 bits: each member is the nearest number there is."""

import random
from fractions import Fraction

import mpmath
import pytest

KINDS = {"linspace": 0, "geomspace": 1}


def end(rng, decades):
    """An end of either sign: round numbers as people write them, and any others."""
    if rng.random() < 0.3:
        return float(rng.randint(1, 64))
    return 10 ** rng.uniform(-decades, decades)


def cases(kind, seed):
    rng = random.Random(seed)
    for _ in range(40):
        decades = rng.choice([0, 1, 3, 20, 100, 300])
        a, b = end(rng, decades), end(rng, decades)
        if kind == "geomspace" and rng.random() < 0.3:
            b = a * 2.0 ** rng.randint(-40, 40)
        sign = rng.choice([-1, 1])
        yield sign * a, (sign if kind == "geomspace" else rng.choice([-1, 1])) * b, rng.choice([1, 2, 3, 5, 7, 11, 33, 101])


def exact(kind, a, b, k, i):
    if k == 1:
        return a
    if kind == "linspace":
        return float((Fraction(a) * (k - 1 - i) + Fraction(b) * i) / (k - 1))
    with mpmath.workprec(400):
        share = mpmath.mpf(i) / (k - 1)
        logarithm = (1 - share) * mpmath.log(abs(mpmath.mpf(a))) + share * mpmath.log(abs(mpmath.mpf(b)))
        return float(mpmath.sign(a) * mpmath.exp(logarithm))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_each_member_is_the_nearest_number(kernel, kind, seed):
    for a, b, k in cases(kind, 2 * seed + KINDS[kind]):
        given = kernel.numbers(f"{kind}({a!r}, {b!r}, {k})")[0]
        assert given == [exact(kind, a, b, k, i) for i in range(k)], f"seed {seed}: {kind}({a!r}, {b!r}, {k})"


@pytest.mark.parametrize(
    "call, members",
    [
        ("geomspace(1, 16, 5)", [1, 2, 4, 8, 16]),
        ("geomspace(1, 1e6, 7)", [10.0**i for i in range(7)]),
        ("geomspace(-1e300, -1e-300, 3)", [-1e300, -1, -1e-300]),
        ("geomspace(729, 1, 7)", [3.0**i for i in range(6, -1, -1)]),
        ("linspace(0, 1, 11)", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ("linspace(-1.7e308, 1.7e308, 5)", [-1.7e308, -8.5e307, 0, 8.5e307, 1.7e308]),
        ("linspace(0, 5e-324, 4)", [0, 0, 5e-324, 5e-324]),
        ("linspace(3, 4, 1)", [3]), ("linspace(3, 4, 2)", [3, 4]), ("geomspace(3, 4, 1)", [3]), ("geomspace(3, 4, 2)", [3, 4]),
    ],
)
def test_what_can_be_exact_is(kernel, call, members):
    assert kernel.numbers(call)[0] == members
