# SPDX-License-Identifier: Apache-2.0
"""What a person's first minutes with the kernel rest on, through jupyter_client."""

import json
import shutil
import subprocess

import pytest

from Kernel.session import PROGRESS, RESULT, TIMEOUT, Session

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
ENDLESS = SMALL + "run steps=1_000_000_000_000 leap=false"


def test_the_kernel_says_who_it_is(kernel):
    kernel.client.kernel_info()
    content = kernel.client.get_shell_msg(timeout=TIMEOUT)["content"]
    assert content["status"] == "ok"
    assert content["protocol_version"].startswith("5.")
    assert content["implementation"] == "benign"
    assert content["language_info"]["name"] == "benign"
    assert content["language_info"]["file_extension"] == ".benign"


def test_a_value_is_the_cell_s_result(kernel):
    outcome = kernel.run("6*7")
    assert outcome.texts == ["42"]
    assert outcome.of_type("error", "stream", "display_data") == []


def test_publications_come_in_the_protocol_s_order(kernel):
    outcome = kernel.run('print "a"\n1 + 1')
    kinds = [m["msg_type"] for m in outcome.messages]
    assert kinds == ["status", "execute_input", "stream", "execute_result", "status"]
    states = [m["content"]["execution_state"] for m in (outcome.messages[0], outcome.messages[-1])]
    assert states == ["busy", "idle"]


def test_a_cell_may_have_several_results(kernel):
    assert kernel.run("1\n2\n3").texts == ["1", "2", "3"]


def test_the_seconds_of_a_run_stand_beside_its_result(kernel):
    (result,) = kernel.run(SMALL + "step").of_type("execute_result")
    assert result["metadata"]["seconds"] > 0
    assert all("seconds" not in shown for shown in map(str, result["data"].values()))
    run = result["data"][RESULT]
    assert (run["loss_function"], run["reduction"]) == ("exponential", "sum")


def test_the_count_rises_only_for_what_is_stored(kernel):
    first = kernel.run("1").reply["content"]["execution_count"]
    unstored = kernel.run("1", store_history=False).reply["content"]["execution_count"]
    silent = kernel.run("1", silent=True)
    assert unstored <= first + 1
    assert silent.of_type("execute_input", "execute_result") == []
    assert kernel.run("1").reply["content"]["execution_count"] == first + 1


def test_variables_outlive_their_cell(kernel):
    kernel.run("width = 20*3")
    assert kernel.run("width").texts == ["60"]


def test_questions_ride_along_as_user_expressions(kernel):
    kernel.run("width = 7")
    outcome = kernel.run("1", user_expressions={"w": "width + 1", "bad": "no_such_name"})
    answers = outcome.reply["content"]["user_expressions"]
    assert answers["w"]["status"] == "ok" and answers["w"]["data"]["text/plain"] == "8"
    assert answers["w"]["data"]["application/json"] == 8
    assert answers["bad"]["status"] == "error" and answers["bad"]["ename"] == "UnknownName"


def test_a_mistake_is_one_error_with_a_caret_and_a_hint(kernel):
    outcome = kernel.run("mixture gaussian n=10 p=100 mu=1 nose=2", expect="error")
    (error,) = outcome.of_type("error")
    assert outcome.of_type("stream", "execute_result", "display_data") == []
    text = "\n".join(error["traceback"])
    assert "nose=2" in text and "^" in text and "noise" in text
    reply = outcome.reply["content"]
    assert (reply["ename"], reply["evalue"]) == (error["ename"], error["evalue"])
    assert "execution_count" in reply


def test_nothing_runs_in_a_cell_that_does_not_read(kernel):
    kernel.run("untouched = 1")
    kernel.run("untouched = 2\n1 +", expect="error")
    assert kernel.run("untouched").texts == ["1"]


def test_an_error_stops_the_cells_that_wait_behind_it(kernel):
    requests = [kernel.client.execute(code) for code in (ENDLESS, "1", "2")]
    kernel.client.kernel_info()  # behind them, so that they have arrived
    assert kernel.client.get_shell_msg(timeout=TIMEOUT)["msg_type"] == "kernel_info_reply"
    kernel.manager.interrupt_kernel()
    statuses = [kernel.collect(request).status for request in requests]
    assert statuses == ["error"] * 3
    assert kernel.run("3").texts == ["3"]


def test_a_cell_may_ask_that_nothing_is_stopped(kernel):
    first = kernel.client.execute("network m=0 gamma=0.5", stop_on_error=False)
    second = kernel.client.execute("1")
    assert [kernel.collect(r).status for r in (first, second)] == ["error", "ok"]


def test_completion_counts_code_points(kernel):
    code = '# 👩‍🔬 é\nmixt'
    kernel.client.complete(code, cursor_pos=len(code))
    content = kernel.client.get_shell_msg(timeout=TIMEOUT)["content"]
    assert content["matches"] == ["mixture"]
    assert (content["cursor_start"], content["cursor_end"]) == (len(code) - 4, len(code))
    assert "metadata" in content


@pytest.mark.parametrize("by", ["message", "signal"])
def test_an_interrupt_keeps_the_steps_done(fresh, by):
    request = fresh.client.execute(ENDLESS)
    fresh.until_progress(request)
    if by == "message":
        fresh.manager.interrupt_kernel()
    else:
        fresh.manager.provisioner.process.send_signal(2)
    outcome = fresh.collect(request)
    assert outcome.status == "error"
    assert outcome.reply["content"]["ename"] == "Interrupted"
    (steps,) = fresh.numbers("t")
    assert steps > 0
    assert fresh.run("step 5").result("run")["t"] == steps + 5


def test_progress_is_one_display_that_is_updated(fresh):
    request = fresh.client.execute(ENDLESS)
    messages = fresh.until_progress(request, 4)
    fresh.manager.interrupt_kernel()
    outcome = fresh.collect(request)
    outcome.messages[:0] = messages
    shown = outcome.of_type("display_data")
    updates = outcome.of_type("update_display_data")
    assert len(shown) == 1
    identity = shown[0]["transient"]["display_id"]
    assert {update["transient"]["display_id"] for update in updates} == {identity}
    assert all("text/plain" in update["data"] for update in updates)


def test_progress_is_left_out_where_the_environment_says_so(fresh, tmp_path, monkeypatch):
    cell, steps = SMALL + "run leap=false steps=", 1_000_000
    while not fresh.run(f"{cell}{steps}").of_type(*PROGRESS):
        steps *= 2
    monkeypatch.setenv("BENIGN_PROGRESS", "none")
    with Session(tmp_path) as session:
        assert session.run(f"{cell}{4 * steps}").of_type(*PROGRESS) == []


def test_control_answers_while_a_cell_computes(fresh):
    request = fresh.client.execute(ENDLESS)
    fresh.until_progress(request)
    channel = fresh.client.control_channel
    channel.send(fresh.client.session.msg("kernel_info_request", {}))
    reply = channel.get_msg(timeout=TIMEOUT)
    assert reply["msg_type"] == "kernel_info_reply" and reply["content"]["status"] == "ok"
    assert fresh.client.hb_channel.is_beating()
    fresh.manager.interrupt_kernel()
    assert fresh.collect(request).reply["content"]["ename"] == "Interrupted"


def test_a_restart_forgets_and_keeps_the_ports(fresh):
    fresh.run("width = 3")
    before = fresh.manager.get_connection_info()
    fresh.manager.restart_kernel()
    fresh.client.wait_for_ready(timeout=TIMEOUT)
    assert fresh.manager.get_connection_info() == before
    assert fresh.run("width", expect="error").reply["content"]["ename"] == "UnknownName"


def test_shutdown_is_obeyed_without_force(prefix, tmp_path):
    with Session(tmp_path) as session:
        process = session.manager.provisioner.process
        session.client.shutdown()
        assert process.wait(timeout=TIMEOUT) == 0


def test_the_installation_is_one_folder(benign, prefix, tmp_path, monkeypatch):
    installed = prefix / "share/jupyter/kernels/benign"
    names = {path.name for path in installed.iterdir()}
    logos = {"logo-svg.svg", "logo-64x64.png", "logo-32x32.png"}
    # A release has its core, and a wheel all its libraries, in a folder beside the binary.
    libraries = {"lib"} if (benign.parent / "lib").exists() else set()
    assert names == {"benign", "kernel.json"} | logos | libraries
    described = json.loads((installed / "kernel.json").read_text())
    assert described["language"] == "benign" and described["interrupt_mode"] == "message"
    # A copy of the folder can install itself elsewhere, from its own binary.
    shutil.copytree(installed, tmp_path / "copy")
    command = [tmp_path / "copy/benign", "install", "--prefix", tmp_path, "--name", "moved"]
    subprocess.run(command, check=True)
    shutil.rmtree(tmp_path / "copy")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    with Session(tmp_path, kernel_name="moved") as session:
        assert session.run("6*7").texts == ["42"]


def test_the_same_cell_runs_from_a_file(benign, kernel, tmp_path):
    code = SMALL + 'run steps=200\nprint misalignment, limit_error\n'
    (tmp_path / "cell.benign").write_text(code)
    answer = subprocess.run(
        [benign, "run", "cell.benign"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == kernel.run(code).stdout.splitlines()[-1]


def test_a_file_with_a_mistake_fails(benign, tmp_path):
    (tmp_path / "cell.benign").write_text("1 +\n")
    answer = subprocess.run(
        [benign, "run", "cell.benign"], cwd=tmp_path, capture_output=True, text=True
    )
    assert answer.returncode != 0 and "^" in answer.stderr


def test_the_version_is_told(benign):
    answer = subprocess.run([benign, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.strip()
