"""Every metric on three fixed registers, and the cells of a report's tables: what `figures.json` holds.

`python tests/golden/figures.py` writes the file anew. That is for a figure that was wrong: then
its reason stands in `test_figures.py`. A change of shape leaves the file as it is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from vnr import Period, Register, metrics
from vnr.metrics import DFE_12M, HUD_SPM2, KKIK_1Y, CaptureTable, Days, RepeatCounts, Years
from vnr.model import Instrument, JudgedRisk
from vnr.register import FIELDS, Coverage
from vnr.results import Result, State, code_of
from vnr.words import Language

HERE = Path(__file__).parent
FILE = HERE / "figures.json"
Y19, Y18 = Period.year(2019), Period.year(2018)
PERIOD = Period(date(2018, 1, 1), date(2019, 12, 31))
NAMES = ("county", "varied", "poor")


@cache
def registers() -> dict[str, Register]:
    """The three, by name: a thinned synthetic county; every field in every shape; cases alone.

    Named perpetrators and police reports are left out of them: when the figures were written they
    were no evidence of violence. The first two state what they deliver, as whole ones would: every
    table, and the fields that any of their municipalities holds. What the third delivers is found
    in it.
    """
    made = {}
    for name in NAMES:
        content = json.loads((HERE / "registers" / f"{name}.json").read_text("utf-8"))
        for case in content["cases"]:
            for field in ("perpetrators", "police_report"):
                case.pop(field, None)
        register = made[name] = Register.from_dict(content)
        rows = register.coverage.deliveries
        filled = {field for row in rows for field in FIELDS if row.delivers(field)}
        if name != "poor":
            stated = Coverage(
                (row.municipality, row.unit, None, row.period, "all", filled) for row in rows
            )
            made[name] = Register.from_cases(
                register.cases(), observed=register.observed, coverage=stated
            )
    return made


def of_register(register: Register) -> dict[str, Callable[[], Any]]:
    """Calls that count from a register, by name."""
    m = metrics
    calls: dict[str, Any] = {}
    for of in ("case", "person", "episode", "household", "matter"):
        for basis in ("original", "intake", "known", "honour", "any"):
            calls[f"count {of} {basis}"] = lambda of=of, basis=basis: m.count(
                register, PERIOD, of=of, basis=basis, by=("municipality", "year")
            )
    for measure in ("new", "open", "closed", "stock"):
        for roles in ("exposed", "perpetrators", "all"):
            calls[f"count {measure} {roles}"] = lambda measure=measure, roles=roles: m.count(
                register, Y19, measure=measure, roles=roles, by=("sex", "quarter")
            )
    for by in ("unit", "role", "age_group", "form", "context", "group", "reason", "closing_reason",
               "goal", "county", "month"):  # fmt: skip
        calls[f"count by {by}"] = lambda by=by: m.count(register, Y19, dated_by="opened", by=by)
    calls["repeats"] = lambda: m.repeats(register, PERIOD, by="municipality")
    calls["repeats open"] = lambda: m.repeats(register, Y19, measure="open", by="sex")
    for within in ("person", "municipality"):
        for gap in (0, 1, 14):
            calls[f"episodes {within} {gap}"] = lambda within=within, gap=gap: m.episodes(
                register, within=within, merge_gap=gap, roles="all", window=Years(1)
            )
    calls["detection"] = lambda: m.detection(register, PERIOD, by=("municipality", "year"))
    calls["detection form"] = lambda: m.detection(register, Y18, horizon=Days(90), by="form")
    for rule in (KKIK_1Y, DFE_12M, HUD_SPM2):
        calls[f"reactivation {rule.name}"] = lambda rule=rule: m.reactivation(
            register, PERIOD, rule=rule, by=("municipality", "year")
        )
    calls["reactivation cases"] = lambda: m.reactivation(
        register,
        PERIOD,
        rule=m.ReactivationRule(
            "own", "case_closed", "intervention", (Days(200),), of="episode", source="-"
        ),
        by="sex",
    )
    calls["reactivation_curve"] = lambda: m.reactivation_curve(register, PERIOD, rule=HUD_SPM2)
    for denominator in ("due", "started"):
        for cluster in ("person", None):
            calls[f"follow_up {denominator} {cluster}"] = (
                lambda denominator=denominator, cluster=cluster: m.follow_up(
                    register,
                    PERIOD,
                    denominator=denominator,
                    basis="any",
                    cluster=cluster,
                    by=("municipality", "intervention"),
                )
            )
    calls["follow_up done"] = lambda: m.follow_up(
        register,
        PERIOD,
        denominator="due",
        numerator="done",
        basis="any",
        as_of=date(2019, 10, 1),
        by="year",
    )
    calls["follow_up_status"] = lambda: m.follow_up_status(register, PERIOD, basis="any")
    calls["time_to_event"] = lambda: m.time_to_event(
        register,
        PERIOD,
        start="intervention",
        event="follow_up",
        competing=("closing",),
        basis="any",
        by="sex",
    )
    calls["time_to_event known"] = lambda: m.time_to_event(
        register, PERIOD, start="intake", event="violence_known", basis="any"
    )
    calls["time_to_event at"] = lambda: calls["time_to_event"]().at([30, 180])
    calls["time_to_event mean"] = lambda: calls["time_to_event known"]().restricted_mean(90)
    calls["time_to_event median"] = lambda: calls["time_to_event known"]().median()
    for of in ("case", "person"):
        calls[f"assessments_used {of}"] = lambda of=of: m.assessments_used(
            register, Y19, of=of, by="municipality"
        )
    calls["attendance"] = lambda: m.attendance(register, PERIOD, basis="any", by="intervention")
    calls["goal"] = lambda: m.goal(register, PERIOD, numerator="reached_or_partly", by="sex")
    for instrument in (Instrument.SARA_SV, Instrument.PATRIARK):
        calls[f"judged_risks {instrument}"] = lambda one=instrument: m.judged_risks(
            register, PERIOD, instrument=one, basis="any", by="year"
        )
    calls["change points"] = lambda: m.change(
        register, PERIOD, instrument=Instrument.DANGER_ASSESSMENT, error=2.0, basis="any"
    )
    calls["change level"] = lambda: m.change(
        register,
        PERIOD,
        instrument=Instrument.SARA_SV,
        risk=next(iter(JudgedRisk)),
        basis="any",
    )
    calls["children_behind"] = lambda: m.children_behind(register, PERIOD, by="municipality")
    calls["individual_follow_up"] = lambda: m.individual_follow_up(register, PERIOD)
    calls["su_kvinnofrid"] = lambda: m.su_kvinnofrid(register, Y19, answered=7)
    adults = dict.fromkeys(register.coverage.municipalities, 9000.0)
    calls["kolada"] = lambda: m.kolada(register, 2019, adults=adults, basis="intake")

    # From counts to figures of municipalities.
    def cases() -> Any:
        return m.count(register, Y19, of="case", basis="any", by="municipality")

    def years() -> Any:
        return 8_000.0 * np.arange(1, len(cases()) + 1)

    # Cells once held the cases' municipalities too; they are a column of the register.
    calls["cells"] = lambda: SimpleNamespace(
        municipality=register.table("cases")["municipality"],
        covered=m.cells(register, PERIOD, ("municipality", "quarter")).covered,
    )
    calls["rate"] = lambda: m.rate(
        cases(),
        years(),
        per=10_000,
        inflation=m.repeats(register, Y19, basis="any", by="municipality"),
    )
    calls["funnel rate"] = lambda: m.funnel(cases(), years(), kind="rate", per=10_000)
    calls["funnel share"] = lambda: m.funnel(cases(), cases().value + 20, kind="proportion", per=1)
    calls["shrink"] = lambda: m.shrink(cases(), years(), kind="rate", per=10_000)
    calls["ranks"] = lambda: m.ranks(cases(), years(), kind="rate", draws=200, seed=1)
    calls["smr"] = lambda: m.smr(
        cases(), m.expected(years(), np.full(len(cases()), 20.0), per=10_000)
    )
    calls["expected"] = lambda: m.expected(years(), np.full(len(cases()), 20.0), per=10_000)
    calls["standardise"] = lambda: m.standardise(
        m.count(register, Y19, basis="any", by=("municipality", "sex")).select(
            sex=["woman", "man"]
        ),
        np.full(2 * len(cases()), 4_000.0),
        {"woman": 2.0, "man": 1.0},
        per=10_000,
    )
    calls["trend"] = lambda: m.trend(
        m.count(register, PERIOD, basis="any", by=("municipality", "year")),
        np.full(2 * len(cases()), 9_000.0),
    )
    calls["complete"] = lambda: m.complete(cases(), exposure=years(), assumption="same")
    calls["complete bounds"] = lambda: m.complete(cases(), highest=80)
    calls["percentages"] = lambda: m.percentages(
        m.count(register, Y19, basis="any", by="sex"), over="sex", decimals=1
    )
    return calls


def of_arrays() -> dict[str, Callable[[], Any]]:
    """Calls on bare numbers, by name."""
    m = metrics
    k, n = np.array([0, 1, 9, 10, 40]), np.array([5, 12, 30, 10, 200])
    time = np.array([3, 5, 5, 8, 12, 12, 20, 31, 31, 40])
    event = np.array([1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
    group = np.array(list("aabbaabbab"))
    guess, other = m_parse("cirka 25±2"), m_parse("100–125")
    table = CaptureTable(
        {"001": 60, "010": 48, "011": 4, "100": 244, "101": 111, "110": 142, "111": 12},
        ("police", "health", "shelter"),
    )
    two = CaptureTable({"10": 781, "01": 254, "11": 167}, ("A", "B"))
    calls: dict[str, Any] = {
        f"proportion {method}": lambda method=method: m.proportion(k, n, method=method)
        for method in ("wilson", "clopper-pearson", "jeffreys", "agresti-coull")
    }
    calls |= {
        f"rate {method}": lambda method=method: m.rate(k, n * 50.0, per=1_000, method=method)
        for method in ("auto", "exact", "byar")
    }
    calls |= {
        "proportion_difference": lambda: m.proportion_difference(k, n, k[::-1], n[::-1] + 40),
        "proportion_ratio": lambda: m.proportion_ratio(k, n, k[::-1], n[::-1] + 40),
        "rate_difference": lambda: m.rate_difference(k, n * 50.0, 7, 900.0, per=1_000),
        "rate_ratio": lambda: m.rate_ratio(k, n * 50.0, 7, 900.0),
        "clustered_proportion": lambda: m.clustered_proportion(event == 1, group),
        "kaplan_meier": lambda: m.kaplan_meier(time, event, group=group),
        "cumulative_incidence": lambda: m.cumulative_incidence(time, event * (1 + (time > 9))),
        "difference": lambda: m.difference(other, guess, dependence="bounds"),
        "share": lambda: m.share(guess, other, dependence="independent"),
        "total guesses": lambda: m.total([guess, other], dependence="comonotone"),
        "total": lambda: m.total(
            [m.rate(40, 9_000.0, per=1_000), m.scale(m.rate(12, 3_000.0, per=1_000), 2.0)],
            dependence="independent",
        ),
        "hidden": lambda: m.hidden(table, resamples=50, seed=1),
        "hidden chao": lambda: m.hidden(table, model="chao"),
        "hidden two": lambda: m.hidden(two, model="chapman"),
        "hidden contacts": lambda: m.hidden(
            RepeatCounts({1: 90, 2: 31, 3: 12, 4: 2}), model="zelterman"
        ),
        "log_rank": lambda: m.log_rank(time, event, group=group),
        "counts_behind": lambda: m.counts_behind([33, 67], 12),
        "candidates": lambda: m.candidates(table),
        "list_dependence": lambda: m.list_dependence(two),
        "missed_links": lambda: m.missed_links(two, model="chapman"),
    }
    return calls


def m_parse(text: str) -> Any:
    from vnr import Estimate

    return Estimate.parse(text)


def plain(value: Any) -> Any:
    """JSON types: nan null, infinity a text, bytes and dates texts."""
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value.tolist()]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if math.isnan(value) else (str(value) if math.isinf(value) else value)
    return value


_FIGURES = ("value", "lower", "upper", "n", "at_risk", "events", "censored")
_ROWS = ("statistic", "p", "observed", "expected", "person_id", "case_id", "municipality", "start", "end", "kind", "n_cases", "side",
         "intervention", "due", "done", "limit", "status", "age", "sex", "visits", "instruments",
         "meetings", "missed", "closing_reason", "covered")  # fmt: skip


def shown(result: Any) -> dict[str, Any]:
    """Labels and figures of a result, or the columns of what has a row for each thing."""
    if isinstance(result, list):
        return {"rows": [f"{one.counts} {one.rule}" for one in result]}
    if hasattr(result, "strata"):
        labels = {f"by {name}": plain(array) for name, array in result.strata.items()}
        own = {name: plain(getattr(result, name)) for name in _FIGURES if hasattr(result, name)}
        return labels | own | {name: plain(array) for name, array in result.columns.items()}
    rows = {name: plain(getattr(result, name)) for name in _ROWS if hasattr(result, name)}
    return {name: one if isinstance(one, (list, tuple)) else [one] for name, one in rows.items()}


def erased(result: Any) -> dict[str, list[int]]:
    """Rows in which a figure of a result is no value, by name."""
    if not isinstance(result, Result):
        return {}
    return {name: np.flatnonzero(result.state_of(name)).tolist() for name in result.names}


SHOWN = (
    "missed",
    "rates",
    "kinds",
    "gaps",
    "follow_due",
    "children",
    "children_places",
    "coverage",
)
"""Chapters whose tables the file holds."""
_CELL = re.compile(
    r"(?:minst |at least )?([\d\N{NO-BREAK SPACE},.]+)(?: \([^)]*\))?(?:(?:, n=| av | of )(.+))?"
)
_SPAN = re.compile(r"[\d,.]+–[\d,.]+")


def cell_of(words: str, language: Language) -> str:
    """A cell as number and base, without its words, its limits and its decimals; or its state."""
    for state in State:
        if words == state.label(language) != "":
            return state.code
    if _SPAN.fullmatch(words):  # what chance gives: its limits allow for persons who repeat
        return "span"
    found = _CELL.fullmatch(words.replace("\N{NO-BREAK SPACE}%", ""))
    if found is None:
        return ""
    plain = found[1].replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    share = "%" in words
    return f"{round(float(plain))} of {found[2]}" if share else f"{float(plain):.0f}"


def _code(row: Sequence[str]) -> str:
    """The code of a municipality's row; all others stand as they are, below them."""
    code = code_of("municipality", row[0])
    return code if code and len(code) == 4 and code.isdigit() else "9"


def report(register: Register, year: int, language: Language) -> dict[str, list[str]]:
    """The cells of the county's report by chapter, row by row: municipalities by code.

    In the report they stand by name.
    """
    from vnr.report import county_report

    found = county_report(register, "04", Period.year(year))
    return {
        name: [
            cell_of(words, language)
            for row in sorted(found.chapter(name).lines(language).body, key=_code)
            for words in row[1:]
        ]
        for name in SHOWN
    }


def all_figures(gone: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything that the file holds; `gone` takes the rows in which a figure is no value."""
    found: dict[str, Any] = {}
    without: dict[str, Any] = {} if gone is None else gone
    for name, register in registers().items():
        for call, run in of_register(register).items():
            try:
                result = run()
            except ValueError as error:
                found[f"{name}: {call}"] = {"refused": type(error).__name__}
                continue
            found[f"{name}: {call}"] = shown(result)
            without[f"{name}: {call}"] = erased(result)
    for call, run in of_arrays().items():
        try:
            found[call] = shown(run())
        except ValueError as error:
            found[call] = {"refused": type(error).__name__}
    county = registers()["county"]
    for year, language in ((2018, "sv"), (2019, "sv"), (2019, "en"), (2020, "sv")):
        found[f"report {year} {language}"] = report(county, year, language)  # type: ignore[arg-type]
    return found


if __name__ == "__main__":
    figures = all_figures()
    rows = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False, separators=(',', ':'))}"
        for name, one in figures.items()
    )
    FILE.write_text("{\n" + rows + "\n}\n", "utf-8")
