"""A large text file by pyarrow: the whole at once, held against the records counted in its bytes."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import Remark, remark
from vnr.io.sheets._count import Counted, counted
from vnr.io.sheets._factorised import factorised
from vnr.io.sheets._grid import heading_row
from vnr.io.sheets._headings import Headings, Terms
from vnr.io.sheets._page import (
    Again,
    Titles,
    begins_total,
    beside,
    footnotes,
    is_total,
    without_numbers,
)
from vnr.io.sheets._raw import Cells, Raw
from vnr.io.template import cell_words

__all__ = ["Form", "by_pyarrow"]

_BLOCK = 8 << 20
# Letters that are no blanks.
_INK = np.zeros(256, bool)
_INK[33:127] = True
_ALPHANUMERIC = np.array([chr(sign).isalnum() for sign in range(256)])


@attrs.frozen
class Form:
    """How a text file is written.

    Attributes
    ----------
    encoding
        Its encoding.
    start
        Where the text begins, behind a byte order mark.
    delimiter
        One letter.
    row_size
        How many delimiters make a row.
    """

    encoding: str
    start: int
    delimiter: str
    row_size: int


def by_pyarrow(
    file: str,
    data: bytes,
    form: Form,
    top: Sequence[Sequence[str]],
    terms: Terms,
    notes: Sequence[Remark],
) -> Raw | None:
    """Read a text at once; None where anything is unusual, which the plain reader explains.

    Parameters
    ----------
    file : str
        The file's name.
    data : bytes
        The text.
    form : Form
        How it is written, in an encoding that writes ASCII as ASCII.
    top : sequence of rows
        The first records as the plain reader has them, among them the headings.
    terms, notes
        As in `collect`.
    """
    import pyarrow as pa

    count = counted(data, form.start, form.delimiter, form.row_size)
    headings = [Headings(row, terms) for row in top]
    best = heading_row(headings)
    if count is None or best is None:
        return None
    first = int(count.ends[best]) + 1
    if data.startswith(BOM_UTF8, first):
        # It would be taken for one of the whole file.
        return None
    table = _table(memoryview(data)[first:], len(top[best]), form, count)
    lines = np.flatnonzero(~count.blank[best + 1 :])
    if table is None or table.num_rows != lines.size:
        return None
    columns = dict(enumerate(table.columns))
    del table
    # pyarrow and numpy let go of the interpreter at it, so the columns go side by side: no more
    # than can be worked on at once, each from memory that is then free for the next.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cells = list(pool.map(lambda at: factorised(columns.pop(at), form.encoding), [*columns]))
    pa.default_memory_pool().release_unused()
    width = len(headings[best].texts)
    if any(value != "" for column in cells[width:] for value in column.distinct()):
        return None
    told = [*notes, *([remark("rows_above", number=best)] if best else [])]
    numbers = lines + best + 2
    blank = _blank_rows(cells)
    left_out = np.zeros(numbers.size, bool) if blank is None else blank
    totals = sorted(_total_rows(cells))
    pages = sorted(
        {*_again_rows(cells, headings[best].texts), *_title_rows(cells, top[:best])} - {*totals}
    )
    left_out[totals] = left_out[pages] = True
    foot = footnotes(~left_out, totals, lambda row: _row(cells, row))
    left_out[foot] = True
    told += [remark("total_row", row=int(numbers[row])) for row in totals]
    told += beside(numbers[pages].tolist(), numbers[foot].tolist())
    cells = cells[:width]
    if left_out.any():
        numbers = numbers[~left_out]
        cells = [column.some(~left_out) for column in cells]
    return Raw(file, None, headings[best], cells, numbers, [], told)


def _table(data: memoryview, width: int, form: Form, count: Counted) -> Any:
    """The records under the headings as a table of bytes; None where pyarrow refuses them."""
    import pyarrow as pa
    from pyarrow import csv as pc

    names = [f"c{place}" for place in range(width)]
    try:
        return pc.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=pc.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=pc.ParseOptions(
                delimiter=form.delimiter,
                quote_char='"' if count.quoted else False,
                newlines_in_values=count.wrapped,
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _blank_rows(cells: Iterable[Cells]) -> NDArray[np.bool_] | None:
    """Rows in which nothing stands but blanks; None if there is none."""
    blank: NDArray[np.bool_] | None = None
    for column in sorted(cells, key=_distinct):
        values = _passing(
            column,
            lambda letters: np.logical_not(_INK[letters].any(axis=1)),
            lambda value: not value.strip(),
        )
        if not values.any():
            return None
        blank = values[column.codes] if blank is None else values[column.codes] & blank
    return blank if blank is not None and blank.any() else None


def _row(cells: Iterable[Cells], row: int) -> list[str]:
    return [_value(column, column.codes[row]) for column in cells]


def _again_rows(cells: Sequence[Cells], texts: Sequence[str]) -> list[int]:
    """Rows that hold the headings again, as the plain reader knows them."""
    again = Again(texts)
    column = cells[again.place]
    begins = _passing(column, lambda letters: _may_begin(letters, again.words), again.may_begin)
    rows = np.flatnonzero(begins[column.codes]).tolist() if begins.any() else []
    return [row for row in rows if again.is_row(_row(cells, row))]


def _title_rows(cells: Sequence[Cells], above: Sequence[Sequence[str]]) -> list[int]:
    """Rows that hold what stands above the headings again, as the plain reader knows them."""
    titles, found = Titles(above), list[int]()
    for place, firsts in titles.firsts.items():
        if place < len(cells):
            column = cells[place]
            begins = _passing(column, _may_hold(firsts), partial(_holds, firsts))
            rows = np.flatnonzero(begins[column.codes]).tolist() if begins.any() else []
            for row in rows:
                texts = _row(cells, row)
                if titles.is_row(texts, [text for text in texts if text]):
                    found.append(row)
    return found


def _holds(texts: Sequence[str], value: str) -> bool:
    return without_numbers(value) in texts


def _may_hold(texts: Sequence[str]) -> Callable[[NDArray[np.uint8]], NDArray[np.bool_]]:
    """Which bytes may be one of several texts without their numbers, by the first letter."""
    first = ~_ALPHANUMERIC
    for text in texts:
        signs = "0123456789" if text[:1] == "#" else text[:1] + text[:1].upper()
        first[list(signs.encode("ascii", "ignore"))] = True
    return lambda letters: first[letters[:, 0]]


def _total_rows(cells: Sequence[Cells]) -> list[int]:
    """Rows that sum up the others, as the plain reader knows them."""
    found: list[int] = []
    left: NDArray[np.bool_] | None = None
    for column in cells:
        starts = _passing(
            column,
            lambda letters: _may_begin(letters, cell_words("total")),
            begins_total,
        )
        if starts.any():
            rows = starts[column.codes] if left is None else starts[column.codes] & left
            for row in np.flatnonzero(rows).tolist():
                texts = _row(cells, row)
                if is_total(texts, [text for text in texts if text]):
                    found.append(row)
        # A row's first cell is the first in which something stands.
        empty = _passing(column, lambda letters: letters[:, 0] == 0, lambda value: not value)
        if not empty.any():
            break
        left = empty[column.codes] if left is None else empty[column.codes] & left
    return found


def _may_begin(letters: NDArray[np.uint8], words: Iterable[str]) -> NDArray[np.bool_]:
    """Which bytes begin with two letters of a word, or with a sign before it."""
    pairs = np.zeros((256, 256), bool)
    pairs[1:128] = ~_ALPHANUMERIC[1:128, None]
    for word in words:
        for one, two in product({word[0], word[0].upper()}, {word[1:2], word[1:2].upper()}):
            if (one + two).isascii():
                pairs[ord(one), ord(two or "\0")] = True
    second = letters[:, 1] if letters.shape[1] > 1 else np.zeros(len(letters), np.uint8)
    found: NDArray[np.bool_] = pairs[letters[:, 0], second]
    return found


def _passing(
    column: Cells,
    may_pass: Callable[[NDArray[np.uint8]], NDArray[np.bool_]],
    passes: Callable[[str], bool],
) -> NDArray[np.bool_]:
    """Which distinct values pass a test; of bytes, only those that may pass are asked."""
    if column.raw is None:
        return np.array([passes(value) for value in column.values or ()], bool)
    found = np.zeros(column.raw.size, bool)
    letters = column.raw.view(np.uint8).reshape(column.raw.size, -1)
    for place in np.flatnonzero(may_pass(letters)).tolist():
        found[place] = passes(_value(column, place))
    return found


def _value(column: Cells, code: int) -> str:
    if column.raw is None:
        return str((column.values or ())[code])
    return str(column.raw[code].decode("ascii"))


def _distinct(column: Cells) -> int:
    return len(column.values or ()) if column.raw is None else int(column.raw.size)
