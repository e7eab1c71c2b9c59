# SPDX-License-Identifier: Apache-2.0
"""What is measured of a kernel on the wire: each measure is taken of one kernel in one round."""

import contextlib
import gc
import time
from queue import Empty
from subprocess import DEVNULL

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from samples import Samples
from wire import KernelProcess, Silence, now
from wire_peers import SETTINGS, lines_lost

RESULT = "application/vnd.benign.v1+json"
QUESTIONS = ("direction", "error", "state", "plot misalignment", "print t, loss")


class Bench:
    def __init__(self, peers, folder):
        self.peers, self.folder = peers, folder
        self.samples, self.failures, self.running = Samples(), {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for kernel in self.running.values():
            kernel.close()

    def rounds(self, count, measure, peers=None):
        """Round by round of every kernel, each time another first; who fails is not asked again."""
        peers = peers or self.peers
        for turn in range(count):
            for peer in peers[turn % len(peers) :] + peers[: turn % len(peers)]:
                if (measure.__name__, peer.name) in self.failures:
                    continue
                gc.collect()
                try:
                    measure(peer, turn)
                except (Silence, Empty) as failure:
                    code = getattr(failure, "code", None)
                    self.failures[measure.__name__, peer.name] = "silent" if code is None else "dies"

    def used(self, peer):
        """A kernel that lives until the end of the bench."""
        if peer.name not in self.running:
            self.running[peer.name] = KernelProcess(peer.spec, self.folder)
            self.running[peer.name].start()
        return self.running[peer.name]

    def life(self, peer, turn):
        with contextlib.closing(KernelProcess(peer.spec, self.folder)) as kernel:
            start = kernel.start()
            time.sleep(0.2)
            memory, shutdown = kernel.resident(), kernel.shutdown()
        if turn > 0:  # the first brings the files into memory
            self.samples.add(peer.name, turn, start=start, memory=memory, shutdown=shutdown)

    def trivial(self, peer, turn):
        for number in range(10 * turn, 10 * turn + 10):
            answer = self.used(peer).execute(f"{number}+1")
            (result,) = answer.contents("execute_result")
            assert result["data"]["text/plain"] == str(number + 1)
            if turn > 0:
                self.samples.add(peer.name, turn, trivial=answer.seconds)

    def computing(self, peer, turn):
        """Control, then an interrupt, while a cell computes that never ends."""
        with contextlib.closing(KernelProcess(peer.spec, self.folder)) as kernel:
            kernel.start()
            cell = kernel.begin(peer.endless)
            kernel.wait(cell, 10, until=lambda frames: b'"stream"' in frames[3])
            time.sleep(0.3)
            for _ in range(20):
                answer = kernel.ask_control("kernel_info_request")
                self.samples.add(peer.name, turn, control=answer.replied - answer.sent)
                time.sleep(0.003)
            interrupted = kernel.interrupt()
            kernel.wait(cell, 5)
            kernel.execute("1+1", 5)  # it lives
            self.samples.add(peer.name, turn, interrupt=max(cell.replied, cell.idle) - interrupted)

    def prints(self, peer, turn):
        answer = self.used(peer).begin(peer.prints)
        try:
            self.used(peer).wait(answer, 5)
            self.samples.add(peer.name, turn, prints=answer.seconds)
        except Silence:
            if not answer.replied:
                raise  # otherwise only its idle was lost, as lines were
        self.samples.add(peer.name, turn, lost=lines_lost(answer.contents("stream")))

    def client_prints(self, peer, turn):
        """The same through jupyter_client as it comes, each message decoded before the next is read."""
        specs = KernelSpecManager()
        specs.get_kernel_spec = lambda name: peer.spec
        manager = KernelManager(kernel_name=peer.name, kernel_spec_manager=specs)
        manager.start_kernel(cwd=self.folder, stdout=DEVNULL, stderr=DEVNULL)
        client = manager.client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=60)
            began = now()
            request = client.execute(peer.prints, allow_stdin=False)
            streams, idle = until_idle(client, request)
            client.get_shell_msg(timeout=60)
            if idle:
                self.samples.add(peer.name, turn, client_prints=now() - began)
            self.samples.add(peer.name, turn, client_lost=lines_lost(streams))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    def questions(self, peer, turn, steps=3_000_000):
        """The same run with a question every 100 ms and without any, by the run's own clock."""
        kernel = self.used(peer)
        if turn == 0:
            kernel.execute(SETTINGS)
            reply = kernel.ask_control("create_subshell_request")
            self.subshell = reply.contents("create_subshell_reply")[0]["subshell_id"]
        for asks in (True, False) if turn % 2 else (False, True):
            kernel.execute("network")
            cell = kernel.begin(f"run steps={steps} leap=false points=2")
            waits = self.ask_meanwhile(kernel, cell) if asks else kernel.wait(cell) and []
            answer = cell.contents("execute_result")[-1]
            seconds = {**answer["metadata"], **answer["data"].get(RESULT, {})}["seconds"]
            self.samples.add(peer.name, turn, **{"asked" if asks else "unasked": seconds})
            for wait in waits:
                self.samples.add(peer.name, turn, question=wait)

    def ask_meanwhile(self, kernel, cell, every=0.1):
        """Asks until the cell is done; how long each question waited for its reply."""
        waits, due, question = [], cell.sent + every, None
        while cell.replied is None or cell.idle is None:
            if question is None and now() >= due:
                question = kernel.begin(QUESTIONS[len(waits) % len(QUESTIONS)], self.subshell)
            waiting = [cell, question] if question else [cell]
            kernel.read(*waiting, patience=0.1 if question else max(0, due - now()))
            if question and question.replied:
                (reply,) = question.contents("execute_reply")
                assert reply["status"] == "ok", reply
                waits.append(question.replied - question.sent)
                due, question = due + every, None
        return waits


def until_idle(client, request):
    """The contents of the streams, and whether the request's idle came, too."""
    streams = []
    while True:
        try:
            message = client.get_iopub_msg(timeout=3)
        except Empty:
            return streams, False
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream":
            streams.append(message["content"])
        elif message["content"].get("execution_state") == "idle":
            return streams, True
