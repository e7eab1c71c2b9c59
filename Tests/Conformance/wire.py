# SPDX-License-Identifier: Apache-2.0
"""A client that is nothing but sockets, so that tests decide about every frame that they send."""

import hashlib
import hmac
import json
import time
import uuid
from datetime import datetime, timezone

import zmq

from Kernel.session import Outcome

DELIMITER = b"<IDS|MSG>"
PATIENCE = 60  # seconds that any single wait may take: a kernel that hangs fails
KINDS = {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB}


def endpoint(connection, channel):
    separator = ":" if connection["transport"] == "tcp" else "-"
    return f"{connection['transport']}://{connection['ip']}{separator}{connection[channel + '_port']}"


class Wire:
    """One client of a kernel. Messages are dictionaries as jupyter_client makes them."""

    def __init__(self, connection, identity=None, listens=True):
        key = connection["key"]
        self.key = key if isinstance(key, bytes) else key.encode()
        self.connection, self.session = connection, uuid.uuid4().hex
        self.context = zmq.Context()
        self.waiting = {channel: [] for channel in KINDS}  # arrived, but not yet asked for
        self.sockets = {}
        for channel, kind in KINDS.items():
            socket = self.sockets[channel] = self.context.socket(kind)
            if kind == zmq.DEALER and identity:
                socket.setsockopt(zmq.IDENTITY, identity)
            socket.setsockopt(zmq.LINGER, 0)
            socket.set_hwm(0)  # whatever is lost, the kernel has lost
            socket.setsockopt(zmq.RECONNECT_IVL, 5)  # milliseconds: a kernel may be about to bind
            socket.connect(endpoint(connection, channel))
        if listens:
            self.sockets["iopub"].subscribe(b"")
            self.receive("iopub", lambda m: m["msg_type"] == "iopub_welcome")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.destroy(linger=0)

    def socket(self, kind, channel):
        """A further socket, connected to the channel's port."""
        socket = self.context.socket(kind)
        socket.connect(endpoint(self.connection, channel))
        return socket

    # Messages to the kernel

    def header(self, kind, **more):
        date = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session,
            "username": "tests", "date": date, "version": "5.5", **more,
        }

    def sign(self, parts):
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()

    def frames(self, kind, content, **header):
        """A valid message as frames, and the id of its request."""
        made = self.header(kind, **header)
        parts = [json.dumps(part).encode() for part in (made, {}, {}, content)]
        return self.signed(parts), made["msg_id"]

    def signed(self, parts):
        return [DELIMITER, self.sign(parts), *parts]

    def send(self, channel, kind, content=None, **header):
        """Sends a request; its id is what every answer names as its parent."""
        frames, request = self.frames(kind, content or {}, **header)
        self.sockets[channel].send_multipart(frames)
        return request

    def execute(self, code, subshell=None, **options):
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": True, **options}
        header = {"subshell_id": subshell} if subshell else {}
        return self.send("shell", "execute_request", content, **header)

    # Messages from the kernel

    def parse(self, frames):
        start = frames.index(DELIMITER) + 1  # what precedes is an identity or a topic
        signature, parts = frames[start], frames[start + 1 : start + 5]
        assert signature == self.sign(parts), "the kernel sent a wrong signature"
        header, parent, metadata, content = map(json.loads, parts)
        return {
            "identities": frames[: start - 1], "msg_type": header["msg_type"], "header": header,
            "parent_header": parent, "metadata": metadata, "content": content,
        }

    def receive(self, channel, wanted, deadline=None):
        """The next message on the channel that is wanted; the others wait for their turn."""
        for message in self.waiting[channel]:
            if wanted(message):
                self.waiting[channel].remove(message)
                return message
        deadline = deadline or time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0 and self.sockets[channel].poll(left * 1000):
            message = self.parse(self.sockets[channel].recv_multipart())
            if wanted(message):
                return message
            self.waiting[channel].append(message)
        raise TimeoutError(f"nothing that was wanted on {channel}; there was {self.waiting[channel]}")

    def reply(self, request, channel="shell"):
        return self.receive(channel, belonging_to(request))

    def ask(self, channel, kind, content=None, **header):
        """Sends a request and gives the content of its reply."""
        return self.reply(self.send(channel, kind, content, **header), channel)["content"]

    def published(self, request):
        """What the request published, from busy to idle."""
        messages, deadline = [], time.monotonic() + PATIENCE
        while not (messages and state(messages[-1]) == "idle"):
            messages.append(self.receive("iopub", belonging_to(request), deadline))
        return messages

    def collect(self, request, channel="shell"):
        return Outcome(self.reply(request, channel), self.published(request))

    def run(self, code, expect="ok", **options):
        """Executes a cell and waits for all that it brings."""
        outcome = self.collect(self.execute(code, **options))
        assert outcome.status == expect, outcome.reply["content"]
        return outcome

    def until_busy(self, request):
        """Waits until the cell has begun."""
        belongs = belonging_to(request)
        self.receive("iopub", lambda m: belongs(m) and state(m) == "busy")

    def numbers(self, *expressions, subshell=None):
        request = self.execute("", subshell=subshell, user_expressions={e: e for e in expressions})
        answers = self.reply(request)["content"]["user_expressions"]
        return [answers[e]["data"]["application/json"] for e in expressions]

    def arrived(self, channel, within=0.2):
        """All that came and was not asked for, until nothing comes for a moment, or comes without end."""
        deadline = time.monotonic() + 10 * within
        while self.sockets[channel].poll(within * 1000) and time.monotonic() < deadline:
            self.waiting[channel].append(self.parse(self.sockets[channel].recv_multipart()))
        messages, self.waiting[channel] = self.waiting[channel], []
        return messages


def belonging_to(request, kind=None):
    def belongs(message):
        return message["parent_header"].get("msg_id") == request and kind in (None, message["msg_type"])

    return belongs


def state(message):
    return message["content"].get("execution_state")
