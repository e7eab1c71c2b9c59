# SPDX-License-Identifier: Apache-2.0
"""Sweeps and boundaries on a Dask cluster: the cluster fills the store, and this machine reads it.

>>> from dask.distributed import Client                                              # doctest: +SKIP
>>> import benign.dask                                                               # doctest: +SKIP
>>> client = Client("tcp://scheduler:8786")                                          # doctest: +SKIP
>>> benign.dask.sweep(client, "sweep grid n=[50, 100] p=20*n repeat=20 measure=limit_error",
...                   setup="mixture mu=4\\nnetwork m=20 gamma=0.3")                  # doctest: +SKIP

A worker needs this package and its executable, which the wheel has. What travels to it is the text of the statements and
the number of a share; what comes back are the bytes of a part, compressed. No folder is shared.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benign._errors import Error
from benign._locate import locate

if TYPE_CHECKING:
    import pandas

#: ``distributed`` has no types of its own.
Client = Any
Future = Any

__all__ = ["Progress", "Shard", "sweep"]

#: Seconds between two questions of a worker whether its share is still wanted.
PATIENCE = 0.2
#: What follows the name of a measure in those of its columns.
ENDINGS = ("", "_se", "_q05", "_q50", "_q95")
#: Seconds between two lines of progress, and between two partial tables.
PACE = 1.0


@dataclass(frozen=True)
class Progress:
    """How far a sweep on a cluster is.

    Attributes:
        shards: All shares, and how many of them are in the store.
        runs: All runs that are to be made, and how many of them are in the store.
        failed: Runs that could not be computed.
        seconds: The time so far.
        remaining: The time that is left, by the predicted costs of the shares; ``None`` before the first has come.
        bytes: What the workers have sent.
    """

    shards: int
    shards_done: int
    runs: int
    runs_done: int
    failed: int
    seconds: float
    remaining: float | None
    bytes: int

    def __str__(self) -> str:
        left = "" if self.remaining is None else f", {self.remaining:.0f} s left"
        failed = f", {self.failed} failed" if self.failed else ""
        return (
            f"{self.runs_done} of {self.runs} runs, {self.shards_done} of {self.shards} shares{failed}, "
            f"{self.seconds:.0f} s{left}"
        )


@dataclass
class Shard:
    """One share of the runs, as a worker computed it.

    Attributes:
        index: From 1.
        seconds: The predicted cost of the share.
        runs: Its runs that are not in the store.
        attempts: How often it was given to a worker.
    """

    index: int
    seconds: float
    runs: int
    attempts: int = 0


@dataclass
class _Work:
    """All that a sweep on a cluster has in common."""

    executable: Path
    environment: Mapping[str, str]
    program: str
    #: Of all shares, those that are in the store included.
    count: int
    shards: list[Shard]
    tables: list[str]
    is_mixed: bool
    began: float = field(default_factory=time.monotonic)
    done: list[Shard] = field(default_factory=list)
    failed: int = 0
    bytes: int = 0

    def progress(self) -> Progress:
        seconds = time.monotonic() - self.began
        cost = sum(shard.seconds for shard in self.shards)
        spent = sum(shard.seconds for shard in self.done)
        return Progress(
            shards=len(self.shards), shards_done=len(self.done),
            runs=sum(shard.runs for shard in self.shards), runs_done=sum(shard.runs for shard in self.done),
            failed=self.failed, seconds=seconds, bytes=self.bytes,
            remaining=seconds * (cost - spent) / spent if spent > 0 else None,
        )  # fmt: skip


def sweep(
    client: Client, statement: str, setup: str = "", *, shards: int | None = None, mixed: bool = False,
    retries: int = 3, executable: str | os.PathLike[str] | None = None, env: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | bool = True,
    partial: Callable[[pandas.DataFrame], None] | None = None,
) -> pandas.DataFrame:  # fmt: skip
    """Computes a sweep or a boundary on the workers of a client, and returns its table.

    A few runs are timed here first. The shares with long runs begin first; each is computed by one thread of a worker.
    What comes back goes into the store of this machine at once, so that nothing is lost when a worker, the scheduler or
    this Python ends: the same call again computes what is missing, and the same statement in a notebook finds all of it.

    Ctrl-C ends the shares that are under way, and keeps those that have come.

    Args:
        client: Of any cluster.
        statement: One ``sweep`` or ``boundary`` statement.
        setup: Statements that stand before it, such as ``mixture`` and ``network``.
        shards: The number of shares; by default about sixteen a worker, of half a second at least.
        mixed: Whether workers may have another version, build or kind of processor. Each number then has its origin.
        retries: How often a share is begun again whose worker has died.
        executable: The kernel's executable on this machine, as for ``Kernel``; a worker looks for its own.
        env: Further variables of this machine's environment, such as ``BENIGN_DATA``.
        progress: Called about each second, or whether a line on stderr says how far it is.
        partial: Called with the table as far as it has come, about each second.

    Raises:
        Error: The statements are wrong, a worker has another Benign, or a share could not be computed.
    """
    from benign import _tables
    from benign._kernel import Kernel

    _tables.need("pandas", "benign.dask.sweep")
    work = _plan(client, statement, setup, shards, mixed, locate(executable), env or {})
    tell = progress if callable(progress) else _show if progress else None
    if work.shards:
        _compute(client, work, retries, tell, partial)
    with Kernel(work.executable, env=work.environment) as lab:
        lab.run(work.program)
        return lab.table(work.tables[-1])


def _plan(
    client: Client, statement: str, setup: str, shards: int | None, is_mixed: bool, executable: Path,
    env: Mapping[str, str],
) -> _Work:  # fmt: skip
    program = f"{setup}\n{statement}\n" if setup else f"{statement}\n"
    threads = sum(client.nthreads().values()) or 1
    wanted = ["--shards", str(shards)] if shards else []
    answer = _run(executable, env, ["sweep", "-", "--estimate", "--workers", str(threads), *wanted], program)
    estimate = json.loads(answer)
    all_shards = [
        Shard(index, shard["seconds"], round(shard["runs"]))
        for index, shard in enumerate(estimate["shards"], start=1)
    ]
    left = [shard for shard in all_shards if shard.runs]
    left.sort(key=lambda shard: -shard.seconds)
    return _Work(executable, dict(env), program, len(all_shards), left, estimate["tables"], is_mixed)


def _compute(
    client: Client, work: _Work, retries: int, tell: Callable[[Progress], None] | None,
    partial: Callable[[pandas.DataFrame], None] | None,
) -> None:  # fmt: skip
    from distributed import as_completed

    version = _run(work.executable, work.environment, ["--version"]).strip()
    wanted = None if work.is_mixed else version

    def submit(shard: Shard) -> Future:
        shard.attempts += 1
        return client.submit(
            compute, work.program, shard.index, work.count, wanted,
            pure=False, retries=0, key=f"benign-{os.urandom(6).hex()}-{shard.index}",
        )  # fmt: skip

    futures = {submit(shard): shard for shard in work.shards}
    coming: Any = as_completed(futures, raise_errors=False)  # type: ignore[no-untyped-call]
    told = time.monotonic()
    try:
        for batch in coming.batches():
            parts = []
            for future in batch:
                shard = futures.pop(future)
                outcome = _outcome(future)
                if outcome.get("again") and shard.attempts <= retries:
                    again = submit(shard)
                    futures[again] = shard
                    coming.add(again)
                    continue
                if "part" not in outcome:
                    raise Error(outcome["kind"], outcome["message"])
                work.done.append(shard)
                work.failed += outcome["failed"]
                work.bytes += len(outcome["part"])
                parts.append(zlib.decompress(outcome["part"]))
                future.release()
            _merge(work, parts)
            if time.monotonic() - told >= PACE or not futures:
                told = time.monotonic()
                if tell:
                    tell(work.progress())
                if partial:
                    partial(_known(work))
    except BaseException:
        client.cancel(list(futures))
        raise


def _outcome(future: Future) -> dict[str, Any]:
    """What a share came to; a worker that died, or a scheduler that was started again, has no answer."""
    if future.status == "finished":
        try:
            answer: dict[str, Any] = future.result()
            return answer
        except Exception as error:
            return {"again": True, "kind": "WorkerDied", "message": f"a result did not arrive: {error}"}
    if future.status == "cancelled":
        return {"again": True, "kind": "Cancelled", "message": "the scheduler has forgotten a share"}
    reason = future.exception()
    name = type(reason).__name__
    return {"again": name == "KilledWorker", "kind": name, "message": str(reason)}


def compute(program: str, index: int, count: int, version: str | None) -> dict[str, Any]:
    """Computes a share on the worker that this runs on.

    Args:
        program: The statements.
        index: Of the share, from 1.
        count: Of all shares.
        version: What ``benign --version`` has to say; ``None`` where anything may.

    Returns:
        ``part``, compressed, with ``failed`` and ``seconds``; else ``kind`` and ``message`` of what is wrong, and
        ``again`` where another attempt may do better.
    """
    executable = locate()
    own = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if version not in (None, own):
        return {
            "kind": "OtherVersion",
            "message": f"a worker has {own}, and here is {version}: install the same wheel, or give mixed=True",
        }
    with tempfile.TemporaryDirectory(prefix="benign-") as folder:
        part = Path(folder, "part.sqlite")
        process = subprocess.Popen(
            [executable, "sweep", "-", "--shard", f"{index}/{count}", "--out", part, "--workers", "1", "--quiet"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "JPY_PARENT_PID": str(os.getpid())},
        )  # fmt: skip
        try:
            output, errors = _wait(process, program)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode not in (0, 3):
            is_killed = process.returncode < 0
            reason = signal.Signals(-process.returncode).name if is_killed else errors.strip()
            return {"again": is_killed, "kind": "ShareFailed", "message": f"share {index} of {count}: {reason}"}
        summary = json.loads(output)
        return {
            "part": zlib.compress(part.read_bytes(), 1), "failed": round(summary["failed"]),
            "seconds": summary["seconds"],
        }  # fmt: skip


def _wait(process: subprocess.Popen[str], program: str) -> tuple[str, str]:
    """Waits for a share's end, and ends it where nobody wants it any more."""
    is_wanted = _interest()
    text: str | None = program
    while True:
        try:
            return process.communicate(text, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            text = None
            if not is_wanted():
                process.terminate()


def _interest() -> Callable[[], bool]:
    """Whether the task of this thread is still wanted: the scheduler tells the worker, and nobody is asked."""
    from distributed import get_worker

    try:
        worker = get_worker()
        key = worker.get_current_task()
    except ValueError:
        return lambda: True

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state != "cancelled"

    return is_wanted


def _merge(work: _Work, parts: Iterable[bytes]) -> None:
    with tempfile.TemporaryDirectory(prefix="benign-") as folder:
        files = []
        for number, part in enumerate(parts):
            files.append(Path(folder, f"{number}.sqlite"))
            files[-1].write_bytes(part)
        if files:
            mixed = ["--mixed"] if work.is_mixed else []
            _run(work.executable, work.environment, ["merge", *map(str, files), *mixed])


def _known(work: _Work) -> pandas.DataFrame:
    """The table as far as it is in the store."""
    from benign import _tables

    answer = _run(work.executable, work.environment, ["sweep", "-", "--known"], work.program)
    result = json.loads(answer.splitlines()[-1])
    # Objects of JSON have no order: keys stand before measures.
    columns = [name for name in result["columns"] if name != "failed"]
    columns.sort(key=lambda name: any(f"{name.removesuffix(end)}_se" in columns for end in ENDINGS))


    def column(name: str) -> list[Any]:
        return list(result["columns"][name])

    return _tables.cells(result, columns, column, column)


def _run(
    executable: Path, env: Mapping[str, str], arguments: list[str], text: str | None = None
) -> str:
    done = subprocess.run(
        [executable, *arguments], input=text, capture_output=True, text=True, env={**os.environ, **env}
    )
    if done.returncode:
        lines = done.stderr.strip()
        kind, _, message = lines.partition(": ")
        is_kind = kind.isidentifier()
        raise Error(kind if is_kind else "Error", message.splitlines()[0] if is_kind else lines, lines)
    return done.stdout


def _show(progress: Progress) -> None:
    end = "\n" if progress.shards_done == progress.shards else ""
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{start}{progress}", end=end or ("" if start else "\n"), file=sys.stderr, flush=True)
