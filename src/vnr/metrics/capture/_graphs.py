"""Averaging over decomposable graphs: the Bayesian answer to which model it should be."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from typing import Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.metrics.capture._models import lists_of

__all__ = ["Average", "Graph", "average", "decomposable_graphs"]

Real = NDArray[np.float64]
Lists = frozenset[int]

_CELLS_AT_ONCE: Final = 4_000_000
_MOST_LISTS: Final = 6
_BEYOND: Final = 1e-4
_LARGEST: Final = 2_000_000


@attrs.frozen
class Graph:
    """A decomposable graph on the lists: what it joins may depend.

    Attributes
    ----------
    cliques
        Its largest fully joined sets of lists, sorted by size and members.
    separators
        What neighbouring cliques share, with their multiplicity; empty between parts that
        nothing joins.
    """

    cliques: tuple[Lists, ...]
    separators: tuple[Lists, ...]


@attrs.frozen(eq=False)
class Average:
    """Posterior of the number unseen, over all decomposable graphs.

    Attributes
    ----------
    unseen
        The numbers it is over, shape ``(grid,)``.
    posterior
        Probability of each, shape ``(grid,)``.
    graphs
        The graphs, the most probable first.
    weight
        Posterior probability of each graph, shape ``(graphs,)``.
    graph_mean
        Posterior mean of the total under each graph, shape ``(graphs,)``.
    mean, median, mode
        Of the total.
    lower, upper
        Equal-tailed credible limits of the total.
    tail
        Probability of the last hundredth of the grid; what is not small says that the answer
        hangs on where the grid ends.
    """

    unseen: NDArray[np.int64]
    posterior: Real
    graphs: tuple[Graph, ...]
    weight: Real
    graph_mean: Real
    mean: float
    median: float
    mode: float
    lower: float
    upper: float
    tail: float


@lru_cache(maxsize=8)
def decomposable_graphs(lists: int) -> tuple[Graph, ...]:
    """Every labelled decomposable graph: 2, 8, 61, 822 and 18 154 on 2 to 6 lists.

    Parameters
    ----------
    lists : int
        Number of lists, from 1 to 6.

    Raises
    ------
    DataError
        If there are more than 6 lists.
    """
    if lists > _MOST_LISTS:
        raise DataError(f"graphs are averaged over at most {_MOST_LISTS} lists, got {lists}")
    pairs = list(combinations(range(lists), 2))
    graphs = []
    for code in range(2 ** len(pairs)):
        near: list[set[int]] = [set() for _ in range(lists)]
        for at, (one, other) in enumerate(pairs):
            if code >> at & 1:
                near[one].add(other)
                near[other].add(one)
        graph = _decomposed(near)
        if graph is not None:
            graphs.append(graph)
    return tuple(graphs)


def _decomposed(near: list[set[int]]) -> Graph | None:
    """Cliques and separators by maximum cardinality search; None if some cycle has no chord."""
    numbered: list[int] = []
    cliques: list[Lists] = []
    separators: list[Lists] = []
    earlier: Lists = frozenset()
    while len(numbered) < len(near):
        following = max(
            set(range(len(near))) - set(numbered), key=lambda one: len(near[one] & set(numbered))
        )
        joined = frozenset(near[following] & set(numbered))
        if any(not joined - {one} <= near[one] for one in joined):
            return None
        if numbered and len(joined) <= len(earlier):  # the clique before it was complete
            cliques.append(earlier | {numbered[-1]})
            separators.append(joined)
        earlier = joined
        numbered.append(following)
    cliques.append(earlier | {numbered[-1]})
    return Graph(_by_size(cliques), _by_size(separators))


def _by_size(sets: list[Lists]) -> tuple[Lists, ...]:
    return tuple(sorted(sets, key=lambda one: (len(one), sorted(one))))


def average(
    counts: ArrayLike,
    *,
    confidence: float = 0.95,
    delta: float | None = None,
    prior_n: Callable[[Real], Real] | None = None,
    max_unseen: int | None = None,
    min_unseen: int = 1,
) -> Average:
    r"""Posterior of the number unseen, averaged over decomposable graphs.

    Given a graph the cells have a hyper-Dirichlet prior with `delta` a cell; then, with N persons
    in all, `DM` the Dirichlet-multinomial probability of a marginal table,

    .. math:: p(y, N \mid G) \propto p(N)\,\frac{N!}{\prod_h y_h!\,(N-n)!}\,
        \frac{\prod_C DM(y_C)}{\prod_S DM(y_S)}

    over cliques C and separators S. All graphs are equally probable beforehand.

    Parameters
    ----------
    counts : array_like of int, shape ``(2**lists,)``
        Persons by history read as a binary number, the first list most significant; the first
        cell, the unseen, is ignored.
    confidence : float
        Of the equal-tailed credible interval.
    delta : float, optional
        Prior persons a cell; by default ``1 / 2**lists``, one person in all.
    prior_n : callable, optional
        Logarithm of the prior of the total N, up to a constant; by default ``-log N``.
    max_unseen : int, optional
        Where the grid ends: the largest number unseen that is thought possible, a part of the
        prior. By default the first of 10, 20, 40 … times those observed beyond which lies less
        than 1 in 10 000 of the posterior, or 2 000 000.
    min_unseen : int
        Where the grid begins.

    Returns
    -------
    Average
        The posterior and what it rests on. The median and the limits hardly hang on where the
        grid ends; the mean does, since the graph that joins all lists has none without an end.

    Raises
    ------
    DataError
        If nobody is observed, the grid is empty or begins below 0, `delta` isn't above 0, or
        there are fewer than two lists or more than six.

    References
    ----------
    .. [1] Madigan D, York JC. Bayesian methods for estimation of the size of a closed population.
       *Biometrika* 1997;84:19–31.
    .. [2] Dawid AP, Lauritzen SL. Hyper Markov laws in the statistical analysis of decomposable
       graphical models. *Annals of Statistics* 1993;21:1272–1317.

    Examples
    --------
    >>> spina_bifida = [0, 60, 48, 4, 244, 111, 142, 12]  # [1], table 1
    >>> found = average(spina_bifida, max_unseen=20_000)
    >>> round(found.mean, 2), found.median, found.lower, found.upper
    (728.1, 725.0, 686.0, 784.0)
    """
    table = np.asarray(counts, np.float64).copy()
    lists, n = lists_of(table), float(table[1:].sum())
    table[0] = 0
    if lists < 2 or n == 0:
        raise DataError("averaging needs at least two lists and somebody observed")
    delta = 1 / len(table) if delta is None else delta
    if not delta > 0:
        raise DataError(f"delta must be above 0, got {delta!r}")
    prior = prior_n if prior_n is not None else lambda total: -np.log(total)
    if min_unseen < 0 or (max_unseen is not None and max_unseen < min_unseen):
        raise DataError(f"the grid of the unseen can't go from {min_unseen} to {max_unseen}")
    model = _Posterior(table, delta, prior)
    end = model.end(min_unseen) if max_unseen is None else max_unseen
    return model.over(np.arange(min_unseen, end + 1), (1 - confidence) / 2)


class _Posterior:
    """The posterior of one table by graph and number unseen, not normalised."""

    def __init__(self, table: Real, delta: float, prior: Callable[[Real], Real]) -> None:
        self.graphs = decomposable_graphs(lists_of(table))
        self.sets, self.use = _uses(self.graphs)
        self.table, self.delta, self.prior = table, delta, prior
        self.n = float(table.sum())

    def factors(self, grid: Real) -> tuple[Real, Real]:
        """Logarithms by set and number unseen, and of what all graphs have in common."""
        from scipy.special import gammaln

        total = self.n + grid
        common = self.prior(total) + gammaln(total + 1) - gammaln(grid + 1)
        return np.stack([_marginal(self.table, grid, one, self.delta) for one in self.sets]), common

    def rough(self, first: int, end: int) -> tuple[Real, Real]:
        """Every graph's logarithm on a grid of half square roots, and the grid.

        The unseen spread at least as a Poisson count does, so no peak falls between its points.
        """
        roots = np.arange(int(2 * np.sqrt(first)), 2 * np.sqrt(end) + 1) / 2
        grid = np.unique(np.clip(np.round(roots**2), first, end))
        width = np.gradient(grid) if len(grid) > 1 else np.ones(1)
        marginals, common = self.factors(grid)
        return self.use @ marginals + common + np.log(width), grid

    def end(self, first: int) -> int:
        """Where the default grid ends."""
        largest = max(_LARGEST, int(10 * self.n), first)
        level, grid = self.rough(first, largest)
        mass = np.exp(level - level.max()).sum(axis=0)
        end = int(10 * self.n)
        while end < largest and mass[grid > end].sum() > _BEYOND * mass.sum():
            end *= 2
        return max(min(end, largest), first)

    def over(self, grid: NDArray[np.int64], tail: float) -> Average:
        """The posterior on a grid."""
        total = self.n + grid
        marginals, common = self.factors(grid.astype(np.float64))
        peak = self.rough(int(grid[0]), int(grid[-1]))[0].max()
        size, means, mass = np.empty(len(self.use)), np.empty(len(self.use)), np.zeros(len(grid))
        step = max(1, _CELLS_AT_ONCE // len(grid))
        for at in range(0, len(self.use), step):
            some = slice(at, at + step)
            part = np.exp(self.use[some] @ marginals + common - peak)
            size[some], means[some] = part.sum(axis=1), part @ total
            mass += part.sum(axis=0)
        best = np.argsort(-size, kind="stable")
        posterior = mass / mass.sum()
        lower, median, upper = total[np.searchsorted(np.cumsum(posterior), [tail, 0.5, 1 - tail])]
        return Average(
            unseen=grid,
            posterior=posterior,
            graphs=tuple(self.graphs[one] for one in best),
            weight=size[best] / size.sum(),
            # So improbable that its own weight underflows: it has no figure.
            graph_mean=np.divide(means, size, out=np.full(len(size), np.nan), where=size > 0)[best],
            mean=float(posterior @ total),
            median=float(median),
            mode=float(total[posterior.argmax()]),
            lower=float(lower),
            upper=float(upper),
            tail=float(posterior[-max(1, len(grid) // 100) :].sum()),
        )


def _uses(graphs: tuple[Graph, ...]) -> tuple[list[Lists], Real]:
    """Every set that is a clique or separator, and how often each graph multiplies by it."""
    everything = {one for graph in graphs for one in (*graph.cliques, *graph.separators) if one}
    sets = list(_by_size(list(everything)))
    column = {one: at for at, one in enumerate(sets)}
    use = np.zeros((len(graphs), len(sets)))
    for row, graph in enumerate(graphs):
        for clique in graph.cliques:
            use[row, column[clique]] += 1
        for separator in graph.separators:
            if separator:  # the table of no list says nothing
                use[row, column[separator]] -= 1
    return sets, use


def _marginal(table: Real, grid: Real, of: Lists, delta: float) -> Real:
    """Logarithm of a marginal table's Dirichlet-multinomial probability, by the unseen."""
    from scipy.special import gammaln

    lists = lists_of(table)
    others = tuple(one for one in range(lists) if one not in of)
    seen = table.reshape((2,) * lists).sum(axis=others).ravel()
    each = delta * 2 ** len(others)
    total = delta * len(table)
    fixed = (gammaln(each + seen[1:]) - gammaln(each)).sum()
    moving = gammaln(each + seen[0] + grid) - gammaln(each)
    return fixed + moving + gammaln(total) - gammaln(total + table.sum() + grid)
