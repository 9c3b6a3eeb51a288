"""How are risks assessed? Instruments used, and the risks they judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.errors import DataError, UnknownNameError, check_choice
from vnr.metrics.choices import By, Cluster, JudgingInstrument, Roles, Using, ViolenceBasis
from vnr.metrics.following._hung import hung_on
from vnr.metrics.ground import (
    Cells,
    Need,
    answer,
    cells,
    held_cases,
    instruments_used,
    role_need,
    unlinkable,
    unlinkable_notes,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.model import Instrument, JudgedRisk, Judgement
from vnr.register import run_starts
from vnr.results import Balance, Counts, Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["assessments_used", "judged_risks", "known_instrument", "known_risk", "refuse_score"]

_USES: Final = (*(member.value for member in Instrument), "conversation_only", "none")
_CONVERSED: Final = (
    Balance("instrument", "conversation_only", [("used", "conversation")], exact=False),
)
_LEVELS: Final = (*(level.value for level in Judgement), "not_judged")


def assessments_used(
    source: Source,
    period: PeriodLike,
    *,
    of: Using = "case",
    basis: ViolenceBasis = "known",
    roles: Roles = "exposed",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    """Share of cases or persons assessed with each instrument (använda bedömningsinstrument).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When the cases are dated.
    of : str
        ``case`` or ``person`` (distinct in the cell, all its cases together).
    basis, roles
        As in `count`.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `count`.

    Returns
    -------
    Estimate
        Proportions with Wilson's interval by a last stratum ``instrument``: every instrument that
        was used in a spell of the case that holds the basis,
        ``conversation_only`` (nothing but conversations) and ``none`` (no assessment recorded).
        Several instruments may have been used, so they don't add to 1. The column ``used``
        holds the numbers; of persons ``n_unlinkable`` says how many of `n` nobody can link.

    Raises
    ------
    DataError
        If an argument is none of its choices.

    Examples
    --------
    >>> used = assessments_used(gotland, 2019)
    >>> print(*used.select(instrument="none").cells("en"))
    35.4 % (29.4–41.8), n=229
    """
    check_choice("of", of, Using)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    table = cells(source, period, by, need=role_need(roles) & Need(tables="assessments"))

    def tally(part: Register) -> Tally:
        rows, start = held_cases(part, basis, roles)
        cell, which = table.of(part).place(rows, table.span(start), day=start)
        rows = rows[which]
        used = instruments_used(part, basis)[rows]
        if of == "person":
            person = part.table("cases")["person"][rows]
            order = np.lexsort((person, cell))
            cell, person, used = cell[order], person[order], used[order]
            first = np.flatnonzero(run_starts(cell, person))
            used = np.bitwise_or.reduceat(used, first) if first.size else used
            # An officer of several of a person's cases may be any of theirs: the first's.
            cell, rows = cell[first], rows[order][first]
        lone = table.sums(cell[unlinkable(part)[rows]])
        held = [used >> member.place & 1 == 1 for member in Instrument]
        held += [used == 1 << Instrument.CONVERSATION.place, used == 0]
        return {
            "used": np.stack([table.sums(cell[mask]) for mask in held], axis=-1),
            "n": table.sums(cell),
            "n_unlinkable": lone,
            **clustering.split(
                [clustering.tally(part, cell, rows, mask, size=table.size) for mask in held]
            ),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        grid = table.grid("assessments_used", of=of, basis=basis, roles=roles, cluster=cluster)
        used = sums["used"].reshape(-1)
        kind = f"{of}s"
        columns = {"used": used}
        if of == "person":
            columns["n_unlinkable"] = np.repeat(sums["n_unlinkable"], len(_USES))
            grid = grid.saying(*unlinkable_notes(sums["n_unlinkable"]))
        return shares(
            grid.split("instrument", _USES),
            used,
            np.repeat(sums["n"], len(_USES)),
            confidence=confidence,
            columns=columns,
            figures={
                "value": Figure("share", ratio_of=("used", "n")),
                "n": Figure(kind, balances=_alike("n")),
                "used": Figure(kind, part_of="n", balances=_CONVERSED),
                **{
                    name: Figure(kind, part_of="n", balances=_alike(name))
                    for name in columns
                    if name != "used"
                },
            },
            clustering=clustering,
            tally=sums,
        )

    return answer(table, tally, finish)


def _alike(name: str) -> list[Balance]:
    """Whoever is asked about is the same for each instrument."""
    first, *others = _USES
    return [Balance("instrument", one, [(name, first)]) for one in others]


def judged_risks(
    source: Source,
    period: PeriodLike,
    *,
    instrument: Instrument | JudgingInstrument,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    by: By = (),
) -> Counts:
    """Number of assessments by judged risk and level (bedömda risker), each risk kept apart.

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When the assessments were made.
    instrument : Instrument
        One of structured professional judgement, such as SARA:SV or PATRIARK.
    roles, by
        As in `count`.
    basis : str
        Assessments that belong to a spell of a case that holds it, as in `count`.

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

    Examples
    --------
    >>> judged = judged_risks(gotland, 2019, instrument="patriark")
    >>> int(judged.value.sum())
    50
    """
    instrument = known_instrument(instrument)
    if not instrument.is_judgement:
        raise DataError(
            f"instrument {instrument.label('en')} judges no risks: it yields points or "
            "neither; see assessments_used and change"
        )
    need = role_need(roles) & Need(fields="assessments.judgement")
    table = cells(source, period, by, counted="assessments", need=need)

    def tally(part: Register) -> Tally:
        cell, rows = hung_on(part, table, "assessments", "date", roles, basis)
        assessments = part.table("assessments")
        same = assessments["instrument"][rows] == instrument.place
        cell, judged = cell[same], assessments["judgement"][rows[same]].astype(np.int64)
        by_risk = [
            # Level 0 is not judged; it stands last.
            table.tabulate(cell, ((judged >> 2 * risk.place & 3) - 1) % len(_LEVELS), len(_LEVELS))
            for risk in JudgedRisk
        ]
        return {"judged": np.stack(by_risk, axis=1)}

    def finish(table: Cells, sums: Tally) -> Counts:
        grid = table.grid("judged_risks", instrument=instrument, roles=roles, basis=basis)
        return Counts.over(
            grid.split("risk", [risk.value for risk in JudgedRisk]).split("judgement", _LEVELS),
            value=sums["judged"].reshape(-1),
            unit="assessments",
            adds_over=table.single | {"judgement"},
            sensitive=grid.sensitive | {"judgement"},
        )

    return answer(table, tally, finish)


def known_instrument(name: str) -> Instrument:
    """The instrument of a name."""
    choices = [member.value for member in Instrument]
    if name not in choices:
        raise UnknownNameError("instrument", name, choices)
    return Instrument(name)


def known_risk(name: str) -> JudgedRisk:
    """The judged risk of a name."""
    choices = [member.value for member in JudgedRisk]
    if name not in choices:
        raise UnknownNameError("judged risk", name, choices)
    return JudgedRisk(name)


def refuse_score(instrument: Instrument) -> None:
    """Refuse points of an instrument that yields none."""
    if not instrument.is_scored:
        raise DataError(
            f"instrument {instrument.label('en')} yields no score: it is professional "
            "judgement, and a number would be invented. Ask for a judged risk: risk=JudgedRisk…"
        )
