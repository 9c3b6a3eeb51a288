"""What is declared may stand, and nothing else, in texts, pages, books and pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from vnr.report.inspection import (
    Stray,
    book_strays,
    declared_of,
    drawing_strays,
    drawings,
    is_declared,
    page_strays,
)
from vnr.report.inspection._wording import read_number
from vnr.results import Counts, Definition, Estimate, Grid, State


def shares(values: list[float], states: list[int] | None = None) -> Estimate:
    """Shares, some of them hidden."""
    grid = Grid(
        strata={"year": [2017 + place for place in range(len(values))]},
        state=states or [State.VALUE] * len(values),
        covered=np.ones(len(values)),
        definition=Definition("share", {"period": "2019", "horizon": 365, "levels": [0.998]}),
    )
    limits = np.full(len(values), np.nan)
    return Estimate.over(
        grid, value=values, lower=limits, upper=limits, n=[1231] * len(values),
        unit="proportion", method="-", confidence=None,
    )  # fmt: skip


FIGURES = shares([0.357, 0.0421], [State.VALUE, State.SUPPRESSED])


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("35,7\N{NO-BREAK SPACE}% (n=1\N{NO-BREAK SPACE}231)", True),
        ("36 %", True),
        ("36 ärenden", False),
        ("0,357", True),
        ("4,2 %", False),
        ("4 %", False),
        ("2017 och 2018", True),
        ("2016", False),
        ("365 dagar", True),
        ("gräns 99,8 %", True),
        ("2019-12-31", False),
        ("i 1 231", False),
        ("Ärenden per 10\N{NO-BREAK SPACE}000 invånare", True),
        ("Uppföljda inom 180 dagar, av alla påbörjade (osäkerhet)", True),
        ("180 dagar", False),
        ("٣ ärenden", False),
        ("inga tal", True),
    ],
)
def test_texts(text: str, may: bool) -> None:
    """Figures in any form they are written in, rules' numbers, and sentences with their own."""
    assert is_declared(text, declared_of([FIGURES], "sv"), "sv") is may


def test_english() -> None:
    """Thousands are parted by commas, decimals by a point."""
    declared = declared_of([FIGURES], "en")
    assert is_declared("35.7% of 1,231", declared, "en")
    assert not is_declared("35,7", declared, "en")


@pytest.mark.parametrize(("text", "may"), [("12", True), ("412", False), ("124", False)])
def test_a_number_around_a_text(text: str, may: bool) -> None:
    """A text that may stand whole is no part of a longer number."""
    assert is_declared(text, declared_of([], "sv", texts=["12"]), "sv") is may


@pytest.mark.parametrize(
    ("text", "number"),
    [("\N{MINUS SIGN}3,5", -3.5), ("-2", -2), (" 12 ", 12), ("3 fall", None), ("a", None),
     ("", None), ("2019-12-31", None), ("1\N{NO-BREAK SPACE}231", 1231)],
)  # fmt: skip
def test_a_text_that_is_a_number(text: str, number: float | None) -> None:
    """With its sign, and nothing beside; a date is none."""
    assert read_number(text, "sv") == number


@pytest.mark.parametrize(
    ("html", "places"),
    [
        ("<p>4</p>", [("text", "")]),
        ("<h1>4</h1><p>4</p>", [("heading", ""), ("text", "")]),
        ("<table><tr><th>a</th><td>4</td></tr></table>4", [("table", ""), ("text", "")]),
        ("<figure aria-label='4'></figure>", [("alternative", "")]),
        ("<section id='s'><p><b>a</b>4</p></section><p>4</p>", [("text", "s"), ("text", "")]),
        ("<section><p>4</p></section>", [("text", "")]),
        ("</b><h2>a</i>4</h2>", [("heading", "")]),
        ("<h2>a<br>4</h2>", [("heading", "")]),
    ],
)
def test_places_of_a_page(html: str, places: list[tuple[str, str]]) -> None:
    """A place is told by what it stands in, and by the section that is open."""
    nothing = declared_of([], "sv")
    found = page_strays(html, {"s": nothing}, nothing, "sv")
    assert [(stray.kind, stray.section) for stray in found] == places


def test_drawings_of_a_page() -> None:
    """Each picture belongs to the section that began last before it."""
    page = (
        "<svg>1</svg><section id='a'><svg>2</svg></section><section id='b'><svg>3</svg></section>"
    )
    page = page.replace("'", '"')
    assert [*drawings(page)] == [
        ("", "<svg>1</svg>"),
        ("a", "<svg>2</svg>"),
        ("b", "<svg>3</svg>"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>4</p>",
        '<p title="4">a</p>',
        '<img alt="4">',
        '<section id="s"><p aria-label="4"></p></section>',
        "<!-- 4 -->",
        "<title>4</title>",
        "<p>&#52;</p>",
        "<svg xmlns='http://www.w3.org/2000/svg'><text>4</text></svg>",
        "<svg>",
    ],
)
def test_pages(html: str) -> None:
    """A number anywhere in a page but in how it looks."""
    nothing = declared_of([], "sv")
    looks = "<style>p { margin: 4px }</style><meta name='viewport' content='initial-scale=4'>"
    assert not list(page_strays(f"{looks}<p>a</p>", {}, nothing, "sv"))
    if html != "<svg>":
        assert list(page_strays(looks + html, {"s": nothing}, nothing, "sv"))


@pytest.mark.parametrize(
    "where",
    [
        "",
        "no texts",
        "number",
        "text",
        "formula",
        "name",
        "title",
        "comment",
        "header",
        "defined",
        "chart",
        "chart title",
        "chart name",
        "chart literal",
        "chart told",
    ],
)
def test_books(tmp_path: Path, where: str) -> None:
    """A number in a cell, a chart, a name, a property, a comment or a header."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("blad 4" if where == "name" else "blad")
    sheet.write_number(0, 0, 4 if where == "number" else 1231)
    if where != "no texts":
        sheet.write_string(1, 0, "4 fall" if where == "text" else "inga")
    if where == "defined":
        book.define_name("namn", "=blad!$A$1")
    if where == "formula":
        sheet.write_formula(2, 0, "=1231")
    if where == "title":
        book.set_properties({"title": "4"})
    if where == "comment":
        sheet.write_comment(0, 0, "fyra")
    if where == "header":
        sheet.set_header("4")
    chart = book.add_chart({"type": "bar"})
    sheet.write_number(3, 0, 0.357)
    if where == "chart":
        sheet.write_number(4, 0, 4)
    cells = "=blad!$A$4:$A$5" if where != "name" else "='blad 4'!$A$4:$A$5"
    named = "4 fall" if where == "chart name" else "fall"
    series: dict[str, object] = {"name": named, "values": cells}
    if where == "chart literal":
        series |= {"y_error_bars": {"type": "custom", "plus_values": [4], "minus_values": [4]}}
    chart.add_series(series)
    chart.set_title({"name": "4 fall" if where == "chart title" else "Fall"})
    told = "4 fall" if where == "chart told" else "fall"
    sheet.insert_chart(6, 0, chart, {"description": told})
    book.close()
    declared = declared_of([FIGURES], "sv")
    stamped = declared | declared_of([], "sv", texts=_created(path))
    assert bool(list(book_strays(path, [("", declared)], stamped, "sv"))) is (
        where not in ("", "no texts")
    )


def _created(path: Path) -> list[str]:
    import re
    import zipfile

    with zipfile.ZipFile(path) as book:
        return re.findall(r"[\dT:-]+Z", book.read("docProps/core.xml").decode())


def counts(values: list[int], states: list[int]) -> Counts:
    """Counts of years."""
    grid = Grid(
        strata={"year": [2017 + place for place in range(len(values))]},
        state=states,
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019"}),
    )
    return Counts.over(grid, value=values, unit="cases")


def test_pictures_that_cannot_be_read_back() -> None:
    """No axes, axes without numbers, and a scale that isn't even, are refused."""
    declared = declared_of([counts([9, 12], [0, 0])], "sv")
    svg = "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>"
    for inside in (
        "",
        "<g id='axes_1'/>",
        "<g id='axes_1'><path d='M 0 0 L 9 9'/></g>",
        "<circle cx='4' cy='4'/>",
    ):
        assert list(drawing_strays(svg.format(inside), declared, "sv"))
    assert list(drawing_strays("<svg", declared, "sv")) == [Stray("picture_form")]
