"""Several tables side by side: what each answers, or why it has no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.capture._guards import RefusedError
from vnr.results import Estimate, Figure, Grid, Note

__all__ = ["Scenarios", "answers_of", "notes_by_table", "stack", "total_of_persons"]

T = TypeVar("T")
Real = NDArray[np.float64]


@attrs.frozen(eq=False)
class Scenarios:
    """What one table answers along what can't be known, and what must be said of it.

    Attributes
    ----------
    figures
        A row for each scenario.
    notes
        What must be said.
    """

    figures: Real
    notes: Sequence[Note]


def answers_of(counts: NDArray[Any], answer: Callable[[NDArray[Any]], T]) -> list[T | RefusedError]:
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
    answers: list[T | RefusedError] = []
    refusals = []
    for table in counts:
        try:
            answers.append(answer(table))
        except RefusedError as refusal:
            answers.append(refusal)
            refusals.append(refusal)
    if answers and len(refusals) == len(answers):
        raise refusals[0]
    return answers


def stack(answers: Sequence[Scenarios | RefusedError], shape: tuple[int, int]) -> Real:
    """The figures of all tables, one after the other; nan, of this shape, where one has none."""
    nothing = np.full(shape, np.nan)
    return np.concatenate(
        [answer.figures if isinstance(answer, Scenarios) else nothing for answer in answers]
    )


def notes_by_table(
    strata: Mapping[str, NDArray[Any]],
    answers: Sequence[T | RefusedError],
    notes: Callable[[T], Sequence[Note]],
) -> list[Note]:
    """The notes of all tables, each once; what holds of some only names them."""
    tables: dict[Note, list[int]] = {}
    for place, answer in enumerate(answers):
        told = [answer.note] if isinstance(answer, RefusedError) else notes(answer)
        for note in dict.fromkeys(told):
            tables.setdefault(note, []).append(place)
    labels = list(zip(*strata.values(), strict=True)) or [()] * len(answers)
    told = []
    for note, places in tables.items():
        mine = [tuple(map(str, labels[place])) for place in places]
        here = note.at(mine) if note.figures else note
        some = len(places) < len(answers)
        told.append(here.of(", ".join(map(" ".join, mine))) if some else here)
    return told


def total_of_persons(
    grid: Grid,
    total: Real,
    seen: NDArray[Any],
    *,
    observed: NDArray[Any] | None = None,
    limits: tuple[Any, Any] | None = None,
    method: str = "none",
    columns: Mapping[str, Any] | None = None,
) -> Estimate:
    """Persons in all by cell, beside those seen and those unseen; no level of confidence.

    Parameters
    ----------
    grid : Grid
        The cells.
    total : array of float, shape ``(cells,)``
        Seen and unseen.
    seen : array of int, shape ``(cells,)``
        Persons on any list.
    observed : array, shape ``(cells,)``, optional
        Those that the total holds as seen, where they are others.
    limits : pair of arrays, optional
        Lower and upper limits.
    method : str
        Name of the interval.
    columns : mapping of str to array, optional
        Further figures.
    """
    nothing = np.full(total.size, np.nan)
    lower, upper = (nothing, nothing) if limits is None else limits
    told = seen if observed is None else observed
    return Estimate.over(
        grid,
        value=total,
        lower=lower,
        upper=upper,
        n=seen,
        columns={"observed": told, "unseen": total - told, **(columns or {})},
        figures=FIGURES,
        confidence=None,
        unit="persons",
        method=method,
        basis="model",
    )


FIGURES = {
    "value": Figure("persons", sum_of=("observed", "unseen")),
    "n": Figure("persons"),
    "observed": Figure("persons"),
    "unseen": Figure("persons"),
}
"""What the figures of a total are."""
