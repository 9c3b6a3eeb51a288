"""Shares of cells as an estimate: Wilson's interval, clustered where persons repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.intervals import Clusters, binomial_limits, clustered_limits
from vnr.results import Estimate, Figure, Grid

if TYPE_CHECKING:
    from vnr.register import Tally

__all__ = ["by_cluster", "clusters_of", "shares"]

Array = NDArray[Any]


def by_cluster(sums: Clusters) -> dict[str, Array]:
    """Sums over the clusters of each cell as a tally: a person lies in one part, so they add."""
    return attrs.asdict(sums)


def clusters_of(tally: Tally) -> Clusters:
    """The sums that `by_cluster` put into a tally."""
    return Clusters(**{field.name: tally[field.name] for field in attrs.fields(Clusters)})


def shares(
    grid: Grid,
    k: Array,
    n: Array,
    *,
    confidence: float,
    columns: Mapping[str, Array],
    figures: Mapping[str, Figure],
    sums: Clusters | None = None,
    waiting: Array | None = None,
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
    sums : Clusters, optional
        Hits and trials by person: then the interval is clustered, and the columns ``n_persons``
        and ``n_effective`` say of how many.
    waiting : array, shape ``(cells,)``, optional
        Where nothing can be judged and this is not 0, the cell is not mature.

    Returns
    -------
    Estimate
        Undefined where `n` is 0.
    """
    more, kinds = dict(columns), dict(figures)
    method = "wilson"
    if sums is None:
        trials = n.astype(np.float64)
        lower, upper = binomial_limits(
            k.astype(np.float64), trials, method=method, confidence=confidence
        )
    else:
        lower, upper, effective = clustered_limits(sums, confidence)
        method = "wilson, clustered by person"
        more |= {"n_persons": sums.m, "n_effective": effective}
        kinds |= {"n_persons": Figure("persons"), "n_effective": Figure("number")}
    if waiting is not None:
        grid = grid.waiting((n == 0) & (waiting > 0))
    return Estimate.over(
        grid,
        value=np.divide(k, n, out=np.full(n.size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        columns=more,
        figures=kinds,
        confidence=confidence,
        unit="proportion",
        method=method,
    )
