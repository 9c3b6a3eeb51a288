"""What is followed for a return, and the event that may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.counting._episodes import episode_table
from vnr.metrics.ground import (
    NEVER,
    Window,
    began,
    closes,
    dated,
    nearest,
    role_mask,
    sides,
)
from vnr.model import ClosingReason, InvestigationKind
from vnr.register import NO_DAY, day_number, run_starts

if TYPE_CHECKING:
    from vnr.metrics.counting._episodes import EpisodeTable
    from vnr.metrics.counting._rules import ReactivationRule
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["Cohort", "cohort_of", "judge"]

Rows = NDArray[np.intp]
DayArray = NDArray[np.int32]
Mask = NDArray[np.bool_]


@attrs.frozen(eq=False)
class Cohort:
    """What is followed, in arrays of one length.

    Attributes
    ----------
    day
        The index: the day it closed, or was taken in.
    case, person
        The case that gives its strata, and its person.
    other
        Day of the nearest event after the index, or before it for a rule that looks back; `NEVER`
        where there is none.
    """

    day: DayArray
    case: Rows
    person: NDArray[np.int64]
    other: DayArray


def judge(
    register: Register, rule: ReactivationRule, window: Window, cohort: Cohort
) -> tuple[Mask, Mask]:
    """Which of the cohort can be judged, and which came back within the window."""
    if rule.index == "intake":
        mature = window.start(cohort.day) >= began(register)[cohort.case]
        before = np.where(cohort.other == NEVER, cohort.day, cohort.other)
        return mature, (cohort.other != NEVER) & (window.end(before) >= cohort.day)
    last = window.end(cohort.day)
    return last <= register.cutoff, cohort.other <= last


def cohort_of(register: Register, period: Period, rule: ReactivationRule) -> Cohort:
    """The index days in the period, and for each the event that may be its return."""
    cases = register.table("cases")
    holds, _ = dated(register, rule.basis)
    chosen = holds & role_mask(register, rule.roles)
    whose = sides(register)
    day, case = _indices(register, rule, chosen)
    inside = (day >= day_number(period.start)) & (day <= day_number(period.end))
    day, case = day[inside], case[inside]
    if rule.of == "person":
        names = register.rank("case_id")[cases["case_id"][case]]
        order = np.lexsort((names, cases["municipality"][case], day, cases["person"][case]))
        day, case = day[order], case[order]
        earliest = run_starts(cases["person"][case])
        day, case = day[earliest], case[earliest]
    event_day, event_of = _events(register, rule, chosen, whose)
    other = nearest(event_day, event_of, day, whose[case], back=rule.index == "intake")
    return Cohort(day, case, cases["person"][case].astype(np.int64), other)


def _indices(register: Register, rule: ReactivationRule, chosen: Mask) -> tuple[DayArray, Rows]:
    """Every day that can be an index, and its case."""
    if rule.index == "intake":
        return _intakes(register, chosen)
    if rule.index == "episode_closed":
        return _episode_closes(register, rule)
    closed = closes(register)
    case = np.flatnonzero(chosen & (closed != NEVER))
    day = closed[case]
    gone = _transferred(register)[case] | _died(register, case, day)
    return day[~gone], case[~gone]


def _intakes(register: Register, chosen: Mask) -> tuple[DayArray, Rows]:
    table = register.table("intakes")
    rows = np.flatnonzero(chosen[table.parent])
    return table["date"][rows], table.parent[rows].astype(np.intp)


def _transferred(register: Register) -> Mask:
    reason = register.table("cases")["closing_reason"]
    return np.asarray(reason == ClosingReason.TRANSFERRED_UNIT.place)


def _died(register: Register, case: Rows, day: DayArray) -> Mask:
    """Whether the case closed by death, or the person was dead by then."""
    cases = register.table("cases")
    died = register.table("persons")["died"][cases["person"][case]]
    by_reason = cases["closing_reason"][case] == ClosingReason.DIED.place
    return np.asarray(by_reason | ((died != NO_DAY) & (died <= day)))


def _episodes(register: Register, rule: ReactivationRule) -> EpisodeTable:
    return episode_table(
        register,
        basis=rule.basis,
        roles=rule.roles,
        dated_by="basis",
        merge_gap=rule.merge_gap,
        within="person",
        window=rule.windows[0],
    )


def _episode_closes(register: Register, rule: ReactivationRule) -> tuple[DayArray, Rows]:
    """Closes of episodes that can be followed, each with the case that closed last."""
    table, cases = _episodes(register, rule), register.table("cases")
    episode, case = table.spell_episode, table.spell_case
    on_last = (closes(register)[case] == table.end[episode]) & (table.end[episode] != NEVER)
    episode, case = episode[on_last], case[on_last]
    order = np.lexsort(
        (register.rank("case_id")[cases["case_id"][case]], cases["municipality"][case], episode)
    )
    episode, case = episode[order], case[order]
    at = np.flatnonzero(run_starts(episode))
    if not at.size:
        return np.empty(0, np.int32), np.empty(0, np.intp)
    died = np.logical_or.reduceat(_died(register, case, table.end[episode]), at)
    moved = np.logical_and.reduceat(_transferred(register)[case], at)
    keep = at[~died & ~moved]
    return table.end[episode[keep]], case[keep]


def _events(
    register: Register, rule: ReactivationRule, chosen: Mask, whose: NDArray[np.int64]
) -> tuple[DayArray, NDArray[np.int64]]:
    """Day and owner of everything that can be a return."""
    if rule.event == "episode":
        episodes = _episodes(register, rule)
        return episodes.start, episodes.group
    if rule.event == "intake":
        day, case = _intakes(register, chosen)
        return day, whose[case]
    name, column = {
        "investigation": ("investigations", "opened"),
        "intervention": ("interventions", "started"),
    }[rule.event]
    table = register.table(name)
    rows = chosen[table.parent]
    if name == "investigations":
        rows &= table["kind"] == InvestigationKind.FULL.place
    return table[column][rows], whose[table.parent[rows]]
