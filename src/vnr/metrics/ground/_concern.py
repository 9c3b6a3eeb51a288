"""What of all that was done in a case concerns violence: interventions, assessments and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import ViolenceBasis
from vnr.metrics.ground._evidence import evidence
from vnr.metrics.ground._spells import spells

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["concerns", "instruments_used", "last_closing", "spells_of"]

Mask = NDArray[np.bool_]
Rows = NDArray[np.integer]

_DATED: Final = {
    "intakes": "date",
    "assessments": "date",
    "investigations": "opened",
    "interventions": "started",
}
"""The column that dates the rows of a table."""
_BEGUN: Final = ("investigations", "interventions")
"""Tables of what is opened in a spell; the others tell of the spell that ends on their day or later."""


def spells_of(register: Register, name: str) -> Rows:
    """The spell to which each row of a table belongs.

    An investigation or intervention belongs to the last spell opened by its day, an intake or
    assessment to the first that ends on its day or later, else to the last.

    Parameters
    ----------
    register : Register
        The cases.
    name : str
        ``intakes``, ``assessments``, ``investigations`` or ``interventions``.

    Examples
    --------
    >>> spells_of(gotland, "interventions").size == gotland.table("interventions").height
    True
    """

    def make() -> Rows:
        table, of_cases = register.table(name), spells(register)
        belongs = of_cases.begun if name in _BEGUN else of_cases.ending
        return belongs(table.parent, table[_DATED[name]])

    return register.remembered(("spells of", name), make)


def concerns(register: Register, basis: str, name: str = "interventions") -> Mask:
    """Which rows of a table concern violence by a basis (gäller våld).

    All that belongs to a spell that holds the basis does, but of interventions only those that
    are for violence: labelled so, of a kind that is specific to violence, or unlabelled and
    started no earlier than that spell counts from under ``known``, whatever basis is asked;
    never those that are for something else. Of ``any`` all interventions that started do. One
    that was declined never started.

    Parameters
    ----------
    register : Register
        The cases.
    basis : str
        As in `evidence`.
    name : str
        ``interventions``, ``assessments`` or ``investigations``.

    Returns
    -------
    array of bool, shape ``(rows of the table,)``

    Raises
    ------
    DataError
        If there is no such basis.

    Examples
    --------
    >>> own, all_started = concerns(gotland, "known"), concerns(gotland, "any")
    >>> int(own.sum()), int(all_started.sum())
    (647, 1005)
    """

    def make() -> Mask:
        spell = spells_of(register, name)
        mask = evidence(register, basis).holds.take(spell)
        if name != "interventions":
            return mask
        table = register.table(name)
        mask &= ~table["declined"].astype(bool)
        if basis == "any":
            return mask
        # What is labelled so, or of a specific kind, is evidence itself: no spell counts from later.
        known = evidence(register, "known")
        since = known.holds.take(spell) & (table["started"] >= known.start.take(spell))
        return mask & since & (table["for_violence"] != 0)

    check_choice("basis", basis, ViolenceBasis)
    return register.remembered(("concerns", name, basis), make)


def instruments_used(register: Register, basis: str) -> NDArray[np.int64]:
    """One bit for each `Instrument` that each case was assessed with, shape ``(cases,)``.

    Of the assessments that concern a basis, as in `concerns`.

    Examples
    --------
    >>> from vnr.model import Instrument
    >>> used = instruments_used(gotland, "known")
    >>> int((used >> Instrument.PATRIARK.place & 1).sum())
    43
    """

    def make() -> NDArray[np.int64]:
        assessments = register.table("assessments")
        rows = np.flatnonzero(concerns(register, basis, "assessments"))
        used = np.zeros(register.table("cases").height, np.int64)
        bits = np.int64(1) << assessments["instrument"][rows]
        np.bitwise_or.at(used, assessments.parent[rows], bits)
        return used

    return register.remembered(("instruments used", basis), make)


def last_closing(register: Register, basis: str) -> Rows:
    """Row of the closing of each case's last spell that holds a basis, shape ``(cases,)``.

    -1 while that is open, or where none holds it.

    Examples
    --------
    >>> int((last_closing(gotland, "known") >= 0).sum())
    686
    """
    table = spells(register)
    held = np.flatnonzero(evidence(register, basis).holds)
    last = np.full(table.first.size - 1, -1, np.intp)
    # Of several assignments to one place the last one stays.
    last[table.case[held]] = table.closing[held]
    return last
