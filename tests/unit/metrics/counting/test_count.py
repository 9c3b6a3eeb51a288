"""What is counted, and what a count says of itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.choices import Measure, Of
from vnr.model import (
    Period,
    Role,
)
from vnr.register import CASES, Columns, Register

YEAR = Period.year(2019)


def test_more_households_than_32_bits_hold() -> None:
    """Households of two municipalities stay two, however many identifiers there are."""
    made = register(
        case("1", household_id="h"), case("2", "b", municipality="0488", household_id="h")
    )
    many = np.broadcast_to(made.keys("household_id"), 3_000_000_000)
    stored = Columns(
        {name: made.table(name) for name in CASES.tables},
        {name: made.keys(name) for name in CASES.dictionaries} | {"household_id": many},
    )
    large = Register(stored, observed=made.observed)
    # Else it would be made of all the identifiers.
    large.remembered("fingerprint", str)
    assert int(metrics.count(large, YEAR, of="household")) == 2


@pytest.mark.parametrize(("opened", "open_then"), [("2019-12-31", 1), ("2020-01-01", 0)])
@pytest.mark.parametrize("measure", ["open", "stock"])
def test_open_on_the_day_it_is_dated(opened: str, open_then: int, measure: Measure) -> None:
    """The last day of the period holds what is dated on it, and nothing later."""
    assert (
        int(metrics.count(register(case("1", opened=opened)), YEAR, measure=measure)) == open_then
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"of": "people"},
        {"basis": "all"},
        {"measure": "opened"},
        {"roles": "victims"},
        {"roles": set()},
        {"roles": {"exposed"}},
        {"dated_by": "closed"},
        {"by": ("year", "month")},
        {"by": ("sex", "sex")},
        {"by": ("county", "municipality")},
        {"by": {"district": ["a", "b"]}},
    ],
)
def test_count(arguments: dict[str, Any]) -> None:
    """Each argument of count says what it may be."""
    with pytest.raises(DataError):
        metrics.count(register(case()), YEAR, **arguments)


def test_households() -> None:
    """Cases without a household count singly, and their number is shown."""
    cases = [case("1", "a", household_id="h"), case("2", "b", household_id="h"), case("3", "c")]
    found = metrics.count(register(*cases), YEAR, of="household")
    assert int(found) == 1 + 1
    assert found.columns["n_without_household"].tolist() == [1]


@pytest.mark.parametrize(
    ("of", "measure", "adds"),
    [
        ("case", "new", {"municipality", "year", "sex"}),
        ("case", "stock", {"municipality", "sex"}),
        ("episode", "closed", {"municipality", "year", "sex"}),
        ("person", "new", {"sex"}),
        ("household", "new", {"municipality"}),
        ("matter", "open", {"municipality"}),
    ],
)
def test_adds_over(of: Of, measure: Measure, adds: set[str]) -> None:
    """Numbers add only where nothing could be counted twice; forms and roles never."""
    by = ("municipality", "year", "role", "sex", "form")
    found = metrics.count(register(), YEAR, of=of, measure=measure, by=by)  # type: ignore[arg-type]
    assert found.adds_over == adds


def test_several_roles() -> None:
    """Who witnessed and was hit counts once among the exposed, and once in each role."""
    both = frozenset({Role.EXPOSED_CHILD, Role.WITNESSING_CHILD})
    made = register(case("1", "a", role=both), case("2", "b", role=frozenset()))
    found = metrics.count(made, YEAR, by="role")
    assert dict(zip(found.strata["role"].tolist(), found.value.tolist(), strict=True)) == {
        "exposed_adult": 0,
        "exposed_child": 1,
        "witnessing_child": 1,
        "perpetrator": 0,
        "not_recorded": 1,
    }
    assert int(metrics.count(made, YEAR)) == 2
    with pytest.raises(DataError, match="may concern several roles"):
        found.sum("role")


@pytest.mark.parametrize(
    ("roles", "number", "code"),
    [
        ("exposed", 1, "role_lacking"),
        ("all", 1, "role_lacking"),
        ("perpetrators", 0, "role_left_out"),
        ({Role.EXPOSED_ADULT}, 0, "role_left_out"),
    ],
)
def test_a_role_may_be_missing(roles: Any, number: int, code: str) -> None:
    """It is taken as exposed by default, left out by a set of roles, and a note says how many."""
    made = register(case("1", "a", role=frozenset()))
    found = metrics.count(made, YEAR, roles=roles)
    assert int(found) == number
    assert [(note.code, note.parameters) for note in found.notes] == [(code, {"number": 1})]
    assert not metrics.count(register(case("1")), YEAR, roles=roles).notes


def test_roles_of_ones_own() -> None:
    """A set of roles counts just those."""
    cases = [case("1"), case("2", role=Role.PERPETRATOR), case("3", role=Role.EXPOSED_CHILD)]
    found = metrics.count(register(*cases), YEAR, roles={Role.PERPETRATOR, Role.EXPOSED_CHILD})
    assert int(found) == 1 + 1
    assert found.definition.parameters["roles"] == ["exposed_child", "perpetrator"]


@pytest.mark.parametrize(
    ("closed", "open_in_it", "on_its_last_day"),
    [
        ("2018-12-31", 0, 0),
        ("2019-01-01", 1, 0),
        ("2019-12-30", 1, 0),
        ("2019-12-31", 1, 1),
        ("2020-01-01", 1, 1),
    ],
)
def test_open_to_the_day_it_closes(closed: str, open_in_it: int, on_its_last_day: int) -> None:
    """A case is open on the day it closes; a stock is what is open on the period's last day."""
    made = register(case("1", opened="2018-06-01", closed=closed))
    found = [int(metrics.count(made, YEAR, measure=measure)) for measure in ("open", "stock")]
    assert found == [open_in_it, on_its_last_day]
