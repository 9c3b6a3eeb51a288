"""A folder of partition files: private to the user, whole files or none, removed at the end."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final, Self

from vnr.words import refusal

__all__ = ["Folder", "Writers"]

_MARK: Final = "vnr-parts"
_ROWS: Final = ".rows"


class Folder:
    """Files that only their owner may read.

    Parameters
    ----------
    path : Path or None
        The folder, which may hold what an earlier scan left; None for a new one of its own.

    Raises
    ------
    DataError
        If it holds anything else, or others may look into it.
    """

    def __init__(self, path: Path | None) -> None:
        if path is None:
            # Made for its owner alone.
            self.path = Path(tempfile.mkdtemp(prefix="vnr-"))
        else:
            self.path = path
            try:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                strange = any(path.iterdir()) and not (path / _MARK).is_file()
                about = path.stat()
            except OSError as error:
                raise refusal("scan_folder_unused", folder=str(path), reason=error) from None
            # What is read back was written by nobody else.
            if strange or about.st_mode & 0o077 or about.st_uid != os.getuid():
                raise refusal("scan_folder", folder=str(path))
        with self._opened(_MARK):
            pass

    def has(self, name: str) -> bool:
        """Whether a file is there, whole."""
        return (self.path / name).is_file()

    def write(self, name: str, content: Any) -> None:
        """Write a file beside, and put it in its place once it is whole."""
        beside = f"{name}.new"
        with self._opened(beside) as file:
            pickle.dump(content, file, protocol=5)
            file.flush()
            os.fsync(file.fileno())
        (self.path / beside).replace(self.path / name)

    def read(self, name: str) -> Any:
        """What a file holds, which this user wrote."""
        with (self.path / name).open("rb") as file:
            return pickle.load(file)  # noqa: S301 - nobody else may write here

    def pieces(self, name: str) -> Iterator[Any]:
        """What was appended to a file, one after the other."""
        path = self.path / f"{name}{_ROWS}"
        if not path.is_file():
            return
        with path.open("rb") as file:
            size = path.stat().st_size
            while file.tell() < size:
                yield pickle.load(file)  # noqa: S301 - nobody else may write here

    def forget(self, name: str | None = None) -> None:
        """Remove appended rows: of one file, or of all."""
        for path in self.path.glob(f"{name or '*'}{_ROWS}"):
            path.unlink()

    def remove(self) -> None:
        """Remove the folder and all that lies in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _opened(self, name: str, mode: str = "wb") -> IO[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if "a" in mode else os.O_TRUNC)
        return os.fdopen(os.open(self.path / name, flags, 0o600), mode)

    def writers(self) -> Writers:
        """What appends rows to files."""
        return Writers(self)


class Writers:
    """Files that rows are appended to, open at once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, IO[bytes]] = {}

    def append(self, name: str, piece: Any) -> None:
        """Append something to a file."""
        if name not in self._open:
            opened = self._folder._opened(f"{name}{_ROWS}", "ab")
            self._open[name] = self._stack.enter_context(opened)
        pickle.dump(piece, self._open[name], protocol=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
