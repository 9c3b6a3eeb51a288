"""Words that aren't shown, since they are or look like an identifier of the delivery, or like people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import attrs
import numpy as np

from vnr.io.cells import text_of, words_in
from vnr.io.parts import REPEATED, Part
from vnr.io.sheets import Cells
from vnr.io.template import tells_who
from vnr.register import Kind

__all__ = ["withhold"]

_NUMBER = re.compile(r"\d+")
_APART = re.compile(r"[\s,.'’´`-]+")
_LOOKED_AT = 1000
"""Of how many identifiers of a column the shape is looked at."""
_PEOPLE = 10
"""So many different ones in a column may be names of people; fewer may be what a system writes so."""
_LINKING = frozenset(
    [
        "af",
        "av",
        "al",
        "ap",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "dos",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
    ]
)
"""Words within names of people that have a small letter."""


def withhold(parts: Iterable[Part]) -> None:
    """Take words out of the faults that equal an identifier, have the shape of one, or are people.

    Columns that slid put people under coded headings: ``s17`` among ``s1`` to ``s99`` is nobody's
    word for a reason, nor is ``Anna Berg`` among many such that hardly any row repeats. The row is
    still counted and placed. One digit alone is a code, and tells nobody.
    """
    parts = list(parts)
    words = {fault.value for part in parts for fault in part.faults if fault.value is not None}
    words |= {word for part in parts for one in part.unread for word, *_ in one.words}
    if not words:
        return
    plain = {word: _plain(word) for word in words}
    within = _within(parts, words)
    wanted = {*plain.values(), *within}
    taken: set[str] = set()
    shapes: set[str] = set()
    for cells in _telling(parts):
        values = _plain_values(cells)
        taken |= wanted.intersection(values)
        shapes.update(map(_shape, values[:: max(1, len(values) // _LOOKED_AT)]))
    shapes.discard("")
    hidden = {
        word
        for word, same in plain.items()
        if same and not _is_digit(same) and (same in taken or _shape(same) in shapes)
    }
    told = {cell for cell in within if cell in taken or _shape(cell) in shapes}
    hidden |= {word for cell in told for word in within[cell]}
    for part in parts:
        hidden |= _people(part)
    for part in parts if hidden else ():
        part.faults[:] = [
            attrs.evolve(fault, value=None, meant=()) if fault.value in hidden else fault
            for fault in part.faults
        ]
        part.unread[:] = [
            attrs.evolve(one, words=tuple(told for told in one.words if told[0] not in hidden))
            for one in part.unread
        ]


def _telling(parts: Iterable[Part]) -> Iterator[Cells]:
    """The columns that tell who somebody is, read or not."""
    for part in parts:
        headings = part.raw.headings
        for heading, cells in zip(headings.texts, part.raw.cells, strict=False):
            field = headings.fields(part.table).get(heading)
            column = part.known.get(field or "")
            if column.marks.get("identifier") if column else tells_who(heading):
                yield cells


def _within(parts: Iterable[Part], words: Collection[str]) -> dict[str, list[str]]:
    """Cells of which a word is only a part: an identifier may hold a comma, or a stroke."""
    cells_of: dict[str, list[str]] = {}
    for part in parts:
        headings = part.raw.headings
        for heading, cells in zip(headings.texts, part.raw.cells, strict=False):
            field = headings.fields(part.table).get(heading)
            column = part.known.get(field or "")
            if column is None or column.kind not in (Kind.BITS, Kind.LEVELS):
                continue
            for text in map(text_of, cells.distinct()):
                pieces = [word for word in words_in(text) if word in words and word != text]
                if pieces:
                    cells_of.setdefault(_plain(text), []).extend(pieces)
    return cells_of


def _people(part: Part) -> set[str]:
    """Unknown words of columns where most such are written as names, and stand in few rows each."""
    asked: dict[str | None, set[str]] = {
        one.heading: {*map(_first, one.words)} for one in part.unread
    }
    for fault in part.faults:
        if fault.value is not None:
            asked.setdefault(fault.column, set()).add(fault.value)
    people: set[str] = set()
    for heading, cells in zip(part.raw.headings.texts, part.raw.cells, strict=False):
        words = asked.get(heading, ())
        if len(words) < _PEOPLE:
            continue
        rows = np.bincount(cells.codes, minlength=cells.size).tolist()
        unknown, named, standing, found = 0, 0, 0, set[str]()
        for text, number in zip(map(text_of, cells.distinct()), rows, strict=True):
            pieces = {text} if text in words else {*words_in(text)}.intersection(words)
            unknown += bool(pieces)
            if pieces and _is_name(text):
                named += 1
                standing += number
                found |= pieces
        if named >= _PEOPLE and named * 2 > unknown and named * REPEATED > standing:
            people |= found
    return people


def _first(told: tuple[str, int, object]) -> str:
    return told[0]


def _is_name(text: str) -> bool:
    """Whether a text is written as somebody's name: two words or more, with capitals."""
    if text.islower():
        return False
    words = [word for word in _APART.split(text) if word and word not in _LINKING]
    return len(words) > 1 and all(word.isalpha() and word[0].isupper() for word in words)


def _plain_values(cells: Cells) -> list[str]:
    """What stands in a column, as it is compared."""
    if cells.raw is None or not cells.raw.size:
        return [_plain(text_of(value)) for value in cells.distinct()]
    # Bytes hold no zero, so that all are made small at once.
    folded = b"\0".join(cells.raw.tolist()).decode("ascii").casefold().split("\0")
    return [one if one.isalnum() else " ".join(one.split()) for one in folded]


def _plain(text: str) -> str:
    folded = text.casefold()
    return folded if folded.isalnum() else " ".join(folded.split())


def _is_digit(plain: str) -> bool:
    return len(plain) == 1 and plain.isdigit()


def _shape(plain: str) -> str:
    """Letters and digits as kinds; blank for what has only one of them, as words and codes do."""
    # A text of one kind is told in a moment, which most are.
    if plain.isalpha() or plain.isdigit():
        return ""
    if not _NUMBER.search(plain) or not any(map(str.isalpha, plain)):
        return ""
    return _NUMBER.sub("9", plain)
