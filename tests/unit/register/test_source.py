"""Registers that share no person, taken together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register, whole
from vnr.errors import DataError
from vnr.model import Period
from vnr.register import Partitioned, Register


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


def test_cutoff_is_the_windows_end() -> None:
    """The last observed day is known on itself."""
    assert (WINDOW.end - day("1970-01-01")).days == register().cutoff
