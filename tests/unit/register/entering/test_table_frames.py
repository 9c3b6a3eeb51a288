"""Frames of three libraries, both ways."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

from building import BASE, ECONOMIC, VIOLENCE, WINDOW, case, day, register
from vnr.errors import DataError, UnknownNameError
from vnr.model import (
    FollowUp,
    Instrument,
    Intervention,
    InterventionKind,
    JudgedRisk,
    Judgement,
    RiskAssessment,
    RiskJudgement,
    Role,
    ViolenceForm,
)
from vnr.register import Register

ATV, GROUP = InterventionKind.ATV, InterventionKind.GROUP


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_everything_comes_back(backend: str) -> None:
    """Judged risks, scores, several forms and follow-ups survive."""
    risks = (
        RiskJudgement(JudgedRisk.CURRENT, Judgement.LOW),
        RiskJudgement(JudgedRisk.OTHER, Judgement.HIGH),
    )
    one = case(
        forms=frozenset({ViolenceForm.PHYSICAL, ViolenceForm.DIGITAL}),
        police_report=False,
        children_at_home=0,
        home_municipality="0180",
        officer="x",
        assessments=(
            RiskAssessment(Instrument.SARA_SV, day("2019-03-02"), judgement=risks),
            RiskAssessment(Instrument.DANGER_ASSESSMENT, day("2019-03-02"), score=7.5),
        ),
        interventions=(
            Intervention(ATV, day("2019-04-01"), follow_ups=(FollowUp(day("2019-06-01")),)),
            Intervention(
                ATV,
                day("2019-04-01"),
                placed_municipality="0488",
                follow_ups=(
                    FollowUp(day("2019-06-01"), day("2019-06-02")),
                    FollowUp(day("2019-09-01"), day("2019-06-02")),
                ),
            ),
        ),
    )
    found = register(one, case("2"))
    names = ("cases", "intakes", "assessments", "interventions", "follow_ups")
    frames = {name: found.to_frame(name, backend) for name in names}  # type: ignore[arg-type]
    again = Register.from_frame(frames, observed=WINDOW)
    assert [one, case("2")] == list(again.cases())


@pytest.mark.parametrize("library", [pd, pl])
def test_base_shape(library: Any) -> None:
    """One row for each intake, with the case id repeated."""
    found = Register.from_frame(library.DataFrame(BASE), observed=WINDOW)
    assert [len(one.intakes) for one in found.cases()] == [2, 1]
    assert [str(one.opened) for one in found.cases()] == ["2019-01-02", "2019-02-01"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": ["economic", "våld", "violence"]}, "intakes.reason"),
        ({"date": ["2019-01-02"] * 3}, "must hold dates"),
        ({"protected": ["ja", "nej", "ja"]}, "true or false"),
        ({"children_at_home": ["två", "tre", "en"]}, "must hold numbers"),
        ({"children_at_home": [1.5, 2.0, 1.0]}, "whole numbers"),
        ({"forms": ["physical;våld", "", ""]}, "intakes.forms"),
        ({"colour": ["red"] * 3}, "column of intakes"),
        ({"case_id": ["1", None, "2"]}, "id-missing"),
        ({"reason": ["economic", None, "violence"]}, "value-missing"),
        ({"closed": [day("2018-01-01"), None, None]}, "closed-before-opened"),
        ({"closed": [day("2019-05-01"), day("2019-06-01"), None]}, "spells-overlap"),
        ({"children_at_home": [-2, -2, 1]}, "negative"),
    ],
)
def test_refused(change: dict[str, Any], message: str) -> None:
    """A frame that breaks a rule is refused with table, column and rows."""
    frame = pl.DataFrame(BASE | change, strict=False)
    with pytest.raises((DataError, UnknownNameError), match=message):
        Register.from_frame(frame, observed=WINDOW)


def test_shapes_that_are_none() -> None:
    """A table that isn't known, no intakes, no keys."""
    with pytest.raises(UnknownNameError, match="intakes"):
        Register.from_frame({"intake": pl.DataFrame(BASE)}, observed=WINDOW)
    with pytest.raises(DataError, match="`intakes`"):
        Register.from_frame({"cases": pl.DataFrame(BASE)}, observed=WINDOW)
    with pytest.raises(DataError, match="lacks the column case_id"):
        Register.from_frame(pl.DataFrame(BASE).drop("case_id"), observed=WINDOW)
    with pytest.raises(UnknownNameError, match="table"):
        register().to_frame("persons")


def test_case_without_intakes() -> None:
    """A row of cases that no intake belongs to is a breach."""
    frames = {"cases": register(case()).to_frame("cases", "polars")}
    frames["intakes"] = register(case("2")).to_frame("intakes", "polars")
    with pytest.raises(DataError, match="intake-missing"):
        Register.from_frame(frames, observed=WINDOW)


def test_roles_in_one_cell() -> None:
    """Roles are parted by semicolons, under either heading; rows of a case add theirs."""
    roles = ["exposed_child;witnessing_child", "exposed_child", None]
    for heading in ("role", "roles"):
        frame = pl.DataFrame({name: BASE[name] for name in BASE if name != "role"})
        found = Register.from_frame(frame.with_columns(pl.Series(heading, roles)), observed=WINDOW)
        assert [one.roles for one in found.cases()] == [
            {Role.EXPOSED_CHILD, Role.WITNESSING_CHILD},
            frozenset(),
        ]
        assert found.to_frame("cases", "polars")["roles"].to_list() == roles[::2]
        assert len(found.where(role="witnessing_child")) == 1
        assert len(found.where(role=["exposed_adult", "exposed_child"])) == 1
    with pytest.raises(UnknownNameError, match=r"unknown intakes\.roles 'value': choose among"):
        Register.from_frame(pl.DataFrame(BASE | {"role": ["neighbour"] * 3}), observed=WINDOW)
    with pytest.raises(DataError, match="holds the column roles twice"):
        Register.from_frame(pl.DataFrame(BASE | {"roles": [""] * 3}), observed=WINDOW)


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_roles_in_lists(backend: str) -> None:
    """A column of lists is one of sets, in a frame of any kind."""
    frame = pl.DataFrame({name: BASE[name] for name in BASE if name != "role"}).with_columns(
        roles=pl.Series([["exposed_adult", "perpetrator"], [], None], dtype=pl.List(pl.String))
    )
    chosen = frame if backend == "polars" else frame.to_pandas()
    roles = {case.roles for case in Register.from_frame(chosen, observed=WINDOW).cases()}
    assert frozenset({Role.EXPOSED_ADULT, Role.PERPETRATOR}) in roles


def test_rows_in_any_order() -> None:
    """Rows of one case that lie apart come together, by date."""
    frame = pl.DataFrame(BASE)[[1, 2, 0]]
    found = list(Register.from_frame(frame, observed=WINDOW).cases())
    assert [str(intake.date) for intake in found[0].intakes] == ["2019-01-02", "2019-03-01"]


def test_intake_reason_of_the_first() -> None:
    """Case columns carry the first intake's day and reason."""
    found = register(case(reason=ECONOMIC, later=(("2019-05-01", VIOLENCE),)))
    frame = found.to_frame("cases", "polars")
    assert frame["reason"].to_list() == ["economic"]
