# SPDX-License-Identifier: Apache-2.0
"""Figures of sweeps in parts: `BENIGN=… python Tests/Benchmarks/cluster_bench.py [merge|cells|dask|scheduler]…`."""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kernelspec/python"))

BENIGN = os.environ["BENIGN"]
SETUP = "mixture gaussian n=20 p=400 mu=4\nnetwork m=6 gamma=0.3\n"


def run(*arguments, text="", **environment):
    """The seconds by the clock and of processor time that the executable took, and what it printed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [BENIGN, *arguments], input=text, capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used, done.stdout


def merge(folder):
    """Numbers a second that a merge takes, into an empty store and into one that has them."""
    sweep = SETUP + "sweep many mu=linspace(1, 9, 100) gamma=linspace(0.1, 0.9, 10) repeat=200 measure=[rho, signal]"
    run("sweep", "-", "--shard", "1/1", "--out", f"{folder}/part", "--quiet", text=sweep)
    size = Path(folder, "part").stat().st_size
    packed = len(zlib.compress(Path(folder, "part").read_bytes(), 1))
    for kind in ("new", "known"):
        seconds, used, said = run("merge", f"{folder}/part", BENIGN_DATA=f"{folder}/store")
        count = int(said.split(": ")[1].split()[0])
        print(f"merge, {kind}: {count} numbers, {count / seconds:,.0f} a second by the clock, {count / used:,.0f} of processor time")
    print(f"part: {size / count:.0f} bytes a number, {packed / count:.0f} compressed")


def cells(folder):
    """Cells a second of one worker, with and without the store."""
    for name, keys in (("0.2 ms", "steps=20 measure=loss"), ("limit_error", "measure=limit_error")):
        times = {"": [], "store": []}
        for number in range(3):
            for store, found in times.items():
                sweep = f"{SETUP}sweep s mu=[2, 4] repeat=2000 workers=1 {keys}"
                data = f"{folder}/{name}{number}" if store else ""
                found.append(run("run", "-", "--quiet", text=sweep, BENIGN_DATA=data)[1])
        without, kept = (min(found) for found in times.values())
        print(f"{name}: {4000 / without:,.0f} cells a second of processor time, store {kept / without - 1:+.1%} (least of 3)")


def boundary(folder):
    edge = "mixture n=50 p=1000 mu=4\nnetwork m=20 gamma=0.3\nboundary e mu=[0.1, 100] where=limit_error<0.1 n=[50, 100, 200] p=20*n repeat=20"
    found = [run("run", "-", "--quiet", text=edge, BENIGN_DATA="")[:2] for _ in range(3)]
    print("boundary of 3 × 20 seeds, n ≤ 200:", ", ".join(f"{s:.2f} s ({u:.2f} s of processor time)" for s, u in found))


def dask(folder, seconds=60):
    """A sweep on two workers of a LocalCluster beside the same one in a process with two threads, in turn."""
    from dask.distributed import Client, LocalCluster

    import benign.dask

    sweep = f"sweep s gamma=linspace(0.1, 0.9, 60) repeat={max(1, seconds // 15)} steps=20_000 leap=false measure=margin"
    setup = "mixture gaussian n=40 p=800 mu=4\nnetwork m=10 gamma=0.3"
    for number in range(2):
        alone = run("run", "-", "--quiet", text=f"{setup}\n{sweep} workers=2", BENIGN_DATA=f"{folder}/alone{number}")
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            client.run(lambda: None)
            told, began = [], time.monotonic()
            benign.dask.sweep(client, sweep, setup, env={"BENIGN_DATA": f"{folder}/dask{number}"}, progress=told.append)
            took = time.monotonic() - began
        print(
            f"{told[-1].runs} runs: {alone[0]:.1f} s in one process ({alone[1]:.1f} s of processor time), {took:.1f} s on two "
            f"workers ({took / alone[0] - 1:+.1%}), {told[-1].shards} shares, {told[-1].bytes:,} bytes came"
        )


def scheduler(folder, tasks=2_000):
    """The scheduler's time for a task without work, with more and more workers that are threads of this process."""
    from dask.distributed import Client, LocalCluster, wait

    for workers in (2, 16):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster, Client(cluster) as client:
            times = []
            for _ in range(3):
                used, began = time.process_time(), time.monotonic()
                futures = client.map(lambda number: number, range(tasks), pure=False)
                wait(futures)
                times.append(((time.monotonic() - began) / tasks, (time.process_time() - used) / tasks))
                del futures
            clock, processor = (1e3 * min(column) for column in zip(*times))
            print(f"{workers} workers: {clock:.2f} ms a task by the clock, {processor:.2f} ms of processor time, workers included")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["merge", "cells", "boundary", "scheduler", "dask"]:
        with tempfile.TemporaryDirectory() as place:
            globals()[name](place)
