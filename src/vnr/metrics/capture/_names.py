"""Models by name, as people write them and as results show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from vnr.errors import DataError, UnknownNameError, shown
from vnr.metrics.capture._models import Model, hierarchical

__all__ = [
    "BOUNDS",
    "BY_TERMS",
    "CONTACTS",
    "METHODS",
    "SELECTED",
    "ModelChoice",
    "choose_model",
    "model_name",
    "pair_names",
]

SELECTED: Final = ("stepwise", "aic", "bic")
"""Models that are chosen by the table itself."""
CONTACTS: Final = ("truncated-poisson", "zelterman")
"""Models of repeat contacts on one list."""
BOUNDS: Final = ("chao", "chao-bias-corrected", "chao-plain")
"""Forms of Chao's lower bound, on lists and on repeat contacts."""
BY_TERMS: Final = "given terms"
"""What a model is called that is asked for by its terms."""

_LOGLINEAR = ("profile", "lognormal", "bca")
METHODS: Final[dict[str, tuple[str, ...]]] = {
    "lincoln-petersen": _LOGLINEAR,
    "chapman": ("lognormal", "sadinle", "wald"),
    **dict.fromkeys(BOUNDS, ("lognormal",)),
    "truncated-poisson": ("lognormal", "wald"),
    "zelterman": ("lognormal", "wald"),
    "independence": _LOGLINEAR,
    "aic": ("bca", "profile", "lognormal"),
    "bic": ("bca", "profile", "lognormal"),
    "stepwise": ("bca", "profile", "lognormal"),
    "average": ("posterior",),
    BY_TERMS: _LOGLINEAR,
}
"""Intervals of each model, the first by default."""


@attrs.frozen
class ModelChoice:
    """A model and an interval that go together.

    Attributes
    ----------
    model
        A name in `METHODS`.
    terms
        Interaction terms, where they are given; none for independence.
    method
        One of the model's intervals.
    """

    model: str
    terms: Model
    method: str


def choose_model(
    model: str | Sequence[str | Iterable[str]], method: str | None, lists: tuple[str, ...]
) -> ModelChoice:
    """What is asked for, with the default interval where none is named.

    Raises
    ------
    UnknownNameError
        If the model, the method or a list is none there is.
    DataError
        If a term names no list, or one twice.
    """
    name = BY_TERMS
    terms: Model = ()
    if isinstance(model, str) and "*" not in model:
        if model not in METHODS or model == BY_TERMS:
            raise UnknownNameError("model", model, [name for name in METHODS if name != BY_TERMS])
        name = model
    else:
        if not isinstance(model, Iterable):
            raise DataError(f"model must be a name or terms, got {model!r}")
        names = model.split("+") if isinstance(model, str) else model
        terms = hierarchical(len(lists), [_term(part, lists) for part in names])
    if method is not None and method not in METHODS[name]:
        raise UnknownNameError(f"method of {name}", method, METHODS[name])
    return ModelChoice(name, terms, METHODS[name][0] if method is None else method)


def _term(part: str | Iterable[str], lists: tuple[str, ...]) -> frozenset[int]:
    if not isinstance(part, Iterable):
        raise DataError(f"model must be a name or terms, got the term {shown(part)}")
    names = [name.strip() for name in part.split("*")] if isinstance(part, str) else list(part)
    for name in names:
        if name not in lists:
            raise UnknownNameError("list", name, lists)
    if len(set(names)) < len(names) or not names:
        raise DataError(
            f'a term names each of its lists once, such as "{lists[0]}*{lists[1]}", got {names!r}'
        )
    return frozenset(lists.index(name) for name in names)


def model_name(terms: Model, lists: tuple[str, ...]) -> str:
    """The largest terms of a hierarchical model, such as ``police*health + health*shelter``."""
    largest = [term for term in terms if not any(term < other for other in terms)]
    return pair_names(largest, lists, " + ") or "independence"


def pair_names(terms: Iterable[frozenset[int]], lists: tuple[str, ...], between: str) -> str:
    """Terms by the names of their lists."""
    return between.join("*".join(lists[number] for number in sorted(term)) for term in terms)
