# SPDX-License-Identifier: Apache-2.0
"""The kernel and a second reader of the grammar accept and reject the same cells."""

import pytest
from Language.generator import Cells
from Language.reader import accepts

SEEDS = range(1500)

BY_HAND = {
    "": True,
    "# only a comment": True,
    "\ufeffprint 1": True,
    "p=20*n -1": True,
    "mixture mu=-3 n=4": True,
    "run loss=logistic until=loss<1e-3": True,
    "print [1, 2,]": True,
    "print min(1, 2,)": False,
    "print 1,\n  2": True,
    "print 1\n  print 2": False,
    "  a = 1\n  print a": True,
    "  a = 1\n    + 2\n  print a": True,
    "a = [1,\n2]\nprint a": True,
    "a = 1..3": True,
    "a = 5.": False,
    "a = .5": True,
    "a = 1__0": False,
    "a = 0 < b < 1": False,
    "a = -2^-3^--4": True,
    "a = not not b": True,
    "a = b not": False,
    "mixture.seed": True,
    "mixture.seed = 3": False,
    "fork b mixture.seed=1 network.seed=2 mixture.seed=3": False,
    "step = 3": True,
    "step (3)": True,
    "direction (3)": False,
    "export trajectory": True,
    "sweep grid gamma=[0.1, 0.2]": True,
    "a b c": True,
    'print "\\q"': False,
    'print "\\ud800"': False,
    'print "abc': False,
    "x =": False,
    "true = 1": False,
    "a.b.c": False,
    "main.mixture.seed": False,
    'dataset "a.csv" label="y" test=0': True,
    'dataset "a.csv", "b.csv"': False,
    "dataset.seed": True,
    "f(1)(2)": False,
    "f(1)[0][1]": True,
    "a\u00a0=\u202f1": True,
}


@pytest.fixture(scope="module")
def complete(kernel):
    """The kernel's own judgement: complete, incomplete or invalid."""

    def judge(cell):
        request = kernel.client.is_complete(cell)
        while True:
            reply = kernel.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]["status"]

    return judge


@pytest.mark.parametrize(("cell", "right"), BY_HAND.items())
def test_both_readers_know_the_cells_written_by_hand(complete, cell, right):
    assert accepts(cell) is right
    assert (complete(cell) == "complete") is right


def test_both_readers_accept_and_reject_the_same_generated_cells(complete):
    accepted, rejected = 0, 0
    for seed in SEEDS:
        cells = Cells(seed)
        cell = cells.cell()
        for text in (cell, cells.changed(cell)):
            mine, status = accepts(text), complete(text)
            assert (status == "complete") == mine, f"seed {seed}: {text!r} is {status}"
            accepted, rejected = accepted + mine, rejected + (not mine)
    # The comparison says something only when both answers occur often.
    assert min(accepted, rejected) > len(SEEDS) / 2, (accepted, rejected)
