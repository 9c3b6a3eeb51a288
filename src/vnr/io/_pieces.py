"""A delivery in pieces: blocks of its files, what hangs together in them, and one part of it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io._account import FileRead
from vnr.io._choices import Choice, without_words
from vnr.io._coverage import set_aside
from vnr.io._empty import Empty, empties
from vnr.io._frames import read_frame
from vnr.io._opening import Delivered, Question, Taken, faults_of, meant
from vnr.io._recognition import Recognition
from vnr.io._to_columns import account_of, settled
from vnr.io.faults import Fault, Remark
from vnr.io.parts import part_of, without_names
from vnr.io.sheets import Cells, Headings, Raw, UnusualError
from vnr.register import (
    Columns,
    ContactRows,
    Keys,
    Schema,
    first_equal,
    holdings,
    one_form,
    splitmix,
)

__all__ = ["Links", "Piece", "PieceRead", "Pieces", "Sheet", "taken_of"]

Nodes = NDArray[np.uint64]
_NOTHING: Final = np.uint64(0)
_CASE, _PERSON, _NUMBER = 1, 2, 3


@attrs.frozen(eq=False)
class Links:
    """By what the rows of a block hang together with others, shape ``(rows,)``; 0 is nothing.

    Attributes
    ----------
    case, person, number
        Keyed hashes of the case with its municipality, of the person, and of the record system's
        own number of what the row hangs on.
    """

    case: Nodes
    person: Nodes
    number: Nodes


@attrs.frozen(eq=False)
class Sheet:
    """A sheet, without its rows."""

    file: str
    name: str | None
    row: list[Any]
    title: str | None
    placed: bool


@attrs.frozen(eq=False)
class Piece:
    """Some rows of a sheet, as they stand."""

    sheet: int
    cells: list[Cells]
    numbers: NDArray[np.int64]
    faults: list[tuple[str, int]]

    def some(self, rows: NDArray[np.intp]) -> Piece:
        """Some of the rows."""
        numbers = self.numbers[rows]
        kept = set(numbers.tolist()) if self.faults else set()
        return Piece(
            self.sheet,
            [_some(cells, rows) for cells in self.cells],
            numbers,
            [one for one in self.faults if one[1] in kept],
        )


def _some(cells: Cells, rows: NDArray[np.intp]) -> Cells:
    places, inverse = np.unique(cells.codes[rows], return_inverse=True)
    codes = np.asarray(inverse, np.int32)
    if cells.raw is not None:
        return Cells(codes, raw=cells.raw[places])
    values = cells.values or []
    return Cells(codes, [values[place] for place in places.tolist()])


@attrs.frozen(eq=False)
class PieceRead:
    """What came of reading one part of a delivery.

    Attributes
    ----------
    columns, contacts
        The accepted rows.
    faults, files
        What is wrong, and the account of every file, of these rows.
    held, occurring
        What is found of each municipality, and who has cases, contacts, or rows set aside.
    empty
        Of each sheet the headings under which nothing stands, with what they deliver.
    asked, recognitions
        What isn't known, without words, and what headings and words were taken for.
    met
        The lines of the profile that something answered to.
    any
        Whether any sheet was read.
    """

    columns: Columns | None
    contacts: ContactRows | None
    faults: list[Fault]
    files: list[FileRead]
    held: Mapping[str, frozenset[str]]
    occurring: tuple[list[str], list[str], set[str]]
    empty: list[Empty]
    asked: tuple[Choice, ...]
    recognitions: list[Recognition]
    met: set[tuple[str, str]]
    any: bool

    def told(self) -> PieceRead:
        """All but the rows."""
        return attrs.evolve(self, columns=None, contacts=None)


class Pieces:
    """A delivery whose rows are told apart before they are read.

    Parameters
    ----------
    asked : Question
        How it is read.
    schema : Schema
        What is stored.
    secret : bytes
        What the hashes are keyed by.
    """

    def __init__(self, asked: Question, schema: Schema, secret: bytes) -> None:
        self.asked, self.schema = asked, schema
        self.sheets: list[Sheet] = []
        self.names: list[str] = []
        self.faults: list[Fault] = []
        self.told: dict[int, list[Remark]] = {}
        self.elsewhere: set[bytes] = set()
        self.beside: list[Piece] = []
        self._key = np.frombuffer(secret, np.uint64)

    # Blocks

    def meant(self, paths: Any) -> Delivered:
        """The frames and files that are meant, of folders too; `paths` as in `read`."""
        return meant(paths)

    def blocks(self, delivered: Delivered, size: int) -> Iterator[Piece | None]:
        """The rows of every file; None takes back what came of the file before it.

        Parameters
        ----------
        delivered
            What `meant` gives.
        size : int
            Bytes of a block of a large text file.
        """
        frames, files, names = delivered
        for name, data in frames.items():
            yield from self._whole(name, read_frame(data, name, self.asked.terms))
        with self.asked.contents() as contents:
            for path, name in zip(files, names, strict=True):
                sheets, known = len(self.sheets), len(self.names)
                try:
                    yield from self._blocks(name, contents.blocks(path, name, size=size))
                    continue
                except UnusualError:
                    taken = len(self.sheets) > sheets
                    del self.sheets[sheets:], self.names[known:]
                if taken:
                    yield None
                for inside, found in contents.of(path, name):
                    yield from self._whole(inside, found)

    def _blocks(self, name: str, several: Iterable[Raw]) -> Iterator[Piece]:
        self.names.append(name)
        number = len(self.sheets)
        for raw in several:
            if len(self.sheets) == number:
                self._add(raw)
            yield Piece(number, raw.cells, raw.numbers, raw.faults)

    def _whole(self, name: str, found: list[Raw | Fault]) -> Iterator[Piece]:
        self.names.append(name)
        self.faults += faults_of(name, found)
        for raw in found:
            if isinstance(raw, Raw):
                yield Piece(self._add(raw), raw.cells, raw.numbers, raw.faults)

    def _add(self, raw: Raw) -> int:
        self.sheets.append(
            Sheet(raw.file, raw.sheet, list(raw.headings.cells), raw.title, raw.placed)
        )
        self.told[len(self.sheets) - 1] = list(raw.notes)
        return len(self.sheets) - 1

    def raw(self, piece: Piece) -> Raw:
        """A piece as a sheet, with what was noticed of it."""
        sheet = self.sheets[piece.sheet]
        headings = Headings(sheet.row, self.asked.terms)
        told = list(self.told[piece.sheet])
        return Raw(
            sheet.file, sheet.name, headings, list(piece.cells), piece.numbers, list(piece.faults),
            told, sheet.title, sheet.placed,
        )  # fmt: skip

    # What hangs together

    def table(self, piece: Piece) -> str | None:
        """The table that a sheet belongs to; None if nobody knows."""
        sheet = self.sheets[piece.sheet]
        if not sheet.placed:
            return None
        headings = Headings(sheet.row, self.asked.terms)
        return headings.match(sheet.name or sheet.title, sheet.file).table

    def links(self, piece: Piece) -> Links:
        """By what the rows hang together with others."""
        raw = without_names(self.raw(piece), self.asked.window.end)
        match = raw.headings.match(raw.sheet or raw.title, raw.file)
        number = self.asked.terms.layout.number_of(match.table)
        wanted = {*self.schema.keys, number}
        kept = {match.places.get(field) for field in wanted if field is not None}
        size = piece.numbers.size
        blank = Cells(np.zeros(size, np.int32), [None])
        cells = [one if place in kept else blank for place, one in enumerate(raw.cells)]
        part = part_of(attrs.evolve(raw, cells=cells), self.asked.window.end)
        columns = {name: part.columns.get(name) for name in wanted if name is not None}
        place, case = columns["municipality"], columns["case_id"]
        if match.table == "interventions" and isinstance(place, Keys):
            self.elsewhere.update(place.values[np.unique(place.codes[place.codes >= 0])].tolist())
        of_case = self._hashed(case, _CASE, size)
        there = (of_case != _NOTHING) & (self._hashed(place, _CASE, size) != _NOTHING)
        of_case = np.where(
            there, splitmix(of_case + splitmix(self._hashed(place, _CASE, size))), _NOTHING
        )
        whose = columns["person_id"]
        if isinstance(whose, Keys):
            forms, _ = one_form(whose.values, self.asked.window.end)
            if self.asked.secret is not None:
                # A mapping may lead several numbers to one person.
                forms = self.asked.secret.of_forms(forms)[0]
            values = np.array([form.encode() for form in forms], np.bytes_)
            whose = Keys(values.reshape(-1), whose.codes)
        return Links(
            of_case,
            self._hashed(whose, _PERSON, size),
            self._hashed(columns.get(number or ""), _NUMBER, size),
        )

    def _hashed(self, keys: Keys | None, kind: int, size: int) -> Nodes:
        """A keyed hash of each row's identifier. Where two meet, they share a part: no harm."""
        if keys is None or not keys.values.size:
            return np.zeros(size, np.uint64)
        width = -(-keys.values.dtype.itemsize // 8) * 8
        words = keys.values.astype(f"S{width}").view(np.uint64).reshape(keys.values.size, -1)
        hashed = np.full(keys.values.size, self._key[kind % self._key.size] + np.uint64(kind))
        for word in words.T:
            # Zeros at the end are no part of a value, whatever its column's width.
            hashed = np.where(word != 0, splitmix(hashed ^ word), hashed)
        hashed |= np.uint64(1)
        return np.append(hashed, _NOTHING)[keys.codes]

    # Reading

    def read(self, pieces: Sequence[Piece]) -> PieceRead:
        """Read some rows of all sheets, in their order, that hang together with no others."""
        taken = taken_of(self, pieces)
        window = self.asked.window
        found = settled(
            taken.sheets, taken.unknown, self.asked.secret, window, self.schema, self.elsewhere
        )
        faults = [fault for part in found.sheets for fault in part.faults]
        files = [account_of(name, found.sheets) for name in self.names]
        return PieceRead(
            found.columns,
            found.contacts,
            [attrs.evolve(fault, value=None, meant=()) for fault in faults],
            files,
            holdings(found.columns, found.contacts.stored),
            (
                found.columns.occurring(),
                found.contacts.stored.occurring(),
                set_aside(found.sheets),
            ),
            empties(found.sheets),
            without_words(found.asked),
            taken.recognitions,
            set(self.asked.terms.met),
            bool(found.sheets),
        )

    def notes(self, name: str) -> list[Remark]:
        """What was noticed of a file as such."""
        return [
            note.of(raw.sheet)
            for number, sheet in enumerate(self.sheets)
            if sheet.file == name and number in self.told
            for raw in [without_names(self.raw(_no_rows(number)), self.asked.window.end)]
            for note in raw.notes
        ]


def _no_rows(sheet: int) -> Piece:
    return Piece(sheet, [], np.empty(0, np.int64), [])


def taken_of(pieces: Pieces, some: Sequence[Piece]) -> Taken:
    """Some rows of a delivery as parts, in the order of its sheets."""
    taken = Taken()
    for number in range(len(pieces.sheets)):
        mine = [piece for piece in some if piece.sheet == number]
        if mine:
            raw = attrs.evolve(pieces.raw(joined(mine)), notes=[])
            taken.take(raw, pieces.asked.window)
    return taken


def joined(pieces: Sequence[Piece]) -> Piece:
    """Pieces of one sheet as one."""
    if len(pieces) == 1:
        return pieces[0]
    columns = zip(*(piece.cells for piece in pieces), strict=True)
    return Piece(
        pieces[0].sheet,
        [_one(list(column)) for column in columns],
        np.concatenate([piece.numbers for piece in pieces]),
        [fault for piece in pieces for fault in piece.faults],
    )


def _one(column: Sequence[Cells]) -> Cells:
    """The cells of several blocks, with each value once."""
    if all(cells.raw is not None for cells in column):
        raws = [cells.raw for cells in column if cells.raw is not None]
        width = -(-max(raw.dtype.itemsize for raw in raws) // 8) * 8
        values = np.concatenate([raw.astype(f"S{width}") for raw in raws])
        first = first_equal(
            *np.ascontiguousarray(values.view(np.uint64).reshape(values.size, -1).T)
        )
        fresh = first == np.arange(first.size)
        place = (np.cumsum(fresh, dtype=np.int32) - np.int32(1))[first]
        narrow = max(raw.dtype.itemsize for raw in raws)
        return Cells(_codes(column, place), raw=values[fresh].astype(f"S{narrow}"))
    known: dict[Any, int] = {}
    place = np.array(
        [
            known.setdefault((type(value), value), len(known))
            for cells in column
            for value in cells.distinct()
        ],
        np.int32,
    )
    return Cells.of(_codes(column, place), [value for _, value in known])


def _codes(column: Sequence[Cells], place: NDArray[np.int32]) -> NDArray[np.int32]:
    starts = np.cumsum([0, *(cells.size for cells in column)])
    return np.concatenate(
        [place[start + cells.codes] for cells, start in zip(column, starts, strict=False)]
    ).astype(np.int32)
