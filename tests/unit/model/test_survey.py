"""Surveys and answers: what they refuse, and what is told of answers that can't be counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from vnr.errors import ModelError
from vnr.model import (
    Answer,
    AnswerChoice,
    Condition,
    Grant,
    GrantDecision,
    Question,
    QuestionKind,
    Survey,
    fault_text,
    json_schema,
    structure,
    unstructure,
)

TOML = """
name = "plan-2026"
sv = "Handlingsplaner"
en = "Action plans"
due = ["0480", "0481", "0482"]

[[questions]]
code = "plan"
kind = "yes_no"

[[questions]]
code = "groups"
kind = "several"
choices = [
    { code = "women", sv = "Kvinnor", en = "Women" },
    { code = "men" },
    { code = "none" },
]
alone = "none"
asked_if = { question = "plan", choices = ["yes"] }

[[questions]]
code = "staff"
kind = "number"

[[questions]]
code = "how"
kind = "text"
"""
SURVEY = Survey.parse(TOML)
A, B = AnswerChoice("a"), AnswerChoice("b")


def answer(question: str, *choices: str, who: str = "0480", **more: Any) -> Answer:
    return Answer("plan-2026", who, question, choices, **more)


def test_parse() -> None:
    """A survey is a TOML value: who is due, what is asked, and when."""
    assert SURVEY.due == ("0480", "0481", "0482")
    assert SURVEY["plan"].codes == ("yes", "no")
    assert SURVEY["groups"].asked_if == Condition("plan", ("yes",))
    assert [one.label("sv") for one in SURVEY["groups"].choices] == ["Kvinnor", "men", "none"]
    assert SURVEY["groups"].choices[0].label("en") == "Women"
    assert SURVEY["staff"].codes == ()
    assert not SURVEY["how"].is_chosen
    with pytest.raises(ModelError, match="question-unknown"):
        SURVEY["x"]


def test_json() -> None:
    """Survey, answer and grant go to JSON and back, by their schemas."""
    grant = Grant("Falu kommun", 2013, GrantDecision.GRANTED, 500_000, 1_500_000, "2080")
    for record in (SURVEY, answer("groups", "women", "men", covers=("0481",)), grant):
        written = json.loads(json.dumps(unstructure(record)))
        assert structure(written, type(record)) == record
        jsonschema.validate(written, json_schema(type(record)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name = ", "survey-form"),
        (None, "survey-form"),
        ("name = 'x'", "required field is missing"),
        (TOML.replace('due = ["0480", "0481", "0482"]', 'due = "0480"'), "due: .*list of texts"),
        (TOML.replace('due = ["0480", "0481", "0482"]', "due = [480]"), "due: .*list of texts"),
        (TOML.replace('"yes_no"', '"ja/nej"'), r"questions\[0\].kind"),
        (TOML.replace("alone", "ensam"), "unknown key"),
    ],
)
def test_what_is_no_survey(text: Any, what: str) -> None:
    """Is refused with where and what."""
    with pytest.raises(ModelError, match=what):
        Survey.parse(text)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Question("q", QuestionKind.ONE), "choices-of-kind"),
        (lambda: Question("q", QuestionKind.TEXT, (A,)), "choices-of-kind"),
        (lambda: Question("q", QuestionKind.YES_NO, (A, B)), "choices-of-kind"),
        (lambda: Question("q", QuestionKind.ONE, (A, A)), "choice-twice"),
        (lambda: Question("q", QuestionKind.SEVERAL, (A, B), "c"), "choice-unknown"),
        (lambda: Question("q", QuestionKind.ONE, (A, B), "a"), "choice-unknown"),
        (lambda: Survey("s", ("x", "x"), (Question("q", QuestionKind.TEXT),)), "respondent-twice"),
        (lambda: Survey("s", (), (Question("q", QuestionKind.TEXT),) * 2), "question-twice"),
        (lambda: conditional("later", "a"), "condition-unknown"),
        (lambda: conditional("first", "c"), "condition-unknown"),
        (lambda: conditional("first"), "condition-unknown"),
        (lambda: Survey("s", (), ()), "questions"),
        (lambda: Survey("s", [480], (Question("q", QuestionKind.TEXT),)), "due"),  # type: ignore[arg-type]
        (lambda: Answer("s", "x", "q", ("",)), "choices"),
        (lambda: Grant("x", 2013, GrantDecision.GRANTED, 2, 1), "most-below-least"),
        (lambda: Grant("x", 2013, GrantDecision.GRANTED, -1), "least"),
    ],
)
def test_refused(make: Any, rule: str) -> None:
    """A record that can't be is refused by its rule."""
    with pytest.raises(ModelError, match=rule):
        make()


def conditional(question: str, *choices: str) -> Survey:
    first = Question("first", QuestionKind.ONE, (A, B))
    asked = Question("then", QuestionKind.TEXT, asked_if=Condition(question, choices))
    later = Question("later", QuestionKind.ONE, (A, B))
    return Survey("s", (), (first, asked, later))


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ([answer("plan", "yes")], []),
        ([answer("groups", "women", "men")], []),
        ([answer("staff", number=0)], []),
        ([answer("how")], []),
        ([Answer("other", "0480", "plan", ("yes",))], [(0, "survey", "survey-unknown")]),
        ([answer("plans", "yes")], [(0, "question", "question-unknown")]),
        ([answer("plan", "maybe")], [(0, "choices", "choice-unknown")]),
        ([answer("plan", "yes", "no")], [(0, "choices", "choice-one")]),
        ([answer("plan")], [(0, "choices", "answer-empty")]),
        ([answer("staff")], [(0, "number", "answer-empty")]),
        ([answer("plan", "yes", number=1)], [(0, "number", "number-unasked")]),
        ([answer("groups", "none", "men")], [(0, "choices", "choice-alone")]),
        ([answer("groups", "men", "men")], [(0, "choices", "choice-twice")]),
        ([answer("plan", "yes", covers=("0480",))], [(0, "covers", "respondent-twice")]),
        ([answer("plan", "yes", covers=("0481", "0481"))], [(0, "covers", "respondent-twice")]),
        (
            [answer("plan", "yes"), answer("plan", "no")],
            [(1, "respondent", "answered-twice")],
        ),
        (
            [answer("plan", "yes", covers=("0481",)), answer("plan", "no", who="0481")],
            [(1, "respondent", "answered-alone-and-covered")],
        ),
        (
            [
                answer("plan", "yes", covers=("0482",)),
                answer("plan", "no", who="0481", covers=("0482",)),
            ],
            [(1, "covers", "covered-twice")],
        ),
    ],
)
def test_faults(answers: list[Answer], faults: list[tuple[int, str, str]]) -> None:
    """Each fault has its row, its rule, what is wrong and what to do, and all are told."""
    found = SURVEY.faults(answers)
    assert len(found) == len(faults)
    for text, (row, field, rule) in zip(found, faults, strict=True):
        assert text.startswith(f"answers[{row}].{field}: {fault_text(rule)}; ")


def test_faults_in_swedish() -> None:
    """Who delivered the answers reads what to do in their language."""
    (fault,) = SURVEY.faults([answer("groups", "none", "men")], "sv")
    assert fault == (
        "answers[0].choices: ett alternativ som står ensamt är valt tillsammans med andra "
        "[choice-alone]; behåll det ensamt, eller bara de andra"
    )


def test_a_county_of_the_recipient() -> None:
    """Is that of its municipality, or the one given, or not known."""
    granted = GrantDecision.GRANTED
    assert Grant("x", 2013, granted, municipality="2080").place == "20"
    assert Grant("x", 2013, granted, county="14").place == "14"
    assert Grant("x", 2013, granted).place is None


@pytest.mark.parametrize(
    "make",
    [
        lambda told: Survey(told, (), (Question("q", QuestionKind.TEXT),)),
        lambda told: Survey("s", ("0484", told), (Question("q", QuestionKind.TEXT),)),
        lambda told: Question("q", QuestionKind.TEXT, sv=f"Ring {told}"),
        lambda told: AnswerChoice("a", sv=told),
        lambda told: Answer("s", told, "q"),
        lambda told: Answer("s", "0484", "q", ("a", told)),
        lambda told: Grant(told, 2013, GrantDecision.GRANTED),
    ],
)
def test_no_personal_number(make: Callable[[str], object]) -> None:
    """In no text that is printed as it stands, and not in the error."""
    with pytest.raises(ModelError, match="text-personal") as error:
        make("19811218-9876")
    assert "9876" not in str(error.value)
