# SPDX-License-Identifier: Apache-2.0
"""What the kernel exports, as pandas' tables and NumPy's arrays."""

from __future__ import annotations

import csv
import importlib
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benign import _words
from benign._literals import holds_none

if TYPE_CHECKING:
    import numpy
    import pandas

    Vector = numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]
    Matrix = numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]

#: Beyond it a whole number is no int64.
LARGEST = 2.0**63


def need(module: str, user: str) -> None:
    """Raises an ImportError that says how to install what is missing."""
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f'{user} needs {module}: pip install "benign-kernel[tables]"; '
            "without it, lab.results and lab[…] have the numbers as lists",
            name=module,
        ) from error


@dataclass(frozen=True)
class Experiment:
    """Points, labels and weights of an experiment: n points, m neurons, d coordinates.

    The coordinates are not those of R^p: they are as many as the points and neurons span, and have the same inner
    products.

    Attributes:
        X: The points, n×d.
        labels: The labels ỹ that training sees, n numbers −1 or 1, ``int64``.
        clean_labels: The labels y before some were flipped.
        W: The weights of the first layer, m×d.
        a: The weights of the second layer, m.
        mu: The mean μ of the class +1, d.
        variance: The variance of the noise along each coordinate, d.
        gamma: The slope γ of the leaky ReLU below 0.
        t: The steps of gradient descent taken.
        time: The sum of their step sizes, and the time of gradient flow.
        settings: Everything else that ``export experiment`` writes: ``mixture`` or ``dataset``, ``network``,
            ``training``, ``lr``, …
    """

    X: Matrix
    labels: numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]
    clean_labels: numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]
    W: Matrix
    a: Vector
    mu: Vector
    variance: Vector
    gamma: float
    t: float
    time: float
    settings: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> Experiment:
        """Returns the experiment of a file that ``export experiment`` has written."""
        import numpy

        parts = json.loads(file.read_bytes())
        d = len(parts["mu"])

        def matrix(name: str) -> Matrix:
            return numpy.array(parts.pop(name), dtype=numpy.float64).reshape(-1, d)

        def vector(name: str) -> Vector:
            return numpy.array(parts.pop(name), dtype=numpy.float64)

        return cls(
            X=matrix("X"), W=matrix("W"), a=vector("a"), mu=vector("mu"), variance=vector("variance"),
            labels=vector("observed").astype(numpy.int64),
            clean_labels=vector("clean").astype(numpy.int64),
            gamma=parts["gamma"], t=parts["t"], time=parts["time"], settings=parts,
        )  # fmt: skip


def cells(
    result: dict[str, Any], columns: Sequence[str], key: Callable[[str], list[Any]],
    infinite: Callable[[str], list[float | None]],
) -> pandas.DataFrame:  # fmt: skip
    """Returns a table's result with a row for each cell.

    Args:
        result: The JSON object of the table.
        columns: The names of its columns, in order.
        key: Reads the column of a swept key by its name, inf and nan included.
        infinite: Finds the infinite means of a measure.
    """
    measures = _measures(columns)
    series = {}
    for name in columns:
        values = result["columns"][name]
        # JSON has no inf. Of infinite numbers mean and quantiles are infinite; there is no standard error.
        if holds_none(values) and name not in measures:
            values = key(name)
        elif holds_none(values) and not name.endswith("_se"):
            means = infinite(re.sub("_q(05|50|95)$", "", name))
            values = [mean if value is None else value for value, mean in zip(values, means, strict=True)]
        series[name] = _numbers(values) if name in measures else _key(name, values)
    series["failed"] = _key("failed", [sum(why.values()) for why in result["columns"]["failed"]])
    frame = _frame(series)
    frame.attrs = {name: result[name] for name in ("name", "repeat", "settings")}
    return frame


def infinities(texts: Path, measure: str, count: int) -> list[float | None]:
    """Returns, for each cell, the infinity that a measure has in all of its repeats, if it has one.

    The kernel counts infinite numbers as failed and averages the others, so that such a cell has no mean.

    Args:
        texts: The CSV file with a row for each repeat.
        measure: The name of the measure.
        count: The number of cells.
    """
    header, lines = _read(texts)
    place, cell = header.index(measure), header.index("cell")
    found: list[set[float]] = [set() for _ in range(count)]
    for line in lines:
        found[int(line[cell])].add(float(line[place] or "nan"))
    return [values.pop() if values in ({math.inf}, {-math.inf}) else None for values in found]


def repeats(texts: Path, values: Path, columns: Sequence[str]) -> pandas.DataFrame:
    """Returns a table's files with a row for each repeat.

    Args:
        texts: The CSV file, which has inf and nan.
        values: The JSON file, which tells strings from numbers.
        columns: The names of the table's columns.
    """
    rows = json.loads(values.read_bytes())
    header, lines = _read(texts)
    measures = _measures(columns)
    series = {}
    for index, name in enumerate(header):
        pairs = [(row[name], line[index]) for row, line in zip(rows, lines, strict=True)]
        exact = [float(text) if value is None and text else value for value, text in pairs]
        if name in _words.CONDITIONS & measures:
            series[name] = _key(name, [None if value is None else value == 1 for value in exact])
        else:
            series[name] = _numbers(exact) if name in measures else _key(name, exact)
    return _frame(series)


def trajectory(texts: Path) -> pandas.DataFrame:
    """Returns the CSV file of a recorded run with a row for each point."""
    header, lines = _read(texts)
    series = {}
    for index, name in enumerate(header):
        values = [float(line[index]) if line[index] else None for line in lines]
        if name in _words.CONDITIONS:
            series[name] = _key(name, [None if value is None else value == 1 for value in values])
        else:
            series[name] = _key(name, values) if name == "t" else _numbers(values)
    return _frame(series)


def _measures(columns: Sequence[str]) -> frozenset[str]:
    """The columns of a table that are measured: each has its standard error, and its quantiles."""
    measures = [name for name in columns if f"{name}_se" in columns]
    first = columns.index(measures[0]) if measures else len(columns)
    return frozenset(columns[first:])


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    with open(file, encoding="utf-8-sig", newline="") as text:
        header, *lines = csv.reader(text)
    return header, lines


def _frame(columns: dict[str, pandas.Series[Any]]) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame(columns)


def _is_number(values: Sequence[Any]) -> bool:
    return not any(isinstance(value, (bool, str, list)) for value in values)


def _numbers(values: Sequence[Any]) -> pandas.Series[Any]:
    import pandas

    return pandas.Series(values, dtype="float64")


def _key(name: str, values: Sequence[Any]) -> pandas.Series[Any]:
    """A column of what was set or counted: its type is the key's, or that of all of its values."""
    import pandas

    present = [value for value in values if value is not None]
    is_full = len(present) == len(values)
    if present and all(isinstance(value, bool) for value in present):
        return pandas.Series(values, dtype="bool" if is_full else "boolean")
    if _is_number(values) and (present or name in _words.KEYS):
        is_real = name in _words.KEYS - _words.WHOLE_KEYS
        is_whole = all(float(value).is_integer() and abs(value) < LARGEST for value in present)
        return pandas.Series(values, dtype="int64" if is_whole and is_full and not is_real else "float64")
    # Words; or what is neither, such as eigenvalues.
    is_words = all(isinstance(value, str) for value in present)
    return pandas.Series(values, dtype=None if is_words else object)
