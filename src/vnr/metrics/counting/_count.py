"""How many: cases, persons, episodes, households and matters by stratum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import By, DatedBy, Measure, Of, Roles, ViolenceBasis
from vnr.metrics.counting._question import Question, together
from vnr.metrics.counting._side_by_side import BASIS, side_by_side
from vnr.metrics.counting._unit_keys import cell_keys, checked_secret
from vnr.metrics.ground import (
    EVIDENCE,
    KIND,
    TIME,
    Cells,
    Need,
    answer,
    by_names,
    cells,
    never_original,
    undivided,
    unlinkable,
    unlinkable_notes,
)
from vnr.register import run_starts
from vnr.results import Counts, Figure, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally
    from vnr.results import Grid

__all__ = ["count"]

Whole = NDArray[np.int64]

_UNITS: Final = {
    "case": "cases",
    "person": "persons",
    "episode": "episodes",
    "household": "households",
    "matter": "matters",
}
_LONE: Final = "n_unlinkable"
_KEYS: Final = "cell_keys"
_KINDS: Final = {"case": "cases", "person": "persons"}
_ALONE: Final = {"household": "cases", "person": "persons", "episode": "count"}


def count(
    source: Source,
    period: PeriodLike,
    *,
    of: Of = "case",
    basis: ViolenceBasis = "known",
    measure: Measure = "new",
    roles: Roles = "exposed",
    dated_by: DatedBy = "basis",
    by: By = (),
    keys: bytes | None = None,
) -> Counts:
    """Number of cases, persons, episodes, households or matters (antal ärenden m.m.).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        What is asked about; a time stratum splits it.
    of : str
        ``case`` (ärende: municipality, case id and person), ``person`` (distinct in the
        cell), ``episode`` (dated by its start, in the municipality of its first case),
        ``household`` (cases without one count singly) or ``matter`` (distinct case ids).
    basis : str
        ``original`` ⊆ ``intake`` ⊆ ``known``; also ``honour``, its three parts, and ``any``.
    measure : str
        ``new`` (dated in the cell's span of the period; once, however often it opens again), and
        by the spells that hold the basis ``open`` (begun by its end and not closed before its
        start), ``closed`` (one closes in it; twice is one) or ``stock`` (one open on its last
        day).
    roles : str or set of Role
        ``exposed`` (adults, children, witnessing children), ``perpetrators`` or ``all``.
    dated_by : str
        ``basis``: from the start of the first spell with the basis; ``opened``: from the opening.
    by : str, tuple of str, or mapping of str to array
        Strata: municipality, county, county_part, district; year, quarter, month; age_group; or any coded
        field of a case and of what hangs on it: unit, role, sex, group, protected, residence,
        reason, channel, source (of the first intake), violence_source, form, context, relation,
        perpetrator_sex, perpetrator_count, police_report, investigation, investigation_outcome,
        not_opened_reason, violence_described, intervention, legal_basis, provider, target, placement, instrument, stage, closing_reason,
        goal …; or an array of labels of one's own. A case stands at every value it holds; strata
        of one table, such as relation and perpetrator_sex, are told of the same row. ``none`` has no
        such row, ``not_recorded`` one without the value. Of episodes also their kind. What is
        counted as closed has the reason and goal of that closing. ``basis`` puts original, intake
        and known side by side (`basis` is then of no account).
    keys : bytes, optional
        The secret behind cell keys (cellnycklar), for a rule by ``cell-key``: beside each number
        the keys of its units are added up. They are seen nowhere, and lost where the result is
        copied, pickled or written. Not the key of the pseudonyms, and the same as long as a
        series goes on.

    Returns
    -------
    Counts
        Every cell of the strata over the covered municipalities. Delivered and empty is 0, not
        delivered is not reported, partly delivered keeps its number with `covered` below 1.
        A stratum needs its field; episodes, and all measures but ``new``, when cases closed. 0 is not reported
        where nothing was delivered that could tell of the basis; other numbers may be higher
        there, and a note says so.
        For households the column ``n_without_household`` counts cases without one; for persons
        and episodes ``n_unlinkable`` those of persons whom nobody can link.

    Raises
    ------
    DataError
        If an argument is none of its choices, or households or matters are asked of a source in
        parts, which may share them.
    UnknownNameError
        If a stratum isn't known.

    Examples
    --------
    >>> from datetime import date
    >>> from vnr.model import Case, Intake, IntakeReason, Period, Person, Role
    >>> from vnr.register import Register
    >>> case = Case(
    ...     "a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
    ...     (Intake(date(2019, 3, 1), IntakeReason.ECONOMIC),
    ...      Intake(date(2019, 5, 1), IntakeReason.VIOLENCE)),
    ... )
    >>> register = Register.from_cases([case], observed=Period.year(2019))
    >>> [int(count(register, Period.year(2019), basis=b)) for b in ("original", "intake")]
    [0, 1]
    """
    if BASIS in by_names(by):
        return side_by_side(
            lambda basis, left: count(
                source,
                period,
                of=of,
                basis=basis,
                measure=measure,
                roles=roles,
                dated_by=dated_by,
                by=left,
                keys=keys,
            ),
            by,
        )
    asked = Question(Of, of, basis, measure, roles, dated_by)
    if of in ("household", "matter"):
        undivided(source, f"a count of {_UNITS[of]}, which may hold several persons,")
    kind = KIND if of == "episode" else None
    table = cells(source, period, by, last_day=measure == "stock", counted=kind, need=asked.need)

    secret = checked_secret(keys)

    def tally(part: Register) -> Tally:
        return _tally(part, table, asked, secret)

    def finish(table: Cells, sums: Tally) -> Counts:
        grid = _evident(table, table.grid("count", **asked.parameters), sums["value"], asked)
        alone = {name: sums[name] for name in sums if name not in ("value", _KEYS)}
        if _LONE in alone:
            grid = grid.saying(*unlinkable_notes(alone[_LONE], _UNITS[of]))
        return Counts.over(
            grid,
            value=sums["value"],
            columns=alone,
            figures=_figures(table, of, basis) | {name: Figure(_ALONE[of]) for name in alone},
            unit=_UNITS[of],
            adds_over=_adds_over(table, of, measure),
            cell_keys=sums.get(_KEYS),
        )

    return answer(table, tally, finish)


def _tally(register: Register, table: Cells, asked: Question, secret: bytes | None) -> Tally:
    counted, places = asked.of_register(register), table.of(register)
    value, alone = np.zeros((2, table.size), np.int64)
    keys = np.zeros(table.size, np.uint64)
    column, apart = _apart(register, asked.of)
    for parts in asked.placed(table, counted, places):
        if counted.identity is None and secret is None and apart is None:
            for some, _ in parts:
                value += table.sums(some)
            continue
        cell, which = together(parts)
        if counted.identity is None:
            value += table.sums(cell)
        else:
            value += _distinct(cell, counted.identity[which], table.size)
        if secret is not None:
            keys += cell_keys(register, asked.of, counted, cell, which, table.size, secret)
        if apart is None:
            continue
        rows = counted.case[which]
        single = apart[rows]
        if asked.of == "household":
            identity = rows
        else:
            identity = which if counted.identity is None else counted.identity[which]
        alone += _distinct(cell[single], identity[single], table.size)
    return (
        {"value": value}
        | ({} if column is None else {column: alone})
        | ({} if secret is None else {_KEYS: keys})
    )


def _apart(register: Register, of: str) -> tuple[str | None, NDArray[np.bool_] | None]:
    """The column beside the number, and the cases that are told of in it; None if none is."""
    if of == "household":
        return "n_without_household", register.table("cases")["household_id"] < 0
    if of not in ("person", "episode"):
        return None, None
    lone = unlinkable(register)
    return _LONE, lone if lone.any() else None


def _evident(table: Cells, grid: Grid, value: Whole, asked: Question) -> Grid:
    """The cells, not reported where there is none and nothing delivered that could tell of one."""
    if asked.basis not in EVIDENCE:
        return grid
    need = Need(any_of=[EVIDENCE[asked.basis]])
    told = table.delivered(need, last_day=asked.measure == "stock") > 0
    unknown = (grid.state == State.VALUE) & ~told & (value == 0)
    states = np.where(unknown, State.NOT_REPORTED, grid.state)
    return attrs.evolve(grid, state=states).saying(
        *table.lacks(need, "may_be_more"), *table.unlike(asked.basis)
    )


def _distinct(cell: NDArray[np.int32], identity: NDArray[np.integer], size: int) -> Whole:
    """Number of different identities in each cell."""
    width = int(identity.max(initial=0)) + 1
    key = cell.astype(np.int64)
    key *= width
    key += identity
    key.sort()
    key = key[run_starts(key)]
    return np.diff(np.searchsorted(key, width * np.arange(size + 1)))


def _figures(table: Cells, of: str, basis: str) -> dict[str, Figure]:
    """What is declared of the numbers: where there can't be any."""
    impossible = never_original(table.labels) if basis == "original" else ()
    kind = _KINDS.get(of, "count")
    return {"value": Figure(kind, impossible=impossible)} if impossible else {}


def _adds_over(table: Cells, of: str, measure: str) -> frozenset[str]:
    names = table.single
    if measure in ("open", "stock"):
        names -= set(TIME)
    if measure == "closed" and of != "episode":
        # One that opens again may close again: another year, and for another reason.
        names -= {*TIME, "closing_reason", "goal"}
    # Strata that a unit other than a case holds one value of.
    steady = {"person": frozenset({"sex"}), "household": table.places, "matter": table.places}
    return names & steady.get(of, names)
