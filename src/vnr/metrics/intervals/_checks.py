"""What every interval and rate asks of its level and its multiplier."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from vnr.errors import DataError, shown

__all__ = ["PER", "check_confidence", "check_per", "check_whole"]

PER: Final = 10_000
"""What a rate is per, unless something else is asked for."""

_LEAST: Final = 1e-30
_MOST: Final = 1e30
"""Beyond these nothing is left of a rate."""


def check_confidence(confidence: Any, name: str = "confidence") -> float:
    """The level as a plain float; refused where it isn't a proportion.

    Examples
    --------
    >>> check_confidence(0.9)
    0.9
    >>> check_confidence(95)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: confidence must lie between 0 and 1, got 95; 95 percent is 0.95
    """
    if not _is_number(confidence) or not 0 < confidence < 1:
        raise DataError(
            f"{name} must lie between 0 and 1, got {shown(confidence)}; 95 percent is 0.95"
        )
    return float(confidence)


def check_per(per: Any, name: str = "per") -> float:
    """The multiplier of a rate as a plain number; refused where it is none above 0.

    Examples
    --------
    >>> check_per(1000)
    1000
    >>> check_per(0)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: per must be a number over 0, got 0
    """
    if not _is_number(per) or not _LEAST < per < _MOST:
        raise DataError(f"{name} must be a number over 0, got {shown(per)}")
    return int(per) if per == int(per) else float(per)


def check_whole(name: str, number: Any, *, least: int, most: float = np.inf) -> int:
    """A whole number as a plain one; refused where it is none, or not between the ends.

    Examples
    --------
    >>> check_whole("resamples", 1000, least=1)
    1000
    >>> check_whole("resamples", 0, least=1)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: resamples must be a whole number from 1, got 0
    """
    if (
        not _is_number(number)
        or number != np.floor(number)
        or not least <= number < np.inf
        or number > most
    ):
        ends = f"{least} to {most}" if most < np.inf else f"{least}"
        raise DataError(f"{name} must be a whole number from {ends}, got {shown(number)}")
    return int(number)


def _is_number(value: Any) -> bool:
    kinds = int | float | np.integer | np.floating
    return isinstance(value, kinds) and not isinstance(value, (bool, np.timedelta64))
