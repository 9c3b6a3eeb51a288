"""Where cases stand in the cells of a table."""

from __future__ import annotations

import datetime as dt

import numpy as np

from building import WINDOW, case, register
from vnr.metrics import cells
from vnr.model import Intervention, InterventionKind, Period, Person, Sex, ViolenceForm
from vnr.register import Coverage

FORMS = (ViolenceForm.PHYSICAL, ViolenceForm.SEXUAL)
YEARS = Period.year(2019)


def test_place() -> None:
    """What isn't counted, lies outside the period or of a municipality without coverage is out."""
    made = register(
        case("1", "a"),
        case("2", "b", "2018-03-01"),
        case("3", "c", municipality="0488"),
        case("4", "d"),
        coverage=Coverage([("0484", None, WINDOW)]),
    ).where([True, True, True, False])
    table = cells(made, YEARS, "municipality")
    rows = np.arange(4)
    cell, which = table.of(made).place(rows, table.span(made.table("cases")["opened"]))
    assert (cell.tolist(), which.tolist()) == ([0], [0])


def test_several() -> None:
    """A case stands at every value it holds, in every cell of those; at none in a row of its own."""
    woman = Person("a", sex=Sex.WOMAN)
    made = register(case("1", woman, forms=frozenset(FORMS)), case("2", "b"))
    table = cells(made, YEARS, ("form", "sex"))
    cell, which = table.of(made).place(np.arange(2), np.zeros(2, np.int32))
    labels = [(str(table.labels["form"][at]), str(table.labels["sex"][at])) for at in cell]
    assert labels == [*((form.value, "woman") for form in FORMS), ("not_recorded", "unknown")]
    assert which.tolist() == [0, 0, 1]


def test_hung() -> None:
    """What hangs on a case stands by its own kind."""
    group = Intervention(InterventionKind.GROUP, dt.date(2019, 6, 1))
    made = register(case("1", interventions=(group,)))
    table = cells(made, YEARS, ("sex", "intervention"), counted="interventions")
    row = np.zeros(1, int)
    cell, _ = table.of(made).place(row, np.zeros(1, np.int32), hung=row)
    assert table.labels["intervention"][cell].tolist() == ["group"]
    assert table.labels["sex"][cell].tolist() == ["unknown"]
