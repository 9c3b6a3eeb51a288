"""The axes of coded fields: whatever a register stores as codes can be counted by."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._axis import Axis, Bound, Codes
from vnr.metrics.ground._need import NOTHING, Need
from vnr.register import CASES, NOT_RECORDED, NUMBERS, Column, Kind, Register, at_home

__all__ = ["CODED", "NOT_RECORDED", "coded", "perpetrator_count"]

CODED: Final = CASES.strata
"""For each stratum that is a stored field, its table and column."""

# Strata of how a case closed: one that closed several times has several, and what is counted by
# its closing goes by that one.
_OF_CLOSING: Final = frozenset(CASES.lasts)
_NAMED: Final = "perpetrators"
_ALL = slice(None)


def coded(name: str, counted: str | None) -> Axis:
    """The axis of a coded field.

    Parameters
    ----------
    name : str
        A name in `CODED`.
    counted : str, optional
        The table whose rows are counted: they are placed by their own value.
    """
    table, column = CODED[name]
    if table in CASES.parents and table != CASES.base:
        return _of_rows(name, table, column, hung=table == counted)
    if column.kind is Kind.BITS:
        return _of_set(name, table, column)
    return _of_case(name, table, column)


def _need(table: str, column: Column) -> Need:
    if column.marks.get("first") == "reason":
        return NOTHING  # it is in every case
    return Need(tables=table) if column.required else Need(fields=f"{table}.{column.name}")


def _labels(column: Column, *last: str) -> NDArray[np.str_]:
    return np.array([*column.labels, *last])


def _of_set(name: str, table: str, column: Column) -> Axis:
    """A case may hold several members of a set."""

    def bits(register: Register) -> NDArray[np.uint32]:
        return _held(register, table, column, _ALL)

    def lacking(register: Register) -> NDArray[np.int64]:
        return np.array([np.count_nonzero(bits(register)[register.counted] == 0)])

    # A case without any stands in a row of its own, so that nobody is left out in silence.
    nothing = np.uint32(1 << len(column.labels))
    return Axis(
        name,
        _labels(column, NOT_RECORDED),
        bits=lambda register: np.where(bits(register) == 0, nothing, bits(register)),
        lacking=lacking,
        last=1,
        need=_need(table, column),
    )


def _of_case(name: str, table: str, column: Column) -> Axis:
    """A case has one value, or none recorded, which has a row of its own: the rows add to the total."""
    missing = len(column.labels)
    home = "closings" if name in _OF_CLOSING else table

    def at(register: Register) -> Bound:
        def places(rows: Any) -> Codes:
            held = _held(register, table, column, rows)
            return _numbered(_values(register, column, held, rows), missing)

        return places

    def at_closing(register: Register) -> Bound:
        closings = register.table("closings")[column.name]
        return lambda rows: _numbered(closings[rows], missing)

    def lacking(register: Register) -> NDArray[np.int64]:
        number = np.count_nonzero(at(register)(np.flatnonzero(register.counted)) == missing)
        if name in _OF_CLOSING:
            closings = register.table("closings")
            without = (closings[column.name] < 0) & register.counted[closings.parent]
            number += np.count_nonzero(without)
        return np.array([number])

    return Axis(
        name,
        _labels(column, NOT_RECORDED),
        at,
        lacking=lacking,
        last=1,
        need=_need(home, column),
        at_closing=at_closing if name in _OF_CLOSING else None,
    )


def _of_rows(name: str, table: str, column: Column, *, hung: bool) -> Axis:
    """A case stands in the place of each row that hangs on it; a row that is counted in its own."""
    values = len(column.labels)
    absent = CASES.absent(table)
    last: tuple[str, ...] = () if column.required or absent == NOT_RECORDED else (NOT_RECORDED,)
    last += () if hung else (absent,)
    size = values + len(last)

    def codes(register: Register) -> Codes:
        rows = register.table(table)
        return _numbered(_values(register, column, rows[column.name], rows.parent), values)

    def lacking(register: Register) -> NDArray[np.int64]:
        rows, counted = register.table(table), register.counted
        number = np.bincount(codes(register)[counted[rows.parent]], minlength=size)
        if not hung:
            filled = np.zeros(counted.size, bool)
            filled[rows.parent] = True
            number[-1] += np.count_nonzero(counted & ~filled)
        return number[values:]

    return Axis(
        name,
        _labels(column, *last),
        table=table,
        codes=codes,
        absent=None if hung else size - 1,
        lacking=lacking,
        last=len(last),
        need=_need(table, column),
    )


def perpetrator_count() -> Axis:
    """Of how many perpetrators the case names: one, two, or more."""

    def numbers(register: Register) -> NDArray[np.int32]:
        return register.table(_NAMED).numbers

    def at(register: Register) -> Bound:
        return _numbered(numbers(register), len(NUMBERS)).__getitem__

    return Axis(
        "perpetrator_count",
        np.array([*NUMBERS, NOT_RECORDED]),
        at,
        lacking=lambda register: np.array(
            [np.count_nonzero(numbers(register)[register.counted] < 0)]
        ),
        last=1,
        need=Need(tables=_NAMED),
    )


def _held(register: Register, table: str, column: Column, rows: Any) -> NDArray[Any]:
    """A column of cases, of their persons or their first intakes, at some rows of cases."""
    stored = register.table(table)
    if table in CASES.shared:
        rows = register.table("cases")[CASES.shared[table]][rows]
    elif table == CASES.base:
        rows = stored.begins[:-1][rows]
    return np.asarray(stored[column.name][rows])


def _values(register: Register, column: Column, values: Any, cases: Any) -> NDArray[Any]:
    """Places among the column's labels; below 0 where nothing is recorded."""
    if column.kind is not Kind.NAME:
        return column.numbered(values)
    own = register.table("cases")["municipality"][cases]
    return column.numbered(values, at_home(register.names(), values, own))


def _numbered(values: NDArray[Any], missing: int) -> Codes:
    """Places, that of what isn't recorded behind all others."""
    return np.where((values < 0) | (values >= missing), missing, values).astype(np.int32)
