"""Age groups by which population is published."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

__all__ = ["AGES", "COUNTY_AGES", "age_labels"]

AGES: Final = (0, 18, 30, 40, 50, 60, 70, 80, 90)
"""The lowest age of each group of `population` by municipality; those below 18 are in one."""
COUNTY_AGES: Final = (0, 18, *range(20, 101, 5))
"""The same by county."""


def age_labels(lowest: Sequence[int]) -> tuple[str, ...]:
    """Labels of age groups (åldersgrupper) by the lowest age of each.

    Parameters
    ----------
    lowest : sequence of int
        Rising; the last group has no end.

    Examples
    --------
    >>> age_labels((0, 18, 65))
    ('0-17', '18-64', '65+')
    """
    return (*(f"{one}-{other - 1}" for one, other in pairwise(lowest)), f"{lowest[-1]}+")
