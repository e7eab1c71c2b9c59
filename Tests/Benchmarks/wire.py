# SPDX-License-Identifier: Apache-2.0
"""A kernel as a process of our own, and one client's raw sockets: what is timed is the wire, not a library."""

import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone

import zmq

DELIMITER = b"<IDS|MSG>"
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
now = time.perf_counter


class Silence(Exception):
    """No answer in time, or the kernel has died: then with its exit code."""

    def __init__(self, code):
        self.code = code


@dataclass
class Answer:
    """When a request was sent, replied to and done, and all that was answered to it."""

    sent: float
    request: bytes
    replied: float = None
    idle: float = None
    messages: list = field(default_factory=list)

    @property
    def seconds(self):
        return max(self.replied, self.idle or 0) - self.sent

    def contents(self, kind):
        parts = (frames[frames.index(DELIMITER) + 2 :] for frames in self.messages)
        return [json.loads(p[3]) for p in parts if json.loads(p[0])["msg_type"] == kind]


class KernelProcess:
    """One kernel over tcp. Requests are timed from before they are built until the last awaited frame is read."""

    def __init__(self, spec, folder):
        self.spec, self.folder, self.session = spec, str(folder), uuid.uuid4().hex
        self.key, self.process = secrets.token_hex().encode(), None

    def start(self, timeout=60):
        """Seconds from before the process is spawned to its kernel_info_reply."""
        self.connection = {"transport": "tcp", "ip": "127.0.0.1", "key": self.key.decode()}
        self.connection |= {"signature_scheme": "hmac-sha256", **free_ports()}
        path = os.path.join(self.folder, f"{self.session}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.connection, file)
        self._connect()
        # The client waits before there is a kernel, and knocks every millisecond: libzmq's own
        # habit of knocking every 100 ms would round every start up.
        began = now()
        asked = self.send("shell", "kernel_info_request", {})
        # Or a kernel, and what it holds, outlives a benchmark that is stopped.
        env = {"JPY_PARENT_PID": str(os.getpid())} | os.environ | self.spec.env
        self.process = subprocess.Popen(
            command(self.spec, path), cwd=self.folder, env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.ending = os.pidfd_open(self.process.pid)
        answer = self.wait(asked, timeout, idle=False)
        self._listen(timeout)
        return answer.replied - began

    def _connect(self):
        self.context, self.poller, self.sockets = zmq.Context(), zmq.Poller(), {}
        self.context.setsockopt(zmq.LINGER, 0)
        for name, kind in (("shell", zmq.DEALER), ("control", zmq.DEALER), ("iopub", zmq.SUB)):
            self.sockets[name] = channel = self.context.socket(kind)
            channel.setsockopt(zmq.RECONNECT_IVL, 1)
            channel.setsockopt(zmq.RCVHWM, 0)
            if kind == zmq.SUB:
                channel.subscribe(b"")
            channel.connect(f"tcp://127.0.0.1:{self.connection[name + '_port']}")
            self.poller.register(channel, zmq.POLLIN)

    def _listen(self, timeout):
        """Until publications arrive: a subscription takes effect some time after connecting."""
        until = now() + timeout
        while now() < until:
            try:
                return self.wait(self.send("shell", "kernel_info_request", {}), 0.1)
            except Silence:
                continue
        raise Silence(self.process.poll())

    def send(self, channel, kind, content, subshell=None):
        answer = Answer(sent=now(), request=uuid.uuid4().hex.encode())
        header = {"msg_id": answer.request.decode(), "msg_type": kind, "session": self.session}
        date = datetime.now(timezone.utc).isoformat()
        header |= {"username": "me", "date": date, "version": "5.5"}
        if subshell:
            header["subshell_id"] = subshell
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        signature = hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()
        self.sockets[channel].send_multipart([DELIMITER, signature, *parts])
        return answer

    def read(self, *answers, patience=0.1):
        """What arrives within so many seconds; each answer notes what is its own."""
        taken = []
        for channel, _ in self.poller.poll(patience * 1000):
            for frames in drain(channel):
                taken.append(frames)
                for answer in answers:
                    self._note(answer, channel, frames)
        return taken

    def wait(self, answer, timeout=60, idle=True, until=None):
        """Until the reply (and the idle) is there, or a message of which `until` is true."""
        end = now() + timeout
        while answer.replied is None or (idle and answer.idle is None):
            if now() > end or self.process.poll() is not None:
                raise Silence(self.process.poll())
            if any(until(frames) for frames in self.read(answer) if until):
                break
        return answer

    def _note(self, answer, channel, frames):
        start = frames.index(DELIMITER)
        if answer.request not in frames[start + 3]:
            return
        answer.messages.append(frames)
        if channel is not self.sockets["iopub"]:
            answer.replied = now()
        elif b'"idle"' in frames[start + 5] and b'"status"' in frames[start + 2]:
            answer.idle = now()

    def begin(self, code, subshell=None, **expressions):
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": expressions, "stop_on_error": True}
        return self.send("shell", "execute_request", content, subshell)

    def execute(self, code, timeout=60, **options):
        return self.wait(self.begin(code, **options), timeout)

    def ask_control(self, kind, **content):
        return self.wait(self.send("control", kind, content), 5, idle=False)

    def interrupt(self):
        """As the kernelspec wishes it: a message on control, or SIGINT. When it was sent."""
        if self.spec.interrupt_mode == "message":
            return self.send("control", "interrupt_request", {}).sent
        sent = now()
        os.killpg(self.process.pid, signal.SIGINT)
        return sent

    def resident(self):
        """Bytes of resident memory."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def shutdown(self, timeout=10):
        """Seconds from the shutdown_request to the end of the process; the sockets go, too."""
        watch = zmq.Poller()
        watch.register(self.ending, zmq.POLLIN)
        began = self.send("control", "shutdown_request", {"restart": False}).sent
        ended = watch.poll(timeout * 1000)
        seconds = now() - began
        self.close()
        if not ended:
            raise Silence(None)
        return seconds

    def close(self):
        """Ends it, if it has not ended. May be called again."""
        if self.process:
            self.process.kill()
            self.process.wait()
            os.close(self.ending)
            self.process = None
        self.context.destroy(linger=0)


def drain(channel):
    while True:
        try:
            yield channel.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return


def free_ports():
    probes = [socket.socket() for _ in PORTS]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = {name: probe.getsockname()[1] for name, probe in zip(PORTS, probes)}
    for probe in probes:
        probe.close()
    return ports


def command(spec, path):
    """The kernelspec's command; a bare Python in it is this one, as for every Jupyter client."""
    places = {"{connection_file}": path, "{resource_dir}": spec.resource_dir}
    words = list(spec.argv)
    if os.path.basename(words[0]).startswith("python") and os.sep not in words[0]:
        words[0] = sys.executable
    for place, value in places.items():
        words = [word.replace(place, value) for word in words]
    return words
