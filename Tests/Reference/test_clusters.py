# SPDX-License-Identifier: Apache-2.0
"""Biases, clusters and unequal classes: random experiments against the plain reference."""

import random

import numpy as np
import pytest
from scipy.stats import ks_2samp, norm
from sklearn.svm import SVC

from Reference import descent, direction, errors
from Reference.problem import load
from Reference.training import run_keys, train



def mixture(choose, seed):
    """A random mixture, with spread means only where every block is wide enough."""
    clusters = choose(("pair", "xor", "3", "5"))
    cov = choose(("p=40", "p=300", "cov=[[3,8],[1,60],[0.3,100]]", "p=120 cov=powerlaw(0.7)"))
    mean = "mean=axis(1)" if "powerlaw" in cov and clusters != "pair" else choose(("", "mean=axis(2)"))
    return f"""mixture gaussian n={choose((2, 12, 25))} {cov} mu={choose((1, 3, 6))} clusters={clusters} {mean} \
balance={choose((0.5, 0.2, 0.85))} {choose(("", "flip=0.2"))} {choose(("", "orthogonal=true"))} seed={seed}"""


def draw(seed):
    """A random experiment: its cell without the training, its loss, and the run's keys."""
    choose = random.Random(seed).choice
    cell = f"""
{mixture(choose, seed)}
network m={choose((1, 2, 5, 8))} gamma={choose((0, 0.3, 0.7, 1))} bias={choose((0, 0.5, 3))} \
{choose(("", "init=1e-3", "init=0.1"))} seed={seed}
"""
    return cell, *run_keys(choose)


@pytest.mark.parametrize("seed", range(40))
def test_500_steps_lead_where_plain_descent_leads(kernel, seed):
    cell, loss, keys = draw(seed)
    _, end = train(kernel, cell, loss, keys)
    bias = end.settings["network"].get("bias", 0)
    if bias:
        assert np.all(end.X[:, -1] == bias) and end.variance[-1] == 0


@pytest.mark.parametrize("seed", range(100, 130))
def test_errors_are_what_counting_finds(kernel, seed):
    cell, _, keys = draw(seed)
    outcome = kernel.run(cell + f'run steps=50 {keys}\nexport experiment "end.json"\nerror\ndirection')
    end, theirs = load(kernel.folder / "end.json"), outcome.result("error")
    if theirs["test_error"] is None or end.settings["mixture"].get("orthogonal"):
        return
    share, spread = errors.counted(end, 40_000, seed)
    width = (theirs["test_error_high"] - theirs["test_error_low"]) / 3.92
    assert abs(theirs["test_error"] - share) <= 4 * np.hypot(spread, width) + 1e-4
    if theirs["limit_error"] is None:
        return
    limit = direction.convergent_direction(end)
    assert outcome.result("direction")["limit_margin"] == pytest.approx(limit.margin, rel=1e-8)
    share, spread = errors.counted(end.at(limit.W, 0), 40_000, seed)
    assert abs(theirs["limit_error"] - share) <= 4 * spread + 1e-4


# Noise of variance 1, drawn here by other means.
LAWS = {
    "rademacher": lambda rng, shape: rng.choice([-1.0, 1.0], shape),
    "uniform": lambda rng, shape: rng.uniform(-(3**0.5), 3**0.5, shape),
    "student df=5": lambda rng, shape: rng.standard_t(5, shape) * (3 / 5) ** 0.5,
    "pareto tail=4": lambda rng, shape: rng.choice([-1, 1], shape) * (1 + rng.pareto(4, shape)) * 0.5**0.5,
    "laplace": lambda rng, shape: rng.laplace(scale=0.5**0.5, size=shape),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("law", LAWS)
def test_streamed_errors_are_what_counting_finds(kernel, law, seed):
    """Of other noise: explicit coordinates, so that fresh points can be drawn here too."""
    choose = random.Random(f"{law} {seed}").choice
    clusters, balance = choose(("pair", "xor", "4")), choose((0.5, 0.3))
    outcome = kernel.run(f'''
mixture {law} n=12 p=40 mu=2 clusters={clusters} balance={balance} seed={seed}
network m=6 gamma={choose((0, 0.3, 1))} bias={choose((0, 1))} seed={seed}
run steps=50 lr=1e-2
export experiment "end.json"
error samples=400_000 precision=0.001
''')
    end, theirs = load(kernel.folder / "end.json"), outcome.result("error")
    rng = np.random.default_rng(seed)
    shares = [share for share, _, _ in end.clusters]
    drawn = rng.choice(len(shares), 100_000, p=shares)
    means = np.array([mean for _, _, mean in end.clusters])[drawn]
    labels = np.array([label for _, label, _ in end.clusters])[drawn]
    noise = LAWS[law](rng, means.shape)
    wrong = np.mean(labels * descent.output(end, means + np.sqrt(end.variance) * noise) <= 0)
    spread = np.sqrt(wrong * (1 - wrong) / len(labels))
    width = (theirs["test_error_high"] - theirs["test_error_low"]) / 3.92
    assert abs(theirs["test_error"] - wrong) <= 4 * np.hypot(spread, width) + 1e-4


@pytest.mark.parametrize("keys", ["clusters=xor", "clusters=3 balance=0.3", "clusters=2 cov=[[4,20],[1,40]]"])
def test_reduced_coordinates_have_the_law_of_explicit_ones(kernel, keys):
    """Norms and products of 60 draws with p = 60, against as many explicit ones."""
    ours, theirs = [], []
    away = np.triu_indices(12, 1)
    p = "" if "cov" in keys else "p=60"
    for seed in range(60):
        kernel.run(
            f"mixture gaussian n=12 {p} mu=6 {keys} seed={seed}\n"
            f"network m=4 gamma=0.5 init=1 bias=0.7 seed={seed}\n"
            'export experiment "draw.json"'
        )
        end = load(kernel.folder / "draw.json")
        rng = np.random.default_rng(seed)
        eigenvalues = np.r_[np.full(20, 4.0), np.ones(40)] if "cov" in keys else np.ones(60)
        count = 2 if "xor" in keys or "=2" in keys else 3
        means = [np.zeros(60) for _ in range(count)]
        blocks = [(0, 20), (20, 60)] if "cov" in keys else [(0, 60)]
        for first, last in blocks:
            basis, _ = np.linalg.qr(rng.standard_normal((last - first, count)))
            for k in range(count):
                means[k][first:last] = 6 * np.sqrt((last - first) / 60) * basis[:, k]
        if "xor" in keys:
            list_ = [(0.25, 1, means[0]), (0.25, 1, -means[0]), (0.25, -1, means[1]), (0.25, -1, -means[1])]
        elif count == 3:
            list_ = [(0.15, 1, means[0]), (0.7, -1, means[1]), (0.15, 1, means[2])]
        else:
            list_ = [(0.5, 1, means[0]), (0.5, -1, means[1])]
        drawn = rng.choice(len(list_), 12, p=[c[0] for c in list_])
        X = np.array([list_[c][2] for c in drawn]) + np.sqrt(eigenvalues) * rng.standard_normal((12, 60))
        X = np.hstack([X, np.full((12, 1), 0.7)])
        W = rng.standard_normal((4, 61))
        labels = np.array([list_[c][1] for c in drawn], dtype=float)
        for found, (x, w, y) in ((theirs, (end.X, end.W, end.clean)), (ours, (X, W, labels))):
            gram = x @ x.T
            found.append((np.diag(gram), (np.outer(y, y) * gram)[away], (x @ w.T).ravel(), np.sum(w**2, axis=1), y))
    for index, name in enumerate(("norms", "products", "first layer", "neurons", "labels")):
        first, second = (np.concatenate([draw[index] for draw in d]) for d in (ours, theirs))
        assert ks_2samp(first, second).pvalue > 1e-3, name


def test_bayes_errors_are_those_of_the_likelihood_ratio(kernel):
    """Of pairs and XOR in closed form, of three clusters by their likelihood ratios."""
    rng = np.random.default_rng(1)
    for keys, means, labels in (
        ("clusters=pair balance=0.2", [[1.5], [-1.5]], [1, -1]),
        ("clusters=xor", [[1.5, 0], [-1.5, 0], [0, 1.5], [0, -1.5]], [1, 1, -1, -1]),
        ("clusters=3 balance=0.3", 1.5 * np.eye(3), [1, -1, 1]),
        ("clusters=xor balance=0.7", [[1.5, 0], [-1.5, 0], [0, 1.5], [0, -1.5]], [1, 1, -1, -1]),
    ):
        kernel.run(f"mixture n=10 p=50 mu=1.5 {keys}")
        [bayes] = kernel.numbers("bayes_error")
        means, labels = np.array(means, dtype=float), np.array(labels)
        balance = float(keys.split("balance=")[1]) if "balance" in keys else 0.5
        shares = np.where(labels > 0, balance / np.sum(labels > 0), (1 - balance) / np.sum(labels < 0))
        drawn = rng.choice(len(shares), 400_000, p=shares)
        z = means[drawn] + rng.standard_normal((len(drawn), means.shape[1]))
        density = shares * np.exp(z @ means.T - np.sum(means**2, axis=1) / 2)
        ratio = density @ labels
        wrong = np.mean(np.where(ratio > 0, 1, -1) != labels[drawn])
        assert abs(bayes - wrong) < 4 * np.sqrt(wrong / 400_000) + 0.004 * ("3" in keys or "0.7" in keys), keys


def test_a_bias_alone_is_a_regularised_one(kernel):
    """γ = 1 with bias β: the support vector machine through the origin of the points (x, β)."""
    kernel.run("""
mixture gaussian n=40 p=60 mu=3 balance=0.2 seed=4
network m=6 gamma=1 bias=2 seed=4
run steps=1e20
export experiment "end.json"
""")
    end = load(kernel.folder / "end.json")
    points, labels = np.vstack([end.X, -end.X]), np.append(end.observed, -end.observed)
    weights = SVC(kernel="linear", C=1e10, tol=1e-10).fit(points, labels).coef_[0]
    margin, error = kernel.numbers("limit_margin", "limit_error")
    assert margin == pytest.approx(1 / np.linalg.norm(weights), rel=1e-6)
    size = np.sqrt(np.sum(end.variance * weights**2))
    exact = sum(s * norm.cdf(-y * (weights @ m) / size) for s, y, m in end.clusters)
    assert error == pytest.approx(exact, rel=1e-4)


def test_a_data_set_gets_a_bias_too(kernel):
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((40, 3))
    rows[:, 0] += 3
    labels = np.where(rows[:, 0] > 3, 1, -1)
    lines = ["a,b,c,y"] + [",".join(map(str, [*row, label])) for row, label in zip(rows, labels)]
    (kernel.folder / "table.csv").write_text("\n".join(lines))
    outcome = kernel.run('''
dataset "table.csv" label="y" standardize=false
network m=4 gamma=0.3 bias=1
run steps=1000
error
direction
export experiment "end.json"
''')
    end = load(kernel.folder / "end.json")
    assert np.all(end.X[:, -1] == 1)
    assert outcome.result("direction")["separable"] is direction.is_separable(end)
    assert outcome.result("error")["test_error"] is not None


@pytest.mark.parametrize(
    "keys, hint",
    [
        ("p=100 cov=powerlaw(1) clusters=xor", "mean=axis(0)"),
        ("cov=[[4,1],[1,99]] clusters=xor", "mean=axis(0)"),
        ("p=2 clusters=3", "p is fewer"),
        ("p=10 clusters=3 mean=axis(8)", "at most 7"),
        ("p=10 clusters=1", "clusters"),
        ("p=10 balance=0", "balance"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(kernel, keys, hint):
    outcome = kernel.run(f"mixture n=10 mu=1 {keys}", expect="error")
    assert hint in "".join(outcome.reply["content"]["traceback"]) + outcome.reply["content"]["evalue"]
