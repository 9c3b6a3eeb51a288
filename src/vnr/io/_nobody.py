"""Persons whom nobody knows: no number in the cell, or a word in its place."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.io._alias import cell_words, fold
from vnr.register import Keys

__all__ = ["without_placeholders"]

_LONG: Final = 4
"""A word longer than this is a placeholder with a number after it too: protected 2."""


def without_placeholders(keys: Keys) -> Keys:
    """The persons, missing where a word (protected, unknown …), signs or zeros stand for them."""
    doubtful = np.flatnonzero(_looks_like_none(keys.values))
    nobody = [place for place in doubtful.tolist() if _is_nobody(keys.values[place].decode())]
    if not nobody:
        return keys
    places = np.arange(keys.values.size + 1, dtype=np.int32)
    # The last place answers for what is missing already.
    places[[*nobody, -1]] = -1
    return Keys(keys.values, places[keys.codes])


def _looks_like_none(values: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """Values that begin with letters, or have no number in them: nearly all others needn't be read."""
    letters = np.ascontiguousarray(values).view(np.uint8)
    letters = letters.reshape(values.size, values.dtype.itemsize)
    starts = letters[:, :_LONG] - np.uint8(48) < 10
    numbers = letters - np.uint8(49) < 9
    return np.asarray(~starts.any(axis=1) | ~numbers.any(axis=1))


@cache
def _words() -> frozenset[str]:
    return frozenset(map(fold, cell_words("nobody")))


def _is_nobody(text: str) -> bool:
    folded = fold(text)
    word = folded.rstrip("0123456789")
    if not word:
        return not folded.strip("0")
    return word in _words() and (word == folded or len(word) > _LONG)
