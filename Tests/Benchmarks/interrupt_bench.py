# SPDX-License-Identifier: Apache-2.0
"""How late an interrupt is obeyed: every kind of statement at large sizes, interrupted at ten moments of its life.

    python Tests/Benchmarks/interrupt_bench.py [--kernel DIR] [--only WORD …] [--quick]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. A statement is run once for its length, then again
and again, each time with an interrupt on control after another share of that length; late is what lies between sending that and the
cell's reply, of which 3 ms are the silence that the reply of a failed cell waits for. Needs jupyter_client and pyzmq, Linux, 8 GB and
some minutes; --quick takes three moments and leaves out what takes longer than a second. Nothing here gates anything.
"""

import argparse
import os
import signal
import statistics
import sys
import tempfile

from interrupt_cells import ROWS, TABLE, large_table
from samples import markdown
from wire import KernelProcess, now
from wire_peers import find

SHARES = (0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 0.97)
MS = 1e3


class Subject:
    """One statement in a kernel of its own."""

    def __init__(self, row, spec, folder):
        self.row, self.kernel = row, KernelProcess(spec, folder)
        self.kernel.start()
        self.must(row.once)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kernel.close()

    def must(self, code):
        if code:
            reply = self.kernel.execute(code, timeout=300).contents("execute_reply")[0]
            if reply["status"] != "ok":
                raise RuntimeError(f"{code}: {reply['evalue']}")

    def length(self):
        """Seconds that it takes when it is left alone; at most `limit`, where it is then interrupted."""
        self.must(self.row.before)
        cell = self.kernel.begin(self.row.cell)
        end = cell.sent + self.row.limit
        while cell.replied is None and now() < end:
            self.kernel.read(cell, patience=0.05)
        if cell.replied is None:
            self.kernel.interrupt()
        self.kernel.wait(cell, 300)
        seconds = min(cell.replied - cell.sent, self.row.limit)
        self.kernel.read(patience=0.05)
        return seconds

    def lateness(self, delay):
        """Seconds from the interrupt to the reply; None where the cell ended before it or in spite of it."""
        self.must(self.row.before)
        cell = self.kernel.begin(self.row.cell)
        while now() < cell.sent + delay and cell.replied is None:
            self.kernel.read(cell, patience=max(0, cell.sent + delay - now()))
        if cell.replied is not None:
            return None
        asked = self.kernel.interrupt()
        self.kernel.wait(cell, 300)
        self.kernel.read(patience=0.02)
        return cell.replied - asked


def rows(table, spec, folder, quick):
    yield ["statement", "s", *(f"{share:.0%}" for share in SHARES), "median", "worst"]
    for row in table:
        with Subject(row, spec, folder) as subject:
            length = subject.length()
            if quick and length > 1:
                continue
            shares = SHARES[1::4] if quick else SHARES
            late = {share: subject.lateness(share * length) for share in shares}
        known = [MS * seconds for seconds in late.values() if seconds is not None]
        cells = ["–" if late.get(share) is None else f"{MS * late[share]:.1f}" for share in SHARES]
        ends = [f"{statistics.median(known):.1f}", f"{max(known):.1f}"] if known else ["–", "–"]
        line = [row.name, f"{length:.2g}", *cells, *ends]
        print("  ".join(line), flush=True)
        yield line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    # Who is ended ends its kernels.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    peer = find("benign", options.kernel)
    if peer is None:
        raise SystemExit("no kernelspec is named benign")
    os.environ["BENIGN_DATA"] = ""  # what a sweep finds is forgotten with its session
    table = [row for row in ROWS if not options.only or any(word in row.name for word in options.only)]
    with tempfile.TemporaryDirectory() as folder:
        large_table(os.path.join(folder, TABLE))
        lines = list(rows(table, peer.spec, folder, options.quick))
    print(f"\nlateness in ms after shares of the statement's length\n\n{markdown(lines)}")


if __name__ == "__main__":
    main()
