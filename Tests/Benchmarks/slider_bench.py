# SPDX-License-Identifier: Apache-2.0
"""How long a slider waits for its picture, and what 500 moves leave in memory.

    python Tests/Benchmarks/slider_bench.py [--kernel DIR]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. The times are a client's, from the
message that it sends to the one that brings the picture, and to idle, behind which the output that is stored comes.
"""

import argparse
import statistics
import time
from pathlib import Path

from client_kernel import ClientKernel

MOVES, FURTHER = 200, 500
EXPLORE = "explore mu=[1, 16] gamma=[0.1, 0.9] steps=1e6 plot=misalignment"


class Slider(ClientKernel):
    """The slider of mu."""

    def __init__(self, folder):
        super().__init__(folder)
        self.define(n=100, p=1_000_000, mu=8)
        request = self.client.execute(EXPLORE)
        for _, message in self.published(request):
            state = message["content"].get("data", {}).get("state", {})
            if message["msg_type"] == "comm_open" and state.get("description") == "mu":
                self.comm = message["content"]["comm_id"]

    def published(self, request):
        """Each message of a request with the moment at which it came, up to idle."""
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            yield time.perf_counter(), message
            if message["content"].get("execution_state") == "idle":
                return

    def move(self, index):
        """Milliseconds until the picture has come, and until idle. Places lie all over the slider, none twice in a row."""
        data = {"method": "update", "state": {"value": 1 + (index * 7 % 150) / 10}}
        message = self.client.session.msg("comm_msg", {"comm_id": self.comm, "data": data})
        began = time.perf_counter()
        self.client.shell_channel.send(message)
        moments = {answer["msg_type"]: at for at, answer in self.published(message["header"]["msg_id"])}
        return 1000 * (moments["comm_msg"] - began), 1000 * (moments["status"] - began)

    def resident(self):
        """MB."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text(encoding="ascii").split()[1])
        return pages * 4096 / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", help="a folder with kernel.json")
    slider = Slider(parser.parse_args().kernel)
    for index in range(MOVES):
        slider.move(index)
    times = zip(*(slider.move(index) for index in range(MOVES)))
    for name, numbers in zip(("picture", "idle"), times):
        most = sorted(numbers)[int(0.95 * MOVES)]
        print(f"until {name}: median {statistics.median(numbers):.2f} ms, 95 % {most:.2f} ms")
    resident = [slider.resident()]
    for index in range(FURTHER):
        slider.move(index)
        if index % 100 == 99:
            resident.append(slider.resident())
    print("memory after every 100 of", FURTHER, "moves:", ", ".join(f"{mb:.1f} MB" for mb in resident))
    slider.stop()


if __name__ == "__main__":
    main()
