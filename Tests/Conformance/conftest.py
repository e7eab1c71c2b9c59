# SPDX-License-Identifier: Apache-2.0
"""Raw clients of the kernels that the suites share."""

import pytest

from Conformance.process import KernelProcess, connection
from Conformance.wire import Wire


@pytest.fixture
def wire(kernel):
    """A raw client of the module's kernel."""
    with Wire(kernel.manager.get_connection_info()) as wire:
        yield wire


@pytest.fixture
def another(kernel):
    """A second raw client of the module's kernel."""
    with Wire(kernel.manager.get_connection_info()) as wire:
        yield wire


@pytest.fixture
def subshell(wire):
    """A subshell of the module's kernel."""
    identity = wire.ask("control", "create_subshell_request")["subshell_id"]
    yield identity
    wire.ask("control", "delete_subshell_request", {"subshell_id": identity})


@pytest.fixture
def start(benign, prefix, tmp_path):
    """Starts a kernel of the test's own; over tcp, where it is not told otherwise."""

    def start(transport="tcp"):
        place = connection(transport, tmp_path)
        return KernelProcess(benign, place, tmp_path), place

    return start
