"""What a reading asks: which headings and words it doesn't know, in how many rows, what may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from vnr.display import Fields
from vnr.frames import Backend, frame
from vnr.io.faults import FORMS, Fault
from vnr.io.parts import Part
from vnr.io.template import Layout, Meaning, meant_fields
from vnr.words import LANGUAGES, Language, topic

__all__ = ["Choice", "choices_of", "framed", "without_words"]

ASKED: Final = (
    "code-unknown",
    "code-ambiguous",
    "role-unclear",
    "date-word",
    "municipality-invalid",
    "flag-invalid",
)
"""Rules that a word under a coded heading breaks, so that a profile can say what it means."""


@attrs.frozen
class Choice(Fields):
    """A heading or a word whose meaning is asked for (fråga).

    Attributes
    ----------
    table, field
        Where: table, and field of the template; no field for a heading that isn't known, and a
        blank table where nobody knows it.
    heading
        The deliverer's heading; None for a column that is needed and missing, and for how days
        are written.
    value
        The deliverer's word, blank for empty cells; None for a heading, and for words that aren't
        shown.
    number
        In how many rows.
    meant
        What may have been meant, the likeliest first.
    blocks
        Whether nothing of the sheet is read without an answer.

    Examples
    --------
    >>> from vnr.io import read
    >>> rows = {"ärende": "1", "person": "a", "kommun": "0484", "aktualiseringsdatum": "2019-03-01"}
    >>> read([{**rows, "aktualiseringsorsak": "bråk hemma"}], observed=2019).asked[0].value
    'bråk hemma'
    """

    table: str
    field: str | None
    heading: str | None
    value: str | None
    number: int
    meant: tuple[Meaning, ...] = ()
    blocks: bool = False


def choices_of(parts: Iterable[Part]) -> tuple[Choice, ...]:
    """What is asked of all sheets: what blocks everything first, then by number of rows."""
    asked: list[Choice] = []
    for part in parts:
        # Of a sheet without known headings the table is only guessed.
        of_all = (*_days(part), *_missing(part), *_headings(part), *_words(part), *_blanks(part))
        asked += of_all if part.raw.placed else _headings(part)
    return _merged(asked)


def without_words(asked: Iterable[Choice]) -> tuple[Choice, ...]:
    """What is asked, of the words under a heading only in how many rows there are some."""
    return _merged(
        attrs.evolve(one, value=None, meant=()) if one.field and one.value else one for one in asked
    )


def _merged(asked: Iterable[Choice]) -> tuple[Choice, ...]:
    found: dict[tuple[Any, ...], Choice] = {}
    for one in asked:
        key = (one.table, one.field, one.heading, one.value)
        before = found.get(key)
        if before is not None:
            one = attrs.evolve(  # noqa: PLW2901
                one, number=before.number + one.number, blocks=before.blocks or one.blocks
            )
        found[key] = one
    return tuple(sorted(found.values(), key=lambda one: (not one.blocks, -one.number)))


def _days(part: Part) -> Iterator[Choice]:
    """Forms of days of which a profile can say what they are."""
    rows: dict[tuple[str, str], set[int | None]] = {}
    for fault in part.faults:
        form = FORMS.get(fault.hint.code) if fault.hint is not None else None
        if form is not None and fault.hint is not None:
            told = dict(fault.hint.parameters)["name"]
            rows.setdefault((form, told), set()).add(fault.row)
    for (form, told), where in rows.items():
        words = (topic("days", one)[f"day_{form}"][0] for one in LANGUAGES)
        meant = Meaning(form, tuple(zip(LANGUAGES, words, strict=True)))
        yield Choice(part.table, None, None, told, len(where), (meant,))


def _blanks(part: Part) -> Iterator[Choice]:
    """Empty cells of a column of codes that every row needs."""
    for field, rows in part.blanks.items():
        kind = part.known[field].vocabulary
        other = next((one for one in kind or () if one.value == "other"), None)
        meant = () if other is None else (Meaning.of_code(other),)
        yield Choice(part.table, field, part.heading(field), "", rows, meant)


def _missing(part: Part) -> Iterator[Choice]:
    titles = _titles(part)
    for fault in part.faults:
        if fault.rule == "column-missing" and fault.column in titles:
            field = titles[fault.column]
            yield Choice(part.table, field, None, None, part.bad.size, blocks=True)


def _titles(part: Part) -> Mapping[str | None, str]:
    layout = part.raw.headings.terms.layout
    return {layout.title(part.table, field): field for field in part.known}


def _headings(part: Part) -> Iterator[Choice]:
    asked = {fault.column for fault in part.faults if fault.rule == "heading-ambiguous"}
    missing = {_titles(part).get(f.column) for f in part.faults if f.rule == "column-missing"}
    layout, fields = part.raw.headings.terms.layout, part.raw.headings.fields(part.table)
    for fault in part.faults:
        if fault.rule == "column-twice" and fault.column is not None and fault.column in fields:
            # Any of those with the same meaning may be the one that is to be left.
            same = [text for text, of in fields.items() if of == fields[fault.column]]
            meant = meant_fields(layout, part.table, fields[fault.column])
            for heading in same if len(same) > 1 else ():
                yield Choice(part.table, None, heading, None, part.bad.size, meant, blocks=True)
    for one in part.unread:
        blocks = one.heading in asked or not missing.isdisjoint(m.code for m in one.meant)
        table = part.table if part.raw.placed else ""
        yield Choice(table, None, one.heading, None, one.number, one.meant, blocks or not table)
        for word, rows, meant in one.words:
            yield Choice(part.table, one.meant[0].code, one.heading, word, rows, meant)


def _words(part: Part) -> Iterator[Choice]:
    fields = part.raw.headings.fields(part.table)
    told: dict[tuple[str | None, str | None], list[Fault]] = {}
    for fault in part.faults:
        if fault.rule in ASKED:
            told.setdefault((fault.column, fault.value), []).append(fault)
    for (heading, value), faults in told.items():
        field = fields.get(heading or "")
        yield Choice(part.table, field, heading, value, len(faults), faults[0].meant)


def framed(
    choices: Sequence[Choice], layout: Layout, backend: Backend | None, language: Language
) -> Any:
    """One row for each: table, field, column, value, rows, meant, blocks."""
    cells: list[tuple[Any, ...]] = [
        (
            layout.sheet(one.table, language) if one.table else None,
            layout.title(one.table, one.field, language) if one.field else None,
            one.heading,
            one.value,
            "; ".join(meaning.text(language) for meaning in one.meant) or None,
        )
        for one in choices
    ]
    names = ("table", "field", "column", "value", "meant")
    columns: dict[str, Any] = {
        name: np.array([*(row[place] for row in cells), None], object)[:-1]
        for place, name in enumerate(names)
    }
    columns["rows"] = np.array([one.number for one in choices], np.int64)
    columns["blocks"] = np.array([one.blocks for one in choices], bool)
    order = ("table", "field", "column", "value", "rows", "meant", "blocks")
    return frame({name: columns[name] for name in order}, backend)
