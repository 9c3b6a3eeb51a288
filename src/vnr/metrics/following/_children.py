"""The children behind the adults: from an exposed adult at home to a child's own support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.following._shares import laid
from vnr.metrics.ground import (
    By,
    Cells,
    Days,
    Window,
    Years,
    bounds,
    closes,
    define,
    lay_out,
    role_mask,
    spells,
)
from vnr.model import InvestigationKind, Role
from vnr.register import NO_DAY
from vnr.results import Counts

if TYPE_CHECKING:
    from vnr.model import Period
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

PRELIMINARY_DAYS: Final = 14
"""A preliminary assessment of a report about a child is due within so many days."""

_CHILDREN: Final = frozenset({Role.EXPOSED_CHILD, Role.WITNESSING_CHILD})


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
    period: Period,
    *,
    within: Window = Days(365),
    by: By = (),
) -> Counts:
    """The children behind the exposed adults (barnen bakom de vuxna), step by step.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When violence against the adult is dated (basis known).
    within : Days or Years
        How long after that day a child's case may open.
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
        `within` of it; and of these ``preliminary`` (a preliminary assessment closed within 14
        days), ``investigation`` (a full one), ``assessed`` (a risk assessment of their own) and
        ``supported`` (an intervention not declined).

        Not recorded is, for ``own_case``, the children of homes without a household id, and
        for later steps the children in a municipality that delivered no such rows at all, or
        whose 14 days aren't over. ``n_not_mature``, at ``children``, counts the children whose
        `within` ends after the cut-off: they are left out of the later steps.

    Raises
    ------
    DataError
        If `within` is no window, or a stratum is of a kind a case holds several of.
    """
    if not isinstance(within, (Days, Years)):
        raise DataError("within must be Days or Years")
    table = lay_out(register, period, by)
    if any(axis.several for axis in table.axes):
        raise DataError("by must be strata that a case holds one value of: homes can't be split")
    rows, start, _ = spells(register, "known", {Role.EXPOSED_ADULT})
    part = table.part(start)
    keep = np.flatnonzero((part >= 0) & register.counted[rows])
    keep = keep[table.inside(rows[keep])]
    ((cell, _),) = table.place(rows[keep], part[keep])
    rows, start = rows[keep], start[keep]
    yes, no, unknown, immature = (np.zeros((table.size, len(STEPS)), np.int64) for _ in range(4))

    children = register.table("cases")["children_at_home"][rows].astype(np.int64)
    of, most = _greatest(cell, register.table("cases")["person"][rows].astype(np.int64), children)
    for target, mask in ((yes, most > 0), (no, most == 0), (unknown, most < 0)):
        target[:, 0] = np.bincount(of[mask], minlength=table.size)

    homes = _homes(register, cell, rows, start, children)
    _, (cutoff,) = bounds((register.observed,))
    mature = within.end(homes.day) <= cutoff
    yes[:, 1] = np.bincount(homes.cell, homes.children, table.size)
    immature[:, 1] = np.bincount(homes.cell[~mature], homes.children[~mature], table.size)
    linked = mature & (homes.household >= 0)
    alone = mature & (homes.household < 0)
    unknown[:, 2] = np.bincount(homes.cell[alone], homes.children[alone], table.size)

    home, case, person = _own_cases(register, homes, linked, within)
    steps, told = _steps(register, case, int(cutoff))
    unit, found = _once(home, person, steps)
    _, known = _once(home, person, told)
    own = np.bincount(unit, minlength=homes.cell.size)
    lacking = np.maximum(homes.children - own, 0)
    yes[:, 2] = np.bincount(homes.cell[unit], minlength=table.size)
    no[:, 2] = np.bincount(homes.cell[linked], lacking[linked], table.size)
    where = homes.cell[unit]
    for place in range(found.shape[0]):
        done, told_of = found[place], known[place]
        yes[:, 3 + place] = np.bincount(where[done], minlength=table.size)
        no[:, 3 + place] = np.bincount(where[~done & told_of], minlength=table.size)
        unknown[:, 3 + place] = np.bincount(where[~done & ~told_of], minlength=table.size)
    return _counts(register, period, by, within, table, (yes, no, unknown, immature))


def _counts(
    register: Register,
    period: Period,
    by: By,
    within: Window,
    table: Cells,
    found: tuple[Whole, ...],
) -> Counts:
    yes, no, unknown, immature = (one.reshape(-1) for one in found)
    cells = laid(table, step=STEPS)
    definition, provenance = define(register, "children_behind", period, by, within=within.name)
    return Counts(
        strata=cells.strata,
        value=yes,
        state=cells.state,
        covered=cells.covered,
        columns={"no": no, "not_recorded": unknown, "n_not_mature": immature},
        unit="adults and children",
        adds_over={axis.name for axis in table.axes if axis.name in ("municipality", "county")},
        definition=definition,
        provenance=provenance,
    )


def _greatest(cell: Whole, unit: Whole, values: Whole) -> tuple[Whole, Whole]:
    """Cell and greatest value of each unit in each cell."""
    order = np.lexsort((values, unit, cell))
    cell, unit, values = cell[order], unit[order], values[order]
    last = np.append((cell[1:] != cell[:-1]) | (unit[1:] != unit[:-1]), True)[: cell.size]
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
    rows: NDArray[np.intp],
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
    fresh = np.append(True, (cell[1:] != cell[:-1]) | (unit[1:] != unit[:-1]))[: cell.size]
    first = np.flatnonzero(fresh)
    if not first.size:
        return _Homes(cell, start, children, household)
    return _Homes(
        cell[first],
        np.minimum.reduceat(start, first),
        np.maximum.reduceat(children, first),
        np.maximum(unit[first], -1),
    )


def _own_cases(
    register: Register, homes: _Homes, linked: Mask, within: Window
) -> tuple[NDArray[np.intp], NDArray[np.intp], Whole]:
    """Home, case and person of every child's case in a household with an exposed adult."""
    cases = register.table("cases")
    household = _household(register)
    rows = np.flatnonzero(role_mask(register, _CHILDREN) & (household >= 0))
    order = np.flatnonzero(linked)
    order = order[np.argsort(homes.household[order], kind="stable")]
    sought = homes.household[order]
    low = np.searchsorted(sought, household[rows], "left")
    number = np.searchsorted(sought, household[rows], "right") - low
    case = np.repeat(rows, number)
    step = np.arange(case.size) - np.repeat(np.cumsum(number) - number, number)
    home = order[np.repeat(low, number) + step]
    opened, closed = cases["opened"][case], closes(register)[case]
    near = (opened <= within.end(homes.day)[home]) & (closed >= homes.day[home])
    return home[near], case[near], cases["person"][case[near]].astype(np.int64)


def _steps(register: Register, case: NDArray[np.intp], cutoff: int) -> tuple[Mask, Mask]:
    """For each child's case and later step, whether it was taken, and whether that is told."""
    cases = register.table("cases")
    investigations = register.table("investigations")
    preliminary = investigations["kind"] == list(InvestigationKind).index(
        InvestigationKind.PRELIMINARY
    )
    closed = investigations["closed"]
    taken = np.where(closed == NO_DAY, cutoff + 1, closed) - investigations["opened"]
    quick = preliminary & (taken <= PRELIMINARY_DAYS) & (closed != NO_DAY)
    running = preliminary & (closed == NO_DAY) & (taken <= PRELIMINARY_DAYS)
    interventions = register.table("interventions")
    found, told = [], []
    for name, rows in (
        ("investigations", quick),
        ("investigations", ~preliminary),
        ("assessments", np.ones(register.table("assessments").rows, bool)),
        ("interventions", ~interventions["declined"]),
    ):
        parent = register.table(name).parent
        found.append(np.bincount(parent[rows], minlength=cases.rows)[case] > 0)
        delivers = np.zeros(len(register.names()) + 1, bool)
        delivers[cases["municipality"][parent]] = True
        told.append(delivers[cases["municipality"][case]])
    told[0] &= np.bincount(investigations.parent[running], minlength=cases.rows)[case] == 0
    return np.stack(found), np.stack(told)


def _once(home: NDArray[Any], person: Whole, marks: Mask) -> tuple[NDArray[np.intp], Mask]:
    """Home of each child, counted once in it, and whether any of its cases is marked."""
    order = np.lexsort((person, home))
    home, person = home[order], person[order]
    fresh = np.append(True, (home[1:] != home[:-1]) | (person[1:] != person[:-1]))[: home.size]
    first = np.flatnonzero(fresh)
    if not first.size:
        return home[first], marks[:, :0]
    return home[first], np.logical_or.reduceat(marks[:, order], first, axis=1)
