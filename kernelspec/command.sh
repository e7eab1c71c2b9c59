#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The wheel's command `benign`: the binary in the kernel's folder of the same environment.
exec "$(dirname "$(readlink -f "$0")")/../share/jupyter/kernels/benign/benign" "$@"
