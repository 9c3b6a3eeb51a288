"""A wrong argument of any public function of figures is refused in the library's own words."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vnr import data, disclosure, io, metrics, report, scan, synthetic
from vnr.errors import VnrError
from vnr.model import Answer, Grant, GrantDecision, Period, Survey, structure
from vnr.register import Register
from vnr.report import Report, chapters, county_report, municipality_report
from vnr.results import Counts, Estimate
from vnr.words import told

YEAR = Period.year(2019)
K, N = {"a": 3, "b": 5, "c": 9, "d": 4}, {"a": 30, "b": 40, "c": 50, "d": 35}
TIMES, EVENTS = [5, 10, 20, 30, 40], [1, 0, 1, 1, 0]
GUESS, RANGE = Estimate.parse("cirka 25±2"), Estimate.parse("100–125")
SURVEY = Survey.parse("""
name = "s"
due = ["0480", "0481"]
questions = [
    { code = "area", kind = "one", choices = [
        { code = "ongoing" }, { code = "completed" }, { code = "not_carried_out" }] },
    { code = "scale", kind = "ordinal", choices = [{ code = "1" }, { code = "2" }] },
    { code = "children", kind = "number" },
]
""")
ANSWERED = {
    "survey": SURVEY,
    "answers": [
        Answer("s", "0480", "area", ("ongoing",)),
        Answer("s", "0480", "scale", ("1",)),
        Answer("s", "0480", "children", number=3),
    ],
}
OWN = [Grant("x", 2026, GrantDecision.GRANTED, 5, municipality="0484")]
WRONG = {
    "nothing": None,
    "empty text": "",
    "another word": "nonsense",
    "negative": -1,
    "small": 5,
    "fraction": 2.5,
    "something": object(),
    "empty list": [],
    "empty mapping": {},
    "bytes": b"x",
    "truth": True,
    "undefined": float("nan"),
    "a function": len,
    "several numbers": (1, 2, 3),
    "a formula": "=1+1",
    "huge": 10**30,
}


@cache
def register() -> Register:
    whole = synthetic.register(county="09", seed=1)
    # What is refused hangs on no number of cases.
    return whole.where(np.arange(whole.counted.size) % 20 == 0).detached()


def calls() -> dict[str, dict[str, Any]]:
    """A call of each function that nothing is wrong with."""
    of_cases = [
        "assessments_used", "attendance", "children_behind", "completeness", "contacts", "count",
        "detection", "follow_up_status", "goal", "individual_follow_up", "investigations",
        "investigations_in_time", "repeats", "screening", "su_kvinnofrid",
    ]  # fmt: skip
    two = {"k": K, "n": N, "k_other": K, "n_other": N}
    rates = {"events": K, "exposure": N}
    both = {"dependence": "independent"}
    return {
        **{name: {"period": YEAR} for name in of_cases},
        "episodes": {},
        "need": {"day": date(2019, 12, 31)},
        "shelter": {"period": YEAR},
        "reactivation": {"cohort": YEAR},
        "reactivation_curve": {"cohort": YEAR},
        "follow_up": {"period": YEAR, "denominator": "due"},
        "judged_risks": {"period": YEAR, "instrument": "patriark"},
        "change": {"period": YEAR, "instrument": "freda_danger"},
        "time_to_event": {"period": YEAR, "start": "intake", "event": "closing"},
        "kolada": {"year": YEAR, "adults": dict.fromkeys(register().coverage.municipalities, 9999)},
        "clustered_proportion": {"hit": [1, 0, 1, 1], "person": [1, 2, 2, 3]},
        "cumulative_incidence": {"time": TIMES, "cause": EVENTS},
        "kaplan_meier": {"time": TIMES, "event": EVENTS},
        "log_rank": {"time": TIMES, "event": EVENTS, "group": list("aabbb")},
        "complete": {"reported": {**K, "e": float("nan")}, "highest": 20},
        "counts_behind": {"percentages": [50.0, 50.0], "n": 4},
        "difference": {"a": GUESS, "b": RANGE, **both},
        "share": {"part": GUESS, "whole": RANGE, **both},
        "total": {"estimates": [GUESS, RANGE], **both},
        "scale": {"estimate": GUESS, "factor": 2.0},
        "expected": {"exposure": N, "rates": K},
        "funnel": {"k": K, "n": N},
        "percentages": {"counts": K},
        "proportion": {"k": K, "n": N},
        "proportion_difference": two,
        "proportion_ratio": two,
        "ranks": rates,
        "rate": rates,
        "rate_difference": {**rates, "events_other": K, "exposure_other": N},
        "rate_ratio": {**rates, "events_other": K, "exposure_other": N},
        "shrink": rates,
        "smr": {"observed": K, "expected": N},
        "standardise": {**rates, "standard": N},
        **dict.fromkeys(("areas", "ordinal", "survey", "survey_total"), ANSWERED),
        **{name: {"grants": OWN} for name in ("gini", "granted", "largest_share")},
        "grants_per_inhabitant": {"grants": OWN, "population": data.population(["0484"], 2013)},
        "identities": {"printed": {"a": ["2", "1", "1"]}},
        "trend": {"events": [3, 4, 5, 6], "exposure": [100] * 4, "years": [2017, 2018, 2019, 2020]},
    }


def given(name: str) -> dict[str, Any]:
    first = next(iter(inspect.signature(getattr(metrics, name)).parameters))
    return {**({first: register()} if first in ("source", "register") else {}), **calls()[name]}


def test_every_function_of_cases_is_asked() -> None:
    """What takes a register, a source or numbers is among the calls, and each of them works."""
    taking = {
        name
        for name in metrics.__all__
        if inspect.isfunction(function := getattr(metrics, name))
        and next(iter(inspect.signature(function).parameters)) in ("source", "register")
    }
    assert taking - calls().keys() == {"cells"}
    for name in calls():
        getattr(metrics, name)(**given(name))


CALLED = {
    "across": ("stratum",),
    "adds_over": ("stratum",),
    "answers": ("Answer",),
    "completed": ("options",),
    "contacts": ("Contact",),
    "estimate": ("Estimate",),
    "events": ("units", "cells"),
    "municipalities": ("municipality",),
    "not_carried_out": ("options",),
    "ongoing": ("options",),
    "year": ("2020 only",),
    "years": ("population is there",),
    "b": ("estimate 1", "Estimate"),
    "by": ("stratum", "figure", "column"),
    "cases": ("Case",),
    "codes": ("municipality", "county", "years"),
    "cohort": ("period", "years", "year", "calendar"),
    "competing": ("moment",),
    "data": ("mapping", "field", "profile"),
    "estimates": ("estimate",),
    "event": ("moment",),
    "files": ("to be read", "file"),
    "folder": ("path", "is no file", "release", "folder"),
    "frame": ("column", "table"),
    "grants": ("Grant",),
    "labels": ("language", "stratum", "label"),
    "name": ("municipality", "table"),
    "observed": ("period", "years", "year", "calendar"),
    "over": ("stratum",),
    "part": ("estimate 0", "Estimate"),
    "parts": ("county_part",),
    "path": ("is no file", "there already", "exist", "folder", "TOML"),
    "paths": ("to be read", "file", "frame"),
    "period": ("years", "year", "calendar"),
    "place": ("municipality",),
    "profile": ("heading",),
    "provisions": ("provision", "Provision"),
    "published": ("release",),
    "questions": ("question",),
    "register": ("source", "Register"),
    "result": ("Counts or an Estimate",),
    "results": ("result",),
    "start": ("moment",),
    "stem": ("path",),
    "stratum": ("strata",),
    "survey": ("question",),
    "text": ("period", "estimate", "to_json", "number"),
    "title": ("further",),
    "whole": ("estimate 1", "Estimate"),
    "first": ("year",),
    "last": ("year", "end:"),
}
"""What an argument is called, in what is said of it, where that isn't its name."""


def refusal_of(
    function: Callable[..., Any], right: dict[str, Any], argument: str, wrong: object
) -> str | None:
    """What the error says, if it is refused: of which argument, in more than a word."""
    try:
        function(**{**right, argument: wrong})
    except VnrError as error:
        said = told(error, "en")
        assert len(said.split()) > 2
        assert any(word in said for word in (argument, *CALLED.get(argument, ()))), (
            argument,
            wrong,
            said,
        )
        return said
    return None


@pytest.mark.parametrize("name", calls())
def test_wrong_arguments(name: str) -> None:
    """Each is taken, or refused by a VnrError that says of which argument; some are refused."""
    function, right = getattr(metrics, name), given(name)
    for argument in inspect.signature(function).parameters:
        said = [refusal_of(function, right, argument, wrong) for wrong in WRONG.values()]
        assert any(said) or argument in ("unit", "multiple", "through_breaks")


@cache
def by_municipality() -> Counts:
    return metrics.count(register(), YEAR, by="municipality")


@cache
def further_calls() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """What is done with figures and registers beside counting."""
    counts = by_municipality()
    of_year = {"register": register(), "period": YEAR}
    return {
        "select": (counts.select, {"municipality": "0980"}),
        "to_frame": (counts.to_frame, {}),
        "pivot": (counts.pivot, {"stratum": "municipality"}),
        "sort": (counts.sort, {"by": "value"}),
        "show": (counts.show, {}),
        "plot": (counts.plot, {}),
        "sum": (counts.sum, {}),
        "where": (register().where, {}),
        "from_cases": (Register.from_cases, {"cases": [], "observed": 2019}),
        "Rule": (disclosure.Rule, {}),
        "protect": (disclosure.protect, {"results": counts, "rule": disclosure.Rule()}),
        "audit": (disclosure.audit, {"results": counts, "rule": disclosure.Rule()}),
        "county_report": (county_report, {**of_year, "county": "09"}),
        "municipality_report": (municipality_report, {**of_year, "municipality": "0980"}),
        "municipalities": (data.municipalities, {"county": "09"}),
        **of_results(),
        **of_places_and_files(),
    }


def of_results() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """What a figure, a curve, a survey and a rule are asked for."""
    counts, share = by_municipality(), metrics.proportion(3, 10)
    curve = metrics.kaplan_meier(TIMES, EVENTS)
    table = metrics.CaptureTable({"10": 5, "01": 4, "11": 3}, lists=("a", "b"))
    return {
        "cells": (share.cells, {}),
        "definition": (share.definition.text, {}),
        "parse": (Estimate.parse, {"text": "25±2"}),
        "from_json": (Estimate.from_json, {"text": share.to_json()}),
        "from_frame": (Counts.from_frame, {"frame": {"sex": ["man"], "value": [3]}, "by": "sex"}),
        "to_records": (counts.to_records, {}),
        "to_html": (counts.to_html, {}),
        "take": (counts.take, {"rows": [0]}),
        "at": (curve.at, {"days": [10]}),
        "restricted_mean": (curve.restricted_mean, {"to": 30}),
        "as_of": (register().as_of, {"day": date(2019, 12, 31)}),
        "expecting": (register().expecting, {"municipalities": ["0980"]}),
        "structure": (structure, {"data": {"start": "2019-01-01", "end": "2019-12-31"}, "cls": Period}),
        "Period.parse": (Period.parse, {"text": "2019"}),
        "Period.years": (Period.years, {"first": 2018, "last": 2019}),
        "split": (YEAR.split, {"into": "month"}),
        "CaptureTable": (metrics.CaptureTable, {"counts": {"10": 5, "11": 3}, "lists": ("a", "b")}),
                "candidates": (metrics.candidates, {"table": table}),
        "list_dependence": (metrics.list_dependence, {"table": table}),
        "hidden": (metrics.hidden, {"table": table, "model": "chapman"}),
        "ReactivationRule": (
            metrics.ReactivationRule,
            {"name": "own", "index": "intake", "event": "intake", "windows": (metrics.Years(1),), "source": "own"},
        ),
        "rule_named": (disclosure.rule_named, {"rule": "FIVE"}),
        "Rule.of": (disclosure.Rule.of, {"data": {"threshold": 5}}),
    }  # fmt: skip


def of_places_and_files() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """What published figures, files and made-up people are asked for by."""
    row = {"Ärende-ID": ["1"], "Klient": ["p"], "Kommun": ["0484"], "Roll": ["våldsutsatt vuxen"]}
    row |= {"Aktualiseringsdatum": ["2019-03-01"], "Aktualiseringsorsak": ["våld i nära relation"]}
    return {
        "population": (data.population, {"codes": ["0484"], "years": 2019}),
        "adults": (data.adults, {"codes": ["0484"], "year": 2020}),
        "municipality": (data.municipality, {"name": "Flen"}),
        "municipality_code": (data.municipality_code, {"name": "Flen"}),
        "neighbours": (data.neighbours, {}),
        "county_parts": (data.county_parts, {}),
        "load": (data.load, {"name": "sormland-2019/table-1-needs"}),
        "read_county_parts": (data.read_county_parts, {"path": None}),
        "read": (io.read, {"paths": {"a": row}, "observed": 2019}),
        "rules": (io.rules, {}),
        "form_survey": (io.form_survey, {"year": 2026, "due": ["0484"]}),
        "Profile.of": (io.Profile.of, {"data": {}}),
        "lists": (synthetic.lists, {"persons": 100, "shares": {"a": 0.5, "b": 0.3}}),
    }


@cache
def of_writing() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """What writes files, makes people up or makes a report, in the folder it is called in."""
    own = Report(place="x", period=2019, chapters=[chapters.further("Antal", by_municipality())])
    rows = {
        "kommun": ["0484"],
        "år": [2025],
        "slag": ["insats"],
        "innehåll": ["skyddat boende"],
        "finns?": ["ja"],
    }
    counted = {"register": register(), "period": 2019}
    made = synthetic.municipalities("09", 2019).supply
    return {
        "write_html": (report.write_html, {"report": own, "path": "a.html"}),
        "write_docx": (report.write_docx, {"report": own, "path": "a.docx"}),
        "write_xlsx": (report.write_xlsx, {"report": own, "path": "a.xlsx"}),
        "write_working": (report.write_working, {"report": own, "stem": "a"}),
        "release": (report.release, {"report": own, "rule": "FIVE", "folder": "out"}),
        "write_template": (io.write_template, {"path": "t.xlsx"}),
        "write_answer_form": (io.write_answer_form, {"path": "f.xlsx", "overwrite": True}),
        "read_answers": (io.read_answers, {"paths": rows}),
        "scan": (scan, {"files": {"a": rows}, "observed": 2019}),
        "save": (register().save, {"path": "r.vnr"}),
        "load": (Register.load, {"path": "r.vnr"}),
        "to_csv": (by_municipality().to_csv, {"path": "c.csv"}),
        "to_xlsx": (by_municipality().to_xlsx, {"path": "c.xlsx"}),
        "further": (chapters.further, {"title": "A", "result": by_municipality()}),
        "Report": (Report, {"place": "x", "period": 2019, "chapters": own.chapters}),
        "country_report": (report.country_report, counted),
        "chosen_report": (report.chosen_report, {**counted, "place": "x"}),
        "supply_report": (report.supply_report, {"supply": made, "place": "09", "year": 2019}),
        "register": (synthetic.register, {"county": "09"}),
        "world": (synthetic.world, {"county": "09"}),
        "synthetic.municipalities": (synthetic.municipalities, {"county": "09"}),
        "write_extracts": (synthetic.write_extracts, {"folder": "x", "county": "09"}),
    }  # fmt: skip


MADE_UP = ("register", "world", "write_extracts")
"""What is right of these costs so much that it is tried once; None is the whole country."""


@pytest.mark.parametrize("name", of_writing())
@pytest.mark.filterwarnings("ignore:.*isn't encrypted")
def test_wrong_arguments_of_what_writes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is taken, or refused by a VnrError that says of which argument; some are refused."""
    monkeypatch.chdir(tmp_path)
    register().save("r.vnr")
    function, right = of_writing()[name]
    if name != "scan":
        function(**right)
    for argument in inspect.signature(function).parameters:
        wrong_ones = [
            one
            for key, one in WRONG.items()
            if not (name in MADE_UP and key in TAKEN.get(argument, ()))
        ]
        said = [refusal_of(function, right, argument, wrong) for wrong in wrong_ones]
        assert any(said) or argument in ("overwrite", "progress")


TAKEN = {"county": ("nothing",), "seed": ("small", "huge"), "folder": ("another word", "a formula")}
"""What isn't wrong of made-up people."""


@pytest.mark.parametrize("name", further_calls())
def test_wrong_arguments_of_what_is_done_with_figures(name: str) -> None:
    """Each is taken, or refused by a VnrError that says of which argument."""
    function, right = further_calls()[name]
    if None not in right.values():
        function(**right)
    for argument, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            for wrong in WRONG.values():
                refusal_of(function, right, argument, wrong)
