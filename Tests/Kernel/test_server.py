# SPDX-License-Identifier: Apache-2.0
"""The kernel behind Jupyter's server and its kernel gateway: kernelspecs and life over REST, messages over a WebSocket."""

import time

import pytest

from Kernel.server import PATIENCE, Gateway, Server

ENDLESS = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\nrun steps=1e15 leap=false"


@pytest.fixture(scope="module", params=[Server, Gateway], ids=["server", "gateway"])
def server(request, prefix, tmp_path_factory):
    with request.param(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture
def kernel(server):
    """The id of a kernel of the test's own."""
    status, described = server.request("POST", "api/kernels", name="benign")
    assert status == 201, described
    yield described["id"]
    server.request("DELETE", f"api/kernels/{described['id']}")


@pytest.fixture
def channels(server, kernel):
    with server.channels(kernel) as channels:
        yield channels


def running(message):
    """Whether it shows progress: then the cell is in the middle of its run."""
    return message["msg_type"] in ("display_data", "update_display_data")


def idle(request):
    def test(message):
        mine = message["parent_header"].get("msg_id") == request
        return mine and message["content"].get("execution_state") == "idle"

    return test


def test_the_kernelspec_is_listed(server):
    listed = server.request("GET", "api/kernelspecs")[1]["kernelspecs"]["benign"]
    assert listed["spec"]["display_name"] == "Benign"
    assert listed["spec"]["language"] == "benign"
    assert listed["spec"]["interrupt_mode"] == "message"


def test_the_logos_are_served(server, prefix):
    resources = server.request("GET", "api/kernelspecs")[1]["kernelspecs"]["benign"]["resources"]
    assert set(resources) == {"logo-svg", "logo-32x32", "logo-64x64"}
    folder = prefix / "share/jupyter/kernels/benign"
    for address in resources.values():
        logo = folder / address.rpartition("/")[2]
        assert server.request("GET", address) == (200, logo.read_bytes())


def test_a_kernel_that_was_started_is_listed(server, kernel):
    listed = server.request("GET", "api/kernels")[1]
    assert [k["name"] for k in listed if k["id"] == kernel] == ["benign"]


def test_it_introduces_itself(channels):
    content = channels.ask("shell", "kernel_info_request")
    assert (content["status"], content["implementation"]) == ("ok", "benign")


def test_a_cell_s_messages_arrive_between_busy_and_idle(channels):
    request = channels.begin('print "seven"\n6*7')
    seen = [m for m in channels.receive(idle(request)) if m["channel"] == "iopub"]
    mine = [m for m in seen if m["parent_header"].get("msg_id") == request]
    kinds = [m["msg_type"] for m in mine]
    assert kinds == ["status", "execute_input", "stream", "execute_result", "status"]
    assert mine[2]["content"] == {"name": "stdout", "text": "seven\n"}
    assert mine[3]["content"]["data"]["text/plain"] == "42"


def test_a_failed_cell_says_so(channels):
    content = channels.reply(channels.begin("1 + widht"))
    assert (content["status"], content["ename"]) == ("error", "UnknownName")


def test_the_editor_s_questions_are_answered(channels):
    content = channels.ask("shell", "complete_request", code="geom", cursor_pos=4)
    assert content["matches"] == ["geomspace"]


def test_an_interrupt_over_rest_keeps_the_steps_done(server, kernel, channels):
    run = channels.begin(ENDLESS)
    channels.receive(running)
    assert server.request("POST", f"api/kernels/{kernel}/interrupt")[0] == 204
    assert channels.reply(run)["ename"] == "Interrupted"
    assert channels.value("t") > 0


def test_the_server_sees_the_kernel_busy_and_idle(server, kernel, channels):
    run = channels.begin(ENDLESS)
    channels.receive(running)
    wait_for_state("busy", server, kernel)
    server.request("POST", f"api/kernels/{kernel}/interrupt")
    channels.receive(idle(run))
    wait_for_state("idle", server, kernel)


def wait_for_state(wanted, server, kernel):
    """The server hears of it on a connection of its own, a little earlier or later."""
    until = time.monotonic() + PATIENCE
    while (state := server.request("GET", f"api/kernels/{kernel}")[1]["execution_state"]) != wanted:
        assert time.monotonic() < until, state
        time.sleep(0.05)


def test_a_subshell_answers_from_within_the_run(channels):
    subshell = channels.ask("control", "create_subshell_request")["subshell_id"]
    channels.begin(ENDLESS)
    channels.receive(running)
    first = channels.value("t", subshell)
    channels.receive(running)
    assert 0 < first < channels.value("t", subshell)


def test_who_comes_during_a_run_sees_its_progress(server, kernel, channels):
    run = channels.begin(ENDLESS)
    channels.receive(running)
    with server.channels(kernel) as other:
        assert other.receive(running)[-1]["parent_header"]["msg_id"] == run


def test_a_restart_over_rest_forgets_and_answers_again(server, kernel, channels):
    channels.reply(channels.begin("width = 6"))
    status, described = server.request("POST", f"api/kernels/{kernel}/restart")
    assert (status, described["id"]) == (200, kernel)
    with server.channels(kernel) as anew:
        assert anew.reply(anew.begin("width"))["ename"] == "UnknownName"
        assert anew.value("6*7") == 42


def test_a_restart_ends_a_run(server, kernel, channels):
    channels.begin(ENDLESS)
    channels.receive(running)
    assert server.request("POST", f"api/kernels/{kernel}/restart")[0] == 200
    with server.channels(kernel) as anew:
        assert anew.value("6*7") == 42


def test_a_deleted_kernel_is_gone(server, kernel):
    assert server.request("DELETE", f"api/kernels/{kernel}")[0] == 204
    assert server.request("GET", f"api/kernels/{kernel}")[0] == 404
