"""What somebody applied for, and what was decided."""

from __future__ import annotations

import attrs

from vnr.model import _rules as rule
from vnr.model._invariants import MOST_BELOW_LEAST
from vnr.model._record import Record
from vnr.model._vocabulary import GrantDecision

__all__ = ["Grant"]


@attrs.frozen
class Grant(Record):
    """A decision on an application for funds (beslut om utvecklingsmedel).

    Attributes
    ----------
    recipient
        Who applied, as the list has it: a municipality, a city district, a federation of
        municipalities, an organisation.
    year
        Year of the funds.
    decision
        Granted, rejected or withdrawn.
    least, most
        The amount granted in kronor. Where it can't be read they are the least and the most that
        it may be, and it is one of the two: a digit was lost, or none. `most` None is `least`.
    municipality
        Code of the municipality that the recipient is, or is part of.
    county
        Code of the recipient's county; None is that of its municipality.
    source
        The published list that it is of; None is a row of one's own.

    Examples
    --------
    >>> Grant("Östersunds kommun", 2013, GrantDecision.GRANTED, 320_000, 1_320_000, "2380").most
    1320000
    """

    rules = (MOST_BELOW_LEAST,)

    recipient: str = attrs.field(metadata=rule.text)
    year: int = attrs.field(metadata=rule.whole_year)
    decision: GrantDecision = attrs.field(metadata=rule.vocabulary(GrantDecision))
    least: int | None = attrs.field(default=None, metadata=rule.count)
    most: int | None = attrs.field(default=None, metadata=rule.count)
    municipality: str | None = attrs.field(default=None, metadata=rule.municipality)
    county: str | None = attrs.field(default=None, metadata=rule.code(2))
    source: str | None = attrs.field(default=None, metadata=rule.text)

    @property
    def place(self) -> str | None:
        """Code of the county, by itself or by the municipality; None where neither is known."""
        return self.county or (self.municipality and self.municipality[:2])
