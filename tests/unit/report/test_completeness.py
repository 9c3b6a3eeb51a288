"""The chapter on what each delivery holds: fields down, municipalities across."""

from __future__ import annotations

from building import WINDOW, case, day, register
from vnr import Period, Register, data
from vnr.model import Contact, ContactKind, Investigation
from vnr.register import Coverage
from vnr.report.chapters import completeness

Y19 = Period.year(2019)
CODES = ("0484", "0488")
CASES = (
    case("1", "a", closed="2019-09-01", children_at_home=1),
    case("2", "b"),
    case("3", "c", municipality="0488", investigations=(Investigation(day("2019-03-02")),)),
)


def test_found() -> None:
    """Shares of those who deliver a field, words for those who don't, and who lacks a table."""
    chapter = completeness(Register.from_cases(CASES, observed=WINDOW), Y19)
    lines = chapter.lines("sv")
    assert lines.head == ("Uppgift", "Eskilstuna", "Trosa")
    told = {row[0]: row[1:] for row in lines.body}
    assert told["barn i hemmet"] == ("50\N{NO-BREAK SPACE}%", "ej rapporterat")
    assert told["utredningar"] == ("ej rapporterat", "100\N{NO-BREAK SPACE}%")
    # What nobody delivers stands in a sentence, not in rows.
    assert "insatser" not in told
    assert "Ingen levererar: födelseår; kön;" in chapter.introduction("sv")
    assert "Nobody delivers: year of birth; sex;" in chapter.introduction("en")
    assert chapter.summary("sv").startswith(
        "2 av 2 kommuner har inte lämnat alla tabeller som rapporten bygger på: Eskilstuna, Trosa."
    )


def test_everything() -> None:
    """Where all is delivered nobody is named, and what there is no row of is empty."""
    chapter = completeness(register(*CASES), Y19)
    told = {row[0]: row[1:] for row in chapter.lines("sv").body}
    assert told["poäng"] == ("inga rader", "inga rader")
    assert told["insatser"] == ("0\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%")
    assert "Ingen levererar" not in chapter.introduction("sv")
    assert chapter.summary("en") == (
        "All 2 municipalities delivered the tables that the report rests on."
    )


def test_who_delivered_nothing() -> None:
    """One that delivered no day at all is told of by the coverage, not as one that lacks tables."""
    coverage = Coverage([("0484", None, None, WINDOW, "all", "all"), ("0480", None, None)])
    chapter = completeness(register(*CASES[:2], coverage=coverage), Y19)
    assert chapter.summary("sv").startswith("De 1 av 2 kommuner som har lämnat ärenden har")
    lines = chapter.lines("sv")
    nykoping = [*lines.head].index("Nyköping")
    assert {row[nykoping] for row in lines.body} == {"ej rapporterat"}


def test_nobody_delivered_cases() -> None:
    """Whoever delivered contacts alone, or nothing, isn't told to have delivered the tables."""
    contacts = [Contact(code, Period.parse("2019-02"), ContactKind.ADVICE) for code in CODES]
    for number, expected in (
        (1, "Kommunen har inte lämnat alla"),
        (2, "2 av 2 kommuner har inte"),
    ):
        made = Register.from_cases([], observed=WINDOW, contacts=contacts[:number])
        assert completeness(made, Y19).summary("sv").startswith(expected)


def test_many_stand_together() -> None:
    """Of more municipalities than a page has columns for, a column for all; sixty still stand apart."""
    codes = [one.code for one in data.municipalities()]

    def heads(number: int) -> tuple[str, ...]:
        some = register(*(case(code, code, municipality=code) for code in codes[:number]))
        chapter = completeness(some, Y19)
        told = {row[0]: row[1:] for row in chapter.lines("sv").body}
        assert {*told["insatser"]} == {"0\N{NO-BREAK SPACE}%"}
        return chapter.lines("sv").head

    assert len(heads(60)) == 61
    assert heads(61) == ("Uppgift", "Alla kommuner tillsammans")
