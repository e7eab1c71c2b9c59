# SPDX-License-Identifier: Apache-2.0
"""What a cell publishes, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: The MIME type of results as JSON.
RESULT = "application/vnd.benign.v1+json"


@dataclass(frozen=True)
class Output:
    """One publication of a cell, as Jupyter's protocol has it.

    Attributes:
        type: ``"stream"``, ``"execute_result"``, ``"display_data"``, ``"update_display_data"`` (progress that
            goes on), ``"clear_output"``, ``"error"`` or ``"page"`` (help).
        content: The message's content.
    """

    type: str
    content: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The MIME bundle; empty where there is none."""
        data: dict[str, Any] = self.content.get("data", {})
        return data

    @property
    def text(self) -> str:
        """The output as a terminal shows it."""
        if self.type == "stream":
            return str(self.content["text"])
        if self.type == "error":
            return "\n".join(self.content["traceback"]) + "\n"
        text = self.data.get("text/plain")
        return "" if text is None else f"{text}\n"

    @property
    def result(self) -> dict[str, Any] | None:
        """The JSON object of a result; ``None`` of all other outputs."""
        result: dict[str, Any] | None = self.data.get(RESULT)
        return result

    @property
    def is_progress(self) -> bool:
        """Whether it only says how far a long statement is."""
        return "display_id" in self.content.get("transient", {})


@dataclass(repr=False)
class Cell:
    """What one cell has published, in order. A notebook of Python shows it as one of Benign does, a terminal as text.

    Attributes:
        outputs: All that was published, progress included.
        execution: The cell's number in the kernel; ``None`` of a cell that is not counted.
    """

    outputs: list[Output] = field(default_factory=list)
    execution: int | None = None

    @property
    def results(self) -> list[dict[str, Any]]:
        """The JSON object of each result. JSON has no inf and no nan: they are ``None``."""
        return [output.result for output in self.outputs if output.result is not None]

    @property
    def pictures(self) -> list[str]:
        """Each picture as SVG."""
        return [o.data["image/svg+xml"] for o in self.outputs if "image/svg+xml" in o.data]

    @property
    def warnings(self) -> str:
        """The warnings, a line each."""
        return self._stream("stderr")

    @property
    def printed(self) -> str:
        """What ``print`` and the one-line answers of statements wrote."""
        return self._stream("stdout")

    @property
    def text(self) -> str:
        """All outputs but progress, as a terminal shows them."""
        return "".join(output.text for output in self.outputs if not output.is_progress)

    def __str__(self) -> str:
        return self.text.removesuffix("\n")

    def __repr__(self) -> str:
        return str(self) or "<benign.Cell without outputs>"

    def _ipython_display_(self) -> None:
        from benign._display import Display

        show = Display()
        for output in self.outputs:
            if not output.is_progress and output.type != "clear_output":
                show(output)

    def _stream(self, name: str) -> str:
        return "".join(o.text for o in self.outputs if o.content.get("name") == name)


for _class in (Cell, Output):
    _class.__module__ = "benign"
