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

    def test_proposed(self) -> None:
        """What is only proposed hinders no trend, and is told of; its date alone is a break."""
        (law,) = (one for one in data.breaks() if one.certainty == data.Certainty.PROPOSED)
        years = [2024, 2025, 2026]
        found = metrics.trend([9, 8, 7], 100, years=years, breaks=[law])
        assert [note.code for note in found.notes] == ["proposed_breaks"]
        assert "2026-06-01" in found.notes[0].text("en")
        assert found.definition.parameters["breaks"] == []
        assert not metrics.trend([9, 8, 7], 100, years=[2023, 2024, 2025], breaks=[law]).notes
        with pytest.raises(DataError, match="changed on 2026-06-01"):
            metrics.trend([9, 8, 7], 100, years=years, breaks=[law.date])


@pytest.mark.parametrize(
    ("day", "certainty", "series"),
    [
        ("2021-07-01", "seen", "children police_reports"),
        ("2022-06-01", "known", "honour police_reports"),
        ("2022-11-01", "seen", "perpetrators risk_assessments"),
        ("2024-04-01", "seen", "sheltered_housing"),
        ("2025-01-01", "seen", "investigation_time population"),
        ("2025-07-01", "seen", "interventions"),
        ("2026-06-01", "proposed", "police_reports"),
    ],
)
def test_laws(day: str, certainty: str, series: str) -> None:
    """The changes of the last years are there, each as sure as it is, once for each series."""
    found = [one for one in data.breaks() if one.date == date.fromisoformat(day)]
    assert {one.certainty for one in found} == {certainty}
    assert sorted(one.series for one in found) == series.split()


STEPPED = [[20, 24, 31, 33, 50, 61, 60], [5, 0, 3, 9, 1, 4, 4], [100, 80, 70, 40, 30, 31, 20]]
LONGER = [2018, 2019, 2020, 2021, 2022, 2023, 2024]
PEOPLE = [[1000, 1010, 1020, 1030, 900, 950, 990]] * 3


class TestStep:
    """The level may be another from a day on: that is estimated beside the yearly change."""

    @pytest.mark.parametrize("row", range(3))
    @pytest.mark.parametrize("step", [date(2021, 1, 1), date(2021, 7, 1), date(2024, 1, 1)])
    def test_against_statsmodels(self, row: int, step: date) -> None:
        """Poisson regression with an indicator; a year that is of neither way is left out."""
        sm = pytest.importorskip("statsmodels.api")
        found = metrics.trend(STEPPED, PEOPLE, years=LONGER, step=step)
        year = np.array(LONGER)
        kept = (year != step.year) | (step.month == 1)
        x = np.column_stack([np.ones(7), year - 2021, year >= step.year])[kept]
        fit = sm.GLM(
            np.array(STEPPED[row])[kept], x, family=sm.families.Poisson(),
            offset=np.log(PEOPLE[row])[kept],
        ).fit(tol=1e-13)  # fmt: skip
        free = kept.sum() - 3
        dispersion = max(fit.pearson_chi2 / free, 1)
        width = stats.t.ppf(0.975, free) * fit.bse * dispersion**0.5
        names = (("value", "lower", "upper"), ("step_ratio", "step_lower", "step_upper"))
        for at, (value, lower, upper) in enumerate(names, 1):
            assert found[value][row] == pytest.approx(np.exp(fit.params[at]), rel=1e-8)
            assert found[lower][row] == pytest.approx(np.exp(fit.params[at] - width[at]), rel=1e-7)
            assert found[upper][row] == pytest.approx(np.exp(fit.params[at] + width[at]), rel=1e-7)
        assert found["dispersion"][row] == pytest.approx(dispersion, rel=1e-8)
        assert found["years"][row] == kept.sum()
        assert found.n[row] == sum(STEPPED[row])

    def test_says_what_it_cannot_tell(self) -> None:
        """Whatever else changed then is in the step, and so is a changed trend."""
        found = metrics.trend(STEPPED, PEOPLE, years=LONGER, step=date(2021, 1, 1))
        assert [note.code for note in found.notes] == ["step_is_mixed", "step_or_trend"]
        assert found.definition.parameters["step"] == "2021-01-01"
        assert type(found).from_json(found.to_json()) == found

    def test_proposed(self) -> None:
        """A step by what is only proposed says so."""
        (law,) = (one for one in data.breaks() if one.certainty == data.Certainty.PROPOSED)
        years = [2022, 2023, 2024, 2025, 2026, 2027, 2028]
        found = metrics.trend(STEPPED, PEOPLE, years=years, breaks=[law], step=law)
        assert found.notes[0].code == "step_is_proposed"
        assert "proposed_breaks" not in [note.code for note in found.notes]

    def test_far_from_the_start(self) -> None:
        """Where one exposure dwarfs the others the search goes too far at first, and comes back."""
        year = np.arange(12)
        base, k = 1 + 999_999 * np.eye(12), np.full((12, 12), 40)
        found = metrics.trend(k, base, years=2000 + year, step=date(2010, 1, 1))
        # At the solution the events of each side, and their years, are those seen.
        x = np.stack([year - 5.5, year >= 10, np.ones(12)])
        log = np.log([found.value, found["step_ratio"]])
        fitted = base * np.exp(np.einsum("pu,pt->ut", log, x[:2]))
        fitted *= (k.sum(axis=1) / fitted.sum(axis=1))[:, None]
        np.testing.assert_allclose(np.einsum("ut,pt->up", (k - fitted) / 480, x), 0, atol=1e-9)

    def test_within_a_year(self) -> None:
        """The year of neither way is named, and no longer among the years."""
        found = metrics.trend(STEPPED, PEOPLE, years=LONGER, step=date(2021, 1, 2))
        assert found.notes[0].code == "step_within_year"
        assert "2021" in found.notes[0].text("sv")
        assert found.definition.parameters["years"] == [2018, 2019, 2020, 2022, 2023, 2024]

    @pytest.mark.parametrize(
        ("step", "alone"),
        [
            (date(2019, 1, 1), True), (date(2019, 6, 1), True), (date(2020, 1, 1), False),
            (date(2023, 1, 1), False), (date(2023, 6, 1), True), (date(2024, 1, 1), True),
        ],
    )  # fmt: skip
    def test_a_single_year(self, step: date, alone: bool) -> None:
        """A side of one year is that year, whatever was peculiar to it."""
        found = metrics.trend(STEPPED, PEOPLE, years=LONGER, step=step)
        assert ("step_of_one_year" in [note.code for note in found.notes]) == alone

    @pytest.mark.parametrize(
        ("step", "side"),
        [
            (date(2018, 1, 1), "before"), (date(2018, 7, 1), "before"), (date(2017, 1, 1), "before"),
            (date(2024, 1, 2), "after"), (date(2025, 1, 1), "after"),
        ],
    )  # fmt: skip
    def test_nothing_on_a_side(self, step: date, side: str) -> None:
        """Without a whole year on each side there is no step."""
        with pytest.raises(DataError, match=f"no whole year lies {side} the step"):
            metrics.trend(STEPPED, PEOPLE, years=LONGER, step=step)

    def test_no_day(self) -> None:
        """What has no date is refused."""
        call: Any = metrics.trend
        with pytest.raises(DataError, match="step must be a day"):
            call(STEPPED, PEOPLE, years=LONGER, step="2021-01-01")

    def test_one_of_several(self) -> None:
        """A break that isn't the step is refused as ever; one of the same day is the step."""
        law, honour = data.breaks("sheltered_housing")[0], data.breaks("honour")[0]
        years = [2020, 2021, 2022, 2023, 2024, 2025, 2026]
        found = metrics.trend(STEPPED, PEOPLE, years=years, breaks=[law, law.date], step=law)
        assert found.definition.parameters["breaks"] == []
        assert found["years"].tolist() == [6, 6, 6]
        with pytest.raises(DataError, match="changed on 2022-06-01"):
            metrics.trend(STEPPED, PEOPLE, years=years, breaks=[law, honour], step=law)
        across = metrics.trend(
            STEPPED, PEOPLE, years=years, breaks=[law, honour], step=law, through_breaks=True
        )
        assert across.notes[0].code == "across_breaks"
        assert across["step_ratio"].tolist() == found["step_ratio"].tolist()

    @pytest.mark.parametrize(
        "events",
        [[0, 0, 0, 5, 6], [5, 6, 7, 0, 0], [0, 0, 3, 0, 2], [4, 0, 0, 5, 0]],
        ids=["before", "after", "last of both", "first of both"],
    )
    def test_undefined(self, events: list[int]) -> None:
        """Without events on a side, or with all at its edge, neither slope nor step is there."""
        found = metrics.trend(events, 100, years=LONGER[:5], step=date(2021, 1, 1))
        names = ("value", "lower", "upper", "step_ratio", "step_lower", "step_upper", "dispersion")
        assert np.isnan([found[name][0] for name in names]).all()

    def test_enough(self) -> None:
        """Three years are too few for slope and step, four are enough."""
        few = metrics.trend([4, 5, 6], 100, years=LONGER[:3], step=date(2020, 1, 1))
        assert np.isnan([few.value[0], few["step_ratio"][0]]).all()
        enough = metrics.trend([4, 5, 6, 12], 100, years=LONGER[:4], step=date(2020, 1, 1))
        assert enough.value[0] > 1

    def test_a_hidden_year_of_neither(self) -> None:
        """Hidden is what has a hidden year, also one that isn't used: `n` has it too."""
        strata = {"municipality": ["a"] * 7 + ["b"] * 7, "year": LONGER * 2}
        k = counts(strata, [*STEPPED[0], *STEPPED[2]], state=[0, 0, 0, 3, *[0] * 10])
        found = metrics.trend(k, 1000, step=date(2021, 7, 1))
        assert found.state.tolist() == [State.SUPPRESSED, State.VALUE]
        assert found.state_of("step_ratio").tolist() == [State.SUPPRESSED, State.VALUE]
        assert found.n.tolist() == [0, sum(STEPPED[2])]

    def test_recovers(self) -> None:
        """A step of 1.5 within a rise of four per cent is covered about 95 times of a hundred."""
        rng = np.random.default_rng(14)
        mean = 60 * 1.04 ** np.arange(12) * np.repeat([1, 1.5], 6)
        k = rng.negative_binomial(mean, 0.5, (400, 12))
        found = metrics.trend(k, 1, years=np.arange(2010, 2022), step=date(2016, 1, 1))
        for name, true in (("value", 1.04), ("step_ratio", 1.5)):
            lower, upper = (("lower", "upper"), ("step_lower", "step_upper"))[true > 1.1]
            held = (found[lower] <= true) & (found[upper] >= true)
            assert 0.93 <= held.mean() <= 0.98
            assert np.exp(np.log(found[name]).mean()) == pytest.approx(true, rel=0.02)


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

    def test_endless(self) -> None:
        """Limits that no number is large enough for are endless, without a warning."""
        found = metrics.trend([10**8, 1, 10**8], [1, 10**6, 10**6], years=YEARS[:3])
        assert (found.lower[0], found.upper[0]) == (0, np.inf)

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

    def test_text(self) -> None:
        """Files have their years as text: they are years all the same; other words are none."""
        text = counts({"year": ["2018", "2019", "2020"]}, [4, 5, 7])
        number = counts({"year": [2018, 2019, 2020]}, [4, 5, 7])
        assert metrics.trend(text, 100).value == metrics.trend(number, 100).value
        with pytest.raises(DataError, match="labels of year must be years"):
            metrics.trend(counts({"year": ["2018/19", "2019/20", "2020/21"]}, [4, 5, 7]), 100)

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
