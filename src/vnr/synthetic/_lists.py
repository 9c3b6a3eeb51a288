"""Linked lists of made-up people, of whom it is known how many nobody saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from numbers import Real as RealNumber
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError, shown

__all__ = ["Lists", "lists"]

Real = NDArray[np.float64]
_MOST: Final = 10**9
_INCLINED: Final = 20


@attrs.frozen
class Lists(Fields):
    """Lists of made-up people.

    Attributes
    ----------
    names
        Names of the lists.
    persons
        How many there are, seen or not: the truth.
    members
        Who is on which list, bool, shape ``(persons, lists)``.

    Examples
    --------
    >>> made = lists(100, {"police": 0.5, "health": 0.3}, seed=1)
    >>> made.names, made.members.sum(axis=0)
    (('police', 'health'), array([53, 27]))
    """

    names: tuple[str, ...]
    persons: int
    members: NDArray[np.bool_] = attrs.field(eq=attrs.cmp_using(eq=np.array_equal))

    @property
    def unseen(self) -> int:
        """How many are on no list."""
        return int((~self.members.any(axis=1)).sum())

    def histories(self) -> dict[str, int]:
        """Persons by history, such as ``{"110": 54}``, those on no list left out."""
        found, counts = np.unique(self.members, axis=0, return_counts=True)
        return {
            "".join("1" if on else "0" for on in row): int(count)
            for row, count in zip(found.tolist(), counts.tolist(), strict=True)
            if any(row)
        }

    def pseudonyms(self, name: str) -> list[str]:
        """Made-up pseudonyms of those on a list.

        Raises
        ------
        UnknownNameError
            If there is no such list.
        """
        if name not in self.names:
            raise UnknownNameError("list", name, self.names)
        on = np.flatnonzero(self.members[:, self.names.index(name)])
        return [f"made-up-{one:07d}" for one in on.tolist()]


def lists(
    persons: int,
    shares: Mapping[str, float],
    *,
    odds_ratios: Mapping[tuple[str, str], float] | None = None,
    heterogeneity: float = 0.0,
    seed: int = 0,
) -> Lists:
    r"""Put made-up people on lists that depend on each other as told.

    Given a person's own inclination :math:`z`, normal with standard deviation `heterogeneity`, the
    history `h` has

    .. math:: \log p(h) = c + \sum_i (a_i + z) h_i + \sum_{i < j} \log(\theta_{ij}) h_i h_j

    with :math:`a_i` such that a person with :math:`z = 0` is on each list with its share.

    Parameters
    ----------
    persons : int
        How many there are, unseen included.
    shares : mapping of str to float
        Each list's share of them, between 0 and 1.
    odds_ratios : mapping of pairs of str to float, optional
        How strongly two lists depend, the others given: above 1 one leads to the other, below 1
        they keep each other out; 1 where nothing is said.
    heterogeneity : float
        How much people differ in how easily any list sees them.
    seed : int
        The same seed gives the same people.

    Raises
    ------
    DataError
        If there are fewer than two lists, or a share, a ratio or a number is none.
    UnknownNameError
        If a pair names a list that isn't there.

    Examples
    --------
    >>> made_up = lists(1000, {"police": 0.3, "health": 0.2}, seed=1)
    >>> made_up.persons == made_up.unseen + sum(made_up.histories().values())
    True
    """
    if not isinstance(shares, Mapping) or not all(map(_is_number, shares.values())):
        raise DataError(f"shares must be a mapping of lists to shares, got {shown(shares)}")
    if odds_ratios is not None and not isinstance(odds_ratios, Mapping):
        raise DataError(f"odds_ratios must be a mapping of pairs, got {shown(odds_ratios)}")
    for name, number in (("persons", persons), ("heterogeneity", heterogeneity), ("seed", seed)):
        if not _is_number(number) or (name != "heterogeneity" and number != int(number)):
            raise DataError(
                f"{name} must be a number, whole but for heterogeneity, got {shown(number)}"
            )
    if not seed >= 0 or persons > _MOST:
        raise DataError(f"seed must be 0 or more, and persons at most {_MOST}")
    names = tuple(shares)
    share = np.array([shares[name] for name in names], np.float64)
    if len(names) < 2 or not ((share > 0) & (share < 1)).all():
        raise DataError("shares must name at least two lists, each with a share between 0 and 1")
    if persons < 1 or not 0 <= heterogeneity <= _INCLINED:
        raise DataError(
            f"persons must be at least 1, and heterogeneity from 0 to {_INCLINED}, which is all or none"
        )
    members = (np.arange(2 ** len(names))[:, None] >> np.arange(len(names))[::-1]) & 1
    joint = _together(names, odds_ratios or {}, members)
    effect = _inclined(share, joint, members)
    rng = np.random.default_rng(seed)
    own = rng.normal(0, heterogeneity, persons) if heterogeneity else np.zeros(1)
    weight = np.exp(own[:, None] * members.sum(axis=1) + members @ effect + joint)
    upper = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    history = (rng.random((persons, 1)) > upper[:, :-1]).sum(axis=1)
    return Lists(names, persons, members[history].astype(bool))


def _together(
    names: Sequence[str], odds_ratios: Mapping[tuple[str, str], float], members: NDArray[np.int64]
) -> Real:
    """Logarithm of each history's odds ratios."""
    found = np.zeros(len(members))
    known = {frozenset(pair): pair for pair in combinations(names, 2)}
    for pair, ratio in odds_ratios.items():
        for name in pair:
            if name not in names:
                raise UnknownNameError("list", name, names)
        if frozenset(pair) not in known or not ratio > 0:
            raise DataError("odds_ratios must give two different lists a ratio above 0")
        one, other = (names.index(name) for name in pair)
        found += np.log(ratio) * members[:, one] * members[:, other]
    return found


def _inclined(share: Real, joint: Real, members: NDArray[np.int64]) -> Real:
    """Main effects that give the shares: each list in turn is set right until all are."""
    effect = np.log(share / (1 - share))
    for _ in range(10_000):
        before = effect.copy()
        for one in range(share.size):
            weight = np.exp(members @ effect + joint)
            now = (weight @ members[:, one]) / weight.sum()
            effect[one] += np.log(share[one] / (1 - share[one])) - np.log(now / (1 - now))
        if np.abs(effect - before).max() < 1e-12:
            break
    return effect


def _is_number(value: object) -> bool:
    """Whether it is a number that a draw can go by."""
    return (
        isinstance(value, RealNumber) and not isinstance(value, bool) and abs(float(value)) < np.inf
    )
