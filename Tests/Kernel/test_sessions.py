# SPDX-License-Identifier: Apache-2.0
"""A kernel that is started again brings back what it had before, with `load` and never by itself."""

import sqlite3
import time
from contextlib import closing

import pytest

from Kernel.restartable import SMALL, SWEEP, Restartable, data, session
from Kernel.session import TIMEOUT

__all__ = ["data", "session"]  # fixtures


def held(session):
    """All that a session holds, in a form that can be compared; experiments by the hash of every bit."""
    shown = session.run("show").result("session")
    states = {}
    for experiment in shown["experiments"]:
        if experiment["network"]:
            states[experiment["name"]] = session.run(f"use {experiment['name']}\nstate").result("state")
    session.run(f"use {shown['experiment']}")
    tables = {
        table["name"]: session.run(f"show {table['name']}").result("table")["columns"]
        for table in shown["tables"]
    }
    return shown, states, tables


def build(session):
    for cell in (
        SMALL + "run steps=100 record=[limit_error]", "a = [1, [2, 0.1]]\nb = \"text\"\nc = 0/0\nd = None\ne = 1..2000",
        "fork other\nrun steps=1e7 loss=exponential", "fork flowing from=main\nflow time=50",
        "use hinged\n" + SMALL + "run steps=7 loss=hinge reduction=mean lr=0.5",
        "use student\nmixture student n=15 p=300 mu=3 df=3 cov=powerlaw(0.5) seed=2\nnetwork m=4 gamma=0.2\nrun steps=20",
        "use blocks\nmixture pareto n=10 mu=2 tail=4 cov=[[2, 30], [1, 50]] mean=axis(1) flip=0.1", "use empty",
        "use main\n" + SWEEP,
    ):
        session.run(cell)


@pytest.mark.parametrize("way", ["restart", "kill"])
def test_a_kernel_started_again_has_nothing_until_load_brings_all_back_bit_by_bit(session, way):
    build(session)
    before = held(session)
    trajectory = session.run("print trajectory.loss, trajectory.limit_error").stdout
    getattr(session, way)()
    assert session.run("t", expect="error").reply["content"]["ename"] == "NotReady"
    said = session.run("load")
    assert said.stdout == "session: 7 experiments, 1 table, 5 variables; main: t = 100\n"
    assert said.stderr == ""
    assert held(session) == before
    assert session.run("print trajectory.loss, trajectory.limit_error").stdout == trajectory
    assert session.run("a[1][1] == 0.1 and b == \"text\" and d == None and len(e) == 2000").texts == ["true"]


def test_training_goes_on_as_if_nothing_had_happened(session):
    session.run(SMALL + "run steps=100")
    session.run("fork b\nrun steps=1e6")
    expected = session.state()
    session.run("undo")
    session.kill()
    session.run("load")
    session.run("fork b\nrun steps=1e6")
    assert session.state() == expected


def test_an_interrupted_run_comes_back_with_the_steps_that_it_kept(session):
    session.run(SMALL)
    session.interrupted("run steps=1e15 leap=false")
    before = session.state()
    assert before["t"] > 0
    session.kill()
    session.run("load")
    assert session.state() == before


def test_a_large_state_is_written_while_the_interrupt_is_answered_and_before_the_kernel_ends(session):
    session.run(LARGE_STATE)
    stopped = session.interrupted("run steps=1e9 leap=false").reply["content"]["evalue"]
    session.restart()
    session.run("load")
    (step,) = session.numbers("t")
    assert step > 0 and stopped == f"Stopped at step {step}; `run` continues."
    assert verified(session)["identical"]


def test_a_diverged_run_comes_back_as_it_was(session):
    session.run("mixture n=40 p=10 mu=0.1 flip=0.3 seed=1\nnetwork m=6 gamma=0.3\n")
    session.run("run steps=1000 lr=10", expect="error")
    before = session.state()
    session.kill()
    session.run("load")
    assert session.state() == before and session.run("diverged").texts == ["true"]


def test_what_a_failed_cell_has_done_is_kept_and_what_was_undone_is_not(session):
    session.run(SMALL + "step 3")
    session.run("x = 1\nstep 0", expect="error")
    session.run("y = 2")
    session.run("undo")
    session.kill()
    session.run("load")
    assert session.numbers("x", "t") == [1, 3]
    assert session.run("y", expect="error").reply["content"]["ename"] == "UnknownName"


def test_before_load_a_new_session_may_begin_and_undo_leads_back_to_it(session):
    session.run(SMALL + "step 3\nx = 1")
    session.kill()
    session.run("x = 5")
    session.run("load")
    assert session.numbers("x", "t") == [1, 3]
    session.run("undo")
    assert session.numbers("x") == [5]
    session.kill()
    session.run("load")
    assert session.numbers("x") == [5]


def test_questions_alone_leave_what_was_kept(session):
    session.run("x = 1")
    for _ in range(2):
        session.kill()
        session.run("1 + 1\nprint 2\nshow")
    session.run("load")
    assert session.numbers("x") == [1]


def test_a_first_kernel_has_no_session_to_load(session):
    error = session.run("load", expect="error").reply["content"]
    assert error["ename"] == "NotReady" and "started" in error["evalue"]


def test_kernels_at_once_keep_their_own(prefix, data, tmp_path):
    with Restartable(tmp_path) as one, Restartable(tmp_path) as other:
        for number, session in enumerate((one, other)):
            session.run(f"x = {number}\n" + SMALL + f"step {number + 1}")
        for session in (one, other):
            session.kill()
            session.run("load")
        assert [session.numbers("x", "t") for session in (one, other)] == [[0, 1], [1, 2]]


def test_where_benign_data_is_empty_nothing_is_kept_and_load_says_so(prefix, tmp_path, monkeypatch):
    monkeypatch.setenv("BENIGN_DATA", "")
    with Restartable(tmp_path) as session:
        assert session.run("x = 1").stderr == ""
        session.restart()
        error = session.run("load", expect="error").reply["content"]
        assert error["ename"] == "NotReady" and "No sessions are kept" in error["evalue"]


def long_run(session, cell, *, small=SMALL):
    """Sends a long cell, kills the kernel once its run has been kept twice, and loads what was kept."""
    session.run(small)
    query = "SELECT content FROM part WHERE name = 'experiment/main' ORDER BY session DESC LIMIT 1"
    session.client.execute(cell)
    states, until = set(), time.monotonic() + TIMEOUT
    # As it was before the run, and then twice in it.
    while len(states) < 3:
        assert time.monotonic() < until
        time.sleep(0.1)
        with closing(sqlite3.connect(session.data / "sessions.sqlite", timeout=TIMEOUT)) as database:
            states.update(row[0] for row in database.execute(query))
    session.kill()
    session.run("load")


LARGE_STATE = "mixture n=1000 p=5000 mu=3\nnetwork m=600 gamma=0.2\n"


@pytest.mark.parametrize(
    "definitions, cell",
    [
        (SMALL, "run steps=1e15 leap=false"),
        # 9.6 MB of state.
        (LARGE_STATE, "run steps=1e9 leap=false"),
        (SMALL, "step 20_000\n" * 50_000),
    ],
    ids=["a small state", "a large state", "many short statements"],
)
def test_while_a_long_cell_goes_on_it_is_kept_now_and_then(session, definitions, cell):
    long_run(session, cell, small=definitions)
    assert session.numbers("t")[0] > 0


def test_neither_outputs_nor_the_key_stand_in_the_database(session, data):
    session.run("changing = \"a\" + \"b\"")
    session.run("print \"question\"")
    content = b"".join(file.read_bytes() for file in data.iterdir())
    assert b"changing" in content and b"question" not in content
    assert session.manager.session.key not in content


def verified(session):
    return session.run("verify").result("verify")


def test_a_session_with_all_its_kinds_of_cells_is_verified_before_and_after_a_restart(session):
    build(session)
    before = verified(session)
    assert before["identical"] and before["first_difference"] is None and before["cells"] == 9
    session.kill()
    session.run("load")
    assert verified(session) == before


@pytest.mark.parametrize(
    "statement", ["run steps=1e15 leap=false", "run until=t<0", "flow until=time<0", "run steps=1e15 record=[test_error] points=1000"]
)
@pytest.mark.parametrize("size", [20, 500])
def test_runs_that_were_interrupted_are_repeated_to_where_they_were(session, statement, size):
    session.run(f"mixture n={size} p=5000 mu=3 seed=2\nnetwork m=8 gamma=0.3")
    for delay in (0.02, 0.1, 0.3):
        request = session.client.execute(statement)
        # At any moment: some runs end by themselves before.
        time.sleep(delay)
        session.interrupt()
        session.collect(request)
    answer = verified(session)
    assert answer["identical"], answer


def test_a_run_that_was_kept_under_way_is_repeated_to_where_it_was(session):
    long_run(session, "run steps=1e15 leap=false")
    answer = verified(session)
    assert answer["identical"] and answer["cells"] == 2 and session.numbers("t")[0] > 0


def test_a_data_set_that_has_changed_is_told_with_its_place(session, tmp_path):
    rows = "label,a,b\n" + "".join(f"{k % 2},{k * k % 7},{k % 5}\n" for k in range(30))
    (tmp_path / "rows.csv").write_text(rows)
    session.run("x = 1")
    session.run('y = 2\ndataset "rows.csv" label="label"\nnetwork m=4 gamma=0.2')
    session.run("run steps=20")
    assert verified(session)["identical"]
    (tmp_path / "rows.csv").write_text(rows.replace("1,1,1", "1,1,2"))
    difference = verified(session)["first_difference"]
    assert (difference["execution"], difference["line"]) == (2, 2)
    assert difference["statement"].startswith('dataset "rows.csv"')


def test_a_verification_is_interrupted_within_its_work(session):
    session.run("mixture n=300 p=5000 mu=3 seed=2\nnetwork m=64 gamma=0.3\nrun steps=3e5 leap=false")
    request = session.client.execute('print "begun"\nverify')
    while session.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "stream":
        pass
    session.manager.interrupt_kernel()
    assert session.collect(request).reply["content"]["ename"] == "Interrupted"
