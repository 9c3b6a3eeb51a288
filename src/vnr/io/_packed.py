"""Packed files: unpacked in memory, and no further than a limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from vnr.io._paths import kind_of
from vnr.io.books import Refused
from vnr.io.sheets import UnusualError

__all__ = ["from_gzip", "from_zip", "unpacking"]

_CHUNK = 1 << 20
_MEMBERS = 1000


def from_gzip(data: bytes, most: int) -> bytes:
    """What a file packed by gzip holds.

    Raises
    ------
    Refused
        If it is damaged, or holds more than so many bytes.
    """
    try:
        # First it is only counted: what is too large is never kept.
        with gzip.GzipFile(fileobj=BytesIO(data)) as content:
            size = 0
            while piece := content.read(_CHUNK):
                size += len(piece)
                if size > most:
                    raise _large(most)
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        raise Refused("damaged") from None


@contextmanager
def unpacking(path: Path, most: int) -> Iterator[Unpacking]:
    """A file packed by gzip, from which no more than so many bytes are read."""
    with gzip.open(path) as content:
        yield Unpacking(content, most)


class Unpacking:
    """What a packed file holds, a piece at a time."""

    def __init__(self, content: gzip.GzipFile, most: int) -> None:
        self._content, self._left = content, most

    def read(self, size: int) -> bytes:
        """The next so many bytes; fewer at the end.

        Raises
        ------
        UnusualError
            If it is damaged, or holds too much: `from_gzip` says what is wrong.
        """
        try:
            piece = self._content.read(size)
        except (OSError, EOFError, zlib.error):
            raise UnusualError from None
        self._left -= len(piece)
        if self._left < 0:
            raise UnusualError
        return piece


def from_zip(data: bytes, most: int) -> Iterator[tuple[str, bytes | Refused]]:
    """Name and content of the files in an archive that may be read, or why one can't be.

    Raises
    ------
    Refused
        If the archive is damaged, or holds more files than anybody delivers.
    """
    try:
        archive = ZipFile(BytesIO(data))
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir()
            and not member.filename.startswith("__MACOSX/")
            and kind_of(member.filename.rpartition("/")[2]) is not None
        ]
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused("damaged") from None
    if len(members) > _MEMBERS:
        raise Refused("packed_many", files=_MEMBERS)
    if not members:
        raise Refused("packed_none")
    with archive:
        names: set[str] = set()
        for member in members:
            if member.filename in names:
                raise Refused("packed_same", name=member.filename)
            names.add(member.filename)
            try:
                content = _content(archive, member, most)
            except Refused as refused:
                yield member.filename, refused
            else:
                most -= len(content)
                yield member.filename, content


def _content(archive: ZipFile, member: ZipInfo, most: int) -> bytes:
    if member.flag_bits & 1:
        raise Refused("has_password")
    if kind_of(member.filename.rpartition("/")[2]) == "zip":
        raise Refused("packed_twice")
    try:
        # Of a member no more is unpacked than its size, which is told and checked.
        if member.file_size > most:
            raise _large(most)
        return archive.read(member)
    except Refused:
        raise
    except Exception:  # noqa: BLE001
        # Of a damaged archive zipfile says this and that: zlib.error, EOFError, OverflowError …
        raise Refused("damaged") from None


def _large(most: int) -> Refused:
    return Refused("packed_large", megabytes=round(most / 1e6))
