"""Which files a caller means, and what each is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any

from vnr.io.parts import nameless
from vnr.words import refusal

__all__ = ["files_of", "kind_of", "names_of", "shown", "told_apart"]

_TEXT = (".csv", ".txt", ".tsv")
_ENDINGS = {
    **dict.fromkeys(_TEXT, "text"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "workbook"),
    ".parquet": "parquet",
    **dict.fromkeys((f"{ending}.gz" for ending in _TEXT), "gzip"),
    ".zip": "zip",
}
_KINDS = "csv, txt, tsv (also packed with gz), xlsx, xls, ods, parquet or zip"


def kind_of(name: str) -> str | None:
    """What kind of file a name promises; None for what isn't read."""
    # A workbook that is open leaves ~$ beside it.
    if name.startswith(("~$", ".")):
        return None
    folded = name.casefold()
    return next((kind for end, kind in _ENDINGS.items() if folded.endswith(end)), None)


def _is_regular(path: Path) -> bool:
    """Whether a path leads to a file, and not to a folder, a device, a pipe or nowhere."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def files_of(paths: Any) -> list[Path]:
    """The files that paths mean, and those of folders that may be read.

    Raises
    ------
    DataError
        If there is none, or one twice, or what is given leads to no file.
    """
    one = isinstance(paths, (str, bytes, os.PathLike))
    if not one and not isinstance(paths, Iterable):
        raise refusal("path_none")
    found: list[Path] = []
    for path in map(_path, [paths] if one else paths):
        inside = _inside(path)
        if inside is not None:
            found += inside
        elif not _is_regular(path):
            raise refusal("file_absent", name=shown(path))
        elif kind_of(path.name) is None:
            raise refusal("file_kind", name=shown(path.name))
        else:
            found.append(path)
    if not found:
        raise refusal("path_one")
    times = Counter(map(_identity, found))
    for path in found:
        if times[_identity(path)] > 1:
            raise refusal("file_twice", name=shown(path))
    return found


def _path(path: Any) -> Path:
    if not isinstance(path, (str, bytes, os.PathLike)):
        raise refusal("path_kind")
    return Path(os.fsdecode(path))


def _inside(path: Path) -> list[Path] | None:
    """The files of a folder that may be read; None if it is no folder."""
    try:
        if not path.is_dir():
            return None
        # What leads to no file is told of when it is read: the others are read all the same.
        inside = sorted(file for file in path.iterdir() if kind_of(file.name) is not None)
    except (OSError, ValueError) as error:
        raise refusal("file_unread", name=shown(path), reason=error) from None
    if not inside:
        raise refusal("folder_empty", name=shown(path))
    return inside


def _identity(path: Path) -> Any:
    """The same for two names of one file."""
    try:
        about = path.stat()
    except OSError:
        return os.path.realpath(path)
    return (about.st_dev, about.st_ino) if about.st_ino else os.path.realpath(path)


def names_of(paths: list[Path]) -> list[str]:
    """Each file's name, with as many folders before it as tell it from the others."""
    places = [Path(os.path.realpath(path.parent), path.name).parts for path in paths]
    depths = [1] * len(paths)
    while True:
        names = [parts[-depth:] for parts, depth in zip(places, depths, strict=True)]
        times = Counter(names)
        if len(times) == len(names):
            taken: set[str] = set()
            return [told_apart(shown("/".join(name)), taken) for name in names]
        depths = [depth + (times[name] > 1) for name, depth in zip(names, depths, strict=True)]


def told_apart(name: str, taken: set[str]) -> str:
    """A name that none of those taken is, and takes it: two may have differed by what isn't shown."""
    names = chain([name], (f"{name} ({number})" for number in count(2)))
    free = next(one for one in names if one not in taken)
    taken.add(free)
    return free


def shown(path: Path | str) -> str:
    """A path as text that can be written anywhere, also if it isn't UTF-8 or holds a new line.

    Personal numbers in it are not shown.
    """
    text = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in str(path)
    )
    return nameless(text, date.today())  # noqa: DTZ011
