"""A trend is fitted within one way of counting, and says how sure it is."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy import stats

from building import counts
from vnr import data, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.results import State

YEARS = [2018, 2019, 2020, 2021, 2022]
EVENTS = [[20, 24, 31, 33, 50], [5, 0, 3, 9, 1], [100, 80, 70, 40, 30]]
BASE = [[1000, 1010, 1020, 1030, 900], [50, 50, 60, 70, 80], [7000, 7000, 7100, 7000, 6000]]


@pytest.mark.parametrize("row", range(3))
def test_against_statsmodels(row: int) -> None:
    """Poisson regression with an offset; Pearson's dispersion, at least 1; Student's t."""
    sm = pytest.importorskip("statsmodels.api")
    found = metrics.trend(EVENTS, BASE, years=YEARS)
    x = sm.add_constant(np.arange(5.0))
    fit = sm.GLM(EVENTS[row], x, family=sm.families.Poisson(), offset=np.log(BASE[row])).fit(
        tol=1e-13
    )
    dispersion = max(fit.pearson_chi2 / 3, 1)
    width = stats.t.ppf(0.975, 3) * fit.bse[1] * dispersion**0.5
    assert found.value[row] == pytest.approx(np.exp(fit.params[1]), rel=1e-9)
    assert found.lower[row] == pytest.approx(np.exp(fit.params[1] - width), rel=1e-8)
    assert found.upper[row] == pytest.approx(np.exp(fit.params[1] + width), rel=1e-8)
    assert found.columns["dispersion"][row] == pytest.approx(dispersion, rel=1e-8)


def test_dispersion_on_both_sides_of_one() -> None:
    """Of the rows above, one varies less than chance and one more."""
    found = metrics.trend(EVENTS, BASE, years=YEARS).columns["dispersion"]
    assert found.min() == 1 < found.max()


class TestBreaks:
    """Across a changed way of counting no trend is fitted unless asked."""

    @pytest.mark.parametrize("day", [date(2018, 1, 2), date(2020, 1, 1), date(2022, 12, 31)])
    def test_inside(self, day: date) -> None:
        """A break with a day of the years on each side is refused, and named."""
        with pytest.raises(DataError, match=f"changed on {day}"):
            metrics.trend(EVENTS, BASE, years=YEARS, breaks=[day])

    @pytest.mark.parametrize("day", [date(2018, 1, 1), date(2023, 1, 1)])
    def test_outside(self, day: date) -> None:
        """One at the first day or after the last is none."""
        found = metrics.trend(EVENTS, BASE, years=YEARS, breaks=[day])
        assert found.notes == ()

    def test_asked_for(self) -> None:
        """Asked for, it is fitted and says so."""
        found = metrics.trend(
            [9, 8, 7], 100, years=[2023, 2024, 2025],
            breaks=data.breaks("sheltered_housing"), through_breaks=True,
        )  # fmt: skip
        assert "2024-04-01" in found.notes[0].text("sv")
        assert found.definition.parameters["breaks"] == ["2024-04-01"]

    def test_known(self) -> None:
        """The packaged breaks are in order, each with words and a source."""
        known = data.breaks()
        assert [one.date for one in known] == sorted(one.date for one in known)
        assert all(one.sv and one.en and one.source for one in known)
        assert data.breaks("reactivation", "police_reports")[0].series == "reactivation"
        with pytest.raises(UnknownNameError, match="series"):
            data.breaks("shelter")


class TestUndefined:
    """Too little says nothing: nan."""

    @pytest.mark.parametrize(
        "events", [[0, 0, 0, 0], [0, 0, 0, 5], [7, 0, 0, 0]], ids=["none", "last", "first"]
    )
    def test_events(self, events: list[int]) -> None:
        """No events, or events in the first or last year only, have no slope."""
        found = metrics.trend(events, 100, years=YEARS[:4])
        assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
        assert metrics.trend([0, 0, 5, 0], 100, years=YEARS[:4]).value[0] > 1

    def test_years(self) -> None:
        """Two years are too few, three are enough."""
        assert np.isnan(metrics.trend([4, 5], 100, years=YEARS[:2]).value[0])
        assert metrics.trend([4, 5, 6], 100, years=YEARS[:3]).value[0] > 1

    def test_no_years(self) -> None:
        """Arrays without years are refused, and so are years that don't rise."""
        with pytest.raises(DataError, match="years must name the 3 years"):
            metrics.trend([4, 5, 6], 100)
        with pytest.raises(DataError, match="years must rise"):
            metrics.trend([4, 5, 6], 100, years=[2018, 2018, 2019])


class TestCounts:
    """Counts bring their years; what wasn't reported is left out, never 0."""

    strata: ClassVar = {"municipality": ["a"] * 4 + ["b"] * 4, "year": [2018, 2019, 2020, 2021] * 2}

    def test_left_out(self) -> None:
        """A year that isn't reported leaves the other three."""
        state = [0, State.NOT_REPORTED, 0, 0, 0, 0, 0, 0]
        k = counts(self.strata, [4, 0, 6, 7, 9, 8, 7, 6], state=state)
        found = metrics.trend(k, counts(self.strata, [100] * 8))
        assert found.strata["municipality"].tolist() == ["a", "b"]
        assert found.columns["years"].tolist() == [3, 4]
        alone = metrics.trend([4, 6, 7], 100, years=[2018, 2020, 2021])
        assert found.value[0] == pytest.approx(alone.value[0])
        assert found.n.tolist() == [17, 30]

    @pytest.mark.parametrize("state", [1, 2, 3])
    def test_nothing_reported(self, state: int) -> None:
        """A unit without a single year is not undefined: it has its years' state."""
        k = counts(self.strata, [4, 5, 6, 7] * 2, state=[State(state)] * 4 + [0] * 4)
        found = metrics.trend(k, counts(self.strata, [100] * 8))
        assert found.state.tolist() == [state, State.VALUE]
        assert np.isnan(found.value).tolist() == [True, False]

    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            ([0, 3, 0, 0], State.SUPPRESSED),
            ([0, 3, 1, 2], State.SUPPRESSED),
            ([0, 2, 0, 0], State.VALUE),
            ([1, 2, 1, 1], State.NOT_MATURE),
        ],
    )
    def test_a_hidden_year(self, states: list[int], expected: State) -> None:
        """The small years are the hidden ones: a trend of the others is no trend of the unit."""
        k = counts(self.strata, [4, 5, 6, 7] * 2, state=[*map(State, states), *[State.VALUE] * 4])
        found = metrics.trend(k, counts(self.strata, [100] * 8))
        assert found.state.tolist() == [expected, State.VALUE]
        assert np.isnan(found.value).tolist() == [expected != State.VALUE, False]

    def test_absent_cell(self) -> None:
        """A year that a unit has no cell for wasn't delivered; the result can be written."""
        k = counts(self.strata, [4, 5, 6, 7] * 2).select(np.arange(8) != 2)
        found = metrics.trend(k, counts(self.strata, [100] * 8))
        assert found.columns["years"].tolist() == [3, 4]
        assert found.covered.tolist() == [0.75, 1]
        assert type(found).from_json(found.to_json()) == found

    def test_no_cells(self) -> None:
        """Without a year there is nothing to fit, and it says so."""
        none = counts({"year": []}, [])
        with pytest.raises(DataError, match="events have no years"):
            metrics.trend(none, none)
        with pytest.raises(DataError, match="events have no years"):
            metrics.trend([], [], years=[])

    def test_needs_years(self) -> None:
        """Counts without the stratum year are refused."""
        with pytest.raises(UnknownNameError, match="year"):
            metrics.trend(counts({"municipality": ["a"]}, [1]), 10)


def test_recovers() -> None:
    """An overdispersed rise of four per cent a year is covered about 95 times of a hundred."""
    rng = np.random.default_rng(8)
    mean = 30 * 1.04 ** np.arange(8)
    k = rng.negative_binomial(mean, 0.5, (400, 8))
    found = metrics.trend(k, 1, years=np.arange(2010, 2018))
    assert 0.93 <= np.mean((found.lower <= 1.04) & (found.upper >= 1.04)) <= 0.98


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_confidence(confidence: float) -> None:
    """A level is a proportion."""
    call: Any = metrics.trend
    with pytest.raises(DataError, match="confidence"):
        call([1, 2, 3], 1, years=[1, 2, 3], confidence=confidence)
