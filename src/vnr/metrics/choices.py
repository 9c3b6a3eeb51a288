"""What the arguments of metrics may be, once: types, and the choices that errors name.

A type checker refuses ``of="cases"`` where it is written, and the library where it runs, by one
list. Only strata and bases of violence have a second one, in what they are made from, and a test
holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from vnr.model import Role

__all__ = [
    "Answering",
    "Assumption",
    "By",
    "Cluster",
    "Competing",
    "Contacting",
    "Criterion",
    "DatedBy",
    "Denominator",
    "Dependence",
    "GoalNumerator",
    "HiddenMethod",
    "HiddenModel",
    "InvestigationName",
    "JudgingInstrument",
    "Kind",
    "Limits",
    "LinkedMeasure",
    "Measure",
    "Moment",
    "Moments",
    "Numerator",
    "Of",
    "ProportionMethod",
    "RateMethod",
    "Repeating",
    "RoleName",
    "Roles",
    "Rounding",
    "RuleEvent",
    "RuleIndex",
    "RuleName",
    "RuleOf",
    "Side",
    "Stratum",
    "TwoProportionsMethod",
    "Using",
    "ViolenceBasis",
    "Within",
]

ViolenceBasis = Literal[
    "original",
    "intake",
    "known",
    "honour",
    "honour_intake",
    "honour_context",
    "honour_patriark",
    "any",
]
"""By which evidence something concerns violence."""
DatedBy = Literal["basis", "opened"]
"""What dates a case: when the basis held first, or its opening."""
Side = Literal["exposed", "perpetrators", "all"]
"""Roles that stand on one side of the violence, or on either."""
RoleName = Literal["exposed_adult", "exposed_child", "witnessing_child", "perpetrator"]
Roles = Side | RoleName | Role | Collection[Role | RoleName]
"""Whose cases: a side, a role, or several."""
Cluster = Literal["person", "officer", "municipality"]
"""What trials hang together by."""

Stratum = Literal[
    "municipality",
    "county",
    "county_part",
    "district",
    "age_group",
    "year",
    "quarter",
    "month",
    "perpetrator_count",
    "basis",
    "kind",
    "channel",
    "closing_reason",
    "context",
    "declined",
    "for_violence",
    "form",
    "goal",
    "group",
    "instrument",
    "intake_unit",
    "intervention",
    "investigation",
    "investigation_outcome",
    "legal_basis",
    "not_opened_reason",
    "perpetrator_sex",
    "placement",
    "police_report",
    "protected",
    "provider",
    "reason",
    "relation",
    "residence",
    "role",
    "sex",
    "source",
    "stage",
    "target",
    "unit",
    "violence_described",
    "violence_found",
    "violence_source",
]
"""What cases and contacts can be counted by; ``kind`` is of contacts and episodes."""
By = Stratum | tuple[Stratum, ...] | list[Stratum] | Mapping[str, Any]
"""Strata: a name, several, or a mapping of names to labels of one's own."""

Of = Literal["case", "person", "episode", "household", "matter"]
"""What `count` counts."""
Measure = Literal["new", "open", "closed", "stock"]
"""What of it falls into a period."""
Repeating = Literal["case", "episode"]
"""What `repeats` counts of each person."""
Within = Literal["person", "municipality"]
"""Within what an episode is joined."""
RuleName = Literal["KKIK_1Y", "DFE_12M", "HUD_SPM2"]
RuleIndex = Literal["episode_closed", "case_closed", "intake"]
RuleEvent = Literal["episode", "intake", "investigation", "intervention"]
RuleOf = Literal["person", "episode"]

Denominator = Literal["due", "started"]
Numerator = Literal["on_time", "done"]
GoalNumerator = Literal["reached", "reached_or_partly"]
Using = Literal["case", "person"]
"""Of whom `assessments_used` asks which instruments were used."""
InvestigationName = Literal["preliminary", "full"]
Moments = Literal["dates", "stage"]
"""What makes two assessments of a person the first and the last."""
JudgingInstrument = Literal["sara_sv", "sara", "patriark"]
"""Instruments of professional judgement."""
Moment = Literal[
    "intake",
    "violence_known",
    "investigation",
    "investigation_closed",
    "decision",
    "intervention",
    "intervention_ended",
    "follow_up",
    "assessment",
    "closing",
    "reactivation",
]
"""Moments of a case."""
Competing = Moment | Literal["died", "moved"]

ProportionMethod = Literal["wilson", "clopper-pearson", "jeffreys", "agresti-coull"]
TwoProportionsMethod = Literal["miettinen-nurminen", "newcombe"]
RateMethod = Literal["auto", "exact", "byar"]
Kind = Literal["proportion", "rate", "smr"]
"""What is compared."""

Dependence = Literal["independent", "comonotone", "bounds"]
"""How uncertain figures hang together."""
Rounding = Literal["independent", "largest-remainder", "largest-cell"]
Assumption = Literal["between", "same"]

HiddenModel = Literal[
    "lincoln-petersen",
    "chapman",
    "chao",
    "chao-bias-corrected",
    "chao-plain",
    "truncated-poisson",
    "zelterman",
    "independence",
    "aic",
    "bic",
    "stepwise",
    "average",
]
HiddenMethod = Literal["profile", "lognormal", "bca", "sadinle", "wald", "posterior"]
Criterion = Literal["aic", "bic"]
LinkedMeasure = Literal["new", "open"]
Contacting = Literal["case", "intake"]
"""What `RepeatCounts` takes for contacts of a person."""

Answering = Literal["report", "municipality"]
"""Who answers: each report of a joint office once, or each municipality."""
Limits = Literal["bound", "process"]
