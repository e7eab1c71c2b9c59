# SPDX-License-Identifier: Apache-2.0
"""What a killed kernel loses: kernels killed at random moments, and started again on what they have kept.

    python Tests/Benchmarks/kill_bench.py [--kernel DIR] [--kills N] [--longest SECONDS] [--seed N] [--at-once N]

DIR is a folder with kernel.json; without it the kernelspec named `benign` is used. A half of the kernels is killed in a long run whose state
has more than 4 MiB, a quarter in a long run with a small state, and a quarter between and in short cells. Lost is the time from the moment at
which a run had the step that `load` brings back until the kill; of short cells, those that were answered and that `load` does not know.
A session or a cell that is lost, or a run that lost more than ten seconds (thirty, of the largest state) fails it. Needs jupyter_client and pyzmq, Linux.
"""

import argparse
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from samples import markdown
from wire import KernelProcess, now
from wire_peers import find

# Seconds. What is so large is written less often than every eight seconds, or writing would take more than a fiftieth of the time.
MOST = {"96 MB": 30}
RUN = "run steps=1e12 leap=false"
# Name, definitions, and bytes of state: 16 for each pair of a point and a neuron.
SMALL = ("small", "mixture n=20 p=400 mu=4\nnetwork m=6 gamma=0.3")
LARGE = {
    "5 MB": "mixture n=200 p=5000 mu=3\nnetwork m=1600 gamma=0.2",
    "10 MB": "mixture n=200 p=5000 mu=3\nnetwork m=3100 gamma=0.2",
    "32 MB": "mixture n=400 p=5000 mu=3\nnetwork m=5000 gamma=0.2",
    "96 MB": "mixture n=1000 p=5000 mu=3\nnetwork m=6000 gamma=0.2",
}
WEIGHTS = (9, 9, 4, 1)
CELLS = ["step 50", "x = 1..1000", "sweep g gamma=[0.2, 0.4] steps=50 measure=margin", "fork b\nstep", "use main", "undo"]


@dataclass
class Kill:
    kind: str
    """Seconds of a run, or cells."""
    lost: float
    """Seconds that the kernel lived after its cell was sent."""
    lived: float


class Victim:
    def __init__(self, spec, folder, choice):
        self.kernel, self.choice = KernelProcess(spec, folder), choice
        self.kernel.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kernel.close()

    def must(self, code, subshell=None):
        answer = self.kernel.execute(code, timeout=300, subshell=subshell)
        reply = answer.contents("execute_reply")[0]
        if reply["status"] != "ok":
            raise RuntimeError(f"{code}: {reply['evalue']}")
        return answer

    def number(self, code, subshell=None):
        return float(self.must(code, subshell).contents("execute_result")[0]["data"]["text/plain"])

    def start_again(self):
        self.kernel.close()
        self.kernel.start()
        self.must("load")

    def kill_in_run(self, definitions, delay):
        """Seconds of the run that are lost."""
        self.must(definitions)
        created = self.kernel.ask_control("create_subshell_request")
        subshell = created.contents("create_subshell_reply")[0]["subshell_id"]
        began = now()
        self.kernel.begin(RUN)
        # When the run had which step; at its beginning none.
        steps = [(began, 0)]
        while now() < began + delay:
            asked = now()
            steps.append((asked, self.number("t", subshell)))
            self.kernel.read(patience=min(0.25, max(0, began + delay - now())))
        self.kernel.process.kill()
        killed = now()
        self.start_again()
        kept = self.number("t")
        return killed - max(moment for moment, step in steps if step <= kept)

    def kill_in_cells(self, definitions, delay):
        """Answered cells that are lost."""
        self.must(definitions)
        began, answered = now(), 0
        self.must("cells = 0")
        while now() < began + delay:
            self.must(f"cells = {answered + 1}\n{self.choice.choice(CELLS[:-1])}")
            answered += 1
        self.kernel.begin(f"cells = {answered + 1}\n{RUN}")
        self.kernel.read(patience=self.choice.uniform(0, 0.02))
        self.kernel.process.kill()
        self.start_again()
        return max(0, answered - self.number("cells"))


def kill(spec, seed, number, longest):
    choice = random.Random(f"{seed} {number}")
    with tempfile.TemporaryDirectory() as folder:
        with Victim(with_data(spec, folder), folder, choice) as victim:
            if number % 4 == 3:
                delay = choice.uniform(0, 2)
                return Kill("cells", victim.kill_in_cells(SMALL[1], delay), delay)
            name, definitions = SMALL if number % 4 == 1 else choice.choices(list(LARGE.items()), WEIGHTS)[0]
            delay = choice.uniform(0, longest)
            return Kill(name, victim.kill_in_run(definitions, delay), delay)


def with_data(spec, folder):
    """The kernel with a data folder of its own."""
    own = type(spec).from_resource_dir(spec.resource_dir)
    own.env = {**spec.env, "BENIGN_DATA": f"{folder}/data"}
    return own


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--longest", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=1)
    options = parser.parse_args()
    peer = find("benign", options.kernel)
    if peer is None:
        raise SystemExit("no kernelspec is named benign")
    kills = []
    with ThreadPoolExecutor(options.at_once) as pool:
        for number, done in enumerate(
            pool.map(lambda number: kill(peer.spec, options.seed, number, options.longest), range(options.kills))
        ):
            print(f"{number}: {done.kind}, after {done.lived:.1f} s, lost {done.lost:.2f}", flush=True)
            kills.append(done)
    lines = [["killed in", "kills", "lost: median", "worst"]]
    for kind in dict.fromkeys(kill.kind for kill in kills):
        lost = sorted(kill.lost for kill in kills if kill.kind == kind)
        unit = "cells" if kind == "cells" else "s"
        lines.append([kind, str(len(lost)), f"{lost[len(lost) // 2]:.2f} {unit}", f"{lost[-1]:.2f} {unit}"])
    print(f"\n{markdown(lines)}")
    if any(kill.lost > (0 if kill.kind == "cells" else MOST.get(kill.kind, 10)) for kill in kills):
        raise SystemExit("too much is lost")


if __name__ == "__main__":
    main()
