"""Registers that share no person, taken together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register, whole
from vnr.errors import DataError
from vnr.model import Period
from vnr.register import Partitioned, Register, Sparse


def rows(part: Register) -> dict[str, Any]:
    return {"rows": np.array([part.table("cases").height])}


class TestPartitioned:
    """Several registers answer as one."""

    def test_tallied(self) -> None:
        """What each gives is added by name: 2 + 1; a register gives its own."""
        one, other = register(case("1", "a"), case("2", "b")), register(case("3", "c"))
        assert Partitioned([one, other]).tallied(rows)["rows"].tolist() == [2 + 1]
        assert one.tallied(rows)["rows"].tolist() == [2]

    def test_one_is_what_it_is_of(self) -> None:
        """Window, coverage and selection are those of each; the names of all."""
        coverage = whole([("0480", None, WINDOW), ("0484", None, WINDOW)])
        one = register(case("1", "a"), coverage=coverage)
        other = register(case("2", "b", municipality="0480"), coverage=coverage)
        source = Partitioned([one, other])
        assert source.observed == WINDOW
        assert source.coverage == coverage
        assert source.selection == {}
        assert source.names() == ("0480", "0484")
        assert source.fingerprint != Partitioned([other, one]).fingerprint
        assert source.fingerprint == Partitioned([one, other]).fingerprint

    @pytest.mark.parametrize(
        ("other", "match"),
        [
            (register(case("2", "b"), observed=Period.year(2019)), "observed"),
            (register(case("2", "b", municipality="0480")), "coverage"),
            (register(case("2", "b")).where(sex="unknown"), "selection"),
            (register(case("2", "a")), "a person stands in two"),
        ],
    )
    def test_refused(self, other: Register, match: str) -> None:
        """What can't be one register's is refused, with a remedy and without a name."""
        with pytest.raises(DataError, match=match):
            Partitioned([register(case("1", "a")), other])

    def test_nothing(self) -> None:
        """Of no register nothing is known."""
        with pytest.raises(DataError, match="at least one"):
            Partitioned([])


def test_a_part_has_the_coverage_of_the_whole() -> None:
    """What a part holds is found of its own rows; what was delivered is told of the whole."""
    part = Register.from_cases([case("1", "a")], observed=WINDOW)
    assert part.held.keys() == {"0484"}
    assert "cases.officer" not in part.held["0484"]
    coverage = whole([("0480", None, WINDOW), ("0484", None, WINDOW)])
    told = part.covered_by(coverage)
    assert told.coverage == coverage
    assert list(told.cases()) == list(part.cases())


class TestSparse:
    """Sums at few of many places add as arrays do."""

    def test_adds(self) -> None:
        """What stands at one place is added, in order of the places; of several columns too."""
        one = Sparse.of((np.array([2, 0, 2]), np.array([5, 7, 5])))
        assert one.sums.tolist() == [1, 1 + 1]
        both = one + Sparse.of((np.array([1, 2]), np.array([0, 5])))
        assert [place.tolist() for place in both.places] == [[0, 1, 2], [7, 0, 5]]
        assert both.sums.tolist() == [1, 1, 2 + 1]
        pairs = Sparse.of((np.array([3, 3]),), np.array([[1.0, 2.0], [3.0, 4.0]]))
        assert (pairs + pairs).sums.tolist() == [[2 * (1 + 3), 2 * (2 + 4)]]

    def test_nothing(self) -> None:
        """Of no rows there are no places, which adds to what there is."""
        nothing = Sparse.of((np.zeros(0, int),), np.zeros((0, 2)))
        some = Sparse.of((np.array([1]),), np.array([[1.0, 2.0]]))
        assert (nothing + some).sums.tolist() == [[1, 2]]
        assert nothing.sums.shape == (0, 2)

    def test_cells(self) -> None:
        """Of some cells, which are numbered anew."""
        found = Sparse.of((np.array([0, 2, 5, 9]),))[np.array([2, 3, 5])]
        assert found.places[0].tolist() == [0, 2]
        assert found.sums.tolist() == [1, 1]


def test_cutoff_is_the_windows_end() -> None:
    """The last observed day is known on itself."""
    assert (WINDOW.end - day("1970-01-01")).days == register().cutoff


@pytest.mark.parametrize("width", [3, 1000], ids=["close", "far"])
def test_pairs_are_counted(width: int) -> None:
    """Pairs are counted alike whether they stand close, and are tabulated, or far apart and sorted."""
    dice = np.random.default_rng(1)
    first, second = dice.integers(0, 5, 60), dice.integers(0, 3, 60) * (width // 3)
    counted = Sparse.packed((first * width + second).astype(np.int32), width)
    expected = sorted(Counter(zip(first.tolist(), second.tolist(), strict=True)).items())
    assert list(zip(*(place.tolist() for place in counted.places), strict=True)) == [
        pair for pair, _ in expected
    ]
    assert counted.sums.tolist() == [number for _, number in expected]
    assert Sparse.packed(np.empty(0, np.int32), width).sums.size == 0
