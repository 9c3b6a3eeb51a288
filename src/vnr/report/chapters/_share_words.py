"""A share as words that a person can repeat: *drygt vart tredje*."""

from __future__ import annotations

import math
from typing import Final

import attrs

__all__ = ["ENOUGH", "WIDE", "ShareWords", "share_words"]

_NEAR: Final = 0.03
"""A word is at most so far from the share."""
_JUST: Final = 0.01
"""From here on it is said on which side of the word the share lies."""
WIDE: Final = 0.20
"""An interval that is wider has no word."""
ENOUGH: Final = 20
"""A share of fewer has no word."""
_TINY: Final = 9
"""Decimals at which distances are compared."""
# The share of each word, by how few words it takes.
_SHARES: Final = {
    "half": 1 / 2,
    "third": 1 / 3,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "tenth": 1 / 10,
    "two_of_three": 2 / 3,
    "three_of_four": 3 / 4,
    "three_of_ten": 3 / 10,
    "four_of_ten": 4 / 10,
    "six_of_ten": 6 / 10,
    "seven_of_ten": 7 / 10,
    "eight_of_ten": 8 / 10,
    "nine_of_ten": 9 / 10,
}


@attrs.frozen
class ShareWords:
    """The word that a share is told by.

    Attributes
    ----------
    word
        Its key among the report's words.
    side
        ``above`` or ``below`` if the share is more than a percentage point from the word.
    """

    word: str
    side: str = ""


def share_words(share: float, lower: float, upper: float, n: int) -> ShareWords | None:
    """The word nearest to a share, if it may be told by one.

    It is at most three percentage points away, lies in the interval, the interval is at most
    twenty points wide, and the share is of twenty or more. The fewest words win a tie.

    Parameters
    ----------
    share, lower, upper : float
        The share as a proportion, with its limits; nan where it has none.
    n : int
        What it is of.

    Examples
    --------
    >>> share_words(0.357, 0.330, 0.384, 1231)
    ShareWords(word='third', side='above')
    >>> share_words(23 / 156, float("nan"), float("nan"), 156) is None
    True
    """
    if n < ENOUGH or math.isnan(share):
        return None
    away = {word: round(abs(share - of), _TINY) for word, of in _SHARES.items()}
    word = min(away, key=lambda one: away[one])
    limits = not math.isnan(lower) and not math.isnan(upper)
    if away[word] > _NEAR:
        return None
    if limits and (not lower <= _SHARES[word] <= upper or round(upper - lower, _TINY) > WIDE):
        return None
    side = "" if away[word] <= _JUST else "above" if share > _SHARES[word] else "below"
    return ShareWords(word, side)
