"""Out of arrays a frame of whichever library there is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final, Literal, get_args

import numpy as np

from vnr.errors import UnknownNameError
from vnr.words import lacking

__all__ = ["Backend", "frame"]

Backend = Literal["pandas", "polars", "pyarrow"]
_BACKENDS: Final = get_args(Backend)


def frame(columns: Mapping[str, Any], backend: Backend | None = None) -> Any:
    """Data frame of the columns.

    Parameters
    ----------
    columns : mapping of str to array, shape ``(rows,)``
        Numbers, booleans, ``datetime64[D]`` with NaT, masked arrays for whole numbers with
        nulls, or object arrays of text with None.
    backend : str, optional
        ``pandas``, ``polars`` or ``pyarrow``; by default the first of them that is installed.

    Raises
    ------
    MissingExtraError
        If none, or not the one asked for, is installed.

    Examples
    --------
    >>> import numpy as np
    >>> frame({"kommun": np.array(["Flen", "Trosa"], object), "antal": np.array([5, 3])}, "pandas")
      kommun  antal
    0   Flen      5
    1  Trosa      3
    """
    if backend is not None and backend not in _BACKENDS:
        raise UnknownNameError("backend", backend, _BACKENDS)
    installed = [name for name in _BACKENDS if find_spec(name)]
    if (backend or "") not in ("", *installed) or not installed:
        if backend is not None:
            raise lacking("frame_needs", name=backend, command=f"python -m pip install {backend}")
        raise lacking("frame_any", command="python -m pip install pandas")
    chosen = backend or installed[0]
    if chosen == "pandas":
        import pandas as pd

        return pd.DataFrame({name: _for_pandas(pd, array) for name, array in columns.items()})
    plain = {name: _plain(array) for name, array in columns.items()}
    if chosen == "polars":
        import polars as pl

        return pl.DataFrame(
            [pl.Series(name, *_for_polars(pl, array)) for name, array in plain.items()]
        )
    import pyarrow as pa

    return pa.table({name: pa.array(*_for_arrow(pa, array)) for name, array in plain.items()})


def _plain(array: Any) -> Any:
    """Arrays as they are; masked ones as objects with None."""
    if isinstance(array, np.ma.MaskedArray):
        return np.array([*array.tolist(), None], object)[:-1], array.dtype
    return np.asarray(array), np.asarray(array).dtype


def _for_pandas(pd: Any, array: Any) -> Any:
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(array)
        if array.dtype.kind == "f":
            return array.filled(np.nan)
        return pd.arrays.IntegerArray(array.data.astype(np.int64), mask)
    array = np.asarray(array)
    if array.dtype.kind == "M":
        return pd.array(array.astype("datetime64[s]"))
    if array.dtype.kind == "U":
        return array.astype(object)
    return array


def _for_polars(pl: Any, pair: Any) -> Any:
    array, dtype = pair
    if dtype.kind == "M":
        return array, pl.Date
    if array.dtype.kind == "O":
        kinds = {"i": pl.Int64, "f": pl.Float64}
        guess = {type(one) for one in array if one is not None}
        return array.tolist(), kinds.get(dtype.kind) or _of_objects(
            guess, pl.Boolean, pl.Int64, pl.String
        )
    return array, None


def _for_arrow(pa: Any, pair: Any) -> Any:
    array, dtype = pair
    if dtype.kind == "M":
        return array, pa.date32()
    if array.dtype.kind == "O":
        kinds = {"i": pa.int64(), "f": pa.float64()}
        guess = {type(one) for one in array if one is not None}
        return array.tolist(), kinds.get(dtype.kind) or _of_objects(
            guess, pa.bool_(), pa.int64(), pa.string()
        )
    return array, None


def _of_objects(types: set[type], flag: Any, whole: Any, text: Any) -> Any:
    if types == {bool}:
        return flag
    return whole if types == {int} else text
