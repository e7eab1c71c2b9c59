# SPDX-License-Identifier: Apache-2.0
"""A boundary and a sweep on a Dask cluster: ``python sweep_on_dask.py [SCHEDULER]``.

Without the address of a scheduler the cluster is this machine, with two workers.
"""

import sys

from dask.distributed import Client, LocalCluster

import benign.dask

SETUP = """
mixture gaussian n=50 p=1000 mu=4 seed=1
network m=20 gamma=0.3 seed=1
"""

EDGE = "boundary edge mu=[0.5, 50] where=limit_error<0.1 n=[20, 40] ratio=[5, 20, 80] p=ratio*n repeat=10"


def main() -> None:
    arguments = sys.argv[1:]
    cluster = arguments[0] if arguments else LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client:
        table = benign.dask.sweep(client, EDGE, SETUP)
        print(table[["n", "ratio", "mu", "mu_se"]].to_string(index=False))
    # The numbers are in the store now: a kernel finds them there, and computes none.
    with benign.Kernel() as lab:
        lab.run(SETUP + EDGE)
        [fit] = lab.run("fit edge y=mu x=p/n").results[-1]["fits"]
        print(f"exponent {fit['exponent']:.3f} ({fit['exponent_low']:.3f} … {fit['exponent_high']:.3f})")
    if not arguments:
        cluster.close()


if __name__ == "__main__":
    main()
