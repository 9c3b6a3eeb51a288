"""How much of what may be delivered is, and how much of that is filled in."""

from __future__ import annotations

import math

import numpy as np

from building import VIOLENCE, WINDOW, case, day, register
from vnr import Period, Register, metrics
from vnr.model import (
    FollowUp,
    Instrument,
    Intervention,
    InterventionKind,
    Investigation,
    Person,
    RiskAssessment,
    Sex,
    Unit,
    ViolenceForm,
)
from vnr.register import FIELDS, TABLES, Coverage, Partitioned
from vnr.results import Estimate, State

Y19 = Period.year(2019)
HELP = Intervention(
    InterventionKind.COUNSELLING,
    day("2019-03-01"),
    follow_ups=(FollowUp(day("2019-06-01"), day("2019-06-02")), FollowUp(day("2019-09-01"))),
)
CASES = (
    case("1", Person("a", 1980, Sex.WOMAN), forms=frozenset({ViolenceForm.DIGITAL})),
    case("2", Person("b", sex=Sex.MAN, protected=True), later=(("2019-05-01", VIOLENCE),)),
    case("3", Person("c"), interventions=(HELP, Intervention(InterventionKind.GROUP, HELP.started))),
    case("4", Person("d"), "2018-03-01", children_at_home=2),
    case(
        "5",
        Person("e"),
        municipality="0488",
        assessments=(
            RiskAssessment(Instrument.DANGER_ASSESSMENT, HELP.started, score=0.0),
            RiskAssessment(Instrument.DANGER_ASSESSMENT, HELP.started),
        ),
    ),
)  # fmt: skip


def found() -> Estimate:
    return metrics.completeness(Register.from_cases(CASES, observed=WINDOW), Y19)


def cell(result: Estimate, field: str, code: str = "0484") -> tuple[float, int, int, float]:
    """Delivered, number, n and value of a field."""
    one = result.select(field=field, municipality=code)
    figures = (one["delivered"], one["number"], one.n, one.value)
    delivered, number, n, value = (array.item() for array in figures)
    return delivered, number, n, value


def test_every_table_and_field() -> None:
    """Each of them has a cell in every municipality; contacts are beside the cases it is of."""
    result = found()
    every = {name for name in (*TABLES, *FIELDS) if not name.startswith("contacts")}
    assert set(result.strata["field"].tolist()) == every
    assert len(result) == 2 * len(every)
    assert math.isnan(result.lower[0])
    assert result.confidence is None


def test_filled() -> None:
    """Of three cases opened in the year, so many say something; what hangs on them goes with them."""
    result = found()
    assert cell(result, "cases.forms") == (1, 1, 3, 1 / 3)
    assert cell(result, "intakes.later") == (1, 1, 3, 1 / 3)
    assert cell(result, "persons.birth_year") == (1, 1, 3, 1 / 3)
    # Unknown is no answer.
    assert cell(result, "persons.sex") == (1, 2, 3, 2 / 3)
    # Interventions of one case of three; of two interventions one has follow-ups planned, of
    # which one of two is done.
    assert cell(result, "interventions") == (1, 1, 3, 1 / 3)
    assert cell(result, "follow_ups") == (1, 1, 2, 1 / 2)
    assert cell(result, "follow_ups.done") == (1, 1, 2, 1 / 2)
    # A score of nought is a score.
    assert cell(result, "assessments.score", "0488") == (1, 1, 2, 1 / 2)


def test_a_default_that_is_an_answer() -> None:
    """Every row answers whether the identity is protected, and of which kind an investigation is."""
    assert cell(found(), "persons.protected") == (1, 3, 3, 1)
    made = register(case("1", investigations=(Investigation(day("2019-03-02")),)))
    result = metrics.completeness(made, Y19)
    assert cell(result, "investigations.kind") == (1, 1, 1, 1)


def test_not_delivered() -> None:
    """What isn't delivered is not reported, and that it isn't is told."""
    result = found()
    silent = result.select(field="cases.forms", municipality="0488")
    assert silent.state.tolist() == [State.NOT_REPORTED]
    assert silent.state_of("n", "number").tolist() == [State.NOT_REPORTED]
    assert silent.state_of("delivered").tolist() == [State.VALUE]
    assert silent["delivered"].tolist() == [0]
    # It was delivered for a case that isn't of the year: nobody's is filled in.
    assert cell(result, "cases.children_at_home") == (1, 0, 3, 0)


def test_expected_and_partly() -> None:
    """A municipality that is expected delivers nought; one that begins in July half of the year."""
    half = Period(day("2019-07-02"), WINDOW.end)
    coverage = Coverage(
        [
            ("0484", None, None, WINDOW, "all", {"cases.forms"}),
            ("0484", None, None, half, "all", {"cases.children_at_home"}),
            ("0488", None, None),
        ]
    )
    cases = [*CASES[:4], case("6", "f", "2019-08-01", children_at_home=1)]
    result = metrics.completeness(
        Register.from_cases(cases, observed=WINDOW, coverage=coverage), Y19
    )
    assert cell(result, "cases.children_at_home") == (183 / 365, 1, 1, 1)
    assert cell(result, "cases.forms") == (1, 1, 4, 1 / 4)
    # Nothing hangs on the cases, though the table is delivered.
    delivered, number, n, value = cell(result, "assessments.score")
    assert (delivered, number, n) == (0, 0, 0)
    assert math.isnan(value)
    delivered, number, n, value = cell(result, "perpetrators")
    assert (delivered, number, n, value) == (1, 0, 4, 0)
    expected = result.select(municipality="0488")
    assert set(expected.state.tolist()) == {State.NOT_REPORTED}
    assert set(expected["delivered"].tolist()) == {0}


def test_no_rows() -> None:
    """A share of no rows is undefined."""
    made = register(case("1"))
    result = metrics.completeness(made, Y19).select(field="assessments.score")
    assert result.state.tolist() == [State.VALUE]
    assert result.n.tolist() == [0]
    assert math.isnan(result.value[0])


def test_by_other_strata() -> None:
    """By unit, by none, and by a form, in each of which a case stands."""
    cases = [case("1", unit=Unit.ADULT), case("2", "b", unit=Unit.CHILD, children_at_home=1)]
    made = Register.from_cases(cases, observed=WINDOW)
    units = metrics.completeness(made, Y19, by="unit").select(field="cases.children_at_home")
    assert units.select(unit=["adult", "child"]).value.tolist() == [0, 1]
    whole = metrics.completeness(made, Y19, by=()).select(field="cases.children_at_home")
    assert float(whole) == 1 / 2


def test_in_parts() -> None:
    """Persons in two parts give the same."""
    whole = Register.from_cases(CASES, observed=WINDOW)
    parts = Partitioned(
        Register.from_cases(cases, observed=WINDOW, coverage=whole.coverage)
        for cases in (CASES[::2], CASES[1::2])
    )
    one, other = (metrics.completeness(source, Y19) for source in (whole, parts))
    for name in one.names:
        np.testing.assert_array_equal(one[name], other[name])
        np.testing.assert_array_equal(one.state_of(name), other.state_of(name))
