"""From cells to stored values: each distinct value is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.frames import Unusable
from vnr.io.cells import Dialect, Refused, coded, contradicts, day_of, days_of, meanings, true_days
from vnr.io.faults import Remark
from vnr.io.parts._day_cells import day_reader, written_as
from vnr.io.sheets import Cells, is_mixed
from vnr.io.template import SOUGHT, Meaning, cell_words, is_showable
from vnr.model import Invariant
from vnr.register import NO_DAY, Column, DamagedError, Keys, Kind, spelt

__all__ = ["Converted", "Refusal", "convert", "holds_days", "is_missing"]

_TRIED = 50
"""Of how many cells it is told whether a column holds days."""
# What a spreadsheet shows where it couldn't work a value out.
_ERROR = re.compile(r"#(?:N/A|[^\W\d_]+(?:/0)?[!?])|Err:\d+")
_NAMED = re.compile(
    r"#N/A|#(VALUE|REF|DIV/0|NUM|NULL|SPILL|CALC|VÄRDEFEL|REFERENS|DIVISION/0|OGILTIGT|SKÄRNING"
    r"|SAKNAS)!|#(NAME|NAMN)\?|Err:\d+"
)
"""Those that are surely nothing else, and are shown."""


@attrs.frozen(eq=False)
class Refusal:
    """Rows of a column that break one rule in one way.

    Attributes
    ----------
    rule
        The rule.
    rows
        Their places, shape ``(rows,)``.
    word
        What stands there, if that is a word under a coded heading that may be shown.
    meant
        What it may have meant, the likeliest first.
    hint
        How it is written, where the word isn't shown.
    """

    rule: str
    places: NDArray[np.intp]
    word: str | None = None
    meant: tuple[Meaning, ...] = ()
    hint: Remark | None = None


@attrs.frozen(eq=False)
class Converted:
    """A column in stored form, and which of its cells were refused.

    Attributes
    ----------
    values
        Stored array, or `Keys` of identifiers and municipalities.
    refused
        The rows that broke a rule.
    padded
        The least of the municipality codes that got their leading zero back; blank if none did.
    """

    values: Any
    refused: list[Refusal]
    padded: str = ""


def is_missing(value: Any) -> bool:
    """Whether a cell says that nothing is recorded."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    text = value.strip().casefold()
    return not text or text in cell_words("missing")


def _error(value: Any) -> Refused | None:
    """What refuses a cell that holds an error of a spreadsheet, which is named if it is known."""
    text = value.strip() if isinstance(value, str) else ""
    if not _ERROR.fullmatch(text):
        return None
    return Refused(("cell-error", text if _NAMED.fullmatch(text) else ""))


def convert(column: Column, cells: Cells, dialect: Dialect) -> Converted:
    """Stored form of one column of cells."""
    if column.kind is Kind.KEY:
        quick = cells.keys()
        if quick is not None:
            return Converted(quick, [])
    if column.kind is Kind.DAY and cells.raw is not None:
        days = days_of(cells.raw, NO_DAY)
        if days is not None:
            return Converted(days[cells.codes], [])
    distinct = cells.distinct()
    if column.kind is Kind.DAY and not dialect.words:
        days = true_days(distinct, NO_DAY)
        if days is not None:
            return Converted(days[cells.codes], [])
    if column.kind is Kind.DAY and dialect.day_first and contradicts(distinct):
        dialect = attrs.evolve(dialect, day_first=False)
    one, padded = _reader(column, dialect)
    stored: list[Any] = []
    broken: dict[tuple[str, str], list[int]] = {}
    identifiers = column.kind in (Kind.KEY, Kind.NAME)
    for place, value in enumerate(distinct):
        found: Any = None if identifiers else column.missing
        if is_missing(value):
            if "" in dialect.words and column.vocabulary is not None:
                # What an empty cell means is said as a code.
                code = dialect.code("") or ""
                found = one(code) if code else found
        else:
            try:
                if isinstance(value, str) and is_mixed(value):
                    raise Refused("encoding-mixed")
                # What stands for a person whom nobody knows is told from others later.
                if column.kind is not Kind.KEY and (error := _error(value)):
                    raise error
                found = one(_single(value, column))
            except Refused as broke:
                # Of a day the shape is told, which is no word of the cell.
                is_day = column.kind is Kind.DAY
                for wrong in broke.broken if is_day else broke.shown(value):
                    broken.setdefault(wrong, []).append(place)
        stored.append(found)
    refused = _refusals(column, cells.codes, broken, len(distinct)) if broken else []
    if identifiers:
        keys = Keys.of(stored)
        return Converted(
            Keys(keys.values, keys.codes[cells.codes]), refused, min(padded, default="")
        )
    array = np.array(stored, column.dtype) if stored else np.empty(0, column.dtype)
    return Converted(array[cells.codes], refused)


def _single(value: Any, column: Column) -> Any:
    """One cell of a frame, in which a set may be a list and anything else may stand."""
    if isinstance(value, tuple) and column.kind in (Kind.BITS, Kind.LEVELS):
        return ";".join(str(member) for member in value if member is not None)
    if isinstance(value, (tuple, Unusable)):
        raise Refused("cell-unusable")
    return value


def _refusals(
    column: Column,
    codes: NDArray[np.int32],
    broken: Mapping[tuple[str, str], list[int]],
    distinct: int,
) -> list[Refusal]:
    """The rows of each broken rule and word; of the commonest words, what may have been meant."""
    of = np.zeros(distinct, bool)
    of[[place for places in broken.values() for place in places]] = True
    rows = np.flatnonzero(of[codes])
    if not rows.size:
        return []
    rows = rows[np.argsort(codes[rows], kind="stable")]
    places, starts = np.unique(codes[rows], return_index=True)
    ends = [*starts.tolist()[1:], rows.size]
    spans = map(slice, starts.tolist(), ends)
    each = dict(zip(places.tolist(), map(rows.__getitem__, spans), strict=True))
    held = {wrong: [each[one] for one in told if one in each] for wrong, told in broken.items()}
    sizes = {wrong: sum(map(len, spans)) for wrong, spans in held.items() if spans}
    commonest = sorted(sizes, key=sizes.__getitem__, reverse=True)
    words = [wrong for wrong in commonest if wrong[1] and wrong[0] != "date-invalid"]
    shown = [wrong for wrong in words if is_showable(wrong[1])]
    meant = {wrong: meanings(column, *wrong) for wrong in shown[:SOUGHT]}
    seen = set(shown)
    return [
        Refusal(
            wrong[0],
            each_of[0] if len(each_of := held[wrong]) == 1 else np.sort(np.concatenate(each_of)),
            wrong[1] if wrong in seen else None,
            meant.get(wrong, ()),
            written_as(wrong[1]) if wrong[0] == "date-invalid" and wrong[1] else None,
        )
        for wrong in commonest
    ]


def _reader(column: Column, dialect: Dialect) -> tuple[Callable[[Any], Any], list[str]]:
    """A function that reads one value of a column, and a list it fills when it pads a code."""
    padded: list[str] = []
    simple: dict[Kind, Callable[[Any], Any]] = {
        Kind.DAY: day_reader(column, dialect),
        Kind.SCORE: _number,
    }
    if column.kind in simple:
        return simple[column.kind], padded
    if column.kind is Kind.KEY:
        return partial(_identifier, nobody=bool(column.marks.get("unknowable"))), padded
    if column.kind is Kind.COUNT:
        return lambda value: _count(value, column.bounds), padded
    return coded(column, dialect, padded), padded


def _identifier(value: Any, *, nobody: bool) -> str | None:
    """An identifier in its one form; what stands for nobody is told from others later."""
    try:
        text = spelt(value)
    except DamagedError:
        raise Refused("id-damaged") from None
    if not nobody and _ERROR.fullmatch(text):
        raise Refused("id-damaged")
    return text or None


def holds_days(cells: Cells) -> bool:
    """Whether most of what stands in a column is days."""
    filled = [value for value in cells.distinct()[:_TRIED] if not is_missing(value)]
    return sum(map(_is_day, filled)) > len(filled) * 0.8


def _is_day(value: Any) -> bool:
    try:
        day_of(value, day_first=True)
    except Refused:
        return False
    return True


def _number(value: Any) -> float:
    try:
        number = float(str(value).strip().replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        raise Refused("number-invalid") from None
    # Python takes 1_000 for a number; nobody else does.
    if not np.isfinite(number) or "_" in str(value):
        raise Refused("number-invalid")
    return number


def _count(value: Any, bounds: Invariant | None) -> int:
    if isinstance(value, str):
        # 2 st.
        written, _, word = value.strip().partition(" ")
        value = written if word.strip().casefold() in cell_words("pieces") else value
    number = _number(value)
    if number != int(number) or abs(number) >= 2**31:
        raise Refused("number-invalid")
    if bounds is not None and not bounds.holds(int(number)):
        raise Refused(bounds.code)
    return int(number)
