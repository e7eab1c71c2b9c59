# SPDX-License-Identifier: Apache-2.0
"""examples/zmq/first_session.py runs as its README says, and what it prints is true."""

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def printed(clone, benign, tmp_path_factory):
    """The words of each line that the script prints, by the first one."""
    answer = subprocess.run(
        [sys.executable, clone / "examples/zmq/first_session.py", benign],
        cwd=tmp_path_factory.mktemp("zmq"), capture_output=True, text=True, timeout=240,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stderr == ""
    return {line.split()[0]: line.split()[1:] for line in answer.stdout.splitlines()}


def test_the_kernel_introduces_itself(printed):
    assert printed["kernel"] == ["benign", "protocol", "5.5"]


def test_numbers_come_with_the_reply(printed):
    t, misalignment, limit_error = map(float, printed["after"])
    assert t == 1000 and 0 < misalignment < 0.01 and 0 < limit_error < 0.01


def test_publications_come_between_busy_and_idle(printed):
    assert printed["published"][:2] == ["status", "execute_input"]
    assert "execute_result" in printed["published"]
    assert printed["published"][-1] == "status" and printed["published"].count("status") == 2


def test_a_subshell_answers_from_within_the_run(printed):
    t, misalignment = map(float, printed["during"])
    assert 1000 < t <= float(printed["kept"][0])
    assert 0 < misalignment < float(printed["after"][1])


def test_an_interrupt_keeps_the_steps_and_says_where_it_stopped(printed):
    kept, then = printed["kept"][0], printed["kept"][2]
    assert printed["interrupted"] == ["Interrupted"]
    assert f"step {kept}; `run` continues." in " ".join(printed["because"])
    assert float(then) == float(kept) + 10


def test_the_kernel_shuts_down_cleanly(printed):
    assert printed["exit"] == ["0"]
