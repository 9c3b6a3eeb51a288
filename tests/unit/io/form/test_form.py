"""The form itself: five themes, at most sixty rows, drop-downs, every sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from vnr.errors import DataError
from vnr.io import form_survey, read_answers, write_answer_form
from vnr.io.form import FORM_ROWS, QUESTIONS, TARGET_WORDS, code_of, subject_words
from vnr.io.form._words import code_label
from vnr.model import Provision, ProvisionState, Question, QuestionKind, structure, unstructure
from vnr.words import LANGUAGES, Language, topic


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The XML of the sheets, as a spreadsheet opens it."""
    path = write_answer_form(tmp_path_factory.mktemp("form") / "a.xlsx", municipality="0488")
    with ZipFile(path) as book:
        return [book.read(f"xl/worksheets/sheet{place}.xml").decode() for place in range(1, 5)]


def test_room(sheets: list[str]) -> None:
    """A row of the form is as high as what is wrapped in it, in programs that don't see to it too."""
    highs = re.findall(r'<row r="(\d+)"[^>]* ht="(\d+)" customHeight', sheets[1])
    assert 1 < len(highs) < len(FORM_ROWS) / 2
    assert {high for _, high in highs} <= {"30", "45", "60"}


def test_rows() -> None:
    """At most sixty, under five themes, no two about the same thing; each becomes a record."""
    assert len(FORM_ROWS) + len(QUESTIONS) <= 60
    assert {row.theme for row in FORM_ROWS} | {theme for theme, *_ in QUESTIONS} == {
        *topic("form", "sv")["theme"]
    }
    assert len(topic("form", "sv")["theme"]) == 5
    assert len({row.thing for row in FORM_ROWS}) == len(FORM_ROWS)
    for row in FORM_ROWS:
        Provision("0488", 2026, *row.thing, ProvisionState.HAS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words(language: Language) -> None:
    """Every row and question has its wording and explanation, and no wording lacks its row."""
    words = topic("form", language)
    assert words["row"].keys() == {row.name for row in FORM_ROWS}
    assert words["question"].keys() == {code for _, code, *_ in QUESTIONS}
    assert all(all(row.words(language)) for row in FORM_ROWS)
    for row in FORM_ROWS:
        for code, known in ((row.subject, subject_words(row.kind)), (row.target, TARGET_WORDS)):
            if code is not None:
                assert code_of(code_label(code, known, language), known) == code


def test_drop_downs(sheets: list[str]) -> None:
    """Every cell that takes a word has its list, and every number its least."""
    kinds = [re.findall(r'<dataValidation type="(\w+)"', sheet) for sheet in sheets]
    asks = [field for row in FORM_ROWS for field in row.asks]
    words = sum(asks.count(one) for one in ("way", "partners", "level", "under_way", "followed_up"))
    numbers = sum(asks.count(one) for one in ("persons", "places"))
    assert kinds[1].count("list") == len(FORM_ROWS) + words
    assert kinds[1].count("whole") == numbers
    assert kinds[1].count("decimal") == asks.count("posts") == 1
    assert kinds[2].count("list") == 3 * 5 + 1
    assert kinds[0] == ["list", "whole"]


def test_lists_hold_the_words(sheets: list[str], tmp_path: Path) -> None:
    """A list points at the words that its cell may hold."""
    import python_calamine

    path = write_answer_form(tmp_path / "a.xlsx")
    codes = (
        python_calamine.load_workbook(str(path))
        .get_sheet_by_name("Koder")
        .to_python(skip_empty_area=False)
    )
    columns = [[word for word in column[1:] if word] for column in zip(*codes, strict=True)]
    assert ["ja", "nej", "inte tillfrågad"] in columns
    assert ["egen regi", "delad", "köpt"] in columns
    assert any(len(column) == 290 for column in columns)
    pointed = {
        int(last) for last in re.findall(r"Koder!\$[A-Z]+\$2:\$[A-Z]+\$(\d+)", "".join(sheets))
    }
    assert pointed == {len(column) + 1 for column in columns}


def test_survey() -> None:
    """The form's questions are a survey like any other, whose parts can't be above the whole."""
    survey = form_survey(2026, ["0488"])
    assert structure(unstructure(survey), type(survey)) == survey
    assert survey["needs"].alone == "none"
    assert [one.code for one in survey.questions if one.kind is QuestionKind.NUMBER] == [
        "employed",
        "left",
    ]


@pytest.mark.parametrize(("part_of", "kind"), [("b", "number"), ("c", "number"), ("a", "yes_no")])
def test_part_of_nothing(part_of: str, kind: Any) -> None:
    """A number is part of an earlier number: not of itself, of no question, and nothing else is."""
    from vnr.errors import ModelError
    from vnr.model import Survey

    questions = (
        Question("a", QuestionKind.NUMBER),
        Question("b", QuestionKind(kind), part_of=part_of),
    )
    with pytest.raises(ModelError, match="part-unknown"):
        Survey("s", (), questions)


def test_a_form_that_is_there_is_kept(tmp_path: Path) -> None:
    """Somebody may have filled it in: it is written over only when that is said."""
    path = tmp_path / "a.xlsx"
    path.write_text("ifylld", "utf-8")
    with pytest.raises(DataError, match="--overwrite"):
        write_answer_form(path)
    assert path.read_text("utf-8") == "ifylld"
    write_answer_form(path, overwrite=True)
    assert path.read_bytes()[:2] == b"PK"


def test_several_answer_together(tmp_path: Path) -> None:
    """The first of them is filled in, with the others beside; it is read as a joint answer."""
    path = write_answer_form(tmp_path / "a.xlsx", municipality="0482+0483", year=2026)
    reading = read_answers(path, limits=None)
    assert not reading.faults
    assert {one.answered_for for one in reading.provisions} == {("0482", "0483")}
    with pytest.raises(DataError, match="9999"):
        write_answer_form(tmp_path / "b.xlsx", municipality="0482+9999")
