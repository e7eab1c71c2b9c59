# SPDX-License-Identifier: Apache-2.0
"""What one client may take: bytes that it sends, bytes that it does not read, threads, connections."""

import contextlib
import json
import os
import socket

import pytest

from Conformance.cells import ENDLESS
from Conformance.process import Memory, descriptors, eventually, threads
from Conformance.wire import Wire
from Conformance.zmtp import Peer, frame, message

MIB = 1 << 20
HISTORY = {"hist_access_type": "tail"}


@pytest.fixture
def served(start):
    """A kernel, its place, a client of it, and what it takes from now on."""
    kernel, place = start()
    with kernel, Wire(place) as wire:
        wire.run("1")
        yield kernel, place, wire, Memory(kernel)


def test_a_topic_may_have_128_bytes(served):
    _, place, wire, memory = served
    with Peer(place, "iopub", b"SUB") as peer:
        peer.send(frame(b"\x01" + b"x" * 128))
        assert wire.parse(peer.message())["content"] == {"subscription": "x" * 128}
    with Peer(place, "iopub", b"SUB") as peer:
        peer.send(frame(b"\x01" + b"x" * (20 * MIB)))
        assert peer.is_ended()
    assert wire.run("6*7").texts == ["42"]
    assert memory.peak < 16 * MIB


MANY_TOPICS = "ended a connection on iopub: more than 8 KiB of topics"


def topics(count, size, more=False):
    return b"".join(frame(b"\x01" + os.urandom(size), more) for _ in range(count))


def test_all_topics_may_have_8_kibibytes_and_256_bytes_each(served):
    """What many ask for counts once; beyond, whoever asks for most is ended."""
    kernel, place, wire, _ = served
    with Peer(place, "iopub", b"SUB") as one, Peer(place, "iopub", b"SUB") as other:
        for peer in [one, other]:
            for n in range(20):
                peer.send(frame(b"\x01topic %03d" % n + b"x" * 119))
                assert len(wire.parse(peer.message())["content"]["subscription"]) == 128
        assert MANY_TOPICS not in kernel.stderr
        with Peer(place, "iopub", b"SUB") as third:
            third.send(topics(1, 128))
            third.message()  # it is welcome
            other.send(topics(1, 128))
            assert other.is_ended()
            third.send(topics(1, 100))
            assert one.is_ended()
            third.message()
    assert eventually(lambda: MANY_TOPICS in kernel.stderr)


@pytest.mark.parametrize("more", [False, True])
def test_topics_that_come_without_end_are_given_up(served, more):
    kernel, place, wire, memory = served
    with Peer(place, "iopub", b"SUB") as peer:
        for _ in range(100):
            peer.send(topics(1000, 128, more))
        peer.send(topics(1, 128))
        assert peer.is_ended()
    assert wire.run("6*7").texts == ["42"]
    assert eventually(lambda: MANY_TOPICS in kernel.stderr)
    with Peer(place, "iopub", b"SUB") as again:
        again.send(frame(b"\x01again"))
        assert wire.parse(again.message())["content"] == {"subscription": "again"}
    assert memory.peak < 64 * MIB and memory.is_given_back(but=16 * MIB)


@pytest.mark.parametrize("count, size", [(60, 1000), (300, 128)])
def test_topics_of_many_connections_delay_nobody(served, count, size):
    _, place, wire, memory = served
    endless = wire.execute(ENDLESS)
    wire.until_busy(endless)
    with contextlib.ExitStack() as peers:
        for _ in range(60):
            peers.enter_context(Peer(place, "iopub", b"XSUB")).send(topics(count, size))
        late = peers.enter_context(Wire(place))
        assert late.ask("control", "kernel_info_request")["status"] == "ok"
    # All others are closed now.
    wire.ask("control", "interrupt_request")
    assert wire.reply(endless)["content"]["ename"] == "Interrupted"
    with Wire(place) as later:
        assert later.run("6*7").texts == ["42"]
    assert wire.run("6*7").texts == ["42"]
    assert memory.peak < 64 * MIB and memory.is_given_back(but=16 * MIB)

def test_a_heartbeat_may_have_64_kibibytes(served):
    _, place, wire, memory = served
    with Peer(place, "hb", b"REQ") as peer:
        peer.send(message([b"", b"x" * 65536]))
        assert peer.message() == [b"", b"x" * 65536]
        peer.send(frame(b"x" * MIB, more=True), times=256)
        assert peer.is_ended()
    assert memory.peak < 16 * MIB


@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "hb"])
@pytest.mark.parametrize("size, count", [(0, 30_000_000), (40, 5_000_000), (1000, 500_000)])
def test_a_message_that_does_not_end_is_given_up(served, channel, size, count):
    """What has come may be 256 MiB, and its parts take three times the memory at most."""
    kernel, place, wire, memory = served
    with Peer(place, channel, b"DEALER") as peer:
        peer.send(frame(bytes(size), more=True) * 1000, times=count // 1000)
        assert peer.is_ended()
    assert wire.run("6*7").texts == ["42"]
    assert "MiB of a message that is not whole" in kernel.stderr
    assert memory.peak < 1024 * MIB and memory.is_given_back(but=16 * MIB)


def test_a_frame_may_have_256_mebibytes(served):
    _, place, wire, memory = served
    with Peer(place, "shell", b"DEALER") as peer:
        # Its flags and length, and nothing else.
        peer.send(b"\x02" + (256 * MIB + 1).to_bytes(8, "big"))
        assert peer.is_ended()
    assert memory.peak < 16 * MIB


def test_a_message_may_have_1024_frames(served):
    kernel, place, wire, _ = served
    frames, request = wire.frames("kernel_info_request", {})
    wire.sockets["shell"].send_multipart(frames + [b""] * 1000)
    assert wire.reply(request)["content"]["status"] == "ok"
    wire.sockets["shell"].send_multipart(wire.frames("kernel_info_request", {})[0] + [b""] * 1100)
    wire.ask("shell", "kernel_info_request")
    assert "dropped a message on shell: too many frames" in kernel.stderr


def test_a_header_may_have_64_kibibytes(served):
    kernel, _, wire, _ = served
    wire.send("shell", "kernel_info_request", username="x" * 70_000)
    wire.ask("shell", "kernel_info_request")
    assert "bytes of identities and header" in kernel.stderr


def test_a_cell_may_have_32_mebibytes_and_a_larger_one_is_told_so(served):
    _, _, wire, memory = served
    size = 200_000_000
    outcome = wire.collect(wire.execute("#" + "x" * size))
    (error,) = [m["content"] for m in outcome.messages if m["msg_type"] == "error"]
    for content in (outcome.reply["content"], error):
        assert content["ename"] == "ResourceLimit"
        assert content["evalue"] == "a request may have 32 MiB, and this one has 191 MiB"
    assert memory.peak < 3 * size and memory.is_given_back(but=16 * MIB)
    assert wire.run("#" + "x" * (31 * MIB) + "\n6*7").texts == ["42"]


def test_over_ipc_requests_are_bounded_too(start):
    kernel, place = start("ipc")
    with kernel, Wire(place) as wire:
        assert wire.run("#" + "x" * (33 * MIB), "error").reply["content"]["ename"] == "ResourceLimit"
        wire.sockets["shell"].send_multipart(wire.frames("kernel_info_request", {})[0] + [b""] * 1100)
        wire.ask("shell", "kernel_info_request")
        assert "dropped a message on shell: too many frames" in kernel.stderr
        made = [wire.ask("control", "create_subshell_request")["status"] for _ in range(65)]
        assert made == ["ok"] * 64 + ["error"]


@pytest.mark.parametrize("kind", ["complete_request", "inspect_request", "history_request"])
def test_every_other_request_may_have_32_mebibytes(served, kind):
    _, _, wire, _ = served
    answer = wire.ask("shell", kind, {"code": "x" * (33 * MIB), **HISTORY})
    assert answer["status"] == "error" and "32 MiB" in answer["evalue"]


def test_cells_that_wait_may_have_128_mebibytes(served):
    _, _, wire, memory = served
    endless = wire.execute(ENDLESS)
    wire.until_busy(endless)
    waiting = [wire.execute("#" + "x" * (15 * MIB)) for _ in range(10)]
    wire.ask("shell", "kernel_info_request")
    refused = [wire.reply(request)["content"] for request in waiting[-2:]]
    assert {(c["ename"], c["evalue"]) for c in refused} == {
        ("ResourceLimit", "the requests that wait may take 128 MiB together")
    }
    wire.ask("control", "interrupt_request")
    assert wire.reply(endless)["content"]["ename"] == "Interrupted"
    for request in waiting[:-2]:
        assert wire.reply(request)["content"]["ename"] == "Aborted"
    assert wire.run("6*7").texts == ["42"]
    assert memory.is_given_back(but=64 * MIB)


UNREAD = "wait that its client does not read"


def test_a_subscriber_that_never_reads_is_given_up(start):
    kernel, place = start()
    with kernel, Wire(place, listens=False) as wire:
        wire.reply(wire.execute('text = "' + "x" * 100_000 + '"'))
        memory = Memory(kernel)
        with Peer(place, "iopub", b"SUB") as peer:
            peer.send(frame(b"\x01"))
            peer.message()  # it is subscribed
            for _ in range(40):
                if UNREAD not in kernel.stderr:
                    wire.reply(wire.execute("\n".join(["print text"] * 100)))
            assert UNREAD in kernel.stderr and peer.is_ended()
        assert memory.peak < 800 * MIB and memory.is_given_back(but=100 * MIB)


def test_a_subscriber_may_be_200_000_messages_behind(start):
    """It loses none of these, and what comes beyond them."""
    kernel, place = start()
    with kernel, Wire(place, listens=False) as wire:
        wire.reply(wire.execute("1"))
        with Peer(place, "iopub", b"SUB") as peer:
            peer.send(frame(b"\x01"))
            peer.message()  # it is subscribed
            for first in (0, 120_000):
                cell = "\n".join(str(number) for number in range(first, first + 120_000))
                assert wire.reply(wire.execute(cell))["content"]["status"] == "ok"
            number = 0
            while number < 199_900:
                content = json.loads(peer.message()[-1])
                if "data" in content:
                    assert content["data"]["text/plain"] == str(number)
                    number += 1
        assert wire.ask("shell", "kernel_info_request")["status"] == "ok"


def test_a_client_that_never_reads_its_replies_is_given_up(served):
    kernel, place, wire, memory = served
    for _ in range(3):
        wire.run("#" + "x" * (5 * MIB))
    with Peer(place, "shell", b"DEALER") as peer:
        for _ in range(50):
            peer.send(message(wire.frames("history_request", HISTORY)[0]))
        assert eventually(lambda: UNREAD in kernel.stderr)
    assert len(wire.ask("shell", "history_request", HISTORY)["history"]) == 4
    assert memory.peak < 1500 * MIB and memory.is_given_back(but=200 * MIB)


def test_there_may_be_64_subshells(served):
    kernel, _, wire, _ = served
    before = threads(kernel.pid)
    made = [wire.ask("control", "create_subshell_request") for _ in range(70)]
    assert [m["status"] for m in made] == ["ok"] * 64 + ["error"] * 6
    assert made[-1]["ename"] == "ResourceLimit" and "64 subshells" in made[-1]["evalue"]
    assert threads(kernel.pid) <= before + 64
    wire.ask("control", "delete_subshell_request", {"subshell_id": made[0]["subshell_id"]})
    assert wire.ask("control", "create_subshell_request")["status"] == "ok"


@pytest.mark.parametrize("channel, most", [("shell", 512), ("iopub", 64)])
def test_there_may_be_so_many_connections(served, channel, most):
    kernel, place, wire, _ = served
    before = descriptors(kernel.pid)
    port = place[f"{channel}_port"]
    peers = [socket.create_connection((place["ip"], port)) for _ in range(700)]
    try:
        # Those that stay, and those that were ended.
        others = f"{most} others"
        assert eventually(lambda: descriptors(kernel.pid) <= before + most and others in kernel.stderr)
        assert wire.run("6*7").texts == ["42"]
    finally:
        for peer in peers:
            peer.close()


def test_a_message_is_taken_no_more_after_many_others(start):
    kernel, place = start()
    with kernel, Wire(place, listens=False) as wire:
        frames, request = wire.frames("execute_request", {"code": "6*7"})
        wire.sockets["shell"].send_multipart(frames)
        assert wire.reply(request)["content"]["status"] == "ok"
        for _ in range(66_000):
            wire.send("shell", "comm_msg", {"comm_id": "none"})
        wire.sockets["shell"].send_multipart(frames)
        wire.ask("shell", "kernel_info_request")
        wire.ask("shell", "history_request", HISTORY)
        assert wire.arrived("shell") == []
        assert wire.ask("shell", "history_request", HISTORY)["history"] == [[1, 1, "6*7"]]


def test_a_message_that_was_recorded_before_a_restart_is_taken(start):
    """As kernelspec/README.md says: the key stays, and nothing is kept of what was sent."""
    kernel, place = start()
    recorded = None
    for _ in range(2):
        with kernel, Wire(place) as wire:
            frames, request = recorded = recorded or wire.frames("execute_request", {"code": "6*7"})
            wire.sockets["shell"].send_multipart(frames)
            assert wire.collect(request).texts == ["42"]
            wire.ask("control", "shutdown_request", {"restart": True})
            assert kernel.end() == 0
