"""The vocabularies (kodverk): stable codes, whose Swedish and English labels lie in `vnr.words`.

The value of a member is its lower-case name, and is what files, frames and JSON carry. Arrays
carry the member's place, so the order of the members is part of the format: add at the end.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Self

from vnr.words import Language, label

__all__ = [
    "ClosingReason",
    "Goal",
    "GrantDecision",
    "Group",
    "InformationSource",
    "IntakeChannel",
    "IntakeReason",
    "QuestionKind",
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

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def label(self, language: Language = "sv") -> str:
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


class QuestionKind(Vocabulary):
    """How a question of a survey is answered (frågetyp)."""

    YES_NO = auto()
    ONE = auto()
    SEVERAL = auto()
    ORDINAL = auto()
    NUMBER = auto()
    TEXT = auto()


class GrantDecision(Vocabulary):
    """What became of an application for funds (beslut)."""

    GRANTED = auto()
    REJECTED = auto()
    WITHDRAWN = auto()
