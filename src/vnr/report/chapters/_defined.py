"""Definitions as sentences, made from what a result says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vnr.model import Period
from vnr.report.chapters._writing import enumerated, spelled, text
from vnr.words import Language, label, number

if TYPE_CHECKING:
    from vnr.results import Definition

__all__ = ["defined"]

_FORMS: Final = {
    "detection": "detection",
    "count": "count",
    "rate": "rate",
    "funnel": "funnel",
    "episodes starting in the period": "episodes",
    "episodes by merge gap": "gaps",
    "time_to_event": "waits",
    "children_behind": "children",
    "completeness": "completeness",
    "contacts": "contacts",
    **{rule: rule for rule in ("offers", "lacking", "partnerships", "survey", "need")},
}
_YEAR: Final = "365 days"
_DAYS: Final = re.compile(r"(\d+) days?")


def defined(definition: Definition, language: Language) -> str:
    """A definition in sentences: what is counted, when, by which rule, and of whom.

    What a report has no sentence for, such as a result of one's own, is told as the result does.

    Parameters
    ----------
    definition : Definition
        Of a result.
    language : str
        ``sv`` or ``en``.
    """
    if definition.rule == "sum" and definition.operands:
        return defined(definition.operands[0], language)
    asked = definition.parameters
    if definition.rule == "follow_up":
        form = f"follow_{asked['denominator']}"
    elif definition.rule == "reactivation":
        form = "returned" if asked.get("preset") == "KKIK_1Y" else "returned_other"
    elif definition.rule in _FORMS:
        form = _FORMS[definition.rule]
    else:
        return definition.text(language)
    inner = definition.operands[0].parameters if definition.operands else {}
    told = text(
        "defined",
        language,
        form=form,
        period=_period(asked, language),
        within=_within(str(asked.get("horizon", "")), language),
        days=_number(str(asked.get("tolerance", ""))),
        gap=number(int(inner.get("merge_gap", 0)), ",", language),
        gaps=enumerated([str(gap) for gap in asked.get("gaps", ["0"])], language),
        per=number(int(asked.get("per", 0)), ",", language),
    )
    roles = [label("Role", role, language) for role in asked.get("roles", ())]
    if not roles:
        return told
    return f"{told} {text('defined', language, form='roles', roles=enumerated(roles, language))}"


def _period(asked: object, language: Language) -> str:
    given = asked.get("period") if hasattr(asked, "get") else None
    return spelled(Period.parse(str(given)), language) if given else ""


def _within(horizon: str, language: Language) -> str:
    """How long something is looked for: a year, or so many days."""
    if horizon == _YEAR:
        return text("defined", language, form="a_year")
    return text("defined", language, form="some_days", days=_number(horizon))


def _number(days: str) -> str:
    found = _DAYS.fullmatch(days)
    return found[1] if found else days
