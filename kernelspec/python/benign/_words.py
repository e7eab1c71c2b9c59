# SPDX-License-Identifier: Apache-2.0
"""The words of the language. The registry writes them: RECORD=1 swift test --filter ReferenceTests"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What a statement begins with.
COMMANDS = _words("""
    mixture dataset network step run flow direction error conditions state sweep boundary fit plot
    explore show print use fork undo export load drop verify reset clear help
""")

#: What stands before =.
KEYS = _words("""
    balance batch bias boundary by clim clusters color cov cscale decay df diverge drop estimate file
    fit flip fresh from gamma height init kind label leap loss lr m mean measure mixture.seed momentum
    mu n negative network.seed noise optimizer orthogonal outer p plot points positive precision record
    reduction repeat rows samples seed seeds show slider standardize steps tail test theory time title
    tolerance until where width workers x xlabel xlim xscale y ylabel ylim yscale zip
""")

#: Keys whose numbers are whole.
WHOLE_KEYS = _words("""
    batch clusters height m mixture.seed n network.seed p points positive repeat rows samples seed steps
    width workers
""")

#: Words that a key takes.
WORDS = _words("""
    all auto bars common error exponential gaussian gd heatmap hinge histogram independent isotropic
    laplace line linear log logistic mean momentum nesterov normalized pair pareto points probit
    rademacher sgd spectral spread stop student sum uniform xor
""")

#: Quantities.
QUANTITIES = _words("""
    t time loss loss_increases diverged train_error interpolates norm margin activated activation_step
    explicit_steps leapt_steps leap_error sharpness stable_rank gradient_norm gradient_alignment
    limit_margin cosine misalignment angle cosine_positive cosine_negative dispersion separable
    consistent inconsistent_points support kkt_residual duality_gap run_misalignment run_limit_error
    test_error test_error_low test_error_high samples observed_error limit_error log10_limit_error
    bayes_error log10_bayes_error excess_error verdict rho signal regime predicted_error
    log10_predicted_error predicted_margin predicted_separable bound_exponent bound_constant correlation
    orthogonality labels clean_labels gram scores margins multipliers spectrum neuron_sign neuron_norm
    neuron_cosine neuron_active alignment
""")

#: Quantities that are true or false.
CONDITIONS = _words("""
    diverged interpolates separable consistent predicted_separable
""")

#: Settings that expressions read.
SETTINGS = _words("""
    n p mu noise flip balance df tail m positive gamma init outer bias lr mixture.seed network.seed
""")

#: Functions.
FUNCTIONS = _words("""
    abs sqrt exp log log10 log2 sin cos tan arccos round floor ceil normal_cdf min max sum mean median
    std sort quantile slope len str linspace geomspace powerlaw axis
""")

#: Constants.
CONSTANTS = _words("""
    inf nan pi
""")

#: What is exported besides tables.
NAMES = _words("""
    experiment trajectory
""")
