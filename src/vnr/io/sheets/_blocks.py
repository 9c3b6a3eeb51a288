"""A text file too large for memory: its rows in blocks, each read as a file of its own."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Protocol

import attrs
import numpy as np

from vnr.io.faults import remark
from vnr.io.sheets._arrow import Form, by_pyarrow
from vnr.io.sheets._count import counted
from vnr.io.sheets._csv import FAST, HEAD, form_of
from vnr.io.sheets._grid import LOOKED_AT, heading_row
from vnr.io.sheets._headings import Headings, Terms
from vnr.io.sheets._raw import Raw
from vnr.io.sheets._records import Records

__all__ = ["Opener", "UnusualError", "blocks_of"]

_ABOVE = "rows_above"


class UnusualError(Exception):
    """A file isn't large, or what stands in it can only be told of the whole."""


class Readable(Protocol):
    """What bytes are read from, so many at a time and fewer only at the end."""

    def read(self, size: int, /) -> bytes: ...


Opener = Callable[[], AbstractContextManager[Readable]]


def blocks_of(
    opener: Opener, file: str, terms: Terms, encoding: str | None, *, size: int
) -> Iterator[Raw]:
    """The rows of a large text file in blocks.

    Parameters
    ----------
    opener : callable
        Opens the file.
    file : str
        What it is called.
    terms : Terms
        What headings mean.
    encoding : str or None
        Where it is told.
    size : int
        Bytes of a block.

    Yields
    ------
    Raw
        Some of the rows, numbered as in the file.

    Raises
    ------
    UnusualError
        If it isn't large, or where totals, pages, or quotes that make no sense turn up: the file
        is read whole.
    """
    with opener() as opened:
        first = opened.read(size)
        if not find_spec("pyarrow") or len(first) < size or len(opened.read(size)) < size:
            raise UnusualError
    name = encoding or _encoding(opener)
    if name not in FAST:
        raise UnusualError
    start = len(codecs.BOM_UTF8) if first.startswith(codecs.BOM_UTF8) else 0
    form = form_of(first[:HEAD].decode(name, "replace"), name, start, terms)
    if form is None:
        raise UnusualError
    text = TextIOWrapper(BytesIO(first), encoding=name, errors="replace", newline="")
    top = list(islice(Records(text, form.delimiter, form.row_size), LOOKED_AT))
    best = heading_row([Headings(row, terms) for row in top])
    count = counted(first[: _whole(first)], start, form.delimiter, form.row_size)
    if best is None or count is None or count.ends.size <= best:
        raise UnusualError
    told = [
        remark("encoding_given" if encoding else "encoding", encoding=name),
        remark("delimiter", delimiter="tab" if form.delimiter == "\t" else form.delimiter),
    ]
    head = first[: int(count.ends[best]) + 1]
    for raw in _Blocks(opener, file, form, top, terms, head, best).read(size):
        yield attrs.evolve(raw, notes=[*told, *raw.notes])


@attrs.frozen(eq=False)
class _Blocks:
    """A file, how it is written, its top, and all up to the row of headings."""

    opener: Opener
    file: str
    form: Form
    top: list[list[str]]
    terms: Terms
    head: bytes
    best: int

    def read(self, size: int) -> Iterator[Raw]:
        """The rows in blocks of about so many bytes."""
        before, rest = 0, b""
        with self.opener() as opened:
            opened.read(len(self.head))
            while True:
                piece = opened.read(size)
                data = rest + piece
                cut = len(data) if not piece else _whole(data)
                if not cut:
                    if not piece:
                        return
                    rest = data
                    continue
                rest = data[cut:]
                raw, records = self._block(data[:cut])
                yield attrs.evolve(raw, numbers=raw.numbers + before)
                before += records

    def _block(self, rows: bytes) -> tuple[Raw, int]:
        """One block, numbered as if it stood right below the headings; and its records."""
        data, form = self.head + rows, self.form
        raw = by_pyarrow(self.file, data, form, self.top, self.terms, [])
        if raw is None or any(note.code != _ABOVE for note in raw.notes):
            raise UnusualError
        count = counted(data, form.start, form.delimiter, form.row_size)
        assert count is not None
        return raw, int(count.ends.size) - self.best - 1


def _encoding(opener: Opener) -> str:
    """BOM, else strict UTF-8, else cp1252, of the whole file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opener() as opened:
        piece = opened.read(1 << 20)
        for mark, name in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if piece.startswith(mark):
                return name
        try:
            while piece:
                decoder.decode(piece)
                piece = opened.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _whole(data: bytes) -> int:
    """Bytes up to the last line that ends outside of quotes; 0 if there is none."""
    if b'"' not in data:
        return data.rfind(b"\n") + 1
    letters = np.frombuffer(data, np.uint8)
    outside = np.flatnonzero(letters == ord("\n"))
    quotes = np.flatnonzero(letters == ord('"'))
    even = np.searchsorted(quotes, outside) % 2 == 0
    return int(outside[even][-1]) + 1 if even.any() else 0
