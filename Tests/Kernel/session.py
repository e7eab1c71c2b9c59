# SPDX-License-Identifier: Apache-2.0
"""A kernel and its client, as the suites use them: a cell in, everything that it published out."""

from dataclasses import dataclass, field

from jupyter_client.manager import start_new_kernel

RESULT = "application/vnd.benign.v1+json"
TIMEOUT = 120
PROGRESS = ("display_data", "update_display_data")


@dataclass
class Outcome:
    """What one execute_request brought: its reply and its publications, in order."""

    reply: dict
    messages: list = field(default_factory=list)

    @property
    def status(self):
        return self.reply["content"]["status"]

    def of_type(self, *types):
        return [m["content"] for m in self.messages if m["msg_type"] in types]

    def stream(self, name):
        return "".join(c["text"] for c in self.of_type("stream") if c["name"] == name)

    @property
    def stdout(self):
        return self.stream("stdout")

    @property
    def stderr(self):
        return self.stream("stderr")

    @property
    def bundles(self):
        return [c["data"] for c in self.of_type("execute_result")]

    @property
    def texts(self):
        return [bundle["text/plain"] for bundle in self.bundles]

    def result(self, kind):
        """The last result of that kind, as its JSON object."""
        found = [b[RESULT] for b in self.bundles if b.get(RESULT, {}).get("kind") == kind]
        assert found, f"no {kind} among {self.bundles}, {self.reply['content']}"
        return found[-1]


class Session:
    def __init__(self, folder, kernel_name="benign"):
        self.folder, self.kernel_name = folder, kernel_name

    def __enter__(self):
        self.manager, self.client = start_new_kernel(
            kernel_name=self.kernel_name, cwd=str(self.folder)
        )
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def run(self, code, expect="ok", **options):
        """Executes a cell; all publications up to idle belong to the outcome."""
        request = self.client.execute(code, **options)
        outcome = self.collect(request)
        assert outcome.status == expect, outcome.reply["content"]
        return outcome

    def collect(self, request):
        outcome = Outcome(reply=None)
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != request:
                continue
            outcome.messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        while outcome.reply is None:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                outcome.reply = message
        return outcome

    def interrupt(self):
        """Interrupts, and waits until that is answered: nothing that is sent from now on is met by it."""
        channel = self.client.control_channel
        channel.send(self.client.session.msg("interrupt_request", {}))
        assert channel.get_msg(timeout=TIMEOUT)["content"]["status"] == "ok"

    def until_progress(self, request, times=1):
        """What a cell has published once it has shown its progress so often: then it is in the middle of its work."""
        messages = []
        while sum(m["msg_type"] in PROGRESS for m in messages) < times:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                assert message["msg_type"] != "error", message["content"]
                messages.append(message)
        return messages

    def interrupted(self, code):
        """The outcome of a cell that is interrupted once it has shown its progress: then it has made a step."""
        request = self.client.execute(code)
        self.until_progress(request)
        self.manager.interrupt_kernel()
        outcome = self.collect(request)
        assert outcome.status == "error"
        return outcome

    def numbers(self, *names):
        """The values of quantities or expressions, through user_expressions."""
        reply = self.run("# numbers", user_expressions={name: name for name in names}).reply
        answers = reply["content"]["user_expressions"]
        return [answers[name]["data"]["application/json"] for name in names]
