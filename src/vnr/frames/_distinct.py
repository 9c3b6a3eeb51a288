"""A column of any library as its distinct values, and which of them stands in each row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.frames._value import Unusable, letters_and_figures, plain

__all__ = ["Distinct", "distinct"]

Codes = NDArray[np.int32]

# Of other objects, equal ones may be of two kinds (1, 1.0 and True) or of two days (one instant
# in two time zones).
_ALIKE: Final = ("string", "empty", "integer", "boolean", "date")


@attrs.frozen(eq=False, repr=False)
class Distinct:
    """A column.

    Attributes
    ----------
    values
        The values that occur, each a plain one (see `plain`).
    codes
        Place in `values`, dtype int32, shape ``(rows,)``.

    Examples
    --------
    >>> import numpy as np
    >>> Distinct(["flen", "trosa"], np.array([0, 1, 0], np.int32)).values
    ['flen', 'trosa']
    """

    values: list[Any]
    codes: Codes

    def listed(self) -> list[Any]:
        """The value of every row."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]


def distinct(column: Any) -> Distinct:
    """The distinct values of a column: a series, array, list or other sequence.

    Examples
    --------
    >>> found = distinct(["flen", None, "flen"])
    >>> found.values, found.codes.tolist()
    (['flen', None], [0, 1, 0])
    """
    pandas, polars, pyarrow = (sys.modules.get(name) for name in ("pandas", "polars", "pyarrow"))
    if pandas and isinstance(
        column, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)
    ):
        return _of_pandas(pandas, pandas.Series(column))
    if polars and isinstance(column, polars.Series):
        return _of_polars(polars, column)
    if pyarrow and isinstance(column, (pyarrow.Array, pyarrow.ChunkedArray)):
        return _of_arrow(pyarrow, column)
    if isinstance(column, np.ndarray):
        return _of_numpy(column)
    return _of_values(column.to_list() if hasattr(column, "to_list") else list(column))


def _of_pandas(pandas: Any, series: Any) -> Distinct:
    if isinstance(series.dtype, pandas.CategoricalDtype):
        return _of_codes(series.cat.codes.to_numpy(), series.cat.categories)
    if series.dtype == object and (pandas.api.types.infer_dtype(series, skipna=True) not in _ALIKE):
        return _of_values(series.tolist())
    try:
        codes, values = pandas.factorize(series)
    except (TypeError, ValueError, NotImplementedError, OverflowError):
        # Cells that hold lists, tables or objects can't be told apart by their library.
        return _of_values(_all(series.size, series.tolist, series.iloc.__getitem__))
    return _of_codes(codes, values)


def _of_codes(codes: Any, values: Any) -> Distinct:
    """Distinct values out of codes, of which -1 is missing, and an index."""
    read = _all(len(values), values.tolist, values.__getitem__)
    return _named(codes, _plain(read))


def _of_polars(polars: Any, series: Any) -> Distinct:
    if series.dtype.is_nested() or series.dtype in (polars.Object, polars.Null):
        return _of_values(series.to_list())
    frame = series.alias("value").to_frame().with_row_index("row")
    # No lists of rows are made: of a million identifiers there would be a million.
    first = frame.select(polars.col("row").min().over("value"))["row"].to_numpy()
    fresh = first == np.arange(first.size)
    codes = (np.cumsum(fresh, dtype=np.int32) - np.int32(1))[first]
    values = series.gather(np.flatnonzero(fresh))
    return Distinct(_plain(_all(len(values), values.to_list, values.__getitem__)), codes)


def _of_arrow(pyarrow: Any, column: Any) -> Distinct:
    if isinstance(column, pyarrow.Array):
        column = pyarrow.chunked_array([column])
    try:
        whole = column if pyarrow.types.is_dictionary(column.type) else column.dictionary_encode()
        encoded = whole.unify_dictionaries().combine_chunks()
    except pyarrow.ArrowException:
        return _of_values(_all(len(column), column.to_pylist, lambda row: column[row].as_py()))
    if isinstance(encoded, pyarrow.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else None
    if encoded is None:
        return _of_values([])
    values = encoded.dictionary
    read = _all(len(values), values.to_pylist, lambda place: values[place].as_py())
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return _named(codes, _plain(read))


def _of_numpy(array: NDArray[Any]) -> Distinct:
    if array.ndim != 1:
        return _of_values(list(array))
    if isinstance(array, np.ma.MaskedArray):
        filled = np.array([*array.data, None], object)[:-1]
        filled[np.ma.getmaskarray(array)] = None
        return _of_values(filled.tolist())
    if array.dtype.kind in "iub":
        values, codes = np.unique(array, return_inverse=True)
        return Distinct(values.tolist(), codes.astype(np.int32))
    # A list of numpy's days would hold bare numbers.
    return _of_values(list(array) if array.dtype.kind in "mMV" else array.tolist())


def _of_values(values: Sequence[Any]) -> Distinct:
    """Distinct values one by one; equal ones of two kinds are two."""
    known: dict[Any, int] = {}
    held: list[Any] = []
    codes = np.empty(len(values), np.int32)
    for row, value in enumerate(values):
        key = value if type(value) is str else _key(value)
        place = known.get(key)
        if place is None:
            place = known[key] = len(held)
            held.append(_unkeyed(key))
        codes[row] = place
    return Distinct(held, codes)


def _key(value: Any) -> Any:
    """The plain value, and what tells it from others that are equal to it."""
    read = plain(value)
    zone = read.tzinfo and read.utcoffset() if isinstance(read, datetime) else None
    members = tuple(map(type, read)) if isinstance(read, tuple) else ()
    return type(read), zone, members, read


def _unkeyed(key: Any) -> Any:
    return plain(key) if type(key) is str else key[-1]


def _named(codes: Any, values: list[Any]) -> Distinct:
    """Those values that occur, and None for the code -1."""
    codes = np.asarray(codes).astype(np.int32)
    used = np.zeros(len(values) + 1, bool)
    used[codes] = True
    if used.all():
        # The last place answers for -1.
        return Distinct([*values, None], np.where(codes < 0, np.int32(len(values)), codes))
    place = np.cumsum(used, dtype=np.int32) - np.int32(1)
    kept = [value for value, there in zip([*values, None], used.tolist(), strict=True) if there]
    return Distinct(kept, place[codes])


def _plain(values: list[Any]) -> list[Any]:
    """Each as a plain value; texts of common letters and figures are that already, and most are."""
    return values if letters_and_figures(values) is not None else [plain(one) for one in values]


def _all(size: int, whole: Callable[[], list[Any]], one: Callable[[int], Any]) -> list[Any]:
    """All values at once, or one by one where some are beyond what Python can hold."""
    try:
        return whole()
    except Exception:  # noqa: BLE001 - days of the year 12019 raise what their library likes
        return [_single(one, place) for place in range(size)]


def _single(one: Callable[[int], Any], place: int) -> Any:
    try:
        return one(place)
    except Exception:  # noqa: BLE001
        return Unusable("day")
