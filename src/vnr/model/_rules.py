"""What a field may hold, and what its values mean in a register: the metadata beside the field.

A rule is a mapping; several are joined with ``|``. No value is coerced, and none is ever in a
message. Each has a code, under which `fault_text` has its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from vnr.errors import impersonal
from vnr.model._boards import board_label, board_members
from vnr.model._invariants import Invariant

__all__ = [
    "absent",
    "also",
    "amount",
    "board",
    "born",
    "bounds",
    "broken",
    "carried",
    "code",
    "code_of",
    "column",
    "count",
    "day",
    "district",
    "earliest",
    "first",
    "flag",
    "identifier",
    "in_cell",
    "key",
    "known_with",
    "last",
    "latest",
    "municipalities",
    "municipality",
    "number",
    "planned",
    "record",
    "records",
    "sensitive",
    "stratum",
    "text",
    "texts",
    "undated",
    "unknowable",
    "vocabulary",
    "vocabulary_set",
    "whole_year",
    "yes",
]

Rule = dict[str, Any]

_MUNICIPALITY: Final = 4
"""Digits of a municipality's code."""
_DISTRICT: Final = 40
_MUNICIPALITIES: Final = re.compile(r"[0-9]{4}(\+[0-9]{4})*")
_IDENTITY: Final = 6
"""So many digits in a text may be somebody's."""


def _rule(rule: str, holds: Callable[[Any], bool], needed: str, **marks: object) -> Rule:
    return {"code": rule, "holds": holds, "needed": needed, **marks}


def _bounded(
    kinds: tuple[type, ...],
    rule: str,
    needed: str,
    holds: Callable[[Any], Any],
    most: float = float("inf"),
) -> Rule:
    """A number whose bounds hold for one value and, under the code `rule`, for a whole column."""
    return _rule(
        "number-invalid",
        lambda value: type(value) in kinds and holds(value) and value <= most,
        needed,
        bounds=(rule, holds),
        kinds=kinds,
    )


def broken(marks: Mapping[str, Any], value: Any) -> str:
    """The code of the rule that a value breaks, where it breaks one."""
    if "bounds" in marks and type(value) in marks["kinds"]:
        rule, holds = marks["bounds"]
        if not holds(value):
            return str(rule)
    if "personal" in marks and _texts(value) and all(value if type(value) is tuple else (value,)):
        return str(marks["personal"])
    return str(marks["code"])


def _texts(value: Any) -> bool:
    """Whether a value is a text, or a tuple of texts."""
    return all(type(one) is str for one in (value if type(value) is tuple else (value,)))


def bounds(marks: Mapping[str, Any], field: str) -> Invariant | None:
    """The bounds of a field's numbers as an invariant, if it has any."""
    if "bounds" not in marks:
        return None
    rule, holds = marks["bounds"]
    return Invariant(rule, field, None, holds)


# What a value must be


def code(digits: int) -> Rule:
    """A code of so many digits, as text with its leading zero."""
    return _rule(
        "municipality-invalid" if digits == _MUNICIPALITY else "code-unknown",
        lambda value: (
            type(value) is str and len(value) == digits and value.isascii() and value.isdigit()
        ),
        f"a code of {digits} digits, as text,",
    )


def vocabulary(kind: type, *, optional: bool = False) -> Rule:
    """A member of one vocabulary; `optional` allows None where there is no default."""
    return _rule(
        "code-unknown",
        lambda value: type(value) is kind or (optional and value is None),
        f"a member of {kind.__name__}",
    )


def vocabulary_set(kind: type) -> Rule:
    """A frozen set of members of one vocabulary."""
    only = {kind}
    return _rule(
        "code-unknown",
        lambda value: type(value) is frozenset and only.issuperset(map(type, value)),
        f"a frozenset of members of {kind.__name__}",
    )


def record(kind: type) -> Rule:
    """A record of one class."""
    return _rule("value-missing", lambda value: type(value) is kind, f"a {kind.__name__}")


def records(kind: type, *, ordered: str | None = None, some: bool = False) -> Rule:
    """A tuple of records of one class.

    Parameters
    ----------
    kind : type
        The class.
    ordered : str, optional
        The field that puts them in order; where it is equal they stay as given.
    some : bool
        Whether there is at least one.
    """
    only = {kind}
    return _rule(
        "value-missing",
        lambda value: (
            type(value) is tuple and len(value) >= some and only.issuperset(map(type, value))
        ),
        f"a tuple of {kind.__name__}" + (", at least one," if some else ""),
        ordered=ordered,
        some=some,
    )


def code_of(codes: frozenset[str]) -> Rule:
    """A code of one of several vocabularies, as text; None is none of them."""
    return _rule(
        "code-unknown",
        lambda value: value is None or (type(value) is str and value in codes),
        "a code of its vocabulary",
    )


text: Final = _rule(
    "value-missing",
    lambda value: type(value) is str and value != "" and impersonal(value) == value,
    "a text that is not empty",
    personal="text-personal",
)
texts: Final = _rule(
    "value-missing",
    lambda value: type(value) is tuple and all(map(text["holds"], value)),
    "a tuple of texts that are not empty",
    personal="text-personal",
)
identifier: Final = _rule(
    "id-missing",
    lambda value: type(value) is str and value != "" and "\0" not in value,
    "a text that is not empty",
    identifier=True,
)
municipality: Final = code(_MUNICIPALITY) | {"place": True}
board: Final = _rule(
    "municipality-invalid",
    lambda value: (
        municipality["holds"](value)
        or (
            type(value) is str
            and value == board_label(board_members(value))
            and all(map(municipality["holds"], board_members(value)))
        )
    ),
    f"a code of {_MUNICIPALITY} digits, as text, or those of several municipalities that deliver "
    'together, in order, as "0482+0483",',
    place=True,
    joint=True,
)
district: Final = _rule(
    "district-invalid",
    lambda value: (
        type(value) is str
        and 0 < len(value) <= _DISTRICT
        and value == value.strip()
        and value.isprintable()
        and sum(map(str.isdigit, value)) < _IDENTITY
    ),
    f"a code or name of at most {_DISTRICT} letters, with fewer than {_IDENTITY} digits,",
)
municipalities: Final = _rule(
    "municipality-invalid",
    lambda value: (
        type(value) is str
        and bool(_MUNICIPALITIES.fullmatch(value))
        and len(set(value.split("+"))) == len(value.split("+"))
    ),
    "different codes of four digits, several joined by +,",
)
day: Final = _rule("date-invalid", lambda value: type(value) is date, "a date")
flag: Final = _rule("flag-invalid", lambda value: type(value) is bool, "True or False")
count: Final = _bounded(
    (int,), "negative", "a whole number from 0", lambda value: value >= 0, most=2**31 - 1
)
whole_year: Final = _bounded(
    (int,),
    "number-invalid",
    "a year of four digits",
    lambda value: (value >= 1850) & (value <= 2200),
)
amount: Final = _bounded(
    (int, float),
    "negative",
    "a finite number from 0",
    lambda value: value >= 0,
    most=2**31 - 1,
)
number: Final = _bounded(
    (int, float), "number-invalid", "a finite number", lambda value: abs(value) < float("inf")
)

# What it means in a register

key: Final[Rule] = {"key": True}
"""One of the fields that tell a record from all others."""

unknowable: Final[Rule] = {"unknowable": True}
"""A key that may be unknown: each record without it is told by its other keys, and is no other's."""

born: Final[Rule] = {"born": True}
"""The day on which the record comes to be: an extract of an earlier day lacks it."""

planned: Final[Rule] = {"planned": True}
"""A day that is known before it comes. Any other optional day is known once it has passed."""

undated: Final[Rule] = {"undated": True}
"""Evidence that has no day of its own, so an extract of an earlier day can't place it."""

in_cell: Final[Rule] = {"in_cell": True}
"""Records of two codes that are kept in the cell itself and not in a table of their own."""


carried: Final[Rule] = {"carried": True}
"""Records that the rows of the base shape carry too: which of them each row belongs to."""


latest: Final[Rule] = {"settled": "latest"}
"""What may change while the record lasts: of several rows the latest says what holds."""

earliest: Final[Rule] = {"settled": "earliest"}
"""What was so when the record began: of several rows the earliest says it."""

yes: Final[Rule] = {"settled": "yes"}
"""What stays once it has come about: of several rows one that says so is enough."""


def known_with(field: str) -> Rule:
    """Known only once the day in another field of the record has passed."""
    return {"known_with": field}


def absent(value: object) -> Rule:
    """What every row tells where its column is there; the value of all rows where it isn't."""
    return {"absent": value}


def column(name: str) -> Rule:
    """Name of the column, where the field's own is taken in the row it shares with its parent."""
    return {"column": name}


def also(name: str) -> Rule:
    """Another name under which frames may hold the column."""
    return {"also": name}


def first(name: str) -> Rule:
    """Name of the parent's column that holds the value of its first record."""
    return {"first": name}


def last(name: str) -> Rule:
    """Name of the parent's column that holds the value of its last record, if none came after."""
    return {"last": name}


def stratum(name: str) -> Rule:
    """Name under which records are chosen and divided by the field, if not the column's."""
    return {"stratum": name}


sensitive: Final[Rule] = {"sensitive": True}
"""Of what was done to somebody, by whom, and how it went: never told of each of a few."""
