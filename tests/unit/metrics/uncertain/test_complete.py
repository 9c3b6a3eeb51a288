"""From those that reported to all: never a silent scale-up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from vnr import Counts, DataError
from vnr.metrics import complete
from vnr.results import Basis, Definition, State

INF, NAN = math.inf, math.nan


def counts(**changes: Any) -> Counts:
    given: dict[str, Any] = {
        "strata": {"municipality": ["0480", "0484", "0486", "0488"]},
        "value": [10, 30, 0, 5], "state": [0, 0, State.NOT_REPORTED, 0], "covered": [1, 1, 0, 1],
        "unit": "cases", "adds_over": ["municipality"], "definition": Definition("count"),
    }  # fmt: skip
    return Counts(**(given | changes))


SIZE = {"0488": 50, "0486": 100, "0484": 200, "0480": 100}


def by_year() -> Counts:
    return counts(
        strata={"municipality": ["a", "b", "a", "b"], "year": [2018, 2018, 2019, 2019]},
        value=[10, 0, 20, 30],
        state=[0, State.NOT_REPORTED, 0, 0],
        covered=[1, 0, 1, 1],
        adds_over=["municipality", "year"],
    )


class TestNoAssumption:
    """Without an assumption the missing are between nothing and the most that is possible."""

    @pytest.mark.parametrize("reported", [counts(), [10, 30, NAN, 5]])
    def test_at_least(self, reported: Any) -> None:
        """No upper limit is invented."""
        found = complete(reported)
        assert [found.value[0], found.lower[0], found.upper[0]] == [45, 45, INF]
        assert (found.basis, found.confidence) == (Basis.BOUND, None)
        assert found.covered[0] == 0.75
        assert [int(found.columns[name][0]) for name in found.columns] == [45, 3, 1]
        assert "minst 45" in found.show()
        assert found.notes[0].code == "partial_reporting"

    @pytest.mark.parametrize("highest", [50, {"0486": 50, "0480": 9, "0484": 9, "0488": 9}])
    def test_highest(self, highest: Any) -> None:
        """Each missing one has at most its highest; those that reported are known."""
        found = complete(counts(), highest=highest)
        assert [found.value[0], found.lower[0], found.upper[0]] == [45, 45, 45 + 50]
        assert "mellan 45 och 95" in found.show()

    def test_highest_of_arrays(self) -> None:
        """An array goes with an array."""
        assert complete([10, NAN, NAN], highest=[0, 5, 7]).upper[0] == 10 + 5 + 7

    def test_partly_covered(self) -> None:
        """A partly covered cell is at least what it says."""
        partly = counts(state=[0] * 4, value=[10, 30, 7, 5], covered=[1, 1, 0.5, 1])
        assert complete(partly).lower[0] == 10 + 30 + 7 + 5
        assert complete(partly).upper[0] == INF
        assert complete(partly, highest=20).upper[0] == 10 + 30 + 20 + 5
        assert complete(partly, highest=7).upper[0] == 10 + 30 + 7 + 5
        with pytest.raises(DataError, match="below what was already reported at row 2"):
            complete(partly, highest=6)

    def test_34_of_47(self) -> None:
        """SU-Kvinnofrid, round 2: 34 of 47 delivered 3 070 cases (SKR 2024)."""
        reported = np.full(47, NAN)
        reported[:34] = 3070 / 34
        found = complete(reported, highest=300)
        assert round(found.lower[0]) == 3070
        assert round(found.upper[0]) == 3070 + 13 * 300
        assert round(100 * found.covered[0], 1) == 72.3

    def test_all_there(self) -> None:
        """With nothing missing it is the sum, without width and without a note."""
        for found in (complete([1, 2]), complete([1, 2], exposure=[1, 1], assumption="same")):
            assert [found.value[0], found.lower[0], found.upper[0]] == [3, 3, 3]
            assert (found.basis, found.notes) == (Basis.REGISTER, ())

    @pytest.mark.parametrize(
        "more", [{}, {"highest": 5}, {"exposure": 1, "assumption": "between"},
                 {"exposure": 1, "assumption": "same"}],
    )  # fmt: skip
    def test_nobody(self, more: Any) -> None:
        """Where nobody reported nothing is known: never zero."""
        found = complete([NAN, NAN], **more)
        assert found.state.tolist() == [State.NOT_REPORTED]
        assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()

    def test_suppressed(self) -> None:
        """A suppressed cell makes the sum suppressed."""
        found = complete(counts(state=[0, State.SUPPRESSED, State.NOT_REPORTED, 0]))
        assert found.state.tolist() == [State.SUPPRESSED]

    def test_over(self) -> None:
        """Every year on its own; the one without gaps is known."""
        found = complete(by_year(), over="municipality", highest=40)
        assert found.strata["year"].tolist() == [2018, 2019]
        assert found.lower.tolist() == [10, 50]
        assert found.upper.tolist() == [10 + 40, 50]
        assert complete(by_year(), over=("municipality",)).upper.tolist() == [INF, 50]
        assert complete(by_year()).lower.tolist() == [60]

    def test_definition(self) -> None:
        """The counts, and what they were joined with, are nested."""
        found = complete(counts(), highest=counts(state=[0] * 4, value=[99] * 4))
        assert [one.rule for one in found.definition.operands] == ["count", "count"]
        assert found.definition.parameters == {"assumption": "none"}


class TestBetween:
    """Each missing one has a number per exposure among the reported ones'."""

    @pytest.mark.parametrize(
        ("reported", "exposure"),
        [([10, 30, NAN, 5], [100, 200, 100, 50]), (counts(), SIZE)],
    )
    def test_by_hand(self, reported: Any, exposure: Any) -> None:
        """Per exposure 0.10, 0.15 and 0.10: the missing 100 have 10 to 15."""
        found = complete(reported, exposure=exposure, assumption="between")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [45 + 10, 45 + 15])
        assert np.isnan(found.value[0])
        assert (found.basis, found.confidence) == (Basis.BOUND, None)
        assert "antas" in found.notes[0].text("sv")

    def test_partly_covered(self) -> None:
        """Half a year's 6 of 100 are 0.12 per delivered exposure; the other half is missing."""
        partly = counts(state=[0] * 4, value=[10, 30, 6, 5], covered=[1, 1, 0.5, 1])
        found = complete(partly, exposure=SIZE, assumption="between")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [51 + 5, 51 + 7.5])

    def test_brute_force(self) -> None:
        """No choice of rates within the reported ones leaves the bounds, and the ends are met."""
        rng = np.random.default_rng(4)
        y, x = rng.integers(0, 50, 12).astype(float), rng.uniform(1, 9, 12)
        y[[2, 5, 11]] = NAN
        found = complete(y, exposure=x, assumption="between")
        there = ~np.isnan(y)
        rates = y[there] / x[there]
        tried = [
            np.nansum(y) + sum(np.array(choice) * x[~there])
            for choice in np.array(np.meshgrid(rates, rates, rates)).reshape(3, -1).T
        ]
        np.testing.assert_allclose([found.lower[0], found.upper[0]], [min(tried), max(tried)])

    def test_over(self) -> None:
        """Rates are those of the same cell; a cell with nothing missing has its value."""
        size = counts(
            strata={"municipality": ["b", "a"]}, value=[200, 100], state=[0, 0], covered=[1, 1]
        )
        found = complete(by_year(), over="municipality", assumption="between", exposure=size)
        assert found.lower.tolist() == [10 + 20, 50]
        assert found.value.tolist() == [30, 50]


class TestSame:
    """Missing at random, with the ratio estimator of units that differ."""

    def test_by_hand(self) -> None:
        """R = 45/350: a count's own chance in 100 missing, and how much 0.10, 0.15, 0.10 differ."""
        found = complete([10, 30, NAN, 5], exposure=[100, 200, 100, 50], assumption="same")
        ratio = 45 / 350
        among = sum(x * (y / x - ratio) ** 2 for y, x in [(10, 100), (30, 200), (5, 50)])
        squares = 100**2 + 200**2 + 50**2
        # Less than what chance alone would give of three, so nothing is added for it.
        assert among < 2 * ratio
        se = math.sqrt(ratio * (100 + 100**2 / 350))
        half = stats.t.ppf(0.975, 2) * se
        np.testing.assert_allclose(found.value[0], ratio * 450)
        np.testing.assert_allclose(found.upper[0], ratio * 450 + half)
        assert found.lower[0] == 45  # what they already have
        assert (found.basis, found.confidence, found.n[0]) == (Basis.MODEL, 0.95, 3)
        assert found.definition.parameters == {"assumption": "same", "confidence": 0.95}
        assert found.columns["between_units"].tolist() == [0]
        assert [note.code for note in found.notes] == ["partial_reporting", "units_differ"]
        assert "med 0 procent kring" in found.notes[1].text("sv")
        narrow = complete(
            [10, 30, NAN, 5], exposure=[100, 200, 100, 50], assumption="same", confidence=0.5
        )
        np.testing.assert_allclose(
            narrow.upper[0] - narrow.value[0], stats.t.ppf(0.75, 2) * se, rtol=1e-12
        )
        # Ten times as many differ as much, and chance explains a tenth as much of it.
        found = complete([100, 300, NAN, 50], exposure=[100, 200, 100, 50], assumption="same")
        between = (100 * among - 2 * 10 * ratio) / (350 - squares / 350)
        se = math.sqrt(
            10 * ratio * (100 + 100**2 / 350) + between * (100**2 + 100**2 / 350**2 * squares)
        )
        np.testing.assert_allclose(found.columns["between_units"], between**0.5 / (10 * ratio))
        np.testing.assert_allclose(
            found.upper[0] - found.value[0], stats.t.ppf(0.975, 2) * se, rtol=1e-12
        )
        assert f"med {10 * between**0.5 / ratio:.0f} procent" in found.notes[1].text("sv")

    @pytest.mark.parametrize("differ", [0.2, 0.5])
    def test_coverage(self, differ: float) -> None:
        """Of 20 in 30 that differ, of unequal size, about 95 in 100 intervals hold the total."""
        rng = np.random.default_rng(47)
        held, values = 0, []
        for _ in range(1000):
            x = rng.lognormal(0, 0.7, 30)
            y = rng.poisson(30 * x * rng.gamma(differ**-2, differ**2, 30)).astype(float)
            seen = y.copy()
            seen[rng.choice(30, 10, replace=False)] = NAN
            found = complete(seen, exposure=x, assumption="same")
            held += found.lower[0] <= y.sum() <= found.upper[0]
            values.append(found.value[0] / y.sum())
        assert 930 <= held <= 970
        assert abs(np.mean(values) - 1) < 0.02

    def test_one_unit(self) -> None:
        """One that reported gives a value and no interval."""
        found = complete([10, NAN], exposure=[1, 3], assumption="same")
        assert found.value[0] == 40
        assert np.isnan([found.lower[0], found.upper[0]]).all()
        assert [note.code for note in found.notes] == ["partial_reporting"]

    def test_over(self) -> None:
        """A cell with nothing missing has no width."""
        found = complete(
            by_year(), over="municipality", exposure=1, assumption="same", confidence=0.9
        )
        assert found.value.tolist() == [20, 50]
        assert [found.lower[1], found.upper[1]] == [50, 50]
        assert found.definition.parameters["over"] == "municipality"

    def test_alone_in_its_cell(self) -> None:
        """The one unit of a cell that has reported is known, not a sample of one."""
        alone = counts(
            strata={"municipality": ["a", "b", "c", "d"], "county": ["03", "04", "04", "04"]},
            adds_over=["municipality", "county"],
        )
        found = complete(alone, over="municipality", exposure=1, assumption="same")
        assert [found.lower[0], found.value[0], found.upper[0]] == [10, 10, 10]
        assert np.isfinite(found.upper).all()

    def test_partly_covered(self) -> None:
        """The estimator knows whole units only."""
        partly = counts(state=[0] * 4, covered=[1, 1, 0.5, 1])
        with pytest.raises(DataError, match=r"row 2 \(and 0 more\) is partly covered"):
            complete(partly, exposure=SIZE, assumption="same")


class TestRefused:
    """What doesn't match is refused with the argument, the row and the remedy."""

    @pytest.mark.parametrize(
        ("reported", "more", "message"),
        [
            ([1, NAN], {"assumption": "none"}, "one of between, same, got 'none'"),
            ([1, NAN], {"exposure": 1}, "exposure is used with assumption"),
            ([1, NAN], {"exposure": 1, "highest": 1, "assumption": "same"}, "highest belongs"),
            ([1, NAN], {"assumption": "same"}, "needs exposure"),
            ([1, NAN], {"confidence": 95}, "confidence must lie"),
            ([1, NAN], {"exposure": [1, 0], "assumption": "between"}, "above 0; it is 0 at row 1"),
            ([1, NAN], {"exposure": [1, NAN], "assumption": "between"}, "exposure .* at row 1"),
            ([1, NAN], {"exposure": [1, 2, 3], "assumption": "same"}, "3 numbers for 2 cells"),
            ([1, NAN], {"highest": -1}, "highest must be numbers from 0"),
            ([1, NAN], {"over": "year"}, "over names strata"),
            ([1, NAN], {"highest": {"a": 1}}, "needs cells of just one stratum"),
            ([1, -1, -2], {}, r"at row 1 \(and 1 more\)"),
            ([1, INF], {}, "at row 1"),
            ([[1, 2]], {}, r"got shape \(1, 2\)"),
            ([], {}, r"got shape \(0,\)"),
            (counts(), {"highest": [1, 2, 3, 4]}, "highest needs labels"),
            (counts(), {"highest": {"0480": 1}}, r"highest has no cell for municipality 0484 \(and 2 more"),
            (counts(), {"highest": {}}, "highest has no cell for municipality 0480"),
            (counts(adds_over=[]), {}, "can't be summed over municipality"),
            (counts(), {"highest": counts()}, "highest must be numbers from 0; it is not at row 2")
        ],
    )  # fmt: skip
    def test_message(self, reported: Any, more: dict[str, Any], message: str) -> None:
        """Every rule has its message."""
        with pytest.raises(DataError, match=message):
            complete(reported, **more)
