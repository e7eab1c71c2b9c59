# SPDX-License-Identifier: Apache-2.0
"""Numbers that were measured round by round, and what is said of them."""

import math
import statistics


class Samples:
    """Numbers by measure, by who was measured, and by round."""

    def __init__(self):
        self.numbers = {}

    def add(self, name, turn, **numbers):
        for measure, number in numbers.items():
            self.numbers.setdefault((measure, name), {}).setdefault(turn, []).append(number)

    def all(self, measure, name):
        return [number for turn in self.numbers.get((measure, name), {}).values() for number in turn]

    def ratio(self, measure, name, reference, statistic=statistics.median):
        """The median over the rounds of how the one compares with the other in the same round."""
        ours, theirs = (self.numbers.get((measure, who), {}) for who in (name, reference))
        both = sorted(set(ours) & set(theirs))
        ratios = [statistic(ours[turn]) / statistic(theirs[turn]) for turn in both]
        return statistics.median(ratios) if ratios else None


def quantile(share):
    """The statistic below which that share of the numbers lies."""

    def of(numbers):
        ordered = sorted(numbers)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]

    return of


def markdown(rows):
    """A table whose first row is its head."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if k == 0 else ":") for k, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
