"""Which municipality and unit delivered which part of the observed window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.model import Period, Unit
from vnr.register._days import NO_DAY, day_number

__all__ = ["Coverage"]

Row = tuple[str, Unit | None, Period | None]
Days = NDArray[np.int32]


def _sorted_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    checked = []
    for number, row in enumerate(rows):
        try:
            municipality, unit, period = row
        except (TypeError, ValueError):
            raise DataError(
                f"coverage row {number}: give (municipality, unit or None, Period or None)"
            ) from None
        if not isinstance(municipality, str) or not (unit is None or isinstance(unit, Unit)):
            raise DataError(f"coverage row {number}: give a municipality's code and a Unit or None")
        if not (period is None or isinstance(period, Period)):
            raise DataError(f"coverage row {number}: give a Period, or None for nothing delivered")
        checked.append((municipality, unit, period))
    return tuple(sorted(set(checked), key=lambda row: tuple(map(str, row))))


@attrs.frozen
class Coverage:
    """Delivered periods (insamlingens täckning), by municipality and, where known, unit.

    Attributes
    ----------
    rows
        ``(municipality, unit, period)``. Unit None speaks for the whole municipality; period
        None says that the municipality is expected but delivered nothing.

    Examples
    --------
    >>> from vnr.model import Period
    >>> half = Coverage([("0484", None, Period.half(2019, 1)), ("0488", None, None)])
    >>> half.municipalities
    ('0484', '0488')
    """

    rows: tuple[Row, ...] = attrs.field(converter=_sorted_rows)

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of the municipalities that delivered or were expected to, sorted."""
        return tuple(sorted(self._by_code))

    @cached_property
    def _by_code(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row[0], []).append(row)
        return found

    @cached_property
    def _undivided(self) -> dict[str, tuple[int, int]]:
        """First and last day of the municipalities that delivered one period as a whole."""
        return {
            code: (day_number(rows[0][2].start), day_number(rows[0][2].end))
            for code, rows in self._by_code.items()
            if len(rows) == 1 and rows[0][1] is None and rows[0][2] is not None
        }

    def share(
        self, municipalities: Sequence[str], starts: Days, ends: Days, unit: Unit | None = None
    ) -> NDArray[np.float64]:
        """Delivered share of the days of each closed period.

        Parameters
        ----------
        municipalities : sequence of str, length m
            Codes; one that isn't covered has the share 0.
        starts, ends : array of int32, shape ``(k,)``
            First and last day of each period, days since 1970-01-01.
        unit : Unit, optional
            One office only. By default the mean over the units that the municipality's own
            rows name, or the whole municipality where they name none.

        Returns
        -------
        array of float64, shape ``(m, k)``
            Between 0 and 1.
        """
        shares = np.zeros((len(municipalities), len(starts)))
        # Most municipalities deliver one period as a whole: all of them at once.
        plain: list[tuple[int, tuple[int, int]]] = []
        for place, code in enumerate(municipalities):
            if code in self._undivided:
                plain.append((place, self._undivided[code]))
                continue
            mine = self._by_code.get(code, [])
            whole = [row for row in mine if row[1] is None]
            named = sorted({row[1] for row in mine if row[1] is not None})
            asked: list[Unit | None] = [unit] if unit is not None else [*named] or [None]
            parts = [whole + [row for row in mine if row[1] == one and one] for one in asked]
            shares[place] = np.mean([_share(part, starts, ends) for part in parts], axis=0)
        days = np.array([days for _, days in plain], np.int64).reshape(-1, 2)
        inside = np.minimum(ends, days[:, 1:]) - np.maximum(starts, days[:, :1]) + 1.0
        shares[[place for place, _ in plain]] = np.maximum(inside, 0) / (
            np.asarray(ends, float) - starts + 1
        )
        return shares

    def began(self, municipalities: Sequence[str]) -> Days:
        """First delivered day of each municipality, shape ``(m,)``; ``NO_DAY`` if none."""
        firsts: dict[str, int] = {}
        for code, _, period in self.rows:
            if period is not None:
                day = day_number(period.start)
                firsts[code] = min(day, firsts.get(code, day))
        return np.array([firsts.get(code, NO_DAY) for code in municipalities], np.int32)

    def ended(self, municipalities: Sequence[str]) -> Days:
        """Last delivered day of each municipality, shape ``(m,)``; ``NO_DAY`` if none."""
        lasts: dict[str, int] = {}
        for code, _, period in self.rows:
            if period is not None:
                day = day_number(period.end)
                lasts[code] = max(day, lasts.get(code, day))
        return np.array([lasts.get(code, NO_DAY) for code in municipalities], np.int32)

    def clipped(self, window: Period) -> Coverage:
        """The same, cut to `window`; a row outside it remains as nothing delivered."""
        return Coverage(
            (code, unit, None if period is None else period.overlap(window))
            for code, unit, period in self.rows
        )

    def only(self, municipalities: Iterable[str]) -> Coverage:
        """The rows of these municipalities."""
        chosen = set(municipalities)
        return Coverage(row for row in self.rows if row[0] in chosen)

    def to_list(self) -> list[list[Any]]:
        """JSON rows ``[municipality, unit, start, end]``, with null where None."""
        return [list(row) for row in self._written]

    @cached_property
    def _written(self) -> list[list[Any]]:
        return [
            [
                code,
                unit and unit.value,
                period and period.start.isoformat(),
                period and period.end.isoformat(),
            ]
            for code, unit, period in self.rows
        ]

    @classmethod
    def from_list(cls, rows: Iterable[Sequence[Any]]) -> Coverage:
        """Read what `to_list` wrote."""
        from datetime import date

        return cls(
            (
                code,
                None if unit is None else Unit(unit),
                None
                if start is None
                else Period(date.fromisoformat(start), date.fromisoformat(end)),
            )
            for code, unit, start, end in rows
        )


def _share(rows: list[Row], starts: Days, ends: Days) -> NDArray[np.float64]:
    """Share of each period's days that lie in the union of the rows' periods."""
    delivered = np.zeros(len(starts))
    reached = NO_DAY
    for _, _, period in sorted(rows, key=lambda row: (row[2] is not None, row[2] and row[2].start)):
        if period is None:
            continue
        first, last = max(day_number(period.start), reached + 1), day_number(period.end)
        delivered += np.maximum(np.minimum(ends, last) - np.maximum(starts, first) + 1.0, 0)
        reached = max(reached, last)
    return delivered / (np.asarray(ends, float) - starts + 1)
