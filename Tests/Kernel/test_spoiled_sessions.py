# SPDX-License-Identifier: Apache-2.0
"""What was kept comes back, or is refused with a reason, where somebody has changed, spoiled, locked or deleted the files it is in."""

import os
import sqlite3
from contextlib import closing

import pytest

from Kernel.restartable import SMALL, SWEEP, Restartable, data, session
from Kernel.seal import seal
from Kernel.session import TIMEOUT

__all__ = ["data", "session"]  # fixtures


def test_a_data_set_whose_file_has_changed_is_refused_and_comes_back_with_its_file(session, tmp_path):
    rows = "label,a,b\n" + "".join(f"{k % 2},{k * k % 7},{k % 5}\n" for k in range(30))
    file = tmp_path / "rows.csv"
    file.write_text(rows)
    session.run('dataset "rows.csv" label="label"\nnetwork m=4 gamma=0.2\nrun steps=20')
    before = session.state()
    session.kill()
    for text in (rows.replace("0,0,0", "0,0,1", 1), None):
        file.write_text(text) if text else file.unlink()
        error = session.run("load", expect="error").reply["content"]
        assert error["ename"] == "FileError" and "rows.csv" in error["evalue"]
    file.write_text(rows)
    session.run("load")
    assert session.state() == before


def change(data, statement, *values):
    with closing(sqlite3.connect(data / "sessions.sqlite", timeout=TIMEOUT)) as database, database:
        assert database.execute(statement, values).rowcount > 0


@pytest.mark.parametrize("damage", ["no database", "a byte", "a part less", "cut short", "of tomorrow"])
def test_what_is_damaged_is_a_file_error_and_the_kernel_goes_on(session, data, damage):
    session.run(SMALL + "run steps=10\nx = 1")
    session.kill()
    file = data / "sessions.sqlite"
    if damage == "no database":
        for rest in data.glob("sessions.sqlite-*"):
            rest.unlink()
        file.write_bytes(b"\xa5" * 50_000)
    elif damage == "of tomorrow":
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA user_version = 99")
    elif damage == "a part less":
        change(data, "DELETE FROM part WHERE name = 'variable/x'")
    else:
        with closing(sqlite3.connect(file)) as database:
            content = bytearray(database.execute("SELECT content FROM part WHERE name = 'experiment/main'").fetchone()[0])
        content[len(content) // 2] ^= 1
        damaged = bytes(content[:100] if damage == "cut short" else content)
        change(data, "UPDATE part SET content = ? WHERE name = 'experiment/main'", damaged)
    error = session.run("load", expect="error").reply["content"]
    assert error["ename"] == "FileError", error
    outcome = session.run("x = 2\nx")
    assert outcome.texts == ["2"]
    if damage == "of tomorrow":
        assert outcome.stderr.count("the session is not kept") == 1
        assert session.run("x = 3").stderr == ""
    else:
        assert outcome.stderr == ""
    if damage == "no database":
        assert f"it is {file}.damaged now" in error["evalue"]
        session.kill()
        session.run("load")
        assert session.run("x").texts == ["2"]


def test_a_folder_that_is_cleared_is_filled_again(session, data):
    session.run(SMALL + "step 3\nx = 1")
    for file in data.iterdir():
        file.unlink()
    session.run("y = 2")
    session.kill()
    session.run("load")
    assert session.numbers("t", "x", "y") == [3, 1, 2]


def spoil(file, deed):
    """Changes a file as another program might, at once."""
    size = file.stat().st_size
    if deed == "emptied":
        os.truncate(file, 0)
    elif deed == "cut":
        os.truncate(file, size // 2)
    elif deed == "deleted":
        file.unlink()
    else:
        with file.open("r+b") as stream:
            stream.write(b"\xa5" * size)


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("deed", ["emptied", "cut", "overwritten", "deleted"])
def test_a_file_that_is_spoiled_under_a_living_kernel_is_noticed_and_nothing_is_lost(session, data, deed, end):
    session.run(SMALL + "step 3\nx = 1..100_000\nb = 2")
    session.run("x = 2..100_001")
    with closing(sqlite3.connect(data / "sessions.sqlite", timeout=TIMEOUT)) as database:
        database.execute("PRAGMA wal_checkpoint")
    session.run("c = 3")
    state = session.state()
    spoil(data / f"sessions.sqlite{end}", deed)
    said = session.run("y = 2").stderr
    assert said.count("the file of sessions") == said.count("warning") <= 1
    # What the database has lost, SQLite finds in the journal: then nothing is to be said.
    assert end or said or deed in ("cut", "overwritten")
    assert session.run("y = 3").stderr == ""
    session.kill()
    session.run("load")
    assert session.state() == state and session.numbers("len(x)", "x[0]", "b", "c", "y") == [100_000, 2, 2, 3, 3]


@pytest.mark.parametrize("name", ["sessions.sqlite", "outcomes.sqlite"])
def test_a_database_that_another_program_has_locked_is_waited_for_once(session, data, name):
    session.run(SMALL + SWEEP)
    with closing(sqlite3.connect(data / name, timeout=TIMEOUT, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        sweeps = {number: SWEEP.replace("grid", f"g{number}").replace("100", f"{number}") for number in range(101, 106)}
        outcomes = [session.run(f"x = {number}\n{sweep}") for number, sweep in sweeps.items()]
        said = [outcome.stderr.count("is locked by another program") for outcome in outcomes]
        assert said == ([1, 0, 0, 0, 0] if name == "sessions.sqlite" else [1] * 5)
        # Five seconds, in the first cell.
        spans = [outcome.messages[-1]["header"]["date"] - outcome.messages[0]["header"]["date"] for outcome in outcomes]
        assert [span.total_seconds() >= 4.9 for span in spans] == [True] + 4 * [False]
        holder.execute("ROLLBACK")
    assert session.run("1 + 1").stderr == ""
    session.kill()
    session.run("load")
    assert session.numbers("x") == [105] and session.run("g105.margin").reply


def test_a_session_of_the_first_form_is_loaded(session, data):
    session.run(SMALL + "run steps=10\nx = 1")
    before = session.state()
    session.kill()
    with closing(sqlite3.connect(data / "sessions.sqlite", timeout=TIMEOUT)) as database, database:
        for row, content in database.execute("SELECT rowid, content FROM part").fetchall():
            # It had seals over the contents alone.
            first = content[:-8] + seal("", content[:-8]).to_bytes(8, "little", signed=True)
            database.execute("UPDATE part SET content = ? WHERE rowid = ?", (first, row))
        database.execute("ALTER TABLE session DROP COLUMN form")
        database.execute("PRAGMA user_version = 1")
    session.run("load")
    assert session.state() == before and session.numbers("x") == [1]


@pytest.mark.parametrize("deed", ["restart", "kill"])
@pytest.mark.parametrize("file", ["", "-wal"])
def test_a_kernel_that_ends_keeps_its_session_anew_where_a_file_was_deleted(session, data, file, deed):
    session.run(SMALL + "step 3\nx = 1")
    state = session.state()
    (data / f"sessions.sqlite{file}").unlink()
    if deed == "kill":
        # A cell that changes nothing is enough.
        session.run("1 + 1")
    getattr(session, deed)()
    session.run("load")
    assert session.state() == state and session.numbers("x") == [1]


SHARED = {
    "database emptied, journals deleted": {"": 0, "-wal": None, "-shm": None},
    "journal and index cut to 512": {"-wal": 512, "-shm": 512},
    "journal and index cut to 4096": {"-wal": 4096, "-shm": 4096},
    "journal cut": {"-wal": 5000},
    "journal deleted": {"-wal": None},
    "index cut": {"-shm": 4096},
}


@pytest.mark.parametrize("deed", SHARED)
def test_files_that_are_cut_under_living_kernels_are_noticed_by_the_one_that_comes_next(session, data, tmp_path, deed):
    with Restartable(tmp_path) as ended, Restartable(tmp_path) as second, Restartable(tmp_path) as late:
        ended.run("x = 10")
        ended.kill()
        session.run("x = 11")
        second.run("x = 12")
        for end, size in SHARED[deed].items():
            file = data / f"sessions.sqlite{end}"
            file.unlink() if size is None else os.truncate(file, size)
        said = late.run("x = 13").stderr
        if deed == "index cut":
            assert said == ""
            ended.run("load")
            assert ended.numbers("x") == [10]
        else:
            assert said.count("warning") == said.count("the file of sessions was damaged") == 1
        for kernel in (session, second):
            assert kernel.run("y = 2").stderr.count("the file of sessions was replaced") == (deed != "index cut")
        for kernel, number in ((session, 11), (second, 12), (late, 13)):
            kernel.kill()
            kernel.run("load")
            assert kernel.numbers("x") == [number]
