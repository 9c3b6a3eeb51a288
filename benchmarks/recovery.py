"""Do the estimators give back a truth that is known? Bias and coverage beside what theory says.

Made-up lists of 2 000 persons, drawn anew 400 times in each setting. `bias` is the mean relative
error of the total, `covered` the share of 95 % intervals that hold the truth, `none` the share of
tables that are refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import numpy as np

from vnr import synthetic
from vnr.errors import DataError
from vnr.metrics import CaptureTable, RepeatCounts, hidden

PERSONS = 2000
SHARES = {"social services": 0.25, "police": 0.2, "health": 0.15}
FOUR = {**SHARES, "shelter": 0.1}
REFERRED = {("social services", "police"): 4.0}
APART = {("social services", "police"): 0.25}
TWO = {"social services": 0.25, "police": 0.2}

Make = Callable[[int], CaptureTable | RepeatCounts]
Setting = tuple[str, Make, Mapping[str, str | None], str]


def linked(shares: Mapping[str, float], **how: object) -> Make:
    def make(seed: int) -> CaptureTable:
        made = synthetic.lists(PERSONS, shares, seed=seed, **how)  # type: ignore[arg-type]
        return CaptureTable(made.histories(), made.names)

    return make


def contacts(rate: float, spread: float) -> Make:
    """Contacts of one list: Poisson, with a gamma rate of this coefficient of variation."""

    def make(seed: int) -> RepeatCounts:
        rng = np.random.default_rng(seed)
        own = rng.gamma(1 / spread**2, rate * spread**2, PERSONS) if spread else rate
        number = rng.poisson(own, PERSONS)
        return RepeatCounts.from_array(number[number > 0])

    return make


PAIR = "social services*police"
SETTINGS: tuple[Setting, ...] = (
    (
        "two lists, independent",
        linked(TWO),
        {"chapman": None, "lincoln-petersen": None, "chao": None},
        "unbiased, about 95 %; the bound below, or at, the truth",
    ),
    (
        "two lists, odds ratio 4",
        linked(TWO, odds_ratios=REFERRED),
        {"chapman": None, "lincoln-petersen": None, "chao": None},
        "too low: police reports are referrals",
    ),
    (
        "two lists, odds ratio 1/4",
        linked(TWO, odds_ratios=APART),
        {"chapman": None, "lincoln-petersen": None, "chao": None},
        "too high, and Chao's bound is none",
    ),
    (
        "three lists, independent",
        linked(SHARES),
        {"independence": "profile", "stepwise": "profile", PAIR: "profile", "chao": None},
        "unbiased; selection loses some coverage",
    ),
    (
        "three lists, one pair 4",
        linked(SHARES, odds_ratios=REFERRED),
        {"independence": "profile", "stepwise": "profile", PAIR: "profile", "chao": None},
        "independence too low; the model with the pair right",
    ),
    (
        "four lists, one pair 4",
        linked(FOUR, odds_ratios=REFERRED),
        {"independence": "profile", "stepwise": "profile", PAIR: "profile", "bic": "profile"},
        "the same",
    ),
    (
        "three lists, people differ",
        linked(SHARES, heterogeneity=1.0),
        {"independence": "profile", "stepwise": "profile", "chao": None},
        "all too low; the bound is one",
    ),
    (
        "contacts, one rate",
        contacts(0.7, 0),
        {"truncated-poisson": None, "zelterman": None, "chao": None},
        "unbiased",
    ),
    (
        "contacts, people differ",
        contacts(0.7, 1.0),
        {"truncated-poisson": None, "zelterman": None, "chao": None},
        "too low, the Poisson most; the bound is one",
    ),
)


def recovered(make: Make, model: str, method: str | None, draws: int) -> tuple[float, float, float]:
    """Relative bias, coverage and refusals."""
    found = []
    for seed in range(draws):
        try:
            one = hidden(make(seed), model=model, method=method)
        except DataError:
            continue
        found.append((float(one), one.lower[0], one.upper[0]))
    value, lower, upper = np.array(found).T
    inside = (lower <= PERSONS) & (upper >= PERSONS)
    return float(value.mean() / PERSONS - 1), float(inside.mean()), 1 - len(found) / draws


def selected(persons: int, draws: int) -> tuple[float, float]:
    """Coverage of the default interval, and how often it lies below, with one pair at 4."""
    found = []
    for seed in range(draws):
        made = synthetic.lists(persons, SHARES, odds_ratios=REFERRED, seed=seed)
        try:
            one = hidden(CaptureTable(made.histories(), made.names), resamples=400, seed=seed)
        except DataError:
            continue
        found.append((one.lower[0], one.upper[0]))
    lower, upper = np.array(found).T
    inside = (lower <= persons) & (upper >= persons)
    return float(inside.mean()), float((upper < persons).mean())


def main(draws: int) -> None:
    print(f"{draws} draws of {PERSONS} persons")
    for name, make, models, theory in SETTINGS:
        print(f"\n{name}: {theory}")
        for model, method in models.items():
            bias, covered, none = recovered(make, model, method, draws)
            of = "lower limit below" if model == "chao" else "covered"
            print(f"  {model:24} bias {bias:+7.1%}  {of} {covered:6.1%}  none {none:5.1%}")
    print("\nstepwise and bca, three lists, one pair 4: a pair too weak to be found isn't in it")
    for persons in (100, 200, 400, 1000):
        covered, below = selected(persons, min(draws, 150))
        print(f"  {persons:5} persons  covered {covered:6.1%}  below {below:6.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
