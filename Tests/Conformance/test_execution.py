# SPDX-License-Identifier: Apache-2.0
"""execute_request: what is published, in which order, what is counted, what the reply holds."""

import pytest

from Conformance.wire import Wire, state

ERROR = {"status", "ename", "evalue", "traceback"}


def kinds(messages):
    return [state(m) or m["msg_type"] for m in messages]


def test_the_first_cell_is_number_one(start):
    kernel, place = start()
    with kernel, Wire(place) as wire:
        assert wire.run("1", silent=True).reply["content"]["execution_count"] == 0
        assert wire.run("1").reply["content"]["execution_count"] == 1


def test_input_and_outputs_stand_between_busy_and_idle(wire):
    outcome = wire.run('print "a"\n1 + 1\nclear')
    expected = ["busy", "execute_input", "stream", "execute_result", "clear_output", "idle"]
    assert kinds(outcome.messages) == expected


def test_reply_input_and_result_bear_the_same_count(wire):
    outcome = wire.run("1")
    count = outcome.reply["content"]["execution_count"]
    (shown,), (result,) = outcome.of_type("execute_input"), outcome.of_type("execute_result")
    assert shown == {"code": "1", "execution_count": count}
    assert result["execution_count"] == count


def test_a_cell_that_is_not_stored_runs_and_is_not_counted(wire):
    before = wire.run("1").reply["content"]["execution_count"]
    outcome = wire.run("kept = 5", store_history=False)
    assert outcome.of_type("execute_input") and outcome.reply["content"]["execution_count"] == before
    assert wire.run("kept").texts == ["5"]
    assert wire.run("1").reply["content"]["execution_count"] == before + 2


def test_a_silent_cell_runs_and_publishes_its_status_alone(wire):
    before = wire.run("1").reply["content"]["execution_count"]
    outcome = wire.run('quiet = 6\nprint "no"\n1', silent=True, store_history=True)
    assert kinds(outcome.messages) == ["busy", "idle"]
    assert wire.run("quiet").texts == ["6"]
    assert wire.run("1").reply["content"]["execution_count"] == before + 2


def test_a_silent_failure_is_in_the_reply_alone(wire):
    outcome = wire.run("no_such_name", "error", silent=True)
    assert kinds(outcome.messages) == ["busy", "idle"]
    assert outcome.reply["content"]["ename"] == "UnknownName"


@pytest.mark.parametrize("code", ["", "\n\n", "   ", "# nothing"])
def test_an_empty_cell_evaluates_its_user_expressions(wire, code):
    outcome = wire.run(code, user_expressions={"sum": "1 + 2"})
    answer = outcome.reply["content"]["user_expressions"]["sum"]
    assert answer["status"] == "ok" and answer["data"]["application/json"] == 3
    assert "metadata" in answer


def test_an_expression_that_fails_leaves_the_others_and_the_cell_alone(wire):
    wishes = {"good": "7", "bad": "no_such_name", "worse": "1 +", "none": 5, "empty": ""}
    answers = wire.run("1", user_expressions=wishes).reply["content"]["user_expressions"]
    assert answers.keys() == wishes.keys()
    assert answers["good"]["data"]["text/plain"] == "7"
    for name in ("bad", "worse", "none", "empty"):
        assert answers[name].keys() == ERROR and answers[name]["status"] == "error", name


def test_the_replies_have_the_protocol_s_keys(wire):
    ok = wire.run("1").reply["content"]
    assert ok.keys() == {"status", "execution_count", "user_expressions", "payload"}
    failed = wire.run("no_such_name", "error")
    assert failed.reply["content"].keys() == ERROR | {"execution_count"}
    (error,) = failed.of_type("error")
    assert error.keys() == ERROR - {"status"}
    assert all(error[key] == failed.reply["content"][key] for key in error)


def test_a_page_travels_in_the_reply(wire):
    outcome = wire.run("help mixture\nhelp network")
    (page,) = outcome.reply["content"]["payload"]
    assert page["source"] == "page" and page["start"] == 0
    assert "mixture" in page["data"]["text/plain"] and "network" in page["data"]["text/plain"]
    assert outcome.of_type("execute_result", "display_data", "stream") == []


def test_every_answer_bears_the_request_s_header_whole(wire):
    odd = {"unknown": {"deep": [1, 2.5, None, "é𝒳"]}, "date": "2026-01-01T00:00:00.123456789Z"}
    request = wire.send("shell", "execute_request", {"code": 'print "a"\n1'}, **odd)
    outcome = wire.collect(request)
    assert len(outcome.messages) == 5
    for message in [outcome.reply, *outcome.messages]:
        parent = message["parent_header"]
        assert parent["unknown"] == odd["unknown"] and parent["date"] == odd["date"]
        assert parent["msg_id"] == request and parent["session"] == wire.session


def test_the_kernel_has_one_session_and_never_repeats_an_id(wire, another):
    messages = []
    for client in (wire, another):
        for _ in range(3):
            outcome = client.run('print "a"\n1')
            messages += [outcome.reply, *outcome.messages]
    headers = [m["header"] for m in messages]
    (session,) = {h["session"] for h in headers}
    assert session not in (wire.session, another.session)
    assert len({h["msg_id"] for h in headers}) == len(headers)
    assert {h["version"] for h in headers} == {"5.5"}


def test_the_reply_says_when_the_cell_started(wire):
    outcome = wire.run("1")
    busy, idle = (m["header"]["date"] for m in (outcome.messages[0], outcome.messages[-1]))
    assert outcome.reply["metadata"]["started"] <= busy <= idle


def test_a_request_that_leaves_everything_but_its_code_out_is_served(wire):
    before = wire.run("1").reply["content"]["execution_count"]
    outcome = wire.collect(wire.send("shell", "execute_request", {"code": "2"}))
    assert outcome.texts == ["2"] and outcome.reply["content"]["execution_count"] == before + 1


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_an_unknown_request_brings_busy_and_idle_and_no_reply(wire, channel):
    request = wire.send(channel, "no_such_request")
    assert kinds(wire.published(request)) == ["busy", "idle"]
    assert wire.arrived(channel) == []
