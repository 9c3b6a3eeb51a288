"""The vocabularies (kodverk): stable codes, whose Swedish and English labels lie in `vnr.words`.

The value of a member is its lower-case name, and is what files, frames and JSON carry. Arrays
carry the member's place, so the order of the members is part of the format: add at the end.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Self

from vnr.words import label

__all__ = [
    "AssessmentStage",
    "ClosingReason",
    "ContactKind",
    "FollowUpOutcome",
    "Goal",
    "Group",
    "InformationSource",
    "Instrument",
    "IntakeChannel",
    "IntakeReason",
    "InterventionKind",
    "InterventionTarget",
    "InvestigationKind",
    "InvestigationOutcome",
    "JudgedRisk",
    "Judgement",
    "LegalBasis",
    "Provider",
    "Relation",
    "Role",
    "Sex",
    "Unit",
    "ViolenceContext",
    "ViolenceForm",
    "Vocabulary",
]


class Vocabulary(StrEnum):
    """Base of the vocabularies: codes, labelled in `vnr.words` under the vocabulary's name.

    Attributes
    ----------
    place
        Its number among the members, from 0: what columns of codes hold.
    """

    place: int

    def __new__(cls, value: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.place = len(cls.__members__)
        return member

    def label(self, language: str = "sv") -> str:
        """The member in words, in Swedish (``sv``) or English (``en``)."""
        return label(type(self).__name__, self.value, language)


class IntakeReason(Vocabulary):
    """Reason of an intake (aktualiseringsorsak)."""

    VIOLENCE = auto()
    HONOUR_VIOLENCE = auto()
    CHILD_WELFARE = auto()
    ECONOMIC = auto()
    SUBSTANCE = auto()
    ELDER_CARE = auto()
    DISABILITY = auto()
    HOUSING = auto()
    OTHER = auto()

    @property
    def is_violence(self) -> bool:
        """Whether a case with this reason is a violence case (våldsärende)."""
        return self in (IntakeReason.VIOLENCE, IntakeReason.HONOUR_VIOLENCE)


class IntakeChannel(Vocabulary):
    """How a matter came to the board's knowledge (aktualiseringssätt)."""

    REPORT = auto()
    APPLICATION = auto()
    REQUEST = auto()
    INFORMATION = auto()
    OWN_INITIATIVE = auto()
    OTHER = auto()


class InformationSource(Vocabulary):
    """Who noticed (informationskälla, uppgiftslämnare)."""

    PERSON = auto()
    RELATIVE = auto()
    POLICE = auto()
    SCHOOL = auto()
    HEALTH_CARE = auto()
    NGO = auto()
    SOCIAL_SERVICES = auto()
    ANOTHER_AUTHORITY = auto()
    OTHER = auto()


class ViolenceForm(Vocabulary):
    """Form of violence (våldsform); a case may have several."""

    PHYSICAL = auto()
    PSYCHOLOGICAL = auto()
    SEXUAL = auto()
    ECONOMIC = auto()
    MATERIAL = auto()
    NEGLECT = auto()
    DIGITAL = auto()
    LATENT = auto()
    OTHER = auto()
    ISOLATION = auto()
    DISABILITY_RELATED = auto()


class ViolenceContext(Vocabulary):
    """Context of the violence (sammanhang), beside its form."""

    PARTNER = auto()
    FAMILY = auto()
    HONOUR = auto()
    CARE_SETTING = auto()
    PROSTITUTION = auto()
    TRAFFICKING = auto()
    GENITAL_MUTILATION = auto()
    CHILD_MARRIAGE = auto()
    FORCED_MARRIAGE = auto()
    SEX_FOR_SHELTER = auto()


class Role(Vocabulary):
    """The person's part in the violence (roll i ärendet)."""

    EXPOSED_ADULT = auto()
    EXPOSED_CHILD = auto()
    WITNESSING_CHILD = auto()
    PERPETRATOR = auto()


class Unit(Vocabulary):
    """Office that holds the case (enhet)."""

    ADULT = auto()
    CHILD = auto()
    ECONOMIC = auto()
    SUBSTANCE = auto()
    ELDER = auto()
    DISABILITY = auto()
    OPEN_CARE = auto()
    OTHER = auto()


class Sex(Vocabulary):
    """Sex as recorded (kön)."""

    WOMAN = auto()
    MAN = auto()
    OTHER = auto()
    UNKNOWN = auto()


class Group(Vocabulary):
    """Groups at special risk (särskilt sårbara grupper)."""

    DISABILITY = auto()
    SUBSTANCE = auto()
    FOREIGN_BACKGROUND = auto()
    SAME_SEX = auto()
    AGED = auto()
    PREGNANT = auto()
    OTHER = auto()
    MENTAL_ILLNESS = auto()
    LGBTQI = auto()
    ASYLUM_SEEKER = auto()


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


class ClosingReason(Vocabulary):
    """Reason for closing (avslutsorsak)."""

    GOAL_REACHED = auto()
    DECLINED = auto()
    NO_CONTACT = auto()
    MOVED = auto()
    DIED = auto()
    TRANSFERRED_UNIT = auto()
    TRANSFERRED_MUNICIPALITY = auto()
    NO_ACTION = auto()
    OTHER = auto()


class Goal(Vocabulary):
    """How far the overall goal was reached (måluppfyllelse)."""

    REACHED = auto()
    PARTLY = auto()
    NOT_REACHED = auto()


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


class Relation(Vocabulary):
    """The perpetrator's relation to the exposed person (relation)."""

    PARTNER = auto()
    EX_PARTNER = auto()
    PARENT = auto()
    STEP_PARENT = auto()
    CHILD = auto()
    SIBLING = auto()
    RELATIVE = auto()
    CARER = auto()
    CO_RESIDENT = auto()
    OTHER = auto()
