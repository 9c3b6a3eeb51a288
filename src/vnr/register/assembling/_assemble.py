"""From flat rows to tables: group rows into records, hang what belongs to them, find every breach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.register.assembling._assembly import Assembly
from vnr.register.assembling._carried import carried, first_and_last
from vnr.register.assembling._children import children
from vnr.register.assembling._hanging import Named, by_link, by_number
from vnr.register.assembling._invariants import Breach, TableRows, check, oddities
from vnr.register.assembling._keyless import assemble_keyless
from vnr.register.assembling._naming import NamedRecords, Records, named_records
from vnr.register.assembling._repeats import Repeats
from vnr.register.assembling._settled import Array, Flat, Mask, remaining, settled
from vnr.register.assembling._twins import Sheet
from vnr.register.columns import (
    CASES,
    Columns,
    Schema,
    Table,
    blank,
    group_codes,
    height_of,
    in_one_dictionary,
    is_known,
    number_records,
    numbered,
)
from vnr.register.identities import is_unknown

__all__ = ["assemble"]


def assemble(
    tables: Mapping[str, Flat],
    *,
    schema: Schema = CASES,
    rejected: Mapping[str, Mask] | None = None,
    sheets: Mapping[str, Sequence[Sheet]] | None = None,
) -> Assembly:
    """Build the tables of a store out of flat rows.

    Parameters
    ----------
    tables : mapping of a table's name to its flat columns
        The schema's base table is needed, if it has one; without the root's own table it also
        holds the columns of its record, repeated on each of the record's rows. Every table has
        the key columns; of a table that hangs on others a row may leave out the keys of what the
        record shares, if the others tell it.
    schema : Schema
        What the tables are; by default those of cases.
    rejected : mapping of a table's name to a mask of its rows, optional
        Rows that were found faulty before; a record that loses a row of its own or of its base
        table is left out whole.
    sheets : mapping of a table's name to `Sheet`, optional
        How its rows were delivered; then what is told twice stands once, and two versions of one
        row are a breach. Otherwise every row is one of its own.

    Returns
    -------
    Assembly
        Never raises on the content of a row: that is a breach.
    """
    if not schema.keys:
        return assemble_keyless(tables[schema.root], schema, (rejected or {}).get(schema.root))
    work = _Work(schema, tables, rejected or {}, sheets or {})
    work.group_records()
    work.hang()
    work.check_rules()
    work.reject_cascade()
    return work.build()


class _Work:
    """The steps of one assembly; each leaves behind what the next one reads."""

    def __init__(
        self,
        schema: Schema,
        tables: Mapping[str, Flat],
        rejected: Mapping[str, Mask],
        sheets: Mapping[str, Sequence[Sheet]],
    ) -> None:
        self.schema, self.root, self.base = schema, schema.root, schema.base
        self.flat: dict[str, Any] = {name: dict(columns) for name, columns in tables.items()}
        self.telling = [key for key in schema.keys if schema.pointer(key) == key]
        # In the base shape one flat table serves as both.
        self.shared = self.root not in self.flat
        if self.shared:
            assert self.base is not None
            self.flat[self.root] = self.flat[self.base]
        self.heights = {name: height_of(columns) for name, columns in self.flat.items()}
        self.bad = {
            name: np.array(rejected.get(name, np.zeros(count, bool)), bool)
            for name, count in self.heights.items()
        }
        if self.shared and self.base is not None:
            self.bad[self.root] = self.bad[self.base]
        self.breaches: list[Breach] = []
        self.noted: list[Breach] = []
        # Of the table that base rows carry: how many were given, and whose each base row is.
        self.delivered = self.heights.get(schema.carried or "", 0)
        self.belongs = np.empty(0, np.int32)
        lone = {name: columns for name, columns in self.flat.items() if name != self.root}
        self.dictionaries = in_one_dictionary(schema, lone if self.shared else self.flat)
        self.sizes = {
            key: self.dictionaries[column.dictionary].size for key, column in schema.keys.items()
        }
        self.repeats = Repeats(schema, sheets)
        self.versions: Mask = np.zeros(self.heights[self.root], bool)
        self.row_of: dict[str, NDArray[np.int32]] = {}
        self.record_of: dict[str, NDArray[np.int32]] = {}

    def breach(
        self, rule: str, table: str, column: str, mask: Mask, beside: Array | None = None
    ) -> None:
        """Note a rule broken at the rows of `mask`, and reject them; `beside` are others in it."""
        if table == self.schema.carried and mask[self.delivered :].any():
            # What has no row of its own is told where it stands.
            told = np.append(mask, False)[self.belongs] & (self.belongs >= self.delivered)
            self._lack(rule, self.base or "", column, told)
            self.bad[table] |= mask
            mask = mask & (np.arange(mask.size) < self.delivered)
        if mask.any():
            name = self.base or table if self.shared and table == self.root else table
            self.breaches.append(Breach(rule, name, column, np.flatnonzero(mask), beside))
            self.bad[table] |= mask

    def group_records(self) -> None:
        """Number the records, and what they share, by first appearance; settle their fields."""
        columns = self.flat[self.root]
        keys = self.schema.keys
        missing = np.zeros(self.heights[self.root], bool)
        for key in keys:
            self._lack("id-missing", self.root, key, columns[key] < 0)
            missing |= columns[key] < 0
        codes = {key: columns[key] for key in keys}
        if missing.any():
            codes = {key: np.where(missing, np.int32(-1), told) for key, told in codes.items()}
        self.record, self.first = number_records(codes, self.sizes, self.telling[-1])
        if self.shared and self.base:
            self._find_repeats(self.base, self.record)
        self.settled = {}
        # Which of a shared table's rows each record has, and the record that has each first.
        self.sharing: dict[str, tuple[NDArray[np.int32], NDArray[np.intp]]] = {}
        for table in self.schema.shared:
            key = self.schema.key_of(table)
            self.sharing[table] = group_codes(codes[key][self.first], self.sizes[key])
        for table in (*self.schema.shared, self.root):
            self.settled[table] = self._settle(table)
        self.row_of[self.root] = self.record_of[self.root] = self.record

    def _number(self, table: str) -> NDArray[np.int32]:
        """Which row of a settled table each of the root's rows tells of; -1 for none."""
        if table == self.root:
            return self.record
        return np.append(self.sharing[table][0], np.int32(-1))[self.record]

    def _settle(self, table: str) -> dict[str, Array]:
        """One value for each group of the root's rows; rows that disagree are breaches."""
        size = (self.first if table == self.root else self.sharing[table][1]).size
        number = self.record
        if self.flat[self.root].keys() & self.schema.tables[table].keys():
            number = self._number(table)
        flat, rule = self.flat[self.root], f"{self.schema.noun(table)}-conflict"
        day = flat.get(self.schema.day_of(self.base or "")) if self.shared and self.base else None
        held = {}
        for column in self.schema.tables[table].values():
            name, values = column.name, flat.get(column.name)
            if values is None:
                held[name] = blank(column, size)
                if column.required:
                    self._lack("value-missing", self.root, name, number >= 0)
                continue
            done = settled(column, values, number, size, day)
            held[name] = done.values
            if done.torn is not None:
                self.breach(rule, self.root, name, done.torn & ~self.versions)
            if done.passed is not None:
                passed = np.flatnonzero(done.passed & ~self.versions)
                code = f"{self.schema.noun(table)}_{column.marks['settled']}"
                self.noted.append(Breach(code, self.base or table, name, passed))
            if column.required:
                empty = np.append(done.values == column.missing, False)[number]
                self._lack("value-missing", self.root, name, empty)
        return held

    def _lack(self, rule: str, table: str, column: str, mask: Mask) -> None:
        """Note what rows lack, but for those set aside: they were told for that or for more."""
        self.breach(rule, table, column, mask & ~self.bad[table])

    def hang(self) -> None:
        """Find the record of every row, and the row above it."""
        keys = {key: self.flat[self.root][key][self.first] for key in self.schema.keys}
        codes = {
            name: {key: self.flat[name][key] for key in self.schema.keys}
            for name in self.schema.parents
            if name in self.flat and not (name == self.base and self.shared)
        }
        named = named_records(self.schema, Records(keys, self.sizes), codes, self.dictionaries)
        for name, above in self.schema.parents.items():
            if name in self.flat:
                if name == self.base and self.shared:
                    self.record_of[name] = self.record
                else:
                    self.record_of[name] = self._record_of(name, named[name])
                self.row_of[name] = self.record_of[name]
                columns = self.flat[name]
                for column in self.schema.tables[name].values():
                    if column.name not in columns:
                        columns[column.name] = blank(column, self.heights[name])
                    if column.required:
                        lacks = columns[column.name] == column.missing
                        self._lack("value-missing", name, column.name, lacks)
                if above != self.root:
                    self._link(name, above)
                if name != self.base or not self.shared:
                    self._find_repeats(name, self.row_of[name])
            if name == self.schema.carried and self.base:
                self._carry(name, self.base)

    def _find_repeats(self, name: str, parent: NDArray[np.int32]) -> None:
        """Tell which rows of a table repeat others, and which are versions of others."""
        beside = self.repeats.find(name, self.flat[name], parent, self.bad[name])
        if beside is not None:
            self.versions = beside >= 0 if name == self.base else self.versions
            self.breach("row-versions", name, self.schema.day_of(name) or "", beside >= 0, beside)

    def _record_of(self, name: str, named: NamedRecords) -> NDArray[np.int32]:
        """The record of each row of a table; rows without one are breaches."""
        for key in self.telling:
            self._lack("id-missing", name, key, self.flat[name][key] < 0)
        for table, unclear in named.unclear.items():
            key = self.schema.key_of(table)
            self._lack(f"{self.schema.noun(table)}-unclear", name, key, unclear)
        self._lack(f"{self.schema.noun(self.root)}-unknown", name, self.telling[-1], named.lost)
        return named.record

    def _carry(self, name: str, base: str) -> None:
        """Add what the base rows carry to a table of its own, each row once."""
        columns = self.schema.tables[name]
        if not columns.keys() & self.flat[base].keys():
            return
        told = carried(self.schema, self.flat[base], self.record_of[base], self.bad[base])
        for rule, column, mask in told.broken:
            self.breach(rule, base, column, mask)
        self.noted += [
            Breach(rule, base, self.schema.order(name) or "", np.flatnonzero(mask))
            for rule, mask in told.noted.items()
            if mask.any()
        ]
        own = self.flat.get(name) or {key: blank(column, 0) for key, column in columns.items()}
        record = self.record_of.get(name, np.empty(0, np.int32))
        bad = self.bad.get(name, np.empty(0, bool))
        both = told.beside(self.schema, own, record, bad | self.repeats.again(name, bad.size))
        for rule, column, mask in both.broken:
            self.breach(rule, base, column, mask)
        self.flat[name], self.belongs = both.columns, both.number
        self.record_of[name] = self.row_of[name] = both.record
        self.heights[name] = both.record.size
        self.bad[name] = np.append(bad, np.zeros(both.record.size - bad.size, bool))
        self.repeats.resize(name, both.record.size)
        # One that a faulty row tells of is asked no more.
        told_of = self.belongs[self.bad[base]]
        self.bad[name][told_of[told_of >= self.delivered]] = True

    def _link(self, name: str, above: str) -> None:
        """Find the row above of rows that don't hang on the record itself."""
        columns, rows = self.flat[name], self.heights[name]
        parents = self.flat.get(above, {})
        place, *link = self.schema.link(name).values()
        stated = {column.name: columns.get(column.name, blank(column, rows)) for column in link}
        self.row_of[name] = by_link(
            self.record_of[name],
            self.record_of.get(above, np.empty(0, np.int32)),
            self.first.size,
            columns.get(place.name, blank(place, rows)),
            {
                column.name: Named(
                    stated[column.name],
                    is_known(column, stated[column.name]),
                    parents.get(column.name, blank(column, 0)),
                )
                for column in link
            },
            self.repeats.same.get(above),
        )
        told, numbers = self.repeats.numbers(name), self.repeats.numbers(above)
        if told is not None and numbers is not None:
            mine, theirs = self.record_of[name], self.record_of[above]
            same = self.repeats.same.get(above)
            self.row_of[name] = by_number(self.row_of[name], told, mine, numbers, theirs, same)
        lost = (self.row_of[name] < 0) & (self.record_of[name] >= 0)
        column = link[0].name if link else place.name
        there = self.record_of.get(above, np.empty(0, np.int32))
        has = np.bincount(there[there >= 0], minlength=self.first.size) > 0
        bare = lost & ~np.append(has, False)[self.record_of[name]]
        self.breach(f"{self.schema.noun(above)}-missing", name, self.telling[-1], bare)
        self.breach(f"{self.schema.noun(above)}-unknown", name, column, lost & ~bare)

    def check_rules(self) -> None:
        """Ask every invariant of the records; of settled tables by record, of others by row."""
        tables = {
            name: TableRows(columns, None, np.zeros(next(iter(columns.values())).size, bool))
            for name, columns in self.settled.items()
        } | self._rows()
        for rule, name, column, mask in check(self.schema, tables):
            if name in self.settled:
                # All rows that a settled value came of break its rules.
                self.breach(rule, self.root, column, np.append(mask, False)[self._number(name)])
            else:
                # What repeats a faulty row is as faulty.
                self.breach(rule, name, column, self.repeats.alike(name, mask))
        self.noted += oddities(self.schema, tables)

    def _rows(self) -> dict[str, TableRows]:
        """The flat rows of the tables that hang on others."""
        return {
            name: TableRows(
                self.flat[name],
                self.repeats.standing(name, self.row_of[name]),
                self.bad[name],
            )
            for name in self.schema.parents
            if name in self.flat
        }

    def reject_cascade(self) -> None:
        """A record that lost a row goes whole, with what hangs on it."""
        schema = self.schema
        torn = np.zeros(self.first.size, bool)
        whole = [self.root] if self.base is None or self.shared else [self.root, self.base]
        whole += [schema.carried] if schema.carried in self.flat else []
        for name in whole:
            lost = self.row_of[name][self.bad[name]]
            torn[lost[lost >= 0]] = True
        if self.base is not None and not self.shared:
            has = np.zeros(self.first.size, bool)
            kept = self.row_of[self.base][~self.bad[self.base]]
            has[kept[kept >= 0]] = True
            bare = ~has & ~torn
            rule = f"{schema.noun(self.base)}-missing"
            self.breach(rule, self.root, self.telling[-1], np.append(bare, False)[self.record])
            torn |= bare
        self.torn = torn
        for name in (self.root, *schema.parents):
            if name not in self.flat or (name == self.base and self.shared):
                continue
            above = schema.parents.get(name, self.root)
            gone = torn if above == self.root else self.bad.get(above, np.zeros(0, bool))
            rule = schema.noun(above) + ("-incomplete" if name in whole else "-rejected")
            parent = self.row_of[name]
            fallen = np.append(gone, False)[parent]
            self._lack(rule, name, self.telling[-1], fallen)

    def build(self) -> Assembly:
        """Drop what was rejected and lay the rows out by parent."""
        schema = self.schema
        keep = ~self.torn
        rows = remaining(self.first, keep)
        root = {key: self.flat[self.root][key][rows] for key in self.telling}
        root |= {name: remaining(values, keep) for name, values in self.settled[self.root].items()}
        tables: dict[str, Table] = {}
        for name, pointer in schema.shared.items():
            number, first = self.sharing[name]
            shared = remaining(number, keep)
            living = np.zeros(first.size, bool)
            living[shared] = True
            root[pointer] = shared if living.all() else numbered(living)[shared]
            key = schema.key_of(name)
            codes = self.flat[self.root][key][self.first[remaining(first, living)]]
            self.dictionaries[key] = self.dictionaries[key].take(codes)
            columns = {
                name: remaining(values, living) for name, values in self.settled[name].items()
            }
            if key == schema.unknowable:
                columns["linkable"] = ~is_unknown(self.dictionaries[key])
            tables[name] = Table(name, columns)
        below = children(schema, self._rows(), numbered(keep), rows.size)
        root |= first_and_last(schema, below)
        if schema.has_undated:
            root["unplaceable"] = np.zeros(rows.size, bool)
        tables |= {self.root: Table(self.root, root)} | below
        if self.shared:
            del self.bad[self.root]
        if own := schema.carried:
            self.bad[own] = self.bad.get(own, np.empty(0, bool))[: self.delivered]
            self.repeats.resize(own, self.delivered)
        stored = Columns(tables, self.dictionaries, schema).compact()
        told = tuple(self.breaches), tuple(self.noted)
        return Assembly(stored, *told, self.bad, self.repeats.same, self.repeats.states)
