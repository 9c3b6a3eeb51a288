"""A column of pyarrow's as its distinct values, and which of them stands in each row.

pyarrow's own way is the best where the values are few. Of a million identifiers most are new, and
its table of them outgrows the processor's memory: here they are told apart by hashes in whole
columns, and the bytes compared, so that no two are ever taken for one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.io.sheets._raw import Cells
from vnr.register import first_equal

__all__ = ["factorised"]

Words = NDArray[np.uint64]

_LOOKED_AT: Final = 1 << 14
"""In so many rows it is looked whether a column's values are few."""
_WIDEST: Final = 64
"""Bytes of the longest value that is hashed; a longer one is a text, and no identifier."""
_SIZE: Final = 8
_SLACK: Final = 8 << 20
_KEPT: Final = np.array([(1 << 8 * size) - 1 for size in range(_SIZE + 1)], np.uint64)
"""What is kept of a word of which so many bytes belong to the value."""


def factorised(column: Any, encoding: str) -> Cells:
    """The cells of a column of bytes without a zero: as bytes if all are ASCII, else as texts.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Of the type ``binary``.
    encoding : str
        How its texts are written.
    """
    offsets = [_offsets(chunk) for chunk in column.chunks]
    widest = max((int(np.diff(places).max(initial=0)) for places in offsets), default=0)
    if 0 < widest <= _WIDEST and _is_various(column):
        words = np.concatenate(
            [
                _words(chunk.buffers()[2], places, -(-widest // _SIZE))
                for chunk, places in zip(column.chunks, offsets, strict=True)
            ],
            axis=1,
        )
        first = first_equal(*words)
        fresh = first == np.arange(first.size)
        codes = (np.cumsum(fresh, dtype=np.int32) - np.int32(1))[first]
        letters = np.ascontiguousarray(words[:, fresh].T).view(np.uint8)
        letters = np.ascontiguousarray(letters[:, :widest])
        fixed = letters.reshape(-1).view(f"S{widest}")
        if letters.max() < 128:
            return Cells(codes, raw=fixed)
        return Cells(codes, [value.decode(encoding, "replace") for value in fixed.tolist()])
    return _few(column, encoding)


def _places(indices: Any) -> NDArray[np.int32]:
    """Places in a dictionary, none of them missing."""
    # pyarrow's own way to an array loads pandas where there is one, which takes half a second.
    buffer = indices.buffers()[1]
    places: NDArray[np.int32] = np.frombuffer(b"" if buffer is None else buffer, np.int32)
    return places[indices.offset : indices.offset + len(indices)]


def _offsets(chunk: Any) -> NDArray[np.int32]:
    """Where the values of a chunk begin, and where the last one ends."""
    offsets: NDArray[np.int32] = np.frombuffer(chunk.buffers()[1], np.int32)
    return offsets[chunk.offset : chunk.offset + len(chunk) + 1]


def _is_various(column: Any) -> bool:
    """Whether most of the first values are new."""
    top = column.slice(0, _LOOKED_AT)
    return 2 * len(top.unique()) > len(top)


def _words(buffer: Any, offsets: NDArray[np.int32], number: int) -> Words:
    """Values as so many words of eight bytes, the last filled up with zeros; shape ``(words, rows)``."""
    content = np.frombuffer(buffer if buffer is not None else b"", np.uint8)
    edge = max(content.size - _SIZE + 1, 0)
    tail = np.zeros(2 * _SIZE, np.uint8)
    tail[: content.size - edge] = content[edge:]
    # Views in which a word begins at every byte.
    inner = np.ndarray((edge,), "<u8", content, strides=(1,))
    outer = np.ndarray((_SIZE + 1,), "<u8", tail, strides=(1,))
    begins, lengths = offsets[:-1], np.diff(offsets)
    words = np.empty((number, lengths.size), "<u8")
    for place in range(number):
        at = begins + _SIZE * place
        inside = int(np.searchsorted(at, edge))
        words[place, :inside] = inner[at[:inside]]
        words[place, inside:] = outer[np.minimum(at[inside:] - edge, _SIZE)]
        words[place] &= _KEPT[np.clip(lengths - _SIZE * place, 0, _SIZE)]
    return words


def _few(column: Any, encoding: str) -> Cells:
    """The cells by pyarrow's own dictionary."""
    import pyarrow as pa

    # All chunks share the last one's dictionary.
    chunks = column.dictionary_encode().chunks
    codes = np.concatenate([np.empty(0, np.int32), *(_places(chunk.indices) for chunk in chunks)])
    values = chunks[-1].dictionary if chunks else pa.array([], pa.binary())
    offsets = _offsets(values)
    buffer = values.buffers()[2]
    content = np.frombuffer(buffer, np.uint8) if buffer is not None else np.empty(0, np.uint8)
    content = content[offsets[0] : offsets[-1]]
    if content.size and content.max() < 128:
        fixed = _fixed(content, offsets - offsets[0])
        if fixed is not None:
            return Cells(codes, raw=fixed)
    return Cells(codes, [value.decode(encoding, "replace") for value in values.to_pylist()])


def _fixed(content: NDArray[np.uint8], offsets: NDArray[np.int32]) -> NDArray[np.bytes_] | None:
    """Bytes of different lengths as an array of one width; None where one is far too long."""
    lengths = np.diff(offsets)
    width = max(int(lengths.max(initial=1)), 1)
    if (lengths == width).all():
        return content.copy().view(f"S{width}")
    if lengths.size * width > 4 * content.size + _SLACK:
        return None
    wide = np.zeros((lengths.size, width), np.uint8)
    wide[np.arange(width) < lengths[:, None]] = content
    return wide.reshape(-1).view(f"S{width}")
