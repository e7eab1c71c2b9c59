# SPDX-License-Identifier: Apache-2.0
"""What is answered while a cell computes: all of control, and of shell all that is no cell."""

import pytest
import zmq

from Conformance.cells import ENDLESS
from Conformance.wire import PATIENCE, state

ON_CONTROL = {
    "kernel_info_request": {}, "connect_request": {}, "usage_request": {},
    "list_subshell_request": {}, "comm_info_request": {},
}
ON_SHELL = {
    "kernel_info_request": {}, "complete_request": {"code": "mixt", "cursor_pos": 4},
    "inspect_request": {"code": "mixture", "cursor_pos": 3}, "is_complete_request": {"code": "1"},
    "history_request": {"hist_access_type": "tail", "n": 3}, "comm_info_request": {},
}
# Clients show the status of these requests as nobody's.
UNTRACKED = {"kernel_info_request", "comm_info_request", "interrupt_request", "shutdown_request"}
REQUESTS = [
    pytest.param(channel, kind, content, id=f"{kind} on {channel}")
    for channel, requests in (("control", ON_CONTROL), ("shell", ON_SHELL))
    for kind, content in requests.items()
]


@pytest.fixture
def busy(wire):
    """A cell that computes until the test is over."""
    request = wire.execute(ENDLESS)
    wire.until_busy(request)
    yield request
    wire.ask("control", "interrupt_request")
    assert wire.reply(request)["content"]["ename"] == "Interrupted"


@pytest.mark.parametrize("channel, kind, content", REQUESTS)
def test_a_busy_kernel_answers(wire, busy, channel, kind, content):
    outcome = wire.collect(wire.send(channel, kind, content), channel)
    assert outcome.reply["msg_type"] == kind.replace("_request", "_reply")
    assert outcome.reply["content"].get("status") in ("ok", "complete", None)
    assert [state(m) for m in outcome.messages] == ["busy", "idle"]
    assert wire.arrived("shell") == [], "the cell has ended"


@pytest.mark.parametrize("channel, kind, content", REQUESTS)
def test_the_last_status_that_a_front_end_shows_says_busy(wire, busy, channel, kind, content):
    wire.reply(wire.send(channel, kind, content), channel)
    shown = [
        state(m) for m in wire.arrived("iopub")
        if m["msg_type"] == "status" and m["parent_header"]["msg_type"] not in UNTRACKED
    ]
    assert shown == [] or shown[-1] == "busy"


def test_a_subshell_comes_and_goes_while_a_cell_computes(wire, busy):
    identity = wire.ask("control", "create_subshell_request")["subshell_id"]
    assert identity in wire.ask("control", "list_subshell_request")["subshell_id"]
    assert wire.run("6*7", subshell=identity).texts == ["42"]
    reply = wire.ask("control", "delete_subshell_request", {"subshell_id": identity})
    assert reply == {"status": "ok"} and wire.arrived("shell") == []


def test_the_heart_beats_while_a_cell_computes(wire, busy):
    heart = wire.socket(zmq.REQ, "hb")
    for beat in (b"ping", b"", b"\x00\xff" * 500):
        heart.send(beat)
        assert heart.poll(PATIENCE * 1000) and heart.recv() == beat


def test_an_interrupt_is_answered_with_ok_and_ends_the_cell(wire):
    request = wire.execute(ENDLESS)
    wire.until_busy(request)
    outcome = wire.collect(wire.send("control", "interrupt_request"), "control")
    assert outcome.reply["content"] == {"status": "ok"}
    assert [state(m) for m in outcome.messages] == ["busy", "idle"]
    assert wire.reply(request)["content"]["ename"] == "Interrupted"


def test_an_interrupt_while_idle_is_answered_and_harms_no_later_cell(wire):
    for _ in range(20):
        assert wire.ask("control", "interrupt_request") == {"status": "ok"}
        assert wire.run("6*7").texts == ["42"]


def test_connect_tells_the_ports(wire):
    reply = wire.ask("control", "connect_request")
    for name in ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"):
        assert reply[name] == wire.connection[name]


def test_usage_tells_of_this_process(kernel, wire):
    reply = wire.ask("control", "usage_request")
    assert reply["pid"] == kernel.manager.provisioner.process.pid
    assert reply["cpu_count"] >= 1 and reply["kernel_memory"] > 1 << 20
    assert 0 < reply["host_virtual_memory"]["available"] <= reply["host_virtual_memory"]["total"]
