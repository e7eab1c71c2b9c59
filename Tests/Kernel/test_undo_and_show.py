# SPDX-License-Identifier: Apache-2.0
"""`undo` and `show N` with a real client: what was done is taken back, what was shown is shown again."""

import subprocess

import pytest

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"


def shown(outcome):
    """All that a front end would show of a cell, without its numbers."""
    kept = []
    for message in outcome.messages:
        content, kind = message["content"], message["msg_type"]
        if kind == "stream":
            kept.append((content["name"], content["text"]))
        elif kind in ("execute_result", "display_data"):
            kept.append((kind, content["data"], content["metadata"]))
    return kept


def number(outcome):
    return outcome.reply["content"]["execution_count"]


def test_everything_that_a_cell_has_shown_is_shown_again(fresh):
    first = fresh.run(SMALL + "run steps=50\nprint t\nplot loss\n1 + 1\nstate")
    assert len(shown(first)) >= 6
    again = fresh.run(f"show {number(first)}")
    assert shown(again) == shown(first)
    results = [m["content"] for m in again.messages if m["msg_type"] == "execute_result"]
    assert {result["execution_count"] for result in results} == {number(again)}
    assert shown(fresh.run("show -1")) == shown(first)


def test_an_error_is_shown_as_it_looked_and_fails_no_more(fresh):
    failed = fresh.run("print 1\nnosuch + 1", expect="error")
    again = fresh.run("show -1")
    traceback = "\n".join(failed.of_type("error")[0]["traceback"]) + "\n"
    assert again.stdout == "1\n" and again.stderr == traceback
    assert not again.of_type("error")


def test_pages_come_again_as_a_payload(fresh):
    page = fresh.run("help run").reply["content"]["payload"]
    assert page and fresh.run("show -1").reply["content"]["payload"] == page


def test_the_last_progress_of_a_run_stays(fresh):
    fresh.run(SMALL)
    request = fresh.client.execute("run steps=1e15 leap=false")
    fresh.until_progress(request, 2)
    fresh.manager.interrupt_kernel()
    stopped = fresh.collect(request)
    last = stopped.of_type("display_data", "update_display_data")[-1]["data"]
    again = fresh.run("show -1")
    assert [display["data"] for display in again.of_type("display_data")] == [last]
    assert "Stopped at step" in again.stderr


def test_cells_without_a_number_are_no_executions(fresh):
    fresh.run("1")
    fresh.run("2", store_history=False)
    fresh.run("3", silent=True)
    assert fresh.run("show -1", store_history=False).texts == ["1"]
    assert fresh.run("show -1").texts == ["1"]


@pytest.mark.parametrize("cell, kind", [("show 1", "NotReady"), ("show -1", "NotReady"), ("undo", "NotReady")])
def test_a_new_kernel_has_nothing_to_show_and_nothing_to_undo(fresh, cell, kind):
    assert fresh.run(cell, expect="error").reply["content"]["ename"] == kind


def test_undo_goes_back_cell_by_cell_silent_ones_too(fresh):
    fresh.run(SMALL)
    fresh.run("run steps=100")
    hashes = [fresh.run("state").result("state")["state_hash"]]
    fresh.run("step 5", silent=True)
    hashes.append(fresh.run("state").result("state")["state_hash"])
    fresh.run("run steps=7\nx = 1\nstep 0", expect="error")
    assert len(set(hashes)) == 2
    undone = [fresh.run("undo").stdout for _ in range(2)]
    assert undone[0].startswith("undid cell 5, run steps=7; main: t = 105")
    assert undone[1] == "undid the cell, step 5; main: t = 100\n"
    assert fresh.run("state").result("state")["state_hash"] == hashes[0]


def test_a_file_is_one_cell(benign, tmp_path):
    file = tmp_path / "cell.benign"
    file.write_text(SMALL + "step 3\nundo\n")
    run = subprocess.run([benign, "run", file], capture_output=True, text=True, check=True)
    assert "undid the cell, mixture gaussian n=20" in run.stdout and "nothing is defined yet" in run.stdout
    file.write_text("show 1")
    run = subprocess.run([benign, "run", file], capture_output=True, text=True)
    assert run.returncode == 1 and "NotReady" in run.stderr
