"""From rows of cells to a sheet: the headings are found, titles, totals and blanks set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from vnr.io._alias import TABLES, cell_words, fold, headings
from vnr.io._profile import Profile
from vnr.io._raw import Cells, Raw
from vnr.io._remark import Remark, remark

__all__ = ["LOOKED_AT", "collect", "heading_score"]

LOOKED_AT = 40


def heading_score(row: Sequence[Any], profile: Profile) -> int:
    """How many cells of a row are headings of the one table that knows the most of them."""
    texts = [value for value in row if isinstance(value, str) and value.strip()]
    own = sum(profile.field(text) is not None for text in texts)
    return own + max(sum(fold(text) in headings(table) for text in texts) for table in TABLES)


def collect(
    file: str,
    sheet: str | None,
    rows: Iterable[Sequence[Any]],
    profile: Profile,
    notes: list[Remark],
    *,
    ends_open: bool = False,
) -> Raw | None:
    """Read a sheet's rows, one after the other, into columns of distinct values.

    Parameters
    ----------
    file, sheet
        Where the rows come from.
    rows
        All rows from the top, of any lengths.
    profile
        The deliverer's headings.
    notes
        What was noticed before; more is added.
    ends_open
        Whether the file ends in the middle of a line, so that a short last row is cut.

    Returns
    -------
    Raw or None
        None if no row holds at least two known headings.
    """
    stream = iter(rows)
    top = list(islice(stream, LOOKED_AT))
    scores = [heading_score(row, profile) for row in top]
    best = max(range(len(top)), key=scores.__getitem__, default=0)
    if not top or scores[best] < 2:
        return None
    if best:
        notes.append(remark("rows_above", number=best))
    head = [str(value).strip() if value is not None else "" for value in top[best]]
    while head and not head[-1]:
        head.pop()
    width = len(head)
    columns: list[dict[Any, int]] = [{} for _ in head]
    codes: list[list[int]] = [[] for _ in head]
    numbers: list[int] = []
    faults: list[tuple[str, int]] = []
    last: Sequence[Any] = ()
    for number, row in enumerate(chain(top[best + 1 :], stream), start=best + 2):
        filled = [value for value in row if value is not None and value != ""]
        if not filled or not any(str(value).strip() for value in filled):
            continue
        if _is_total(row, filled):
            notes.append(remark("total_row", row=number))
            continue
        if any(value not in (None, "") for value in row[width:]):
            faults.append(("row-too-long", number))
        numbers.append(number)
        last = row
        for place in range(width):
            value = row[place] if place < len(row) else ""
            key = (type(value), value) if not isinstance(value, str) else value
            known = columns[place]
            codes[place].append(known.setdefault(key, len(known)))
    if ends_open and numbers and len(last) < width:
        faults.append(("row-cut", numbers[-1]))
    cells = [
        Cells(
            np.array(code, np.int32),
            [key if isinstance(key, str) else key[1] for key in known],
        )
        for code, known in zip(codes, columns, strict=True)
    ]
    return Raw(file, sheet, head, cells, np.array(numbers, np.int64), faults, notes)


def _is_total(row: Sequence[Any], filled: Sequence[Any]) -> bool:
    first, totals = filled[0], cell_words("total")
    if not isinstance(first, str) or not first.casefold().strip(" :").startswith(tuple(totals)):
        return False
    # A total has its word and one or two sums; a case's row has an identity and a date.
    return len(filled) <= max(2, len(row) // 3) and fold(first) in totals
