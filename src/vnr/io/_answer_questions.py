"""From the sheets of questions to answers: words become the codes of the survey's options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from vnr.errors import ModelError
from vnr.io._answer_rows import Respondent, cell_values, chosen_texts, place_codes
from vnr.io.form import form_survey
from vnr.io.parts import Part
from vnr.io.template import Meaning, cell_words, is_showable
from vnr.model import JOINT, Answer, Question, QuestionKind, Survey
from vnr.words import LANGUAGES, fold

__all__ = ["answer_rows"]


def answer_rows(
    part: Part, whose: Respondent, survey: Survey | None
) -> Iterator[tuple[int, Answer | None, int | None]]:
    """Place, answer and year of each row that is whole; no answer where the cells are empty."""
    names = ("survey", "respondent", "year", "question", "number", "covers")
    told = {name: cell_values(part, name) for name in names}
    chosen = chosen_texts(part)
    for row in np.flatnonzero(~part.bad).tolist():
        cells = {name: values[row] for name, values in told.items()}
        who = _respondent(cells["respondent"]) or whose.municipality
        year = whose.year if cells["year"] is None else cells["year"]
        if who is None or (survey is None and year is None):
            part.fault("respondent-missing", _at(row), "respondent")
            continue
        asked = survey or form_survey(year or 0)
        if cells["survey"] not in (None, asked.name):
            part.fault("survey-unknown", _at(row), "survey")
            continue
        question = _question(asked, cells["question"])
        if question is None:
            part.fault("question-unknown", _at(row), "question")
            continue
        codes = list(_codes(part, row, question, chosen[row]))
        if part.bad[row]:
            continue
        empty = not chosen[row] and cells["number"] is None
        covers = _covered(cells["covers"])
        if not covers and who == whose.municipality:
            covers = tuple((whose.covers or "").split(JOINT))
        try:
            yield (
                row,
                None
                if empty
                else Answer(
                    asked.name,
                    who,
                    question.code,
                    tuple(codes),
                    cells["number"],
                    tuple(one for one in covers if one),
                ),
                year,
            )
        except ModelError as error:
            field, rule = error.broken or ("question", "value-missing")
            part.fault(rule, _at(row), field)


def _at(row: int) -> Any:
    return np.array([row], np.intp)


def _respondent(text: str | None) -> str | None:
    """A municipality by its code, whatever it is written as; others by their name."""
    codes = place_codes(text) if text else None
    return codes[0] if codes and len(codes) == 1 else text


def _covered(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    return place_codes(text) or tuple(filter(None, map(str.strip, text.split(";"))))


def _question(survey: Survey, code: str | None) -> Question | None:
    """The question of a code, or of its wording."""
    for one in survey.questions:
        if code is not None and fold(code) in {fold(one.code), fold(one.sv or one.code)}:
            return one
    return None


def _codes(part: Part, row: int, question: Question, texts: list[str]) -> Iterator[str]:
    """Codes of the options that the cells of a row name."""
    if not question.is_chosen:
        # A text is never kept; a number has a column of its own.
        if texts and question.kind is not QuestionKind.TEXT:
            part.fault("choice-unknown", _at(row), "choices")
        return
    known = _words(question)
    for cell in texts:
        # An option may hold a comma or a semicolon itself.
        words = [cell] if fold(cell) in known else [one.strip() for one in cell.split(";")]
        for word in filter(None, words):
            code = known.get(fold(word))
            if code is not None:
                yield code
                continue
            shown = word if is_showable(word) else None
            meant = tuple(_meant(question, word, known)) if shown else ()
            part.fault("code-unknown", _at(row), "choices", value=shown, meant=meant)


def _words(question: Question) -> Mapping[str, str]:
    """The code of each option by its folded code and words."""
    if question.kind is QuestionKind.YES_NO:
        return {fold(word): code for code in ("yes", "no") for word in (code, *cell_words(code))}
    return {
        fold(word): one.code
        for one in question.choices
        for word in (one.label("en"), one.label("sv"), one.code)
    }


def _meant(question: Question, word: str, known: Mapping[str, str]) -> Iterator[Meaning]:
    options = {one.code: one for one in question.choices}
    for near in dict.fromkeys(known[one] for one in get_close_matches(fold(word), known, 2)):
        if near in options:
            yield Meaning(near, tuple((one, options[near].label(one)) for one in LANGUAGES))
