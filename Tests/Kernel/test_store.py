# SPDX-License-Identifier: Apache-2.0
"""Outcomes of sweeps outlast kernels: killed ones, two at once, and places where nothing can be kept."""

import os
import signal
import sqlite3
import struct
import subprocess
import time
from contextlib import closing

import pytest

from Kernel.seal import seal
from Kernel.session import TIMEOUT, Session

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
QUICK = SMALL + "sweep quick gamma=[0.2, 0.4, 0.6] steps=100 measure=margin"
LONG = SMALL + "sweep long gamma=linspace(0.1, 0.9, 40) steps=300_000 leap=false measure=margin"
CELLS = 40
# No margin is that large: who shows it has taken it from the database.
FOUND = 777.0


class Kept:
    """The database, as anybody may read and change it."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "outcomes.sqlite"

    def ask(self, question):
        with closing(sqlite3.connect(self.file, timeout=TIMEOUT)) as database, database:
            database.create_function("seal", 2, seal)
            return database.execute(question).fetchall()

    @property
    def count(self):
        if not self.file.exists() or not self.ask("SELECT * FROM sqlite_schema"):
            return 0
        return self.ask("SELECT count(*) FROM outcome")[0][0]

    def mark(self):
        """Puts FOUND into all outcomes."""
        content = f"x'{struct.pack('<d', FOUND).hex()}'"
        self.ask(f"UPDATE outcome SET content = {content}, seal = seal(identity, {content})")

    def is_sound(self):
        return self.ask("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """What kernels keep that a test starts."""
    monkeypatch.setenv("BENIGN_DATA", str(tmp_path / "data/benign"))
    return Kept(tmp_path / "data/benign")


def margins(session, code):
    table = session.run(code).result("table")
    assert table["missing"] == table["failed"] == 0
    return table["columns"]["margin"]


def test_a_killed_kernel_s_outcomes_are_there_and_only_the_rest_is_computed(prefix, kept, tmp_path):
    with Session(tmp_path) as session:
        session.client.execute(LONG)
        until = time.monotonic() + TIMEOUT
        while kept.count < 5:
            assert time.monotonic() < until
            time.sleep(0.01)
        os.kill(session.manager.provisioner.pid, signal.SIGKILL)
        session.manager.provisioner.process.wait(timeout=30)
        count = kept.count
        assert 5 <= count < CELLS and kept.is_sound()
        kept.mark()
    with Session(tmp_path) as session:
        found = margins(session, LONG)
        assert found.count(FOUND) == count
        assert all(0 < margin < 100 for margin in found if margin != FOUND)
    assert kept.count == CELLS


def test_some_hundred_thousand_numbers_have_room(prefix, kept, tmp_path):
    """As kernelspec/README.md says: 256 MiB are about 600,000 numbers."""
    with Session(tmp_path) as session:
        session.run(SMALL + "sweep many n=[20, 30] gamma=[0.2, 0.4] repeat=500 steps=3 measure=[margin, loss]")
    ((pages,),), ((size,),) = kept.ask("PRAGMA page_count"), kept.ask("PRAGMA page_size")
    assert kept.count == 4_000
    assert 400_000 < (256 << 20) / (pages * size / kept.count) < 900_000


def test_two_kernels_at_once_find_the_same_and_lose_nothing(prefix, kept, tmp_path):
    with Session(tmp_path) as one, Session(tmp_path) as other:
        requests = [session.client.execute(LONG) for session in (one, other)]
        tables = [s.collect(r).result("table") for s, r in zip((one, other), requests)]
    assert tables[0] == tables[1] and tables[0]["missing"] == 0
    assert kept.count == CELLS and kept.is_sound()


def test_another_name_and_a_larger_sweep_take_what_is_there(prefix, kept, benign, tmp_path):
    with Session(tmp_path) as session:
        session.run(QUICK)
    assert kept.count == 3
    kept.mark()
    with Session(tmp_path) as session:
        larger = QUICK.replace("quick", "larger").replace("0.6]", "0.6, 0.8]")
        found = margins(session, larger)
    assert found[:3] == [FOUND] * 3 and 0 < found[3] < 100
    file = tmp_path / "quick.benign"
    file.write_text(QUICK)
    run = subprocess.run([benign, "run", file], capture_output=True, text=True, check=True)
    assert run.stdout.count(" 777\n") == 3, run.stdout


def test_another_seed_of_either_kind_or_more_steps_is_not_what_is_there(prefix, kept, tmp_path):
    with Session(tmp_path) as session:
        session.run(QUICK)
        kept.mark()
    for change in ("mixture.seed=4", "network.seed=4", "seed=4", "lr=0.01", "repeat=1 steps=101"):
        code = QUICK.replace(" steps=100", "") if "steps" in change else QUICK
        with Session(tmp_path) as session:
            assert FOUND not in margins(session, f"{code} {change}"), change


def test_what_is_dropped_is_computed_anew(prefix, kept, tmp_path):
    with Session(tmp_path) as session:
        session.run(QUICK)
        assert kept.count == 3
        kept.mark()
        session.run("drop quick")
        assert kept.count == 0
        assert FOUND not in margins(session, QUICK)


def test_a_number_that_was_changed_on_the_disk_is_computed_anew_and_told_once(prefix, kept, tmp_path):
    with Session(tmp_path) as session:
        whole = margins(session, QUICK)
    assert kept.ask("SELECT count(*) FROM outcome WHERE seal = seal(identity, content)") == [(3,)]
    kept.ask("UPDATE outcome SET content = x'9a9999999999b93f' WHERE number = 2")
    for warning in ("warning: 1 kept number was damaged: computed anew.\n", ""):
        with Session(tmp_path) as session:
            outcome = session.run(QUICK)
            assert outcome.stderr == warning
            assert outcome.result("table")["columns"]["margin"] == whole


def test_what_an_older_benign_has_found_is_sealed_and_taken(prefix, kept, tmp_path):
    with Session(tmp_path) as session:
        session.run(QUICK)
    kept.mark()
    kept.ask("ALTER TABLE outcome DROP COLUMN origin")
    kept.ask("ALTER TABLE outcome DROP COLUMN seal")
    kept.ask("PRAGMA user_version = 1")
    with Session(tmp_path) as session:
        assert margins(session, QUICK) == [FOUND] * 3


def test_where_benign_data_is_empty_nothing_is_written(prefix, tmp_path, monkeypatch):
    monkeypatch.setenv("BENIGN_DATA", "")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    with Session(home) as session:
        outcome = session.run(QUICK)
    assert outcome.result("table")["missing"] == 0 and outcome.stderr == ""
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("trouble", ["a file in the folder's place", "no folder there"])
def test_where_nothing_can_be_kept_a_sweep_says_why_once_and_works(prefix, kept, tmp_path, monkeypatch, trouble):
    if trouble == "no folder there":
        monkeypatch.setenv("BENIGN_DATA", "/proc/benign")
        why = "the folder /proc/benign cannot be made"
    else:
        kept.folder.parent.mkdir()
        kept.folder.write_text("a file")
        why = f"{kept.file} cannot be used: Not a directory"
    with Session(tmp_path) as session:
        outcome = session.run(QUICK)
        table = outcome.result("table")
        assert table["missing"] == table["failed"] == 0
        lines = outcome.stderr.splitlines()
        assert [why in line for line in lines if "what the sweep found" in line] == [True], lines
        # The session has a database of its own.
        others = [line for line in lines if "the session is not kept" in line]
        assert len(lines) == 2 and len(others) == 1, lines
        assert session.run("show quick").result("table") == table
        session.run("drop quick")
        session.run("quick.margin", expect="error")


def test_a_file_that_is_damaged_at_first_is_set_aside_and_what_is_found_is_kept(prefix, kept, tmp_path):
    kept.folder.mkdir(parents=True)
    kept.file.write_bytes(b"\xa5" * 10_000)
    with Session(tmp_path) as session:
        said = session.run(QUICK).stderr
        assert said == (
            f"warning: the file of what sweeps found was damaged: it is {kept.file}.damaged now, and a new one is made.\n"
        )
        assert kept.count == 3 and kept.is_sound()


def test_a_file_that_is_cut_under_a_living_kernel_is_set_aside_once_and_what_is_found_is_kept(prefix, kept, tmp_path):
    many = SMALL + "sweep many gamma=linspace(0.1, 0.9, 500) steps=1 measure=[margin, loss]"
    with Session(tmp_path) as session:
        session.run(many)
        with closing(sqlite3.connect(kept.file, timeout=TIMEOUT)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os.truncate(kept.file, kept.file.stat().st_size // 3)
        said = session.run(QUICK).stderr
        assert said == (
            f"warning: the file of what sweeps found was damaged: it is {kept.file}.damaged now, and a new one is made.\n"
        )
        assert session.run(QUICK.replace("quick", "again")).stderr == ""
        assert kept.count == 3 and kept.is_sound()
