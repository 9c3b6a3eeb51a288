"""Bare numbers and labels out of whatever somebody keeps them in."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.frames import Unusable, distinct, is_series, plain

__all__ = ["column", "labels_of", "numbers"]

Real = NDArray[np.float64]

_LARGEST: Final = 2.0**53
"""Beyond it whole numbers can't be told apart."""
_SMALLEST: Final = 1e-30
"""What is nearer to 0 is a figure of nothing, and its square no number."""


_FAR: Final = 10**300


def numbers(figures: Any, name: str) -> Real:
    """Bare numbers as float64; nan where one is missing.

    Parameters
    ----------
    figures : object
        A number, or several in an array, a list or a series of any library, of any shape.
    name : str
        The argument, for messages.

    Raises
    ------
    DataError
        If they are none, or too large or small to count with.

    Examples
    --------
    >>> numbers([3, None], "events")
    array([ 3., nan])
    """
    array = _array(figures)
    real = None if array is None else _real(array)
    if array is None or real is None:
        raise DataError(f"{name} must be numbers; convert it before")
    if _too_large(real) or (array.dtype.kind not in "iu" and _too_near(real)):
        raise DataError(
            f"{name} holds a number beyond 2^53, or nearer to 0 than {_SMALLEST:g}; look at its unit"
        )
    return real


def _too_large(real: Real) -> bool:
    if real.min(initial=0) >= -_LARGEST and real.max(initial=0) <= _LARGEST:
        return False
    size = np.abs(real)  # with what is missing, or without end, one by one
    return bool(((size > _LARGEST) & np.isfinite(size)).any())


def _too_near(real: Real) -> bool:
    near = np.abs(real) < _SMALLEST
    return bool(near.any() and (real[near] != 0).any())


def _array(data: Any) -> NDArray[Any] | None:
    """The data as an array, of objects where some is missing; None if none holds it."""
    try:
        if np.ma.isMaskedArray(data):
            return np.array(np.ma.asarray(data).tolist(), object)
        if isinstance(data, (list, tuple)) and any(cell is np.ma.masked for cell in data):
            return None
        array = np.asarray(data)
        quick = not is_series(data) or array.dtype.kind in "biufM"
        return array if quick else np.array([*distinct(data).listed(), None], object)[:-1]
    except Exception:  # noqa: BLE001 - lists of unequal lists, and what else no array holds
        return None


def _real(array: NDArray[Any]) -> Real | None:
    """The figures as a new array of float64; None if some is no number."""
    if array.dtype.kind in "iuf":
        return array.astype(np.float64)
    cells = [plain(cell) for cell in array.astype(object).reshape(-1)]
    # A whole number that is too long to have a text is only too large.
    cells = [_FAR if cell == Unusable("int") else cell for cell in cells]
    if not all(cell is None or isinstance(cell, (int, float)) for cell in cells):
        return None
    return np.array([np.nan if cell is None else _near(cell) for cell in cells]).reshape(
        array.shape
    )


def _near(number: float) -> float:
    """A number of hundreds of digits as one that is too large as well."""
    return float(max(min(number, _FAR), -_FAR)) if isinstance(number, int) else number


def column(data: Any, name: str) -> NDArray[Any]:
    """Numbers, truth values, days or labels of rows as an array of no objects.

    Parameters
    ----------
    data : object
        A number or label, or several in an array, a list or a series of any library.
    name : str
        The argument, for messages.

    Raises
    ------
    DataError
        If one is missing where they aren't numbers, or is none of these.

    Examples
    --------
    >>> column(["woman", "man"], "sex"), column([1.5, None], "age")
    (array(['woman', 'man'], dtype='<U5'), array([1.5, nan]))
    """
    array = _array(data)
    if array is not None and array.dtype.kind in "biufUM":
        return array
    if array is None or array.dtype.kind not in "OSV":
        raise DataError(f"{name} must be a row of numbers or labels; convert it before")
    cells = [plain(cell) for cell in array.astype(object).reshape(-1)]
    if all(cell is None or isinstance(cell, (int, float)) for cell in cells):
        flags = all(isinstance(cell, bool) for cell in cells)
        real = np.array([np.nan if cell is None else _near(cell) for cell in cells])
        whole = not flags and (np.abs(real) < _LARGEST).all() and (real == np.floor(real)).all()
        kept = real.astype(np.int64) if whole else real
        return (kept.astype(bool) if flags else kept).reshape(array.shape)
    if not all(isinstance(cell, (str, int, float, date)) for cell in cells):
        raise DataError(f"{name} has rows without a label; give them one, such as 'unknown'")
    return np.array([str(cell) for cell in cells], np.str_).reshape(array.shape)


def labels_of(labels: list[Any], name: str) -> NDArray[Any]:
    """Labels as an array of numbers or of text.

    Raises
    ------
    DataError
        If one is missing, or can't be a label.
    """
    read = [plain(label) for label in labels]
    if any(isinstance(label, tuple) for label in read):
        raise DataError(f"{name} has labels of several parts; give a series or Counts with strata")
    if any(label is None for label in read):
        raise DataError(f"{name} has a number without a label; give it one, or leave it out")
    for kind, dtype in ((bool, bool), (int, np.int64), (float, np.float64), (str, np.str_)):
        if all(type(label) is kind for label in read) and read:
            if kind is int and max(map(abs, read)) >= 2**63:
                break
            return np.array(read, dtype)
    if not all(isinstance(label, (str, int, float, date)) for label in read):
        raise DataError(f"{name} has a label that is neither text, number nor day")
    return np.array([str(label) for label in read], np.str_)
