"""What one case is: records, vocabularies and periods, without arrays and without files."""

from vnr.model._assessments import RiskAssessment, RiskJudgement
from vnr.model._case import Case, Intake
from vnr.model._convert import structure, unstructure
from vnr.model._fields import Field, fields_of, keys_of
from vnr.model._interventions import FollowUp, Intervention, Investigation
from vnr.model._invariants import Invariant, Once, fault_text
from vnr.model._period import Period
from vnr.model._persons import Municipality, Perpetrator, Person
from vnr.model._record import Record, invariants_of
from vnr.model._schema import json_schema, table_schema
from vnr.model._vocabulary import (
    AssessmentStage,
    ClosingReason,
    FollowUpOutcome,
    Goal,
    Group,
    InformationSource,
    Instrument,
    IntakeChannel,
    IntakeReason,
    InterventionKind,
    InterventionTarget,
    InvestigationKind,
    InvestigationOutcome,
    JudgedRisk,
    Judgement,
    LegalBasis,
    Provider,
    Relation,
    Role,
    Sex,
    Unit,
    ViolenceContext,
    ViolenceForm,
    Vocabulary,
)

__all__ = [
    "AssessmentStage",
    "Case",
    "ClosingReason",
    "Field",
    "FollowUp",
    "FollowUpOutcome",
    "Goal",
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
    "Once",
    "Period",
    "Perpetrator",
    "Person",
    "Provider",
    "Record",
    "Relation",
    "RiskAssessment",
    "RiskJudgement",
    "Role",
    "Sex",
    "Unit",
    "ViolenceContext",
    "ViolenceForm",
    "Vocabulary",
    "fault_text",
    "fields_of",
    "invariants_of",
    "json_schema",
    "keys_of",
    "structure",
    "table_schema",
    "unstructure",
]
