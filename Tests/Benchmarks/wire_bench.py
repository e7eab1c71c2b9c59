# SPDX-License-Identifier: Apache-2.0
"""The kernel on the wire, beside ipykernel and xeus-python: measured in one run, with ratios to ipykernel.

    python Tests/Benchmarks/wire_bench.py [--kernel DIR] [--peers NAME …] [--quick]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. Peers that are not installed are left
out. Needs jupyter_client and pyzmq, and Linux. Every measurement goes round the kernels, and who begins changes from
round to round; a ratio is the median of the rounds' ratios. Nothing here gates anything.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile

from samples import markdown, quantile
from wire_measures import Bench
from wire_peers import LINES, find

MS, MIB = 1e3, 1 / 2**20
ROWS = (  # what, measure, taken by, statistic, factor to the unit, goal
    ("start: spawn to kernel_info_reply, ms", "start", "life", 0.5, MS, "≤ 20, 0.1 ×"),
    ("trivial cell, p50, ms", "trivial", "trivial", 0.5, MS, "≤ 0.30, 0.12 ×"),
    ("trivial cell, p95, ms", "trivial", "trivial", 0.95, MS, ""),
    ("control while it computes, p50, ms", "control", "computing", 0.5, MS, ""),
    ("control while it computes, p95, ms", "control", "computing", 0.95, MS, "≤ 1"),
    ("interrupt of a long cell, ms", "interrupt", "computing", 0.5, MS, "≤ 2"),
    (f"{LINES:,} printed lines, ms", "prints", "prints", 0.5, MS, "≤ 20"),
    ("… lines lost, at worst", "lost", "prints", 1, 1, "0"),
    ("… through jupyter_client, ms", "client_prints", "client_prints", 0.5, MS, ""),
    ("… … lines lost, at worst", "client_lost", "client_prints", 1, 1, "0"),
    ("shutdown_request to exit, ms", "shutdown", "life", 0.5, MS, "≤ 10"),
    ("resident after the start, MiB", "memory", "life", 0.5, MIB, "≤ 25"),
)


def number(value):
    return f"{value:.0f}" if value >= 100 or value == 0 else f"{value:.3g}"


def rows(bench):
    """The table: for each measure every kernel, and Benign against ipykernel."""
    names = [peer.name for peer in bench.peers]
    yield ["what", *names, "benign/python3", "goal"]
    for what, measure, taken, share, factor, goal in ROWS:
        cells = [what]
        for name in names:
            values = bench.samples.all(measure, name)
            failure = bench.failures.get((taken, name), "–")
            cells.append(number(factor * quantile(share)(values)) if values else failure)
        ratio = None if share == 1 else bench.samples.ratio(measure, "benign", "python3", quantile(share))
        yield [*cells, f"{ratio:.2g}" if ratio else "", goal]


def tell_questions(samples):
    ratios = [
        asked / unasked
        for asked, unasked in zip(samples.all("asked", "benign"), samples.all("unasked", "benign"))
    ]
    waits = samples.all("question", "benign")
    print(
        f"\nA question on a subshell every 100 ms: the run takes {statistics.median(ratios):.3f} × as long"
        f" ({min(ratios):.3f} … {max(ratios):.3f} in {len(ratios)} pairs; goal ≤ 1.02). {len(waits)} questions"
        f" were answered within {MS * quantile(0.5)(waits):.2g} ms (p50), {MS * quantile(0.95)(waits):.2g} ms (p95)."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", help="folder with kernel.json")
    parser.add_argument("--peers", nargs="*", default=["python3", "xpython", "xpython-raw"])
    parser.add_argument("--quick", action="store_true", help="few samples")
    options = parser.parse_args()
    ours = find("benign", options.kernel) or sys.exit("the kernel benign is not installed")
    peers = [ours, *filter(None, (find(name) for name in options.peers))]
    few = options.quick
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"JUPYTER_RUNTIME_DIR": folder, "IPYTHONDIR": folder}
        with Bench(peers, folder) as bench:
            bench.rounds(4 if few else 12, bench.life)
            bench.rounds(6 if few else 40, bench.trivial)
            bench.rounds(2 if few else 10, bench.computing)
            bench.rounds(2 if few else 10, bench.prints)
            bench.rounds(2 if few else 7, bench.client_prints)
            bench.rounds(3 if few else 10, bench.questions, [ours])
    print(markdown(list(rows(bench))))
    tell_questions(bench.samples)


if __name__ == "__main__":
    main()
