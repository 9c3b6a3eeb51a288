"""Several tables side by side: what each answers, or why it has no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.capture._guards import RefusedError
from vnr.results import Note

__all__ = ["Along", "each", "said", "stacked"]

T = TypeVar("T")


@attrs.frozen(eq=False)
class Along:
    """What one table answers along what can't be known, and what must be said of it."""

    rows: NDArray[np.float64]
    notes: Sequence[Note]


def each(counts: NDArray[Any], answer: Callable[[NDArray[Any]], T]) -> list[T | RefusedError]:
    """What every table answers, or the reason that it has no answer.

    Parameters
    ----------
    counts : ndarray, shape ``(tables, cells)``
        One table a row.
    answer : callable
        The answer of one.

    Raises
    ------
    RefusedError
        If none has an answer; that of the first.
    """
    found: list[T | RefusedError] = []
    for one in counts:
        try:
            found.append(answer(one))
        except RefusedError as refusal:
            found.append(refusal)
    if found and all(isinstance(one, RefusedError) for one in found):
        raise next(one for one in found if isinstance(one, RefusedError))
    return found


def stacked(answers: Sequence[Along | RefusedError], shape: tuple[int, int]) -> NDArray[np.float64]:
    """The rows of all tables, one after the other; nan, of this shape, where one has none."""
    nothing = np.full(shape, np.nan)
    return np.concatenate([one.rows if isinstance(one, Along) else nothing for one in answers])


def said(
    strata: Mapping[str, NDArray[Any]],
    answers: Sequence[T | RefusedError],
    noted: Callable[[T], Sequence[Note]],
) -> list[Note]:
    """The notes of all tables, each once; what holds of some only names them."""
    tables: dict[Note, list[int]] = {}
    for place, one in enumerate(answers):
        mine = [one.note] if isinstance(one, RefusedError) else noted(one)
        for note in dict.fromkeys(mine):
            tables.setdefault(note, []).append(place)
    labels = [" ".join(map(str, row)) for row in zip(*strata.values(), strict=True)]
    return [
        note if len(places) == len(answers) else note.of(", ".join(labels[one] for one in places))
        for note, places in tables.items()
    ]
