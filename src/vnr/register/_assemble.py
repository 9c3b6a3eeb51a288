"""From flat rows to tables: group rows into cases, hang children on parents, find every breach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.register._check import Breach, check
from vnr.register._columns import Columns
from vnr.register._days import NO_DAY
from vnr.register._keys import (
    Keys,
    composite,
    find,
    group,
    group_codes,
    tells,
    unify,
    used,
    used_and_sorted,
)
from vnr.register._schema import KEYS, PARENT, SCHEMA, Column, Kind, blank
from vnr.register._table import Table, lay_out

__all__ = ["Assembly", "Flat", "assemble"]

# What is missing in a row that is set aside already was refused, and that has been said.
_SAID_BEFORE = ("id-missing", "value-missing", "case-unknown")

_SHOWN = 5

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Flat = Mapping[str, "Keys | Array"]
"""One flat table: a column's name to its stored array, or to `Keys` where it holds identifiers."""


@attrs.frozen(eq=False)
class Assembly:
    """The pieces of a register, and what had to be left out of it.

    Attributes
    ----------
    columns
        What could be used.
    breaches
        What is wrong, by flat table and row.
    rejected
        For each flat table given, which rows were left out, shape ``(rows,)``.
    """

    columns: Columns
    breaches: tuple[Breach, ...]
    rejected: Mapping[str, Mask]

    def whole(self) -> Columns:
        """The columns, if nothing had to be left out.

        Raises
        ------
        DataError
            If something had to; the message names rule, table, column and rows.
        """
        if not self.breaches:
            return self.columns
        lines = []
        for breach in self.breaches[:_SHOWN]:
            shown = ", ".join(str(row) for row in breach.rows[:_SHOWN])
            left = breach.rows.size - _SHOWN
            more = f" and {left} more" if left > 0 else ""
            lines.append(f"{breach.table}.{breach.column}: {breach.rule}, rows {shown}{more}")
        hidden = len(self.breaches) - _SHOWN
        tail = f"; and {hidden} more rules" if hidden > 0 else ""
        raise DataError(
            "; ".join(lines) + tail + ". Mend these rows, or read files with vnr.read, which sets "
            "faulty rows aside"
        )


def assemble(tables: Mapping[str, Flat], *, rejected: Mapping[str, Mask] | None = None) -> Assembly:
    """Build the tables of a register out of flat rows.

    Parameters
    ----------
    tables : mapping of a table's name to its flat columns
        ``intakes`` is needed. Without ``cases`` it is the base shape: one row per intake, which
        also holds the columns of its case and person. Every table has the three key columns.
    rejected : mapping of a table's name to a mask of its rows, optional
        Rows that were found faulty before; a case that loses a row is left out whole.

    Returns
    -------
    Assembly
        Never raises on the content of a row: that is a breach.
    """
    flat = {name: dict(columns) for name, columns in tables.items()}
    shared = "cases" not in flat
    if shared:
        flat["cases"] = flat["intakes"]
    work = _Work(flat, rejected or {}, shared=shared)
    work.group_cases()
    work.hang_children()
    work.reject_cascade()
    return work.build()


class _Work:
    """The steps of one assembly; each leaves behind what the next one reads."""

    def __init__(
        self, flat: dict[str, dict[str, Any]], rejected: Mapping[str, Mask], *, shared: bool
    ) -> None:
        self.flat = flat
        self.shared = shared
        self.rows = {name: _rows(columns) for name, columns in flat.items()}
        self.bad = {
            name: np.array(rejected.get(name, np.zeros(count, bool)), bool)
            for name, count in self.rows.items()
        }
        if shared:
            self.bad["cases"] = self.bad["intakes"]
        self.breaches: list[Breach] = []
        self.dictionaries: dict[str, NDArray[np.bytes_]] = {}
        self._encode_keys()

    def _encode_keys(self) -> None:
        """Give every column of identifiers codes in one dictionary for all tables."""
        places: dict[str, list[tuple[str, str]]] = {}
        for name, columns in self.flat.items():
            if name == "cases" and self.shared:
                continue
            for column, values in columns.items():
                if isinstance(values, Keys):
                    kind = "municipality" if "municipality" in column else column
                    places.setdefault(kind, []).append((name, column))
        for kind, where in places.items():
            values, codes = unify([self.flat[name][column] for name, column in where])
            if kind == "municipality":
                values, codes = used_and_sorted(values, codes)
            self.dictionaries[kind] = values
            for (name, column), code in zip(where, codes, strict=True):
                self.flat[name][column] = code
        for kind in (*KEYS, "household_id", "officer"):
            self.dictionaries.setdefault(kind, np.empty(0, "S1"))

    def _key(self, name: str) -> NDArray[np.int64]:
        columns = self.flat[name]
        return composite(*((columns[key], self.dictionaries[key].size) for key in KEYS))

    def breach(self, rule: str, table: str, column: str, mask: Mask) -> None:
        """Note a rule broken at the rows of `mask`, and reject them."""
        if rule in _SAID_BEFORE:
            mask = mask & ~self.bad[table]
        if mask.any():
            name = "intakes" if self.shared and table == "cases" else table
            self.breaches.append(Breach(rule, name, column, np.flatnonzero(mask)))
            self.bad[table] |= mask

    def group_cases(self) -> None:
        """Number the cases and persons in order of first appearance and settle their fields."""
        columns = self.flat["cases"]
        missing = np.zeros(self.rows["cases"], bool)
        for column in KEYS:
            self.breach("id-missing", "cases", column, columns[column] < 0)
            missing |= columns[column] < 0
        size = self.dictionaries["case_id"].size
        alone = np.where(missing, np.int32(-1), columns["case_id"])
        others = (
            np.where(missing, np.int32(-1), columns[name]) for name in KEYS if name != "case_id"
        )
        if all(tells(alone, other, size) for other in others):
            # Numbers that no two municipalities or persons share: the usual case, and the quick one.
            self.case, self.first = group_codes(alone, size)
        else:
            self.case, self.first = group(self._key("cases"))
        person = np.where(missing, np.int32(-1), columns["person_id"])
        self.person, self.first_of_person = group_codes(person, self.dictionaries["person_id"].size)
        self.settled = {
            "persons": self._settle(SCHEMA["persons"], self.person, self.first_of_person.size),
            "cases": self._settle(SCHEMA["cases"], self.case, self.first.size),
        }
        self.row_of = {"cases": self.case}

    def _settle(
        self, columns: tuple[Column, ...], number: NDArray[np.int32], size: int
    ) -> dict[str, Array]:
        """One value for each group of rows; rows that disagree are breaches."""
        flat = self.flat["cases"]
        rule = "person-conflict" if columns is SCHEMA["persons"] else "case-conflict"
        inside = number >= 0
        groups = number[inside]
        settled = {}
        for column in columns:
            if column.name not in flat:
                settled[column.name] = blank(column, size)
                continue
            values = flat[column.name]
            stated = values[inside]
            result = blank(column, size)
            if column.kind in (Kind.BITS, Kind.FLAG):
                np.bitwise_or.at(result, groups, stated)
            else:
                known = stated != column.missing
                # The last one stated stands; any other that differs from it is a conflict.
                result[groups[known]] = stated[known]
                differs = np.zeros(values.size, bool)
                differs[inside] = known & (stated != result[groups])
                if differs.any():
                    torn = np.zeros(size, bool)
                    torn[number[differs]] = True
                    differs[inside] = torn[groups]
                    self.breach(rule, "cases", column.name, differs)
            if column.required:
                empty = np.zeros(values.size, bool)
                empty[inside] = (result == column.missing)[groups]
                self.breach("value-missing", "cases", column.name, empty)
            settled[column.name] = result
        return settled

    def hang_children(self) -> None:
        """Find the parent row of every child, and check all that can be told from the fields."""
        case_keys: tuple[NDArray[np.int64], NDArray[np.intp]] | None = None
        for name in PARENT:
            if name not in self.flat:
                continue
            columns = self.flat[name]
            if name == "intakes" and self.shared:
                self.row_of[name] = self.case
            else:
                key = self._key(name)
                for part in KEYS:
                    self.breach("id-missing", name, part, columns[part] < 0)
                case_keys = case_keys or self._case_keys()
                self.row_of[name] = find(*case_keys, key)
                lost = (self.row_of[name] < 0) & (key >= 0)
                self.breach("case-unknown", name, "case_id", lost)
            for column in SCHEMA[name]:
                values = columns.setdefault(column.name, blank(column, self.rows[name]))
                if column.required:
                    self.breach("value-missing", name, column.name, values == column.missing)
        if "follow_ups" in self.flat:
            self._hang_follow_ups()
        for rule, table, field, mask in check(self.flat, self.settled, self.row_of, self.bad):
            # Of cases the rules speak by case; all its rows break them.
            rows = np.append(mask, False)[self.case] if table == "cases" else mask
            self.breach(rule, table, field, rows)

    def _case_keys(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """Every case's key, and the order that sorts them."""
        key = self._key("cases")[self.first]
        return key, np.argsort(key, kind="stable")

    def _hang_follow_ups(self) -> None:
        """A follow-up names its intervention by position, by kind and start, or not at all."""
        columns, rows = self.flat["follow_ups"], self.rows["follow_ups"]
        case = self.row_of["follow_ups"]
        parents = self.row_of.get("interventions", np.empty(0, np.int32))
        by_case = np.flatnonzero(parents >= 0)
        by_case = by_case[np.argsort(parents[by_case], kind="stable")]
        count = np.bincount(parents[by_case], minlength=self.first.size)
        start = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64)
        position = columns.get("intervention", np.full(rows, -1, np.int32)).astype(np.int64)
        kind = columns.get("kind", np.full(rows, -1, np.int8))
        started = columns.get("started", np.full(rows, NO_DAY, np.int32))

        safe = np.maximum(case, 0)
        of_case = np.where(case >= 0, count[safe], 0) if count.size else np.zeros(rows, int)
        only = np.where((of_case == 1) & (position < 0), 0, position)
        found = np.where(
            (only >= 0) & (only < of_case), start[safe] + only if start.size else -1, -1
        )
        row = np.where(found >= 0, by_case[found] if by_case.size else -1, -1)
        named = (position < 0) & ((kind >= 0) | (started > NO_DAY)) & (case >= 0)
        if named.any() and by_case.size:
            row[named] = self._by_name(by_case, case[named], kind[named], started[named])
        self.row_of["follow_ups"] = row.astype(np.int32)
        lost = (row < 0) & (case >= 0)
        self.breach("intervention-unknown", "follow_ups", "kind", lost)

    def _by_name(
        self, by_case: NDArray[np.intp], case: Array, kind: Array, started: Array
    ) -> NDArray[np.int64]:
        """The one intervention of the case with this kind, this start, or both; else -1."""
        columns = self.flat["interventions"]
        fields = {"kind": (kind, kind >= 0), "started": (started, started > NO_DAY)}
        result = np.full(case.size, -1, np.int64)
        for asked in (("kind", "started"), ("kind",), ("started",)):
            rows = np.logical_and.reduce(
                [stated if name in asked else ~stated for name, (_, stated) in fields.items()]
            )
            if not rows.any():
                continue
            codes = [np.concatenate([self.row_of["interventions"][by_case], case[rows]])]
            codes += [
                np.concatenate([columns[name][by_case], fields[name][0][rows]]) for name in asked
            ]
            dense = [np.unique(part, return_inverse=True)[1].astype(np.int32) for part in codes]
            key = composite(*((part, int(part.max(initial=0)) + 1) for part in dense))
            theirs, mine = key[: by_case.size], key[by_case.size :]
            order = np.argsort(theirs, kind="stable")
            low = np.searchsorted(theirs[order], mine, "left")
            high = np.searchsorted(theirs[order], mine, "right")
            # Of two alike in kind and start the first is meant; otherwise it must be the only one.
            fits = (high > low) if len(asked) == 2 else (high == low + 1)
            place = order[np.minimum(low, order.size - 1)]
            result[rows] = np.where(fits, by_case[place], -1)
        return result

    def reject_cascade(self) -> None:
        """A case that lost a row goes whole, with what hangs on it."""
        torn = np.zeros(self.first.size, bool)
        base = {"cases"} if self.shared else {"cases", "intakes"}
        for name in base:
            lost = self.row_of[name][self.bad[name]]
            torn[lost[lost >= 0]] = True
        if not self.shared:
            has = np.zeros(self.first.size, bool)
            kept = self.row_of["intakes"][~self.bad["intakes"]]
            has[kept[kept >= 0]] = True
            bare = ~has & ~torn
            self.breach("intake-missing", "cases", "case_id", np.append(bare, False)[self.case])
            torn |= bare
        self.torn = torn
        for name in ("cases", *PARENT):
            if name not in self.flat or (name == "intakes" and self.shared):
                continue
            parent = self.row_of[name]
            gone, rule = torn, "case-incomplete" if name in base else "case-rejected"
            if name == "follow_ups":
                gone = self.bad.get("interventions", np.zeros(0, bool))
                rule = "intervention-rejected"
            fallen = np.zeros(parent.size, bool)
            hangs = parent >= 0
            fallen[hangs] = gone[parent[hangs]]
            self.breach(rule, name, "case_id", fallen & ~self.bad[name])

    def build(self) -> Assembly:
        """Drop what was rejected and lay the rows out by parent."""
        keep = ~self.torn
        new_case = np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int32)
        person_of = self.person[self.first][keep]
        living = np.flatnonzero(np.bincount(person_of, minlength=self.first_of_person.size))
        new_person = np.full(self.first_of_person.size, -1, np.int32)
        new_person[living] = np.arange(living.size, dtype=np.int32)

        flat = self.flat["cases"]
        rows = self.first[keep]
        everybody = living.size == self.first_of_person.size
        persons = {
            name: array if everybody else array[living]
            for name, array in self.settled["persons"].items()
        }
        cases = {
            "municipality": flat["municipality"][rows],
            "case_id": flat["case_id"][rows],
            "person": new_person[person_of],
        } | {
            name: array if keep.all() else array[keep]
            for name, array in self.settled["cases"].items()
        }
        place = flat["person_id"][self.first_of_person[living]]
        keys = {"person_id": self.dictionaries["person_id"][place]}
        for name in ("case_id", "household_id", "officer"):
            keys[name], cases[name] = used(self.dictionaries[name], cases[name])

        tables = {"persons": Table("persons", persons)}
        children: dict[str, Table] = {}
        final = {"cases": new_case}
        sizes = {"cases": int(keep.sum())}
        for name, above in PARENT.items():
            parent = np.full(self.rows.get(name, 0), -1, np.int32)
            if name in self.flat:
                hangs = (self.row_of[name] >= 0) & ~self.bad[name]
                parent[hangs] = final[above][self.row_of[name][hangs]]
            children[name], final[name] = lay_out(
                name, self.flat.get(name, {}), parent, sizes[above]
            )
            sizes[name] = children[name].rows
        intakes = children["intakes"]
        first = cast("NDArray[np.int64]", intakes.offsets)[:-1]
        cases["opened"] = intakes["date"][first]
        cases["reason"] = intakes["reason"][first]
        cases["unplaceable"] = np.zeros(first.size, bool)
        tables["cases"] = Table("cases", cases)
        tables |= children
        names = tuple(value.decode() for value in self.dictionaries["municipality"].tolist())
        if self.shared:
            del self.bad["cases"]
        return Assembly(Columns(tables, keys, names), tuple(self.breaches), self.bad)


def _rows(columns: Mapping[str, Any]) -> int:
    values = columns[KEYS[0]]
    return int((values.codes if isinstance(values, Keys) else values).size)
