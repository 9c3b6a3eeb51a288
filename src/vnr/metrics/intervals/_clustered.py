"""Proportions whose trials come in clusters: several follow-ups of one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.metrics.intervals._checks import check_confidence
from vnr.metrics.intervals._proportion import binomial_limits, fraction
from vnr.metrics.intervals._quantiles import ENOUGH, few_clusters
from vnr.register import run_starts
from vnr.results import Definition, Estimate, Figure, Grid, column, same_rows

__all__ = [
    "Clusters",
    "Packing",
    "clustered_limits",
    "clustered_proportion",
    "clusters",
]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

_BLOCKS: Final = 4
"""At least so many blocks of cells, each of which can be summed by itself."""

_NARROW: Final = 2**31 - 1
"""The narrower the keys, the quicker they are sorted."""


@attrs.frozen(eq=False)
class Clusters:
    """Sums over the clusters of each cell, each of shape ``(cells,)``.

    Attributes
    ----------
    k, n
        Hits and trials.
    kk, kn, nn
        Sums over clusters of their squared hits, hits times trials, and squared trials.
    m
        Number of clusters with any trial.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics.intervals import clusters
    >>> found = clusters(np.array([0, 0, 0]), np.array([7, 7, 9]), np.array([1, 0, 1]), size=1)
    >>> found
    Clusters(k=array([2]), n=array([3]), kk=array([2]), kn=array([3]), nn=array([5]), m=array([2]))
    """

    k: Whole
    n: Whole
    kk: Whole
    kn: Whole
    nn: Whole
    m: Whole

    @property
    def repeated(self) -> NDArray[np.bool_]:
        """Cells in which some cluster has several trials; elsewhere they are independent."""
        return np.asarray(self.n > self.m)

    @classmethod
    def concat(cls, blocks: Iterable[Clusters]) -> Self:
        """Sums of neighbouring blocks of cells, one after the other."""
        sums = [attrs.astuple(block, recurse=False) for block in blocks]
        return cls(*map(np.concatenate, zip(*sums, strict=True)))


@attrs.frozen(eq=False)
class Packing:
    """How trials are packed into keys that sort quickly: cell, cluster and hit in one number.

    Cells are put into blocks small enough for the keys of each to be narrow.

    Attributes
    ----------
    size
        Number of cells.
    width
        Number of clusters.

    Examples
    --------
    >>> packing = Packing(size=3, width=5)
    >>> packing.cells, packing.blocks
    (1, 3)
    """

    size: int
    width: int

    @property
    def cells(self) -> int:
        """Cells in a block."""
        return max(1, min(-(-self.size // _BLOCKS), _NARROW // (2 * self.width)))

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return max(-(-self.size // self.cells), 1)

    def pack(
        self, cell: NDArray[Any], cluster: NDArray[Any], hit: NDArray[Any]
    ) -> list[NDArray[Any]]:
        """The keys of each block, in no order."""
        block, inner = np.divmod(cell, self.cells)
        narrow = 2 * self.cells * self.width <= _NARROW
        key = np.multiply(inner, self.width, dtype=np.int32 if narrow else np.int64,
                          casting="same_kind")  # fmt: skip
        key += cluster.astype(key.dtype, copy=False)
        # The hit rides along in the lowest bit: a sort of bare keys is the quickest there is.
        key <<= 1
        key += hit.astype(key.dtype, copy=False)
        # Numbers of two bytes are sorted by counting.
        short = block.astype(np.uint16) if self.blocks <= np.iinfo(np.uint16).max else block
        key = key[np.argsort(short, kind="stable")]
        edges = np.cumsum(np.bincount(block, minlength=self.blocks))[:-1]
        return np.split(key, edges)

    def sums(self, block: int, keys: list[NDArray[Any]]) -> Clusters:
        """Sums over the clusters of a block's cells."""
        key = np.concatenate(keys)
        key.sort()
        hits = key & 1
        key >>= 1
        first = np.flatnonzero(run_starts(key))
        own_n = np.diff(first.astype(key.dtype), append=key.dtype.type(key.size))
        own_k = hits if first.size == key.size else np.add.reduceat(hits, first, dtype=hits.dtype)
        size = min(self.cells, self.size - block * self.cells)
        return _totals(key[first], own_k, own_n, self.width, size)


def clusters(cell: Whole, cluster: NDArray[Any], k: NDArray[Any], n: Any = 1, *, size: int) -> Any:
    """Sum hits and trials by cluster within each cell.

    Parameters
    ----------
    cell, cluster : array of int, shape ``(rows,)``
        Where each row belongs.
    k : array of int or bool, shape ``(rows,)``
        Hits.
    n : array of int, shape ``(rows,)``, or 1
        Trials.
    size : int
        Number of cells.

    Examples
    --------
    >>> import numpy as np
    >>> found = clusters(np.array([0, 0, 0]), np.array([7, 7, 9]), np.array([1, 0, 1]), size=1)
    >>> found.k, found.n
    (array([2]), array([3]))
    """
    width = int(cluster.max(initial=0)) + 1
    if isinstance(n, int):
        packing = Packing(size, width)
        packed = packing.pack(cell, cluster, k)
        return Clusters.concat([packing.sums(block, [keys]) for block, keys in enumerate(packed)])
    key = cell.astype(np.int64) * width + cluster
    order = np.argsort(key, kind="stable")
    key, hits, trials = key[order], np.asarray(k, np.int64)[order], np.asarray(n, np.int64)[order]
    first = np.flatnonzero(run_starts(key))
    if not first.size:
        return _totals(key, hits, trials, width, size)
    return _totals(
        key[first], np.add.reduceat(hits, first), np.add.reduceat(trials, first), width, size
    )


def _totals(
    key: NDArray[Any], own_k: NDArray[Any], own_n: NDArray[Any], width: int, size: int
) -> Clusters:
    """Sums over clusters, which stand in the order of their cells."""
    edges = np.searchsorted(key, width * np.arange(size + 1, dtype=key.dtype))
    # Clusters of one cell stand side by side: the cells that have any are stretches of them.
    there = np.flatnonzero(np.diff(edges))

    def total(weights: NDArray[Any]) -> Whole:
        sums = np.zeros(size, np.int64)
        if there.size:
            sums[there] = np.add.reduceat(weights, edges[there], dtype=np.int64)
        return sums

    def product(one: NDArray[Any], other: NDArray[Any]) -> Whole:
        # A cluster of 50 000 hits has more squared than 32 bits hold.
        return np.multiply(one, other, dtype=np.int64)

    return Clusters(
        total(own_k),
        total(own_n),
        total(product(own_k, own_k)),
        total(product(own_k, own_n)),
        total(product(own_n, own_n)),
        total(own_n > 0),
    )


def clustered_limits(sums: Clusters, confidence: float) -> tuple[Real, Real, Real]:
    r"""Wilson limits of each cell's proportion with its effective number of trials.

    .. math::

        n^* = \frac{n}{\max(d, 1)} \left(\frac{q}{t_{e-1}}\right)^2, \qquad
        d = \frac{e}{e-1} \frac{\sum_c (k_c - p n_c)^2}{n^2} \Big/ \frac{p (1 - p)}{n - 1},
        \qquad e = \frac{n^2}{\sum_c n_c^2}

    with :math:`q = t_{n-1}`, from 20 clusters on [1]_, and below that the normal quantile, so
    that Student's t replaces it in Wilson's limits [2]_. Clusters of unequal size are worth
    fewer than they are: `e` of one size weigh as much [3]_; it is their number if they are alike.

    Returns
    -------
    lower, upper, effective
        Shape ``(cells,)``; nan limits where there is no trial, or one cluster with several. With
        one trial in every cluster they are independent, and the effective number is `n`; where
        nobody or everybody hit it is `e`, below 20 clusters less by the same factor.

    References
    ----------
    .. [1] Korn EL, Graubard BI. Confidence intervals for proportions with small expected number
       of positive counts estimated from survey data. *Survey Methodology* 1998;24:193–201.
    .. [2] Wilson EB. *J Am Stat Assoc* 1927;22:209–212.
    .. [3] Carter AV, Schnepel KT, Steigerwald DG. Asymptotic behavior of a t-test robust to
       cluster heterogeneity. *Review of Economics and Statistics* 2017;99:698–709.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics.intervals import clusters
    >>> cluster = np.arange(40) // 2
    >>> sums = clusters(np.zeros(40, int), cluster, cluster % 2 == 0, size=1)
    >>> lower, upper, effective = clustered_limits(sums, 0.95)
    >>> lower.round(3), upper.round(3), effective.round(1)
    (array([0.291]), array([0.709]), array([18.2]))
    """
    from scipy.special import ndtri, stdtrit

    n, m = sums.n.astype(float), sums.m.astype(float)
    p = np.divide(sums.k, n, out=np.full(n.size, np.nan), where=n > 0)
    even = np.divide(n**2, sums.nn, out=np.zeros(n.size), where=n > 0)
    single = sums.repeated & (sums.m == 1)
    level = 1 - (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        squares = sums.kk - 2 * p * sums.kn + p**2 * sums.nn
        effect = even / (even - 1) * squares / n**2 / (p * (1 - p) / (n - 1))
        # Cells share their sizes: each quantile is found once.
        freedom, place = np.unique(np.concatenate([n - 1, even - 1]), return_inverse=True)
        of_n, of_even = stdtrit(freedom, level)[place].reshape(2, -1)
        few = m < ENOUGH
        shrunk = (np.where(few, ndtri(level), of_n) / of_even) ** 2
        spread = (p > 0) & (p < 1)
        effective = np.where(
            spread, n / np.maximum(effect, 1) * shrunk, even * np.where(few, shrunk, 1)
        )
    effective = np.where(sums.repeated, np.where(single, 1, effective), n)
    lower, upper = binomial_limits(p * effective, effective, method="wilson", confidence=confidence)
    lower, upper = (np.where(single, np.nan, limit) for limit in (lower, upper))
    return lower, upper, effective


def clustered_proportion(
    hit: ArrayLike,
    person: ArrayLike,
    *,
    by: Mapping[str, ArrayLike] | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Share of rows that are hits, with an interval clustered by person (andel, per person).

    Parameters
    ----------
    hit : array_like of bool, shape ``(rows,)``
        Whether each trial has the property.
    person : array_like, shape ``(rows,)``
        Whose trial it is: labels of any kind.
    by : mapping of str to array_like, shape ``(rows,)``, optional
        Labels of strata; every combination of those that occur is a cell.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        Wilson's interval with the effective number of trials; `n` is the trials, the columns
        ``n_persons`` and ``n_effective`` say how many persons and how many trials the interval
        rests on. No trial is undefined; several trials of one person have no limits.

    Raises
    ------
    DataError
        If the lengths or the labels of the rows differ, or a hit is neither true nor false.

    Notes
    -----
    Below 20 persons of whom some repeat, Student's t replaces the normal quantile.

    References
    ----------
    .. [1] Korn EL, Graubard BI. *Survey Methodology* 1998;24:193–201.

    Examples
    --------
    >>> clustered_proportion([1, 0, 1, 1], person=[1, 2, 2, 3]).value
    array([0.75])
    """
    confidence = check_confidence(confidence)
    if not isinstance(by, Mapping | None):
        raise DataError("by must be a mapping of a stratum's name to its labels")
    same_rows(hit=hit, person=person, **{str(name): labels for name, labels in (by or {}).items()})
    hits = np.atleast_1d(column(hit, "hit"))
    who = np.atleast_1d(column(person, "person"))
    if hits.shape != who.shape or hits.ndim != 1:
        raise DataError(f"hit and person need one length, got {hits.shape} and {who.shape}")
    if hits.dtype != bool and not np.isin(hits, (0, 1)).all():
        raise DataError("hit must be true or false in every row; 0 and 1 will do")
    strata: dict[str, NDArray[Any]] = {}
    cell = np.zeros(hits.size, np.int64)
    shape: list[int] = []
    for name, told in (by or {}).items():
        labels = column(told, str(name))
        if labels.shape != hits.shape:
            raise DataError(f"{name} needs {hits.size} labels, one for each row")
        strata[name], place = np.unique(labels, return_inverse=True)
        shape.append(strata[name].size)
        cell = cell * shape[-1] + place
    size = int(np.prod(shape, dtype=int))
    grid = np.indices(shape).reshape(len(shape), size)
    _, cluster = np.unique(who, return_inverse=True)
    sums = clusters(cell, cluster.astype(np.int64), hits.astype(np.int64), size=size)
    lower, upper, effective = clustered_limits(sums, confidence)
    cells = Grid.delivered(
        size,
        Definition("clustered_proportion", {"confidence": confidence}),
        {name: strata[name][at] for name, at in zip(strata, grid, strict=True)},
    )
    return Estimate.over(
        cells.saying(*few_clusters(sums.m, sums.repeated)),
        value=fraction(sums.k.astype(np.float64), sums.n.astype(np.float64)),
        lower=lower,
        upper=upper,
        n=sums.n,
        columns={"n_persons": sums.m, "n_effective": effective},
        figures={"n_persons": Figure("persons", distinct=True)},
        confidence=confidence,
        unit="proportion",
        method="wilson, clustered by person",
    )
