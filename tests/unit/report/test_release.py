"""A release is protected, walked through, and written whole or not at all."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import attrs
import numpy as np
import pytest

from refusing import refused
from reports import YEAR
from vnr import disclosure, metrics
from vnr.disclosure import Rule
from vnr.errors import DataError, DisclosureError
from vnr.report import Report, release
from vnr.report.chapters import (
    Chapter,
    Column,
    Lines,
    Panel,
    Picture,
    Sentence,
    Stacked,
    Table,
    Whole,
    further,
)
from vnr.results import Counts, Definition, Estimate, Figure, Grid, Note, State
from vnr.results.pictures import bars_plot
from vnr.words import Language, told

TOWNS = ["0480", "0481", "0484", "0488"]
SECRET = 4


def counts(values: list[int], **more: Any) -> Counts:
    """Cases of four municipalities."""
    grid = Grid(
        strata={"municipality": TOWNS},
        state=np.zeros(len(values)),
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": ["municipality"]}),
        adds_over={"municipality"},
    )
    return Counts.over(grid, value=values, unit="cases", **more)


CASES = counts([31, 27, 46, SECRET])


def chapter(**more: Any) -> Chapter:
    """A chapter of one table."""
    return Chapter(
        **{
            "name": "towns",
            "title": "Kommunerna",
            "results": {"towns": CASES},
            "definitions": {"towns": ""},
            "table": Whole("towns"),
            **more,
        }
    )


def report(*chapters: Chapter) -> Report:
    return Report(place="Södermanlands län", period=YEAR, chapters=chapters or [chapter()])


def drawn(result: Counts) -> Picture:
    """A picture of a result, whatever the chapter holds."""
    panel = Panel(
        "figure_bases",
        3.0,
        "towns",
        lambda _, axes, language: bars_plot(result, ax=axes, language=language, notes=False),
    )
    return Picture((panel,), lambda *_: ["staplar"])


OWN = Picture(
    (Panel("figure_bases", 3.0, "towns", lambda shown, axes, _: bars_plot(shown, ax=axes)),),
    lambda *_: ["staplar"],
)


class TestWritten:
    """What a release holds."""

    @pytest.mark.parametrize("key", [b"", b"k" * 15, "k" * 32, 5])
    def test_a_key_that_can_be_guessed_is_none(self, key: Any, tmp_path: Path) -> None:
        """Nothing is written by a short one, or by what isn't bytes."""
        with refused(DataError, match="key must be bytes, 16 or more"):
            release(report(), "FIVE", tmp_path / "ut", key=key)
        assert not (tmp_path / "ut").exists()

    def test_results_of_ones_own(self, tmp_path: Path) -> None:
        """Chapters of them are released as any other: what they are called reads as no figure."""
        own = [further("Egna", CASES), further("Andra", CASES, 2)]
        made = release(report(*own), "FIVE", tmp_path / "ut")
        assert [chapter.name for chapter in made.report.chapters] == ["further-a", "further-b"]
        assert further("Egna", CASES, 28).name == "further-ab"
        for number in (0, True, "1"):
            with refused(DataError, match="which of the further chapters"):
                further("Egna", CASES, number)  # type: ignore[arg-type]

    def test_files(self, tmp_path: Path) -> None:
        """Page, workbook, pictures and a record, with nothing beside them."""
        made = release(report(chapter(picture=OWN)), "FIVE", tmp_path / "ut", key=b"k" * 32)
        there = sorted(
            path.relative_to(made.folder).as_posix()
            for path in made.folder.rglob("*")
            if path.is_file()
        )

        assert there == [
            "bilder/towns.png", "bilder/towns.svg", "rapport.docx", "rapport.html", "release.json",
            "tabeller.xlsx",
        ]  # fmt: skip
        assert sorted(made.files) == there
        assert [path.name for path in tmp_path.iterdir()] == ["ut"]
        record = json.loads((made.folder / "release.json").read_text("utf-8"))
        assert record["verdict"] == "safe"
        assert record["rule"]["name"] == "FIVE"
        assert record["rule"]["threshold"] == 5
        assert set(record["files"]) == {*there} - {"release.json"}
        tables = {label: Counts.from_dict(one) for label, one in record["tables"].items()}
        assert disclosure.audit(tables, "FIVE").verdict == "safe"
        assert tables["towns"].state.tolist() == [0, 0, 0, State.SUPPRESSED]

    def test_hidden_is_nowhere(self, tmp_path: Path) -> None:
        """The hidden number stands as two points, in Swedish and in English, and is hatched."""
        for language, page in (("sv", "rapport.html"), ("en", "report.html")):
            folder = tmp_path / language
            release(report(chapter(picture=OWN)), "VNR_BOARD", folder, language=language)  # type: ignore[arg-type]
            html = (folder / page).read_text("utf-8")
            assert "<td>..</td>" in html
            assert {"sv": "Små tal är skyddade", "en": "Small numbers are protected"}[
                language
            ] in html
            assert {"sv": "arbetsmaterial", "en": "working material"}[language] not in html
            with zipfile.ZipFile(next(folder.glob("*.xlsx"))) as book:
                assert ">..<" in book.read("xl/sharedStrings.xml").decode()
            drawing = next(folder.rglob("*.svg")).read_text("utf-8")
            assert lengths(drawing) == pytest.approx([31, 27, 46], abs=0.01)
            assert ">..<" in drawing

    def test_input_is_keyed(self, tmp_path: Path) -> None:
        """Who has the key can tell the same input again, and nobody sees its own hash."""
        inputs = [
            json.loads((one.folder / "release.json").read_text("utf-8"))["input"]
            for one in (
                release(report(), "FIVE", tmp_path / "a", key=b"a" * 32),
                release(report(), "FIVE", tmp_path / "b", key=b"a" * 32),
                release(report(), "FIVE", tmp_path / "c"),
            )
        ]

        assert inputs[0] == inputs[1] != inputs[2]

    def test_internal_chapters_stay(self, tmp_path: Path) -> None:
        """What is for those who work with the figures isn't released; alone it is nothing."""
        inner = chapter(name="inner", title="Bilaga", results={"inner": CASES}, internal=True,
                        definitions={}, table=Whole("inner"))  # fmt: skip
        made = release(report(chapter(), inner), "FIVE", tmp_path / "ut")
        assert "Bilaga" not in (made.folder / "rapport.html").read_text("utf-8")
        with refused(DisclosureError, match="no result to release"):
            release(report(inner), "FIVE", tmp_path / "no")

    def test_replaced_whole(self, tmp_path: Path) -> None:
        """An earlier release goes altogether; one that fails leaves it as it was."""
        folder = tmp_path / "ut"
        release(report(chapter(picture=OWN)), "FIVE", folder)
        release(report(), "FIVE", folder)
        assert not (folder / "bilder").exists()
        before = (folder / "rapport.html").read_bytes()
        with refused(DisclosureError):
            release(report(chapter(title="4 i Trosa")), "FIVE", folder)
        assert (folder / "rapport.html").read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["ut"]

    @pytest.mark.parametrize("name", ["fel.xlsx", "bilder/fel.xlsx"])
    def test_never_beside_other_files(self, tmp_path: Path, name: str) -> None:
        """A fault list, or whatever else lies there, isn't replaced, and nothing is put beside it."""
        for first in (True, False):
            folder = tmp_path / str(first)
            if first:
                release(report(chapter(picture=OWN)), "FIVE", folder)
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("fel")
            with refused(DataError, match="which is no part of a release"):
                release(report(), "FIVE", folder)
            assert (folder / name).read_text() == "fel"

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A file in its place, and a folder that can't be made."""
        (tmp_path / "file").write_text("")
        for folder in (tmp_path / "file", tmp_path / "file" / "ut"):
            with refused(DataError, match="choose another"):
                release(report(), "FIVE", folder)


def lengths(drawing: str) -> list[float]:
    """How long the bars are, by the two outermost ticks: read without any of the library."""
    ticks = re.findall(
        r'id="xtick_\d+".*?<use [^>]*?x="([\d.]+)".*?<text[^>]*>(\d+)<', drawing, re.DOTALL
    )
    (start, low), (end, high) = ((float(at), int(number)) for at, number in (ticks[0], ticks[-1]))
    bars = re.findall(r'M ([\d.]+) [\d.]+ \nL ([\d.]+) [^"]*"[^>]*style="fill: #0072b2', drawing)
    return [low + (float(b) - float(a)) / (end - start) * (high - low) for a, b in bars]


LEAKS: dict[str, Callable[[], Chapter]] = {
    "title": lambda: chapter(title=f"Trosa: {SECRET} fall"),
    "name": lambda: chapter(name=f"towns-{SECRET}"),
    "sentence": lambda: chapter(
        sentences=[
            Sentence("coverage_line", parameters={"silent": SECRET, "all": 31, "names": ["Trosa"]})
        ]
    ),
    "note": lambda: chapter(note=Sentence("places_note", parameters={"enough": SECRET})),
    "source": lambda: chapter(sources=[f"Trosa, {SECRET} fall"]),
    "definition": lambda: chapter(
        results={"towns": attrs.evolve(CASES, notes=[Note("own", sv="4 fall", en="4 cases")])}
    ),
    "bars": lambda: chapter(picture=drawn(CASES)),
    "alternative": lambda: chapter(
        picture=attrs.evolve(OWN, told=lambda *_: [f"Trosa: {SECRET}"])
    ),
    "words of a picture": lambda: chapter(
        picture=Picture(
            (Panel("figure_bases", 3.0, "towns", lambda shown, axes, language: (
                bars_plot(shown, ax=axes, language=language), axes.set_xlabel(f"{SECRET} fall")
            )),),
            lambda *_: [""],
        )
    ),
    "place of words": lambda: chapter(
        picture=Picture(
            (Panel("figure_bases", 3.0, "towns", lambda shown, axes, language: (
                bars_plot(shown, ax=axes, language=language), axes.text(SECRET, 1, "Trosa")
            )),),
            lambda *_: [""],
        )
    ),
    "line": lambda: chapter(
        picture=Picture(
            (Panel("figure_bases", 3.0, "towns", lambda shown, axes, language: (
                bars_plot(shown, ax=axes, language=language), axes.axvline(SECRET)
            )),),
            lambda *_: [""],
        )
    ),
    "ticks": lambda: chapter(
        picture=Picture(
            (Panel("figure_bases", 3.0, "towns", lambda shown, axes, language: (
                bars_plot(shown, ax=axes, language=language), axes.set_xticks([0, SECRET])
            )),),
            lambda *_: [""],
        )
    ),
    "table": lambda: chapter(table=Written((("Trosa", str(SECRET)),))),
    "heading": lambda: chapter(table=Written((("Trosa", ".."),), f"{SECRET} fall")),
}  # fmt: skip


@attrs.frozen
class Written:
    """A table that doesn't ask its results."""

    rows: tuple[tuple[str, ...], ...]
    heading: str = "Antal"

    def lines(self, *_: Any) -> Lines:
        return Lines(("Kommun", self.heading), self.rows)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_number_that_is_no_figure(leak: str, tmp_path: Path) -> None:
    """Wherever a hidden number stands, nothing at all is written."""
    with refused(DisclosureError, match="isn't released") as stopped:
        release(report(LEAKS[leak]()), "FIVE", tmp_path / "ut")
    assert not list(tmp_path.iterdir())
    assert f" {SECRET} " not in str(stopped.value)


PLACES: dict[str, tuple[str, str]] = {
    "title": ("kapitel 1: rubriken", "chapter 1: the heading"),
    "sentence": ("Kommunerna: texten", "Kommunerna: the text"),
    "note": ("Kommunerna: texten", "Kommunerna: the text"),
    "bars": ("Kommunerna: det som bilden ritar", "Kommunerna: what the picture draws"),
    "alternative": ("Kommunerna: bilden i ord", "Kommunerna: the picture in words"),
    "words of a picture": ("Kommunerna: orden i bilden", "Kommunerna: the words in the picture"),
    "place of words": ("Kommunerna: var ord står", "Kommunerna: where words stand"),
    "ticks": ("Kommunerna: en axel i bilden", "Kommunerna: an axis of the picture"),
    "table": ("Kommunerna: cell B6 i arbetsboken", "Kommunerna: cell B6 of the workbook"),
    "heading": ("Kommunerna: sidans tabell", "Kommunerna: the page's table"),
}


@pytest.mark.parametrize("leak", PLACES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_where_and_what_to_do(leak: str, language: Language, tmp_path: Path) -> None:
    """In the reader's language wholly: chapter, picture or cell, and what may be done."""
    with refused(DisclosureError) as stopped:
        release(report(LEAKS[leak]()), "FIVE", tmp_path / "ut", language=language)
    words = told(stopped.value, language)
    assert PLACES[leak][language == "en"] in words
    assert "--internal" in words
    assert "--rule" in words
    assert not re.search({"sv": r"\b(the|of|text|in the)\b", "en": "[åäö]"}[language], words)


def test_declared_as_known(tmp_path: Path) -> None:
    """What is known without the figures may stand, once it is said to be."""
    known = chapter(note=Sentence("places_note", parameters={"enough": 17}), known=[17])
    release(report(known), "FIVE", tmp_path / "ut")
    with refused(DisclosureError, match="Kommunerna: the text"):
        release(report(attrs.evolve(known, known=())), "FIVE", tmp_path / "no")


class TestRefused:
    """What can't be released, and what may be done about it."""

    REMEDIES = ("county parts", "two or three years", "fewer strata", "another threshold")

    def refused(self, one: Report, rule: Any, folder: Path) -> str:
        with refused(DisclosureError) as error:
            release(one, rule, folder / "ut")
        assert not list(folder.iterdir())
        return told(error.value, "en")

    def test_a_rule_that_hides_everything(self, tmp_path: Path) -> None:
        """With the remedies in their order, and in Swedish too."""
        with refused(DisclosureError) as error:
            release(report(), Rule(threshold=1000), tmp_path / "ut")
        places = [told(error.value, "en").index(remedy) for remedy in self.REMEDIES]
        assert places == sorted(places)
        assert "länsdelar i stället för kommuner" in told(error.value, "sv")
        assert not list(tmp_path.iterdir())

    def test_tables_that_contradict(self, tmp_path: Path) -> None:
        """The same count, twice and different."""
        other = chapter(name="other", title="Annat", definitions={}, table=Whole("other"),
                        results={"other": counts([31, 27, 46, 9])})  # fmt: skip
        with refused(DisclosureError, match="different numbers") as error:
            release(report(chapter(), other), "FIVE", tmp_path / "ut")
        assert "towns och other visar olika tal som" in told(error.value, "sv")
        assert not list(tmp_path.iterdir())

    def test_a_curve(self, tmp_path: Path) -> None:
        """Days of single persons, of whom nothing is left."""
        curve = metrics.kaplan_meier([3, 5, 8], [1, 1, 0])
        one = chapter(results={"towns": curve})
        assert "no number would be shown" in self.refused(report(one), "FIVE", tmp_path)

    def test_a_part_beside_its_whole(self, tmp_path: Path) -> None:
        """Of 31 started 29 were observed: what another chapter shows them to be parts of stays."""
        figures = {"started": Figure("cases", part_of="all"), "all": Figure("cases")}
        columns = {"all": np.array([31, 27, 46, 40]), "started": np.array([29, 27, 46, 40])}
        both = counts([31, 27, 46, 40], columns=columns, figures=figures)
        one = chapter(results={"towns": both}, shown={"towns": ("all",)})
        other = chapter(
            name="more", title="Mer", results={"more": both}, definitions={"more": ""},
            table=Whole("more"), shown={"more": ("started",)},
        )  # fmt: skip
        shown = release(report(one, other), "FIVE", tmp_path / "ut").report.results

        started, whole = (shown["more"].state_of(name) for name in ("started", "all"))
        assert (started[0], whole[0]) != (State.VALUE, State.VALUE)
        assert shown["towns"].state_of("all")[0] == whole[0]

    def test_a_rule_that_is_none(self, tmp_path: Path) -> None:
        """A name that no preset has, and what is no rule."""
        with pytest.raises(KeyError, match="VNR_BOARD"):
            release(report(), "VNR_BORD", tmp_path / "ut")  # type: ignore[arg-type]
        self.refused(report(), 5, tmp_path)


class TestRows:
    """A municipality's row stands where at least four fifths of it survive."""

    PARTS: ClassVar = {"0480": "södra", "0488": "södra", "0481": "norra", "0484": "norra"}

    def table(self, values: dict[str, list[int]]) -> Chapter:
        """Towns below the parts of the county that hold them."""
        results: dict[str, Counts | Estimate] = {}
        for measure, numbers in values.items():
            towns = counts(numbers)
            asked = {"period": "2019", "measure": measure}
            meaning = Definition("count", asked | {"by": ["municipality"]})
            results[measure] = attrs.evolve(towns, definition=meaning)
            members = {
                part: [code for code in TOWNS if self.PARTS[code] == part]
                for part in ("norra", "södra")
            }
            sums = [sum(numbers[TOWNS.index(code)] for code in codes) for codes in members.values()]
            grid = Grid(
                strata={"county_part": list(members)},
                state=[0, 0],
                covered=[1.0, 1.0],
                definition=Definition(
                    "count", asked | {"by": ["county_part"], "groups": {"county_part": members}}
                ),
                adds_over={"county_part"},
            )
            results[f"{measure}_parts"] = Counts.over(grid, value=sums, unit="cases")
        heads = {"new": "new", "closed": "cases"}
        upper, lower = (
            Table(
                by, labels, [Column(heads[name], name + tail) for name in values], surviving=least
            )
            for by, labels, tail, least in (
                ("county_part", ["norra", "södra"], "_parts", 0.0),
                ("municipality", TOWNS, "", 0.8),
            )
        )
        upper = attrs.evolve(upper, heading="part_or_municipality")
        return chapter(results=results, definitions={}, table=Stacked((upper, lower)))

    def test_left_out(self, tmp_path: Path) -> None:
        """Rows of which too little is left are no part of the release, and are named."""
        one = self.table({"new": [41, 37, 56, 22], "closed": [31, 27, 46, SECRET]})
        made = release(report(one), "FIVE", tmp_path / "ut")
        html = (made.folder / "rapport.html").read_text("utf-8")
        shown = made.report.results

        # Trosa goes, since 4 is half of its row; and Nyköping, since the rest would be Trosa's.
        assert "Egen rad saknas för Nyköping, Trosa" in html
        assert "De ingår i summorna." in html
        assert "<td>Trosa</td>" not in html
        assert shown["new"].strata["municipality"].tolist() == ["0481", "0484"]
        assert shown["new_parts"].value.tolist() == [93, 63]
        assert shown["closed_parts"].value.tolist() == [73, 35]
        assert made.audit.hidden == 0

    def test_hidden_above_too(self) -> None:
        """Rows left out are said to be part of those above only if one of these shows a number."""
        one = self.table({"closed": [31, 27, 46, SECRET]})
        for hidden, said in ((["closed"], True), (["closed", "closed_parts"], False)):
            results = dict(one.results)
            for label in hidden:
                gone = np.full(len(results[label]), State.SUPPRESSED)
                results[label] = attrs.evolve(results[label], state=gone)
            words = attrs.evolve(one, results=results).introduction("sv")
            assert "Egen rad saknas för" in words
            assert ("De ingår i summorna" in words) is said

    def test_one_alone_is_what_is_left(self) -> None:
        """A part's only town without a row is the part less the others: that isn't safe."""
        one = self.table({"closed": [31, 27, 46, SECRET]})
        whole = dict(one.results)
        towns = whole["closed"]
        told = dict(towns.definition.parameters) | {disclosure.LEFT_OUT: ["0488"]}
        whole["closed"] = attrs.evolve(
            towns.take([0, 1, 2]), definition=attrs.evolve(towns.definition, parameters=told)
        )
        assert disclosure.audit(whole, "FIVE").verdict == "unsafe"
        for left_out in (["0480", "0488"], ["0481", "0484", "0480", "0488"]):
            told[disclosure.LEFT_OUT] = left_out
            whole["closed"] = attrs.evolve(
                towns.select(~np.isin(TOWNS, left_out)),
                definition=attrs.evolve(towns.definition, parameters=told),
            )
            assert disclosure.audit(whole, "FIVE").verdict == "safe"


def test_shown_figures_only(tmp_path: Path) -> None:
    """A figure that a chapter doesn't show is no part of a release."""
    more = counts([31, 27, 46, 9], columns={"n_odd": [7, 8, 9, 9]},
                  figures={"n_odd": Figure("cases")})  # fmt: skip
    made = release(
        report(chapter(results={"towns": more}, shown={"towns": ()})), "FIVE", tmp_path / "ut"
    )
    assert made.report.results["towns"].names == ("value",)
    assert "n_odd" not in (made.folder / "release.json").read_text("utf-8")


def test_noise_is_never_released(tmp_path: Path) -> None:
    """By cell key nothing is proved, whatever its parameters and keys: told with what to take instead."""
    for rule in ("SCB_CKM", attrs.evolve(disclosure.SCB_CKM, noise=4, variance=2.0)):
        with pytest.raises(DisclosureError) as refused:
            release(report(), rule, tmp_path / "ut")
        assert "Ta en regel som döljer eller avrundar" in told(refused.value, "sv")
        assert not (tmp_path / "ut").exists()
