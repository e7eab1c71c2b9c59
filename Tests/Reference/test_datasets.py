# SPDX-License-Identifier: Apache-2.0
"""Data sets from files: what the kernel makes of rows, against the rows themselves and the plain training of them."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from Reference import descent, direction
from Reference.problem import load

STEPS = 300
ROWS, FEATURES = 60, 40


def write(path, X, labels, name="kind"):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow([*(f"x{j}" for j in range(X.shape[1])), name])
        rows.writerows([*map(repr, map(float, x)), label] for x, label in zip(X, labels))


def classes(seed):
    """Two Gaussian classes, one after the other, with features of very different scales."""
    random = np.random.default_rng(seed)
    y = np.repeat([1.0, -1.0], ROWS // 2)
    scales = np.logspace(-1, 2, FEATURES)
    X = 3 + scales * (0.4 * y[:, None] + random.standard_normal((ROWS, FEATURES)))
    return X, y


def places(rows, among):
    """Where each of the rows stands."""
    found = [np.flatnonzero((among == row).all(axis=1)) for row in rows]
    assert all(len(f) == 1 for f in found)
    return np.concatenate(found)


@pytest.fixture(scope="module")
def split(kernel):
    """The file, and which of its rows seed 5 takes for training and which for the test."""
    X, y = classes(1)
    write(kernel.folder / "two.csv", X, np.where(y > 0, "yes", "no"))
    kernel.run("""
dataset "two.csv" label="kind" seed=5 standardize=false
network m=2 gamma=0.5
export experiment "plain.json"
""")
    training = places(load(kernel.folder / "plain.json").X, X)
    return X, y, training, np.setdiff1d(np.arange(ROWS), training)


def interval(wrong, count):
    """The exact interval of a share; for none and for all the rule of three."""
    extreme = 1 - 0.05 ** (1 / count)
    if wrong in (0, count):
        return (0, extreme) if wrong == 0 else (1 - extreme, 1)
    low = beta.ppf(0.025, wrong, count - wrong + 1)
    return low, beta.ppf(0.975, wrong + 1, count - wrong)


def test_the_split_takes_the_share_in_the_file_s_order(split):
    _, _, training, held_out = split
    assert len(training) == 45 and len(held_out) == 15
    assert np.all(np.diff(training) > 0)
    assert not np.array_equal(held_out, np.arange(45, 60))


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_training_and_errors_are_numpy_s(kernel, split, loss):
    X, y, training, held_out = split
    outcome = kernel.run(f"""
dataset "two.csv" label=-1 positive="yes" seed=5
network m=7 gamma=0.3 init=0.01 seed=4
export experiment "start.json"
run steps={STEPS} lr=2e-3 loss={loss} record=[test_error]
error
direction
export experiment "end.json"
""")
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    mean, deviation = X[training].mean(axis=0), X[training].std(axis=0)
    points = (X - mean) / deviation
    np.testing.assert_allclose(start.X, points[training], rtol=1e-11, atol=1e-12)
    assert np.array_equal(start.observed, y[training]) and np.array_equal(start.clean, y[training])
    assert start.mu.size == start.variance.size == 0

    ours = [replace(start, X=points[training], loss=loss)]
    for _ in range(STEPS):
        ours.append(descent.descend(ours[-1], 1, 2e-3))
    assert np.abs(ours[-1].W - end.W).max() < 1e-9 * np.abs(end.W).max()

    error = outcome.result("error")
    wrong = [int(np.sum(y[held_out] * descent.output(p, points[held_out]) <= 0)) for p in ours]
    assert error["method"] == "held out" and error["samples"] == 15
    assert error["test_error"] == error["observed_error"] == wrong[-1] / 15
    assert (error["test_error_low"], error["test_error_high"]) == pytest.approx(
        interval(wrong[-1], 15), rel=1e-9)
    assert error["train_error"] == descent.train_error(ours[-1])
    steps, recorded = kernel.numbers("trajectory.t", "trajectory.test_error")
    assert [wrong[int(t)] / 15 for t in steps] == recorded

    limit = direction.convergent_direction(ours[-1])
    answer = outcome.result("direction")
    assert answer["separable"] is direction.is_separable(ours[-1]) is True
    assert answer["limit_margin"] == pytest.approx(limit.margin, rel=1e-8)
    away = direction.misalignment(ours[-1].W, limit.W)
    assert answer["misalignment"] == pytest.approx(away, rel=1e-6)
    limit_wrong = np.sum(y[held_out] * descent.output(replace(start, W=limit.W), points[held_out]) <= 0)
    assert error["limit_error"] == limit_wrong / 15
    for name in ("bayes_error", "predicted_error", "excess_error", "verdict", "rho", "signal", "regime"):
        assert error[name] is None, name


def test_orthogonal_rows_have_the_limit_that_pencil_and_paper_give(kernel):
    """With ⟨x_i, x_k⟩ = 0 and m₊ = m₋ every λ_i is 1/K_ii, K_ii = ‖x_i‖²(1 + γ²)/2: the limit margin is (Σλ)^−½."""
    lengths = np.array([1.0, 2.0, 4.0, 5.0, 10.0])
    write(kernel.folder / "axes.csv", np.diag(lengths), [1, 0, 0, 1, 1])
    outcome = kernel.run("""
dataset "axes.csv" label="kind" test=0 standardize=false
network m=8 gamma=0.4
run steps=1_000_000_000
direction
error
""")
    assert outcome.stderr == ""
    multipliers = 2 / (lengths**2 * (1 + 0.4**2))
    answer = outcome.result("direction")
    assert answer["support"] == 5 and answer["consistent"] is True
    assert answer["limit_margin"] == pytest.approx(multipliers.sum() ** -0.5, rel=1e-9)
    np.testing.assert_allclose(kernel.numbers("multipliers")[0], multipliers, rtol=1e-9)
    # u_i grows like ln t / K_ii times K_ii: all margins alike, and the direction within some 1/ln t.
    assert answer["misalignment"] < 0.01
    assert outcome.result("error")["test_error"] is None


def test_rows_with_a_third_label_are_left_out(kernel):
    X = np.arange(24.0).reshape(6, 4)
    write(kernel.folder / "three.csv", X, [1, 2, 3, "1.0", 2, 3])
    outcome = kernel.run("""
dataset "three.csv" label="kind" positive=1 negative="3" test=0 standardize=false
network m=2 gamma=0.5
export experiment "three.json"
""")
    assert "left_out=2" in outcome.stdout
    found = load(kernel.folder / "three.json")
    assert np.array_equal(found.X, X[[0, 2, 3, 5]])
    assert np.array_equal(found.observed, [1, -1, 1, -1])


def test_a_loaded_experiment_reads_its_file_again(kernel, split):
    kernel.run("""
dataset "two.csv" label="kind" seed=5
network m=7 gamma=0.3
run steps=50
export experiment "kept.json"
run steps=50
""")
    expected = kernel.numbers("loss", "test_error", "misalignment")
    outcome = kernel.run('use loaded\nload "kept.json"\nrun steps=50\nstate\nuse main')
    assert kernel.numbers("loaded.loss", "loaded.test_error", "loaded.misalignment") == pytest.approx(
        expected, rel=1e-9)
    keys = dict(file="two.csv", label="kind", test=0.25, standardize=True, seed=5)
    assert outcome.result("state")["dataset"] == keys
    (kernel.folder / "two.csv").rename(kernel.folder / "moved.csv")
    assert "two.csv" in kernel.run('load "kept.json"', expect="error").reply["content"]["evalue"]
    (kernel.folder / "moved.csv").rename(kernel.folder / "two.csv")


def test_a_bad_row_is_named_and_nothing_changes(kernel, split):
    (kernel.folder / "bad.csv").write_text("a,kind\n1,yes\n2,no\nthree,no\n", encoding="utf-8")
    kernel.run('dataset "two.csv" label="kind"\nnetwork m=2 gamma=0.5\nstep')
    reply = kernel.run('dataset "bad.csv" label="kind"', expect="error").reply["content"]
    assert reply["ename"] == "FileError"
    assert '"bad.csv", row 4, column 1: "three" is no finite number; drop=["a"] leaves the column out.' in reply["evalue"]
    assert kernel.numbers("t", "n", "p") == [1, 45, FEATURES]
    (kernel.folder / "bad.csv").write_text('a,kind\n"\x1b[2J\n",yes\n', encoding="utf-8")
    reply = kernel.run('dataset "bad.csv" label="kind"', expect="error").reply["content"]
    assert '"[2J " is no finite number' in reply["evalue"] and "\x1b" not in reply["evalue"]


def test_files_are_completed_where_a_data_set_is_named(kernel, split):
    code = 'dataset "tw'
    request = kernel.client.complete(code)
    while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"]["msg_id"] != request:
        pass
    content = reply["content"]
    assert content["matches"] == ["two.csv"]
    assert code[content["cursor_start"] : content["cursor_end"]] == "tw"
