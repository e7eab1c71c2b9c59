# SPDX-License-Identifier: Apache-2.0
"""How the cost of a whole experiment grows with each of its sizes."""

import math

from samples import markdown
from side_by_side import scale

BASE = {"n": 100, "p": 10_000, "m": 64, "steps": 20_000}
EXPLICIT, LEAPING = "leap=false points=2", ""
SIZES = (
    ("p", EXPLICIT, (10**4, 10**6, 10**8, 10**10)),
    ("n", EXPLICIT, (50, 100, 200, 400)),
    ("m", EXPLICIT, (16, 64, 256, 1024)),
    ("steps", EXPLICIT, (10**3, 10**4, 10**5, 10**6)),
    ("steps", LEAPING, (10**6, 10**12, 10**18, 10**30)),
)


def cost(kernel, sizes, options):
    """The least seconds of three tries of drawing the points and running."""
    cells = (
        f"mixture gaussian n={sizes['n']} p={sizes['p']} mu=8 seed={seed}\n"
        f"network m={sizes['m']} gamma=0.2\nrun steps={sizes['steps']} {options}"
        for seed in (1, 2, 3)  # a new one each time: the kernel remembers its last points
    )
    return min(kernel.run(cell)[0] for cell in cells)


def short(number):
    """A power of ten as such."""
    exponent = len(str(number)) - 1
    if number < 1000 or number != 10**exponent:
        return str(number)
    return "10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def show(kernel):
    """A row for each size: seconds at four values, and the exponents between neighbours."""
    rows = [["against", "1st", "2nd", "3rd", "4th", "growth exponents"]]
    for key, options, values in SIZES:
        spent = [cost(kernel, BASE | {key: value}, options) for value in values]
        growth = [
            math.log(spent[k + 1] / spent[k]) / math.log(values[k + 1] / values[k])
            for k in range(len(values) - 1)
        ]
        cells = [f"{short(value)}: {scale(seconds)}" for value, seconds in zip(values, spent)]
        name = key + (", leapt" if options == LEAPING else "")
        rows.append([name, *cells, ", ".join(f"{exponent:.2f}" for exponent in growth)])
    print("\nCost against one size; the others n=100, p=10⁴, m=64, 20,000 explicit steps")
    print(markdown(rows))
