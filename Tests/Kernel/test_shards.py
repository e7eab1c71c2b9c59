# SPDX-License-Identifier: Apache-2.0
"""Shares of a file's runs, computed without Jupyter and merged into the store."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from Kernel.seal import seal

FILE = """
mixture gaussian n=20 p=400 mu=4 seed=3
network m=6 gamma=0.3
sweep grid gamma=[0.2, 0.4, 0.6] mu=[2, 4] repeat=6 steps=200 measure=[margin, limit_error]
boundary edge mu=[0.5, 20] where=limit_error<0.1 n=[20, 30] p=scale*n repeat=4
show grid
"""
SETTINGS = ["scale=20"]
NUMBERS = 36 * 2 + 8 * 4
LONG = """
mixture gaussian n=20 p=400 mu=4
network m=6 gamma=0.3
sweep long gamma=[0.2, 0.5] repeat=20 steps=200_000 leap=false measure=margin
"""


class Cluster:
    """The executable in a folder with files and parts, and stores of its own."""

    def __init__(self, benign, folder):
        self.benign, self.folder = benign, folder
        (folder / "file.benign").write_text(FILE)
        (folder / "long.benign").write_text(LONG)

    def run(self, *arguments, store="store", status=0):
        done = subprocess.run(
            [self.benign, *arguments], cwd=self.folder, capture_output=True, text=True,
            env={**os.environ, "BENIGN_DATA": str(self.folder / store)}, timeout=200,
        )  # fmt: skip
        assert done.returncode == status, (done.returncode, done.stderr)
        return done

    def shard(self, which, part, file="file.benign", status=0):
        return self.run("sweep", file, *SETTINGS, "--shard", which, "--out", part, status=status)

    def start(self, which, part):
        return subprocess.Popen(
            [self.benign, "sweep", "long.benign", "--shard", which, "--out", part, "--quiet"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def tables(self, store, file="file.benign"):
        done = self.run("run", file, *SETTINGS, "--json", store=store)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return [line for line in lines if line["kind"] == "table"]

    def ask(self, part, question):
        with closing(sqlite3.connect(self.folder / part)) as database, database:
            database.create_function("seal", 2, seal)
            database.create_function("hash", 1, fnv)
            return database.execute(question).fetchall()

    def count(self, part):
        try:
            return self.ask(part, "SELECT count(*) FROM outcome")[0][0]
        except sqlite3.OperationalError:
            return 0


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value - 2**64 if value >= 2**63 else value


@pytest.fixture(scope="module")
def cluster(benign, tmp_path_factory):
    return Cluster(benign, tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def parts(cluster):
    """Three shares, and what one process finds."""
    said = [cluster.shard(f"{index}/3", f"part{index}.sqlite") for index in (1, 2, 3)]
    for index, one in enumerate(said, start=1):
        summary = json.loads(one.stdout)
        assert summary["known"] == summary["failed"] == 0
        assert f"shard {index}/3: {summary['runs']} runs" in one.stderr and "is finished" in one.stderr
    assert sum(json.loads(one.stdout)["runs"] for one in said) == 36 + 8
    return [f"part{index}.sqlite" for index in (1, 2, 3)]


def test_shares_merged_in_any_order_are_what_one_process_finds(cluster, parts):
    alone = cluster.tables("alone")
    assert [table["missing"] for table in alone] == [0, 0, 0]
    for number, order in enumerate(([0, 1, 2], [2, 0, 1])):
        store = f"merged{number}"
        said = cluster.run("merge", *(parts[place] for place in order), store=store).stdout
        counts = [int(line.split(": ")[1].split()[0]) for line in said.splitlines()]
        assert sum(counts) == NUMBERS and said.count("of them new") == 3
        assert [cluster.count(f"{store}/outcomes.sqlite"), *counts][0] == NUMBERS
        assert cluster.tables(store) == alone
        # Nothing was computed: no number has been added.
        assert cluster.count(f"{store}/outcomes.sqlite") == NUMBERS
        again = cluster.run("merge", *parts, store=store).stdout
        assert again.count(" 0 of them new") == 3


def test_a_share_that_is_run_twice_changes_nothing(cluster, parts):
    before = cluster.ask(parts[0], "SELECT identity, content FROM outcome ORDER BY number")
    summary = json.loads(cluster.shard("1/3", parts[0]).stdout)
    assert summary["known"] == summary["runs"]
    assert cluster.ask(parts[0], "SELECT identity, content FROM outcome ORDER BY number") == before
    assert not list(cluster.folder.glob("part1.sqlite-*"))


def test_the_estimate_divides_the_same_runs(cluster, parts):
    done = cluster.run("sweep", "file.benign", *SETTINGS, "--estimate", "--shards", "3", store="estimated")
    estimate = json.loads(done.stdout)
    assert estimate["tables"] == ["grid", "edge"] and estimate["runs"] == 44 and estimate["stored"] == 0
    left = [shard["runs"] for shard in estimate["shards"]]
    assert sum(left) == 44 - estimate["timed"]
    whole = [json.loads(cluster.shard(f"{index}/3", part).stdout)["runs"] for index, part in enumerate(parts, 1)]
    assert all(some <= all_of_it for some, all_of_it in zip(left, whole, strict=True))
    assert all(shard["seconds"] > 0 for shard in estimate["shards"])
    known = cluster.run("sweep", "file.benign", *SETTINGS, "--known", store="estimated").stdout
    tables = [json.loads(line) for line in known.splitlines()]
    assert [table["name"] for table in tables] == ["grid", "edge"]
    assert sum(table["missing"] for table in tables) > 0


def test_two_merges_at_once_lose_nothing(cluster, parts):
    commands = [[cluster.benign, "merge", *order] for order in (parts, parts[::-1])]
    env = {**os.environ, "BENIGN_DATA": str(cluster.folder / "together")}
    running = [subprocess.Popen(c, cwd=cluster.folder, env=env, stdout=subprocess.PIPE) for c in commands]
    assert [process.wait(timeout=100) for process in running] == [0, 0]
    for process in running:
        process.stdout.close()
    assert cluster.count("together/outcomes.sqlite") == NUMBERS
    assert cluster.ask("together/outcomes.sqlite", "PRAGMA integrity_check") == [("ok",)]


def test_a_share_that_is_killed_at_any_moment_goes_on_where_it_was(cluster):
    moments, kills = random.Random(7), 0
    for _ in range(8):
        before = cluster.count("killed.sqlite")
        process = cluster.start("1/2", "killed.sqlite")
        until = time.monotonic() + 60
        while cluster.count("killed.sqlite") == before and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.05))
        process.kill()
        if process.wait(timeout=30) != -signal.SIGKILL:
            break
        refused = cluster.run("merge", "killed.sqlite", store="killed", status=1)
        assert "is not finished" in refused.stderr
        kills += 1
    assert kills
    process = cluster.start("1/2", "killed.sqlite")
    assert process.wait(timeout=100) == 0
    assert cluster.start("2/2", "rest.sqlite").wait(timeout=100) == 0
    cluster.run("merge", "killed.sqlite", "rest.sqlite", store="killed")
    assert cluster.count("killed/outcomes.sqlite") == 40
    [table] = cluster.tables("killed", "long.benign")
    [alone] = cluster.tables("unkilled", "long.benign")
    assert table == alone and table["missing"] == 0


@pytest.mark.parametrize("number, status", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_share_and_keeps_what_there_is(cluster, number, status):
    part = f"signal{status}.sqlite"
    process = cluster.start("1/1", part)
    until = time.monotonic() + 60
    while cluster.count(part) < 3:
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(timeout=30) == status
    assert 3 <= cluster.count(part) < 40


def test_another_build_s_part_is_refused_or_kept_with_its_origin(cluster, parts):
    version = cluster.run("--version").stdout.split()[1]
    other = cluster.folder / "other.sqlite"
    other.write_bytes((cluster.folder / parts[0]).read_bytes())
    cluster.ask("other.sqlite", f"UPDATE outcome SET identity = replace(identity, '{version}', '0.1.0+other')")
    cluster.ask("other.sqlite", "UPDATE outcome SET hash = hash(identity), seal = seal(identity, content)")
    damaged = cluster.run("merge", "other.sqlite", store="mixed", status=1)
    assert "is damaged" in damaged.stderr
    cluster.ask("other.sqlite", "UPDATE whole SET seals = (SELECT sum(seal & 4294967295) FROM outcome)")
    refused = cluster.run("merge", "other.sqlite", parts[1], store="mixed", status=1)
    assert "0.1.0+other" in refused.stderr and version in refused.stderr and "--mixed" in refused.stderr
    assert parts[1] in refused.stdout and "of them new" in refused.stdout
    going_on = cluster.shard("1/3", "other.sqlite", status=1)
    assert "0.1.0+other" in going_on.stderr
    cluster.run("merge", "other.sqlite", parts[2], "--mixed", store="mixed")
    done = cluster.run("run", "file.benign", *SETTINGS, store="mixed")
    assert "by 0.1.0+other; last digits may differ" in done.stderr
    assert cluster.count("mixed/outcomes.sqlite") == NUMBERS


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["sweep", "file.benign", "--shard", "4/3", "--out", "x"], 64, "4/3"),
        (["sweep", "file.benign", "--shard", "1/3"], 64, "go together"),
        (["sweep", "file.benign"], 64, "--shard"),
        (["sweep", "file.benign", "--shard", "1/1", "--out", "file.benign"], 1, "is no part"),
        (["sweep", "none.benign", "--shard", "1/1", "--out", "x"], 1, "none.benign"),
        (["sweep", "file.benign", "--shard", "1/1", "--out", "/proc/x/part"], 1, "cannot be"),
        (["merge", "file.benign"], 1, "is no part"),
        (["merge", "none.sqlite"], 1, "there is no file"),
        (["merge"], 64, "PART"),
    ],
)
def test_what_is_wrong_is_said(cluster, arguments, status, words):
    assert words in cluster.run(*arguments, status=status).stderr


def test_runs_that_fail_are_told_and_the_rest_is_kept(cluster):
    (cluster.folder / "fails.benign").write_text("network m=4 gamma=0.2\nsweep s n=[20, 500_000] p=40 mu=1 measure=support\n")
    done = cluster.run("sweep", "fails.benign", "--shard", "1/1", "--out", "fails.sqlite", status=3)
    assert "1 of 2 runs failed; the first: " in done.stderr
    assert json.loads(done.stdout)["failed"] == 1
    assert ": 1 number, 1 of them new" in cluster.run("merge", "fails.sqlite").stdout


def test_a_table_of_which_others_have_a_part_is_no_table(cluster):
    (cluster.folder / "reads.benign").write_text(FILE + "best = max(grid.margin)\n")
    done = cluster.shard("1/3", "reads.sqlite", "reads.benign", status=1)
    assert "grid" in done.stderr
