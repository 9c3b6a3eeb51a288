"""Cells in which a day should stand: a day, nothing, or a word such as *tills vidare*."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vnr.io.cells import Dialect, Refused, day_of, is_plain, shape, text_of
from vnr.io.faults import Remark, remark
from vnr.io.template import cell_words
from vnr.register import Column

__all__ = ["day_reader", "written_as"]

_SHORT = re.compile(r"999999")
_DAY_FIRST = re.compile(r"9{1,2}[-/.] ?9{1,2}(?:[-/.] ?| )9999.*")


def written_as(form: str) -> Remark:
    """How a day is written that can't be read, and what a profile may say of it."""
    for pattern, code in ((_SHORT, "written_short"), (_DAY_FIRST, "written_day_first")):
        if pattern.fullmatch(form):
            return remark(code, name=form)
    return remark("written_as", name=form)


def day_reader(column: Column, dialect: Dialect) -> Callable[[Any], int]:
    """A function that reads one cell of a column of days.

    Where nothing has happened yet, such as an end that isn't there, a word may say so. Another
    word is refused by itself, so that a profile can say that it means nothing; of what else is no
    day the shape is told.
    """

    def read(value: Any) -> int:
        if dialect.words and dialect.code(text_of(value)) == "":
            return int(column.missing)
        word = value.strip().casefold() if isinstance(value, str) else ""
        if column.passes and word in cell_words("not_yet"):
            return int(column.missing)
        try:
            return day_of(value, day_first=dialect.day_first, short_year=dialect.short_year)
        except Refused:
            text = text_of(value)
            if is_plain(text):
                raise Refused(("date-word", text)) from None
            raise Refused(("date-invalid", shape(text))) from None

    return read
