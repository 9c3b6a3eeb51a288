"""Tables that leave a result say of each figure what it is, in frames, records and files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from measuring import counts, estimate
from vnr.disclosure import protect
from vnr.errors import DataError, DisclosureError, UnknownNameError
from vnr.results import Note, State
from vnr.words import Language


def read_csv(path: Path, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class TestFrames:
    """Words in headings and cells, or codes; plain values for other programs."""

    def test_words(self) -> None:
        """Each state has its own word, and no heading stands twice."""
        frame = counts(columns={"cases": [1, 2, 3, 4]}).to_frame("polars", labels="sv")
        assert frame.columns == [
            "kommun", "år", "ärenden", "ärenden: tillstånd", "täckning", "ärenden′"
        ]  # fmt: skip
        assert frame["ärenden: tillstånd"].to_list() == [
            "värde",
            "värde",
            "ej rapporterat",
            "värde",
        ]
        assert frame["ärenden"].to_list() == [3, 0, None, 5]

    def test_a_state_of_its_own(self) -> None:
        """A figure that isn't as the value is says so beside it."""
        one = counts(columns={"due": [1, 2, 3, 4]}, states={"due": [0, State.SUPPRESSED, 1, 0]})
        frame = one.to_frame("polars", labels="en")
        assert frame["due: state"].to_list() == ["value", "..", "not reported", "value"]

    def test_records(self) -> None:
        """Plain values; what isn't there is None, and the state says why."""
        first, _, third, _ = counts().to_records()
        assert first == {
            "municipality": "0484", "year": 2018, "value": 3, "state": "value", "covered": 1.0
        }  # fmt: skip
        assert third["value"] is None
        assert third["state"] == "not_reported"
        assert [type(value) for value in first.values()] == [str, int, int, str, float]


class TestFiles:
    """A spreadsheet opens them as a table, and no cell of them runs."""

    def test_swedish_text(self, tmp_path: Path) -> None:
        """Semicolons and decimal commas; codes beside names; what is meant in each row."""
        path = estimate().to_csv(tmp_path / "a.csv")
        head, *rows = read_csv(path, ";")
        assert head[0] == "kön"
        assert head[-2:] == ["så är det räknat", "anmärkningar"]
        assert [row[head.index("täckning")] for row in rows] == ["1,0"] * len(rows)
        assert len(rows) == len(estimate())
        assert all(row[-2] for row in rows)

    def test_english_text(self, tmp_path: Path) -> None:
        """Commas and points, codes of municipalities with their zero."""
        head, *rows = read_csv(counts().to_csv(tmp_path / "a.csv", language="en"), ",")
        assert head[:2] == ["municipality (code)", "municipality"]
        assert rows[0][:2] == ["0484", "Eskilstuna"]
        assert [row[head.index("cases")] for row in rows] == ["3", "0", "", "5"]
        assert [row[head.index("cases: state")] for row in rows][2] == "not reported"

    def test_nothing_runs(self, tmp_path: Path) -> None:
        """A label that a spreadsheet would take for a formula is text."""
        strata = {"place": ["=1+1", "@x", "b", "c"]}
        one = counts(strata=strata, notes=[Note("own", sv="=2", en="=2")])
        _, *rows = read_csv(one.to_csv(tmp_path / "a.csv"), ";")
        assert [rows[0][0], rows[1][0], rows[0][-1]] == ["'=1+1", "'@x", "'=2"]
        assert sheets(one.to_xlsx(tmp_path / "a.xlsx"))["Data"][1][0] == "'=1+1"

    def test_workbook(self, tmp_path: Path) -> None:
        """Numbers are numbers, what isn't there is empty, and definition and notes follow."""
        one = estimate(
            upper=[np.inf, 1, 1, 1], lower=[-np.inf, 0, 0, 0], notes=[Note("contacts_together")]
        )
        book = sheets(one.to_xlsx(tmp_path / "a.xlsx", language="en"))
        assert [*book] == ["Data", "How it is reckoned"]
        head, *rows = book["Data"]
        assert [row[head.index("proportion")] for row in rows] == [0.5, 0, "", ""]
        assert rows[0][head.index("upper")] == "∞"
        assert rows[0][head.index("lower")] == "-∞"
        assert len(book["How it is reckoned"]) == 2

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_nothing_to_tell(self, tmp_path: Path, language: Language) -> None:
        """No cell is a table with its headings."""
        head, *rows = read_csv(
            counts().take([]).to_csv(tmp_path / "a.csv", language=language),
            ";" if language == "sv" else ",",
        )
        assert head
        assert rows == []


class TestPivot:
    """A table to look at, in words."""

    def test_words(self) -> None:
        """A row for each municipality, a column for each year, each state in words."""
        frame = counts().pivot("year", backend="polars")
        assert frame.columns == ["kommun", "2018", "2019"]
        assert frame.rows() == [("Eskilstuna", "3", "0"), ("Trosa", "ej rapporterat", "minst 5")]

    def test_one_stratum(self) -> None:
        """One row of all that there is."""
        frame = estimate().pivot("sex", backend="polars", language="en")
        assert frame.height == 1
        assert frame.columns[0] == "man"

    def test_a_cell_that_isnt_there(self) -> None:
        """Where no cell is, nothing stands."""
        frame = counts().take([0, 1, 3]).pivot("year", backend="polars")
        assert frame.row(1) == ("Trosa", "", "minst 5")

    def test_headings_of_one_name(self) -> None:
        """A label that reads as another heading takes no column from it."""
        strata = {"size_class": ["kommun", "b"] * 2, "municipality": ["0484"] * 2 + ["0488"] * 2}
        frame = counts(strata=strata).pivot("size_class", backend="polars")
        assert dict(zip(frame.columns, frame.row(0), strict=True)) == {
            "kommun": "Eskilstuna", "kommun′": "3", "b": "0"
        }  # fmt: skip

    def test_unknown(self) -> None:
        """A stratum that isn't there is named with the nearest."""
        with pytest.raises(UnknownNameError, match="did you mean 'year'"):
            counts().pivot("yaer")


class TestNumbers:
    """One figure is a number to Python."""

    def test_format(self) -> None:
        """By a format; what is no value in words."""
        half, _, nothing, young = (estimate().take([place]) for place in range(4))
        assert f"{half:.1%}" == "50.0%"
        assert f"{half}" == str(half)
        assert f"{nothing:.1f}" == "odefinierat"
        assert f"{young:.1f}" == "kan inte bedömas än"

    def test_limits(self) -> None:
        """A figure of one cell is a number; of several it is refused."""
        half = estimate().take([0])
        assert (float(half["value"]), int(half["n"]), f"{half['value']:.2f}") == (0.5, 10, "0.50")
        assert f"{half['n']}" == "[10]"
        with pytest.raises(DataError, match="4 cells, not one figure"):
            float(estimate()["value"])


class TestSort:
    """The cells in the order of a figure or a stratum."""

    def test_orders(self) -> None:
        """What isn't a value goes last, whichever way."""
        assert counts().sort("value").value.tolist() == [0, 3, 5, 0]
        assert counts().sort("value", descending=True).value.tolist() == [5, 3, 0, 0]
        assert estimate().sort("value").value.tolist()[:2] == [0, 0.5]
        assert counts().sort("year").strata["year"].tolist() == [2018, 2018, 2019, 2019]

    def test_told(self) -> None:
        """A note says that the order tells of figures, so it is refused where some are to be hidden."""
        found = counts().sort("value")
        assert [note.code for note in found.notes].count("in_order") == 1
        assert "in_order" not in [note.code for note in counts().sort("year").notes]
        for one in (found, found.sort("year")):
            with pytest.raises(DisclosureError, match="sort what is shown"):
                protect(one)

    def test_unknown(self) -> None:
        """Neither a figure nor a stratum."""
        with pytest.raises(UnknownNameError, match="did you mean 'value'"):
            counts().sort("valeu")


class TestSelectByName:
    """Names of codes are taken as the codes."""

    def test_names(self) -> None:
        """In any language and case; a year as text; what is none of them is refused."""
        assert counts().select(municipality="eskilstuna").value.tolist() == [3, 0]
        assert counts().select(municipality=["Trosa", "0484"], year="2018").value.tolist() == [3, 0]
        assert estimate().select(sex="Kvinna").value.tolist() == [0.5]
        for labels in (
            {"municipality": "Flen"},
            {"municipality": "x"},
            {"year": "20x"},
            {"year": 1.5},
        ):
            with pytest.raises(UnknownNameError):
                counts().select(**labels)
