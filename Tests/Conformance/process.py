# SPDX-License-Identifier: Apache-2.0
"""A kernel's process: started with a connection file of the test's own, and looked at from outside."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import time
from pathlib import Path

from Conformance.wire import PATIENCE

PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


# Below those that the system gives away: there nobody takes a port between the choice and the bind, and a
# client that connects too early cannot meet itself.
UNASSIGNED = range(20_000, 32_000)


def free_ports(count):
    """Ports that nobody listens on, all different."""
    ports = []
    while len(ports) < count:
        port = secrets.choice(UNASSIGNED)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports += [port] if port not in ports else []
    return ports


def connection(transport, folder=None):
    """What a connection file says. With ipc the sockets lie in the folder."""
    tcp = transport == "tcp"
    numbers = free_ports(len(PORTS)) if tcp else range(1, len(PORTS) + 1)
    ip = "127.0.0.1" if tcp else f"{folder}/ipc"
    common = {"key": secrets.token_hex(16), "signature_scheme": "hmac-sha256"}
    return dict(zip(PORTS, numbers)) | {"transport": transport, "ip": ip} | common


class KernelProcess:
    """`benign kernel` with this connection, from `with` to the end of its block."""

    def __init__(self, benign, connection, folder):
        self.command = [str(benign), "kernel", "--connection-file", "connection.json"]
        self.folder = folder
        Path(folder, "connection.json").write_text(json.dumps(connection), encoding="utf-8")

    def __enter__(self):
        # A file: a pipe that nobody reads would stop a kernel that has much to say.
        with open(Path(self.folder, "stderr"), "wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stderr=log
            )
        return self

    def __exit__(self, *_):
        self.process.kill()  # does nothing when it has ended
        self.process.wait()

    @property
    def pid(self):
        return self.process.pid

    @property
    def stderr(self):
        """What was written there so far."""
        return Path(self.folder, "stderr").read_text(encoding="utf-8")

    def end(self):
        """The exit code, once it has ended."""
        return self.process.wait(timeout=30)


def resident(pid):
    """Bytes of memory in use."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


def peak(pid):
    """The most bytes of memory that it has had in use since `forget_peak`."""
    (line,) = (l for l in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in l)
    return int(line.split()[1]) << 10


def forget_peak(pid):
    Path(f"/proc/{pid}/clear_refs").write_text("5")


class Memory:
    """What a kernel takes, less what it takes now."""

    def __init__(self, kernel):
        self.pid, self.before = kernel.pid, resident(kernel.pid)
        forget_peak(self.pid)

    @property
    def peak(self):
        return peak(self.pid) - self.before

    def is_given_back(self, but):
        return eventually(lambda: resident(self.pid) - self.before <= but)


def descriptors(pid="self"):
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def eventually(condition):
    """Whether something comes to hold, within the patience that any wait may take."""
    deadline = time.monotonic() + PATIENCE
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds


def settle(pid):
    """Waits until the process has worked through what it was sent: its processor time stands still."""
    deadline, before = time.monotonic() + PATIENCE, None
    while (now := Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]) != before:
        assert time.monotonic() < deadline, "the kernel never comes to rest"
        before = now
        time.sleep(0.3)
