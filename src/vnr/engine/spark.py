"""Figures counted on a cluster: a register that lies in Spark, as one `Source` (kluster).

The rows go once to the partition of their person, where each partition becomes a register. A
metric is then tallied in each, and only what it tallied comes back. The session is the caller's;
workers need the wheel and pyarrow.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from vnr.engine._united import united
from vnr.errors import DataError, VnrError, require
from vnr.model import Period, PeriodLike, fault_text
from vnr.register import CASES, CONTACTS, Coverage, Kind, Register, Schema, Tally, added
from vnr.register.delivery import coverage_or
from vnr.words import refusal

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

__all__ = ["Spread", "spread"]

_WHOLE: Final = frozenset({"tinyint", "smallint", "int", "bigint"})
_TYPES: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.DAY: frozenset({"date"}),
    Kind.CODE: frozenset({"string"}),
    Kind.BITS: frozenset({"string"}),
    Kind.LEVELS: frozenset({"string"}),
    Kind.TRI: frozenset({"boolean"}),
    Kind.FLAG: frozenset({"boolean"}),
    Kind.COUNT: _WHOLE,
    Kind.SCORE: _WHOLE | {"float", "double"},
    Kind.KEY: frozenset({"string"}),
    Kind.NAME: frozenset({"string"}),
}
"""What Spark may call the type of a column of each kind."""
_RESULT: Final = "part int, refused string, content binary"


def spread(
    tables: DataFrame | Mapping[str, DataFrame],
    *,
    observed: PeriodLike,
    coverage: Coverage | None = None,
    partitions: int | None = None,
    schema: Schema = CASES,
) -> Spread:
    """A register that lies in Spark's data frames, to count from (register i ett kluster).

    Parameters
    ----------
    tables : DataFrame or mapping of str to DataFrame
        As `Register.from_frame` takes them: one frame of the base shape, or ``intakes`` and any
        other table, in stored form. Each row holds ``municipality``, ``case_id`` and
        ``person_id``; null is somebody nobody knows.
    observed : Period, or a year or its text
        The window the extracts cover.
    coverage : Coverage, optional
        By default the municipalities that occur, for the whole window, and what was found.
    partitions : int, optional
        In how many parts the rows are put; by default as many as Spark's own setting says.
    schema : Schema
        What is stored.

    Returns
    -------
    Spread
        A `Source`. Its parts are kept by Spark until it is closed.

    Raises
    ------
    DataError
        If a column is of another type than what it holds, a table or key is lacking or no frame
        of Spark's, rows of a part break a rule, or `partitions` is less than 1.
    UnknownNameError
        If a table or column has no place in a register.
    MissingExtraError
        If pyspark or pyarrow isn't installed.

    Examples
    --------
    Of a register in memory, in a session of one's own; without Java it can't be tried.

    >>> intakes = session.createDataFrame(register.to_frame("intakes", "pyarrow"))  # doctest: +SKIP
    >>> source = spread(intakes, observed=register.observed)  # doctest: +SKIP
    """
    require("pyarrow", "spark")
    functions = require("pyspark.sql.functions", "spark")
    window = Period.of(observed)
    frames = dict(tables) if isinstance(tables, Mapping) else {str(schema.base): tables}
    for name, frame in frames.items():
        if not hasattr(frame, "mapInArrow"):
            raise refusal("spark_frame", table=name, kind=type(frame).__name__)
    if partitions is not None and not (type(partitions) is int and partitions >= 1):
        raise refusal("spark_partitions")
    names = {name: [heading for heading, _ in frame.dtypes] for name, frame in frames.items()}
    _check(frames, names, window, schema)
    rows = united(functions, frames, schema)
    placed = rows.repartition("key") if partitions is None else rows.repartition(partitions, "key")
    assembled = _Assembled(names, window, schema)
    made = placed.drop("key").mapInArrow(assembled, _RESULT).persist()
    return Spread(made, assembled.register([]), coverage)


def _check(
    frames: Mapping[str, DataFrame], names: Mapping[str, list[str]], window: Period, schema: Schema
) -> None:
    """Refuse tables and columns that there aren't, or of another type, before anything runs."""
    # A register without rows knows its tables, columns and keys.
    Register.from_frame(
        {name: {heading: [] for heading in headings} for name, headings in names.items()},
        observed=window,
        schema=schema,
    )
    for name, frame in frames.items():
        known = CONTACTS.tables[name] if name == CONTACTS.root else schema.flat(name, alone=True)
        for heading, kind in frame.dtypes:
            column = {**schema.keys, **known}.get(heading)
            if column is None or kind in {*_TYPES[column.kind], "void"}:
                continue
            # A frame writes a column in which nothing stands as text.
            if kind == "string" and frame.filter(frame[heading].isNotNull()).isEmpty():
                continue
            raise refusal(
                "spark_type",
                table=name,
                name=heading,
                kind=kind,
                wanted=", ".join(sorted(_TYPES[column.kind])),
            )


@attrs.frozen
class _Assembled:
    """What makes a register of the rows of one partition, where they lie."""

    names: Mapping[str, list[str]]
    window: Period
    schema: Schema

    def __call__(self, batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        """The register, or why there can't be one."""
        return _told(lambda: self.register(list(batches)))

    def register(self, batches: list[RecordBatch]) -> Register:
        """The register of these rows."""
        import pyarrow as pa
        from pyarrow import compute

        frames: dict[str, Any] = {}
        table = pa.Table.from_batches(batches) if batches else None
        if table is not None:
            # By chance the person of such a row may be the only one of its case in this part.
            unclear = table.filter(table["unclear"])["table"]
            if len(unclear):
                wrong = fault_text("person-unclear")
                raise DataError(f"{unclear[0]}.person_id: {wrong}, {len(unclear)} rows")
        for name, headings in self.names.items():
            rows = None
            if table is not None:
                mine = table.filter(compute.equal(table["table"], name))
                # A shuffle brings rows as they come: here they stand as they were read.
                order = compute.sort_indices(mine["order"])
                rows = mine[name].combine_chunks().take(order)
            if rows is None or not len(rows):
                # A table without rows is as good as none, but that every case has an intake.
                if name == self.schema.base:
                    frames[name] = {heading: [] for heading in headings}
                continue
            rows = rows.chunk(0) if isinstance(rows, pa.ChunkedArray) else rows
            frames[name] = pa.Table.from_arrays(rows.flatten(), names=headings)
        return Register.from_frame(frames, observed=self.window, schema=self.schema)


@attrs.frozen
class _Answered:
    """What is asked of the register of each partition, where it lies."""

    question: Callable[[Register], Any]
    coverage: Coverage | None

    def __call__(self, batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        """What comes of it."""
        for batch in batches:
            for row in batch.to_pylist():
                if row["refused"] is not None:
                    yield batch
                else:
                    yield from _told(partial(self._answered, row["content"]))

    def _answered(self, content: bytes) -> Any:
        return self.of(pickle.loads(content))  # noqa: S301 - made by this job's own workers

    def of(self, register: Register) -> Any:
        """What is asked of one register."""
        if self.coverage is not None:
            register = register.covered_by(self.coverage)
        return self.question(register)


def _told(answer: Callable[[], Any]) -> Iterator[RecordBatch]:
    """One row with an answer, or with what vnr said of the rows, which names nobody."""
    import pyarrow as pa
    from pyspark import TaskContext

    context = TaskContext.get()
    number = context.partitionId() if context is not None else 0
    refused, content = None, b""
    try:
        content = pickle.dumps(answer(), protocol=5)
    except VnrError as error:
        refused = str(error)
    yield pa.RecordBatch.from_arrays(
        [
            pa.array([number], pa.int32()),
            pa.array([refused], pa.string()),
            pa.array([content], pa.binary()),
        ],
        names=["part", "refused", "content"],
    )


def _found(register: Register) -> Any:
    """Who has cases, and contacts; and what is found of each municipality."""
    contacts = register.contact_rows.stored.occurring()
    return register._stored.occurring(), contacts, dict(register.held)


def _hash(register: Register) -> str:
    return register.fingerprint


@attrs.frozen
class _Names:
    """What occurs of a name."""

    name: str

    def __call__(self, register: Register) -> tuple[str, ...]:
        """In one part."""
        return register.names(self.name)


class Spread:
    """A register that lies in Spark, person by person in partitions (register i ett kluster).

    Attributes
    ----------
    observed, coverage
        As of a `Register`.

    Examples
    --------
    It is made by `spread`, and asked as a register is.

    >>> with spread(intakes, observed=2019) as source:  # doctest: +SKIP
    ...     metrics.count(source, 2019, by="municipality")
    """

    def __init__(self, made: DataFrame, empty: Register, coverage: Coverage | None) -> None:
        self._made: DataFrame | None = made
        self._empty = empty
        self.observed = observed = empty.observed
        self._known: dict[str, Any] = {}
        found = self._asked(_found, None)
        cases = sorted({code for names, _, _ in found for code in names})
        contacts = sorted({code for _, names, _ in found for code in names})
        held: dict[str, frozenset[str]] = {}
        for _, _, one in found:
            for code, names in one.items():
                held[code] = held.get(code, frozenset()) | names
        told = coverage_or(coverage, lambda: cases, lambda: contacts, observed)
        self.coverage: Coverage = told.settled(lambda: held).clipped(observed)

    def __repr__(self) -> str:
        state = "closed" if self._made is None else "in Spark"
        return f"<Spread: {state}, observed {self.observed}>"

    @property
    def selection(self) -> Mapping[str, Any]:
        """What was chosen: nothing."""
        return {}

    @property
    def fingerprint(self) -> str:
        """Hash of the content of all parts."""
        if "fingerprint" not in self._known:
            hashes = " ".join(sorted(self._asked(_hash, None)))
            made = hashlib.blake2b(hashes.encode(), digest_size=16).hexdigest()
            self._known["fingerprint"] = made
        return str(self._known["fingerprint"])

    def names(self, name: str = "municipality") -> tuple[str, ...]:
        """What occurs of the name in any of the parts, sorted."""
        if name not in self._known:
            found = set[str]().union(*self._asked(_Names(name), None))
            self._known[name] = tuple(sorted(found))
        names: tuple[str, ...] = self._known[name]
        return names

    def tallied(self, tally: Callable[[Register], Tally]) -> Tally:
        """What `tally` gives of each part, added by name."""
        return added(self._asked(tally, self.coverage))

    def close(self) -> None:
        """Let Spark forget the parts."""
        if self._made is not None:
            self._made.unpersist()
        self._made = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        """What a worker needs of it: a session stays where it is."""
        return {**self.__dict__, "_made": None}

    def _asked(self, question: Callable[[Register], Any], coverage: Coverage | None) -> list[Any]:
        """What each part answers, in the order of the partitions.

        Raises
        ------
        DataError
            If it is closed, or what vnr says of the rows of a part.
        """
        if self._made is None:
            raise DataError("the spread register is closed, or asked by a worker: make it anew")
        answered = _Answered(question, coverage)
        rows = self._made.mapInArrow(answered, _RESULT).collect()
        if not rows:
            # Spark asks no partition where there are no rows.
            return [answered.of(self._empty)]
        rows.sort(key=lambda row: int(row["part"]))
        for row in rows:
            if row["refused"] is not None:
                raise DataError(f"in one part of the rows: {row['refused']}")
        return [pickle.loads(row["content"]) for row in rows]  # noqa: S301 - of our own workers
