"""Who could exchange with whom: each has what the other lacks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vnr.metrics.supply._answers import answers
from vnr.model import Provision, ProvisionState, Way
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
    has_not = read.is_state(ProvisionState.HAS_NOT)
    has = read.is_state(ProvisionState.HAS) & (read.column("way", -1) != Way.BOUGHT.place)
    # How many things each has that each other says that it hasn't.
    gives = has.astype(np.int64) @ has_not.T.astype(np.int64)
    pairs = (gives > 0) & (gives.T > 0)
    one, other = np.nonzero(pairs)
    pair, thing = np.nonzero(has[one] & has_not[other])
    one, other = one[pair], other[pair]
    labels = np.array(read.municipalities)
    strata = {"municipality": labels[one], "other": labels[other]}
    strata |= {name: told[thing] for name, told in read.strata.items()}
    size = thing.size
    return Counts.over(
        Grid(
            strata=strata,
            state=np.zeros(size),
            covered=np.ones(size),
            definition=Definition("exchange", {"year": int(year)}),
            notes=(Note("offered_as_answered"),),
        ),
        value=np.ones(size, np.int64),
        columns={"in_return": gives[other, one]},
        figures=dict.fromkeys(("value", "in_return"), Figure(FigureKind.LABEL)),
        unit="number",
    )
