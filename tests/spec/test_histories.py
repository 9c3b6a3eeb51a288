"""The page of hand-worked histories, read and run."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vnr import metrics
from vnr.metrics import ReactivationRule, Years
from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    FollowUp,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Period,
    Person,
    RiskAssessment,
    Role,
    ViolenceForm,
)
from vnr.register import Coverage, Register
from vnr.results import State

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "histories.md"
EPISODE = ReactivationRule("page", "episode_closed", "episode", (Years(1),), source="this page")


def histories() -> list[tuple[str, Register, list[tuple[str, str]]]]:
    found = []
    for part in PAGE.read_text("utf-8").split("\n## ")[1:]:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in part.splitlines()
            if line.startswith("|") and not line.startswith("|---")
        ]
        cases = [case_of(dict(zip(rows[0], row, strict=True))) for row in rows[1:]]
        window = re.search(r"^Observed: (\S+) (\S+)", part, re.MULTILINE)
        observed = period(window[1], window[2]) if window else period("2018-01-01", "2020-12-31")
        stated = re.findall(r"^Delivered: (\S+) (\S+) (\S+)", part, re.MULTILINE)
        delivered = {code: period(*days) for code, *days in stated}
        places = delivered or dict.fromkeys((case.municipality for case in cases), observed)
        coverage = Coverage(
            (code, None, None, days, "all", "all") for code, days in sorted(places.items())
        )
        register = Register.from_cases(cases, observed=observed, coverage=coverage)
        answers = re.findall(r"^- `(.+?)` = (.+)$", part, re.MULTILINE)
        found.append((part.splitlines()[0], register, answers))
    return found


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def case_of(row: dict[str, str]) -> Case:
    given = {name: value for name, value in row.items() if value != "-"}

    def several(name: str) -> list[str]:
        return [part.strip() for part in given[name].split(";")] if name in given else []

    intakes = [[given["opened"], given["reason"]], *(part.split("=") for part in several("later"))]
    reasons: list[ClosingReason | None] = [ClosingReason(why) for why in several("why")]
    reasons = reasons or [None] * len(several("closed"))
    assessed = [part.split("=") for part in several("assessed")]
    planned = tuple(FollowUp(date.fromisoformat(day)) for day in several("due"))
    opened = date.fromisoformat(given["opened"])
    return Case(
        given["case"],
        Person(given["person"]),
        given["place"],
        None,
        Role(given["role"]),
        tuple(Intake(date.fromisoformat(day), IntakeReason(why)) for day, why in intakes),
        tuple(
            Closing(date.fromisoformat(day), why)
            for day, why in zip(several("closed"), reasons, strict=True)
        ),
        forms=frozenset(map(ViolenceForm, several("form"))),
        household_id=given.get("household"),
        interventions=(
            (Intervention(InterventionKind.COUNSELLING, opened, follow_ups=planned),)
            if planned
            else ()
        ),
        assessments=tuple(
            RiskAssessment(Instrument(name), date.fromisoformat(day)) for day, name in assessed
        ),
    )


def answered(register: Register, question: str) -> Any:
    """What the library says."""
    what, *words = question.split()
    said = dict(word.split("=") for word in words)
    if "quarter" in said:
        asked = Period.quarter(*map(int, said.pop("quarter").split("-")))
    elif "year" in said or "cohort" in said:
        asked = Period.year(int(said.pop("year", "") or said.pop("cohort")))
    more: dict[str, Any] = dict(said)
    if what == "count":
        return int(metrics.count(register, asked, **more))
    if what == "covered":
        return float(metrics.count(register, asked).covered[0])
    if what == "state":
        return State(metrics.count(register, asked).state[0]).code
    if what == "missed":
        return float(metrics.detection(register, asked))
    if what == "delay":
        return metrics.detection(register, asked).columns["delay_median"][0]
    if what == "later-spell":
        return int(metrics.detection(register, asked)["n_later_spell"][0])
    if what in ("due", "closed-early"):
        planned = metrics.follow_up(register, asked, denominator="due")
        return int(planned.n[0] if what == "due" else planned["n_closed_early"][0])
    if what == "kinds":
        if "gap" in more:
            more["merge_gap"] = int(more.pop("gap"))
        return Counter(metrics.episodes(register, **more).kind.tolist())
    rule = EPISODE if what == "returned-episode" else metrics.KKIK_1Y
    share = metrics.reactivation(register, asked, rule=rule)
    if what == "reopened-otherwise":
        share = metrics.reactivation(register, asked, rule=EPISODE)
        return int(share["n_reopened_otherwise"][0])
    if what == "not-mature":
        return int(share.columns["n_not_mature"][0])
    return (int(share.columns["returned"][0]), int(share.n[0]))


def expected(question: str, answer: str) -> Any:
    """What the page says, its arithmetic done."""
    if question.startswith("kinds"):
        kinds = (part.split() for part in answer.split(", "))
        return Counter({kind: int(number) for kind, number in kinds})
    if question.startswith("state"):
        return answer
    if question.startswith(("reactivation", "returned")):
        returned, n = answer.split(" / ")
        return int(returned), int(n)
    assert re.fullmatch(r"[\d+\-/ ]+", answer)
    return pytest.approx(eval(answer))


HISTORIES = histories()


def test_there_are_a_dozen() -> None:
    """The page has at least twelve histories, each with answers."""
    assert len(HISTORIES) >= 12
    assert all(answers for _, _, answers in HISTORIES)


@pytest.mark.parametrize(
    ("register", "question", "answer"),
    [
        pytest.param(register, question, answer, id=f"{title}: {question}")
        for title, register, answers in HISTORIES
        for question, answer in answers
    ],
)
def test_history(register: Register, question: str, answer: str) -> None:
    """The library's answer is the one worked out by hand."""
    assert answered(register, question) == expected(question, answer)
