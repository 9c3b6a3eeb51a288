"""Answers on a scale as percentages of their row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from vnr.errors import DataError, UnknownNameError, shown
from vnr.metrics.choices import Answering, Rounding
from vnr.metrics.surveys._respondents import FIGURES, asked_questions, respondents_of
from vnr.metrics.uncertain import percentages
from vnr.model import Answer, QuestionKind, Survey
from vnr.results import Basis, Estimate, Figure, Note

__all__ = ["ordinal"]


def ordinal(
    survey: Survey,
    answers: Iterable[Answer],
    questions: str | Iterable[str] | None = None,
    *,
    of: Answering = "report",
    rounding: Rounding | Mapping[str, Rounding] = "independent",
    decimals: int = 0,
) -> Estimate:
    """Percent of those who answered at each step of a scale, rounded as is said of each row (skalfrågor).

    Published tables mix the ways of rounding: some rows sum to 100 on their own, others were made
    to. `counts_behind` tells which.

    Parameters
    ----------
    survey : Survey
        What was asked, of whom and when.
    answers : iterable of Answer
        One for each question that a respondent answered.
    questions : str or several, optional
        Codes of questions on a scale; by default all of them.
    of : str
        ``report``: a joint answer counts once. ``municipality``: once for each that it covers.
    rounding : str or mapping of str to str
        ``independent``, ``largest-remainder`` or ``largest-cell``, as in `percentages`: of all
        rows, or by question; a question that isn't named is rounded independently.
    decimals : int
        From 0 to 6.

    Returns
    -------
    Estimate
        In ``%`` without limits, by ``question`` and ``choice`` in the order of the scale. Columns:
        ``number``, ``rounding``, and of those asked as in `survey`. Nobody answered: not reported.

    Raises
    ------
    DataError
        If answers break a rule of the survey, or an argument is none of its choices.
    UnknownNameError
        If there is no such question.

    Examples
    --------
    >>> funds = Survey.parse('''
    ... name = "funds"
    ... due = []
    ... [[questions]]
    ... code = "result"
    ... kind = "ordinal"
    ... choices = [{ code = "fully" }, { code = "partly" }, { code = "not_at_all" }]
    ... ''')
    >>> told = ["fully", "partly", "not_at_all"]
    >>> answers = [Answer("funds", who, "result", (who,)) for who in told]
    >>> ordinal(funds, answers, rounding={"result": "largest-remainder"}).value
    array([34., 33., 33.])
    """
    respondents = respondents_of(survey, answers, of)
    asked = [
        respondents.of_question(question)
        for question in asked_questions(survey, questions, QuestionKind.ORDINAL)
    ]
    codes = [one.question.code for one in asked]
    if not isinstance(rounding, str | Mapping):
        raise DataError(
            f"rounding must be a way of rounding, or a mapping of questions to ways, got "
            f"{shown(rounding)}"
        )
    ways = dict.fromkeys(codes, rounding) if isinstance(rounding, str) else dict(rounding)
    for name in ways:
        if name not in codes:
            raise UnknownNameError("question", name, codes)
    by_row = [ways.get(code, "independent") for code in codes]
    repeats = [len(one.question.codes) for one in asked]
    rows = [
        percentages(one.numbers(), rounding=way, decimals=decimals)
        for one, way in zip(asked, by_row, strict=True)
    ]
    grid = respondents.grid(
        "ordinal", asked, "question", repeats, rounding=dict(zip(codes, by_row, strict=True))
    )
    adjusted = dict.fromkeys(way for way in by_row if way != "independent")
    grid = grid.saying(*(Note("rounded_to_100", rounding=way) for way in adjusted))
    columns = {
        "number": np.array([number for one in asked for number in one.numbers()]),
        "rounding": np.repeat(by_row, repeats),
        **{
            name: np.repeat([one.columns()[name] for one in asked], repeats)
            for name in asked[0].columns()
        },
    }
    nothing = np.full(len(grid), np.nan)
    return Estimate.over(
        grid,
        strata={
            **grid.strata,
            "choice": np.array([code for one in asked for code in one.question.codes]),
        },
        value=np.concatenate([row.value for row in rows]),
        lower=nothing,
        upper=nothing,
        n=np.repeat([len(one.answers) for one in asked], repeats),
        columns=columns,
        states=dict.fromkeys(("n", *columns), np.zeros(len(grid))),
        figures={
            "value": Figure("share", ratio_of=("number", "n")),
            "number": Figure("count", part_of="n"),
            **FIGURES,
        },
        confidence=None,
        unit="%",
        method="by row",
        basis=Basis.REGISTER,
    )
