"""Every public class can be compared, copied, kept and looked at, whatever it holds."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import vnr
from measuring import counts, curve, estimate
from vnr import disclosure, io, metrics, model, results, synthetic
from vnr.display import WIDTH
from vnr.model import structure, unstructure
from vnr.register import Partitioned, Provisions, Supply

MODULES = (
    "",
    ".metrics",
    ".io",
    ".report",
    ".disclosure",
    ".synthetic",
    ".data",
    ".results",
    ".model",
)
PUBLIC = {
    f"{one.__module__.split('.')[1]}.{name}": one
    for place in MODULES
    for module in [import_module(f"vnr{place}")]
    for name in module.__all__
    if inspect.isclass(one := getattr(module, name))
    and not issubclass(one, (Enum, BaseException, str))
}
BASES = {"model.Record", "results.Compared", "results.Result"}
"""What others are made of: nobody has one of these alone."""


@cache
def register() -> vnr.Register:
    return vnr.Register.from_cases([case()], observed="2018-01-01/2020-12-31")


@cache
def reading() -> io.Reading:
    frame = {
        "Ärende-ID": ["1", "2"], "Klient": ["a", "b"], "Kommun": ["0980", "9999"],
        "Aktualiseringsdatum": ["2019-01-01", "2019-02-01"],
        "Aktualiseringsorsak": ["våld", "fel ord"],
    }  # fmt: skip
    return vnr.read(frame, observed=2019)


@cache
def case() -> model.Case:
    intake = model.Intake(day("2019-01-10"), model.IntakeReason.VIOLENCE)
    support = model.Intervention(model.InterventionKind.PRACTICAL_SUPPORT, day("2019-02-01"))
    return vnr.Case(
        "1", vnr.Person("a", 1980), "0980", model.Unit.ADULT, model.Role.EXPOSED_ADULT, (intake,),
        (model.Closing(day("2019-09-01")),), interventions=(support,),
    )  # fmt: skip


@cache
def report() -> vnr.report.Report:
    chapter = vnr.report.chapters.further("Antal", counts())
    return vnr.report.Report(place="Gotland", period=2019, chapters=[chapter])


def day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def audit() -> disclosure.Audit:
    by = {"strata": {"sex": ["woman", "man"]}, "value": [3, 40], "state": [0, 0], "covered": [1, 1]}
    return disclosure.audit(counts(**by, adds_over={"sex"}), "FIVE")


@cache
def extracts() -> synthetic.Extracts:
    year = vnr.Period.year(2019)
    return synthetic.Extracts((Path("a.csv"),), Path("p.toml"), year, year, {}, ())


def choice() -> io.Choice:
    meant = io.Meaning("violence", (("sv", "våld"), ("en", "violence")))
    return attrs.evolve(reading().asked[0], meant=(meant,))


MADE: dict[str, Callable[[], Any]] = {
    "data.Break": lambda: next(iter(vnr.data.breaks())),
    "data.PublishedTable": lambda: next(iter(vnr.data.catalogue())),
    "disclosure.Audit": audit,
    "disclosure.Inference": lambda: audit().inferences[0],
    "disclosure.Relation": lambda: disclosure.Relation(
        (("a", "value", {"sex": "woman"}),), equal=True
    ),
    "disclosure.Row": lambda: disclosure.Row(source="a", value=5, strata={"sex": "woman"}),
    "disclosure.Rule": lambda: disclosure.VNR_BOARD,
    "io.AnswerReading": lambda: io.AnswerReading(
        Provisions.of(), (), reading().faults, reading().files
    ),
    "io.Choice": choice,
    "io.Fault": lambda: reading().faults[0],
    "io.FaultGroup": lambda: reading().faults.groups()[0],
    "io.Faults": lambda: reading().faults,
    "io.FileRead": lambda: reading().files[0],
    "io.Limits": io.Limits,
    "io.Meaning": lambda: choice().meant[0],
    "io.Profile": io.Profile,
    "io.Pseudonymiser": lambda: io.Pseudonymiser("a key of thirty-two signs or more"),
    "io.Reading": reading,
    "io.Recognition": lambda: reading().recognitions[0],
    "metrics.Assumptions": lambda: metrics.Assumptions(closed=True),
    "metrics.CaptureTable": lambda: metrics.CaptureTable({"10": 5, "01": 4, "11": 2}, ("a", "b")),
    "metrics.Cells": lambda: metrics.cells(register(), 2019, by="sex"),
    "metrics.CountsBehind": lambda: metrics.counts_behind([50, 50], 4)[0],
    "metrics.Days": lambda: metrics.Days(30),
    "metrics.Episodes": lambda: metrics.episodes(register()),
    "metrics.FollowUpStatus": lambda: metrics.follow_up_status(register(), 2019),
    "metrics.IndividualFollowUp": lambda: metrics.individual_follow_up(register(), 2019),
    "metrics.LogRank": lambda: metrics.log_rank(
        [1, 2, 3, 4], [1, 1, 1, 1], group=["a", "a", "b", "b"]
    ),
    "metrics.Months": lambda: metrics.Months(6),
    "metrics.ReactivationRule": lambda: metrics.KKIK_1Y,
    "metrics.RepeatCounts": lambda: metrics.RepeatCounts({1: 5, 2: 2}),
    "metrics.Years": lambda: metrics.Years(1),
    "model.Answer": lambda: model.Answer("s", "0980", "q", number=2),
    "model.AnswerChoice": lambda: model.AnswerChoice("yes", "ja", "yes"),
    "model.Case": case,
    "model.Closing": lambda: case().closings[0],
    "model.Condition": lambda: model.Condition("q", ("yes",)),
    "model.Contact": lambda: model.Contact(
        "0980", vnr.Period.year(2019), model.ContactKind.ADVICE, 3
    ),
    "model.Field": lambda: model.fields_of(model.Intake)[0],
    "model.FollowUp": lambda: model.FollowUp(day("2019-05-01")),
    "model.Grant": lambda: vnr.data.grants()[0],
    "model.Intake": lambda: case().intakes[0],
    "model.Intervention": lambda: case().interventions[0],
    "model.Invariant": lambda: next(
        one for one in model.invariants_of(model.Case) if isinstance(one, model.Invariant)
    ),
    "model.Investigation": lambda: model.Investigation(day("2019-05-01")),
    "model.Municipality": lambda: vnr.data.municipality("0980"),
    "model.Once": lambda: model.Once("code", "field"),
    "model.Period": lambda: vnr.Period.year(2019),
    "model.Perpetrator": lambda: model.Perpetrator(model.Relation.PARTNER),
    "model.Person": lambda: vnr.Person("a", 1980),
    "model.Provision": lambda: model.Provision(
        "0980",
        2019,
        model.ProvisionKind.SERVICE,
        model.InterventionKind.PRACTICAL_SUPPORT,
        model.Role.EXPOSED_ADULT,
        model.ProvisionState.HAS,
    ),
    "model.Question": lambda: model.Question("q", model.QuestionKind.NUMBER),
    "model.RiskAssessment": lambda: model.RiskAssessment(
        model.Instrument.FREDA_SHORT, day("2019-05-01")
    ),
    "model.RiskJudgement": lambda: model.RiskJudgement(
        next(iter(model.JudgedRisk)), next(iter(model.Judgement))
    ),
    "model.Spell": lambda: case().spells[0],
    "model.Survey": lambda: model.Survey(
        "s", ("0980",), (model.Question("q", model.QuestionKind.NUMBER),)
    ),
    "model.Within": lambda: model.Within("code", "field"),
    "register.Coverage": lambda: register().coverage,
    "register.Register": register,
    "report.Release": lambda: vnr.report.Release(Path("a"), ("b",), report(), audit(), b"key"),
    "report.Report": report,
    "results.Aligned": lambda: results.align(a=[1, 2], b=[3, 4]),
    "results.Balance": lambda: results.Balance("sex", "all", (("sex", "woman"), ("sex", "man"))),
    "results.Counts": counts,
    "results.Curve": curve,
    "results.Definition": lambda: counts().definition,
    "results.Estimate": estimate,
    "results.Figure": lambda: results.Figure("count"),
    "results.Grid": lambda: counts().grid,
    "results.Labelled": lambda: results.labelled(counts(), "a"),
    "results.Note": lambda: results.Note("mine", sv="så", en="so"),
    "results.Provenance": lambda: results.Provenance("abc"),
    "synthetic.Extracts": extracts,
    "synthetic.Lists": lambda: synthetic.lists(50, {"a": 0.5, "b": 0.4}, seed=1),
    "synthetic.Municipalities": lambda: synthetic.Municipalities(Supply(), {}, {}, {}),
    "synthetic.Truth": synthetic.Truth,
    "synthetic.World": lambda: synthetic.World(
        (case(),), {"0980": synthetic.Truth()}, vnr.Period.year(2019), vnr.Period.year(2019)
    ),
}


STORED: dict[str, Callable[[], Any]] = {
    "Columns": lambda: register().contact_rows.stored,
    "ContactRows": lambda: register().contact_rows,
    "Delivered": lambda: register().coverage.deliveries[0],
    "Partitioned": lambda: Partitioned([register()]),
    "Provisions": Provisions.of,
    "Schema": lambda: register().schema,
    "Supply": Supply,
    "Table": lambda: register().table("cases"),
    "a column": lambda: register().schema.tables["cases"]["unit"],
}
"""What a register is made of, as far as anybody meets it."""
RULES = {"metrics.Cells", "model.Field", "model.Invariant", "model.Once", "model.Within"}
"""They hold functions: what the library asks, not what it found."""
DATA = sorted(set(MADE) - RULES - {"io.Pseudonymiser"})


def test_nothing_is_forgotten() -> None:
    """Each public class has an example here."""
    assert set(MADE) == set(PUBLIC) - BASES


@pytest.mark.parametrize("name", DATA)
def test_copies_are_equal(name: str) -> None:
    """A copy, a deep copy and one that was pickled are the thing itself, and nothing else is."""
    one = MADE[name]()
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(again) is type(one)
        assert again == one
    assert one != object()


@pytest.mark.parametrize("name", DATA)
def test_equals_have_one_hash(name: str) -> None:
    """What can be in a set is there once."""
    one = MADE[name]()
    try:
        told = hash(one)
    except TypeError:
        return
    assert hash(copy.copy(one)) == told


@pytest.mark.parametrize("name", [name for name in DATA if hasattr(PUBLIC[name], "to_dict")])
def test_json_of_results(name: str) -> None:
    """`to_dict` holds JSON's types alone, and `from_dict`, where there is one, reads them."""
    one = MADE[name]()
    data = json.loads(json.dumps(one.to_dict(), allow_nan=False))
    if hasattr(one, "from_dict"):
        assert type(one).from_dict(data) == one


@pytest.mark.parametrize("name", [n for n in DATA if issubclass(PUBLIC[n], model.Record)])
def test_json_of_records(name: str) -> None:
    """A record is read back from JSON as it was."""
    one = MADE[name]()
    assert structure(json.loads(json.dumps(unstructure(one))), type(one)) == one


class Tags(HTMLParser):
    """The tags of a text, each with its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"table", "caption", "thead", "tbody", "tr", "th", "td", "div", "br"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", sorted(MADE))
def test_notebook(name: str) -> None:
    """Each is a table or lines in a notebook, well-formed, and tells no more than its text."""
    shown = MADE[name]()._repr_html_()
    tags = Tags()
    tags.feed(shown)
    assert tags.open == []
    assert "<div" in shown or "<table" in shown
    assert "a key of thirty-two signs" not in shown


@pytest.mark.parametrize("name", sorted(MADE))
def test_text_fits(name: str) -> None:
    """None has a line that a notebook would break, or an address in its memory for a text."""
    shown = repr(MADE[name]())
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert " object at 0x" not in shown
    assert name == "results.Definition" or "Definition(" not in shown


@pytest.mark.parametrize("name", STORED)
def test_what_a_register_is_made_of(name: str) -> None:
    """Each has a text that fits and a notebook's look, without an address and without a person."""
    one = STORED[name]()
    told, shown = repr(one), one._repr_html_()
    assert max(map(len, told.splitlines())) <= WIDTH
    for text in (told, shown):
        assert " at 0x" not in text
        assert "<enum" not in text
    tags = Tags()
    tags.feed(shown)
    assert tags.open == []


def test_words_are_escaped() -> None:
    """What a delivered file says is no markup in a notebook."""
    named = attrs.evolve(case(), district="<script>")
    assert "<script>" in repr(named)
    assert "<script>" not in named._repr_html_()
    assert "&lt;script&gt;" in named._repr_html_()


def test_a_secret_is_not_copied() -> None:
    """A key leaves by no copy."""
    for way in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(vnr.DataError):
            way(MADE["io.Pseudonymiser"]())


def test_arrays_make_a_difference() -> None:
    """Two that differ in one number, one state, or a name alone, aren't equal."""
    grid = counts().grid
    assert attrs.evolve(grid, state=[3, 0, 0, 0]) != grid
    assert attrs.evolve(grid, strata={"x": grid.strata["year"]}) != grid
    one = metrics.episodes(register())
    assert attrs.evolve(one, n_cases=np.array([2])) != one
    assert register() != vnr.Register.from_cases([case()], observed="2018-01-01/2021-12-31")
    assert register() == vnr.Register.from_cases([case()], observed="2018-01-01/2020-12-31")
    assert register() != vnr.Register.from_cases(
        [attrs.evolve(case(), case_id="2")], observed="2018-01-01/2020-12-31"
    )
