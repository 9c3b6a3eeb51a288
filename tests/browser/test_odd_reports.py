"""Pages of odd reports still read and print, or a sentence says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from docx import Document
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from browser.looking import (
    PAPER,
    cut,
    page_at,
    paper,
    piled_words,
    plain,
    small_letters,
    violations,
)
from building import counts
from reports import YEAR, small
from vnr import data, synthetic
from vnr.model import Period
from vnr.register import Coverage, Register
from vnr.report import Report, county_report, municipality_report, write_html, write_working
from vnr.report.chapters import Chapter, Panel, Picture, Whole
from vnr.results import State
from vnr.results.pictures import bars_plot

pytestmark = pytest.mark.browser

ODD = ["<b>Ö & Å</b>", "a|b", "Solna 🏳️‍🌈", "Ett mycket långt namn på en nämnd som delas av flera"]


def suppressed() -> Report:
    """No figure of a small report is shown."""
    whole = small()
    hidden = {
        label: attrs.evolve(one, state=np.full(len(one), State.SUPPRESSED), states={})
        for label, one in whole.results.items()
    }
    return whole.showing(hidden)


def many() -> Report:
    """All 290 municipalities in one chapter with picture and table."""
    codes = sorted(municipality.code for municipality in data.municipalities())
    return Report(place="Riket", period=YEAR, chapters=[drawn("municipality", codes)])


def drawn(stratum: str, labels: list[Any]) -> Chapter:
    cells = counts({stratum: labels}, [*range(len(labels))])
    panel = Panel(
        "figure_bases",
        0.28 * len(labels) + 1.2,
        "cells",
        lambda result, axes, language: bars_plot(result, ax=axes, language=language, notes=False),
    )
    return Chapter(
        name="cells", title="Ärenden", results={"cells": cells}, table=Whole("cells"),
        picture=Picture((panel,), lambda *_: ["staplar"]),
    )  # fmt: skip


def nobody() -> Register:
    return Register.from_cases([], observed=YEAR, coverage=Coverage([("0480", None, YEAR)]))


CASES: dict[str, Callable[[], Report]] = {
    "a title of 300 letters": lambda: Report(
        place="Å" * 300, period=YEAR, chapters=[drawn("municipality", ["0480"])]
    ),
    "odd names": lambda: Report(place=" ".join(ODD), period=YEAR, chapters=[drawn("part", ODD)]),
    "one municipality": lambda: municipality_report(
        synthetic.register(county="09", seed=1), "0980", Period.year(2019)
    ),
    "all suppressed": suppressed,
    "nothing delivered": lambda: county_report(nobody(), "04", YEAR),
    "290 municipalities": many,
}


@pytest.mark.parametrize("kind", CASES)
def test_reads_and_prints(chromium: Browser, tmp_path: Path, kind: str) -> None:
    """On a telephone and on paper nothing is cut, axe finds nothing, and Word and Excel have it too."""
    path, document, book = write_working(CASES[kind](), tmp_path / "odd")
    made = Document(str(document))
    titles = [
        one.text for one in made.paragraphs if one.style is not None and one.style.name == "Title"
    ]
    assert titles
    assert titles[0].startswith("Våld i nära relationer i ")
    assert len(CalamineWorkbook.from_path(str(book)).sheet_names) >= 3
    with page_at(chromium, path, 390) as page:
        assert violations(page) == []
        assert cut(page) == []
        assert small_letters(page) == []
        assert piled_words(page) == []
        heading = plain(page.locator("h1").inner_text())
        assert heading in plain("".join(paper(page))) or "🏳" in heading
    with page_at(chromium, path, PAPER, media="print") as page:
        assert cut(page) == []


def test_a_year_without_population(chromium: Browser, tmp_path: Path) -> None:
    """The chapter says that the population isn't there, and shows the cases alone."""
    late = Period.year(2031)
    register = Register.from_cases([], observed=late, coverage=Coverage([("0480", None, late)]))
    path = write_html(county_report(register, "04", late), tmp_path / "late.html")
    with page_at(chromium, path, 390) as page:
        assert "Folkmängden för 2031" in (page.locator("main").text_content() or "")
        assert page.locator("#rates svg").count() == 0
        assert cut(page) == []
