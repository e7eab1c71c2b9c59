# SPDX-License-Identifier: Apache-2.0
"""The wheel in an environment of its own, on a system that has none of the libraries that the wheel brings."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from Kernel.session import RESULT

# Debian's, which the wheel must not need.
HIDDEN = ("blas", "gfortran", "lapack", "openblas", "sodium", "sqlite3", "zmq")
# What every system has (manylinux), and the loader.
SYSTEM = {"libc", "libm", "libstdc++", "libgcc_s", "libpthread", "librt", "ld-linux-x86-64"}
MILLION = 10**6


@pytest.fixture(scope="module")
def wheel(clone):
    (path,) = (clone / "dist").glob("*.whl")
    return path


class Environment:
    """A virtual environment with the wheel in it, whose programs see no library of Debian's that is hidden."""

    def __init__(self, folder):
        self.folder, self.kernel = folder, folder / "share/jupyter/kernels/benign"
        libraries = (path for name in HIDDEN for path in Path("/usr/lib").glob(f"*/**/lib{name}*.so*"))
        self.sandbox = ["bwrap", "--dev-bind", "/", "/"]
        for path in sorted({path.resolve() for path in libraries}):
            self.sandbox += ["--ro-bind", "/dev/null", path]

    def run(self, *command, succeeds=True, hides=True):
        home = self.folder / "home"
        answer = subprocess.run(
            [*(self.sandbox if hides else ()), *command], capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env={"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(home)}, cwd=self.folder,
        )
        assert (answer.returncode == 0) == succeeds, answer.stdout + answer.stderr
        return answer.stdout + answer.stderr

    def execute(self, notebook, kernel):
        """Executes a notebook, with the program that a user of it has."""
        nbformat.write(notebook, self.folder / "notebook.ipynb")
        self.run("jupyter", "execute", "--inplace", f"--kernel_name={kernel}", "notebook.ipynb")
        return nbformat.read(self.folder / "notebook.ipynb", as_version=4)


@pytest.fixture(scope="module")
def environment(wheel, clone, tmp_path_factory):
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    (folder / "home").mkdir()
    environment = Environment(folder)
    install = ["pip", "install", "--quiet", "--disable-pip-version-check", "-c", clone / "Tests/requirements.txt"]
    environment.run(*install, wheel, "ipykernel", "nbclient", "nbconvert", hides=False)
    return environment


def bundles(notebook):
    return [o.get("data", {}) for c in notebook.cells for o in c.get("outputs", [])]


def test_it_is_small_and_names_the_oldest_system(wheel, environment):
    assert wheel.stat().st_size <= 25 * MILLION
    version = environment.run("benign", "--version").split()[1]
    name = rf"benign_kernel-{re.escape(version.split('+')[0])}-py3-none-manylinux_2_\d\d_x86_64\.whl"
    assert re.fullmatch(name, wheel.name)


def test_all_that_is_hidden_is_needed_and_missing(environment, clone):
    """The same binary as it is before the wheel is made looks for Debian's libraries."""
    said = environment.run(clone / ".build/benign/benign", "--version", succeeds=False)
    assert "cannot open shared object file" in said


@pytest.mark.parametrize("core", ["lib", "lib/glibc-hwcaps/x86-64-v4"])
def test_every_library_is_the_wheel_s_own_or_the_system_s(environment, core):
    lines = environment.run("ldd", environment.kernel / "benign").splitlines()
    lines += environment.run("ldd", environment.kernel / core / "libBenignCore.so").splitlines()
    found = dict(re.match(r"\s*(\S+) => (.+) \(0x", line).groups() for line in lines if "=>" in line)
    assert not any("not found" in line for line in lines)
    own = {name for name, path in found.items() if Path(path).resolve().is_relative_to(environment.kernel.resolve())}
    assert {re.split(r"[-.]", name)[0] for name in own} == {
        "libBenignCore", "libscipy_openblas", "libsodium", "libsqlite3", "libzmq",
    }
    assert {name.split(".so")[0] for name in found.keys() - own} <= SYSTEM


def test_the_first_notebook_is_executed(environment, clone):
    notebook = nbformat.read(clone / "examples/01-first-session.ipynb", as_version=4)
    before = [bundle[RESULT]["kind"] for bundle in bundles(notebook) if RESULT in bundle]
    executed = environment.execute(notebook, "benign")
    assert before and [bundle[RESULT]["kind"] for bundle in bundles(executed) if RESULT in bundle] == before


def test_a_notebook_of_python_has_cells_of_benign(environment):
    cells = [
        "%load_ext benign\nn = 20", "%%benign n=n\nmixture n=n p=400 mu=4\nnetwork m=6 gamma=0.3\nrun steps=100\nplot loss",
        "%benign misalignment\nprint(0 < misalignment < 0.1)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    executed = environment.execute(notebook, "python3")
    assert any(bundle.get(RESULT, {}).get("kind") == "run" for bundle in bundles(executed))
    assert any("image/svg+xml" in bundle for bundle in bundles(executed))
    assert executed.cells[-1].outputs[0].text == "True\n"


def test_its_templates_make_a_page_and_a_pdf(environment, clone):
    """By the commands of kernelspec/README.md, with nothing of a clone."""
    cells = ["mixture n=20 p=400 mu=4\nnetwork m=6 gamma=0.3\nrun steps=100", "plot loss"]
    environment.execute(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), "benign")
    readme = (clone / "kernelspec/README.md").read_text(encoding="utf-8")
    for command in re.findall("^jupyter nbconvert .* NOTEBOOK$", readme, re.MULTILINE):
        environment.run(*shlex.split(command.replace("NOTEBOOK", "notebook.ipynb")))
    assert 'loss against t: line chart' in (environment.folder / "notebook.html").read_text(encoding="utf-8")
    assert (environment.folder / "notebook.pdf").read_bytes().startswith(b"%PDF")


def test_the_licences_of_all_that_it_brings_are_there(environment):
    (folder,) = environment.folder.glob("lib/python*/site-packages/benign_kernel-*.dist-info/licenses/licenses")
    licences = {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for name, words in {
        "benign": "Apache License", "libsodium": "ISC License", "libzmq": "Mozilla Public License",
        "openblas": "GCC RUNTIME LIBRARY EXCEPTION", "sqlite": "public-domain", "swift": "Runtime Library Exception",
        "swift-argument-parser": "Apache License", "swift-crypto": "Apache License", "swift-log": "Apache License",
        "swift-numerics": "Apache License",
    }.items():
        assert words in licences.pop(name), name
    assert not licences


def test_it_has_the_core_for_this_processor(environment):
    flags = set(re.search(r"^flags\s*:(.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1].split())
    kind = "v4" if {f"avx512{part}" for part in ("f", "bw", "cd", "dq", "vl")} <= flags else "v3"
    assert environment.run("benign", "--version").rstrip().endswith(f".x86-64-{kind}")


@pytest.mark.parametrize(
    ("processor", "said"),
    [("Haswell", r"^benign \S+\.x86-64-v3$"), ("Nehalem", r"^Error: this build of Benign needs a processor .*AVX2")],
)
def test_an_older_processor_gets_its_core_or_is_refused(environment, processor, said):
    """An emulator, which knows no AVX-512, plays the processor."""
    answer = environment.run(
        "qemu-x86_64", "-cpu", processor, environment.kernel / "benign", "--version", succeeds=processor == "Haswell"
    )
    assert re.search(said, answer, re.MULTILINE)


def test_it_goes_without_a_trace(environment):
    environment.run("pip", "uninstall", "--quiet", "--yes", "benign-kernel")
    assert not [path for path in environment.folder.rglob("*benign*") if "home" not in path.parts]
