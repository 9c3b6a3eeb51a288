"""Risk assessments, and the risks that they judge."""

from __future__ import annotations

import datetime as dt  # `date` is a field's name here
from operator import attrgetter
from typing import Any

import attrs

from vnr.model import _rules as rule
from vnr.model._handling import AssessmentStage, Instrument, JudgedRisk, Judgement
from vnr.model._invariants import RISK_TWICE, SCORE_REFUSED
from vnr.model._record import Record

__all__ = ["RiskAssessment", "RiskJudgement"]


@attrs.frozen
class RiskJudgement(Record):
    """One judged risk and its level (bedömd risk).

    Attributes
    ----------
    risk
        Which risk was judged.
    level
        Low, moderate or high.

    Examples
    --------
    >>> RiskJudgement(JudgedRisk.CURRENT, Judgement.HIGH)
    RiskJudgement(risk=JudgedRisk.CURRENT, level=Judgement.HIGH)
    """

    rules = (RISK_TWICE,)

    risk: JudgedRisk = attrs.field(metadata=rule.vocabulary(JudgedRisk))
    level: Judgement = attrs.field(metadata=rule.vocabulary(Judgement))


def _by_risk(judgement: Any) -> Any:
    """Judged risks in the vocabulary's order; anything else is left for the rule."""
    if type(judgement) is tuple and set(map(type, judgement)) == {RiskJudgement}:
        return tuple(sorted(judgement, key=attrgetter("risk.place")))
    return judgement


@attrs.frozen
class RiskAssessment(Record):
    """A risk assessment (riskbedömning), with an instrument or in conversation.

    Attributes
    ----------
    instrument
        Instrument, or CONVERSATION.
    date
        The day.
    stage
        Before, during or after the intervention.
    violence_found
        Whether violence was found; None is not recorded.
    judgement
        Judged risks, each at most once, kept in the vocabulary's order.
    score
        Points; only of instruments that yield them.

    Examples
    --------
    >>> from datetime import date
    >>> RiskAssessment(Instrument.FREDA_DANGER, date(2019, 3, 1), score=14)
    RiskAssessment(instrument=Instrument.FREDA_DANGER, date=2019-03-01, score=14)
    >>> RiskAssessment(Instrument.SARA_SV, date(2019, 3, 1), score=14)
    Traceback (most recent call last):
        ...
    vnr.errors.ModelError: score: the instrument yields no points [score-refused]; remove the points; give the judged risk
    """

    rules = (SCORE_REFUSED,)

    instrument: Instrument = attrs.field(metadata=rule.vocabulary(Instrument))
    date: dt.date = attrs.field(metadata=rule.day | rule.born)
    stage: AssessmentStage | None = attrs.field(
        default=None, metadata=rule.vocabulary(AssessmentStage)
    )
    violence_found: bool | None = attrs.field(default=None, metadata=rule.flag | rule.sensitive)
    judgement: tuple[RiskJudgement, ...] = attrs.field(
        default=(), converter=_by_risk, metadata=rule.records(RiskJudgement) | rule.in_cell
    )
    score: float | None = attrs.field(default=None, metadata=rule.number)
