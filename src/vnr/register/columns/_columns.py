"""What a store holds: its tables, and the dictionaries that its codes point into."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import UnknownNameError
from vnr.model import JOINT, board_members, place_of
from vnr.register.columns._column import NOT_RECORDED, Column, Kind
from vnr.register.columns._keys import used
from vnr.register.columns._schema import CASES, Schema
from vnr.register.columns._table import NUMBERS, Table
from vnr.results import code_of, in_words, name_of

__all__ = ["PLACES", "Columns", "at_home", "lies_in", "traced"]

_DIGITS: Final = {"municipality": 4, "county": 2}
PLACES: Final = tuple(_DIGITS)
"""Fields of place."""


def lies_in(label: str, field: str) -> str:
    """The place of such a field in which a municipality, or a joint board, lies."""
    return place_of(label, lambda code: code[: _DIGITS[field]])


def at_home(
    labels: Sequence[str], values: NDArray[Any], own: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The municipality that is a record's own beside each value: of a joint board any of them.

    Parameters
    ----------
    labels : sequence of str
        What the codes of municipalities stand for.
    values, own : array of int32, shape ``(rows,)``
        Codes of some municipality, and of the record's.

    Examples
    --------
    >>> at_home(["0482", "0482+0483", "0483"], np.array([0, 2], np.int32), np.array([1, 0], np.int32))
    array([0, 0], dtype=int32)
    """
    for code, label in enumerate(labels):
        if JOINT in label:
            within = [place for place, one in enumerate(labels) if one in board_members(label)]
            own = np.where((own == code) & np.isin(values, within), values, own).astype(np.int32)
    return own


@attrs.frozen(eq=False)
class Columns(Fields):
    """Stored columns, without a word on what is observed or counted of them.

    Attributes
    ----------
    tables
        The tables of the schema.
    dictionaries
        Of identifiers, and of the codes of municipalities in their order: UTF-8 bytes, read-only.
    schema
        What the tables are.

    Examples
    --------
    >>> from vnr.register import ContactRows
    >>> ContactRows.of().stored
    Columns(tables={'contacts': <Table contacts: 0 rows, columns municipality, start, end, kind, number,
      unit, district, role, for_violence, provider>})
    """

    tables: Mapping[str, Table]
    # Whoever prints a register mustn't read who is in it.
    dictionaries: Mapping[str, NDArray[np.bytes_]] = attrs.field(repr=False)
    schema: Schema = attrs.field(default=CASES, repr=False)

    def __attrs_post_init__(self) -> None:
        for values in self.dictionaries.values():
            values.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        # Arrays come back writable from a pickle and a deep copy.
        return type(self), (self.tables, self.dictionaries, self.schema)

    @property
    def root(self) -> Table:
        """The table of the records themselves."""
        return self.tables[self.schema.root]

    def root_of(self, name: str) -> NDArray[Any]:
        """For each row of a table that hangs on another, the row of its record."""
        rows: NDArray[Any] = np.arange(self.tables[name].height)
        while name in self.schema.parents:
            rows = self.tables[name].parent[rows]
            name = self.schema.parents[name]
        return rows

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of the municipalities that any column names, sorted."""
        return tuple(code.decode() for code in self.dictionaries["municipality"].tolist())

    def select(self, keep: Mapping[str, NDArray[np.bool_]]) -> Columns:
        """The same with some of the rows of each table, hung as they were.

        Parameters
        ----------
        keep : mapping of a table's name to an array of bool, shape ``(rows,)``
            A row is kept only if the row it hangs on is; a shared row that none points to goes.
        """
        schema = self.schema
        tables = {
            name: {column: values[keep[name]] for column, values in self.tables[name].items()}
            for name in schema.classes
            if name not in schema.shared
        }
        offsets = {
            name: self._kept_offsets(name, keep[name], keep[above])
            for name, above in schema.parents.items()
        }
        return self._sharing(tables, offsets)

    def at(self, rows: NDArray[np.intp]) -> Columns:
        """The records in these rows, with what hangs on them; its time goes by their number.

        Entries of the dictionaries that no row uses stay.
        """
        schema, of, offsets = self.schema, {self.schema.root: rows}, {}
        for name, above in schema.parents.items():
            every = self.tables[name].offsets
            assert every is not None
            first = every[of[above]]
            ends = np.cumsum(every[of[above] + 1] - first)
            offsets[name] = np.concatenate([[0], ends])
            number = np.diff(offsets[name])
            of[name] = np.repeat(first - offsets[name][:-1], number) + np.arange(number.sum())
        tables = {
            name: {column: values.take(kept) for column, values in self.tables[name].items()}
            for name, kept in of.items()
        }
        return self._sharing(tables, offsets)

    def _sharing(
        self, tables: dict[str, dict[str, NDArray[Any]]], offsets: Mapping[str, NDArray[np.integer]]
    ) -> Columns:
        """Rows of these tables, with those of the shared ones that they point to."""
        schema, dictionaries = self.schema, dict(self.dictionaries)
        for name, pointer in schema.shared.items():
            codes = tables[schema.root][pointer]
            held = np.zeros(self.tables[name].height, bool)
            held[codes] = True
            rows, places = np.flatnonzero(held), np.empty(held.size, np.int32)
            places[rows] = np.arange(rows.size)
            tables[schema.root][pointer] = places[codes]
            tables[name] = {
                column: values.take(rows) for column, values in self.tables[name].items()
            }
            key = schema.key_of(name)
            dictionaries[key] = dictionaries[key][rows]
        return Columns(
            {name: Table(name, tables[name], offsets.get(name)) for name in schema.classes},
            dictionaries,
            schema,
        )

    def _kept_offsets(
        self, name: str, keep: NDArray[np.bool_], above: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        ends = np.append(np.int32(0), np.cumsum(keep, dtype=np.int32))[self.tables[name].offsets]
        return np.concatenate([ends[:-1][above], ends[-1:]])

    def only(self, rows: NDArray[np.bool_]) -> Columns:
        """Some of the records, with what hangs on them and nobody else's identifiers."""
        return self if rows.all() else self.at(np.flatnonzero(rows)).compact()

    def compact(self) -> Columns:
        """The same without entries of the dictionaries that no row uses."""
        tables = {name: dict(table) for name, table in self.tables.items()}
        dictionaries = dict(self.dictionaries)
        for name, places in self.schema.dictionaries.items():
            if places:
                codes = [tables[table][column] for table, column in places]
                dictionaries[name], codes = used(dictionaries[name], codes)
                for (table, column), values in zip(places, codes, strict=True):
                    tables[table][column] = values
        return Columns(
            {name: Table(name, tables[name], self.tables[name].offsets) for name in tables},
            dictionaries,
            self.schema,
        )

    def occurring(self) -> list[str]:
        """Codes of the municipalities that have a record."""
        codes = np.bincount(self.root["municipality"])
        return [self.municipalities[code] for code in np.flatnonzero(codes)]

    @cached_property
    def _open(self) -> dict[str, Column]:
        """The record's fields of open codes, such as the district."""
        return {
            name: column
            for name, column in self.schema.tables[self.schema.root].items()
            if column.kind is Kind.KEY and not column.marks.get("identifier")
        }

    def has_field(self, field: str) -> bool:
        """Whether records can be chosen by a field."""
        return field in PLACES or field in self.schema.strata or field in self._open

    def values(self, field: str) -> frozenset[str]:
        """The open codes that occur in a field."""
        column = self._open.get(field)
        held = () if column is None else self.dictionaries[column.dictionary].tolist()
        return frozenset(value.decode() for value in held)

    def having(
        self, choice: Mapping[str, Sequence[Any]], known: Mapping[str, Iterable[str]]
    ) -> NDArray[np.bool_]:
        """The records that have one of these values in each field.

        Parameters
        ----------
        choice : mapping of str to sequence of str
            Values by field: ``municipality``, ``county``, an open code such as the district, or
            any name in `Schema.strata`.
            ``not_recorded`` are those without a value. What hangs on a record is chosen by one
            row that has them all: a record is, if it has such a row. ``none`` has no row at all;
            of evidence without a day that is not recorded.
        known : mapping of str to iterable of str
            By field, values that are known whether or not they have a record: municipalities that
            delivered, or open codes.

        Raises
        ------
        UnknownNameError
            If a field or a value is not there.
        """
        has = np.ones(self.root.height, bool)
        of_rows: dict[str, NDArray[np.bool_]] = {}
        bare: dict[str, bool] = {}
        for field, values in choice.items():
            if field in PLACES:
                has &= self._lying(field, values, known.get(field, ()))
                continue
            if field in self._open:
                _check(field, values, {*self.values(field), *known.get(field, ()), NOT_RECORDED})
                codes = self.dictionaries[self._open[field].dictionary].tolist()
                there = np.array(
                    [*(code.decode() in values for code in codes), NOT_RECORDED in values], bool
                )
                has &= there[self.root[field]]
                continue
            if field in self.schema.numbers:
                _check(field, values, (*NUMBERS, NOT_RECORDED))
                places = [NUMBERS.index(one) for one in values if one in NUMBERS]
                missing = [-1] if NOT_RECORDED in values else []
                number = self.tables[self.schema.numbers[field]].numbers
                has &= np.isin(number, [*places, *missing])
                continue
            if field not in self.schema.strata:
                choices = [*PLACES, *self.schema.strata, *self.schema.numbers, *self._open]
                raise UnknownNameError("field to choose by", field, choices, meant=name_of(field))
            table, column = self.schema.strata[field]
            absent = self.schema.absent(table)
            hangs = table in self.schema.parents and table != self.schema.base
            _check(field, values, (*column.labels, NOT_RECORDED, *((absent,) if hangs else ())))
            bare[table] = bare.get(table, True) and hangs and absent in values
            holds = self._holding(table, column, values)
            of_rows[table] = of_rows.get(table, True) & holds
        for table, holds in of_rows.items():
            has &= self._of_root(table, holds) | (bare[table] & self._bare(table))
        return has

    def _lying(self, field: str, values: Sequence[Any], known: Iterable[str]) -> NDArray[np.bool_]:
        """The records of these places."""
        _check(field, values, {lies_in(code, field) for code in (*self.municipalities, *known)})
        there = np.array([lies_in(code, field) in values for code in self.municipalities], bool)
        return there[self.root["municipality"]]

    def _holding(self, table: str, column: Column, values: Sequence[str]) -> NDArray[np.bool_]:
        """The rows of a table that have one of these values in a column."""
        codes = column.numbered(self.tables[table][column.name], self._home(table, column))
        places = [column.labels.index(value) for value in values if value in column.labels]
        if column.kind is Kind.BITS:
            held = (codes & np.uint32(sum(1 << place for place in places))) != 0
            return held | (codes == 0) if NOT_RECORDED in values else held
        return np.isin(codes, [*places, *([-1] if NOT_RECORDED in values else [])])

    def _home(self, table: str, column: Column) -> NDArray[np.int32] | None:
        """The municipality of the record to which each row belongs, where it matters."""
        if column.kind is not Kind.NAME:
            return None
        own = self.root["municipality"]
        own = own if table == self.schema.root else own[self.tables[table].parent]
        return at_home(self.municipalities, self.tables[table][column.name], own)

    def _of_root(self, table: str, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The records that one of these rows belongs to: of the base table their first."""
        if table == self.schema.root:
            return rows
        if table in self.schema.shared:
            return rows[self.root[self.schema.shared[table]]]
        stored = self.tables[table]
        if table == self.schema.base and stored.offsets is not None:
            return rows[stored.offsets[:-1]]
        held = np.zeros(self.root.height, bool)
        held[stored.parent[rows]] = True
        return held

    def _bare(self, table: str) -> NDArray[np.bool_]:
        """The records without a row in a table."""
        without = np.ones(self.root.height, bool)
        if table in self.schema.parents:
            without[self.tables[table].parent] = False
        return without

    def fingerprint(self) -> str:
        """Hash of the content."""
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.tables):
            for column in sorted(self.tables[name]):
                digest.update(f"{name}.{column}".encode())
                digest.update(self.tables[name][column].tobytes())
        for name in sorted(self.dictionaries):
            digest.update(name.encode())
            digest.update(self.dictionaries[name].tobytes())
        return digest.hexdigest()


def _check(field: str, values: Sequence[Any], known: Iterable[str]) -> None:
    for value in values:
        if not isinstance(value, str) or value not in known:
            meant = code_of(field, value) if isinstance(value, str) else None
            if field in PLACES and isinstance(value, str):
                meant = next((one for one in known if value in board_members(one)), meant)
                # Who asks by a name is answered with names.
                if not value.isdecimal():
                    known = in_words(field, np.array(sorted(known), str), "sv").tolist()
            raise UnknownNameError(field, value, known, meant=meant)


def traced(fingerprint: str, steps: Iterable[str]) -> str:
    """Hash of what came of a content by these steps."""
    for step in steps:
        chain = f"{fingerprint} {step}".encode()
        fingerprint = hashlib.blake2b(chain, digest_size=16).hexdigest()
    return fingerprint
