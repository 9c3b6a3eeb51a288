"""Key figures of several years stand side by side, across a break only when asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest

from building import case
from vnr import data, disclosure, metrics
from vnr.errors import DataError
from vnr.model import Period
from vnr.register import Register
from vnr.results import Estimate, Note, State

PEOPLE = {"0484": 20_000, "0488": 10_000}


@pytest.fixture(scope="module")
def made() -> Register:
    """Cases of three years, closed in some."""
    cases = [
        case(f"{year}-{n}", f"p{year}{n}", f"{year}-03-01", f"{year}-06-01" if n % 2 else None)
        for year, number in ((2018, 12), (2019, 15), (2020, 9))
        for n in range(number)
    ]
    return Register.from_cases(cases, observed=Period.years(2018, 2020))


def by_year(made: Register, *years: int) -> Estimate:
    return metrics.over_years({year: metrics.su_kvinnofrid(made, year) for year in years})


def test_each_year_as_it_was(made: Register) -> None:
    """Every row is that of the year's own result, and a year that isn't given has none."""
    whole = by_year(made, 2020, 2018)
    assert whole.strata["year"].tolist() == [2018] * 14 + [2020] * 14
    for year in (2018, 2020):
        own, row = metrics.su_kvinnofrid(made, year), whole.select(year=year)
        assert row.n.tolist() == own.n.tolist()
        for name in ("value", "lower", "upper"):
            assert row[name].tolist() == pytest.approx(own[name].tolist(), nan_ok=True)
        assert row["denominator"].tolist() == own["denominator"].tolist()
        for name in own.names:
            assert row.state_of(name).tolist() == own.state_of(name).tolist()
    assert type(whole).from_json(whole.to_json()) == whole
    kpis = metrics.over_years({y: metrics.kolada(made, y, adults=PEOPLE) for y in (2018, 2019)})
    assert kpis.select(municipality="0484", kpi="U30750")["cases"].tolist() == [12, 15]


def test_what_goes_along(made: Register) -> None:
    """Years together tell of the whole span, of every delivery, and what each of them told."""
    each = {}
    for year, part, adds in ((2018, 1.0, {"item"}), (2020, 0.5, set())):
        own = metrics.su_kvinnofrid(made, year)
        definition = attrs.evolve(own.definition, cutoff=date(year, 12, 31), coverage=[[str(year)]])
        each[year] = attrs.evolve(
            own,
            definition=definition,
            covered=np.full(len(own), part),
            notes=[Note("not_an_effect", of=str(year))],
            adds_over=adds,
            sensitive={"item"} - adds,
        )
    whole = metrics.over_years(each)
    assert whole.definition.parameters["period"] == Period.years(2018, 2020).label
    assert whole.definition.cutoff == date(2020, 12, 31)
    assert whole.definition.coverage == [["2018"], ["2020"]]
    assert [note.parameters for note in whole.notes] == [{"of": "2018"}, {"of": "2020"}]
    assert whole.covered.tolist() == [1.0] * 14 + [0.5] * 14
    # What adds in one year only adds in none of them together; what is sensitive in one is in all.
    assert (whole.adds_over, whole.sensitive) == (frozenset(), frozenset({"item"}))
    for unlike in (
        metrics.su_kvinnofrid(made, 2020, confidence=0.9),
        attrs.evolve(each[2020], basis="model"),
        attrs.evolve(each[2020], unit="cases"),
    ):
        with pytest.raises(DataError, match="another question"):
            metrics.over_years({**each, 2020: unlike})


def test_breaks(made: Register) -> None:
    """A break within the years is refused, taken with a note if asked, and harmless at their edge."""
    each = {year: metrics.su_kvinnofrid(made, year) for year in (2018, 2019)}
    for day in ("2018-06-01", "2019-01-01"):
        broken = [date.fromisoformat(day)]
        with pytest.raises(DataError, match=f"changed on {day}, within the years 2018–2019"):
            metrics.over_years(each, breaks=broken)
        across = metrics.over_years(each, breaks=broken, through_breaks=True)
        assert across.notes[-1].parameters == {"days": [day]}
        assert day in across.notes[-1].text("sv")
    assert len(metrics.over_years(each, breaks=[date(2018, 1, 1), date(2020, 1, 1)])) == 28
    months = data.read_indicators(
        [{"kommun": "Trosa", "2023": 4.0, "2024": 5.5}], unit="per 10 000", indicator="a"
    )
    with pytest.raises(DataError, match="2024-01-01"):
        metrics.over_years(months, breaks=data.breaks("open_comparisons"))


def test_proposed_breaks() -> None:
    """What is only proposed hinders nothing, and is told of."""
    read = data.read_indicators(
        [{"kommun": "Trosa", "2025": 4.0, "2026": ".."}], unit="per 10 000", indicator="a"
    )
    proposed = [one for one in data.breaks() if one.certainty == "proposed"]
    across = metrics.over_years(read, breaks=proposed)
    assert across.notes[-1].code == "years_proposed_breaks"
    assert across.state.tolist() == [State.VALUE, State.NOT_REPORTED]


def test_one_number_once(made: Register) -> None:
    """The number of a year is the same in its own table: hidden in one it is hidden in both."""
    own = metrics.kolada(made, 2019, adults=PEOPLE)
    whole = metrics.over_years({y: metrics.kolada(made, y, adults=PEOPLE) for y in (2018, 2019)})
    rule = disclosure.Rule(name="sixteen", threshold=16, source="test")
    safe = disclosure.protect({"own": own, "whole": whole}, rule)
    both = [safe["own"], safe["whole"].select(year=2019)]
    told = [one.select(kpi="U30750").state_of("cases").tolist() for one in both]
    assert told == [[State.SUPPRESSED]] * 2
    assert disclosure.audit(safe, rule).verdict == "safe"


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({}, "by year, or one of each"),
        (4, "by year, or one of each"),
        ({2018: 4}, "2018 has none"),
        ({"2018": Estimate.parse("4")}, "'2018' has none"),
        (Estimate.parse("4"), "have no years"),
        ({2018: Estimate.parse("4"), 2019: Estimate.parse("4±1")}, "of 2019 answer another"),
    ],
)
def test_refused(wrong: Any, match: str) -> None:
    """What are no figures of years, or of different questions, is refused."""
    with pytest.raises(DataError, match=match):
        metrics.over_years(wrong)


def test_another_basis(made: Register) -> None:
    """Years counted by another basis can't stand side by side."""
    with pytest.raises(DataError, match="another question"):
        metrics.over_years(
            {
                2018: metrics.su_kvinnofrid(made, 2018),
                2019: metrics.su_kvinnofrid(made, 2019, basis="original"),
            }
        )


def test_without_periods() -> None:
    """Figures from elsewhere, which have no period, stand by year too."""
    made = metrics.over_years({2018: Estimate.parse("25±2"), 2019: Estimate.parse("30±2")})
    assert (made.value.tolist(), made.strata["year"].tolist()) == ([25, 30], [2018, 2019])
