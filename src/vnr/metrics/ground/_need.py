"""What a figure needs to be delivered, and who didn't deliver it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from vnr.errors import DataError
from vnr.register import CONTACTS, LATER
from vnr.results import Note, in_words, outermost

if TYPE_CHECKING:
    from vnr.register import Coverage

__all__ = ["CLOSED", "EVIDENCE", "NOTHING", "Need", "check_source", "missing_from", "unlike"]

Clause = frozenset[str]

CLOSED: Final = "closings"
"""The table that says when cases closed."""
_CONTACTS: Final = frozenset({CONTACTS.root})
_BEYOND: Final = frozenset(
    {
        LATER,
        "cases.violence_known",
        "cases.forms",
        "cases.contexts",
        "cases.police_report",
        "assessments",
        "interventions",
        "perpetrators",
    }
)
EVIDENCE: Final[dict[str, Clause]] = {
    "intake": frozenset({LATER}),
    "known": _BEYOND,
    "honour": frozenset({LATER, "cases.contexts", "assessments"}),
    "honour_intake": frozenset({LATER}),
    "honour_context": frozenset({"cases.contexts"}),
    "honour_patriark": frozenset({"assessments"}),
}
"""For each basis, what could tell of violence that the first reason doesn't: one is enough."""


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset((names,) if isinstance(names, str) else names)


def _sets(sets: Iterable[Iterable[str]]) -> tuple[Clause, ...]:
    return tuple(sorted({_names(names) for names in sets}, key=sorted))


@attrs.frozen
class Need:
    """What must be delivered for a figure to be one: without it a cell is not reported.

    Attributes
    ----------
    tables, fields
        Names of tables, and of fields as ``table.field``: all of them.
    any_of
        Sets of such names, of each of which one is enough.

    Examples
    --------
    >>> (Need(tables="follow_ups") & Need(fields="cases.forms")).clauses
    (frozenset({'cases.forms'}), frozenset({'follow_ups'}))
    """

    tables: frozenset[str] = attrs.field(default=(), converter=_names)
    fields: frozenset[str] = attrs.field(default=(), converter=_names)
    any_of: tuple[Clause, ...] = attrs.field(default=(), converter=_sets)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Sets of names, of each of which one must be delivered."""
        single = sorted(self.tables | self.fields)
        return (*(frozenset({name}) for name in single), *self.any_of)

    def __and__(self, other: Need) -> Need:
        """What both need."""
        return Need(
            self.tables | other.tables, self.fields | other.fields, self.any_of + other.any_of
        )


NOTHING: Final = Need()
"""What has cases and their intakes only."""


def missing_from(
    coverage: Coverage,
    first: int,
    last: int,
    need: Need,
    *,
    having: Need = NOTHING,
    code: str = "not_delivered",
) -> tuple[Note, ...]:
    """Who delivered something in a period, but not what is needed, each lack in a note.

    Parameters
    ----------
    coverage : Coverage
        What was delivered.
    first, last : int
        First and last day, days since 1970-01-01.
    need : Need
        What is needed.
    having : Need
        What those must have delivered who are named; by default anything.
    code : str
        Of the note.
    """
    if not need.clauses:
        return ()
    codes = coverage.municipalities
    there = coverage.delivers(codes, first, last, having.clauses)
    if _CONTACTS in need.clauses:
        # Who delivers contacts alone is there too.
        there |= coverage.delivers(codes, first, last, [_CONTACTS])
    whole = coverage.delivers(codes, first, last, need.clauses)
    lacks: dict[tuple[str, ...], list[str]] = {}
    for place in np.flatnonzero(there & ~whole).tolist():
        municipality = codes[place]
        lacking = [
            clause
            for clause in need.clauses
            if not coverage.delivers([municipality], first, last, [clause])[0]
        ]
        # Each was delivered at some time, but never all at once.
        lacks.setdefault(_words(lacking or need.clauses), []).append(municipality)
    return tuple(
        Note(code, places=_called(places), what=list(what)) for what, places in lacks.items()
    )


def unlike(coverage: Coverage, first: int, last: int, basis: str) -> tuple[Note, ...]:
    """Whether municipalities delivered different kinds of what could tell of a basis, in a note.

    Parameters
    ----------
    coverage, first, last
        As in `missing_from`.
    basis : str
        One that more than the first reason can tell of, or another, of which there is no note.
    """
    codes = coverage.municipalities
    kinds = np.stack(
        [
            coverage.delivers(codes, first, last, [frozenset({name})])
            for name in sorted(EVIDENCE.get(basis, ()))
        ]
        or [np.zeros(len(codes), bool)]
    )
    told = kinds[:, kinds.any(axis=0)]
    return () if (told == told[:, :1]).all() else (Note("evidence_differs"),)


def _words(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """What is lacking, as codes of the vocabulary ``delivery``."""
    names: dict[str, None] = {}
    for clause in clauses:
        basis = "evidence" if clause == _BEYOND else None
        names |= dict.fromkeys([basis] if basis else sorted(clause))
    return tuple(outermost(names))


def _called(codes: Sequence[str]) -> list[str]:
    return [str(name) for name in in_words("municipality", np.array(codes), "sv")]


def check_source(source: object) -> None:
    """Refuse what holds no cases.

    Examples
    --------
    >>> check_source(gotland)
    >>> check_source(None)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: source must hold the cases, as a Register does, got NoneType
    """
    if not hasattr(source, "coverage"):
        raise DataError(
            f"source must hold the cases, as a Register does, got {type(source).__name__}"
        )
