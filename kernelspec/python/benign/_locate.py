# SPDX-License-Identifier: Apache-2.0
"""Where the kernel's executable is."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benign._errors import NotFound

#: Names the executable, before all places but an argument.
VARIABLE = "BENIGN"


def locate(executable: str | os.PathLike[str] | None = None) -> Path:
    """Returns the absolute path of the kernel's executable.

    It is the first of: the argument, what the environment variable BENIGN names, the one that the wheel has put into this
    Python's environment, the one of the kernelspec ``benign``, the command ``benign`` on PATH. The first two must exist
    where they are given.

    Raises:
        NotFound: There is none.
    """
    for given, source in ((executable, "the argument"), (os.environ.get(VARIABLE), VARIABLE)):
        if given:
            path = Path(given).absolute()
            if not _runs(path):
                raise NotFound(f"{source} names {path}, which is no executable file")
            return path
    for path in _places():
        if _runs(path):
            return path.absolute()
    raise NotFound(
        "there is no kernel in this environment, no kernelspec benign and no command benign; "
        f"set {VARIABLE} to the path of the executable, or install the wheel benign-kernel"
    )


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _places() -> Iterator[Path]:
    yield Path(sys.prefix, "share/jupyter/kernels/benign/benign")

    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        specification = KernelSpecManager().get_kernel_spec("benign")
    except NoSuchKernel:
        pass
    else:
        program = specification.argv[0].replace("{resource_dir}", specification.resource_dir)
        yield Path(shutil.which(program) or program)

    if command := shutil.which("benign"):
        yield Path(command)
