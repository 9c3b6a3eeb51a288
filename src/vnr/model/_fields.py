"""How the records' fields are checked: one pass, nothing coerced, no value in a message."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from vnr.errors import ModelError

__all__ = [
    "check",
    "code",
    "count",
    "day",
    "flag",
    "identifier",
    "municipality",
    "number",
    "records",
    "vocabulary",
    "vocabulary_set",
    "whole_year",
]

Fault = Callable[[Any], str | None]
_FAULT = "vnr_fault"
_PLANS: dict[type, list[tuple[str, Any, Fault]]] = {}


def check(record: Any) -> None:
    """Raise on the first field of `record` that breaks its own rule.

    A field that holds its default is not looked at: most do, and a register has many records.
    """
    plan = _PLANS.get(type(record))
    if plan is None:
        plan = _PLANS[type(record)] = [
            (field.name, field.default, field.metadata[_FAULT])
            for field in attrs.fields(type(record))
            if _FAULT in field.metadata
        ]
    for name, default, fault in plan:
        value = getattr(record, name)
        if value is not default:
            found = fault(value)
            if found is not None:
                raise ModelError(f"{name}: {found}")


def _field(fault: Fault, *, default: Any = attrs.NOTHING, **options: Any) -> Any:
    return attrs.field(default=default, metadata={_FAULT: fault}, **options)


def identifier(*, default: Any = attrs.NOTHING) -> Any:
    """An identifier or a name: a text that is not empty, kept out of the repr."""

    def fault(value: Any) -> str | None:
        return None if type(value) is str and value else "a text is needed, and not an empty one"

    return _field(fault, default=default, repr=False)


def code(*, digits: int, default: Any = attrs.NOTHING) -> Any:
    """A code of so many digits, as text."""

    def fault(value: Any) -> str | None:
        if type(value) is str and len(value) == digits and value.isascii() and value.isdigit():
            return None
        return f"a code of {digits} digits is needed, as text with its leading zero"

    return _field(fault, default=default)


def municipality(*, default: Any = attrs.NOTHING) -> Any:
    """A municipality's code: four digits, as text."""
    return code(digits=4, default=default)


def day(*, required: bool = False) -> Any:
    """A date without a time of day."""

    def fault(value: Any) -> str | None:
        return None if type(value) is date else "a date is needed"

    return _field(fault, default=attrs.NOTHING if required else None)


def vocabulary(
    kind: type, *, default: Any = None, required: bool = False, optional: bool = False
) -> Any:
    """A member of one vocabulary; `optional` means that None must be said."""
    name = kind.__name__

    def fault(value: Any) -> str | None:
        if type(value) is kind or (optional and value is None):
            return None
        return f"a member of {name} is needed"

    return _field(fault, default=attrs.NOTHING if required or optional else default)


def vocabulary_set(kind: type) -> Any:
    """A frozen set of members of one vocabulary."""
    name = kind.__name__

    def fault(value: Any) -> str | None:
        if type(value) is frozenset and all(type(one) is kind for one in value):
            return None
        return f"a frozenset of members of {name} is needed"

    return _field(fault, default=frozenset())


def records(
    kind: type, *, required: bool = False, converter: Callable[[Any], Any] | None = None
) -> Any:
    """A tuple of records of one class."""
    name = kind.__name__

    def fault(value: Any) -> str | None:
        if type(value) is tuple and all(type(one) is kind for one in value):
            return None
        return f"a tuple of {name} is needed"

    return _field(fault, default=attrs.NOTHING if required else (), converter=converter)


def flag(*, default: Any = None) -> Any:
    """Yes or no; None, where allowed, is not recorded."""

    def fault(value: Any) -> str | None:
        return None if type(value) is bool else "True or False is needed"

    return _field(fault, default=default)


def count() -> Any:
    """A whole number that is not negative."""

    def fault(value: Any) -> str | None:
        return None if type(value) is int and value >= 0 else "a whole number from 0 is needed"

    return _field(fault, default=None)


def whole_year() -> Any:
    """A year of the calendar in which somebody alive can be born."""

    def fault(value: Any) -> str | None:
        if type(value) is int and 1850 <= value <= 2200:  # noqa: PLR2004
            return None
        return "a year of four digits is needed"

    return _field(fault, default=None)


def number() -> Any:
    """A finite number."""

    def fault(value: Any) -> str | None:
        if type(value) in (int, float) and math.isfinite(value):
            return None
        return "a finite number is needed"

    return _field(fault, default=None)
