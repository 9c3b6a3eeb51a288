"""How far a long work has come, shown to who works interactively."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from vnr.words import Language, text

__all__ = ["steps"]

T = TypeVar("T")


def steps(
    values: Iterable[T], doing: str, language: Language = "sv", *, total: int | None = None
) -> Iterable[T]:
    """The values, one by one, with a bar on stderr once they have taken a second.

    Only in a notebook or at Python's own prompt, and only where tqdm is installed: what runs by
    itself, as the command line or a service, says nothing.

    Parameters
    ----------
    values : iterable
        What is worked through.
    doing : str
        What goes on: ``reading``, ``drawing`` or ``inventing``.
    language : str
        ``sv`` or ``en``.
    total : int, optional
        How many they are, where they don't tell it.

    Examples
    --------
    >>> [*steps(range(3), "drawing")]
    [0, 1, 2]
    """
    interactive = hasattr(sys, "ps1") or "ipykernel" in sys.modules
    if not interactive or find_spec("tqdm") is None:
        return values
    bar: Iterable[T] = import_module("tqdm").tqdm(
        values,
        desc=text("summaries", "doing", language, form=doing),
        total=total,
        delay=1,
        leave=False,
        file=sys.stderr,
    )
    return bar
