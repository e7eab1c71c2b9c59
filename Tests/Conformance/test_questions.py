# SPDX-License-Identifier: Apache-2.0
"""What a front end asks besides cells: history, completeness, completion, inspection, names."""

import pytest

from Conformance.process import KernelProcess, connection
from Conformance.wire import Wire


@pytest.fixture(scope="module")
def past(benign, prefix, tmp_path_factory):
    """A client of a kernel that ran five cells, the fourth a failure, and two that are not stored."""
    folder = tmp_path_factory.mktemp("past")
    place = connection("ipc", folder)
    with KernelProcess(benign, place, folder), Wire(place) as wire:
        wire.run("1 + 1")
        wire.run("7", silent=True)
        wire.run("print 5")
        wire.run("8", store_history=False)
        wire.run("1 + 1")
        wire.run("no_such_name", "error")
        wire.run("# é𝒳")
        yield wire


CELLS = ["1 + 1", "print 5", "1 + 1", "no_such_name", "# é𝒳"]


def history(wire, **content):
    reply = wire.ask("shell", "history_request", {"raw": True, "output": False, **content})
    assert reply["status"] == "ok"
    return reply["history"]


def test_tail_gives_the_last_stored_cells_in_order(past):
    for n in range(7):
        entries = history(past, hist_access_type="tail", n=n)
        assert [entry[2] for entry in entries] == CELLS[len(CELLS) - min(n, 5):]
    lines = [entry[1] for entry in history(past, hist_access_type="tail", n=5)]
    assert lines == [1, 2, 3, 4, 5]


def test_outputs_come_when_asked_for(past):
    entries = history(past, hist_access_type="tail", n=3, output=True)
    pairs = [["1 + 1", "2"], ["no_such_name", None], ["# é𝒳", None]]
    assert [entry[2] for entry in entries] == pairs


def test_range_knows_the_session_by_its_number_and_by_zero(past):
    (session,) = {entry[0] for entry in history(past, hist_access_type="tail", n=5)}
    for number in (session, 0):
        entries = history(past, hist_access_type="range", session=number, start=2, stop=4)
        assert [entry[1:] for entry in entries] == [[2, "print 5"], [3, "1 + 1"]]
    assert len(history(past, hist_access_type="range", session=0, start=1)) == 5
    assert history(past, hist_access_type="range", session=session + 1, start=1, stop=4) == []
    assert history(past, hist_access_type="range", session=0, start=4, stop=2) == []


@pytest.mark.parametrize("pattern, count", [
    ("*", 5), ("1*", 2), ("1 ? 1", 2), ("[1p]*", 3), ("+", 0), ("# ??", 1), ("^1*", 0), ("", 0),
])
def test_search_takes_a_pattern_for_the_whole_input(past, pattern, count):
    assert len(history(past, hist_access_type="search", pattern=pattern)) == count


def test_search_may_leave_repetitions_out_and_be_limited(past):
    unique = history(past, hist_access_type="search", pattern="1*", unique=True)
    assert [entry[1] for entry in unique] == [3]
    assert [e[1] for e in history(past, hist_access_type="search", pattern="*", n=2)] == [4, 5]


@pytest.mark.parametrize("code, status", [
    ("", "complete"), ("1 + 1", "complete"), ("1 + 1\n\n", "complete"), ("# é", "complete"),
    ("no_such_name", "complete"), ("[1,", "incomplete"), ("print (1 +\n", "incomplete"),
    ("1 +", "invalid"), ('print "', "invalid"), ("n = = 2", "invalid"), ("\x00", "invalid"),
])
def test_completeness_is_told_with_an_indent_only_when_incomplete(past, code, status):
    reply = past.ask("shell", "is_complete_request", {"code": code})
    assert reply["status"] == status
    assert reply.keys() == ({"status", "indent"} if status == "incomplete" else {"status"})
    assert reply.get("indent", "").strip() == ""


def test_a_completion_has_its_five_keys_and_items_in_the_matches_order(past):
    for code in ("m", "network ", "run loss=", "zzz", "", "print predicted_"):
        reply = past.ask("shell", "complete_request", {"code": code, "cursor_pos": len(code)})
        assert reply.keys() == {"status", "matches", "cursor_start", "cursor_end", "metadata"}
        items = reply["metadata"]["_jupyter_types_experimental"]
        assert [item["text"] for item in items] == reply["matches"]
        assert all(item["type"] for item in items)


@pytest.mark.parametrize("detail", [0, 1])
def test_an_inspection_has_both_dictionaries_whatever_it_found(past, detail):
    for code, found in (("mixture", True), ("zzz", False), ("", False)):
        content = {"code": code, "cursor_pos": len(code), "detail_level": detail}
        reply = past.ask("shell", "inspect_request", content)
        assert reply.keys() == {"status", "found", "data", "metadata"}
        assert reply["found"] is found and bool(reply["data"]) is found


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_the_kernel_introduces_itself_on_both_channels(past, channel):
    reply = past.ask(channel, "kernel_info_request")
    assert reply["status"] == "ok" and reply["protocol_version"] == "5.5"
    assert {"implementation", "implementation_version", "banner", "help_links"} <= reply.keys()
    language = reply["language_info"]
    assert {"name", "version", "mimetype", "file_extension", "pygments_lexer"} <= language.keys()
    assert set(reply["supported_features"]) == {"kernel subshells", "iopub_welcome"}
