# SPDX-License-Identifier: Apache-2.0
"""A kernel that a test starts again, in a folder of its own, and the fixtures that hand it to the test."""

import os
import signal

import pytest

from Kernel.session import TIMEOUT, Session

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
SWEEP = "sweep grid gamma=[0.2, 0.4] repeat=2 steps=100 measure=[margin, loss]\n"


class Restartable(Session):
    """A kernel with the two ways of being started again."""

    def restart(self):
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=TIMEOUT)

    def kill(self):
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)
        self.manager.provisioner.process.wait(timeout=30)
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=TIMEOUT)

    def state(self):
        return self.run("state").result("state")


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The folder in which the kernels of one test keep what they keep."""
    monkeypatch.setenv("BENIGN_DATA", str(tmp_path / "data/benign"))
    return tmp_path / "data/benign"


@pytest.fixture
def session(prefix, data, tmp_path):
    with Restartable(tmp_path) as session:
        session.data = data
        yield session
