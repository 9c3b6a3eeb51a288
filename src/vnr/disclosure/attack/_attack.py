"""What somebody who can add and subtract finds out: the whole numbers that a hidden figure may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._programs import OutOfTimeError, Programs
from vnr.disclosure.attack._seen import Witnesses
from vnr.disclosure.attack._shapes import Tree, programs_of
from vnr.disclosure.attack._system import Component, System
from vnr.disclosure.rules import Rule
from vnr.errors import DisclosureError
from vnr.words import text

__all__ = ["Finding", "ImpossibleError", "attacked", "completed"]

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SECONDS = 20.0


class ImpossibleError(DisclosureError):
    """No numbers fit; `relations` are those that say so."""

    def __init__(self, relations: frozenset[int]) -> None:
        super().__init__(text("errors", "shown_contradict", "en"))
        self.sentence = ("shown_contradict", {})
        self.relations = relations


def attacked(
    system: System,
    hidden: Mask,
    rule: Rule,
    *,
    least: int,
    truth: bool,
    seconds: float = _SECONDS,
    among: Iterable[Component] | None = None,
    witnesses: Witnesses | None = None,
) -> Iterator[Finding]:
    """What is left possible of every hidden figure, when the others are known.

    Parameters
    ----------
    system : System
        The figures.
    hidden : array of bool, shape ``(figures,)``
        Which figures aren't known: each of them is attacked.
    rule : Rule
        How many whole numbers must be possible; none are looked for beyond, nor of a figure that
        is known to be larger than the sensitive ones. With an insider one hidden figure is known
        to be at least 1; each that isn't 0 in turn.
    least : int
        1 if nobody would have hidden a zero, so that what is hidden though it was to be printed
        is at least 1, unless it stands in a box; else 0.
    truth : bool
        Whether the system holds the hidden numbers too, which only saves programs.
    seconds : float
        Time for each program.
    among : iterable of Component, optional
        The hidden figures that are attacked, by default all of them.
    witnesses : Witnesses, optional
        What was seen to fit beside the system's own numbers; what is seen is added. Then of a
        figure that is told too well only that is found out.

    Raises
    ------
    ImpossibleError
        If no numbers at all can stand where figures are hidden: those shown contradict.
    """
    for component in system.components(hidden) if among is None else among:
        members = component.members
        programs = programs_of(component, seconds, truth, witnesses)
        suppressed = system.printed & ~system.boxed
        base = np.maximum(np.where(suppressed, least, 0), system.low)[members]
        # Nobody knows one outside of a cell but by knowing their own.
        known = (base == 0) & ((not truth) | (system.values[members] > 0))
        known &= ~system.outside[members]
        try:
            if not programs.are_possible(base):
                raise ImpossibleError(component.impossible(base))
            covers = programs.covers(base, known) if rule.insider else []
        except OutOfTimeError:
            yield from (
                Finding(place, 0, rule.need, rule.need, proved=False) for place in members.tolist()
            )
            continue
        # What is known to be larger than the sensitive numbers needn't be asked for.
        may_be = (system.low <= rule.sensitive_to) | system.guarded
        asked = np.flatnonzero(may_be[members])
        if programs.is_hasty and covers:
            programs.spread(rule, base, asked)
            told = [
                finding
                for place in members[asked].tolist()
                if (finding := _found(programs, place, rule, base, system)).tells(rule)
            ]
            yield from told
            if told:
                # Who knows of one finds out as much: it is enough for now.
                programs.share()
                continue
        for start in covers or [base]:
            programs.spread(rule, start, asked)
        for place in members[asked].tolist():
            yield _worst(programs, place, rule, base, covers, system)
        programs.share()


def completed(system: System, unknown: Mask, seconds: float = _SECONDS) -> System:
    """The system with some numbers that fit where nobody tells any.

    Raises
    ------
    ImpossibleError
        If none do.
    """
    values = system.values.copy()
    for component in system.components(unknown):
        programs = Programs(component, seconds, truth=False)
        least = system.low[component.members]
        if not programs.are_possible(least):
            raise ImpossibleError(component.impossible(least))
        values[component.members] = programs.solution
    return attrs.evolve(system, values=values)


def _found(
    programs: Tree | Programs, place: int, rule: Rule, least: Numbers, system: System
) -> Finding:
    """What is found out of a figure, and what it must not be known of it."""
    return attrs.evolve(
        programs.find(place, rule, least),
        outside=bool(system.outside[place]),
        guarded=bool(system.guarded[place]),
    )


def _worst(
    programs: Tree | Programs,
    place: int,
    rule: Rule,
    base: Numbers,
    covers: Sequence[Numbers],
    system: System,
) -> Finding:
    """The worst that somebody finds out of a figure who knows that one of the others isn't 0.

    Knowing of several at once is more than anybody does, and mostly as harmless.
    """

    def find(least: Numbers) -> Finding:
        return _found(programs, place, rule, least, system)

    narrow = np.zeros(base.size, bool)
    for cover in covers:
        finding = find(cover)
        if finding.possible < finding.need(rule) or not finding.proved:
            narrow |= cover > base
    if covers and not narrow.any():
        return finding
    worst = find(base)
    if not narrow.any() or worst.tells(rule) or not worst.may_be_sensitive(rule):
        return worst
    for one in programs.suspects(worst, rule, base, narrow):
        raised = np.where(np.arange(base.size) == one, 1, base)
        assert programs.are_possible(raised), "what is known of several may be known of one"
        finding = find(raised)
        if finding.tells(rule) or not finding.proved:
            return attrs.evolve(finding, knowing=int(programs.members[one]))
    return worst
