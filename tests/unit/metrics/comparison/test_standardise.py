"""Standardised rates, and observed relative to expected."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from building import counts
from vnr import metrics
from vnr.errors import DataError
from vnr.results import State
from vnr.words import Language


def dobson(events: list[int], years: list[float], weights: list[float]) -> tuple[float, ...]:
    """Dobson's interval in plain arithmetic, with exact limits below 10 and Byar's above."""
    share = [w / sum(weights) for w in weights]
    rate = sum(w * o / e for w, o, e in zip(share, events, years, strict=True))
    variance = sum(w**2 * o / e**2 for w, o, e in zip(share, events, years, strict=True))
    o = sum(events)
    z = stats.norm.ppf(0.975)
    if o < 10:
        low = stats.chi2.ppf(0.025, 2 * o) / 2
        high = stats.chi2.ppf(0.975, 2 * o + 2) / 2
    else:
        low = o * (1 - 1 / (9 * o) - z / (3 * o**0.5)) ** 3
        high = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * (o + 1) ** 0.5)) ** 3
    scale = (variance / o) ** 0.5
    return rate, rate + scale * (low - o), rate + scale * (high - o)


@pytest.mark.parametrize("events", [[3, 6, 0], [4, 6, 0], [12, 40, 7]])
def test_dobson(events: list[int]) -> None:
    """On each side of ten events."""
    years, weights = [1000.0, 2500.0, 800.0], [5.0, 3.0, 2.0]
    rate, lower, upper = dobson(events, years, weights)
    found = metrics.standardise(events, years, weights, per=1000)
    assert found.value[0] == pytest.approx(1000 * rate)
    assert found.lower[0] == pytest.approx(1000 * lower)
    assert found.upper[0] == pytest.approx(1000 * upper)
    assert found.n[0] == sum(events)


@given(
    st.lists(st.integers(0, 40), min_size=3, max_size=3).filter(any),
    st.lists(st.integers(1, 5000), min_size=3, max_size=3),
)
def test_own_make_up_is_the_crude_rate(events: list[int], years: list[int]) -> None:
    """Standardised to the unit's own make-up, it is the crude rate with the crude interval."""
    found = metrics.standardise(events, years, years)
    crude = metrics.rate(sum(events), sum(years))
    assert found.value[0] == pytest.approx(crude.value[0])
    # The scale is 1 only where all groups have the crude rate; it never narrows below that.
    assert found.lower[0] <= found.value[0] <= found.upper[0]
    alike = metrics.standardise([7, 14, 21], [100, 200, 300], [1, 2, 3])
    same = metrics.rate(42, 600)
    assert alike.lower[0] == pytest.approx(same.lower[0])
    assert alike.upper[0] == pytest.approx(same.upper[0])


class TestUndefined:
    """No events are a rate of 0 without an upper limit; no exposure is no rate."""

    def test_no_events(self) -> None:
        """0 with a lower limit of 0 and an upper of nan."""
        found = metrics.standardise([0, 0], [10, 20], [1, 1])
        assert (found.value[0], found.lower[0]) == (0, 0)
        assert np.isnan(found.upper[0])

    def test_no_exposure(self) -> None:
        """A group that the standard has people in must have exposure; others need none."""
        found = metrics.standardise([[0, 3], [2, 3]], [[0, 20], [0, 20]], [1, 1])
        assert np.isnan([found.value, found.lower, found.upper]).all()
        found = metrics.standardise([0, 3], [0, 20], [0, 1], per=20)
        assert found.value[0] == 3

    @pytest.mark.parametrize(("language", "word"), [("sv", "odefinierat"), ("en", "undefined")])
    def test_word(self, language: Language, word: str) -> None:
        """A unit without exposure in a group is undefined in words; the others keep their rate."""
        found = metrics.standardise([[5, 0, 3], [5, 1, 3]], [[100, 0, 50], [100, 10, 50]], [1] * 3)
        other = metrics.standardise([5, 1, 3], [100, 10, 50], [1] * 3)
        assert np.isnan(found.value).tolist() == [True, False]
        assert found.value[1] == other.value[0]
        first, second = (one.strip() for one in found.show(language).splitlines()[1:3])
        assert (first.endswith(word), word in second) == (True, False)
        assert word in found._repr_html_() or language == "en"


class TestRepeats:
    """Several events of one person widen the interval (Stukel and others)."""

    def test_twice_the_variance(self) -> None:
        """With every person having two, it is the interval of half the events, doubled."""
        wide = metrics.standardise([8, 16], [100, 300], [1, 2], inflation=2)
        half = metrics.standardise([4, 8], [100, 300], [1, 2])
        assert wide.value[0] == pytest.approx(2 * half.value[0])
        assert wide.lower[0] == pytest.approx(2 * half.lower[0])
        assert wide.upper[0] == pytest.approx(2 * half.upper[0])
        assert wide.method.endswith("widened for repeats")


AGES = ["0-17", "18-64", "65+"]
STRATA = {
    "municipality": np.repeat(["0480", "0484"], 3),
    "age": np.tile(AGES, 2),
}
CASES = counts(STRATA, [1, 8, 2, 4, 20, 6])
YEARS = counts({name: array[::-1] for name, array in STRATA.items()}, [70, 60, 50, 40, 30, 20])


class TestByLabel:
    """A standard population is joined by label, whatever the order."""

    @pytest.mark.parametrize(
        "standard",
        [
            {"65+": 2, "18-64": 5, "0-17": 3},
            counts({"age": ["18-64", "65+", "0-17"]}, [5, 2, 3]),
        ],
    )
    def test_standard(self, standard: Any) -> None:
        """The same as arrays in the right order, one row for each municipality."""
        found = metrics.standardise(CASES, YEARS, standard)
        plain = metrics.standardise(
            [[1, 8, 2], [4, 20, 6]], [[20, 30, 40], [50, 60, 70]], [3, 5, 2]
        )
        assert found.strata["municipality"].tolist() == ["0480", "0484"]
        for name in ("value", "lower", "upper", "n"):
            np.testing.assert_allclose(getattr(found, name), getattr(plain, name))
        assert len(found.definition.operands) == 2

    def test_standard_of_two_strata(self) -> None:
        """Without a stratum left, the result is a single figure."""
        both = counts(STRATA, [1, 1, 1, 1, 1, 1])
        found = metrics.standardise(CASES, YEARS, both, per=1)
        own = [1 / 20, 8 / 30, 2 / 40, 4 / 50, 20 / 60, 6 / 70]
        assert float(found) == pytest.approx(sum(own) / 6)

    def test_not_reported(self) -> None:
        """A municipality of which one group wasn't reported has no rate, and the other does."""
        state = [0, State.NOT_REPORTED, 0, 0, 0, 0]
        found = metrics.standardise(attrs.evolve(CASES, state=state), YEARS, dict.fromkeys(AGES, 1))
        assert found.state.tolist() == [State.NOT_REPORTED, State.VALUE]
        assert np.isnan(found.value[0])

    @pytest.mark.parametrize(
        ("standard", "says"),
        [
            ({"0-17": 1, "18-64": 1}, r"the standard lacks age 65\+"),
            ({"0-17": 1, "18-64": 1, "65+": 1, "90+": 1}, r"the events lacks age 90\+"),
            ({"x": 1}, "needs cells of just one stratum that has its labels"),
            (counts({"sex": ["woman"]}, [1]), "the stratum sex, which the events lack"),
            (counts({}, [1]), "a standard needs strata"),
            ([1, 2, 3], "the standard has no labels, and the events have"),
            (dict.fromkeys(AGES, 0), "the standard is empty"),
            ({"0-17": 1, "18-64": 1, "65+": -1}, "standard must be a number from 0, got -1"),
        ],
    )
    def test_refused(self, standard: Any, says: str) -> None:
        """A group that is missing is named."""
        with pytest.raises(DataError, match=says):
            metrics.standardise(CASES, YEARS, standard)

    def test_uneven_cells(self) -> None:
        """Every unit needs each group once."""
        uneven = CASES.select(np.array([True, True, True, True, True, False]))
        with pytest.raises(DataError, match=r"5 cells, 2 units by 3 groups .* need 6"):
            metrics.standardise(uneven, YEARS, dict.fromkeys(AGES, 1))


@pytest.mark.parametrize(
    ("events", "exposure", "standard", "more", "says"),
    [
        ([1, 2], [1, 2], [1], {}, "events have 2 groups, the standard 1"),
        ([1, 2], [1, 2, 3], [1, 1], {}, r"exposure has shape \(3,\)"),
        ([1, 2], [1, 2], {"a": 1}, {}, "standard has labels, and the events have none"),
        ([1, 2], [1, 2], [1, 1], {"inflation": [1, 2, 3]}, r"inflation has shape"),
        ([1.5, 2], [1, 2], [1, 1], {}, "events must be a whole number"),
        (1, [1, 2], [1, 1], {}, "events have 1 groups"),
    ],
)
def test_arrays_refused(events: Any, exposure: Any, standard: Any, more: Any, says: str) -> None:
    """Shapes and numbers are named."""
    with pytest.raises(DataError, match=says):
        metrics.standardise(events, exposure, standard, **more)


class TestSmr:
    """Observed relative to what the standard's rates would give."""

    def test_expected_by_label(self) -> None:
        """Rates by age, joined to each municipality's exposure."""
        rates = metrics.rate(counts({"age": AGES}, [1, 2, 3]), counts({"age": AGES}, [10, 10, 10]))
        found = metrics.expected(YEARS, rates)
        # 0484: 50 * 1/10 + 60 * 2/10 + 70 * 3/10; 0480: 20/10 + 60/10 + 120/10
        assert dict(zip(found.strata["municipality"].tolist(), found.value, strict=True)) == {
            "0484": pytest.approx(38),
            "0480": pytest.approx(20),
        }
        observed = counts({"municipality": ["0480", "0484"]}, [10, 57])
        ratio = metrics.smr(observed, found)
        assert ratio.value.tolist() == pytest.approx([0.5, 1.5])
        assert ratio.columns["expected"].tolist() == pytest.approx([20, 38])

    def test_expected_of_arrays(self) -> None:
        """One row for each unit."""
        found = metrics.expected([[50, 60], [20, 30]], [0.1, 0.2], per=1)
        assert found.value.tolist() == pytest.approx([17, 8])
        assert metrics.expected([50, 60], [1, 2], per=10).strata == {}

    def test_expected_of_what_is_not_reported(self) -> None:
        """One group that isn't reported leaves the sum unreported."""
        rates = metrics.rate(counts({"age": AGES}, [1, 2, 3]), counts({"age": AGES}, [10, 10, 10]))
        state = [State.NOT_REPORTED, 0, 0, 0, 0, 0]
        found = metrics.expected(attrs.evolve(YEARS, state=state), rates)
        assert found.state.tolist() == [State.NOT_REPORTED, State.VALUE]

    @pytest.mark.parametrize("observed", [0, 9, 10, 68])
    def test_limits_are_those_of_the_events(self, observed: int) -> None:
        """On each side of ten events, and for none."""
        found, plain = metrics.smr(observed, 30.6), metrics.rate(observed, 1, per=1)
        assert found.lower[0] == pytest.approx(plain.lower[0] / 30.6)
        assert found.upper[0] == pytest.approx(plain.upper[0] / 30.6)

    def test_nothing_expected(self) -> None:
        """Is undefined."""
        assert np.isnan(metrics.smr(0, 0).value[0])

    def test_refused(self) -> None:
        """Rates need a number for every group, and labels where the exposure has them."""
        with pytest.raises(DataError, match="exposure needs 3 groups"):
            metrics.expected([1, 2], [1, 2, 3])
        with pytest.raises(DataError, match="rates have no labels, and the exposure has"):
            metrics.expected(YEARS, [1, 2, 3])
