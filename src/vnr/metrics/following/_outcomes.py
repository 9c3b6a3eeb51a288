"""Does it help? Goals reached, meetings attended, and how risks were assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.metrics.following._shares import laid, shares
from vnr.metrics.ground import By, Roles, define, lay_out, role_mask, role_names, spells
from vnr.metrics.intervals import clusters
from vnr.model import Goal, Instrument, JudgedRisk, Judgement
from vnr.results import Counts, Estimate

if TYPE_CHECKING:
    from vnr.metrics.ground import Cells
    from vnr.model import Period
    from vnr.register import Register

__all__ = [
    "assessments_used",
    "attendance",
    "goal",
    "judged_risks",
    "known_instrument",
    "refuse_score",
]

Whole = NDArray[np.int64]


def goal(
    register: Register,
    period: Period,
    *,
    numerator: str = "reached",
    basis: str = "known",
    roles: Roles = "exposed",
    by: By = (),
) -> Estimate:
    """Share of closed cases whose overall goal was reached (måluppfyllelse).

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When they closed.
    numerator : str
        ``reached``, or ``reached_or_partly``.
    basis, roles, by
        As in `count`; ``closing_reason`` is a stratum.

    Returns
    -------
    Estimate
        A proportion of the cases with a recorded goal, clustered by person. Columns
        ``reached``, ``partly``, ``not_reached`` and ``not_recorded``. Nothing recorded is
        undefined.

    Raises
    ------
    DataError
        If an argument is none of its choices.
    """
    hits = {"reached": (Goal.REACHED,), "reached_or_partly": (Goal.REACHED, Goal.PARTLY)}
    if numerator not in hits:
        raise DataError(f"numerator must be {' or '.join(hits)}, got {numerator!r}")
    table = lay_out(register, period, by)
    rows, _, end = spells(register, basis, roles)
    cell, rows = _placed(register, table, rows, table.part(end))
    found = register.table("cases")["goal"][rows].astype(np.int64)
    tally = np.bincount((found + 1) * table.size + cell, minlength=(len(Goal) + 1) * table.size)
    not_recorded, *recorded = tally.reshape(len(Goal) + 1, table.size)
    places = {member: place for place, member in enumerate(Goal)}
    told = found >= 0
    sums = clusters(
        cell[told],
        register.table("cases")["person"][rows[told]],
        np.isin(found[told], [places[member] for member in hits[numerator]]),
        size=table.size,
    )
    said = define(
        register,
        "goal",
        period,
        by,
        numerator=numerator,
        basis=basis,
        roles=[role.value for role in role_names(roles)],
    )
    columns = {member.value: one for member, one in zip(Goal, recorded, strict=True)}
    return shares(
        laid(table),
        sums.k,
        sums.n,
        said=said,
        columns=columns | {"not_recorded": not_recorded},
        sums=sums,
    )


def attendance(
    register: Register,
    period: Period,
    *,
    roles: Roles = "exposed",
    by: By = (),
) -> Estimate:
    r"""Share of booked meetings that were missed without contact (inställda möten utan kontakt).

    .. math:: \frac{\text{missed}}{\text{meetings} + \text{missed}}

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When the interventions started.
    roles, by
        As in `follow_up`.

    Returns
    -------
    Estimate
        A proportion of meetings, clustered by person. Columns ``visits``, ``meetings`` and
        ``missed`` add what is recorded; ``n_not_recorded`` counts the interventions that lack
        meetings or missed ones, which are left out: nothing recorded isn't none.

    Notes
    -----
    ``meetings`` are taken as those that were held. The table that the field calls its good
    example has both columns and does not say (FoU i Sörmland, 2019).
    """
    table = lay_out(register, period, by, hung="intervention")
    interventions, person = register.table("interventions"), register.table("cases")["person"]
    cell, rows = _hung(register, table, "interventions", "started", roles)
    held = {name: interventions[name][rows].astype(np.int64) for name in _MEETINGS}
    told = (held["meetings"] >= 0) & (held["missed"] >= 0)
    case = interventions.parent[rows[told]]
    sums = clusters(
        cell[told],
        person[case],
        held["missed"][told],
        (held["meetings"] + held["missed"])[told],
        size=table.size,
    )
    columns = {
        name: np.bincount(cell, np.maximum(one, 0), table.size).astype(np.int64)
        for name, one in held.items()
    }
    said = define(
        register, "attendance", period, by, roles=[role.value for role in role_names(roles)]
    )
    return shares(
        laid(table),
        sums.k,
        sums.n,
        said=said,
        columns=columns | {"n_not_recorded": np.bincount(cell[~told], minlength=table.size)},
        sums=sums,
    )


_MEETINGS = ("visits", "meetings", "missed")


def assessments_used(
    register: Register,
    period: Period,
    *,
    of: str = "case",
    basis: str = "known",
    roles: Roles = "exposed",
    by: By = (),
) -> Estimate:
    """Share of cases or persons assessed with each instrument (använda bedömningsinstrument).

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When the cases are dated.
    of : str
        ``case`` or ``person`` (distinct in the cell, all its cases together).
    basis, roles, by
        As in `count`.

    Returns
    -------
    Estimate
        Proportions with Wilson's interval by a last stratum ``instrument``: every instrument,
        ``conversation_only`` (nothing but conversations) and ``none`` (no assessment recorded).
        Several instruments may have been used, so they don't add to 1. The column ``used``
        holds the numbers.

    Raises
    ------
    DataError
        If an argument is none of its choices.
    """
    if of not in ("case", "person"):
        raise DataError(f"of must be case or person, got {of!r}")
    table = lay_out(register, period, by)
    rows, start, _ = spells(register, basis, roles)
    cell, rows = _placed(register, table, rows, table.part(start))
    assessments = register.table("assessments")
    used = np.zeros(register.table("cases").rows, np.int64)
    np.bitwise_or.at(used, assessments.parent, np.int64(1) << assessments["instrument"])
    mine = used[rows]
    if of == "person":
        person = register.table("cases")["person"][rows]
        order = np.lexsort((person, cell))
        cell, person, mine = cell[order], person[order], mine[order]
        first = np.flatnonzero(
            (np.diff(cell, prepend=-1) != 0) | (np.diff(person, prepend=-1) != 0)
        )
        mine = np.bitwise_or.reduceat(mine, first) if first.size else mine
        cell = cell[first]
    conversation = 1 << list(Instrument).index(Instrument.CONVERSATION)
    held = [mine >> place & 1 == 1 for place in range(len(Instrument))]
    held += [mine == conversation, mine == 0]
    labels = [*(member.value for member in Instrument), "conversation_only", "none"]
    k = np.stack([np.bincount(cell[one], minlength=table.size) for one in held], axis=-1).reshape(
        -1
    )
    n = np.repeat(np.bincount(cell, minlength=table.size), len(labels))
    said = define(
        register,
        "assessments_used",
        period,
        by,
        of=of,
        basis=basis,
        roles=[role.value for role in role_names(roles)],
    )
    return shares(laid(table, instrument=labels), k, n, said=said, columns={"used": k})


def judged_risks(
    register: Register,
    period: Period,
    *,
    instrument: Instrument,
    roles: Roles = "exposed",
    by: By = (),
) -> Counts:
    """Number of assessments by judged risk and level (bedömda risker), each risk kept apart.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When the assessments were made.
    instrument : Instrument
        One of structured professional judgement, such as SARA:SV or PATRIARK.
    roles, by
        As in `count`.

    Returns
    -------
    Counts
        Assessments by two last strata: ``risk``, and ``judgement`` (low, moderate, high, or
        ``not_judged``). One assessment judges several risks, so they don't add over ``risk``.

    Raises
    ------
    DataError
        If the instrument judges no risks.
    UnknownNameError
        If there is no such instrument.
    """
    instrument = known_instrument(instrument)
    if not instrument.is_judgement:
        raise DataError(
            f"instrument {instrument.label('en')} judges no risks: it yields points or "
            "neither; see assessments_used and change"
        )
    table = lay_out(register, period, by)
    cell, rows = _hung(register, table, "assessments", "date", roles)
    assessments = register.table("assessments")
    same = assessments["instrument"][rows] == list(Instrument).index(instrument)
    cell, risks = cell[same], assessments["judgement"][rows[same]].astype(np.int64)
    levels = [*(level.value for level in Judgement), "not_judged"]
    # Level 0 is not judged; it stands last.
    value = np.stack(
        [
            np.bincount(
                cell * len(levels) + ((risks >> 2 * place & 3) - 1) % len(levels),
                minlength=table.size * len(levels),
            ).reshape(table.size, len(levels))
            for place in range(len(JudgedRisk))
        ],
        axis=1,
    )
    names = [risk.value for risk in JudgedRisk]
    cells = laid(table, risk=np.repeat(names, len(levels)))
    definition, provenance = define(
        register,
        "judged_risks",
        period,
        by,
        instrument=instrument.value,
        roles=[role.value for role in role_names(roles)],
    )
    return Counts(
        strata=cells.strata | {"judgement": np.tile(levels, table.size * len(names))},
        value=value.reshape(-1),
        state=cells.state,
        covered=cells.covered,
        unit="assessments",
        adds_over={axis.name for axis in table.axes if not axis.several} | {"judgement"},
        definition=definition,
        provenance=provenance,
    )


def known_instrument(name: str) -> Instrument:
    """The instrument of a name."""
    choices = [one.value for one in Instrument]
    if name not in choices:
        raise UnknownNameError("instrument", name, choices)
    return Instrument(name)


def refuse_score(instrument: Instrument) -> None:
    """Refuse points of an instrument that yields none."""
    if not instrument.is_scored:
        raise DataError(
            f"instrument {instrument.label('en')} yields no score: it is professional "
            "judgement, and a number would be invented. Ask for a judged risk: risk=JudgedRisk…"
        )


def _placed(
    register: Register, table: Cells, rows: NDArray[np.intp], part: NDArray[np.int32]
) -> tuple[Whole, NDArray[np.intp]]:
    """Cell and row of the cases that are counted, in the period and inside the table."""
    keep = np.flatnonzero((part >= 0) & register.counted[rows])
    keep = keep[table.inside(rows[keep])]
    placed = table.place(rows[keep], part[keep])
    cell = np.concatenate([cell for cell, _ in placed])
    return cell, rows[keep][np.concatenate([held for _, held in placed])]


def _hung(
    register: Register, table: Cells, name: str, day: str, roles: Roles
) -> tuple[Whole, NDArray[np.intp]]:
    """Cell and row of what hangs on the counted cases and is dated in the period."""
    hangs = register.table(name)
    part = table.part(hangs[day])
    counted = register.counted & role_mask(register, roles)
    rows = np.flatnonzero((part >= 0) & counted[hangs.parent])
    case = hangs.parent[rows].astype(np.intp)
    inside = table.inside(case)
    rows, case = rows[inside], case[inside]
    kind: Any = hangs["kind"][rows] if "kind" in hangs else None
    placed = table.place(case, part[rows], kind)
    cell = np.concatenate([cell for cell, _ in placed])
    return cell, rows[np.concatenate([held for _, held in placed])]
