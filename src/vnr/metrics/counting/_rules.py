"""Rules of reactivation, each with the source it follows."""

from __future__ import annotations

from typing import Any, Final

import attrs

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError, check_choice
from vnr.metrics.choices import Roles, RuleEvent, RuleIndex, RuleName, RuleOf, ViolenceBasis
from vnr.metrics.ground import (
    CLOSED,
    Days,
    Months,
    Need,
    Window,
    Years,
    number_of_days,
    role_names,
    role_need,
)

__all__ = ["DFE_12M", "HUD_SPM2", "KKIK_1Y", "ReactivationRule", "rule_of"]


def _one_of(choices: Any) -> Any:
    def validate(_: object, attribute: attrs.Attribute[str], value: object) -> None:
        check_choice(attribute.name, value, choices)

    return validate


def _windows(_: object, __: object, value: object) -> None:
    if (
        not isinstance(value, tuple)
        or not value
        or not all(isinstance(window, (Days, Months, Years)) for window in value)
    ):
        raise DataError("windows must be a tuple of Days, Months or Years, at least one")


def _roles(_: object, __: object, value: Roles) -> None:
    role_names(value)


def _gap(value: Any) -> int:
    return number_of_days("merge_gap", value)


@attrs.frozen
class ReactivationRule(Fields):
    """When a closed matter counts as having come back (återaktualisering).

    Attributes
    ----------
    name
        The rule's name.
    index
        What is followed: ``episode_closed``, ``case_closed``, or ``intake`` (which looks back
        to the intake before it).
    event
        What counts as coming back: the first ``episode``, ``intake``, full ``investigation`` or
        ``intervention`` of such cases after the close.
    windows
        How long after; more than one gives the stratum ``window``.
    merge_gap
        Days between a close and the next start that still join one episode.
    of
        ``person`` takes the person's first close in the cohort, ``episode`` every one.
    basis, roles
        Which cases, as in `count`.
    source
        Where the rule comes from.

    Examples
    --------
    >>> from vnr.metrics import reactivation
    >>> own = ReactivationRule("own", "case_closed", "intake", (Days(180),), source="our board")
    >>> print(*reactivation(gotland, 2018, rule=own).cells("en"))
    8.8 % (5.5–13.6), n=194
    """

    name: str
    index: RuleIndex = attrs.field(validator=_one_of(RuleIndex))
    event: RuleEvent = attrs.field(validator=_one_of(RuleEvent))
    windows: tuple[Window, ...] = attrs.field(validator=_windows)
    merge_gap: int = attrs.field(default=1, converter=_gap)
    of: RuleOf = attrs.field(default="person", validator=_one_of(RuleOf))
    basis: ViolenceBasis = attrs.field(default="known", validator=_one_of(ViolenceBasis))
    roles: Roles = attrs.field(default="exposed", validator=_roles)
    source: str = attrs.field(kw_only=True)

    @property
    def need(self) -> Need:
        """What must be delivered: when cases closed, and the table of the event."""
        need = role_need(self.roles) & Need(tables=CLOSED)
        tables = {"investigation": "investigations", "intervention": "interventions"}
        return need & Need(tables=tables[self.event]) if self.event in tables else need

    @property
    def parameters(self) -> dict[str, Any]:
        """The parts of the rule, for a definition; its name is the ``preset``."""
        fields = attrs.asdict(self, recurse=False)
        return {"preset": fields.pop("name"), **fields}


KKIK_1Y: Final = ReactivationRule(
    "KKIK_1Y",
    "episode_closed",
    "investigation",
    (Years(1),),
    source=(
        "Adapted from Kommunens Kvalitet i Korthet/Kolada, «ej återaktualiserade inom ett år»: "
        "all investigations and interventions closed, a formal investigation as return, within "
        "one year. Its source speaks of youth and of substance use, not of violence. "
        "Lindesbergs kommun, KKiK 2016; RKA, instruktioner 2014."
    ),
)
"""Closed altogether, and a full investigation within a calendar year; by person."""

DFE_12M: Final = ReactivationRule(
    "DFE_12M",
    "intake",
    "intake",
    (Years(1),),
    of="episode",
    source=(
        "Adapted from the Department for Education (England), Characteristics of children in "
        "need: re-referral within 12 months of a previous referral."
    ),
)
"""Intakes that follow on an earlier one within twelve months; every intake counts."""

HUD_SPM2: Final = ReactivationRule(
    "HUD_SPM2",
    "episode_closed",
    "episode",
    (Days(180), Days(365), Days(730)),
    merge_gap=14,
    source=(
        "Adapted from the U.S. Department of Housing and Urban Development, System Performance "
        "Measure 2: returns within 6, 12 and 24 months, stays at most 14 days apart joined."
    ),
)
"""A new episode within 180, 365 and 730 days; gaps up to 14 days joined."""

_PRESETS: Final = {rule.name: rule for rule in (KKIK_1Y, DFE_12M, HUD_SPM2)}


def rule_of(rule: ReactivationRule | RuleName) -> ReactivationRule:
    """A rule as it is, or a preset by its name.

    Raises
    ------
    UnknownNameError
        If there is no such preset.
    """
    if isinstance(rule, ReactivationRule):
        return rule
    if not isinstance(rule, str) or rule not in _PRESETS:
        raise UnknownNameError("rule", rule, _PRESETS)
    return _PRESETS[rule]
