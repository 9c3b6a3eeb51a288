"""One field of a table: its name, and how it is stored in an array."""

from __future__ import annotations

import datetime as dt
from enum import Enum, auto
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError
from vnr.model import Field, Invariant, Period, Vocabulary, fields_of
from vnr.register.columns._days import NO_DAY

__all__ = [
    "NONE",
    "NOT_RECORDED",
    "AnyArray",
    "Column",
    "Kind",
    "blank",
    "filled",
    "holds_all",
    "is_blank",
    "is_known",
]

AnyArray = NDArray[Any]


class Kind(Enum):
    """How a field is stored in an array."""

    DAY = auto()  # int32, days since 1970-01-01
    CODE = auto()  # int8, position in the vocabulary
    BITS = auto()  # uint32, one bit for each member of the vocabulary
    TRI = auto()  # int8: yes 1, no 0, not recorded -1
    FLAG = auto()  # bool
    COUNT = auto()  # int32
    SCORE = auto()  # float64
    KEY = auto()  # int32, position in a dictionary of identifiers
    NAME = auto()  # int32, position in the dictionary of municipalities
    LEVELS = auto()  # uint32, two bits for each member of the vocabulary: no level, or one of three


_STORED: Final = MappingProxyType(
    {
        Kind.DAY: (np.int32, NO_DAY),
        Kind.CODE: (np.int8, -1),
        Kind.BITS: (np.uint32, 0),
        Kind.TRI: (np.int8, -1),
        Kind.FLAG: (np.bool_, False),
        Kind.COUNT: (np.int32, -1),
        Kind.SCORE: (np.float64, np.nan),
        Kind.KEY: (np.int32, -1),
        Kind.NAME: (np.int32, -1),
        Kind.LEVELS: (np.uint32, 0),
    }
)
_PLAIN: Final = MappingProxyType({dt.date: Kind.DAY, int: Kind.COUNT, float: Kind.SCORE})


NOT_RECORDED: Final = "not_recorded"
"""What stands for no value where records are chosen or divided by it."""
NONE: Final = "none"
"""What stands there for no row that could have one."""
_ANSWERS: Final = ("yes", "no")
_PLACES: Final = ("here", "elsewhere")


@attrs.frozen
class Column(Fields):
    """One field of a table.

    Attributes
    ----------
    name
        The column's name.
    kind
        How it is stored.
    vocabulary
        The vocabulary of a code, of a bit set, or of what has levels.
    required
        Whether a row without it is refused.
    default
        Stored value where nothing is stated; by default the kind's missing value.
    field
        The record's field that it holds, if that has another name.
    record
        Class of the records that a cell with levels holds.
    bounds
        What its numbers must keep to.
    joint
        Whether a name may be several municipalities as one label.
    marks
        What the field's rules say of it: `born`, `planned`, `undated`, `known_with`, `first`.

    Examples
    --------
    >>> Column("visits", Kind.COUNT)
    Column(name='visits', kind=Kind.COUNT, required=False, field='visits', joint=False)
    """

    name: str
    kind: Kind
    vocabulary: type[Vocabulary] | None = None
    required: bool = False
    default: float | None = None
    field: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    record: type | None = None
    bounds: Invariant | None = attrs.field(default=None, eq=False)
    marks: dict[str, Any] = attrs.field(factory=dict, eq=False, repr=False)
    joint: bool = False

    @classmethod
    def of(cls, field: Field) -> Self:
        """The column that holds a record's field, as its type and rules tell.

        Raises
        ------
        DataError
            If no column can hold it.
        """
        kind, vocabulary = _kind(field)
        default = getattr(field.default, "place", field.default)
        told = "absent" in field.marks
        if told:
            default = None
        return cls(
            field.column,
            kind,
            vocabulary,
            # A set may be empty, and says then that nothing is recorded.
            required=told or (field.required and not field.optional and field.holds == "value"),
            default=default if isinstance(default, (int, float)) else None,
            field=field.name,
            record=field.kind if kind is Kind.LEVELS else None,
            bounds=field.bounds,
            marks=field.marks,
            joint=bool(field.marks.get("joint")),
        )

    @classmethod
    def all_of(cls, field: Field) -> tuple[Self, ...]:
        """The columns that hold a record's field: a period has its first and its last day.

        A row with a period came to be on its last day: what sums up a month isn't there before.
        """
        if field.kind is not Period:
            return (cls.of(field),)
        marks: dict[str, dict[str, Any]] = {"start": {}, "end": {"born": True}}
        return tuple(
            cls(
                name,
                Kind.DAY,
                required=field.required,
                field=f"{field.name}.{name}",
                marks={"code": "date-invalid", **of},
            )
            for name, of in marks.items()
        )

    @property
    def missing(self) -> float:
        """The stored value that says nothing is recorded."""
        return _STORED[self.kind][1] if self.default is None else self.default

    @property
    def is_open(self) -> bool:
        """Whether it holds codes of an open list, such as districts, and nobody's identifiers."""
        open_code = "holds" in self.marks and not self.marks.get("identifier")
        return self.kind is Kind.KEY and open_code

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of the stored array."""
        return np.dtype(_STORED[self.kind][0])

    @property
    def dictionary(self) -> str:
        """Name of the dictionary that a column of identifiers or municipalities points into."""
        return "municipality" if self.kind is Kind.NAME else self.name

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What a coded value may be, in the order of its codes; nothing of what isn't coded."""
        if self.kind in (Kind.CODE, Kind.BITS):
            return tuple(member.value for member in self.vocabulary or ())
        if self.kind in (Kind.TRI, Kind.FLAG):
            return _ANSWERS
        return _PLACES if self.kind is Kind.NAME and "stratum" in self.marks else ()

    def numbered(self, values: AnyArray, home: AnyArray | None = None) -> AnyArray:
        """Stored values as places among the labels, below 0 where nothing is recorded; sets as they are.

        Parameters
        ----------
        values : array, shape ``(rows,)``
            As stored.
        home : array of int32, shape ``(rows,)``, optional
            Of places the record's own, which is here; any other is elsewhere.
        """
        if self.kind in (Kind.TRI, Kind.FLAG):
            stored = values.astype(np.int8)
            return np.where(stored < 0, np.int8(-1), 1 - stored)
        if home is not None:
            return np.where(values < 0, -1, values != home).astype(np.int8)
        return values

    @property
    def levels(self) -> type[Vocabulary]:
        """The levels of what has levels."""
        assert self.record is not None
        return _vocabulary(fields_of(self.record)[1].kind)

    @property
    def passes(self) -> bool:
        """Whether it holds a day that is known only once it has passed."""
        return self.kind is Kind.DAY and not self.required and not self.marks.get("planned")


def _kind(field: Field) -> tuple[Kind, type[Vocabulary] | None]:
    if field.is_record and field.holds == "tuple" and len(fields_of(field.kind)) == 2:
        return Kind.LEVELS, _vocabulary(fields_of(field.kind)[0].kind)
    if issubclass(field.kind, Vocabulary) and field.holds != "tuple":
        return (Kind.CODE if field.holds == "value" else Kind.BITS), field.kind
    if field.holds == "value":
        if field.kind is bool:
            return (Kind.TRI if field.optional else Kind.FLAG), None
        if field.kind is str:
            return (Kind.NAME if field.marks.get("place") else Kind.KEY), None
        if field.kind in _PLAIN:
            return _PLAIN[field.kind], None
    raise DataError(f"{field.name}: no column holds {field.kind.__name__}")


def _vocabulary(kind: type) -> type[Vocabulary]:
    assert issubclass(kind, Vocabulary)
    return kind


def blank(column: Column, height: int) -> AnyArray:
    """Array of shape ``(height,)`` in which nothing is recorded.

    Examples
    --------
    >>> blank(Column("visits", Kind.COUNT), 2), blank(Column("started", Kind.DAY), 2)
    (array([-1, -1], dtype=int32), array([-2147483648, -2147483648], dtype=int32))
    """
    return np.full(height, column.missing, column.dtype)


def is_known(column: Column, values: AnyArray) -> NDArray[np.bool_]:
    """Where a column's values say something, shape ``(rows,)``."""
    missing = _STORED[column.kind][1]
    return ~np.isnan(values) if column.kind is Kind.SCORE else values != missing


def is_blank(column: Column, values: AnyArray) -> NDArray[np.bool_]:
    """Where a column's values say no more than a blank cell does, shape ``(rows,)``."""
    return np.isnan(values) if column.kind is Kind.SCORE else values == column.missing


def filled(column: Column, values: AnyArray, others: AnyArray) -> AnyArray:
    """Values, and others where they are blank, shape ``(rows,)``; of sets and levels each member."""
    if column.kind in (Kind.BITS, Kind.FLAG):
        return values | others
    if column.kind is Kind.LEVELS:
        stated = (values | values >> 1) & np.uint32(0x55555555)
        return values | others & ~(stated | stated << 1)
    return np.where(is_blank(column, values), others, values)


def holds_all(column: Column, values: AnyArray, others: AnyArray) -> NDArray[np.bool_]:
    """Where values say all that others say, and what those leave blank or not, shape ``(rows,)``."""
    whole = filled(column, others, values)
    return (whole == values) | (whole != whole)  # noqa: PLR0124  a score that is nan in both
