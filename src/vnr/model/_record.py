"""The base of all records: frozen, compared by value, and refused if they break a rule."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter
from typing import Any, ClassVar, Final

from vnr.display import Fields
from vnr.errors import ModelError
from vnr.model._fields import Field, fields_of
from vnr.model._invariants import OUT_OF_ORDER, Invariant, Once, Within, broken_text, fault_text
from vnr.model._rules import broken

__all__ = ["Record", "invariants_of"]

Read = Callable[[Any], Any]


class Record(Fields):
    """What every record does: it checks itself when it is made.

    Where it holds several, a list or a set of them will do, and so will one alone; it keeps a
    tuple, or a frozen set.

    A class says with `rules` what must hold between its fields, between them and those of the
    record it hangs on, and among all that hang on one; with `odd` what mostly does, so that it is
    noted where rows are read.

    Examples
    --------
    >>> import attrs
    >>> @attrs.frozen
    ... class Visit(Record):
    ...     first: int
    ...     last: int
    ...     rules = (Invariant("last-before-first", "last", "first", lambda last, first: last >= first),)
    >>> Visit(1, 2)
    Visit(first=1, last=2)
    >>> Visit(2, 1)
    Traceback (most recent call last):
        ...
    vnr.errors.ModelError: last: last-before-first [last-before-first]
    """

    __slots__ = ()
    rules: ClassVar[tuple[Invariant | Once | Within, ...]] = ()
    odd: ClassVar[tuple[Invariant | Once | Within, ...]] = ()

    def __attrs_post_init__(self) -> None:
        check = _CHECKS.get(type(self))
        if check is None:
            check = _CHECKS[type(self)] = _check(type(self))
        check(self)


def invariants_of(cls: type) -> tuple[Invariant | Once | Within, ...]:
    """The rules of a record class: the bounds of its numbers, and then those it names.

    Examples
    --------
    >>> from vnr.model import Investigation
    >>> [rule.code for rule in invariants_of(Investigation)]
    ['closed-before-opened', 'reason-of-opened']
    """
    bounds = (field.bounds for field in fields_of(cls))
    return (*(bound for bound in bounds if bound is not None), *getattr(cls, "rules", ()))


_CHECKS: dict[type, Callable[[Any], None]] = {}


def _check(cls: type) -> Callable[[Any], None]:
    """A function that raises on the first rule a record of the class breaks.

    A field that holds its default is not looked at: most do, and a register has many records.
    """
    checked = [field for field in fields_of(cls) if "holds" in field.marks]
    fields = [
        (attrgetter(field.name), field.default, field.marks["holds"], field) for field in checked
    ]
    rules = [
        (attrgetter(rule.field), _reader(rule.beside), rule.holds, rule)
        for rule in getattr(cls, "rules", ())
        if isinstance(rule, Invariant) and rule.beside and not rule.of_parent
    ]
    children = [
        (attrgetter(field.name), checks)
        for field in checked
        if field.holds == "tuple" and (checks := _child_checks(field))
    ]

    def check(record: Any) -> None:
        for read, default, holds, field in fields:
            value = read(record)
            if value is not default and not holds(value):
                kept = _as_kept(field, value)
                if kept is None or not holds(kept):
                    code = broken(field.marks, value if kept is None else kept)
                    raise ModelError(
                        f"{field.name}: {fault_text(code)}; {field.marks['needed']} is needed",
                        broken=(field.name, code),
                    )
                object.__setattr__(record, field.name, kept)
        for read, beside, holds, rule in rules:
            value = read(record)
            if value is None:
                continue
            other = beside(record)
            if other is not None and not holds(value, other):
                raise ModelError(broken_text(rule.field, rule.code), broken=(rule.field, rule.code))
        for read, checks in children:
            hanging = read(record)
            if hanging:
                for check_children in checks:
                    check_children(record, hanging)

    return check


def _as_kept(field: Field, value: Any) -> Any:
    """Several as the field keeps them, of a list, a set, or one alone; None of anything else."""
    keeps = _KEPT.get(field.holds)
    if keeps is None:
        return None
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return keeps(several) if all(isinstance(one, field.kind) for one in several) else None


_KEPT: Final[dict[str, Callable[[Any], Any]]] = {"set": frozenset, "tuple": tuple}


def _reader(path: str) -> Read:
    """What reads a field, or a property of its code: None where there is no code."""
    field, _, attribute = path.partition(".")
    if not attribute:
        return attrgetter(field)
    return lambda record: getattr(getattr(record, field), attribute, None)


ChildCheck = Callable[[Any, tuple[Any, ...]], None]


def _child_checks(field: Field) -> list[ChildCheck]:
    """What is checked of the records that hang on one in a field: their order, and their rules."""
    ordered = field.marks.get("ordered")
    checks = [_in_order(field.name, ordered)] if ordered else []
    for rule in getattr(field.kind, "rules", ()):
        if isinstance(rule, Once):
            checks.append(_once(field.name, rule))
        elif isinstance(rule, Within):
            checks.append(_within(field.name, rule))
        elif rule.of_parent:
            checks.append(_beside_parent(field.name, rule, rule.of_parent))
    return checks


def _in_order(name: str, field: str) -> ChildCheck:
    def check(_: Any, children: tuple[Any, ...]) -> None:
        if len(children) > 1:
            values = [getattr(child, field) for child in children]
            for place, (before, value) in enumerate(pairwise(values), start=1):
                if value < before:
                    raise ModelError(broken_text(f"{name}[{place}].{field}", OUT_OF_ORDER))

    return check


def _once(name: str, rule: Once) -> ChildCheck:
    def check(_: Any, children: tuple[Any, ...]) -> None:
        several = len(children)
        if several > 1 and len({getattr(child, rule.field) for child in children}) < several:
            raise ModelError(broken_text(name, rule.code))

    return check


def _within(name: str, rule: Within) -> ChildCheck:
    opens, closes = attrgetter(rule.opens), attrgetter(rule.closes)
    day_of = attrgetter(rule.field)

    def check(record: Any, children: tuple[Any, ...]) -> None:
        closed = [closing.date for closing in closes(record)]
        for place, child in enumerate(children):
            day = day_of(child)
            before = [other for other in closed if other < day]
            if before:
                since = [opening.date for opening in opens(record) if opening.date <= day]
                if since and since[-1] <= before[-1]:
                    raise ModelError(broken_text(f"{name}[{place}].{rule.field}", rule.code))

    return check


def _beside_parent(name: str, rule: Invariant, beside: str) -> ChildCheck:
    of_parent, of_child, holds = attrgetter(beside), attrgetter(rule.field), rule.holds

    def check(record: Any, children: tuple[Any, ...]) -> None:
        other = of_parent(record)
        if other is None:
            return
        for place, child in enumerate(children):
            value = of_child(child)
            if value is not None and not holds(value, other):
                raise ModelError(broken_text(f"{name}[{place}].{rule.field}", rule.code))

    return check
