"""Packed files and Parquet: as the files in them, within limits."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import vnr
from delivering import GOOD, HEAD, YEAR
from vnr.io import Limits
from workbooks import HEAD as NAMES
from workbooks import row, xlsx

TEXT = (HEAD + GOOD).encode("cp1252")
OTHER = (HEAD + GOOD.replace("101", "102").replace("a1", "a2")).encode("cp1252")


def packed(path: Path, members: dict[str, bytes]) -> Path:
    """A zip."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["a.csv.gz", "A.TXT.GZ", "a.tsv.gz"])
def test_gzip(tmp_path: Path, name: str) -> None:
    """A text that is packed is read as the text."""
    (tmp_path / name).write_bytes(gzip.compress(TEXT))

    assert vnr.read(tmp_path / name, observed=YEAR).accepted == 1


def test_zip(tmp_path: Path) -> None:
    """Each file in an archive has an account of its own; what isn't read is passed over."""
    book = xlsx(tmp_path / "b.xlsx", {"Blad": [NAMES, row("103", "a3")]}).read_bytes()
    path = packed(
        tmp_path / "a.zip",
        {
            "x/a.csv": TEXT,
            "y/a.csv": OTHER,
            "b.xlsx": book,
            "c.csv.gz": gzip.compress(OTHER.replace(b"102", b"104").replace(b"a2", b"a4")),
            "läs mig.docx": b"x",
            "__MACOSX/._a.csv": b"x",
        },
    )

    reading = vnr.read(path, observed=YEAR)

    assert [(file.name, file.accepted) for file in reading.files] == [
        ("a.zip/x/a.csv", 1),
        ("a.zip/y/a.csv", 1),
        ("a.zip/b.xlsx", 1),
        ("a.zip/c.csv.gz", 1),
    ]


def test_a_damaged_member(tmp_path: Path) -> None:
    """A damaged file in an archive harms none of the others."""
    path = packed(tmp_path / "a.zip", {"a.csv": TEXT * 50, "b.csv": OTHER, "c.xlsx": b"x"})
    data = bytearray(path.read_bytes())
    data[45] ^= 255
    path.write_bytes(data)

    reading = vnr.read(path, observed=YEAR)

    assert [(fault.rule, fault.file) for fault in reading.faults] == [
        ("file-unreadable", "a.zip/a.csv"),
        ("file-unreadable", "a.zip/c.xlsx"),
    ]
    assert reading.accepted == 1


def remedy(path: Path, **limits: Any) -> str:
    """What the one fault of a file says, in English."""
    (fault,) = vnr.read(path, observed=YEAR, limits=Limits(**limits)).faults
    assert fault.rule == "file-unreadable"
    return fault.remedy("en")


def test_limits(tmp_path: Path) -> None:
    """What is small packed and large unpacked is unpacked no further than the limit."""
    bomb = gzip.compress(bytes(5_000_000))
    (tmp_path / "a.csv.gz").write_bytes(bomb)
    assert "larger than 1 MB unpacked" in remedy(tmp_path / "a.csv.gz", unpacked=1_000_000)

    path = packed(tmp_path / "a.zip", {"a.csv": bytes(5_000_000)})
    assert "larger than 1 MB unpacked" in remedy(path, unpacked=1_000_000)

    # All files of an archive together.
    half = (HEAD + GOOD * 10_000).encode("cp1252")
    path = packed(tmp_path / "b.zip", {"a.csv": half, "b.csv": half})
    assert "larger than 0 MB unpacked" in "".join(
        fault.remedy("en")
        for fault in vnr.read(path, observed=YEAR, limits=Limits(unpacked=len(half) + 10)).faults
        if fault.rule == "file-unreadable"
    )


def test_archives_that_are_refused(tmp_path: Path) -> None:
    """Archives in archives, of too many files, of none, of two with one name, damaged."""
    inner = packed(tmp_path / "i.zip", {"a.csv": TEXT}).read_bytes()
    assert "an archive in the archive" in remedy(packed(tmp_path / "a.zip", {"i.zip": inner}))
    many = {f"{number}.csv": b"" for number in range(1001)}
    assert "more than 1000 files" in remedy(packed(tmp_path / "b.zip", many))
    assert "no file that can be read" in remedy(packed(tmp_path / "c.zip", {"a.docx": b"x"}))
    with ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("a.csv", TEXT)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", TEXT)
    assert "called a.csv" in "".join(
        fault.remedy("en") for fault in vnr.read(tmp_path / "d.zip", observed=YEAR).faults
    )
    (tmp_path / "e.zip").write_bytes(inner[:-10])
    assert "damaged" in remedy(tmp_path / "e.zip")
    (tmp_path / "f.csv.gz").write_bytes(gzip.compress(TEXT)[:-9])
    assert "damaged" in remedy(tmp_path / "f.csv.gz")
    (tmp_path / "g.csv.gz").write_bytes(TEXT)
    assert "damaged" in remedy(tmp_path / "g.csv.gz")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip", "a.parquet"])
def test_empty(tmp_path: Path, name: str) -> None:
    """A packed file of no bytes is empty."""
    (tmp_path / name).write_bytes(b"")

    assert vnr.read(tmp_path / name, observed=YEAR).faults.rules == {"file-empty": 1}


def test_a_password(tmp_path: Path) -> None:
    """A protected file in an archive is told of as such."""
    path = packed(tmp_path / "a.zip", {"a.csv": TEXT})
    data = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark[2] == 3 else 8)
        data[at] |= 1
    path.write_bytes(data)

    assert "password" in remedy(path)


def table(folder: Path, **changed: Any) -> Path:
    """A Parquet file of two cases."""
    first, second = row("1", "p1", date(2019, 3, 1)), row("2", "p2", date(2019, 4, 1))
    columns = {name: list(pair) for name, *pair in zip(NAMES, first, second, strict=True)}
    parquet.write_table(pa.table(columns | changed), folder / "a.parquet")
    return folder / "a.parquet"


@pytest.mark.parametrize(
    "days",
    [
        pa.array([date(2019, 3, 1), date(2019, 4, 1)]),
        pa.array([datetime(2019, 3, 1), datetime(2019, 4, 1)]),  # noqa: DTZ001
        pa.array([datetime(2019, 2, 28, 23, tzinfo=UTC), datetime(2019, 3, 31, 22, tzinfo=UTC)]),
        pa.array(
            [datetime(2019, 2, 28, 23, tzinfo=UTC), datetime(2019, 3, 31, 22, tzinfo=UTC)],
            pa.timestamp("ms", tz="Europe/Stockholm"),
        ),
        pa.array(["2019-03-01", "2019-04-01"]).dictionary_encode(),
        pa.array([20190301, 20190401]),
        pa.array([b"2019-03-01", b"2019-04-01"]),
        pa.array([Decimal(20190301), Decimal(20190401)]),
    ],
    ids=lambda days: str(days.type),
)
def test_parquet(tmp_path: Path, days: Any) -> None:
    """Days of every type that Parquet knows."""
    reading = vnr.read(table(tmp_path, **{NAMES[4]: days}), observed=YEAR)

    assert not reading.faults
    opened = [case.opened for case in reading.register.cases()]
    assert opened == [date(2019, 3, 1), date(2019, 4, 1)]


def test_parquet_of_pandas(tmp_path: Path) -> None:
    """What pandas keeps of its own is no column; what isn't there is empty."""
    lines = pd.DataFrame([row("1"), row("2", "p2"), [None] * 6], columns=NAMES)
    lines.index = pd.Index(["x", "y", "z"])
    lines["Avslutsdatum"] = [None, pd.Timestamp("2019-05-05"), None]
    lines["Barn"] = [1.0, float("nan"), float("nan")]
    lines.to_parquet(tmp_path / "a.parquet")

    reading = vnr.read(tmp_path / "a.parquet", observed=YEAR)

    assert (reading.rows_read, reading.accepted) == (2, 2)
    assert [case.closed for case in reading.register.cases()] == [None, date(2019, 5, 5)]


def test_rows_of_parquet_have_numbers(tmp_path: Path) -> None:
    """Rows are numbered as if the headings were the first."""
    path = table(tmp_path, **{NAMES[4]: pa.array(["2019-03-01", "x"])})

    (fault,) = vnr.read(path, observed=YEAR).faults
    assert (fault.rule, fault.row) == ("date-word", 3)


def test_damaged_parquet(tmp_path: Path) -> None:
    """A damaged file is a fault."""
    path = table(tmp_path)
    path.write_bytes(path.read_bytes()[:-20] + b"PAR1")

    assert vnr.read(path, observed=YEAR).faults.rules == {"file-unreadable": 1}
