"""Curves of registers that share no person are those of all of them in one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register, whole
from vnr import metrics
from vnr.metrics.choices import Cluster, Competing, Stratum
from vnr.model import Instrument, Person, RiskAssessment
from vnr.register import Partitioned, Register

COVERAGE = whole([("0484", None, WINDOW)])
CASES = [
    case("1", "a", "2019-01-01", "2019-03-01", officer="x"),
    case("2", "a", "2019-06-01", "2019-06-11", officer="y"),
    case("3", "a", "2019-08-01", officer="x"),
    case("4", Person("b", died=day("2019-05-01")), "2019-04-01", officer="x"),
    case("5", "c", "2019-02-01", "2019-03-08", officer="y"),
    case("6", "c", "2019-09-01", "2019-09-21"),
    case("7", "d", "2019-01-02", "2019-01-22"),
    case("8", "e", "2019-03-01", "2019-08-01", officer="y"),
]


def made(*persons: str) -> Register:
    return register(*(one for one in CASES if one.person.person_id in persons), coverage=COVERAGE)


WHOLE = made(*"abcde")
PARTS = Partitioned([made("c", "e"), made(), made("a"), made("b", "d")])


@pytest.mark.parametrize("cluster", ["person", "officer", "municipality", None])
@pytest.mark.parametrize(("competing", "by"), [((), ()), (("died",), ()), (("died",), "quarter")])
def test_parts(
    cluster: Cluster | None, competing: tuple[Competing, ...], by: Stratum | tuple[()]
) -> None:
    """Days, events and notes are equal, errors up to rounding, whatever hangs together."""

    def asked(source: Any) -> dict[str, Any]:
        return metrics.time_to_event(
            source,
            2019,
            start="intake",
            event="closing",
            competing=competing,
            cluster=cluster,
            by=by,
        ).to_dict()

    one, parts = asked(WHOLE), asked(PARTS)
    assert one.keys() == parts.keys()
    for name in one.keys() - {"provenance"}:
        if name in ("lower", "upper", "columns"):
            continue
        assert one[name] == parts[name], name
    for name in ("lower", "upper"):
        np.testing.assert_allclose(
            np.array(parts[name], float), np.array(one[name], float), rtol=1e-9
        )
    for name, column in one["columns"].items():
        np.testing.assert_allclose(
            np.array(parts["columns"][name], float), np.array(column, float), rtol=1e-9, atol=1e-12
        )


def test_nobody_repeats() -> None:
    """Where every cluster has one subject the errors are those of independent ones."""
    source = Partitioned([made("b"), made("d"), made("e")])
    curves = [
        metrics.time_to_event(one, 2019, start="intake", event="closing")
        for one in (made("b", "d", "e"), source)
    ]
    np.testing.assert_array_equal(curves[0].lower, curves[1].lower)
    assert curves[1]["n_persons"].tolist() == [3] * len(curves[1].value)


def test_change() -> None:
    """Ranks don't add, but the number of persons with each difference does."""

    def assessed(person: str, first: float, last: float) -> Any:
        used = [
            RiskAssessment(Instrument.DANGER_ASSESSMENT, day(when), score=score)
            for when, score in (("2019-01-02", first), ("2019-06-01", last))
        ]
        return case(person, person, "2019-01-01", assessments=tuple(used))

    cases = [assessed("a", 5, 2), assessed("b", 3, 4.5), assessed("c", 6, 3), assessed("d", 2, 2)]
    source = Partitioned(register(one, coverage=COVERAGE) for one in cases)
    found = [
        metrics.change(one, 2019, instrument=Instrument.DANGER_ASSESSMENT, error=0.1)
        for one in (register(*cases, coverage=COVERAGE), source)
    ]
    assert {**found[0].to_dict(), "provenance": 0} == {**found[1].to_dict(), "provenance": 0}
    assert found[1]["n_fell"].tolist() == [2]
