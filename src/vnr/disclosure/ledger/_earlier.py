"""What an earlier release shows, read from its folder."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from vnr.errors import VnrError
from vnr.results import Counts, Curve, Estimate, Result
from vnr.words import withholding

__all__ = ["released"]

_RECORD: Final = "release.json"
_KINDS: Final = {kind.__name__: kind for kind in (Counts, Estimate, Curve)}
_HASH: Final = 32


def released(folder: Path) -> dict[str, Result]:
    """The results of a release by label, each with the folder's name before it.

    Parameters
    ----------
    folder : Path
        What `vnr.report.release` wrote, or the record in it.

    Raises
    ------
    DisclosureError
        If it is no release, was never found safe, or was altered since.
    """
    path = folder / _RECORD if folder.is_dir() else folder
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise withholding("release_none", path=folder, name="release.json") from None
    try:
        verdict, files, tables = (record[name] for name in ("verdict", "files", "tables"))
        results = {f"{path.parent.name}: {label}": _read(told) for label, told in tables.items()}
        altered = [name for name, told in files.items() if _differs(path.parent / name, told)]
    except (AttributeError, KeyError, TypeError, ValueError, VnrError):
        raise withholding("release_tables", path=path) from None
    if verdict != "safe":
        raise withholding("release_unsafe", path=path)
    if altered:
        raise withholding("release_altered", path=path.parent / altered[0])
    return results


def _read(told: Any) -> Result:
    return _KINDS[told["kind"]].from_dict(told)


def _differs(path: Path, told: str) -> bool:
    """Whether a file that is there isn't what was written."""
    return path.is_file() and blake2b(path.read_bytes(), digest_size=_HASH).hexdigest() != told
