# SPDX-License-Identifier: Apache-2.0
"""The kernel's numbers against the reference's: two programs with nothing in common but the text of
the mathematics. The kernel exports what it drew and what it reached; the reference does the rest."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import ks_2samp

from Reference import descent, direction, errors
from Reference.law import Law
from Reference.problem import explicit, load

STEPS = 300

CASES = {
    "balanced": (
        "mixture gaussian n=30 p=900 mu=5 seed=1",
        "network m=8 gamma=0.3 seed=2",
        "lr=1e-3",
    ),
    "flips": (
        "mixture gaussian n=40 p=2_000 mu=5 flip=0.15 seed=3",
        "network m=10 gamma=0.5 seed=4",
        "lr=1e-3",
    ),
    "unbalanced": (
        "mixture gaussian n=30 p=900 mu=5 seed=5",
        "network m=9 gamma=0.2 positive=2 seed=6",
        "lr=1e-3",
    ),
    "logistic": (
        "mixture gaussian n=25 p=600 mu=4 noise=0.8 seed=7",
        "network m=6 gamma=0.3 seed=8",
        "lr=5e-3 loss=logistic",
    ),
    "probit": (
        "mixture gaussian n=25 p=600 mu=4 flip=0.1 seed=25",
        "network m=6 gamma=0.4 seed=26",
        "lr=2e-3 loss=probit",
    ),
    "mean": (
        "mixture gaussian n=25 p=600 mu=4 seed=9",
        "network m=6 gamma=0.7 outer=0.2 seed=10",
        "lr=2e-2 reduction=mean",
    ),
    "large init": (
        "mixture gaussian n=30 p=900 mu=5 seed=11",
        "network m=8 gamma=0.3 init=0.02 seed=12",
        "lr=1e-3",
    ),
    "inconsistent": (
        "mixture gaussian n=20 p=2_000 mu=12 flip=0.1 seed=2",
        "network m=8 gamma=0.25 seed=2",
        "lr=1e-3",
    ),
    "own pairs asleep": (
        "mixture gaussian n=20 p=400 mu=6 flip=0.2 seed=13",
        "network m=8 gamma=0.1 seed=14",
        "lr=2e-3",
    ),
    "few dimensions": (
        "mixture gaussian n=20 p=12 mu=6 noise=0.5 seed=15",
        "network m=6 gamma=0.5 seed=16",
        "lr=1e-3",
    ),
}


@dataclass
class Pair:
    """An experiment as the kernel ran it and as the reference does."""

    start: object
    end: object
    path: list
    trajectory: list
    outcome: object
    limit: object

    @property
    def ours(self):
        return self.path[-1]


@pytest.fixture(scope="module", params=CASES, ids=str)
def pair(request, kernel):
    mixture, network, settings = CASES[request.param]
    cell = f"""
{mixture}
{network}
export experiment "start.json"
run steps={STEPS} {settings}
export experiment "end.json"
direction
error samples=100_000 precision=0.005
conditions
"""
    outcome = kernel.run(cell)
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    # The run chooses the loss; what was exported before it has the default.
    path = [replace(start, loss=end.loss, reduction=end.reduction)]
    for _ in range(STEPS):
        path.append(descent.descend(path[-1], 1, end.learning_rate))
    names = ("trajectory.t", "trajectory.loss", "trajectory.misalignment")
    limit = direction.convergent_direction(path[-1])
    return Pair(start, end, path, kernel.numbers(*names), outcome, limit)


def relative(ours, theirs):
    return np.abs(ours - theirs).max() / np.abs(ours).max()


def test_every_weight_is_the_same_after_300_steps(pair):
    assert pair.end.t == STEPS and pair.start.t == 0
    assert relative(pair.ours.W, pair.end.W) < 1e-9
    assert relative(pair.start.X, pair.end.X) == 0


def test_the_run_says_what_the_weights_say(pair):
    run = pair.outcome.result("run")
    norm = np.linalg.norm(pair.ours.W)
    margins = pair.ours.observed * descent.output(pair.ours) / norm
    assert run["t"] == STEPS and run["explicit_steps"] + run["leapt_steps"] == STEPS
    assert run["loss"] == pytest.approx(descent.loss(pair.ours), rel=1e-9)
    assert run["train_error"] == descent.train_error(pair.ours)
    assert run["margin"] == pytest.approx(margins.min(), rel=1e-8)
    assert run["time"] == pytest.approx(STEPS * pair.end.learning_rate, rel=1e-12)
    whole = (problem.t for problem in pair.path if descent.activated(problem) == 1)
    assert run["activation_step"] == next(whole, None)


def test_the_trajectory_passes_where_the_reference_passes(pair):
    steps, losses, misalignments = pair.trajectory
    assert steps[0] == 0 and steps[-1] == STEPS and len(steps) > 50
    for step, loss, misalignment in zip(steps, losses, misalignments):
        problem = pair.path[int(step)]
        assert loss == pytest.approx(descent.loss(problem), rel=1e-9), step
        expected = direction.misalignment(problem.W, pair.limit.W)
        assert misalignment == pytest.approx(expected, rel=1e-6), step


def test_the_direction_is_the_same_by_the_primal_problem(pair):
    theirs = pair.outcome.result("direction")
    ours, limit = pair.ours, pair.limit
    assert limit.residual < 1e-8 and limit.gap < 1e-8
    assert theirs["kkt_residual"] <= 1e-10 and theirs["duality_gap"] <= 1e-10
    assert theirs["separable"] is direction.is_separable(ours) is True
    bad = direction.inconsistent_points(ours, limit)
    assert theirs["consistent"] is (bad == 0) and theirs["inconsistent_points"] == bad
    assert theirs["norm"] == pytest.approx(np.linalg.norm(ours.W), rel=1e-9)
    assert theirs["limit_margin"] == pytest.approx(limit.margin, rel=1e-8)
    misalignment = direction.misalignment(ours.W, limit.W)
    assert theirs["misalignment"] == pytest.approx(misalignment, rel=1e-6)
    assert theirs["cosine"] == pytest.approx(1 - misalignment, rel=1e-9)
    assert theirs["angle"] == pytest.approx(2 * np.arcsin(np.sqrt(misalignment / 2)), rel=1e-6)
    assert theirs["dispersion"] == pytest.approx(direction.dispersion(ours), rel=1e-5, abs=1e-14)
    for name, sign in (("cosine_positive", +1), ("cosine_negative", -1)):
        chosen = np.sign(ours.a) == sign
        value = 1 - direction.misalignment(ours.W[chosen], limit.W[chosen])
        assert theirs[name] == pytest.approx(value, rel=1e-8), name


def test_the_support_is_the_same_where_it_is_unique(pair):
    if pair.ours.X.shape[1] < len(pair.ours.X):
        # 2d < n: the multipliers are not unique, only the direction is.
        assert pair.outcome.result("direction")["support"] <= len(pair.ours.X)
        return
    ours = np.sum(pair.limit.multipliers > 1e-9 * pair.limit.multipliers.max())
    assert pair.outcome.result("direction")["support"] == ours


def test_the_run_s_own_limit_is_found_by_cutting_planes(pair):
    theirs = pair.outcome.result("direction")
    own = pair.ours.observed[:, None] * pair.ours.a > 0
    asleep = np.any(pair.ours.X @ pair.ours.W.T <= 0, where=own)
    if asleep and not theirs["consistent"]:
        # The limit then depends on W(0), and the kernel says nothing.
        assert theirs["run_misalignment"] is None
        return
    limit = direction.own_limit(pair.ours)
    if theirs["consistent"]:
        assert theirs["run_misalignment"] == theirs["misalignment"]
    expected = direction.misalignment(pair.ours.W, limit.W)
    assert theirs["run_misalignment"] == pytest.approx(expected, rel=1e-5)


def test_closed_form_errors_are_right_in_every_digit(pair):
    theirs, ours = pair.outcome.result("error"), pair.ours
    for name, distance in (
        ("limit_error", errors.limit_distance(ours, pair.limit)),
        ("bayes_error", errors.bayes_distance(ours)),
    ):
        log10 = errors.log10_tail(distance)
        assert theirs[f"log10_{name}"] == pytest.approx(log10, rel=1e-8), name
        assert theirs[name] == pytest.approx(10**log10, rel=1e-7), name


def test_the_test_error_is_what_counting_and_shifted_sampling_find(pair):
    theirs = pair.outcome.result("error")
    deviation = (theirs["test_error_high"] - theirs["test_error_low"]) / (2 * 1.96)
    assert 0 <= deviation <= 0.0051 * theirs["test_error"]
    log10, spread = errors.shifted(pair.ours, 100_000, seed=1)
    shifted = 10**log10
    assert abs(theirs["test_error"] - shifted) < 4 * np.hypot(deviation, spread * shifted)
    if theirs["test_error"] > 1e-2:
        share, own = errors.counted(pair.ours, 50_000, seed=2)
        assert abs(theirs["test_error"] - share) < 4 * np.hypot(deviation, own)
    flip = pair.end.settings["mixture"].get("flip", 0)
    observed = flip + (1 - 2 * flip) * theirs["test_error"]
    assert theirs["observed_error"] == pytest.approx(observed, rel=1e-12)


def test_the_prediction_is_the_law_s_by_a_general_solver(pair):
    theirs = pair.outcome.result("error")
    mixture = pair.end.settings["mixture"]
    n, p, level = mixture["n"], mixture["p"], mixture["noise"] ** 2
    law = Law(
        p / n, mixture["mu"] / mixture["noise"], pair.ours.gamma, np.mean(pair.ours.a > 0),
        mixture["flip"],
    )
    assert theirs["log10_predicted_error"] == pytest.approx(law.log10_error, rel=1e-5)
    rho = n * mixture["mu"] ** 2 / (level * p)
    assert theirs["rho"] == pytest.approx(rho, rel=1e-12)
    assert theirs["signal"] == pytest.approx(rho * mixture["mu"] ** 2 / level, rel=1e-12)
    assert theirs["regime"] == ("weak" if rho < 1 else "strong")


def test_the_verdict_follows_from_the_numbers(pair):
    theirs = pair.outcome.result("error")
    excess = theirs["test_error"] - theirs["bayes_error"]
    assert theirs["excess_error"] == pytest.approx(excess, rel=1e-9)
    ends = [theirs[f"test_error_{end}"] - theirs["bayes_error"] for end in ("low", "high")]
    words = {"benign" if end <= 0.01 else "harmful" if end >= 0.1 else "tempered" for end in ends}
    word = words.pop() if len(words) == 1 else None
    interpolates = descent.train_error(pair.ours) == 0
    assert theirs["verdict"] == (word if interpolates else "not interpolating")


def test_the_conditions_measure_the_points(pair):
    values = {c["name"]: c["value"] for c in pair.outcome.result("conditions")["conditions"]}
    gram = pair.ours.X @ pair.ours.X.T
    away = ~np.eye(len(gram), dtype=bool)
    labelled = np.outer(pair.ours.observed, pair.ours.observed) * gram
    nearness = len(gram) * np.abs(gram[away]).max() / np.diag(gram).min()
    assert values["positive_correlation"] == pytest.approx(labelled[away].min(), rel=1e-9)
    assert values["near_orthogonality"] == pytest.approx(nearness, rel=1e-9)


@pytest.mark.parametrize("loss", ["exponential", "logistic", "probit"])
def test_leaps_land_where_every_single_step_leads(kernel, loss):
    steps = 20_000
    outcome = kernel.run(f"""
mixture gaussian n=20 p=500 mu=4 seed=21
network m=6 gamma=0.3 seed=22
export experiment "start.json"
run steps={steps} lr=2e-3 loss={loss}
export experiment "end.json"
""")
    assert outcome.result("run")["leapt_steps"] > steps / 2
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    ours = descent.descend(replace(start, loss=loss), steps, 2e-3)
    assert relative(descent.output(ours), descent.output(end)) < 5e-9
    assert relative(ours.W, end.W) < 1e-7


def test_probit_goes_to_the_same_direction_as_slowly_as_its_norm_grows(kernel):
    """‖W‖ grows like √(2 ln t): what the first step left between the neurons of one sign falls like 1/√ln t."""
    clock = (1e8, 1e15, 1e30)
    cell = "mixture n=50 p=1000 mu=4 seed=1\nnetwork m=8 gamma=0.5\nstep loss=probit\n"
    for index, t in enumerate(clock):
        cell += f"run steps={t:.0e} - t\nm{index} = misalignment\n"
    kernel.run(cell)
    levels = [m * np.log(t) for m, t in zip(kernel.numbers("m0", "m1", "m2"), clock)]
    assert levels[2] < 0.01 and 0.7 < levels[2] / levels[0] < 1.1, levels


def test_flow_is_the_differential_equation_s_solution(kernel):
    """dW/ds = −∂L/∂W through all kinks, by an explicit Runge–Kutta method of order eight."""
    outcome = kernel.run("""
mixture gaussian n=20 p=500 mu=4 seed=23
network m=6 gamma=0.3 init=1e-4 seed=24
export experiment "start.json"
flow time=2
export experiment "end.json"
""")
    assert outcome.result("run")["stopped"] == "time"
    start, end = (load(kernel.folder / name) for name in ("start.json", "end.json"))
    answer = solve_ivp(
        lambda _, W: -descent.gradient(start.at(W.reshape(start.W.shape), 0)).ravel(),
        (0, 2), start.W.ravel(), method="DOP853", rtol=1e-10, atol=1e-13,
    )
    assert answer.success
    ours = start.at(answer.y[:, -1].reshape(start.W.shape), 0)
    assert end.t == 0 and end.time == 2
    assert relative(descent.output(ours), descent.output(end)) < 1e-7
    assert relative(ours.W, end.W) < 1e-6


def test_reduced_coordinates_have_the_law_of_explicit_ones(kernel):
    """Norms and inner products of 40 draws with p = 60, against as many explicit ones."""
    ours, theirs = [], []
    away = np.triu_indices(12, 1)
    for seed in range(40):
        kernel.run(
            f"mixture gaussian n=12 p=60 mu=3 seed={seed}\n"
            f"network m=4 gamma=0.5 init=1 seed={seed}\n"
            'export experiment "draw.json"'
        )
        for found, problem in (
            (theirs, load(kernel.folder / "draw.json")),
            (ours, explicit(seed, n=12, p=60, m=4, mu=3, gamma=0.5, init=1)),
        ):
            signed = problem.clean[:, None] * problem.X
            gram = signed @ signed.T
            mixed = signed @ problem.W.T
            found.append((np.diag(gram), gram[away], mixed.ravel(), np.sum(problem.W**2, axis=1)))
    for index, name in enumerate(("norms", "inner products", "first layer", "neurons")):
        first, second = (np.concatenate([draw[index] for draw in d]) for d in (ours, theirs))
        assert ks_2samp(first, second).pvalue > 1e-3, name


def test_one_seed_gives_one_noise_whatever_else_is_set(kernel):
    drawn = []
    for settings in ("mu=3", "mu=7", "mu=3 noise=2", "mu=3 flip=0.3"):
        kernel.run(f'mixture gaussian n=12 p=60 {settings} seed=5\nnetwork m=4 gamma=0.5')
        kernel.run('export experiment "draw.json"')
        problem = load(kernel.folder / "draw.json")
        noise = problem.X - problem.clean[:, None] * problem.mu
        drawn.append((problem.clean, noise / np.sqrt(problem.variance)))
    for clean, noise in drawn[1:]:
        assert np.array_equal(clean, drawn[0][0])
        np.testing.assert_allclose(noise, drawn[0][1], atol=1e-12)
