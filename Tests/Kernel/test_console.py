# SPDX-License-Identifier: Apache-2.0
"""`jupyter console` in a terminal: what a person types, and what then stands on the screen."""

import sys
import time
from pathlib import Path

import pytest

from Kernel.terminal import CONTROL_C, CONTROL_D, ENTER, PATIENCE, TAB, UP, Terminal

ENDLESS = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\nrun steps=1e15 leap=false"


@pytest.fixture
def console(prefix, tmp_path):
    command = [sys.executable, "-m", "jupyter_console", "--kernel", "benign"]
    with Terminal(command, tmp_path, PAGER="cat") as terminal:
        terminal.see(r"^In \[1\]:")
        yield terminal


def test_it_introduces_the_kernel(console):
    assert "Benign" in console.screen and "Type help." in console.screen


def test_a_typed_cell_is_answered(console):
    console.type("6*7" + ENTER)
    console.see(r"^Out\[1\]: 42$")
    console.see(r"^In \[2\]:")


def test_a_word_that_the_console_hands_on_does_not_end_the_kernel(prefix, tmp_path):
    command = [sys.executable, "-m", "jupyter_console", "--kernel", "benign", "first.benign"]
    with Terminal(command, tmp_path) as terminal:
        terminal.see(r"^In \[1\]:")
        terminal.type("6*7" + ENTER)
        terminal.see(r"^Out\[1\]: 42$")


def test_an_open_bracket_asks_for_another_line(console):
    console.type("total = sum([20," + ENTER)
    console.see(r"^ +\.\.\.: *$")
    console.type("22])" + ENTER + "total" + ENTER)
    console.see(r"^Out\[2\]: 42$")


def test_a_pasted_cell_of_several_lines_is_one_cell(console):
    console.paste("width = 6\nheight = 7\nwidth*height")
    console.see(r"^ +\.\.\.: width\*height")
    console.type(ENTER)
    console.see(r"^Out\[1\]: 42$")


def test_tab_completes_the_only_match(console):
    console.type("geom" + TAB)
    console.see(r"^In \[1\]: geomspace")
    console.type("(1, 100, 3)" + ENTER)
    console.see(r"^Out\[1\]: \[1, 10, 100\]$")


def test_tab_offers_what_may_follow(console):
    console.type("limit_" + TAB)
    console.see("limit_margin")
    console.see("limit_error")


def test_the_up_arrow_brings_the_last_cell_back(console):
    console.type("6*7" + ENTER)
    console.see(r"^In \[2\]:")
    console.type(UP)
    console.see(r"^In \[2\]: 6\*7")
    console.type("+1" + ENTER)
    console.see(r"^Out\[2\]: 43$")


def test_a_second_console_on_the_kernel_knows_its_cells(console, tmp_path):
    console.type('print "from the first"' + ENTER)
    console.see(r"^from the first$")
    existing = [*console.command[:3], "--existing", connection_file(console)]
    with Terminal(existing, tmp_path) as second:
        second.see(r"^In \[\d+\]:")
        second.type(UP)
        second.see(r'^In \[\d+\]: print "from the first"')


def connection_file(console):
    (kernel,) = children(console)
    return Path(f"/proc/{kernel}/cmdline").read_bytes().split(b"\0")[-2].decode()


def test_help_goes_through_the_pager(console):
    console.type("help geomspace" + ENTER)
    console.see("k numbers from a through b with equal ratios")
    console.see(r"^In \[2\]:")


def test_a_mistake_is_shown_with_a_caret(console):
    console.type("1 + widht" + ENTER)
    console.see(r"^UnknownName")
    console.see(r"^ *\^+")
    console.see(r"^In \[2\]:")


def test_control_c_interrupts_and_the_steps_are_kept(console):
    console.paste(ENDLESS)
    console.type(ENTER)
    console.see("steps/s")  # the progress: it is in the middle of the run
    console.type(CONTROL_C)
    steps = console.see(r"at step ([\d ,_]+);").group(1)
    console.see(r"^In \[2\]:")
    console.type("t" + ENTER)
    shown = console.see(r"^Out\[2\]: ([\d ,_]+)$").group(1)
    assert digits(shown) == digits(steps) > 0


def digits(text):
    return int("".join(filter(str.isdigit, text)))


def test_control_c_at_the_prompt_only_clears_the_line(console):
    console.type("width = 6" + ENTER + "no such thing")
    console.see("no such thing")
    console.type(CONTROL_C + "width*7" + ENTER)
    console.see(r"^Out\[2\]: 42$")


def test_leaving_ends_the_console_and_its_kernel(console):
    (kernel,) = children(console)
    console.type(CONTROL_D)
    console.see("Do you really want to exit")
    console.type("y" + ENTER)
    assert console.end() == 0
    until = time.monotonic() + PATIENCE
    while runs(kernel):
        assert time.monotonic() < until, "the kernel lives on"
        time.sleep(0.05)


def children(console):
    process = console.process.pid
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def runs(process):
    """Whether there is such a process that has not ended: a zombie has."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
