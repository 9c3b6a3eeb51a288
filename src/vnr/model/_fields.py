"""The fields of a record class, as its type hints and the rules beside them describe them."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs

from vnr.display import Fields
from vnr.model._invariants import Invariant
from vnr.model._rules import bounds

__all__ = ["Field", "fields_of", "keys_of"]


@attrs.frozen
class Field(Fields):
    """One field of a record class.

    Attributes
    ----------
    name
        Its name.
    kind
        Type of its value, or of the members where it holds several.
    holds
        ``value``, ``set`` or ``tuple``.
    optional
        Whether it may be None.
    default
        Its default; `attrs.NOTHING` where it has to be given.
    marks
        What its rules say of it.

    Examples
    --------
    >>> from vnr.model import Intake, fields_of
    >>> [(field.name, field.kind.__name__, field.required) for field in fields_of(Intake)][:2]
    [('date', 'date', True), ('reason', 'IntakeReason', True)]
    """

    name: str
    kind: type
    holds: str
    optional: bool
    default: Any
    marks: dict[str, Any] = attrs.field(repr=False)

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return self.default is attrs.NOTHING

    @property
    def column(self) -> str:
        """Name of the column that holds it."""
        return str(self.marks.get("column", self.name))

    @property
    def bounds(self) -> Invariant | None:
        """The bounds of its numbers, if it has any."""
        return bounds(self.marks, self.name)

    @property
    def is_record(self) -> bool:
        """Whether its values are records themselves."""
        return attrs.has(self.kind)

    @property
    def is_table(self) -> bool:
        """Whether its records stand in a table of their own."""
        return self.is_record and self.holds == "tuple" and not self.marks.get("in_cell", False)


_SEVERAL: Final = {frozenset: "set", tuple: "tuple"}


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a record class, in their order.

    Examples
    --------
    >>> from vnr.model import Perpetrator
    >>> [(field.name, field.kind.__name__) for field in fields_of(Perpetrator)]
    [('relation', 'Relation'), ('sex', 'Sex')]
    """
    hints = get_type_hints(cls)
    return tuple(
        Field(
            field.name,
            *_read(hints[field.name]),
            field.default,
            dict(field.metadata),
        )
        for field in attrs.fields(cls)
    )


def keys_of(cls: type) -> tuple[Field, ...]:
    """The fields that tell a record of a class from all others, its municipality first.

    Examples
    --------
    >>> from vnr.model import Case
    >>> [field.name for field in keys_of(Case)]
    ['municipality', 'case_id', 'person_id']
    """
    keys = [
        own
        for field in fields_of(cls)
        if field.marks.get("key")
        for own in (keys_of(field.kind) if field.is_record else (field,))
    ]
    return tuple(sorted(keys, key=lambda field: not field.marks.get("place")))


def _read(hint: Any) -> tuple[type, str, bool]:
    """The plain type of a hint, whether it holds one value or several, and whether it may be None."""
    optional = get_origin(hint) is UnionType
    if optional:
        hint = next(part for part in get_args(hint) if part is not NoneType)
    several = _SEVERAL.get(get_origin(hint))
    return (get_args(hint)[0] if several else hint), several or "value", optional
