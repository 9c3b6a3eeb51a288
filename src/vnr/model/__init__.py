"""What one case is: records, vocabularies and periods, without arrays and without files."""

from vnr.model._assessments import RiskAssessment, RiskJudgement
from vnr.model._boards import JOINT, board_label, board_members, place_of
from vnr.model._case import Case, Closing, Intake, Spell
from vnr.model._contact import Contact
from vnr.model._convert import structure, unstructure
from vnr.model._fields import Field, fields_of, keys_of
from vnr.model._grant import Grant
from vnr.model._handling import (
    AssessmentStage,
    ContactKind,
    FollowUpOutcome,
    Instrument,
    InterventionKind,
    InterventionTarget,
    InvestigationKind,
    InvestigationOutcome,
    JudgedRisk,
    Judgement,
    LegalBasis,
    NotOpenedReason,
    Provider,
)
from vnr.model._identifiers import is_damaged, normal
from vnr.model._interventions import FollowUp, Intervention, Investigation
from vnr.model._invariants import Invariant, Once, Within, broken_text, fault_text
from vnr.model._offering import (
    Partner,
    ProvisionKind,
    ProvisionLevel,
    ProvisionState,
    SizeClass,
    Subject,
    Way,
)
from vnr.model._period import Period, PeriodLike
from vnr.model._persons import Municipality, Perpetrator, Person
from vnr.model._placeholders import is_placeholder
from vnr.model._provision import Provision, provision_faults
from vnr.model._record import Record, invariants_of
from vnr.model._schema import json_schema, table_schema
from vnr.model._survey import Answer, AnswerChoice, Condition, Question, Survey
from vnr.model._vocabulary import (
    ClosingReason,
    Goal,
    GrantDecision,
    Group,
    InformationSource,
    IntakeChannel,
    IntakeReason,
    QuestionKind,
    Relation,
    Role,
    Sex,
    Unit,
    ViolenceContext,
    ViolenceForm,
    Vocabulary,
)

__all__ = [
    "JOINT",
    "Answer",
    "AnswerChoice",
    "AssessmentStage",
    "Case",
    "Closing",
    "ClosingReason",
    "Condition",
    "Contact",
    "ContactKind",
    "Field",
    "FollowUp",
    "FollowUpOutcome",
    "Goal",
    "Grant",
    "GrantDecision",
    "Group",
    "InformationSource",
    "Instrument",
    "Intake",
    "IntakeChannel",
    "IntakeReason",
    "Intervention",
    "InterventionKind",
    "InterventionTarget",
    "Invariant",
    "Investigation",
    "InvestigationKind",
    "InvestigationOutcome",
    "JudgedRisk",
    "Judgement",
    "LegalBasis",
    "Municipality",
    "NotOpenedReason",
    "Once",
    "Partner",
    "Period",
    "PeriodLike",
    "Perpetrator",
    "Person",
    "Provider",
    "Provision",
    "ProvisionKind",
    "ProvisionLevel",
    "ProvisionState",
    "Question",
    "QuestionKind",
    "Record",
    "Relation",
    "RiskAssessment",
    "RiskJudgement",
    "Role",
    "Sex",
    "SizeClass",
    "Spell",
    "Subject",
    "Survey",
    "Unit",
    "ViolenceContext",
    "ViolenceForm",
    "Vocabulary",
    "Way",
    "Within",
    "board_label",
    "board_members",
    "broken_text",
    "fault_text",
    "fields_of",
    "invariants_of",
    "is_damaged",
    "is_placeholder",
    "json_schema",
    "keys_of",
    "normal",
    "place_of",
    "provision_faults",
    "structure",
    "table_schema",
    "unstructure",
]
