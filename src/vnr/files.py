"""Writing without harm: whole files or none, and no cell that runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vnr.errors import DataError

__all__ = ["cell", "replacing"]


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in "=+-@\t\r" and text else text


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file beside `path` to write to, and put it in its place once it is whole.

    Raises
    ------
    DataError
        If the folder can't be written, or the file can't be replaced.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise DataError(
            f"{path.parent} can't be written ({error.strerror}); choose another folder"
        ) from None
    beside = Path(name)
    try:
        yield beside
        # A temporary file is for its owner alone; what takes its place follows the umask.
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        try:
            beside.replace(path)
        except OSError as error:
            raise DataError(
                f"{path} can't be replaced ({error.strerror}); choose another name"
            ) from None
    finally:
        beside.unlink(missing_ok=True)
