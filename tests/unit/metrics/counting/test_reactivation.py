"""Who is followed, from when, and what is a return."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import DFE_12M, HUD_SPM2, KKIK_1Y, Days, ReactivationRule
from vnr.model import (
    ClosingReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    Person,
    Sex,
)
from vnr.register import Coverage, Register
from vnr.results import State

YEAR = Period.year(2019)
FULL, PRELIMINARY = InvestigationKind.FULL, InvestigationKind.PRELIMINARY


class TestIndex:
    """What is followed, and from when."""

    def test_after_is_strictly_after(self) -> None:
        """An investigation on the day of the close is none that came after it."""
        own = (Investigation(day("2019-04-01"), FULL),)
        made = register(case("1", closed="2019-04-01", investigations=own))
        found = metrics.reactivation(made, YEAR, rule=KKIK_1Y)
        assert (found.n.tolist(), found.columns["returned"].tolist()) == ([1], [0])

    @pytest.mark.parametrize(("died", "n"), [("2019-04-01", 0), ("2019-04-02", 1)])
    def test_dead_by_then(self, died: str, n: int) -> None:
        """A death on the day of the close leaves nothing to follow; the day after it does."""
        made = register(case("1", Person("p", died=day(died)), closed="2019-04-01"))
        assert metrics.reactivation(made, YEAR, rule=KKIK_1Y).n.tolist() == [n]

    @pytest.mark.parametrize(
        ("other", "n"), [(ClosingReason.TRANSFERRED_UNIT, 0), (ClosingReason.MOVED, 1)]
    )
    def test_all_of_them_transferred(self, other: ClosingReason, n: int) -> None:
        """An episode goes on elsewhere if all that closes on its last day is transferred."""
        given: Any = {"closed": "2019-04-01"}
        made = register(
            case("1", closing_reason=ClosingReason.TRANSFERRED_UNIT, **given),
            case("2", closing_reason=other, **given),
        )
        found = metrics.reactivation(made, YEAR, rule=KKIK_1Y)
        assert found.n.tolist() == [n]
        # Whoever moved by one of them has moved.
        assert found.columns["n_moved"].tolist() == [n]

    def test_moved_before(self) -> None:
        """A move by the day of the close hides no return: it comes first in nobody's wait."""
        person = Person("p", moved_out=day("2019-04-01"))
        own = (Investigation(day("2019-04-11"), FULL),)
        made = register(
            case("1", person, closed="2019-04-01"),
            case("2", person, opened="2019-04-11", investigations=own),
        )
        curve = metrics.reactivation_curve(made, YEAR, rule=KKIK_1Y)
        assert (curve.strata["day"].tolist(), curve.value.tolist()) == ([10], [1])


def test_curve_of_a_rule_that_looks_back() -> None:
    """There is no time to follow."""
    with pytest.raises(DataError, match="looks back"):
        metrics.reactivation_curve(register(), YEAR, rule=DFE_12M)


def followed(person: str, closed: str, back: str | None = None, **more: Any) -> list[Any]:
    """A closed case, and perhaps a later one with a full investigation."""
    cases = [case(f"{person}1", more.pop("who", person), "2018-02-01", closed, **more)]
    if back is not None:
        cases.append(
            case(f"{person}2", cases[0].person, back, investigations=(Investigation(day(back)),))
        )
    return cases


def test_several_windows() -> None:
    """More than one window gives the stratum `window`."""
    found = metrics.reactivation(
        register(*followed("a", "2018-03-01", "2018-10-01")), Period.year(2018), rule=HUD_SPM2
    )
    assert found.strata["window"].tolist() == ["180 days", "365 days", "730 days"]
    assert found.columns["returned"].tolist() == [0, 1, 1]


def test_not_mature() -> None:
    """A close whose window isn't over has left n, even if its return is seen."""
    found = metrics.reactivation(
        register(*followed("a", "2020-03-01", "2020-05-01")), Period.year(2020)
    )
    assert found.state.tolist() == [State.NOT_MATURE]
    assert found.columns["n_not_mature"].tolist() == [1]


def test_no_close() -> None:
    """0 of 0 is undefined."""
    found = metrics.reactivation(register(case()), YEAR)
    assert found.state.tolist() == [State.VALUE]
    assert (found.n.tolist(), np.isnan(found.value).tolist()) == ([0], [True])


def test_rule_is_in_the_definition() -> None:
    """The figure says by which rule."""
    found = metrics.reactivation(register(), YEAR)
    assert found.definition.parameters["preset"] == "KKIK_1Y"


def test_curve() -> None:
    """Three persons: one back after 100 days, one dead after 50, one followed to the end.

    F(50) = 0, F(100) = (2/3)(1/2).
    """
    cases = [
        *followed("a", "2018-03-01", "2018-06-09"),
        *followed("b", "2018-03-01", who=Person("b", died=day("2018-04-20"))),
        *followed("c", "2018-03-01", who=Person("c", moved_out=day("2018-02-20"))),
    ]
    curve = metrics.reactivation_curve(register(*cases), Period.year(2018))
    assert curve.strata["day"].tolist() == [50, 100]
    assert curve.value.tolist() == pytest.approx([0, (2 / 3) * (1 / 2)])
    assert curve.at_risk.tolist() == [3, 2]
    assert curve.events.tolist() == [0, 1]
    assert curve.at(365).value[0] == pytest.approx(1 / 3)
    assert curve.at(366).state.tolist() == [State.NOT_MATURE]


def test_curve_by_sex() -> None:
    """Each group has its own days; an empty one has none."""
    cases = [
        *followed("a", "2018-03-01", "2018-06-09", who=Person("a", sex=Sex.WOMAN)),
        *followed("b", "2018-03-01", "2018-04-09", who=Person("b", sex=Sex.MAN)),
    ]
    curve = metrics.reactivation_curve(register(*cases), Period.year(2018), by="sex")
    assert curve.strata["sex"].tolist() == ["woman", "man"]
    delivered = register(coverage=Coverage([("0484", None, WINDOW)]))
    assert len(metrics.reactivation_curve(delivered, Period.year(2018))) == 0


def test_without_closings() -> None:
    """Who delivers no closings has a row that says so, and no share."""
    cases = [*followed("a", "2018-03-01", "2018-06-09"), case("2", "b", municipality="0488")]
    made = Register.from_cases(cases, observed=WINDOW)
    curve = metrics.reactivation_curve(made, Period.year(2018), by="municipality")
    silent = curve.select(municipality="0488")
    assert silent.state.tolist() == [State.NOT_REPORTED]
    assert list(silent.strata) == ["municipality", "day"]
    assert [note.parameters["places"] for note in curve.notes if note.code == "not_delivered"] == [
        ["Trosa"]
    ]
    share = metrics.reactivation(made, Period.year(2018), rule=HUD_SPM2, by="municipality")
    assert share.select(municipality="0488").state.tolist() == [State.NOT_REPORTED] * 3
    # Why cases closed isn't delivered, nor any later intake: two of the numbers can't be told.
    told = share.select(municipality="0484")
    assert told.state.tolist() == [State.VALUE] * 3
    for name in ("n_moved", "n_reopened_otherwise"):
        assert told.state_of(name).tolist() == [State.NOT_REPORTED] * 3
    (note,) = [note for note in share.notes if note.code == "partly_told"]
    assert note.parameters == {
        "places": ["Eskilstuna"],
        "what": ["closings.closing_reason", "intakes.later"],
    }


def test_looking_back_to_the_first_delivered_day() -> None:
    """An intake a year after delivery began can be judged; one a day earlier can't."""
    cases = [case("1", "a", "2019-01-01"), case("2", "b", "2018-12-31")]
    found = metrics.reactivation(register(*cases), WINDOW, rule=DFE_12M)
    assert found.n.tolist() == [1]
    assert found.columns["n_not_mature"].tolist() == [1]


def test_transferred_at_the_end() -> None:
    """A close by transfer to a unit is no index."""
    moved = followed("a", "2018-03-01", closing_reason=ClosingReason.TRANSFERRED_UNIT)
    assert metrics.reactivation(register(*moved), Period.year(2018)).n.tolist() == [0]


@pytest.mark.parametrize(
    ("event", "returned"),
    [("episode", 1), ("intake", 1), ("investigation", 0), ("intervention", 1)],
)
def test_events(event: str, returned: int) -> None:
    """A new case with help, but with no more than a preliminary assessment."""
    own = (Investigation(day("2019-05-02"), PRELIMINARY),)
    help_ = (Intervention(InterventionKind.GROUP, day("2019-05-03")),)
    made = register(
        case("1", closed="2019-04-01"),
        case("2", opened="2019-05-01", investigations=own, interventions=help_),
    )
    rule = ReactivationRule("x", "case_closed", event, (Days(60),), source="-")  # type: ignore[arg-type]
    found = metrics.reactivation(made, YEAR, rule=rule)
    assert found["returned"].tolist() == [returned]


@pytest.mark.parametrize(("closed", "n"), [("2019-12-31", 1), ("2020-01-01", 0)])
def test_mature_on_the_cut_off(closed: str, n: int) -> None:
    """A window that ends on the cut-off is over: 366 days after 2019-12-31 is 2020-12-31."""
    rule = ReactivationRule("test", "case_closed", "episode", (Days(366),), source="test")
    found = metrics.reactivation(register(*followed("a", closed)), WINDOW, rule=rule)
    assert (found.n.tolist(), found.columns["n_not_mature"].tolist()) == ([n], [1 - n])
