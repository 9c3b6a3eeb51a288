"""Cells of places and times, and their states."""

from __future__ import annotations

from typing import Any

import pytest

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.model import (
    Period,
    Unit,
)
from vnr.register import Coverage
from vnr.results import State

YEAR = Period.year(2019)


def test_quarters_begun_late() -> None:
    """A period that begins in a quarter's last month begins in that quarter."""
    late = Period(day("2019-03-01"), day("2019-04-30"))
    found = metrics.count(register(case("1", opened="2019-03-31")), late, by="quarter")
    assert found.strata["quarter"].tolist() == ["2019Q1", "2019Q2"]
    assert found.value.tolist() == [1, 0]


def test_units_that_deliver() -> None:
    """A unit that the coverage doesn't name is not reported."""
    coverage = Coverage([("0484", Unit.ADULT, WINDOW)])
    found = metrics.count(
        register(case(unit=Unit.ADULT), coverage=coverage), YEAR, by=("unit", "municipality")
    )
    assert int(found.select(unit="adult")) == 1
    assert found.select(unit="child").state[0] == State.NOT_REPORTED


def test_counties() -> None:
    """A county's cell is covered as its municipalities are on the mean."""
    coverage = Coverage([("0484", None, WINDOW), ("0488", None, None), ("0180", None, WINDOW)])
    found = metrics.count(register(case(), coverage=coverage), YEAR, by=("year", "county"))
    assert found.strata["county"].tolist() == ["01", "04"]
    assert found.value.tolist() == [0, 1]
    assert found.covered.tolist() == [1, 1 / 2]


def test_nobody_covered() -> None:
    """Without any municipality nothing is reported."""
    for by in ((), "county"):
        found = metrics.count(register(coverage=Coverage([])), YEAR, by=by)
        assert (found.state == State.NOT_REPORTED).all()


def test_selection_is_part_of_the_definition() -> None:
    """A figure of chosen cases says so."""
    found = metrics.count(register(case()).where(sex="unknown"), YEAR)
    assert found.definition.parameters["selection"] == {"sex": ["unknown"]}
    masked = metrics.count(register(case()).where([True]), YEAR)
    assert isinstance(masked.definition.parameters["selection"]["mask"], str)


def test_cells() -> None:
    """Authors of metrics get zero-filled cells and their states."""
    table = metrics.cells(register(case()), YEAR, ("municipality", "quarter"))
    assert table.shape == (1, 4)
    assert table.timed
    assert not metrics.cells(register(case()), YEAR).timed


def test_what_is_open_on_the_last_day_needs_the_last_day() -> None:
    """A stock on a day that wasn't delivered is not reported; a flow keeps what was."""
    coverage = Coverage([("0484", None, Period.half(2019, 1))])
    made = register(case(), coverage=coverage)
    stock, new = (metrics.count(made, YEAR, measure=measure) for measure in ("stock", "new"))
    assert stock.state.tolist() == [State.NOT_REPORTED]
    assert new.value.tolist() == [1]
    assert new.covered.tolist() == [181 / 365]


def test_a_municipality_that_is_not_covered_is_left_out() -> None:
    """Its cases lie in no cell, whatever the strata."""
    coverage = Coverage([("0484", None, WINDOW)])
    made = register(case("1"), case("2", municipality="0488"), coverage=coverage)
    for by in ((), "municipality", "county", "sex"):
        assert int(metrics.count(made, YEAR, by=by).sum()) == 1


@pytest.mark.parametrize("source", [None, 5, [case()]])
def test_no_register(source: Any) -> None:
    """What is no register is refused, and so is what is no basis."""
    with pytest.raises(
        DataError, match=f"source must hold the cases.*, got {type(source).__name__}"
    ):
        metrics.count(source, 2019)
    bases: list[Any] = [[], None, ["known"]]
    for basis in bases:
        with pytest.raises(DataError, match="basis must be one of"):
            metrics.count(register(case()), 2019, basis=basis)
