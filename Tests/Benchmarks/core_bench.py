# SPDX-License-Identifier: Apache-2.0
"""The core against NumPy, SciPy and (where installed) PyTorch: ratios measured side by side in one run.

    python Tests/Benchmarks/core_bench.py [--kernel DIR] [--quick] [--only NAME …]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. Every peer runs on one thread. Each row
is the median of several rounds, the two sides in turn within a round; the kernel's side is the cell's whole round trip
through a client, unless the row says that the result's own clock was read. Nothing here gates anything.
"""

import argparse
import itertools
import os
import statistics

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import core_growth  # noqa: E402
import core_peers as peers  # noqa: E402
from client_kernel import ClientKernel  # noqa: E402
from side_by_side import Table, paired, timed  # noqa: E402


class Rows:
    """Each method adds rows to the table. What is timed has a seed of its own each time: the kernel remembers."""

    def __init__(self, kernel, rounds):
        self.kernel, self.rounds, self.table = kernel, rounds, Table()
        self.seeds = itertools.count(1)

    def against(self, what, ours, theirs, **words):
        """A row; `theirs` is work to be timed, so often that it lasts some milliseconds."""
        count = max(1, round(0.01 / timed(theirs)))
        row = paired(self.rounds, ours, lambda: timed(theirs, count))
        self.table.add(what, *row, **words)

    def alone(self, what, ours, **words):
        """A row without a peer; what takes milliseconds is measured for a tenth of a second at least."""
        times = []
        while len(times) < self.rounds or sum(times) < 0.1:
            times.append(ours())
        self.table.add(what, statistics.median(times), **words)

    def own_clock(self, code, before="network"):
        """Seconds of the cell's run as its result tells them, from the same start each time."""
        self.kernel.run(before)
        return self.kernel.run(code)[1]["seconds"]

    def collapsed(self):
        kernel, own = self.kernel, "own clock; "
        kernel.define(100, 20_000, 8)

        def ours():
            return self.own_clock("run steps=1_000_000 leap=false points=2") / 1e6

        what, size = "collapsed step, n=100", "p=20,000, m=64"
        note = f"{own}NumPy's step, {size}"
        self.against(what, ours, peers.numpy_step(), goal="≤ 1 µs", note=note)
        if step := peers.torch_step():
            note = f"{own}PyTorch's step, {size}, float64"
            self.against(what, ours, step, goal="≤ 1/5,000", note=note)
        else:
            print("PyTorch is not installed: its row is left out")
        kernel.define(800, 1_000_000, 8)

        def large():
            return self.own_clock("run steps=20_000 leap=false points=2 lr=1e-8") / 2e4

        note = own + "dsymv"
        self.against("collapsed step, n=800", large, peers.dsymv(800), goal="≤ 1.1", note=note)

    def optimizers(self):
        """Steps in a fixed pattern beside gradient descent's."""
        for n, p, steps in ((100, 20_000, 200_000), (800, 1_000_000, 10_000)):
            self.kernel.define(n, p, 8)

            def seconds(keys):
                run = f"run steps={steps} leap=false points=2 lr=1e-8 {keys}"
                return self.own_clock(run) / steps

            for keys in (
                "decay=1e-9",
                "optimizer=normalized",
                "optimizer=momentum",
                "optimizer=nesterov decay=1e-9",
                "optimizer=sgd batch=1",
                "optimizer=sgd batch=10",
                "optimizer=spectral",
            ):
                row = paired(self.rounds, lambda: seconds(keys), lambda: seconds("optimizer=gd"))
                goal = "≤ 2" if "momentum" in keys or "decay" in keys else ""
                self.table.add(f"{keys}, n={n}", *row, goal=goal, note="own clock; gd's step, m=64")

    def full(self):
        # Oscillation over kinks: hardly any step can be collapsed, and neurons differ.
        self.kernel.define(150, 3_000, 8, mixture="gaussian flip=0.3", network="init=0.5")

        def ours():
            self.kernel.run("network")
            result = self.kernel.run("run steps=400 loss=logistic lr=0.02 leap=false points=2")[1]
            return result["seconds"] / result["steps"]

        what, note = "step of an oscillating run, n=150, m=64", "own clock; dgemm 150×150×64"
        self.against(what, ours, peers.dgemm(150, 64), goal="≤ 1.2", note=note)
        # Flips and a small slope: the pattern of problem (5) contradicts itself, and some hundred pairs change sides for ever.
        self.kernel.define(100, 20_000, 8, gamma=0.1, mixture="gaussian flip=0.1")

        def chattering():
            self.kernel.run("network")
            result = self.kernel.run("run steps=20_000 points=2")[1]
            return result["seconds"] / result["steps"]

        what, note = "step of a chattering run, n=100, m=64", "own clock; dgemm 100×100×64"
        self.against(what, chattering, peers.dgemm(100, 64), note=note)

    def sampling(self):
        self.kernel.define(100, 1000, 8)

        def ours():
            return self.sample("gaussian", 10**9)

        def busy():
            ours()
            return self.kernel.busy

        theirs = peers.gaussian_products(100, 100_000)
        what, note = "sampling, p=10⁹, n=100, m=64", "NumPy at p=10⁵"
        self.against(what, ours, theirs, goal="≤ 3 ms", note=note)
        note = "busy to idle by the messages' dates; NumPy at p=10⁵"
        self.against("the kernel's part of it", busy, theirs, note=note)
        self.against("an empty cell", lambda: self.kernel.run("")[0], theirs, note="NumPy at p=10⁵")

    def sample(self, kind, p):
        """Seconds of drawing 100 points."""
        return self.kernel.run(f"mixture {kind} n=100 p={p} mu=8 seed={next(self.seeds)}")[0]

    def student(self):
        kernel, theirs = self.kernel, peers.student_products(100, 1_000_000, 5)

        def ours():
            return self.sample("student df=5", 10**6)

        for cores, goal in ((1, "≤ 0.6"), (2, "≤ 0.3")):
            kernel.use_cores(cores)
            kernel.forget_peak()
            row = paired(self.rounds, ours, lambda: timed(theirs))
            note = f"standard_t and XXᵀ in chunks; at most {kernel.peak():.0f} MB resident (goal 100)"
            self.table.add(f"student, n=100, p=10⁶, cores: {cores}", *row, goal=goal, note=note)

    def directions(self):
        for n, p, mu, goal in ((1000, 100_000, 8, "≤ 0.1 s"), (2000, 2_000, 100, "≤ 0.5 s")):

            def ours():
                self.kernel.define(n, p, mu, m=16, seed=next(self.seeds))
                return self.kernel.run("limit_margin")[0]

            self.alone(f"direction, n={n:,}", ours, goal=goal)

    def far(self):
        self.kernel.define(100, 20_000, 8)
        steps, flow = "run steps=1_000_000_000_000", "flow time=1e30"
        own = "own clock"
        self.alone("10¹² steps", lambda: self.own_clock(steps), goal="≤ 5 ms", note=own)
        self.alone("flow to 10³⁰", lambda: self.own_clock(flow), goal="≤ 5 ms", note=own)
        # Flips under a strong signal, and an activation that is nearly linear: the pattern stays
        # problem (5)'s own, and the largest eigenvalue of diag(λ)K is 1.0e3.
        self.kernel.define(100, 2_000, 180, gamma=0.998, mixture="gaussian flip=0.1", network="seed=1")
        what, note = "10¹² steps, stiff: rate 1,000", own
        self.alone(what, lambda: self.own_clock(steps, "network seed=1 m=64 gamma=0.998"), goal="≤ 200 ms", note=note)

    def errors(self):
        for mu in (1, 11, 33):
            self.kernel.define(100, 20_000, mu)
            errors = []

            def ours():
                self.kernel.run(f"network seed={next(self.seeds)} m=64 gamma=0.2\nrun steps=1000")
                seconds, error = self.kernel.run("test_error")
                errors.append(float(error))
                return seconds

            ours()
            self.alone(f"test error to 1 %, at {errors[0]:.2g}", ours, goal="≤ 20 ms")

    def sweep(self):
        # Data that differ from cell to cell, so that nothing is shared; NumPy makes three of the runs.
        self.kernel.run("reset")
        keys = "n=50 p=1000 m=64 mu=linspace(1, 8, 20) gamma=linspace(0.05, 0.95, 20) repeat=3"
        theirs = peers.numpy_run(50, 1000, 64, 1000)
        for workers in (1, 2):

            def ours():
                sweep = f"sweep s {keys} seed={3 * next(self.seeds)} steps=1000 measure=margin"
                return self.kernel.run(f"{sweep} workers={workers}")[0]

            row = paired(self.rounds, ours, lambda: timed(theirs, 3) * 1200)
            note = "NumPy's steps on inner products, extrapolated from 3 of the 1,200 runs"
            self.table.add(f"sweep, 20×20 cells, 3 repeats, workers: {workers}", *row, note=note)


# Memory first, while `undo` keeps nothing large.
SECTIONS = ("student", "collapsed", "optimizers", "full", "sampling", "directions", "far", "errors", "sweep", "growth")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", help="folder with kernel.json")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, metavar="NAME")
    options = parser.parse_args()
    kernel = ClientKernel(options.kernel)
    rows = Rows(kernel, 3 if options.quick else 9)
    try:
        for section in options.only:
            if section != "growth":
                getattr(rows, section)()
        if rows.table.rows:
            rows.table.show()
        if "growth" in options.only:
            core_growth.show(kernel)
    finally:
        kernel.stop()


if __name__ == "__main__":
    main()
