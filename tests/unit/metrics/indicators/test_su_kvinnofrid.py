"""The summary as published, with both denominators of the answers."""

from __future__ import annotations

import pytest

from building import WINDOW, case, day, register
from vnr import disclosure, metrics
from vnr.errors import DataError
from vnr.model import (
    AssessmentStage,
    Case,
    Instrument,
    Period,
    Person,
    RiskAssessment,
    Role,
    Sex,
    ViolenceContext,
)
from vnr.register import Register
from vnr.results import State

P2019 = Period.year(2019)
CHILD = Role.WITNESSING_CHILD


def test_published() -> None:
    """1 528 of 2 090 closed: 73.1 % (71.2-75.0); 567 answers: 37.1 % (34.7-39.6), 27.1 %."""
    made = register(
        *(
            case(str(n), f"p{n}", "2019-03-01", "2019-06-01" if n < 1528 else None)
            for n in range(2090)
        )
    )
    found = metrics.su_kvinnofrid(made, P2019, answered=567)
    shown = {
        item: tuple(round(100 * one, 1) for one in figures)
        for item, *figures in zip(
            found.strata["item"].tolist(), found.value, found.lower, found.upper, strict=True
        )
    }
    assert shown["closed"] == (73.1, 71.2, 75.0)
    assert shown["answered_of_closed"] == (37.1, 34.7, 39.6)
    assert shown["answered_of_all"][0] == 27.1
    assert found.select(item="answered_of_all").n.tolist() == [2090]


def test_by_hand() -> None:
    """Of 4 cases 2 women, 1 man, 1 unknown; honour by context; FREDA, conversation, none."""
    made = register(
        case(
            "1",
            Person("a", sex=Sex.WOMAN),
            contexts=frozenset({ViolenceContext.HONOUR}),
            assessments=(
                RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02")),
                RiskAssessment(Instrument.CONVERSATION, day("2019-03-02")),
            ),
        ),
        case(
            "2",
            Person("b", sex=Sex.WOMAN),
            assessments=(RiskAssessment(Instrument.FREDA_DANGER, day("2019-03-02")),),
        ),
        case("3", Person("c", sex=Sex.MAN)),
        case("4", "d"),
        case("5", "e", role=CHILD),
    )
    found = metrics.su_kvinnofrid(made, P2019)
    number = dict(zip(found.strata["item"].tolist(), found.columns["number"], strict=True))
    assert (number["woman"], number["man"], number["other_or_unknown"]) == (2, 1, 1)
    assert number["honour"] == 1
    assert number["freda"] == 2
    for one in (Instrument.FREDA_SHORT, Instrument.FREDA_DESCRIPTION, Instrument.FREDA_DANGER):
        used = (RiskAssessment(one, day("2019-03-02")),)
        alone = metrics.su_kvinnofrid(register(case(assessments=used)), P2019)
        assert alone.select(item="freda").columns["number"].tolist() == [1]
    assert number["conversation"] == 1
    assert number["not_assessed"] == 2
    assert found.state[-3:].tolist() == [State.NOT_REPORTED] * 3
    assert found.n.tolist()[0] == 4


def test_more_answers_than_cases() -> None:
    """Nobody answers who wasn't there."""
    with pytest.raises(DataError, match="answered"):
        metrics.su_kvinnofrid(register(case()), P2019, answered=1)


def test_closings_of_some() -> None:
    """Answers are of all closed cases: where some deliver no closings, of which isn't known."""
    cases = [
        case("1", "a", closed="2019-09-01"),
        case("2", "b", "2019-03-01", municipality="0488"),
        case("3", "c", "2019-03-01", municipality="0488"),
    ]
    made = Register.from_cases(cases, observed=WINDOW)
    found = metrics.su_kvinnofrid(made, Period.year(2019), answered=2)
    assert float(found.select(item="answered_of_all")) == 2 / 3
    assert found.select(item="answered_of_closed").state.tolist() == [State.NOT_REPORTED]
    # Of those who deliver closings all are closed.
    assert found.select(item="closed").n.tolist() == [1]
    assert found.select(item="closed").covered.tolist() == [1 / 2]
    with pytest.raises(DataError, match="answered must be at most the 3 cases, got 4"):
        metrics.su_kvinnofrid(made, Period.year(2019), answered=4)


def test_denominators() -> None:
    """Each item names whom it is a share of; before and after are told by the recorded stage."""
    before, after = AssessmentStage.BEFORE, AssessmentStage.AFTER

    def assessed(name: str, closed: str | None, *stages: AssessmentStage | None) -> Case:
        return case(
            name, name, "2019-03-01", closed,
            assessments=tuple(
                RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02"), stage=stage)
                for stage in stages
            ),
        )  # fmt: skip

    made = register(
        assessed("1", "2019-09-01", before, after),
        assessed("2", "2019-09-01", before),
        assessed("3", "2019-09-01", after),
        assessed("4", None, after),
        assessed("5", None, None),
    )
    found = metrics.su_kvinnofrid(made, P2019, answered=2, helped=1)
    columns = (found.strata["item"], found["number"], found.n, found["denominator"])
    told = {one: tuple(rest) for one, *rest in zip(*(c.tolist() for c in columns), strict=True)}
    assert told["closed"] == (3, 5, "all")
    assert told["assessed_before"] == (2, 5, "all")
    # A case that is still open may be assessed after all: it isn't among the closed.
    assert told["assessed_after"] == (2, 3, "closed")
    assert told["assessed_both"] == (1, 3, "closed")
    assert told["answered_of_closed"] == (2, 3, "closed")
    assert told["answered_of_all"] == (2, 5, "all")
    assert told["helped"] == (1, 2, "answered")
    assert "svarande" in str(found.rows("sv"))
    safe = disclosure.protect(found, disclosure.FIVE)
    assert disclosure.audit(safe, disclosure.FIVE).verdict == "safe"
    for answered in (2, None):
        with pytest.raises(DataError, match="helped must be at most the"):
            metrics.su_kvinnofrid(made, P2019, answered=answered, helped=3)


def test_stages_of_some() -> None:
    """Where only some deliver the stage, its items are of those; without any it isn't known."""
    staged = RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02"), stage=AssessmentStage.AFTER)
    plain = RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02"))
    rows = [
        case("1", "a", closed="2019-09-01", assessments=(staged,)),
        case("2", "b", "2019-03-01", "2019-09-01", municipality="0488", assessments=(plain,)),
    ]
    some = metrics.su_kvinnofrid(Register.from_cases(rows, observed=WINDOW), P2019)
    assert some.select(item="closed").n.tolist() == [2]
    assert some.select(item="assessed_after").n.tolist() == [1]
    assert some.select(item="assessed_after").covered.tolist() == [1 / 2]
    none = metrics.su_kvinnofrid(Register.from_cases(rows[1:], observed=WINDOW), P2019)
    assert none.select(item="assessed_before").state.tolist() == [State.NOT_REPORTED]
    # Assessed after is of the closed: where closings lack, nobody knows of how many.
    open_ = case("3", "c", municipality="0488", assessments=(staged,))
    known = Register.from_cases([rows[0], open_], observed=WINDOW)
    for item, covered in (("assessed_before", 1.0), ("assessed_after", 1 / 2)):
        assert metrics.su_kvinnofrid(known, P2019).select(item=item).covered.tolist() == [covered]
    unclosed = metrics.su_kvinnofrid(Register.from_cases([open_], observed=WINDOW), P2019)
    for item in ("assessed_after", "assessed_both"):
        assert unclosed.select(item=item).state.tolist() == [State.NOT_REPORTED]


def test_a_hidden_closed_does_not_stand_as_a_denominator() -> None:
    """38 of 40 closed are hidden for the 2 that aren't: so are the items that are of the 38."""
    staged = RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02"), stage=AssessmentStage.AFTER)
    made = register(
        *(
            case(str(n), f"p{n}", closed="2019-06-01" if n < 38 else None, assessments=(staged,))
            for n in range(40)
        )
    )
    found = metrics.su_kvinnofrid(made, P2019, answered=20)
    rule = disclosure.Rule(name="five", threshold=5, source="test")
    safe = disclosure.protect({"own": found}, rule)["own"]
    assert safe.select(item="closed").state_of("number").tolist() == [State.SUPPRESSED]
    for item in ("assessed_after", "assessed_both", "answered_of_closed"):
        assert found.select(item=item).n.tolist() == [38]
        assert safe.select(item=item).state_of("n").tolist() == [State.SUPPRESSED]
