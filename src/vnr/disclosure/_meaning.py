"""What a number is a number of, and in which cell, so that the same stands only once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import attrs

from vnr.model import Period
from vnr.results import Definition, Figure, Result

__all__ = ["TIMES", "Cell", "Meaning", "cell_of", "labels_of", "spanned"]

Cell = tuple[tuple[str, str], ...]

TIMES: Final = ("year", "quarter", "month")
# What changes an interval, the order of cells or where they lie, and no number.
_BESIDE: Final = ("by", "groups", "cluster", "confidence", "method", "cutoff", "period", "as_of")


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
        definition = _root(result.definition)
        derived = definition is not result.definition and result.definition.rule != "sum"
        asked = cell_of(
            {
                key: str(value)
                for key, value in definition.parameters.items()
                if key not in (*_BESIDE, *figure.regardless_of)
            }
        )
        until = definition.parameters.get("as_of") or definition.cutoff or ""
        # The number that a rate is reckoned from is the count's own.
        return cls(definition.rule, asked, "value" if derived and name == "n" else name, str(until))

    @property
    def adds_over_time(self) -> bool:
        """Whether whatever is counted falls into one span only, by what the rule says."""
        asked = dict(self.asked)
        return self.rule in ("detection", "follow_up") or (
            self.rule == "count" and (asked.get("of"), asked.get("measure")) == ("case", "new")
        )


def _root(definition: Definition) -> Definition:
    """What was counted first, of a sum or a figure that is made of others."""
    while definition.operands and "period" not in definition.parameters:
        definition = definition.operands[0]
    return definition


def cell_of(labels: Mapping[str, str]) -> Cell:
    """Labels, in the order of their names."""
    return tuple(sorted(labels.items()))


def labels_of(result: Result) -> list[dict[str, str]]:
    """Each cell's labels, with the days that it spans as its period."""
    whole = str(_root(result.definition).parameters.get("period", ""))
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
