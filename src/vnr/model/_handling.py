"""The vocabularies of how a case is handled (handläggning): what was investigated, given and asked."""

from __future__ import annotations

from enum import auto

from vnr.model._vocabulary import Vocabulary

__all__ = [
    "AssessmentStage",
    "ContactKind",
    "FollowUpOutcome",
    "Instrument",
    "InterventionKind",
    "InterventionTarget",
    "InvestigationKind",
    "InvestigationOutcome",
    "JudgedRisk",
    "Judgement",
    "LegalBasis",
    "NotOpenedReason",
    "Provider",
]


class InvestigationKind(Vocabulary):
    """Kind of investigation (förhandsbedömning eller utredning)."""

    PRELIMINARY = auto()
    FULL = auto()


class InvestigationOutcome(Vocabulary):
    """What an investigation led to (utfall)."""

    OPENED = auto()
    NOT_OPENED = auto()
    ATTACHED = auto()
    INTERVENTION = auto()
    NO_INTERVENTION = auto()
    DISCONTINUED = auto()
    OTHER = auto()

    @property
    def takes_reason(self) -> bool:
        """Whether a reason for opening none may stand beside it: not where one was opened."""
        return self not in (InvestigationOutcome.OPENED, InvestigationOutcome.INTERVENTION)


class NotOpenedReason(Vocabulary):
    """Why no investigation was opened (skäl till att utredning inte inleds)."""

    NO_NEED = auto()
    ONGOING_SUPPORT = auto()
    WITHOUT_INVESTIGATION = auto()
    DECLINED = auto()
    WITHDRAWN = auto()
    NO_CONTACT = auto()
    LITTLE_KNOWN = auto()
    OTHER_MUNICIPALITY = auto()
    OTHER_AUTHORITY = auto()
    OTHER = auto()


class InterventionKind(Vocabulary):
    """Kind of intervention (insats), among them the named methods."""

    COUNSELLING = auto()
    SHELTERED_HOUSING = auto()
    GROUP = auto()
    TREATMENT = auto()
    PRACTICAL_SUPPORT = auto()
    CONTACT_PERSON = auto()
    OTHER = auto()
    TRAPPAN = auto()
    ATV = auto()
    CAP = auto()
    KIBB = auto()
    CPP = auto()
    KIDS_CLUB = auto()
    MPV = auto()
    CIRCLE_OF_SECURITY = auto()
    VIP = auto()
    MI = auto()
    CBT = auto()
    KONCEPT_KARIN = auto()
    BARNAHUS = auto()

    @property
    def violence_specific(self) -> bool:
        """Whether the intervention shows by itself that violence is known."""
        return self in _VIOLENCE_SPECIFIC


_VIOLENCE_SPECIFIC = frozenset(
    {
        InterventionKind.SHELTERED_HOUSING,
        InterventionKind.TRAPPAN,
        InterventionKind.ATV,
        InterventionKind.MPV,
        InterventionKind.KIDS_CLUB,
        InterventionKind.KIBB,
    }
)


class InterventionTarget(Vocabulary):
    """Whom an intervention is for (målgrupp)."""

    EXPOSED_ADULT = auto()
    CHILD = auto()
    PERPETRATOR = auto()
    FAMILY = auto()


class Provider(Vocabulary):
    """Who carries an intervention out (utförare)."""

    OWN = auto()
    OTHER_MUNICIPALITY = auto()
    REGION = auto()
    NGO = auto()
    PRIVATE = auto()
    OTHER = auto()


class ContactKind(Vocabulary):
    """Kind of contact without identity or decision (slag av kontakt)."""

    ADVICE = auto()
    SUPPORT_TALK = auto()
    INFORMATION = auto()
    GROUP = auto()
    CHAT = auto()
    PHONE_LINE = auto()
    SHELTER_ASKED = auto()
    SHELTER_REFUSED = auto()
    SHELTER_ELSEWHERE = auto()
    OTHER = auto()


class LegalBasis(Vocabulary):
    """Whether a decision lies behind an intervention (biståndsbeslut eller inte)."""

    DECISION = auto()
    NO_DECISION = auto()


class FollowUpOutcome(Vocabulary):
    """What a follow-up found of the intervention's goal (resultat av uppföljning)."""

    GOAL_REACHED = auto()
    PARTLY = auto()
    NOT_REACHED = auto()
    NOT_ASSESSED = auto()


class Judgement(Vocabulary):
    """Level of a professionally judged risk (bedömd risknivå)."""

    LOW = auto()
    MODERATE = auto()
    HIGH = auto()


class JudgedRisk(Vocabulary):
    """Which risk was judged (bedömd risk)."""

    CURRENT = auto()
    FUTURE = auto()
    SEVERE = auto()
    ACUTE = auto()
    OTHER = auto()


class AssessmentStage(Vocabulary):
    """When in the case an assessment was made (tidpunkt)."""

    BEFORE = auto()
    DURING = auto()
    AFTER = auto()


class Instrument(Vocabulary):
    """Instrument or way of assessing (bedömningsinstrument)."""

    FREDA_SHORT = auto()
    FREDA_DESCRIPTION = auto()
    FREDA_DANGER = auto()
    SARA_SV = auto()
    SARA = auto()
    PATRIARK = auto()
    DANGER_ASSESSMENT = auto()
    CONVERSATION = auto()
    OTHER = auto()

    @property
    def is_scored(self) -> bool:
        """Whether the instrument yields points; for the others a score is refused."""
        return self in (
            Instrument.FREDA_DESCRIPTION,
            Instrument.FREDA_DANGER,
            Instrument.DANGER_ASSESSMENT,
            Instrument.OTHER,
        )

    @property
    def is_judgement(self) -> bool:
        """Whether it yields judged risks: structured professional judgement, without a score."""
        return self in (Instrument.SARA_SV, Instrument.SARA, Instrument.PATRIARK)

    @property
    def finds_violence(self) -> bool:
        """Whether using it shows that violence is known. Asking is not finding."""
        return self not in (Instrument.FREDA_SHORT, Instrument.CONVERSATION, Instrument.OTHER)

    @property
    def finds_honour(self) -> bool:
        """Whether using it counts as an honour case, as municipalities count."""
        return self is Instrument.PATRIARK
