"""What was done: investigations, interventions and their follow-ups."""

from __future__ import annotations

import datetime as dt

import attrs

from vnr.model import _rules as rule
from vnr.model._handling import (
    FollowUpOutcome,
    InterventionKind,
    InterventionTarget,
    InvestigationKind,
    InvestigationOutcome,
    LegalBasis,
    NotOpenedReason,
    Provider,
)
from vnr.model._invariants import (
    CLOSED_BEFORE_OPENED,
    DONE_BEFORE_STARTED,
    DUE_TWICE,
    ENDED_BEFORE_STARTED,
    READY_BEFORE_STARTED,
    REASON_OF_OPENED,
    STARTED_AFTER_CLOSED,
    STARTED_BEFORE_CASE,
)
from vnr.model._record import Record

__all__ = ["FollowUp", "Intervention", "Investigation"]


@attrs.frozen
class Investigation(Record):
    """A preliminary assessment or an investigation (förhandsbedömning, utredning).

    Attributes
    ----------
    opened
        Day it was opened (inledd).
    kind
        Preliminary or full.
    closed
        Day it was closed; None while open.
    outcome
        What it led to; ATTACHED if it was joined to an ongoing one.
    not_opened_reason
        Why no investigation was opened, of a preliminary assessment that led to none.
    violence_described
        Whether it describes the violence against the child (beskrivet våld mot barnet): how, by
        whom, how often. None is not recorded.

    Examples
    --------
    >>> from datetime import date
    >>> Investigation(date(2019, 3, 1), closed=date(2019, 6, 1))
    Investigation(opened=2019-03-01, kind=InvestigationKind.FULL, closed=2019-06-01)
    """

    rules = (CLOSED_BEFORE_OPENED, REASON_OF_OPENED)

    opened: dt.date = attrs.field(metadata=rule.day | rule.born)
    kind: InvestigationKind = attrs.field(
        default=InvestigationKind.FULL,
        metadata=rule.vocabulary(InvestigationKind) | rule.stratum("investigation"),
    )
    closed: dt.date | None = attrs.field(default=None, metadata=rule.day)
    outcome: InvestigationOutcome | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(InvestigationOutcome)
        | rule.known_with("closed")
        | rule.stratum("investigation_outcome")
        | rule.sensitive,
    )
    not_opened_reason: NotOpenedReason | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(NotOpenedReason) | rule.known_with("closed") | rule.sensitive,
    )
    violence_described: bool | None = attrs.field(
        default=None, metadata=rule.flag | rule.known_with("closed") | rule.sensitive
    )


@attrs.frozen
class FollowUp(Record):
    """A planned follow-up of an intervention (uppföljning).

    Attributes
    ----------
    due
        Day it was planned for.
    done
        Day it was done; None if it was not.
    outcome
        What it found of the goal.

    Examples
    --------
    >>> from datetime import date
    >>> FollowUp(due=date(2019, 5, 1), done=date(2019, 5, 20))
    FollowUp(due=2019-05-01, done=2019-05-20)
    """

    rules = (DONE_BEFORE_STARTED, DUE_TWICE)

    due: dt.date = attrs.field(metadata=rule.day | rule.planned)
    done: dt.date | None = attrs.field(default=None, metadata=rule.day)
    outcome: FollowUpOutcome | None = attrs.field(
        default=None, metadata=rule.vocabulary(FollowUpOutcome) | rule.known_with("done")
    )


@attrs.frozen
class Intervention(Record):
    """An intervention (insats). None is not recorded; 0 is none.

    Attributes
    ----------
    kind
        What it is.
    started, ended
        First and last day; `ended` None while it goes on.
    decided
        Day of the decision.
    declined
        Whether it was offered and declined.
    legal_basis
        With or without a decision.
    target
        Whom it is for.
    for_violence
        Whether violence is the reason for it; None is not recorded.
    provider
        Who carries it out.
    placed_municipality
        Code of the municipality of a placement.
    ready
        Day from which protection was no longer needed (färdig för utflyttning), of a stay in
        sheltered housing; None where that isn't recorded or didn't come.
    visits, meetings, missed
        Visits, meetings, and meetings missed without contact.
    follow_ups
        Planned follow-ups, each due on a day of its own.

    Examples
    --------
    >>> from datetime import date
    >>> start, planned = date(2019, 3, 1), FollowUp(due=date(2019, 9, 1))
    >>> Intervention(InterventionKind.TRAPPAN, start, follow_ups=(planned,))
    Intervention(kind=InterventionKind.TRAPPAN, started=2019-03-01, declined=False,
      follow_ups=(FollowUp(due=2019-09-01),))
    >>> Intervention(InterventionKind.TRAPPAN, start, ended=date(2018, 3, 1))
    Traceback (most recent call last):
        ...
    vnr.errors.ModelError: ended: ended before it started [ended-before-started]; correct one of the dates
    """

    rules = (ENDED_BEFORE_STARTED, READY_BEFORE_STARTED, STARTED_BEFORE_CASE)
    odd = (STARTED_AFTER_CLOSED,)

    kind: InterventionKind = attrs.field(
        metadata=rule.vocabulary(InterventionKind) | rule.stratum("intervention")
    )
    started: dt.date = attrs.field(metadata=rule.day | rule.born)
    ended: dt.date | None = attrs.field(default=None, metadata=rule.day)
    decided: dt.date | None = attrs.field(default=None, metadata=rule.day)
    declined: bool = attrs.field(default=False, metadata=rule.flag)
    legal_basis: LegalBasis | None = attrs.field(default=None, metadata=rule.vocabulary(LegalBasis))
    target: InterventionTarget | None = attrs.field(
        default=None, metadata=rule.vocabulary(InterventionTarget)
    )
    for_violence: bool | None = attrs.field(default=None, metadata=rule.flag)
    provider: Provider | None = attrs.field(default=None, metadata=rule.vocabulary(Provider))
    placed_municipality: str | None = attrs.field(
        default=None, metadata=rule.municipality | rule.stratum("placement")
    )
    ready: dt.date | None = attrs.field(default=None, metadata=rule.day)
    visits: int | None = attrs.field(default=None, metadata=rule.count)
    meetings: int | None = attrs.field(default=None, metadata=rule.count)
    missed: int | None = attrs.field(default=None, metadata=rule.count)
    follow_ups: tuple[FollowUp, ...] = attrs.field(default=(), metadata=rule.records(FollowUp))
