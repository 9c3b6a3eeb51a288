"""What municipalities of each size name as needs, so that more of them don't name more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import comb
from typing import Any

import attrs
import numpy as np

from vnr.errors import DataError, UnknownNameError, shown
from vnr.frames import plain
from vnr.results import Basis, Definition, Estimate, Figure, FigureKind, Grid, Note, State

__all__ = ["needs"]

Named = Mapping[str, Iterable[str] | None]


def needs(named: Named, of: Mapping[str, str] | Mapping[str, int]) -> Estimate:
    r"""Needs named, by size of municipality (utvecklingsbehov efter kommunstorlek).

    A class of many municipalities names more needs in all, whatever each of them does. So they
    are given per municipality, and as how many different ones as many municipalities of each
    class would name as there are in the smallest class, :math:`r` (rarefaction [1]_):

    .. math:: \sum_i \left[1 - \binom{n - n_i}{r} \Big/ \binom{n}{r}\right]

    with :math:`n_i` of the class's :math:`n` municipalities naming need :math:`i`.

    Parameters
    ----------
    named : mapping of str to several str, or None
        Needs by municipality; none named is an empty list, None is not answered. Where only the
        class is known that named them: needs by size class.
    of : mapping of str to str or int
        Size class by municipality. Where only classes are known: number of municipalities by
        size class.

    Returns
    -------
    Estimate
        Needs named per municipality, by ``size_class``, in the order in which classes come. Columns:
        ``different``, how many different ones :math:`r` municipalities would name, with
        ``different_lower`` and ``different_upper``; ``named``, different ones in all;
        ``municipalities`` that answered, and ``n_not_answered``. Where only classes are known
        each need was named by one of its municipalities at least and by all at most: bounds.

    Raises
    ------
    DataError
        If a class has no municipality, or names something without one; if what is named is no
        list of texts, or one names something twice.
    UnknownNameError
        If a municipality or class isn't in both.

    References
    ----------
    .. [1] Hurlbert SH. The nonconcept of species diversity. *Ecology* 1971;52:577–586.

    Examples
    --------
    >>> by_place = needs({"a": ["x", "y"], "b": ["y"], "c": []}, {"a": "small", "b": "small", "c": "medium"})
    >>> by_place.value.tolist(), by_place["different"].tolist()
    ([1.5, 0.0], [1.5, 0.0])
    >>> table = needs({"larger": ["x", "y"], "small": ["x", "y", "z"]}, {"larger": 2, "small": 5})
    >>> table.lower.tolist(), table.upper.tolist(), table.basis.value
    ([1.0, 0.6], [2.0, 3.0], 'bound')
    """
    if not isinstance(named, Mapping) or not isinstance(of, Mapping) or not of:
        raise DataError("needs takes two mappings, of what is named and of who is of which size")
    answers = {key: _texts(key, its) for key, its in named.items()}
    sizes = {key: plain(size) for key, size in of.items()}
    for one in answers:
        if one not in sizes:
            raise UnknownNameError("municipality or size class", one, sizes)
    for one in sizes:
        if one not in answers:
            raise UnknownNameError("municipality or size class", one, answers)
    if all(type(size) is str for size in sizes.values()):
        classes = _by_municipality(answers, sizes)
    elif all(type(size) is int and size > 0 for size in sizes.values()):
        classes = _by_class(answers, sizes)
    else:
        raise DataError(
            "of must be size classes by municipality, as texts, or numbers of municipalities "
            "above 0 by size class"
        )
    return _estimate(classes, bound=type(next(iter(sizes.values()))) is int)


@attrs.frozen
class _SizeClass:
    """What the municipalities of one class name.

    Attributes
    ----------
    n
        Municipalities that answered.
    silent
        Those that didn't.
    least, most
        Of each need how many of them named it.
    """

    n: int
    silent: int
    least: tuple[int, ...]
    most: tuple[int, ...]

    def different(self, r: int, of: tuple[int, ...]) -> float:
        """Different needs that r of them name, expected."""
        if not self.n:
            return float("nan")
        return sum(1 - comb(self.n - one, r) / comb(self.n, r) for one in of)


def _texts(key: Any, named: Any) -> tuple[str, ...] | None:
    """What one names; None where nothing was answered."""
    if named is None:
        return None
    if isinstance(named, str) or not isinstance(named, Iterable):
        raise DataError(f"what {shown(key)} names must be a list of texts")
    texts = tuple(named)
    if not all(isinstance(one, str) and one.strip() for one in texts):
        raise DataError(f"what {shown(key)} names must be texts that aren't empty")
    if len({one.strip().casefold() for one in texts}) < len(texts):
        raise DataError(f"{shown(key)} names a need twice; name each once")
    return tuple(one.strip().casefold() for one in texts)


def _by_municipality(
    answers: Mapping[str, tuple[str, ...] | None], sizes: Mapping[str, Any]
) -> dict[str, _SizeClass]:
    classes = {}
    for size in dict.fromkeys(sizes.values()):
        own = [answers[one] for one in sizes if sizes[one] == size]
        told = [its for its in own if its is not None]
        times = tuple(Counter(need for its in told for need in its).values())
        classes[size] = _SizeClass(len(told), len(own) - len(told), times, times)
    return classes


def _by_class(
    answers: Mapping[str, tuple[str, ...] | None], sizes: Mapping[str, Any]
) -> dict[str, _SizeClass]:
    classes = {}
    for size, number in sizes.items():
        its = answers[size]
        silent, told = (number, 0) if its is None else (0, number)
        different = len(its or ())
        classes[size] = _SizeClass(told, silent, (1,) * different, (told,) * different)
    return classes


def _estimate(classes: Mapping[str, _SizeClass], *, bound: bool) -> Estimate:
    every = list(classes.values())
    there = [one.n for one in every if one.n]
    r = min(there, default=0)
    if not r:
        raise DataError("nobody answered what they need")
    with np.errstate(invalid="ignore"):
        n = np.array([one.n or np.nan for one in every])
        lower = np.array([sum(one.least) for one in every]) / n
        upper = np.array([sum(one.most) for one in every]) / n
    least = np.array([one.different(r, one.least) for one in every])
    most = np.array([one.different(r, one.most) for one in every])
    grid = Grid.delivered(
        len(every),
        Definition("needs", {"among": r, "known_by": "size_class" if bound else "municipality"}),
        {"size_class": np.array(list(classes))},
    )
    nowhere = np.where(lower == upper, lower, np.nan)
    silent = np.array([one.silent for one in every], np.int64)
    notes = (Note("named_is_not_all", number=r), *((Note("named_by_class"),) if bound else ()))
    return Estimate.over(
        attrs.evolve(
            grid,
            state=np.where(np.isnan(n), State.NOT_REPORTED, State.VALUE),
            covered=np.array([one.n / (one.n + one.silent) for one in every]),
        ).saying(*notes),
        value=nowhere if bound else lower,
        lower=lower,
        upper=upper,
        n=np.full(len(every), np.nan),
        columns={
            "different": np.where(least == most, least, np.nan) if bound else least,
            "different_lower": least,
            "different_upper": most,
            "named": np.array([len(one.least) for one in every], np.int64),
            "municipalities": np.array([one.n for one in every], np.int64),
            "n_not_answered": silent,
        },
        figures={
            "value": Figure(FigureKind.NUMBER),
            **{
                name: Figure(FigureKind.NUMBER)
                for name in ("different", "different_lower", "different_upper")
            },
        },
        confidence=None,
        unit="per municipality",
        method="named by one to all" if bound else "counted",
        basis=Basis.BOUND if bound else Basis.REGISTER,
    )
