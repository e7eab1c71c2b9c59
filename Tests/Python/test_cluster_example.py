# SPDX-License-Identifier: Apache-2.0
"""examples/cluster runs as its page says, and leaves all of its numbers in the store."""

import re
import sqlite3
import subprocess
import sys


def test_the_example_finds_a_boundary_on_two_workers_and_fits_a_law(clone, package, tmp_path, monkeypatch):
    monkeypatch.setenv("BENIGN_DATA", str(tmp_path / "data"))
    answer = subprocess.run(
        [sys.executable, clone / "examples/cluster/sweep_on_dask.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr
    header, *rows, law = answer.stdout.splitlines()
    assert header.split() == ["n", "ratio", "mu", "mu_se"] and len(rows) == 6
    exponent, low, high = map(float, re.findall(r"-?\d\.\d+", law))
    assert law.startswith("exponent") and low < exponent < high and 0 < exponent < 1
    with sqlite3.connect(tmp_path / "data/outcomes.sqlite") as database:
        # Four numbers for each of 60 runs.
        assert database.execute("SELECT count(*) FROM outcome").fetchone() == (240,)


def test_the_page_s_commands_are_those_of_the_executable(clone, benign, tmp_path):
    """The line of Slurm's script, with the number that Slurm would give it, and the merge."""
    page = (clone / "examples/cluster/README.md").read_text(encoding="utf-8")
    (tmp_path / "experiment.benign").write_text(
        "mixture n=20 p=400 mu=4\nnetwork m=6 gamma=0.3\nsweep s mu=[1, 2] repeat=2 measure=limit_error\n"
    )
    (line,) = (line for line in page.splitlines() if line.startswith("benign sweep experiment.benign --shard"))
    script = 'benign() { "$executable" "$@"; }\nset -e\n'
    for number in (1, 2):
        script += line.replace("$SLURM_ARRAY_TASK_ID", str(number)).replace("/200", "/2") + " --quiet\n"
    done = subprocess.run(
        ["bash", "-c", f"{script}benign merge part*.sqlite"], cwd=tmp_path, capture_output=True, text=True,
        env={"executable": str(benign), "PATH": "/usr/bin:/bin", "BENIGN_DATA": str(tmp_path / "data")}, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert sum(int(count) for count in re.findall(r"(\d+) of them new", done.stdout)) == 4
