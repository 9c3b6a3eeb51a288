"""A folder of partition files: private to the user, whole files or none, removed at the end."""

from __future__ import annotations

import os
import pickle
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, Self

from vnr.errors import DataError
from vnr.files import held
from vnr.words import refusal

__all__ = ["Folder", "Writers"]

_MARK: Final = "vnr-parts"
_PREFIX: Final = ".vnr-parts-"
"""How a folder of a scan's own is called, among the system's temporary files."""
_ROWS: Final = ".rows"
_USER: Final[Callable[[], int] | None] = getattr(os, "getuid", None)
"""Who works here; Windows tells of no file by number whose it is."""
_NAMES: Final = re.compile(rf"{_MARK}|(all|split|part-\d{{3}})(\.(rows|columns|told))?(\.new)?")
"""What the files of a scan are called."""


class Folder:
    """Files that only their owner may read, of one scan at a time.

    Parameters
    ----------
    path : Path or None
        The folder, which may hold what an earlier scan left; None for a new one of its own.

    Raises
    ------
    DataError
        If it holds anything else, others may look into it, or another scan works there.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path or Path(tempfile.gettempdir())
        self._maker = os.getpid()
        if path is None:
            _clear_left(self.path)
            while not self._takes(self._made()):
                # Another scan took it for one that was left.
                continue
        elif not self._takes(path):
            raise refusal("scan_busy", folder=str(self.path))

    def _made(self) -> Path:
        """A new folder for its owner alone."""
        with self._using():
            return Path(tempfile.mkdtemp(prefix=_PREFIX))

    def _takes(self, path: Path) -> bool:
        """Work in a folder, unless another scan works there."""
        self.path = path
        with self._using():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What a link leads to is used, and removed at the end.
            self.path = path.resolve()
            if not self._is_own():
                raise refusal("scan_folder", folder=str(self.path))
            self._mark = self._opened(_MARK)
        if held(self._mark.fileno()) and self.has(_MARK):
            return True
        self.release()
        return False

    def has(self, name: str) -> bool:
        """Whether a file is there, whole."""
        return (self.path / name).is_file()

    def write(self, name: str, content: Any) -> None:
        """Write a file beside, and put it in its place once it is whole."""
        beside = f"{name}.new"
        with self._using():
            with self._opened(beside) as file:
                pickle.dump(content, file, protocol=5)
                file.flush()
                os.fsync(file.fileno())
            (self.path / beside).replace(self.path / name)

    def read(self, name: str) -> Any:
        """What a file holds, which this user wrote."""
        with self._using(), (self.path / name).open("rb") as file:
            return self._loaded(file)

    def pieces(self, name: str) -> Iterator[Any]:
        """What was appended to a file, one after the other."""
        path = self.path / f"{name}{_ROWS}"
        if not path.is_file():
            return
        with path.open("rb") as file:
            size = path.stat().st_size
            while file.tell() < size:
                yield self._loaded(file)

    def forget(self, name: str | None = None) -> None:
        """Remove appended rows: of one file, or of all."""
        for path in self.path.glob(f"{name or '*'}{_ROWS}"):
            path.unlink()

    def release(self) -> None:
        """Let another scan go on here."""
        self._mark.close()

    def remove(self) -> None:
        """Remove all that a scan wrote, and the folder, unless something else was put there.

        A process that was forked from the scan's own leaves all to that one.
        """
        if os.getpid() != self._maker:
            return
        # Without its mark no other scan would go on with what is left.
        for path in sorted(self.path.glob("*"), key=lambda path: path.name == _MARK):
            if _NAMES.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink()
        with suppress(OSError):
            self.path.rmdir()
        self.release()

    def _is_own(self) -> bool:
        """Whether nothing lies there but what scans left, and nobody else may write or wrote."""
        about = self.path.stat()
        with os.scandir(self.path) as there:
            files = {one.name: one.stat(follow_symlinks=False) for one in there}
        owners = {about.st_uid, *(file.st_uid for file in files.values())}
        return (
            (_USER is None or (not about.st_mode & 0o077 and owners == {_USER()}))
            and all(stat.S_ISREG(file.st_mode) for file in files.values())
            and all(map(_NAMES.fullmatch, files))
            and (not files or _MARK in files)
        )

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Say of the folder what the system says: that it is full, or gone."""
        try:
            yield
        except OSError as error:
            raise refusal("scan_folder_unused", folder=str(self.path), reason=error) from None

    def _loaded(self, file: IO[bytes]) -> Any:
        try:
            return pickle.load(file)  # noqa: S301 - nobody else may write here
        except Exception:  # noqa: BLE001 - of rubbish it says this and that
            raise refusal("scan_other", folder=str(self.path)) from None

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
        with self._folder._using():
            if name not in self._open:
                opened = self._folder._opened(f"{name}{_ROWS}", "ab")
                self._open[name] = self._stack.enter_context(opened)
            pickle.dump(piece, self._open[name], protocol=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._folder._using():
            self._stack.close()


def _clear_left(folder: Path) -> None:
    """Remove what scans that were killed left among the system's temporary files."""
    if _USER is None:
        # Nor does Windows tell whether one still works there.
        return
    for left in folder.glob(f"{_PREFIX}*"):
        # What isn't this user's own, or still worked in, is left.
        with suppress(DataError, OSError):
            if not left.is_symlink() and (left / _MARK).is_file():
                Folder(left).remove()
