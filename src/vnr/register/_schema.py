"""The columns of a register: which tables it has, and how each field is stored."""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr import model
from vnr.register._days import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KEYS", "PARENT", "PERSON", "SCHEMA", "AnyArray", "Column", "Kind", "blank"]

AnyArray = NDArray[Any]


class Kind(Enum):
    """How a field is stored in an array."""

    DAY = auto()  # int32, days since 1970-01-01
    CODE = auto()  # int8, position in the vocabulary
    BITS = auto()  # uint32, one bit for each member of the vocabulary
    TRI = auto()  # int8: yes 1, no 0, not recorded -1
    FLAG = auto()  # bool
    COUNT = auto()  # int32
    SCORE = auto()  # float64
    KEY = auto()  # int32, position in a dictionary of identifiers
    NAME = auto()  # int32, position in the dictionary of municipalities
    RISKS = auto()  # uint32, two bits for each judged risk


_STORED: Final = MappingProxyType(
    {
        Kind.DAY: (np.int32, NO_DAY),
        Kind.CODE: (np.int8, -1),
        Kind.BITS: (np.uint32, 0),
        Kind.TRI: (np.int8, -1),
        Kind.FLAG: (np.bool_, False),
        Kind.COUNT: (np.int32, -1),
        Kind.SCORE: (np.float64, np.nan),
        Kind.KEY: (np.int32, -1),
        Kind.NAME: (np.int32, -1),
        Kind.RISKS: (np.uint32, 0),
    }
)


@attrs.frozen
class Column:
    """One field of a table.

    Attributes
    ----------
    name
        The field's name, as in `vnr.model`.
    kind
        How it is stored.
    vocabulary
        The vocabulary of a code, of a bit set or of judged risks.
    required
        Whether a row without it is refused.
    default
        Stored value where nothing is stated; by default the kind's missing value.
    """

    name: str
    kind: Kind
    vocabulary: type[model.Vocabulary] | None = None
    required: bool = False
    default: int | None = None

    @property
    def missing(self) -> float:
        """The stored value that says nothing is recorded."""
        return _STORED[self.kind][1] if self.default is None else self.default

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of the stored array."""
        return np.dtype(_STORED[self.kind][0])


def blank(column: Column, rows: int) -> AnyArray:
    """Array of shape ``(rows,)`` in which nothing is recorded."""
    return np.full(rows, column.missing, column.dtype)


KEYS: Final = ("municipality", "case_id", "person_id")
"""What a case is keyed by, in every flat table."""

PERSON: Final = (
    Column("birth_year", Kind.COUNT),
    Column("sex", Kind.CODE, model.Sex, default=model.Sex.UNKNOWN.place),
    Column("protected", Kind.FLAG),
    Column("groups", Kind.BITS, model.Group),
    Column("died", Kind.DAY),
    Column("moved_out", Kind.DAY),
)

_CASE = (
    Column("unit", Kind.CODE, model.Unit),
    Column("role", Kind.CODE, model.Role, required=True),
    Column("closed", Kind.DAY),
    Column("closing_reason", Kind.CODE, model.ClosingReason),
    Column("goal", Kind.CODE, model.Goal),
    Column("violence_known", Kind.DAY),
    Column("violence_source", Kind.CODE, model.InformationSource),
    Column("forms", Kind.BITS, model.ViolenceForm),
    Column("contexts", Kind.BITS, model.ViolenceContext),
    Column("police_report", Kind.TRI),
    Column("children_at_home", Kind.COUNT),
    Column("home_municipality", Kind.NAME),
    Column("age_at_intake", Kind.COUNT),
    Column("household_id", Kind.KEY),
    Column("officer", Kind.KEY),
)

SCHEMA: Final[Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {
        "persons": PERSON,
        "cases": _CASE,
        "intakes": (
            Column("date", Kind.DAY, required=True),
            Column("reason", Kind.CODE, model.IntakeReason, required=True),
            Column("channel", Kind.CODE, model.IntakeChannel),
            Column("source", Kind.CODE, model.InformationSource),
            # The case has a unit too, and both stand in one row of the base shape.
            Column("intake_unit", Kind.CODE, model.Unit),
        ),
        "investigations": (
            Column("opened", Kind.DAY, required=True),
            Column(
                "kind",
                Kind.CODE,
                model.InvestigationKind,
                default=model.InvestigationKind.FULL.place,
            ),
            Column("closed", Kind.DAY),
            Column("outcome", Kind.CODE, model.InvestigationOutcome),
        ),
        "interventions": (
            Column("kind", Kind.CODE, model.InterventionKind, required=True),
            Column("started", Kind.DAY, required=True),
            Column("ended", Kind.DAY),
            Column("decided", Kind.DAY),
            Column("declined", Kind.FLAG),
            Column("legal_basis", Kind.CODE, model.LegalBasis),
            Column("target", Kind.CODE, model.InterventionTarget),
            Column("for_violence", Kind.TRI),
            Column("provider", Kind.CODE, model.Provider),
            Column("placed_municipality", Kind.NAME),
            Column("visits", Kind.COUNT),
            Column("meetings", Kind.COUNT),
            Column("missed", Kind.COUNT),
        ),
        "assessments": (
            Column("instrument", Kind.CODE, model.Instrument, required=True),
            Column("date", Kind.DAY, required=True),
            Column("stage", Kind.CODE, model.AssessmentStage),
            Column("violence_found", Kind.TRI),
            Column("judgement", Kind.RISKS, model.JudgedRisk),
            Column("score", Kind.SCORE),
        ),
        "perpetrators": (
            Column("relation", Kind.CODE, model.Relation, required=True),
            Column("sex", Kind.CODE, model.Sex, default=model.Sex.UNKNOWN.place),
        ),
        "follow_ups": (
            Column("due", Kind.DAY, required=True),
            Column("done", Kind.DAY),
            Column("outcome", Kind.CODE, model.FollowUpOutcome),
        ),
    }
)
"""The fields of every table, beside its keys."""

PARENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "intakes": "cases",
        "investigations": "cases",
        "interventions": "cases",
        "assessments": "cases",
        "perpetrators": "cases",
        "follow_ups": "interventions",
    }
)
