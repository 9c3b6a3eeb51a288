"""A rule of the records has one code and one wording, by whichever door a record comes."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

import vnr
from building import day
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.io import rules
from vnr.model import (
    Period,
    RiskJudgement,
    Vocabulary,
    fault_text,
    fields_of,
    invariants_of,
    structure,
)
from vnr.register import CASES, Coverage, Register

OBSERVED = Period(date(2018, 1, 1), date(2020, 12, 31))
KEY = {"municipality": "0484", "case_id": "1", "person_id": "p"}
Rows = dict[str, dict[str, Any]]
# One row of each table, with nothing wrong.
SOUND: Rows = {
    "persons": {"birth_year": 1980},
    "cases": {"roles": "exposed_adult", "children_at_home": 2},
    "intakes": {"date": day("2019-03-01"), "reason": "violence"},
    "closings": {"closed": day("2019-12-01")},
    "perpetrators": {"relation": "partner"},
    "investigations": {"opened": day("2019-03-02"), "closed": day("2019-06-02")},
    "interventions": {"kind": "atv", "started": day("2019-04-01"), "ended": day("2019-08-01")},
    "follow_ups": {"due": day("2019-05-01"), "done": day("2019-05-02")},
    "assessments": {"instrument": "sara", "date": day("2019-03-05")},
}
LATE, EARLY = day("2019-12-24"), day("2018-12-24")
# What is changed in a row, and the rule that it breaks there.
BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("closed-before-opened", "closings", {"closed": EARLY}),
    ("closed-twice", "closings", {"closed": day("2019-12-01"), "closing_reason": "moved"}),
    ("spells-overlap", "closings", {"closed": LATE}),
    ("closed-before-opened", "investigations", {"closed": day("2019-03-01")}),
    ("before-case", "interventions", {"started": EARLY}),
    ("ended-before-started", "interventions", {"ended": day("2019-03-31")}),
    ("ready-before-started", "interventions", {"ready": day("2019-03-31")}),
    ("done-before-started", "follow_ups", {"done": day("2019-03-31")}),
    ("due-twice", "follow_ups", {"due": day("2019-05-01"), "done": None}),
    ("score-refused", "assessments", {"score": 3.0}),
    *(
        ("reason-of-opened", "investigations", {"outcome": one, "not_opened_reason": "declined"})
        for one in ("opened", "intervention")
    ),
    ("risk-twice", "assessments", {"judgement": "acute=low;acute=high"}),
    *(
        ("negative", table, {field: -1})
        for table, field in (
            *(("cases", "children_at_home"), ("cases", "age_at_intake")),
            *(("interventions", "visits"), ("interventions", "meetings")),
            ("interventions", "missed"),
        )
    ),
    ("number-invalid", "persons", {"birth_year": 1800}),
    ("number-invalid", "persons", {"birth_year": "åttio"}),
    ("number-invalid", "cases", {"children_at_home": 2**31}),
    ("number-invalid", "interventions", {"visits": "två"}),
    ("number-invalid", "assessments", {"instrument": "freda_danger", "score": float("inf")}),
    ("date-invalid", "closings", {"closed": "i fjol"}),
    ("date-invalid", "follow_ups", {"due": "i fjol"}),
    ("code-unknown", "cases", {"roles": "granne"}),
    ("code-unknown", "cases", {"forms": "hårt"}),
    ("code-unknown", "intakes", {"reason": "granne"}),
    ("code-unknown", "perpetrators", {"relation": "granne"}),
    ("code-unknown", "investigations", {"not_opened_reason": "granne"}),
    ("flag-invalid", "investigations", {"violence_described": "kanske"}),
    ("code-unknown", "assessments", {"judgement": "acute=kanske"}),
    ("flag-invalid", "cases", {"police_report": "kanske"}),
    ("flag-invalid", "persons", {"protected": "kanske"}),
    ("municipality-invalid", "cases", {"home_municipality": "484x"}),
    ("municipality-invalid", "interventions", {"placed_municipality": "484x"}),
]  # fmt: skip
OTHERS = ("perpetrators", "investigations", "interventions", "assessments")
# Tables that have a second row, which the rule is broken among.
AGAIN = {"closed-twice", "spells-overlap", "due-twice"}
NAMES = [f"{code} {table} {'+'.join(change)}" for code, table, change in BROKEN]


def rows_of(code: str, table: str, change: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The sound rows but for one that is changed, or that stands beside it."""
    rows = {name: [copy.copy(row)] for name, row in SOUND.items()}
    if table == "interventions":
        # What hangs on the changed row has nothing of its own to break.
        rows["follow_ups"][0]["done"] = None
    changed = rows[table][0] | change
    rows[table] = [*(rows[table] if code in AGAIN else []), changed]
    return rows


def valued(kind: Any, holds: str, value: Any) -> Any:
    """What stands in a row as a field of an object takes it; a word that is no code as it is."""
    if kind is RiskJudgement and value is not None:
        risk, level = (field.kind for field in fields_of(RiskJudgement))
        pairs = [pair.split("=") for pair in value.split(";")]
        return tuple(
            RiskJudgement(valued(risk, "value", one), valued(level, "value", other))
            for one, other in pairs
        )
    if issubclass(kind, Vocabulary) and isinstance(value, str):
        codes = {member.value: member for member in kind}
        members = [codes.get(code, code) for code in value.split(";")]
        return frozenset(members) if holds == "set" else members[0]
    return value


def made(cls: type, row: dict[str, Any], **more: Any) -> Any:
    """A record of a class of a row's values; what it doesn't name has its default."""
    given = {
        field.name: valued(field.kind, field.holds, row[field.column])
        for field in fields_of(cls)
        if field.column in row
    }
    return cls(**given, **more)


def as_object(rows: dict[str, list[dict[str, Any]]]) -> Any:
    """The rows as one case."""
    classes = CASES.classes
    person = made(classes["persons"], rows["persons"][0] | KEY)
    follow_ups = tuple(made(classes["follow_ups"], row) for row in rows["follow_ups"])
    children = {
        name: tuple(
            made(
                classes[name],
                row,
                **({"follow_ups": follow_ups} if name == "interventions" else {}),
            )
            for row in rows[name]
        )
        for name in ("intakes", "closings", *OTHERS)
    }
    own = {"unit": None} | rows["cases"][0] | KEY
    return made(classes["cases"], own, person=person, **children)


def in_json(cls: type, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A record of a class as JSON has it."""

    def written(field: Any, value: Any) -> Any:
        if field.kind is RiskJudgement:
            pairs = [pair.split("=") for pair in value.split(";")]
            return [dict(zip(("risk", "level"), pair, strict=True)) for pair in pairs]
        if field.holds == "set":
            return value.split(";")
        return value.isoformat() if isinstance(value, date) else value

    given = {
        field.name: written(field, row[field.column])
        for field in fields_of(cls)
        if row.get(field.column) is not None
    }
    return given | more


def as_json(rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The rows as one case in JSON."""
    classes = CASES.classes
    follow_ups = [in_json(classes["follow_ups"], row) for row in rows["follow_ups"]]
    children = {
        name: [
            in_json(
                classes[name],
                row,
                **({"follow_ups": follow_ups} if name == "interventions" else {}),
            )
            for row in rows[name]
        ]
        for name in ("intakes", "closings", *OTHERS)
    }
    person = in_json(classes["persons"], rows["persons"][0] | KEY)
    own = {"unit": None, "person": person, **children}
    return in_json(classes["cases"], rows["cases"][0] | KEY, **own)


def flat(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows as files and frames have them: a case beside its person, each with its keys."""
    flattened = {
        name: [KEY | row for row in listed] for name, listed in rows.items() if name != "persons"
    }
    flattened["cases"] = [row | rows["persons"][0] for row in flattened["cases"]]
    for row in flattened["follow_ups"]:
        row |= {name: SOUND["interventions"][name] for name in ("kind", "started")}
    return flattened


def broken_in_a_frame(rows: dict[str, list[dict[str, Any]]]) -> str:
    """Why frames are refused."""
    frames = {name: pl.DataFrame(listed, strict=False) for name, listed in flat(rows).items()}
    frames["follow_ups"] = (
        frames["follow_ups"].drop("kind", "started").with_columns(intervention=pl.lit(0))
    )
    with pytest.raises((DataError, UnknownNameError)) as error:
        Register.from_frame(frames, observed=OBSERVED)
    return str(error.value)


def broken_in_files(rows: dict[str, list[dict[str, Any]]], folder: Path) -> vnr.io.Faults:
    """What is wrong with the same rows in files; intakes have their case's values beside them."""
    tables = flat(rows)
    own = tables.pop("cases")[0]
    tables["intakes"] = [own | row for row in tables["intakes"]]
    for name, listed in tables.items():
        names = list(dict.fromkeys(key for row in listed for key in row))
        lines = [
            names,
            *(
                [str(row.get(key) if row.get(key) is not None else "") for key in names]
                for row in listed
            ),
        ]
        text = "\n".join("\t".join(line) for line in lines)
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return vnr.read(folder, observed=OBSERVED).faults


def test_sound_rows_pass(tmp_path: Path) -> None:
    """Before a change nothing is wrong with them, by any door."""
    rows = {name: [copy.copy(row)] for name, row in SOUND.items()}
    case = as_object(rows)
    assert structure(as_json(rows), CASES.classes["cases"]) == case
    assert broken_in_files(rows, tmp_path).rules == {}
    (read,) = vnr.read(tmp_path, observed=OBSERVED).register.cases()
    assert read == case


@pytest.mark.parametrize(("code", "table", "change"), BROKEN, ids=NAMES)
def test_every_door_tells_the_same(
    code: str, table: str, change: dict[str, Any], tmp_path: Path
) -> None:
    """An object, JSON, a frame and a file break the rule under one code and in one wording."""
    wrong = fault_text(code)
    rows = rows_of(code, table, change)
    with pytest.raises(ModelError) as refused:
        as_object(rows)
    assert wrong in str(refused.value)
    with pytest.raises(ModelError) as unread:
        structure(as_json(rows), CASES.classes["cases"])
    assert wrong in str(unread.value)
    assert wrong in broken_in_a_frame(rows)
    faults = broken_in_files(rows, tmp_path)
    assert code in faults.rules
    fault = faults.of(code)[0]
    assert f"{fault.message('en')} [{code}]" == wrong
    # Of what breaks a rule between fields an object says what to do as a list of faults does.
    if not str(refused.value).endswith(" is needed"):
        assert str(refused.value).endswith(f"{wrong}; {rules('en')[code][1]}")


def test_no_rule_is_left_out() -> None:
    """Every invariant of the stored classes is broken above."""
    broken = {(code, table, field) for code, table, change in BROKEN for field in change}
    for table, cls in CASES.classes.items():
        for rule in invariants_of(cls):
            column = next(c.name for c in CASES.tables[table].values() if c.field == rule.field)
            assert (rule.code, table, column) in broken


def test_every_kind_of_field_has_its_code() -> None:
    """A field that must be of some kind says under which code it is refused, and that has words."""
    for cls in CASES.classes.values():
        for field in fields_of(cls):
            words = fault_text(field.marks["code"])
            assert not words.startswith(field.marks["code"])
            assert attrs.has(field.kind) or field.marks["needed"]


def test_a_delivery_that_there_is_not(tmp_path: Path) -> None:
    """A coverage that names a table or field that isn't one says so alike, as object and as sheet."""
    wrong = fault_text("delivery-unknown")
    for place, (tables, fields) in enumerate([({"barnen"}, None), (None, {"cases.colour"})]):
        with pytest.raises(DataError) as refused:
            Coverage([("0484", None, None, OBSERVED, tables, fields)])
        assert f"coverage row 0: {wrong}; unknown" in str(refused.value)
        folder = tmp_path / str(place)
        folder.mkdir()
        names = ";".join(sorted(tables or fields or ()))
        text = f"municipality\tstart\tend\t{'tables' if tables else 'fields'}\n"
        text += f"0484\t2018-01-01\t2020-12-31\t{names}\n"
        (folder / "coverage.csv").write_text(text, "utf-8")
        assert broken_in_files(
            {name: [copy.copy(row)] for name, row in SOUND.items()}, folder
        ).rules == {"delivery-unknown": 1}


def test_closed_and_opened_again_on_one_day(tmp_path: Path) -> None:
    """Rows say that it isn't closed, and the reading that the closing is left out; lists can't."""
    rows = {name: [copy.copy(row)] for name, row in SOUND.items()}
    again = {"date": day("2019-12-01"), "reason": "economic"}
    rows["intakes"].append(again)
    assert len(as_object(rows).spells) == 1
    assert as_object(rows).closed == day("2019-12-01")

    told: list[dict[str, Any]] = [KEY | row for row in rows["intakes"]]
    told[0]["closed"], told[1]["closed"] = day("2019-12-01"), None
    frame = pl.DataFrame(told)
    with pytest.raises(DataError, match="closed and opened again on one day is not closed"):
        Register.from_frame(frame, observed=OBSERVED)
    blank = frame.with_columns(closed=pl.lit(None, pl.Date))
    (case,) = Register.from_frame(blank, observed=OBSERVED).cases()
    frame.write_csv(tmp_path / "intakes.csv", separator="\t")
    reading = vnr.read(tmp_path, observed=OBSERVED)
    assert list(reading.register.cases()) == [case]
    assert case.closings == ()
    assert "the closing is left out" in reading.show("en")
    assert "avslutet räknas inte" in reading.show("sv")
