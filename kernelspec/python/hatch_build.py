# SPDX-License-Identifier: Apache-2.0
"""Says that the wheel is for one platform and any Python 3: it has a program in it, and no extension module."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BinaryWheel(BuildHookInterface):
    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['BENIGN_PLATFORM']}"
