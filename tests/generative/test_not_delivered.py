"""Whatever isn't delivered, no figure becomes none or all of it: not delivered is not zero."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from lacking import NAMES, codes, lacking
from vnr import Period, metrics
from vnr.metrics import DFE_12M, HUD_SPM2, Days, ReactivationRule
from vnr.model import Instrument, InvestigationKind, JudgedRisk
from vnr.register import CASES, Register
from vnr.report import Report, chapters, write_xlsx
from vnr.results import Counts, FigureKind, Result, State
from vnr.results.pictures import names

PERIOD = Period(date(2018, 1, 1), date(2019, 12, 31))
Y19 = Period.year(2019)
LACKS = {code: name for name, code in codes().items()}
"""What each municipality lacks; one lacks nothing."""
WHOLE = codes()[None]
Cell = tuple[Any, ...]
Told = dict[tuple[str, Cell], float | None]

STRATA = (*CASES.strata, "age_group", "district", "perpetrator_count")
INVESTIGATED = (
    *((), ("investigation",), ("investigation_outcome",), ("source",)),
    *(("not_opened_reason",), ("violence_described",)),
)
CONTACT_STRATA = ((), ("unit",), ("district",), ("role",), ("provider",))
OWN = ReactivationRule(
    "own", "case_closed", "intervention", (Days(200),), of="episode", source="this test"
)
TIMES = (
    ("intervention", "follow_up", ("closing",)),
    ("intake", "closing", ("died", "moved")),
    ("intake", "violence_known", ()),
    ("intake", "investigation", ()),
    ("intake", "assessment", ()),
    ("investigation", "investigation_closed", ()),
    ("intake", "decision", ()),
    ("intervention", "intervention_ended", ()),
    ("closing", "reactivation", ()),
)


def results(register: Register, *by: str) -> Iterator[tuple[str, Result]]:
    """Metrics of a register that stand in every report, together or by strata."""
    m = metrics
    for basis in ("intake", "known"):
        yield f"count {basis}", m.count(register, PERIOD, basis=basis, by=by)  # type: ignore[arg-type]
    yield "count episode", m.count(register, PERIOD, of="episode", by=by)  # type: ignore[arg-type]
    yield "count stock", m.count(register, PERIOD, measure="stock", by=by)  # type: ignore[arg-type]
    yield "detection", m.detection(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "reactivation", m.reactivation(register, PERIOD, by=by)  # type: ignore[arg-type]
    for denominator in ("due", "started"):
        share = m.follow_up(register, PERIOD, denominator=denominator, by=by)  # type: ignore[arg-type]
        yield f"follow_up {denominator}", share
    yield "assessments_used", m.assessments_used(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "attendance", m.attendance(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "goal", m.goal(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "children_behind", m.children_behind(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "screening", m.screening(register, PERIOD, by=by)  # type: ignore[arg-type]
    for kind in InvestigationKind:
        share = m.investigations_in_time(register, PERIOD, investigation=kind, by=by)  # type: ignore[arg-type]
        yield f"investigations_in_time {kind}", share
    yield "investigations", m.investigations(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "contacts", m.contacts(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "shelter", m.shelter(register, PERIOD, by=by)  # type: ignore[arg-type]


def counts(register: Register, *by: str) -> Iterator[tuple[str, Counts]]:
    """Numbers, by each stratum that there is and together."""
    m = metrics
    for stratum in STRATA:
        yield f"count by {stratum}", m.count(register, PERIOD, basis="any", by=(*by, stratum))  # type: ignore[arg-type]
    yield "count by basis", m.count(register, PERIOD, by=(*by, "basis", "relation"))  # type: ignore[arg-type]
    for several in INVESTIGATED:
        yield f"investigations {several}", m.investigations(register, PERIOD, by=(*by, *several))  # type: ignore[arg-type]
    for several in CONTACT_STRATA:
        yield f"contacts {several}", m.contacts(register, PERIOD, by=(*by, *several))  # type: ignore[arg-type]


def together(register: Register) -> Iterator[tuple[str, Result]]:
    """Those, and what is of all municipalities only."""
    m = metrics
    yield from results(register)
    yield "su_kvinnofrid", m.su_kvinnofrid(register, PERIOD, answered=3)
    individual = m.individual_follow_up(register, PERIOD)
    yield "individual_follow_up shares", individual.shares()
    yield "individual_follow_up numbers", individual.numbers()


def apart(register: Register) -> Iterator[tuple[str, Result]]:
    """Every metric of a register, by municipality."""
    m, by = metrics, "municipality"
    adults = dict.fromkeys(register.coverage.municipalities, 9000.0)
    yield from results(register, by)
    yield from counts(register, by)
    for basis in ("original", "honour"):
        yield f"count {basis}", m.count(register, PERIOD, basis=basis, by=by)  # type: ignore[arg-type]
    for of in ("person", "household", "matter"):
        yield f"count {of}", m.count(register, PERIOD, of=of, by=by)  # type: ignore[arg-type]
    for measure in ("open", "closed"):
        yield f"count {measure}", m.count(register, PERIOD, measure=measure, by=by)  # type: ignore[arg-type]
    for rule in (DFE_12M, HUD_SPM2, OWN):
        yield f"reactivation {rule.name}", m.reactivation(register, PERIOD, rule=rule, by=by)  # type: ignore[arg-type]
    yield "reactivation_curve", m.reactivation_curve(register, PERIOD, by=by).at([180])  # type: ignore[arg-type]
    yield "kolada", m.kolada(register, 2019, adults=adults)
    yield "repeats", m.repeats(register, PERIOD, by=by)  # type: ignore[arg-type]
    yield "repeats open", m.repeats(register, PERIOD, measure="open", by=by)  # type: ignore[arg-type]
    for start, event, competing in TIMES:
        curve = m.time_to_event(
            register,
            PERIOD,
            start=start,  # type: ignore[arg-type]
            event=event,  # type: ignore[arg-type]
            competing=competing,  # type: ignore[arg-type]
            by=by,  # type: ignore[arg-type]
        )
        yield f"time_to_event {start} {event}", curve.at([30, 180])
    for instrument in (Instrument.SARA_SV, Instrument.PATRIARK):
        judged = m.judged_risks(register, PERIOD, instrument=instrument, by=by)  # type: ignore[arg-type]
        yield f"judged_risks {instrument}", judged
    yield (
        "change",
        m.change(register, PERIOD, instrument=Instrument.DANGER_ASSESSMENT, error=2.0, by=by),  # type: ignore[arg-type]
    )
    yield (
        "change level",
        m.change(register, PERIOD, instrument=Instrument.SARA_SV, risk=JudgedRisk.CURRENT, by=by),  # type: ignore[arg-type]
    )


def figures(result: Result) -> Told:
    """Every figure as JSON tells it, but limits: null where it is no value."""
    told = result.to_dict()
    strata = [told["strata"][name] for name in result.strata]
    cells = list(zip(*strata, strict=True)) if strata else [()] * len(result)
    kinds = {name: result.figure(name).kind for name in result.names}
    return {
        (name, cell): value
        for name, kind in kinds.items()
        if kind not in (FigureKind.LIMIT, FigureKind.LABEL)
        for cell, value in zip(
            cells, told[name] if name in told else told["columns"][name], strict=True
        )
    }


def turned(result: Result, before: Told, after: Told) -> Iterator[tuple[str, Cell]]:
    """The figures that became none, or all of it, and were neither before."""
    for (name, cell), value in after.items():
        was = before.get((name, cell))
        if value is not None and was is not None:
            whole = result.figure(name).kind == FigureKind.SHARE and value == 1 != was
            if whole or value == 0 != was:
                yield name, cell


@pytest.fixture(scope="module")
def beside() -> Register:
    """Each municipality with the same cases, and without one table or field."""
    return lacking(LACKS)


def test_one_municipality(beside: Register) -> None:
    """Where one municipality lacks something, its figures are theirs who lack nothing, or gone."""
    wrong = []
    for call, result in apart(beside):
        place = list(result.strata).index("municipality")
        by_code: dict[str, Told] = {code: {} for code in LACKS}
        for (name, cell), value in figures(result).items():
            by_code[cell[place]][name, (*cell[:place], *cell[place + 1 :])] = value
        for code, told in by_code.items():
            wrong += [(call, LACKS[code], *own) for own in turned(result, by_code[WHOLE], told)]
        # A frame says what JSON does.
        frame = result.to_frame("polars")
        stated = {"value": "state"} | {name: f"state_{name}" for name in result.states}
        for name, state in stated.items():
            gone = frame[state] != "value"
            assert frame[name].filter(gone).null_count() == gone.sum()
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["form", "source", "provider", "perpetrator_count", "violence_described"]
)
def test_chosen(beside: Register, name: str) -> None:
    """Who didn't deliver what is chosen by has no number of it, as in a table by it: it isn't 0."""
    table = metrics.count(beside, PERIOD, by=("municipality", name))  # type: ignore[arg-type]
    most = {label: int(table.select(**{name: label}).value.sum()) for label in table.strata[name]}
    label = max(most, key=most.__getitem__)
    chosen = metrics.count(beside.where(**{name: label}), PERIOD, by="municipality")
    column = table.select(**{name: label})
    assert chosen.state.tolist() == column.state.tolist()
    assert chosen.value.tolist() == column.value.tolist()


def test_total(beside: Register) -> None:
    """A number of all is theirs who delivered what it needs, and the others are named."""
    called = dict(zip(LACKS, names("municipality", LACKS, "sv"), strict=True))
    pairs = zip(counts(beside), counts(beside, "municipality"), strict=True)
    for (call, total), (_, by_place) in pairs:
        sums: dict[Cell, int] = {}
        told = by_place.state == State.VALUE
        keys = zip(*(by_place.strata[name].tolist() for name in total.strata), strict=True)
        cells = [*keys] if total.strata else [()] * len(by_place)
        for cell, value, there in zip(cells, by_place.value.tolist(), told.tolist(), strict=True):
            sums[cell] = sums.get(cell, 0) + value * there
        assert total.value.tolist() == [*sums.values()], call
        assert any(sums.values()), call
        gone = {called[code] for code in set(by_place.strata["municipality"][~told].tolist())}
        assert gone <= set(" ".join(map(str, total.notes)).replace("'", " ' ").split(" ' ")), call


def test_all_municipalities() -> None:
    """Where nobody delivers something, no total becomes none or all of it."""
    before = {call: figures(result) for call, result in together(lacking({WHOLE: None}))}
    wrong = [
        (call, name, *own)
        for name in NAMES[1:]
        for call, result in together(lacking({WHOLE: name}))
        for own in turned(result, before[call], figures(result))
    ]
    assert wrong == []


_NOTHING = re.compile(r"^(minst )?0([,.]0+ ?%| %)?( |$)|^100([,.]0+)? ?%")


def told_as_nothing(rows: Mapping[str, tuple[str, ...]]) -> list[tuple[str | None, int, str]]:
    """The cells of a table of municipalities that read as none or all, but in the whole one's."""
    called = dict(zip(names("municipality", LACKS, "sv"), LACKS, strict=True))
    (whole,) = names("municipality", [WHOLE], "sv")
    return [
        (LACKS[called[name]], place, cell)
        for name, row in rows.items()
        if name in called
        for place, cell in enumerate(row)
        if _NOTHING.match(cell.replace("\N{NO-BREAK SPACE}", " "))
        if cell != rows[whole][place]
    ]


@pytest.fixture(scope="module")
def report(beside: Register) -> Report:
    """Every chapter on figures, of municipalities side by side."""
    return Report(
        place="Sverige",
        period=Y19,
        chapters=[
            chapters.cases(beside, Y19),
            chapters.detection(beside, Y19),
            chapters.rates(beside, Y19),
            chapters.episodes(beside, Y19),
            chapters.gaps(beside, Y19),
            chapters.follow_up(beside, Y19),
            chapters.returns(beside, Y19),
            chapters.children_by_municipality(beside, Y19),
        ],
    )


def test_report(report: Report) -> None:
    """No cell of the report reads as none or all of it where the whole municipality has some."""
    for chapter in report.sections:
        lines = chapter.lines("sv")
        rows = {row[0]: tuple(row[1:]) for row in lines.body}
        assert told_as_nothing(rows) == [], chapter.name


def test_workbook(report: Report, tmp_path: Path) -> None:
    """Nor does one of the workbook."""
    book = load_workbook(str(write_xlsx(report, tmp_path / "report.xlsx")))
    for sheet in book.sheet_names[1:]:
        rows = {
            str(row[0]): tuple(
                f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row[1:]
            )
            for row in book.get_sheet_by_name(sheet).to_python()[5:]
        }
        assert told_as_nothing(rows) == [], sheet


@pytest.mark.parametrize("name", ["closings", "investigations", "interventions", "follow_ups"])
def test_summary(name: str) -> None:
    """What nobody delivers is said to be untold in the summary, which names no nought."""
    register = lacking({WHOLE: name})
    before = lacking({WHOLE: None})
    made = [
        [
            chapter(of, Y19).summary("sv")
            for chapter in (
                chapters.cases,
                chapters.detection,
                chapters.follow_up,
                chapters.returns,
            )
        ]
        for of in (before, register)
    ]
    gone = [text for was, text in zip(*made, strict=True) if was != text]
    assert gone
    for text in gone:
        beside = re.sub(r"\(95.*?\)", "", text)
        assert not re.search(r"(?<![\d,])(0|0,0\s%|100,0\s%)(?=[\s.;]|$)", beside), text
