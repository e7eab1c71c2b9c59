# SPDX-License-Identifier: Apache-2.0
"""The statements that are interrupted: everything that works for long at the sizes that are allowed."""

import random
from dataclasses import dataclass

TABLE = "points.csv"


@dataclass(frozen=True)
class Row:
    name: str
    cell: str
    #: Run once, in a new kernel.
    once: str = ""
    #: Run before every try, because the statement leaves something done or known.
    before: str = ""
    #: It is interrupted after so many seconds at the latest.
    limit: float = 3


def data(n, rest="", p=100_000, kind="gaussian", mu=4):
    return f"mixture {kind} n={n} p={p} mu={mu} seed=3 {rest}"


def with_network(n, m=16, rest="", **more):
    return f"{data(n, rest, **more)}\nnetwork m={m} gamma=0.3"


def sampling():
    for n in (1000, 2000, 4000, 10_000):
        yield Row(f"mixture n={n}", data(n))
    yield Row("mixture n=4000, p < n", data(4000, p=2000))
    yield Row("mixture n=4000 orthogonal", data(4000, "orthogonal=true flip=0.1"))
    yield Row("mixture n=2000, 3 blocks", data(2000, "cov=[[100, 1], [4, 999], [1, 99_000]] mean=axis(0)"))
    yield Row("mixture n=500, 40 blocks", data(500, "cov=" + str([[k + 1, 100] for k in range(40)]), p=4000))
    yield Row("mixture n=2000, p_b = 1", data(2000, "cov=" + str([[k + 1, 1] for k in range(2000)]), p=2000))
    yield Row("mixture n=1000 powerlaw", data(1000, "cov=powerlaw(1)"))
    yield Row("mixture n=3000 powerlaw", data(3000, "cov=powerlaw(1)", p=10_000))
    yield Row("mixture n=2000 powerlaw, p = 1e9", data(2000, "cov=powerlaw(1)", p=1_000_000_000))
    for kind in ("rademacher", "uniform", "student", "pareto"):
        rest = {"student": "df=3", "pareto": "tail=3"}.get(kind, "")
        yield Row(f"mixture {kind} n=2000", data(2000, rest, kind=kind))
    yield Row("mixture student n=100, p = 1e7", data(100, "df=3", kind="student", p=10_000_000))
    yield Row("mixture rademacher n=6000, p = 1e4", data(6000, kind="rademacher", p=10_000))
    yield Row("dataset", f'dataset "{TABLE}" label=0')
    yield Row("network after dataset", "network m=2000 gamma=0.3", f'dataset "{TABLE}" label=0')
    yield Row("network n=4000 m=16", "network m=16 gamma=0.3", data(4000))
    yield Row("network n=100 m=10,000", "network m=10_000 gamma=0.3", data(100))
    yield Row("network n=10 m=100,000, p = 20", "network m=100_000 gamma=0.3", data(10, p=20))
    yield Row("network after student", "network m=500 gamma=0.3", data(2000, "df=3", kind="student", p=20_000))


def questions():
    for n in (2000, 4000):
        again = with_network(n)
        yield Row(f"direction n={n}", "direction", before=again)
        yield Row(f"conditions n={n}", "conditions", before=again)
        yield Row(f"error n={n}", "error", before=again)
        yield Row(f"state n={n}", "state", again + "\nstep")
        yield Row(f"gram n={n}", "gram[0][0]", again)
        yield Row(f"spectrum n={n}", "spectrum[0]", again)
        yield Row(f"sharpness n={n}", "sharpness", again + "\nstep")
        yield Row(f"correlation n={n}", "correlation + orthogonality", again)
        yield Row(f"plot gram n={n}", "plot gram", again)
    singular = with_network(3000, p=1000)
    yield Row("direction, singular n=3000, p = 1000", "direction", before=singular)
    yield Row("direction, inseparable n=2000, p = 50", "direction", before=with_network(2000, p=50, rest="flip=0.2"))
    yield Row("run_misalignment n=2000", "run_misalignment", before=with_network(2000, p=3000, rest="flip=0.2"))
    yield Row("alignment m=3000", "alignment[0][0]", with_network(20, 3000) + "\nstep")
    yield Row("plot alignment m=2000", "plot alignment", with_network(20, 2000) + "\nstep")
    yield Row("error m=10,000", "error precision=0.0001", with_network(100, 10_000) + "\nstep")
    yield Row("error m=64, lines", "error precision=0.0001", with_network(100, 64, "flip=0.1") + "\nstep 100")
    student = with_network(100, 64, "df=3", kind="student") + "\nstep"
    yield Row("error student", "error precision=0.001 samples=10_000_000", student)
    yield Row("limit_error student", "limit_error", before=student)
    power = with_network(100, 64, "cov=powerlaw(1)", kind="rademacher") + "\nstep"
    yield Row("error powerlaw", "error precision=0.001 samples=10_000_000", power)
    yield Row("norm, scores n=4000 m=200", "norm + sum(scores) + sum(neuron_norm)", with_network(4000, 200) + "\nstep")
    yield Row("state n=1000 m=10,000", "state", with_network(1000, 10_000, p=500))


def training():
    for n, m in ((2000, 16), (2000, 200), (4000, 64), (1000, 2000), (100, 20_000)):
        again = with_network(n, m)
        yield Row(f"step n={n} m={m}", "step", before=again)
        yield Row(f"run n={n} m={m}", "run steps=1_000_000 leap=false", before=again)
    for n, m in ((2000, 16), (1000, 200)):
        again = with_network(n, m, p=n + 200, rest="flip=0.1")
        yield Row(f"flow n={n} m={m}", "flow time=1e6", before=again)
        yield Row(f"run n={n} m={m}, leaps", "run steps=1e15", before=again)
        yield Row(f"run n={n} m={m}, large lr", "run steps=1e6 lr=1", before=again)
    small = with_network(100, 64, p=200, rest="flip=0.1")
    yield Row("run hinge", "run steps=1e12 loss=hinge lr=1e-5", before=small)
    yield Row("run logistic", "run steps=1e30 loss=logistic", before=small)
    yield Row("run until test_error", "run steps=1e12 until=test_error<1e-9 points=1000", before=small)
    recorded = "run steps=1e12 points=1000 record=[test_error, run_misalignment, sharpness, limit_error]"
    yield Row("run with record", recorded, before=small)
    yield Row("run with a large list", "run steps=1000 until=sum(1..1_000_000) < loss leap=false", before=small)
    again = with_network(2000, 100, p=2500) + "\nstep"
    yield Row("run record sharpness n=2000", "run steps=1e9 record=[sharpness, dispersion]", before=again)


def figures():
    """What `core_bench.py` times, where it lasts long enough to be interrupted."""
    student = data(100, "df=5", kind="student", p=1_000_000)
    yield Row("mixture student n=100, p = 1e6", student, before=data(10, p=20))
    for n in (100, 800):
        again = data(n, p=20_000, mu=8) + "\nnetwork m=64 gamma=0.2"
        yield Row(f"collapsed steps n={n}", "run steps=1e9 leap=false points=2", before=again)
    again = data(150, "flip=0.3", p=3000, mu=8) + "\nnetwork m=64 gamma=0.2 init=0.5"
    steps = "run steps=1e6 loss=logistic lr=0.02 leap=false points=2"
    yield Row("oscillating steps n=150 m=64", steps, before=again)
    again = data(100, "flip=0.1", p=20_000, mu=8) + "\nnetwork m=64 gamma=0.1"
    yield Row("chattering steps n=100 m=64", "run steps=1e9 points=2", before=again)
    for n, p, mu in ((1000, 100_000, 8), (2000, 2000, 100)):
        again = data(n, p=p, mu=mu) + "\nnetwork m=16 gamma=0.2"
        yield Row(f"limit_margin n={n}", "limit_margin", before=again)
    again = data(100, "flip=0.1", p=2000, mu=180) + "\nnetwork seed=1 m=64 gamma=0.998"
    yield Row("1e12 stiff steps", "run steps=1e12", before=again)


def values():
    yield Row("a range", "len(1..10_000_000)")
    yield Row("sum of a range", "sum(1..10_000_000)")
    yield Row("arithmetic", "sum(x * x + x / 3 - 1)", "x = 1..3_000_000")
    yield Row("functions", "sum(exp(-sqrt(log(x))))", "x = 1..3_000_000")
    yield Row("median", "median(-x) + std(x)", "x = 1..10_000_000")
    yield Row("max", "max(x)", "x = 1..10_000_000")
    yield Row("print nested lists", "print z", nested())
    yield Row("comparison", "mean(x > 3)", "x = 1..10_000_000")
    yield Row("equal lists", "[x, x] == [x, x]", "x = 1..3_000_000")
    yield Row("geomspace", "sum(geomspace(1, 1e6, 10_000_000))")
    yield Row("nested lists", "sum(z * 2)", nested())
    yield Row("assigned list", "y = 1..10_000_000")
    yield Row("print a list", "print x", "x = linspace(0, 1, 10_000_000)")
    yield Row("a list as value", "x", "x = linspace(0, 1, 10_000_000)")
    yield Row("str of a list", "len(str(x))", "x = linspace(0, 1, 1_000_000)")
    yield Row("index lists", "sum(x[y])", "x = 1..3_000_000\ny = x - 1")
    yield Row("a string's characters", "s[1..30_000] + \"a\"", "s = str(1..30_000)")
    yield Row("join strings", "len(s + s + s + s + s + s + s)", "s = str(1..200_000)")
    yield Row("compare strings", "s == s + \"\"", "s = str(1..1_000_000)")
    yield Row("show", "show", "\n".join(f"x{k} = linspace({k}, 1, 3_000_000)" for k in range(3)) + "\ns = str(1..1_000_000)")
    yield Row("trajectory", "sum(trajectory.loss)", with_network(50, 8) + "\nrun steps=1e9 points=1000")


def nested():
    """A list of lists that holds eight million numbers, and a thousand in memory."""
    return "z = 1..1000" + "\nz = [z, z]" * 13


def pictures():
    yield Row("plot 10^6 points", "plot x", "x = linspace(0, 1, 1_000_000)")
    yield Row("plot 10^7 points", "plot x", "x = linspace(0, 1, 10_000_000)")
    yield Row("plot against x", "plot x*x x=x", "x = linspace(0, 1, 1_000_000)")
    yield Row("plot scores", "plot scores", with_network(4000, 16) + "\nstep")
    yield Row("plot a matrix", "plot z", "x = linspace(0, 1, 1000)\nz = " + "[" + ", ".join(["x"] * 1000) + "]")
    yield Row("plot into a file", 'plot gram file="g.svg"', with_network(2000))
    yield Row("plot margins n=4000", "plot margins", with_network(4000, 16) + "\nstep")


def files():
    for n, m in ((2000, 16), (4000, 16), (1000, 500)):
        yield Row(f"export experiment n={n} m={m}", 'export experiment "e.json"', with_network(n, m) + "\nstep")
    yield Row(
        "load n=2000", 'load "e.json"', with_network(2000) + '\nstep\nexport experiment "e.json"'
    )
    yield Row(
        "load n=1000 m=500", 'load "e.json"', with_network(1000, 500) + '\nstep\nexport experiment "e.json"'
    )


def session():
    grown = with_network(4000)
    yield Row("reset n=4000", "reset", before=grown)
    yield Row("fork n=4000", "fork other", grown)
    for n, m in ((2000, 16), (1000, 500)):
        trained = with_network(n, m) + "\nrun steps=300"
        yield Row(f"verify n={n} m={m}", "verify", trained)
        yield Row(f"run that is kept n={n} m={m}", "run steps=1000 leap=false", with_network(n, m))
    yield Row("undo n=4000", "undo", before=grown)
    yield Row("forget n=4000", "mixture n=10 p=100 mu=1", before=grown)
    yield Row("reset lists", "reset", before="x = linspace(0, 1, 10_000_000)")


def sweeps():
    # What an interrupted sweep has found it would find again: each time the session is another one.
    for n, m in ((2000, 16), (4000, 16), (100, 10_000)):
        sweep = "sweep g mu=[1, 2, 3, 4] gamma=[0.2, 0.8] steps=1000 measure=limit_margin"
        yield Row(f"sweep n={n} m={m}", sweep, before="reset\n" + with_network(n, m))
    streamed = "sweep g kind=[student, pareto] df=3 tail=3 mu=[1, 2, 3] measure=limit_error"
    yield Row("sweep student n=1000", streamed, before="reset\n" + with_network(1000, p=10_000))
    many = "sweep {} mu=1..30_000 measure=[rho, signal, bayes_error]"
    small = "reset\n" + data(5, p=30)
    known = f"{small}\n{many.format('g')}"
    yield Row("sweep of 30,000 cells", many.format("g"), before=small)
    yield Row("sweep of known cells", many.format("h"), f"{known}\nsweep h measure=rho", before="drop h\nsweep h measure=rho")
    yield Row("show 30,000 cells", "show g", known)
    yield Row("export 30,000 cells", 'export g "g.json"', known)
    yield Row("a column of 30,000 cells", "sum(g.rho)", known)


def large_table(path, rows=4000, columns=400):
    """A file of some 30 MB."""
    source = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("label," + ",".join(f"f{k}" for k in range(columns)) + "\n")
        for row in range(rows):
            numbers = ",".join(f"{source.gauss(row % 2, 3):.15g}" for _ in range(columns))
            file.write(f"{row % 2},{numbers}\n")


ROWS = [
    row
    for kind in (figures, sampling, questions, training, values, pictures, files, session, sweeps)
    for row in kind()
]
