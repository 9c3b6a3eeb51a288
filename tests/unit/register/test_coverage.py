"""Who delivered what."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from vnr.errors import DataError
from vnr.model import (
    Period,
    Unit,
)
from vnr.register import Coverage


class TestCoverage:
    """Who delivered what."""

    YEAR = Period.year(2019)

    def share(self, rows: list[Any], unit: Unit | None = None) -> float:
        start, end = (
            np.array([(one - date(1970, 1, 1)).days], np.int32)
            for one in (self.YEAR.start, self.YEAR.end)
        )
        return float(Coverage(rows).share(["0484"], start, end, unit)[0, 0])

    def test_union(self) -> None:
        """Days delivered twice count once."""
        half = Period.half(2019, 1)
        rows = [("0484", None, half), ("0484", None, Period.quarter(2019, 2))]
        assert self.share(rows) == half.days / 365
        assert self.share([]) == 0

    def test_units(self) -> None:
        """The mean over the units named; one unit by itself; a row for all serves each."""
        rows = [("0484", Unit.ADULT, self.YEAR), ("0484", Unit.CHILD, None)]
        assert self.share(rows) == 1 / 2
        assert self.share(rows, Unit.ADULT) == 1
        assert self.share(rows, Unit.ELDER) == 0
        assert self.share([("0484", None, self.YEAR)], Unit.ELDER) == 1

    def test_began(self) -> None:
        """The first delivered day."""
        rows = [("0484", None, Period.half(2019, 2)), ("0488", None, None)]
        assert Coverage(rows).began(["0484", "0488"]).tolist() == [18078, -(2**31)]

    def test_json(self) -> None:
        """Rows come back equal."""
        rows = Coverage([("0484", Unit.ADULT, self.YEAR), ("0488", None, None)])
        assert Coverage.from_list(rows.to_list()) == rows

    @pytest.mark.parametrize(
        "row", [("0484", None), ("0484", "adult", None), (484, None, None), ("0484", None, 2019)]
    )
    def test_refused(self, row: Any) -> None:
        """A row of another shape is refused by its number."""
        with pytest.raises(DataError, match="coverage row 0"):
            Coverage([row])
