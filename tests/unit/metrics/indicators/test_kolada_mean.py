"""A divided municipality's value is the mean of its districts that took part."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from scipy import stats

from building import WINDOW, case, whole
from vnr import metrics
from vnr.disclosure import Rule, protect
from vnr.errors import DataError
from vnr.model import Period
from vnr.register import Coverage, Register
from vnr.results import Estimate, State

NUMBERS = {"norr": (4, 1000), "söder": (12, 2000), "öster": (1, 4000)}


def register(*, silent: bool = False, half: bool = False) -> Register:
    made = [
        case(f"{name}{at}", f"{name}{at}", municipality="0180", district=name)
        for name, (number, _) in NUMBERS.items()
        for at in range(number)
    ]
    made.append(case("?", "?", municipality="0180"))
    rows: list[tuple[Any, ...]] = [("0180", None, name, WINDOW) for name in NUMBERS]
    if half:
        rows[1] = ("0180", None, "söder", Period.parse("2018-01-01/2019-06-30"))
    if silent:
        rows.append(("0180", None, "väster", None))
    return Register.from_cases(made, observed=WINDOW, coverage=whole(rows))


def adults(**more: int) -> pl.DataFrame:
    people = {name: number for name, (_, number) in NUMBERS.items()} | more
    return pl.DataFrame(
        {"municipality": ["0180"] * len(people), "district": [*people], "value": [*people.values()]}
    )


def mean(made: Register, people: pl.DataFrame, **more: Any) -> Estimate:
    found = metrics.kolada_mean(metrics.kolada(made, 2019, adults=people), **more)
    return found.select(kpi="U30750")


def byar(events: int) -> tuple[float, float]:
    """Breslow and Day's limits, from 10 events."""
    z, more = 1.959963984540054, events + 1
    return (
        events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3,
        more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3,
    )


def test_by_hand() -> None:
    """Each district weighs as much; limits are Dobson's."""
    found = mean(register(), adults())
    rates = [10_000 * number / people for number, people in NUMBERS.values()]
    value = sum(rates) / 3
    assert float(found.value[0]) == pytest.approx(value, rel=1e-12)
    spread = math.sqrt(
        sum((10_000 / 3 / people) ** 2 * number for number, people in NUMBERS.values()) / 17
    )
    low, high = byar(17)
    assert float(found.lower[0]) == pytest.approx(value + spread * (low - 17), rel=1e-9)
    assert float(found.upper[0]) == pytest.approx(value + spread * (high - 17), rel=1e-9)
    assert (int(found.n[0]), int(found["districts"][0])) == (17, 3)
    codes = {note.code for note in found.notes}
    assert "mean_of_districts" in codes
    assert "districts_lacking" not in codes
    assert "mean of districts" in found.method


def test_is_a_standardised_rate() -> None:
    """With equal weights, as `standardise` has it."""
    events, people = zip(*NUMBERS.values(), strict=True)
    standard = metrics.standardise(events, people, [1, 1, 1])
    found = mean(register(), adults())
    for name in ("value", "lower", "upper"):
        assert found[name] == pytest.approx(standard[name], rel=1e-12)


def test_of_those_who_took_part() -> None:
    """One that delivered nothing is in no mean, and told of; one of half a year has half the time."""
    found = mean(register(silent=True, half=True), adults(väster=9000))
    rates = [40.0, 10_000 * 12 / (2000 * 181 / 365), 2.5]
    assert float(found.value[0]) == pytest.approx(sum(rates) / 3, rel=1e-12)
    assert (int(found["districts"][0]), int(found["districts_lacking"][0])) == (3, 1)
    assert found.covered.tolist() == [0.75]
    assert "districts_lacking" in {note.code for note in found.notes}


def test_one_case() -> None:
    """Of one case in two districts limits are the exact ones of one, by scipy, weighed alike."""
    people = pl.DataFrame(
        {"municipality": ["0180"] * 2, "district": ["norr", "söder"], "value": [1000, 2000]}
    )
    one = Register.from_cases(
        [case("a", "a", municipality="0180", district="söder")],
        observed=WINDOW,
        coverage=whole([("0180", None, name, WINDOW) for name in ("norr", "söder")]),
    )
    found = mean(one, people)
    low, high = stats.chi2.ppf(0.025, 2) / 2, stats.chi2.ppf(0.975, 4) / 2
    # Half of 5 of 10 000; Dobson's limits of one count are its own, scaled.
    assert float(found.value[0]) == pytest.approx(2.5)
    assert float(found.lower[0]) == pytest.approx(2.5 * low, rel=1e-9)
    assert float(found.upper[0]) == pytest.approx(2.5 * high, rel=1e-9)


def test_nobody_took_part() -> None:
    """Then nothing is reported, and 0 of those who did is 0."""
    people = pl.DataFrame({"municipality": ["0180"], "district": ["norr"], "value": [10]})
    silent = Register.from_cases(
        [], observed=WINDOW, coverage=Coverage([("0180", None, "norr", None)])
    )
    assert mean(silent, people).state.tolist() == [State.NOT_REPORTED]
    nobody = Register.from_cases(
        [], observed=WINDOW, coverage=whole([("0180", None, "norr", WINDOW)])
    )
    found = mean(nobody, people)
    assert (float(found.value[0]), float(found.lower[0])) == (0, 0)
    assert math.isnan(found.upper[0])


def test_widened() -> None:
    """Persons with several cases widen it."""
    narrow, wide = mean(register(), adults()), mean(register(), adults(), inflation=2)
    assert wide.lower[0] < narrow.lower[0] < narrow.upper[0] < wide.upper[0]
    with pytest.raises(DataError, match="from 1"):
        mean(register(), adults(), inflation=0.5)


def test_refused() -> None:
    """Figures of no districts, a district that nobody names, and one without adults."""
    with pytest.raises(DataError, match="municipality and district"):
        metrics.kolada_mean(metrics.kolada(register(), 2019, adults={"0180": 7000}))
    with pytest.raises(DataError, match=r"väster .* row of the coverage"):
        metrics.kolada(register(), 2019, adults=adults(väster=100))
    with pytest.raises(DataError, match="no number above 0 for 0180 norr"):
        metrics.kolada(register(), 2019, adults=adults(norr=0))
    other = Register.concat([register(), Register.from_cases([case("k", "k")], observed=WINDOW)])
    with pytest.raises(DataError, match="no district of 0484"):
        metrics.kolada(other, 2019, adults=adults())
    assert len(metrics.kolada(other.where(municipality="0180"), 2019, adults=adults())) == 9


def test_released() -> None:
    """The mean is an equation between its districts' cases: it shows beside all of them alone."""
    made = metrics.kolada(register(), 2019, adults=adults()).select(kpi="U30750")
    means = metrics.kolada_mean(made)
    hidden = protect({"mean": means}, Rule(threshold=5, insider=0))["mean"]
    assert hidden.state.tolist() == [State.SUPPRESSED]
    beside = protect({"own": made, "mean": means}, Rule(threshold=5, insider=0))
    assert State.SUPPRESSED in beside["own"].state.tolist()
    assert beside["mean"].state.tolist() == [State.SUPPRESSED]
    two = made.select(district=["norr", "söder"])
    both = {"own": two, "mean": metrics.kolada_mean(two)}
    large = protect(both, Rule(threshold=2, insider=0))
    assert large["mean"].state.tolist() == [State.VALUE]
