"""Codes of what a municipality has or lacks, beside its cases."""

from __future__ import annotations

from enum import auto
from typing import Final

from vnr.model._handling import Instrument, InterventionKind
from vnr.model._vocabulary import Group, Role, ViolenceContext, ViolenceForm, Vocabulary

__all__ = [
    "TARGETS",
    "Partner",
    "ProvisionKind",
    "ProvisionLevel",
    "ProvisionState",
    "SizeClass",
    "Subject",
    "Way",
]


class SizeClass(Vocabulary):
    """Size of a municipality as whoever compares them has set it (storleksklass)."""

    LARGER = auto()
    MEDIUM = auto()
    SMALL = auto()


class ProvisionState(Vocabulary):
    """Whether a municipality has something (utbud): four answers that are never one."""

    HAS = auto()
    HAS_NOT = auto()
    NOT_ASKED = auto()
    NOT_ANSWERED = auto()

    @property
    def is_had(self) -> bool:
        """Whether it is there."""
        return self is ProvisionState.HAS

    @property
    def is_known(self) -> bool:
        """Whether anybody answered."""
        return self in (ProvisionState.HAS, ProvisionState.HAS_NOT)


class Way(Vocabulary):
    """How something is provided (form: egen regi, delad, köpt)."""

    OWN = auto()
    SHARED = auto()
    BOUGHT = auto()


class Partner(Vocabulary):
    """Who takes part beside municipalities (samverkanspart)."""

    REGION = auto()
    COUNTY_BOARD = auto()
    POLICE = auto()
    PROSECUTOR = auto()
    PROBATION = auto()
    HEALTH_CARE = auto()
    SCHOOL = auto()
    NGO = auto()
    HOUSING_COMPANY = auto()
    PRIVATE = auto()
    OTHER = auto()


class ProvisionLevel(Vocabulary):
    """Who adopted a plan, or to whom a coordinator reports (beslutsnivå)."""

    COUNCIL = auto()
    EXECUTIVE = auto()
    BOARD = auto()
    MANAGEMENT = auto()
    UNIT = auto()
    OTHER = auto()


class Subject(Vocabulary):
    """What a routine, plan or collaboration is about, where no other vocabulary has it (innehåll)."""

    ASK = auto()
    DOCUMENT = auto()
    INVESTIGATE = auto()
    ASSESS = auto()
    FOLLOW_UP = auto()
    PROTECT = auto()
    GENERAL = auto()
    HONOUR = auto()
    INFORMATION = auto()
    SERVICES = auto()
    AGREEMENT = auto()


class ProvisionKind(Vocabulary):
    """Kind of what a municipality provides (slag av utbud)."""

    SERVICE = auto()
    COMPETENCE = auto()
    INSTRUMENT = auto()
    ROUTINE = auto()
    PLAN = auto()
    COORDINATOR = auto()
    COLLABORATION = auto()
    PREVENTION = auto()
    FOLLOW_UP = auto()

    @property
    def subjects(self) -> frozenset[str]:
        """Codes that say what one of this kind is about; none where the kind says all."""
        return _SUBJECTS.get(self, frozenset())


def _codes(*members: Vocabulary) -> frozenset[str]:
    return frozenset(member.value for member in members)


_SUBJECTS: Final = {
    ProvisionKind.SERVICE: _codes(*InterventionKind),
    ProvisionKind.COMPETENCE: _codes(
        *InterventionKind, *Instrument, *ViolenceForm, *ViolenceContext
    ),
    ProvisionKind.INSTRUMENT: _codes(*Instrument),
    ProvisionKind.ROUTINE: _codes(
        Subject.ASK,
        Subject.DOCUMENT,
        Subject.INVESTIGATE,
        Subject.ASSESS,
        Subject.FOLLOW_UP,
        Subject.PROTECT,
    ),
    ProvisionKind.PLAN: _codes(Subject.GENERAL, Subject.HONOUR),
    ProvisionKind.COLLABORATION: _codes(Subject.INFORMATION, Subject.SERVICES, Subject.AGREEMENT),
}

TARGETS: Final = _codes(*Role, *Group)
"""For whom something is: roles in the violence and groups at special risk, so that it meets need."""
