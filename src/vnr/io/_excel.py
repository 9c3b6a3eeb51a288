"""Workbooks, xlsx, xls and ods, every sheet; and Parquet, which is as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs

from vnr.errors import require
from vnr.io.books import Block, Refused, Sheet, Workbooks
from vnr.io.cells import Serial1904
from vnr.io.faults import Fault, remark
from vnr.io.sheets import Raw, Terms, UnusualError, collect
from vnr.words import LANGUAGES, text

__all__ = ["parquet_blocks", "read_excel"]

_TOGETHER: Final = 10
"""So many blocks of a Parquet file are taken as one."""
_PARQUET: Final = b"PAR1"


_LIBRARIES = {
    "workbook": (("python_calamine", "excel"), ("xlrd", "excel")),
    "parquet": (("pyarrow", "arrow"),),
}


def read_excel(
    data: bytes, kind: str, file: str, terms: Terms, books: Workbooks, named: tuple[str, ...]
) -> list[Raw | Fault]:
    """Read every sheet of the ``workbook``, or the ``parquet``, that has known headings.

    Or say why the file can't be read. A hidden sheet is left out unless it is among those
    `named`; what has only unknown headings isn't `placed`.

    Parameters
    ----------
    data : bytes
        The content.
    kind : str
        What its name says that it is.
    file : str
        What it is called.
    terms : Terms
        What headings mean.
    books : Workbooks
        Who reads it.
    named : tuple of str
        Hidden sheets to read.

    Raises
    ------
    MissingExtraError
        If a library that reads workbooks isn't installed.
    """
    if not data:
        return [Fault("file-empty", file)]
    for library, extra in _LIBRARIES[kind]:
        require(library, extra)
    # The template's own sheet has the words to choose from.
    codes = tuple(text("reading", "codes_sheet", language) for language in LANGUAGES)
    found: list[Raw] = []
    unknown: list[Raw | Fault] = []
    passed_over: list[str] = []
    hidden: list[str] = []
    try:
        for sheet in books.sheets(data, skip=codes, named=named):
            if sheet.hidden:
                hidden.append(sheet.name)
                continue
            raw = collect(file, sheet.name or None, _rows(sheet), terms, [], merged=sheet.merged)
            if raw is not None and raw.placed:
                found.append(raw)
                continue
            passed_over.append(sheet.name)
            unknown += [raw] if raw is not None else []
    except Refused as refused:
        hint = remark(refused.code, **refused.parameters)
        return [Fault("file-unreadable", file, hint=hint)]
    left_out = remark("sheets_hidden", sheets=tuple(hidden)) if hidden else None
    if not found:
        return [Fault("headings-missing", file, hint=left_out), *unknown]
    if left_out:
        found[0].notes.append(left_out)
    if passed_over:
        found[0].notes.append(remark("sheets_passed_over", sheets=tuple(passed_over)))
    return [*found, *unknown]


def parquet_blocks(path: Path, file: str, terms: Terms, books: Workbooks) -> Iterator[Raw]:
    """The rows of a Parquet file, some at a time, numbered as if it were read whole.

    Raises
    ------
    UnusualError
        Where totals or pages turn up, headings aren't the names of its columns, or it is no
        Parquet file.
    Refused
        If it can't be read.
    """
    require("pyarrow", "arrow")
    with path.open("rb") as opened:
        if opened.read(len(_PARQUET)) != _PARQUET:
            raise UnusualError
    for sheet in books.sheets(path):
        blocks, before = iter(sheet.blocks), 0
        headings = [*islice(blocks, 1)]
        while some := [*islice(blocks, _TOGETHER)]:
            raw = collect(file, None, [*headings, *some], terms, [])
            if raw is None or not raw.placed or raw.notes or not raw.numbers.size:
                raise UnusualError
            yield attrs.evolve(raw, numbers=raw.numbers + before)
            before += sum(one.height if isinstance(one, Block) else 1 for one in some)
        if not before:
            raise UnusualError


def _rows(sheet: Sheet) -> Iterable[Block | Sequence[Any]]:
    """The rows of a sheet, with numbers that know from when days are numbered."""
    if not sheet.since_1904:
        return sheet.blocks
    return (
        [Serial1904(cell) if type(cell) in (int, float) else cell for cell in row]
        for row in sheet.lines
    )
