# SPDX-License-Identifier: Apache-2.0
"""An interrupt in the middle of everything that takes long: it ends, and nothing is lost or broken."""

import time

import pytest

from Conformance.cells import LONG_QUESTION, SMALL, STREAMED

WIDE = "mixture gaussian n=2000 p=2400 mu=4 seed=3\nnetwork m=200 gamma=0.3\n"
LARGE = "mixture gaussian n=2000 p=100_000 mu=4 seed=3\nnetwork m=16 gamma=0.3\n"
LARGER = LARGE.replace("2000", "3000")
# Each lasts seconds or for ever: setup, cell, seconds until the interrupt.
LONG = {
    "step": ("mixture gaussian n=2000 p=20_000 mu=4\nnetwork m=200 gamma=0.3\n", "step 10", 0.05),
    "run": (SMALL, "run steps=1e15 leap=false", 0.1),
    "until": (SMALL, "run until=misalignment<1e-300 leap=false", 0.1),
    "leap": (WIDE, "run steps=1e30", 0.3),
    "flow": (WIDE, "flow time=1e9", 0.3),
    "hinge": (SMALL, "run steps=1e15 loss=hinge lr=1e-9 leap=false", 0.1),
    "gaussian": (SMALL, "mixture gaussian n=2000 p=1_000_000 mu=4", 0.05),
    "student": (SMALL, "mixture student df=5 n=300 p=1_000_000 mu=4", 0.1),
    "error": (STREAMED, LONG_QUESTION, 0.1),
    "separable": ("mixture gaussian n=2000 p=1500 mu=4\nnetwork m=16 gamma=0.3\n", "separable", 0.05),
    "direction": (LARGER, "direction", 0.02),
    "sweep": (SMALL, "sweep g gamma=linspace(0.1, 0.9, 9) steps=1e15 leap=false measure=loss", 0.1),
    "list": (SMALL, "\n".join(["sum(1..10_000_000)"] * 100), 0.05),
    "shown list": (SMALL, "linspace(0, 1, 10_000_000)", 0.05),
    "spectrum": (LARGE, "spectrum[0]", 0.1),
    "gram": (LARGER, "gram[0][0]", 0.02),
    "conditions": (LARGER, "conditions", 0.02),
    "heat map": (LARGE, "plot gram", 0.05),
}


def interrupted(wire, setup, cell, delay):
    """The outcome of a cell that was interrupted, and the steps before and after it."""
    wire.run("reset\n" + setup)
    (before,) = wire.numbers("t")
    request = wire.execute(cell)
    wire.until_busy(request)
    time.sleep(delay)
    assert wire.ask("control", "interrupt_request")["status"] == "ok"
    outcome = wire.collect(request)
    return outcome, before, wire.numbers("t")[0]


def goes_on(wire, t):
    """Whether the next cells are answered as if nothing had happened, from step t on."""
    assert wire.run("2*21").texts == ["42"]
    assert wire.numbers("t") == [t]
    assert wire.run("step 2").result("run")["t"] == t + 2


@pytest.mark.parametrize("name", LONG)
def test_it_ends_as_interrupted_and_keeps_what_was_done(wire, name):
    outcome, before, after = interrupted(wire, *LONG[name])
    assert outcome.status == "error", "it was done before the interrupt came"
    assert outcome.reply["content"]["ename"] == "Interrupted"
    assert [error["ename"] for error in outcome.of_type("error")] == ["Interrupted"]
    assert after >= before
    goes_on(wire, after)


@pytest.mark.parametrize("setup, cell", [(SMALL, "run steps=1e15 leap=false"), (WIDE, "flow time=1e9")])
def test_it_says_where_it_stopped_and_run_goes_on_from_there(wire, setup, cell):
    wire.run("reset\n" + setup)
    request = wire.execute(cell)
    wire.until_busy(request)
    time.sleep(0.2)
    wire.ask("control", "interrupt_request")
    message = wire.reply(request)["content"]["evalue"]
    command = cell.split()[0]
    quantity = {"run": "t", "flow": "time"}[command]
    (kept,) = wire.numbers(quantity)
    stopped = float(message.split(";")[0].split()[-1])
    assert message.endswith(f"`{command}` continues.") and stopped == pytest.approx(kept, rel=1e-4)


def test_a_statement_that_is_interrupted_leaves_those_before_it(wire):
    wire.run("reset\n" + SMALL)
    request = wire.execute('first = 1\nstep 7\nprint "now"\nrun steps=1e15 leap=false\nlast = 1')
    wire.receive("iopub", lambda m: m["content"].get("text") == "now\n")
    wire.ask("control", "interrupt_request")
    assert wire.reply(request)["content"]["ename"] == "Interrupted"
    assert wire.run("first").texts == ["1"]
    assert wire.run("last", "error").reply["content"]["ename"] == "UnknownName"
    assert wire.numbers("t")[0] >= 7


def test_interrupts_at_any_moment_never_harm_the_next_cell(wire):
    for delay in range(40):
        wire.run("reset\n" + SMALL)
        request = wire.execute("step\nrun steps=1e15 leap=false")
        if delay:
            wire.until_busy(request)
        else:
            wire.ask("shell", "kernel_info_request")
        time.sleep(delay / 4000)
        wire.ask("control", "interrupt_request")
        assert wire.reply(request)["content"]["ename"] == "Interrupted"
        goes_on(wire, wire.numbers("t")[0])


def test_many_interrupts_at_once_end_one_cell(wire):
    request = wire.execute(SMALL + "run steps=1e15 leap=false")
    wire.until_busy(request)
    for kind in ["interrupt_request"] * 50:
        wire.send("control", kind)
    assert wire.reply(request)["content"]["ename"] == "Interrupted"
    wire.ask("control", "kernel_info_request")
    assert wire.run("1 + 1").texts == ["2"]
