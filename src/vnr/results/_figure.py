"""What each figure of a result is, and how figures hang together: declared once by a metric."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import attrs
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError

__all__ = ["Balance", "Figure", "FigureKind", "kind_of"]


class FigureKind(StrEnum):
    """What a figure is a number of, which decides whether it can point at a person."""

    CASES = "cases"
    PERSONS = "persons"
    COUNT = "count"
    """Of anything else: follow-ups, interventions, assessments, episodes, days of a stay."""
    SHARE = "share"
    RATE = "rate"
    RATIO = "ratio"
    LIMIT = "limit"
    DAYS = "days"
    NUMBER = "number"
    """Of nothing that can be counted: a score, a weight, a design effect."""
    LABEL = "label"

    @property
    def adds(self) -> bool:
        """Whether such figures may be added over cells."""
        return self in (FigureKind.CASES, FigureKind.PERSONS, FigureKind.COUNT)


def _names(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _labels(labels: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(label)) for name, label in labels)


def _pair(names: Any) -> tuple[str, str] | None:
    if names is None:
        return None
    numerator, denominator = names
    return numerator, denominator


@attrs.frozen
class Balance(Fields):
    """What a figure adds up from in other cells, which differ in one stratum only.

    Attributes
    ----------
    stratum, label
        Where the figure itself stands.
    addends
        Figures with the labels of that stratum where they stand.
    exact
        Whether it is their sum; else at most that, and mostly the same.

    Examples
    --------
    >>> Balance("sex", "all", (("value", "woman"), ("value", "man")))
    Balance(stratum='sex', label='all', addends=(('value', 'woman'), ('value', 'man')), exact=True)
    """

    stratum: str
    label: str
    addends: tuple[tuple[str, str], ...] = attrs.field(converter=_labels)
    exact: bool = True

    def to_dict(self) -> dict[str, Any]:
        """JSON types."""
        return {**attrs.asdict(self), "addends": [list(one) for one in self.addends]}


def _is_in(cells: tuple[tuple[str, str], ...], labels: Mapping[str, Any]) -> bool:
    return any(str(labels.get(name)) == label for name, label in cells)


def _balances(balances: Any) -> tuple[Balance, ...]:
    return tuple(Balance(**one) if isinstance(one, Mapping) else one for one in balances)


@attrs.frozen
class Figure(Fields):
    """One figure of a result, by its kind and its relations to the others in the same cell.

    Attributes
    ----------
    kind
        What it is a number of.
    sum_of
        Figures that it adds up from; one name is what it equals.
    part_of
        Figure that it is a part of, so that the rest is a figure too.
    ratio_of
        Numerator and denominator.
    regardless_of
        Parameters of the definition that it is the same number for, whatever was asked.
    days_of
        Persons whose nights or days it adds up: those of a few tell of them, however many they
        are. Empty where it isn't here how many persons they are of.
    distinct
        Counted once in each cell, so that cells don't add up whatever they are split by.
    distinct_in
        Strata and labels in whose cells alone it is counted so: no cell holds more than its
        total, which may be less than they are together.
    untied_in
        Strata and labels in whose cells a total may even be less than a part of it: somebody
        may be no in one place and yes in the whole.
    impossible
        Strata and labels in whose cells it is 0 by definition, whoever is counted.
    balances
        What it adds up from in cells of other labels.

    Examples
    --------
    >>> due = Figure("count", sum_of=("on_time", "late", "missed"))
    >>> share = Figure("share", ratio_of=("on_time", "due"))
    >>> due.kind, share.ratio_of
    (<FigureKind.COUNT: 'count'>, ('on_time', 'due'))
    """

    kind: FigureKind = attrs.field(converter=FigureKind)
    sum_of: tuple[str, ...] = attrs.field(default=(), converter=_names)
    part_of: str | None = None
    ratio_of: tuple[str, str] | None = attrs.field(default=None, converter=_pair)
    regardless_of: tuple[str, ...] = attrs.field(default=(), converter=_names)
    days_of: str | None = None
    distinct: bool = False
    distinct_in: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_labels)
    untied_in: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_labels)
    impossible: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_labels)
    balances: tuple[Balance, ...] = attrs.field(default=(), converter=_balances)

    @property
    def related(self) -> tuple[str, ...]:
        """Names of the figures that it hangs together with."""
        return (*self.sum_of, *filter(None, (self.part_of, self.days_of)), *(self.ratio_of or ()))

    def is_impossible(self, labels: Mapping[str, Any]) -> bool:
        """Whether it is 0 by definition in the cell of these labels."""
        return _is_in(self.impossible, labels)

    def adds_in(self, labels: Mapping[str, Any]) -> bool | None:
        """Whether the cells of these labels may add up; None where they aren't tied at all."""
        if _is_in(self.untied_in, labels):
            return None
        return not (self.distinct or _is_in(self.distinct_in, labels))

    def to_dict(self) -> dict[str, Any]:
        """JSON types, without relations that there are none of."""
        return {
            "kind": self.kind.value,
            **({"sum_of": list(self.sum_of)} if self.sum_of else {}),
            **({"part_of": self.part_of} if self.part_of else {}),
            **({"ratio_of": list(self.ratio_of)} if self.ratio_of else {}),
            **({"regardless_of": list(self.regardless_of)} if self.regardless_of else {}),
            **({"days_of": self.days_of} if self.days_of is not None else {}),
            **({"distinct": True} if self.distinct else {}),
            **{
                name: [list(one) for one in getattr(self, name)]
                for name in ("distinct_in", "untied_in")
                if getattr(self, name)
            },
            **({"impossible": [list(one) for one in self.impossible]} if self.impossible else {}),
            **({"balances": [one.to_dict() for one in self.balances]} if self.balances else {}),
        }


_UNITS: Final = {
    "cases": FigureKind.CASES,
    "persons": FigureKind.PERSONS,
    "proportion": FigureKind.SHARE,
    "%": FigureKind.SHARE,
    "ratio": FigureKind.RATIO,
    "days": FigureKind.DAYS,
}


def kind_of(name: str, array: NDArray[Any], unit: str) -> FigureKind:
    """The kind of a figure of which nothing is declared."""
    if name in ("lower", "upper"):
        return FigureKind.LIMIT
    if name == "value" and unit in _UNITS:
        return _UNITS[unit]
    if name == "value" and unit.startswith(("per ", "ratio ")):
        return FigureKind.RATE if unit.startswith("per ") else FigureKind.RATIO
    if array.dtype.kind in "iu" or name == "n":
        return FigureKind.COUNT
    return FigureKind.NUMBER if array.dtype.kind in "fb" else FigureKind.LABEL


def check_figures(figures: Mapping[str, Figure], there: Mapping[str, Any]) -> None:
    """Refuse what is declared of a figure that the result hasn't.

    Raises
    ------
    DataError
        With the figure's name.
    """
    for name, figure in figures.items():
        for other in (name, *figure.related):
            if other not in there:
                raise DataError(
                    f"figures declares {name}, which speaks of {other}: the result has no such "
                    f"figure, but {', '.join(there)}"
                )
