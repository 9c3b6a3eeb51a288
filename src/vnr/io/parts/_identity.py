"""What in a text may tell who somebody is, so that it isn't shown."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import attrs

from vnr.io.faults import Remark
from vnr.io.sheets import Raw
from vnr.register import without_numbers

__all__ = ["is_number_heading", "may_tell_who", "nameless", "without_names"]

_LONG = 9
"""A text with so many digits may be somebody's number; a date has eight."""
_HEADING = re.compile(r"pers(on)?\W{0,2}(nummer|nr)|^p\W{0,2}nr|personal.?number")


def may_tell_who(text: str) -> bool:
    """Whether a text holds as many digits as somebody's number, right or not, so that none is shown."""
    return len(text) >= _LONG and sum(map(str.isdigit, text)) >= _LONG


def is_number_heading(heading: str) -> bool:
    """Whether a heading says that personal numbers stand under it."""
    return _HEADING.search(heading.casefold()) is not None


def nameless(name: str, day: date) -> str:
    """A name of a file or sheet, with a sign in the place of personal numbers."""
    return without_numbers(name, day) if may_tell_who(name) else name


def without_names(raw: Raw, day: date) -> Raw:
    """A sheet whose name, and what was noted of it, hold nobody's number."""

    def plain(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(plain, value))
        return nameless(value, day) if isinstance(value, str) else value

    raw.notes[:] = [Remark(note.code, plain(note.parameters), note.sheet) for note in raw.notes]
    return attrs.evolve(raw, sheet=plain(raw.sheet), title=plain(raw.title))
