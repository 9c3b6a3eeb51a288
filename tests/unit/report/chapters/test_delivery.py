"""What was delivered, and what was wrong in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reports import small, table_rows
from vnr.io import Fault, Faults, Remark, rules
from vnr.report import Report


def reading(**more: Any) -> Any:
    return SimpleNamespace(**({"rows_read": 0, "rejected": 0, "faults": Faults()} | more))


def test_delivered_share(report: Report) -> None:
    """The share of the period that each delivered, and those that lack some of it by name."""
    shares = {name: row[0] for name, row in table_rows(report, "coverage").items()}
    assert shares["Gnesta"] == "0\N{NO-BREAK SPACE}%"
    assert shares["Flen"] == "50\N{NO-BREAK SPACE}%"
    assert shares["Trosa"] == "100\N{NO-BREAK SPACE}%"
    line = report.chapter("coverage").summary("sv")
    assert line == "2 av 9 kommuner har inte lämnat uppgifter för hela perioden: Gnesta, Flen."


def test_many_are_named_in_part() -> None:
    """Of more than five that lack some of the period five are named, and all are numbered."""
    chapter = small().chapter("coverage")
    assert chapter.summary("sv") == (
        "7 av 9 kommuner har inte lämnat uppgifter för hela perioden, bland dem Vingåker, Gnesta, Nyköping, "
        "Oxelösund, Flen."
    )
    assert "7 of 9 municipalities did not deliver the whole period, among them" in (
        chapter.summary("en")
    )


def test_rows_are_thousands() -> None:
    """Thousands of rows are written as thousands; none is no sentence."""
    many = small(reading=reading(rows_read=23_665, rejected=1037))
    assert (
        "1\N{NO-BREAK SPACE}037 av 23\N{NO-BREAK SPACE}665 rader lades åt sidan för att de "
        "innehöll fel."
    ) in many.summary("sv")
    whole = small(reading=reading(rows_read=3))
    assert "All 3 rows could be read." in whole.summary("en")
    assert small(reading=reading()).chapter("faults").summary("sv") == ""


def test_faults_once_each() -> None:
    """A rule broken in several rows of a file is one row with its number; no fault is said to be none."""
    faults = [
        Fault("date-invalid", "a.csv", row=2, hint=Remark("row", (("row", 1),))),
        Fault("column-twice", "b.csv"),
        Fault("date-invalid", "a.csv", row=9),
    ]
    chapter = small(reading=reading(rows_read=9, rejected=3, faults=Faults(faults))).chapter(
        "faults"
    )
    wrong = rules("sv")
    assert chapter.lines("sv").body == (
        ("a.csv", f"{wrong['date-invalid'][0]} [date-invalid]", "2", wrong["date-invalid"][1]),
        ("b.csv", f"{wrong['column-twice'][0]} [column-twice]", "1", wrong["column-twice"][1]),
    )
    assert chapter.lines("en").body[1][3] == rules("en")["column-twice"][1]
    assert chapter.introduction("sv") == ""
    assert small().chapter("faults").introduction("sv") == "Inga fel."
