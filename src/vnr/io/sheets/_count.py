"""Records counted in the bytes of a text, by no reader: what a fast one is held against."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["Counted", "counted"]

_BLOCK = 1 << 18
_QUOTE, _FEED, _RETURN, _BLANK = b'"\n\r '


@attrs.frozen(eq=False)
class Counted:
    """The records of a text whose quotes are as they should be.

    Attributes
    ----------
    ends
        Place of the line feed that ends each record, or the end of the text; shape ``(records,)``.
    blank
        Which records are blank lines, shape ``(records,)``.
    quoted, wrapped
        Whether there is any quotation mark, and whether some cell holds a line end.
    """

    ends: NDArray[np.int64]
    blank: NDArray[np.bool_]
    quoted: bool
    wrapped: bool


def counted(data: bytes, start: int, delimiter: str, size: int) -> Counted | None:
    """Count the records from a place on, or None where anything is unusual.

    That is a zero byte, a carriage return alone, a quotation mark that neither opens nor closes a
    cell, and a cell that may hold whole rows.

    Parameters
    ----------
    data : bytes
        A text in an encoding that writes ASCII as ASCII.
    start : int
        Where it begins, behind a byte order mark.
    delimiter : str
        One letter.
    size : int
        So many delimiters make a row.
    """
    if b"\0" in data:
        return None
    walk = _Walk(data, start, ord(delimiter), size)
    ends = walk.ends()
    if ends is None:
        return None
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    return Counted(ends, _blank(data, start, ends), walk.quoted, walk.wrapped)


def _blocks(start: int, data: bytes) -> Iterator[tuple[int, int]]:
    """Pieces that end with a line, so that none is too large for the processor's own memory."""
    low = start
    while low < len(data):
        high = data.rfind(b"\n", low, low + _BLOCK) + 1 or data.find(b"\n", low) + 1 or len(data)
        yield low, high
        low = high


def _blank(data: bytes, start: int, ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which records hold nothing at all."""
    lengths = np.diff(ends, prepend=start - 1) - 1
    blank = lengths == 0
    ones = np.flatnonzero(lengths == 1)
    letters = np.frombuffer(data, np.uint8)
    blank[ones] = letters[ends[ones] - 1] == _RETURN
    return blank


class _Walk:
    """One walk through a text, block by block."""

    def __init__(self, data: bytes, start: int, delimiter: int, size: int) -> None:
        self.quoted, self.wrapped = b'"' in data, False
        self._data, self._start = data, start
        self._letters = np.frombuffer(data, np.uint8)
        self._has_returns = b"\r" in data
        self._delimiter, self._size = delimiter, size
        # Whether the next block begins inside a cell.
        self._open = False
        # Every second mark opens; a doubled one closes and opens again.
        self._before = np.zeros(256, bool)
        self._before[[delimiter, _FEED, _QUOTE]] = True
        self._behind = self._before.copy()
        self._behind[_RETURN] = True

    def ends(self) -> NDArray[np.int64] | None:
        """Places of the line feeds that end records; None where anything is unusual."""
        found = [np.empty(0, np.int64)]
        for low, high in _blocks(self._start, self._data):
            block = self._letters[low:high]
            feeds = np.flatnonzero(block == _FEED)
            if self._has_returns:
                pairs = np.count_nonzero(block[feeds[feeds > 0] - 1] == _RETURN)
                if np.count_nonzero(block == _RETURN) != pairs:
                    return None
            if self.quoted and not self._is_quoted_throughout(block):
                marks = np.flatnonzero(block == _QUOTE)
                if not self._are_right(low, marks):
                    return None
                inside = (np.searchsorted(marks, feeds) + self._open) % 2 == 1
                if inside.any():
                    self.wrapped = True
                    if self._holds_rows(block, marks, feeds, inside):
                        return None
                feeds = feeds[~inside]
                self._open ^= marks.size % 2 == 1
            found.append(feeds + low)
        return None if self._open else np.concatenate(found)

    def _is_quoted_throughout(self, block: NDArray[np.uint8]) -> bool:
        """Whether each cell of a block stands in quotation marks and holds none, nor a line end.

        Then each mark but the first and the last belongs to one ``";"``, or to one line end between
        two marks, and each line end to such a pair.
        """
        marks = block == _QUOTE
        lines = block == _FEED
        last = block.size - 2 - int(block.size > 2 and block[-2] == _RETURN)
        if self._open or last < 1 or not (lines[-1] and marks[0] and marks[last]):
            return False
        between = block[1:-1] == self._delimiter
        between |= lines[1:-1]
        pairs = marks[:-2] & between & marks[2:]
        taken = np.zeros(block.size, bool)
        taken[:-2] = pairs
        taken[2:] ^= pairs
        feeds = np.count_nonzero(pairs & lines[1:-1])
        if self._has_returns:
            pairs = marks[:-3] & (block[1:-2] == _RETURN) & lines[2:-1] & marks[3:]
            taken[:-3] ^= pairs
            taken[3:] ^= pairs
            feeds += np.count_nonzero(pairs)
        # A mark that two pairs share is none of theirs here.
        return bool(
            np.count_nonzero(taken) == np.count_nonzero(marks) - 2
            and not (taken[0] or taken[last])
            and feeds == np.count_nonzero(lines) - 1
        )

    def _are_right(self, low: int, marks: NDArray[np.intp]) -> bool:
        """Whether each mark of the block from `low` on opens or closes a cell."""
        opening, closing = marks[int(self._open) :: 2], marks[1 - int(self._open) :: 2]
        before = self._letters[low + opening - 1]
        if low == self._start and marks.size and not marks[0]:
            before[0] = _FEED
        last = len(self._data) - 1
        behind = self._letters[np.minimum(low + closing + 1, last)]
        if closing.size and low + closing[-1] == last:
            behind[-1] = _FEED
        return bool(self._before[before].all() and self._behind[behind].all())

    def _holds_rows(
        self,
        block: NDArray[np.uint8],
        marks: NDArray[np.intp],
        feeds: NDArray[np.intp],
        inside: NDArray[np.bool_],
    ) -> bool:
        """Whether a cell may have swallowed rows, in the lines of one block."""
        signs = np.flatnonzero(block == self._delimiter)
        # In a sentence a blank follows it.
        signs = signs[block[np.minimum(signs + 1, block.size - 1)] != _BLANK]
        quoted = signs[(np.searchsorted(marks, signs) + self._open) % 2 == 1]
        lines = np.append(feeds, block.size)
        enough = np.diff(np.searchsorted(signs, lines), prepend=0) >= self._size
        enough_quoted = np.diff(np.searchsorted(quoted, lines), prepend=0) >= self._size
        continues, goes_on = np.append(self._open, inside), np.append(inside, False)
        # What stands before a block is unknown.
        before = np.append(True, enough[:-1])
        return bool(((continues | goes_on) & enough_quoted | continues & enough & before).any())
