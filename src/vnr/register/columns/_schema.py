"""Which tables hold the records of a class, and which columns: all derived from the class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any, Final

import attrs

from vnr.display import Fields
from vnr.errors import DataError
from vnr.model import Case, Contact, Field, Period, fields_of, keys_of
from vnr.register.columns._column import NONE, NOT_RECORDED, Column, Kind
from vnr.words import refusal

__all__ = ["CASES", "CONTACTS", "Schema"]

Columns = Mapping[str, Column]


def _names(named: Mapping[str, Any]) -> str:
    return f"({', '.join(named)})"


@attrs.frozen(eq=False)
class Schema(Fields):
    """The tables of a class of records (lagringsschema).

    A record's own fields are the columns of the `root` table, one row for each record. A field
    that holds other records is a table: a tuple of them hangs on the record, a single one is
    shared with every record that has the same.

    Attributes
    ----------
    root
        Name of the table of the records themselves, such as ``cases``.
    tables
        For each table its columns, by name: shared tables first, then the root, then those that
        hang on it. What a row is keyed by is not among them.
    classes
        For each table the class of its records.
    parents
        For each table that hangs on another, that one.
    shared
        For each shared table, the root's field that points into it.
    keys
        The columns that tell a record from all others; every flat table has them. None for records
        that nothing tells apart, so that two alike are two.

    Examples
    --------
    >>> CASES.root, CASES.parents["follow_ups"], CASES.shared
    ('cases', 'interventions', {'persons': 'person'})
    >>> list(CASES.keys), list(CASES.tables["follow_ups"])
    (['municipality', 'case_id', 'person_id'], ['due', 'done', 'outcome'])
    """

    root: str
    tables: Mapping[str, Columns] = attrs.field(repr=_names)
    classes: Mapping[str, type] = attrs.field(repr=False)
    parents: Mapping[str, str] = attrs.field(repr=False)
    shared: Mapping[str, str] = attrs.field(repr=False)
    keys: Columns = attrs.field(repr=_names)

    @classmethod
    def of(cls, record: type, root: str | None = None) -> Schema:
        """The schema of a record class; `root` is by default its name in the plural.

        Raises
        ------
        DataError
            If a field can't be stored, if nothing tells a record from others though records hang
            on it, if two tables have one name, or if a shared record hasn't just one key.
        """
        return _schema(record, root or f"{_noun(record)}s")

    @classmethod
    def checked(cls, schema: object) -> Schema:
        """What is given for a schema, which must be one.

        Raises
        ------
        DataError
            If it isn't.
        """
        if not isinstance(schema, cls):
            raise refusal("schema_kind", kind=type(schema).__name__)
        return schema

    def __reduce__(self) -> tuple[Any, ...]:
        return Schema.of, (self.classes[self.root], self.root)

    @cached_property
    def base(self) -> str | None:
        """The table of which every record has a row: the base shape has one row for each of them."""
        return next(
            (table for table, field in self._hanging.items() if field.marks.get("some")), None
        )

    @cached_property
    def _hanging(self) -> dict[str, Field]:
        """The field that holds the records of each table that hangs on another."""
        return {
            table: next(field for field in fields_of(self.classes[above]) if field.name == table)
            for table, above in self.parents.items()
        }

    @cached_property
    def firsts(self) -> Columns:
        """Columns of the root that repeat a value of the record's first row in `base`."""
        base = self.tables[self.base] if self.base else {}
        return {
            column.marks["first"]: column for column in base.values() if "first" in column.marks
        }

    @cached_property
    def carried(self) -> str | None:
        """The table of which a row of the base shape says to which it belongs, if there is one."""
        return next(
            (table for table, field in self._hanging.items() if field.marks.get("carried")), None
        )

    @cached_property
    def lasts(self) -> Columns:
        """Columns of the root that repeat a value of the last carried row, if no base row is later."""
        carried = self.tables[self.carried] if self.carried else {}
        return {
            column.marks["last"]: column for column in carried.values() if "last" in column.marks
        }

    @cached_property
    def strata(self) -> Mapping[str, tuple[str, Column]]:
        """What records are chosen and divided by: for each name its table and coded column.

        Of a shared table, of the records themselves, of the first row in `base`, and of any of
        the rows that hang on a record. How it ended is the last of what is carried.
        """
        hanging = [name for name, above in self.parents.items() if above == self.root]
        stored = [
            (table, column)
            for table in (*self.shared, self.root, *hanging)
            if table != self.carried
            for column in self.tables[table].values()
            if not (table == self.base and column.marks.get("first") in self.firsts)
        ]
        named = {
            column.marks.get("stratum", column.name): (table, column) for table, column in stored
        }
        for name, column in {**self.firsts, **self.lasts}.items():
            named[name] = self.root, column
        return {name: (table, column) for name, (table, column) in named.items() if column.labels}

    @property
    def derived(self) -> Mapping[str, Column | None]:
        """Columns of the root made of other tables', passed over where they are read; of what each is."""
        unplaceable = {"unplaceable": None} if self.has_undated else {}
        return {**self.firsts, **self.lasts, **unplaceable}

    @cached_property
    def has_undated(self) -> bool:
        """Whether records hold evidence without a day, so that a cut can't place it."""
        columns = self.tables[self.root].values()
        return bool(self.undated) or any(column.marks.get("undated") for column in columns)

    @cached_property
    def undated(self) -> tuple[str, ...]:
        """The tables whose every row is evidence without a day."""
        return tuple(name for name, field in self._hanging.items() if field.marks.get("undated"))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """What records are chosen by that is the number of rows of a table: of which table.

        They are the tables of evidence, such as ``perpetrator_count`` of ``perpetrators``.
        """
        return {f"{self.noun(table)}_count": table for table in self.undated}

    def absent(self, table: str) -> str:
        """What stands for a record without a row in a table that hangs on it.

        Of evidence without a day nothing is on record then: there may be some all the same.
        """
        return NOT_RECORDED if table in self.undated else NONE

    def order(self, table: str) -> str | None:
        """The column that puts the rows of one parent in order, if any does."""
        ordered = self._hanging[table].marks.get("ordered") if table in self._hanging else None
        columns = self.tables[table].values() if ordered else ()
        return next((column.name for column in columns if column.field == ordered), None)

    def born(self, table: str) -> str | None:
        """The column with the day on which a row came to be, if it has one."""
        columns = self.tables[table].values()
        return next((column.name for column in columns if column.marks.get("born")), None)

    def day_of(self, table: str) -> str | None:
        """The day that a row can't be without, if there is one: what tells it from others."""
        columns = self.tables[table].values()
        return next((c.name for c in columns if c.kind is Kind.DAY and c.required), None)

    def noun(self, table: str) -> str:
        """What one record of a table is called, such as ``case``."""
        return _noun(self.classes[table])

    def key_of(self, table: str) -> str:
        """The key of a shared table, such as ``person_id``."""
        return keys_of(self.classes[table])[0].column

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """The columns that tell who somebody is, or which record it is."""
        columns = [*self.keys.values()]
        columns += [column for table in self.tables.values() for column in table.values()]
        return frozenset(column.name for column in columns if column.marks.get("identifier"))

    @cached_property
    def unknowable(self) -> str | None:
        """The key that may be unknown, if there is one."""
        return next(
            (key for key, column in self.keys.items() if column.marks.get("unknowable")), None
        )

    def pointer(self, key: str) -> str:
        """The root's column that holds the codes of a key."""
        return next(
            (field for table, field in self.shared.items() if self.key_of(table) == key), key
        )

    @cached_property
    def dictionaries(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """For each dictionary, the columns whose codes point into it, by table and name.

        The key of a shared table has an entry for each of its rows, so that no column is needed.
        """
        places: dict[str, list[tuple[str, str]]] = {}
        for key, column in self.keys.items():
            told = places.setdefault(column.dictionary, [])
            if self.pointer(key) == key:
                told.append((self.root, key))
        for table, columns in self.tables.items():
            for column in columns.values():
                if column.kind in (Kind.KEY, Kind.NAME):
                    places.setdefault(column.dictionary, []).append((table, column.name))
        return {name: tuple(columns) for name, columns in places.items()}

    def path(self, key: str) -> str:
        """Where a record holds a key: ``case_id``, ``person.person_id``."""
        pointer = self.pointer(key)
        return key if pointer == key else f"{pointer}.{key}"

    @property
    def told_by(self) -> str:
        """The keys in words: municipality, case and person."""
        *before, last = (name.removesuffix("_id") for name in self.keys)
        return f"{', '.join(before)} and {last}" if before else last

    def link(self, table: str) -> Columns:
        """What a flat row says of the row it hangs on, where that is none of the root.

        Its place among the rows of that table in the record, counted from 0, and what such a row
        can't be without.
        """
        above = self.parents[table]
        if above == self.root:
            return {}
        place = Column(self.noun(above), Kind.COUNT)
        required = {name: column for name, column in self.tables[above].items() if column.required}
        own = self.tables[table]
        return {place.name: place} | {
            name: column for name, column in required.items() if name not in own
        }

    def flat(self, table: str, *, alone: bool = False) -> Columns:
        """The columns that a flat table may hold beside the keys.

        Parameters
        ----------
        table : str
            The table.
        alone : bool
            Whether the root's own table isn't given, so that the base table holds its columns.
        """
        whole: dict[str, Column] = {}
        if table == self.root or (alone and table == (self.base or self.root)):
            for shared in self.shared:
                whole |= self.tables[shared]
            whole |= self.tables[self.root]
        if table == self.base and self.carried:
            carried = self.tables[self.carried].values()
            whole |= {column.name: attrs.evolve(column, required=False) for column in carried}
        if table in self.parents:
            whole |= self.link(table)
        return {**whole, **self.tables[table]}


@cache
def _schema(record: type, root: str) -> Schema:
    keys = _by_name(keys_of(record))
    if not keys and any(map(_points, fields_of(record))):
        raise DataError(f"{record.__name__} has no key: mark what tells a record from others")
    shared = {
        f"{field.name}s": field
        for field in fields_of(record)
        if _points(field) and field.holds == "value"
    }
    for field in shared.values():
        if len(keys_of(field.kind)) != 1:
            raise DataError(f"{field.name} is shared, so it needs just one key")
    classes = {table: field.kind for table, field in shared.items()} | {root: record}
    parents: dict[str, str] = {}
    waiting = [root]
    for above in waiting:
        for field in fields_of(classes[above]):
            if field.is_table:
                if field.name in classes:
                    raise DataError(f"two tables of {record.__name__} are called {field.name}")
                classes[field.name], parents[field.name] = field.kind, above
                waiting.append(field.name)
    tables = {
        table: _by_name(field for field in fields_of(kind) if not field.marks.get("key"))
        for table, kind in classes.items()
    }
    pointers = {table: field.name for table, field in shared.items()}
    return Schema(root, tables, classes, parents, pointers, keys)


def _by_name(fields: Iterable[Field]) -> dict[str, Column]:
    columns = [column for field in fields if not _points(field) for column in Column.all_of(field)]
    return {column.name: column for column in columns}


def _points(field: Field) -> bool:
    """Whether a field's records have a table: they hang on the record, or are shared."""
    is_shared = field.is_record and field.holds == "value" and field.kind is not Period
    return field.is_table or is_shared


def _noun(cls: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


CASES: Final = Schema.of(Case)
"""The schema of cases."""
CONTACTS: Final = Schema.of(Contact)
"""The schema of contacts, which stand beside cases."""
