# SPDX-License-Identifier: Apache-2.0
"""A kernel as a Python object: cells, values, errors, interrupts, ends."""

import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import benign

READY = "mixture n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
#: It ends long after the test's patience.
ENDLESS = READY + "run steps=1e12 leap=false"


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_cell_gives_what_it_published(lab):
    seen = []
    cell = lab.run(READY + 'run steps=50\ndirection\nprint "ü", 1\nplot misalignment\nn = 3', on_output=seen.append)
    assert seen == cell.outputs
    assert [r["kind"] for r in cell.results] == ["run", "direction"] == [r["kind"] for r in lab.results]
    assert "ü 1\n" in cell.printed and cell.warnings.startswith("warning: n is also a setting")
    (picture,) = cell.pictures
    assert picture.startswith("<svg")
    assert cell.execution == 1
    assert str(cell).endswith(cell.warnings.removesuffix("\n"))
    assert lab.run("help run").outputs[0].type == "page"
    assert (str(lab.run("")), repr(lab.run(""))) == ("", "<benign.Cell without outputs>")


def test_results_of_a_failed_cell_are_kept(lab):
    with pytest.raises(benign.Error) as caught:
        lab.run(READY + "run steps=5\nrun setps=5")
    assert caught.value.kind in ("UnknownName", "InvalidArgument") and lab.results == []  # nothing ran
    with pytest.raises(benign.Error) as caught:
        lab.run(READY + "run steps=5\nk = [1][7]\n")
    error = caught.value
    assert [r["kind"] for r in lab.results] == ["run"] == [r["kind"] for r in error.cell.results]
    assert error.kind == "InvalidArgument" and error.message and error.message in error.traceback
    assert "k = [1][7]" in error.traceback and "^" in error.traceback and str(error) == error.traceback
    assert lab["t"] == 5


@pytest.mark.parametrize("error", [benign.Error("Busy", "It is.", "Busy: It is.\n1 | x"), benign.KernelDied("a"), benign.NotFound("b")])
def test_errors_go_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and vars(copy) == vars(error) and str(copy) == str(error)


VALUES = [
    3, -2.5, 1e-300, 1e300, 0.1, 2**53, True, False, None, math.inf, -math.inf, "", "plain", [], [1, [2.5, "x", None], True],
    'all of "\\\' \n\r\t \x00\x07\x7f\x85\u2028\ufeff', "ü ∇ 𝕎 👩‍🔬", ["inf", math.inf, None, '"None"', -math.inf],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_values_go_in_and_come_out(shared, value):
    shared["x"] = value
    assert shared["x"] == value and type(shared["x"]) is type(value)


@pytest.mark.parametrize(
    "value, expected",
    [
        ((1, 2), [1, 2]), (range(3), [0, 1, 2]), (np.float64(0.1), 0.1), (np.float32(0.5), 0.5), (np.longdouble(0.25), 0.25),
        (np.int8(-3), -3), (np.bool_(True), True), (np.str_("ä"), "ä"), (np.arange(4).reshape(2, 2), [[0, 1], [2, 3]]),
        (np.array(["a", "b"]), ["a", "b"]), (pd.Series([1.5, math.inf]), [1.5, math.inf]), (np.array(7), 7),
        (pd.Series(["a", "b"]), ["a", "b"]), (2**100, 2.0**100),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_other_forms_of_values_go_in(shared, value, expected):
    shared["x"] = value
    assert shared["x"] == expected


def test_nan_goes_in_and_comes_out(shared):
    shared["x"] = [1, math.nan, np.float32("nan")]
    one, *others = shared["x"]
    assert one == 1 and all(map(math.isnan, others))


CYCLE = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    "value, kind, words",
    [
        ({"a": 1}, TypeError, "x: Benign has no dict"), ([1, {2}], TypeError, "no set"), (1j, TypeError, "no complex"),
        (np.array([1j]), TypeError, "no ndarray"), (np.datetime64("2026-01-01"), TypeError, "no datetime64"),
        (b"x", TypeError, "no bytes"), (object(), TypeError, "no object"), (2**53 + 1, ValueError, "double precision"),
        (10**400, ValueError, "double precision"), ("\ud800", ValueError, "half a character"), (CYCLE, ValueError, "100 lists"),
        (pd.Series(pd.to_datetime(["2026-01-01"])), TypeError, "no Series"), (lambda: 1, TypeError, "no function"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_the_language_lacks_is_refused(shared, value, kind, words):
    shared["x"] = 1
    with pytest.raises(kind, match=words):
        shared.assign(y=2, x=value)
    assert shared["x"] == 1


@pytest.mark.parametrize("name", ["ä", "a b", "1", "", "x = 1\ny"])
def test_names_are_checked(shared, name):
    with pytest.raises(ValueError, match="no name in Benign"):
        shared[name] = 1


def test_names_that_are_taken_are_refused_by_the_kernel(shared):
    with pytest.raises(benign.Error) as caught:
        shared.assign(a_variable=1, loss=2)
    assert "loss" in caught.value.message
    with pytest.raises(benign.Error, match="Nothing is named a_variable"):
        shared["a_variable"]
    assert "n is also a setting" in shared.assign(n=1)


def test_questions_are_values(shared):
    shared.run(READY + "run steps=10")
    direction = shared["direction"]
    assert direction["kind"] == "direction" and direction["t"] == 10
    assert shared["state"]["mixture"]["p"] == 400
    assert shared["misalignment  # with a comment"] == direction["misalignment"]
    with pytest.raises(benign.Error, match="Nothing is named nothing"):
        shared["nothing"]
    with pytest.raises(benign.Error):
        shared["1 +"]


def test_nothing_that_is_asked_is_counted(lab):
    lab.run("1")
    lab["x"] = 1
    assert lab["x"] == 1 and lab.tables == []
    assert lab.run("2").execution == 2
    assert lab.results == []


def test_ctrl_c_interrupts_the_cell_and_leaves_the_kernel(lab):
    def press(output):
        if output.is_progress:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as caught:
        lab.run(ENDLESS, on_output=press)
    assert caught.value.__cause__.kind == "Interrupted"
    assert lab["t"] > 0
    assert lab.run("1 + 1").text == "2\n"


def test_ctrl_c_of_a_terminal_does_not_reach_the_kernel(lab):
    assert os.getsid(lab.pid) != os.getsid(0)


def test_interrupts_of_many_moments_leave_the_kernel(lab):
    """Ctrl-C at once, and while the kernel is doing this or that: nothing is left over for the next cell."""
    for moment in np.linspace(0, 0.03, 31):
        timer = threading.Timer(moment, os.kill, (os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            timer.start()
            while True:
                lab.run(READY + "run steps=300 leap=false\nprint 1")
        timer.join()
        assert lab.run('print "still here"').text == "still here\n"


def test_an_error_of_on_output_interrupts_the_cell(lab):
    def fail(output):
        if output.is_progress:
            raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        lab.run(ENDLESS, on_output=fail)
    assert lab.run("1 + 1").text == "2\n"


def test_on_output_cannot_run_another_cell(lab):
    with pytest.raises(RuntimeError, match="on_output asks for another one"):
        lab.run("1", on_output=lambda output: lab["1"])
    assert lab["1"] == 1


def begun(lab):
    """A thread in which a cell runs, and the errors with which it will end."""
    seen, failures = threading.Event(), []

    def work():
        try:
            lab.run(ENDLESS, on_output=lambda output: seen.set())
        except benign.Error as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert seen.wait(60)
    return thread, failures


def test_another_thread_interrupts(lab):
    thread, failures = begun(lab)
    lab.interrupt()
    thread.join(60)
    assert failures[0].kind == "Interrupted"
    lab.interrupt()  # of nothing
    assert lab["t"] > 0


def test_threads_wait_for_their_turn(lab):
    lab["x"] = 0
    threads = [threading.Thread(target=lambda: [lab.run("x = x + 1") for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert lab["x"] == 80


def test_two_kernels_know_nothing_of_each_other():
    with benign.Kernel() as one, benign.Kernel() as two:
        one["x"] = 1
        two["x"] = 2
        assert (one["x"], two["x"]) == (1, 2)
        two.close()
        assert one["x"] == 1 and one.is_alive and not two.is_alive


@pytest.mark.parametrize("moment", ["idle", "busy"])
def test_a_death_is_told(lab, moment):
    def kill(output=None):
        os.kill(lab.pid, signal.SIGKILL)

    if moment == "idle":
        kill()
    with pytest.raises(benign.KernelDied, match="killed by SIGKILL"):
        lab.run(ENDLESS, on_output=kill)
    assert not lab.is_alive and "has ended" in repr(lab)
    for again in (lambda: lab.run("1"), lambda: lab["1"], lab.interrupt, lambda: lab.assign(x=1)):
        with pytest.raises(benign.KernelDied, match="what it held has gone"):
            again()


def test_a_kernel_that_cannot_start_says_why(tmp_path):
    program = tmp_path / "benign"
    program.write_text("#!/bin/sh\necho no library >&2\nexit 7\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(benign.KernelDied, match=r"exit status was 7\n  no library"):
        benign.Kernel(program)


def test_a_closed_kernel_is_gone(lab):
    folder = lab._process.folder
    assert folder.stat().st_mode & 0o077 == 0
    lab.close()
    lab.close()
    assert not is_running(lab.pid) and not folder.exists()
    with pytest.raises(benign.KernelDied, match="was closed"):
        lab.run("1")


def test_closing_ends_a_cell_that_runs(lab):
    thread, failures = begun(lab)
    lab.close()
    thread.join(60)
    assert failures[0].kind in ("Interrupted", "KernelDied")


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_it_ends_with_its_python(end):
    code = f"import benign, os\nlab = benign.Kernel()\nprint(lab.pid, flush=True)\n{end}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.stderr == ""
    until = time.monotonic() + 30
    while is_running(int(answer.stdout)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(int(answer.stdout))


def test_it_works_in_its_folder_with_its_environment(tmp_path):
    with benign.Kernel(cwd=tmp_path, env={"BENIGN_PROGRESS": "none"}) as lab:
        lab.run(READY + 'export experiment "here.json"')
    assert Path(tmp_path, "here.json").exists()


def test_a_long_temporary_folder_is_no_trouble(tmp_path, monkeypatch):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    with benign.Kernel() as lab:
        assert lab["1"] == 1
