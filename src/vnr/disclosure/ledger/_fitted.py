"""The counts that a figure is fitted to, or weighed of: beside them it tells nothing more."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping
from typing import Final

import attrs
import numpy as np

from vnr.disclosure.ledger._bases import BASIS
from vnr.disclosure.ledger._meaning import Meaning, cell_of, labels_of, period_of, spanned
from vnr.results import Curve, Result, State

__all__ = ["Fitted"]

Labels = Mapping[str, str]


class Fitted:
    """What trends, and rates standardised by groups, are made of.

    The value of such a one is an equation more between its counts, whose weights anybody knows:
    with `n` and the limits it gives a few of them back to the last person.
    """

    def __init__(self) -> None:
        self._behind: dict[str, list[list[Hashable]]] = {}
        self._without: set[Hashable] = set()

    def note(self, label: str, result: Result) -> None:
        """Take down of which numbers each cell is made, and of which cells there is no number."""
        if isinstance(result, Curve) or BASIS in result.strata:
            return
        labels = labels_of(result)
        for name in result.names:
            figure, states = result.figure(name), result.state_of(name)
            if figure.kind.adds:
                meaning = Meaning.of(result, name, figure)
                gone = (states != State.VALUE) & (states != State.SUPPRESSED)
                self._without |= {
                    (meaning, cell_of(labels[at])) for at in np.flatnonzero(gone).tolist()
                }
        made = _MADE.get(result.definition.rule)
        if made is not None:
            of = Meaning.of(result, "n", result.figure("n"))
            if result.definition.rule == _OF_DISTRICTS:
                # The mean of rates is made of their cases.
                of = attrs.evolve(of, figure="cases")
            self._behind[label] = [
                [(of, cell_of(one)) for one in made(result, own)] for own in labels
            ]

    def places(
        self, places: Mapping[Hashable, int], entered: Container[int]
    ) -> dict[str, list[list[int]]]:
        """By label the places of the numbers of each cell; -1 for one that stands nowhere.

        Parameters
        ----------
        places : mapping of key to int
            The place of every number.
        entered : container of int
            Those of numbers that stand in a table.
        """

        def told(key: Hashable) -> int:
            place = places.get(key, -1)
            return place if place in entered else -1

        return {
            label: [
                # What wasn't reported is no part of it.
                [told(key) for key in keys if told(key) >= 0 or key not in self._without]
                for keys in cells
            ]
            for label, cells in self._behind.items()
        }


def _years(trend: Result, own: Labels) -> list[Labels]:
    """The cells of the years of a unit."""
    whole, years = period_of(trend), trend.definition.parameters["years"]
    return [spanned({**own, "year": str(year)}, whole) for year in years]


def _groups(rate: Result, own: Labels) -> list[Labels]:
    """The cells of the groups of a unit; none where the groups had no labels."""
    over = rate.definition.parameters.get("over", ())
    return [{**own, **{name: str(one) for name, one in group.items()}} for group in over]


_OF_DISTRICTS: Final = "kolada_mean"
_MADE: Final = {"trend": _years, "standardise": _groups, _OF_DISTRICTS: _groups}
