"""Who delivers, where that isn't one municipality: joint boards and city districts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.model import JOINT, board_members
from vnr.register import NO_DAY, Keys

__all__ = ["fault_districts", "fault_joint", "fault_members"]

_NAMED: Final = ("municipality", "unit", "district", "start", "end")


@attrs.frozen(eq=False)
class _Row:
    """One row of a coverage sheet that says that something was delivered.

    Attributes
    ----------
    part, place
        Where it stands.
    codes
        Its municipalities.
    told
        Unit and district, None for all of them.
    days
        First and last day.
    """

    part: Part
    place: int
    codes: frozenset[str]
    told: tuple[Any, ...]
    days: tuple[int, int]

    def covers(self, other: _Row) -> bool:
        """Whether both speak of the same office on the same day."""
        same = all(
            one is None or two is None or one == two
            for one, two in zip(self.told, other.told, strict=True)
        )
        return same and self.days[0] <= other.days[1] and other.days[0] <= self.days[1]


def fault_joint(sheets: Sequence[Part]) -> None:
    """Set rows of a joint delivery aside whose municipality delivers otherwise too, and those rows.

    Whose cases would be whose nobody could tell, and some would count twice.
    """
    rows = [row for part in sheets for row in _rows(part)]
    joint = [row for row in rows if len(row.codes) > 1]
    for board in joint:
        for row in rows:
            if row.codes != board.codes and row.codes & board.codes and board.covers(row):
                _fault(board, row)
                _fault(row, board)


def _fault(row: _Row, other: _Row) -> None:
    if row.part.bad[row.place]:
        return
    there = int(other.part.raw.numbers[other.place])
    hint = remark("other_row", row=there, name=other.part.raw.file)
    row.part.fault("joint-alone", np.array([row.place]), "municipality", hint=hint)


def _rows(part: Part) -> Iterator[_Row]:
    held = {name: _cells(part, name) for name in _NAMED}
    for place in np.flatnonzero(~part.bad).tolist():
        code, unit, district, start, end = (held[name][place] for name in _NAMED)
        if code is not None and NO_DAY not in (start, end) and None not in (start, end):
            codes = frozenset(board_members(code))
            yield _Row(part, place, codes, (unit, district), (start, end))


def _cells(part: Part, field: str) -> list[Any]:
    """The cells of a column: texts, days, or numbers of codes; None where nothing stands."""
    column = part.columns.get(field)
    if column is None:
        return [None] * part.bad.size
    if isinstance(column, Keys):
        values = [*(value.decode() for value in column.values.tolist()), None]
        return [values[code] for code in column.codes.tolist()]
    return [None if field == "unit" and value < 0 else value for value in column.tolist()]


def fault_members(parts: Iterable[Part]) -> None:
    """Set rows of cases and contacts aside that contradict who the coverage says deliver together.

    A municipality that the coverage names in a joint board alone has no row of its own, and a
    board that it doesn't name can't be one whose municipalities also deliver alone.
    """
    listed = [*parts]
    told = {code for part in listed if part.table == "coverage" for code in _used(part)}
    # Of each part once: a county's rows are many, and so are its codes.
    own = [(part, _used(part)) for part in listed if part.of is None and _names_records(part)]
    places: dict[str, list[tuple[Part, int]]] = {}
    for part, used in own:
        for code, at in used.items():
            places.setdefault(code, []).append((part, at))
    boards = {code for code in told if JOINT in code}
    for code in sorted(places.keys() - told):
        others = boards if JOINT not in code else (told | places.keys()) - {code}
        beside = [one for one in sorted(others) if {*board_members(one)} & {*board_members(code)}]
        for part, at in places[code] if beside else ():
            rows = (part.columns["municipality"].codes == at) & ~part.bad
            rule = "joint-untold" if JOINT in code else "joint-member"
            hint = remark("together", places=(beside[0],))
            part.fault(rule, rows, "municipality", hint=hint)


def _used(part: Part) -> dict[str, int]:
    """The municipalities and joint boards of the rows that are kept, with their place."""
    keys = part.columns.get("municipality")
    if keys is None:
        return {}
    rows = keys.codes if part.table == "coverage" else keys.codes[~part.bad]
    return {
        keys.values[at].decode(): at for at in np.flatnonzero(np.bincount(rows[rows >= 0])).tolist()
    }


def _names_records(part: Part) -> bool:
    return part.table in (part.schema.base, "contacts")


def fault_districts(parts: Iterable[Part]) -> None:
    """Set rows aside whose district another municipality delivers, and not their own.

    A city's districts are those of its coverage rows; where it names none, any may be its own.
    """
    listed = [*parts]
    homes: dict[str, set[str]] = {}
    for part in listed:
        if part.table == "coverage":
            for code, name in zip(
                _cells(part, "municipality"), _cells(part, "district"), strict=True
            ):
                if code is not None and name is not None:
                    homes.setdefault(name.casefold(), set()).add(code)
    if not homes:
        return
    for part in listed:
        if part.of is None and _names_records(part):
            rows = _elsewhere(part, homes) & ~part.bad
            if rows.any():
                part.fault("district-elsewhere", rows, "district")


def _elsewhere(part: Part, homes: dict[str, set[str]]) -> NDArray[np.bool_]:
    pairs = zip(_cells(part, "municipality"), _cells(part, "district"), strict=True)
    return np.array(
        [
            name is not None
            and code is not None
            and name.casefold() in homes
            and code not in homes[name.casefold()]
            for code, name in pairs
        ],
        bool,
    )
