"""What municipalities answered to the questions of a survey, in words."""

from __future__ import annotations

import attrs
import numpy as np

from vnr.model import QuestionKind, Survey
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._things import in_series
from vnr.report.chapters._writing import text
from vnr.results import State
from vnr.words import Language
from vnr.words import text as sentence

__all__ = ["SurveyLines"]


@attrs.frozen
class SurveyLines:
    """Questions with what was answered, and by how many of those asked.

    Attributes
    ----------
    label
        Label of the result of `metrics.survey`.
    survey
        The questions and options in words.
    alone
        Whether it is of one respondent, whose own answers are told.
    """

    label: str
    survey: Survey
    alone: bool = False

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; options that nobody chose are left out."""
        result = results[self.label]
        questions = result.strata["question"].tolist()
        told = result.state_of("number")
        numbers = np.where(told == State.VALUE, result["number"], 0).tolist()
        body: list[tuple[str, str, str]] = []
        for code in dict.fromkeys(questions):
            rows = [row for row, one in enumerate(questions) if one == code]
            asked = self._question(code, language)
            chosen = sorted(filter(numbers.__getitem__, rows), key=lambda row: -numbers[row])
            words = [
                self._option(code, str(result.strata["choice"][row]), language) for row in chosen
            ]
            if words and self.alone:
                body.append((asked, in_series(words, language), ""))
            elif words:
                every = int(result["n"][rows[0]])
                body += [
                    (asked, word, text("offer_chosen_by", language, number=numbers[row], all=every))
                    for word, row in zip(words, chosen, strict=True)
                ]
            if (told[rows] == State.SUPPRESSED).any():
                key = "offer_other_answers" if words else "offer_answers"
                body.append((asked, text(key, language), text("offer_had_withheld", language)))
            elif not words:
                body.append((asked, text("offer_no_answer", language), "–"))
        keys = ("offer_question", "offer_answer", "offer_chosen")[: 2 if self.alone else 3]
        heads = tuple(text(key, language) for key in keys)
        return Lines(heads, tuple(row[: len(keys)] for row in body), words=True)

    def called(self, results: Results, language: Language) -> list[str]:
        """Each cell's question and option in words."""
        strata = results[self.label].strata
        cells = zip(strata["question"].tolist(), strata["choice"].tolist(), strict=True)
        return [
            f"{self._question(code, language)}; {self._option(code, str(choice), language)}"
            for code, choice in cells
        ]

    def _question(self, code: str, language: Language) -> str:
        question = self.survey[code]
        return (question.sv if language == "sv" else question.en) or question.sv or code

    def _option(self, question: str, choice: str, language: Language) -> str:
        if self.survey[question].kind is QuestionKind.YES_NO:
            return sentence("form", "words", language, form=choice)
        options = {one.code: one.label(language) for one in self.survey[question].choices}
        return options.get(choice, choice)
