"""Text files: encoding, delimiter, and the rows; by pyarrow where it is installed and it pays."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import count
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.io._grid import collect
from vnr.io._headings import Headings, Terms
from vnr.io._raw import Cells, Raw
from vnr.io._remark import Remark, remark

__all__ = ["read_csv"]

_DELIMITERS = (";", ",", "\t", "|")
_HEAD = 64 * 1024
# Below this size the plain reader is as fast, and it says more of what is wrong.
FAST_FROM = 2_000_000
_MIXED = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ\u2018\u2019“”•–—˜™š›œŸ¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿]"
)


def read_csv(path: Path, file: str, terms: Terms, encoding: str | None) -> Raw | str:
    """Read a text file, called `file`; or say by which rule it can't be read."""
    with path.open("rb") as content:
        size = path.stat().st_size
        if not size:
            return "file-empty"
        # A large file is looked at where it lies instead of being copied first.
        if size >= FAST_FROM:
            # Never closed by hand: pyarrow's threads may look at it a moment longer than we do.
            data = mmap(content.fileno(), 0, access=ACCESS_READ)
            return _read(path, file, data, terms, encoding)
        return _read(path, file, content.read(), terms, encoding)


def _read(
    path: Path, file: str, data: bytes | mmap, terms: Terms, encoding: str | None
) -> Raw | str:
    if data[:_HEAD].isspace() and data[:].isspace():
        return "file-empty"
    notes: list[Remark] = []
    name = encoding or _encoding(data)
    if name is None:
        return "file-unreadable"
    if b"\0" in data[:_HEAD] and not name.startswith("utf-16"):
        return "file-unreadable"
    try:
        head = data[:_HEAD].decode(name, errors="replace")
    except (LookupError, ValueError):
        # Python also has codecs, such as idna, that are no encodings of files.
        raise DataError(f"there is no encoding {encoding!r}; try cp1252 or utf-8") from None
    notes.append(remark("encoding_given" if encoding else "encoding", encoding=name))
    delimiter = _delimiter(head, terms)
    if delimiter is None:
        return "headings-missing"
    notes.append(remark("delimiter", delimiter="tab" if delimiter == "\t" else delimiter))
    if len(data) >= FAST_FROM and find_spec("pyarrow") and name in ("cp1252", "utf-8"):
        fast = _by_pyarrow(file, data, delimiter, name, terms, list(notes))
        if fast is not None:
            return fast
    ends_open = not data[-2:].endswith((b"\n", b"\r", b"\n\0", b"\r\0"))
    reader = _Rows(path, name, delimiter)
    found = collect(file, None, reader, terms, notes, ends_open=ends_open)
    if found is None:
        return "headings-missing"
    found.faults.extend(("quote-unclosed", row) for row in reader.broken)
    return found


class _Rows:
    """Rows of a text file. One whose quotes make no sense is its first line, as it stands."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.broken: list[int] = []
        self._path = path
        self._encoding = encoding
        self._delimiter = delimiter

    def __iter__(self) -> Iterator[list[str]]:
        # Bytes that the encoding does not know become a mark, which is no valid value anywhere.
        with self._path.open(encoding=self._encoding, errors="replace", newline="") as text:
            lines = _Lines(text)
            rows = csv.reader(lines, delimiter=self._delimiter, strict=True)
            for number in count(1):
                lines.taken.clear()
                try:
                    yield next(rows)
                except StopIteration:
                    return
                except csv.Error:
                    # Nothing that a lonely quote has swallowed may vanish: the next line is read
                    # anew. It has swallowed no more than csv.field_size_limit().
                    self.broken.append(number)
                    first, *swallowed = lines.taken
                    lines.waiting.extendleft(reversed(swallowed))
                    rows = csv.reader(lines, delimiter=self._delimiter, strict=True)
                    yield first.rstrip("\r\n").split(self._delimiter)


class _Lines:
    """Lines of a text, and which were taken since one last cleared them."""

    def __init__(self, text: TextIO) -> None:
        self.taken: list[str] = []
        self.waiting: deque[str] = deque()
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self._text)
        self.taken.append(line)
        return line


def _encoding(data: bytes | mmap) -> str | None:
    """BOM, else strict UTF-8, else cp1252; None for what is no text."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data[: len(mark)] == mark:
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        control = sum(byte < 9 or 13 < byte < 32 for byte in data[:_HEAD])
        return None if control > len(data[:_HEAD]) / 100 else "cp1252"
    return "utf-8"


def is_mixed(text: str) -> bool:
    """Whether a text read as cp1252 holds a letter that was written in UTF-8."""
    return "\ufffd" in text or _MIXED.search(text) is not None


def _delimiter(head: str, terms: Terms) -> str | None:
    """The delimiter under which some row has the most known headings."""
    lines = head.splitlines()[:60]
    best, score = None, 1
    for delimiter in _DELIMITERS:
        for row in csv.reader(lines, delimiter=delimiter):
            known = Headings(row, terms).known
            if known > score:
                best, score = delimiter, known
    return best


def _by_pyarrow(
    file: str,
    data: bytes | mmap,
    delimiter: str,
    encoding: str,
    terms: Terms,
    notes: list[Remark],
) -> Raw | None:
    """The whole file at once; None where anything is unusual, which the plain reader explains."""
    import pyarrow as pa
    from pyarrow import csv as pc

    head = data[:_HEAD].decode(encoding, errors="replace").splitlines()
    first = next(csv.reader(head[:1], delimiter=delimiter))
    headings = Headings(first, terms)
    if (first and not first[-1].strip()) or headings.known < 2:
        return None
    names = [f"c{place}" for place in range(len(first))]
    try:
        table = pc.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=pc.ReadOptions(column_names=names, skip_rows=1, block_size=8 << 20),
            parse_options=pc.ParseOptions(delimiter=delimiter),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    last = data[-_HEAD:].rstrip().rpartition(b"\n")[2].split(delimiter.encode())[0]
    if last.strip(b" ").lower().startswith((b"summa", b"tot", b"sum", b"antal")):
        return None
    # pyarrow lets go of the interpreter while it encodes, so the columns go side by side.
    with ThreadPoolExecutor() as pool:
        cells = list(pool.map(lambda name: _arrow_cells(table[name], encoding), names))
    rows = np.arange(2, 2 + cells[0].codes.size)
    return Raw(file, None, headings, cells, rows, [], notes)


def _arrow_cells(column: Any, encoding: str) -> Cells:
    """One column: the dictionary as bytes if it is all ASCII, else as texts."""
    import pyarrow as pa

    # All chunks share the last one's dictionary.
    chunks = column.dictionary_encode().chunks
    codes = np.concatenate(
        [np.empty(0, np.int32), *(chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks)]
    )
    values = chunks[-1].dictionary if chunks else pa.array([], pa.binary())
    offsets = np.frombuffer(values.buffers()[1], np.int32)[: len(values) + 1]
    buffer = values.buffers()[2]
    content = np.frombuffer(buffer, np.uint8) if buffer is not None else np.empty(0, np.uint8)
    content = content[offsets[0] : offsets[-1]]
    if content.size and content.max() < 128:
        return Cells(codes, raw=_fixed(content, offsets - offsets[0]))
    return Cells(codes, [value.decode(encoding, "replace") for value in values.to_pylist()])


def _fixed(content: NDArray[np.uint8], offsets: NDArray[np.int32]) -> NDArray[np.bytes_]:
    """Bytes of different lengths as an array of one width."""
    lengths = np.diff(offsets)
    width = max(int(lengths.max(initial=1)), 1)
    if (lengths == width).all():
        return content.copy().view(f"S{width}")
    wide = np.zeros((lengths.size, width), np.uint8)
    wide[np.arange(width) < lengths[:, None]] = content
    return wide.reshape(-1).view(f"S{width}")
