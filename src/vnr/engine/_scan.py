"""Files larger than memory: split by person once, then read and counted part by part."""

from __future__ import annotations

import hashlib
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Never, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.engine._folder import Folder, Writers
from vnr.engine._links import Linked
from vnr.files import path_of
from vnr.io import (
    Choice,
    Fault,
    Faults,
    FileRead,
    Limits,
    Profile,
    Pseudonymiser,
    Recognition,
    Remark,
)
from vnr.io.pieces import (
    Account,
    Delivered,
    Piece,
    PieceRead,
    Pieces,
    Sheet,
    Whole,
    question_of,
    whole_of,
)
from vnr.model import Period, PeriodLike
from vnr.register import CASES, Columns, ContactRows, Coverage, Register, Schema, Tally, added
from vnr.words import Language, refusal, telling, text

__all__ = ["Scan", "scan"]

_BLOCK: Final = 16 << 20
_MOST: Final = 512
"""So many partition files at the most: they are open at once."""
_PART: Final = 250_000
"""Rows of a part, where nobody says how many parts there are."""
_SPLIT: Final = "split"
_ALL: Final = "all"


def scan(
    files: Any,
    *,
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None = None,
    key: Pseudonymiser | str | bytes | None = None,
    partitions: int | None = None,
    folder: str | Path | None = None,
    progress: Callable[[str], object] | None = None,
    encoding: str | None = None,
    sheets: Iterable[str] = (),
    limits: Limits | None = Limits(),
    schema: Schema = CASES,
    language: Language = "sv",
) -> Scan:
    """Read extracts that are larger than memory, to count from them (läs uttag i delar).

    What hangs together is split into one part: all cases of a person, and all persons of a case.
    Each part is then read as `read` reads a delivery, and thrown away again; every metric that
    takes a `Source` takes what comes of it.

    Parameters
    ----------
    files, observed, profile, key, encoding, sheets, limits, schema
        As in `read`. Large text files, also packed (``.csv.gz``), and Parquet are split block by
        block, for which pyarrow is needed; workbooks, archives and small files are read whole
        first, as are those with totals among their rows.
    partitions : int, optional
        How many parts, at most 512; by default one for each 250 000 rows. One must fit into
        memory, with all that is counted from it.
    folder : path, optional
        Where the parts lie; by default in a new folder of the system's. One that an earlier scan
        of the same files was killed in is gone on with; of frames it is refused.
    progress : function of a sentence, optional
        Told how far it has come, such as ``print``.
    language : str
        ``sv`` or ``en``: what an error says that is raised meanwhile, and the progress.

    Returns
    -------
    Scan
        A `Source` with the account of every row. The parts lie in files that their owner alone
        can read, until it is closed. A process that is killed leaves them where they lie, with
        rows as they were delivered until they are read: give `folder`, and go on or empty it.
        Those of the system's folder are cleared by the next scan that is given none.

    Raises
    ------
    DataError
        As `read`; if `partitions` isn't from 1 to 512, or the folder holds anything else, is used
        by another scan or can't be written.

    Notes
    -----
    Words of cells aren't shown in the faults, since a part can't tell whether another one has them
    as identifiers. `read` one file to see them and to write a profile.

    Examples
    --------
    >>> rows = {"kommun": ["0484", "0484"], "ärende": ["1", "2"], "person": ["a", "b"],
    ...         "roll": ["utsatt vuxen"] * 2, "aktualiseringsdatum": ["2019-01-02", "2019-05-06"],
    ...         "aktualiseringsorsak": ["våld"] * 2}
    >>> from vnr import metrics
    >>> with scan(rows, observed=2019, partitions=2) as source:
    ...     int(metrics.count(source, 2019)), source.accepted
    (2, 2)
    """
    with telling(language):
        if partitions is not None and not (type(partitions) is int and 1 <= partitions <= _MOST):
            raise refusal("scan_partitions", most=_MOST)
        if progress is not None and not callable(progress):
            raise refusal("scan_progress", kind=type(progress).__name__)
        asked = question_of(observed, profile, key, encoding, sheets, limits, schema)
        pieces = Pieces(asked, schema, os.urandom(32))
        place = Folder(None if folder is None else path_of(folder))

        def say(code: str, **numbers: int) -> None:
            if progress is not None:
                progress(text("reading", code, language, **numbers))

        try:
            return _read(pieces, place, _split(files, pieces, place, partitions, say), say)
        except BaseException:
            (place.remove if folder is None else place.release)()
            raise


@attrs.frozen(eq=False)
class _Split:
    """What is known of the files when their rows lie in parts."""

    asked: str
    partitions: int
    sheets: list[Sheet]
    names: list[str]
    faults: list[Fault]
    told: dict[int, list[Remark]]
    elsewhere: set[bytes]
    beside: list[Piece]


def _asked(delivered: Delivered, pieces: Pieces, partitions: int | None) -> str:
    """What tells one scan from another, in one line."""
    frames, files, _ = delivered
    # Nobody can tell whether a frame is the one that it was: what came of it is never gone on with.
    about: list[object] = [os.urandom(16)] if frames else []
    for path in files:
        # What a folder has of links that lead nowhere is told of as a fault when it is read.
        stat = path.stat() if path.exists() else None
        about.append((os.path.realpath(path), stat and (stat.st_size, stat.st_mtime_ns)))
    schema = [(name, *columns) for name, columns in pieces.schema.tables.items()]
    told = repr((about, partitions, pieces.asked.told, schema))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _split(
    files: Any, pieces: Pieces, place: Folder, partitions: int | None, say: Callable[..., None]
) -> int:
    """Put the rows into parts, unless an earlier scan of the same did; and how many there are."""
    delivered = pieces.meant(files)
    asked = _asked(delivered, pieces, partitions)
    if place.has(_SPLIT):
        known: _Split = place.read(_SPLIT)
        if known.asked != asked:
            raise refusal("scan_other", folder=str(place.path))
        _known(pieces, known)
        return known.partitions
    place.forget()
    linked, beside, whole, rows = Linked(), list[Piece](), list[int](), 0
    with place.writers() as writers:
        for piece in pieces.blocks(delivered, _BLOCK):
            if piece is None:
                # The file is read whole after all: what came of its blocks isn't counted.
                whole = [-1 if sheet >= len(pieces.sheets) else sheet for sheet in whole]
                beside = [one for one in beside if one.sheet < len(pieces.sheets)]
                continue
            if pieces.table(piece) in (None, "coverage") or not piece.numbers.size:
                beside.append(piece)
                continue
            writers.append(_ALL, (piece, linked.add(pieces.links(piece))))
            whole.append(piece.sheet)
            rows += piece.numbers.size
            say("scan_looked", rows=rows)
    components, done = linked.components(), 0
    if partitions is None:
        partitions = min(-(-rows // _PART) or 1, _MOST)
    with place.writers() as writers:
        for sheet, (piece, node) in zip(whole, place.pieces(_ALL), strict=True):
            if sheet < 0:
                continue
            _put(piece, components.of(node, partitions), writers)
            done += piece.numbers.size
            say("scan_split", rows=done, of=rows)
    place.forget(_ALL)
    place.write(
        _SPLIT,
        _Split(
            asked,
            partitions,
            pieces.sheets,
            pieces.names,
            pieces.faults,
            pieces.told,
            pieces.elsewhere,
            beside,
        ),
    )
    pieces.beside = beside
    return partitions


def _known(pieces: Pieces, known: _Split) -> None:
    """Go on where an earlier scan was, whose rows lie in parts."""
    for name in ("sheets", "names", "faults", "told", "elsewhere", "beside"):
        setattr(pieces, name, getattr(known, name))


def _put(piece: Piece, part: NDArray[np.uint16], writers: Writers) -> None:
    """Append the rows of a block to their parts, in their order."""
    order = np.argsort(part, kind="stable")
    numbers, first = np.unique(part[order], return_index=True)
    for number, some in zip(numbers.tolist(), np.split(order, first[1:]), strict=True):
        writers.append(_rows(number), piece.some(some))


def _rows(part: int) -> str:
    return f"part-{part:03}"


def _read(pieces: Pieces, place: Folder, partitions: int, say: Callable[..., None]) -> Scan:
    """Read each part, but those that an earlier scan read."""
    reads: list[PieceRead] = []
    for part in range(partitions):
        name = _rows(part)
        if not place.has(f"{name}.told"):
            read = pieces.read(list(place.pieces(name)))
            place.write(f"{name}.columns", (read.columns, read.contacts))
            # The last of its files: with it the part is read.
            place.write(f"{name}.told", read.told())
            place.forget(name)
        reads.append(place.read(f"{name}.told"))
        say("scan_read", part=part + 1, of=partitions)
    return Scan(place, pieces.asked.window, whole_of(pieces, pieces.beside, reads), partitions)


class Scan(Account):
    """Extracts split by person, as one `Source` (uttag i delar).

    Look at `rejected` before you trust a figure. Close it when you are done, or use it in a
    ``with``: its files are removed.

    Attributes
    ----------
    observed, coverage
        As of a `Register`.
    faults
        Everything that was wrong, without the words of cells.
    files
        The account of every file.
    notes
        What was noticed of the whole.
    asked
        The headings that weren't known, and in how many rows words weren't.
    recognitions
        What the headings and words were taken for.
    partitions
        How many parts.

    Examples
    --------
    >>> from vnr import metrics
    >>> rows = {"kommun": ["0484"] * 2, "ärende": ["1", "2"], "person": ["a", "b"],
    ...     "aktualiseringsdatum": ["2019-01-02", "2019-05-06"], "aktualiseringsorsak": ["våld", "våd"]}
    >>> with scan(rows, observed=2019) as source:
    ...     source.rows_read, source.rejected, int(metrics.count(source, 2019))
    (2, 1, 1)
    """

    def __init__(self, folder: Folder, observed: Period, whole: Whole, partitions: int) -> None:
        self.observed = observed
        self.coverage: Coverage = whole.coverage
        self.faults: Faults = whole.faults
        self.files: tuple[FileRead, ...] = whole.files
        self.notes: tuple[Remark, ...] = whole.notes
        self.asked: tuple[Choice, ...] = whole.asked
        self.recognitions: tuple[Recognition, ...] = whole.recognitions
        self._folder, self.partitions = folder, partitions
        self._known: dict[str, Any] = {}
        self._remover = weakref.finalize(self, folder.remove)

    def __reduce__(self) -> Never:
        # Its files are removed by the one that made them, while others might read.
        raise refusal("scan_pickled")

    @property
    def selection(self) -> Mapping[str, Any]:
        """What was chosen: nothing."""
        return {}

    @property
    def fingerprint(self) -> str:
        """Hash of the content of all parts, in their order."""
        if "fingerprint" not in self._known:
            hashes = " ".join(part.fingerprint for part in self.registers())
            self._known["fingerprint"] = hashlib.blake2b(
                hashes.encode(), digest_size=16
            ).hexdigest()
        return str(self._known["fingerprint"])

    def names(self, name: str = "municipality") -> tuple[str, ...]:
        """What occurs of the name in any of the parts, sorted."""
        if name not in self._known:
            found = set[str]().union(*(part.names(name) for part in self.registers()))
            self._known[name] = tuple(sorted(found))
        names: tuple[str, ...] = self._known[name]
        return names

    def tallied(self, tally: Callable[[Register], Tally]) -> Tally:
        """What `tally` gives of each part, added by name."""
        return added(tally(part) for part in self.registers())

    def registers(self) -> Iterator[Register]:
        """Each part as a register, one after the other.

        Raises
        ------
        DataError
            If the scan is closed.
        """
        for part in range(self.partitions):
            if not self._remover.alive:
                raise refusal("scan_closed")
            columns: Columns
            contacts: ContactRows
            columns, contacts = self._folder.read(f"{_rows(part)}.columns")
            yield Register(
                columns, observed=self.observed, coverage=self.coverage, contacts=contacts
            )

    def close(self) -> None:
        """Remove the files of its parts."""
        self._remover()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self, language: Language = "sv") -> str:
        """The account as text, in Swedish (``sv``) or English (``en``)."""
        return text(
            "reading",
            "scan",
            language,
            rows=self.rows_read,
            accepted=self.accepted,
            rejected=self.rejected,
            parts=self.partitions,
        )

    def __repr__(self) -> str:
        return self.show()
