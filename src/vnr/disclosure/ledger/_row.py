"""One figure that somebody else has printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import attrs

from vnr.disclosure.ledger._meaning import Meaning, cell_of, spanned
from vnr.display import Fields
from vnr.errors import impersonal
from vnr.words import withholding

__all__ = ["Row"]

_EXPOSED: Final = ["exposed_adult", "exposed_child", "witnessing_child"]
_MOST: Final = 2**53
"""The largest whole number that is told apart from the next."""
_COUNTED: Final = {"of": "case", "basis": "known", "measure": "new", "dated_by": "basis"}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(_: Any, field: Any, value: Any) -> None:
    plain = isinstance(value, (int, float)) and abs(value) <= _MOST
    if value is not None and not plain:
        raise withholding("row_number", name=field.name)


def _word(_: Any, field: Any, value: Any) -> None:
    if not (isinstance(value, str) or (value is None and field.name in ("unit", "basis"))):
        raise withholding("row_text", name=field.name)


def _yes_or_no(_: Any, field: Any, value: Any) -> None:
    if not isinstance(value, bool):
        raise withholding("row_flag", name=field.name)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not math.isnan(value)


def _base(_: Any, __: Any, value: Any) -> None:
    several = isinstance(value, (tuple, list))
    each = value if several else [0 if value is None else value]
    if (several and len(each) != 2) or not all(map(_is_number, each)):
        raise withholding("row_rounding")


def _by_name(named: Any) -> dict[str, Any]:
    if not isinstance(named, Mapping):
        raise withholding("row_mappings")
    return {str(name): value for name, value in named.items()}


def _labels(strata: Any) -> dict[str, str]:
    return {str(name): str(label) for name, label in _by_name(strata).items()}


@attrs.frozen(kw_only=True)
class Row(Fields):
    """One figure that somebody has printed (offentliggjord uppgift).

    Attributes
    ----------
    source
        Who printed it, and where.
    value
        The number; None where it is hidden or wasn't printed.
    strata
        Label of each stratum. A row without some of the strata that others of its source have is
        their total: all of them are to be there, those hidden without a value.
    period
        What it is about: a `Period`, a year or its text.
    figure
        Which of the rule's figures it is.
    rule
        How it was counted; of ``count`` what `vnr.metrics.count` counts.
    unit, basis
        What is counted, and by which evidence; None where the rule knows neither.
    cutoff
        The day up to which was known what is counted. What is printed at different days are two
        numbers, whose difference is a number of its own.
    parameters
        What else was asked for, as in a result's definition.
    rounding
        The base to the nearest multiple of which it is rounded, or the least and the largest
        number that it may be, as (1, 5) of a count that is said to be hidden for being so small.
    adds
        Whether such figures add up over all strata and periods; else each is at most its total.

    Examples
    --------
    >>> Row(source="Kolada", strata={"municipality": "0480"}, period=2019, value=40, rounding=10).box
    (35.0, 45.0)
    """

    source: str = attrs.field(validator=_word)
    value: float | None = attrs.field(validator=_number)
    strata: Mapping[str, str] = attrs.field(factory=dict, converter=_labels)
    period: str = attrs.field(default="", converter=_text)
    figure: str = attrs.field(default="value", validator=_word)
    rule: str = attrs.field(default="count", validator=_word)
    unit: str | None = attrs.field(default="case", validator=_word)
    basis: str | None = attrs.field(default="known", validator=_word)
    cutoff: str = attrs.field(default="", converter=_text)
    parameters: Mapping[str, Any] = attrs.field(factory=dict, converter=_by_name)
    rounding: float | tuple[float, float] | None = attrs.field(default=None, validator=_base)
    adds: bool = attrs.field(default=True, validator=_yes_or_no)

    def __attrs_post_init__(self) -> None:
        """Refuse a number that is none, a rounding of nothing, and whoever stands there by number."""
        for name, value in attrs.asdict(self).items():
            if impersonal(told := str(value)) != told:
                raise withholding("row_personal", name=name)
        if self.value is not None and self.rounding is None and self.value != int(self.value):
            raise withholding("row_fraction", source=self.source, name=self.figure)
        low, high = self.box
        if low > high or high < 0:
            raise withholding("row_nothing", source=self.source)

    @property
    def box(self) -> tuple[float, float]:
        """The least and the largest number that it may be."""
        if isinstance(self.rounding, (tuple, list)):
            low, high = self.rounding
            return float(low), float(high)
        if self.value is None:
            return 0.0, float("inf")
        half = (self.rounding or 0) / 2
        return self.value - half, self.value + half

    @property
    def meaning(self) -> Meaning:
        """What it is a number of."""
        asked: dict[str, Any] = {"of": self.unit, "basis": self.basis}
        if self.rule == "count":
            asked = {**_COUNTED, "roles": _EXPOSED, **asked}
        asked |= self.parameters
        told = {name: str(value) for name, value in asked.items() if value is not None}
        return Meaning(self.rule, cell_of(told), self.figure, self.cutoff)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of its cell, its period last."""
        return spanned(self.strata, self.period)
