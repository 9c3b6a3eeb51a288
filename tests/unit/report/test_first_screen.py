"""The first screen: what a person repeats, and what can't be known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from building import case, register
from lacking import lacking
from vnr import data
from vnr.cli import main
from vnr.io import read
from vnr.model import Period
from vnr.register import Coverage, Register
from vnr.report import (
    Report,
    chapters,
    county_report,
    municipality_report,
    release,
    write_html,
)
from vnr.report._first_screen import Bar, first_screen
from vnr.results import State
from vnr.words import Language, label

YEAR = Period.year(2019)
STATES = {
    State.NOT_REPORTED: "Går inte att veta",
    State.NOT_MATURE: "Kan inte bedömas än",
    State.SUPPRESSED: "Visas inte",
}
RESULTS = ("missed_total", "follow_started_total", "returned", "children")
"""What each line but the first stands on."""


def lines(report: Report, language: Language = "sv") -> list[str]:
    return [line.sentence for line in first_screen(report, language).lines]


def of_all_lines(asked: Register) -> Report:
    """A report of the chapters that have a line."""
    made = (chapters.cases, chapters.detection, chapters.follow_up, chapters.returns,
            chapters.children, chapters.coverage)  # fmt: skip
    return Report(place="A", period=YEAR, chapters=[chapter(asked, YEAR) for chapter in made])


def in_state(report: Report, label: str, state: State) -> Report:
    result: Any = report.results[label]
    states = dict.fromkeys(result.names, [state] * len(result))
    return report.showing({label: attrs.evolve(result, state=states["value"], states=states)})


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("state", STATES)
def test_each_line_in_each_state(report: Report, place: int, state: State) -> None:
    """A line whose figures aren't there says which of the reasons it is, and holds no number."""
    told = lines(in_state(report, RESULTS[place], state))
    assert told[place + 1].startswith(STATES[state])
    assert not re.search(r"\d", told[place + 1])
    others = [number for number in range(1, 5) if number != place + 1]
    assert [told[number] for number in others] == [lines(report)[number] for number in others]


SHARES = (
    ("missed_total", ("value", "lower", "upper"), "missed"),
    ("follow_started_total", ("value", "lower", "upper"), None),
    ("follow_due_total", ("value", "lower", "upper"), "follow_due"),
    ("returned", ("value", "lower", "upper"), "returned"),
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("other", STATES)
@pytest.mark.parametrize(("label", "share", "chapter"), SHARES)
def test_a_line_is_in_the_state_of_its_cell(
    report: Report, label: str, share: tuple[str, ...], chapter: str | None,
    state: State, other: State,
) -> None:  # fmt: skip
    """A share that isn't there is told for the reason in its cell, whatever its parts are."""
    result: Any = report.results[label]
    states = {name: np.array([state if name in share else other]) for name in result.names}
    shown = report.showing({label: attrs.evolve(result, state=states["value"], states=states)})
    if label in RESULTS:
        assert lines(shown)[RESULTS.index(label) + 1].startswith(STATES[state])
    words = {
        State.NOT_REPORTED: ": ej rapporterat.",
        State.NOT_MATURE: "kan inte bedömas än",
        State.SUPPRESSED: "visas inte, för att",
    }
    if chapter is not None:
        # The last sentence of the summary is on the share; another may stand before it.
        told = shown.chapter(chapter).sentences[-1].text(shown.results, "sv")
        assert [one for one, word in words.items() if word in told] == [state]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("other", STATES)
def test_the_children_are_in_the_state_of_their_step(
    report: Report, state: State, other: State
) -> None:
    """Children with a case of their own are told for the reason in that step's cell."""
    result: Any = report.results["children"]
    own = result.strata["step"] == "own_case"
    column = np.where(own, state, other)
    states = dict.fromkeys(result.names, column)
    shown = report.showing({"children": attrs.evolve(result, state=column, states=states)})
    assert lines(shown)[4].startswith(STATES[state])


def test_cases_in_each_state(report: Report) -> None:
    """The number of cases is that which the shares are of, else of those that became known."""
    known = int(report.results["missed_total"]["known"].item())
    assert lines(report)[0].startswith(
        f"{known}\N{NO-BREAK SPACE}ärenden rörde våld, av dem som öppnades 2019."
    )
    young = in_state(report, "missed_total", State.NOT_MATURE)
    became = int(report.results["cases_total"].value.item())
    assert lines(young)[0].startswith(
        f"{became}\N{NO-BREAK SPACE}ärenden rörde våld, av dem där våldet blev känt"
    )
    assert first_screen(young, "sv").bar is None
    assert first_screen(young, "sv").lead == ""
    for state in (State.NOT_REPORTED, State.SUPPRESSED):
        assert lines(in_state(young, "cases_total", state))[0].startswith(STATES[state])


def test_cases_of_a_report_without_them(report: Report) -> None:
    """A list of chapters without that on cases says that the number can't be known."""
    alone = attrs.evolve(report, chapters=[report.chapter("missed")])
    told = lines(in_state(alone, "missed_total", State.NOT_MATURE))
    assert told[0].startswith("Går inte att veta hur många ärenden som rörde våld")
    assert lines(in_state(alone, "missed_total", State.SUPPRESSED))[0].startswith("Visas inte")


def test_few_and_none() -> None:
    """Of a few it is said how many of how many; of none that there are none."""
    report = county_report(register(case("1")), "04", YEAR)
    told = lines(report)
    assert told[0].startswith("1\N{NO-BREAK SPACE}ärende rörde våld, av dem som öppnades 2019.")
    one = county_report(register(case("1", opened="2018-03-01")), "04", YEAR)
    assert "Inga ärenden som rörde våld öppnades 2019." in lines(one)[0]
    assert "no cases" in lines(one, "en")[0].lower()


def test_half(report: Report) -> None:
    """The half is *of those*; a few are counted, with what that means."""
    total: Any = report.results["returned"]

    def told(part: int, whole: int, lower: float, upper: float) -> str:
        columns = dict(total.columns) | {"returned": np.array([part])}
        limits = {"lower": [lower], "upper": [upper], "value": [part / whole], "n": [whole]}
        return lines(report.showing({"returned": attrs.evolve(total, columns=columns, **limits)}))[
            3
        ]

    assert told(50, 100, 0.45, 0.55) == (
        "Hälften av personerna kom tillbaka med en ny utredning inom ett år. "
        "50 av 100 personer, 50 procent (45–55)."
    )
    assert told(10, 100, 0.08, 0.13).startswith("Var tionde person kom tillbaka")
    assert told(12, 100, 0.08, 0.16).startswith("Drygt var tionde person kom tillbaka")
    assert told(8, 100, 0.06, 0.11).startswith("Knappt var tionde person kom tillbaka")
    assert told(62, 100, 0.58, 0.66).startswith("Drygt sex av tio personer kom tillbaka")
    assert told(15, 100, 0.1, 0.2).startswith("15 av 100 personer kom tillbaka")
    assert told(15, 100, 0.1, 0.2).endswith("15 procent (10–20).")
    assert told(7, 18, 0.2, 0.6) == (
        "7 av 18 personer kom tillbaka med en ny utredning inom ett år. "
        "Så få att andelen säger lite."
    )
    assert told(50, 100, 0.3, 0.7).endswith("Så få att andelen säger lite.")


def test_a_cohort_that_is_not_mature() -> None:
    """Under 80 per cent of known cases have had their year: not judged; 80 per cent: judged."""
    for young, judged in ((5, True), (6, False)):
        cases = [
            case(f"{n}", f"p{n}", opened="2020-06-01" if n < young else "2019-06-01")
            for n in range(20 + young)
        ]
        period = Period.years(2019, 2020)
        told = lines(county_report(register(*cases), "04", period))
        assert told[1].startswith("Kan inte bedömas än") != judged


def test_those_waited_for_are_told() -> None:
    """Where some have had their year it is said how many, and never that nobody has."""
    for ready, young, words in (
        (6, 6, "6 av 12 ärenden har följts i ett år."),
        (0, 6, "ett år har inte gått sedan ärendena öppnades."),
    ):
        cases = [
            case(f"{n}", f"p{n}", opened="2020-06-01" if n < young else "2019-06-01")
            for n in range(ready + young)
        ]
        report = county_report(register(*cases), "04", Period.years(2019, 2020))
        assert lines(report)[1].endswith(f"den första orsaken döljer: {words}")
        assert "ett år har inte gått" not in report.chapter("missed").summary("sv")
        told = report.headlines[1].numbers(report.results)
        assert {*re.findall(r"\d+", lines(report)[1])} <= told


COUNTED = {
    "missed_total": ({"known": 6, "n_not_mature": 6}, "6 av 12 ärenden har följts i ett år."),
    "follow_started_total": (
        {"interventions": 15, "started": 6, "n_exempt": 3},
        "6 av 12 insatser har följts i ett halvår.",
    ),
    "returned": ({"n": 6, "n_not_mature": 6}, "6 av 12 personer har följts i ett år."),
}


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("name", COUNTED)
def test_those_waited_for_in_each_line(report: Report, name: str, *, hidden: bool) -> None:
    """Each line says how many of how many, and without numbers where one of them is hidden."""
    result: Any = report.results[name]
    numbers, words = COUNTED[name]
    shares = ("value", "lower", "upper")
    for gone in numbers if hidden else [None]:
        states = {
            figure: np.array(
                [State.NOT_MATURE if figure in shares
                 else State.SUPPRESSED if figure == gone else State.VALUE]
            )
            for figure in result.names
        }  # fmt: skip
        columns = dict(result.columns)
        columns |= {figure: np.array([n]) for figure, n in numbers.items() if figure in columns}
        n = [numbers["n"]] if "n" in numbers else result.n
        young = attrs.evolve(result, state=states["value"], states=states, columns=columns, n=n)
        shown = report.showing({name: young})
        at = RESULTS.index(name) + 1
        told = lines(shown)[at]
        declared = shown.headlines[at].numbers(shown.results)
        if gone is None:
            assert told.endswith(words)
            assert declared == {"6", "12"}
        else:
            assert "alltför många" in told
            assert not re.search(r"\d", told)
            assert not declared
            assert "too many" in lines(shown, "en")[at]


@pytest.mark.parametrize("gone", [None, "value", "n_not_mature"])
def test_children_waited_for(report: Report, gone: str | None) -> None:
    """So do the children, whether their own step or too few of them can't be judged yet."""
    result: Any = report.results["children"]
    home, own = (result.strata["step"] == step for step in ("children", "own_case"))
    for young in (False, True):
        states = {name: result.state_of(name).copy() for name in result.names}
        if young or gone:
            states["value"][own] = State.NOT_MATURE
        if gone:
            states[gone][home] = State.SUPPRESSED
        waiting = np.where(home, 6, result["n_not_mature"])
        shown = report.showing(
            {
                "children": attrs.evolve(
                    result,
                    value=np.where(home, 12, result.value),
                    columns=dict(result.columns) | {"n_not_mature": waiting},
                    state=states["value"],
                    states=states,
                )
            }
        )
        told = lines(shown)[4]
        if gone is None:
            assert told.endswith("6 av 12 barn har följts i ett år.")
            assert shown.headlines[4].numbers(shown.results) == {"6", "12"}
        else:
            assert told.endswith("alltför många har inte följts i ett år.")


@pytest.mark.parametrize(
    ("rows", "missing", "unknown"),
    [
        ([("0488", YEAR)], "", ""),
        ([("0488", Period.half(2019, 1))], "Minst. ", "kommunen hade under den tid som saknas"),
    ],
)
def test_who_is_missing(rows: list[tuple[str, Period]], missing: str, unknown: str) -> None:
    """*Minst* stands once, with who is missing, and what that leaves unknown."""
    covered = Coverage([(code, None, None, period, None, None) for code, period in rows])
    cases = [case(str(n), str(n), municipality="0488", opened="2019-02-01") for n in range(30)]
    report = municipality_report(register(*cases, coverage=covered), "0488", YEAR)
    screen = first_screen(report, "sv")
    assert " ".join(line.sentence for line in screen.lines).lower().count("minst") == bool(missing)
    assert screen.lines[0].small.startswith(missing)
    assert any(unknown in line for line in screen.unknown)
    assert "Uppgifter från kommunens socialtjänst" in screen.by


HALF = Period.half(2019, 1)
PLACES = [place.code for place in data.municipalities()]
COUNTY = [place.code for place in data.municipalities("04")]


def of_parts(codes: list[str], parts: dict[str, Period]) -> Report:
    """A report on municipalities, some of which delivered a part of 2019."""
    covered = Coverage([(code, None, None, part, None, None) for code, part in parts.items()])
    cases = [case(f"{code}-{n}", f"{code}-{n}", municipality=code, opened="2019-02-01")
             for code in parts for n in range(3)]  # fmt: skip
    asked = register(*cases, coverage=covered).expecting(codes)
    made = [chapter(asked, YEAR) for chapter in (chapters.cases, chapters.detection)]
    return Report(place="A", period=YEAR, chapters=[*made, chapters.coverage(asked, YEAR)])


@pytest.mark.parametrize(
    ("codes", "parts", "by", "missing"),
    [
        (COUNTY, dict.fromkeys(COUNTY, YEAR), "nio kommuners socialtjänst", ""),
        (
            COUNTY,
            dict.fromkeys(COUNTY[:2], YEAR),
            "socialtjänsten i två av nio kommuner",
            "Sju av nio kommuner har inte lämnat några uppgifter. De ingår inte i siffrorna.",
        ),
        (
            COUNTY,
            dict.fromkeys(COUNTY[:7], YEAR),
            "socialtjänsten i sju av nio kommuner",
            (
                "Två av nio kommuner, Strängnäs och Trosa, har inte lämnat några uppgifter. "
                "De ingår inte i siffrorna."
            ),
        ),
        (
            COUNTY,
            {**dict.fromkeys(COUNTY, YEAR), "0482": HALF},
            "nio kommuners socialtjänst",
            "En av nio kommuner, Flen, har lämnat uppgifter för halva året.",
        ),
        (
            COUNTY,
            {**dict.fromkeys(COUNTY[:8], HALF), "0428": Period.parse("2019-02")},
            "socialtjänsten i åtta av nio kommuner",
            (
                "Åtta av nio kommuner har lämnat uppgifter för en del av perioden. "
                "En av nio kommuner, Trosa, har inte lämnat några uppgifter. "
                "Den ingår inte i siffrorna."
            ),
        ),
        (
            PLACES,
            dict.fromkeys(PLACES[:2], YEAR),
            "socialtjänsten i 2 av 290 kommuner",
            "288 av 290 kommuner har inte lämnat några uppgifter. De ingår inte i siffrorna.",
        ),
    ],
)
def test_how_many_delivered(
    codes: list[str], parts: dict[str, Period], by: str, missing: str
) -> None:
    """At the top stands how many of how many delivered, and once who didn't, or not all."""
    report = of_parts(codes, parts)
    screen = first_screen(report, "sv")
    assert f"Uppgifter från {by}, uttagna till och med" in screen.by
    assert screen.lines[0].small == (f"Minst. {missing}" if missing else "")
    declared = {*map(str, report.chapter("coverage").known)}
    assert {*re.findall(r"\d+", by + missing)} <= declared


def test_nobody_delivered() -> None:
    """Of what nobody delivered no number is *at least*, and there are no records of anybody."""
    screen = first_screen(of_parts(COUNTY, {"0428": Period.year(2018)}), "sv")
    assert screen.by.startswith("Ingen har lämnat uppgifter för perioden.")
    assert screen.lines[0].small.startswith("Nio av nio kommuner har inte lämnat")
    assert "Nobody reported" in first_screen(of_parts(COUNTY, {"0428": Period.year(2018)}), "en").by


def test_how_many_delivered_in_english() -> None:
    """In English too."""
    screen = first_screen(of_parts(COUNTY, dict.fromkeys(COUNTY[:8], YEAR)), "en")
    assert "Records of the social services of eight of nine municipalities, with" in screen.by
    assert screen.lines[0].small == (
        "At least. One of nine municipalities, Trosa, reported nothing. It is not in the figures."
    )


@pytest.mark.parametrize(
    ("lacks", "unknown"),
    [
        ("closings", [3]),
        ("investigations", [3]),
        ("interventions", [2]),
        ("follow_ups", [2]),
        ("assessments", []),
        ("cases.children_at_home", [4]),
        ("cases.household_id", [4]),
    ],
)
def test_each_table_lacking_in_turn(lacks: str, unknown: list[int]) -> None:
    """What rests on a table that nobody delivers can't be known; no other line says so."""
    register = lacking({"0488": lacks})
    told = lines(of_all_lines(register))
    absent = [at for at, line in enumerate(told) if line.startswith("Går inte att veta")]
    assert absent == unknown
    assert all(not re.search(r"\d", told[at]) for at in absent)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("lacks", "place"),
    [
        ("closings", 3),
        ("investigations", 3),
        ("interventions", 2),
        ("follow_ups", 2),
        ("follow_ups.done", 2),
        ("cases.children_at_home", 4),
        ("cases.household_id", 4),
        ("cases.roles", 4),
    ],
)
def test_what_is_lacking(lacks: str, place: int, language: Language) -> None:
    """A line names the table or field that wasn't delivered, and nothing that was."""
    told = lines(of_all_lines(lacking({"0488": lacks, "0480": lacks})), language)[place]
    names = {"interventions": ("follow_ups", "interventions")}.get(lacks, (lacks,))
    named = [label("delivery", name, language) for name in names]
    lack = {"sv": "leveransen saknar", "en": "the delivery lacks"}[language]
    joined = {"sv": " och ", "en": " and "}[language].join(named)
    assert told.endswith(f" {lack} {joined}.")


def test_different_things_are_lacking() -> None:
    """What one lacks isn't said of another: of the fields of a table that another lacks too."""
    told = lines(of_all_lines(lacking({"0480": "follow_ups", "0488": "follow_ups.done"})))
    assert told[2].endswith(": leveranserna saknar uppföljningar eller när uppföljningen gjordes.")
    # What all of them lack is reason enough.
    told = lines(of_all_lines(lacking({"0480": "follow_ups", "0488": "interventions"})))
    assert told[2].endswith(" följdes upp: leveransen saknar uppföljningar.")
    # What the other steps of the children rest on is no reason for theirs.
    told = lines(of_all_lines(lacking({"0480": "cases.household_id", "0488": "cases.roles"})))
    assert told[4].endswith("leveranserna saknar hushåll eller roller.")


def test_nothing_is_lacking_of_what_nobody_delivers() -> None:
    """Where nobody delivered anything no table is named as if others were there."""
    nobody = of_parts(COUNTY, {"0428": Period.year(2018)})
    assert lines(nobody)[0].startswith("Går inte att veta hur många ärenden som rörde våld")
    assert "inga ärenden är levererade" in lines(nobody)[0]
    assert lines(nobody)[1].endswith("döljer: det som behövs är inte levererat.")


def test_released(county: Any, tmp_path: Path) -> None:
    """The released page has the same lines of protected results, and its inspection knows them."""
    made = release(county_report(county, "04", YEAR), "FIVE", tmp_path / "ut")
    page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
    for line in first_screen(made.report, "sv").lines:
        assert line.rest in page
    assert "Framtagen " in page


def test_none(report: Report, tmp_path: Path) -> None:
    """Chapters that say nothing there have no first screen."""
    one = attrs.evolve(report, chapters=[report.chapter("rates")])
    assert first_screen(one, "sv").lines == []
    assert "går inte att veta" not in write_html(one, tmp_path / "a.html").read_text("utf-8")


def test_sender(report: Report, tmp_path: Path) -> None:
    """Who made it stands on the page, whatever the name holds."""
    named = attrs.evolve(report, sender="FoU i Länet <24>")
    assert "Framtagen av FoU i Länet <24>, " in first_screen(named, "sv").by
    page = write_html(named, tmp_path / "a.html").read_text("utf-8")
    assert "FoU i Länet &lt;24&gt;" in page


@pytest.mark.parametrize("label", ["", *RESULTS])
def test_words(report: Report, label: str) -> None:
    """At most 230 words, 20 in a sentence, LIX 40; no English, no word of the forbidden list."""
    screen = first_screen(in_state(report, label, State.NOT_MATURE) if label else report, "sv")
    sentences = [
        sentence
        for text in (
            screen.by, screen.lead, *screen.unknown, screen.foot,
            *(part for line in screen.lines for part in (f"{line.large} {line.rest}", line.small)),
        )
        for sentence in re.split(r"(?<=[.:]) ", text)
    ]  # fmt: skip
    words = [re.findall(r"[\w,]+", sentence) for sentence in sentences if sentence]
    every = [word for sentence in words for word in sentence]
    assert len(every) <= 230
    assert max(map(len, words)) <= 20
    long = sum(len(word) > 6 for word in every)
    assert len(every) / len(words) + 100 * long / len(every) <= 40


def test_of_a_reading_with_a_sender(tmp_path: Path) -> None:
    """A report is made of what was read; at the command line too, and the sender stands in it."""
    head = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
    line = "1;p1;0488;våldsutsatt vuxen;2019-03-01;våld i nära relation\n"
    path = tmp_path / "a.csv"
    path.write_text(head + line, "utf-8")
    reading = read(path, observed=Period.years(2018, 2020))
    report = county_report(reading, "04", YEAR, sender="FoU")
    alone = county_report(reading.register, "04", YEAR, reading=reading, sender="FoU")
    assert report.results == alone.results
    assert report.chapter("faults").summary("sv") == alone.chapter("faults").summary("sv") != ""
    assert municipality_report(reading, "0488", YEAR).chapter("faults").summary("sv")

    asked = ["--year", "2019", "--county", "04", "--internal", "--out", str(tmp_path / "ut")]
    assert main(["report", str(path), *asked, "--sender", "FoU i Länet"]) == 0
    page = (tmp_path / "ut" / "vnr-04-2019.html").read_text("utf-8")
    assert "Framtagen av FoU i Länet, " in page


def test_a_narrow_part_holds_no_number() -> None:
    """From a twentieth of the bar down its number stands by its name alone."""
    sizes = {"original": 94, "intake": 5, "known": 1}
    bar = Bar("Känt", "I ord", [(str(size), name, size) for name, size in sizes.items()])
    assert bar.stretches == [("94", 94), ("", 5), ("", 1)]
    assert bar.tells_more
    assert not Bar("", "", [("94", "", 94), ("0", "", 0)]).tells_more
    assert Bar("", "", [("93", "", 93), ("6", "", 6), ("1", "", 1)]).stretches[1] == ("6", 6)
