"""Arrays that nobody can change, and what stands in them where there is no value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = [
    "Array",
    "Compared",
    "copied",
    "erased",
    "masked",
    "read_only",
    "real",
    "sealed",
    "whole",
]

Array = NDArray[Any]

_OPEN = np.empty(0).flags


def read_only(values: Any, dtype: Any = None) -> Array:
    """The values as an array that nobody can change: a copy, unless they are that already.

    Examples
    --------
    >>> values = read_only([1, 2])
    >>> values[0] = 5
    Traceback (most recent call last):
        ...
    ValueError: assignment destination is read-only
    """
    if (
        isinstance(values, np.ndarray)
        and values.ndim == 1
        and not values.flags.writeable
        and (values.base is None or not getattr(values.base, "flags", _OPEN).writeable)
        and dtype in (None, values.dtype)
    ):
        return values
    array = np.array(values, dtype)
    if array.ndim != 1:
        array = array.reshape(-1)
    array.flags.writeable = False
    return array


def sealed(array: Array) -> Array:
    """The array itself, which nobody can change from now on, so that `read_only` needn't copy it.

    For what a metric has just made and hands over to its result.

    Examples
    --------
    >>> values = sealed(np.array([1, 2]))
    >>> read_only(values) is values
    True
    """
    array.flags.writeable = False
    return array


class _Column(np.ndarray):
    """A figure in each cell; of one cell it is a number to `float` and `int` too."""

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        # What is made of it is numpy's own.
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain

    def _one(self) -> Any:
        if self.size != 1:
            raise DataError(f"this is {self.size} cells, not one figure; narrow it with select()")
        return self.item()

    def __float__(self) -> float:
        return float(self._one())

    def __int__(self) -> int:
        return int(self._one())

    def __format__(self, spec: str) -> str:
        return format(self._one(), spec) if spec else str(self)

    def __repr__(self) -> str:
        return repr(np.asarray(self))


def counted(values: Any) -> Array:
    """A read-only copy of numbers, whole or not."""
    return read_only(values).view(_Column)


def real(values: Any) -> Array:
    """A read-only copy as float64."""
    return read_only(values, np.float64).view(_Column)


def whole(values: Any) -> Array:
    """A read-only copy as int64."""
    return read_only(values, np.int64).view(_Column)


def copied(record: Any) -> tuple[Any, ...]:
    """What `__reduce__` of a record with arrays gives: a copy is made anew, as read-only as it.

    Examples
    --------
    >>> import copy
    >>> from vnr import metrics
    >>> share = metrics.proportion([1, 2], 4)
    >>> copy.deepcopy(share).value.flags.writeable
    False
    """
    fields = {field.alias: getattr(record, field.name) for field in attrs.fields(type(record))}
    plain = {
        name: dict(value) if isinstance(value, MappingProxyType) else value
        for name, value in fields.items()
    }
    return _made, (type(record), plain)


class Compared:
    """A record with arrays, which is another's equal if all that both hold is; and can be copied.

    Examples
    --------
    >>> import attrs
    >>> @attrs.frozen(eq=False)
    ... class Row(Compared):
    ...     values: Any
    >>> Row(read_only([1, 2])) == Row(read_only([1, 2])), Row(read_only([1])) == Row(read_only([2]))
    (True, False)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        cls: Any = type(self)
        return all(
            _same(getattr(self, field.name), getattr(other, field.name))
            for field in attrs.fields(cls)
            if field.name != "provenance"  # where it came from is no part of what it is
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_same(one[name], other[name]) for name in one)
    if not isinstance(one, np.ndarray):
        return bool(one == other)
    return one.dtype.kind == other.dtype.kind and np.array_equal(
        one, other, equal_nan=one.dtype.kind in "fM"
    )


def _made(cls: type, fields: dict[str, Any]) -> Any:
    return cls(**fields)


def erased(array: Array, there: NDArray[np.bool_]) -> Array:
    """The array with nan, 0 or an empty text where nothing is there to show."""
    if there.all():
        return array
    kept = array.copy()
    kept[~there] = {"f": np.nan, "O": ""}.get(array.dtype.kind, np.zeros(1, array.dtype)[0])
    return read_only(kept).view(type(array))


def masked(array: Array, there: NDArray[np.bool_]) -> Any:
    """The array with null where there is no value, or an undefined one."""
    if array.dtype.kind == "f":
        return np.ma.MaskedArray(array, ~there | np.isnan(array))
    if array.dtype.kind in "iu":
        return np.ma.MaskedArray(array.astype(np.int64), ~there)
    if there.all():
        return array
    words = array.astype(object)
    words[~there] = None
    return words
