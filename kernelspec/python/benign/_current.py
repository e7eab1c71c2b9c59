# SPDX-License-Identifier: Apache-2.0
"""The one kernel of ``%%benign``."""

from __future__ import annotations

from benign._kernel import Kernel

_kernel: Kernel | None = None


def current() -> Kernel:
    """Returns the kernel of ``%%benign``; starts one where there is none, or where it has ended."""
    global _kernel
    if _kernel is None or not _kernel.is_alive:
        _kernel = Kernel()
    return _kernel


def close() -> None:
    """Ends that kernel."""
    global _kernel
    if _kernel:
        _kernel.close()
    _kernel = None
