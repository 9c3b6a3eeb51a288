"""Numbers that respondents gave, added up: at least so many."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vnr.errors import DataError
from vnr.metrics.surveys._respondents import FIGURES, REPORT, asked_questions, respondents_of
from vnr.model import Answer, QuestionKind, Survey
from vnr.results import Basis, Estimate, Note

__all__ = ["survey_total"]


def survey_total(
    survey: Survey, answers: Iterable[Answer], questions: str | Iterable[str] | None = None
) -> Estimate:
    """Sum of the numbers that were answered, which is a least one where somebody didn't (summa av svar).

    A joint answer's number is that of all whom it covers together, and counts once.

    Parameters
    ----------
    survey : Survey
        What was asked, of whom and when.
    answers : iterable of Answer
        One for each question that a respondent answered.
    questions : str or several, optional
        Codes of questions for a number; by default all of them.

    Returns
    -------
    Estimate
        By ``question``, with the sum as lower limit; the upper is infinite where somebody who was
        asked, or may have been, didn't answer. `n` is those who answered; columns as in `survey`. Nobody answered:
        not reported.

    Raises
    ------
    DataError
        If answers break a rule of the survey, or a number is below 0.
    UnknownNameError
        If there is no such question.

    Examples
    --------
    >>> support = Survey.parse('''
    ... name = "support"
    ... due = ["0480", "0481", "0482"]
    ... questions = [{ code = "children", kind = "number" }]
    ... ''')
    >>> told = [("0480", 12), ("0481", 30)]
    >>> answers = [Answer("support", who, "children", number=number) for who, number in told]
    >>> total = survey_total(support, answers)
    >>> float(total), total.upper, total["n_not_answered"]
    (42.0, array([inf]), array([1]))
    """
    respondents = respondents_of(survey, answers, REPORT)
    asked = [
        respondents.of_question(question)
        for question in asked_questions(survey, questions, QuestionKind.NUMBER)
    ]
    numbers = [[answer.number or 0 for answer in one.answers] for one in asked]
    for one, its in zip(asked, numbers, strict=True):
        if min(its, default=0) < 0:
            raise DataError(
                f"question {one.question.code} has an answer below 0, which can't be summed to a "
                "least number; correct it"
            )
    sums = np.array([sum(its) for its in numbers], np.float64)
    # Of whom it isn't known whether they were asked may have had a number too.
    missing = np.array([one.silent + one.unknown for one in asked])
    columns = {
        name: np.array([one.columns()[name] for one in asked]) for name in asked[0].columns()
    }
    grid = respondents.grid("survey_total", asked, "question", [1] * len(asked))
    if missing.any():
        grid = grid.saying(Note("partial_reporting", form="reported_only"))
    return Estimate.over(
        grid,
        value=sums,
        lower=sums,
        upper=np.where(missing > 0, np.inf, sums),
        n=np.array([len(one.answers) for one in asked]),
        columns=columns,
        states=dict.fromkeys(("n", *columns), np.zeros(len(asked))),
        figures=FIGURES,
        confidence=None,
        unit="number",
        method="worst case",
        basis=Basis.BOUND,
    )
