"""The doors in and out: tables, files, frames and JSON, beside what reads and writes them best."""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import attrs
import count
import numpy as np
import pandas as pd
import polars as pl
from pyarrow import csv, parquet
from timing import Asked, Job, resident, traced

import vnr
from vnr import model, synthetic
from vnr.model import Case, structure, unstructure
from vnr.register import Register, assemble

__all__ = ["JOBS"]

WINDOW = "2015-01-01/2024-12-31"
FOLDER = tempfile.TemporaryDirectory()
atexit.register(FOLDER.cleanup)
NAMES = ("case_id", "person_id", "municipality", "date", "reason")


def _tables(size: int) -> Job:
    flat = count.flat(size)

    def make() -> Register:
        copied = {name: dict(table) for name, table in flat.items()}
        return Register(assemble(copied).whole(), observed=count.PERIOD)

    assert len(make()) == size
    return Job(
        lambda: {"first": make},
        ms={"first": 0.6 * size / 1000},
        peak=lambda: traced(make, size),
    )


# Files


@lru_cache(maxsize=1)
def _rows(size: int) -> pl.DataFrame:
    """Intakes as a record system writes them."""
    rng = np.random.default_rng(1)
    case = rng.integers(0, size * 8 // 10 + 1, size)
    opened = np.datetime64("2015-01-01") + case % 3000
    return pl.DataFrame(
        {
            "Ärende-ID": [f"{number * 2654435761 % 2**32:010d}" for number in case.tolist()],
            "Klient": [f"P{number * 40503 % 2**31:010d}" for number in case.tolist()],
            "Kommun": np.array([one.code for one in vnr.data.municipalities()])[case % 290],
            "Roll": np.array(["våldsutsatt vuxen", "våldsutsatt barn"])[case % 2],
            "Kön": np.array(["Kvinna", "Man"])[case % 2],
            "Aktualiseringsdatum": (opened + rng.integers(0, 200, size)).astype(str),
            "Aktualiseringsorsak": np.array(["våld", "ekonomi", "oro för barn"])[
                rng.integers(0, 3, size)
            ],
            "Avslutsdatum": (opened + 400).astype(str),
        }
    )


def _same(reading: Any, rows: pl.DataFrame) -> None:
    """Every row that was read is one of those that were written, in each of its cells."""
    assert reading.rejected == 0, reading.faults.rules
    assert reading.rows_read == rows.height
    mine = reading.register.to_frame("intakes", "polars")
    reasons = {"våld": "violence", "ekonomi": "economic", "oro för barn": "child_welfare"}
    theirs = rows.select(
        case_id="Ärende-ID",
        person_id="Klient",
        municipality="Kommun",
        date=pl.col("Aktualiseringsdatum").str.to_date(),
        reason=pl.col("Aktualiseringsorsak").replace(reasons),
    ).unique()
    mine = mine.select(*(pl.col(name).cast(theirs.schema[name]) for name in NAMES)).unique()
    assert mine.sort(NAMES).equals(theirs.sort(NAMES))


def _csv(size: int) -> Job:
    rows = _rows(size)
    path = Path(FOLDER.name) / "a.csv"
    path.write_bytes(rows.write_csv(separator=";").encode("cp1252"))
    ours = partial(vnr.read, path, observed=WINDOW)
    _same(ours(), rows)
    read, told = csv.ReadOptions(encoding="cp1252"), csv.ParseOptions(delimiter=";")
    others: dict[str, Callable[[], Any]] = {
        "pyarrow": partial(csv.read_csv, path, read_options=read, parse_options=told),
        "polars": partial(pl.read_csv, path, separator=";", encoding="windows-1252"),
        "pandas": partial(pd.read_csv, path, sep=";", encoding="cp1252"),
    }
    assert {len(call()) for call in others.values()} == {size}
    return Job(
        lambda: {"first": ours, **others},
        part={"first": 1.8},
        rivals="pyarrow",
        peak=lambda: resident(
            "import vnr, vnr.io, vnr.register, pyarrow.csv",
            f"kept = vnr.read({str(path)!r}, observed={WINDOW!r})",
            size,
        ),
        most=400,
    )


def _parquet(size: int) -> Job:
    rows = _rows(size)
    path = Path(FOLDER.name) / "a.parquet"
    rows.write_parquet(path)
    ours = partial(vnr.read, path, observed=WINDOW)
    _same(ours(), rows)
    others: dict[str, Callable[[], Any]] = {
        "pyarrow": partial(parquet.read_table, path),
        "polars": partial(pl.read_parquet, path),
        "pandas": partial(pd.read_parquet, path),
    }
    return Job(lambda: {"first": ours, **others})


def _xlsx(size: int) -> Job:
    import python_calamine
    import xlsxwriter

    rows = _rows(size)
    path = Path(FOLDER.name) / "a.xlsx"
    days = [place for place, name in enumerate(rows.columns) if name.endswith("datum")]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Aktualiseringar")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, rows.columns)
        for number, row in enumerate(rows.iter_rows(), start=1):
            for place, cell in enumerate(row):
                if place in days:
                    sheet.write_datetime(number, place, date.fromisoformat(cell), day)
                else:
                    sheet.write_string(number, place, cell)
    ours = partial(vnr.read, path, observed=WINDOW)
    _same(ours(), rows)

    def calamine() -> Any:
        return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    def pandas() -> Any:
        return pd.read_excel(path, engine="calamine")

    assert len(calamine()) == size + 1
    others = {"python_calamine": calamine, "pandas": pandas}
    return Job(lambda: {"first": ours, **others}, part={"first": 1.5}, rivals="python_calamine")


# Frames


@lru_cache(maxsize=1)
def _stored(size: int) -> tuple[Register, pl.DataFrame]:
    whole = Register(assemble(count.flat(size)).whole(), observed=count.PERIOD)
    rows = whole.to_frame("intakes", "polars").head(size)
    return Register.from_frame(rows, observed=count.PERIOD), rows


def _from_parquet(size: int) -> Job:
    register, rows = _stored(size)
    path = Path(FOLDER.name) / "intakes.parquet"
    rows.write_parquet(path)

    def make() -> Register:
        return Register.from_frame(pl.read_parquet(path), observed=count.PERIOD)

    assert make().fingerprint == register.fingerprint
    return Job(
        lambda: {"first": make, "polars": partial(pl.read_parquet, path)},
        ms={"first": 1.2 * size / 1000},
        peak=lambda: traced(make, size),
    )


def _from_pandas(size: int) -> Job:
    register, rows = _stored(size)
    make = partial(Register.from_frame, rows.to_pandas(), observed=count.PERIOD)
    assert make().fingerprint == register.fingerprint
    return Job(lambda: {"first": make}, peak=lambda: traced(make, size))


def _to_frame(backend: str, size: int) -> Job:
    register, rows = _stored(size)
    ours = partial(register.to_frame, "intakes", backend)
    mine = pl.DataFrame(ours()) if backend == "polars" else pl.from_pandas(ours())
    plain = [pl.col(name).cast(pl.Date if name == "date" else pl.String) for name in NAMES]
    one, other = (frame.select(*plain).unique().sort(NAMES) for frame in (mine, rows))
    assert one.equals(other)
    return Job(lambda: {"first": ours})


# JSON


def _bare(cls: type, known: dict[type, type]) -> type:
    """The same class with the same fields and nothing that checks them."""
    if cls in known:
        return known[cls]
    fields = {}
    for field, hint in _fields(cls, lambda inner: _bare(inner, known)):
        fields[field.name] = attrs.field(default=field.default, type=hint)
    known[cls] = attrs.make_class(cls.__name__, fields, frozen=True)
    return known[cls]


def _struct(cls: type, known: dict[type, type]) -> type:
    """The same as a struct of msgspec."""
    import msgspec

    if cls in known:
        return known[cls]
    fields: list[Any] = []
    for field, hint in _fields(cls, lambda inner: _struct(inner, known)):
        fields.append(
            (field.name, hint)
            if field.default is attrs.NOTHING
            else (field.name, hint, field.default)
        )
    known[cls] = msgspec.defstruct(
        cls.__name__, fields, frozen=True, omit_defaults=True, kw_only=True
    )
    return known[cls]


def _model(cls: type, known: dict[type, type]) -> type:
    """The same as a model of pydantic."""
    import pydantic

    if cls in known:
        return known[cls]
    fields: dict[str, Any] = {}
    for field, hint in _fields(cls, lambda inner: _model(inner, known)):
        fields[field.name] = (hint, ... if field.default is attrs.NOTHING else field.default)
    known[cls] = pydantic.create_model(cls.__name__, **fields)
    return known[cls]


def _fields(cls: type, of: Callable[[type], type]) -> list[tuple[Any, Any]]:
    """The fields of a class, with the types that others take the place of."""
    classes = [getattr(model, name) for name in model.__all__]
    classes = [one for one in classes if isinstance(one, type) and attrs.has(one)]
    attrs.resolve_types(cls)
    found = []
    for field in attrs.fields(cls):
        hint: Any = field.type
        for inner in classes:
            if inner is cls:
                continue
            if hint is inner:
                hint = of(inner)
            elif getattr(hint, "__args__", ())[:1] == (inner,):
                hint = tuple[of(inner), ...]  # type: ignore[misc]
        found.append((field, hint))
    return found


@lru_cache(maxsize=1)
def _cases(size: int) -> tuple[list[Case], list[Any]]:
    cases: list[Case] = []
    seed = 0
    while len(cases) < size:
        seed += 1
        cases += synthetic.world(county="01", seed=seed).cases
    cases = cases[:size]
    return cases, [json.loads(json.dumps(unstructure(case))) for case in cases]


def _told(value: Any) -> Any:
    """What JSON tells: some leave out what isn't recorded, and sets have no order."""
    if isinstance(value, dict):
        told = {name: _told(one) for name, one in value.items()}
        return {name: one for name, one in told.items() if one not in (None, False, [], "unknown")}
    if isinstance(value, list):
        return sorted(map(_told, value), key=str)
    return value


@lru_cache(maxsize=1)
def _json(size: int) -> tuple[Job, Job]:
    import msgspec
    import pydantic
    from cattrs.preconf.json import make_converter

    cases, rows = _cases(size)
    plain = make_converter(omit_if_default=True, detailed_validation=False)
    bare, struct, form = _bare(Case, {}), _struct(Case, {}), pydantic.TypeAdapter(_model(Case, {}))
    readers: dict[str, Callable[[Any], Any]] = {
        "first": lambda one: structure(one, Case),
        "cattrs": lambda one: plain.structure(one, bare),
        "msgspec": lambda one: msgspec.convert(one, struct),
        "pydantic": form.validate_python,
    }
    writers: dict[str, Callable[[Any], Any]] = {
        "first": unstructure,
        "cattrs": plain.unstructure,
        "msgspec": msgspec.to_builtins,
        "pydantic": lambda one: one.model_dump(mode="json", exclude_defaults=True),
    }
    objects = {name: [read(one) for one in rows] for name, read in readers.items()}
    assert objects["first"] == cases
    for name, write in writers.items():
        for made, row in zip(objects[name], rows, strict=True):
            assert _told(json.loads(json.dumps(write(made), default=str))) == _told(row), name

    def each(call: Callable[[Any], Any], given: list[Any]) -> Callable[[], Any]:
        return lambda: [call(one) for one in given]

    read = {name: each(call, rows) for name, call in readers.items()}
    wrote = {name: each(call, objects[name]) for name, call in writers.items()}
    part = {"first": 1.3}
    return (
        Job(lambda: read, part=part, rivals="cattrs"),
        Job(lambda: wrote, part=part, rivals="cattrs"),
    )


JOBS = [
    Asked("register of three tables", _tables),
    Asked("read CSV", _csv),
    Asked("read xlsx", _xlsx, largest=10**5),
    Asked("read Parquet", _parquet),
    Asked("from_frame of Parquet", _from_parquet),
    Asked("from_frame of pandas", _from_pandas, largest=10**6),
    Asked("to_frame of polars", partial(_to_frame, "polars")),
    Asked("to_frame of pandas", partial(_to_frame, "pandas"), largest=10**6),
    Asked("objects from JSON", lambda size: _json(size)[0], largest=10**4),
    Asked("objects to JSON", lambda size: _json(size)[1], largest=10**4),
]
