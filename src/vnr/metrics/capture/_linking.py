"""From persons to capture histories: rows of a frame, or lists linked to a register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, check_choice
from vnr.frames import Distinct, is_frame, listed, plain, taken
from vnr.metrics.choices import By, Contacting, LinkedMeasure, Roles
from vnr.metrics.ground import (
    CLOSED,
    EVIDENCE,
    NOTHING,
    TIME,
    Need,
    cells,
    held_cases,
    held_spells,
    role_need,
    undivided,
    unlinkable,
)
from vnr.model import Period, PeriodLike, is_placeholder
from vnr.results import column
from vnr.words import label

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "contacts_of_frame",
    "contacts_of_register",
    "frame_counts",
    "register_counts",
    "strata_of",
]

Whole = NDArray[np.int64]
Labels = dict[str, NDArray[Any]]

_EPOCH: Final = 719_163  # date(1970, 1, 1).toordinal()


def strata_of(by: Mapping[str, Any], size: int) -> tuple[Whole, Labels, int]:
    """Row of each person among the distinct combinations of labels, and the rows' labels."""
    if not by:
        return np.zeros(size, np.int64), {}, 1
    codes, distinct = [], []
    for name, labels in by.items():
        array = column(labels, name)
        if array.shape != (size,):
            raise DataError(f"the labels of {name} need shape ({size},), got {array.shape}")
        values, places = np.unique(
            array.astype(str) if array.dtype == object else array, return_inverse=True
        )
        distinct.append(values)
        codes.append(places)
    rows, row = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
    strata = {
        name: values[rows[:, place]]
        for place, (name, values) in enumerate(zip(by, distinct, strict=True))
    }
    return row.reshape(-1).astype(np.int64), strata, len(rows)


def _tally(history: Whole, by: Mapping[str, Any], cells: int) -> tuple[Whole, Labels]:
    """Persons by stratum and history."""
    row, strata, rows = strata_of(by, history.size)
    counts = np.bincount(row * cells + history, minlength=rows * cells)
    return counts.reshape(rows, cells), strata


def _columns(frame: Any, names: tuple[str, ...]) -> Mapping[str, Distinct]:
    """The columns of the frame, of which every one asked for stands there once."""
    table = taken(frame, "the frame")
    for name in names:
        if name not in table.headings:
            raise UnknownNameError("column", name, table.headings)
        if table.headings.count(name) > 1:
            raise DataError(f"the frame holds the column {name} twice; rename one")
    return dict(zip(table.headings, table.columns, strict=True))


def frame_counts(frame: Any, lists: tuple[str, ...], by: tuple[str, ...]) -> tuple[Whole, Labels]:
    """Counts and strata of a frame with one row a person."""
    columns = _columns(frame, (*lists, *by))
    history = np.zeros(columns[lists[0]].codes.size, np.int64)
    for name in lists:
        history = 2 * history + _on(name, columns[name])
    nobody = np.flatnonzero(history == 0)
    if nobody.size:
        raise DataError(
            f"row {nobody[0]} (and {nobody.size - 1} more) is on no list; leave such rows out: how "
            "many they are is what is estimated"
        )
    return _tally(history, {name: _labels(name, columns[name]) for name in by}, 2 ** len(lists))


def _on(name: str, values: Distinct) -> NDArray[np.int64]:
    known = np.array([value in (0, 1) for value in values.values], bool)[values.codes]
    if not known.all():
        raise DataError(
            f"the list {name} must hold 0 or 1, or true or false; row {np.argmin(known)} does not"
        )
    # True is 1.
    return np.array([value == 1 for value in values.values], np.int64)[values.codes]


def _labels(name: str, values: Distinct) -> NDArray[Any]:
    if None in values.values:
        raise DataError(f"{name} has rows without a label; give them one, such as 'unknown'")
    return column(values.values, name)[values.codes]


def contacts_of_frame(frame: Any, person: str, by: tuple[str, ...]) -> tuple[Whole, Labels]:
    """Number of rows of each person, and the person's labels."""
    columns = _columns(frame, (person, *by))
    who = _pseudonyms(person, columns[person].listed())
    _, first, place = np.unique(who, return_index=True, return_inverse=True)
    labels = {}
    for name in by:
        values = _labels(name, columns[name])
        _steady(name, values != values[first][place])
        labels[name] = values[first]
    return np.bincount(place, minlength=first.size).astype(np.int64), labels


def _steady(name: str, differs: NDArray[np.bool_]) -> None:
    if differs.any():
        raise DataError(
            f"{int(differs.sum())} rows have another {name} than their person's first; give each "
            "person one value"
        )


def _pseudonyms(name: str, values: Any) -> NDArray[np.str_]:
    """Pseudonyms as text; what has none can't be linked."""
    if isinstance(values, (str, bytes)) or is_frame(values):
        raise DataError(
            f"{name} must be a collection of pseudonyms, such as one column, not a text or a frame"
        )
    texts = [plain(one) for one in listed(values, name)]
    for row, one in enumerate(texts):
        if isinstance(one, str) and one != one.strip():
            raise DataError(
                f"{name}: row {row} has spaces around its pseudonym, which would make it another "
                "person's; strip them"
            )
        if (
            not isinstance(one, str)
            or not one
            or "\N{REPLACEMENT CHARACTER}" in one
            or is_placeholder(one)
        ):
            raise DataError(
                f"{name}: row {row} has no pseudonym as text, or one of somebody nobody knows; who "
                "can't be linked would count as another person, so leave them out and state it "
                "with metrics.Assumptions(linkage=False)"
            )
    return np.array(texts, np.str_)


def _persons(
    register: Register, period: Period, basis: str, roles: Roles, measure: str
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Persons seen in the period, by code, and the row of each one's first case."""
    check_choice("measure", measure, LinkedMeasure)
    held = held_spells(register, basis, roles)
    rows, start, end = held.case, held.start, held.end
    first, last = (day.toordinal() - _EPOCH for day in (period.start, period.end))
    begun = start >= first if measure == "new" else end >= first
    linked = register.counted[rows] & ~unlinkable(register)[rows]
    inside = np.flatnonzero(begun & (start <= last) & linked)
    inside = inside[np.lexsort((rows[inside], start[inside]))]
    rows = rows[inside]
    persons, at = np.unique(register.table("cases")["person"][rows], return_index=True)
    return persons, rows[at]


def _check(register: Register, period: Period, need: Need = NOTHING) -> None:
    """Refuse a period that the register doesn't cover whole, with what is needed."""
    if period.start not in register.observed or period.end not in register.observed:
        raise DataError(
            f"the period {period} does not lie in the observed window {register.observed}"
        )
    codes = register.coverage.municipalities
    first, last = (
        np.array([day.toordinal() - _EPOCH], np.int32) for day in (period.start, period.end)
    )
    share = register.coverage.share(codes, first, last, clauses=need.clauses)[:, 0]
    lacking = [code for code, one in zip(codes, share.tolist(), strict=True) if one < 1]
    if lacking:
        raise DataError(
            f"municipality {', '.join(lacking[:5])} (and {max(len(lacking) - 5, 0)} more) did not "
            f"deliver all of {period.label}{_named(need)}, so its persons would count as unseen; choose the others "
            "with register.where(municipality=...), and cut the other lists in the same way"
        )


def _named(need: Need) -> str:
    """What is needed in words, after what was asked."""
    words = [label("delivery", name, "en") for clause in need.clauses for name in sorted(clause)]
    return f" with {' and '.join(words)}" if words else ""


def _places(register: Register, period: Period, by: By, rows: NDArray[np.integer]) -> Labels:
    """Labels of some cases, one value a case."""
    found = {}
    for axis in cells(register, period, by).axes:
        if axis.name in TIME or axis.several or axis.at is None:
            raise DataError(
                f"{axis.name} can't be a stratum of persons: a person may have several values of it"
            )
        found[axis.name] = axis.labels[axis.at(register)(rows)]
    return found


def register_counts(
    register: Register,
    others: Mapping[str, Any],
    period: PeriodLike,
    *,
    basis: str,
    roles: Roles,
    measure: str,
    by: By,
) -> tuple[Whole, Labels]:
    """Counts and strata of a register's persons linked with further lists."""
    register = undivided(register, "a table of persons on lists")
    period = Period.of(period)
    need = Need(tables=CLOSED) if measure == "open" else NOTHING
    _check(register, period, role_need(roles) & need)
    persons, rows = _persons(register, period, basis, roles, measure)
    seen: list[NDArray[np.str_]] = [np.char.decode(register.keys("person_id")[persons], "utf-8")]
    place = _places(register, period, by, rows)
    names = tuple(place)
    labels = [list(zip(*(place[name].tolist() for name in names), strict=True))] if names else []
    for name, persons_seen in others.items():
        if names:
            if not isinstance(persons_seen, Mapping):
                raise DataError(
                    f"{name}: with by, give a mapping of pseudonym to {' and '.join(names)}; the "
                    "register knows nothing of those whom only others saw"
                )
            labels.append(
                [one if isinstance(one, tuple) else (one,) for one in persons_seen.values()]
            )
        seen.append(_pseudonyms(name, persons_seen))
    return _linked(seen, labels, names)


def _linked(
    seen: list[NDArray[np.str_]], labels: list[list[Any]], names: tuple[str, ...]
) -> tuple[Whole, Labels]:
    """Counts of persons by the lists they are on, the first list most significant."""
    everybody = np.concatenate(seen)
    distinct, first, place = np.unique(everybody, return_index=True, return_inverse=True)
    history = np.zeros(distinct.size, np.int64)
    start = 0
    for one in seen:
        on = np.zeros(distinct.size, np.int64)
        on[place[start : start + one.size]] = 1
        history = 2 * history + on
        start += one.size
    by: Labels = {}
    for at, name in enumerate(names):
        values = np.array([row[at] for part in labels for row in part])
        _steady(name, values != values[first][place])
        by[name] = values[first]
    return _tally(history, by, 2 ** len(seen))


def contacts_of_register(
    register: Register, period: PeriodLike, *, of: str, basis: str, roles: Roles, by: By
) -> tuple[Whole, Labels]:
    """Contacts of each person in the period, and the person's labels."""
    check_choice("of", of, Contacting)
    register = undivided(register, "a count of the contacts of each person")
    period = Period.of(period)
    need = Need(any_of=[EVIDENCE["intake"]]) if of == "intake" else NOTHING
    _check(register, period, role_need(roles) & need)
    cases = register.table("cases")
    linked = register.counted & ~unlinkable(register)
    first, last = (day.toordinal() - _EPOCH for day in (period.start, period.end))
    if of == "case":
        rows, start = held_cases(register, basis, roles)
        keep = (start >= first) & (start <= last) & linked[rows]
        case, day = rows[keep], start[keep]
    else:
        rows, _ = held_cases(register, basis, roles)
        chosen = np.zeros(cases.height, bool)
        chosen[rows] = linked[rows]
        intakes = register.table("intakes")
        date = intakes["date"]
        keep = chosen[intakes.parent] & (date >= first) & (date <= last)
        case, day = intakes.parent[keep].astype(np.intp), date[keep]
    order = np.lexsort((case, day))
    case = case[order]
    _, at, place = np.unique(cases["person"][case], return_index=True, return_inverse=True)
    return np.bincount(place, minlength=at.size).astype(np.int64), _places(
        register, period, by, case[at]
    )
