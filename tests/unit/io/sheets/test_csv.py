"""Delimited files as they come, the fast way and the plain one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from recounting import content
from vnr.io.profiles import Profile
from vnr.io.sheets import Terms, _csv
from vnr.io.sheets._arrow import by_pyarrow
from vnr.io.template import layout_of


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


TWICE = HEAD + GOOD + GOOD.replace("101", "102").replace("a1", "a2")


@pytest.mark.parametrize(
    ("text", "fast"),
    [
        (TWICE, True),
        (TWICE.replace("\n", "\r\n"), True),
        (TWICE.removesuffix("\n"), True),
        ("\ufeff" + TWICE, True),
        ("Uttag\n\n" + TWICE, True),
        (TWICE.replace("\n102", "\n\n\n102"), True),
        (TWICE.replace("\n102", "\n;; ;;;\n102"), True),
        (TWICE + "Summa;2;;;;\n", True),
        (TWICE + "\n;Totalt:;2;;;\n", True),
        (TWICE.replace("a1", '"a1"'), True),
        (TWICE.replace("a1", '"a;""1"""'), True),
        (TWICE.replace("a1", '"a\n1"'), True),
        (TWICE.replace("a1", '"a\r\n\r\n1"'), True),
        (TWICE.replace("a1", "a" * 200_000), True),
        (TWICE.replace("a1", f'"{"a" * 200_000}"'), True),
        (TWICE.replace("\n", ";\n"), True),
        (TWICE.replace("\n", "\r"), False),
        (TWICE.replace("\n102", "\n\r102"), False),
        (TWICE.replace("a1", "a\x001"), False),
        (TWICE.replace("\n102", "\n\ufeff102"), True),
        (TWICE.replace("\n101", "\n\ufeff101"), False),
        (TWICE.replace("a1", 'a"1'), False),
        (TWICE.replace("a1", '"a1'), False),
        (TWICE.replace("a1", '"a1"x'), False),
        (TWICE.replace("relation\n", '"relation\n', 1), False),
        (TWICE.replace("a1", '"se: 101;a1;0484;r;2019-01-15;v\n"'), False),
        (TWICE + "102;a2", False),
        (TWICE + "102;a2;;;;;;\n", False),
        ("x\n" * 50 + TWICE, False),
    ],
)
def test_which_files_go_the_fast_way(text: str, fast: bool) -> None:
    """The fast reader takes what it reads as the plain one does, and leaves it the rest."""
    data = text.encode()
    terms = Terms(layout_of(), Profile())
    plain = _csv.read_text(data, "a.csv", terms, None)
    with pytest.MonkeyPatch.context() as patch:
        taken = []

        def watched(*arguments: Any) -> Any:
            taken.append(by_pyarrow(*arguments))
            return taken[-1]

        patch.setattr(_csv, "FAST_FROM", 0)
        patch.setattr(_csv, "by_pyarrow", watched)
        again = _csv.read_text(data, "a.csv", terms, None)
    assert [raw is not None for raw in taken] == ([] if isinstance(plain, str) else [fast])
    assert content(again) == content(plain)


@pytest.mark.parametrize("fast_from", [0, 10**9])
def test_rows_are_numbered_as_a_spreadsheet_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fast_from: int
) -> None:
    """Blank rows count, titles too; a row with line ends in a cell is one."""
    monkeypatch.setattr(_csv, "FAST_FROM", fast_from)
    wrong = GOOD.replace("01-15", "02-30")
    text = "Uttag\n" + HEAD + "\n" + wrong.replace("a1", '"a\n\n1"') + "\n\n;;;;;\n" + wrong
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert [fault.row for fault in reading.faults.of("date-invalid")] == [4, 8]


@pytest.mark.parametrize("fast_from", [0, 10**9])
@pytest.mark.parametrize("at", [1, 60])
@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (";våld i", ';"våld i'),
        ("\n101", '\n"101'),
        (";a1", ';"a1'),
    ],
)
def test_lonely_quotes_swallow_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fast_from: int,
    at: int,
    opens: str,
    closes: str,
) -> None:
    """One that is never closed, and two far apart: each row is read, or told of."""
    monkeypatch.setattr(_csv, "FAST_FROM", fast_from)
    rows = [
        "\n" + GOOD.strip().replace("101", f"{100 + n}").replace("a1", f"a{n}") for n in range(99)
    ]
    rows[at] = "\n" + GOOD.strip().replace("101", "x").replace("a1", "x")
    for pair in (False, True):
        text = [row.replace("\nx", "\n101").replace(";x;", ";a1;") for row in rows]
        text[at] = text[at].replace(opens, closes)
        if pair:
            text[80] += '"'
        reading = vnr.read(written(tmp_path, HEAD.strip() + "".join(text)), observed=YEAR)
        assert reading.rows_read == 99
        assert reading.faults.of("quote-unclosed")[0].row == at + 2


def test_a_wide_cell_costs_its_own_size(tmp_path: Path) -> None:
    """One long cell among many short ones isn't laid out as wide as all of them."""
    rows = "".join(GOOD.replace("101", str(n)) for n in range(30_000))
    wide = GOOD.replace("101", "30000").replace("\n", f";{'1' * 1_000_000}\n")
    head = HEAD.replace("\n", ";Anteckning\n")
    reading = vnr.read(written(tmp_path, head + rows.replace("\n", ";\n") + wide), observed=YEAR)
    assert reading.accepted == 30_001


@pytest.mark.parametrize("broken", ['"101;a1', '101;"a1"x;0484', '101;"a1'])
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


@pytest.mark.parametrize("fast_from", [0, 10**9])
def test_an_identifier_far_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fast_from: int
) -> None:
    """It is refused: the identifiers beside it would be held as wide as it is."""
    monkeypatch.setattr(_csv, "FAST_FROM", fast_from)
    rows = "".join(GOOD.replace("101", str(n)) for n in range(30_000))
    reading = vnr.read(
        written(tmp_path, HEAD + rows + GOOD.replace("101", "1" * 1_000_000)), observed=YEAR
    )
    assert reading.faults.rules == {"id-damaged": 1}
    assert (reading.rows_read, reading.accepted) == (30_001, 30_000)
