# SPDX-License-Identifier: Apache-2.0
"""kernelspec/setup as a user runs it, twice, with a home of its own."""

import json
import os
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from Kernel.session import RESULT


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def run(home, *command):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    return subprocess.run(
        command,
        env={**environment, "HOME": str(home)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    ).stdout


@pytest.fixture(scope="module")
def outputs(clone, home):
    return [run(home, clone / "kernelspec/setup") for _ in range(2)]


@pytest.mark.timeout(1200)
def test_it_prints_the_key_numbers_and_may_be_run_again(outputs):
    tails = [output[output.index("== Executing"):] for output in outputs]
    assert tails[0] == tails[1]
    for key in ("misalignment", "limit_error", "predicted_error", "bayes_error"):
        assert re.search(rf" {key} +\S+$", tails[0], re.MULTILINE), key


def test_it_says_where_everything_is(outputs, clone, home):
    paths = [Path(word) for word in outputs[1].split() if word.startswith(str(clone))]
    assert paths and all(path.exists() for path in paths)
    (executed,) = (path for path in paths if path.suffix == ".ipynb")
    notebook = nbformat.read(executed, as_version=4)
    assert any(RESULT in o.get("data", {}) for c in notebook.cells for o in c.get("outputs", []))
    (kernel,) = (path for path in paths if path.name == "benign" and path.is_file())
    assert outputs[1].rstrip().endswith(f"{kernel} install --user")


def test_no_other_jupyter_was_touched(outputs, home):
    for name in (".jupyter", ".ipython", ".local/share/jupyter", ".local/share/benign"):
        assert not (home / name).exists(), name


def test_its_jupyter_lists_the_kernel(outputs, clone, tmp_path):
    listed = json.loads(run(tmp_path, clone / ".venv/bin/jupyter", "kernelspec", "list", "--json"))
    folder = listed["kernelspecs"]["benign"]["resource_dir"]
    assert Path(folder) == clone / ".venv/share/jupyter/kernels/benign"
