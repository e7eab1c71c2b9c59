# SPDX-License-Identifier: Apache-2.0
"""500 steps of a random experiment, by the kernel with leaps and without, and by plain descent."""

from dataclasses import replace

import numpy as np

from Reference import descent
from Reference.problem import load

STEPS = 500


def run_keys(choose):
    """A loss, and the keys of a run with it."""
    loss = choose(("exponential", "logistic", "hinge", "probit"))
    return loss, f"lr=1e-3 loss={loss} reduction={choose(('sum', 'mean'))}"


def train(kernel, cell, loss, keys):
    """Where all three end, once they agree: plain descent's experiment, and the kernel's without leaps."""
    kernel.run(cell + f'''
export experiment "start.json"
fork leaping
run steps={STEPS} {keys}
export experiment "leapt.json"
use main
run steps={STEPS} leap=false {keys}
export experiment "end.json"
''')
    start, leapt, end = (load(kernel.folder / f"{name}.json") for name in ("start", "leapt", "end"))
    ours = replace(start, loss=loss, reduction=end.reduction)
    ours = descent.descend(ours, STEPS, end.learning_rate)
    assert np.abs(ours.W - end.W).max() <= 1e-12 * np.abs(ours.W).max()
    assert np.abs(descent.output(ours) - descent.output(leapt)).max() < 5e-9
    return ours, end
