# SPDX-License-Identifier: Apache-2.0
"""How certain errors are: closed forms at the ends of every range against mpmath, counted zeros, and predictions."""

import mpmath
import pytest
from mpmath import mpf

mpmath.mp.dps = 60


def log10_tail(distance):
    """log₁₀ Φ(−distance) as the nearest double, −inf beyond all of them."""
    if distance > 1e30:
        value = -distance**2 / 2 / mpmath.log(10)
        return float(value) if value > -mpf("1.7e308") else -mpmath.inf
    return float(mpmath.log10(mpmath.ncdf(-distance)))


def double(value):
    return float(value) if value < mpf("1.79e308") else mpmath.inf


def values(kernel, *names):
    """As `numbers` of the kernel, but with infinities, which JSON does not have."""
    reply = kernel.run("# values", user_expressions={name: name for name in names}).reply
    texts = [reply["content"]["user_expressions"][name]["data"]["text/plain"] for name in names]
    return [value(text) for text in texts]


def value(text):
    if text == "None":
        return None
    try:
        return float(text)
    except ValueError:
        return text.strip('"')


SIZES = ("0", "1e-300", "1e-160", "1e-8", "1", "1e8", "1e160", "1e300")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", ("1e-300", "1", "1e300"))
def test_bayes_error_rho_and_signal_are_right_for_every_mu_noise_and_eigenvalue(
    kernel, size, level
):
    n, p = 10, 200
    for eigenvalue in ("1e-300", "1", "1e300"):
        cell = f"mixture n={n} p={p} mu={size} noise={level} cov=[[{eigenvalue},{p}]]"
        if mpf(size) ** 2 + mpf(level) ** 2 * mpf(eigenvalue) * p > mpf("1e308"):
            # Points whose squares overflow are refused.
            kernel.run(cell, expect="error")
            continue
        kernel.run(cell)
        found = values(kernel, "log10_bayes_error", "rho", "signal", "regime")
        variance = mpf(level) ** 2 * mpf(eigenvalue)
        distance = mpf(size) / mpmath.sqrt(variance)
        rho = n * mpf(size) ** 2 / (variance * p)
        expected = (log10_tail(distance), double(rho), double(rho * distance**2))
        for ours, theirs, name in zip(expected, found, ("bayes", "rho", "signal")):
            about = pytest.approx(float(ours), rel=1e-12, abs=1e-320)
            assert theirs == about, (eigenvalue, name)
        assert found[3] == ("weak" if rho < 1 else "strong")


@pytest.mark.parametrize("exponent", (0, 0.5, 1, 7, 50, 100))
@pytest.mark.parametrize("size", ("0", "1e-300", "1e-150", "1", "1e150"))
def test_the_bayes_error_of_a_power_law_is_the_sum_s(kernel, exponent, size):
    p = 2000
    for mean in ("spread", "axis(0)", f"axis({p - 1})"):
        kernel.run(f"mixture n=5 p={p} mu={size} mean={mean} cov=powerlaw({exponent})")
        (found,) = values(kernel, "log10_bayes_error")
        if mean == "spread":
            inverse = sum(mpf(j) ** mpf(exponent) for j in range(1, p + 1)) / p
        else:
            inverse = mpf(1 if mean == "axis(0)" else p) ** mpf(exponent)
        expected = log10_tail(mpf(size) * mpmath.sqrt(inverse))
        assert found == pytest.approx(float(expected), rel=1e-11), mean


def test_none_of_the_points_is_told_as_such(kernel):
    cell = """
mixture rademacher n=50 p=4_000 mu=10 seed=1
network m=16 gamma=0.5 seed=1
run steps=100
error
"""
    outcome = kernel.run(cell)
    error = outcome.result("error")
    assert error["test_error"] == 0 and error["test_error_low"] == 0 and error["samples"] > 90_000
    assert error["test_error_high"] == pytest.approx(3 / error["samples"], rel=0.1)
    assert error["limit_error"] == 0 and error["log10_limit_error"] is None
    assert error["limit_error_high"] == pytest.approx(3 / error["samples"], rel=0.1)
    assert error["verdict"] == "benign"
    text = outcome.bundles[-1]["text/plain"]
    assert f"test error 0 of {error['samples']:,}" in text
    assert f"0 of {error['samples']}" in text and "< 2.99" in text and "95 % interval" in text


def test_a_table_tells_none_of_all_points_and_never_plus_or_minus_0(kernel):
    outcome = kernel.run("""
mixture rademacher n=20 p=2_000 mu=12
network m=4 gamma=0.5
sweep zeros mu=[12, 14] repeat=3 steps=20 measure=[test_error, limit_error, train_error, test_error_high]
""")
    text = outcome.bundles[-1]["text/plain"]
    assert text.count("0 of 299904") == 4 and "± 0 " not in text and "± 0\n" not in text
    table = outcome.result("table")["columns"]
    assert table["test_error"] == [0, 0] and all(0 < high < 1e-4 for high in table["test_error_high"])


@pytest.mark.parametrize("law", ("student df=2.1", "student df=3", "student df=4.5", "pareto tail=3"))
def test_no_prediction_is_made_for_noise_that_it_does_not_hold_for(kernel, law):
    outcome = kernel.run(f"""
mixture {law} n=100 p=4_000 mu=8 seed=1
network m=16 gamma=0.5
error
""")
    error = outcome.result("error")
    assert error["predicted_error"] is None and error["log10_predicted_error"] is None
    assert "no prediction" in outcome.bundles[-1]["text/plain"]
    assert values(kernel, "predicted_error") == [None]


def test_rows_of_results_are_names(kernel):
    outcome = kernel.run("""
mixture n=20 p=500 mu=4 seed=1
network m=6 gamma=0.3 seed=1
run steps=500 lr=1e-3 record=[test_error_high, explicit_steps, leapt_steps, leap_error, samples]
direction
error
state
""")
    names = (
        "test_error_low", "test_error_high", "samples", "kkt_residual", "duality_gap",
        "inconsistent_points", "explicit_steps", "leapt_steps", "leap_error",
    )
    results = [outcome.result(kind) for kind in ("error", "direction", "state", "run")]
    for name, value in zip(names, values(kernel, *names)):
        told = [result[name] for result in results if name in result]
        assert told and told[0] == value, name


def test_chance_and_undecided_are_words_of_their_own(kernel):
    chance = kernel.run("mixture n=20 p=2_000 mu=0\nnetwork m=4 gamma=0.5\nrun steps=100\nerror")
    assert chance.result("error")["verdict"] == "chance"
    undecided = kernel.run("mixture student df=5 n=20 p=500 mu=2.5\nrun steps=200\nerror")
    assert undecided.result("error")["verdict"] is None
    assert "undecided" in undecided.bundles[-1]["text/plain"]


def test_the_observed_error_lies_inside_its_own_interval(kernel):
    outcome = kernel.run("""
mixture student n=50 p=100 mu=5 flip=0.2 df=3
network m=8 gamma=0.3
run steps=1000
error
""")
    error = outcome.result("error")
    low, high = (0.2 + 0.6 * error[f"test_error_{end}"] for end in ("low", "high"))
    assert low <= error["observed_error"] <= high
    row = next(line for line in outcome.bundles[-1]["text/plain"].splitlines() if "observed_error" in line)
    shown = [float(row.split()[place]) for place in (2, 4)]
    assert shown == pytest.approx([low, high], rel=1e-4)


def test_a_verdict_that_is_undecided_is_measured_and_recorded_as_nothing(kernel):
    outcome = kernel.run("""
mixture student n=30 p=500 mu=2 df=2.1
network m=8 gamma=0.3
sweep r mu=[2] df=2.1 flip=0 steps=1000 measure=[verdict=="benign", verdict!="benign", verdict==None]
run steps=20 record=[verdict=="benign"] until=verdict=="tempered"
verdict == "benign"
""")
    columns = outcome.result("table")["columns"]
    names = ('verdict == "benign"', 'verdict != "benign"', "verdict == None")
    assert [columns[name] for name in names] == [[None], [None], [1]]
    assert outcome.status == "ok"


def test_heavy_tails_count_for_fewer_points_than_were_drawn(kernel):
    kernel.run("mixture student n=30 p=3_000 mu=20 df=2.1 seed=2\nnetwork m=8 gamma=0.5\nrun steps=100")
    error = kernel.run("error").result("error")
    assert 0 < error["effective_samples"] <= error["samples"]
    if error["test_error"] == 0:
        assert error["test_error_high"] == pytest.approx(
            -mpmath.expm1(mpmath.log(0.05) / error["effective_samples"]), rel=1e-9)
    gaussian = kernel.run("mixture n=20 p=500 mu=4\nnetwork m=4 gamma=0.5\nerror")
    assert gaussian.result("error")["effective_samples"] is None


def test_a_point_at_the_origin_is_no_overflow(kernel, tmp_path):
    (tmp_path / "const.csv").write_text("a,b,y\n1,2,1\n1,1,0\n1,3,1\n")
    outcome = kernel.run(f'dataset "{tmp_path}/const.csv" label="y" test=0\nnetwork m=8 gamma=0.3\nconditions')
    conditions = {c["name"]: c for c in outcome.result("conditions")["conditions"]}
    assert conditions["activation"]["value"] == pytest.approx(2 / 3)
    assert conditions["near_orthogonality"]["value"] is None
    text = outcome.bundles[-1]["text/plain"]
    assert "beyond double precision" not in text and "origin" in text and " -0 " not in text


def test_moments_of_gaussian_noise_are_all_finite(kernel):
    outcome = kernel.run("mixture n=20 p=500 mu=4\nnetwork m=4 gamma=0.5\nconditions")
    row = next(line for line in outcome.bundles[-1]["text/plain"].splitlines() if "moments" in line)
    assert "None" not in row and "all" in row.split() and "yes" in row


@pytest.mark.parametrize("exponent", (0, 1, 3, 20, 40, 80))
def test_the_logarithm_of_a_limit_error_is_right_or_nothing(kernel, exponent):
    outcome = kernel.run(
        f"mixture n=30 p=2000 mu=3 cov=powerlaw({exponent})\nnetwork m=8 gamma=0.3\nerror")
    error = outcome.result("error")
    if exponent >= 40:
        assert error["limit_error"] == 0 and error["log10_limit_error"] is None
        assert "rounding errors" in outcome.bundles[-1]["text/plain"]
    else:
        assert error["log10_limit_error"] is not None


def test_rounding_is_no_rise_of_the_loss(kernel):
    """Points that nothing separates: the loss comes to its least value, and its last digits go up and down."""
    kernel.run("mixture n=100 p=20 mu=1 flip=0.1 seed=1\nnetwork m=32 gamma=1\nrun steps=3000 loss=logistic")
    assert kernel.numbers("separable", "loss_increases") == [False, 0]
    kernel.run("network m=32 gamma=0.2\nrun steps=20 lr=3 loss=logistic")
    assert kernel.numbers("loss_increases")[0] > 0
