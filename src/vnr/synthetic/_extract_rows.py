"""What an extract of made-up cases holds: the rows of each of its tables, before their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vnr.model import Case

__all__ = ["rows_of"]


def rows_of(cases: Iterable[Case], table: str) -> list[list[Any]]:
    """The rows of one table, after the keys of their case."""
    rows: list[list[Any]] = []
    for case in cases:
        keys = [case.case_id, case.person.person_id, case.municipality]
        if table == "aktualiseringar":
            person = case.person
            rows += [
                [
                    *keys,
                    case.unit,
                    case.roles,
                    person.sex,
                    person.birth_year,
                    person.protected,
                    intake.date,
                    intake.reason,
                    intake.channel,
                    spell.closed,
                    spell.closing and spell.closing.reason,
                    spell.closing and spell.closing.goal,
                    case.forms,
                    case.contexts,
                    case.children_at_home,
                    case.police_report,
                    case.household_id,
                    intake.source,
                    case.home_municipality,
                ]
                for spell in case.spells
                for intake in spell.intakes
            ]
        elif table == "utredningar":
            rows += [
                [
                    *keys,
                    one.opened,
                    one.kind,
                    one.closed,
                    one.outcome,
                    one.not_opened_reason,
                    one.violence_described,
                ]
                for one in case.investigations
            ]
        elif table == "insatser":
            rows += [
                [
                    *keys,
                    one.kind,
                    one.started,
                    one.ended,
                    one.for_violence,
                    one.visits,
                    one.meetings,
                    one.missed,
                    one.declined,
                    one.legal_basis,
                    one.provider,
                    one.placed_municipality,
                    one.ready,
                ]
                for one in case.interventions
            ]
        elif table == "uppföljningar":
            rows += [
                [*keys, one.kind, one.started, follow.due, follow.done]
                for one in case.interventions
                for follow in one.follow_ups
            ]
        elif table == "våldsutövare":
            rows += [[*keys, one.relation, one.sex] for one in case.perpetrators]
        else:
            rows += [
                [*keys, one.instrument, one.date, one.violence_found, one.score]
                for one in case.assessments
            ]
    return rows
