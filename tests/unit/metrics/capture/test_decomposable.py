"""Averaging over decomposable graphs."""

from __future__ import annotations

from itertools import combinations, permutations
from math import exp, lgamma, log
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capture._graphs import Graph, average, decomposable_graphs

Real = NDArray[np.float64]
SPINA = [0, 60, 48, 4, 244, 111, 142, 12]  # Madigan & York 1997, table 1


def edges_of(graph: Graph) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset(pair) for clique in graph.cliques for pair in combinations(sorted(clique), 2)
    )


def has_chordless_cycle(lists: int, edges: frozenset[frozenset[int]]) -> bool:
    """By looking at every cycle of four or more."""
    return any(
        all(frozenset((ring[at - 1], ring[at])) in edges for at in range(size))
        and not any(
            frozenset((ring[a], ring[b])) in edges
            for a, b in combinations(range(size), 2)
            if b - a not in {1, size - 1}
        )
        for size in range(4, lists + 1)
        for ring in permutations(range(lists), size)
    )


class TestGraphs:
    """A graph is decomposable if every cycle of four or more has a chord."""

    @pytest.mark.parametrize(("lists", "number"), [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822)])
    def test_how_many(self, lists: int, number: int) -> None:
        """OEIS A058862, each once."""
        graphs = decomposable_graphs(lists)
        assert len(graphs) == len({edges_of(graph) for graph in graphs}) == number

    def test_against_cycles(self) -> None:
        """Those of four lists are just the ones without a chordless cycle."""
        pairs = [frozenset(pair) for pair in combinations(range(4), 2)]
        every = [
            frozenset(some) for size in range(len(pairs) + 1) for some in combinations(pairs, size)
        ]
        plain = {edges for edges in every if not has_chordless_cycle(4, edges)}
        assert {edges_of(graph) for graph in decomposable_graphs(4)} == plain

    @pytest.mark.parametrize("lists", [2, 3, 4, 5])
    def test_cliques_and_separators(self, lists: int) -> None:
        """Cliques hold no other; sizes add up to the lists, since each is counted once."""
        for graph in decomposable_graphs(lists):
            assert not any(a < b for a in graph.cliques for b in graph.cliques)
            assert len(graph.separators) == len(graph.cliques) - 1
            assert sum(map(len, graph.cliques)) - sum(map(len, graph.separators)) == lists
            assert all(any(s < c for c in graph.cliques) for s in graph.separators)

    def test_too_many_lists(self) -> None:
        """Seven lists have 617 675."""
        with pytest.raises(DataError, match="at most 6"):
            decomposable_graphs(7)


# The eight graphs on three lists: cliques, then separators.
THREE = [
    (["A", "B", "C"], []),
    (["AB", "C"], []),
    (["AC", "B"], []),
    (["BC", "A"], []),
    (["AB", "AC"], ["A"]),
    (["AB", "BC"], ["B"]),
    (["AC", "BC"], ["C"]),
    (["ABC"], []),
]


def slowly(table: list[int], end: int, delta: float, power: float) -> dict[str, float]:
    """Every graph and every number unseen in turn, with the gamma function of the library."""

    def marginal(names: str, cells: list[int]) -> float:
        groups: dict[tuple[int, ...], int] = {}
        for history, count in enumerate(cells):
            key = tuple(history >> (2 - "ABC".index(name)) & 1 for name in names)
            groups[key] = groups.get(key, 0) + count
        each = delta * 8 / len(groups)
        return (
            sum(lgamma(each + count) - lgamma(each) for count in groups.values())
            + lgamma(8 * delta)
            - lgamma(8 * delta + sum(cells))
        )

    n = sum(table[1:])
    level = {}
    for unseen in range(1, end + 1):
        cells = [unseen, *table[1:]]
        ways = lgamma(n + unseen + 1) - lgamma(unseen + 1)
        for at, (cliques, separators) in enumerate(THREE):
            level[at, unseen] = (
                ways
                - power * log(n + unseen)
                + sum(marginal(one, cells) for one in cliques)
                - sum(marginal(one, cells) for one in separators)
            )
    top = max(level.values())
    mass = {key: exp(value - top) for key, value in level.items()}
    whole = sum(mass.values())
    found = {
        "mean": sum(value * (n + unseen) for (_, unseen), value in mass.items()) / whole,
        "first": sum(mass[0, unseen] for unseen in range(1, end + 1)) / whole,
        "chain": sum(mass[5, unseen] for unseen in range(1, end + 1)) / whole,
    }
    for name, level_ in (("lower", 0.025), ("median", 0.5), ("upper", 0.975)):
        so_far = 0.0
        for unseen in range(1, end + 1):
            so_far += sum(mass[at, unseen] for at in range(8)) / whole
            if so_far >= level_:
                found[name] = n + unseen
                break
    return found


class TestAverage:
    """Madigan & York 1997."""

    @pytest.mark.parametrize("table", [[0, 5, 9, 3, 12, 4, 2, 1], [0, 20, 11, 0, 6, 0, 7, 0]])
    @pytest.mark.parametrize(("delta", "power"), [(1 / 8, 1.0), (1.0, 0.0)])
    def test_written_out(self, table: list[int], delta: float, power: float) -> None:
        """Eight graphs, one number unseen at a time."""
        expected = slowly(table, 400, delta, power)
        found = average(
            table,
            delta=delta,
            max_unseen=400,
            prior_n=None if power == 1 else lambda total: -power * np.log(total),
        )
        by_graph = {edges_of(graph): w for graph, w in zip(found.graphs, found.weight, strict=True)}
        assert found.mean == pytest.approx(expected["mean"], rel=1e-9)
        assert [found.lower, found.median, found.upper] == [
            expected[name] for name in ("lower", "median", "upper")
        ]
        assert by_graph[frozenset()] == pytest.approx(expected["first"], rel=1e-9)
        chain = frozenset({frozenset({0, 1}), frozenset({1, 2})})
        assert by_graph[chain] == pytest.approx(expected["chain"], rel=1e-9)

    def test_adds_up(self) -> None:
        """Probabilities of the numbers and of the graphs; the mean is that of the graphs."""
        found = average(SPINA, max_unseen=3000)
        assert found.posterior.sum() == pytest.approx(1)
        assert found.weight.sum() == pytest.approx(1)
        assert (np.diff(found.weight) <= 0).all()
        assert found.weight @ found.graph_mean == pytest.approx(found.mean)
        assert found.unseen[[0, -1]].tolist() == [1, 3000]

    def test_from_nobody(self) -> None:
        """The grid may hold that all are seen; the grid of one point is that point."""
        table = [0, 1, 2, 60]
        assert average(table, min_unseen=0, max_unseen=100).lower == 63
        alone = average(table, min_unseen=4, max_unseen=4)
        assert (alone.mean, alone.lower, alone.upper) == (67, 67, 67)

    def test_where_the_grid_ends(self) -> None:
        """Ten times those observed, or further if it matters."""
        assert average(SPINA).unseen[-1] == 10 * 621
        assert average([0, 9, 8, 1, 12, 1, 2, 0]).unseen[-1] > 10 * 33
        assert average(SPINA, min_unseen=3_000_000).unseen.tolist() == [3_000_000]
        # No overlap: whatever is thought possible is.
        found = average([0, 30, 20, 0])
        assert found.unseen[-1] == 2_000_000
        assert found.upper > 50 * found.median

    def test_an_impossible_graph(self) -> None:
        """A weight below the smallest double has no mean."""
        found = average([0, 10, 10, 10_000, 10, 10_000, 10_000, 10], max_unseen=100)
        assert found.weight[-1] == 0
        assert np.isnan(found.graph_mean[-1])

    @pytest.mark.parametrize(
        ("table", "given", "words"),
        [
            ([0, 5], {}, "two lists"),
            ([7, 0, 0, 0], {}, "somebody"),
            ([0, 5, 6, 2], {"delta": 0}, "delta"),
            ([0, 5, 6, 2], {"max_unseen": 0}, "grid"),
            ([0, 5, 6, 2], {"min_unseen": -1}, "grid"),
        ],
    )
    def test_refusals(self, table: list[int], given: dict[str, Any], words: str) -> None:
        """What can't be averaged over."""
        with pytest.raises(DataError, match=words):
            average(table, **given)
