"""Rows of a Parquet file, its headings first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from vnr.io.books._content import Sheet

__all__ = ["parquet_sheets"]

_BATCH = 500


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

    def rows() -> Iterator[list[Any]]:
        yield names
        for batch in table.iter_batches(_BATCH, columns=names, use_threads=False):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                yield [_plain(cell) for cell in cells]

    yield Sheet("", hidden=False, lines=rows())


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
