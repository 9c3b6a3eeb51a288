"""What one municipality delivered in one period: which tables, and which fields of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError
from vnr.model import Period, Unit, board_label, board_members
from vnr.register.columns import CASES, CONTACTS

if TYPE_CHECKING:
    from vnr.register.columns import Column, Columns, Schema

__all__ = ["FIELDS", "LATER", "TABLES", "Delivered", "field_name", "holdings", "table_name"]

LATER: Final = "intakes.later"
"""A second intake in some case, which tells that later ones are delivered."""


def _base(schema: Schema) -> frozenset[str]:
    """The tables that every delivery has: those of the records, and of what each of them has."""
    return frozenset({*schema.shared, schema.root} | ({schema.base} if schema.base else set()))


_BASE: Final = _base(CASES)
_CONTACTS: Final = CONTACTS.root
_EVERY: Final = {**CASES.tables, **CONTACTS.tables}
TABLES: Final = tuple(name for name in _EVERY if name not in _BASE)
"""The tables that may be lacking: every delivery of cases has cases, their persons and intakes."""
FIELDS: Final = (
    LATER,
    *(
        f"{table}.{name}"
        for table, columns in _EVERY.items()
        for name, column in columns.items()
        if not column.required
    ),
)
"""The fields that may be lacking, each as ``table.field``; a required one comes with its table."""
_REQUIRED: Final = frozenset(
    f"{table}.{name}"
    for table, columns in _EVERY.items()
    for name, column in columns.items()
    if column.required
)

Names = frozenset[str] | str | None
"""Names of tables or fields; ``all`` of them, or None for as found."""


def table_name(name: str) -> str:
    """A table's name.

    Raises
    ------
    UnknownNameError
        If there is no such table.

    Examples
    --------
    >>> table_name("cases")
    'cases'
    >>> table_name("case")
    Traceback (most recent call last):
        ...
    vnr.errors.UnknownNameError: unknown table 'case': did you mean 'cases'?
    """
    if name not in _EVERY:
        raise UnknownNameError("table", name, _EVERY)
    return name


def field_name(name: str) -> str:
    """A field as ``table.field``; its bare name does for one of the case or its person.

    One of contacts has its table before it, if any other table has the name.

    Raises
    ------
    UnknownNameError
        If there is no such field, or several of that name.

    Examples
    --------
    >>> field_name("district"), field_name("interventions.visits")
    ('cases.district', 'interventions.visits')
    """
    if name in FIELDS or name in _REQUIRED:
        return name
    every = (*FIELDS, *_REQUIRED)
    homes = [known for known in every if known.rpartition(".")[2] == name]
    homes = [home for home in homes if not home.startswith(f"{_CONTACTS}.")] or homes
    first = [home for home in homes if home.startswith(("cases.", "persons."))] or homes
    if len(first) == 1:
        return first[0]
    near = get_close_matches(name, every, n=1)
    raise UnknownNameError("field", name, homes or near or FIELDS)


def _table_names(names: Collection[str]) -> frozenset[str]:
    known = frozenset(map(table_name, names))
    left = known - _BASE
    return left | {CASES.root} if left == {_CONTACTS} and left < known else left


def _field_names(names: Collection[str]) -> frozenset[str]:
    return frozenset(map(field_name, names)) - _REQUIRED


def _hidden(name: str | None) -> str:
    """What is shown of a name that deliverers write freely, so that it may be anything."""
    return "None" if name is None else "…"


@attrs.frozen
class Delivered(Fields):
    """One row of a coverage (leverans).

    Attributes
    ----------
    municipality
        Code, or those of a joint board as ``0482+0483``: one label, in no municipality's own row.
    unit, district
        None is all of them.
    period
        None says that it was expected but delivered nothing.
    tables, fields
        A set is these, ``all`` is everything, and None is as found: what holds a value other
        than the default in the municipality's rows. A field is named ``table.field``. A row whose
        one table is ``contacts`` says nothing of cases, if it doesn't name ``cases`` beside.

    Examples
    --------
    >>> from vnr import Period
    >>> Delivered("0484", period=Period.year(2019), tables="all")
    Delivered(municipality='0484', period=Period(2019-01-01–2019-12-31), tables='all')
    """

    municipality: str
    unit: Unit | None = None
    district: str | None = attrs.field(default=None, repr=_hidden)
    period: Period | None = None
    tables: Names = None
    fields: Names = None

    @classmethod
    def of(cls, row: Any) -> Delivered:
        """A row of any length, checked.

        Raises
        ------
        DataError
            If a part of it is of another kind.
        UnknownNameError
            If it names a table or field that there isn't.
        """
        if isinstance(row, cls):
            return row
        parts = tuple(row)
        if not 3 <= len(parts) <= 6:
            raise DataError(
                "give (municipality, unit, period), or (municipality, unit, district, period, "
                "tables, fields)"
            )
        if len(parts) == 3:
            municipality, unit, period = parts
            parts = (municipality, unit, None, period)
        municipality, unit, district, period, tables, fields = (*parts, None, None)[:6]
        if not isinstance(municipality, str) or not (unit is None or isinstance(unit, Unit)):
            raise DataError("give a municipality's code and a Unit or None")
        if not (district is None or isinstance(district, str)):
            raise DataError("give a district's name, or None for all of them")
        if period is None:
            tables = fields = frozenset()
        else:
            period = Period.of(period)
        codes = board_members(municipality)
        if not all(len(code) == 4 and code.isascii() and code.isdigit() for code in codes):
            raise DataError(
                'a municipality code is text of four digits, such as "0484"; write the leading '
                'zero, and several as "0482+0483"'
            )
        return cls(
            board_label(codes),
            unit,
            district,
            period,
            _names("tables", tables, _table_names),
            _names("fields", fields, _field_names),
        )

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left as found."""
        return self.tables is not None and self.fields is not None

    @property
    def delivery(self) -> tuple[Any, ...]:
        """All that it says but of which municipality."""
        return self.unit, self.district, self.period, self.tables, self.fields

    @property
    def has_cases(self) -> bool:
        """Whether it tells of cases, and not of contacts alone."""
        return self.tables != frozenset({_CONTACTS})

    def contradicts(self, other: Delivered) -> bool:
        """Whether another label's row tells of a municipality of this on a day that it tells of too."""
        if self.municipality == other.municipality or self.period is None or other.period is None:
            return False
        alike = all(
            one is None or two is None or one == two
            for one, two in ((self.unit, other.unit), (self.district, other.district))
        )
        shared = {*board_members(self.municipality)} & {*board_members(other.municipality)}
        return alike and bool(shared) and self.period.overlap(other.period) is not None

    def delivers(self, name: str) -> bool:
        """Whether a table, or a field as ``table.field``, is delivered by this row."""
        table, is_field, _ = name.partition(".")
        there = (
            (table in _BASE and self.has_cases)
            or self.tables == "all"
            or table in (self.tables or ())
        )
        if not is_field or name in _REQUIRED:
            return there
        return there and (self.fields == "all" or name in (self.fields or ()))

    def clipped(self, window: Period) -> Delivered:
        """The same within a window; nothing delivered if it lies outside."""
        if self.period is None or self.period in window:
            return self
        period = self.period.overlap(window)
        if period is None:
            return attrs.evolve(self, period=None, tables=frozenset(), fields=frozenset())
        return attrs.evolve(self, period=period)

    def settled(self, holds: frozenset[str], others: Iterable[Delivered]) -> Delivered:
        """The row with what was found in place of None.

        Parameters
        ----------
        holds : frozenset of str
            Tables and fields that hold something in the municipality's rows.
        others : iterable of Delivered
            All rows of the municipality. What one of them names is delivered when those that
            name it say so, not as found.
        """
        named: frozenset[str] = frozenset().union(
            *(
                names
                for other in others
                # What is said of all offices goes for each of them.
                if other.unit in (None, self.unit) and other.district in (None, self.district)
                for names in (other.tables, other.fields)
                if isinstance(names, frozenset)
            )
        )
        fields, tables = self.fields, self.tables
        if tables is None:
            spoken = () if not isinstance(fields, frozenset) else fields
            held = {name for name in holds if "." not in name} - named
            tables = frozenset(held | {name.partition(".")[0] for name in spoken} - _BASE)
            # What was found of who delivered cases isn't contacts alone.
            tables |= {CASES.root} if tables == {_CONTACTS} else frozenset()
        if fields is None:
            fields = frozenset(name for name in holds if "." in name) - named
        return attrs.evolve(self, tables=tables, fields=fields)

    def to_list(self) -> list[Any]:
        """JSON row ``[municipality, unit, district, start, end, tables, fields]``, null for None."""
        return [
            self.municipality,
            self.unit and self.unit.value,
            self.district,
            self.period and self.period.start.isoformat(),
            self.period and self.period.end.isoformat(),
            *(
                sorted(names) if isinstance(names, frozenset) else names
                for names in (self.tables, self.fields)
            ),
        ]

    @classmethod
    def from_list(cls, row: Sequence[Any]) -> Delivered:
        """Read what `to_list` wrote, or ``[municipality, unit, start, end]`` as it once was."""
        from datetime import date

        if len(row) == 4:
            nothing: list[str] | None = None if row[2] else []
            row = [row[0], row[1], None, row[2], row[3], nothing, nothing]
        code, unit, district, start, end, tables, fields = row
        return cls(
            code,
            None if unit is None else Unit(unit),
            district,
            None if start is None else Period(date.fromisoformat(start), date.fromisoformat(end)),
            frozenset(tables) if isinstance(tables, list) else tables,
            frozenset(fields) if isinstance(fields, list) else fields,
        )


def _names(kind: str, names: Any, known: Any) -> Names:
    if names is None or (isinstance(names, str) and names == "all"):
        return names
    if isinstance(names, (str, np.ndarray)) or not isinstance(names, Collection):
        raise DataError(f"{kind} must be a set of names, 'all', or None for as found")
    checked: frozenset[str] = known(names)
    return checked


def holdings(stored: Columns, contacts: Columns) -> Mapping[str, frozenset[str]]:
    """The tables and fields that hold something in the rows of each municipality.

    A table does by having a row, a field by a value other than its default.

    Examples
    --------
    >>> sorted(holdings(gotland._stored, gotland.contact_rows.stored)["0980"])[:3]
    ['assessments', 'assessments.judgement', 'assessments.score']
    """
    held = _held(stored)
    for code, names in _held(contacts).items():
        held[code] = held.get(code, frozenset()) | names
    return held


def _held(stored: Columns) -> dict[str, frozenset[str]]:
    schema, number = stored.schema, len(stored.municipalities)
    of_record = stored.root["municipality"]
    places = {schema.root: of_record}
    held: dict[str, NDArray[np.bool_]] = {}
    for table, columns in schema.tables.items():
        if table in schema.parents:
            places[table] = stored.tables[table].of_parents(places[schema.parents[table]])
        place = places.get(table, of_record)
        there = np.bincount(place, minlength=number) > 0
        if table == _CONTACTS or table not in _base(schema):
            held[table] = there
        of = stored.root[schema.shared[table]] if table in schema.shared else None
        for name, column in columns.items():
            if not column.required:
                values = stored.tables[table][name]
                held[f"{table}.{name}"] = _somewhere(values, column, of, place, there)
    if schema.base is not None:
        several = np.diff(stored.tables[schema.base].begins) > 1
        held[f"{schema.base}.later"] = np.bincount(of_record[several], minlength=number) > 0
    return {
        code: frozenset(name for name, holds in held.items() if holds[place])
        for place, code in enumerate(stored.municipalities)
    }


_SAMPLE: Final = 1 << 13


def _somewhere(
    values: NDArray[Any],
    column: Column,
    of: NDArray[np.int32] | None,
    place: NDArray[np.int32],
    there: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Whether some row of each municipality holds a value other than the default."""
    seen = np.zeros(there.size, bool)
    # What is delivered shows in a few rows; only where it isn't are all of them looked at.
    few = slice(None, None, 1 + place.size // _SAMPLE)
    seen[place[few][_holds(values[few] if of is None else values[of[few]], column)]] = True
    if (seen == there).all():
        return seen
    holds = _holds(values, column)
    if holds.any():
        seen[place[holds if of is None else holds[of]]] = True
    return seen


def _holds(values: NDArray[Any], column: Column) -> NDArray[np.bool_]:
    """Which values say something: a score has no default that equals itself."""
    if values.dtype.kind == "f":
        return ~np.isnan(values)
    return np.asarray(values != values.dtype.type(column.missing))
