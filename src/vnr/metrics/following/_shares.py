"""Shares of cells as an estimate: Wilson's interval, clustered where persons repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground import Cells
from vnr.metrics.intervals import Clusters, binomial_limits, clustered_limits
from vnr.results import Definition, Estimate, Note, Provenance, State

__all__ = ["Laid", "laid", "shares"]

Array = NDArray[Any]

_CONFIDENCE: Final = 0.95


@attrs.frozen(eq=False)
class Laid:
    """Strata, states and coverage of a result's cells, each of shape ``(cells,)``."""

    strata: dict[str, Array]
    state: Array
    covered: Array


def laid(table: Cells, **last: Any) -> Laid:
    """The cells of a table, each once for every label of a last stratum where one is given."""
    ((name, labels),) = last.items() or [("", [""])]
    strata = {key: np.repeat(array, len(labels)) for key, array in table.labels.items()}
    if name:
        strata[name] = np.tile(np.array(labels), table.size)
    return Laid(strata, np.repeat(table.state, len(labels)), np.repeat(table.covered, len(labels)))


def shares(
    cells: Laid,
    k: Array,
    n: Array,
    *,
    said: tuple[Definition, Provenance],
    columns: Mapping[str, Array],
    sums: Clusters | None = None,
    waiting: Array | None = None,
    notes: tuple[Note, ...] = (),
) -> Estimate:
    """Share of `n` that are `k` in every cell.

    Parameters
    ----------
    cells : Laid
        The cells.
    k, n : array of int, shape ``(cells,)``
        Hits and trials.
    said : (Definition, Provenance)
        What the figure means, and where it came from.
    columns : mapping of str to array
        Further figures.
    sums : Clusters, optional
        Hits and trials by person: then the interval is clustered, and the columns ``n_persons``
        and ``n_effective`` say of how many.
    waiting : array, shape ``(cells,)``, optional
        Where nothing can be judged and this is not 0, the cell is not mature.
    notes : tuple of Note
        What must be said wherever the figure is shown.

    Returns
    -------
    Estimate
        Undefined where `n` is 0.
    """
    more = dict(columns)
    method = "wilson"
    if sums is None:
        trials = n.astype(np.float64)
        lower, upper = binomial_limits(
            k.astype(np.float64), trials, method=method, confidence=_CONFIDENCE
        )
    else:
        lower, upper, effective = clustered_limits(sums, _CONFIDENCE)
        method = "wilson, clustered by person"
        more |= {"n_persons": sums.m, "n_effective": effective}
    state = cells.state.copy()
    if waiting is not None:
        state[(state == State.VALUE) & (n == 0) & (waiting > 0)] = State.NOT_MATURE
    definition, provenance = said
    return Estimate(
        strata=cells.strata,
        value=np.divide(k, n, out=np.full(n.size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        state=state,
        covered=cells.covered,
        columns=more,
        confidence=_CONFIDENCE,
        unit="proportion",
        method=method,
        notes=notes,
        definition=definition,
        provenance=provenance,
    )
