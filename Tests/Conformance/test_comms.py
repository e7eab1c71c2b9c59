# SPDX-License-Identifier: Apache-2.0
"""Comms of which nothing is known; those of widgets are in test_widgets.py."""

import pytest

from Conformance.test_execution import kinds

WIDGET = {"comm_id": "one", "target_name": "jupyter.widget", "data": {"state": {}}}


def test_a_comm_to_an_unknown_target_is_closed(wire):
    messages = wire.published(wire.send("shell", "comm_open", WIDGET))
    assert kinds(messages) == ["busy", "comm_close", "idle"]
    assert messages[1]["content"]["comm_id"] == "one" and "data" in messages[1]["content"]
    assert wire.arrived("shell") == []


@pytest.mark.parametrize("content", [{}, {"target_name": "jupyter.widget"}], ids=str)
@pytest.mark.parametrize("channel", ["shell", "control"])
def test_no_comm_is_ever_open(wire, channel, content):
    wire.published(wire.send("shell", "comm_open", WIDGET))
    assert wire.ask(channel, "comm_info_request", content) == {"status": "ok", "comms": {}}


@pytest.mark.parametrize("kind", ["comm_msg", "comm_close"])
@pytest.mark.parametrize("content", [{"comm_id": "nobody", "data": {}}, {}, {"comm_id": 7}], ids=str)
def test_messages_to_unknown_comms_are_ignored(wire, kind, content):
    assert kinds(wire.published(wire.send("shell", kind, content))) == ["busy", "idle"]
    assert wire.arrived("shell") == []


@pytest.mark.parametrize("content", [{}, {"comm_id": 7}, {"comm_id": None}], ids=str)
def test_a_comm_without_an_id_is_ignored(wire, content):
    assert kinds(wire.published(wire.send("shell", "comm_open", content))) == ["busy", "idle"]
    assert wire.arrived("shell") == [] and wire.run("1 + 1").texts == ["2"]
