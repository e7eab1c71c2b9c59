# SPDX-License-Identifier: Apache-2.0
"""Subshells (JEP 91): beside the main shell, reading only, with a count and a history of their own."""

import pytest

from Conformance.cells import ENDLESS, LONG_QUESTION, SMALL, STREAMED
from Conformance.test_execution import ERROR, kinds
from Conformance.wire import belonging_to


def listed(wire):
    return wire.ask("control", "list_subshell_request")["subshell_id"]


def test_they_are_advertised(wire):
    assert "kernel subshells" in wire.ask("control", "kernel_info_request")["supported_features"]


def test_they_are_created_listed_and_deleted(wire):
    assert listed(wire) == []
    made = [wire.ask("control", "create_subshell_request") for _ in range(3)]
    assert all(reply["status"] == "ok" for reply in made)
    identities = [reply["subshell_id"] for reply in made]
    assert sorted(listed(wire)) == sorted(set(identities)) and len(set(identities)) == 3
    for identity in identities:
        reply = wire.ask("control", "delete_subshell_request", {"subshell_id": identity})
        assert reply == {"status": "ok"}
    assert listed(wire) == []


def test_a_subshell_answers_from_within_a_run(wire, subshell):
    run = wire.execute(ENDLESS)
    wire.until_busy(run)
    seen = [0]
    while len(seen) < 4:
        t = steps(wire, subshell)
        assert t >= seen[-1]
        if t > seen[-1]:
            seen.append(t)
    outcome = wire.run("direction\nprint t\nplot misalignment", subshell=subshell)
    assert float(outcome.stdout) >= seen[-1]
    assert outcome.result("direction")["misalignment"] > 0 and outcome.of_type("display_data")
    wire.ask("control", "interrupt_request")
    assert wire.reply(run)["content"]["ename"] == "Interrupted"
    assert wire.numbers("t")[0] >= float(outcome.stdout)


def steps(wire, subshell):
    """The steps taken so far; 0 before the cell has come to its network."""
    request = wire.execute("", subshell=subshell, user_expressions={"t": "t"})
    answer = wire.reply(request)["content"]["user_expressions"]["t"]
    return answer["data"]["application/json"] if answer["status"] == "ok" else 0


CHANGING = [
    "x = 1", "mixture gaussian n=10 p=100 mu=2", "network m=4 gamma=0.5", "step", "run steps=1",
    "flow time=1", "use other", "fork other", "undo", "load", "verify", "reset", 'export experiment "never.json"',
    'load "none.json"', 'dataset "none.csv" label=0', "sweep grid mu=[1, 2] measure=rho", "drop other",
]


@pytest.mark.parametrize("statement", CHANGING)
def test_a_statement_that_changes_things_is_refused_with_busy(kernel, wire, subshell, statement):
    wire.run(SMALL + "x = 0\nstep 2")
    outcome = wire.run("print t\n" + statement, "error", subshell=subshell)
    assert outcome.reply["content"]["ename"] == "Busy"
    assert [error["ename"] for error in outcome.of_type("error")] == ["Busy"]
    assert wire.run("print t, x").stdout == "2 0\n"
    assert not (kernel.folder / "never.json").exists()


def test_a_subshell_sees_a_table_grow(wire, subshell):
    wire.run("reset\n" + SMALL)
    keys = "gamma=linspace(0.1, 0.9, 50) steps=[3, 1e15] leap=false"
    sweep = wire.execute(f"sweep grid {keys} measure=loss")
    wire.until_busy(sweep)
    table = {"cells": 0, "missing": 0}
    while table["missing"] == table["cells"]:
        tables = wire.run("show", subshell=subshell).result("session")["tables"]
        table = tables[0] if tables else table
    assert table["name"] == "grid" and table["cells"] == 100 and 0 < table["missing"] < 100
    assert wire.run("show grid", subshell=subshell).result("table")["missing"] > 0
    assert wire.run("grid.loss[0] > 0", subshell=subshell).texts == ["true"]
    wire.ask("control", "interrupt_request")
    assert wire.reply(sweep)["content"]["ename"] == "Interrupted"


def test_a_subshell_shows_what_has_been_put_out_while_it_runs(wire, subshell):
    wire.run("reset\n" + SMALL)
    request = wire.execute('print "so far"\nrun steps=1e15 leap=false')
    wire.receive("iopub", belonging_to(request, "stream"))
    assert wire.run("show -1", subshell=subshell).stdout == "so far\n"
    wire.ask("control", "interrupt_request")
    assert wire.reply(request)["content"]["ename"] == "Interrupted"


def test_it_has_its_own_count_and_history(wire, subshell):
    main = wire.run("1").reply["content"]["execution_count"]
    counts = [
        wire.run(code, subshell=subshell).reply["content"]["execution_count"] for code in ("10", "20")
    ]
    assert counts == [1, 2]
    assert wire.run("1").reply["content"]["execution_count"] == main + 1
    tail = {"hist_access_type": "tail", "n": 5}
    reply = wire.ask("shell", "history_request", tail, subshell_id=subshell)
    assert [entry[1:] for entry in reply["history"]] == [[1, "10"], [2, "20"]]
    assert "10" not in [entry[2] for entry in wire.ask("shell", "history_request", tail)["history"]]


def test_a_failure_aborts_the_cells_of_its_own_shell_only(wire, subshell):
    failed, aborted = (wire.execute(code, subshell=subshell) for code in ("no_such_name", "1"))
    main = wire.execute("5")
    names = [wire.reply(request)["content"]["ename"] for request in (failed, aborted)]
    assert names == ["UnknownName", "Aborted"]
    assert wire.collect(main).texts == ["5"]


def test_no_identity_is_the_main_shell(wire):
    before = wire.run("1").reply["content"]["execution_count"]
    request = wire.send("shell", "execute_request", {"code": "1"}, subshell_id=None)
    assert wire.reply(request)["content"]["execution_count"] == before + 1


REQUESTS = {
    "execute_request": {"code": "1"}, "complete_request": {"code": "mixt", "cursor_pos": 4},
    "kernel_info_request": {}, "history_request": {"hist_access_type": "tail", "n": 3},
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_to_an_unknown_subshell_is_an_error_between_busy_and_idle(wire, kind):
    request = wire.send("shell", kind, REQUESTS[kind], subshell_id="nobody")
    outcome = wire.collect(request)
    assert outcome.status == "error" and outcome.reply["content"].keys() >= ERROR
    assert ("execution_count" in outcome.reply["content"]) == (kind == "execute_request")
    assert kinds(outcome.messages) == ["busy", "idle"]


@pytest.mark.parametrize("content", [{"subshell_id": "nobody"}, {}, {"subshell_id": 5}], ids=str)
def test_deleting_what_is_no_subshell_is_an_error(wire, content):
    reply = wire.ask("control", "delete_subshell_request", content)
    assert reply.keys() == ERROR and reply["status"] == "error"


def test_deleting_a_busy_subshell_ends_its_cell_and_aborts_what_waits(wire):
    wire.run(STREAMED)
    identity = wire.ask("control", "create_subshell_request")["subshell_id"]
    running = wire.execute(LONG_QUESTION, subshell=identity)
    wire.until_busy(running)
    waiting = [wire.execute("1", subshell=identity) for _ in range(2)]
    wire.ask("shell", "kernel_info_request", subshell_id=identity)
    reply = wire.ask("control", "delete_subshell_request", {"subshell_id": identity})
    assert reply == {"status": "ok"}
    outcomes = [wire.collect(request) for request in (running, *waiting)]
    names = [outcome.reply["content"]["ename"] for outcome in outcomes]
    assert names == ["Interrupted", "Aborted", "Aborted"]
    assert wire.run("1 + 1").texts == ["2"] and listed(wire) == []
    gone = wire.collect(wire.execute("1", subshell=identity))
    assert gone.reply["content"]["ename"] == "UnknownSubshell"


def test_an_interrupt_is_for_every_shell(wire, subshell):
    wire.run(STREAMED)
    requests = [wire.execute(LONG_QUESTION), wire.execute(LONG_QUESTION, subshell=subshell)]
    for request in requests:
        wire.until_busy(request)
    wire.ask("control", "interrupt_request")
    names = [wire.reply(request)["content"]["ename"] for request in requests]
    assert names == ["Interrupted"] * 2
