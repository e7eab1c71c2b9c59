# SPDX-License-Identifier: Apache-2.0
"""Builds of Benign against each other: seconds of processor time for the same work, and ratios to the first one.

    python Tests/Benchmarks/build_bench.py BINARY BINARY … [--rounds N]

Each time is that of a process which does the work, less that of one which only makes what the work needs: the least of the rounds,
in which the builds take turns. One thread. Nothing here gates anything.
"""

import argparse
import os
import resource
import subprocess

REFERENCE = "mixture gaussian n={n} p={p} mu=8 {more}\nnetwork m=64 gamma={gamma} {network}\n"
GRID = "sweep grid mu=geomspace(1, 16, 10) p=[1_000, 3_000, 10_000, 30_000] repeat=3 steps=1_000 measure=[test_error, limit_error]"


def defined(n, p, gamma=0.2, more="", network=""):
    return REFERENCE.format(n=n, p=p, gamma=gamma, more=more, network=network)


# What is measured: what is made first, and the work.
WORK = {
    "steps in a fixed pattern, n=100": (defined(100, 20_000), "run steps=1_000_000 leap=false points=2"),
    "the same, n=800": (defined(800, 1_000_000), "run steps=20_000 leap=false points=2 lr=1e-8"),
    "steps of an oscillating run, n=150, m=64": (
        defined(150, 3_000, more="flip=0.3", network="init=0.5"),
        "run steps=10_000 loss=logistic lr=0.02 leap=false points=2",
    ),
    "steps of a run whose patterns change for ever, n=100": (
        defined(100, 20_000, gamma=0.1, more="flip=0.1"), "run steps=50_000 points=2",
    ),
    "student noise, n=100, p=10⁶": ("", "mixture student df=5 n=100 p=1_000_000 mu=8"),
    "direction with its certificate, n=2,000": (defined(2_000, 2_000).replace("mu=8", "mu=100"), "limit_margin"),
    "a sweep of 10×4 cells, 3 repeats": (defined(100, 20_000), f"{GRID} workers=1"),
}


def seconds(binary, program):
    """Processor time of a program, the system's for it included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [binary, "run", "--quiet", "-"], input=program, text=True, check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "BENIGN_DATA": ""},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(getattr(after, f"ru_{kind}") - getattr(before, f"ru_{kind}") for kind in ("utime", "stime"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary", nargs="+")
    arguments.add_argument("--rounds", type=int, default=7)
    chosen = arguments.parse_args()
    for what, (first, work) in WORK.items():
        rounds = [
            [(seconds(binary, f"{first}{work}\n"), seconds(binary, first)) for binary in chosen.binary]
            for _ in range(chosen.rounds)
        ]
        times = [min(whole for whole, _ in own) - min(begun for _, begun in own) for own in zip(*rounds)]
        ratios = "".join(f"{time / times[0]:8.2f}" for time in times[1:])
        print(f"{what:<56}{times[0]:8.3f} s{ratios}", flush=True)


if __name__ == "__main__":
    main()
