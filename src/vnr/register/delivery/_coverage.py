"""Which municipality and unit delivered which part of the observed window, and what of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError, written
from vnr.frames import listed
from vnr.model import JOINT, Period, Unit, board_members, fault_text
from vnr.register.columns import NO_DAY, date_of, day_number
from vnr.register.delivery._delivered import Delivered
from vnr.register.delivery._stretches import Clauses, Days, share_of, stretches, union
from vnr.words import refusal

__all__ = ["Coverage", "coverage_or"]


def _sorted_rows(rows: Iterable[Any]) -> tuple[Delivered, ...]:
    checked = set()
    for number, row in enumerate(listed(rows, "coverage")):
        try:
            checked.add(Delivered.of(row))
        except UnknownNameError as error:
            wrong = fault_text("delivery-unknown")
            raise DataError(f"coverage row {number}: {wrong}; {error}") from None
        except (DataError, TypeError) as error:
            raise DataError(f"coverage row {number}: {error}") from None
    found = tuple(sorted(checked, key=lambda row: tuple(map(str, row.to_list()))))
    boards = [row for row in found if JOINT in row.municipality]
    for board in boards:
        for row in found:
            if board.contradicts(row):
                raise refusal("joint_alone", board=board.municipality, other=row.municipality)
    return found


@attrs.frozen(cache_hash=True)
class Coverage(Fields):
    """What was delivered (insamlingens täckning), by municipality, unit and district.

    Delivery has three parts: a period, tables and fields. Rows add up: what one of them says
    is delivered in its period. A table or field that a row names by a set is delivered in the
    periods of the rows that name it, and not as found in the others.

    Parameters
    ----------
    deliveries : iterable of tuple
        ``(municipality, unit, district, period, tables, fields)``, as in `Delivered`, or
        ``(municipality, unit, period)``. Unit and district None are all of them; a period may be a
        year or its text, and None says that the municipality is expected but delivered nothing. Tables and fields None
        are as found, a set is these, ``"all"`` is everything. Several municipalities,
        ``"0482+0483"``, are a joint board (gemensam nämnd): one label with a row of its own, in
        no municipality's row and never split. None of them delivers alone on the same days and of
        the same office.

    Attributes
    ----------
    deliveries
        `Delivered` each, sorted.

    Examples
    --------
    >>> from vnr.model import Period
    >>> half = Coverage([("0484", None, Period.half(2019, 1)), ("0488", None, None)])
    >>> half.municipalities
    ('0484', '0488')
    """

    deliveries: tuple[Delivered, ...] = attrs.field(converter=_sorted_rows)

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of those who delivered or were expected to: municipalities and joint boards, sorted."""
        return tuple(sorted(self._by_code))

    @cached_property
    def members(self) -> frozenset[str]:
        """Codes of the municipalities that delivered alone or in a joint board, or were to."""
        return frozenset(one for code in self._by_code for one in board_members(code))

    @cached_property
    def apart(self) -> Coverage:
        """The same with what a joint board delivered as a row of each of its municipalities.

        Of a county it is the same whether they deliver alone or together: for totals over places.
        """
        if self.members == self._by_code.keys():
            return self
        return Coverage(
            attrs.evolve(row, municipality=one)
            for row in self.deliveries
            for one in board_members(row.municipality)
        )

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """The districts that any row names, sorted."""
        return tuple(sorted({row.district for row in self.deliveries if row.district}))

    @cached_property
    def _by_code(self) -> dict[str, list[Delivered]]:
        rows: dict[str, list[Delivered]] = {}
        for row in self.deliveries:
            rows.setdefault(row.municipality, []).append(row)
        return rows

    def share(
        self,
        municipalities: Sequence[str],
        starts: Days,
        ends: Days,
        unit: Unit | None = None,
        *,
        clauses: Clauses = (),
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
        clauses : collection of frozenset of str
            Tables, and fields as ``table.field``: at least one of each set must be delivered.

        Returns
        -------
        array of float64, shape ``(m, k)``
            Between 0 and 1.
        """
        # Those who delivered alike have one share, and most do.
        firsts, which = self.alike(municipalities)
        shares = np.zeros((len(firsts), len(starts)))
        # Most municipalities deliver one period as a whole: all of them at once.
        places: list[int] = []
        whole: list[tuple[int, int]] = []
        for place, code in enumerate(firsts):
            spans = self._by_office(code, clauses, unit)
            if len(spans) == 1 and len(spans[0]) == 1:
                places.append(place)
                whole += spans[0]
            elif any(spans):
                shares[place] = np.mean([share_of(span, starts, ends) for span in spans], axis=0)
        days = np.array(whole, np.int64).reshape(-1, 2)
        inside = np.minimum(ends, days[:, 1:]) - np.maximum(starts, days[:, :1]) + 1.0
        shares[places] = np.maximum(inside, 0) / (np.asarray(ends, float) - starts + 1)
        return shares[which]

    def delivers(
        self, municipalities: Sequence[str], first: int, last: int, clauses: Clauses = ()
    ) -> NDArray[np.bool_]:
        """Which municipalities delivered on any day of a closed period, shape ``(m,)``.

        Parameters
        ----------
        municipalities : sequence of str, length m
            Codes; one that isn't covered didn't.
        first, last : int
            First and last day, days since 1970-01-01.
        clauses : collection of frozenset of str
            As in `share`.
        """
        firsts, which = self.alike(municipalities)
        on_any_day = [
            any(start <= last and end >= first for start, end in self.spans(code, clauses))
            for code in firsts
        ]
        return np.array(on_any_day, bool)[which]

    def alike(self, municipalities: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
        """One of those who delivered just the same, for each way to; and which way each delivered.

        Of those who aren't covered it is none, the empty text.

        Examples
        --------
        >>> from vnr.model import Period
        >>> made = Coverage([(code, None, Period.year(2019)) for code in ("0482", "0483", "0484")])
        >>> firsts, which = made.alike(["0484", "0483"])
        >>> firsts, which.tolist()
        (['0482'], [0, 0])
        """
        asked = ("alike", *municipalities)
        if asked not in self._remembered:
            number: dict[str, int] = {}
            # Of those who aren't covered nothing was delivered: they are all alike.
            which = [
                number.setdefault(self._alike.get(code, ""), len(number)) for code in municipalities
            ]
            self._remembered[asked] = [*number], np.array(which, np.int32)
        told: tuple[list[str], NDArray[np.int32]] = self._remembered[asked]
        return told

    @cached_property
    def _alike(self) -> dict[str, str]:
        firsts: dict[Any, str] = {}
        return {
            code: firsts.setdefault(tuple(row.delivery for row in rows), code)
            for code, rows in self._by_code.items()
        }

    def _offices(self, code: str, clauses: Clauses, unit: Unit | None) -> list[list[Delivered]]:
        """The rows that speak of each office named; of the whole municipality if none is."""
        mine = self._of_kind(code, clauses)
        if len(mine) == 1 and mine[0].unit is None and mine[0].district is None:
            return [mine]
        named = {(row.unit, row.district) for row in mine if row.unit or row.district}
        if unit is not None:
            named = {(unit, district) for of, district in named if of in (None, unit)}
            named = named or {(unit, None)}
        return [
            [row for row in mine if row.unit in (None, of) and row.district in (None, district)]
            for of, district in sorted(named or {(None, None)}, key=str)
        ]

    def spans(
        self, municipality: str, clauses: Clauses = (), unit: Unit | None = None
    ) -> list[tuple[int, int]]:
        """First and last days of the stretches in which any office of a municipality delivered.

        Parameters
        ----------
        municipality : str
            Code.
        clauses, unit
            As in `share`.
        """
        offices = self._by_office(municipality, clauses, unit)
        return union(span for spans in offices for span in spans)

    def _by_office(
        self, code: str, clauses: Clauses, unit: Unit | None
    ) -> list[list[tuple[int, int]]]:
        """First and last days of each office's stretches; every metric asks for them."""
        code = self._alike.get(code, "")
        asked = (code, tuple(clauses), unit)
        if asked not in self._remembered:
            offices = self._offices(code, clauses, unit)
            self._remembered[asked] = [stretches(rows, clauses) for rows in offices]
        return self._remembered[asked]

    @cached_property
    def _remembered(self) -> dict[Any, Any]:
        return {}

    def began(self, municipalities: Sequence[str]) -> Days:
        """First delivered day of each, alone or together, shape ``(m,)``; ``NO_DAY`` if none.

        Of a joint board the day from which all of its municipalities did.
        """
        firsts: dict[str, int] = {}
        for row in self.apart.deliveries:
            if row.period is not None and row.has_cases:
                day = day_number(row.period.start)
                firsts[row.municipality] = min(day, firsts.get(row.municipality, day))
        # Whoever was known to one of a board's municipalities is known to the board from then on.
        return np.array(
            [
                max(firsts.get(one, NO_DAY) for one in board_members(code))
                for code in municipalities
            ],
            np.int32,
        )

    def ended(self, municipalities: Sequence[str]) -> Days:
        """Last delivered day of each municipality, shape ``(m,)``; ``NO_DAY`` if none."""
        lasts: dict[str, int] = {}
        for row in self.deliveries:
            if row.period is not None and row.has_cases:
                day = day_number(row.period.end)
                lasts[row.municipality] = max(day, lasts.get(row.municipality, day))
        return np.array([lasts.get(code, NO_DAY) for code in municipalities], np.int32)

    def clipped(self, window: Period) -> Coverage:
        """The same, cut to `window`; a row outside it remains as nothing delivered."""
        rows = [row.clipped(window) for row in self.deliveries]
        # Mostly all lie within, and are checked and sorted already.
        whole = all(row is one for row, one in zip(rows, self.deliveries, strict=True))
        return self if whole else Coverage(rows)

    def settled(self, holdings: Callable[[], Mapping[str, frozenset[str]]]) -> Coverage:
        """The same, with what was found in place of every None.

        Parameters
        ----------
        holdings : function
            Gives the tables and fields that hold something, by municipality; called only if a
            row leaves something as found.
        """
        if all(row.is_settled for row in self.deliveries):
            return self
        held = holdings()
        return Coverage(
            row.settled(held.get(code, frozenset()), rows)
            for code, rows in self._by_code.items()
            for row in rows
        )

    def only(self, municipalities: Iterable[str]) -> Coverage:
        """The rows of these municipalities."""
        chosen = set(municipalities)
        return Coverage(row for row in self.deliveries if row.municipality in chosen)

    def to_list(self) -> list[list[Any]]:
        """JSON rows ``[municipality, unit, district, start, end, tables, fields]``."""
        return [row.to_list() for row in self.deliveries]

    @classmethod
    def from_list(cls, rows: Iterable[Sequence[Any]]) -> Coverage:
        """Read what `to_list` wrote, or rows ``[municipality, unit, start, end]``."""
        with written("Coverage.to_list"):
            return cls(Delivered.of(Delivered.from_list(row)) for row in listed(rows, "coverage"))

    def periods(self, clauses: Clauses = ()) -> list[list[Any]]:
        """Delivered periods, ``[municipality, unit, start, end]`` each, for a definition.

        A unit's are those of its own rows and of the rows of no unit.

        Parameters
        ----------
        clauses : collection of frozenset of str
            As in `share`.
        """
        firsts, which = self.alike(self.municipalities)
        told = [self._told(code, tuple(clauses)) for code in firsts]
        return [
            [code, *row]
            for code, place in zip(self.municipalities, which.tolist(), strict=True)
            for row in told[place]
        ]

    def _told(self, code: str, clauses: tuple[frozenset[str], ...]) -> list[list[str | None]]:
        """Unit, first and last day of what a municipality delivered; None for days of nothing."""
        asked = ("told", code, clauses)
        if asked not in self._remembered:
            rows = []
            for unit in sorted({row.unit for row in self._by_code[code]}, key=str):
                own = [row for row in self._of_kind(code, clauses) if row.unit in (None, unit)]
                spans = union(
                    span
                    for district in {row.district for row in own}
                    for span in stretches(
                        [row for row in own if row.district in (None, district)], clauses
                    )
                )
                days: list[Any] = [[date_of(day).isoformat() for day in span] for span in spans]
                rows += [[unit and unit.value, *one] for one in days or [[None, None]]]
            self._remembered[asked] = rows
        told: list[list[str | None]] = self._remembered[asked]
        return told

    def _of_kind(self, code: str, clauses: Clauses) -> list[Delivered]:
        """The rows of a municipality that tell of cases, or of contacts where these are asked for."""
        mine = self._by_code.get(code, [])
        if any(name.partition(".")[0] == "contacts" for clause in clauses for name in clause):
            return mine
        return [row for row in mine if row.has_cases]


def coverage_or(
    told: Coverage | None,
    occurring: Callable[[], Iterable[str]],
    contacts: Callable[[], Iterable[str]],
    window: Period,
) -> Coverage:
    """What was told of the delivery; else those who occur, for the whole window.

    Who occurs in contacts alone delivered nothing else.

    Raises
    ------
    DataError
        If what was told is no coverage.
    """
    if told is None:
        codes = set(occurring())
        rows: list[Any] = [(code, None, window) for code in codes]
        alone = set(contacts()) - codes
        return Coverage(rows + [(code, None, None, window, {"contacts"}, None) for code in alone])
    if not isinstance(told, Coverage):
        raise DataError("coverage must be a Coverage, such as Coverage([(code, None, period)])")
    return told
