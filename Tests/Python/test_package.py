# SPDX-License-Identifier: Apache-2.0
"""The package as it stands in its files: its examples run, its types are right, and its kernel is found."""

import doctest
import importlib
import inspect
import os
import re
import subprocess
import sys

import pytest

import benign
from benign._locate import locate

DOCUMENTED = [
    benign, *(getattr(benign, name) for name in benign.__all__),
    *(importlib.import_module(f"benign.{name}") for name in ("_literals", "_magics", "lexer")),
]  # fmt: skip


def test_its_examples_run():
    runner, examples = doctest.DocTestRunner(), 0
    for thing in DOCUMENTED:
        names = vars(thing) if inspect.ismodule(thing) else vars(benign)
        for test in doctest.DocTestFinder().find(thing, thing.__name__, module=False, globs=dict(names)):
            examples += len(test.examples)
            assert not runner.run(test).failed
    assert examples > 20


def test_mypy_finds_nothing(package, tmp_path):
    answer = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path, package / "benign"],
        capture_output=True, text=True, env=os.environ | {"MYPYPATH": str(package)}, check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (package / "benign/py.typed").exists()


def test_the_lexer_needs_no_kernel(package):
    """Pygments loads every lexer that it is told of: nothing large may come with ours."""
    code = "import sys, benign.lexer; print([m for m in ('zmq', 'jupyter_client', 'pandas', 'numpy') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_kernel_is_looked_for_in_order(tmp_path, monkeypatch):
    given, named, command = (executable(tmp_path / name / "benign") for name in ("a", "b", "c"))
    spec = executable(tmp_path / "kernels/benign/benign")
    (spec.parent / "kernel.json").write_text(
        '{"argv": ["{resource_dir}/benign", "kernel"], "display_name": "B", "language": "benign"}', encoding="utf-8"
    )
    monkeypatch.setenv("BENIGN", str(named))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(command.parent))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "none"))
    monkeypatch.setattr("sys.prefix", str(tmp_path / "environment"))
    # The suites' own environment has a kernel, too.
    monkeypatch.setattr("jupyter_core.paths.ENV_JUPYTER_PATH", [])
    assert locate(given) == given
    assert locate() == named
    monkeypatch.delenv("BENIGN")
    wheel = executable(tmp_path / "environment/share/jupyter/kernels/benign/benign")
    assert locate() == wheel
    wheel.unlink()
    assert locate() == spec
    monkeypatch.delenv("JUPYTER_PATH")
    assert locate() == command
    monkeypatch.setenv("PATH", "")
    with pytest.raises(benign.NotFound, match="set BENIGN"):
        locate()
    with pytest.raises(benign.NotFound, match="the argument names .*/missing, which is no executable"):
        locate(tmp_path / "missing")
    monkeypatch.setenv("BENIGN", str(tmp_path / "missing"))
    with pytest.raises(benign.NotFound, match="BENIGN names"):
        locate()


@pytest.mark.parametrize("module, call", [("pandas", 'lab.table("grid")'), ("pandas", "lab.trajectory()"), ("numpy", "lab.experiment()")])
def test_what_is_missing_is_said(module, call):
    code = f"""
import sys
sys.modules[{module!r}] = None
import benign
with benign.Kernel() as lab:
    lab.run("mixture n=4 p=20 mu=1\\nsweep grid n=[4, 5] measure=rho")
    print(lab["grid.rho"])
    try:
        {call}
    except ImportError as error:
        print(error)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    numbers, words = answer.stdout.splitlines()
    assert numbers == "[0.2, 0.25]"
    assert f'needs {module}: pip install "benign-kernel[tables]"' in words and "lab.results" in words


def example(clone, page, folder):
    """What the page's script in Python prints."""
    (script,) = re.findall(r"^```python\n(.*?)^```", (clone / page).read_text(encoding="utf-8"), re.M | re.S)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=folder).stdout


def test_the_example_of_all_parts_runs(clone, tmp_path):
    printed = example(clone, "kernelspec/README.md", tmp_path)
    assert "test_error    float64" in re.sub(" +", "    ", printed)
    assert printed.splitlines()[-1].startswith("(100, ")


def test_the_example_of_the_front_runs(clone, tmp_path):
    numbers, *table = example(clone, "README.md", tmp_path).splitlines()
    misalignment, limit_error = map(float, numbers.split())
    assert 0 < misalignment < 1e-3 and 0 < limit_error < 1e-3
    assert [line.split()[0] for line in table] == ["p", "mu", "1.0", "2.0", "4.0", "8.0", "16.0"]
