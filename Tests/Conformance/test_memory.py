# SPDX-License-Identifier: Apache-2.0
"""Ten thousand cells in one kernel, and pictures of as many."""

import pytest

from Conformance.cells import SMALL
from Conformance.process import Memory, descriptors, eventually, resident, settle, threads
from Conformance.wire import Wire

# From cell 1,000 to cell 10,000: 1.8 KiB for each. What is kept on purpose, its text in the history and
# its signature, was a quarter of that when this was written. What can be shown again comes to that, and is bounded.
SHOWN = 32 << 20
BOUND = (16 << 20) + SHOWN
CELLS = [
    "x = {}", "x + {}", 'print "line {}"', "step", "misalignment", "no_such_name_{}",
    "run steps=100", "direction", "", "network m=6 gamma=0.3 seed={}",
]
RARELY = {100: "plot misalignment", 500: "help mixture"}


def run_cells(wire, numbers):
    """Sends some at once, as "Run all" does, and reads all that comes."""
    for start in numbers[::20]:
        requests = []
        for number in range(start, start + 20):
            code = RARELY.get(number % 1000, CELLS[number % len(CELLS)].format(number))
            requests.append(wire.execute(code, stop_on_error=False, user_expressions={"t": "t"}))
        for request in requests:
            wire.collect(request)


def test_memory_does_not_grow_with_the_number_of_cells(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        wire.run(SMALL)
        run_cells(wire, range(0, 1000))
        early = resident(kernel.pid), descriptors(kernel.pid), threads(kernel.pid)
        run_cells(wire, range(1000, 10_000))
        late = resident(kernel.pid), descriptors(kernel.pid), threads(kernel.pid)
        assert wire.run("6*7").reply["content"]["execution_count"] == 10_002
    assert late[1:] == early[1:]
    assert late[0] - early[0] < BOUND


# Sweeps without training: 99,856 cells of a grid, and 5,600 that could have a row and a column each.
GRID = "sweep r mu=linspace(1, 2, 316) noise=linspace(1, 2, 316) measure=rho"
SCATTERED = "sweep r mu=linspace(1, 2, 5_600) measure=rho"


@pytest.mark.parametrize("sweep, pictures, expect", [
    (GRID, ["plot r color=rho"], "ok"),
    (SCATTERED, ["plot r x=mu y=2*mu color=rho", "plot r x=rho by=mu"], "error"),
], ids=["grid", "scattered"])
def test_a_picture_of_many_cells_takes_no_gigabyte(start, sweep, pictures, expect):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        wire.run(SMALL)
        memory = Memory(kernel)
        wire.run(sweep)
        for picture in pictures:
            content = wire.run(picture, expect).reply["content"]
            assert expect == "ok" or content["ename"] == "ResourceLimit"
        assert memory.peak < 512 << 20


def come_and_go(wire, times):
    for _ in range(times):
        identity = wire.ask("control", "create_subshell_request")["subshell_id"]
        wire.run("1", subshell=identity)
        wire.ask("control", "delete_subshell_request", {"subshell_id": identity})


def test_subshells_that_come_and_go_are_given_back(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        come_and_go(wire, 20)
        settle(kernel.pid)
        before = descriptors(kernel.pid), threads(kernel.pid)
        come_and_go(wire, 200)
        assert eventually(lambda: (descriptors(kernel.pid), threads(kernel.pid)) == before)
