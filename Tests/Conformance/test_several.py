# SPDX-License-Identifier: Apache-2.0
"""Several clients at once: replies go to who asked, publications to all, and none waits for a slow one."""

import contextlib
import threading
import time

import pytest
import zmq

from Conformance.test_execution import kinds
from Conformance.wire import PATIENCE, Wire, belonging_to, endpoint, state


@pytest.fixture(params=[2, 5])
def clients(kernel, request):
    with contextlib.ExitStack() as stack:
        place = kernel.manager.get_connection_info()
        yield [stack.enter_context(Wire(place)) for _ in range(request.param)]


def test_each_gets_its_own_replies_and_all_hear_everything(clients):
    requests = []
    for round in range(10):
        for number, client in enumerate(clients):
            code = f'print "{number}.{round}"\n{100 * round + number}'
            requests.append((number, client.execute(code), 100 * round + number))
    for number, request, value in requests:
        assert clients[number].reply(request)["content"]["status"] == "ok"
        for client in clients:
            messages = client.published(request)
            assert kinds(messages) == ["busy", "execute_input", "stream", "execute_result", "idle"]
            assert messages[3]["content"]["data"]["text/plain"] == str(value)
            assert messages[0]["parent_header"]["session"] == clients[number].session
    for client in clients:
        assert client.arrived("shell", 0.01) == []


def test_their_counts_are_the_kernel_s(clients):
    counts = [client.run("1").reply["content"]["execution_count"] for client in clients]
    assert counts == list(range(counts[0], counts[0] + len(clients)))


def test_every_subscriber_is_welcomed_first_and_alone(kernel, clients):
    for client in clients:
        client.arrived("iopub", 0.05)
    with Wire(kernel.manager.get_connection_info(), listens=False) as newcomer:
        newcomer.sockets["iopub"].subscribe(b"")
        assert newcomer.sockets["iopub"].poll(PATIENCE * 1000)
        welcome = newcomer.parse(newcomer.sockets["iopub"].recv_multipart())
        assert welcome["msg_type"] == "iopub_welcome" and welcome["parent_header"] == {}
        assert welcome["content"] == {"subscription": ""}
        assert welcome["header"]["session"] and welcome["header"]["date"]
    for client in clients:
        assert client.arrived("iopub", 0.05) == []


def test_a_subscriber_to_one_topic_hears_only_that(kernel, wire):
    with Wire(kernel.manager.get_connection_info(), listens=False) as picky:
        picky.sockets["iopub"].subscribe(b"stream.stderr")
        welcome = picky.receive("iopub", lambda m: True)
        assert welcome["content"] == {"subscription": "stream.stderr"}
        outcome = wire.run('print "a"\nmixture gaussian n=20 p=10 mu=1')
        assert outcome.stderr
        heard = picky.receive("iopub", lambda m: True)
        assert heard["content"]["name"] == "stderr" and picky.arrived("iopub") == []


def test_whoever_comes_while_others_go_hears_everything(kernel):
    """A page that is reloaded: one connection goes while the next one comes."""
    place, over = kernel.manager.get_connection_info(), threading.Event()

    def come_and_go():
        with zmq.Context() as context:
            while not over.is_set():
                sockets = [context.socket(zmq.SUB) for _ in range(8)]
                for socket in sockets:
                    socket.subscribe(b"")
                    socket.connect(endpoint(place, "iopub"))
                over.wait(0.003)
                for socket in sockets:
                    socket.close(0)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        for _ in range(150):
            with Wire(place) as client:
                request = client.send("shell", "kernel_info_request")
                heard = client.receive("iopub", belonging_to(request))
                assert state(heard) == "busy"
    finally:
        over.set()
        thread.join()


def test_a_client_that_returns_under_its_identity_is_served(kernel):
    place = kernel.manager.get_connection_info()
    with Wire(place, identity=b"the same"):
        for _ in range(3):
            with Wire(place, identity=b"the same") as again:
                assert again.run("6*7").texts == ["42"]


def slow_subscriber(wire, place):
    """A subscriber that takes a message at a time from the wire; the others wait in the kernel."""
    socket = wire.context.socket(zmq.SUB)
    socket.setsockopt(zmq.RCVHWM, 1)
    socket.subscribe(b"")
    socket.connect(endpoint(place, "iopub"))
    assert socket.poll(PATIENCE * 1000)
    socket.recv_multipart()  # the welcome
    return socket


@pytest.mark.parametrize("cell, count", [
    ("\n".join(f"print {n}" for n in range(100_000)), 100_000),
    # Each result is a message of its own.
    ("\n".join(f"print {n}\n{n}" for n in range(4_000)), 4_000),
], ids=["lines", "lines and results"])
def test_a_client_that_does_not_read_delays_nobody_and_loses_nothing(start, cell, count):
    # Over ipc, where the system holds little for a reader.
    kernel, place = start("ipc")
    lines = "".join(f"{n}\n" for n in range(count))
    with kernel, Wire(place) as wire, Wire(place) as idle:
        slow = slow_subscriber(wire, place)
        request = wire.execute(cell)
        assert idle.ask("control", "kernel_info_request")["status"] == "ok"
        assert wire.collect(request).stdout == lines
        assert idle.run("6*7").texts == ["42"]
        heard, belongs, deadline = [], belonging_to(request), time.monotonic() + PATIENCE
        while not (heard and belongs(heard[-1]) and state(heard[-1]) == "idle"):
            left = max(0, deadline - time.monotonic())
            assert slow.poll(left * 1000), f"lost behind {len(heard)} messages"
            heard.append(wire.parse(slow.recv_multipart()))
        texts = [m["content"]["text"] for m in heard if m["msg_type"] == "stream"]
        assert "".join(texts) == lines


def test_neighbouring_lines_travel_together(wire):
    """A Jupyter server drops what exceeds a thousand messages in a second."""
    outcome = wire.run("\n".join(["print 1"] * 100_000))
    assert outcome.stdout == "1\n" * 100_000
    assert len(outcome.of_type("stream")) < 200


def test_a_cell_of_megabytes_is_understood(wire, another):
    code = "# " + "é𝒳" * 1_000_000 + "\n6*7"
    request = wire.execute(code)
    for client in (wire, another):
        messages = client.published(request)
        assert messages[1]["content"]["code"] == code
    assert wire.reply(request)["content"]["status"] == "ok"
