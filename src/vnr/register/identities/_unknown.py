"""Records whose key nobody knows: what stands in its place, so that they are never joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.model import is_placeholder
from vnr.register.columns import Keys, encode
from vnr.register.identities._numerals import Letters, lengths_of, letters_of

__all__ = ["is_unknown", "stand_ins", "texts", "without_placeholders"]

# No identifier holds it, so that none is taken for what stands in.
_MARK: Final = "\0"


_SHORTEST_DAY: Final = 8
"""Digits of a day, which is the shortest of what is told by how it begins or ends."""
_CHUNK: Final = 1 << 15
_BEFORE_ZEROS: Final = np.zeros(256, bool)
_BEFORE_ZEROS[list(b"0fF :")] = True
"""Three zeros stand for a serial, two behind the letters of a temporary number or for a minute."""
_HEADS: Final = np.frombuffer(
    b"".join(
        (
            b"1900",
            b"1800",
            b"1899",
            b"1753",
            b"2999",
            b"9999",
            b"0001",
            b"0123",
            b"1111",
            b"1912",
            b"1212",
            b"1234",
        )
    ),
    np.uint32,
)


def stand_ins(keys: Mapping[str, Keys], name: str) -> Keys:
    """The keys of one name, where they are missing told by the others of the row.

    Parameters
    ----------
    keys : mapping of a key's name to `Keys`
        The keys of the same rows.
    name : str
        Which of them may be unknown: every combination of the others is one of its own.

    Examples
    --------
    >>> from vnr.register import Keys
    >>> keys = {"municipality": Keys.of(["0484", "0484"]), "person_id": Keys.of(["a", None])}
    >>> stand_ins(keys, "person_id").codes
    array([0, 1], dtype=int32)
    """
    mine = keys[name]
    others = [keys[other] for other in keys if other != name]
    rows = mine.codes < 0
    for other in others:
        rows = rows & (other.codes >= 0)
    if not rows.any():
        return mine
    pairs = np.stack([other.codes[rows] for other in others])
    distinct, place = np.unique(pairs, axis=1, return_inverse=True)
    told = [
        _MARK
        + ":".join(other.values[code].decode() for other, code in zip(others, codes, strict=True))
        for codes in distinct.T.tolist()
    ]
    codes = mine.codes.copy()
    codes[rows] = mine.values.size + place.reshape(-1)
    return Keys(np.concatenate([mine.values, encode(told)]), codes)


def is_unknown(values: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """Which identifiers only stand in for one that nobody knows."""
    letters = np.ascontiguousarray(values).view(np.uint8)
    return letters.reshape(values.size, values.dtype.itemsize)[:, 0] == 0


def texts(values: NDArray[np.bytes_]) -> list[str | None]:
    """Identifiers as texts; None for one that nobody knows.

    Examples
    --------
    >>> texts(np.array([b"a1", b""]))
    ['a1', '']
    """
    mark = _MARK.encode()
    return [None if value[:1] == mark else value.decode() for value in values.tolist()]


def without_placeholders(keys: Keys) -> Keys:
    """The keys, missing where a placeholder (protected, unknown …) stands for them.

    Examples
    --------
    >>> without_placeholders(Keys.of(["a1", "okänd"])).codes
    array([ 0, -1], dtype=int32)
    """
    unknown: list[int] = []
    for start in range(0, keys.values.size, _CHUNK):
        doubtful = np.flatnonzero(_looks_like_none(letters_of(keys.values[start : start + _CHUNK])))
        unknown += [
            place
            for place in (doubtful + start).tolist()
            if is_placeholder(keys.values[place].decode())
        ]
    if not unknown:
        return keys
    places = np.arange(keys.values.size + 1, dtype=np.int32)
    # The last place answers for what is missing already.
    places[[*unknown, -1]] = -1
    return Keys(keys.values, places[keys.codes])


def _looks_like_none(letters: Letters) -> NDArray[np.bool_]:
    """Values that may be placeholders, of which few need be read.

    They begin with a sign or letters, hold no digit from 1 to 8 or no two that differ, end with
    zeros or with signs that stand for digits, or begin as the days and numbers do that systems
    fill in.
    """
    first = letters[0]
    numbers = letters - np.uint8(48) < 10
    doubtful = ~numbers[:4].any(axis=0) | (first < 48)
    doubtful |= ~(letters - np.uint8(49) < 8).any(axis=0)
    # Ten that are alike have their first two so.
    doubtful |= ((letters == first) | ~numbers).all(axis=0)
    if len(letters) >= _SHORTEST_DAY:
        behind = letters[6:]
        doubtful |= ((behind | 32) == ord("x")).any(axis=0)
        doubtful |= ((behind == ord("?")) | (behind == ord("*"))).any(axis=0)
        last = lengths_of(letters) - 1
        rows = np.arange(first.size)
        ends = [letters[np.maximum(last - back, 0), rows] for back in range(3)]
        doubtful |= (ends[0] == ord("0")) & (ends[1] == ord("0")) & _BEFORE_ZEROS[ends[2]]
        heads = np.ascontiguousarray(letters[:4].T).view(np.uint32).reshape(-1)
        for head in _HEADS:
            doubtful |= heads == head
    return np.asarray(doubtful)
