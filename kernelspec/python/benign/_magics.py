# SPDX-License-Identifier: Apache-2.0
"""``%%benign`` and ``%benign`` in IPython."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from benign._current import current
from benign._display import Display
from benign._errors import Error, KernelDied, NotFound
from benign._kernel import Kernel

Answer = TypeVar("Answer")

#: Seconds that completion waits for a cell that a thread runs.
PATIENCE = 1.0


@magics_class
class BenignMagics(Magics):
    """The magics that ``%load_ext benign`` adds."""

    shell: InteractiveShell

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._warned: set[str] = set()

    @no_var_expand  # type: ignore[untyped-decorator,unused-ignore]
    @line_cell_magic  # type: ignore[untyped-decorator,unused-ignore]
    def benign(self, line: str, cell: str | None = None) -> None:
        """Runs a cell of Benign, or brings its values into Python.

        ``%%benign`` above a cell runs it. All such cells of a notebook share a kernel, ``benign.current()``, which starts
        with the first one. ``%%benign n=n sizes=[10, 20]`` assigns Python's values to variables of Benign before.

        ``%benign misalignment grid`` makes Python variables of these names: of a quantity or a variable its value, of a
        stored table a DataFrame, of ``trajectory`` a DataFrame, of ``experiment`` its arrays.
        ``%benign gap=limit_error-bayes_error`` gives an expression a name.
        """
        arguments = split(line)
        if cell is None:
            if not arguments:
                raise UsageError("write %benign NAME …, or %%benign above a cell")
            self.shell.user_ns.update(
                {name: _shown(lambda: value(current(), text)) for name, text in arguments.items()}
            )
            return
        values = {name: eval(text, self.shell.user_global_ns, self.shell.user_ns) for name, text in arguments.items()}
        _shown(lambda: self._run(values, cell))

    def _run(self, values: dict[str, object], cell: str) -> None:
        lab = current()
        for warning in lab.assign(**values).splitlines() if values else ():
            # Once is enough: such a cell is run again and again.
            if warning not in self._warned:
                self._warned.add(warning)
                print(warning, file=sys.stderr)
        show = Display(f"{lab.pid}-", shows_progress=hasattr(self.shell, "kernel"))
        try:
            lab.run(cell, on_output=show)
        except KeyboardInterrupt as interruption:
            # The kernel says how far it came.
            if isinstance(interruption.__cause__, Error):
                raise interruption.__cause__ from None
            raise


@context_matcher(identifier="benign")  # type: ignore[untyped-decorator,unused-ignore]
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Returns what the kernel offers where the cursor stands in a cell of ``%%benign``, and nothing elsewhere."""
    head, *lines = context.full_text.split("\n")
    if head.split()[:1] != ["%%benign"] or not context.cursor_line:
        return {"completions": []}
    before = "\n".join([*lines[: context.cursor_line - 1], lines[context.cursor_line - 1][: context.cursor_position]])
    try:
        reply = current()._complete("\n".join(lines), len(before), PATIENCE)
    except (KernelDied, NotFound, TimeoutError):
        return {"completions": []}
    fragment = before[reply["cursor_start"] :]
    offered = reply["metadata"]["_jupyter_types_experimental"]
    # Where nothing fits, what stands there stays: a cell without completions would get those of Python.
    offered = offered or [{"text": fragment, "type": ""}]
    completions = [SimpleCompletion(item["text"], type=item["type"]) for item in offered]
    return {"completions": completions, "matched_fragment": fragment, "ordered": True, "suppress": True}


def value(lab: Kernel, text: str) -> Any:
    """Returns what a name, or an expression, stands for in the kernel."""
    if text == "trajectory":
        return lab.trajectory()
    if text == "experiment":
        return lab.experiment()
    return lab.table(text) if text in lab.tables else lab[text]


def split(line: str) -> dict[str, str]:
    """Returns the expressions of ``NAME …`` and ``NAME=EXPRESSION …`` by their names.

    Blanks stand between them; inside an expression only within brackets or quotes.

    >>> split("n=n sizes=[10, 20 + 1] title='a b=c' grid")
    {'n': 'n', 'sizes': '[10, 20 + 1]', 'title': "'a b=c'", 'grid': 'grid'}
    """
    arguments = {}
    for word in _words(line):
        name, sign, expression = word.partition("=")
        if not name.isidentifier() or sign and not expression:
            raise UsageError(f"{word} is no NAME and no NAME=EXPRESSION; blanks only within brackets or quotes")
        arguments[name] = expression if sign else name
    return arguments


def _words(line: str) -> list[str]:
    """What blanks separate outside of brackets and quotes."""
    words, depth, quote, before = [""], 0, "", ""
    for character in line:
        if quote:
            quote = "" if character == quote and before != "\\" else quote
        elif character in "'\"":
            quote = character
        elif not depth and character.isspace():
            words.append("")
            continue
        else:
            depth += (character in "([{") - (character in ")]}")
        words[-1] += character
        before = "" if before == "\\" else character
    return [word for word in words if word]


def _shown(work: Callable[[], Answer]) -> Answer:
    """Does the work; a diagnostic of Benign is shown as it is, without the lines of Python that led to it."""
    try:
        return work()
    except Error as error:
        lines = error.traceback.splitlines()
        error._render_traceback_ = lambda: lines  # type: ignore[attr-defined]
        raise
