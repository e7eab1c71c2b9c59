# SPDX-License-Identifier: Apache-2.0
"""Benign from Python: a kernel for experiments on directional convergence and benign overfitting.

>>> import benign
>>> with benign.Kernel() as lab:
...     cell = lab.run('''
...         mixture gaussian n=60 p=4_000 mu=6
...         network m=20 gamma=0.3
...         run steps=1000
...     ''')
...     lab["misalignment"] < 0.1, lab["interpolates"]
(True, True)

``AsyncKernel`` is the same for coroutines, and ``benign.dask`` computes sweeps on a cluster. In a notebook of Python,
``%load_ext benign`` gives ``%%benign``, and ``current()`` is the kernel that it uses.
"""

# For the wheel. Needed: jupyter_client. Extra `tables`: pandas (lab.table, lab.trajectory), numpy (lab.experiment). IPython and
# Pygments are there where their parts are used. Entry point `pygments.lexers`: benign = benign.lexer:BenignLexer; where it is
# installed, kernel.json may start the kernel with `--lexer benign`.

from __future__ import annotations

from typing import TYPE_CHECKING

from benign._async import AsyncKernel
from benign._current import current
from benign._errors import Error, KernelDied, NotFound
from benign._kernel import Kernel
from benign._outputs import Cell, Output

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["AsyncKernel", "Cell", "Error", "Kernel", "KernelDied", "NotFound", "Output", "current"]


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Adds ``%benign`` and ``%%benign``, and completion in its cells, for ``%load_ext benign``."""
    from benign._magics import BenignMagics, complete

    ipython.register_magics(BenignMagics)
    ipython.Completer.custom_matchers.append(complete)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Ends the kernel of ``%%benign``."""
    from benign import _current
    from benign._magics import complete

    ipython.Completer.custom_matchers.remove(complete)
    _current.close()
