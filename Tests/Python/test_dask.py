# SPDX-License-Identifier: Apache-2.0
"""Sweeps on a Dask cluster give what one process gives, whatever becomes of workers."""

import os
import random
import signal
import threading
import time

import psutil
import pytest
from dask.distributed import Client, LocalCluster

SETUP = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3"
SWEEP = "sweep grid n=[20, 40, 60] p=20*n mu=[1, 2, 4] repeat=8 steps=1000 measure=[margin, limit_error]"
EDGE = "boundary edge mu=[0.5, 20] where=limit_error<0.1 n=[20, 40] p=20*n repeat=6"
# About 0.1 s a run.
LONG = "sweep long gamma=[0.2, 0.5] repeat=24 steps=100_000 leap=false measure=margin"


@pytest.fixture(scope="module", params=[2, 4])
def client(request, package):
    with LocalCluster(n_workers=request.param, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


@pytest.fixture
def pair(package):
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


@pytest.fixture
def alone(tmp_path):
    """The table that one process finds."""
    import benign

    def table(statement):
        with benign.Kernel(env={"BENIGN_DATA": str(tmp_path / "alone")}) as lab:
            lab.run(f"{SETUP}\n{statement}")
            return lab.table(lab.tables[-1])

    return table


@pytest.mark.parametrize("statement", [SWEEP, EDGE])
def test_a_cluster_finds_what_one_process_finds(client, tmp_path, alone, statement):
    import benign.dask

    told, partial = [], []
    data = {"BENIGN_DATA": str(tmp_path / "store")}
    table = benign.dask.sweep(
        client, statement, SETUP, shards=12, env=data, progress=told.append, partial=partial.append
    )
    assert table.equals(alone(statement)) and table["failed"].sum() == 0
    last = told[-1]
    assert last.shards_done == last.shards and last.runs_done == last.runs and last.failed == 0 and last.bytes > 0
    assert len(partial[-1]) == len(table)
    # All of it is in the store: no share is left.
    told.clear()
    assert benign.dask.sweep(client, statement, SETUP, env=data, progress=told.append).equals(table)
    assert told == []


def workers(client):
    return [info["pid"] for info in client.run(lambda: {"pid": os.getpid()}).values()]


def test_a_worker_that_is_killed_at_any_moment_costs_nothing_but_time(pair, tmp_path, alone):
    import benign.dask

    data = {"BENIGN_DATA": str(tmp_path / "store")}
    moments, kills, stop = random.Random(3), [], threading.Event()

    def kill():
        while not stop.wait(moments.uniform(0.1, 0.8)):
            try:
                os.kill(moments.choice(workers(pair)), signal.SIGKILL)
                kills.append(time.monotonic())
            except (OSError, ValueError, TimeoutError, IndexError):
                pass
            if len(kills) == 4:
                return

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        table = benign.dask.sweep(pair, LONG, SETUP, shards=16, env=data, progress=False, retries=20)
    finally:
        stop.set()
        killer.join()
    assert kills and table.equals(alone(LONG))
    pair.wait_for_workers(2, timeout=60)


def test_a_scheduler_that_forgets_everything_costs_nothing_but_time(pair, tmp_path, alone):
    import benign.dask

    data = {"BENIGN_DATA": str(tmp_path / "store")}
    restarted = []

    def restart(progress):
        if progress.shards_done and not restarted:
            restarted.append(progress)
            # As another client would do it, in the middle of the work.
            pair.restart(wait_for_workers=False)

    table = benign.dask.sweep(pair, LONG, SETUP, shards=16, env=data, progress=restart)
    assert restarted and table.equals(alone(LONG))


def shares():
    """The processes that compute shares."""
    return [p for p in psutil.process_iter(["cmdline"]) if "--shard" in (p.info["cmdline"] or [])]


def test_what_is_cancelled_ends_and_what_has_come_stays(pair, tmp_path):
    import benign.dask

    data = {"BENIGN_DATA": str(tmp_path / "store")}
    seen = []

    def cancel(progress):
        seen.append(progress)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        benign.dask.sweep(pair, LONG, SETUP, shards=16, env=data, progress=cancel)
    until = time.monotonic() + 30
    while shares():
        assert time.monotonic() < until
        time.sleep(0.1)
    told = []
    benign.dask.sweep(pair, LONG, SETUP, shards=16, env=data, progress=told.append)
    assert not told or told[-1].runs <= seen[-1].runs - seen[-1].runs_done


def test_what_is_wrong_is_said(pair, tmp_path, monkeypatch):
    import benign
    import benign.dask

    with pytest.raises(benign.Error, match="mu"):
        benign.dask.sweep(pair, "sweep grid mu=[1, -2] measure=rho", SETUP, progress=False)
    # A worker with another executable, which says that it is another build.
    real = os.environ["BENIGN"]
    other = tmp_path / "other"
    other.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo benign 0.1.0+other && exit\nexec {real} "$@"\n')
    other.chmod(0o755)
    pair.run(lambda path: os.environ.update(BENIGN=path), str(other))
    data = {"BENIGN_DATA": str(tmp_path / "store")}
    with pytest.raises(benign.Error, match="0.1.0\\+other.*mixed=True"):
        benign.dask.sweep(pair, EDGE, SETUP, shards=3, env=data, progress=False)
    table = benign.dask.sweep(pair, EDGE, SETUP, shards=3, env=data, progress=False, mixed=True)
    assert table["failed"].sum() == 0
