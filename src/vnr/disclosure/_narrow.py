"""Going round the relations until no number can be told more closely: exact where they form a tree."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Final

import attrs

__all__ = ["ENDLESS", "ContradictionError", "Tie", "narrowed"]

ENDLESS: Final = 1e12
"""What stands for a number without end."""


@attrs.frozen
class Tie:
    """One relation between hidden figures: what they add up to, or to at most.

    Attributes
    ----------
    number
        Which relation of the system it is: the equations first.
    places
        The figures.
    signs
        1 where one is added, -1 where it is taken off.
    right
        What the known figures leave.
    equal
        Whether the sum is that, or at most that.
    """

    number: int
    places: Sequence[int]
    signs: Sequence[float]
    right: float
    equal: bool


class ContradictionError(Exception):
    """No numbers fit; `numbers` are the relations that say so."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(numbers)
        self.numbers = frozenset(numbers)


def narrowed(
    ties: Sequence[Tie], low: Sequence[float], high: Sequence[float], rounds: int = 50
) -> tuple[list[float], list[float]]:
    """The least and the largest that each figure may be, by one relation after the other.

    Parameters
    ----------
    ties : sequence of Tie
        The relations.
    low, high : sequence of float
        What each figure is known to be at least, and at most.
    rounds : int
        How often they are gone round, at most: in a circle numbers may creep for long.

    Raises
    ------
    ContradictionError
        If no numbers fit.

    Examples
    --------
    >>> narrowed([Tie(0, [0, 1], [1, 1], 9, True)], [0, 0], [3, ENDLESS])
    ([0, 6], [3, 9])
    """
    ends = (list(low), list(high))
    if any(least > most for least, most in zip(*ends, strict=True)):
        raise ContradictionError(())
    why: dict[tuple[int, int], int] = {}
    touching: dict[int, list[int]] = {}
    for at, tie in enumerate(ties):
        for place in tie.places:
            touching.setdefault(place, []).append(at)
    waiting, queued = deque(range(len(ties))), [True] * len(ties)
    left = rounds * len(ties)
    while waiting and left:
        at = waiting.popleft()
        queued[at], left = False, left - 1
        for place, side, end in _ends(ties[at], ends):
            ends[side][place] = end
            why[place, side] = at
            if ends[0][place] > ends[1][place]:
                raise ContradictionError(_behind(ties, why, place))
            for other in touching[place]:
                if other != at and not queued[other]:
                    queued[other] = True
                    waiting.append(other)
    return ends


def _ends(tie: Tie, ends: tuple[list[float], list[float]]) -> Iterable[tuple[int, int, float]]:
    """Which ends of its figures a relation moves: the figure, 0 or 1, and the new end."""
    terms = list(zip(tie.places, tie.signs, strict=True))
    least = sum(sign * ends[sign < 0][place] for place, sign in terms)
    most = sum(sign * ends[sign > 0][place] for place, sign in terms)
    moved = []
    for place, sign in terms:
        # What it is at most is what the others' least leaves of the right side; and so round.
        edges = [(sign > 0, tie.right - least + sign * ends[sign < 0][place])]
        if tie.equal:
            edges.append((sign < 0, tie.right - most + sign * ends[sign > 0][place]))
        for side, edge in edges:
            number = floor(edge / sign + 1e-6) if side else ceil(edge / sign - 1e-6)
            nearer = number < ends[1][place] if side else number > ends[0][place]
            if nearer and abs(number) < ENDLESS / 2:
                moved.append((place, int(side), number))
    return moved


def _behind(ties: Sequence[Tie], why: dict[tuple[int, int], int], place: int) -> set[int]:
    """The relations by which a figure's ends were found, back to what is known."""
    used: set[int] = set()
    waiting = [place]
    while waiting:
        one = waiting.pop()
        for at in {why[one, side] for side in (0, 1) if (one, side) in why} - used:
            used.add(at)
            waiting += ties[at].places
    return {ties[at].number for at in used}
