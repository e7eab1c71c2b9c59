# SPDX-License-Identifier: Apache-2.0
"""What kernelspec/README.md says of safety: the kernel's files, and messages that it must not obey."""

import time
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session

from Kernel.session import TIMEOUT
from Kernel.session import Session as KernelSession

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
LARGE = "mixture gaussian n=2000 p=100_000 mu=4 seed=3\nnetwork m=16 gamma=0.3\n"
WARNING = "[benign] warning: dropped a message on shell: wrong signature"


@pytest.fixture
def private(prefix, tmp_path, monkeypatch):
    """Empty folders for all that a program may take for its own, by the variable that names them."""
    folders = {}
    for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        folders[name] = tmp_path / name.lower()
        folders[name].mkdir()
        monkeypatch.setenv(name, str(folders[name]))
    monkeypatch.delenv("BENIGN_DATA")
    return folders


def files_left(private, tmp_path, cell):
    """The data folder, and all that a kernel has left in folders that it may take for its own."""
    work = tmp_path / "work"
    work.mkdir()
    with KernelSession(work) as session:
        session.run(cell)
    left = {path for folder in (work, *private.values()) for path in folder.rglob("*")}
    return private["XDG_DATA_HOME"] / "benign", left


def database(path):
    return {path.with_name(path.name + end) for end in ("", "-wal", "-shm")}


def test_questions_leave_no_file_behind(private, tmp_path):
    assert files_left(private, tmp_path, "1 + 1\nprint pi\nhelp run\nshow")[1] == set()


def test_a_session_leaves_one_database_for_its_owner_and_nothing_else(private, tmp_path):
    data, left = files_left(private, tmp_path, SMALL + "run steps=200\nplot misalignment\nerror")
    assert data / "sessions.sqlite" in left
    assert left <= {data} | database(data / "sessions.sqlite")
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_sweep_adds_one_database_for_its_owner_and_nothing_else(private, tmp_path):
    sweep = "sweep grid gamma=[0.2, 0.4] steps=100 measure=margin"
    data, left = files_left(private, tmp_path, SMALL + sweep)
    assert data / "outcomes.sqlite" in left
    assert left <= {data} | database(data / "outcomes.sqlite") | database(data / "sessions.sqlite")
    assert data.stat().st_mode & 0o777 == 0o700


def test_an_export_goes_where_the_cell_says_over_what_is_there(kernel, tmp_path):
    file = tmp_path / "kept.json"
    file.write_text("something else")
    kernel.run(SMALL + f'export experiment "{file}"')
    kernel.run(f'reset\nload "{file}"')
    assert kernel.numbers("n", "p", "m") == [20, 400, 6]


def test_a_picture_goes_where_the_cell_says_over_what_is_there(kernel, tmp_path):
    file = tmp_path / "kept.svg"
    file.write_text("something else")
    kernel.run(SMALL + f'run steps=20\nplot loss file="{file}"')
    assert file.read_text().startswith("<svg")


def test_an_export_that_is_interrupted_leaves_the_old_file_whole_and_no_other(kernel, tmp_path):
    file = tmp_path / "kept.json"
    kernel.run(LARGE + f'export experiment "{file}"')
    before = file.read_bytes()
    kernel.run("step")
    request = kernel.client.execute(f'export experiment "{file}"')
    until = time.monotonic() + TIMEOUT
    while len(list(tmp_path.iterdir())) == 1:
        assert time.monotonic() < until, "nothing is written"
    kernel.manager.interrupt_kernel()
    assert kernel.collect(request).reply["content"]["ename"] == "Interrupted"
    assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == before
    kernel.run(f'export experiment "{file}"\nload "{file}"')
    assert kernel.numbers("t") == [1] and file.read_bytes() != before


def test_jupyter_draws_a_key_for_each_start_and_lets_nobody_else_read_it(prefix, tmp_path):
    keys = set()
    for _ in range(2):
        with KernelSession(tmp_path) as session:
            place = session.manager.get_connection_info()
            assert (place["transport"], place["ip"]) == ("tcp", "127.0.0.1")
            assert Path(session.manager.connection_file).stat().st_mode & 0o077 == 0
            keys.add(place["key"])
    assert len(keys) == 2 and min(map(len, keys)) >= 32


def test_a_forged_message_is_dropped_and_told_on_stderr(prefix, tmp_path):
    log = tmp_path / "errors"
    with open(log, "w") as errors:
        manager, client = start_new_kernel(kernel_name="benign", stderr=errors, cwd=tmp_path)
    forger = manager.client()
    forger.session = Session(key=b"a guess")
    try:
        forger.start_channels()
        forger.execute("forged = 1")
        until = time.monotonic() + TIMEOUT
        while WARNING not in log.read_text().splitlines():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        client.execute("forged")
        assert client.get_shell_msg(timeout=TIMEOUT)["content"]["ename"] == "UnknownName"
    finally:
        forger.stop_channels()
        client.stop_channels()
        manager.shutdown_kernel()
