"""Shares of cells as an estimate: Wilson's interval, clustered where trials hang together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.intervals._clustered import clustered_limits
from vnr.metrics.intervals._clustering import Clustering
from vnr.metrics.intervals._proportion import binomial_limits
from vnr.metrics.intervals._quantiles import few_clusters
from vnr.results import Estimate, Figure, Grid

if TYPE_CHECKING:
    from vnr.register import Tally

__all__ = ["shares"]

Array = NDArray[Any]


def shares(
    grid: Grid,
    k: Array,
    n: Array,
    *,
    confidence: float,
    columns: Mapping[str, Array],
    figures: Mapping[str, Figure],
    clustering: Clustering,
    tally: Tally,
    waiting: Array | None = None,
    states: Mapping[str, Array] | None = None,
) -> Estimate:
    """Share of `n` that are `k` in every cell.

    Parameters
    ----------
    grid : Grid
        The cells.
    k, n : array of int, shape ``(cells,)``
        Hits and trials.
    confidence : float
        Two-sided level of the interval.
    columns : mapping of str to array
        Further figures.
    figures : mapping of str to Figure
        What they are, and how they hang together.
    clustering : Clustering
        What the trials hang together by; the columns ``n_persons`` (or ``n_officers``,
        ``n_municipalities``) and ``n_effective`` say on how many the interval rests.
    tally : mapping of str to array
        What it tallied.
    waiting : array, shape ``(cells,)``, optional
        Where nothing can be judged and this is not 0, the cell is not mature.
    states : mapping of str to array, optional
        States of figures that differ from their cell's.

    Returns
    -------
    Estimate
        Undefined where `n` is 0.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics.ground import cells
    >>> from vnr.metrics.intervals import Clustering
    >>> table, by = cells(gotland, 2019), Clustering.of(gotland, None)
    >>> k, n = np.array([3]), np.array([10])
    >>> how = {"columns": {}, "figures": {}, "clustering": by, "tally": {"k": k, "n": n}}
    >>> made = shares(table.grid("mine"), k, n, confidence=0.95, **how)
    >>> made.value, made.lower.round(3), made.upper.round(3)
    (array([0.3]), array([0.108]), array([0.603]))
    """
    more, kinds = dict(columns), dict(figures)
    method = "wilson"
    sums = clustering.sums(tally)
    if sums is None:
        lower, upper = binomial_limits(
            k.astype(np.float64), n.astype(np.float64), method=method, confidence=confidence
        )
    else:
        lower, upper, effective = clustered_limits(sums, confidence)
        method = f"wilson, clustered by {clustering.name}"
        for name, (array, figure) in clustering.columns(tally, sums).items():
            more[name], kinds[name] = array, figure
        more["n_effective"], kinds["n_effective"] = effective, Figure("number")
        grid = grid.saying(*few_clusters(sums.m, sums.repeated))
    if waiting is not None:
        grid = grid.waiting((n == 0) & (waiting > 0))
    return Estimate.over(
        grid,
        value=np.divide(k, n, out=np.full(n.size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        columns=more,
        states=states or {},
        figures=kinds,
        confidence=confidence,
        unit="proportion",
        method=method,
    )
