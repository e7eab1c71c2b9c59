# SPDX-License-Identifier: Apache-2.0
"""A second reader of the language's grammar: written from the contract, not from the Swift sources."""

import re
from pathlib import Path

from lark import Lark, Token
from lark.exceptions import LarkError
from lark.lexer import Lexer

# What may stand between a command and its first key.
SHAPES = {
    "NO_ARGUMENTS": "network run flow direction error conditions state undo verify reset clear",
    "ONE_NAME": "sweep use fork drop help",
    "NAME_AND_FILE": "export",
    "ONE_EXPRESSION": "mixture dataset step show load",
    "EXPRESSIONS": "plot print",
}
COMMANDS = {name: shape for shape, names in SHAPES.items() for name in names.split()}
WORDS = {"or": "OR", "and": "AND", "not": "NOT"} | dict.fromkeys(
    ("true", "True", "false", "False", "None"), "LITERAL"
)
MARKS = {
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "^": "POWER", "**": "POWER", "=": "ASSIGN",
    "..": "RANGE", ".": "DOT", ",": "COMMA", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB",
} | dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), "RELATION")  # fmt: skip
DIGITS = "[0-9]+(?:_[0-9]+)*"
BLANK = "[ \t\u00a0\u2007\u202f]"
PIECE = re.compile(
    rf"""(?P<blank>{BLANK}+|\#[^\r\n]*)|(?P<break>\r\n|\n|\r)
    |(?P<NUMBER>(?:{DIGITS}(?:\.{DIGITS})?|\.{DIGITS})(?:[eE][+-]?{DIGITS})?)
    |(?P<STRING>"(?:[^"\\\r\n]|\\(?:["'\\nrt]|x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}))*")
    |(?P<NAME>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>\*\*|\.\.|<=|>=|==|!=|[-+*/^=.,()\[\]<>])""",
    re.VERBOSE,
)
OPERAND_ONLY = {"NAME", "NUMBER", "STRING", "LITERAL", "NOT"}


class Unreadable(Exception):
    """A character that begins no token."""


def pieces(cell):
    """(type, text, indentation if it begins a line outside brackets) of every token."""
    position = 1 if cell.startswith("\ufeff") else 0
    line, depth, fresh = position, 0, True
    while position < len(cell):
        match = PIECE.match(cell, position)
        if not match:
            raise Unreadable(position)
        kind, text, start = match.lastgroup, match.group(), position
        position = match.end()
        if kind == "break":
            line, fresh = position, depth == 0
        if kind in ("blank", "break"):
            continue
        if kind == "STRING":
            check_escapes(text)
        kind = {"NAME": WORDS.get(text, "NAME"), "mark": MARKS.get(text)}.get(kind, kind)
        yield kind, text, start - line if fresh else None
        fresh = False
        depth = max(0, depth + (kind in ("LPAR", "LSQB")) - (kind in ("RPAR", "RSQB")))


def check_escapes(text):
    for code in re.findall(r"\\(?:u(.{4})|U(.{8})|.)", text):
        value = int(code[0] or code[1] or "0", 16)
        if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
            raise Unreadable(text)


def statements(cell):
    """Lists of (type, text): an indented line continues the one above."""
    read = list(pieces(cell))
    outermost = min((indent for *_, indent in read if indent is not None), default=0)
    found = []
    for kind, text, indent in read:
        if not found or indent == outermost:
            found.append([])
        found[-1].append((kind, text))
    return found


def named(statement):
    """The tokens of a statement, commands and keys told from other names."""
    kinds = [kind for kind, _ in statement] + ["END"] * 4
    tokens = [Token(kind, text) for kind, text in statement]
    if kinds[0] != "NAME" or kinds[1] in ("ASSIGN", "DOT"):
        return tokens
    shape = COMMANDS.get(statement[0][1])
    if not shape and kinds[1] not in OPERAND_ONLY:
        return tokens
    tokens[0] = Token(shape or "UNKNOWN", statement[0][1])
    depth = 0
    for index, kind in enumerate(kinds[:-4]):
        depth += (kind in ("LPAR", "LSQB")) - (kind in ("RPAR", "RSQB"))
        if index and kind == "NAME" and depth == 0:
            if kinds[index + 1] == "ASSIGN":
                tokens[index] = Token("KEY", statement[index][1])
            if kinds[index + 1 : index + 4] == ["DOT", "NAME", "ASSIGN"]:
                tokens[index] = Token("KEY", statement[index][1])
    if not shape and tokens[1].type == "NAME" and kinds[2] in OPERAND_ONLY:
        tokens[1] = Token("SUBJECT", statement[1][1])
    return tokens


class CellLexer(Lexer):
    def __init__(self, _):
        pass

    def lex(self, cell):
        for statement in statements(cell):
            yield Token("STATEMENT", "")
            yield from named(statement)


def twice(cell):
    """Whether a key stands twice in a statement."""
    for statement in map(named, statements(cell)):
        keys, previous = [], None
        for token in statement:
            if token.type == "KEY":
                joined = previous is not None and previous.type == "DOT"
                keys = keys[:-1] + [f"{keys[-1]}.{token}"] if joined and keys else keys + [str(token)]
            previous = token
        if len(keys) != len(set(keys)):
            return True
    return False


PARSER = Lark(
    Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr", lexer=CellLexer, start="cell",
)  # fmt: skip


def accepts(cell):
    """Whether the grammar has this cell."""
    try:
        PARSER.parse(cell)
        return not twice(cell)
    except (LarkError, Unreadable):
        return False
