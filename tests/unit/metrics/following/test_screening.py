"""How many were asked about violence, and how many said yes."""

from __future__ import annotations

import pytest

from building import ECONOMIC, WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import Days
from vnr.model import Case, Instrument, Period, RiskAssessment, Unit
from vnr.register import Coverage, Register
from vnr.results import Estimate, State

P2019 = Period.year(2019)


def asked(
    number: int,
    found: bool | None = None,
    instrument: Instrument = Instrument.FREDA_SHORT,
    when: str = "2019-03-10",
    unit: Unit = Unit.ECONOMIC,
) -> Case:
    """A case opened on 1 March for another reason, and one question."""
    return case(
        str(number),
        f"p{number}",
        reason=ECONOMIC,
        unit=unit,
        assessments=(RiskAssessment(instrument, day(when), violence_found=found),),
    )


def told(*cases: Case, **more: object) -> Estimate:
    whole = Coverage([("0484", None, None, WINDOW, "all", "all")])
    return metrics.screening(register(*cases, coverage=whole), P2019, **more)  # type: ignore[arg-type]


def test_of_all_cases() -> None:
    """Five cases: three asked, of whom two answered, one of them yes; one was asked too late."""
    silent = case("9", "p9", reason=ECONOMIC, unit=Unit.ECONOMIC)
    got = told(asked(1, True), asked(2, False), asked(3), silent, asked(4, True, when="2020-03-02"))
    assert got.strata["step"].tolist() == ["asked", "found"]
    assert got["hits"].tolist() == [3, 1]
    assert got.n.tolist() == [5, 3]
    assert got["n_not_answered"].tolist() == [0, 1]


@pytest.mark.parametrize(("when", "hits"), [("2020-02-29", 1), ("2020-03-01", 0)])
def test_within_a_year(when: str, hits: int) -> None:
    """The 365th day after the opening is the last that counts."""
    assert told(asked(1, True, when=when))["hits"].tolist() == [hits, hits]


@pytest.mark.parametrize(("days", "waiting"), [(671, 0), (672, 1)])
def test_at_the_cut_off(days: int, waiting: int) -> None:
    """A horizon that ends on the last day that is known is over."""
    got = told(asked(1, True), horizon=Days(days))
    assert got["n_not_mature"].tolist() == [waiting, waiting]


def test_what_asks() -> None:
    """A conversation asks; an instrument of danger only where its answer is recorded."""
    danger, talk = Instrument.DANGER_ASSESSMENT, Instrument.CONVERSATION
    got = told(asked(1, None, danger), asked(2, False, danger), asked(3, None, talk))
    assert got["hits"].tolist() == [2, 0]


def test_by_unit() -> None:
    """Each unit has its own share."""
    got = told(asked(1, True), asked(2, True, unit=Unit.SUBSTANCE), by="unit")
    economic = got.select(unit="economic", step="asked")
    assert (economic.n.tolist(), economic.value.tolist()) == ([1], [1.0])


def test_states() -> None:
    """Without assessments nothing is told; while time is left nothing is judged."""
    bare = metrics.screening(Register.from_cases([case("1")], observed=WINDOW), P2019)
    assert set(bare.state.tolist()) == {State.NOT_REPORTED}
    young = told(asked(1, True), horizon=Days(700))
    assert set(young.state.tolist()) == {State.NOT_MATURE}
    assert young["n_not_mature"].tolist() == [1, 1]


def test_misuse() -> None:
    """A number is no window."""
    with pytest.raises(DataError, match="horizon must be"):
        told(asked(1), horizon=30)
