"""What each heading and word was taken for, so that somebody of the field can look it over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.frames import Backend, frame
from vnr.io.cells import roles_told, text_of, with_roles
from vnr.io.parts import Part, is_missing
from vnr.io.sheets import Cells
from vnr.io.template import Layout, Meaning, is_showable, meant_fields, sheet_names
from vnr.model import IntakeReason, Role, Vocabulary
from vnr.register import Column, Keys, Kind
from vnr.words import LANGUAGES, Language, fold, text

__all__ = [
    "Recognition",
    "doubtful_sheets",
    "looked_over_of",
    "merged",
    "recognised",
    "recognitions_of",
]

_MOST: Final = 1_000
"""Different values of a column beyond which they are no words of one list."""


@attrs.frozen
class Recognition(Fields):
    """What a heading or a word was taken for (tolkning).

    Attributes
    ----------
    table, field
        Table, and field of the template.
    heading
        The deliverer's heading.
    value
        The deliverer's word, blank for empty cells; None for the heading itself.
    meaning
        What it was taken for.
    number
        In how many rows.
    by_profile
        Whether the profile says so.

    Examples
    --------
    >>> from vnr.io import read
    >>> rows = {"ärende": "1", "person": "a", "kommun": "0484", "aktualiseringsdatum": "2019-03-01"}
    >>> read([{**rows, "aktualiseringsorsak": "våld"}], observed=2019).recognitions[0].meaning.code
    'date'
    """

    table: str
    field: str
    heading: str
    value: str | None
    meaning: Meaning
    number: int
    by_profile: bool

    @property
    def is_plain(self) -> bool:
        """Whether it is the template's own word, so that there is nothing to look over."""
        return fold(self.value or self.heading) in {fold(name) for _, name in self.meaning.names}


def recognitions_of(part: Part) -> Iterator[Recognition]:
    """What the headings and the coded words of one sheet were taken for."""
    terms = part.raw.headings.terms
    for field, place in part.raw.headings.match_of(part.table).places.items():
        if place is None or not part.raw.cells:
            continue
        heading, cells = part.raw.headings.texts[place], part.raw.cells[place]
        (meaning,) = meant_fields(terms.layout, part.table, field)
        own = terms.profile.field(part.table, heading) is not None
        yield Recognition(part.table, field, heading, None, meaning, cells.codes.size, own)
        column, stored = part.known[field], part.columns.get(field)
        if stored is None or cells.size > _MOST:
            continue
        mine = terms.profile.words(part.table, column)
        for word, meant, rows in _words(part, column, cells, stored):
            own = fold(word) in mine
            yield Recognition(part.table, field, heading, word, meant, rows, own)


def _words(
    part: Part, column: Column, cells: Cells, stored: Any
) -> Iterator[tuple[str, Meaning, int]]:
    """Each word, what it was taken for, and in how many rows it stands."""
    words = ["" if is_missing(value) else text_of(value) for value in cells.distinct()]
    showable = [(at, word) for at, word in enumerate(words) if is_showable(word)]
    if not showable:
        return
    rows = np.bincount(cells.codes, minlength=len(words))
    last = np.zeros(len(words), np.intp)
    last[cells.codes] = np.arange(cells.codes.size)
    accepted = np.zeros(len(words), bool)
    accepted[cells.codes[~part.bad]] = True
    for at, word in showable:
        # A word that was refused has what a blank cell has; and every row of it is set aside.
        if column.default is not None and word and not accepted[at]:
            continue
        meant = _meaning(column, stored, int(last[at]), word)
        if meant is not None:
            meant = _with_role(part, word, meant) if column.name == "reason" else meant
            yield word, meant, int(rows[at])


def _meaning(column: Column, stored: Any, row: int, word: str) -> Meaning | None:
    """What a cell was taken for; None where it was refused, or nothing is to be told."""
    if column.kind is Kind.NAME:
        code = int(stored.codes[row]) if isinstance(stored, Keys) else -1
        named = word and not word.replace("+", "").isdigit() and code >= 0
        return Meaning.of_municipality(stored.values[code].decode()) if named else None
    if column.kind is Kind.DAY:
        # A word that says that nothing has ended yet.
        return _nothing() if word.isalpha() and stored[row] == column.missing else None
    if column.kind is Kind.CODE and stored[row] >= 0:
        return Meaning.of_code(_member(column, int(stored[row])))
    if column.kind is Kind.BITS and stored[row]:
        members = [
            place for place in range(len(column.vocabulary or ())) if stored[row] >> place & 1
        ]
        return _several([_member(column, place) for place in members])
    return None


def _member(column: Column, place: int) -> Vocabulary:
    return list(column.vocabulary or ())[place]


def _several(members: Sequence[Vocabulary]) -> Meaning:
    names = ((one, "; ".join(member.label(one) for member in members)) for one in LANGUAGES)
    return Meaning(";".join(member.value for member in members), tuple(names))


def _nothing() -> Meaning:
    return Meaning("", tuple((one, text("profile", "nothing", one)) for one in LANGUAGES))


def _with_role(part: Part, word: str, meant: Meaning) -> Meaning:
    """A reason with the role that it tells."""
    roles = part.raw.headings.terms.profile.roles_of(word)
    if roles is None and len(roles_told(word)) == 1:
        return with_roles(word, IntakeReason(meant.code))[0]
    return _several([IntakeReason(meant.code), *map(Role, roles)]) if roles else meant


def merged(told: Iterable[Recognition]) -> tuple[Recognition, ...]:
    """Those of all sheets, each once, by table and heading."""
    found: dict[tuple[Any, ...], Recognition] = {}
    for one in told:
        key = (one.table, one.field, one.heading, one.value, one.meaning)
        before = found.get(key)
        number = one.number + (before.number if before else 0)
        found[key] = attrs.evolve(one, number=number)
    return tuple(sorted(found.values(), key=lambda one: (one.table, one.heading, one.value or "")))


def doubtful_sheets(parts: Iterable[Part]) -> tuple[tuple[str, str, int], ...]:
    """The sheets whose table is to be looked over: name, table, and number of rows."""
    found: list[tuple[str, str, int]] = []
    for part in parts:
        sheet, terms = part.raw.sheet, part.raw.headings.terms
        if part.of is not None or not sheet or terms.profile.table(part.raw.file, sheet):
            continue
        lacks = any(fault.rule == "column-missing" for fault in part.faults)
        if lacks or fold(sheet) not in sheet_names(part.table):
            found.append((sheet, part.table, part.bad.size))
    return tuple(dict.fromkeys(found))


def recognised(
    told: Sequence[Recognition], layout: Layout, backend: Backend | None, language: Language
) -> Any:
    """One row for each: table, column, value, meant, rows, by_profile."""
    cells = [
        (
            layout.sheet(one.table, language),
            one.heading,
            one.value,
            one.meaning.text(language),
        )
        for one in told
    ]
    columns: dict[str, NDArray[Any]] = {
        name: np.array([*(row[place] for row in cells), None], object)[:-1]
        for place, name in enumerate(("table", "column", "value", "meant"))
    }
    columns["rows"] = np.array([one.number for one in told], np.int64)
    columns["by_profile"] = np.array([one.by_profile for one in told], bool)
    return frame(columns, backend)


def looked_over_of(told: Sequence[Recognition], layout: Layout, language: Language) -> list[str]:
    """What vnr took headings and words for by itself, a line each, below what to do about it."""
    left = [one for one in told if not one.by_profile and not one.is_plain]
    lines = [text("profile", "taken", language)] if left else []
    for one in left:
        place = f"{layout.sheet(one.table, language)} · {one.heading}"
        # JSON's escapes, as in the profile beside.
        word = "" if one.value is None else f" · {json.dumps(one.value, ensure_ascii=False)}"
        name = one.meaning.text(language)
        lines.append(text("profile", "taken_for", language, place=place + word, name=name))
    return lines
