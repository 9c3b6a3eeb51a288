"""From what a cell or a frame holds to an identifier in its one form, or a refusal."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.frames import letters_and_figures
from vnr.model import is_damaged, normal
from vnr.register.columns._table import stretches

__all__ = ["DamagedError", "alike", "plainly", "spelt"]

_LONG: Final = 255
_DOUBTFUL: Final = tuple(b"iI")
"""How a word that a program writes for what isn't a number may begin."""
_EXACT: Final = 2**53
"""From here on a floating-point number stands for several whole ones."""


class DamagedError(ValueError):
    """Nobody can tell which identifier it was.

    Examples
    --------
    >>> from vnr.register import spelt
    >>> spelt(True)
    Traceback (most recent call last):
        ...
    vnr.register.columns._spelling.DamagedError:
    """


def spelt(value: Any) -> str:
    """An identifier in its one form; nothing is the empty text.

    Parameters
    ----------
    value : object
        A text, or a number that has no decimals.

    Raises
    ------
    DamagedError
        If it was rounded, or made a date or a truth value.

    Examples
    --------
    >>> spelt(" a1b2 "), spelt(17.0), spelt(None)
    ('a1b2', '17', 'None')
    """
    if isinstance(value, str):
        if value.isascii() and value.isalnum() and value[:1] not in "iI" and len(value) <= _LONG:
            # The usual case, and the quick one: there is no sign that could be wrong.
            return value
        text = normal(value)
        if is_damaged(text):
            raise DamagedError
        return text
    if isinstance(value, (bool, np.bool_, date, time, timedelta, np.datetime64)):
        raise DamagedError
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if not abs(number) < _EXACT:
            raise DamagedError
        return str(int(number)) if number.is_integer() else str(value)
    return spelt(str(value))


def plainly(values: list[Any]) -> NDArray[np.bytes_] | None:
    """Different identifiers in their one form, if each is so plain that it is as it stands.

    Parameters
    ----------
    values : list
        What `spelt` takes, without None.

    Examples
    --------
    >>> plainly(["a1", "0b"])
    array([b'a1', b'0b'], dtype='|S2')
    >>> plainly(["a1", "I1"]), plainly(["a1", "å1"]), plainly(["a1", 2])
    (None, None, None)
    """
    whole = letters_and_figures(values)
    if whole is None or "" in values:
        return None
    encoded = np.array(values, np.bytes_)
    if encoded.dtype.itemsize > _LONG:
        return None
    begins = encoded.view(np.uint8)[:: encoded.dtype.itemsize]
    return None if np.isin(begins, _DOUBTFUL).any() else encoded


def alike(values: NDArray[np.bytes_]) -> tuple[NDArray[np.bytes_], NDArray[np.int32]] | None:
    """The identifiers where small and capital letters are one, and the place of each among them.

    Parameters
    ----------
    values : array of bytes, shape ``(distinct,)``
        Different identifiers in UTF-8.

    Returns
    -------
    kept, places
        Of those that are one, the one with the first capitals; None if none are.
    """
    letters = np.ascontiguousarray(values).view(np.uint8)
    small = capital = other = False
    for some in stretches(letters.size):
        small |= bool((letters[some] - np.uint8(97) < 26).any())
        capital |= bool((letters[some] - np.uint8(65) < 26).any())
        other |= bool((letters[some] > 127).any())
    if not ((small and capital) or other):
        return None
    folded = np.char.lower(values)
    rows = np.flatnonzero((letters > 127).reshape(values.size, -1).any(axis=1))
    if rows.size:
        texts = [value.decode().casefold().encode() for value in values[rows].tolist()]
        longest = max(map(len, texts))
        folded = folded.astype(f"S{max(longest, folded.dtype.itemsize)}")
        folded[rows] = texts
    order = np.argsort(values, kind="stable")
    _, first, places = np.unique(folded[order], return_index=True, return_inverse=True)
    if first.size == values.size:
        return None
    unsorted = np.empty(values.size, np.int32)
    unsorted[order] = places
    return values[order][first], unsorted
