# SPDX-License-Identifier: Apache-2.0
"""Values between Python and the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]')
#: A string, or what JSON cannot tell apart.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:inf|nan)\b|\bNone\b', re.DOTALL)
_DEEPEST = 100


def literal(value: object) -> str:
    """Returns the value as the language writes it.

    Numbers, booleans, strings, ``None``, and lists, tuples and ranges of them have such a form, and NumPy's scalars and
    arrays of numbers, booleans and strings.

    Raises:
        TypeError: The language has no such value.
        ValueError: A whole number that double precision does not hold exactly, or a string that is no text.

    >>> literal([1, 2.5, True, None, float("inf")])
    '[1, 2.5, true, None, inf]'
    >>> literal('a "b"\\n')
    '"a \\\\"b\\\\"\\\\n"'
    >>> literal({"a": 1})
    Traceback (most recent call last):
        ...
    TypeError: Benign has no dict: numbers, booleans, strings, None and lists of them can be sent
    """
    return _literal(value, 0)


def assignments(values: Mapping[str, object]) -> str:
    """Returns a cell that assigns each value to its name.

    Raises:
        ValueError: A name that is none in the language, and what ``literal`` raises.
        TypeError: As ``literal``.
    """
    lines = []
    for name, value in values.items():
        checked(name)
        try:
            lines.append(f"{name} = {literal(value)}")
        except (TypeError, ValueError) as error:
            raise type(error)(f"{name}: {error}") from None
    return "\n".join(lines)


def checked(name: str) -> str:
    """Returns a name that is one in the language.

    Raises:
        ValueError: It is none.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name in Benign: letters a to z, digits and _ only")
    return name


def restored(value: Any, text: str) -> Any:
    """Returns a value that came as JSON, with inf and nan where JSON had ``null``.

    Args:
        value: The value as JSON: a scalar, or nested lists.
        text: The same value as the language prints it.
    """
    found = (token for token in _TOKENS.findall(text) if not token.startswith('"'))
    return _restored(value, found)


def holds_none(value: Any) -> bool:
    """Returns whether a ``None`` stands somewhere in nested lists."""
    if isinstance(value, list):
        return any(map(holds_none, value))
    return value is None


def _restored(value: Any, found: Iterator[str]) -> Any:
    if isinstance(value, list):
        return [_restored(element, found) for element in value]
    if value is not None:
        return value
    token = next(found, "None")
    return None if token == "None" else float(token)


def _literal(value: object, depth: int) -> str:
    if depth > _DEEPEST:
        raise ValueError(f"lists within more than {_DEEPEST} lists cannot be sent")
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(map(_character, value)) + '"'
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, float):
        # Also of NumPy's float64, whose own repr is another one.
        return float.__repr__(value)
    if isinstance(value, (list, tuple, range)):
        return "[" + ", ".join(_literal(element, depth + 1) for element in value) + "]"
    # NumPy's scalars and arrays, and pandas' columns. The integers of dates are none.
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    if kind in ("f", "b", "i", "u", "U", "O", "T") and hasattr(value, "tolist"):
        plain = value.tolist()
        # The longest floating-point numbers of NumPy stay as they are.
        return _literal(plain if type(plain) is not type(value) else float(value), depth)  # type: ignore[arg-type]
    raise TypeError(
        f"Benign has no {type(value).__name__}: "
        "numbers, booleans, strings, None and lists of them can be sent"
    )


def _whole(value: int) -> str:
    try:
        is_exact = int(float(value)) == value
    except OverflowError:
        is_exact = False
    if not is_exact:
        raise ValueError(f"{value} is not a number of double precision; send float({value}) instead")
    return str(int(value))


def _character(character: str) -> str:
    if _PLAIN.match(character):
        return character
    if character in '"\\':
        return "\\" + character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"a string with half a character in it (\\u{code:04x}) cannot be sent")
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
