"""Order in time of what belongs to one owner, with ties by where and by which case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.register import run_starts

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["chronological", "least_case"]

Days = NDArray[np.int32]
Rows = NDArray[np.integer]
Whole = NDArray[np.int64]

_BITS = 63


def chronological(
    register: Register,
    owner: Rows,
    day: Days,
    case: Rows,
    *,
    ties: Callable[[Rows], NDArray[np.integer]] | None = None,
) -> tuple[Rows, Rows, Days]:
    """The order by owner and day; ties by `ties`, municipality and case id, as texts are sorted.

    Parameters
    ----------
    register : Register
        Whose cases.
    owner, day : array, shape ``(rows,)``
        Whole numbers from 0, and days, none of them without end.
    case : array of int, shape ``(rows,)``
        Row of the case of each.
    ties : function, optional
        From some of the rows to what they go by before their case where they tie.

    Returns
    -------
    order, owner, day
        The order, and owners and days in it.

    Notes
    -----
    Owner, day and row are packed into one number that is sorted by itself, which is several times
    quicker than a sort by several keys; only ties are looked at again.

    Examples
    --------
    >>> import numpy as np
    >>> case = np.array([0, 1, 2])
    >>> order, owner, day = chronological(gotland, np.array([1, 0, 1]), np.array([9, 5, 3]), case)
    >>> order.tolist(), owner.tolist(), day.tolist()
    ([1, 2, 0], [0, 1, 1], [5, 3, 9])
    """
    size = owner.size
    if not size:
        return np.empty(0, np.int32), owner, day
    earliest = int(day.min())
    rows, days = (int(top).bit_length() for top in (size - 1, int(day.max()) - earliest))
    if rows + days + int(owner.max()).bit_length() <= _BITS:
        # In one place all the way, since this is the most that a count of episodes takes.
        key = owner.astype(np.int64)
        key <<= days
        key += day
        key -= earliest
        key <<= rows
        key |= np.arange(size, dtype=np.int32)
        if (key[1:] < key[:-1]).any():
            key.sort()
        order = _low(key, rows)
        key >>= rows
        same = key[1:] == key[:-1]
        day = _low(key, days)
        day += np.int32(earliest)
        key >>= days
        whose: Rows = key.astype(owner.dtype)
    else:
        order = np.lexsort((day, owner)).astype(np.int32)
        whose, day = owner[order], day[order]
        same = (whose[1:] == whose[:-1]) & (day[1:] == day[:-1])
    if same.any():
        tied = np.zeros(order.size, bool)
        tied[1:] = same
        tied[:-1] |= same
        places = np.flatnonzero(tied)
        run = np.cumsum(np.append(True, ~same)[places])
        among = order[places]
        keys = [*_names(register, case[among]), *(() if ties is None else (ties(among),)), run]
        order[places] = among[np.lexsort(keys)]
    return order, whose, day


def _low(key: Whole, bits: int) -> NDArray[np.int32]:
    """The lowest bits of keys, at most 31 of them."""
    low = np.empty(key.size, np.int32)
    np.bitwise_and(key, (1 << bits) - 1, out=low, casting="unsafe")
    return low


def least_case(register: Register, run: Rows, case: Rows) -> Rows:
    """Of each run of equal numbers the place of the least case: by municipality, then case id.

    Examples
    --------
    >>> import numpy as np
    >>> least_case(gotland, np.array([0, 0, 1]), np.array([2, 1, 0]))
    array([1, 2])
    """
    begins = run_starts(run)
    place = np.flatnonzero(begins)
    shared = ~begins | np.append(~begins[1:], False)
    if shared.any():
        among = np.flatnonzero(shared)
        order = among[np.lexsort([*_names(register, case[among]), run[among]])]
        first = order[run_starts(run[order])]
        place[np.searchsorted(run[place], run[first])] = first
    return place


def _names(register: Register, case: Rows) -> list[NDArray[np.integer]]:
    """What tells cases apart as texts are sorted, the last first: case id, and municipality."""
    cases = register.table("cases")
    ids = register.keys("case_id")[cases["case_id"][case]]
    return [np.unique(ids, return_inverse=True)[1], cases["municipality"][case]]
