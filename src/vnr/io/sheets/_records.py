"""Records of a delimited text: where each ends, and what to do where quotes make no sense.

A record is a line. A cell that begins with a quotation mark ends with the next one that is not
doubled, which stands before a delimiter or the end of the line; it may hold line ends. Where that
fails, or where such a cell holds whole rows, the line stands alone with a fault and the next one is
read anew: nothing that a lonely quotation mark has swallowed may vanish.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import count

__all__ = ["MEASURED", "Records", "row_size"]

MEASURED = 1000
"""So many lines of a text tell how many delimiters make a row."""

# The rest of a quoted cell, as far as it stands in this line.
_INSIDE = re.compile(r'[^"]*(?:""[^"]*)*')
# A cell that goes on over more letters than this was never closed; a spreadsheet's has 32 767.
_LONGEST = 1 << 22


class Records:
    """The records of a text as lists of cells; a blank line is a record without content.

    Parameters
    ----------
    lines : iterable of str
        With their ends, of which there are three: CR LF, LF and CR.
    delimiter : str
        One letter.
    size : int
        So many delimiters make a row; in a cell that holds line ends they are swallowed rows.

    Attributes
    ----------
    broken
        Lines whose quotes make no sense, by record, counted from 1.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, size: int) -> None:
        self.broken: list[int] = []
        self._lines = iter(lines)
        # Lines to read anew.
        self._waiting: deque[str] = deque()
        self._delimiter = delimiter
        self._size = size

    def __iter__(self) -> Iterator[list[str]]:
        delimiter, between = self._delimiter, f'"{self._delimiter}"'
        for number in count(1):
            line = self._waiting.popleft() if self._waiting else next(self._lines, None)
            if line is None:
                return
            text = line.rstrip("\r\n")
            if '"' not in text:
                yield text.split(delimiter)
                continue
            if text[0] == text[-1] == '"':
                cells = text[1:-1].split(between)
                if text.count('"') == 2 * len(cells):
                    yield cells
                    continue
            yield self._quoted(number, line)

    def _quoted(self, number: int, line: str) -> list[str]:
        """The cells of the record that begins with a line."""
        taken = [line]
        try:
            cells = self._cells(taken)
            if len(taken) > 1 and all(map(self._is_whole, taken)):
                raise _BrokenError
        except _BrokenError:
            self.broken.append(number)
            self._waiting.extendleft(reversed(taken[1:]))
            alone = line.rstrip("\r\n").split(self._delimiter)
            told = [cell.strip('"') for cell in alone]
            return told if "".join(told).strip() else alone
        return cells

    def _cells(self, taken: list[str]) -> list[str]:
        """The cells of the record that begins with a line; the lines it goes on in are taken too.

        Raises
        ------
        _BrokenError
            If its quotes make no sense.
        """
        cells: list[str] = []
        line, place = taken[0], 0
        while True:
            if line[place : place + 1] == '"':
                cell, line, place = self._quoted_cell(taken, place + 1)
                cells.append(cell)
                after = line[place : place + 1]
                if after in ("", "\r", "\n"):
                    return cells
                if after != self._delimiter:
                    raise _BrokenError
                place += 1
                continue
            end = line.find(self._delimiter, place)
            if end < 0:
                cells.append(line[place:].rstrip("\r\n"))
                return cells
            cells.append(line[place:end])
            place = end + 1

    def _quoted_cell(self, taken: list[str], place: int) -> tuple[str, str, int]:
        """A cell from behind its opening quote; with the line it ends in, and where."""
        pieces: list[str] = []
        letters = 0
        line = taken[-1]
        while True:
            match = _INSIDE.match(line, place)
            end = match.end() if match else place
            pieces.append(line[place:end])
            if end < len(line):
                break
            letters += len(line)
            following = self._waiting.popleft() if self._waiting else next(self._lines, None)
            if following is None or letters > _LONGEST:
                if following is not None:
                    taken.append(following)
                raise _BrokenError
            taken.append(following)
            if self._is_whole(pieces[-1]):
                raise _BrokenError
            line, place = following, 0
        if len(pieces) > 1 and self._is_whole(pieces[-1]):
            raise _BrokenError
        return "".join(pieces).replace('""', '"'), line, end + 1

    def _is_whole(self, piece: str) -> bool:
        """Whether a piece of a text could be a row; in a sentence a blank follows the sign."""
        signs = piece.count(self._delimiter)
        return signs >= self._size and signs - piece.count(self._delimiter + " ") >= self._size


class _BrokenError(Exception):
    """A line whose quotes make no sense."""


def row_size(lines: Iterable[str], delimiter: str) -> int:
    """How many delimiters make a row: the fewest that a usual row has, at least two.

    Parameters
    ----------
    lines : iterable of str
        The first lines of a text, as many as `MEASURED`.
    delimiter : str
        One letter.
    """
    numbers = [
        line.count(delimiter) - line.count(delimiter + " ")
        for line in lines
        if not line.count('"') % 2
    ]
    common = Counter(number for number in numbers if number)
    usual = max(common, key=lambda number: (common[number], number), default=0)
    return max(2, min((number for number in common if 2 * number >= usual), default=0))
