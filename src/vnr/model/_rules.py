"""How the records' fields are checked: one pass, nothing coerced, no value in a message.

Each rule is the metadata of a field: a function from a value to what is wrong with it, or None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

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
    "record",
    "records",
    "text",
    "vocabulary",
    "vocabulary_set",
    "whole_year",
]

Fault = Callable[[Any], str | None]
Rule = Mapping[str, Fault]

_FAULT: Final = "fault"
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


def _rule(holds: Callable[[Any], bool], needed: str) -> Rule:
    return {_FAULT: lambda value: None if holds(value) else f"{needed} is needed"}


def code(digits: int) -> Rule:
    """A code of so many digits, as text with its leading zero."""
    return _rule(
        lambda value: (
            type(value) is str and len(value) == digits and value.isascii() and value.isdigit()
        ),
        f"a code of {digits} digits, as text,",
    )


def vocabulary(kind: type, *, optional: bool = False) -> Rule:
    """A member of one vocabulary; `optional` allows None where there is no default."""
    return _rule(
        lambda value: type(value) is kind or (optional and value is None),
        f"a member of {kind.__name__}",
    )


def vocabulary_set(kind: type) -> Rule:
    """A frozen set of members of one vocabulary."""
    return _rule(
        lambda value: type(value) is frozenset and all(type(one) is kind for one in value),
        f"a frozenset of members of {kind.__name__}",
    )


def record(kind: type) -> Rule:
    """A record of one class."""
    return _rule(lambda value: type(value) is kind, f"a {kind.__name__}")


def records(kind: type) -> Rule:
    """A tuple of records of one class."""
    return _rule(
        lambda value: type(value) is tuple and all(type(one) is kind for one in value),
        f"a tuple of {kind.__name__}",
    )


text: Final = _rule(lambda value: type(value) is str and value != "", "a text that is not empty")
identifier: Final = text
municipality: Final = code(4)
day: Final = _rule(lambda value: type(value) is date, "a date")
flag: Final = _rule(lambda value: type(value) is bool, "True or False")
count: Final = _rule(
    lambda value: type(value) is int and 0 <= value < 2**31, "a whole number from 0"
)
whole_year: Final = _rule(
    lambda value: type(value) is int and 1850 <= value <= 2200, "a year of four digits"
)
number: Final = _rule(
    lambda value: type(value) in (int, float) and math.isfinite(value), "a finite number"
)
