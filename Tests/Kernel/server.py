# SPDX-License-Identifier: Apache-2.0
"""Jupyter's server without a front end: its REST API, and a kernel's channels over a WebSocket."""

import contextlib
import json
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import websocket

PATIENCE = 60  # seconds


class Server:
    """A server over a folder, for whoever has its token, reachable from this machine only."""

    #: The module that is run, with the options of its own.
    program = ("jupyter_server",)
    flags = ("--no-browser", "--allow-root")

    def __init__(self, folder):
        self.folder, self.token = folder, secrets.token_hex()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.place = "127.0.0.1:{1}".format(*probe.getsockname())

    def __enter__(self):
        host, port = self.place.split(":")
        command = [sys.executable, "-m", *self.program, *self.flags]
        command += [f"--{name}={value}" for name, value in self.settings(host, port).items()]
        self.log = open(self.folder / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.wait()
        return self

    def settings(self, host, port):
        return {
            "ServerApp.ip": host, "ServerApp.port": port, "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.folder, "IdentityProvider.token": self.token,
        }

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.log.close()

    def wait(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                return self.request("GET", "api")
            time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text(encoding="utf-8"))

    def request(self, method, path, **body):
        """The answer's status and its JSON; its bytes where it is something else."""
        request = urllib.request.Request(
            f"http://{self.place}/{path.lstrip('/')}", method=method,
            headers={"Authorization": f"token {self.token}"},
            data=json.dumps(body).encode() if body else None,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                text, kind = answer.read(), answer.headers.get_content_type()
                return answer.status, json.loads(text) if kind == "application/json" else text
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def channels(self, kernel):
        return Channels(f"ws://{self.place}/api/kernels/{kernel}/channels", self.token)


class Gateway(Server):
    """Jupyter's kernel gateway: kernels for programs, and no notebooks."""

    program, flags = ("kernel_gateway",), ()

    def settings(self, host, port):
        settings = {"ip": host, "port": port, "port_retries": 0, "auth_token": self.token}
        named = {f"KernelGatewayApp.{name}": value for name, value in settings.items()}
        return named | {"JupyterWebsocketPersonality.list_kernels": True}


class Channels:
    """All channels of a kernel over one WebSocket."""

    def __init__(self, address, token):
        self.session = uuid.uuid4().hex
        self.socket = websocket.create_connection(
            f"{address}?session_id={self.session}", timeout=PATIENCE,
            header={"Authorization": f"token {token}"},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, channel, kind, content, subshell=None):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session}
        header |= {"username": "me", "date": "2026-01-01T00:00:00Z", "version": "5.5"}
        if subshell:
            header["subshell_id"] = subshell
        message = {"channel": channel, "header": header, "parent_header": {}, "metadata": {}}
        self.socket.send(json.dumps(message | {"content": content, "buffers": []}))
        return header["msg_id"]

    def receive(self, wanted):
        """Everything up to the first message that is wanted, which is the last of the list."""
        seen = []
        while not seen or not wanted(seen[-1]):
            seen.append(json.loads(self.socket.recv()))
        return seen

    def reply(self, request):
        def is_reply(message):
            answers = message["parent_header"].get("msg_id") == request
            return answers and message["channel"] in ("shell", "control")

        return self.receive(is_reply)[-1]["content"]

    def ask(self, channel, kind, subshell=None, **content):
        return self.reply(self.send(channel, kind, content, subshell))

    def begin(self, code, expressions=(), subshell=None):
        """Sends a cell, and waits for nothing."""
        content = {"code": code, "silent": False, "store_history": True, "stop_on_error": True}
        content |= {"allow_stdin": False, "user_expressions": {name: name for name in expressions}}
        return self.send("shell", "execute_request", content, subshell)

    def value(self, expression, subshell=None):
        """What an expression is now: an empty cell evaluates it all the same."""
        answers = self.reply(self.begin("", [expression], subshell))["user_expressions"]
        return answers[expression]["data"]["application/json"]
