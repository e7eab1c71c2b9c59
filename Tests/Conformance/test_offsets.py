# SPDX-License-Identifier: Apache-2.0
"""cursor_pos, cursor_start and cursor_end count code points: no bytes, no UTF-16, no characters."""

import pytest

TEXTS = {
    "ascii": "abc", "precomposed": "é", "combining": "e\u0301\u0302\u0303", "astral": "𝒳𝒴𝒵🦆",
    "joined": "👩‍🔬👩‍👩‍👧‍👦", "skin": "👍🏽", "flag": "🇯🇵", "hangul": "\u1112\u1161\u11ab", "line": "é\u2028𝒳",
}
BEFORE = {
    "line above": '# {}\nprint ', "line before": 'print "{}", ', "in a list": '[1, "{}"][0] + ',
}
BEHIND = ["", ' + 1  # 🦆e\u0301', '\nprint "𝒳"']


def questions():
    for name, text in TEXTS.items():
        for place, frame in BEFORE.items():
            for index, behind in enumerate(BEHIND):
                yield pytest.param(frame.format(text), behind, id=f"{name}-{place}-{index}")


QUESTIONS = list(questions())


@pytest.mark.parametrize("before, behind", QUESTIONS)
def test_a_completion_replaces_the_word_before_the_cursor(wire, before, behind):
    code = before + "misal" + behind
    cursor = len(before) + 5
    reply = wire.ask("shell", "complete_request", {"code": code, "cursor_pos": cursor})
    assert reply["matches"] == ["misalignment"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (len(before), cursor)
    items = reply["metadata"]["_jupyter_types_experimental"]
    assert [i["text"] for i in items] == reply["matches"]
    assert all((i["start"], i["end"]) == (len(before), cursor) for i in items)


@pytest.mark.parametrize("before, behind", QUESTIONS)
def test_an_inspection_looks_at_the_word_under_the_cursor(wire, before, behind):
    code = before + "misalignment" + behind
    texts = set()
    for cursor in range(len(before) + 1, len(before) + 12):
        reply = wire.ask("shell", "inspect_request", {"code": code, "cursor_pos": cursor})
        assert reply["status"] == "ok" and reply["found"] is True, cursor
        texts.add(reply["data"]["text/plain"])
    assert len(texts) == 1 and "misalignment" in texts.pop()


@pytest.mark.parametrize("cursor", [-1, -(10**18), 10**18, 1e300, 4.0, None], ids=str)
def test_a_cursor_outside_the_code_is_brought_into_it(wire, cursor):
    code = "mixt"
    reply = wire.ask("shell", "complete_request", {"code": code, "cursor_pos": cursor})
    assert reply["status"] == "ok" and 0 <= reply["cursor_start"] <= reply["cursor_end"] <= len(code)
    if cursor is None or cursor > 0:
        assert reply["matches"] == ["mixture"]
    inspected = wire.ask("shell", "inspect_request", {"code": code, "cursor_pos": cursor})
    assert inspected["status"] == "ok"


def test_any_cursor_in_any_text_is_answered(wire):
    code = "".join(f'print "{text}", misal # {text}\n' for text in TEXTS.values())
    requests = {}
    for cursor in range(len(code) + 1):
        for kind in ("complete_request", "inspect_request"):
            requests[wire.send("shell", kind, {"code": code, "cursor_pos": cursor})] = cursor
    for request, cursor in requests.items():
        reply = wire.reply(request)["content"]
        assert reply["status"] == "ok", cursor
        if "matches" in reply:
            assert 0 <= reply["cursor_start"] <= reply["cursor_end"] <= len(code)


def test_text_of_every_plane_comes_back_as_it_was(wire):
    for text in TEXTS.values():
        assert wire.run(f'print "{text}"').stdout == text + "\n"
        assert wire.run(f'# {text}').of_type("execute_input")[0]["code"] == f"# {text}"
