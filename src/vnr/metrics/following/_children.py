"""The children behind the adults: from an exposed adult at home to a child's own support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.choices import By, ViolenceBasis
from vnr.metrics.ground import (
    Cells,
    Days,
    Need,
    Window,
    cells,
    check_window,
    concerns,
    held_cases,
    role_mask,
    spells,
    spells_of,
    undivided,
)
from vnr.model import InvestigationKind, Role
from vnr.register import NO_DAY, run_starts
from vnr.results import Balance, Counts, Figure, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["STEPS", "children_behind"]

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

STEPS: Final = (
    "adults",
    "children",
    "own_case",
    "preliminary",
    "investigation",
    "assessed",
    "supported",
)
"""Adults with children at home, those children, and what the children got of their own."""

_ANSWERS: Final = ("value", "no", "not_recorded")
_AT_HOME: Final = Need(fields=["cases.children_at_home", "cases.roles"])
_OWN: Final = _AT_HOME & Need(fields="cases.household_id")
_NEEDS: Final = {
    "adults": _AT_HOME,
    "children": _AT_HOME,
    "own_case": _OWN,
    "preliminary": _OWN & Need(fields=["investigations.kind", "investigations.closed"]),
    "investigation": _OWN & Need(tables="investigations"),
    "assessed": _OWN & Need(tables="assessments"),
    "supported": _OWN & Need(tables="interventions"),
}
"""What each step needs."""

PRELIMINARY_DAYS: Final = 14
"""A preliminary assessment of a report about a child is due within so many days."""

_CHILDREN: Final = frozenset({Role.EXPOSED_CHILD, Role.WITNESSING_CHILD})


_FIGURES: Final = {
    # Of the children with a case of their own each step is told, or not recorded; the other
    # children have none, unless more of a home's children have one than were recorded there.
    "value": Figure(
        "persons",
        balances=(
            *(
                Balance("step", "own_case", [(name, step) for name in _ANSWERS])
                for step in STEPS[3:]
            ),
            Balance(
                "step",
                "children",
                [*((name, "own_case") for name in _ANSWERS), ("n_not_mature", "children")],
                exact=False,
            ),
        ),
    ),
    "no": Figure("persons", impossible=[("step", "children")]),
    "not_recorded": Figure("persons", impossible=[("step", "children")]),
    "n_not_mature": Figure(
        "persons", impossible=[("step", step) for step in STEPS if step != "children"]
    ),
}


# Of an adult known in several municipalities the whole may know what one of them doesn't.
_SHARED: Final = {
    "value": attrs.evolve(
        _FIGURES["value"], distinct_in=[("step", "adults"), ("step", "children")]
    ),
    "no": attrs.evolve(_FIGURES["no"], untied_in=[("step", "adults")]),
    "not_recorded": attrs.evolve(
        _FIGURES["not_recorded"],
        distinct_in=[("step", "own_case")],
        untied_in=[("step", "adults")],
    ),
    "n_not_mature": attrs.evolve(_FIGURES["n_not_mature"], untied_in=[("step", "children")]),
}


@attrs.frozen(eq=False)
class _Homes:
    """Homes of the exposed adults in each cell: one for each household, or adult without one.

    Attributes
    ----------
    cell, day
        Where it is counted, and the first day violence against an adult in it is dated.
    children
        Children at home by number, the largest recorded.
    household
        Key of municipality and household; -1 where it is not recorded.
    """

    cell: Whole
    day: NDArray[np.int32]
    children: Whole
    household: Whole


def children_behind(
    register: Register,
    period: PeriodLike,
    *,
    horizon: Window = Days(365),
    basis: ViolenceBasis = "known",
    by: By = (),
) -> Counts:
    """The children behind the exposed adults (barnen bakom de vuxna), step by step.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text
        When violence against the adult is dated.
    horizon : Days or Years
        How long after that day a child's case may open.
    basis : str
        What counts as violence against the adult, as in `count`. What the children got counts
        whatever it was for.
    by : str, tuple, or mapping
        Strata of the adult's case, each case in one of their places.

    Returns
    -------
    Counts
        Yes in ``value``, by a last stratum ``step``, beside the columns ``no`` and
        ``not_recorded``, which are kept apart:

        ``adults``: exposed adults with children at home; ``children``: those children, by
        number, once for each household (the largest number recorded); ``own_case``: children
        with a case of their own in the household, open on the adult's day or opened within
        `horizon` of it; and of these ``preliminary`` (a preliminary assessment closed within 14
        days), ``investigation`` (a full one), ``assessed`` (a risk assessment of their own) and
        ``supported`` (an intervention not declined).

        Not recorded is, for ``own_case``, the children of homes without a household id, and
        for later steps the children in a municipality that doesn't deliver what the step needs,
        or whose 14 days aren't over. A step that nobody in the cell delivers is not reported.
        ``n_not_mature``, at ``children``, counts the children whose `horizon` ends after the
        cut-off: they are left out of the later steps.

    Raises
    ------
    DataError
        If `horizon` is no window, a stratum is of a kind a case holds several of, or the source
        comes in parts, which may share a household.

    Examples
    --------
    >>> behind = children_behind(gotland, 2019)
    >>> behind.strata
    mappingproxy({'step': array(['adults', 'children', 'own_case', 'preliminary', 'investigation',
           'assessed', 'supported'], dtype='<U13')})
    """
    check_window("horizon", horizon)
    register = undivided(register, "a count of the children behind adults, by household,")
    table = cells(register, period, by, need=_AT_HOME)
    if any(axis.several for axis in table.axes):
        raise DataError("by must be strata that a case holds one value of: homes can't be split")
    rows, start = held_cases(register, basis, {Role.EXPOSED_ADULT})
    cell, which = table.of(register).place(rows, table.span(start), day=start)
    rows, start = rows[which], start[which]
    yes, no, unknown, immature = (np.zeros((table.size, len(STEPS)), np.int64) for _ in range(4))

    children = register.table("cases")["children_at_home"][rows].astype(np.int64)
    of, most = _greatest(cell, register.table("cases")["person"][rows].astype(np.int64), children)
    for target, mask in ((yes, most > 0), (no, most == 0), (unknown, most < 0)):
        target[:, 0] = table.sums(of[mask])

    homes = _homes(register, cell, rows, start, children)
    mature = horizon.end(homes.day) <= register.cutoff
    yes[:, 1] = table.sums(homes.cell, homes.children)
    immature[:, 1] = table.sums(homes.cell[~mature], homes.children[~mature])
    linked = mature & (homes.household >= 0)
    alone = mature & (homes.household < 0)
    unknown[:, 2] = table.sums(homes.cell[alone], homes.children[alone])

    home, spell, person = _own_cases(register, homes, linked, horizon)
    steps, told = _steps(register, table, spell)
    unit, taken = _once(home, person, steps, np.logical_or)
    # No is told only where all that a child has tell it.
    _, known = _once(home, person, told, np.logical_and)
    lacking = np.maximum(homes.children - np.bincount(unit, minlength=homes.cell.size), 0)
    where = homes.cell[unit]
    yes[:, 2] = table.sums(where)
    no[:, 2] = table.sums(homes.cell[linked], lacking[linked])
    for place, (done, told_of) in enumerate(zip(taken, known, strict=True), 3):
        yes[:, place] = table.sums(where[done])
        no[:, place] = table.sums(where[~done & told_of])
        unknown[:, place] = table.sums(where[~done & ~told_of])
    covered = np.stack([table.delivered(need) for need in _NEEDS.values()], axis=1).reshape(-1)
    notes = [note for need in _NEEDS.values() for note in table.lacks(need, "partly_told")]
    grid = table.grid("children_behind", *notes, horizon=horizon, basis=basis).split("step", STEPS)
    state = np.where(covered > 0, grid.state, State.NOT_REPORTED)
    columns = {"no": no, "not_recorded": unknown, "n_not_mature": immature}
    return Counts.over(
        attrs.evolve(grid, state=state, covered=covered),
        value=yes.reshape(-1),
        columns={name: number.reshape(-1) for name, number in columns.items()},
        figures=_told(_SHARED if _are_shared(register, rows) else _FIGURES, covered, unknown),
        unit="adults and children",
        adds_over=table.places,
    )


def _told(
    figures: Mapping[str, Figure], covered: NDArray[np.float64], unknown: Whole
) -> dict[str, Figure]:
    """Figures of which everybody knows that no step is unrecorded that all delivered."""
    lacks = np.any((covered.reshape(unknown.shape) < 1) | (unknown > 0), axis=0)
    # Whose days aren't over is unrecorded before these, and who has no household.
    later = [*zip(STEPS, lacks.tolist(), strict=True)][STEPS.index("investigation") :]
    never = [("step", step) for step, some in later if not some]
    lacking = figures["not_recorded"]
    never += lacking.impossible
    return {**figures, "not_recorded": attrs.evolve(lacking, impossible=never)}


def _are_shared(register: Register, rows: NDArray[np.integer]) -> bool:
    """Whether anybody with one of these cases has one in another municipality."""
    cases = register.table("cases")
    person, place = (cases[name][rows].astype(np.int64) for name in ("person", "municipality"))
    order = np.lexsort((place, person))
    person, place = person[order], place[order]
    return bool(((person[1:] == person[:-1]) & (place[1:] != place[:-1])).any())


def _greatest(cell: Whole, unit: Whole, values: Whole) -> tuple[Whole, Whole]:
    """Cell and greatest value of each unit in each cell."""
    order = np.lexsort((values, unit, cell))
    cell, unit, values = cell[order], unit[order], values[order]
    last = np.roll(run_starts(cell, unit), -1)
    return cell[last], values[last]


def _household(register: Register) -> Whole:
    """Key of municipality and household of each case; -1 where none is recorded."""
    cases = register.table("cases")
    code = cases["household_id"].astype(np.int64)
    shared = cases["municipality"] * np.int64(register.keys("household_id").size) + code
    return np.where(code < 0, -1, shared)


def _homes(
    register: Register,
    cell: Whole,
    rows: NDArray[np.integer],
    start: NDArray[np.int32],
    children: Whole,
) -> _Homes:
    some = children > 0
    cell, rows, start, children = cell[some], rows[some], start[some], children[some]
    household = _household(register)[rows]
    # An adult without a household is a home of her own, whatever her cases.
    person = register.table("cases")["person"][rows].astype(np.int64)
    unit = np.where(household < 0, -1 - person, household)
    order = np.lexsort((unit, cell))
    cell, unit, start, children = cell[order], unit[order], start[order], children[order]
    first = np.flatnonzero(run_starts(cell, unit))
    if not first.size:
        return _Homes(cell, start, children, household)
    return _Homes(
        cell[first],
        np.minimum.reduceat(start, first),
        np.maximum.reduceat(children, first),
        np.maximum(unit[first], -1),
    )


def _own_cases(
    register: Register, homes: _Homes, linked: Mask, horizon: Window
) -> tuple[NDArray[np.integer], NDArray[np.intp], Whole]:
    """Home, spell and person of every child's case in a household with an exposed adult."""
    table = spells(register)
    household = _household(register)[table.case]
    rows = np.flatnonzero(role_mask(register, _CHILDREN)[table.case] & (household >= 0))
    order = np.flatnonzero(linked)
    order = order[np.argsort(homes.household[order], kind="stable")]
    sought = homes.household[order]
    low = np.searchsorted(sought, household[rows], "left")
    number = np.searchsorted(sought, household[rows], "right") - low
    spell = np.repeat(rows, number)
    step = np.arange(spell.size) - np.repeat(np.cumsum(number) - number, number)
    home = order[np.repeat(low, number) + step]
    opened, closed = table.opened[spell], table.closed[spell]
    near = (opened <= horizon.end(homes.day)[home]) & (closed >= homes.day[home])
    home, spell = home[near], spell[near]
    return home, spell, register.table("cases")["person"][table.case[spell]].astype(np.int64)


def _steps(register: Register, table: Cells, spell: NDArray[np.integer]) -> tuple[Mask, Mask]:
    """For each spell of a child's case and later step, whether it was taken, and if that is told."""
    case = spells(register).case

    def had(name: str, rows: Mask) -> Mask:
        has = np.zeros(case.size, bool)
        has[spells_of(register, name)[rows]] = True
        return has[spell]

    investigations = register.table("investigations")
    preliminary = investigations["kind"] == InvestigationKind.PRELIMINARY.place
    closed = investigations["closed"]
    took = np.where(closed == NO_DAY, register.cutoff + 1, closed) - investigations["opened"]
    quick = preliminary & (took <= PRELIMINARY_DAYS) & (closed != NO_DAY)
    running = preliminary & (closed == NO_DAY) & (took <= PRELIMINARY_DAYS)
    taken, told = [], []
    for step, name, rows in (
        ("preliminary", "investigations", quick),
        ("investigation", "investigations", ~preliminary),
        ("assessed", "assessments", np.ones(register.table("assessments").height, bool)),
        ("supported", "interventions", concerns(register, "any")),
    ):
        told.append(table.delivered_of(register, _NEEDS[step], case[spell]))
        # Rows of what isn't delivered tell nothing: what there is of it may be a part.
        taken.append(had(name, rows) & told[-1])
    told[0] &= ~had("investigations", running)
    return np.stack(taken), np.stack(told)


def _once(
    home: NDArray[Any], person: Whole, marks: Mask, over: np.ufunc
) -> tuple[NDArray[np.integer], Mask]:
    """Home of each child, counted once in it, and its spells' marks put together."""
    order = np.lexsort((person, home))
    home, person = home[order], person[order]
    first = np.flatnonzero(run_starts(home, person))
    if not first.size:
        return home[first], marks[:, :0]
    return home[first], over.reduceat(marks[:, order], first, axis=1)
