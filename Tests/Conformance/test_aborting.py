# SPDX-License-Identifier: Apache-2.0
"""What becomes of the cells that wait behind one that fails."""

import pytest

from Conformance.cells import ENDLESS, SMALL
from Conformance.test_execution import ERROR, kinds

# Works for a while, then fails. What was written before that is aborted, whether it has arrived or not.
LATE = SMALL + "run steps=300_000 lr=1e-4 leap=false\n[1][2]"
AT_ONCE = "no_such_name"


def send_together(wire, *cells):
    """Writes all before it sends the first, as "Run all" does. A cell is code, or code and options."""
    messages = []
    for cell in cells:
        code, options = cell if isinstance(cell, tuple) else (cell, {})
        messages.append(wire.frames("execute_request", {"code": code, **options}))
    for frames, _ in messages:
        wire.sockets["shell"].send_multipart(frames)
    return [request for _, request in messages]


def statuses(wire, requests):
    return [wire.reply(request)["content"]["status"] for request in requests]


@pytest.mark.parametrize("failing", [LATE, AT_ONCE], ids=["late", "at once"])
def test_none_of_the_cells_behind_a_failure_runs(wire, failing):
    wire.run("touched = 0")
    requests = send_together(wire, failing, *(f"touched = {i + 1}" for i in range(30)))
    assert statuses(wire, requests) == ["error"] * 31
    assert wire.run("touched").texts == ["0"]


def test_each_aborted_cell_is_busy_answered_and_idle(wire):
    failed, *aborted = send_together(wire, LATE, "1", "2")
    assert wire.collect(failed).reply["content"]["ename"] != "Aborted"
    for request in aborted:
        outcome = wire.collect(request)
        reply = outcome.reply["content"]
        assert reply.keys() == ERROR | {"execution_count"} and reply["ename"] == "Aborted"
        assert kinds(outcome.messages) == ["busy", "idle"]


def test_aborted_cells_are_not_counted(wire):
    before = wire.run("1").reply["content"]["execution_count"]
    statuses(wire, send_together(wire, LATE, "1", "2"))
    assert wire.run("1").reply["content"]["execution_count"] == before + 2


def test_a_cell_sent_after_the_failure_was_answered_runs(wire):
    for _ in range(20):
        wire.reply(wire.execute(AT_ONCE))
        assert wire.run("3").texts == ["3"]


def test_what_is_no_cell_is_answered_from_among_the_aborted(wire):
    failed = wire.execute(ENDLESS)
    wire.until_busy(failed)
    questions = {
        "kernel_info_request": {}, "complete_request": {"code": "mixt", "cursor_pos": 4},
        "is_complete_request": {"code": "1"}, "history_request": {"hist_access_type": "tail", "n": 1},
    }
    asked, cells = {}, []
    for kind, content in questions.items():
        cells.append(wire.execute("1"))
        asked[kind] = wire.send("shell", kind, content)
    wire.ask("shell", "kernel_info_request")  # behind them all, so that they have arrived
    wire.ask("control", "interrupt_request")
    assert statuses(wire, [failed, *cells]) == ["error"] * 5
    for kind, request in asked.items():
        assert wire.reply(request)["content"]["status"] in ("ok", "complete"), kind


@pytest.mark.parametrize("options", [{"stop_on_error": False}, {"silent": True}], ids=str)
@pytest.mark.parametrize("failing", [LATE, AT_ONCE], ids=["late", "at once"])
def test_a_failure_that_shall_stop_nothing_stops_nothing(wire, failing, options):
    assert statuses(wire, send_together(wire, (failing, options), "1", "2")) == ["error", "ok", "ok"]


def test_a_failure_stops_even_cells_that_would_not_stop_others(wire):
    requests = send_together(wire, LATE, ("1", {"stop_on_error": False}), ("1", {"silent": True}))
    assert statuses(wire, requests) == ["error"] * 3


def test_a_failure_that_is_not_stored_stops_too(wire):
    assert statuses(wire, send_together(wire, (LATE, {"store_history": False}), "1")) == ["error"] * 2


def test_an_interrupt_stops_the_cells_behind_it_and_no_later_ones(wire):
    requests = [wire.execute(ENDLESS), wire.execute("1"), wire.execute("2")]
    wire.until_busy(requests[0])
    # Behind the cells in shell's order, so all three have arrived.
    wire.ask("shell", "kernel_info_request")
    wire.ask("control", "interrupt_request")
    names = [wire.reply(request)["content"]["ename"] for request in requests]
    assert names == ["Interrupted", "Aborted", "Aborted"]
    assert wire.run("3").texts == ["3"]


def test_the_cells_of_every_client_are_stopped(wire, another):
    failed = wire.execute(ENDLESS)
    wire.until_busy(failed)
    other = another.execute("1")
    another.ask("shell", "kernel_info_request")  # behind it, so that it has arrived
    wire.ask("control", "interrupt_request")
    assert statuses(wire, [failed]) == ["error"]
    assert another.reply(other)["content"]["ename"] == "Aborted"
