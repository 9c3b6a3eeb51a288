"""Each rule stands once: what an object refuses, the columns mark, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, example, find, given, settings
from hypothesis import strategies as st

from building import day
from vnr.errors import ModelError
from vnr.frames import distinct
from vnr.io import rules
from vnr.model import (
    Case,
    Closing,
    FollowUp,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationOutcome,
    NotOpenedReason,
    Person,
    RiskAssessment,
    Role,
    fault_text,
    invariants_of,
)
from vnr.register import CASES, assemble
from vnr.register.entering._codecs import codec

START = day("2019-03-01")
RULES_OF_CASES = [
    (table, rule) for table, cls in CASES.classes.items() for rule in invariants_of(cls)
]
NEAR = st.integers(-2, 2).map(lambda days: START + timedelta(days))
PERHAPS = st.none() | NEAR
NUMBERS = st.sampled_from([None, -2, -1, 0, 3])

Rows = dict[str, list[dict[str, Any]]]


@st.composite
def histories(draw: Any) -> Rows:
    """The rows of one case whose days lie so close that any may come before any other."""
    interventions = [
        {
            "kind": "atv",
            "started": draw(NEAR),
            "ended": draw(PERHAPS),
            "visits": draw(NUMBERS),
            "ready": draw(PERHAPS),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "cases": [
            {
                "roles": "exposed_adult",
                "children_at_home": draw(NUMBERS),
                "birth_year": draw(st.sampled_from([None, 1849, 1850, 2200, 2201])),
            }
        ],
        "intakes": [
            {"date": on, "reason": "violence"}
            for on in sorted(draw(st.lists(NEAR, min_size=1, max_size=3)))
        ],
        "closings": [{"closed": on} for on in sorted(draw(st.lists(NEAR, max_size=3)))],
        "investigations": [
            {
                "opened": draw(NEAR),
                "closed": draw(PERHAPS),
                "outcome": draw(st.sampled_from([None, "opened", "not_opened"])),
                "not_opened_reason": draw(st.sampled_from([None, "declined"])),
            }
            for _ in range(draw(st.integers(0, 2)))
        ],
        "interventions": interventions,
        "follow_ups": [
            {"due": draw(NEAR), "done": draw(PERHAPS), "intervention": place}
            for place in range(len(interventions))
            for _ in range(draw(st.integers(0, 2)))
        ],
        "assessments": [
            {
                "instrument": draw(st.sampled_from(["sara", "freda_danger", "other"])),
                "date": draw(NEAR),
                "score": draw(st.sampled_from([None, 0.0, 3.5, float("inf")])),
            }
            for _ in range(draw(st.integers(0, 2)))
        ],
    }


def as_object(rows: Rows) -> Case:
    """The rows as a case; raises if it breaks a rule."""
    (own,) = rows["cases"]
    return Case(
        "1",
        Person("p", birth_year=own["birth_year"]),
        "0484",
        None,
        Role(own["roles"]),
        tuple(Intake(row["date"], IntakeReason(row["reason"])) for row in rows["intakes"]),
        tuple(Closing(row["closed"]) for row in rows["closings"]),
        children_at_home=own["children_at_home"],
        investigations=tuple(
            Investigation(
                row["opened"],
                closed=row["closed"],
                outcome=row["outcome"] and InvestigationOutcome(row["outcome"]),
                not_opened_reason=row["not_opened_reason"]
                and NotOpenedReason(row["not_opened_reason"]),
            )
            for row in rows["investigations"]
        ),
        interventions=tuple(
            Intervention(
                InterventionKind(row["kind"]),
                row["started"],
                row["ended"],
                visits=row["visits"],
                ready=row["ready"],
                follow_ups=tuple(
                    FollowUp(child["due"], child["done"])
                    for child in rows["follow_ups"]
                    if child["intervention"] == place
                ),
            )
            for place, row in enumerate(rows["interventions"])
        ),
        assessments=tuple(
            RiskAssessment(Instrument(row["instrument"]), row["date"], score=row["score"])
            for row in rows["assessments"]
        ),
    )


def broken_as_object(rows: Rows) -> str | None:
    """Why the rows are no case, if they are none."""
    try:
        as_object(rows)
    except ModelError as error:
        return str(error)
    return None


def names(message: str, code: str, field: str) -> bool:
    """Whether an error's message speaks of a field and a rule."""
    path, wrong = message.split(": ", 1)
    among = {"due-twice": "follow_ups", "closed-twice": "closings"}
    return path.endswith(among.get(code, field)) and wrong.split("; ")[0] == fault_text(code)


def broken_in_columns(rows: Rows) -> set[tuple[str, str]]:
    """The rules that the same rows break as columns, each with its field."""
    key = {"municipality": "0484", "case_id": "1", "person_id": "p"}
    tables = {}
    for table, listed in rows.items():
        columns = {**CASES.keys, **CASES.flat(table)}
        tables[table] = {
            name: codec(columns[name], table=table).read(
                distinct([(key | row)[name] for row in listed])
            )
            for name in (key | listed[0] if listed else {})
        }
    found = assemble({name: columns for name, columns in tables.items() if columns})
    rules = {rule.code for _, rule in RULES_OF_CASES}
    return {
        (breach.rule, {**CASES.flat("cases"), **CASES.tables[breach.table]}[breach.column].field)
        for breach in found.breaches
        if breach.rule in rules
    }


class TestOneRule:
    """Objects and columns ask the same rules (design, section 4: each invariant stands once)."""

    @given(histories())
    @example(
        {
            "cases": [
                {
                    "roles": "exposed_adult",
                    "children_at_home": -1,
                    "birth_year": 1849,
                }
            ],
            "intakes": [{"date": START, "reason": "violence"}],
            "closings": [{"closed": START - timedelta(1)}],
        }
        | {name: [] for name in ("investigations", "interventions", "follow_ups", "assessments")}
    )
    def test_an_object_is_refused_where_columns_are_marked(self, rows: Rows) -> None:
        """A record is refused just when its row is marked, and for a rule that marks it."""
        marked = broken_in_columns(rows)
        refused = broken_as_object(rows)

        assert (refused is None) == (marked == set())
        assert refused is None or any(names(refused, code, field) for code, field in marked)

    def test_every_rule_can_be_broken(self) -> None:
        """No rule of the stored classes is left out of what is drawn above."""
        drawn = {"meetings", "missed", "age_at_intake"}
        expected = {
            (rule.code, rule.field) for _, rule in RULES_OF_CASES if rule.field not in drawn
        }
        seen: set[tuple[str, str]] = set()

        def all_are_broken(rows: Rows) -> bool:
            seen.update(broken_in_columns(rows))
            return expected <= seen

        # Ends with the last of them: nothing is drawn, and nothing made smaller, after that.
        find(
            histories(),
            all_are_broken,
            settings=settings(max_examples=300, phases=[Phase.generate]),
        )
        assert expected == seen


@pytest.mark.parametrize(
    ("table", "rule"), RULES_OF_CASES, ids=lambda part: getattr(part, "code", part)
)
def test_every_rule_has_its_words(table: str, rule: Any) -> None:
    """A list of faults has a message and a remedy for each, and its field is a column."""
    assert all(rule.code in rules(language) for language in ("sv", "en"))
    assert rule.field in {column.field for column in CASES.tables[table].values()}


@pytest.mark.parametrize(
    "code",
    [
        "person-conflict", "case-conflict", "person-unclear", "case-unknown", "case-incomplete",
        "case-rejected", "intervention-missing", "intervention-unknown", "intervention-rejected", "intake-missing",
        "id-missing", "value-missing",
    ],
)  # fmt: skip
def test_what_hangs_wrong_has_words(code: str) -> None:
    """So has every rule of how rows hang together."""
    assert all(code in rules(language) for language in ("sv", "en"))


def test_a_faulty_record_is_told_once() -> None:
    """A case closed before it opened isn't closed when its interventions start."""
    rows: Rows = {
        "cases": [{"roles": "exposed_adult"}],
        "intakes": [{"date": START, "reason": "violence"}] * 2,
        "closings": [{"closed": date(2018, 1, 1)}],
        "interventions": [{"kind": "atv", "started": START}],
    }
    assert broken_in_columns(rows) == {("closed-before-opened", "date")}


def test_what_hangs_on_nothing_is_passed_over() -> None:
    """A follow-up without its intervention is told for that alone."""
    rows: Rows = {
        "cases": [{"roles": "exposed_adult"}],
        "intakes": [{"date": START, "reason": "violence"}],
        "follow_ups": [{"due": START, "done": date(2000, 1, 1), "intervention": 0}],
    }
    assert broken_in_columns(rows) == set()
