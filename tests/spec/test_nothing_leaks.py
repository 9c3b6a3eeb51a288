"""Who somebody is, and what is written of them in free text, is seen nowhere, whatever is wrong.

Every column of every kind of file and frame holds a marked text in some row: in a coded column in
the forms that a reading must not show, and elsewhere in any. All that can be read afterwards is
searched for it.
"""

from __future__ import annotations

import copy
import json
import logging
import pickle
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache, partial
from io import StringIO
from itertools import count, cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnr
from building import case
from delivering import GOOD, HEAD, YEAR, written
from golden import figures
from vnr import Period, Register
from vnr.cli import main
from vnr.errors import VnrError
from vnr.io import Reading, rules
from vnr.io.template import layout_of
from vnr.model import Case, structure, unstructure
from vnr.report import county_report, release, write_docx, write_html, write_xlsx
from vnr.results import Result
from vnr.synthetic import _extracts
from workbooks import MAKERS

KEY = "a secret for tests only, not for people"
MARK = re.compile(r"synnerby|7351926|kerstin", re.IGNORECASE)
FORMS = (
    "Synnerby-17",  # an identifier of the delivery
    "SYNNERBY-17 ",
    "Synnerby 7351926",  # six digits and more
    "kod 7351926",
    "Kerstin Synnerby ringde den tredje mars och berättade",  # over 40 characters
)
NOTE = "Modern Kerstin Synnerby, 7351926"
REQUIRED: dict[str, dict[str, str]] = {
    "intakes": {
        "date": "2019-03-01",
        "reason": "våld i nära relation",
        "roles": "våldsutsatt vuxen",
    },
    "closings": {"closed": "2019-06-01"},
    "perpetrators": {"relation": "partner"},
    "investigations": {"opened": "2019-03-02"},
    "interventions": {"kind": "stödsamtal", "started": "2019-03-05"},
    "assessments": {"instrument": "FREDA kortfrågor", "date": "2019-03-06"},
    "follow_ups": {"kind": "stödsamtal", "started": "2019-03-05", "due": "2019-04-01"},
}
Lines = list[list[str]]


def row(table: str, one: int, **put: str) -> list[str]:
    """A good row of a case by its number, with what is put into some of its fields."""
    who = {
        "municipality": "0484",
        "case_id": f"Ä-synnerby {one}",
        "person_id": f"Synnerby-{one}",
        "household_id": f"hem Synnerby {one}",
    }
    cells = who | REQUIRED[table] | put
    fields = layout_of().columns[table]
    return [*(cells.get(field, "") for field in fields), NOTE, "Kerstin Synnerby"]


@cache
def tables() -> dict[str, Lines]:
    """By sheet: good rows, and for each column rows in which it holds a marked text."""
    layout, forms = layout_of(), cycle(FORMS)
    sheets = {}
    for table in REQUIRED:
        columns = layout.columns[table]
        head = [layout.title(table, field) for field in columns]
        lines = [[*head, "Anteckning", "Namn"]]
        number = count(100)
        lines += [row(table, one) for one in range(20)]
        for field in columns:
            for _ in range(2):
                one = next(number) if table == "intakes" else next(number) % 20
                lines.append(row(table, one, **{field: next(forms)}))
        sheets[layout.sheet(table, "sv")] = lines
    sheets["Täckning"] = [
        ["Kommun", "Enhet", "Från", "Till", "Distrikt", "Tabeller", "Fält"],
        ["0484", "", "2019-01-01", "2019-12-31", "", "", ""],
        *(
            [FORMS[0] if place == at else good for place, good in enumerate(COVERED)]
            for at in range(7)
        ),
    ]
    return sheets


COVERED = ["0484", "vuxenenhet", "2019-01-01", "2019-12-31", "", "", ""]


def as_text(folder: Path, encoding: str = "utf-8", delimiter: str = ";") -> list[Path]:
    paths = []
    for name, lines in tables().items():
        path = folder / f"{name}.csv"
        path.write_text("".join(delimiter.join(line) + "\r\n" for line in lines), encoding)
        paths.append(path)
    return paths


def zipped(folder: Path) -> list[Path]:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for path in as_text(folder):
            archive.write(path, path.name)
    return [folder / "a.zip"]


def parquet(folder: Path) -> list[Path]:
    paths = []
    for name, (head, *lines) in tables().items():
        path = folder / f"{name}.parquet"
        pl.DataFrame(lines, schema=head, orient="row").write_parquet(path)
        paths.append(path)
    return paths


def frames(make: Callable[[Lines, list[str]], Any]) -> dict[str, Any]:
    return {name: make(lines, head) for name, (head, *lines) in tables().items()}


def book(ending: str, folder: Path) -> list[Path]:
    return [MAKERS[ending](folder / f"a{ending}", tables())]


KINDS: dict[str, Callable[[Path], Any]] = {
    "csv": as_text,
    "cp1252": lambda folder: as_text(folder, "cp1252", "\t"),
    "zip": zipped,
    "parquet": parquet,
    **{ending: partial(book, ending) for ending in MAKERS},
    "polars": lambda _: frames(lambda lines, head: pl.DataFrame(lines, schema=head, orient="row")),
    "pandas": lambda _: frames(lambda lines, head: pd.DataFrame(lines, columns=head, dtype=object)),
    "pyarrow": lambda _: frames(
        lambda lines, head: pl.DataFrame(lines, schema=head, orient="row").to_arrow()
    ),
}


def unpacked(path: Path) -> str:
    """All that a workbook or document holds, part by part."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join([*archive.namelist(), *parts])


def seen(reading: Reading, folder: Path) -> Iterator[tuple[str, str]]:
    """All that anybody can read of a reading, by where it stands."""
    faults, register = reading.faults, reading.register
    yield "reading", repr(reading) + repr(reading.files) + repr(reading.notes)
    yield "html", reading._repr_html_() + faults._repr_html_() + register._repr_html_()
    yield "faults", repr(faults) + repr([*faults]) + repr(faults.groups()) + repr(reading.asked)
    yield "register", repr(register) + repr(register.coverage) + repr(register.selection)
    yield "tables", repr([*register._stored.tables.values()]) + repr(register._stored)
    for language in ("sv", "en"):
        yield "shown", reading.show(language) + faults.show(language) + register.show(language)
        yield "lines", "\n".join(fault.text(language) for fault in faults)
        yield "frame of faults", str(faults.to_frame("polars", language=language).to_dicts())
        yield "choices", str(reading.choices("polars", language=language).to_dicts())
    yield "profile", reading.write_profile(folder / "p.toml", overwrite=True).read_text("utf-8")
    yield "workbook", unpacked(faults.to_xlsx(folder / "fel.xlsx"))


def check_unseen(told: Iterator[tuple[str, str]]) -> None:
    """No marked text is there; where one is, it is said where and beside what."""
    for where, text in told:
        match = MARK.search(text)
        assert match is None, f"{where}: {text[max(0, match.start() - 200) : match.end() + 60]}"


@pytest.mark.parametrize("key", [None, KEY], ids=["no key", "key"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_column(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    kind: str,
    key: str | None,
) -> None:
    """Of every kind of file and frame, read or passed over, with a key or without."""
    if key and kind not in ("csv", ".xlsx", "polars"):
        pytest.skip("a key is a matter of identifiers, whatever they came in")
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = KINDS[kind](tmp_path)
        reading = vnr.read(data, observed=YEAR, key=key, limits=None)
    assert reading.accepted > 100
    assert len(reading.faults) > 150
    check_unseen(seen(reading, tmp_path))
    said = [str(one.message) for one in caught]
    check_unseen(iter([("warnings", " ".join(said)), ("log", caplog.text)]))
    check_unseen(iter([("terminal", "".join(capfd.readouterr()))]))


def test_other_words_are_shown_where_they_are_asked(tmp_path: Path) -> None:
    """What is searched for would be seen: a short word under a coded heading is."""
    path = written(tmp_path, HEAD + GOOD.replace("våld i nära relation", "Synnerby"))
    told = dict(seen(vnr.read(path, observed=YEAR), tmp_path))
    places = {where for where, text in told.items() if MARK.search(text)}
    assert places == {
        *("faults", "html", "shown", "lines", "frame of faults"),
        *("choices", "profile", "workbook"),
    }
    assert not MARK.search(repr(vnr.read(path, observed=YEAR).register))


def test_every_rule(tmp_path: Path) -> None:
    """A file that breaks every rule, whose identifiers are marked."""
    made = [case("k-1"), case("k-2", "q")]
    paths = _extracts._faulty(tmp_path, "a", made, YEAR, YEAR)
    sheltered = tmp_path / "skyddade.csv"
    sheltered.write_text(
        "Ärende-ID;Klient;Kommun;Insats;Insats startad;Skyddsbehov till\n"
        "f20;s-f20;0484;skyddat boende;2019-03-12;2019-03-11\n"
    )
    unhandled = tmp_path / "uppföljda.csv"
    unhandled.write_text("Ärende-ID;Klient;Kommun;Planerad\nk-1;p;0484;2019-04-10\n")
    paths = [*paths, sheltered, unhandled]
    for path in paths:
        content = re.sub(rb"\bf(\d+)\b", rb"f\1-Synnerby", path.read_bytes())
        path.write_bytes(content)
    reading = vnr.read(paths, observed="2017-01-01/2020-12-31")
    # Those of objects, of workbooks, frames and personal numbers, of names and overlapping files,
    # and of known words that a profile answers.
    others = {
        *("role-unclear", "date-word"),
        *("out-of-order", "county-of-code", "intake-missing", "cell-error", "cell-unusable"),
        *("id-damaged", "birth-year-differs", "row-versions", "person-by-name"),
    }
    # What only a coverage sheet with other municipalities breaks (tests/unit/io/test_boards.py).
    others |= {
        "district-elsewhere",
        "district-unlisted",
        "joint-alone",
        "joint-member",
        "joint-untold",
    }
    assert set(rules()) - others <= set(reading.faults.rules)
    check_unseen(seen(reading, tmp_path))


def test_the_command_line(tmp_path: Path) -> None:
    """What it prints and writes."""
    paths = [*map(str, as_text(tmp_path)), "--observed", "2019-01-01/2019-12-31"]
    faults, profile = tmp_path / "fel.xlsx", tmp_path / "profil.toml"
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        assert main(["check", *paths, "--out", str(faults)]) == 1
        assert main(["profile", *paths, "--out", str(profile)]) == 0
    told = {"printed": printed.getvalue(), "faults": unpacked(faults)}
    check_unseen(iter((told | {"profile": profile.read_text("utf-8")}).items()))


@cache
def marked() -> Register:
    """A register with every field in every shape, of which every identifier is marked."""
    content = json.loads((figures.HERE / "registers" / "varied.json").read_text("utf-8"))
    for one in content["cases"]:
        one["person"]["person_id"] = f"Synnerby {one['person']['person_id']}"
        for name in ("case_id", "household_id", "officer"):
            if one.get(name) is not None:
                one[name] = f"Synnerby {one[name]}"
    return Register.from_dict(content)


def test_results() -> None:
    """Every metric's results and rows, in every form that isn't rows with pseudonyms."""
    checked = 0
    for call, make in figures.of_register(marked()).items():
        try:
            made = make()
        except VnrError as error:
            check_unseen(iter([(call, chain(error))]))
            continue
        told = repr(made) + str(made)
        if isinstance(made, Result):
            checked += 1
            told += made.to_json() + made._repr_html_() + made.show("sv") + made.show("en")
            told += str(made.to_frame("polars").to_dicts()) + repr(made.definition)
            told += " ".join(note.text("sv") for note in made.notes)
        check_unseen(iter([(call, told)]))
    assert checked > 60


def test_a_report(tmp_path: Path) -> None:
    """The page with its pictures and faults, the document, the workbook, and what is stored of it."""
    reading = vnr.read(as_text(tmp_path), observed=YEAR)
    report = county_report(marked(), "04", Period.year(2019), reading=reading)
    page = write_html(report, tmp_path / "a.html").read_text("utf-8")
    assert "<svg" in page
    workbook = unpacked(write_xlsx(report, tmp_path / "a.xlsx"))
    stored = pickle.dumps(report).decode("latin-1")
    document = unpacked(write_docx(report, tmp_path / "a.docx"))
    told = {
        "page": page,
        "workbook": workbook,
        "document": document,
        "report": repr(report),
        "pickle": stored,
    }
    check_unseen(iter(told.items()))


def test_a_release(tmp_path: Path) -> None:
    """Every file of it, and what it says of itself."""
    whole = county_report(marked(), "04", Period.year(2019))
    chapters = [whole.chapter(name) for name in ("cases", "rates", "gaps")]
    made = release(attrs.evolve(whole, chapters=chapters), "VNR_BOARD", tmp_path / "ut")
    told = {"release": repr(made), "report": repr(made.report), "audit": repr(made.audit)}
    for name in made.files:
        path = tmp_path / "ut" / name
        told[name] = (
            unpacked(path)
            if zipfile.is_zipfile(path)
            else path.read_bytes().decode("utf-8", "replace")
        )
    suffixes = {Path(name).suffix for name in told}
    assert suffixes >= {".html", ".docx", ".xlsx", ".svg", ".png", ".json"}
    check_unseen(iter(told.items()))


def test_saved_files(tmp_path: Path) -> None:
    """An encrypted register holds nothing that can be read; one in clear holds its pseudonyms."""
    key = pyrage.x25519.Identity.generate()
    marked().save(tmp_path / "a.vnr", recipients=str(key.to_public()))
    check_unseen(iter([("file", (tmp_path / "a.vnr").read_bytes().decode("latin-1"))]))
    with pytest.warns(UserWarning, match="isn't encrypted") as caught:
        marked().save(tmp_path / "b.vnr")
    check_unseen(iter([("warning", str(caught[0].message))]))
    assert Register.load(tmp_path / "b.vnr").fingerprint == marked().fingerprint


def chain(error: BaseException | None) -> str:
    """All that an error says, and those that it came of."""
    text = ""
    while error is not None:
        text += f"{error} {error!r} {error.args!r} {vars(error)!r} "
        error = error.__cause__ or error.__context__
    return text


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the values of JSON stand."""
    items: Any = data.items() if isinstance(data, dict) else enumerate(data)
    for name, value in items:
        yield (*path, name)
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, name))


@cache
def whole() -> dict[str, Any]:
    """One case with a row of each table, as JSON."""
    tables = ("closings", "investigations", "interventions", "assessments")
    held: dict[str, Any] = max(
        map(unstructure, marked().cases()),
        key=lambda one: sum(bool(one.get(name)) for name in tables),
    )
    return held


def test_errors_of_records() -> None:
    """In every place of a record's JSON."""
    for path, text in product(leaves(whole()), (FORMS[0], "Synnerby", NOTE)):
        data = copy.deepcopy(whole())
        at = data
        for name in path[:-1]:
            at = at[name]
        at[path[-1]] = text
        try:
            structure(data, Case)
        except VnrError as error:
            check_unseen(iter([(str(path), chain(error))]))


def test_errors_of_frames() -> None:
    """In every column of a frame in stored form."""
    names = ("cases", "intakes", "investigations", "interventions", "assessments", "follow_ups")
    few = marked().where(np.arange(marked().counted.size) < 5).detached()
    held = {name: few.to_frame(name, "polars").to_dict(as_series=False) for name in names}
    texts, refused = cycle([FORMS[0], "Synnerby", NOTE]), 0
    for name, columns in held.items():
        for column, values in columns.items():
            changed = columns | {column: [next(texts), *values[1:]]}
            frames = held | {name: changed}
            made = {one: pl.DataFrame(of, strict=False) for one, of in frames.items() if of}
            try:
                Register.from_frame(made, observed=few.observed)
            except VnrError as error:
                refused += 1
                check_unseen(iter([(f"{name}.{column}", chain(error))]))
    assert refused > 30


rubbish = st.text(max_size=8)
tells = st.sampled_from(
    [*FORMS, "7351926", "\ufeffSynnerby-17", "Synnerby\u00ad-17", "=Synnerby-17"]
)


@settings(max_examples=6)
@given(st.lists(st.tuples(st.integers(0, 7), tells, rubbish, rubbish), min_size=1, max_size=8))
def test_rubbish(cells: list[tuple[int, str, str, str]]) -> None:
    """Among whatever else: what is long or has digits enough is never seen."""
    head = HEAD.replace("\n", ";Avslutsorsak;Anteckning\n")
    lines = [[*GOOD.strip().replace("101", str(n)).split(";"), "", ""] for n in range(200, 210)]
    for number, (place, text, before, after) in enumerate(cells):
        lines[number][place] = f"{before}{text} 73519267351926{after}"
    content = head + "".join(";".join(line) + "\n" for line in lines) + "9;Synnerby-17;;;;;;\n"
    with TemporaryDirectory() as folder:
        path = written(Path(folder), content.encode("utf-8", "replace"))
        check_unseen(seen(vnr.read(path, observed=YEAR), Path(folder)))
