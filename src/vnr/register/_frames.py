"""Between data frames (pandas, polars, pyarrow) and the tables of a register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import frame as build_frame
from vnr.register._columns import Columns
from vnr.register._days import NO_DAY
from vnr.register._keys import Keys, encode
from vnr.register._objects import decode
from vnr.register._schema import KEYS, PARENT, SCHEMA, Column, Kind

__all__ = ["from_frames", "to_frame"]

Array = NDArray[Any]
_JOIN = ";"
# What a frame may carry beside the stored fields: derived when written, passed over when read.
_DERIVED = {"cases": ("opened", "reason", "unplaceable")}
_PLACE = (
    Column("intervention", Kind.COUNT),
    *(column for column in SCHEMA["interventions"] if column.name in ("kind", "started")),
)


def to_frame(stored: Columns, counted: NDArray[np.bool_], name: str, backend: str | None) -> Any:
    """One table's rows of counted cases, with the keys of their case in front."""
    if name not in ("cases", *PARENT):
        raise UnknownNameError("table", name, ("cases", *PARENT))
    cases = stored.tables["cases"]
    table = stored.tables[name]
    rows: Array = np.arange(table.rows)
    case_of: Array = rows
    if name != "cases":
        case_of = table.parent
        if name == "follow_ups":
            case_of = stored.tables["interventions"].parent[case_of]
    rows = rows[counted[case_of]]
    case_of = case_of[rows]
    names = np.array([*stored.municipalities, None], object)
    columns: dict[str, Any] = {
        "municipality": names[cases["municipality"][case_of]],
        "case_id": _texts(stored.keys["case_id"])[cases["case_id"][case_of]],
        "person_id": _texts(stored.keys["person_id"])[cases["person"][case_of]],
    }
    if name == "cases":
        columns |= _words(stored, "persons", SCHEMA["persons"], cases["person"][case_of])
    if name == "follow_ups":
        of = table.parent[rows]
        first = cast("Array", stored.tables["interventions"].offsets)[case_of]
        columns["intervention"] = (of - first).astype(np.int32)
        columns |= _words(stored, "interventions", _PLACE[1:], of)
    columns |= _words(stored, name, SCHEMA[name], rows)
    if name == "cases":
        columns["opened"] = _dates(cases["opened"][rows])
        reason = next(column for column in SCHEMA["intakes"] if column.name == "reason")
        columns["reason"] = _named(stored, reason, cases["reason"][rows])
        columns["unplaceable"] = cases["unplaceable"][rows]
    return build_frame(columns, backend)


def _words(stored: Columns, table: str, columns: tuple[Column, ...], rows: Array) -> dict[str, Any]:
    held = stored.tables[table]
    return {column.name: _named(stored, column, held[column.name][rows]) for column in columns}


def _named(stored: Columns, column: Column, values: Array) -> Any:
    """Values as a frame shows them: words, dates, and null where nothing is recorded."""
    if column.kind is Kind.DAY:
        return _dates(values)
    if column.kind in (Kind.FLAG, Kind.SCORE):
        return values
    if column.kind is Kind.KEY:
        return _texts(stored.keys[column.name])[values]
    distinct, place = np.unique(values, return_inverse=True)
    words = []
    for value in decode(stored, column, distinct):
        if isinstance(value, frozenset):
            members = [one.value for one in column.vocabulary or () if one in value]
            words.append(_JOIN.join(members) or None)
        elif isinstance(value, tuple):
            words.append(_JOIN.join(f"{one.risk}={one.level}" for one in value) or None)
        else:
            words.append(value)
    plain = [word if word is None or isinstance(word, (bool, int)) else str(word) for word in words]
    return np.array([*plain, None], object)[:-1][place]


def _dates(days: Array) -> Array:
    dates = days.astype("datetime64[D]")
    dates[days == NO_DAY] = np.datetime64("NaT")
    return dates


def _texts(keys: NDArray[np.bytes_]) -> Array:
    """The identifiers as text, with None in the last place for the code -1."""
    return np.array([*(value.decode() for value in keys.tolist()), None], object)


def from_frames(frame: Any) -> dict[str, dict[str, Any]]:
    """Flat tables of one frame in the base shape, or of a mapping of frames."""
    frames = frame if isinstance(frame, Mapping) else {"intakes": frame}
    for name in frames:
        if name not in ("cases", *PARENT):
            raise UnknownNameError("table", name, ("cases", *PARENT))
    if "intakes" not in frames:
        raise DataError("a register needs the frame `intakes`: every case has at least one intake")
    return {name: _flat(name, one, base="cases" not in frames) for name, one in frames.items()}


def _flat(name: str, frame: Any, *, base: bool) -> dict[str, Any]:
    import narwhals as nw

    native = nw.from_native(frame, eager_only=True)
    known = {column.name: column for column in SCHEMA[name]}
    if name == "cases" or (name == "intakes" and base):
        known |= {column.name: column for key in ("persons", "cases") for column in SCHEMA[key]}
    if name == "follow_ups":
        known |= {column.name: column for column in _PLACE}
    flat: dict[str, Any] = {}
    for column in native.columns:
        if column in KEYS:
            flat[column] = _keys(native[column].to_list())
        elif column in known:
            flat[column] = _stored(name, known[column], native[column])
        elif column not in _DERIVED.get(name, ()):
            raise UnknownNameError(f"column of {name}", column, (*KEYS, *known))
    for key in KEYS:
        if key not in flat:
            raise DataError(f"the frame {name} lacks the column {key}")
    return flat


def _keys(values: list[Any]) -> Keys:
    texts = np.array(["" if _null(value) else str(value) for value in values] or np.empty(0, "U1"))
    distinct, codes = np.unique(texts, return_inverse=True)
    if distinct.size and distinct[0] == "":
        distinct, codes = distinct[1:], codes - 1
    return Keys(encode(distinct.tolist()), codes.astype(np.int32))


def _null(value: Any) -> bool:
    return value is None or value != value  # noqa: PLR0124


def _stored(table: str, column: Column, series: Any) -> Any:
    if column.kind in (Kind.KEY, Kind.NAME):
        return _keys(series.to_list())
    where = f"{table}.{column.name}"
    if column.kind is Kind.DAY:
        days = series.to_list()
        # pandas keeps dates as objects, so it is they that tell.
        if not all(_null(day) or isinstance(day, date) for day in days):
            raise DataError(f"{where} must hold dates, not {series.dtype}")
        return _days(days)
    values = series.to_list()
    distinct: dict[Any, int] = {}
    place = np.fromiter(
        (distinct.setdefault(None if _null(one) else one, len(distinct)) for one in values),
        np.intp,
        len(values),
    )
    stored = [_one(where, column, value) for value in distinct]
    return np.array(stored, column.dtype)[place] if stored else np.empty(0, column.dtype)


def _days(values: list[Any]) -> NDArray[np.int32]:
    dates = np.array([None if _null(value) else value for value in values], "datetime64[D]")
    days = np.where(np.isnat(dates), NO_DAY, dates.astype(np.int64))
    return days.astype(np.int32)


def _one(where: str, column: Column, value: Any) -> Any:
    """The stored form of one distinct value."""
    if value is None:
        return column.missing
    if column.vocabulary is not None:
        members = {member.value: place for place, member in enumerate(column.vocabulary)}
        if column.kind is Kind.CODE:
            return _place(where, members, value)
        if column.kind is Kind.BITS:
            parts = str(value).split(_JOIN) if value else []
            return sum({1 << _place(where, members, part) for part in parts})
        return sum(_risk(where, members, part) for part in str(value).split(_JOIN))
    if column.kind in (Kind.TRI, Kind.FLAG):
        if not isinstance(value, bool):
            raise DataError(f"{where} must hold true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DataError(f"{where} must hold numbers")
    if column.kind is Kind.COUNT and value != int(value):
        raise DataError(f"{where} must hold whole numbers")
    return value


def _risk(where: str, members: Mapping[str, int], part: str) -> int:
    from vnr.model import Judgement

    risk, _, level = part.partition("=")
    levels = {member.value: place + 1 for place, member in enumerate(Judgement)}
    return _place(where, levels, level) << 2 * _place(where, members, risk)


def _place(where: str, members: Mapping[str, int], value: Any) -> int:
    try:
        return members[value]
    except (KeyError, TypeError):
        raise UnknownNameError(where, "value", members) from None
