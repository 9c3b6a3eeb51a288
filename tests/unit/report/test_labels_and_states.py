"""A report joins its results by label, and asks each figure's state: never its place or its number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from vnr.model import Period
from vnr.report import Report, write_html, write_xlsx
from vnr.report.chapters import Chapter, Finding, Headline, Sentence, Table, spelled
from vnr.results import Counts, Estimate, State
from vnr.words import text

LABELS = ("missed", "missed_total", "cases_total", "trend_cases", "trend_missed", "cases_by_sex", "cases_by_age_group",
          "cases_by_role", "cases_by_form", "cases_by_context", "cases_by_relation", "cases_by_instrument",
          "cases_by_intervention", "cases", "rates", "funnel", "kinds", "kinds_total", "gaps",
          "follow_due", "follow_started", "follow_due_total", "follow_started_total", "waits", "returned", "children",
          "children_by_municipality", "coverage", "completeness")  # fmt: skip
WORDS = {
    State.NOT_REPORTED: "ej rapporterat",
    State.NOT_MATURE: "kan inte bedömas än",
    State.SUPPRESSED: "..",
}
# A number that nothing else in a report is.
NUMBER = 7351
WRITTEN = (
    "7351",
    "7\N{NO-BREAK SPACE}351",
    "73,5",
    "0,74",
    "0,7–0,7",
    "0,7 (",
    "74\N{NO-BREAK SPACE}%",
    "74 procent",
)
Shown = Counts | Estimate


def test_the_order_of_rows_is_nothing(report: Report, tmp_path: Path) -> None:
    """With the rows of every result in another order the page is the same, letter by letter."""
    assert set(LABELS) == set(report.results)
    draw = np.random.default_rng(1)
    turned = report.showing(
        {
            label: result.take(draw.permutation(len(result)))
            for label, result in report.results.items()
        }
    )
    for label in ("missed", "rates", "funnel", "kinds", "children", "waits"):
        first = next(iter(report.results[label].strata))
        assert (
            report.results[label].strata[first].tolist()
            != turned.results[label].strata[first].tolist()
        )
    pages = [
        write_html(one, tmp_path / f"{name}.html").read_text("utf-8")
        for name, one in (("a", report), ("b", turned))
    ]
    assert pages[0] == pages[1]


def marked(result: Shown, **states: Any) -> Shown:
    """The result with one number in all its figures, and other states."""
    figures: dict[str, Any] = {
        name: np.full(len(result), NUMBER if result[name].dtype.kind in "iu" else NUMBER / 10_000)
        for name in ("value", "lower", "upper", "n")
        if name in result.names
    }
    columns = {
        name: np.full(len(result), NUMBER if array.dtype.kind in "iu" else NUMBER / 10_000).astype(
            array.dtype
        )
        for name, array in result.columns.items()
        if not name.startswith("outside")
    }
    return attrs.evolve(
        result, **figures, columns=dict(result.columns) | columns, **({"states": {}} | states)
    )


def everything(chapter: Chapter) -> str:
    """All that is written of a chapter: cells, sentences, and the words of its picture."""
    cells = [cell for row in chapter.lines("sv").body for cell in row]
    told = (chapter.summary("sv"), chapter.alternative("sv"), chapter.introduction("sv"))
    first = [
        one.line(chapter.results, "sv").sentence
        for one in chapter.headlines
        if isinstance(one, Headline)
    ]
    return "\n".join([*told, *first, *cells])


def holds(written: str, number: str) -> bool:
    """Whether a number stands there, and not in the middle of a coordinate."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", written) is not None


def drawn(chapter: Chapter, label: str) -> list[str]:
    """The drawings of a result."""
    panels = () if chapter.picture is None else chapter.picture.panels
    return [panel.drawing(chapter.results, "sv").wide for panel in panels if panel.result == label]


@pytest.mark.parametrize("label", LABELS)
def test_what_is_no_value_is_nowhere(report: Report, label: str) -> None:
    """No figure stands in the table, a sentence, the picture or its words; the state's word does."""
    chapter = next(one for one in report.chapters if label in one.results)
    result = report.results[label]
    size = len(result)
    plain = marked(result, state=[State.VALUE] * size)
    shown = everything(attrs.evolve(chapter, results={**chapter.results, label: plain}))
    assert any(holds(shown, number) for number in WRITTEN), "the mark is seen at all"
    for state, word in WORDS.items():
        # What the share that the first reason hides is judged by waits with it.
        bases = ("original", "intake", "known") if label.startswith("missed") else ()
        other = marked(result, state=[state] * size, states=dict.fromkeys(bases, [state] * size))
        changed = attrs.evolve(chapter, results={**chapter.results, label: other})
        pictures = drawn(changed, label)
        texts = "\n".join([everything(changed), *pictures])
        gone = [name for name in other.names if (other.state_of(name) == state).all()]
        if len(gone) == len(other.names):
            assert not any(holds(texts, number) for number in WRITTEN)
        assert not re.search(r"\bnan\b", texts)
        for cells in columns(changed, label, gone):
            assert set(cells) == {word}
        assert all(word in picture for picture in pictures)
        if pictures:
            assert word in changed.alternative("sv")
        for sentence in changed.sentences:
            if not isinstance(sentence, Sentence):
                continue
            if sentence.result == label and set(sentence.figures.values()) & set(gone):
                own = {
                    place: spelled(value, "sv") if isinstance(value, Period) else value
                    for place, value in sentence.parameters.items()
                }
                expected = text("report", f"{sentence.key}_{state.code}", "sv", **own)
                assert expected == sentence.text(changed.results, "sv")


def columns(chapter: Chapter, label: str, gone: list[str]) -> list[list[str]]:
    """Cells of the columns that show a figure which is gone; those of the last row apart."""
    table = chapter.table
    if not isinstance(table, Table):
        return []
    rows = chapter.lines("sv").body[: len(table.labels)]
    total = chapter.lines("sv").body[len(table.labels) :]
    picked = [
        [row[place] for row in (rows if column.result == label else total)]
        for place, column in enumerate(table.columns, start=1)
        if label in (column.result, column.total) and column.figure in gone
    ]
    if label == "children_by_municipality":
        return picked
    return [cells for cells in picked if cells]


def test_nothing_of_it_is_written(report: Report, tmp_path: Path) -> None:
    """With every figure suppressed, neither page nor workbook holds one."""
    hidden = report.showing(
        {
            label: marked(result, state=[State.SUPPRESSED] * len(result))
            for label, result in report.results.items()
        }
    )
    page = write_html(hidden, tmp_path / "a.html").read_text("utf-8")
    book = CalamineWorkbook.from_path(str(write_xlsx(hidden, tmp_path / "a.xlsx")))
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    for number in WRITTEN:
        assert not holds(page, number)
        assert not any(holds(cell, number) for cell in cells)
    assert page.count("..") > 100
    assert sum(".." in cell for cell in cells) > 100
    assert "Inga ärenden som rörde" not in page


def test_a_figure_has_a_state_of_its_own(report: Report) -> None:
    """One column is suppressed, and the others stand."""
    chapter = report.chapter("follow_due")
    due = report.results["follow_due"]
    late = attrs.evolve(due, states=dict(due.states) | {"late": [State.SUPPRESSED] * len(due)})
    changed = report.showing({"follow_due": late}).chapter("follow_due")
    before, after = chapter.lines("sv"), changed.lines("sv")
    place = before.head.index("Gjord för sent")
    assert {row[place] for row in after.body} == {".."}
    for row, other in zip(before.body, after.body, strict=True):
        assert row[:place] + row[place + 1 :] == other[:place] + other[place + 1 :]
    total = report.results["follow_due_total"]
    hidden = attrs.evolve(total, states={"interventions": [State.SUPPRESSED]})
    summary = report.showing({"follow_due_total": hidden}).chapter("follow_due").summary("sv")
    assert summary.startswith("För hur många insatser någon uppföljning planerades visas inte")
    assert "gjordes 27 procent" in summary


def test_undefined_and_without_limits(report: Report) -> None:
    """None of none is its own sentence, and a share without limits stands without an interval."""
    nothing = [np.nan]
    for label, words in (
        ("missed_total", "Inga ärenden som rörde våld öppnades"),
        ("follow_due_total", "Ingen uppföljning skulle göras"),
        ("returned", "Inga avslut under perioden kan följas"),
    ):
        result: Any = report.results[label]
        empty = attrs.evolve(result, value=nothing, lower=nothing, upper=nothing, n=[0])
        assert any(words in line for line in report.showing({label: empty}).summary("sv"))
        if label != "returned":
            bare = attrs.evolve(result, lower=nothing, upper=nothing)
            changed = report.showing({label: bare})
            (line,) = [
                sentence.text(changed.results, "sv")
                for chapter in changed.chapters
                for sentence in chapter.sentences
                if isinstance(sentence, Sentence)
                and sentence.result == label
                and "value" in sentence.figures.values()
            ]
            assert f" {100 * result.value[0]:.0f} procent" in line
            assert "(osäkerhet" not in line
            assert "nan" not in line
    total = report.results["follow_due_total"]
    started = dict(total.columns) | {"interventions": [0], "share_planned": nothing}
    none = report.showing({"follow_due_total": attrs.evolve(total, columns=started)})
    assert any("Inga insatser påbörjades." in line for line in none.summary("sv"))


def test_every_sentence_has_its_states(report: Report) -> None:
    """Each sentence of a result has words for all that can stand in its place, in both languages."""
    for chapter in report.chapters:
        for sentence in chapter.sentences:
            for language in ("sv", "en"):
                if isinstance(sentence, Finding):
                    told = {
                        text("report", sentence.key, language, form=state.code) for state in WORDS
                    }
                elif not isinstance(sentence, Sentence) or sentence.result is None:
                    continue
                else:
                    told = {
                        text(
                            "report",
                            f"{sentence.key}_{state.code}",
                            language,
                            **sentence.parameters,
                        )
                        for state in WORDS
                    }
                assert len(told) == 3


def test_a_label_that_lacks_is_refused(report: Report) -> None:
    """A row is never filled with another's figure."""
    from vnr.errors import DataError

    fewer = report.results["rates"].select(municipality=["0480", "0484"])
    with pytest.raises(DataError, match="rates has no cell for municipality 0482"):
        report.showing({"rates": fewer}).chapter("rates").lines("sv")
