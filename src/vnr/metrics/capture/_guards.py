"""What is refused before any fit, with the reason in words."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capture import _loglinear as loglinear
from vnr.metrics.capture._models import design
from vnr.results import Note

__all__ = [
    "FEW",
    "RefusedError",
    "cautions",
    "check_contacts",
    "check_fit",
    "check_inside",
    "check_lists",
    "check_several",
    "check_two",
    "nested",
]

Real = NDArray[np.float64]


FEW: Final = 7
"""Under seven in common the estimate of two lists is biased (Robson & Regier 1964)."""
_NO_CHANCE: Final = 0.02
"""As little as a pair must have to enter a model step by step."""


class RefusedError(DataError):
    """No figure can be given; the note says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.text("en"))
        self.note = note


def check_lists(counts: NDArray[Any], lists: tuple[str, ...]) -> None:
    """Refuse a table that tells nothing: empty, an empty list, no overlap, or nothing but it.

    Parameters
    ----------
    counts : ndarray, shape ``(2**lists,)``
        Persons by history.
    lists : tuple of str
        Their names.

    Raises
    ------
    RefusedError
        With the reason.
    """
    sizes = np.bitwise_count(np.arange(counts.size))
    if counts[1:].sum() == 0:
        raise RefusedError(Note("empty_table", figures="value"))
    totals = counts[1:] @ design(len(lists), ())[:, 1:]
    if (totals == 0).any():
        empty = lists[int(np.flatnonzero(totals == 0)[0])]
        raise RefusedError(Note("empty_list", figures="value", list=empty))
    if counts[sizes > 1].sum() == 0:
        raise RefusedError(Note("no_overlap", figures="value"))
    if counts[sizes == 1].sum() == 0:
        raise RefusedError(Note("all_in_common", figures="value"))


def nested(counts: NDArray[Any], lists: tuple[str, ...]) -> list[Note]:
    """Each list that lies wholly within another."""
    return [
        Note(
            "list_inside_another",
            figures="value",
            form="told",
            small=lists[small],
            large=lists[large],
        )
        for small, large in _inside(counts, lists)
    ]


def _inside(counts: NDArray[Any], lists: tuple[str, ...]) -> list[list[int]]:
    """Places of each list and of another that holds everybody on it."""
    singles = design(len(lists), ())[:, 1:]
    alone = singles.T @ (counts[1:, None] * (1 - singles))
    return [pair for pair in np.argwhere(alone == 0).tolist() if pair[0] != pair[1]]


def cautions(counts: NDArray[Any], lists: tuple[str, ...]) -> list[Note]:
    """What must be said of any figure from these lists: little overlap, one inside another, two."""
    overlap = int(counts[np.bitwise_count(np.arange(counts.size)) > 1].sum())
    few = [Note("few_in_common", figures="observed", number=overlap)] if overlap < FEW else []
    two = [Note("lists_taken_as_independent")] if len(lists) == 2 else []
    return [*few, *nested(counts, lists), *two]


def check_inside(counts: NDArray[Any], lists: tuple[str, ...], fit: loglinear.Fit) -> None:
    """Refuse a model for which it is no chance that one list lies within another.

    The pair of the two has no estimate, so that no model has it; those without it take all its
    overlap for coverage, and their totals are far too low.

    Raises
    ------
    RefusedError
        If a model without the pair gives so large an overlap in under 2 of 100 cases.
    """
    from scipy.special import pdtrc

    places = np.arange(counts.size)
    for small, large in _inside(counts, lists):
        pair = (1 << (len(lists) - 1 - small)) | (1 << (len(lists) - 1 - large))
        both = (places & pair) == pair
        if pdtrc(counts[both].sum() - 1, fit.fitted[both].sum()) < _NO_CHANCE:
            raise RefusedError(
                Note(
                    "list_inside_another",
                    figures="value",
                    form="not_by_chance",
                    small=lists[small],
                    large=lists[large],
                )
            )


def check_two(counts: NDArray[Any], lists: tuple[str, ...], *, may_nest: bool = False) -> None:
    """Refuse two lists of which one lies within the other.

    Raises
    ------
    RefusedError
        With the reason.
    DataError
        If there are not just two.
    """
    if len(lists) != 2:
        raise DataError(
            f"this takes two lists, got {len(lists)}; choose two with table.among({lists[0]!r}, "
            f"{lists[1]!r}), or a model of several lists, such as stepwise"
        )
    inside = nested(counts, lists)
    if inside and not may_nest:
        raise RefusedError(
            Note(inside[0].code, figures="value", **{**inside[0].parameters, "form": "refused"})
        )


def check_several(lists: tuple[str, ...]) -> None:
    """Refuse to average over models of two lists.

    Raises
    ------
    RefusedError
        With the reason.
    """
    if len(lists) == 2:
        raise RefusedError(Note("two_lists_only"))


def check_fit(fit: loglinear.Fit, model: str) -> None:
    """Refuse a log-linear model that has no estimate: too many unknowns, or one without end.

    Raises
    ------
    RefusedError
        With the reason.
    """
    if fit.status is loglinear.Status.UNIDENTIFIABLE:
        raise RefusedError(Note("not_identifiable", model=model))
    if fit.status is not loglinear.Status.FITTED:
        raise RefusedError(Note("no_estimate", figures="value", model=model))


def check_contacts(frequencies: NDArray[Any], *, once: bool = False, twice: bool = False) -> None:
    """Refuse counts that nothing can be learnt of.

    Parameters
    ----------
    frequencies : ndarray, shape ``(most,)``
        Persons with one contact (or on one list), two, and so on.
    once, twice : bool
        Whether the estimate needs persons with just one, and just two.

    Raises
    ------
    RefusedError
        With the reason.
    """
    if frequencies.sum() == 0:
        raise RefusedError(Note("empty_table", figures="value"))
    if frequencies[1:].sum() == 0:
        raise RefusedError(Note("no_repeats", figures="value"))
    if once and frequencies[0] == 0:
        raise RefusedError(Note("no_single_contacts", figures="value"))
    if twice and frequencies[1] == 0:
        raise RefusedError(Note("no_double_contacts", figures="value"))
