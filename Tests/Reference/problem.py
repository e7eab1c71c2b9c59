# SPDX-License-Identifier: Apache-2.0
"""An experiment as plain arrays: what `export experiment FILE` writes, or explicit data drawn here."""

import json
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Problem:
    """n points in d coordinates, and a network of m neurons that is trained on them."""

    X: np.ndarray  # n×d
    observed: np.ndarray  # n, ±1: the labels of training
    clean: np.ndarray  # n, ±1
    mu: np.ndarray  # d
    variance: np.ndarray  # d: of a test point's noise in each coordinate
    a: np.ndarray  # m, ±|a|: the outer weights
    gamma: float
    W: np.ndarray  # m×d: the inner weights now
    t: float = 0
    time: float = 0
    learning_rate: float | None = None
    loss: str = "exponential"
    reduction: str = "sum"
    settings: dict | None = None  # mixture or dataset, network and training as the kernel tells them
    stored_clusters: list | None = None  # (share, label, mean) where they are not ±mu of equal weight

    def at(self, W, t):
        return replace(self, W=W, t=t)

    @property
    def clusters(self):
        """(share, label, mean) of each cluster, a bias' constant coordinate included in the mean."""
        return self.stored_clusters or [(0.5, 1.0, self.mu), (0.5, -1.0, -self.mu)]

    def fresh(self, points, random):
        """Fresh points with their clean labels."""
        shares = [share for share, _, _ in self.clusters]
        drawn = random.choice(len(shares), points, p=shares)
        means = np.array([mean for _, _, mean in self.clusters])
        labels = np.array([label for _, label, _ in self.clusters])
        noise = np.sqrt(self.variance) * random.standard_normal((points, len(self.variance)))
        return means[drawn] + noise, labels[drawn]


def load(path):
    """Reads an exported experiment."""
    with open(path, encoding="utf-8") as file:
        stored = json.load(file)
    assert stored["format"] == "benign-experiment" and stored["version"] == 1
    training = stored["training"]
    data = "dataset" if "dataset" in stored else "mixture"
    return Problem(
        X=np.array(stored["X"], dtype=float),
        observed=np.array(stored["observed"], dtype=float),
        clean=np.array(stored["clean"], dtype=float),
        mu=np.array(stored["mu"], dtype=float),
        variance=np.array(stored["variance"], dtype=float),
        a=np.array(stored["a"], dtype=float),
        gamma=stored["gamma"],
        W=np.array(stored["W"], dtype=float),
        t=stored["t"],
        time=stored["time"],
        learning_rate=stored["lr"],
        loss=training["loss"],
        reduction=training["reduction"],
        settings={key: stored[key] for key in (data, "network", "training")},
        stored_clusters=[
            (cluster["share"], cluster["label"], np.array(cluster["mean"], dtype=float))
            for cluster in stored.get("clusters") or []
        ],
    )


def explicit(seed, n, p, m, mu, gamma, noise=1.0, flip=0.0, init=1e-8, positive=None, **more):
    """A problem with all p coordinates written out: x = y·μ + σ·ξ, ξ ~ N(0, I), μ spread evenly."""
    random = np.random.default_rng(seed)
    clean = random.choice([-1.0, 1.0], n)
    mean = np.full(p, mu / np.sqrt(p))
    positive = (m + 1) // 2 if positive is None else positive
    return Problem(
        X=clean[:, None] * mean + noise * random.standard_normal((n, p)),
        observed=np.where(random.random(n) < flip, -clean, clean),
        clean=clean,
        mu=mean,
        variance=np.full(p, noise**2),
        a=np.where(np.arange(m) < positive, 1.0, -1.0) / np.sqrt(m),
        gamma=gamma,
        W=init * random.standard_normal((m, p)),
        **more,
    )
