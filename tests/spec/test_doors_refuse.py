"""What no door can take is refused in a sentence that says what it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from vnr import DataError, Estimate, ModelError, Register, data, disclosure, metrics, report
from vnr.errors import VnrError
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.model import Case, Period, structure
from vnr.register import CASES, encode, numbers_in
from vnr.register.identities._nameless import _unlinked
from vnr.register.identities._personal import _inside

YEAR = Period.year(2019)
WRONG_DAYS: Any = [2018]
WRONG: dict[str, Callable[[], Any]] = {
    "periods and populations must be mappings": lambda: CaptureTable(
        {"10": 3, "01": 2, "11": 1}, lists=("a", "b"), periods=3  # type: ignore[arg-type]
    ),
    "contacts need one number": lambda: RepeatCounts.from_array(np.ones((2, 2))),
    "strata must be a mapping": lambda: RepeatCounts(
        np.array([[3, 2]]), strata=3  # type: ignore[arg-type]
    ),
    "target must be over 0, and a number": lambda: metrics.funnel(
        [3, 4], [30, 40], target="high"  # type: ignore[arg-type]
    ),
    "exposure has shape": lambda: metrics.trend([3, 4, 5], [30, 40], years=[2017, 2018, 2019]),
    "breaks must be days": lambda: metrics.trend(
        [3, 4, 5], [30, 40, 50], years=[2017, 2018, 2019], breaks=WRONG_DAYS
    ),
    "by must name strata": lambda: metrics.count(
        Register.from_cases([], observed=YEAR), YEAR, by=(3,)  # type: ignore[arg-type]
    ),
    "by must be a mapping": lambda: metrics.clustered_proportion(
        [1, 0], ["a", "b"], by=["x", "y"]  # type: ignore[arg-type]
    ),
    "must be whole numbers up to": lambda: metrics.cumulative_incidence([1.0], [1e12]),
    "scale takes an Estimate": lambda: metrics.scale(25, 4),  # type: ignore[arg-type]
    "coverage must be a Coverage": lambda: Register.from_cases(
        [], observed=YEAR, coverage=3  # type: ignore[arg-type]
    ),
    "concat takes registers": lambda: Register.concat([3]),  # type: ignore[list-item]
    "an identifier holds a damaged letter": lambda: encode(["\ud800"]),
}  # fmt: skip


@pytest.mark.parametrize("message", WRONG)
def test_refused(message: str) -> None:
    """The argument is named, and what it may be."""
    with pytest.raises(DataError, match=message):
        WRONG[message]()


def test_a_guess_is_scaled() -> None:
    """What can be scaled is."""
    assert metrics.scale(Estimate.parse("25±2"), 4).value.tolist() == [100]


def test_a_field_that_is_needed() -> None:
    """A record without it says so."""
    with pytest.raises(ModelError, match="case_id: a required field is missing"):
        structure({}, Case)
    with pytest.raises(ModelError, match="person: this cannot be read as a record"):
        structure({"person": 5}, Case)


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["barn 200501011234 klass 2", "a7"], [0]),
        (["nr 2005010112345 x", "a"], [0]),
        (["x 2005134512345 y", "x 2099991234567 y"], []),
        (["6f1e2c1a-1234-4a5b-8c9d-200501012389"], []),
        (["F123456789", "F223456789"], []),
    ],
)
def test_what_stands_in_a_text(texts: list[str], places: list[int]) -> None:
    """A number among words is sought, whatever stands around it; a hash holds none."""
    assert numbers_in(encode(texts), date(2019, 12, 31)).places.tolist() == places


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("barn 2005010112341 klass", [2005]),
        ("id 19900101238912", [1990]),
        ("x 200513451234 y", []),
        ("x 20050231-1234 y", []),
        ("4a20050101-1234", []),
        ("4a2005010112345", []),
        ("6f1e2c1a-1234-4a5b-8c9d-200501012389", []),
    ],
)
def test_years_of_birth_in_a_text(text: str, years: list[int]) -> None:
    """A number with a serial behind it tells a year of birth; an impossible day, a hash don't."""
    assert [year for _, year, _ in _inside(text, date(2019, 12, 31))] == years


def test_a_register_without_days_of_intakes() -> None:
    """Where no day says how many cases a person has, nobody is taken for a crowd."""
    assert _unlinked({}, CASES) == {}


ODD: tuple[Any, ...] = (
    None, 0, -1, 1e308, 10**30, float("nan"), "x\x00", "\ud800", b"x", [], {}, (), [None], {"a": 3},
    {3: None}, object(), np.array([1, 2]), range(3), True, set(),
)  # fmt: skip
COUNTED = {"cases": metrics.count(Register.from_cases([], observed=YEAR), YEAR)}


def _row(name: str, value: Any) -> Any:
    row: dict[str, Any] = {"source": "s", "period": "2019", "value": 5, name: value}
    return disclosure.audit(COUNTED, published=[disclosure.Row(**row)])


def _doors(folder: Path) -> dict[str, Callable[[Any], Any]]:
    nothing = report.Report(place="x", period=YEAR, chapters=[])
    register = Register.from_cases([], observed=YEAR)
    rows: dict[str, Callable[[Any], Any]] = {
        f"row {field.name}": partial(_row, field.name) for field in attrs.fields(disclosure.Row)
    }
    rules: dict[str, Callable[[Any], Any]] = {
        f"rule {field.name}": lambda odd, name=field.name: disclosure.Rule(**{name: odd})  # type: ignore[misc]
        for field in attrs.fields(disclosure.Rule)
    }
    return {
        **rows,
        **rules,
        "protect": disclosure.protect,
        "protect rule": lambda odd: disclosure.protect(COUNTED, odd),
        "protect published": lambda odd: disclosure.protect(COUNTED, published=odd),
        "protect seconds": lambda odd: disclosure.protect(COUNTED, seconds=odd),
        "audit": disclosure.audit,
        "audit seconds": lambda odd: disclosure.audit(COUNTED, seconds=odd),
        "rule of": disclosure.Rule.of,
        "rule load": disclosure.Rule.load,
        "rule save": lambda odd: disclosure.Rule().save(_inside_of(folder, odd)),
        "county parts": data.read_county_parts,
        "load": Register.load,
        "save": lambda odd: register.save(_inside_of(folder, odd)),
        "html": lambda odd: report.write_html(odd, folder / "a.html"),
        "html path": lambda odd: report.write_html(nothing, _inside_of(folder, odd)),
        "html language": lambda odd: report.write_html(nothing, folder / "a.html", language=odd),
        "xlsx": lambda odd: report.write_xlsx(odd, folder / "a.xlsx"),
        "xlsx path": lambda odd: report.write_xlsx(nothing, _inside_of(folder, odd)),
        "release": lambda odd: report.release(odd, "VNR_BOARD", folder / "r"),
        "release rule": lambda odd: report.release(nothing, odd, folder / "r"),
        "release folder": lambda odd: report.release(nothing, "VNR_BOARD", odd),
        "county report": lambda odd: report.county_report(odd, "04", YEAR),
        "county": lambda odd: report.county_report(register, odd, YEAR),
        "county reading": lambda odd: report.county_report(register, "04", YEAR, reading=odd),
    }


def _inside_of(folder: Path, odd: Any) -> Any:
    return f"{folder}/{odd}" if isinstance(odd, str) else odd


@pytest.mark.filterwarnings("ignore")
def test_odd_arguments_are_refused_in_words(tmp_path: Path) -> None:
    """Whatever stands where results, rules, rows, reports and paths do, the error is vnr's own."""
    foreign = []
    for name, door in _doors(tmp_path).items():
        for odd in ODD:
            try:
                door(odd)
            except VnrError:
                continue
            except Exception as error:  # noqa: BLE001 - that there is none is what is tried
                foreign.append((name, type(odd).__name__, type(error).__name__))
    assert foreign == []


def test_a_report_is_asked_for() -> None:
    """Who gives another thing is told what it is to be."""
    with pytest.raises(DataError, match="report must be a Report"):
        report.write_html(None, "a.html")  # type: ignore[arg-type]
