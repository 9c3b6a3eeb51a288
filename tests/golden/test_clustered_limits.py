"""Limits of the golden calls where persons repeat, found apart: person by person.

`figures.json` was written before intervals allowed for repeats, so it can't hold these. What each
person adds to each cell is counted by the metric itself without clusters, one person at a time;
the limits are then the oracle's, or are written out here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

import oracle
from golden import figures
from golden.test_figures import CLUSTERED
from vnr import metrics
from vnr.model import Case
from vnr.register import Register
from vnr.results import Curve, Estimate, State

LEVEL = 0.95
# The golden calls of shares that take strata.
SHARES = (
    "detection",
    "detection form",
    "reactivation KKIK_1Y",
    "reactivation DFE_12M",
    "reactivation HUD_SPM2",
    "reactivation cases",
    "follow_up due person",
    "follow_up started person",
    "follow_up done",
    "assessments_used case",
    "assessments_used person",
    "attendance",
    "goal",
)
# Of these each person has one trial in a cell, so that there is nothing to allow for.
ONCE = {
    "assessments_used person",
    *("reactivation KKIK_1Y", "reactivation HUD_SPM2"),
}
Trials = list[tuple[Any, bool]]


@cache
def registers() -> dict[str, Register]:
    return figures.registers()


@cache
def clustered(name: str, call: str) -> Any:
    """The golden call as it is; None where it is refused."""
    try:
        return figures.of_register(registers()[name])[call]()
    except ValueError:
        return None


class Apart:
    """The metrics, each asked without clusters; with `who` for every person by themselves."""

    def __init__(self, who: Any = None) -> None:
        self.who = who

    def __getattr__(self, name: str) -> Any:
        metric = getattr(metrics, name)

        def asked(*args: Any, **more: Any) -> Any:
            if self.who is not None:
                names = more.get("by", ())
                strata = dict.fromkeys((names,) if isinstance(names, str) else names)
                more["by"] = strata | {"who": self.who}
            # A survey's answers are of nobody by themselves.
            more |= {"answered": None} if "answered" in more else {}
            return metric(*args, **more | {"cluster": None})

        return asked if callable(metric) and name.islower() else metric


def unclustered(register: Register, call: str, who: Any = None) -> Any:
    """A golden call asked of a register without clusters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "metrics", Apart(who))
        calls = figures.of_register(register)
    return calls[call]()


def by_person(name: str, call: str) -> dict[tuple[Any, ...], Trials]:
    """Every person's trials and hits in each cell, by the labels of the cell."""
    register = registers()[name]
    part = unclustered(register, call, register.table("cases")["person"])
    trials: dict[tuple[Any, ...], Trials] = defaultdict(list)
    strata = {label: codes.tolist() for label, codes in part.strata.items()}
    who = strata.pop("who")
    for row in np.flatnonzero((part.state == State.VALUE) & (part.n > 0)).tolist():
        n, hits = int(part.n[row]), round(float(part.value[row]) * int(part.n[row]))
        cell = tuple(codes[row] for codes in strata.values())
        trials[cell] += [(who[row], place < hits) for place in range(n)]
    return trials


def test_every_clustered_call_is_held_here() -> None:
    """What `test_figures` leaves of limits has them held below."""
    curves_too = {"reactivation_curve", *(name for name in CLUSTERED if "time_to_event" in name)}
    others = {"su_kvinnofrid", "kolada", "clustered_proportion"}
    assert set(CLUSTERED) == {*SHARES} | curves_too | others


def same(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, rtol=1e-8, atol=1e-10, equal_nan=True))


def hold(result: Estimate, trials: dict[tuple[Any, ...], Trials]) -> int:
    """Hold each cell's share, base and limits against those of its trials; how many repeat."""
    repeating = 0
    cells = list(zip(*(codes.tolist() for codes in result.strata.values()), strict=True))
    for row, cell in enumerate(cells):
        if result.state[row] != State.VALUE:
            assert np.isnan([result.lower[row], result.upper[row]]).all()
            continue
        own = trials.get(cell, [])
        assert result.n[row] == len(own), cell
        if own:
            lower, upper = oracle.clustered_wilson(own, LEVEL)
            assert same(result.value[row], sum(hit for _, hit in own) / len(own)), cell
            assert same(result.lower[row], lower), cell
            assert same(result.upper[row], upper), cell
            repeating += len(own) > len({person for person, _ in own})
    return repeating


@pytest.mark.parametrize("call", SHARES)
def test_shares(call: str) -> None:
    """Wilson's interval with the effective size of the persons' trials, in every register."""
    repeating = 0
    for name in figures.NAMES:
        result = clustered(name, call)
        if result is not None:
            repeating += hold(result, by_person(name, call))
    assert (repeating > 0) == (call not in ONCE)


def persons(register: Register) -> Iterator[Register]:
    """The register with one person's cases counted, for each of them."""
    of = register.table("cases")["person"]
    for person in np.unique(of).tolist():
        yield register.where(of == person)


@pytest.mark.parametrize("name", figures.NAMES)
def test_su_kvinnofrid(name: str) -> None:
    """Each item's trials are the persons' cases; the survey's answers are independent."""
    trials: dict[tuple[Any, ...], Trials] = defaultdict(list)
    for who, part in enumerate(persons(registers()[name])):
        own = unclustered(part, "su_kvinnofrid")
        for row, item in enumerate(own.strata["item"].tolist()):
            if own.state[row] == State.VALUE:
                hits, n = int(own["number"][row]), int(own.n[row])
                trials[(item,)] += [(who, place < hits) for place in range(n)]
    result = clustered(name, "su_kvinnofrid")
    of_survey = np.char.startswith(result.strata["item"], "answered")
    hold(result.select(~of_survey), trials)
    for item in result.select(of_survey).strata["item"].tolist():
        own = result.select(item=item)
        if own.state[0] == State.VALUE:
            answers = [(place, place < own["number"][0]) for place in range(int(own.n[0]))]
            hold(own, {(item,): answers})


def poisson(observed: float, inflation: float) -> tuple[float, float]:
    """Limits of a count whose variance is inflated: exact below 10, else Breslow and Day's."""
    k = observed / inflation
    if k < 10:
        low = stats.chi2.ppf(0.025, 2 * k) / 2 if k else 0.0
        return inflation * low, inflation * stats.chi2.ppf(0.975, 2 * k + 2) / 2
    z = stats.norm.ppf(0.975)
    low = k * (1 - 1 / (9 * k) - z / 3 / k**0.5) ** 3
    high = (k + 1) * (1 - 1 / (9 * (k + 1)) + z / 3 / (k + 1) ** 0.5) ** 3
    return inflation * low, inflation * high


@pytest.mark.parametrize("name", figures.NAMES)
def test_kolada(name: str) -> None:
    """The variance is the sum over persons of their squared number of cases."""
    register, result = registers()[name], clustered(name, "kolada")
    own = np.zeros((0, len(result)))
    for part in persons(register):
        one = unclustered(part, "kolada")
        own = np.vstack([own, np.where(one.state == State.VALUE, one["cases"], 0)])
    for row in np.flatnonzero(result.state == State.VALUE).tolist():
        cases = own[:, row].sum()
        inflation = max(1.0, (own[:, row] ** 2).sum() / cases) if cases else 1.0
        per = 10_000 / (result["adults"][row] * result.covered[row])
        low, high = poisson(cases, inflation)
        assert result.n[row] == cases
        assert same(result.value[row], per * cases)
        assert same(result.lower[row], per * low)
        assert same(result.upper[row], per * high)


def test_clustered_proportion() -> None:
    """The call on bare arrays: two clusters of five trials."""
    result = figures.of_arrays()["clustered_proportion"]()
    event = [1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
    lower, upper = oracle.clustered_wilson(
        [(who, bool(hit)) for who, hit in zip("aabbaabbab", event, strict=True)], LEVEL
    )
    assert same(result.lower[0], lower)
    assert same(result.upper[0], upper)


def days_after(begin: Any, days: list[Any]) -> list[int]:
    return [(day - begin).days for day in days if day is not None and day >= begin]


def cases_of(register: Register) -> Iterator[tuple[Case, Any]]:
    """Cases on the exposed side whose municipality delivered, with the last day of that."""
    last = {row.municipality: row.period.end for row in register.coverage.deliveries if row.period}
    for case in register.cases():
        if oracle.of_roles(case, oracle.EXPOSED) and case.municipality in last:
            yield case, last[case.municipality]


def known_waits(register: Register) -> list[oracle.Subject]:
    """From the first intake of each spell to the day on which violence is known."""
    subjects = []
    for case, last in cases_of(register):
        for spell in oracle.held(case, "any"):
            begin = spell.spell.intakes[0].date
            if begin not in figures.PERIOD or begin > last:
                continue
            known = [
                one.start
                for one in oracle.held(case, "known")
                if one.number == spell.number and one.first_evidence is not None
            ]
            lost = [spell.end, case.person.died, case.person.moved_out, last]
            day, cause = min(
                [(day, 1) for day in days_after(begin, known)]
                + [(day, 2) for day in days_after(begin, lost)]
            )
            subjects.append(oracle.Subject(day, cause % 2, cluster=oracle.who(case)))
    return subjects


def followed_waits(register: Register) -> dict[tuple[Any, ...], list[oracle.Subject]]:
    """From an intervention to its own follow-up, or to the closing of its case, by sex."""
    groups: dict[tuple[Any, ...], list[oracle.Subject]] = defaultdict(list)
    for case, last in cases_of(register):
        for one in case.interventions:
            if one.declined or one.started not in figures.PERIOD or one.started > last:
                continue
            closed = case.spells[oracle.begun(case, one.started)].closed
            person = case.person
            outcomes = [
                *((day, 1) for day in days_after(one.started, [f.done for f in one.follow_ups])),
                *((day, 2) for day in days_after(one.started, [closed])),
                *((day, 3) for day in days_after(
                    one.started, [person.died, person.moved_out, last])),
            ]  # fmt: skip
            day, cause = min(outcomes)
            subject = oracle.Subject(day, cause % 3, cluster=oracle.who(case))
            groups[(str(person.sex),)].append(subject)
    return groups


def curves(subjects: list[oracle.Subject], causes: int) -> tuple[Any, Callable[[Any], Any]]:
    """Days with an event, and the survival and incidences on them by the subjects' weights."""
    time, cause, entry = (
        np.array([getattr(one, name) for one in subjects]) for name in ("time", "cause", "entry")
    )
    days = np.unique(time[cause > 0])
    risk = (entry < days[:, None]) & (days[:, None] <= time)
    hits = [(time == days[:, None]) & (cause == number + 1) for number in range(causes)]

    def rows(weight: Any) -> Any:
        hazards = [hit @ weight / (risk @ weight) for hit in hits]
        survival = np.cumprod(1 - sum(hazards))
        before = np.append(1, survival[:-1])
        return np.array([survival, *(np.cumsum(before * hazard) for hazard in hazards)]).T

    return days, rows


def errors(subjects: list[oracle.Subject], figure: Callable[[Any], Any]) -> Any:
    """Standard error of a figure of weights: the root of the persons' squared influences.

    A person's influence is the derivative by their weight, taken by a step along i.
    """
    step = 1e-20
    squares = 0.0
    for person in {one.cluster for one in subjects}:
        mine = np.array([one.cluster == person for one in subjects])
        squares = squares + (figure(1 + step * 1j * mine).imag / step) ** 2
    return np.sqrt(squares)


def quantile(subjects: list[oracle.Subject]) -> float:
    """The normal one; of fewer than 20 persons who repeat Student's, and of a single one none."""
    people = {one.cluster for one in subjects}
    if len(people) < len(subjects) and len(people) < 20:
        return float(stats.t.ppf(0.975, len(people) - 1))
    return float(stats.norm.ppf(0.975))


def log_log(value: float, error: float, z: float) -> tuple[float, float]:
    """Limits on the scale of log(-log); nan where the curve is at 0 or 1."""
    if not 0 < value < 1 or error < 1e-7:
        return math.nan, math.nan
    centre, half = math.log(-math.log(value)), z * error / abs(value * math.log(value))
    return math.exp(-math.exp(centre + half)), math.exp(-math.exp(centre - half))


def hold_curve(part: Curve, subjects: list[oracle.Subject], causes: int, column: int) -> int:
    """Hold every day's value and limits against those of the subjects; how many have limits."""
    days, rows = curves(subjects, causes)
    values, spread = rows(np.ones(len(subjects)))[:, column], errors(subjects, rows)[:, column]
    assert part.strata["day"].tolist() == days.tolist()
    limited = 0
    for row, (value, error) in enumerate(zip(values, spread, strict=True)):
        assert same(part.value[row], value)
        lower, upper = log_log(value, error, quantile(subjects))
        assert same(part.lower[row], lower)
        assert same(part.upper[row], upper)
        limited += not math.isnan(lower)
    return limited


def test_times() -> None:
    """From the first intake until violence is known, and the area under that curve."""
    register = registers()["county"]
    subjects = known_waits(register)
    assert hold_curve(clustered("county", "time_to_event known"), subjects, 1, 0) > 20

    days, rows = curves(subjects, 1)
    edges = np.concatenate([[0], days[days < 90], [90]])

    def area(weight: Any) -> Any:
        survival = rows(weight)[: edges.size - 2, 0]
        return np.append(1, survival) @ np.diff(edges)

    mean = clustered("county", "time_to_event mean")
    half = quantile(subjects) * errors(subjects, area)
    assert same(mean.value[0], area(np.ones(len(subjects))))
    assert same(mean.lower[0], mean.value[0] - half)
    assert same(mean.upper[0], mean.value[0] + half)


def test_times_with_competing_events() -> None:
    """From an intervention to its follow-up or its case's closing, on all days and on two."""
    result, at = (clustered("county", f"time_to_event{more}") for more in ("", " at"))
    limited = told = 0
    for (sex,), subjects in followed_waits(registers()["county"]).items():
        for column, cause in enumerate(("follow_up", "closing"), start=1):
            part = result.select(sex=sex, cause=cause)
            limited += hold_curve(part, subjects, 2, column)
            for day in (30, 180):
                own = at.select(sex=sex, cause=cause, day=day)
                (*_, last) = [-1, *np.flatnonzero(part.strata["day"] <= day).tolist()]
                if own.state[0] == State.VALUE and last >= 0:
                    assert same(own.value[0], part.value[last])
                    assert same(own.lower[0], part.lower[last])
                    assert same(own.upper[0], part.upper[last])
                    told += 1
    assert limited > 20
    assert told > 2


@pytest.mark.parametrize("name", figures.NAMES)
def test_returns(name: str) -> None:
    """Of a person's first close the time to a return, with death and moving as competing."""
    register = registers()[name]
    result = clustered(name, "reactivation_curve")
    alone = unclustered(register, "reactivation_curve", register.table("cases")["person"])
    subjects = []
    for row in np.flatnonzero((alone.state == State.VALUE) & (alone.at_risk > 0)).tolist():
        assert alone.at_risk[row] == 1
        cause = 1 if alone.value[row] == 1 else 0 if alone.censored[row] else 2
        day, who = alone.strata["day"][row], alone.strata["who"][row]
        subjects.append(oracle.Subject(int(day), cause, cluster=who))
    assert hold_curve(result, subjects, 2, 1) > 0
