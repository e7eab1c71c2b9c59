# SPDX-License-Identifier: Apache-2.0
"""An interrupt in the middle of everything that takes long: it ends, and nothing is lost or broken."""

import time

import pytest

from Conformance.cells import LONG_QUESTION, SMALL, STREAMED
from Conformance.wire import belonging_to

WIDE = "mixture gaussian n=2000 p=2400 mu=4 seed=3\nnetwork m=200 gamma=0.3\n"
KINKED = "mixture gaussian n=400 p=900 mu=4 seed=3 flip=0.1\nnetwork m=100 gamma=0.3 init=1\n"
LARGE = "mixture gaussian n=2000 p=100_000 mu=4 seed=3\nnetwork m=16 gamma=0.3\n"
LARGER = LARGE.replace("2000", "3000")
RUN = "run steps=1e15 leap=false"
# Each lasts seconds or for ever: setup, cell.
LONG = {
    "step": ("mixture gaussian n=2000 p=20_000 mu=4\nnetwork m=200 gamma=0.3\n", "step 10"),
    "error": (STREAMED, LONG_QUESTION),
    "separable": ("mixture gaussian n=2000 p=1500 mu=4\nnetwork m=16 gamma=0.3\n", "separable"),
    "gaussian": (SMALL, "mixture gaussian n=2000 p=1_000_000 mu=4"),
    "student": (SMALL, "mixture student df=5 n=300 p=1_000_000 mu=4"),
    "direction": (LARGER, "direction"),
    "sweep": (SMALL, "sweep g gamma=linspace(0.1, 0.9, 9) steps=1e15 leap=false measure=loss"),
    "list": (SMALL, "\n".join(["sum(1..10_000_000)"] * 100)),
    "shown list": (SMALL, "linspace(0, 1, 10_000_000)"),
    "spectrum": (LARGE, "spectrum[0]"),
    "gram": (LARGER, "gram[0][0]"),
    "conditions": (LARGER, "conditions"),
    "heat map": (LARGE, "plot gram"),
}
# What trains is seen to move: setup, cell, the clock of its motion.
TRAINING = {
    "run": (SMALL, RUN, "t"),
    "until": (SMALL, "run until=misalignment<1e-300 leap=false", "t"),
    "leap": (WIDE, "run steps=1e30", "t"),
    # Thousands of kinks, one after the other.
    "flow": (KINKED, "flow time=1e9", "time"),
    "hinge": (SMALL, "run steps=1e15 loss=hinge lr=1e-9 leap=false", "t"),
}


def begun(wire, cell):
    """Sends a cell, and waits until it has come to its first statement."""
    request = wire.execute('print "begun"\n' + cell)
    wire.receive("iopub", belonging_to(request, "stream"))
    return request


def moving(wire, subshell, cell, clock):
    """Sends a cell that trains, and waits until a subshell sees it at a later time."""
    (before,) = wire.numbers(clock)
    request = wire.execute(cell)
    while wire.numbers(clock, subshell=subshell) == [before]:
        time.sleep(0.02)
    return request


def interrupt(wire, request):
    """What a cell brings that is interrupted now."""
    assert wire.ask("control", "interrupt_request")["status"] == "ok"
    outcome = wire.collect(request)
    assert outcome.status == "error", "it was done before the interrupt came"
    assert outcome.reply["content"]["ename"] == "Interrupted"
    assert [error["ename"] for error in outcome.of_type("error")] == ["Interrupted"]
    return outcome


def goes_on(wire, t):
    """Whether the next cells are answered as if nothing had happened, from step t on."""
    assert wire.run("2*21").texts == ["42"]
    assert wire.numbers("t") == [t]
    assert wire.run("step 2").result("run")["t"] == t + 2


@pytest.mark.parametrize("name", LONG)
def test_it_ends_as_interrupted_and_keeps_what_was_there(wire, name):
    setup, cell = LONG[name]
    wire.run("reset\n" + setup)
    (before,) = wire.numbers("t")
    interrupt(wire, begun(wire, cell))
    (after,) = wire.numbers("t")
    assert after >= before
    goes_on(wire, after)


@pytest.mark.parametrize("name", TRAINING)
def test_training_keeps_every_step_says_where_it_stopped_and_goes_on_from_there(wire, subshell, name):
    setup, cell, clock = TRAINING[name]
    wire.run("reset\n" + setup)
    request = moving(wire, subshell, cell, clock)
    (seen,) = wire.numbers(clock, subshell=subshell)
    message = interrupt(wire, request).reply["content"]["evalue"]
    (kept,) = wire.numbers(clock)
    assert kept >= seen > 0
    stopped = float(message.split(";")[0].split()[-1])
    command = cell.split()[0]
    assert message.endswith(f"`{command}` continues.") and stopped == pytest.approx(kept, rel=1e-4)
    goes_on(wire, wire.numbers("t")[0])


def test_a_statement_that_is_interrupted_leaves_those_before_it(wire):
    wire.run("reset\n" + SMALL)
    request = wire.execute(f'first = 1\nstep 7\nprint "now"\n{RUN}\nlast = 1')
    wire.receive("iopub", belonging_to(request, "stream"))
    interrupt(wire, request)
    assert wire.run("first").texts == ["1"]
    assert wire.run("last", "error").reply["content"]["ename"] == "UnknownName"
    assert wire.numbers("t")[0] >= 7


def test_interrupts_at_any_moment_never_harm_the_next_cell(wire):
    for delay in range(40):
        wire.run("reset\n" + SMALL)
        request = wire.execute(f"step\n{RUN}")
        if delay:
            wire.until_busy(request)
        else:
            wire.ask("shell", "kernel_info_request")
        time.sleep(delay / 4000)  # at any moment of it: none of them is a certain one
        wire.ask("control", "interrupt_request")
        assert wire.reply(request)["content"]["ename"] == "Interrupted"
        goes_on(wire, wire.numbers("t")[0])


def test_many_interrupts_at_once_end_one_cell(wire):
    request = wire.execute(SMALL + RUN)
    wire.until_busy(request)
    for kind in ["interrupt_request"] * 50:
        wire.send("control", kind)
    assert wire.reply(request)["content"]["ename"] == "Interrupted"
    wire.ask("control", "kernel_info_request")
    assert wire.run("1 + 1").texts == ["2"]
