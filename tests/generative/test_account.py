"""The account of a file is true on every path: the fast reader, the plain one and a third agree."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import vnr
from delivering import HEAD, YEAR, written
from recounting import content, lines_of, records_of
from vnr.io.profiles import Profile
from vnr.io.sheets import Raw, Terms, _csv
from vnr.io.template import layout_of

TERMS = Terms(layout_of(), Profile())
SIGNS = ['"', '""', ";", "\n", "\r", "\r\n", "\n\r", "\f", "\v", "\u2028", "\x85", "\ufeff", " "]
CELLS = ["101", "a1", "0484", "våldsutsatt vuxen", "2019-01-15", "våld", "Summa", "", " ", "\xa0"]
ENDS = ["\n", "\r\n", "\r", "\n\r", "\n\n", "\r\r\n", "\n;;;;;\n", "\n \n", ""]

plain_cell = st.sampled_from(CELLS)
odd_cell = st.lists(st.sampled_from([*SIGNS, *CELLS, ","]), max_size=5).map("".join)
quoted = st.one_of(plain_cell, odd_cell).map(lambda cell: '"' + cell.replace('"', '""') + '"')


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """A file whose oddities are few or many: cells, quotes, widths and line ends."""
    cell = draw(
        st.sampled_from([plain_cell, st.one_of(plain_cell, quoted), quoted, odd_cell | quoted])
    )
    widths = draw(st.sampled_from([st.just(6), st.integers(0, 8)]))
    end = draw(st.sampled_from([st.just("\n"), st.just("\r\n"), st.sampled_from(ENDS)]))
    text = draw(st.sampled_from(["", "\n", "Uttag\n", "\ufeff", '"Uttag";;;;;\n'])) + HEAD
    for _ in range(draw(st.integers(0, 8))):
        text += ";".join(draw(cell) for _ in range(draw(widths))) + draw(end)
    for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
        place = draw(st.integers(len(HEAD), len(text)))
        text = text[:place] + draw(st.sampled_from([*SIGNS, "\0"])) + text[place:]
    return text


def raw_of(data: bytes, fast_from: int) -> Raw | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_csv, "FAST_FROM", fast_from)
        return _csv.read_text(data, "a.csv", TERMS, None)


@given(_texts(), st.sampled_from(["utf-8", "cp1252"]))
def test_fast_and_plain_agree(text: str, encoding: str) -> None:
    """Rows, row numbers, faults and notes are the same with and without pyarrow."""
    data = text.encode(encoding, "ignore")
    assert content(raw_of(data, 0)) == content(raw_of(data, 10**9))


@given(_texts())
def test_every_record_is_accounted_for(text: str) -> None:
    """Rows read are those that an independent reader counts; their numbers are the file's."""
    raw = raw_of(text.encode(), 10**9)
    if isinstance(raw, str):
        return
    records = records_of(text, ";")
    event(f"broken: {any(isinstance(record, str) for record in records)}")
    headings = next(place for place, record in enumerate(records) if "Klient" in "".join(record))
    cells = {
        number: record if isinstance(record, list) else [""]
        for number, record in enumerate(records, start=1)
        if number > headings + 1
        and "".join(record if isinstance(record, list) else record.split(";")).strip()
    }
    totals = {dict(note.parameters).get("row") for note in raw.notes if note.code == "total_row"}
    assert set(raw.numbers.tolist()) == cells.keys() - totals
    assert {row for rule, row in raw.faults if rule == "quote-unclosed"} == {
        number for number in cells.keys() - totals if isinstance(records[number - 1], str)
    }


@given(_texts())
def test_the_account_balances(text: str) -> None:
    """Rows read are accepted and rejected ones, by either reader, and the registers are equal."""
    readings = []
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), text.encode())
        for fast_from in (0, 10**9):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(_csv, "FAST_FROM", fast_from)
                readings.append(vnr.read(path, observed=YEAR))
    fast, plain = readings
    assert plain.rows_read == plain.accepted + plain.rejected
    assert fast.files == plain.files
    assert list(fast.faults) == list(plain.faults)
    assert list(fast.register.cases()) == list(plain.register.cases())


def test_lines() -> None:
    """The independent reader parts lines at CR LF, LF and CR only."""
    assert lines_of("a\r\nb\rc\n\rd\x85e\fg\u2028h") == [
        "a\r\n", "b\r", "c\n", "\r", "d\x85e\fg\u2028h",
    ]  # fmt: skip
