"""Rows of what others have printed, as a spreadsheet saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vnr import disclosure
from vnr.disclosure import Row, audit, protect, read_rows
from vnr.errors import DisclosureError, UnknownNameError
from vnr.results import Counts, Definition, Grid
from vnr.words import told


def written(folder: Path, text: str, coding: str = "utf-8", name: str = "kolada.csv") -> Path:
    (folder / name).write_bytes(text.encode(coding))
    return folder / name


def cases(values: list[int]) -> Counts:
    """Cases of 2019 in three towns, as `metrics.count` makes them."""
    asked = {
        "period": "2019", "of": "case", "basis": "known", "measure": "new", "dated_by": "basis",
        "roles": ["exposed_adult", "exposed_child", "witnessing_child"], "by": ["municipality"],
    }  # fmt: skip
    grid = Grid(
        strata={"municipality": ["0480", "0481", "0482"]},
        state=[0, 0, 0],
        covered=[1, 1, 1],
        definition=Definition("count", asked),
        adds_over={"municipality"},
    )
    return Counts.over(grid, value=values, unit="cases")


@pytest.mark.parametrize(
    ("text", "coding"),
    [
        ("Källa;Kommun;Period;Värde\nNämnden;Nyköpings kommun;2019;1 040\n", "utf-8-sig"),
        ("källa\tKOMMUN\tperiod\tvärde\nNämnden\t0480\t2019\t1040\n", "cp1252"),
        ('source,municipality,period,value\n\n"Nämnden",Nyköping,2019-01-01/2019-12-31,1040\n', "utf-8"),
    ],
)  # fmt: skip
def test_headings_and_labels(tmp_path: Path, text: str, coding: str) -> None:
    """Swedish or English, codes or names, whatever parts the cells: the same row."""
    (row,) = read_rows(written(tmp_path, text, coding))
    assert (row.source, row.strata, row.value) == ("Nämnden", {"municipality": "0480"}, 1040)
    assert row.labels == Row(source="x", value=1, period=2019, strata=row.strata).labels


@pytest.mark.parametrize(
    ("cell", "box"),
    [
        ("40", (40, 40)), ("1–5", (1, 5)), ("1-5", (1, 5)), ("<5", (0, 4)), ("..", (0, float("inf"))),
        ("", (0, float("inf"))), ("0", (0, 0)),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, cell: str, box: tuple[float, float]) -> None:
    """A number, between which ones it lies, or nothing where it is hidden."""
    (row,) = read_rows(written(tmp_path, f"värde;period\n{cell};2019\n"))
    assert row.box == box
    assert row.source == "kolada"


def test_every_attribute(tmp_path: Path) -> None:
    """What else a row may say; a cell without a label makes it a total over that stratum."""
    head = (
        "värde;avrundning;period;känt till och med;uppgift;regel;enhet;underlag;går att summera;kön"
    )
    lines = "40;10;2019Q1;2020-12-31;n;follow_up;matter;intake;nej;kvinna\n41;1-45;2019;;;;;;ja;\n"
    first, second = read_rows(written(tmp_path, f"{head}\n{lines}"))
    assert first == Row(
        source="kolada", value=40, rounding=10, period="2019Q1", cutoff="2020-12-31",
        figure="n", rule="follow_up", unit="matter", basis="intake", adds=False,
        strata={"sex": "woman"},
    )  # fmt: skip
    assert (second.box, second.strata, second.adds) == ((1, 45), {}, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("period\n2019\n", "saknar en kolumn som måste finnas: värde, value"),
        ("värde;period;värde\n1;2019;2\n", "har rubriken värde två gånger"),
        ("värde;period;komun\n1;2019;0480\n", "rubriken «komun»"),
        ("värde;period\n1;2019;3\n", "rad 2 har inte lika många celler"),
        ("värde;period\n1;2019\nx;2019\n", "rad 3, värde: går inte att tolka"),
        ("värde;period\n1;i fjol\n", "rad 2, period: går inte att tolka"),
        ("värde;period;känt till och med\n1;2019;igår\n", "rad 2, känt till och med: går inte"),
        ("värde;period;går att summera\n1;2019;kanske\n", "rad 2, går att summera: går inte"),
        ("värde;period;kommun\n1;2019;Nyköpng\n", "rad 2, kommun: finns inte bland dem"),
        ("värde;period;kön\n1;2019;x\n", "rad 2, kön: finns inte bland dem"),
        ("värde;period\n1,5;2019\n", "rad 2: "),
        ('värde;period\n"1;2019\n', "är ingen CSV-fil"),
        ("", "saknar en kolumn"),
    ],
)
def test_refused(tmp_path: Path, text: str, message: str) -> None:
    """By file, row and column, and no cell is repeated."""
    with pytest.raises((DisclosureError, UnknownNameError)) as refused:
        read_rows(written(tmp_path, text))
    assert message in told(refused.value, "sv")
    assert "kolada.csv" in told(refused.value, "en")


def test_no_file(tmp_path: Path) -> None:
    """A file that isn't there is told as such."""
    with pytest.raises(DisclosureError, match="can't be read: "):
        read_rows(tmp_path / "ingen.csv")


def test_is_reckoned_with(tmp_path: Path) -> None:
    """A total that others print gives the small number back, unless it is reckoned with."""
    path = written(tmp_path, "period;värde\n2019;65\n")
    own = cases([31, 3, 31])
    alone = protect(own, "FIVE")
    assert alone.state.tolist() == [0, 3, 0]
    assert audit(alone, "FIVE", published=path).verdict == "unsafe"
    shown = protect(own, "FIVE", published=path)
    assert audit(shown, "FIVE", published=[path]).verdict == "safe"
    assert sorted(shown.state.tolist()) == [0, 3, 3]


def test_what_is_not_reckoned_with(tmp_path: Path) -> None:
    """What can't be tied to anything here is listed by its source."""
    path = written(tmp_path, "källa;kommun;period;värde\nGrannen;Malmö stad;2017;7\n")
    found = disclosure.audit(protect(cases([31, 20, 31]), "FIVE"), "FIVE", published=path)
    assert found.unreckoned == (("Grannen", "value"),)
    assert "Ej medräknat" in found.show()


@pytest.mark.parametrize(
    "attribute",
    [
        {"value": 198112189876},
        {"source": "811218-9876"},
        {"unit": "811218-9876"},
        {"strata": {"municipality": "811218-9876"}},
        {"parameters": {"of": ["811218-9876"]}},
    ],
)
def test_a_row_is_of_many(attribute: dict[str, Any]) -> None:
    """What is written as a personal number is in no row, and in no message."""
    (name,) = attribute
    row: dict[str, Any] = {"source": "a", "value": 1, **attribute}
    with pytest.raises(DisclosureError, match=f"{name} of a row holds .* personal number") as error:
        Row(**row)
    assert "9876" not in str(error.value)
    assert "personnummer" in told(error.value, "sv")


def test_a_file_without_headings_shows_no_cell(tmp_path: Path) -> None:
    """Its first row is somebody's: what lacks is said, and nothing of what stands there."""
    with pytest.raises(DisclosureError, match="column that must be there: värde") as refused:
        read_rows(written(tmp_path, "7351926;Kerstin Synnerby;0484;2019-03-01\n"))
    assert "Kerstin" not in str(refused.value) + told(refused.value, "sv")
