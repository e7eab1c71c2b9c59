# SPDX-License-Identifier: Apache-2.0
"""Outputs of Benign among those of IPython."""

from __future__ import annotations

import sys

from IPython.core.display_functions import clear_output, publish_display_data
from IPython.core.page import page

from benign._outputs import Output


class Display:
    """Shows outputs of a cell where those of Python are shown."""

    def __init__(self, prefix: str = "", shows_progress: bool = True) -> None:
        # A notebook may have progress of several kernels: the prefix tells them apart.
        self.prefix, self.shows_progress = prefix, shows_progress

    def __call__(self, output: Output) -> None:
        content = output.content
        if output.type == "stream":
            stream = sys.stderr if content["name"] == "stderr" else sys.stdout
            stream.write(content["text"])
            stream.flush()
        elif output.type == "clear_output":
            clear_output(wait=content["wait"])  # type: ignore[no-untyped-call,unused-ignore]
        elif output.type == "page":
            page(content["data"])
        elif output.type != "error" and (self.shows_progress or not output.is_progress):
            transient = dict(content.get("transient", {}))
            if "display_id" in transient:
                transient["display_id"] = self.prefix + transient["display_id"]
            publish_display_data(  # type: ignore[no-untyped-call,unused-ignore]
                output.data, content.get("metadata", {}), transient=transient,
                update=output.type == "update_display_data",
            )  # fmt: skip
