# SPDX-License-Identifier: Apache-2.0
"""From the first bind to the last breath: transports, ports, signals, parents, shutdown, restarts."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from Conformance.cells import ENDLESS
from Conformance.process import PORTS, KernelProcess, descriptors, eventually
from Conformance.wire import Wire


def has_ended(pid):
    """Of a process that is not our child; what its parent must clear away has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def still_serves(wire):
    """The kernel looks for its parent each time that something has come: then it is there for the next one."""
    return [wire.run("6*7").texts for _ in range(3)] == [["42"]] * 3


def are_free(place):
    """Whether somebody else can listen on every port."""
    for name in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((place["ip"], place[name]))
    return True


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_every_transport_serves(start, transport):
    kernel, place = start(transport)
    with kernel, Wire(place) as wire:
        outcome = wire.run('print "a"\n6*7', user_expressions={"x": "1"})
        assert (outcome.stdout, outcome.texts) == ("a\n", ["42"])
        assert wire.ask("control", "shutdown_request", {"restart": False})["status"] == "ok"
        assert kernel.end() == 0


def test_an_ipc_path_that_is_relative_lies_in_the_working_folder(benign, start, tmp_path):
    """As jupyter_client writes it."""
    _, place = start("ipc")
    kernel = KernelProcess(benign, place | {"ip": "kernel-ipc"}, tmp_path)
    with kernel, Wire(place | {"ip": f"{tmp_path}/kernel-ipc"}) as wire:
        assert wire.run("6*7").texts == ["42"]
        assert (tmp_path / "kernel-ipc-1").is_socket()


@pytest.mark.parametrize("restart", [True, False])
@pytest.mark.parametrize("channel", ["control", "shell"])
def test_shutdown_is_answered_told_to_everybody_and_obeyed(start, channel, restart):
    kernel, place = start()
    with kernel, Wire(place) as wire, Wire(place) as other:
        request = wire.send(channel, "shutdown_request", {"restart": restart})
        assert wire.reply(request, channel)["content"] == {"status": "ok", "restart": restart}
        for client in (wire, other):
            kinds = [m["msg_type"] for m in client.published(request)]
            assert kinds == ["status", "shutdown_reply", "status"]
        assert kernel.end() == 0 and kernel.stderr == ""
        assert are_free(place)


def test_what_runs_and_what_waits_is_answered_before_the_end(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        requests = [wire.execute(ENDLESS), wire.execute("1"), wire.execute("2")]
        wire.until_busy(requests[0])
        wire.ask("shell", "kernel_info_request")
        wire.ask("control", "shutdown_request", {"restart": False})
        names = [wire.collect(request).reply["content"]["ename"] for request in requests]
        assert names == ["Interrupted", "Aborted", "Aborted"]
        assert kernel.end() == 0


def test_sigint_does_not_end_an_idle_kernel(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        for _ in range(10):
            os.kill(kernel.pid, signal.SIGINT)
            assert wire.run("6*7").texts == ["42"]
        assert kernel.process.poll() is None


def test_sigint_interrupts_a_busy_kernel(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        request = wire.execute(ENDLESS)
        wire.until_busy(request)
        os.kill(kernel.pid, signal.SIGINT)
        assert wire.reply(request)["content"]["ename"] == "Interrupted"
        assert wire.run("6*7").texts == ["42"]


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_sigterm_ends_it_cleanly(start, transport, busy):
    kernel, place = start(transport)
    with kernel, Wire(place) as wire:
        wire.run("1")
        if busy:
            request = wire.execute(ENDLESS)
            wire.until_busy(request)
        os.kill(kernel.pid, signal.SIGTERM)
        if busy:
            assert wire.reply(request)["content"]["ename"] == "Interrupted"
        assert kernel.end() == 0 and kernel.stderr == ""


def test_it_ends_when_its_parent_is_killed(benign, start, tmp_path):
    """Busy or not: nobody is left who could ask it to."""
    kernel, place = start()
    program = (
        "import os, subprocess, sys\n"
        "os.environ['JPY_PARENT_PID'] = str(os.getpid())\n"
        "kernel = subprocess.Popen(sys.argv[1:], start_new_session=True)\n"
        "print(kernel.pid, flush=True)\nkernel.wait()"
    )
    command = [sys.executable, "-c", program, *kernel.command]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        try:
            with Wire(place) as wire:
                request = wire.execute(ENDLESS)
                wire.until_busy(request)
                parent.kill()
                parent.wait()
                assert eventually(lambda: has_ended(pid))
        finally:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("mode, folder, is_told", [
    (0o666, 0o700, True), (0o620, 0o700, True), (0o644, 0o755, True), (0o640, 0o710, True),
    (0o644, 0o700, False), (0o600, 0o755, False),
], ids=oct)
def test_a_connection_file_that_others_may_use_is_told_of(start, tmp_path, mode, folder, is_told):
    kernel, place = start()
    (tmp_path / "connection.json").chmod(mode)
    tmp_path.chmod(folder)
    with kernel, Wire(place) as wire:
        assert wire.run("6*7").texts == ["42"]
        warning = "others than you may read or change the connection file connection.json"
        assert (warning in kernel.stderr) == is_told


def test_a_socket_file_is_for_its_owner(start, tmp_path):
    kernel, place = start("ipc")
    with kernel, Wire(place) as wire:
        wire.run("1")
        files = list(tmp_path.glob("ipc-*"))
        assert len(files) == 5
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)
        wire.run(f'mixture n=20 p=400 mu=4\nnetwork m=4 gamma=0.5\nexport experiment "{tmp_path}/e.json"')
    umask = os.umask(0o077)
    os.umask(umask)
    # The kernel has gone on with the mask that it was given.
    assert (tmp_path / "e.json").stat().st_mode & 0o777 == 0o666 & ~umask


def test_without_a_jupyter_it_outlives_who_started_it(benign, start, tmp_path):
    """As a shell does with `benign kernel … &` at its end."""
    kernel, place = start()
    program = "import subprocess, sys\nprint(subprocess.Popen(sys.argv[1:], stdout=-3).pid)"
    environment = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    ended = subprocess.run(
        [sys.executable, "-c", program, *kernel.command], cwd=tmp_path, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )
    pid = int(ended.stdout)
    try:
        with Wire(place) as wire:
            assert still_serves(wire)
            wire.ask("control", "shutdown_request", {"restart": False})
            assert eventually(lambda: has_ended(pid))
    finally:
        if Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGKILL)


def test_a_parent_that_is_not_its_own_is_not_watched(start, monkeypatch):
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    kernel, place = start()
    with kernel, Wire(place) as wire:
        assert still_serves(wire)


@pytest.mark.parametrize("name", PORTS)
def test_a_port_that_is_taken_ends_the_start_with_its_name(start, name):
    kernel, place = start()
    with socket.create_server((place["ip"], place[name])), kernel:
        assert kernel.end() not in (0, None)
        assert f"{place['ip']}:{place[name]}" in kernel.stderr and "in use" in kernel.stderr
        assert len(kernel.stderr.splitlines()) == 1


@pytest.mark.parametrize("change", [
    {"transport": "udp"}, {"signature_scheme": "hmac-md5"}, {"shell_port": "x"}, {"ip": None},
    {"shell_port": 0}, {"hb_port": -1}, {"iopub_port": 65536}, {"transport": "ipc", "stdin_port": 0},
], ids=str)
def test_a_connection_file_that_it_cannot_serve_is_named(benign, start, tmp_path, change):
    _, place = start()
    with KernelProcess(benign, place | change, tmp_path) as kernel:
        assert kernel.end() not in (0, None)
        assert "connection.json" in kernel.stderr and len(kernel.stderr.splitlines()) == 1


def test_a_hundred_restarts_on_the_same_ports_leave_nothing_behind(start):
    kernel, place = start()
    before = None
    sessions, processes = set(), set()
    for _ in range(100):
        with kernel, Wire(place) as wire:
            outcome = wire.run("1 + 1")
            assert outcome.texts == ["2"] and outcome.reply["content"]["execution_count"] == 1
            sessions.add(outcome.reply["header"]["session"])
            processes.add(kernel.pid)
            wire.ask("control", "shutdown_request", {"restart": True})
            assert kernel.end() == 0
        before = before or descriptors()
    assert descriptors() == before
    assert len(sessions) == 100 and len(processes) == 100
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)
    assert are_free(place)


def test_what_a_cell_puts_out_while_nobody_listens_is_shown_again(start):
    kernel, place = start()
    with kernel:
        with Wire(place) as page:
            request = page.execute('print "before"\nsum(1..1_000_000)\nprint "after"')
            page.until_busy(request)
        with Wire(place) as again:
            assert again.run("show -1").stdout == "before\nafter\n"


def test_a_client_that_stays_is_served_by_the_kernel_that_comes_next(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        wire.run("width = 3")
        wire.ask("control", "shutdown_request", {"restart": True})
        assert kernel.end() == 0
        wire.arrived("iopub")
        with kernel:
            wire.receive("iopub", lambda m: m["msg_type"] == "iopub_welcome")
            assert wire.run("width", "error").reply["content"]["ename"] == "UnknownName"
