"""The ways in which a component is attacked, and the turns in which the least is looked for."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from vnr.disclosure import _suppress
from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack import _programs, _relaxed, _seen
from vnr.disclosure.attack._attack import Finding, attacked
from vnr.disclosure.attack._system import System
from vnr.disclosure.rules._rule import Rule

# Two rows whose totals are hidden and at most 20 and 15, and two columns that add up to 11.
OPEN = System.of(
    [3, 9, 8, 2, 11, 11, 12, 20, 10, 15],
    [(4, (0, 2)), (5, (1, 3)), (6, (0, 1)), (8, (2, 3))],
    [(6, (7,)), (8, (9,))],
)
OPEN_HIDDEN = np.isin(np.arange(10), [0, 1, 2, 3, 6, 8])


def cube(cells: list[int]) -> System:
    """Two by two by two, with the sums along each axis: no network."""
    place = np.arange(8).reshape(2, 2, 2)
    parts = [place.take(k, axis).ravel() for axis in range(3) for k in range(2)]
    lines = [line for axis in range(3) for line in np.moveaxis(place, axis, 2).reshape(-1, 2)]
    sums = [(8 + at, line.tolist()) for at, line in enumerate([*lines, *parts])]
    return System.of([*cells, *(sum(cells[i] for i in part) for _, part in sums)], sums)


HIDDEN = "111010110011001011101011101110010101101111001101"


def block(cells: np.ndarray) -> System:
    """Counts by three with all their totals, each a sum along one axis."""
    labels = [[*((i,) for i in range(size)), tuple(range(size))] for size in cells.shape]
    place = {key: at for at, key in enumerate(itertools.product(*labels))}
    sums = [
        (at, [place[(*key[:axis], (i,), *key[axis + 1 :])] for i in key[axis]])
        for key, at in place.items()
        for axis in range(3)
        if len(key[axis]) > 1
    ]
    return System.of([int(cells[np.ix_(*key)].sum()) for key in place], sums)


def test_open_relations() -> None:
    """What an inequality leaves open flows too: 3 + 8 are 11, so that the 3 is from 1 to 10."""
    rule = Rule(threshold=5, insider=0, width=50)
    found = attacked(OPEN, OPEN_HIDDEN, rule, least=1, truth=True)

    assert next(found) == Finding(0, 1, 10, 10)


def test_one_who_knows_of_one() -> None:
    """From 0 to 11 are twelve numbers; who knows that it isn't 0 has eleven."""
    for rule, told in ((Rule(threshold=5, width=10), True), (Rule(threshold=5, width=9), False)):
        first = next(attacked(OPEN, OPEN_HIDDEN, rule, least=0, truth=True))

        assert first.tells(rule) is told
        assert first.knowing == (0 if told else -1)


def test_nobody_knows_of_a_zero() -> None:
    """Where a row is empty, nobody can know that one of it isn't 0: what is left is what they know."""
    system = System.of(
        [0, 0, 9, 8, 0, 17, 9, 8], [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3))]
    )
    rule = Rule(threshold=5)
    found = [*attacked(system, np.arange(8) < 4, rule, least=0, truth=False)]

    assert [(one.low, one.high) for one in found] == [(0, 0), (0, 0), (9, 9), (8, 8)]
    assert not any(one.tells(rule) for one in found)


@pytest.mark.parametrize("turns", [0, 1, 6])
def test_same_without_looking_beforehand(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often one looks for solutions beforehand, as many numbers are found possible."""
    monkeypatch.setattr(_programs, "_ROUNDS", turns)
    system = cube([3, 9, 8, 9, 8, 5, 6, 20])
    rule = Rule(threshold=5, insider=0, width=3)
    found = attacked(system, np.arange(system.values.size) < 8, rule, least=1, truth=True)

    assert [one.possible for one in found] == [4] * 8


def test_of_each_and_not_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can know of several at once, as much is found as by trying each alone."""
    cells = np.array(
        [[[1, 2, 2], [1, 0, 0], [0, 0, 1]], [[2, 2, 0], [1, 2, 2], [1, 2, 0]]]
    )  # fmt: skip
    system = block(cells)
    hidden = np.array([int(one) for one in HIDDEN]) == 1
    rule = Rule(threshold=2, width=1)

    def found() -> list[tuple[int, bool]]:
        every = attacked(system, hidden, rule, least=0, truth=False)
        return [(one.place, one.tells(rule)) for one in every]

    together = found()
    monkeypatch.setattr(
        _programs.Programs,
        "suspects",
        lambda _, __, ___, ____, known: iter(np.flatnonzero(known).tolist()),
    )

    assert len(together) == hidden.sum()
    assert together == found()
    assert {told for _, told in together} == {False, True}


def test_without_fractions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where programs of fractions say nothing, whole numbers do: more is hidden, and as safe."""
    system = cube([3, 9, 8, 9, 8, 5, 6, 20])
    weight = np.array([at % 7 + 1.0 for at in range(system.values.size)])
    rule = Rule(threshold=5, insider=0, width=3)
    least = suppressed(system, weight, rule)
    monkeypatch.setattr(_relaxed, "linprog", lambda *_, **__: SimpleNamespace(status=4))
    again = suppressed(system, weight, rule, seconds=0)
    found = [*attacked(system, again.hidden, rule, least=1, truth=False)]

    assert least.is_least
    assert again.weight >= least.weight
    assert {one.proved for one in found} == {True}
    assert not any(one.tells(rule) for one in found)


def test_numbers_that_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program calls a solution proves nothing, unless every relation says so too."""
    system = cube([3, 9, 8, 9, 8, 5, 6, 20])
    monkeypatch.setattr(_seen.Seen, "keep", lambda *_: False)
    found = attacked(system, np.arange(26) < 8, Rule(), least=1, truth=False)

    assert {one.proved for one in found} == {False}


@pytest.mark.parametrize(("most", "fits"), [(3, False), (4, True)])
def test_a_third_must_fit(most: int, fits: bool) -> None:
    """Where two others lead is kept only if what they add up to at most is kept to there too."""
    seen = _seen.Seen(csr_array([[1, 1]]), np.array([float(most)]), 0, np.array([9.0, 9.0]))
    assert seen.keep(np.array([[0, 0], [1, 1]]))
    assert seen.third(0, 2, np.array([0, 0])) is fits
    assert seen.numbers.tolist() == [[0, 0], [1, 1], *([[2, 2]] if fits else [])]


class TestTurns:
    """A pattern near the least first, then the least."""

    system = OPEN
    weight = np.array([1, 3, 9, 2, 9, 9, 5, 9, 5, 9.0])

    rule = Rule(threshold=5, insider=0, width=3)

    def hasty(self, monkeypatch: pytest.MonkeyPatch, later: Any) -> None:
        """Let the first programs hide all, and the later ones be solved otherwise."""

        def program(search: Any, seconds: float, gap: float) -> Any:
            if gap:
                return SimpleNamespace(x=np.ones(10), status=0, mip_dual_bound=0.0)
            return later(search, seconds, gap)

        monkeypatch.setattr(_suppress._Search, "_program", program)

    def test_least_at_last(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever is enough at first, the least is found."""
        least = suppressed(self.system, self.weight, self.rule)
        self.hasty(monkeypatch, _suppress._Search._program)
        again = suppressed(self.system, self.weight, self.rule)

        assert least.is_least
        assert again.is_least
        assert again.weight == pytest.approx(least.weight)

    def test_kept_when_time_is_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the least isn't found, what was sound before is kept, and isn't proven least."""
        nothing = SimpleNamespace(x=None, status=2, mip_dual_bound=None)
        self.hasty(monkeypatch, lambda *_: nothing)
        chosen = suppressed(self.system, self.weight, self.rule)

        assert chosen.hidden.all()
        assert not chosen.is_least
