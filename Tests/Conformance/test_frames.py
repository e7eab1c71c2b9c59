# SPDX-License-Identifier: Apache-2.0
"""Signatures, replays, identities, buffers, and messages that are damaged in every single way."""

import json

import pytest

from Conformance.process import KernelProcess
from Conformance.test_execution import ERROR, kinds
from Conformance.wire import DELIMITER, Wire, state

CELL = {"code": 'print "x"\n1'}
CHANNELS = ["shell", "control"]


def send(wire, channel, frames):
    wire.sockets[channel].send_multipart(frames)


def is_ignored(wire, channel, *messages):
    """Whether these bring no reply and no status, while a valid request behind them is served."""
    for frames in messages:
        send(wire, channel, frames)
    next_one = wire.send(channel, "kernel_info_request")
    assert wire.reply(next_one, channel)["content"]["status"] == "ok"
    # The welcome and the first status, which have no parent, may come late.
    parents = [m["parent_header"] for m in wire.arrived("iopub", 0.05)]
    assert {parent["msg_id"] for parent in parents if parent} <= {next_one}
    assert wire.arrived(channel, 0.01) == []
    return True


def other(digit):
    return b"1" if digit == b"0" else b"0"


def forgeries(wire):
    """By name: a valid cell with something changed behind its signature, or the signature itself."""
    frames, _ = wire.frames("execute_request", CELL)
    _, signature, header, parent, metadata, content = frames
    parts = [header, parent, metadata, content]
    foreign = Wire.sign(type("Other", (), {"key": b"another key"}), parts)
    yield "first digit", [DELIMITER, other(signature[:1]) + signature[1:], *parts]
    yield "last digit", [DELIMITER, signature[:-1] + other(signature[-1:]), *parts]
    yield "upper case", [DELIMITER, signature.upper(), *parts]
    yield "too short", [DELIMITER, signature[:-1], *parts]
    yield "too long", [DELIMITER, signature + b"0", *parts]
    yield "empty", [DELIMITER, b"", *parts]
    yield "another key", [DELIMITER, foreign, *parts]
    for index, part in enumerate(["header", "parent", "metadata", "content"]):
        changed = [p + b" " if i == index else p for i, p in enumerate(parts)]
        yield f"{part} changed", [DELIMITER, signature, *changed]
    yield "parts swapped", [DELIMITER, signature, header, metadata, content, parent]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_with_a_wrong_signature_is_dropped(wire, channel):
    for name, frames in forgeries(wire):
        assert is_ignored(wire, channel, frames), name


@pytest.mark.parametrize("level, told", [
    ("error", []), ("warning", ["dropped"]), ("debug", ["dropped", "refused", "ended"]),
])
def test_the_log_says_as_much_as_it_is_asked_for(start, monkeypatch, level, told):
    monkeypatch.setenv("BENIGN_LOG", level)
    kernel, place = start()
    with kernel, Wire(place) as wire:
        assert is_ignored(wire, "shell", dict(forgeries(wire))["empty"])
        assert wire.ask("shell", "complete_request", {"code": 5})["status"] == "error"
        wire.ask("control", "shutdown_request", {"restart": False})
        assert kernel.end() == 0
    assert [word for word in ("dropped", "refused", "ended") if word in kernel.stderr] == told


def test_a_replayed_message_is_dropped_on_every_socket(wire):
    frames, request = wire.frames("execute_request", CELL)
    send(wire, "shell", frames)
    assert wire.collect(request).stdout == "x\n"
    for channel in CHANNELS:
        assert is_ignored(wire, channel, frames, frames)


def test_another_client_cannot_replay_either(wire, another):
    frames, request = wire.frames("execute_request", CELL)
    send(wire, "shell", frames)
    wire.collect(request)
    another.arrived("iopub", 0.05)
    assert is_ignored(another, "shell", frames)


BUFFERS = {"empty": [b""], "large": [b"\x00\xff", b"", b"x" * 1_000_000]}


@pytest.mark.parametrize("buffers", BUFFERS.values(), ids=BUFFERS)
def test_buffers_behind_the_content_are_accepted_unsigned(wire, buffers):
    frames, request = wire.frames("execute_request", CELL)
    send(wire, "shell", frames + buffers)
    assert wire.collect(request).stdout == "x\n"


@pytest.mark.parametrize("route", [[b"a"], [b"a", b""], [b"", b"\x00\xff", b"x" * 300]], ids=str)
def test_identities_of_several_frames_come_back_with_the_reply(wire, route):
    for channel in CHANNELS:
        frames, request = wire.frames("kernel_info_request", {})
        send(wire, channel, route + frames)
        assert wire.reply(request, channel)["identities"] == route
        frames, request = wire.frames("execute_request", {"code": "1 +"})
        send(wire, channel, route + frames)
        assert wire.reply(request, channel)["identities"] == route


@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_a_message_cut_off_after_any_frame_is_dropped(wire, channel):
    frames, _ = wire.frames("execute_request", CELL)
    cut = [frames[:count] for count in range(1, len(frames))]
    cut += [frames[start:] for start in range(1, len(frames))] + [[b""], [b"", b""]]
    for message in cut:
        send(wire, channel, message)
    assert is_ignored(wire, "control" if channel == "stdin" else channel)


@pytest.mark.parametrize("text", [b"", b"{", b"nul", b"\xff\xfe", b"[]", b"7", b'{"msg_id": 1}', b"{}"])
def test_a_header_that_is_none_is_dropped(wire, text):
    assert is_ignored(wire, "shell", wire.signed([text, b"{}", b"{}", b"{}"]))


NO_CONTENT = [
    b"", b"{", b"nul", b"\xff", b"[]", b"7", b"{}", b'{"code": 7}', b'{"code": null}',
    b'{"code": "1", "silent": 1}', b'{"code": "1", "store_history": "yes"}',
    b'{"code": "1", "user_expressions": []}', b'{"code": "1", "stop_on_error": {}}',
    b'{"code": "1",}', b'{"code": "1", "user_expressions": {"a": [1,]}}', b"[" * 100_000,
]


@pytest.mark.parametrize("text", NO_CONTENT, ids=lambda text: text[:40].decode("latin-1"))
def test_a_cell_whose_content_is_none_is_refused_between_busy_and_idle(wire, text):
    header = wire.header("execute_request")
    send(wire, "shell", wire.signed([json.dumps(header).encode(), b"{}", b"{}", text]))
    outcome = wire.collect(header["msg_id"])
    assert outcome.reply["content"].keys() == ERROR | {"execution_count"}
    assert outcome.status == "error" and kinds(outcome.messages) == ["busy", "idle"]
    assert wire.run("1 + 1").texts == ["2"]


QUESTIONS = {
    "complete_request": [{}, {"code": 5}, {"code": "a", "cursor_pos": "x"}, {"cursor_pos": 1}],
    "inspect_request": [{}, {"code": []}, {"code": "a", "detail_level": "high"}],
    "is_complete_request": [{}, {"code": None}],
    "history_request": [{"hist_access_type": "all"}, {"n": "many"}, {"hist_access_type": 5}],
}
CONTENTS = [(kind, content) for kind, contents in QUESTIONS.items() for content in contents]


@pytest.mark.parametrize("kind, content", CONTENTS, ids=str)
def test_a_question_of_wrong_types_is_refused(wire, kind, content):
    outcome = wire.collect(wire.send("shell", kind, content))
    assert outcome.reply["content"].keys() == ERROR and outcome.status == "error"
    assert kinds(outcome.messages) == ["busy", "idle"]


@pytest.mark.parametrize("text", [b"", b"{", b"7", b"[]", b"{}" * 2, b"[" * 100_000, b"\xff"])
@pytest.mark.parametrize("place", ["parent", "metadata"])
def test_what_the_kernel_does_not_need_may_be_damaged(wire, place, text):
    header = wire.header("execute_request")
    parts = [json.dumps(header).encode(), b"{}", b"{}", json.dumps(CELL).encode()]
    parts[1 if place == "parent" else 2] = text
    send(wire, "shell", wire.signed(parts))
    outcome = wire.collect(header["msg_id"])
    assert outcome.stdout == "x\n" and state(outcome.messages[-1]) == "idle"


@pytest.mark.parametrize("field", ["session", "username", "date", "version"])
@pytest.mark.parametrize("value", [7, None, [], {"a": 1}, True, ""])
def test_what_a_header_says_besides_may_be_no_text(wire, field, value):
    header = wire.header("execute_request") | {field: value}
    send(wire, "shell", wire.signed([json.dumps(header).encode(), b"{}", b"{}", json.dumps(CELL).encode()]))
    outcome = wire.collect(header["msg_id"])
    assert outcome.stdout == "x\n" and outcome.reply["parent_header"] == header


def test_without_a_key_nothing_is_signed_and_nothing_checked(benign, start, tmp_path):
    _, place = start()
    place["key"] = ""
    with KernelProcess(benign, place, tmp_path) as kernel, Keyless(place) as wire:
        assert wire.run("6*7").texts == ["42"]
        frames, request = wire.frames("execute_request", CELL)
        for signature in (b"", b"0" * 64, b"\xff"):
            # The same request each time: without signatures there are no replays.
            frames[1] = signature
            send(wire, "shell", frames)
            assert wire.collect(request).stdout == "x\n"
        assert "no key" in kernel.stderr


class Keyless(Wire):
    def sign(self, parts):
        return b""
