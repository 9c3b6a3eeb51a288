"""U30750-U30752: cases, not persons, per 10 000 adults."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from building import ECONOMIC, WINDOW, case, day, register
from vnr import data, metrics
from vnr.errors import DataError
from vnr.model import (
    Case,
    ClosingReason,
    Goal,
    IntakeReason,
    Intervention,
    InterventionKind,
    Period,
    Role,
)
from vnr.register import Coverage
from vnr.results import State

CHILD = Role.WITNESSING_CHILD


def helped(kind: InterventionKind, started: str, **more: Any) -> Any:
    return (Intervention(kind, day(started), **more),)


TRAPPAN, GROUP = InterventionKind.TRAPPAN, InterventionKind.GROUP


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (case("1", "a", "2019-01-01"), [1, 0, 0]),
        (case("1", "a", "2018-12-31"), [0, 0, 0]),
        (
            case("1", "a", "2018-03-01", later=(("2019-12-31", IntakeReason.VIOLENCE),)),
            [1, 0, 0],
        ),
        (case("1", "a", "2019-03-01", reason=ECONOMIC), [0, 0, 0]),
        (case("1", "a", "2019-03-01", role=CHILD), [0, 0, 0]),
        (case("1", "a", "2018-03-01", interventions=helped(GROUP, "2018-03-01")), [0, 1, 0]),
        (
            case(
                "1",
                "a",
                "2018-03-01",
                interventions=helped(GROUP, "2018-03-01", ended=day("2018-12-31")),
            ),
            [0, 0, 0],
        ),
        (
            case("1", "a", "2018-03-01", "2018-12-31", interventions=helped(GROUP, "2018-03-01")),
            [0, 0, 0],
        ),
        (
            case("1", "a", "2019-03-01", interventions=helped(GROUP, "2020-01-01")),
            [1, 0, 0],
        ),
        (
            case("1", "a", "2019-03-01", interventions=helped(GROUP, "2019-12-31")),
            [1, 1, 0],
        ),
        (
            case(
                "1",
                "a",
                "2018-03-01",
                interventions=helped(GROUP, "2018-03-01", ended=day("2019-01-01")),
            ),
            [0, 1, 0],
        ),
        (
            case("1", "a", "2019-03-01", interventions=helped(GROUP, "2019-04-01", declined=True)),
            [1, 0, 0],
        ),
        (
            case(
                "1",
                "a",
                "2019-03-01",
                interventions=helped(GROUP, "2019-04-01", for_violence=False),
            ),
            [1, 0, 0],
        ),
        (
            case(
                "1",
                "a",
                "2018-03-01",
                "2019-01-01",
                goal=Goal.PARTLY,
                interventions=helped(TRAPPAN, "2018-04-01", ended=day("2018-05-01")),
            ),
            [0, 0, 1],
        ),
        (
            case(
                "1",
                "a",
                "2018-03-01",
                "2019-12-31",
                goal=Goal.NOT_REACHED,
                closing_reason=ClosingReason.GOAL_REACHED,
                interventions=helped(TRAPPAN, "2018-04-01"),
            ),
            [0, 1, 0],
        ),
        (
            case(
                "1",
                "a",
                "2018-03-01",
                "2019-12-31",
                closing_reason=ClosingReason.GOAL_REACHED,
                interventions=helped(TRAPPAN, "2018-04-01"),
            ),
            [0, 1, 1],
        ),
        (case("1", "a", "2018-03-01", "2019-06-01", goal=Goal.REACHED), [0, 0, 0]),
    ],
)
def test_figures(one: Case, expected: list[int]) -> None:
    """Taken in, helped and closed with the goal, each by its own rule and year."""
    found = metrics.kolada(register(one), 2019, adults={"0484": 20_000})
    assert expected == found.columns["cases"].tolist()
    assert [number / 2 for number in expected] == found.value.tolist()


def test_cases_not_persons() -> None:
    """One person taken in twice is two."""
    twice = [case("1", "a", "2019-01-01", "2019-02-01"), case("2", "a", "2019-03-01")]
    found = metrics.kolada(register(*twice), 2019, adults={"0484": 10_000})
    assert found.select(kpi="U30750").value.tolist() == [2]


def test_not_recorded() -> None:
    """Closed without a word of goal or reason: it may belong to the third."""
    one = case("1", "a", "2018-03-01", "2019-06-01", interventions=helped(TRAPPAN, "2018-04-01"))
    found = metrics.kolada(register(one), 2019, adults={"0484": 10_000})
    assert found.columns["n_not_recorded"].tolist() == [0, 0, 1]


def test_shape() -> None:
    """What was not delivered is null and no zero; half a year is measured by half a year."""
    coverage = Coverage(
        [
            ("0480", None, None),
            ("0484", None, WINDOW),
            ("0488", None, Period(date(2019, 1, 1), date(2019, 6, 30))),
        ]
    )
    made = register(case("1", "a", "2019-01-01", municipality="0488"), coverage=coverage)
    adults = {"0480": 1000.0, "0484": 1000.0, "0488": 10_000.0}
    found = metrics.kolada(made, 2019, adults=adults)
    assert found.select(municipality="0488", kpi="U30750").value[0] == pytest.approx(365 / 181)
    assert found.select(municipality="0480").state.tolist() == [State.NOT_REPORTED] * 3
    written = json.loads(json.dumps(metrics.kolada_rows(found)))
    assert written[0] == {
        "kpi": "U30750",
        "municipality": "0480",
        "period": 2019,
        "values": [{"gender": "T", "value": None, "status": "not_reported"}],
    }
    assert written[3]["values"] == [{"gender": "T", "value": 0.0, "status": ""}]
    assert written[6]["values"] == [{"gender": "T", "value": 2.0, "status": ""}]


def test_arguments() -> None:
    """A municipality without a number, and a year that wasn't observed."""
    with pytest.raises(DataError, match="0484"):
        metrics.kolada(register(case()), 2019, adults={})
    for none in (0, -1, float("nan"), float("inf")):
        with pytest.raises(DataError, match="above 0 for 0484"):
            metrics.kolada(register(case()), 2019, adults={"0484": none})
    with pytest.raises(DataError, match="observed window"):
        metrics.kolada(register(case()), 2021, adults={"0484": 1.0})


def test_adults_by_label() -> None:
    """Adults are joined by code, and those of another year are refused."""
    seen = register(case("1", "a", "2020-01-01"), case("2", "b", "2020-02-01", municipality="0480"))
    plain = metrics.kolada(seen, 2020, adults={"0484": 20_000, "0480": 10_000})
    assert plain.select(kpi="U30750").value.tolist() == [1, 0.5]
    turned = pd.Series([20_000, 10_000], ["0484", "0480"])
    assert metrics.kolada(seen, 2020, adults=turned).value.tolist() == plain.value.tolist()
    people = data.adults(["0484", "0480"])
    found = metrics.kolada(seen, 2020, adults=people).select(kpi="U30750", municipality="0480")
    assert float(found) == pytest.approx(10_000 / people.value[1])
    with pytest.raises(DataError, match="adults has no cell for municipality 0480, year 2019"):
        metrics.kolada(seen, 2019, adults=people)


def test_adults_without_labels() -> None:
    """Numbers without labels are refused: nobody knows whose they are."""
    with pytest.raises(DataError, match="adults needs labels"):
        metrics.kolada(register(case()), 2019, adults=[20_000])


def test_part_of_a_year() -> None:
    """Key figures are of calendar years."""
    half = Period(day("2019-01-01"), day("2019-06-30"))
    with pytest.raises(DataError, match="of a calendar year"):
        metrics.kolada(register(case()), half, adults={"0484": 9_000})
