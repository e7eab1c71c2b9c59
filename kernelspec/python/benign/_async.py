# SPDX-License-Identifier: Apache-2.0
"""The same kernel for coroutines."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from benign._kernel import Kernel
from benign._outputs import Cell, Output

if TYPE_CHECKING:
    import pandas

    from benign._tables import Experiment

__all__ = ["AsyncKernel"]


class AsyncKernel:
    """A ``Kernel`` whose methods are awaited, while the event loop goes on.

    >>> import asyncio
    >>> async def work():
    ...     async with AsyncKernel() as lab:
    ...         cell = await lab.run("mixture n=20 p=400 mu=4")
    ...         return await lab["rho"]
    >>> asyncio.run(work())
    0.8

    One cell runs at a time, in the order in which they were sent. A task that is cancelled, as by ``asyncio.timeout``,
    interrupts its cell; the kernel remains. All arguments and errors are those of ``Kernel``.
    """

    def __init__(
        self, executable: str | os.PathLike[str] | None = None, *,
        cwd: str | os.PathLike[str] | None = None, env: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._make = lambda: Kernel(executable, cwd=cwd, env=env)
        self._kernel: Kernel | None = None

    async def __aenter__(self) -> AsyncKernel:
        self._kernel = await asyncio.to_thread(self._make)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def _lab(self) -> Kernel:
        if self._kernel is None:
            raise RuntimeError("an AsyncKernel starts with `async with`")
        return self._kernel

    @property
    def pid(self) -> int:
        """The number of the kernel's process."""
        return self._lab.pid

    @property
    def is_alive(self) -> bool:
        """Whether the kernel runs."""
        return self._lab.is_alive

    @property
    def results(self) -> list[dict[str, Any]]:
        """The JSON object of each result so far, as of ``Kernel``."""
        return self._lab.results

    async def close(self) -> None:
        """Ends the kernel, whatever it does."""
        await asyncio.to_thread(self._lab.close)

    async def run(self, cell: str, *, on_output: Callable[[Output], None] | None = None) -> Cell:
        """Runs a cell, and returns what it published; ``on_output`` is called in the event loop's thread."""
        loop, stop = asyncio.get_running_loop(), threading.Event()
        raised: list[BaseException] = []

        def deliver(output: Output) -> None:
            try:
                if on_output and not raised:
                    on_output(output)
            except BaseException as error:
                raised.append(error)
                stop.set()

        def forward(output: Output) -> None:
            loop.call_soon_threadsafe(deliver, output)

        # A cell that is cancelled is interrupted, and waited for.
        running = asyncio.wrap_future(self._lab._begin(cell, forward, stop))
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([running])
            running.exception()
            raise
        if raised:
            running.exception()
            raise raised[0]
        return running.result()[0]

    def __getitem__(self, expression: str) -> Awaitable[Any]:
        """Returns the value of an expression, once it is awaited: ``await lab["misalignment"]``."""
        return asyncio.to_thread(self._lab.__getitem__, expression)

    async def assign(self, **values: object) -> str:
        """Assigns variables of the language; returns the warnings."""
        return await asyncio.to_thread(self._lab.assign, **values)

    async def tables(self) -> list[str]:
        """Returns the names of the stored tables."""
        return await asyncio.to_thread(lambda: self._lab.tables)

    async def table(self, name: str, *, repeats: bool = False) -> pandas.DataFrame:
        """Returns a stored table."""
        return await asyncio.to_thread(self._lab.table, name, repeats=repeats)

    async def trajectory(self) -> pandas.DataFrame:
        """Returns the recorded run."""
        return await asyncio.to_thread(self._lab.trajectory)

    async def experiment(self) -> Experiment:
        """Returns points, labels and weights of the current experiment."""
        return await asyncio.to_thread(self._lab.experiment)

    async def interrupt(self) -> None:
        """Interrupts the cell that runs."""
        self._lab.interrupt()


AsyncKernel.__module__ = "benign"
