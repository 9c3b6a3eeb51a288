"""What a file holds, of whichever kind it is: sheets, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import attrs

from vnr.io._excel import parquet_blocks, read_excel
from vnr.io._packed import from_gzip, from_zip, unpacking
from vnr.io._paths import kind_of, shown, told_apart
from vnr.io.books import Limits, Refused, Workbooks
from vnr.io.faults import Fault, remark
from vnr.io.sheets import Opener, Raw, Terms, UnusualError, blocks_of, read_text

__all__ = ["Contents"]

_NO_LIMIT = 1 << 62


@attrs.frozen(eq=False)
class Contents:
    """Opens files one after the other.

    Attributes
    ----------
    terms
        What headings mean.
    encoding
        Of text files, where it is told.
    limits
        What one file may cost; None for no limit.
    named
        Hidden sheets to read.
    books
        Who reads workbooks.
    """

    terms: Terms
    encoding: str | None
    limits: Limits | None
    named: tuple[str, ...]
    books: Workbooks

    def of(self, path: Path, name: str) -> Iterator[tuple[str, list[Raw | Fault]]]:
        """The sheets of a file, and its faults; of an archive those of each file in it."""
        try:
            data = self._bytes(path)
            if data and kind_of(path.name) == "zip":
                taken: set[str] = set()
                for member, content in from_zip(data, self._most()):
                    inside = told_apart(f"{name}/{shown(member)}", taken)
                    if isinstance(content, Refused):
                        yield inside, [_refused(content, inside)]
                    else:
                        yield inside, self._sheets(content, member, inside)
                return
        except Refused as refused:
            yield name, [_refused(refused, name)]
            return
        sheets = self._sheets(data, path.name, name)
        del data
        yield name, sheets

    def blocks(self, path: Path, name: str, *, size: int) -> Iterator[Raw]:
        """The rows of a large text file, packed by gzip or not, or of Parquet, in blocks.

        Raises
        ------
        UnusualError
            If the file is of another kind, or must be read whole; `of` says what is wrong with it.
        """
        kind = kind_of(path.name)
        try:
            if kind == "parquet":
                yield from parquet_blocks(path, name, self.terms, self.books)
                return
            if kind not in ("text", "gzip"):
                raise UnusualError
            packed = kind == "gzip"
            opener: Opener = (
                partial(unpacking, path, self._most()) if packed else lambda: path.open("rb")
            )
            yield from blocks_of(opener, name, self.terms, self.encoding, size=size)
        except (OSError, Refused):
            raise UnusualError from None

    def _most(self) -> int:
        """Bytes that a packed file may hold."""
        return _NO_LIMIT if self.limits is None else int(self.limits.unpacked)

    def _bytes(self, path: Path) -> bytes:
        """What a file holds now: it may change or go at any time."""
        try:
            if not path.is_file():
                raise Refused("no_file")
            return path.read_bytes()
        except FileNotFoundError:
            raise Refused("no_file") from None
        except PermissionError:
            raise Refused("not_allowed") from None
        except (OSError, ValueError):
            raise Refused("not_readable") from None
        except MemoryError:
            raise Refused("too_large") from None

    def _sheets(self, data: bytes, file: str, name: str) -> list[Raw | Fault]:
        """The sheets in the content of one file, and why it or some can't be read."""
        kind = kind_of(file.rpartition("/")[2])
        try:
            if kind == "gzip" and data:
                data = from_gzip(data, self._most())
            if kind in ("workbook", "parquet"):
                return read_excel(data, kind, name, self.terms, self.books, self.named)
            found = read_text(data, name, self.terms, self.encoding)
        except Refused as refused:
            return [_refused(refused, name)]
        if isinstance(found, str):
            return [Fault(found, name)]
        return [found] if found.placed else [Fault("headings-missing", name), found]


def _refused(refused: Refused, name: str) -> Fault:
    return Fault("file-unreadable", name, hint=remark(refused.code, **refused.parameters))
