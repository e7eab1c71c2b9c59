# SPDX-License-Identifier: Apache-2.0
"""The kernels that are compared, and how each says the same things."""

import os
from dataclasses import dataclass

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

LINES = 10_000
SETTINGS = "mixture gaussian n=100 p=20_000 mu=8 seed=1\nnetwork m=64 gamma=0.2"


@dataclass(frozen=True)
class Peer:
    """A kernel, with a cell that prints once and then never ends, and one that prints LINES lines."""

    name: str
    spec: KernelSpec
    endless: str
    prints: str


def find(name, folder=None):
    """The peer of that name, or the one whose kernel.json lies in the folder; None where it is not installed."""
    try:
        spec = KernelSpec.from_resource_dir(os.path.abspath(folder)) if folder else installed(name)
    except NoSuchKernel:
        return None
    return Peer(name, spec, *(benign_cells() if name == "benign" else python_cells()))


def installed(name):
    return KernelSpecManager().get_kernel_spec(name)


def benign_cells():
    prints = "\n".join(f'print "line {k}"' for k in range(LINES))  # there is no loop
    return f'print "on"\n{SETTINGS}\nrun steps=1e15 leap=false', prints


def python_cells():
    # xeus-python without IPython drops what a cell printed unless an expression ends it.
    endless = 'print("on", flush=True)\nwhile True: pass\nNone'
    return endless, f'for k in range({LINES}): print("line", k)\nNone'


def lines_lost(streams):
    """How many of the lines are not among the contents of stream messages."""
    printed = "".join(content["text"] for content in streams).splitlines()
    return LINES - len({f"line {k}" for k in range(LINES)} & set(printed))
