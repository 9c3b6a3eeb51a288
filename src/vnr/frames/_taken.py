"""What people call a table, as headings and columns of distinct values."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from vnr.errors import VnrError
from vnr.frames._distinct import Distinct, distinct
from vnr.frames._value import heading
from vnr.words import Phrase, refusal

__all__ = ["Taken", "is_frame", "is_series", "listed", "taken"]

_KINDS: Final = (
    "a pandas, polars or pyarrow frame, a DuckDB relation, a list of dicts, a dict of columns or a "
    "numpy array with named fields"
)
_CALLS: Final = "; of what isn't fetched yet give .collect(), .to_table(), .df() or .pl()"


@attrs.frozen(eq=False, repr=False)
class Taken:
    """A table that was handed over.

    Attributes
    ----------
    headings
        The columns' names as text; blank where there is none.
    columns
        The columns.
    height
        How many rows there are.
    levels
        How many of the first columns are named levels of an index.

    Examples
    --------
    >>> table = taken({"kommun": ["Flen", "Trosa"], "antal": [5, 3]})
    >>> table.headings, table.height
    (['kommun', 'antal'], 2)
    """

    headings: list[str]
    columns: list[Distinct]
    height: int
    levels: int = 0


def is_series(data: Any) -> bool:
    """Whether it is one column of a library of frames.

    Examples
    --------
    >>> import pandas as pd
    >>> is_series(pd.Series([1, 2])), is_series([1, 2])
    (True, False)
    """
    # The class is asked: to ask a lazy frame for its columns would run it.
    kind = type(data)
    several = (hasattr(kind, "to_numpy") or hasattr(kind, "to_pylist")) and hasattr(kind, "__len__")
    return several and not hasattr(kind, "columns") and not hasattr(kind, "column_names")


def is_frame(data: Any) -> bool:
    """Whether `taken` takes it for a table: a frame, records, or columns by name.

    Examples
    --------
    >>> is_frame({"a": [1]}), is_frame([{"a": 1}]), is_frame([1])
    (True, True, False)
    """
    if isinstance(data, np.ndarray):
        return data.dtype.names is not None
    if isinstance(data, Mapping):
        return bool(data) and not any(
            isinstance(column, str) or is_frame(column) or not _is_column(column)
            for column in data.values()
        )
    if isinstance(data, (list, tuple)):
        return bool(data) and all(isinstance(row, Mapping) and not is_frame(row) for row in data)
    return _is_native(data)


def _is_native(data: Any) -> bool:
    marks = ("columns", "column_names", "__arrow_c_stream__")
    return not is_series(data) and any(hasattr(type(data), mark) for mark in marks)


def _is_column(data: Any) -> bool:
    if isinstance(data, np.ndarray):
        return data.ndim > 0
    return is_series(data) or isinstance(data, Sequence)


def taken(data: Any, what: str | Phrase = "data") -> Taken:
    """The headings and columns of a table of any kind.

    Parameters
    ----------
    data : frame, lazy frame, DuckDB relation, list of dicts, dict of columns, or structured array
        The table. What is lazy is collected.
    what : str
        What it is called, for messages.

    Raises
    ------
    DataError
        If it is no table, can't be collected, or its columns are of different lengths.

    Examples
    --------
    >>> found = taken([{"kommun": "Flen", "antal": 5}, {"kommun": "Trosa", "antal": 3}])
    >>> found.headings, [column.values for column in found.columns]
    (['kommun', 'antal'], [['Flen', 'Trosa'], [5, 3]])
    """
    pandas, pyarrow = (sys.modules.get(name) for name in ("pandas", "pyarrow"))
    if is_series(data) or isinstance(data, (str, bytes)):
        raise refusal("table_column", name=what)
    if isinstance(data, np.ndarray):
        return _of_records(data, what)
    if isinstance(data, Mapping):
        return _of_columns(data, what)
    if isinstance(data, (list, tuple)):
        return _of_rows(data, what)
    if pandas and isinstance(data, pandas.DataFrame):
        return _of_pandas(data)
    if not (pyarrow and isinstance(data, (pyarrow.Table, pyarrow.RecordBatch))):
        data = _native(data, what)
        if pandas and isinstance(data, pandas.DataFrame):
            return _of_pandas(data)
    names = data.column_names if hasattr(data, "column_names") else data.columns
    columns = [
        distinct(data.column(place) if hasattr(data, "column_names") else data[name])
        for place, name in enumerate(names)
    ]
    return Taken([heading(name) for name in names], columns, len(data))


def _native(data: Any, what: str | Phrase) -> Any:
    """A frame in memory, fetched where it is lazy."""
    import narwhals as nw

    if isinstance(data, type):
        raise refusal("table_class", name=what, kind=data.__name__)
    try:
        wrapped = nw.from_native(data, pass_through=True)
        if isinstance(wrapped, nw.LazyFrame):
            wrapped = wrapped.collect()
        if isinstance(wrapped, nw.DataFrame):
            native = wrapped.to_native()
            known = ("pandas", "polars", "pyarrow")
            return native if type(native).__module__.split(".")[0] in known else wrapped.to_pandas()
        if hasattr(data, "__arrow_c_stream__"):
            import pyarrow as pa

            return pa.table(data)
    except Exception as error:  # noqa: BLE001 - a query may fail in any of its library's ways
        # What it says may hold cells, so only its kind is told.
        raise refusal("table_unfetched", name=what, kind=type(error).__name__) from None
    if data is None:
        raise refusal("table_nothing", name=what)
    raise refusal("table_kind", name=what, kind=type(data).__name__)


def _of_pandas(frame: Any) -> Taken:
    # What was made an index is a column of the table, if somebody named it.
    levels = [
        (name, frame.index.get_level_values(place))
        for place, name in enumerate(frame.index.names)
        if name is not None and name not in frame.columns
    ]
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return Taken(
        [heading(name) for name in (*(name for name, _ in levels), *frame.columns)],
        [distinct(column) for column in (*(level for _, level in levels), *columns)],
        len(frame),
        len(levels),
    )


def _of_records(array: Any, what: str | Phrase) -> Taken:
    if array.dtype.names is None or array.ndim != 1:
        raise refusal("table_array", name=what)
    names = array.dtype.names
    return Taken(list(names), [distinct(array[name]) for name in names], array.size)


def _of_columns(columns: Mapping[Any, Any], what: str | Phrase) -> Taken:
    for column in columns.values():
        if isinstance(column, (str, bytes)) or not _is_column(column):
            raise refusal("table_columns", name=what)
    # Series are joined by label, as everywhere; others have nothing but their order.
    indexes = [column.index for column in columns.values() if hasattr(type(column), "reindex")]
    if any(not index.equals(indexes[0]) for index in indexes[1:]):
        raise refusal("table_series", name=what)
    read = [distinct(column) for column in columns.values()]
    heights = {column.codes.size for column in read}
    if len(heights) > 1:
        raise refusal("table_lengths", name=what)
    return Taken([heading(name) for name in columns], read, max(heights, default=0))


def _of_rows(rows: Sequence[Any], what: str | Phrase) -> Taken:
    if not all(isinstance(row, Mapping) for row in rows):
        raise refusal("table_rows", name=what)
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [distinct(list(_cells(rows, name))) for name in names]
    return Taken([heading(name) for name in names], columns, len(rows))


def listed(several: Any, what: str | Phrase) -> list[Any]:
    """The members of a collection.

    Raises
    ------
    DataError
        If it is none, or a text.
    VnrError
        What is raised where a member is made.

    Examples
    --------
    >>> listed(("a", "b"), "lists")
    ['a', 'b']
    >>> listed("ab", "lists")
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: lists must be several, such as a list, not of the kind str
    """
    if not isinstance(several, (str, bytes, type)):
        try:
            return list(several)
        except VnrError:
            # What is wrong with one that is made on the way, such as a record read from JSON.
            raise
        except Exception:  # noqa: BLE001, S110 - whatever a foreign type makes of being asked
            pass
    if several is None:
        raise refusal("several_nothing", name=what)
    raise refusal("several", name=what, kind=type(several).__name__)


def _cells(rows: Sequence[Mapping[Any, Any]], name: Any) -> Iterator[Any]:
    for row in rows:
        yield row.get(name)
