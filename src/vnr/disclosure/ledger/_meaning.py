"""What a number is a number of, and in which cell, so that the same stands only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import attrs

from vnr.model import Period
from vnr.results import Definition, Figure, FigureKind, Result

__all__ = [
    "LEFT_OUT",
    "NUMERATOR",
    "TIMES",
    "Cell",
    "Meaning",
    "cell_of",
    "groups_of",
    "labels_of",
    "period_of",
    "periods_of",
    "spanned",
]

Cell = tuple[tuple[str, str], ...]

NUMERATOR: Final = "numerator"
"""What a share gives back together with its denominator, where nothing of it is declared."""
TIMES: Final = ("year", "quarter", "month")
LEFT_OUT: Final = "left_out"
"""Parameter of a definition that names the municipalities whose rows aren't shown."""
# What changes an interval, the order of cells or where they lie, and no number.
_BESIDE: Final = (
    *("by", "groups", LEFT_OUT),
    *("cluster", "confidence", "method", "cutoff", "period", "as_of"),
)


@attrs.frozen(cache_hash=True)
class Meaning:
    """What a number is a number of, in whatever cell it stands.

    Attributes
    ----------
    rule
        How it was counted.
    asked
        What was asked for, by name.
    figure
        Which of the rule's figures it is.
    cutoff
        The day up to which was known what is counted; empty where nobody says.
    """

    rule: str
    asked: Cell
    figure: str
    cutoff: str = ""

    @classmethod
    def of(cls, result: Result, name: str, figure: Figure) -> Meaning:
        """The meaning of one figure of a result."""
        definition, counts = _root(result.definition), name
        derived = definition is not result.definition and result.definition.rule != "sum"
        place = _operand(result, name) if derived else None
        if place is not None:
            definition, counts = _root(result.definition.operands[place]), "value"
        # What has a period of its own was counted of what was asked for before.
        before = definition.operands[0] if definition.operands else definition
        asked = cell_of(
            {
                key: str(value)
                for key, value in {**before.parameters, **definition.parameters}.items()
                if key not in (*_BESIDE, *figure.regardless_of)
            }
        )
        until = definition.parameters.get("as_of") or definition.cutoff or before.cutoff or ""
        return cls(definition.rule, asked, counts, str(until))

    @property
    def adds_over_time(self) -> bool:
        """Whether whatever is counted falls into one span only, by what the rule says."""
        asked = dict(self.asked)
        return self.rule in ("detection", "follow_up") or (
            self.rule == "count" and (asked.get("of"), asked.get("measure")) == ("case", "new")
        )

    @property
    def adds_over_places(self) -> bool:
        """Whether whatever is counted belongs to one municipality, by what the rule says."""
        of_cases = self.rule == "count" and dict(self.asked).get("of") == "case"
        return of_cases or self.rule in ("detection", "follow_up")


def periods_of(result: Result) -> Sequence[Sequence[Any]]:
    """When all was delivered that was needed to count a result."""
    return _root(result.definition).coverage


def _operand(result: Result, name: str) -> int | None:
    """Which of the results that it was made of a figure is a number of; None where nobody says.

    The number that a rate is reckoned from is the count's own, and a share's are both.
    """
    share = result.figure("value")
    if share.kind is not FigureKind.SHARE or share.ratio_of is not None:
        return 0 if name == "n" else None
    both = len(result.definition.operands) > 1
    return {NUMERATOR: 0, "n": 1}.get(name) if both else None


def _root(definition: Definition) -> Definition:
    """What was counted first, of a sum or a figure that is made of others."""
    while definition.operands and "period" not in definition.parameters:
        definition = definition.operands[0]
    return definition


def cell_of(labels: Mapping[str, str]) -> Cell:
    """Labels, in the order of their names."""
    return tuple(sorted(labels.items()))


def period_of(result: Result) -> str:
    """What the figures are about altogether; empty where nobody says."""
    return str(_root(result.definition).parameters.get("period", ""))


def labels_of(result: Result) -> list[dict[str, str]]:
    """Each cell's labels, with the days that it spans as its period."""
    whole = period_of(result)
    columns = {name: labels.astype(str).tolist() for name, labels in result.strata.items()}
    rows = []
    for cell in range(len(result)):
        own = {name: column[cell] for name, column in columns.items()}
        rows.append(spanned(own, whole))
    return rows


def spanned(labels: Mapping[str, str], whole: str) -> dict[str, str]:
    """A cell's labels with the days that it spans as its period, last, instead of those of time.

    Parameters
    ----------
    labels : mapping of str to str
        Strata and their labels.
    whole : str
        What the figures are about altogether: a year of which they have a part is that part.
    """
    left = {name: label for name, label in labels.items() if name not in TIMES}
    return left | {"period": days(whole, *(labels[name] for name in TIMES if name in labels))}


@cache
def days(*texts: str) -> str:
    """The first and the last day of what periods have in common; the last text where one is none."""
    common: Period | None = None
    for text in filter(None, texts):
        try:
            span = Period.of(text)
        except ValueError:
            return text
        common = (common and common.overlap(span)) or span
    return str(common or "")


def groups_of(result: Result) -> dict[str, dict[str, str]]:
    """By stratum of places, in which of them each municipality lies."""
    told = result.definition.parameters.get("groups", {})
    return {
        name: {code: label for label, codes in members.items() for code in codes}
        for name, members in told.items()
    }


def wholes_of(
    name: str, figure: Figure, figures: Mapping[str, Figure]
) -> Iterable[tuple[str, str]]:
    """A figure and every whole that it is part of, however far up; and a share's two numbers."""
    whole = figure.part_of
    while whole is not None:
        yield name, whole
        whole = figures[whole].part_of
    if figure.ratio_of:
        yield figure.ratio_of
