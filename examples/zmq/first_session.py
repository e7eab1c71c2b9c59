# SPDX-License-Identifier: Apache-2.0
"""A session with the kernel Benign over raw ZeroMQ: nothing but pyzmq and the standard library.

python first_session.py [path of the executable `benign`]

README.md beside this file explains the wire.
"""

import hashlib
import hmac
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path

import zmq

DELIMITER = b"<IDS|MSG>"
PATIENCE = 60  # seconds that any single wait may take
CHANNELS = {"shell": zmq.DEALER, "control": zmq.DEALER, "iopub": zmq.SUB}


class Client:
    """A client's end of the wire: one socket a channel; answers are told apart by their parent."""

    def __init__(self, connection):
        self.key = connection["key"].encode()
        self.session = uuid.uuid4().hex
        self.context = zmq.Context()
        self.sockets = {name: self.context.socket(kind) for name, kind in CHANNELS.items()}
        self.waiting = {name: [] for name in CHANNELS}  # arrived, but not yet asked for
        self.sockets["iopub"].subscribe(b"")  # every topic
        for name, socket in self.sockets.items():
            socket.connect(f"ipc://{connection['ip']}-{connection[name + '_port']}")

    def close(self):
        self.context.destroy(linger=0)

    def sign(self, parts):
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()

    def send(self, channel, kind, content, subshell=None):
        """Sends a request; its id is what every answer names as its parent."""
        header = {
            "msg_id": uuid.uuid4().hex,  # fresh: a kernel drops what it has seen before
            "msg_type": kind, "version": "5.5", "session": self.session, "username": "me",
            "date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        if subshell:
            header["subshell_id"] = subshell
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        self.sockets[channel].send_multipart([DELIMITER, self.sign(parts), *parts])
        return header["msg_id"]

    def receive(self, channel, wanted):
        """The next message on the channel that is wanted; the others wait for their turn."""
        for message in self.waiting[channel]:
            if wanted(message):
                self.waiting[channel].remove(message)
                return message
        deadline = time.monotonic() + PATIENCE
        socket = self.sockets[channel]
        while (left := deadline - time.monotonic()) > 0 and socket.poll(left * 1000):
            message = self.parse(socket.recv_multipart())
            if wanted(message):
                return message
            self.waiting[channel].append(message)
        raise TimeoutError(f"no answer on {channel} within {PATIENCE} s")

    def parse(self, frames):
        start = frames.index(DELIMITER) + 1  # what precedes is an identity or a topic
        signature, parts = frames[start], frames[start + 1 : start + 5]
        if not hmac.compare_digest(signature, self.sign(parts)):
            raise ValueError("a message with a wrong signature")
        header, parent, _metadata, content = map(json.loads, parts)
        return {"kind": header["msg_type"], "parent": parent.get("msg_id"), "content": content}

    def reply(self, channel, request):
        return self.receive(channel, lambda m: m["parent"] == request)["content"]

    def ask(self, channel, kind, subshell=None, **content):
        """Sends a request and waits for its reply, which must be a success."""
        reply = self.reply(channel, self.send(channel, kind, content, subshell))
        if reply["status"] != "ok":
            raise RuntimeError(f"{kind}: {reply.get('ename')}: {reply.get('evalue')}")
        return reply

    def execute(self, code, *expressions, subshell=None):
        """Sends a cell, with expressions to be evaluated after it; does not wait."""
        content = {"code": code, "user_expressions": {name: name for name in expressions}}
        content |= {"silent": False, "store_history": True, "stop_on_error": True}
        content |= {"allow_stdin": False}  # nobody is here to be asked
        return self.send("shell", "execute_request", content, subshell)

    def values(self, *expressions, subshell=None):
        """The numbers that expressions have now: an empty cell evaluates them all the same."""
        return self.numbers(self.execute("", *expressions, subshell=subshell))

    def numbers(self, request):
        answers = self.reply("shell", request)["user_expressions"]
        return {name: answer["data"]["application/json"] for name, answer in answers.items()}

    def until_idle(self, request):
        """What the request published on iopub, in order, from busy to idle."""
        while True:
            message = self.receive("iopub", lambda m: m["parent"] == request)
            yield message
            if message["content"].get("execution_state") == "idle":
                return


def converse(client):
    """The session itself: what a front end does, a step at a time."""
    # A subscription takes effect some time after connecting. The kernel says when: from then on
    # nothing is lost.
    client.receive("iopub", lambda m: m["kind"] == "iopub_welcome")
    info = client.ask("shell", "kernel_info_request")
    print("kernel", info["implementation"], "protocol", info["protocol_version"])

    # A cell, the numbers asked for with it, and all that it published.
    cell = "mixture gaussian n=60 p=4000 mu=6 seed=1\nnetwork m=20 gamma=0.3 seed=1\nrun steps=1000"
    request = client.execute(cell, "t", "misalignment", "limit_error")
    after = client.numbers(request)
    print("after", after["t"], after["misalignment"], after["limit_error"])
    print("published", *(message["kind"] for message in client.until_idle(request)))

    # A run that would take for ever, and a question meanwhile on a shell of its own.
    subshell = client.ask("control", "create_subshell_request")["subshell_id"]
    run = client.execute("run steps=1e15 leap=false")
    deadline = time.monotonic() + PATIENCE
    while (during := client.values("t", "misalignment", subshell=subshell))["t"] <= 1000:
        if time.monotonic() > deadline:
            raise TimeoutError("the run does not advance")
        time.sleep(0.05)
    print("during", during["t"], during["misalignment"])

    # The interrupt goes over control, which is never busy. The run ends between two steps.
    client.ask("control", "interrupt_request")
    print("interrupted", client.reply("shell", run).get("ename"))
    for message in client.until_idle(run):
        if message["kind"] == "error":
            print("because", message["content"]["evalue"])

    # Every step that was done is kept, and a run goes on from there.
    kept = client.values("t")["t"]
    client.reply("shell", client.execute("run steps=10"))
    print("kept", kept, "then", client.values("t")["t"])

    client.ask("control", "delete_subshell_request", subshell_id=subshell)
    client.ask("control", "shutdown_request", restart=False)


def executable():
    """The argument, or the kernel that is installed where Jupyter looks, or `benign` in PATH."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1]).resolve()
    clone = Path(__file__).resolve().parents[2]
    prefixes = [clone / ".venv", Path(sys.prefix), Path.home() / ".local", Path("/usr/local")]
    installed = [prefix / "share/jupyter/kernels/benign/benign" for prefix in prefixes]
    found = next(filter(Path.is_file, installed), None) or shutil.which("benign")
    return found or sys.exit("no kernel found: name the executable `benign` as the argument")


def main():
    program = executable()
    # The folder is private, as the connection file must be: whoever has the key runs cells as you.
    with tempfile.TemporaryDirectory() as folder:
        names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        connection = {name: number for number, name in enumerate(names, start=1)}
        connection |= {"transport": "ipc", "ip": os.path.join(folder, "kernel")}
        connection |= {"key": secrets.token_hex(32), "signature_scheme": "hmac-sha256"}
        file = Path(folder, "connection.json")
        file.write_text(json.dumps(connection), encoding="utf-8")

        environment = os.environ | {"JPY_PARENT_PID": str(os.getpid())}  # it ends when we do
        command = [program, "kernel", "--connection-file", file]
        kernel = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
        client = Client(connection)
        try:
            converse(client)
            code = kernel.wait(timeout=PATIENCE)
            print("exit", code)
            return code
        finally:
            client.close()
            kernel.kill()  # does nothing when it has ended
            kernel.wait()


if __name__ == "__main__":
    sys.exit(main())
