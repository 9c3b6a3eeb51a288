"""What a record says of itself reads as whoever knows the vocabularies would write it, and fits."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum, Flag, auto
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import pytest

import vnr
from vnr.display import WIDTH, Fields
from vnr.model import Closing, ClosingReason, Intake, IntakeReason, Relation, Role


@attrs.frozen
class Holds(Fields):
    value: Any


class Either(Flag):
    ONE = auto()
    OTHER = auto()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (IntakeReason.VIOLENCE, "IntakeReason.VIOLENCE"),
        (Either.ONE, "Either.ONE"),
        (date(2019, 5, 1), "2019-05-01"),
        (datetime(2019, 5, 1, 12), "datetime.datetime(2019, 5, 1, 12, 0)"),  # noqa: DTZ001
        (Intake, "Intake"),
        ("a", "'a'"),
        (None, "None"),
        ((), "()"),
        ((date(2019, 5, 1),), "(2019-05-01,)"),
        ((1, Relation.PARTNER), "(1, Relation.PARTNER)"),
        (frozenset({Role.WITNESSING_CHILD, Role.EXPOSED_CHILD}), "{Role.EXPOSED_CHILD, Role.WITNESSING_CHILD}"),
        ({"a": Relation.PARTNER}, "{'a': Relation.PARTNER}"),
        (MappingProxyType({"a": 1}), "{'a': 1}"),
        ((Closing(date(2019, 5, 1)),), "(Closing(date=2019-05-01),)"),
    ],
)  # fmt: skip
def test_values(value: object, told: str) -> None:
    """Members by name, days by date, sets in an order that stays, and each of what hangs on it."""
    assert repr(Holds(value)) == f"Holds(value={told})"


def test_an_unnamed_member_stands_as_python_has_it() -> None:
    """Such as of a flag that holds none."""
    none = Either(0)
    assert isinstance(none, Enum)
    assert repr(Holds(none)) == f"Holds(value={none!r})"


def test_of_many_the_first_are_told() -> None:
    """As many as there is room for, and how many more there are."""
    closings = tuple(Closing(date(2019, 1, day), ClosingReason.MOVED) for day in range(1, 32))
    told = repr(Holds(closings))
    shown = told.count("Closing(date=")
    assert 1 < shown < 31
    assert f"… {31 - shown} more)" in told
    assert max(map(len, told.splitlines())) <= WIDTH


def test_a_long_value_is_cut() -> None:
    """Of a single one its beginning."""
    assert repr(Holds("ord " * 400)).count("ord") == 75


def test_what_is_not_stated_is_left_out() -> None:
    """Where a field may be left out, and nothing or none stands in it; a field of its own isn't."""

    @attrs.frozen
    class Some(Fields):
        needed: int | None
        day: date | None = None
        several: tuple[int, ...] = ()
        kinds: frozenset[int] = attrs.field(factory=frozenset)
        named: dict[str, int] = attrs.field(factory=dict)
        number: int = 0
        sure: bool = False
        word: str = ""

    assert repr(Some(None)) == "Some(needed=None, number=0, sure=False, word='')"


def test_no_class_hides_itself_whole() -> None:
    """``repr=False`` of a class says nothing where `Fields` writes its text: fields are hidden one by one."""
    hidden = re.compile(
        r"^@attrs\.\w+\([^)]*repr=False[^)]*\)\nclass (\w+)\([^)]*\bFields\b", re.MULTILINE
    )
    assert hidden.findall("@attrs.frozen(eq=False, repr=False)\nclass A(Fields):") == ["A"]
    sources = [path.read_text("utf-8") for path in Path(vnr.__file__).parent.rglob("*.py")]
    assert [name for text in sources for name in hidden.findall(text)] == []
