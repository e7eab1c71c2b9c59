# SPDX-License-Identifier: Apache-2.0
"""The kernel's process, and the thread that talks with it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from benign._errors import Error, KernelDied
from benign._outputs import Cell, Output

if TYPE_CHECKING:
    from jupyter_client.blocking.client import BlockingKernelClient

#: Seconds between two looks at whether the kernel lives, and whether its cell shall stop.
GLANCE = 0.02
#: Seconds that a kernel may take to start.
PATIENCE = 60.0
#: The longest path of a folder in which sockets can be bound.
LONGEST_FOLDER = 80
SHOWN = ("stream", "execute_result", "display_data", "update_display_data", "clear_output", "error")

Answers = dict[str, Any]


class Process:
    """A kernel of its own for this Python, over sockets in a private folder.

    Ctrl-C of a terminal does not reach it, and it ends with this Python. A thread of its own does all that concerns
    sockets: what interrupts Python, as KeyboardInterrupt does, meets no message half read. Any thread may call any method.
    """

    def __init__(
        self, executable: Path, cwd: str | os.PathLike[str] | None, env: Mapping[str, str]
    ) -> None:
        folder = tempfile.mkdtemp(prefix="benign-")
        if len(folder) > LONGEST_FOLDER:
            os.rmdir(folder)
            folder = tempfile.mkdtemp(prefix="benign-", dir="/tmp")
        #: Private; goes with the process.
        self.folder = Path(folder)
        self._log = self.folder / "stderr"
        self._death: KernelDied | None = None
        self._ending, self._queueing = threading.Lock(), threading.Lock()
        self._is_deaf = False
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._present: _Job | None = None
        try:
            connection = self._write_connection()
            with open(self._log, "wb") as log:
                self._process = subprocess.Popen(
                    [executable, "kernel", "--connection-file", connection],
                    cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                    env={"OPENBLAS_NUM_THREADS": "1", **os.environ, **env, "JPY_PARENT_PID": str(os.getpid())},
                )  # fmt: skip
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        try:
            ready: Future[None] = Future()
            arguments = (connection, ready)
            threading.Thread(target=self._work, args=arguments, name="benign", daemon=True).start()
            ready.result()
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._death is None and self._process.poll() is None

    def end(self) -> None:
        """Ends the process, first kindly. Whoever waits for a cell is told."""
        with self._ending:
            if not self.folder.exists():
                return
            self._death = self._death or KernelDied(
                "the kernel was closed" if self._process.poll() is None else self._obituary()
            )
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._jobs.put(None)
            shutil.rmtree(self.folder, ignore_errors=True)

    def submit(
        self, code: str, expressions: Mapping[str, str] | None = None, *, is_counted: bool = True,
        on_output: Callable[[Output], None] | None = None, on_end: Callable[[Cell], None] | None = None,
        stop: threading.Event | None = None,
    ) -> Future[tuple[Cell, Answers]]:  # fmt: skip
        """Runs a cell behind those that were submitted before.

        Args:
            code: The cell.
            expressions: What is evaluated behind it, by names of one's own.
            is_counted: Whether it is numbered, and remembered in the kernel's history.
            on_output: Called with each output, in the thread of the process; may not raise.
            on_end: Called with all that it published, in the same way, before the outcome is there.
            stop: Interrupts the cell as soon as it is set.

        Returns:
            What it published, and the answers to the expressions. Or Error, where it fails; KernelDied, where the
            kernel has ended.
        """
        return self._put(_Job(code, dict(expressions or {}), is_counted, on_output, on_end, stop or threading.Event()))

    def complete(self, code: str, cursor: int) -> Future[tuple[Cell, Answers]]:
        """Asks, behind the cells that were submitted before, what can stand at a place of a cell.

        Returns:
            The content of the kernel's ``complete_reply``, beside a cell without outputs.
        """
        return self._put(_Job(code, {}, False, None, None, threading.Event(), cursor=cursor))

    def interrupt(self) -> None:
        """Interrupts the cell that runs."""
        self._check()
        if present := self._present:
            present.stop.set()

    def _put(self, job: _Job) -> Future[tuple[Cell, Answers]]:
        with self._queueing:
            if self._is_deaf:
                self._check()
            self._jobs.put(job)
        return job.outcome

    def _write_connection(self) -> Path:
        ports = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        connection = {port: number for number, port in enumerate(ports, 1)} | {
            "transport": "ipc", "ip": f"{self.folder}/kernel",
            "signature_scheme": "hmac-sha256", "key": secrets.token_hex(),
        }  # fmt: skip
        file = self.folder / "connection.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(connection), encoding="utf-8")
        return file

    # What follows runs in the thread of the process.

    def _work(self, connection: Path, ready: Future[None]) -> None:
        # It takes long to import, and the lexer does without.
        from jupyter_client.blocking.client import BlockingKernelClient

        client = BlockingKernelClient()
        client.load_connection_file(str(connection))
        client.start_channels(stdin=False, hb=False)
        try:
            self._wait_until_ready(client)
            ready.set_result(None)
        except BaseException as error:
            ready.set_exception(error)
        while job := self._jobs.get():
            self._present = job
            try:
                outcome = self._execute(client, job)
            except BaseException as error:
                job.end()
                job.outcome.set_exception(error)
            else:
                job.end()
                job.outcome.set_result(outcome)
                del outcome
            # Nothing of it is held while nothing is done: a kernel that nobody holds shall end.
            self._present = None
            del job
        client.stop_channels()
        with self._queueing:
            self._is_deaf = True
        while not self._jobs.empty():
            if job := self._jobs.get():
                job.end()
                job.outcome.set_exception(KernelDied("the kernel was closed"))

    def _wait_until_ready(self, client: BlockingKernelClient) -> None:
        # The kernel greets whom it has as a subscriber: from then on nothing that it publishes is missed.
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if any(message["msg_type"] == "iopub_welcome" for _, message in self._messages(client)):
                return
        raise KernelDied(f"the kernel has not greeted for {PATIENCE:.0f} s")

    def _execute(self, client: BlockingKernelClient, job: _Job) -> tuple[Cell, Answers]:
        self._check()
        if job.stop.is_set():
            raise Error("Interrupted", "The cell was interrupted before it began.")
        job.request = job.send(client)
        interruption = ""
        # An interrupt is waited for as well: it shall not meet the next cell.
        while not job.is_complete or interruption:
            for channel, message in self._messages(client):
                if message["parent_header"].get("msg_id") == interruption:
                    interruption = ""
                output = job.take(channel, message)
                if output and job.on_output:
                    job.on_output(output)
            if job.stop.is_set() and not job.is_complete and not job.is_interrupted:
                job.is_interrupted = True
                request = client.session.msg("interrupt_request", {})
                interruption = request["header"]["msg_id"]
                client.control_channel.send(request)
        for page in job.pages:
            if job.on_output:
                job.on_output(page)
        if failure := job.failure:
            raise failure
        reply = job.reply or {}
        return job.cell, reply.get("user_expressions", {}) if job.cursor is None else reply

    def _messages(self, client: BlockingKernelClient) -> list[tuple[str, dict[str, Any]]]:
        """All that has come, after a short wait for something.

        Raises:
            KernelDied: Nothing has come, and nothing will.
        """
        import zmq

        channels = {"shell": client.shell_channel, "iopub": client.iopub_channel, "control": client.control_channel}
        poller = zmq.Poller()
        for channel in channels.values():
            poller.register(channel.socket, zmq.POLLIN)
        # Asked first: what a process sent before it ended is still taken.
        is_alive = self.is_alive
        if not poller.poll(int(GLANCE * 1000)) and not is_alive:
            self._check()
        messages = []
        for name, channel in channels.items():
            while channel.msg_ready():
                messages.append((name, channel.get_msg(timeout=0)))
        return messages

    def _check(self) -> None:
        if self._death is None and self._process.poll() is not None:
            self._death = KernelDied(self._obituary())
        if self._death:
            raise KernelDied(self._death.message)

    def _obituary(self) -> str:
        status = self._process.returncode
        if status < 0:
            try:
                cause = f"it was killed by {signal.Signals(-status).name}"
            except ValueError:
                cause = f"it was killed by signal {-status}"
        else:
            cause = f"its exit status was {status}"
        try:
            words = self._log.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            words = ""
        said = "".join("\n  " + line for line in words.splitlines()[-10:])
        return f"the kernel has ended, and what it held has gone: {cause}{said}"


@dataclass
class _Job:
    """A request and all that answers it: complete with its reply on shell and ``idle`` on iopub."""

    code: str
    expressions: dict[str, str]
    is_counted: bool
    on_output: Callable[[Output], None] | None
    on_end: Callable[[Cell], None] | None
    stop: threading.Event
    #: Where completion is asked for; ``None`` of a cell that is run.
    cursor: int | None = None
    outcome: Future[tuple[Cell, Answers]] = field(default_factory=Future)
    request: str = ""
    cell: Cell = field(default_factory=Cell)
    pages: list[Output] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    is_idle: bool = False
    is_interrupted: bool = False

    @property
    def is_complete(self) -> bool:
        return self.is_idle and self.reply is not None

    @property
    def failure(self) -> Error | None:
        reply = self.reply or {}
        if reply.get("status", "ok") == "ok":
            return None
        lines = reply.get("traceback", [])
        return Error(
            reply.get("ename", "Aborted"), reply.get("evalue", "the kernel did not run the cell"),
            "\n".join(lines), self.cell,
        )  # fmt: skip

    def send(self, client: BlockingKernelClient) -> str:
        """Sends the request, and returns its number."""
        if self.cursor is not None:
            return str(client.complete(self.code, self.cursor))
        return str(
            client.execute(
                self.code, silent=not self.code, store_history=self.is_counted, allow_stdin=False,
                user_expressions=self.expressions,
            )
        )  # fmt: skip

    def end(self) -> None:
        if self.on_end:
            self.on_end(self.cell)

    def take(self, channel: str, message: dict[str, Any]) -> Output | None:
        """Takes a message, whoever it is for; returns what is to be shown of it."""
        if message["parent_header"].get("msg_id") != self.request:
            return None
        kind, content = message["msg_type"], message["content"]
        if channel == "shell":
            self.reply = content
            self.cell.execution = content.get("execution_count") if self.is_counted else None
            payload = content.get("payload", [])
            self.pages = [Output("page", page) for page in payload if page["source"] == "page"]
            self.cell.outputs += self.pages
            return None
        if kind == "status":
            self.is_idle = content["execution_state"] == "idle"
        if kind not in SHOWN:
            return None
        output = Output(kind, content)
        self.cell.outputs.append(output)
        return output
