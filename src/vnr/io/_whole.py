"""What came of a delivery that was read in parts, told as of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from vnr.io._account import FileRead
from vnr.io._choices import Choice, without_words
from vnr.io._coverage import coverage_of
from vnr.io._empty import Empty, asks, note_empty
from vnr.io._pieces import Piece, PieceRead, Pieces, taken_of
from vnr.io._recognition import Recognition, merged
from vnr.io._to_columns import account_of, settled
from vnr.io.faults import Fault, Faults, Remark
from vnr.register import Coverage

__all__ = ["Whole", "whole_of"]


@attrs.frozen(eq=False)
class Whole:
    """The account of all parts together.

    Attributes
    ----------
    coverage
        Who delivered what.
    faults, files, notes, asked, recognitions
        As in `Reading`; what is asked of words only by their number.
    """

    coverage: Coverage
    faults: Faults
    files: tuple[FileRead, ...]
    notes: tuple[Remark, ...]
    asked: tuple[Choice, ...]
    recognitions: tuple[Recognition, ...]


def whole_of(pieces: Pieces, beside: Sequence[Piece], reads: Sequence[PieceRead]) -> Whole:
    """What is told of the whole.

    Parameters
    ----------
    pieces : Pieces
        The delivery.
    beside : sequence of Piece
        Sheets that hang together with no row: of coverage, empty ones, and those nobody knows.
    reads : sequence of PieceRead
        Every part; their rows aren't needed.
    """
    asked = pieces.asked
    for read in reads:
        asked.terms.met.update(read.met)
    taken = taken_of(pieces, beside)
    found = settled(taken.sheets, taken.unknown, asked.secret, asked.window, pieces.schema)
    cases, contacts, aside = (
        sorted({code for read in reads for code in read.occurring[place]}) for place in range(3)
    )
    told = coverage_of(found.sheets, cases, contacts, asked.window, aside)
    held: dict[str, frozenset[str]] = {}
    for read in reads:
        for code, names in read.held.items():
            held[code] = held.get(code, frozenset()) | names
    coverage = told.settled(lambda: held).clipped(asked.window)
    note_empty(found.sheets, told, coverage)
    faults = [
        *pieces.faults,
        *(fault for part in found.sheets for fault in part.faults),
        *_once(fault for read in reads for fault in read.faults),
    ]
    notes = _empty_notes(reads, told, coverage)
    files = [
        _account(
            name,
            [account_of(name, found.sheets), *(read.files[place] for read in reads)],
            pieces.notes(name),
            notes.get(name, []),
        )
        for place, name in enumerate(pieces.names)
    ]
    unmet = asked.terms.unmet(read=bool(taken.sheets) or any(read.any for read in reads))
    return Whole(
        coverage,
        Faults(faults),
        tuple(files),
        unmet,
        without_words([*found.asked, *(one for read in reads for one in read.asked)]),
        merged([*taken.recognitions, *(one for read in reads for one in read.recognitions)]),
    )


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """Faults, of which each part tells; those of a whole sheet once."""
    listed = list(faults)
    whole = dict.fromkeys(fault for fault in listed if fault.row is None)
    return [*whole, *(fault for fault in listed if fault.row is not None)]


def _account(
    name: str, parts: Sequence[FileRead], before: Sequence[Remark], after: Sequence[Remark]
) -> FileRead:
    notes = [*before, *(note for part in parts for note in part.notes), *after]
    accepted = sum(part.accepted for part in parts)
    return FileRead(
        name,
        sum(part.rows_read for part in parts),
        accepted,
        sum(part.rejected for part in parts),
        _together(notes, accepted),
        sum(part.repeated for part in parts),
    )


def _together(notes: Sequence[Remark], accepted: int) -> tuple[Remark, ...]:
    """Notes of all parts: each once, with the numbers of all."""
    numbers: dict[tuple[object, ...], int] = {}
    first: dict[tuple[object, ...], Remark] = {}
    roles = any(note.code == "role_lacking" for note in notes)
    for note in notes:
        told = dict(note.parameters)
        number = told.pop("number", 0)
        # Whether no row at all has a role is told by how many lack one.
        code = "role_lacking" if note.code == "role_absent" else note.code
        # One code is named of those that lacked their zero: the least, as of the whole file.
        named = () if code == "zeros_restored" else map(str, told.items())
        key: tuple[object, ...] = (code, note.sheet, *named)
        numbers[key] = numbers.get(key, 0) + number
        first[key] = (
            min(first.get(key, note), note) if code == "zeros_restored" else first.get(key, note)
        )
    made = []
    for key, note in first.items():
        parameters = tuple(
            (name, numbers[key] if name == "number" else value) for name, value in note.parameters
        )
        code = note.code
        if code in ("role_absent", "role_lacking"):
            # Without a column of roles, rows set aside are counted too.
            absent = not roles and numbers[key] >= accepted
            code = "role_absent" if absent else "role_lacking"
        made.append(Remark(code, parameters, note.sheet))
    return tuple(made)


def _empty_notes(
    reads: Sequence[PieceRead], told: Coverage, coverage: Coverage
) -> dict[str, list[Remark]]:
    """What is asked of columns that are empty in every part."""
    all_of: dict[tuple[str, str | None, str], Empty] = {}
    for read in reads:
        for one in read.empty:
            key = (one.file, one.sheet, one.table)
            before = all_of.get(key, one)
            all_of[key] = attrs.evolve(
                before,
                places=before.places | one.places,
                headings=tuple(name for name in before.headings if name in one.headings),
            )
    found: dict[str, list[Remark]] = {}
    for one in all_of.values():
        found.setdefault(one.file, []).extend(
            note.of(one.sheet) for note in asks(one, told, coverage)
        )
    return found
