"""What is refused before any fit, with the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capture import _loglinear as loglinear
from vnr.metrics.capture import _notes as notes
from vnr.metrics.capture._models import Model, design
from vnr.results import Note

__all__ = [
    "FEW",
    "NO_MODEL",
    "RefusedError",
    "cautions",
    "check_contacts",
    "check_inside",
    "check_lists",
    "check_model",
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
        super().__init__(note.en)
        self.note = note


_EMPTY: Final = Note(
    "empty_table",
    "Ingen finns på någon lista, så det går inte att säga hur många som är osedda.",
    "Nobody is on any list, so nothing can be said of how many are unseen.",
)
_NO_OVERLAP: Final = Note(
    "no_overlap",
    "Ingen finns på mer än en lista. Det är de gemensamma personerna som visar hur många som ingen "
    "ser; utan dem kan de osedda vara hur många som helst, och inget tal kan ges. Lägg ihop en "
    "längre period, ta med en lista till, eller kontrollera att personerna är rätt kopplade.",
    "Nobody is on more than one list. It is the persons in common that show how many nobody sees; "
    "without them the unseen may be any number, and no figure can be given. Take a longer period, "
    "add another list, or check that persons are linked rightly.",
)
_ALL_SHARED: Final = Note(
    "all_in_common",
    "Ingen finns på bara en lista: listorna är samma personer, och säger inget om dem som står "
    "utanför.",
    "Nobody is on just one list: the lists are the same persons, and tell nothing of those outside.",
)
_ONCE: Final = Note(
    "no_repeats",
    "Ingen har haft mer än en kontakt. Det är återkomsterna som visar hur många som inte kommit "
    "alls; utan dem kan de vara hur många som helst, och inget tal kan ges. Ta en längre period.",
    "Nobody has had more than one contact. It is the returns that show how many haven't come at "
    "all; without them they may be any number, and no figure can be given. Take a longer period.",
)
_NO_ONCE: Final = Note(
    "no_single_contacts",
    "Ingen har haft just en kontakt, och den skattningen bygger på dem. Använd modellen "
    "truncated-poisson.",
    "Nobody has had just one contact, and that estimate is built on them. Use the model "
    "truncated-poisson.",
)
_NO_TWICE: Final = Note(
    "no_double_contacts",
    "Ingen finns på just två listor eller har haft just två kontakter, och den skattningen bygger på "
    "dem. Modellen chao-bias-corrected ger en undre gräns ändå.",
    "Nobody is on just two lists or has had just two contacts, and that estimate is built on them. "
    "The model chao-bias-corrected gives a lower bound all the same.",
)


_ONLY_TWO: Final = Note(
    "two_lists_only",
    "Två listor säger inget om huruvida de beror av varandra, så ett medelvärde över modeller skulle "
    "bara ge tillbaka det som antagits i förväg. Ta med en tredje lista, eller använd chapman och "
    "metrics.list_dependence.",
    "Two lists tell nothing of whether they depend on each other, so an average over models would "
    "only give back what was assumed beforehand. Add a third list, or use chapman and "
    "metrics.list_dependence.",
)


NO_MODEL: Final = Note(
    "no_model",
    "Talen räcker inte för någon modell: de osedda kan vara hur många som helst, och inget tal kan "
    "ges. Lägg ihop en längre period eller ta med en lista till.",
    "The data suffice for no model: the unseen may be any number, and no figure can be given. Take "
    "a longer period or add another list.",
)


def _empty_list(name: str) -> Note:
    return Note(
        "empty_list",
        f"Ingen finns på listan {name}, så den säger inget om de osedda. Skatta utan den.",
        f"Nobody is on the list {name}, so it tells nothing of the unseen. Estimate without it.",
    )


def _no_estimate(words: str) -> Note:
    return Note(
        "no_estimate",
        f"Talen räcker inte för modellen {words}: någon kombination av listor som den behöver är "
        "tom, så att ett av dess obekanta tal växer utan gräns, och inget tal ges. Använd färre "
        "samband, eller modellen chao för en undre gräns.",
        f"The data don't suffice for the model {words}: some combination of lists that it needs is "
        "empty, so that one of its unknowns grows without end, and no figure is given. Use fewer "
        "pairs, or the model chao for a lower bound.",
    )


def _not_identifiable(words: str) -> Note:
    return Note(
        "not_identifiable",
        f"Modellen {words} har fler okända än vad talen kan skilja åt: många svar passar lika bra. "
        "Använd färre samband, eller fler listor.",
        f"The model {words} has more unknowns than the data can tell apart: many answers fit equally "
        "well. Use fewer pairs, or more lists.",
    )


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
        raise RefusedError(_EMPTY)
    totals = counts[1:] @ design(len(lists), ())[:, 1:]
    if (totals == 0).any():
        raise RefusedError(_empty_list(lists[int(np.flatnonzero(totals == 0)[0])]))
    if counts[sizes > 1].sum() == 0:
        raise RefusedError(_NO_OVERLAP)
    if counts[sizes == 1].sum() == 0:
        raise RefusedError(_ALL_SHARED)


def nested(counts: NDArray[Any], lists: tuple[str, ...]) -> list[Note]:
    """Each list that lies wholly within another."""
    return [notes.inside(lists[small], lists[large]) for small, large in _inside(counts, lists)]


def _inside(counts: NDArray[Any], lists: tuple[str, ...]) -> list[list[int]]:
    """Places of each list and of another that holds everybody on it."""
    singles = design(len(lists), ())[:, 1:]
    alone = singles.T @ (counts[1:, None] * (1 - singles))
    return [pair for pair in np.argwhere(alone == 0).tolist() if pair[0] != pair[1]]


def cautions(counts: NDArray[Any], lists: tuple[str, ...]) -> list[Note]:
    """What must be said of any figure from these lists: little overlap, one inside another, two."""
    overlap = int(counts[np.bitwise_count(np.arange(counts.size)) > 1].sum())
    said = [notes.few_in_common(overlap)] if overlap < FEW else []
    said += nested(counts, lists)
    return [*said, *([notes.two_lists()] if len(lists) == 2 else [])]


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
            raise RefusedError(notes.leave_out(lists[small], lists[large]))


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
    found = nested(counts, lists)
    if found and not may_nest:
        raise RefusedError(found[0])


def check_several(lists: tuple[str, ...]) -> None:
    """Refuse to average over models of two lists.

    Raises
    ------
    RefusedError
        With the reason.
    """
    if len(lists) == 2:
        raise RefusedError(_ONLY_TWO)


def check_model(counts: NDArray[Any], model: Model, words: str) -> None:
    """Refuse a log-linear model without an estimate: rank first, then the linear program.

    Raises
    ------
    RefusedError
        With the reason.
    """
    for asked, note in (
        (loglinear.identifiable, _not_identifiable),
        (lambda table, terms: loglinear.exists(table, terms).exists, _no_estimate),
    ):
        holds: Callable[[Any, Model], bool] = asked
        if not holds(counts, model):
            raise RefusedError(note(words))


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
        raise RefusedError(_EMPTY)
    if frequencies[1:].sum() == 0:
        raise RefusedError(_ONCE)
    if once and frequencies[0] == 0:
        raise RefusedError(_NO_ONCE)
    if twice and frequencies[1] == 0:
        raise RefusedError(_NO_TWICE)
