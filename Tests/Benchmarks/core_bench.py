# SPDX-License-Identifier: Apache-2.0
"""The core against NumPy, SciPy and (where installed) PyTorch: ratios measured side by side in one run.

    python Tests/Benchmarks/core_bench.py [--kernel DIR] [--quick]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. Every peer runs on one thread. Each row is the
median of several rounds, the two sides in turn within a round; the kernel's side is the cell's whole round trip
through a client, unless the row says that the result's own clock was read. Nothing here gates anything.
"""
import argparse
import math
import os
import pathlib
import statistics
import tempfile
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
from jupyter_client.kernelspec import KernelSpecManager  # noqa: E402
from jupyter_client.manager import KernelManager  # noqa: E402
from scipy.linalg import blas  # noqa: E402

MIME = "application/vnd.benign.v1+json"


class Kernel:
    """The built kernel through a real client."""

    def __init__(self, folder=None):
        self.manager = KernelManager(kernel_name="benign")
        if folder:
            specs = KernelSpecManager()
            parent = tempfile.mkdtemp()
            os.symlink(pathlib.Path(folder).resolve(), pathlib.Path(parent) / "benign")
            specs.kernel_dirs = [parent]
            self.manager.kernel_spec_manager = specs
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code):
        """Seconds until the reply, and the cell's last result (its JSON, or its text)."""
        answers = []

        def take(message):
            if message["msg_type"] == "execute_result":
                answers.append(message["content"]["data"])

        began = time.perf_counter()
        reply = self.client.execute_interactive(
            code, output_hook=take, store_history=False, timeout=600
        )
        seconds = time.perf_counter() - began
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"]["evalue"])
        if not answers:
            return seconds, None
        return seconds, answers[-1].get(MIME, answers[-1].get("text/plain"))

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def timed(work, count=1):
    began = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - began) / count


def paired(rounds, ours, theirs):
    """Medians of both sides and of the ratios, round by round."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def scale(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, ours, theirs=None, ratio=None, note=""):
        cells = [what, scale(ours), scale(theirs) if theirs else "–"]
        cells.append(f"{ratio:.3g}" if ratio else "–")
        self.rows.append(cells + [note])
        print("  ".join(self.rows[-1]), flush=True)

    def show(self):
        head = ["what", "Benign", "peer", "Benign/peer", "peer and goal"]
        widths = [max(len(r[k]) for r in [head] + self.rows) for k in range(5)]
        for row in [head] + self.rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)))


def problem(n, p, m, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.choice([-1.0, 1.0], n)
    x = rng.standard_normal((n, p)) + np.outer(y, np.full(p, 8 / math.sqrt(p)))
    w = 1e-8 * rng.standard_normal((m, p))
    a = np.where(np.arange(m) < m // 2, 1, -1) / math.sqrt(m)
    return x, y, w, a


def numpy_step(x, y, w, a, gamma=0.2, rate=1e-5):
    """One step of gradient descent in p dimensions, as one would write it."""
    h = x @ w.T
    slope = np.where(h > 0, 1, gamma)
    u = y * ((h * slope) @ a)
    s = (-np.exp(-u) * y)[:, None] * a * slope
    w -= rate * (s.T @ x)


def torch_step():
    """The same with PyTorch's autograd in float64, or nothing where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    x, y, w, a = (torch.tensor(v) for v in problem(100, 20_000, 64))
    w.requires_grad_()
    optimizer = torch.optim.SGD([w], lr=1e-5)

    def step():
        optimizer.zero_grad()
        f = torch.nn.functional.leaky_relu(x @ w.T, 0.2) @ a
        torch.exp(-y * f).sum().backward()
        optimizer.step()

    return step


def define(kernel, n, p, mu, m=64, extra="", network=""):
    kernel.run(f"mixture gaussian n={n} p={p} mu={mu} seed=1 {extra}\nnetwork m={m} gamma=0.2 {network}")


def steps(kernel, table, rounds):
    define(kernel, 100, 20_000, 8)

    def ours():
        kernel.run("network")
        return kernel.run("run steps=1_000_000 leap=false points=2")[1]["seconds"] / 1e6

    x, y, w, a = problem(100, 20_000, 64)
    row = paired(rounds, ours, lambda: timed(lambda: numpy_step(x, y, w, a), 5))
    table.add("collapsed step, n=100", *row, "NumPy's step, p=20,000, m=64; own clock; goal 1 µs")
    step = torch_step()
    if step:
        row = paired(rounds, ours, lambda: timed(step, 5))
        table.add("collapsed step, n=100", *row, "PyTorch's step, p=20,000, m=64; goal 1/5,000")
    define(kernel, 800, 1_000_000, 8)

    def large():
        kernel.run("network")
        return kernel.run("run steps=20_000 leap=false points=2 lr=1e-8")[1]["seconds"] / 2e4

    k = np.asfortranarray(np.cov(np.random.default_rng(0).standard_normal((800, 900))))
    v = np.ones(800)
    row = paired(rounds, large, lambda: timed(lambda: blas.dsymv(1.0, k, v, lower=1), 200))
    table.add("collapsed step, n=800", *row, "dsymv; own clock; goal 1.1")


def full_steps(kernel, table, rounds):
    # Oscillation over kinks: hardly any step can be collapsed, and neurons differ.
    define(kernel, 150, 3_000, 8, extra="flip=0.3", network="init=0.5")

    def ours():
        kernel.run("network")
        result = kernel.run("run steps=400 loss=logistic lr=0.02 leap=false points=2")[1]
        return result["seconds"] / result["steps"]

    g = np.asfortranarray(np.random.default_rng(0).standard_normal((150, 150)))
    s = np.asfortranarray(np.random.default_rng(1).standard_normal((150, 64)))
    row = paired(rounds, ours, lambda: timed(lambda: blas.dgemm(1.0, g, s), 200))
    table.add("step of an oscillating run, n=150", *row, "dgemm 150×150×64; own clock; goal 1.2")


def sampling(kernel, table, rounds):
    def ours(p):
        return kernel.run(f"mixture gaussian n=100 p={p} mu=8 seed=1")[0]

    define(kernel, 100, 1000, 8)
    rng = np.random.default_rng(0)

    def theirs():
        x = rng.standard_normal((100, 100_000))
        return x @ x.T

    row = paired(rounds, lambda: ours(10**9), lambda: timed(theirs))
    table.add("sampling, p=10⁹, n=100, m=64", *row, "NumPy at p=10⁵; goal 3 ms")


def directions(kernel, table):
    for n, mu in ((1000, 8), (2000, 100)):
        define(kernel, n, 100_000 if n == 1000 else 2_000, mu, m=16)
        table.add(f"direction, n={n}", kernel.run("limit_margin")[0], note="goal 0.1 s and 0.5 s")


def far(kernel, table, rounds):
    define(kernel, 100, 20_000, 8)
    for name, code in (
        ("10¹² steps of descent", "run steps=1_000_000_000_000"),
        ("flow to time 10³⁰", "flow time=1e30"),
    ):
        seconds = []
        for _ in range(rounds):
            kernel.run("network")
            seconds.append(kernel.run(code)[1]["seconds"])
        table.add(name, statistics.median(seconds), note="own clock; goal 5 ms")


def errors(kernel, table, rounds):
    for mu, p, what in ((1, 20_000, "near 0.3"), (11, 20_000, "near 1e-12"), (33, 20_000, "near 1e-200")):
        define(kernel, 100, p, mu)
        kernel.run("run steps=1000")
        seconds = []
        for _ in range(rounds):
            spent, value = kernel.run("test_error")
            seconds.append(spent)
        table.add(f"test error to 1 %, {what}", statistics.median(seconds), note=f"{value}; goal 20 ms")


def growth(kernel):
    """How the cost of sampling and 20,000 steps grows: exponents between neighbouring sizes."""
    base = {"n": 100, "p": 10_000, "m": 64, "steps": 20_000}
    sizes = {
        "p": [10**4, 10**6, 10**8, 10**10],
        "n": [50, 100, 200, 400],
        "m": [16, 64, 256, 1024],
        "steps": [10_000, 100_000, 1_000_000],
    }
    print("\ncost against one size, the others n=100, p=10⁴, m=64, 20,000 explicit steps")
    for key, values in sizes.items():
        spent = []
        for value in values:
            at = dict(base, **{key: value})
            code = (
                f"mixture gaussian n={at['n']} p={at['p']} mu=8 seed=1\nnetwork m={at['m']} gamma=0.2\n"
                f"run steps={at['steps']} leap=false points=2"
            )
            spent.append(min(kernel.run(code)[0] for _ in range(3)))
        exponents = [
            math.log(spent[k + 1] / spent[k]) / math.log(values[k + 1] / values[k])
            for k in range(len(values) - 1)
        ]
        cells = [f"{value:g}: {scale(seconds)}" for value, seconds in zip(values, spent)]
        print(f"{key:6}", ", ".join(cells), "| exponents", ", ".join(f"{e:.2f}" for e in exponents))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", help="folder with kernel.json")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    options = parser.parse_args()
    rounds = 3 if options.quick else 9
    kernel = Kernel(options.kernel)
    table = Table()
    try:
        steps(kernel, table, rounds)
        full_steps(kernel, table, rounds)
        sampling(kernel, table, rounds)
        directions(kernel, table)
        far(kernel, table, rounds)
        errors(kernel, table, rounds)
        print()
        table.show()
        growth(kernel)
    finally:
        kernel.stop()


if __name__ == "__main__":
    main()
