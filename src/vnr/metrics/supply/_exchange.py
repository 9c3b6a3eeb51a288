"""Who could exchange with whom: each has what the other lacks."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import numpy as np

from vnr.metrics.supply._answers import answers
from vnr.model import Provision, ProvisionState
from vnr.results import Counts, Definition, Figure, FigureKind, Grid, Note

__all__ = ["exchange"]


def exchange(provisions: Iterable[Provision], year: int) -> Counts:
    """Pairs of municipalities of which each has alone what the other lacks (utbyte).

    Parameters
    ----------
    provisions : iterable of Provision
        What municipalities answered; of other years they are left out.
    year : int
        The year.

    Returns
    -------
    Counts
        1 for each thing that ``municipality`` has and ``other`` says that it hasn't, in pairs
        that have one in both directions; none where there is no such pair. What is bought can't
        be passed on, and of what isn't known nothing is said. By ``municipality``, ``other``,
        ``provision``, ``subject`` and ``meant_for``; the column ``in_return`` numbers what the
        other has for it.

    Raises
    ------
    DataError
        As `offers`.

    Examples
    --------
    >>> from vnr.model import InterventionKind, ProvisionKind
    >>> def said(code, kind, state):
    ...     return Provision(code, 2019, ProvisionKind.SERVICE, kind, None, state)
    >>> pairs = exchange(
    ...     [said("0480", InterventionKind.BARNAHUS, ProvisionState.HAS),
    ...      said("0480", InterventionKind.TRAPPAN, ProvisionState.HAS_NOT),
    ...      said("0483", InterventionKind.BARNAHUS, ProvisionState.HAS_NOT),
    ...      said("0483", InterventionKind.TRAPPAN, ProvisionState.HAS)],
    ...     2019,
    ... )
    >>> list(zip(pairs.strata["municipality"].tolist(), pairs.strata["subject"].tolist()))
    [('0480', 'barnahus'), ('0483', 'trappan')]
    """
    read = answers(provisions, year)
    gives = {
        thing: (
            set(read.who_has(thing, own=True)),
            {
                code
                for code in read.municipalities
                if read.state(code, thing) is ProvisionState.HAS_NOT
            },
        )
        for thing in read.things
    }
    rows = []
    for one, other in permutations(read.municipalities, 2):
        there = [thing for thing, (has, lacks) in gives.items() if one in has and other in lacks]
        back = sum(other in has and one in lacks for has, lacks in gives.values())
        rows += [(one, other, *thing, back) for thing in there if back]
    names = ("municipality", "other", "provision", "subject", "meant_for")
    size = len(rows)
    return Counts.over(
        Grid(
            strata={
                name: np.array([row[at] for row in rows], np.str_) for at, name in enumerate(names)
            },
            state=np.zeros(size),
            covered=np.ones(size),
            definition=Definition("exchange", {"year": int(year)}),
            notes=(Note("offered_as_answered"),),
        ),
        value=np.ones(size, np.int64),
        columns={"in_return": np.array([row[-1] for row in rows], np.int64)},
        figures=dict.fromkeys(("value", "in_return"), Figure(FigureKind.LABEL)),
        unit="number",
    )
