"""Published answers of yes and no: what is empty is not answered, and never no."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

from vnr import metrics
from vnr.data import read_provisions, read_survey
from vnr.errors import DataError, UnknownNameError
from vnr.model import InterventionKind, ProvisionKind, ProvisionState, Subject
from vnr.register import Supply
from vnr.results import State

# As a workbook of Öppna jämförelser has it: a column for each question.
WIDE = [
    {"Kommunkod": "0461", "Kommun": "Gnesta", "Län": "Södermanland", "Rutin": "Ja", "Plan": "Nej"},
    {"Kommunkod": "0480", "Kommun": "Nyköping", "Län": "Södermanland", "Rutin": "Nej", "Plan": ""},
    {"Kommunkod": "0481", "Kommun": "Oxelösund", "Län": "Södermanland", "Rutin": "..", "Plan": "Ja"},
    {"Kommunkod": "0488", "Kommun": "Trosa", "Län": "Södermanland", "Rutin": "Ej svar", "Plan": "Ej tillämplig"},
]  # fmt: skip
THINGS: dict[str, Any] = {
    "Rutin": (ProvisionKind.ROUTINE, Subject.ASK, None),
    "Plan": (ProvisionKind.PLAN, Subject.GENERAL, None),
}
S = ProvisionState


def kolada(place: str, value: float | None, year: int = 2023) -> dict[str, Any]:
    values = [{"count": 1, "gender": "T", "status": "" if value is not None else "Missing", "value": value}]  # fmt: skip
    return {"kpi": "U00001", "municipality": place, "period": year, "values": values}


@pytest.mark.parametrize("frame", [WIDE, pd.DataFrame(WIDE), pl.DataFrame(WIDE)])
def test_survey(frame: Any) -> None:
    """A survey of the year, whose shares are of those who answered and bounded by those who didn't."""
    (asked,), answers = read_survey(frame, name="oj", year=2024)
    assert (asked.name, asked.year) == ("oj-2024", 2024)
    assert asked.due == ("0461", "0480", "0481", "0488")
    assert asked["Plan"].due == ("0461", "0480", "0481")
    assert [(one.respondent, one.question, one.choices) for one in answers] == [
        ("0461", "Rutin", ("yes",)), ("0461", "Plan", ("no",)),
        ("0480", "Rutin", ("no",)), ("0481", "Plan", ("yes",)),
    ]  # fmt: skip
    made = metrics.survey(asked, answers).select(choice="yes")
    assert made.value.tolist() == [1 / 2, 1 / 2]
    assert made["asked"].tolist() == [4, 3]
    assert made["n_not_answered"].tolist() == [2, 1]
    assert made["n_not_asked"].tolist() == [0, 1]
    assert (made.lower.tolist(), made.upper.tolist()) == ([1 / 4, 1 / 3], [3 / 4, 2 / 3])
    assert Supply.from_dict(Supply(surveys=[asked], answers=answers).to_dict()).answers == answers


def test_provisions() -> None:
    """The four states, of the questions that are named; what isn't there is none of them."""
    made = read_provisions(WIDE, THINGS, year=2024)
    told = {(one.municipality, one.subject): one.state for one in made}
    assert [told[code, "ask"] for code in ("0461", "0480", "0481", "0488")] == [
        S.HAS, S.HAS_NOT, S.NOT_ANSWERED, S.NOT_ANSWERED,
    ]  # fmt: skip
    assert [told[code, "general"] for code in ("0461", "0480", "0481", "0488")] == [
        S.HAS_NOT, S.NOT_ANSWERED, S.HAS, S.NOT_ASKED,
    ]  # fmt: skip
    offers = metrics.offers(made, 2024)
    assert (offers.state == State.NOT_REPORTED).sum() == 4
    assert offers["n_not_asked"].sum() == 1
    assert len(read_provisions(WIDE, {"Plan": THINGS["Plan"]}, year=2024)) == 4


def test_kolada() -> None:
    """An indicator that is a question: 1 and 0 are yes and no, and an empty value is no answer."""
    listed = [
        kolada("0461", 1.0),
        kolada("0480", 0.0),
        kolada("0481", None),
        kolada("0488", 1, 2022),
    ]
    surveys, answers = read_survey({"values": listed}, name="kolada")
    assert [one.due for one in surveys] == [("0488",), ("0461", "0480", "0481")]
    assert [(one.survey[-4:], one.respondent, one.choices[0]) for one in answers] == [
        ("2022", "0488", "yes"), ("2023", "0461", "yes"), ("2023", "0480", "no"),
    ]  # fmt: skip
    service: Any = (ProvisionKind.SERVICE, InterventionKind.SHELTERED_HOUSING, None)
    made = read_provisions(listed, {"U00001": service})
    assert [one.state for one in made if one.year == 2023] == [S.HAS, S.HAS_NOT, S.NOT_ANSWERED]


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([{"kommun": "Trosa", "a": 0.5}], "row 0: the answer is neither yes nor no"),
        ([{"kommun": "Trosa", "a": "kanske"}], "row 0: the answer is neither yes nor no"),
        ([{"kommun": "Trosa", "a": "ja"}, {"kommun": "0488", "a": "nej"}], "row 1: the same"),
        ([{"kommun": "Trosa", "kön": "K", "a": "ja"}], "row 0: an answer is the municipality's"),
    ],
)
def test_refused(rows: Any, match: str) -> None:
    """What is no answer, stands twice, or is of women or men is refused with its row."""
    with pytest.raises(DataError, match=match):
        read_survey(rows, name="a", year=2024)


def test_no_such_question() -> None:
    """A question that the table hasn't is refused by name."""
    with pytest.raises(UnknownNameError, match="Rutiner"):
        read_provisions(WIDE, {"Rutiner": THINGS["Rutin"]}, year=2024)
