"""Going round the relations until no number can be told more closely: exact where they form a tree."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor
from typing import Final

import attrs

__all__ = ["ENDLESS", "ContradictionError", "Tie", "behind", "narrowed"]

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
    ties: Sequence[Tie],
    low: Sequence[float],
    high: Sequence[float],
    *,
    rounds: int = 50,
    why: dict[tuple[int, int], int] | None = None,
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
    why : dict, optional
        Where it is put by which relation each end was found: of figure and 0 or 1.

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
    why = {} if why is None else why
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
                raise ContradictionError(behind(ties, why, [(place, 0), (place, 1)]))
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


def behind(
    ties: Sequence[Tie], why: Mapping[tuple[int, int], int], ends: Iterable[tuple[int, int]]
) -> frozenset[int]:
    """The relations by which some ends were found, back to what is known.

    Parameters
    ----------
    ties : sequence of Tie
        The relations.
    why : mapping of (figure, 0 or 1) to int
        By which of them each end was found, as `narrowed` tells.
    ends : iterable of (figure, 0 or 1)
        Which are asked about.
    """
    used, asked, waiting = set(), set(), list(ends)
    while waiting:
        end = waiting.pop()
        if end in asked or end not in why:
            continue
        asked.add(end)
        place, side = end
        tie = ties[why[end]]
        used.add(tie.number)
        mine = tie.signs[tie.places.index(place)]
        # An end comes of the others' other ends where they are added alike, and of the same if not.
        up = (mine > 0) == bool(side)
        waiting += [
            (other, int((sign < 0) == up))
            for other, sign in zip(tie.places, tie.signs, strict=True)
            if other != place
        ]
    return frozenset(used)
