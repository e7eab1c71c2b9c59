# SPDX-License-Identifier: Apache-2.0
"""Random cells: from the grammar, and with pieces of them changed. The same for the same seed."""

import random

from Language.reader import COMMANDS

NAMES = ["a", "x1", "_b", "loss", "n", "mu", "wide", "E", "e5", "orange", "nota", "mixture", "print"]
LITERALS = ["true", "False", "None"]
NUMBERS = ["0", "20_000", "1e-8", ".5", "1.5E+3", "3.25", "1e5_0"]
STRINGS = ['""', '"a b"', r'"\" \\ \n \x41 \u00e9 \U0001F600"', '"é😀#"', "\"it's\""]
KEYS = ["n", "mu", "until", "mixture.seed", "lr", "title"]
BINARY = ["+", "-", "*", "/", "^", "**", "..", "<", "<=", ">", ">=", "==", "!=", "and", "or"]
SCRAP = [
    "(", ")", "[", "]", ",", ".", "..", "=", "==", "<", "-", "not", "and", "or", '"', "\\", "5.", "1e",
    "#", "\n", "\n  ", "\r\n", "\u00a0", "é", "−", ";", "%", "n=", "mixture.seed=", "_", "1_", "True",
]  # fmt: skip


class Cells:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def cell(self):
        statements = [self.statement() for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        return self.random.choice(["\n", "\n\n", "\r\n", "  # note\n"]).join(statements)

    def statement(self):
        kind = self.random.random()
        if kind < 0.2:
            return f"{self.pick(NAMES)} = {self.expression(4)}"
        if kind < 0.4:
            return self.expression(4)
        command = self.pick(sorted(COMMANDS)) if kind < 0.9 else self.pick(["foo", "undo", "let"])
        pairs = self.random.sample(KEYS, self.random.choice([0, 0, 1, 2, 3]))
        words = [command, self.arguments(COMMANDS.get(command, "UNKNOWN"))]
        words += [f"{key}{self.pick(['=', ' = '])}{self.expression(3)}" for key in pairs]
        return self.joined([word for word in words if word])

    def arguments(self, shape):
        if self.random.random() < 0.15:
            shape = self.pick(["NO_ARGUMENTS", "ONE_NAME", "ONE_EXPRESSION", "EXPRESSIONS"])
        several = ", ".join(self.expression(3) for _ in range(self.random.randint(1, 3)))
        return {
            "NO_ARGUMENTS": "",
            "ONE_NAME": self.pick(NAMES),
            "NAME_AND_FILE": f"{self.pick(NAMES)} {self.expression(1)}",
            "ONE_EXPRESSION": self.expression(3),
            "EXPRESSIONS": several,
            "UNKNOWN": self.pick([several, self.pick(NAMES), f'{self.pick(NAMES)} "f"', "3"]),
        }[shape]

    def joined(self, words):
        return "".join(word + self.pick([" ", " ", " ", "  ", "\n   "]) for word in words).rstrip()

    def expression(self, depth):
        kind = self.random.randrange(11) if depth else 0
        inner = depth - 1
        several = [self.expression(inner) for _ in range(self.random.randint(0, 3))] if depth else []
        if kind <= 3:
            return self.leaf()
        if kind == 4:
            return f"({self.expression(inner)})"
        if kind == 5:
            return f"{self.pick(['-', '+', 'not '])}{self.expression(inner)}"
        if kind == 6:
            return f"{self.leaf()}[{self.expression(inner)}]"
        if kind == 7:
            return f"{self.pick(['sqrt', 'min', 'f'])}({', '.join(several)})"
        if kind == 8:
            return f"[{', '.join(several)}{self.pick(['', ',', '']) if several else ''}]"
        blank = self.pick([" ", " ", ""])
        operator = self.pick(BINARY)
        if operator.isalpha():
            blank = " "
        return f"{self.expression(inner)}{blank}{operator}{blank}{self.expression(inner)}"

    def leaf(self):
        member = f"{self.pick(NAMES)}.{self.pick(NAMES)}"
        return self.pick([self.pick(pool) for pool in (NAMES, LITERALS, NUMBERS, STRINGS, [member])])

    def changed(self, cell):
        """The cell with one to three small changes."""
        for _ in range(self.random.randint(1, 3)):
            place = self.random.randint(0, len(cell))
            end = min(len(cell), place + self.random.choice([0, 0, 1, 1, 3]))
            cell = cell[:place] + self.pick(["", *SCRAP]) + cell[end:]
        return cell

    def pick(self, choices):
        return self.random.choice(choices)
