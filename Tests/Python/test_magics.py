# SPDX-License-Identifier: Apache-2.0
"""A notebook of Python with cells of Benign in it, executed as nbclient does; and the magics outside of notebooks."""

import os
import signal
import subprocess
import sys

import nbclient
import nbformat
import pytest

from Kernel.session import PROGRESS, RESULT, Session

FIGURE = "application/vnd.vegalite.v5+json"
READY = "mixture n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"


def executed(folder, *cells):
    """The outputs of each cell; a cell that fails stops nothing."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    nbformat.validate(notebook)
    return [cell.outputs for cell in notebook.cells]


def words(outputs, stream="stdout"):
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == stream)


def test_a_notebook(tmp_path):
    outputs = executed(
        tmp_path,
        "%load_ext benign\nn, title = 30, 'two \"quotes\"'\nimport numpy as np",
        f"%%benign\n{READY}run steps=100\nplot misalignment",
        "%%benign n=n mu=np.linspace(2, 4, 2)[1] title=title\nmixture n=n p=400 mu=mu\nrun steps=10\nprint title, n",
        "%%benign n=n\nsweep grid n=[n, 2*n] measure=rho",
        "%benign misalignment grid trajectory experiment half=[n / 2, inf, \"x\"] where=title",
        "print(misalignment, grid.shape, trajectory.t.max(), experiment.X.shape[0], half, where)",
        "%%benign\nrun setps=10",
        "%%benign n={1}\nprint 1",
        "%benign nothing",
        "%benign",
        "%%benign\nhelp run",
        "import benign\nbenign.current()['t']",
        "%%benign\nexport experiment \"here.json\"",
        "benign.current().run('print 1\\nplot misalignment\\nhelp run')",
    )
    assert outputs[0] == []
    results = [o.data[RESULT]["kind"] for o in outputs[1] if RESULT in o.get("data", {})]
    assert results == ["run"] and "text/html" in outputs[1][-2].data
    assert {FIGURE, "image/svg+xml"} <= set(outputs[1][-1].data) and outputs[1][-1].metadata["image/svg+xml"]["alt"]
    assert words(outputs[2]).endswith('two "quotes" 30\n')
    assert "n is also a setting" in words(outputs[2], "stderr") and words(outputs[3], "stderr") == ""
    assert outputs[4] == []
    assert words(outputs[5]).split(" ", 1)[1] == "(2, 7) 10 30 [15, inf, 'x'] two \"quotes\"\n"
    (mistake,) = outputs[6]
    assert (mistake.ename, mistake.traceback[-1]) == ("Error", "perhaps:  steps")
    assert mistake.traceback[0] == "UnknownName: run has no key setps." and not any("Traceback" in line for line in mistake.traceback)
    assert outputs[7][0].ename == "TypeError" and "no set" in outputs[7][0].evalue
    assert outputs[8][0].ename == "Error" and "Nothing is named nothing" in outputs[8][0].evalue
    assert "write %benign NAME" in words(outputs[9], "stderr")
    assert outputs[11][0].data["text/plain"] == "10"
    assert (tmp_path / "here.json").exists()
    assert words(outputs[13]) == "1\n" and FIGURE in outputs[13][1].data and len(outputs[13]) == 2


def test_progress_goes_on_in_one_display_and_clear_clears(tmp_path):
    cells = f"%%benign\n{READY}run steps=3e5 leap=false", "%%benign\nprint 1\nclear\nprint 2"
    _, progress, cleared = executed(tmp_path, "%load_ext benign", *cells)
    displays = [o for o in progress if o.output_type == "display_data"]
    assert sum(RESULT in o.data for o in displays) == 1
    # A run that is fast enough shows none.
    assert len(displays) <= 2 and words(cleared) == "2\n"


@pytest.fixture
def notebook(tmp_path):
    """A kernel of Python in which the magics are loaded."""
    with Session(tmp_path, kernel_name="python3") as session:
        session.run("%load_ext benign\nimport benign")
        yield session


def test_an_interrupt_tells_how_far_the_cell_came(notebook):
    failed = notebook.interrupted(f"%%benign\n{READY}run steps=1e12 leap=false").reply["content"]
    assert failed["ename"] == "Error" and failed["evalue"].startswith("Interrupted: Stopped at step")
    assert failed["traceback"][0].startswith("Interrupted: Stopped at step")
    assert notebook.run("%%benign\nprint t > 0").stdout == "true\n"


def test_progress_is_updated(notebook):
    request = notebook.client.execute(f"%%benign\n{READY}run steps=1e12 leap=false")
    messages = notebook.until_progress(request, times=3)
    notebook.manager.interrupt_kernel()
    notebook.collect(request)
    shown = [m for m in messages if m["msg_type"] in PROGRESS]
    assert [m["msg_type"] for m in shown] == ["display_data", "update_display_data", "update_display_data"]
    assert len({m["content"]["transient"]["display_id"] for m in shown}) == 1


def completed(notebook, code):
    """What Python's kernel offers at the bar in a cell, and what of the cell it would replace."""
    before, _, after = code.partition("|")
    notebook.client.complete(before + after, len(before))
    reply = notebook.client.get_shell_msg(timeout=60)["content"]
    return reply["matches"], before[reply["cursor_start"] :]


def test_cells_are_completed_by_the_kernel(notebook):
    notebook.run("notebook_of_python = 1")
    for code, match, replaced in (
        ("%%benign\nmixt|", "mixture", "mixt"),
        ("%%benign n=4\nmixture gaussian n=20 p=400 mu=4\nnetw|\nrun", "network", "netw"),
        ("%%benign\nx = misal| + 1", "misalignment", "misal"),
        ("%%benign\nrun loss=l|", "logistic", "l"),
        # What is Python's alone is not offered, also where nothing else is.
        ("%%benign\nnotebook_of_py|", "notebook_of_py", "notebook_of_py"),
        ("notebook_of_py|", "notebook_of_python", "notebook_of_py"),
        ("%%benign n=notebook_of_py|\nrun", "notebook_of_python", "notebook_of_py"),
    ):
        assert completed(notebook, code) == ([match], replaced), code
    notebook.run("%unload_ext benign")
    assert "mixture" not in completed(notebook, "%%benign\nmixt|")[0]


def test_after_a_death_the_next_cell_begins_anew(notebook):
    notebook.run(f"import os\nos.kill(benign.current().pid, {signal.SIGKILL:d})")
    assert notebook.run("%%benign\nprint 1").stdout == "1\n"
    pid = notebook.run("print(benign.current().pid)").stdout
    notebook.run("%unload_ext benign")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_in_a_terminal_it_is_text(tmp_path):
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as Shell\n"
        "shell = Shell.instance()\nshell.run_line_magic('load_ext', 'benign')\n"
        f"shell.run_cell('%%benign\\n' + {READY!r} + 'run steps=10\\nprint n')\nshell.run_cell('%%benign\\nfoo')\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "20\n" in answer.stdout and "stopped" in answer.stdout
    assert "UnknownName: Nothing is named foo." in answer.stdout + answer.stderr
