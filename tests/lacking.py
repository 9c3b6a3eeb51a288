"""The same cases in several municipalities, each of which delivers all but one table or field."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from building import case
from vnr import data
from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    Contact,
    ContactKind,
    FollowUp,
    Goal,
    Instrument,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    JudgedRisk,
    Judgement,
    Period,
    Person,
    Provider,
    RiskAssessment,
    RiskJudgement,
    Role,
    Sex,
    Unit,
    structure,
    unstructure,
)
from vnr.register import CASES, CONTACTS, FIELDS, LATER, TABLES, Register

Record = dict[str, Any]

NAMES = (None, *TABLES, *FIELDS)
"""What may be lacking, one after the other; first of all nothing."""
WITH: Mapping[str, tuple[str, ...]] = {
    "cases.violence_known": ("cases.violence_source",),
    "investigations.closed": (
        *("investigations.outcome", "investigations.not_opened_reason"),
        "investigations.violence_described",
    ),
    "follow_ups.done": ("follow_ups.outcome",),
}
"""What can't be delivered without a field."""
_SIZE = 40
LEVELS = (Judgement.HIGH, Judgement.LOW)
AGAIN = ((), (Closing(date(2019, 5, 1), ClosingReason.GOAL_REACHED),))
_EMPTY: Mapping[str, Any] = {"cases.unit": None, "cases.roles": []}
_KEYS = {"intakes.intake_unit": "unit", "closings.closing_reason": "reason"}


@cache
def _drawn() -> tuple[tuple[Record, ...], Any]:
    """Cases that hold every field, none of which hangs on a single one of them."""
    path = Path(__file__).parent / "golden" / "registers" / "varied.json"
    whole = Register.from_dict(json.loads(path.read_text("utf-8")))
    records = []
    # All cases of some persons, since who comes back has several.
    drawn = sorted(whole.cases(), key=lambda case: str(case.person.person_id))
    for number, record in enumerate(map(unstructure, drawn[:_SIZE])):
        if number % 4:
            record["intakes"][0]["reason"] = "violence"
        person = record["person"]
        letters = sum(person["person_id"].encode())
        # Of one age, whichever of the two tells it.
        born = person["birth_year"] = person.get("birth_year") or 1950 + letters % 50
        record["age_at_intake"] = int(record["intakes"][0]["date"][:4]) - born
        if number % 3:
            record["district"] = ("norr", "söder")[number % 2]
        person |= {0: {"died": "2019-11-01"}, 1: {"moved_out": "2019-10-01"}}.get(letters % 7, {})
        for place, one in enumerate(record.get("investigations", ())):
            if "closed" in one:
                one["violence_described"] = bool((number + place) % 3)
                if one.get("outcome") not in ("opened", "intervention"):
                    one["not_opened_reason"] = ("declined", "no_need")[(number + place) % 2]
        for intervention in record.get("interventions", ())[:1]:
            intervention["placed_municipality"] = "2584"
            intervention["ready"] = intervention["started"]
        records.append(record)
    return (*records, *_returning()), whole.observed


def _returning() -> Iterator[Record]:
    """Two persons who come back within a year, are assessed twice and whose follow-up is missed.

    Each has a child with a case of its own, which nobody investigates.
    """
    for person in (Person("r1", 1980, Sex.WOMAN), Person("r2", 1985, Sex.MAN)):
        for number, (opened, closed) in enumerate(
            (("2018-02-01", "2018-06-01"), ("2018-09-01", "2019-03-01"))
        ):
            day = date.fromisoformat(opened)
            yield unstructure(
                case(
                    f"{person.person_id}-{number}",
                    person,
                    opened,
                    closings=(
                        Closing(
                            date.fromisoformat(closed), ClosingReason.GOAL_REACHED, Goal.REACHED
                        ),
                        *AGAIN[number],
                    ),
                    later=(("2019-04-01", IntakeReason.ECONOMIC),) * number,
                    age_at_intake=35,
                    children_at_home=1,
                    household_id=person.person_id,
                    investigations=(Investigation(day),),
                    interventions=(
                        Intervention(
                            InterventionKind.TRAPPAN,
                            day,
                            follow_ups=(FollowUp(day + timedelta(60)),),
                        ),
                    ),
                    assessments=(
                        RiskAssessment(Instrument.DANGER_ASSESSMENT, day, score=9.0 - 4 * number),
                        RiskAssessment(
                            Instrument.SARA_SV,
                            day,
                            judgement=(RiskJudgement(JudgedRisk.CURRENT, LEVELS[number]),),
                        ),
                    ),
                )
            )
        still_open = f"{person.person_id}-open"
        yield unstructure(
            case(still_open, Person(still_open, 1970, Sex.WOMAN), "2019-02-01", age_at_intake=48)
        )
        yield unstructure(
            case(
                f"{person.person_id}-child",
                Person(f"{person.person_id}-child", 2010),
                "2018-02-01",
                role=Role.WITNESSING_CHILD,
                age_at_intake=8,
                household_id=person.person_id,
            )
        )


def codes() -> dict[str | None, str]:
    """A municipality for each thing that may be lacking."""
    every = sorted(place.code for place in data.municipalities())
    return dict(zip(NAMES, every, strict=False))


def _of(record: Record, table: str) -> Iterator[Record]:
    """The records of a table, of one case."""
    if table == CASES.root:
        yield record
    elif table in CASES.shared:
        yield record[CASES.shared[table]]
    else:
        for above in _of(record, CASES.parents[table]):
            yield from above.get(table, ())


def _drop(record: Record, name: str) -> None:
    """Take a table or field out of a case."""
    if name == LATER:
        # A case that nothing opens again closes once.
        del record["intakes"][1:], record.get("closings", [])[1:]
        return
    table, is_field, field = name.partition(".")
    for above in _of(record, table if is_field else CASES.parents[table]):
        key = _KEYS.get(name, field) if is_field else table
        if name in _EMPTY:
            above[key] = _EMPTY[name]
        else:
            above.pop(key, None)
    for other in WITH.get(name, ()):
        _drop(record, other)


def _contacts(code: str, name: str | None) -> Iterator[Contact]:
    """What a municipality did without identity or decision: every field, but what it lacks."""
    if name == CONTACTS.root:
        return
    whole: Record = {
        "unit": Unit.OPEN_CARE,
        "district": "norr",
        "role": Role.EXPOSED_ADULT,
        "for_violence": True,
        "provider": Provider.NGO,
    }
    table, _, field = (name or "").partition(".")
    if table == CONTACTS.root:
        del whole[field]
    for number, kind in enumerate((ContactKind.ADVICE, ContactKind.CHAT), start=2):
        yield Contact(code, Period.parse("2019-02"), kind, number, **whole)


def lacking(lacks: Mapping[str, str | None]) -> Register:
    """The cases and contacts of each municipality, without what it lacks; what is delivered is as found."""
    records, observed = _drawn()
    cases = []
    for code, name in lacks.items():
        for record in map(copy.deepcopy, records):
            record["municipality"] = code
            record["person"]["person_id"] += code
            if "household_id" in record:
                record["household_id"] += code
            if name is not None and name.partition(".")[0] in CASES.tables:
                _drop(record, name)
            cases.append(structure(record, Case))
    contacts = [one for code, name in lacks.items() for one in _contacts(code, name)]
    return Register.from_cases(cases, observed=observed, contacts=contacts)
