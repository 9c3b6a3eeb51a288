"""The doors in and out: tables, files and frames, beside what reads them best."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import count
import duckdb
import numpy as np
import pandas as pd
import polars as pl
from pyarrow import csv, parquet
from timing import Asked, Job, resident, traced

import vnr
from vnr.register import Register, assemble

__all__ = ["JOBS"]

WINDOW = "2015-01-01/2024-12-31"
FOLDER = tempfile.TemporaryDirectory()
atexit.register(FOLDER.cleanup)
OURS = "import vnr, vnr.io, vnr.register, pyarrow.csv, pyarrow.parquet"
NAMES = ("case_id", "person_id", "municipality", "date", "reason")


def _tables(size: int) -> Job:
    flat = count.flat(size)

    def make() -> Register:
        copied = {name: dict(table) for name, table in flat.items()}
        return Register(assemble(copied).whole(), observed=count.PERIOD)

    assert len(make()) == size
    return Job(
        lambda: {"first": make},
        # 0.6 s at 10^6, 8 s at 10^7.
        ms={"first": 600 * (size / 10**6) ** 1.125},
        peaks={"first": lambda: traced(make, size)},
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


def _by_duckdb(table: str) -> Any:
    return duckdb.connect().sql(f"from {table}").to_arrow_table()


def _peaks(size: int, **asked: tuple[str, str]) -> dict[str, Callable[[], float]]:
    """What each takes, of what is imported and what is made then, in a process of its own."""
    return {
        name: partial(resident, before, f"kept = {made}", size)
        for name, (before, made) in asked.items()
    }


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
        "duckdb": partial(_by_duckdb, f"read_csv('{path}', delim=';', encoding='latin-1')"),
    }
    assert {len(call()) for call in others.values()} == {size}
    semicolon = "csv.ParseOptions(delimiter=';')"
    return Job(
        lambda: {"first": ours, **others},
        part={"first": 1.8},
        rivals="pyarrow",
        peaks=_peaks(
            size,
            first=(OURS, f"vnr.read({str(path)!r}, observed={WINDOW!r})"),
            pyarrow=(
                "from pyarrow import csv",
                f"csv.read_csv({str(path)!r}, csv.ReadOptions(encoding='cp1252'), {semicolon})",
            ),
            polars=(
                "import polars",
                f"polars.read_csv({str(path)!r}, separator=';', encoding='windows-1252')",
            ),
            pandas=(
                "import pandas", f"pandas.read_csv({str(path)!r}, sep=';', encoding='cp1252')"
            ),
        ),
        most=400,
    )  # fmt: skip


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
        "duckdb": partial(_by_duckdb, f"read_parquet('{path}')"),
    }
    assert {len(call()) for call in others.values()} == {size}
    return Job(
        lambda: {"first": ours, **others},
        peaks=_peaks(
            size,
            first=(OURS, f"vnr.read({str(path)!r}, observed={WINDOW!r})"),
            pyarrow=("from pyarrow import parquet", f"parquet.read_table({str(path)!r})"),
            polars=("import polars", f"polars.read_parquet({str(path)!r})"),
            pandas=("import pandas", f"pandas.read_parquet({str(path)!r})"),
        ),
    )


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
    whole = f"python_calamine.CalamineWorkbook.from_path({str(path)!r})"
    return Job(
        lambda: {"first": ours, **others},
        part={"first": 1.5},
        rivals="python_calamine",
        peaks=_peaks(
            size,
            first=(OURS, f"vnr.read({str(path)!r}, observed={WINDOW!r})"),
            python_calamine=(
                "import python_calamine", f"{whole}.get_sheet_by_index(0).to_python()"
            ),
            pandas=("import pandas", f"pandas.read_excel({str(path)!r}, engine='calamine')"),
        ),
    )  # fmt: skip


# Frames


@lru_cache(maxsize=1)
def _stored(size: int) -> tuple[Register, pl.DataFrame, Path]:
    """A register of intakes, its rows, and a file of them."""
    whole = Register(assemble(count.flat(size)).whole(), observed=count.PERIOD)
    rows = whole.to_frame("intakes", "polars").head(size)
    path = Path(FOLDER.name) / "intakes.parquet"
    rows.write_parquet(path)
    return Register.from_frame(rows, observed=count.PERIOD), rows, path


READ = (
    "import polars, pandas, vnr\n"
    "from vnr.register import Register\n"
    f"from datetime import date\nwindow = vnr.model.Period({count.PERIOD.start!r}, "
    f"{count.PERIOD.end!r})\n".replace("datetime.date", "date")
)


def _from_parquet(size: int) -> Job:
    register, _, path = _stored(size)

    def make() -> Register:
        return Register.from_frame(pl.read_parquet(path), observed=count.PERIOD)

    assert make().fingerprint == register.fingerprint
    made = f"Register.from_frame(polars.read_parquet({str(path)!r}), observed=window)"
    return Job(
        lambda: {"first": make, "polars": partial(pl.read_parquet, path)},
        ms={"first": 1.2 * size / 1000},
        peaks=_peaks(size, first=(READ, made)),
    )


def _from_pandas(size: int) -> Job:
    register, rows, path = _stored(size)
    make = partial(Register.from_frame, rows.to_pandas(), observed=count.PERIOD)
    assert make().fingerprint == register.fingerprint
    before = f"{READ}given = pandas.read_parquet({str(path)!r})"
    made = "Register.from_frame(given, observed=window)"
    return Job(lambda: {"first": make}, peaks=_peaks(size, first=(before, made)))


def _to_frame(backend: str, size: int) -> Job:
    register, rows, path = _stored(size)
    ours = partial(register.to_frame, "intakes", backend)
    mine = pl.DataFrame(ours()) if backend == "polars" else pl.from_pandas(ours())
    plain = [pl.col(name).cast(pl.Date if name == "date" else pl.String) for name in NAMES]
    one, other = (frame.select(*plain).unique().sort(NAMES) for frame in (mine, rows))
    assert one.equals(other)
    before = (
        f"{READ}given = Register.from_frame(polars.read_parquet({str(path)!r}), observed=window)"
    )
    made = f"given.to_frame('intakes', {backend!r})"
    return Job(lambda: {"first": ours}, peaks=_peaks(size, first=(before, made)))


JOBS = [
    Asked("register of three tables", _tables),
    Asked("read CSV", _csv),
    Asked("read xlsx", _xlsx, 10**5, "a sheet holds no more than 1 048 576 and is long in writing"),
    Asked("read Parquet", _parquet),
    Asked("from_frame of Parquet", _from_parquet),
    Asked("from_frame of pandas", _from_pandas),
    Asked("to_frame of polars", partial(_to_frame, "polars")),
    Asked("to_frame of pandas", partial(_to_frame, "pandas")),
]
