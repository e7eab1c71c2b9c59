# SPDX-License-Identifier: Apache-2.0
"""The language for Pygments, with which nbconvert, Sphinx and terminals colour cells.

>>> from pygments.token import Keyword
>>> [text for kind, text in BenignLexer().get_tokens("run steps=1e6  # far") if kind is Keyword]
['run']
"""

from __future__ import annotations

from typing import Any

from pygments.lexer import RegexLexer, bygroups, include, words
from pygments.token import (
    Comment, Error, Keyword, Name, Number, Operator, Punctuation, String, Whitespace,
)  # fmt: skip

from benign import _words

# Pygments' own function has no types.
_groups: Any = bygroups

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
#: The = of an assignment or of a key.
_EQUALS = r"([ \t]*)(=)(?!=)"
_COMMANDS = "|".join(sorted(_words.COMMANDS, key=len, reverse=True))


class BenignLexer(RegexLexer):
    """Benign's language. A statement begins a line outside of brackets; an indented line continues the one above."""

    name = "Benign"
    aliases = ["benign"]
    filenames = ["*.benign"]
    mimetypes = ["text/x-benign"]
    tokens = {
        "root": [
            (rf"^({_NAME}){_EQUALS}", _groups(Name.Variable, Whitespace, Operator)),
            # Also in a cell that is indented as a whole.
            (rf"^([ \t]*)({_COMMANDS})\b(?![ \t]*=(?!=))", _groups(Whitespace, Keyword)),
            (r"[)\]]", Error),
            include("anywhere"),
        ],
        "bracket": [
            (r"[)\]]", Punctuation, "#pop"),
            include("anywhere"),
        ],
        "anywhere": [
            (r"[(\[]", Punctuation, "bracket"),
            (r"\s+", Whitespace),
            (r"#.*", Comment.Single),
            (r'"(?:[^"\\\n]|\\.)*"', String),
            (r'".*', Error),
            (r"(?:\d+(?:_\d+)*)?\.?\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?", Number),
            (words(("true", "True", "false", "False", "None"), suffix=r"\b"), Keyword.Constant),
            (words(("and", "or", "not"), suffix=r"\b"), Operator.Word),
            (
                rf"({_NAME}(?:\.{_NAME})?){_EQUALS}",
                _groups(Name.Attribute, Whitespace, Operator),
            ),
            (rf"{_NAME}(?=\()", Name.Function),
            (words(sorted(_words.CONSTANTS), suffix=r"\b"), Name.Constant),
            (words(sorted(_words.QUANTITIES | _words.NAMES), suffix=r"\b(?!\.\w)"), Name.Builtin),
            (words(sorted(_words.WORDS), suffix=r"\b(?!\.\w)"), Name.Constant),
            (rf"({_NAME})(\.)(?=[A-Za-z_])", _groups(Name, Operator), "member"),
            (_NAME, Name),
            (r"\.\.|\*\*|[<>=!]=|[-+*/^<>=]", Operator),
            (r"[.,]", Punctuation),
        ],
        "member": [
            (words(sorted(_words.QUANTITIES), suffix=r"\b"), Name.Builtin, "#pop"),
            (_NAME, Name.Attribute, "#pop"),
        ],
    }
