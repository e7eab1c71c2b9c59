# SPDX-License-Identifier: Apache-2.0
"""The package `benign` from the clone's sources, with the binary under test."""

import asyncio
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "kernelspec/python"
sys.path.insert(0, str(PACKAGE))


@pytest.fixture(scope="session", autouse=True)
def package(benign):
    """The package's folder; kernels, and the programs that tests start, find it and the binary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENIGN", str(benign))
        patch.setenv("PYTHONPATH", str(PACKAGE))
        yield PACKAGE


@pytest.fixture(autouse=True)
def no_running_loop():
    """Tests of this folder begin without an event loop: Playwright's is left running in this thread by the browser tests."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="module")
def shared(package, data):
    """One kernel for all tests of a module."""
    import benign

    with benign.Kernel() as lab:
        yield lab


@pytest.fixture
def lab(package, tmp_path):
    """A kernel of the test's own, in a folder of its own."""
    import benign

    with benign.Kernel(cwd=tmp_path) as lab:
        yield lab
