"""Writing without harm: whole files and folders or none, and no cell that runs."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from vnr.errors import illegible
from vnr.words import refusal

try:
    import fcntl
except ImportError:  # Windows, where nobody can remove a file that is open
    fcntl = None  # type: ignore[assignment]

__all__ = ["RELEASE", "cell", "held", "path_of", "replacing", "whole_folder", "working_path"]

RELEASE = "release.json"
"""The file that says that a folder may be published."""


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in "=+-@\t\r" and text else text


def path_of(path: Any) -> Path:
    """A path, of text or a path.

    Raises
    ------
    DataError
        If it is neither, or holds what no file's name can.
    """
    if not isinstance(path, (str, os.PathLike)) or not isinstance(os.fspath(path), str):
        raise refusal("path_kind")
    code = illegible(os.fspath(path))
    if code is not None:
        raise refusal("illegible_path", code=code)
    return Path(os.fspath(path))


def working_path(path: Any) -> Path:
    """A path of what only those who work with the figures may see: never beside a release.

    Raises
    ------
    DataError
        As `path_of`, and if the folder holds a release.
    """
    target = path_of(path)
    if (target.parent / RELEASE).is_file():
        raise refusal("beside_release", folder=str(target.parent), name=target.name)
    return target


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a file beside `path` to write to, and put it in its place once it is whole.

    What is `private` is for its owner alone, at every moment.

    What a link leads to is replaced, and not the link. What a writer that was killed left beside
    is cleared by the next one.

    Raises
    ------
    DataError
        If the folder can't be written, the file can't be replaced, or there is no file there but
        a folder, a device or a pipe.
    """
    target = _target(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = _beside(target)
    except OSError as error:
        raise refusal("unwritten", name=path.parent, reason=error) from None
    try:
        try:
            yield beside
            # A temporary file is for its owner alone; what takes its place follows the umask.
            if not private:
                mask = os.umask(0)
                os.umask(mask)
                beside.chmod(0o666 & ~mask)
        finally:
            os.close(handle)
        try:
            beside.replace(target)
        except OSError as error:
            raise refusal("unreplaced", name=path, reason=error) from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, record: str) -> Iterator[Path]:
    """Give an empty folder beside `path` to fill, and put it in its place once it is whole.

    Parameters
    ----------
    path : Path
        Where the folder is to lie. One that lies there is replaced if it is empty, or holds
        what its record says and nothing else.
    record : str
        Name of the file whose ``files`` lists the others.

    Raises
    ------
    DataError
        If something else lies there, or the folder can't be written.
    """
    path = path.absolute()
    try:
        _replaceable(path, record)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".vnr-", dir=path.parent))
    except OSError as error:
        raise refusal("unwritten", name=path.parent, reason=error) from None
    try:
        fresh, old = beside / "new", beside / "old"
        fresh.mkdir()
        yield fresh
        try:
            # Somebody may have put something there meanwhile.
            _replaceable(path, record)
            if path.exists():
                path.rename(old)
            try:
                fresh.rename(path)
            except OSError:
                if old.exists():
                    old.rename(path)
                raise
        except OSError as error:
            raise refusal("unreplaced", name=path, reason=error) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replaceable(path: Path, record: str) -> None:
    """Refuse to replace what isn't a whole folder of ours, or an empty one."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise refusal("no_folder", name=path)
    there = {one.relative_to(path).as_posix() for one in path.rglob("*") if not one.is_dir()}
    if not there:
        return
    try:
        listed = {*json.loads((path / record).read_text("utf-8"))["files"], record}
    except (OSError, ValueError, KeyError, TypeError):
        listed = set()
    foreign = sorted(there - listed)
    if foreign:
        raise refusal("folder_foreign", name=path, file=foreign[0], number=len(foreign) - 1)


def _target(path: Path) -> Path:
    """The file that a path or a link leads to."""
    try:
        target = path.resolve() if path.is_symlink() else path
        usable = target.is_file() or not (target.exists() or target.is_symlink())
    except (OSError, RuntimeError):
        # Links that lead in a circle are a RuntimeError to Python 3.11.
        usable = False
    usable = usable and "\0" not in str(path)
    if not usable:
        raise refusal("no_file", name=path)
    return target


def _beside(target: Path) -> tuple[int, Path]:
    """A new file in the target's folder, held as long as its writer lives."""
    # Short, for with more letters a name that is allowed may become too long.
    prefix = f".vnr-{blake2b(os.fsencode(target.name), digest_size=6).hexdigest()}-"
    for left in target.parent.glob(prefix + "*"):
        _clear(left)
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=target.suffix, dir=target.parent)
        held(handle)
        beside = Path(name)
        # Another writer may have cleared it before it was held.
        if beside.exists():
            return handle, beside
        os.close(handle)


def held(handle: int) -> bool:
    """Whether an open file is held now, until it is closed; no other writer holds it then."""
    if fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _clear(left: Path) -> None:
    """Remove what a writer left, unless it still writes."""
    with suppress(OSError):
        handle = os.open(left, os.O_RDWR)
        try:
            mine = held(handle)
        finally:
            os.close(handle)
        if mine:
            left.unlink()
