"""Delimited files as they come, the fast way and the plain one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr.io import _csv


def test_fast_and_plain_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without pyarrow the same file gives the same register and account."""
    rows = [
        f"{n // 2};P{n // 2 % 97:04};04{80 + n % 9};våldsutsatt vuxen;2019-0{1 + n % 9}-15;"
        f"{('våld i nära relation', 'oro för barn')[n % 2]};{'' if n % 3 else '2019-12-01'}\n"
        for n in range(3000)
    ]
    text = HEAD.replace("\n", ";Avslutsdatum\n") + "".join(rows)
    text = text.replace(";P0007;", ";;").replace("2019-09-15", "2019-09-31")
    path = written(tmp_path, text)
    plain = vnr.read(path, observed=YEAR)
    monkeypatch.setattr(_csv, "FAST_FROM", 0)
    fast = vnr.read(path, observed=YEAR)
    assert list(plain.register.cases()) == list(fast.register.cases())
    assert plain.files == fast.files
    assert list(plain.faults) == list(fast.faults)
    assert plain.rejected > 0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "Uttag;;\n" + text,
        lambda text: text + "Summa;3\n",
        lambda text: text.replace("Aktualiseringsorsak", "Aktualiseringsorsak;;"),
        lambda text: text.replace("a1", '"a;1"'),
        lambda text: text + "102;a2",
    ],
)
def test_unusual_files_go_the_plain_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    """What the fast reader can't explain, the plain one does."""
    path = written(tmp_path, change(HEAD + GOOD + GOOD))
    plain = vnr.read(path, observed=YEAR)
    monkeypatch.setattr(_csv, "FAST_FROM", 0)
    fast = vnr.read(path, observed=YEAR)
    assert plain.files == fast.files
    assert list(plain.register.cases()) == list(fast.register.cases())


@pytest.mark.parametrize("broken", ['"101;a1', '101;"a1"x;0484', '101;"a1', "101;" + "a" * 140_000])
def test_a_row_that_makes_no_sense(tmp_path: Path, broken: str) -> None:
    """It is read and set aside alone: the rows that a lonely quote swallows are read anew."""
    text = HEAD + GOOD + broken + "\n" + GOOD.replace("101", "102") + GOOD.replace("101", "103")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert reading.faults.rules == {"quote-unclosed": 1}
    assert reading.faults[0].row == 3
    assert (reading.rows_read, reading.accepted, reading.rejected) == (4, 3, 1)


def test_cut_inside_quotes(tmp_path: Path) -> None:
    """The last row is set aside, for its quote and for its end."""
    reading = vnr.read(written(tmp_path, HEAD + GOOD + '102;"a2'), observed=YEAR)
    assert set(reading.faults.rules) == {"quote-unclosed", "row-cut"}
    assert (reading.rows_read, reading.rejected) == (2, 1)


def test_large_file_the_plain_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file may go the plain way while pyarrow still holds it."""
    import pyarrow as pa

    held = []
    wrap = pa.py_buffer

    def hold(data: Any) -> Any:
        held.append(wrap(data))
        return held[-1]

    monkeypatch.setattr(_csv, "FAST_FROM", 0)
    monkeypatch.setattr(pa, "py_buffer", hold)
    reading = vnr.read(written(tmp_path, HEAD + GOOD + "Summa;3\n"), observed=YEAR)
    assert held
    assert reading.accepted == 1


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (HEAD + GOOD, ["kodning cp1252", "avgränsare ;"]),
        ((HEAD + GOOD).encode(), ["kodning utf-8", "avgränsare ;"]),
        ((HEAD + GOOD).encode("utf-8-sig"), ["kodning utf-8-sig", "avgränsare ;"]),
        ((HEAD + GOOD).encode("utf-16"), ["kodning utf-16", "avgränsare ;"]),
        ((HEAD + GOOD).replace(";", "\t"), ["kodning cp1252", "avgränsare tab"]),
        ((HEAD + GOOD).replace(";", "|"), ["kodning cp1252", "avgränsare |"]),
        # Cut in the middle of a letter: that is no UTF-8.
        ((HEAD + GOOD + "102;å").encode()[:-1], ["kodning cp1252", "avgränsare ;"]),
    ],
)
def test_encodings(tmp_path: Path, content: str | bytes, notes: list[str]) -> None:
    """By its mark, else strictly UTF-8, else cp1252; a table parted by tabs is no binary file."""
    reading = vnr.read(written(tmp_path, content), observed=YEAR)
    assert [note.text() for note in reading.files[0].notes[:2]] == notes
