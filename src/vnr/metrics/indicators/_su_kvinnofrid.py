"""The summary that the national follow-up project SU-Kvinnofrid gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.errors import DataError
from vnr.metrics.following import laid, shares
from vnr.metrics.ground import define, evidence, lay_out, spells
from vnr.model import Instrument, Role, Sex
from vnr.register import NO_DAY
from vnr.results import Estimate, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

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
    "answered_of_closed",
    "answered_of_all",
)
_FREDA: Final = (Instrument.FREDA_SHORT, Instrument.FREDA_DESCRIPTION, Instrument.FREDA_DANGER)


def su_kvinnofrid(register: Register, period: Period, *, answered: int | None = None) -> Estimate:
    """Summary of exposed adults' cases as SU-Kvinnofrid publishes it.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When violence is dated (basis known).
    answered : int, optional
        Persons who answered the user survey (brukarenkät); None is not reported.

    Returns
    -------
    Estimate
        Shares with Wilson's interval by the stratum ``item``: closed, sex, honour context, FREDA
        and conversation (several may have been used), not assessed; and the survey's answers
        both of the closed cases and of all, since what is published doesn't say of which. The
        column ``number`` holds the numerators.

    Raises
    ------
    DataError
        If more answered than there are closed cases.

    References
    ----------
    .. [1] SKR. Systematisk uppföljning våldsutsatta, 2023-10-31: 2 090 cases in 32 municipalities,
       1 528 closed, 567 answers.
    """
    table = lay_out(register, period, ())
    rows, start, _ = spells(register, "known", {Role.EXPOSED_ADULT})
    rows = rows[(table.part(start) >= 0) & register.counted[rows] & table.inside(rows)]
    cases, assessments = register.table("cases"), register.table("assessments")
    sex = register.table("persons")["sex"][cases["person"][rows]]
    places = {member: place for place, member in enumerate(Sex)}
    used = np.zeros(cases.rows, np.int64)
    np.bitwise_or.at(used, assessments.parent, np.int64(1) << assessments["instrument"])
    bits = {member: 1 << place for place, member in enumerate(Instrument)}
    closed = int((cases["closed"][rows] != NO_DAY).sum())
    if answered is not None and not 0 <= answered <= closed:
        raise DataError(f"answered must lie between 0 and the {closed} closed cases")
    woman, man = int((sex == places[Sex.WOMAN]).sum()), int((sex == places[Sex.MAN]).sum())
    number = [
        closed,
        woman,
        man,
        rows.size - woman - man,
        int(evidence(register, "honour").holds[rows].sum()),
        int((used[rows] & sum(bits[one] for one in _FREDA) != 0).sum()),
        int((used[rows] & bits[Instrument.CONVERSATION] != 0).sum()),
        int((used[rows] == 0).sum()),
        answered or 0,
        answered or 0,
    ]
    n = np.full(len(ITEMS), rows.size)
    n[ITEMS.index("answered_of_closed")] = closed
    cells = laid(table, item=ITEMS)
    if answered is None:
        cells.state[-2:] = State.NOT_REPORTED
    k = np.array(number)
    said = define(register, "su_kvinnofrid", period, (), answered=answered)
    return shares(cells, k, n, said=said, columns={"number": k})
