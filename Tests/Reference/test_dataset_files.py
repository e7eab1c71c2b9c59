# SPDX-License-Identifier: Apache-2.0
"""Random comma-separated files, as many programs write them, against Python's csv module: numbers, labels, columns."""

import csv
import io
import math
import random
import re
from decimal import Decimal

import numpy as np
import pytest

from Reference.problem import load

LINE_ENDS = ["\n", "\r\n", "\r", "\r\r\n", "\n\n"]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
LABELS = [
    ["no", "yes"], [0, 1], [-1, 1], ["7", "007"], [1.5, "1.50x"], ["say \"hi\"", "a,b"], ["one\ntwo", "ünï"],
    ["9007199254740993", "9007199254740992"], ["0x10", 16], ["+1", "-1"], ["1e400", "inf"], [".5", 0.5],
]
NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def number(random):
    """A number in one of the forms that programs write."""
    value = random.choice([random.gauss(0, 1), random.uniform(-1, 1) * 10 ** random.randint(-300, 100), random.randint(-99, 99)])
    form = random.choice([repr, "{:.3e}".format, "{:+g}".format, "{:.17g}".format])
    return form(value)


def label_value(text, is_quoted):
    """The language's rule: a number only where as a decimal it is just what the double prints as."""
    if is_quoted or not NUMBER.fullmatch(text):
        return text
    value = float(text)
    whole = abs(value) <= 2**53
    return value if math.isfinite(value) and whole and Decimal(repr(value)) == Decimal(text) else text


class File:
    """A random file: its text, and what it says."""

    def __init__(self, seed):
        r = random.Random(seed)
        rows, features = r.randint(3, 12), r.randint(1, 5)
        self.end, quoting, self.labels = r.choice(LINE_ENDS), r.choice(QUOTING), r.choice(LABELS)
        # Python quotes a field for its line feed only where lines end with one.
        feed = "\n" if "\n" in self.end else " "
        self.labels = [label.replace("\n", feed) if isinstance(label, str) else label for label in self.labels]
        self.names = [r.choice([f"x{j}", f"width, {j}", f"x {j} \"mm\"", f"x{feed}{j}"]) for j in range(features)]
        self.cells = [[number(r) for _ in range(features)] for _ in range(rows)]
        self.chosen = [self.labels[i % 2] if i < 2 else r.choice(self.labels) for i in range(rows)]
        self.place = r.randint(0, features)
        notes = [r.choice(["", "n/a", "some, note", f"line{feed}end", "Ω"]) for _ in range(rows)]
        self.drop = r.choice([None, features + 1, "note"])
        out = io.StringIO()
        writer = csv.writer(out, quoting=quoting, lineterminator=self.end)
        for index, row in enumerate([self.names, *self.cells]):
            row = list(row)
            row.insert(self.place, "kind" if index == 0 else self.chosen[index - 1])
            if self.drop is not None:
                row.append("note" if index == 0 else notes[index - 1])
            writer.writerow(row)
        self.text = r.choice(["", "\ufeff"]) + out.getvalue()
        self.quoting = quoting

    def statement(self, name):
        drop = "" if self.drop is None else f" drop=[{self.drop!r}]".replace("'", '"')
        positive = self.written(self.labels[1])
        return f'dataset "{name}" label="kind" positive={positive} test=0 standardize=false{drop}'

    def is_quoted(self, label):
        """As csv.writer does: texts by QUOTE_NONNUMERIC, and always what needs quotes."""
        return (
            self.quoting == csv.QUOTE_ALL
            or (self.quoting == csv.QUOTE_NONNUMERIC and isinstance(label, str))
            or any(c in str(label) for c in ',"\r\n')
        )

    def value(self, label):
        return label_value(str(label), self.is_quoted(label))

    def written(self, label):
        value = self.value(label)
        if isinstance(value, float):
            return repr(value)
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'


@pytest.mark.parametrize("seed", range(60))
def test_a_file_is_read_as_python_reads_it(kernel, seed):
    file = File(seed)
    (kernel.folder / "random.csv").write_bytes(file.text.encode())
    kernel.run(f'{file.statement("random.csv")}\nnetwork m=2 gamma=0.5\nexport experiment "random.json"')
    found = load(kernel.folder / "random.json")

    # Python splits the lines itself where they end in any way; empty ones are no rows.
    text = io.StringIO(file.text.removeprefix("\ufeff"), newline="")
    rows = [row for row in csv.reader(text) if row]
    if file.drop is not None:
        rows = [row[:-1] for row in rows]
    labels = [row.pop(file.place) for row in rows]
    assert labels[1:] == [str(label) for label in file.chosen], seed
    X = np.array([[float(cell) for cell in row] for row in rows[1:]])
    np.testing.assert_array_equal(found.X, X, err_msg=str(seed))
    expected = [1 if file.value(label) == file.value(file.labels[1]) else -1 for label in file.chosen]
    assert found.observed.tolist() == expected, seed


@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_field_is_named_by_row_and_column(kernel, seed):
    """Whatever a C library would take for a number, and what stands for nothing."""
    file = File(seed)
    r = random.Random(1000 + seed)
    row, column = r.randrange(len(file.cells)), r.randrange(len(file.names))
    wrong = r.choice(["0x10", "1e400", "inf", "nan", "", "NA", "1_0", "1\0", "one", "1,5", "12%"])
    file.cells[row][column] = wrong
    out = io.StringIO()
    rows = [[*cells, label] for cells, label in zip([file.names, *file.cells], ["kind", *file.chosen])]
    csv.writer(out, lineterminator="\n").writerows(rows)
    (kernel.folder / "wrong.csv").write_text(out.getvalue(), encoding="utf-8")
    reply = kernel.run('dataset "wrong.csv" label="kind" positive=1', expect="error").reply["content"]
    assert reply["ename"] == "FileError", (seed, wrong)
    assert f'row {row + 2}, column {column + 1}: ' in reply["evalue"], (seed, wrong, reply["evalue"])
