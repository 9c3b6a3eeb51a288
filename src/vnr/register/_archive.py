"""A file of columns (numpy's npz) that ends with its form and a checksum of all that stands before."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from io import BytesIO
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from vnr.words import refusal

__all__ = ["HEAD", "archived", "unarchived"]

AnyArray = NDArray[Any]

HEAD: Final = b"PK\x03\x04"
"""How such a file begins, as every zip."""
_DIGEST: Final = 32
_TRAILER: Final = re.compile(rb"vnr-register (\d{4}) ([0-9a-f]{64})")
_LENGTH: Final = len("vnr-register 0001 ") + 2 * _DIGEST
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Zip's first day: the same register gives the same file, whenever it was written."""
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 16
_TEXT: Final = "register.json"
_END: Final = ".npy"


class _Pending:
    """What an archive wrote and nobody took yet; it can't be wound back, so nothing is changed."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.waiting.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        content = b"".join(self.waiting)
        self.waiting.clear()
        return content


def archived(form: int, about: bytes, arrays: Mapping[str, AnyArray]) -> Iterator[bytes]:
    """The file piece by piece, so that no more than one piece lies in memory beside the columns.

    Parameters
    ----------
    form : int
        Version of the form.
    about : bytes
        What the columns are, as JSON.
    arrays : mapping of str to array
        Columns of numbers, truth values and bytes; none of objects, which would be pickled.
    """
    pending, digest = _Pending(), blake2b(digest_size=_DIGEST)
    archive = zipfile.ZipFile(pending, "w")  # type: ignore[call-overload]
    members = [(_TEXT, [about]), *((name + _END, _pieces(array)) for name, array in arrays.items())]
    for name, pieces in members:
        entry = zipfile.ZipInfo(name, _DAY)
        entry.compress_type = _compression(pieces)
        # What shrinks does so at the lowest level; its public name came with Python 3.13.
        entry._compresslevel = 1  # type: ignore[attr-defined]
        with archive.open(entry, "w", force_zip64=True) as member:
            for piece in pieces:
                for start in range(0, len(piece), _CHUNK):
                    member.write(piece[start : start + _CHUNK])
                    content = pending.taken()
                    digest.update(content)
                    yield content
    trailer = f"vnr-register {form:04d} ".encode()
    archive.comment = trailer + bytes(2 * _DIGEST)
    archive.close()
    content = pending.taken()[: -2 * _DIGEST]
    digest.update(content)
    yield content + digest.hexdigest().encode()


def _pieces(array: AnyArray) -> list[Any]:
    """A column as numpy writes it: its heading, and its bytes without a copy of them."""
    heading = BytesIO()
    flat = np.ascontiguousarray(array)
    if flat.dtype.hasobject:
        raise TypeError("objects are never stored")
    np.lib.format.write_array_header_1_0(heading, np.lib.format.header_data_from_array_1_0(flat))
    content: Any = flat.view(np.uint8)
    return [heading.getvalue(), memoryview(content)] if flat.size else [heading.getvalue()]


def _compression(pieces: list[Any]) -> int:
    """Many columns say next to nothing and shrink to it at once; the others take long for little."""
    sample = b"".join(bytes(piece[:_SAMPLE]) for piece in pieces)
    shrinks = 4 * len(zlib.compress(sample, 1)) < len(sample)
    return zipfile.ZIP_DEFLATED if shrinks else zipfile.ZIP_STORED


def unarchived(file: BinaryIO, path: str, newest: int) -> tuple[int, bytes, dict[str, AnyArray]]:
    """Form, description and read-only columns of a file that can be wound back.

    Parameters
    ----------
    file : binary file
        The whole file.
    path : str
        What the file is called in an error.
    newest : int
        Forms after it are of a later version.

    Raises
    ------
    DataError
        If it isn't such a file, is damaged, or is of a later version.
    """
    size = file.seek(0, 2)
    file.seek(max(size - _LENGTH, 0))
    match = _TRAILER.fullmatch(file.read())
    if match is None:
        raise refusal("register_damaged", path=path)
    digest = blake2b(digest_size=_DIGEST)
    file.seek(0)
    left = size - 2 * _DIGEST
    while left > 0 and (content := file.read(min(left, _CHUNK))):
        digest.update(content)
        left -= len(content)
    if digest.hexdigest().encode() != match[2]:
        raise refusal("register_damaged", path=path)
    form = int(match[1])
    if form > newest:
        raise refusal("register_later", path=path, version=form, newest=newest)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            about = archive.read(_TEXT)
            names = [name for name in archive.namelist() if name.endswith(_END)]
            arrays = {name.removesuffix(_END): _array(archive.read(name)) for name in names}
    except (ValueError, LookupError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        raise refusal("register_other", path=path) from None
    return form, about, arrays


def _array(content: bytes) -> AnyArray:
    """A column of one dimension, over the bytes that were read."""
    heading = BytesIO(content)
    if np.lib.format.read_magic(heading) != (1, 0):
        raise ValueError
    shape, _, dtype = np.lib.format.read_array_header_1_0(heading)
    if len(shape) != 1 or dtype.hasobject:
        raise ValueError
    start = heading.tell()
    if len(content) - start != shape[0] * dtype.itemsize:
        raise ValueError
    # A buffer without bytes is refused by numpy.
    return np.frombuffer(content, dtype, shape[0], start) if shape[0] else np.empty(0, dtype)
