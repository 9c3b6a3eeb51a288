"""The records of a delimited text, letter by letter: slow, obvious, and written apart from vnr's."""

from __future__ import annotations

from typing import Any

from vnr.io.sheets import Raw


def lines_of(text: str) -> list[str]:
    """Lines with their ends: CR LF, LF or CR, and nothing else."""
    lines, line = [], ""
    for place, letter in enumerate(text):
        line += letter
        if letter == "\n" or (letter == "\r" and text[place + 1 : place + 2] != "\n"):
            lines.append(line)
            line = ""
    return [*lines, line] if line else lines


def row_size(lines: list[str], delimiter: str) -> int:
    """The fewest delimiters of a usual row: one of half as many as the commonest number, or more."""
    numbers = [bare(line, delimiter) for line in lines if line.count('"') % 2 == 0]
    numbers = [number for number in numbers if number > 0]
    if not numbers:
        return 2
    usual = max(sorted(numbers), key=lambda number: (numbers.count(number), number))
    return max(2, min(number for number in numbers if number >= usual / 2))


def bare(piece: str, delimiter: str) -> int:
    """Delimiters that no blank follows."""
    return sum(
        letter == delimiter and piece[place + 1 : place + 2] != " "
        for place, letter in enumerate(piece)
    )


def records_of(text: str, delimiter: str) -> list[list[str] | str]:
    """Each record as its cells; as its line where the quotes make no sense."""
    lines = lines_of(text)
    size = row_size(lines, delimiter)
    records: list[list[str] | str] = []
    while lines:
        cells, used = _record(lines, delimiter, size)
        records.append(lines[0] if cells is None else cells)
        lines = lines[used:]
    return records


def _record(lines: list[str], delimiter: str, size: int) -> tuple[list[str] | None, int]:
    cells, cell, state = [], "", "start"
    pieces = [""]
    for used, line in enumerate(lines, start=1):
        for letter in line:
            if state == "quoted":
                if letter == '"':
                    state = "closed"
                else:
                    cell += letter
                pieces[-1] += letter
                continue
            if state == "closed" and letter == '"':
                cell += letter
                pieces[-1] += letter
                state = "quoted"
            elif letter == delimiter or letter in "\r\n":
                if len(pieces) > 1 and any(bare(piece, delimiter) >= size for piece in pieces):
                    return None, 1
                pieces = [""]
                if letter == delimiter:
                    cells.append(cell)
                    cell, state = "", "start"
            elif state == "closed":
                return None, 1
            elif state == "start" and letter == '"':
                state = "quoted"
            else:
                state = "plain"
                cell += letter
        if state != "quoted":
            whole = used > 1 and all(bare(line, delimiter) >= size for line in lines[:used])
            torn = len(pieces) > 1 and any(bare(piece, delimiter) >= size for piece in pieces)
            return (None, 1) if whole or torn else ([*cells, cell], used)
        if bare(pieces[-1], delimiter) >= size:
            return None, 1
        pieces.append("")
    return None, 1


def content(raw: Raw | str) -> Any:
    """All that is read: the rows with their numbers, the faults and the notes."""
    if isinstance(raw, str):
        return raw
    columns = [[cells.distinct()[code] for code in cells.codes.tolist()] for cells in raw.cells]
    return raw.headings.texts, columns, raw.numbers.tolist(), sorted(raw.faults), raw.notes
