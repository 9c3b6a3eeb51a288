"""How often each interval holds the truth, and how wide it is: exact sums where they are finite,
simulation with a fixed seed where not. Run alone; it takes some minutes.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats

from vnr import metrics
from vnr.metrics.intervals._clustered import clustered_limits, clusters
from vnr.metrics.intervals._proportion import binomial_limits

SIZES = (2, 5, 10, 20, 50, 100, 200, 500)
P = np.arange(1, 100)[:, None] / 100
SEED = 1


def proportions() -> None:
    print("\nproportions, p from 0.01 to 0.99: mean and least coverage, mean width, %")
    print("method            " + "".join(f"{n:>18}" for n in SIZES))
    for method in ("wilson", "clopper-pearson", "jeffreys", "agresti-coull"):
        row = []
        for n in SIZES:
            k = np.arange(n + 1)
            found = metrics.proportion(k, n, method=method)
            chance = stats.binom.pmf(k, n, P)
            cover = (chance * ((found.lower <= P) & (found.upper >= P))).sum(axis=1)
            width = (chance * (found.upper - found.lower)).sum(axis=1)
            row.append(f"{100 * cover.mean():.1f} {100 * cover.min():.1f} {100 * width.mean():.1f}")
        print(f"{method:18}" + "".join(f"{cell:>18}" for cell in row))


def rates() -> None:
    means = (0.5, 1, 2, 5, 10, 20, 50, 100)
    print("\nrates, expected events: coverage and mean width, events")
    print("method" + "".join(f"{mean:>12}" for mean in means))
    k = np.arange(400)
    for method in ("exact", "byar", "auto"):
        found = metrics.rate(k, 1, per=1, method=method)
        row = []
        for mean in means:
            chance = stats.poisson.pmf(k, mean)
            cover = chance @ ((found.lower <= mean) & (found.upper >= mean))
            row.append(f"{100 * cover:.1f} {chance @ (found.upper - found.lower):.1f}")
        print(f"{method:6}" + "".join(f"{cell:>12}" for cell in row))


def repeats(tables: int = 20_000) -> None:
    """Persons have their own chance, drawn from a beta distribution with the asked mean and
    correlation within a person, and 1 and a Poisson number more of trials.
    """
    print(f"\nseveral trials of one person, {tables} tables: coverage and mean width, %")
    print("persons  each  mean  correlation   clustered      plain")
    for persons in (10, 25, 100, 400):
        for more in (0, 3):
            for mean in (0.5, 0.9):
                for within in (0.0, 0.2, 0.6):
                    rng = np.random.default_rng(SEED)
                    n = 1 + rng.poisson(more, (tables, persons))
                    chance = np.full((tables, persons), mean)
                    if within:
                        weight = (1 - within) / within
                        chance = rng.beta(mean * weight, (1 - mean) * weight, n.shape)
                    k = rng.binomial(n, chance)
                    table = np.repeat(np.arange(tables), persons)
                    person = np.tile(np.arange(persons), tables)
                    sums = clusters(table, person, k.ravel(), n.ravel(), size=tables)
                    of = (sums.k.astype(float), sums.n.astype(float))
                    shown = []
                    for low, high in (
                        clustered_limits(sums, 0.95)[:2],
                        binomial_limits(*of, method="wilson", confidence=0.95),
                    ):
                        held = 100 * ((low <= mean) & (mean <= high)).mean()
                        shown.append(f"{held:5.1f} {100 * (high - low).mean():5.1f}")
                    print(
                        f"{persons:7}  {1 + more:4}  {mean:4}  {within:11}  "
                        f"{shown[0]:>10}  {shown[1]:>10}"
                    )


def inflation(runs: int = 4000) -> None:
    print("\nseveral cases of one person (1, 2 or 4): coverage of the rate, %")
    rng = np.random.default_rng(SEED)
    for persons in (5, 20, 100):
        held = np.zeros(2)
        for _ in range(runs):
            cases = rng.choice([1, 2, 4], rng.poisson(persons), p=[0.6, 0.3, 0.1])
            events = int(cases.sum())
            factor = (cases**2).sum() / events if events else 1
            for place, by in enumerate((factor, 1)):
                found = metrics.rate(events, 1, per=1, inflation=by)
                held[place] += found.lower[0] <= 1.6 * persons <= found.upper[0]
        widened, plain = 100 * held / runs
        print(f"{persons:5} persons: widened {widened:.1f}, plain {plain:.1f}")


def shrinkage(runs: int = 400) -> None:
    print(
        "\nnine units of 12 to 260, mean 0.2: coverage of shrunk intervals, %, integrated | plug-in"
    )
    sizes = np.array([12, 15, 18, 30, 40, 60, 80, 120, 260])
    rng = np.random.default_rng(SEED)
    for kind in ("rate", "proportion"):
        for zeta in (5, 15, 40, 100, 400, 3000):
            held = np.zeros(2)
            for _ in range(runs):
                if kind == "rate":
                    own = rng.gamma(0.2 * zeta, 1 / zeta, 9)
                    k = rng.poisson(sizes * own)
                else:
                    own = rng.beta(0.2 * zeta, 0.8 * zeta, 9)
                    k = rng.binomial(sizes, own)
                found = metrics.shrink(k, sizes, kind=kind)
                low, high = plug_in(kind, k, sizes)
                held += [
                    np.mean((found.lower <= own) & (own <= found.upper)),
                    np.mean((low <= own) & (own <= high)),
                ]
            integrated, plugged = 100 * held / runs
            print(f"{kind:10} zeta {zeta:5}: {integrated:.1f} | {plugged:.1f}")


def plug_in(kind: str, k: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Empirical Bayes with parameters taken as known, by the method of moments."""
    mean = k.sum() / n.sum()
    share = k / n
    chance = mean if kind == "rate" else mean * (1 - mean)
    over = (n * (share - mean) ** 2).sum() - (n.size - 1) * chance
    between = max(over / (n.sum() - (n**2).sum() / n.sum()), 1e-9)
    if kind == "rate":
        zeta = mean / between
        shape, size = k + zeta * mean, n + zeta
        return stats.gamma.ppf(0.025, shape) / size, stats.gamma.ppf(0.975, shape) / size
    zeta = max(chance / between - 1, 1e-3)
    a, b = k + zeta * mean, n - k + zeta * (1 - mean)
    return stats.beta.ppf(0.025, a, b), stats.beta.ppf(0.975, a, b)


if __name__ == "__main__":
    proportions()
    rates()
    repeats(int(float(sys.argv[1])) if len(sys.argv) > 1 else 20_000)
    inflation()
    shrinkage()
