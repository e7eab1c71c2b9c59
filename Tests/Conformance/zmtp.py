# SPDX-License-Identifier: Apache-2.0
"""A peer that speaks ZMTP 3 over a socket of its own: it can leave messages unfinished, and unread."""

import socket
import struct

from Conformance.wire import PATIENCE

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)


def frame(data, more=False, command=False):
    flags = more | command << 2
    if len(data) < 256:
        return bytes([flags, len(data)]) + data
    return bytes([flags | 2]) + struct.pack(">Q", len(data)) + data


def message(frames):
    return b"".join(frame(f, more=True) for f in frames[:-1]) + frame(frames[-1])


class Peer:
    """Connected to a channel's port; `kind` is the type of the ZeroMQ socket that it claims to be."""

    def __init__(self, place, channel, kind):
        self.raw = socket.create_connection((place["ip"], place[f"{channel}_port"]), PATIENCE)
        self.raw.sendall(GREETING)
        ready = b"\x05READY\x0bSocket-Type" + struct.pack(">I", len(kind)) + kind
        self.raw.sendall(frame(ready, command=True))
        self.file = self.raw.makefile("rb")
        assert self.file.read(64)[:1] == b"\xff"
        self.receive()  # the other side's READY

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.raw.close()

    def receive(self):
        """The next frame, and whether another one belongs to it."""
        flags, size = self.file.read(2)
        if flags & 2:
            (size,) = struct.unpack(">Q", bytes([size]) + self.file.read(7))
        return self.file.read(size), bool(flags & 1)

    def message(self):
        frames, more = [], True
        while more:
            data, more = self.receive()
            frames.append(data)
        return frames

    def send(self, data, times=1):
        """Sends bytes again and again, until the other side hangs up."""
        try:
            for _ in range(times):
                self.raw.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def is_ended(self):
        """Waits until the other side hangs up, and reads what comes before."""
        try:
            while self.raw.recv(1 << 20):
                pass
        except ConnectionResetError:
            pass
        except TimeoutError:
            return False
        return True
