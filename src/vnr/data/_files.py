"""The packaged tables."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

__all__ = ["records"]


@cache
def records(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a packaged table, every cell as text."""
    text = files("vnr.data").joinpath(name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
