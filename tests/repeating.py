"""Made-up registers in which clusters repeat, with the truth that their figures should hold.

Many tables lie in one register, told apart by labels: each is one simulation. A cluster, which
is a person or an officer, has its own chance of everything, beta with the mean `MEAN` and the
correlation `WITHIN`, and its own hazard, so that its cases hang together. Its size depends on
neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import attrs
import numpy as np
import polars as pl
from numpy.typing import NDArray

from vnr import data, metrics
from vnr.metrics import Days, ReactivationRule
from vnr.metrics.choices import Cluster
from vnr.model import Period
from vnr.register import Register
from vnr.results import Counts, Estimate

__all__ = [
    "FIGURES",
    "SHARES",
    "complete_same",
    "curves",
    "held",
    "key_figures",
    "made",
    "municipal",
    "shares",
]

MEAN: Final = 0.3
WITHIN: Final = 0.3
HAZARD: Final = 0.015
FRAILTY: Final = 4.0
"""Shape of the gamma distribution of a cluster's hazard relative to `HAZARD`, of mean 1."""
TO: Final = 100
SPACE: Final = 200
"""Days between a person's cases, so that the next is no return."""
YEARS: Final = Period(date(2015, 1, 1), date(2017, 12, 31))
OBSERVED: Final = Period(date(2015, 1, 1), date(2019, 12, 31))
RULE: Final = ReactivationRule(
    "own", "case_closed", "intake", (Days(90),), of="episode", source="made up"
)
FIGURES: Final = ("kolada", "smr", "funnel 95", "funnel 99.8")

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Limits = tuple[Real, Real]

SIZES: Final[dict[str, Callable[[np.random.Generator, int], Whole]]] = {
    "person": lambda rng, clusters: rng.choice([1, 2, 4], clusters, p=[0.6, 0.3, 0.1]),
    "officer": lambda rng, clusters: rng.integers(1, 41, clusters),
}
"""Cases of a person, of a few; and of an officer, one to forty."""


@attrs.frozen(eq=False)
class Tables:
    """A register of many tables.

    Attributes
    ----------
    register
        Its cases.
    table
        The table of each case; "" is none.
    tables
        Their labels.
    """

    register: Register
    table: NDArray[np.str_]
    tables: tuple[str, ...]

    @property
    def by(self) -> dict[str, NDArray[np.str_]]:
        """What tells the tables apart."""
        return {"table": self.table}

    def rows(self, found: Estimate) -> NDArray[np.intp]:
        """The rows of the tables, in their order."""
        rows = {label: row for row, label in enumerate(found.strata["table"].tolist())}
        return np.array([rows[label] for label in self.tables])


def made(rng: np.random.Generator, tables: int, clusters: int, cluster: Cluster | None) -> Tables:
    """Tables of so many persons with a few cases each, or of officers with one to forty."""
    size = SIZES[cluster](rng, tables * clusters)  # type: ignore[index]
    of = np.repeat(np.arange(size.size), size)
    repeating = cluster == "person"
    turn = np.arange(of.size) - np.repeat(np.cumsum(size) - size, size)
    weight = (1 - WITHIN) / WITHIN
    chance = rng.beta(MEAN * weight, (1 - MEAN) * weight, size.size)[of]
    hazard = HAZARD * rng.gamma(FRAILTY, 1 / FRAILTY, size.size)[of]
    missed, used, honour, back = (rng.random(of.size) < chance for _ in range(4))
    stays = np.minimum(rng.exponential(1 / hazard), TO).astype(int)
    opened = np.datetime64("2015-02-01") + SPACE * turn * repeating
    closed = opened + stays
    person = of if repeating else np.arange(of.size)
    returned = closed[back] + rng.integers(1, 61, int(back.sum()))
    rows = np.arange(of.size)
    case_id = np.char.add("c", np.concatenate([rows, of.size + rows[back]]).astype(str))
    person_id = np.char.add("p", np.concatenate([person, person[back]]).astype(str))
    first = np.concatenate([opened, returned])
    nothing = np.full(int(back.sum()), None)
    intakes = pl.DataFrame(
        {
            "municipality": ["0484"] * first.size,
            "case_id": case_id,
            "person_id": person_id,
            "role": ["exposed_adult"] * first.size,
            "officer": np.char.add("o", np.concatenate([of, of[back]]).astype(str)),
            "date": first,
            "closed": [*closed.tolist(), *nothing],
            "reason": np.where(np.append(missed, nothing == 0), "economic", "violence"),
            "violence_known": first,
            "contexts": [*("honour" if held else None for held in honour.tolist()), *nothing],
        }
    ).with_columns(pl.col("date", "closed", "violence_known").cast(pl.Date))
    assessed = np.flatnonzero(used)
    assessments = pl.DataFrame(
        {
            "municipality": ["0484"] * assessed.size,
            "case_id": case_id[assessed],
            "person_id": person_id[assessed],
            "instrument": ["sara_sv"] * assessed.size,
            "date": opened[assessed],
        }
    ).with_columns(pl.col("date").cast(pl.Date))
    register = Register.from_frame(
        {"intakes": intakes, "assessments": assessments}, observed=OBSERVED
    )
    labels = np.char.add("t", (of // clusters).astype(str))
    stored = register.table("cases")["case_id"]
    keys = np.char.decode(register.keys("case_id"))[stored]
    place = dict(zip(case_id.tolist(), [*labels.tolist(), *[""] * nothing.size], strict=True))
    table = np.array([place[key] for key in keys.tolist()])
    return Tables(register, table, tuple(f"t{number}" for number in range(tables)))


def shares(name: str) -> Callable[[Tables, str | None], tuple[Limits, float]]:
    """A share's limits in every table by the cluster asked for, and the share that is true."""

    def limits(tables: Tables, cluster: Cluster | None) -> tuple[Limits, float]:
        return SHARES[name](tables, cluster), MEAN

    return limits  # type: ignore[return-value]


def _in_tables(tables: Tables, found: Estimate) -> Limits:
    rows = tables.rows(found)
    return found.lower[rows], found.upper[rows]


def _detection(tables: Tables, cluster: Cluster | None) -> Limits:
    found = metrics.detection(tables.register, YEARS, cluster=cluster, by=tables.by)
    return _in_tables(tables, found)


def _assessments_used(tables: Tables, cluster: Cluster | None) -> Limits:
    found = metrics.assessments_used(tables.register, YEARS, cluster=cluster, by=tables.by)
    return _in_tables(tables, found.select(instrument="sara_sv"))


def _reactivation(tables: Tables, cluster: Cluster | None) -> Limits:
    found = metrics.reactivation(tables.register, YEARS, rule=RULE, cluster=cluster, by=tables.by)
    return _in_tables(tables, found)


def _su_kvinnofrid(tables: Tables, cluster: Cluster | None) -> Limits:
    found = [
        metrics.su_kvinnofrid(
            tables.register.where(tables.table == label), YEARS, cluster=cluster
        ).select(item="honour")
        for label in tables.tables
    ]
    return np.array([one.lower[0] for one in found]), np.array([one.upper[0] for one in found])


SHARES: Final[dict[str, Callable[[Tables, str | None], Limits]]] = {
    "detection": _detection,  # type: ignore[dict-item]
    "assessments_used": _assessments_used,  # type: ignore[dict-item]
    "su_kvinnofrid": _su_kvinnofrid,  # type: ignore[dict-item]
    "reactivation": _reactivation,  # type: ignore[dict-item]
}


def curves(tables: Tables, cluster: Cluster | None) -> tuple[Limits, float]:
    """Limits of the restricted mean time to closing in every table, and the true one."""
    curve = metrics.time_to_event(
        tables.register, YEARS, start="intake", event="closing", cluster=cluster,
        by=tables.by,
    )  # fmt: skip
    found = curve.restricted_mean(TO)
    # Whole days: longer than t if the time is t + 1 or more.
    days = np.arange(1, TO + 1)
    truth = float(((1 + HAZARD * days / FRAILTY) ** -FRAILTY).sum())
    return _in_tables(tables, found), truth


@attrs.frozen(eq=False)
class Municipal:
    """Cases of municipalities that don't differ, of persons who have several.

    Attributes
    ----------
    register
        The cases.
    adults
        Inhabitants by code, so that each cell's expected number is known.
    cases, repeats
        Their number, and the factor for repeats.
    expected
        Cases expected, by code.
    """

    register: Register
    adults: dict[str, float]
    cases: Counts
    repeats: Estimate
    expected: dict[str, float]


def municipal(rng: np.random.Generator, persons: tuple[float, float], several: str) -> Municipal:
    """All municipalities with persons expected from the one number to the other."""
    numbers, chances = {
        "few": ([1, 2, 4], [0.6, 0.3, 0.1]),
        "unequal": ([1, 2, 3, 8], [0.5, 0.3, 0.15, 0.05]),
    }[several]
    codes = np.array([place.code for place in data.municipalities()])
    mean = np.geomspace(persons[0], persons[1], codes.size)
    people = np.asarray(rng.poisson(mean))
    size = rng.choice(numbers, int(people.sum()), p=chances)
    person = np.repeat(np.arange(size.size), size)
    code = np.repeat(codes, people)[person]
    register = Register.from_frame(
        pl.DataFrame(
            {
                "municipality": code,
                "case_id": np.char.add("c", np.arange(person.size).astype(str)),
                "person_id": np.char.add("p", person.astype(str)),
                "role": ["exposed_adult"] * person.size,
                "date": [date(2018, 1, 1) + timedelta(int(n % 300)) for n in range(person.size)],
                "reason": ["violence"] * person.size,
            }
        ),
        observed=OBSERVED,
    )
    of_person = float(np.dot(numbers, chances))
    year = Period.year(2018)
    return Municipal(
        register,
        dict(zip(codes.tolist(), (100 * mean).tolist(), strict=True)),
        metrics.count(register, year, by="municipality"),
        metrics.repeats(register, year, by="municipality"),
        dict(zip(codes.tolist(), (of_person * mean).tolist(), strict=True)),
    )


def key_figures(name: str, cases: Municipal, inflated: bool) -> tuple[Limits, float]:
    """Limits of a figure of every municipality, and what is true of them all."""
    codes = cases.cases.strata["municipality"].tolist()
    factor: Any = cases.repeats if inflated else 1
    if name == "kolada":
        adults = {code: cases.adults[code] for code in codes}
        found = metrics.kolada(
            cases.register, 2018, adults=adults, cluster="person" if inflated else None
        ).select(kpi="U30750")
        truth = 10_000 * cases.expected[codes[0]] / cases.adults[codes[0]]
        return (found.lower, found.upper), truth
    expected = {code: cases.expected[code] for code in codes}
    if name == "smr":
        found = metrics.smr(cases.cases, expected, inflation=factor)
        return (found.lower, found.upper), 1.0
    funnel = metrics.funnel(
        cases.cases, expected, kind="rate", per=1, inflation=factor, overdispersion=False
    )
    level = name.removeprefix("funnel ")
    # A unit is held by the limits around what is true of all.
    gap = (
        funnel.columns[f"lower_{level}"] - funnel.value,
        funnel.columns[f"upper_{level}"] - funnel.value,
    )
    return gap, 0.0


def complete_same(rng: np.random.Generator, reporting: int) -> bool:
    """Whether the total of half as many again lies within the limits of those that report.

    Units differ in size and beyond chance, and their persons repeat.
    """
    units = reporting + reporting // 2
    size = rng.lognormal(0, 0.7, units)
    people = rng.poisson(20 * size * rng.gamma(12, 1 / 12, units))
    number = np.array([SIZES["person"](rng, n).sum() for n in people.tolist()], float)
    seen = number.copy()
    seen[rng.choice(units, units - reporting, replace=False)] = np.nan
    found = metrics.complete(seen, exposure=size, assumption="same")
    return bool(found.lower[0] <= number.sum() <= found.upper[0])


def held(limits: Limits, truth: float) -> Real:
    """Whether each interval holds the truth; one without limits holds all."""
    lower, upper = limits
    return np.asarray(~((lower > truth) | (upper < truth)), np.float64)
