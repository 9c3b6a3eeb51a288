"""Text files: encoding, delimiter, and the rows; by pyarrow where it is installed and it pays."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain, islice

import numpy as np

from vnr.io.faults import Remark, remark
from vnr.io.sheets._arrow import Form, by_pyarrow
from vnr.io.sheets._grid import LOOKED_AT, collect
from vnr.io.sheets._headings import Headings, Terms
from vnr.io.sheets._raw import Raw
from vnr.io.sheets._records import MEASURED, Records, row_size
from vnr.io.sheets._unknown_row import unknown_row
from vnr.words import refusal

__all__ = ["FAST", "HEAD", "form_of", "is_mixed", "read_text"]

_DELIMITERS = (";", ",", "\t", "|")
HEAD = 64 * 1024
# Below this size the plain reader is as fast, and it says more of what is wrong.
FAST_FROM = 2_000_000
FAST = ("cp1252", "utf-8", "utf-8-sig")
_CONTROLS = bytes([*range(9), *range(14, 32)])
# A text with more control characters than one in so many is none.
_CONTROL = 100
_MIXED = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ\u2018\u2019“”•–—˜™š›œŸ¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿]"
)


def read_text(data: bytes, file: str, terms: Terms, encoding: str | None) -> Raw | str:
    """Read the content of a text file, called `file`; or say by which rule it can't be read.

    Where it has no known headings, and a row that looks like some, that isn't `placed`.

    Rows are numbered as a spreadsheet shows them: blank ones count, and a row with line ends in
    a cell is one.
    """
    if not data or (data[:HEAD].isspace() and data.isspace()):
        return "file-empty"
    notes: list[Remark] = []
    name = encoding or _encoding(data)
    try:
        head = data[:HEAD].decode(name, errors="replace")
    except (LookupError, ValueError):
        # Python also has codecs, such as idna, that are no encodings of files.
        raise refusal("encoding", name=f"{encoding!r}") from None
    if not _is_text(data[:HEAD], name):
        return "file-unreadable"
    notes.append(remark("encoding_given" if encoding else "encoding", encoding=name))
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    form = form_of(head, name, start, terms)
    if form is None:
        return "headings-missing"
    delimiter = form.delimiter
    notes.append(remark("delimiter", delimiter="tab" if delimiter == "\t" else delimiter))
    # Bytes that the encoding does not know become a mark, which is no valid value anywhere.
    text = TextIOWrapper(BytesIO(data), encoding=name, errors="replace", newline="")
    records = Records(text, delimiter, form.row_size)
    rows = iter(records)
    top = list(islice(rows, LOOKED_AT))
    if len(data) >= FAST_FROM and name in FAST and find_spec("pyarrow"):
        fast = by_pyarrow(file, data, form, top, terms, notes)
        if fast is not None:
            return fast
    ends_open = not data[-2:].endswith((b"\n", b"\r", b"\n\0", b"\r\0"))
    found = collect(file, None, chain(top, rows), terms, notes, ends_open=ends_open)
    if found is None:
        return "headings-missing"
    # Of a row of totals it doesn't matter.
    broken = np.intersect1d(records.broken, found.numbers).tolist()
    found.faults.extend(("quote-unclosed", row) for row in broken)
    return found


def form_of(head: str, encoding: str, start: int, terms: Terms) -> Form | None:
    """How a text is written, by its first letters; None if nothing there may be headings."""
    return _form(head, encoding, start, terms) or _likely_form(head, encoding, start)


def _encoding(data: bytes) -> str:
    """BOM, else strict UTF-8, else cp1252."""
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
        return "cp1252"
    return "utf-8"


def _is_text(head: bytes, encoding: str) -> bool:
    """Whether a file holds letters for the most part."""
    control = len(head) - len(head.translate(None, _CONTROLS))
    return encoding.startswith("utf-16") or control * _CONTROL <= len(head)


def is_mixed(text: str) -> bool:
    """Whether a text holds what is no letter, or one of UTF-8 that was read as cp1252."""
    return "\ufffd" in text or "\0" in text or _MIXED.search(text) is not None


def _form(head: str, encoding: str, start: int, terms: Terms) -> Form | None:
    """The delimiter under which some row has the most known headings, and how many make a row."""
    best, score = None, 1
    lines = _lines(head)
    # Without it no row has two headings.
    for delimiter in (one for one in _DELIMITERS if one in head):
        size = row_size(lines[:MEASURED], delimiter)
        for row in islice(Records(lines, delimiter, size), LOOKED_AT):
            known = Headings(row, terms).known
            if known > score:
                best, score = Form(encoding, start, delimiter, size), known
    return best


def _likely_form(head: str, encoding: str, start: int) -> Form | None:
    """The delimiter under which a row that may be headings has the most cells, if any has."""
    best, most = None, 1
    lines = _lines(head)
    for delimiter in (one for one in _DELIMITERS if one in head):
        size = row_size(lines[:MEASURED], delimiter)
        top = list(islice(Records(lines, delimiter, size), LOOKED_AT))
        row = unknown_row(top)
        if row is not None and len(top[row]) > most:
            best, most = Form(encoding, start, delimiter, size), len(top[row])
    return best


def _lines(text: str) -> list[str]:
    """The lines of a text, where a file's would end; not at a form feed as for str."""
    return list(StringIO(text, newline=""))
