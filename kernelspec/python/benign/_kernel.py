# SPDX-License-Identifier: Apache-2.0
"""A kernel as an object."""

from __future__ import annotations

import os
import secrets
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any

from benign import _literals
from benign._errors import Error
from benign._locate import locate
from benign._outputs import Cell, Output
from benign._process import Process

if TYPE_CHECKING:
    import pandas

    from benign._tables import Experiment

__all__ = ["Kernel"]

#: Results that are remembered.
MOST_RESULTS = 10_000


class Kernel:
    """A kernel that belongs to this Python: it starts with the object and ends with its ``with`` block.

    >>> with Kernel() as lab:
    ...     cell = lab.run("mixture n=20 p=400 mu=4 seed=3\\nnetwork m=6 gamma=0.3\\nrun steps=100")
    ...     lab["t"], lab["train_error"], lab["2 + 2"]
    (100, 0, 4)

    Numbers that are whole come as ``int``, others as ``float``.

    Any thread may use it. One cell runs at a time, in the order in which they were sent; ``interrupt`` and ``close`` wait
    for nobody. Two kernels know nothing of each other and run at the same time.

    Ctrl-C in Python interrupts the cell that runs; the kernel remains, and an interrupted run keeps its steps.

    Args:
        executable: The kernel's executable. Where it is not given, ``BENIGN`` names it, or it is the one of the wheel,
            of the kernelspec ``benign``, or on PATH.
        cwd: The folder that paths in cells are relative to; by default the present one.
        env: Further variables of the kernel's environment, such as ``BENIGN_DATA``.

    Raises:
        NotFound: There is no executable.
        KernelDied: The kernel ended before it was ready.
    """

    def __init__(
        self, executable: str | os.PathLike[str] | None = None, *,
        cwd: str | os.PathLike[str] | None = None, env: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._delivering: set[int] = set()
        self._results: deque[dict[str, Any]] = deque(maxlen=MOST_RESULTS)
        self._process = Process(locate(executable), cwd, env or {})
        # Also when nobody holds this object any more, or this Python ends.
        weakref.finalize(self, self._process.end)

    def __enter__(self) -> Kernel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<benign.Kernel {'of process ' + str(self.pid) if self.is_alive else 'that has ended'}>"

    @property
    def pid(self) -> int:
        """The number of the kernel's process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the kernel runs."""
        return self._process.is_alive

    def close(self) -> None:
        """Ends the kernel, whatever it does. Nothing happens to one that has ended."""
        self._process.end()

    def run(self, cell: str, *, on_output: Callable[[Output], None] | None = None) -> Cell:
        """Runs a cell, and returns what it published.

        >>> with Kernel() as lab:
        ...     print(lab.run("print 1 + 1, pi\\nsqrt(2)"))
        2 3.141592653589793
        1.4142135623730951

        Args:
            cell: Any number of statements.
            on_output: Called with each output when it comes, in this thread. What it raises interrupts the cell.

        Raises:
            Error: A statement failed; the ones before it hold.
            KeyboardInterrupt: Ctrl-C; the cell was interrupted, and the kernel remains. Its cause is the kernel's
                diagnostic.
            KernelDied: The kernel has ended.

        >>> with Kernel() as lab:
        ...     lab.run("network m=0 gamma=0.2")
        Traceback (most recent call last):
            ...
        benign.Error: InvalidArgument: m cannot be 0.
        1 | network m=0 gamma=0.2
                      ^
        expected: m: whole 1 … 10⁶
        """
        return self._wait(cell, on_output, is_counted=True)[0]

    def __getitem__(self, expression: str) -> Any:
        """Returns the value of a quantity, a variable, or any expression of the language.

        Numbers, booleans, strings, ``None`` and lists are themselves; ``direction``, ``error``, ``conditions`` and
        ``state`` are dictionaries. Nothing is published, and the cell is not counted.

        >>> with Kernel() as lab:
        ...     lab["[1, 1/3, inf, None]"]
        [1, 0.3333333333333333, inf, None]

        Raises:
            Error: The expression has no value, or is none.
        """
        value = self._evaluate(expression)
        # JSON has no inf and no nan. What prints as text can be told apart.
        if _literals.holds_none(value):
            text = self._evaluate(f"str({expression}\n)")
            return _literals.restored(value, text)
        return value

    def __setitem__(self, name: str, value: object) -> None:
        """Assigns a variable of the language.

        >>> with Kernel() as lab:
        ...     lab["sizes"] = range(10, 40, 10)
        ...     lab["sum(sizes)"]
        60
        """
        self.assign(**{name: value})

    def assign(self, **values: object) -> str:
        """Assigns variables of the language, all of them or none.

        Numbers, booleans, strings, ``None``, lists, tuples and ranges of them, NumPy's scalars and arrays and pandas'
        columns can be sent.

        Returns:
            The warnings, a line each: of a name that is also a setting's.

        Raises:
            TypeError: The language has no such value.
            ValueError: A name that is none in the language, or a whole number that double precision does not hold.
            Error: A name that is reserved, such as a quantity's.
        """
        return self._wait(_literals.assignments(values))[0].warnings

    @property
    def tables(self) -> list[str]:
        """The names of the stored tables."""
        (session,) = self._ask("show")
        return [table["name"] for table in session["tables"]]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The JSON object of each result so far, the last one last; of more than 10,000 the newest.

        Each has a ``kind``: ``run``, ``direction``, ``error``, ``conditions``, ``state``, ``table``, … JSON has no inf
        and no nan: they are ``None``.
        """
        return list(self._results)

    def table(self, name: str, *, repeats: bool = False) -> pandas.DataFrame:
        """Returns a stored table, as ``sweep`` makes it.

        A row is a cell: its swept keys, then each measure (its mean) with its standard error ``_se`` and its quantiles
        ``_q05``, ``_q50`` and ``_q95``, then how many of its repeats ``failed``. With ``repeats`` a row is one repeat, with
        all of its settings, so that it can be run again; ``failed`` then says why it has no value, if it has none.

        Whole keys are ``int64``, conditions ``bool``, words ``str``; all other numbers are ``float64``, and ``nan`` where
        there is none.

        >>> with Kernel() as lab:
        ...     cell = lab.run("mixture n=20 p=400 mu=4\\nsweep grid n=[10, 20] mu=[0.5, 1] measure=rho")
        ...     lab.table("grid")[["n", "mu", "rho"]]
            n   mu      rho
        0  10  0.5  0.00625
        1  10  1.0  0.02500
        2  20  0.5  0.01250
        3  20  1.0  0.05000

        Raises:
            ImportError: pandas is not installed.
            Error: There is no such table.
        """
        from benign import _tables

        _tables.need("pandas", "lab.table")
        _literals.checked(name)
        # Objects of JSON have no order: the session says it.
        (session,) = self._ask("show")
        columns: list[str] = next((t["columns"] for t in session["tables"] if t["name"] == name), [])
        if repeats:
            with self._exported(name, "table.csv", "table.json") as (texts, values):
                return _tables.repeats(texts, values, columns)
        (result,) = self._ask(f"show {name} rows=all")

        def infinite(measure: str) -> list[float | None]:
            with self._exported(name, "table.csv") as (texts,):
                return _tables.infinities(texts, measure, len(result["columns"]["failed"]))

        return _tables.cells(result, columns, lambda key: self[f"{name}.{key}"], infinite)

    def trajectory(self) -> pandas.DataFrame:
        """Returns the recorded run: a row for each recorded point, a column for each quantity.

        ``lab["trajectory.loss"]`` is one column of it as a list, without pandas.

        Raises:
            ImportError: pandas is not installed.
            Error: Nothing is recorded.
        """
        from benign import _tables

        _tables.need("pandas", "lab.trajectory")
        with self._exported("trajectory", "trajectory.csv") as (texts,):
            return _tables.trajectory(texts)

    def experiment(self) -> Experiment:
        """Returns points, labels and weights of the current experiment as NumPy arrays.

        >>> with Kernel() as lab:
        ...     cell = lab.run("mixture n=20 p=400 mu=4\\nnetwork m=6 gamma=0.3\\nstep")
        ...     e = lab.experiment()
        ...     scores = lab["scores"]
        >>> e.X.shape, e.W.shape, e.labels.shape, e.a.shape
        ((20, 27), (6, 27), (20,), (6,))
        >>> inner = e.X @ e.W.T
        >>> f = (inner * (inner > 0) + e.gamma * inner * (inner <= 0)) @ e.a
        >>> bool(abs(f - scores).max() < 1e-12)
        True

        Raises:
            ImportError: NumPy is not installed.
            Error: There are no data, or there is no network.
        """
        from benign import _tables

        _tables.need("numpy", "lab.experiment")
        with self._exported("experiment", "experiment.json") as (file,):
            return _tables.Experiment.read(file)

    def interrupt(self) -> None:
        """Interrupts the cell that runs, from another thread. Without one nothing happens."""
        self._process.interrupt()

    def _wait(
        self, code: str, on_output: Callable[[Output], None] | None = None,
        expressions: Mapping[str, str] | None = None, *, is_counted: bool = False,
    ) -> tuple[Cell, dict[str, Any]]:  # fmt: skip
        """Runs a cell. Whatever is raised here meanwhile, such as KeyboardInterrupt, interrupts it."""
        me = threading.get_ident()
        if me in self._delivering:
            raise RuntimeError("a cell of this kernel runs, and its on_output asks for another one")
        outputs: SimpleQueue[Output | None] = SimpleQueue()
        stop = threading.Event()
        outcome: Future[tuple[Cell, dict[str, Any]]] | None = None

        def end(cell: Cell) -> None:
            if is_counted:
                self._remember(cell)
            outputs.put(None)

        try:
            outcome = self._process.submit(
                code, expressions, is_counted=is_counted, on_output=outputs.put, on_end=end, stop=stop
            )
            while (output := outputs.get()) is not None:
                if on_output:
                    self._delivering.add(me)
                    try:
                        on_output(output)
                    finally:
                        self._delivering.discard(me)
        except BaseException as raised:
            stop.set()
            raise raised from (outcome.exception() if outcome else None)
        if failure := outcome.exception():
            # Where in our thread it was found says nothing.
            raise failure.with_traceback(None)
        return outcome.result()

    def _begin(
        self, code: str, on_output: Callable[[Output], None], stop: threading.Event
    ) -> Future[tuple[Cell, dict[str, Any]]]:
        """Sends a cell; ``on_output`` is called in the thread of the process."""
        return self._process.submit(code, on_output=on_output, on_end=self._remember, stop=stop)

    def _remember(self, cell: Cell) -> None:
        self._results.extend(cell.results)

    def _complete(self, cell: str, cursor: int, patience: float) -> dict[str, Any]:
        """Returns the kernel's ``complete_reply``.

        Raises:
            TimeoutError: A cell runs for longer than ``patience`` seconds.
        """
        return self._process.complete(cell, cursor).result(patience)[1]

    def _ask(self, code: str) -> list[dict[str, Any]]:
        """The results of a cell that nobody counts or remembers."""
        return self._wait(code)[0].results

    def _evaluate(self, expression: str) -> Any:
        _, answers = self._wait("", expressions={"value": expression})
        answer = answers["value"]
        if answer["status"] != "ok":
            raise Error(answer["ename"], answer["evalue"], "\n".join(answer["traceback"]))
        return answer["data"]["application/json"]

    @contextmanager
    def _exported(self, what: str, *names: str) -> Iterator[list[Path]]:
        """Files with what ``export`` writes, which go with the ``with`` block."""
        # Several threads may export at the same time.
        files = [self._process.folder / f"{secrets.token_hex(4)}-{name}" for name in names]
        try:
            code = "\n".join(f"export {what} {_literals.literal(str(file))}" for file in files)
            self._ask(code)
            yield files
        finally:
            for file in files:
                file.unlink(missing_ok=True)


Kernel.__module__ = "benign"
