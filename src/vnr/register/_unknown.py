"""Records whose key nobody knows: what stands in its place, so that they are never joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.model import is_placeholder
from vnr.register._keys import Keys, encode

__all__ = ["is_unknown", "stand_ins", "texts", "without_placeholders"]

# No identifier holds it, so that none is taken for what stands in.
_MARK: Final = "\0"


def stand_ins(keys: Mapping[str, Keys], name: str) -> Keys:
    """The keys of one name, where they are missing told by the others of the row.

    Parameters
    ----------
    keys : mapping of a key's name to `Keys`
        The keys of the same rows.
    name : str
        Which of them may be unknown: every combination of the others is one of its own.
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
    """Identifiers as texts; None for one that nobody knows."""
    mark = _MARK.encode()
    return [None if value[:1] == mark else value.decode() for value in values.tolist()]


def without_placeholders(keys: Keys) -> Keys:
    """The keys, missing where a placeholder (protected, unknown …) stands for them."""
    doubtful = np.flatnonzero(_looks_like_none(keys.values))
    unknown = [place for place in doubtful.tolist() if is_placeholder(keys.values[place].decode())]
    if not unknown:
        return keys
    places = np.arange(keys.values.size + 1, dtype=np.int32)
    # The last place answers for what is missing already.
    places[[*unknown, -1]] = -1
    return Keys(keys.values, places[keys.codes])


def _looks_like_none(values: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """Values that begin with a sign or letters, or hold no digit from 1 to 8: few need be read."""
    letters = np.ascontiguousarray(values).view(np.uint8)
    letters = letters.reshape(values.size, values.dtype.itemsize)
    starts = letters[:, :4] - np.uint8(48) < 10
    numbers = letters - np.uint8(49) < 8
    return np.asarray(~starts.any(axis=1) | ~numbers.any(axis=1) | (letters[:, 0] < 48))
