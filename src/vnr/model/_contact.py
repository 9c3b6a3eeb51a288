"""Work without identity or decision: how often something was done, and never for whom."""

from __future__ import annotations

import attrs

from vnr.model import _rules as rule
from vnr.model._handling import ContactKind, Provider
from vnr.model._period import Period
from vnr.model._record import Record
from vnr.model._vocabulary import Role, Unit

__all__ = ["Contact"]


@attrs.frozen
class Contact(Record):
    """Contacts of one kind in one period (kontakt utan identitet och beslut).

    Since the Social Services Act of 2025 (2025:400) boards give support without an individual
    assessment, often without recording who. It is never a person and never a case, and nothing
    adds it to them. Two alike are two: nothing tells contacts apart.

    Attributes
    ----------
    municipality
        Code of the municipality that gave it, or the one label of a joint board, as in `Case`.
    period
        The days in which they took place: one day, or what a delivery sums up, such as a month.
    kind
        What it was. A request for shelter (asked) and what came of it (refused, placed elsewhere)
        are contacts of their own kinds.
    number
        How many there were.
    unit
        Office; None is not recorded.
    district
        The municipality's own code of a city district; None is not recorded.
    role
        Whom it was for, as a part in the violence; None is not recorded.
    for_violence
        Whether it concerned violence; None is not recorded.
    provider
        Who gave it.

    Examples
    --------
    >>> january = Period.parse("2026-01-01/2026-01-31")
    >>> Contact("0484", january, ContactKind.ADVICE, 12).number
    12
    """

    municipality: str = attrs.field(metadata=rule.board)
    period: Period = attrs.field(metadata=rule.record(Period))
    kind: ContactKind = attrs.field(metadata=rule.vocabulary(ContactKind))
    number: int = attrs.field(default=1, metadata=rule.count | rule.absent(1))
    unit: Unit | None = attrs.field(default=None, metadata=rule.vocabulary(Unit))
    district: str | None = attrs.field(default=None, metadata=rule.district)
    role: Role | None = attrs.field(default=None, metadata=rule.vocabulary(Role))
    for_violence: bool | None = attrs.field(default=None, metadata=rule.flag)
    provider: Provider | None = attrs.field(default=None, metadata=rule.vocabulary(Provider))
