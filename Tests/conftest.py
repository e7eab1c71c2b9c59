# SPDX-License-Identifier: Apache-2.0
"""The release binary under test, its kernelspec in a folder of its own, and the list of skips."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from Kernel.session import Session

CLONE = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    # What a kernel keeps is never put among the user's own.
    os.environ["BENIGN_DATA"] = data = tempfile.mkdtemp(prefix="benign-data-")
    config.add_cleanup(lambda: shutil.rmtree(data, ignore_errors=True))
    config.pluginmanager.register(SkipList(Path(__file__).with_name("skips.txt")))


class SkipList:
    """Fails the run when what was skipped is not what skips.txt lists."""

    def __init__(self, path):
        lines = path.read_text(encoding="utf-8").splitlines()
        self.listed = {line for line in lines if line and not line.startswith("#")}
        self.ran, self.skipped = set(), set()

    def pytest_runtest_logreport(self, report):
        self.ran.add(report.nodeid)
        if report.skipped:
            self.skipped.add(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if self.differences() and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for line in self.differences():
            terminalreporter.write_line(line, red=True)

    def differences(self):
        unlisted = [f"skipped, but not in skips.txt: {name}" for name in self.skipped - self.listed]
        vain = (self.listed & self.ran) - self.skipped
        return sorted(unlisted) + sorted(f"in skips.txt, but it ran: {name}" for name in vain)


@pytest.fixture(scope="module", autouse=True)
def data(tmp_path_factory):
    """The folder of what kernels keep: no module's sweeps are answered by what another one found."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("data") / "benign"
        patch.setenv("BENIGN_DATA", str(folder))
        yield folder


@pytest.fixture(scope="session")
def clone():
    return CLONE


@pytest.fixture(scope="session")
def benign():
    """The release binary: what BENIGN names, or what kernelspec/release.sh left in its place."""
    path = Path(os.environ.get("BENIGN", CLONE / ".build/benign/benign")).resolve()
    assert path.is_file(), f"{path} is missing; Tests/run builds it"
    return path


@pytest.fixture(scope="session")
def prefix(benign, tmp_path_factory):
    """A prefix with the kernel installed, and private folders for Jupyter."""
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run([benign, "install", "--prefix", prefix], check=True, stdin=subprocess.DEVNULL)
    private = tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(prefix / "share/jupyter"))
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(private / name.lower()))
        patch.setenv("IPYTHONDIR", str(private / "ipython"))
        yield prefix


@pytest.fixture(scope="module")
def kernel(prefix, tmp_path_factory):
    """One kernel for all tests of a module, working in a folder of its own."""
    with Session(tmp_path_factory.mktemp("work")) as session:
        yield session


@pytest.fixture
def fresh(prefix, tmp_path):
    """A kernel of the test's own."""
    with Session(tmp_path) as session:
        yield session
