"""Do they come back? Reactivation by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.counting._episodes import began, find
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule
from vnr.metrics.ground import (
    NEVER,
    By,
    Cells,
    Window,
    bounds,
    closes,
    dated,
    define,
    lay_out,
    role_mask,
    role_names,
)
from vnr.metrics.intervals import binomial_limits
from vnr.metrics.survival import draw, incidence
from vnr.model import ClosingReason, InvestigationKind, Role
from vnr.register import NO_DAY
from vnr.results import Curve, Definition, Estimate, Provenance, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["nearest", "reactivation", "reactivation_curve", "side_of"]

Rows = NDArray[np.intp]
DayArray = NDArray[np.int32]
Mask = NDArray[np.bool_]

_CONFIDENCE = 0.95


@attrs.frozen(eq=False)
class _Cohort:
    """What is followed: the day, the case that gives its strata, its person, and the event.

    `other` is the day of the nearest event after the index (or before it, looking back), and
    `NEVER` where there is none.
    """

    day: DayArray
    case: Rows
    person: NDArray[np.int64]
    other: DayArray


def reactivation(
    register: Register,
    cohort: Period,
    *,
    rule: ReactivationRule = KKIK_1Y,
    by: By = (),
) -> Estimate:
    r"""Share of the closed that came back within the rule's window (andel återaktualiserade).

    .. math:: \text{returned} / n

    Parameters
    ----------
    register : Register
        The cases, with the whole history.
    cohort : Period
        When they closed (or, for a rule that looks back, when they were taken in).
    rule : ReactivationRule
        What is followed, what counts as coming back, and how long.
    by : str, tuple, or mapping
        Strata, of the case that closed last; time strata go by the close.

    Returns
    -------
    Estimate
        Proportion with its Wilson interval. A close whose window ends after the cut-off is not
        mature: it leaves `n`, even if its return is already seen, and stands in the column
        ``n_not_mature``; ``returned`` is the numerator. Without any close it is undefined.

    Raises
    ------
    DataError
        If a stratum is of a kind a case holds several of, and the rule goes by person.
    """
    table = lay_out(register, cohort, by)
    found = _cohort(register, cohort, rule)
    keep = np.flatnonzero(register.counted[found.case] & table.inside(found.case))
    part = table.part(found.day[keep])
    _, (cutoff,) = bounds((register.observed,))
    columns: dict[str, list[NDArray[np.int64]]] = {"returned": [], "n": [], "n_not_mature": []}
    for window in rule.windows:
        mature, returned = _judge(register, rule, window, found, cutoff)
        sums = {name: np.zeros(table.size, np.int64) for name in columns}
        for cell, held in table.place(found.case[keep], part):
            rows = keep[held]
            for name, mask in (
                ("returned", mature & returned),
                ("n", mature),
                ("n_not_mature", ~mature),
            ):
                sums[name] += np.bincount(cell[mask[rows]], minlength=table.size)
        for name, one in sums.items():
            columns[name].append(one)
    return _estimate(register, cohort, rule, by, table, columns)


def _estimate(
    register: Register,
    cohort: Period,
    rule: ReactivationRule,
    by: By,
    table: Cells,
    columns: dict[str, list[NDArray[np.int64]]],
) -> Estimate:
    several = len(rule.windows)
    returned, n, not_mature = (
        np.stack(columns[name], axis=-1).reshape(-1) for name in ("returned", "n", "n_not_mature")
    )
    strata = {name: np.repeat(labels, several) for name, labels in table.labels.items()}
    if several > 1:
        strata["window"] = np.tile([window.name for window in rule.windows], table.size)
    state = np.repeat(table.state, several)
    state[(state == State.VALUE) & (n == 0) & (not_mature > 0)] = State.NOT_MATURE
    lower, upper = binomial_limits(
        returned.astype(float), n.astype(float), method="wilson", confidence=_CONFIDENCE
    )
    definition, provenance = _define(register, "reactivation", cohort, rule, by)
    return Estimate(
        strata=strata,
        value=np.divide(returned, n, out=np.full(n.size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        state=state,
        covered=np.repeat(table.covered, several),
        columns={"returned": returned, "n_not_mature": not_mature},
        confidence=_CONFIDENCE,
        unit="proportion",
        method="wilson",
        definition=definition,
        provenance=provenance,
    )


def _define(
    register: Register, name: str, cohort: Period, rule: ReactivationRule, by: By
) -> tuple[Definition, Provenance]:
    said: dict[str, Any] = attrs.asdict(rule, recurse=False)
    said["windows"] = [window.name for window in rule.windows]
    said["roles"] = [role.value for role in role_names(rule.roles)]
    said["preset"] = said.pop("name")
    return define(register, name, cohort, by, **said)


def _judge(
    register: Register, rule: ReactivationRule, window: Window, found: _Cohort, cutoff: int
) -> tuple[Mask, Mask]:
    """Which of the cohort can be judged, and which came back within the window."""
    if rule.index == "intake":
        mature = window.start(found.day) >= began(register)[found.case]
        before = np.where(found.other == NEVER, found.day, found.other)
        return mature, (found.other != NEVER) & (window.end(before) >= found.day)
    last = window.end(found.day)
    return last <= cutoff, found.other <= last


def _cohort(register: Register, period: Period, rule: ReactivationRule) -> _Cohort:
    """The index days in the period, and for each the event that may be its return."""
    cases = register.table("cases")
    chosen = _such(register, rule)
    whose = side_of(register)
    if rule.index == "intake":
        day, case = _intakes(register, chosen)
    elif rule.index == "case_closed":
        closed = closes(register)
        case = np.flatnonzero(chosen & (closed != NEVER))
        day = closed[case]
        gone = _transferred(register)[case] | _died(register, case, day)
        day, case = day[~gone], case[~gone]
    else:
        day, case = _episode_closes(register, rule)
    (first,), (last,) = bounds((period,))
    inside = (day >= first) & (day <= last)
    day, case = day[inside], case[inside]
    event_day, event_of = _events(register, rule, chosen, whose)
    if rule.of == "person":
        names = register.rank("case_id")[cases["case_id"][case]]
        order = np.lexsort((names, cases["municipality"][case], day, cases["person"][case]))
        day, case = day[order], case[order]
        person = cases["person"][case]
        earliest = np.append(True, person[1:] != person[:-1])[: person.size]
        day, case = day[earliest], case[earliest]
    other = nearest(event_day, event_of, day, whose[case], back=rule.index == "intake")
    return _Cohort(day, case, cases["person"][case].astype(np.int64), other)


def side_of(register: Register) -> NDArray[np.int64]:
    """Whose each case is: a number for a person as exposed, and another as perpetrator."""
    cases = register.table("cases")
    side = cases["role"] == list(Role).index(Role.PERPETRATOR)
    return cases["person"].astype(np.int64) * 2 + side


def _such(register: Register, rule: ReactivationRule) -> Mask:
    holds, _ = dated(register, rule.basis)
    return holds & role_mask(register, rule.roles)


def _intakes(register: Register, chosen: Mask) -> tuple[DayArray, Rows]:
    table = register.table("intakes")
    rows = np.flatnonzero(chosen[table.parent])
    return table["date"][rows], table.parent[rows].astype(np.intp)


def _transferred(register: Register) -> Mask:
    reason = register.table("cases")["closing_reason"]
    return np.asarray(reason == list(ClosingReason).index(ClosingReason.TRANSFERRED_UNIT))


def _died(register: Register, case: Rows, day: DayArray) -> Mask:
    """Whether the case closed by death, or the person was dead by then."""
    cases = register.table("cases")
    died = register.table("persons")["died"][cases["person"][case]]
    by_reason = cases["closing_reason"][case] == list(ClosingReason).index(ClosingReason.DIED)
    return np.asarray(by_reason | ((died != NO_DAY) & (died <= day)))


def _episode_closes(register: Register, rule: ReactivationRule) -> tuple[DayArray, Rows]:
    """Closes of episodes that can be followed, each with the case that closed last."""
    found = find(
        register,
        basis=rule.basis,
        roles=rule.roles,
        dated_by="basis",
        merge_gap=rule.merge_gap,
        within="person",
        window=rule.windows[0],
    )
    cases = register.table("cases")
    episode, case = found.spell_episode, found.spell_case
    on_last = (closes(register)[case] == found.end[episode]) & (found.end[episode] != NEVER)
    episode, case = episode[on_last], case[on_last]
    order = np.lexsort(
        (register.rank("case_id")[cases["case_id"][case]], cases["municipality"][case], episode)
    )
    episode, case = episode[order], case[order]
    at = np.flatnonzero(np.append(True, episode[1:] != episode[:-1])[: episode.size])
    if not at.size:
        return np.empty(0, np.int32), np.empty(0, np.intp)
    died = np.logical_or.reduceat(_died(register, case, found.end[episode]), at)
    moved = np.logical_and.reduceat(_transferred(register)[case], at)
    keep = at[~died & ~moved]
    return found.end[episode[keep]], case[keep]


def _events(
    register: Register, rule: ReactivationRule, chosen: Mask, whose: NDArray[np.int64]
) -> tuple[DayArray, NDArray[np.int64]]:
    """Day and owner of everything that can be a return."""
    if rule.event == "episode":
        found = find(
            register,
            basis=rule.basis,
            roles=rule.roles,
            dated_by="basis",
            merge_gap=rule.merge_gap,
            within="person",
            window=rule.windows[0],
        )
        return found.start, found.group
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
        rows &= table["kind"] == list(InvestigationKind).index(InvestigationKind.FULL)
    return table[column][rows], whose[table.parent[rows]]


def nearest(
    event_day: DayArray,
    event_of: NDArray[np.int64],
    day: DayArray,
    of: NDArray[np.int64],
    *,
    back: bool = False,
) -> DayArray:
    """First event of the same owner after each day, or last one before it; `NEVER` if none."""
    if not event_day.size:
        return np.full(day.size, NEVER, np.int32)
    key = np.sort((event_of << 33) + event_day + 2**31)
    asked = (of << 33) + day + 2**31
    place = (
        np.searchsorted(key, asked, "left") - 1 if back else np.searchsorted(key, asked, "right")
    )
    there = np.clip(place, 0, key.size - 1)
    same = (place >= 0) & (place < key.size) & (key[there] >> 33 == of)
    return np.where(same, (key[there] & (2**33 - 1)) - 2**31, NEVER).astype(np.int32)


def reactivation_curve(
    register: Register,
    cohort: Period,
    *,
    rule: ReactivationRule = KKIK_1Y,
    by: By = (),
) -> Curve:
    """Share come back by each day after the close, with death and moving as competing events.

    Parameters
    ----------
    register, cohort, rule, by
        As in `reactivation`; the rule's longest window is followed.

    Returns
    -------
    Curve
        Aalen–Johansen incidence of the return at every day with any event in the cell, with
        log-log limits clustered by person; nan limits where it is 0 or 1. Nothing beyond the
        cut-off or the longest window.

    Raises
    ------
    DataError
        If the rule looks back: then there is no time to follow.
    """
    if rule.index == "intake":
        raise DataError("a rule that looks back from an intake has no curve")
    table = lay_out(register, cohort, by)
    found = _cohort(register, cohort, rule)
    time, cause = _times(register, rule, found)
    keep = np.flatnonzero(register.counted[found.case] & table.inside(found.case))
    part = table.part(found.day[keep])
    placed = table.place(found.case[keep], part)
    cell = np.concatenate([cell for cell, _ in placed])
    who = np.concatenate([keep[held] for _, held in placed])
    definition, provenance = _define(register, "reactivation_curve", cohort, rule, by)
    return draw(
        incidence(time[who], cause[who], causes=3, group=cell, cluster=found.person[who]),
        table.labels,
        causes=[None],
        state=table.state,
        covered=table.covered,
        confidence=_CONFIDENCE,
        definition=definition,
        provenance=provenance,
    )


def _times(
    register: Register, rule: ReactivationRule, found: _Cohort
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days from the close to whatever came first: return 1, death 2, moving 3, or nothing 0."""
    _, (cutoff,) = bounds((register.observed,))
    persons = register.table("persons")
    ends = np.max([window.end(found.day) for window in rule.windows], axis=0)
    days = [np.minimum(ends, cutoff), found.other]
    for name in ("died", "moved_out"):
        when = persons[name][found.person]
        days.append(np.where((when == NO_DAY) | (when <= found.day), NEVER, when))
    # On one day the return comes first, then death, then moving, then being lost from view.
    ranked = np.stack([days[1], days[2], days[3], days[0]])
    first = ranked.argmin(axis=0)
    time = ranked.min(axis=0).astype(np.int64) - found.day
    return time, np.array([1, 2, 3, 0])[first]
