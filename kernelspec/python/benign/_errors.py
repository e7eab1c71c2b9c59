# SPDX-License-Identifier: Apache-2.0
"""The errors of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benign._outputs import Cell

__all__ = ["Error", "KernelDied", "NotFound"]


class Error(Exception):
    """A cell failed, or the kernel did.

    Attributes:
        kind: The kind of the diagnostic, such as ``"InvalidArgument"``.
        message: The diagnostic's sentence.
        traceback: The diagnostic as people read it, several lines: the line of the cell, a caret below
            the mistake, what was expected.
        cell: What the cell had published before it failed; ``None`` where no cell ran.
    """

    def __init__(
        self, kind: str, message: str, traceback: str = "", cell: Cell | None = None
    ) -> None:
        super().__init__(traceback or f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.traceback = traceback or f"{kind}: {message}"
        self.cell = cell

    def __reduce__(self) -> tuple[Any, ...]:
        # Between processes, without the outputs of the cell.
        return type(self), (self.kind, self.message, self.traceback)


class KernelDied(Error):
    """The kernel has ended, and all that it held has gone. A new ``Kernel`` has to be made."""

    def __init__(self, message: str) -> None:
        super().__init__("KernelDied", message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,)


class NotFound(Error):
    """No kernel was found at any of the places where one is looked for."""

    def __init__(self, message: str) -> None:
        super().__init__("NotFound", message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,)


for _error in (Error, KernelDied, NotFound):
    _error.__module__ = "benign"
