"""Rows of a Parquet file, its headings first."""

from __future__ import annotations

from array import array
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any

from vnr.io.books._batch import Distinct
from vnr.io.books._content import Sheet

__all__ = ["parquet_sheets"]

_ROWS = 10_000
_CELLS = 1 << 20
"""So many rows, and no more than so many cells, go together."""


def parquet_sheets(data: bytes | str) -> Iterator[Sheet]:
    """The one sheet that a Parquet file is: its content, or the path from which it is read."""
    import pyarrow as pa
    from pyarrow import parquet

    # Threads would reserve more memory than the process may have.
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    table = parquet.ParquetFile(data if isinstance(data, str) else pa.BufferReader(data))
    # What pandas keeps of its own is no column of anybody's.
    names = [name for name in table.schema_arrow.names if not name.startswith("__index_level_")]
    size = max(1, min(_ROWS, _CELLS // max(len(names), 1)))

    def packed() -> Iterator[Any]:
        for batch in table.iter_batches(size, columns=names, use_threads=False):
            yield {"rows": batch.num_rows, "columns": [_column(one) for one in batch.columns]}

    sheet = Sheet("", hidden=False, lines=[names])
    sheet.packed = packed()
    yield sheet


def _column(column: Any) -> tuple[int, list[Any], int | str | None]:
    """A column as `Packer` packs one: what its values are, and each cell's place among them."""
    import pyarrow as pa

    try:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        encoded = column.dictionary_encode(null_encoding="encode")
    except pa.ArrowNotImplementedError:
        # Of lists and the like: as text.
        known = Distinct()
        places = array("H", known.places([_plain(cell) for cell in column.to_pylist()]))
        return 0, known.values(), b64encode(places).decode("ascii")
    values = encoded.dictionary.to_pylist()
    if set(map(type, values)) != {str}:
        values = [_plain(value) for value in values]
    if len(values) == len(column):
        return 0, values, None
    if len(values) == 1:
        return 0, values, 0
    codes = encoded.indices.cast(pa.uint16())
    told = codes.buffers()[1].to_pybytes()[: 2 * len(codes)]
    return 0, values, b64encode(told).decode("ascii")


def _plain(cell: Any) -> Any:
    """A cell as a workbook could hold it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124
        return ""
    if isinstance(cell, (list, tuple)):
        return ";".join(str(one) for one in cell if one is not None)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return cell if isinstance(cell, (str, int, float, bool, date)) else str(cell)
