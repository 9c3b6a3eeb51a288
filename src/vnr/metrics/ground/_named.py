"""Labels that whoever asks gives to what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vnr.errors import DataError, impersonal
from vnr.model import fault_text
from vnr.words import topic

__all__ = ["check_labels"]


def check_labels(name: str, labels: Iterable[Any]) -> None:
    """Refuse labels that hold what is written as a personal number: they are printed as they stand.

    Parameters
    ----------
    name : str
        What they are called in the error, which never shows them.
    labels : iterable
        The labels; what is no text is left alone.

    Raises
    ------
    DataError
        With the row of the first one, and what to do.

    Examples
    --------
    >>> check_labels("by", ["north", "south"])
    >>> check_labels("by", ["north", "19900101-0017"])
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: by: row 1: the text holds what is written as a personal number [text-personal]; take the number out: labels and names are printed as they stand
    """
    for row, label in enumerate(labels):
        if isinstance(label, str) and impersonal(label) != label:
            remedy = topic("answers", "en")["text-personal"]["remedy"]
            raise DataError(f"{name}: row {row}: {fault_text('text-personal')}; {remedy}")
