# SPDX-License-Identifier: Apache-2.0
"""A hundred thousand damaged messages over every socket: then the next request is answered."""

import json
import random
import socket
import subprocess

import pytest
import zmq

from Conformance.process import KernelProcess, connection, descriptors, eventually, resident, settle, threads
from Conformance.wire import DELIMITER, PATIENCE, Wire

# Of 100,000 in all.
ROUNDS = {"shell": 40_000, "control": 40_000, "stdin": 10_000}
SUBSCRIPTIONS, BEATS = 5_000, 5_000
# What the allocator keeps of queues once long, and the last 65,536 signatures, were 4 MiB when this was
# written; 250 bytes lost with each message would exceed it.
BOUND = 24 << 20
KINDS = [
    "execute_request", "complete_request", "inspect_request", "is_complete_request",
    "history_request", "comm_open", "comm_msg", "comm_info_request", "kernel_info_request",
    "connect_request", "interrupt_request", "list_subshell_request", "delete_subshell_request",
    "usage_request", "input_reply", "no_such_request",
]
VALUES = [None, True, -1, 1.5, 1e300, "", "é𝒳", [], {}, [[]], {"": None}, "x" * 300, 2**70]
NAMES = [
    "code", "cursor_pos", "detail_level", "silent", "store_history", "user_expressions", "comm_id",
    "hist_access_type", "n", "pattern", "session", "start", "stop", "subshell_id", "target_name",
]


def noise(dice):
    """A few frames of random bytes, some of them frames that mean something."""
    meaning = [DELIMITER, b"", b"{}", b"\x01", b"0" * 64]
    count = dice.randrange(1, 8)
    return [
        dice.choice(meaning) if dice.random() < 0.3 else dice.randbytes(dice.randrange(60))
        for _ in range(count)
    ]


def truncated(dice, frames):
    """A valid message without its last frames, or with one frame cut or changed."""
    frames = list(frames)
    if dice.random() < 0.4:
        return frames[: dice.randrange(1, len(frames))]
    index = dice.randrange(len(frames))
    frame = bytearray(frames[index])
    if dice.random() < 0.5 and frame:
        frame[dice.randrange(len(frame))] ^= 1 << dice.randrange(8)
    else:
        del frame[dice.randrange(len(frame) + 1) :]
    frames[index] = bytes(frame) if bytes(frame) != frames[index] else b"?"
    return frames


def nonsense(dice, wire):
    """Well signed, of a known type, with content that fits no type."""
    kind = dice.choice(KINDS)
    content = {name: dice.choice(VALUES) for name in dice.sample(NAMES, 4)}
    if kind == "execute_request":
        content["code"] = dice.choice([5, None, "", "1 +", "é𝒳", "no_such_name"])
    header = wire.header(kind, subshell_id=dice.choice([None, "", "x", 5]))
    return wire.signed([json.dumps(part).encode() for part in (header, {}, {}, content)])


def flood(wire, channel, count, seed):
    dice = random.Random(seed)
    socket = wire.sockets[channel]
    valid = [wire.frames(kind, {"code": "1"})[0] for kind in KINDS]
    for _ in range(count):
        kind = dice.random()
        if kind < 0.4:
            message = noise(dice)
        elif kind < 0.9:
            message = truncated(dice, dice.choice(valid))
        else:
            message = nonsense(dice, wire)
        socket.send_multipart(message)
        while socket.poll(0):
            socket.recv_multipart()


def ask_all(wire):
    """The next valid requests, one on each channel."""
    assert wire.run("6*7").texts == ["42"]
    assert wire.ask("control", "kernel_info_request")["status"] == "ok"
    heart = wire.socket(zmq.REQ, "hb")
    heart.send(b"beat")
    assert heart.poll(PATIENCE * 1000) and heart.recv() == b"beat"


@pytest.fixture(scope="module")
def flooded(benign, prefix, tmp_path_factory):
    """A kernel, and what it used before anything damaged came."""
    folder = tmp_path_factory.mktemp("flooded")
    place = connection("tcp")
    with KernelProcess(benign, place, folder) as kernel:
        with Wire(place) as wire:
            ask_all(wire)
        settle(kernel.pid)
        yield kernel, place, {"memory": resident(kernel.pid), "threads": threads(kernel.pid)}


@pytest.mark.parametrize("channel", ROUNDS)
def test_damaged_messages_are_survived(flooded, channel):
    kernel, place, _ = flooded
    with Wire(place) as wire:
        flood(wire, channel, ROUNDS[channel], seed=len(channel))
        wire.ask("control", "kernel_info_request")
        settle(kernel.pid)
    with Wire(place) as wire:
        ask_all(wire)


def test_damaged_subscriptions_are_survived_and_silence_nobody(flooded):
    kernel, place, _ = flooded
    dice = random.Random(5)
    with Wire(place) as witness, Wire(place, listens=False) as wire:
        raw = wire.socket(zmq.XSUB, "iopub")
        for _ in range(SUBSCRIPTIONS):
            first = dice.choice([b"", b"\x00", b"\x01", b"\x02", b"\xff"])
            frame = first + dice.randbytes(dice.choice([0, 0, 1, 10, 1000]))
            raw.send_multipart([frame] * dice.choice([1, 1, 2]))
        settle(kernel.pid)
        ask_all(witness)
        with Wire(place) as newcomer:
            ask_all(newcomer)
    with Wire(place) as wire:
        ask_all(wire)


def test_damaged_heartbeats_are_echoed_or_dropped(flooded):
    _, place, _ = flooded
    dice = random.Random(6)
    with Wire(place) as wire:
        raw = wire.socket(zmq.DEALER, "hb")
        sent = [[dice.randbytes(dice.randrange(40))] * dice.randrange(1, 5) for _ in range(BEATS)]
        for frames in sent:
            raw.send_multipart(frames)
        for frames in sent:
            assert raw.poll(PATIENCE * 1000) and raw.recv_multipart() == frames
        ask_all(wire)


@pytest.mark.parametrize("channel", ["shell", "iopub", "stdin", "control", "hb"])
def test_bytes_that_are_no_zeromq_are_survived(flooded, channel):
    _, place, _ = flooded
    dice = random.Random(7)
    for _ in range(100):
        with socket.create_connection((place["ip"], place[f"{channel}_port"])) as raw:
            # The greeting of ZMTP 3 in half of the cases, then noise.
            greeting = dice.choice([b"", b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48)])
            raw.sendall(greeting + dice.randbytes(200))
    with Wire(place) as wire:
        ask_all(wire)


def test_memory_descriptors_and_threads_are_given_back(flooded):
    kernel, _, before = flooded
    assert eventually(lambda: threads(kernel.pid) == before["threads"])
    assert eventually(lambda: descriptors(kernel.pid) < 64)
    assert eventually(lambda: resident(kernel.pid) - before["memory"] < BOUND)


def test_a_log_that_nobody_reads_cannot_stop_it(start, tmp_path):
    """A pipe holds 64 KiB; what is dropped is told in a few lines, however much it is."""
    kernel, place = start()
    pipe = {"stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(kernel.command, cwd=tmp_path, **pipe) as process:
        try:
            with Wire(place) as wire:
                flood(wire, "shell", 10_000, seed=8)
                ask_all(wire)
                wire.ask("control", "shutdown_request", {"restart": False})
            assert len(process.communicate(timeout=PATIENCE)[1].splitlines()) < 30
        finally:
            process.kill()
