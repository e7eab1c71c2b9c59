# SPDX-License-Identifier: Apache-2.0
"""The built kernel through a real client: a cell in, its seconds and its result out."""

import os
import time

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

RESULT = "application/vnd.benign.v1+json"


class ClientKernel:
    """`busy`: seconds from the last cell's busy to its idle, as the two messages are dated."""

    def __init__(self, folder=None):
        self.busy = None
        specs = KernelSpecManager()
        if folder:
            spec = KernelSpec.from_resource_dir(os.path.abspath(folder))
            specs.get_kernel_spec = lambda name: spec
        self.manager = KernelManager(kernel_name="benign", kernel_spec_manager=specs)
        # Sweeps would find what an earlier benchmark has computed.
        self.manager.start_kernel(env={**os.environ, "BENIGN_DATA": ""})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def process(self):
        return self.manager.provisioner.process.pid

    def run(self, code, timeout=600):
        """Seconds until the reply, and the cell's last result: its JSON with its metadata, or its text."""
        answers = []
        states = {}

        def take(message):
            if message["msg_type"] == "execute_result":
                answers.append(message["content"])
            if message["msg_type"] == "status":
                states[message["content"]["execution_state"]] = message["header"]["date"]

        began = time.perf_counter()
        reply = self.client.execute_interactive(
            code, output_hook=take, store_history=False, timeout=timeout
        )
        seconds = time.perf_counter() - began
        self.busy = (states["idle"] - states["busy"]).total_seconds()
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"]["evalue"])
        if not answers:
            return seconds, None
        data, metadata = answers[-1]["data"], answers[-1]["metadata"]
        # How long a run took stands in the metadata, since it is another each time.
        return seconds, {**metadata, **data[RESULT]} if RESULT in data else data.get("text/plain")

    def define(self, n, p, mu, m=64, gamma=0.2, seed=1, mixture="gaussian", network=""):
        self.run(
            f"mixture {mixture} n={n} p={p} mu={mu} seed={seed}\nnetwork m={m} gamma={gamma} {network}"
        )

    def use_cores(self, count):
        """Keeps all its threads, and those that they begin, on the first cores that there are."""
        cores = sorted(os.sched_getaffinity(0))[:count]
        for thread in os.listdir(f"/proc/{self.process}/task"):
            os.sched_setaffinity(int(thread), cores)

    def forget_peak(self):
        with open(f"/proc/{self.process}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def peak(self):
        """MB of resident memory at the most since `forget_peak`."""
        with open(f"/proc/{self.process}/status", encoding="ascii") as file:
            (line,) = (line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
