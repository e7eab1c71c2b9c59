# SPDX-License-Identifier: Apache-2.0
"""Cells that several suites send."""

SMALL = "mixture gaussian n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
ENDLESS = SMALL + "run steps=1e15 leap=false"
# Noise without a closed form, so that a question for the test error may stream for an hour.
STREAMED = "mixture student df=5 n=30 p=2000 mu=4 seed=3\nnetwork m=6 gamma=0.3\nstep 3\n"
LONG_QUESTION = "error samples=1e9 precision=1e-4"
