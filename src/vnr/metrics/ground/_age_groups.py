"""Age groups as strata: the usual ones, or those of whatever cases are to be laid beside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.data import age_labels
from vnr.errors import DataError
from vnr.frames import listed
from vnr.metrics.ground._axis import Axis
from vnr.metrics.ground._cases import ages
from vnr.metrics.ground._need import Need
from vnr.register import NOT_RECORDED

__all__ = ["AGE_GROUP", "AGE_GROUPS", "age_axis", "age_groups"]

AGE_GROUP: Final = "age_group"
_LOWEST: Final = (0, 18, 30, 50, 65)
AGE_GROUPS: Final = dict(zip(age_labels(_LOWEST), _LOWEST, strict=True))
"""Age groups (åldersgrupper), and the lowest age of each."""


def age_groups(age: NDArray[Any], lowest: Sequence[int] = _LOWEST) -> NDArray[np.int32]:
    """Place of each age among groups with these lowest ages; their number where it is unknown.

    Examples
    --------
    >>> age_groups(np.array([3, 18, 70, -1])).tolist()
    [0, 1, 4, 5]
    """
    place = np.searchsorted(lowest, age, "right") - 1
    return np.where(age < 0, len(lowest), place).astype(np.int32)


def age_axis(own: Any = None) -> Axis:
    """The axis of ages at intake.

    Parameters
    ----------
    own : sequence of int, optional
        The lowest age of each group, such as `vnr.data.AGES`; by default those of `AGE_GROUPS`.

    Raises
    ------
    DataError
        If they aren't whole years that rise from 0: everybody is in a group.
    """
    lowest = _LOWEST if own is None else _rising(own)
    return Axis(
        AGE_GROUP,
        np.array([*age_labels(lowest), NOT_RECORDED]),
        lambda register: age_groups(ages(register), lowest).__getitem__,
        need=Need(any_of=[("persons.birth_year", "cases.age_at_intake")]),
    )


def _rising(own: Any) -> tuple[int, ...]:
    lowest = [int(age) if isinstance(age, np.integer) else age for age in listed(own, AGE_GROUP)]
    whole = all(type(age) is int for age in lowest) and lowest[:1] == [0]
    if not whole or not all(one < other for one, other in pairwise(lowest)):
        raise DataError(
            "age_group takes the lowest age of each group, whole years that rise from 0, as "
            'by={"age_group": (0, 18, 65)} or by={"age_group": vnr.data.AGES}'
        )
    return tuple(lowest)
