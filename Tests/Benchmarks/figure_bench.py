# SPDX-License-Identifier: Apache-2.0
"""What a picture costs: Vega-Lite, SVG and its line of text, through a real client.

    python Tests/Benchmarks/figure_bench.py [--kernel DIR]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. A picture's time is that of a cell with
ten of them, less that of a cell with ten empty lines of output, a tenth of it; the median of several rounds. Beside it
stand the kernel's own seconds of processor, which others on the machine do not lengthen, and the bytes that go
over the wire. Nothing here gates anything.
"""

import argparse
import json
import os
import statistics

from client_kernel import ClientKernel
from side_by_side import Table

PICTURES = 10
ROUNDS = 15
SETUP = """
mixture gaussian n=60 p=4_000 mu=6 seed=1
network m=20 gamma=0.3
run steps=1_000_000
sweep grid n=round(geomspace(10, 100, 20)) mu=linspace(1, 20, 20) measure=bayes_error
sweep bands mu=linspace(1, 20, 25) gamma=linspace(0.1, 0.8, 8) n=10 m=2 measure=rho repeat=5
"""
CASES = {
    "curve of 200 points": "plot misalignment",
    "heat map of 400 cells with its boundary": "plot grid color=bayes_error",
    "8 curves of 25 points with bands of 5 repeats": "plot bands",
}


def size(kernel, code):
    """Bytes of one picture."""
    found = []

    def take(message):
        if message["msg_type"] == "display_data":
            found.append(sum(len(json.dumps(part)) for part in message["content"]["data"].values()))

    kernel.client.execute_interactive(code, output_hook=take, store_history=False, timeout=60)
    return found[-1]


def processor(kernel):
    """Seconds that the kernel has computed for so far."""
    with open(f"/proc/{kernel.process}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel")
    kernel = ClientKernel(parser.parse_args().kernel)
    table = Table()
    try:
        kernel.run(SETUP)
        for name, code in CASES.items():
            cell, empty = "\n".join([code] * PICTURES), "\n".join(["print"] * PICTURES)
            before = processor(kernel)
            times = [(kernel.run(cell)[0] - kernel.run(empty)[0]) / PICTURES for _ in range(ROUNDS)]
            computed = (processor(kernel) - before) / PICTURES / ROUNDS
            note = f"{1e3 * computed:.2f} ms of processor, {size(kernel, code) / 1e3:.0f} kB"
            table.add(name, statistics.median(times), goal="≤ 2 ms", note=note)
        table.show()
    finally:
        kernel.stop()


if __name__ == "__main__":
    main()
