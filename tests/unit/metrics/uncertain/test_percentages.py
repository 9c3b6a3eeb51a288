"""Percentages are rounded as asked, and do not hide the counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr import Counts, DataError
from vnr.metrics import CountsBehind, counts_behind, percentages
from vnr.metrics.choices import Rounding
from vnr.metrics.uncertain import _counts_behind as module
from vnr.results import Basis, Definition, State

ROUNDING = ("independent", "largest-remainder", "largest-cell")


def counts(**changes: Any) -> Counts:
    given: dict[str, Any] = {
        "strata": {"sex": ["woman", "man"] * 2, "municipality": ["0480", "0480", "0484", "0484"]},
        "value": [2, 1, 0, 0], "state": [0] * 4, "covered": [1] * 4, "unit": "cases",
        "adds_over": ["sex", "municipality"], "definition": Definition("count"),
    }  # fmt: skip
    return Counts(**(given | changes))


class TestRounding:
    """To 100 only when asked, and then it is said."""

    @pytest.mark.parametrize(
        ("row", "independent", "remainder", "cell"),
        [
            # Sums to 101: 47.46 and 27.12 fall, 25.42, 22.03 and 3.39 too, 1.69 rises.
            ([15, 28, 13, 2, 1], [25, 47, 22, 3, 2], [25, 48, 22, 3, 2], [25, 48, 22, 3, 2]),
            # 37.04 33.33 22.22 7.41: 99 becomes 100 in the last, or in the first.
            ([10, 9, 6, 2, 0], [37, 33, 22, 7, 0], [37, 33, 22, 8, 0], [38, 33, 22, 7, 0]),
            # 23.68 50.00 23.68 2.63: 101.
            ([9, 19, 9, 1, 0], [24, 50, 24, 3, 0], [24, 50, 24, 2, 0], [24, 49, 24, 3, 0]),
            ([1, 1, 1], [33, 33, 33], [34, 33, 33], [34, 33, 33]),
            ([1, 7], [13, 88], [13, 87], [13, 87]),
            ([5, 0], [100, 0], [100, 0], [100, 0]),
        ],
    )
    def test_by_hand(
        self, row: list[int], independent: list[int], remainder: list[int], cell: list[int]
    ) -> None:
        """The three roundings of one row."""
        for rounding, expected in zip(ROUNDING, (independent, remainder, cell), strict=True):
            found = percentages(row, rounding=rounding)  # type: ignore[arg-type]
            assert found.value.tolist() == expected
            assert (found.method, found.basis) == (rounding, Basis.REGISTER)
            assert found.n.tolist() == [sum(row)] * len(row)
            assert [one.code for one in found.notes] == (
                [] if rounding == "independent" else ["rounded_to_100"]
            )

    def test_rows(self) -> None:
        """Every row on its own; a row of zeros is undefined."""
        found = percentages([[1, 2], [0, 0], [3, 1]], decimals=1)
        np.testing.assert_array_equal(found.value, [33.3, 66.7, np.nan, np.nan, 75, 25])
        assert found.strata["row"].tolist() == [0, 0, 1, 1, 2, 2]
        assert found.strata["category"].tolist() == [0, 1] * 3
        assert found.n.tolist() == [3, 3, 0, 0, 4, 4]

    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_halves(self, rounding: Rounding) -> None:
        """A half is rounded up, exactly: 12.5 and 0.5 percent."""
        assert percentages([1, 7], rounding=rounding).value[0] == 13
        assert percentages([1, 199]).value.tolist() == [1, 100]

    def test_counts(self) -> None:
        """Of counts, over the stratum with the categories."""
        found = percentages(counts(), over="sex")
        assert found.value[:2].tolist() == [67, 33]
        assert np.isnan(found.value[2:]).all()
        assert found.strata["municipality"].tolist() == ["0480", "0480", "0484", "0484"]
        assert found.definition.operands == (Definition("count"),)
        assert "67\N{NO-BREAK SPACE}%, n=3" in found.show()
        turned = percentages(counts(), over="municipality", rounding="largest-cell")
        np.testing.assert_array_equal(turned.value, [100, 100, 0, 0])

    @pytest.mark.parametrize("state", [State.NOT_REPORTED, State.SUPPRESSED])
    def test_hidden(self, state: State) -> None:
        """One cell without value leaves its whole row without, else it could be worked out."""
        found = percentages(counts(state=[0, state, 0, 0], value=[2, 1, 3, 1]), over="sex")
        assert found.state.tolist() == [state, state, State.VALUE, State.VALUE]
        assert found.value[2:].tolist() == [75, 25]
        assert np.isnan(found.value[:2]).all()

    @pytest.mark.parametrize(
        ("given", "more", "message"),
        [
            ([1, 2], {"rounding": "half"}, "largest-cell, got 'half'"),
            ([1, 2], {"decimals": 7}, "0 to 6, got 7"),
            ([1, 2], {"decimals": 0.5}, "0 to 6, got 0.5"),
            ([1, 2], {"over": "sex"}, "array has not"),
            ([1, -2], {}, r"not at \(1,\)"),
            ([[1, 2], [0.5, np.nan]], {}, r"not at \(1, 0\) \(and 1 more\)"),
            ([[[1]]], {}, "rows, categories"),
            ([], {}, "rows, categories"),
            (counts(), {}, "over must name the stratum.*sex, municipality"),
            (counts(strata={}, value=[1], state=[0], covered=[1]), {}, "there is none"),
            (counts(adds_over=["municipality"]), {"over": "sex"}, "can't be summed over sex"),
        ],
    )
    def test_refused(self, given: Any, more: dict[str, Any], message: str) -> None:
        """Every rule has its message."""
        with pytest.raises(DataError, match=message):
            percentages(given, **more)


class TestCountsBehind:
    """Every table is found, and none that doesn't give the row."""

    def test_none(self) -> None:
        """A row that nothing gives has no table."""
        assert counts_behind([50, 49], 2) == []
        assert counts_behind([33, 33, 33, 0], 4) == []

    def test_halves(self) -> None:
        """Where halves tell, the half is named: 1 of 8 is 12.5, 1 of 40 is 2.5."""
        assert counts_behind([13, 88], 8) == [CountsBehind((1, 7), "independent (half up)")]
        assert counts_behind([12, 88], 8) == [
            CountsBehind(
                (1, 7),
                "independent (half to even) or largest remainder or largest cell adjusted "
                "(half to even)",
            )
        ]
        assert counts_behind([13, 87], 8) == [
            CountsBehind((1, 7), "largest remainder or largest cell adjusted (half up)")
        ]

    def test_ties(self) -> None:
        """Of equal remainders, and of equal largest cells, any may have been raised."""
        for row in ([34, 33, 33], [33, 34, 33], [33, 33, 34]):
            assert counts_behind(row, 3) == [
                CountsBehind((1, 1, 1), "largest remainder or largest cell adjusted")
            ]
        # 30.8 three times and 7.7 are 31, 31, 31, 8: one of the three equal ones gave way.
        for row in ([30, 31, 31, 8], [31, 30, 31, 8], [31, 31, 30, 8]):
            assert counts_behind(row, 13) == [CountsBehind((4, 4, 4, 1), "largest cell adjusted")]
        rule = "independent or largest remainder or largest cell adjusted"
        assert counts_behind([50, 50], 101) == [
            CountsBehind((50, 51), rule),
            CountsBehind((51, 50), rule),
        ]
        # 33.3 and 66.7: only the largest may be adjusted, and here nothing is.
        assert counts_behind([34, 66], 3) == []

    def test_decimals(self) -> None:
        """One decimal is one decimal, also where it is a zero."""
        assert [one.counts for one in counts_behind([39.5, 60.5], 38)] == [(15, 23)]
        assert len(counts_behind([40, 60], 1000)) > 1
        assert [one.counts for one in counts_behind([40.0, 60.0], 1000, decimals=1)] == [(400, 600)]
        assert counts_behind([40, 60], 1000, decimals=1) == counts_behind(
            np.array([40.0, 60.0]), 1000, decimals=1
        )

    def test_multiple(self) -> None:
        """Specially vulnerable groups of 61 (2013 funds, table 3): sums beyond 100."""
        published = percentages([25, 36]).value[0], *(round(100 * k / 61) for k in (13, 16, 6, 20))
        found = counts_behind([*published, 44], 61, multiple=True)
        assert [one.counts for one in found] == [(25, 13, 16, 6, 20, 27)]
        assert found[0].rule == "independent"
        assert counts_behind([*published, 44], 61) == []

    def test_thousands(self) -> None:
        """SU-Kvinnofrid: 48 percent of 2 090 is 993 to 1 013 cases, 93 is 1 934 to 1 954."""
        for percent, least, most in [(48, 993, 1013), (93, 1934, 1954), (11, 220, 240)]:
            found = [one.counts[0] for one in counts_behind([percent], 2090, multiple=True)]
            assert (found[0], found[-1]) == (least, most)
        assert len(counts_behind([93, 6, 1], 2090)) == 514

    def test_too_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where there are too many to list, none is listed rather than some."""
        with pytest.raises(DataError, match="more than 100000 tables"):
            counts_behind([20] * 5, 2090)
        monkeypatch.setattr(module, "MOST", 513)
        with pytest.raises(DataError, match="more than 513 tables"):
            counts_behind([93, 6, 1], 2090)
        monkeypatch.setattr(module, "MOST", 514)
        assert len(counts_behind([93, 6, 1], 2090)) == 514

    @pytest.mark.parametrize(
        ("given", "n", "more", "message"),
        [
            ([], 3, {}, "one row"),
            ([[1]], 3, {}, "one row"),
            ([101], 3, {}, "between 0 and 100; they do not at 0"),
            ([50, np.nan], 3, {}, "they do not at 1"),
            ([50, -1], 3, {}, "they do not at 1"),
            ([50, 50], 0, {}, "n must be a whole number above 0"),
            ([50, 50], 2.5, {}, "n must be a whole number above 0"),
            ([50, 50], True, {}, "n must be a whole number above 0"),
            ([50, 0.1 + 0.2], 3, {}, "give decimals as published"),
            ([50, 50], 3, {"decimals": -1}, "0 to 6, got -1"),
            ([50, 39.5], 3, {"decimals": 0}, "more than 0 decimals, first at 1"),
        ],
    )
    def test_refused(self, given: Any, n: Any, more: dict[str, Any], message: str) -> None:
        """Every rule has its message."""
        with pytest.raises(DataError, match=message):
            counts_behind(given, n, **more)
