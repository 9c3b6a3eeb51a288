"""The summary that the national follow-up project SU-Kvinnofrid gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.choices import Cluster, ViolenceBasis
from vnr.metrics.ground import (
    CLOSED,
    EVIDENCE,
    NOTHING,
    Cells,
    Need,
    answer,
    cells,
    concerns,
    evidence,
    held_cases,
    instruments_used,
    last_closing,
    of_adults,
    spells,
    whole_number,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.model import AssessmentStage, Instrument, Role, Sex
from vnr.results import Balance, Estimate, Figure, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["su_kvinnofrid"]

ITEMS: Final = (
    "closed",
    "woman",
    "man",
    "other_or_unknown",
    "honour",
    "freda",
    "conversation",
    "not_assessed",
    "assessed_before",
    "assessed_after",
    "assessed_both",
    "answered_of_closed",
    "answered_of_all",
    "helped",
)
_ANSWERED: Final = ("answered_of_closed", "answered_of_all", "helped")
_OF: Final = {
    **dict.fromkeys(("assessed_after", "assessed_both", "answered_of_closed"), "closed"),
    "helped": "answered",
}
"""Of whom an item is a share; the others are of all."""
_SEXES: Final = ("woman", "man", "other_or_unknown")
_BALANCES: Final = (
    Balance("item", _SEXES[0], [("number", one) for one in _SEXES]),
    *(Balance("item", one, [("n", _SEXES[0])]) for one in _SEXES[1:]),
    Balance("item", _ANSWERED[0], [("number", "closed")]),
    # Where not all who deliver closings deliver stages they are of fewer.
    *(
        Balance("item", item, [("number", "closed")], exact=False)
        for item in ("assessed_after", "assessed_both")
    ),
    Balance("item", "helped", [("number", "answered_of_all")]),
)
"""Everybody is of a sex or of an unknown one, and answers of closed cases are of these."""
_ADULTS: Final = Need(fields="cases.roles")
_STAGED: Final = Need(fields="assessments.stage")
_NEEDS: Final = {
    "closed": Need(tables=CLOSED),
    "answered_of_closed": Need(tables=CLOSED),
    **dict.fromkeys(_SEXES, Need(fields="persons.sex")),
    "honour": Need(any_of=[EVIDENCE["honour"]]),
    **dict.fromkeys(("freda", "conversation", "not_assessed"), Need(tables="assessments")),
    "assessed_before": _STAGED,
    **dict.fromkeys(("assessed_after", "assessed_both"), _STAGED & Need(tables=CLOSED)),
    "answered_of_all": NOTHING,
    "helped": NOTHING,
}
_FREDA: Final = (Instrument.FREDA_SHORT, Instrument.FREDA_DESCRIPTION, Instrument.FREDA_DANGER)


def su_kvinnofrid(
    source: Source,
    period: PeriodLike,
    *,
    answered: int | None = None,
    helped: int | None = None,
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
) -> Estimate:
    """Summary of exposed adults' cases as SU-Kvinnofrid publishes it.

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When violence is dated.
    answered : int, optional
        Persons who answered the user survey (brukarenkät); None is not reported.
    helped : int, optional
        Of those, how many said that the support made a difference.
    basis : str
        What counts as violence, as in `count`; of assessments those of spells that hold it.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent, as the survey's answers always are.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        Shares with Wilson's interval by the stratum ``item``, without those known to be under 18
        at the intake: closed (and not opened again for violence), sex, honour context, FREDA
        and conversation (several may have been used), not assessed; assessed before the support,
        after it, and both, by the recorded stage; and the survey's answers
        both of the closed cases and of all, since what is published doesn't say of which. The
        column ``denominator`` names whom each item is a share of: ``all`` cases, the ``closed``,
        or those who ``answered``; ``number`` holds the numerators. Each item is of those who
        delivered what it needs, and not reported where nobody did. `change` with
        ``moments="stage"`` tells whether risk fell from before to after.

    Raises
    ------
    DataError
        If more answered than there are closed cases, or more were helped than answered, or it
        is no whole number.

    References
    ----------
    .. [1] SKR. Systematisk uppföljning våldsutsatta, 2023-10-31: 2 090 cases in 32 municipalities,
       1 528 closed, 567 answers.

    Examples
    --------
    >>> closed = su_kvinnofrid(gotland, 2019).select(item="closed")
    >>> print(*closed.cells("en"))
    76.1 % (69.4–81.7), n=184
    """
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    answered = None if answered is None else whole_number("answered", answered)
    helped = None if helped is None else whole_number("helped", helped)
    if helped is not None and helped > (answered or 0):
        raise DataError(f"helped must be at most the {answered or 0} who answered, got {helped}")
    table = cells(source, period, need=_ADULTS)

    def tally(part: Register) -> Tally:
        rows, start = held_cases(part, basis, {Role.EXPOSED_ADULT})
        adult = np.flatnonzero(of_adults(part)[rows])
        rows, start = rows[adult], start[adult]
        _, which = table.of(part).place(rows, table.span(start))
        rows, start = rows[which], start[which]
        masks = _items(part, basis, rows)
        told = {item: table.delivered_of(part, need, rows, start) for item, need in _NEEDS.items()}
        for item, of in _OF.items():
            if of in masks and item in masks:
                told[item] &= masks[of]
        by_cluster = [
            clustering.tally(part, np.zeros(len(of), np.int64), of, masks[item][told[item]], size=1)
            for item in ITEMS
            if item not in _ANSWERED
            for of in [rows[told[item]]]
        ]
        return {
            **{
                item: np.array([np.count_nonzero(mask & told[item])])
                for item, mask in masks.items()
            },
            **{f"n_{item}": np.array([np.count_nonzero(mask)]) for item, mask in told.items()},
            **clustering.split(by_cluster),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        closed, everybody = int(sums["closed"][0]), int(sums["n_answered_of_all"][0])
        # The answers are of all closed cases, so they need the closings of everybody.
        untold = bool(table.lacks(_NEEDS["closed"]))
        most, kind = (everybody, "cases") if untold else (closed, "closed cases")
        told = table.state[0] == State.VALUE
        if told and answered is not None and answered > most:
            raise DataError(f"answered must be at most the {most} {kind}, got {answered}")
        asked = np.isin(ITEMS, _ANSWERED)
        covered = np.concatenate([table.delivered(_NEEDS[item]) for item in ITEMS])
        unknown = (covered == 0) | (asked & (answered is None))
        unknown |= np.equal(ITEMS, "answered_of_closed") & untold
        unknown |= np.equal(ITEMS, "helped") & (helped is None)
        said = dict.fromkeys(_ANSWERED, answered or 0) | {"helped": helped or 0}
        of_said = {"answered_of_closed": closed, "helped": answered or 0}
        k = np.array([sums[item][0] if item in sums else said[item] for item in ITEMS])
        k[unknown] = 0
        n = np.array([of_said.get(item, sums[f"n_{item}"][0]) for item in ITEMS])
        notes = dict.fromkeys(note for item in ITEMS for note in table.lacks(_NEEDS[item]))
        grid = table.grid("su_kvinnofrid", *notes, basis=basis, cluster=cluster)
        grid = grid.split("item", ITEMS)
        state = np.where(unknown, State.NOT_REPORTED, grid.state)
        grid = attrs.evolve(grid, state=state, covered=covered)
        return shares(
            grid,
            k,
            n,
            confidence=confidence,
            columns={
                "number": k,
                "denominator": np.array([_OF.get(item, "all") for item in ITEMS]),
            },
            figures={
                "value": Figure("share", ratio_of=("number", "n")),
                "n": Figure("cases", balances=_BALANCES),
                "number": Figure("cases", part_of="n"),
                "denominator": Figure("label"),
            },
            clustering=clustering,
            tally=clustering.beside(sums, k[None, asked], n[None, asked]),
        )

    return answer(table, tally, finish)


def _items(
    register: Register, basis: str, rows: NDArray[np.integer]
) -> dict[str, NDArray[np.bool_]]:
    """Which of some cases belong to each item."""
    cases, used = register.table("cases"), instruments_used(register, basis)[rows]
    sex = register.table("persons")["sex"][cases["person"][rows]]
    before, after = (
        _assessed_at(register, basis, stage)[rows]
        for stage in (AssessmentStage.BEFORE, AssessmentStage.AFTER)
    )
    freda = sum(1 << instrument.place for instrument in _FREDA)
    return {
        "closed": last_closing(register, basis)[rows] >= 0,
        "woman": sex == Sex.WOMAN.place,
        "man": sex == Sex.MAN.place,
        "other_or_unknown": (sex != Sex.WOMAN.place) & (sex != Sex.MAN.place),
        "honour": spells(register).any(evidence(register, "honour").holds)[rows],
        "freda": used & freda != 0,
        "conversation": used & 1 << Instrument.CONVERSATION.place != 0,
        "not_assessed": used == 0,
        "assessed_before": before,
        "assessed_after": after,
        "assessed_both": before & after,
    }


def _assessed_at(register: Register, basis: str, stage: AssessmentStage) -> NDArray[np.bool_]:
    """Which cases have an assessment of a stage, shape ``(cases,)``."""
    held = register.table("assessments")
    there = np.zeros(register.table("cases").height, bool)
    there[
        held.parent[concerns(register, basis, "assessments") & (held["stage"] == stage.place)]
    ] = True
    return there
