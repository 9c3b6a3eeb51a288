"""Contacts have a chapter of their own, beside the cases and never among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import case
from vnr.disclosure import FIVE
from vnr.model import Contact, ContactKind, Period
from vnr.register import Register
from vnr.report import Report, county_report, municipality_report, release
from vnr.report._public import public
from vnr.words import Language

YEAR = Period.year(2019)
KINDS = ContactKind


def register(*contacts: Contact) -> Register:
    cases = [case(str(number), f"p{number}", "2019-03-01") for number in range(9)]
    return Register.from_cases(cases, observed=2019, contacts=contacts)


MANY = register(
    *(Contact("0484", month, KINDS.ADVICE, 6) for month in YEAR.split("month")),
    Contact("0484", YEAR, KINDS.CHAT, 2),
    Contact("0484", YEAR, KINDS.GROUP, 3),
    Contact("0488", YEAR, KINDS.ADVICE, 40),
)


def chapter_lines(report: Report, language: Language = "sv") -> dict[str, str]:
    (chapter,) = (one for one in report.chapters if one.name == "contacts")
    return {row[0]: row[1] for row in chapter.lines(language).body}


def test_numbers() -> None:
    """By kind and by municipality; who has none isn't 0 unless it says so."""
    report = county_report(MANY, "04", 2019)
    rows = chapter_lines(report)
    assert (rows["rådgivning"], rows["chatt"], rows["telefonlinje"]) == (
        *("minst 112", "minst 2", "0"),
    )
    assert (rows["Eskilstuna"], rows["Trosa"]) == ("77", "40")
    assert rows["Nyköping"] == "ej rapporterat"


def test_beside_the_cases() -> None:
    """The number of cases is the same with contacts and without."""
    with_them, without = (
        {label: one.to_dict()["value"] for label, one in county_report(made, "04", 2019).results.items() if label in ("cases_total", "missed", "episodes")}
        for made in (MANY, Register.from_cases(MANY.cases(), observed=2019))
    )  # fmt: skip
    assert with_them["cases_total"] == without["cases_total"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_summary(language: Language) -> None:
    """The summary tells of them on a line of its own."""
    report = municipality_report(MANY, "Eskilstuna", 2019)
    (chapter,) = (one for one in report.chapters if one.name == "contacts")
    assert "77" in chapter.summary(language)
    assert chapter.introduction(language)


def test_none_delivered() -> None:
    """Where nobody delivers any there is no chapter."""
    report = county_report(Register.from_cases(MANY.cases(), observed=2019), "04", 2019)
    assert all(one.name != "contacts" for one in report.chapters)


def test_released(tmp_path: Path) -> None:
    """In a release small numbers are hidden, and can't be worked out."""
    report = municipality_report(MANY, "Eskilstuna", 2019)
    shown = public(report, FIVE)
    assert shown.audit.verdict == "safe"
    rows = chapter_lines(shown.report)
    assert rows["chatt"] == rows["gruppverksamhet"]
    assert "2" not in rows["chatt"]
    assert "Stöd utan beslut" in next(
        path.read_text("utf-8")
        for path in [release(report, FIVE, tmp_path / "ut").folder]
        for path in path.glob("*.html")
    )
