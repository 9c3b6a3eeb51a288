"""Persons whom nobody can link: counted, told of, and never joined to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.results import Note

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["unlinkable", "unlinkable_notes"]


def unlinkable(register: Register) -> NDArray[np.bool_]:
    """Whether nobody knows who the person of each case is, so that no case can be joined to it.

    Examples
    --------
    >>> int(unlinkable(gotland).sum())
    0
    """

    def make() -> NDArray[np.bool_]:
        linkable = register.table("persons")["linkable"]
        return ~linkable[register.table("cases")["person"]]

    return register.remembered("unlinkable", make)


def unlinkable_notes(
    number: NDArray[np.int64] | NDArray[np.bool_], what: str = "persons"
) -> tuple[Note, ...]:
    """What must be said where some can't be linked: the note, if there are any.

    Parameters
    ----------
    number : array of int or bool
        How many in each cell, the column ``n_unlinkable``; or which they are.
    what : str
        ``persons`` where persons are counted, ``episodes`` where episodes are, ``returns`` where
        closes are followed for a return.

    Examples
    --------
    >>> import numpy as np
    >>> [note.code for note in unlinkable_notes(np.array([0, 3]))], unlinkable_notes(np.array([0]))
    (['unlinkable_persons'], ())
    """
    total = int(number.sum())
    note = Note(
        "unlinkable_persons"
        if what == "persons"
        else "unlinkable_episodes"
        if what == "episodes"
        else "unlinkable_returns",
        figures=("n_unlinkable",),
        number=total,
    )
    return (note,) if total else ()
