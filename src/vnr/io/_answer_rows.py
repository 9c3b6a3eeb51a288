"""From the sheets of answers to records: what breaks a rule is set aside, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np

from vnr.errors import ModelError, impersonal
from vnr.io.cells import text_of
from vnr.io.form import (
    ANSWERS,
    PROVISIONS,
    RESPONDENTS,
    TARGET_WORDS,
    code_of,
    codes_meant,
    subject_words,
)
from vnr.io.parts import Part, is_missing
from vnr.io.sheets import Cells, Raw
from vnr.io.template import is_showable, municipality_codes, nearest_municipalities
from vnr.model import JOINT, Provision, ProvisionKind, ProvisionState
from vnr.register import Column, Keys, Kind

__all__ = [
    "Respondent",
    "cell_values",
    "chosen_texts",
    "joined_places",
    "personal_aside",
    "place_codes",
    "provision_rows",
    "unread_rows",
]

_SEVERAL: Final = re.compile(r"\s*(?:[;,&+]|\boch\b)\s*")
_PLACES: Final = ("with_municipalities", "covers")
_STATED: Final = ("way", "persons", "posts", "places", "level", "followed_up")
"""What stands beside an answer that says yes or no."""


_LONG: Final = 10_000
"""From here a number may be one of a person or case."""


@attrs.frozen
class Respondent:
    """Whose answers a file's rows are, where they don't say it themselves.

    Attributes
    ----------
    municipality, covers
        Code of the municipality, and of those that it answers for.
    year
        The year.
    """

    municipality: str | None = None
    year: int | None = None
    covers: str | None = None


def joined_places(raw: Raw) -> None:
    """Write municipalities of one cell with plus between, however they are told apart."""
    for table, joined in _JOINED.items():
        fields = raw.headings.fields(table)
        for place, heading in enumerate(raw.headings.texts):
            if fields.get(heading) in joined and place < len(raw.cells):
                cells = raw.cells[place]
                write = joined[fields[heading]]
                raw.cells[place] = Cells(cells.codes, [*map(write, cells.distinct())])


def _listed(value: Any) -> Any:
    """A cell of a frame that holds a list, as a text."""
    return ";".join(map(str, value)) if isinstance(value, tuple) else value


def _joined(value: Any) -> Any:
    value = _listed(value)
    if not isinstance(value, str):
        return value
    return JOINT.join(filter(None, _SEVERAL.split(value.strip())))


def personal_aside(part: Part) -> None:
    """Set rows aside that hold a personal number anywhere, and forget the cells."""
    fields = part.raw.headings.fields(part.table)
    for place, cells in enumerate(part.raw.cells):
        told = [
            isinstance(one, (str, int, float)) and impersonal(text_of(one)) != text_of(one)
            for one in cells.distinct()
        ]
        rows = np.array([*told, False], bool)[cells.codes]
        if rows.any():
            heading = part.raw.headings.texts[place]
            field = fields.get(heading)
            numbers = set(part.raw.numbers[rows].tolist())
            # What is wrong with such a cell is that, and no word of it is shown.
            part.faults[:] = [
                one for one in part.faults if one.column != heading or one.row not in numbers
            ]
            part.fault("row-personal", rows, field, heading=None if field else heading)


def place_codes(text: str) -> tuple[str, ...] | None:
    """Codes of the municipalities of a cell; None if one of them isn't there."""
    known = municipality_codes()
    codes = set(known.values())
    found = []
    for word in filter(None, _SEVERAL.split(text.strip())):
        code = known.get(word.casefold(), word.zfill(4))
        if code not in codes:
            return None
        found.append(code)
    return tuple(found)


def provision_rows(part: Part, whose: Respondent) -> Iterator[tuple[int, Provision]]:
    """Place and record of each row that is whole."""
    values = {name: list(_values(part, name)) for name in part.known}
    known = set(municipality_codes().values())
    for row in np.flatnonzero(~part.bad).tolist():
        record: dict[str, Any] = {
            name: told[row] for name, told in values.items() if name in _FIELDS
        }
        record["municipality"] = record["municipality"] or whose.municipality
        record["year"] = whose.year if record["year"] is None else record["year"]
        record["covers"] = record["covers"] or _others(whose, record["municipality"])
        for field, code in _wrong_places(record, known):
            meant = nearest_municipalities(code)
            part.fault("municipality-invalid", _at(row), field, value=code, meant=meant)
        if record["municipality"] is None or record["year"] is None:
            lacking = "year" if record["municipality"] else "municipality"
            part.fault("respondent-missing", _at(row), lacking)
        if record["kind"] is None:
            part.fault("code-unknown", _at(row), "kind")
        elif not part.bad[row]:
            _coded(part, row, record)
        if record["state"] is None:
            # Who takes part, and what is being introduced, may be told without a yes.
            if any(record[name] is not None for name in _STATED):
                part.fault("state-missing", _at(row), "state")
            record["state"] = ProvisionState.NOT_ANSWERED
        made = None if part.bad[row] else _made(part, row, record)
        if made is not None:
            yield row, made


def unread_rows(part: Part, whose: Respondent) -> Iterator[Provision]:
    """What the rows that were set aside are about, as not answered, where that is known."""
    told = ("municipality", "year", "covers", "kind", "subject", "target")
    values = {name: _values(part, name) for name in told}
    for row in np.flatnonzero(part.bad).tolist():
        own = {name: column[row] for name, column in values.items()}
        year, kind = whose.year if own["year"] is None else own["year"], own["kind"]
        municipality = own["municipality"] or whose.municipality
        covers = own["covers"] or _others(whose, municipality) or ""
        if year is None or kind is None or municipality is None:
            continue
        subject, target = (
            own[name] and code_of(own[name], words)
            for name, words in (("subject", subject_words(kind)), ("target", TARGET_WORDS))
        )
        for code in (municipality, *filter(None, covers.split(JOINT))):
            try:
                yield Provision(code, year, kind, subject, target, ProvisionState.NOT_ANSWERED)
            except ModelError:
                continue


_JOINED: Final = {
    PROVISIONS: dict.fromkeys(_PLACES, _joined),
    RESPONDENTS: {"covers": _joined},
    ANSWERS: {"choices": _listed, "covers": _listed},
}
"""How cells that may hold several are written, by table and field."""
_FIELDS: Final = {field.name for field in attrs.fields(Provision)}


def _others(whose: Respondent, municipality: str | None) -> str | None:
    """Whom the sheet's respondent answers for, in its own rows."""
    return whose.covers if municipality == whose.municipality else None


def _at(row: int) -> Any:
    return np.array([row], np.intp)


def _wrong_places(record: dict[str, Any], known: set[str]) -> Iterator[tuple[str, str]]:
    for field in ("municipality", *_PLACES):
        for code in (record[field] or "").split(JOINT):
            if code and code not in known:
                yield field, code


def _coded(part: Part, row: int, record: dict[str, Any]) -> None:
    """Subject and target as codes."""
    kind: ProvisionKind = record["kind"]
    for field, words in (("subject", subject_words(kind)), ("target", TARGET_WORDS)):
        text = record[field]
        if text is None:
            continue
        code = code_of(text, words)
        if code is None and not words:
            part.fault("subject-of-kind", _at(row), field)
        elif code is None:
            shown = text if is_showable(text) else None
            meant = codes_meant(text, words) if shown else ()
            part.fault("code-unknown", _at(row), field, value=shown, meant=meant)
        record[field] = code


def _made(part: Part, row: int, record: dict[str, Any]) -> Provision | None:
    """The record, or the fault that it breaks a rule."""
    try:
        return Provision(**record)
    except ModelError as error:
        field, rule = error.broken or ("state", "value-missing")
        part.fault(rule, _at(row), field, value=_number(record.get(field)))
        return None


def _number(value: Any) -> str | None:
    """A small number as it may be shown: no number of a person is as short."""
    small = type(value) in (int, float) and abs(value) < _LONG
    return f"{value:g}" if small else None


def _values(part: Part, name: str) -> Sequence[Any]:
    """What the cells of a field say, None where nothing stands."""
    column, size = part.known[name], part.bad.size
    if name not in part.columns:
        return [_absent(column)] * size
    stored = part.columns[name]
    if isinstance(stored, Keys):
        texts = [*(value.decode() for value in stored.values.tolist()), None]
        return [texts[code] for code in stored.codes.tolist()]
    of: Any = {
        Kind.CODE: lambda value: None if value < 0 else list(column.vocabulary or ())[value],
        Kind.BITS: lambda value: frozenset(
            one for one in column.vocabulary or () if value >> one.place & 1
        ),
        Kind.TRI: lambda value: None if value < 0 else bool(value),
        Kind.COUNT: lambda value: None if value < 0 else int(value),
        Kind.SCORE: lambda value: None if value != value else float(value),  # noqa: PLR0124
    }.get(column.kind, bool)
    return [of(value) for value in stored.tolist()]


def _absent(column: Column) -> Any:
    if column.kind is Kind.BITS:
        return frozenset()
    return True if column.kind is Kind.FLAG else None


def cell_values(part: Part, name: str) -> list[Any]:
    """What the cells of a field say, None where nothing stands."""
    return list(_values(part, name))


def chosen_texts(part: Part) -> list[list[str]]:
    """All answers of each row, side by side or in one cell."""
    columns = [part.columns.get("choices"), *(one.get("choices") for one in part.further)]
    rows: list[list[str]] = [[] for _ in range(part.bad.size)]
    for keys in columns:
        if not isinstance(keys, Keys):
            continue
        texts = [*(value.decode() for value in keys.values.tolist()), ""]
        for row, code in enumerate(keys.codes.tolist()):
            if texts[code] and not is_missing(texts[code]):
                rows[row].append(texts[code])
    return rows
