"""Titles and labels are text: no markup of a page, no formula of a spreadsheet, no control character."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import vnr
from building import counts
from counties import island
from delivering import YEAR
from reports import small
from vnr import Estimate, metrics
from vnr.errors import DataError
from vnr.metrics import CaptureTable
from vnr.report import Report, chapters, write_html, write_xlsx
from vnr.results import Counts, Definition, Note, Result

mpl.use("agg")
import matplotlib.pyplot as plt

MARKUP = "</title><script>alert(1)</script>&amp;\"'"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0")
UNSHOWN = ("a\0b", "a\x1bb", "a\nb", "a\tb", "a\x85b", "a\ud800b", "\udfff", "a\uffffb")


def labelled(word: str) -> Counts:
    """Counts of groups of one's own that are called so."""
    places = dict.fromkeys(island().coverage.municipalities, word)
    return metrics.count(island(), 2019, by={"part": places})


# Each gives a title, label or sentence of one's own to what is shown.
GIVEN: dict[str, Callable[[str], Any]] = {
    "place": lambda word: Report(place=word, period=YEAR, chapters=()),
    "chapter's title": lambda word: chapters.further(word, counts({"a": ["b"]}, [1])),
    "chapter's name": lambda word: chapters.Chapter(name=word),
    "chapter's source": lambda word: chapters.Chapter(name="a", sources=[word]),
    "result's name": lambda word: chapters.Chapter(name="a", results={word: counts({}, [1])}),
    "further": lambda word: small(further={word: counts({"a": ["b"]}, [1])}),
    "note": lambda word: Note("own", sv=word, en=word),
    "note in one language": lambda word: Note("own", sv="ord", en=word),
    "parameter of a note": lambda word: Note("not_delivered", places=[word], what=["a"]),
    "rows of a note": lambda word: Note("few_repeats", number=1).of(word),
    "label": lambda word: counts({"a": ["b", word]}, [1, 2]),
    "label as an object": lambda word: counts({"a": np.array(["b", word], object)}, [1, 2]),
    "label in another order of bytes": lambda word: counts(
        {"a": np.array(["b", word]).astype(">U40")}, [1, 2]
    ),
    "stratum": lambda word: counts({word: ["b"]}, [1]),
    "own groups": labelled,
    "definition": Definition,
    "parameter of a definition": lambda word: Definition("own", {"source": [word]}),
    "source": lambda word: Estimate.parse("25±2", source=word),
    "list": lambda word: CaptureTable({"10": 7, "01": 9, "11": 3}, (word, "b")),
}


@pytest.mark.parametrize("door", GIVEN)
def test_what_cannot_be_shown_is_refused(door: str) -> None:
    """Control characters, line breaks and halves of surrogate pairs, which no error shows either."""
    for word in UNSHOWN:
        with pytest.raises(DataError) as error:
            GIVEN[door](word)
        assert str(error.value).isprintable()
    GIVEN[door]("Östra länsdelen – 7 %, 漢字 🙂")


def markup(html: str) -> list[str]:
    """Tags of a page that aren't escaped."""
    return re.findall(r"<\s*/?\s*(?:script|title>\s*<script)", html)


class TestMarkup:
    """HTML is escaped wherever somebody's words stand."""

    def test_results(self) -> None:
        """Stratum, label, unit, note and definition."""
        result = counts({f"a{MARKUP}": [MARKUP, "b"]}, [1, 2])
        noted = vnr.Counts.from_dict(
            result.to_dict()
            | {
                "unit": MARKUP,
                "notes": [Note("own", sv=MARKUP, en=MARKUP).to_dict()],
                "definition": Definition(MARKUP, {MARKUP: MARKUP}).to_dict(),
            }
        )
        for one in (result, noted, labelled(MARKUP)):
            html = one._repr_html_()
            assert markup(html) == []
            assert "&lt;script&gt;" in html

    def test_a_report(self, tmp_path: Path) -> None:
        """Place, title, label and note on the page; the workbook is well-formed."""
        result = counts({"part": [MARKUP]}, [1])
        noted = vnr.Counts.from_dict(
            result.to_dict() | {"notes": [Note("own", sv=MARKUP, en=MARKUP).to_dict()]}
        )
        chapter = chapters.further(MARKUP, noted)
        report = Report(place=MARKUP, period=YEAR, chapters=[chapter])
        page = write_html(report, tmp_path / "a.html").read_text("utf-8")
        assert markup(page) == []
        assert page.count("&lt;script&gt;") >= 5
        with zipfile.ZipFile(write_xlsx(report, tmp_path / "a.xlsx")) as book:
            for name in book.namelist():
                ET.fromstring(book.read(name))

    def test_a_reading(self) -> None:
        """Headings, names of frames and words."""
        head = ["Ärende-ID", "Klient", "Kommun", "Aktualiseringsdatum", "Aktualiseringsorsak"]
        frame = pd.DataFrame([["1", "a", "0484", "2019-01-01", MARKUP]], columns=head)
        frame[f"x{MARKUP}"] = "1"
        reading = vnr.read({f"ram{MARKUP}": frame}, observed=YEAR)
        html = reading._repr_html_() + reading.faults._repr_html_()
        assert "&lt;script&gt;" in html
        assert markup(html) == []

    @pytest.mark.parametrize("kind", ["bars", "intervals", "curve", "funnel"])
    def test_pictures(self, kind: str) -> None:
        """A picture's words are text in its SVG."""
        part = {"part": [MARKUP, *(f"b{n}" for n in range(14))]}
        events, exposure = counts(part, [*range(1, 16)]), counts(part, [900] * 15)
        made: Result
        match kind:
            case "bars":
                made = events
            case "intervals":
                made = metrics.rate(events, exposure)
            case "funnel":
                made = metrics.funnel(events, exposure)
            case _:
                made = metrics.kaplan_meier([1, 2, 3, 4], [1] * 4, group=[MARKUP, "b"] * 2)
        figure, axes = plt.subplots()
        try:
            made.plot(ax=axes)
            drawn = StringIO()
            with mpl.rc_context({"svg.fonttype": "none"}):
                figure.savefig(drawn, format="svg")
        finally:
            plt.close(figure)
        assert markup(drawn.getvalue()) == []
        ET.fromstring(drawn.getvalue())


def cells(path: Path) -> str:
    """The sheets of a workbook and their texts."""
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith(("xl/works", "xl/shared"))]
        return "".join(book.read(name).decode() for name in names)


class TestFormulas:
    """What a spreadsheet would run is written with an apostrophe."""

    @pytest.mark.parametrize("word", [*FORMULAS])
    def test_a_report(self, tmp_path: Path, word: str) -> None:
        """Title, label, note and source."""
        result = counts({word: [word]}, [1])
        chapter = chapters.further(word, result)
        report = Report(place=word, period=YEAR, chapters=[chapter])
        text = cells(write_xlsx(report, tmp_path / "a.xlsx"))
        assert "<f>" not in text
        assert f">{word}<" not in text
        assert f">'{word}<" in text

    @pytest.mark.parametrize("word", [*FORMULAS, "\t=1", "\r=1"])
    def test_faults(self, tmp_path: Path, word: str) -> None:
        """Names of frames and headings, and words under a coded heading."""
        head = ["Ärende-ID", "Klient", "Kommun", "Aktualiseringsdatum", word]
        frame = pd.DataFrame([["1", "a", "0484", "2019-01-01", word]], columns=head, dtype=object)
        profile = vnr.io.Profile(columns={word: "reason"})
        reading = vnr.read({word: frame}, observed=YEAR, profile=profile)
        assert len(reading.faults) > 0
        text = cells(reading.faults.to_xlsx(tmp_path / "a.xlsx"))
        assert "<f>" not in text
        assert re.search(r"<t[^>]*>(?:[=+\-@\t\r]|_x000[9D]_)", text) is None
