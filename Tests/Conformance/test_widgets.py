# SPDX-License-Identifier: Apache-2.0
"""The sliders of `explore`, as a front end of ipywidgets talks with them."""

import pytest

DATA = "mixture gaussian n=40 p=1e4 mu=6 seed=1\nnetwork m=8 gamma=0.3"
EXPLORE = "explore mu=[1, 16] gamma=[0.1, 0.9] kind=[gaussian, uniform] steps=1e4 show=[mu, limit_error]"
RUBBISH = [
    None, 7, "x", [], {}, {"method": 3}, {"method": "update"}, {"method": "update", "state": 5},
    {"method": "update", "state": {"value": None}}, {"method": "update", "state": {"value": "4"}},
    {"method": "update", "state": {"value": [4]}}, {"method": "update", "state": {"value": 1e999}},
    {"method": "update", "state": {"index": 99}}, {"method": "update", "state": {"index": -1e300}},
    {"method": "custom"}, {"method": "custom", "content": {"event": "click"}}, {"method": "nothing"},
]


class Board:
    """What a front end knows of the models that a cell has opened."""

    def __init__(self, wire, code=EXPLORE):
        self.wire = wire
        self.outputs = wire.run(code).messages
        opened = [m for m in self.outputs if m["msg_type"] == "comm_open"]
        assert all(m["content"]["target_name"] == "jupyter.widget" for m in opened)
        assert all(m["metadata"]["version"].startswith("2.") for m in opened)
        self.models = {m["content"]["comm_id"]: m["content"]["data"]["state"] for m in opened}

    def id(self, name):
        """The model of that description, or else of that kind."""
        (id,) = (
            id for id, state in self.models.items()
            if name in (state.get("description"), state["_model_name"])
        )
        return id

    def send(self, name, data):
        return self.wire.send("shell", "comm_msg", {"comm_id": self.id(name), "data": data})

    def move(self, name, **state):
        """What was published for it."""
        return self.wire.published(self.send(name, {"method": "update", "state": state}))

    def picture(self, messages):
        """The HTML that the messages bring."""
        (html,) = (
            m["content"]["data"]["state"]["value"] for m in messages
            if m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == self.id("HTMLModel")
        )
        return html


def kinds(messages):
    return [m["content"].get("execution_state") or m["msg_type"] for m in messages]


@pytest.fixture
def board(wire):
    wire.run("reset\n" + DATA)
    return Board(wire)


def test_models_refer_to_models_that_were_opened_before(board):
    seen = set()
    for id, state in board.models.items():
        for value in state.values():
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, str) and part.startswith("IPY_MODEL_"):
                    assert part.removeprefix("IPY_MODEL_") in seen
        seen.add(id)
    displays = [m["content"] for m in board.outputs if m["msg_type"] == "display_data"]
    view, stored = (d["data"] for d in displays)
    root = view["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert board.models[root]["_model_name"] == "VBoxModel"
    assert "ipywidgets" in view["text/plain"]
    assert set(stored) == {"image/svg+xml", "text/plain"}
    assert "mu = 6, gamma = 0.3, kind = gaussian" in stored["text/plain"]
    assert "run this cell" in stored["image/svg+xml"]


def test_sliders_have_the_ranges_that_the_keys_have(board):
    mu, gamma = board.models[board.id("mu")], board.models[board.id("gamma")]
    assert (mu["_model_name"], mu["min"], mu["value"]) == ("FloatLogSliderModel", 0, 6)
    assert 10 ** mu["max"] == pytest.approx(16)
    assert (gamma["_model_name"], gamma["min"], gamma["max"]) == ("FloatSliderModel", 0.1, 0.9)
    assert board.models[board.id("kind")]["_options_labels"] == ["gaussian", "uniform"]


def test_a_move_is_answered_by_a_picture_and_changes_what_is_stored(board):
    messages = board.move("mu", value=3.0)
    assert kinds(messages) == ["busy", "comm_msg", "update_display_data", "idle"]
    html = board.picture(messages)
    assert "<svg" in html and "‖μ‖ = 3," in html
    stored = messages[2]["content"]
    (shown,) = (
        m["content"]["transient"]["display_id"] for m in board.outputs
        if m["msg_type"] == "display_data" and m["content"]["transient"]
    )
    assert stored["transient"]["display_id"] == shown
    assert "mu = 3," in stored["data"]["text/plain"]
    assert "uniform" in board.picture(board.move("kind", index=1))
    # The same place again shows nothing new.
    assert kinds(board.move("mu", value=3.0)) == ["busy", "idle"]


def test_the_session_knows_nothing_of_it_until_the_setting_is_kept(board, wire):
    board.move("mu", value=3.0)
    assert wire.numbers("mu", "t") == [6, 0]
    messages = wire.published(board.send("keep", {"method": "custom", "content": {"event": "click"}}))
    statements = "mixture gaussian n=40 p=10000 mu=3 seed=1\nnetwork m=8 gamma=0.3\nrun steps=10000"
    assert statements in board.picture(messages)
    assert wire.numbers("mu", "t") == [3, 10000]
    assert wire.run("verify").result("verify")["identical"] is True
    wire.run("undo")
    assert wire.numbers("mu", "t") == [6, 0]


def test_the_picture_is_the_one_that_the_statements_draw(board, wire):
    wire.run("network m=8 gamma=0.5\nmixture gaussian n=40 p=1e4 mu=3 seed=1\nrun steps=1e4")
    (plot,) = wire.run("plot misalignment").of_type("display_data")
    board.move("mu", value=3.0)
    html = board.picture(board.move("gamma", value=0.5))
    path = plot["data"]["image/svg+xml"].split("<path")[1].split("/>")[0]
    assert path in html
    limit, = wire.numbers("limit_error")
    assert f"{limit:.3g}"[:4] in html


@pytest.mark.parametrize("data", RUBBISH, ids=str)
def test_rubbish_is_ignored(board, wire, data):
    for name in ("mu", "kind", "HTMLModel", "VBoxModel", "LayoutModel"):
        assert kinds(wire.published(board.send(name, data))) == ["busy", "idle"]
    assert "‖μ‖ = 3," in board.picture(board.move("mu", value=3))


def test_numbers_beyond_the_ends_are_the_ends(board):
    assert "‖μ‖ = 16," in board.picture(board.move("mu", value=1e300))
    assert "‖μ‖ = 1," in board.picture(board.move("mu", value=-5))


def test_a_setting_that_fails_is_told_in_the_widget(wire):
    wire.run("reset\n" + DATA)
    board = Board(wire, "explore lr=[0.01, 1e300] steps=1000 leap=false")
    html = board.picture(board.move("lr", value=1e300))
    assert "Diverged" in html and "<svg" not in html
    assert "<svg" in board.picture(board.move("lr", value=0.01))


def test_a_page_that_is_loaded_anew_gets_every_state(board, wire):
    board.move("mu", value=3.0)
    comms = wire.ask("shell", "comm_info_request", {"target_name": "jupyter.widget"})["comms"]
    assert set(board.models) <= set(comms)
    opening = {"comm_id": "ask", "target_name": "jupyter.widget.control", "data": {}}
    assert kinds(wire.published(wire.send("shell", "comm_open", opening))) == ["busy", "idle"]
    asked = {"comm_id": "ask", "data": {"method": "request_states"}}
    (answer,) = (
        m for m in wire.published(wire.send("shell", "comm_msg", asked)) if m["msg_type"] == "comm_msg"
    )
    data = answer["content"]["data"]
    assert data["method"] == "update_states" and data["buffer_paths"] == []
    assert set(data["states"]) >= set(board.models)
    mu = data["states"][board.id("mu")]
    assert mu["model_name"] == "FloatLogSliderModel" and mu["state"]["value"] == 3
    messages = wire.published(board.send("HTMLModel", {"method": "request_state"}))
    assert "‖μ‖ = 3," in board.picture(messages)
    wire.published(wire.send("shell", "comm_close", {"comm_id": "ask", "data": {}}))


def test_sliders_answer_while_a_cell_runs(board, wire):
    request = wire.execute("run steps=1e12 leap=false")
    wire.until_busy(request)
    assert "‖μ‖ = 3," in board.picture(board.move("mu", value=3))
    told = wire.published(board.send("keep", {"method": "custom", "content": {"event": "click"}}))
    assert "press keep again" in board.picture(told)
    wire.ask("control", "interrupt_request")
    assert wire.collect(request).status == "error"


def test_of_several_moves_at_once_only_the_last_is_drawn(board, wire):
    first = board.send("gamma", {"method": "update", "state": {"value": 0.2}})
    moves = [
        board.send("mu", {"method": "update", "state": {"value": 2 + i / 10}}) for i in range(100)
    ]
    answers = [wire.published(move) for move in [first, *moves]]
    drawn = [kinds(answer) for answer in answers]
    assert drawn[-1] == ["busy", "comm_msg", "update_display_data", "idle"]
    assert sum(len(kinds) > 2 for kinds in drawn) < 60
    assert "‖μ‖ = 11.9," in board.picture(answers[-1]) and "γ = 0.2" in board.picture(answers[-1])


def test_closing_one_of_its_models_closes_all(board, wire):
    close = {"comm_id": board.id("VBoxModel"), "data": {}}
    messages = wire.published(wire.send("shell", "comm_close", close))
    assert {m["content"]["comm_id"] for m in messages if m["msg_type"] == "comm_close"} == set(board.models)
    comms = wire.ask("shell", "comm_info_request", {"target_name": "jupyter.widget"})["comms"]
    assert not set(board.models) & set(comms)
    assert kinds(board.move("mu", value=3.0)) == ["busy", "idle"]


def test_the_oldest_of_many_explorations_is_closed(wire):
    wire.run("reset\n" + DATA)
    boards = [Board(wire) for _ in range(17)]
    comms = wire.ask("shell", "comm_info_request", {})["comms"]
    assert not set(boards[0].models) & set(comms) and set(boards[1].models) <= set(comms)


def test_a_subshell_and_a_silent_cell_know_what_to_do(wire):
    wire.run("reset\n" + DATA)
    silent = wire.run(EXPLORE, silent=True, store_history=False)
    assert silent.of_type("comm_open", "display_data") == []
    subshell = wire.ask("control", "create_subshell_request")["subshell_id"]
    assert wire.run(EXPLORE, subshell=subshell).of_type("comm_open")
    wire.ask("control", "delete_subshell_request", {"subshell_id": subshell})
