# SPDX-License-Identifier: Apache-2.0
"""Two sides measured in turn within each round, and the table of what came out."""

import statistics
import time

from samples import markdown


def timed(work, count=1):
    began = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - began) / count


def paired(rounds, ours, theirs):
    """Medians of both sides and of the ratios, round by round."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def scale(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def as_ratio(number):
    return f"1/{1 / number:,.0f}" if number < 0.01 else f"{number:.2g}"


class Table:
    HEAD = ["what", "Benign", "peer", "Benign/peer", "goal", "note"]

    def __init__(self):
        self.rows = []

    def add(self, what, ours, theirs=None, ratio=None, goal="", note=""):
        peer, compared = scale(theirs) if theirs else "–", as_ratio(ratio) if ratio else "–"
        self.rows.append([what, scale(ours), peer, compared, goal, note])
        print("  ".join(self.rows[-1]), flush=True)

    def show(self):
        print("\n" + markdown([self.HEAD, *self.rows]))
