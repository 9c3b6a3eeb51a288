"""Areas of work: who had them, who is active in them, and what was completed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from vnr.errors import DataError
from vnr.metrics.choices import Answering
from vnr.metrics.surveys._respondents import FIGURES, asked_questions, respondents_of
from vnr.model import Answer, QuestionKind, Survey
from vnr.results import Basis, Estimate, Figure, Note

__all__ = ["areas"]

_SHARES: Final = {
    "completed_of_had": ("completed", "had"),
    "completed_of_active": ("completed", "active"),
    "active_of_had": ("active", "had"),
}


def areas(
    survey: Survey,
    answers: Iterable[Answer],
    questions: str | Iterable[str] | None = None,
    *,
    of: Answering = "report",
    ongoing: str = "ongoing",
    completed: str = "completed",
    not_carried_out: str = "not_carried_out",
) -> Estimate:
    r"""What became of each area of work (verksamhetsområden): completed, under way, not carried out.

    .. math::

        \text{active} = \text{ongoing} + \text{completed}, \qquad
        \text{had} = \text{active} + \text{not carried out}

    Each area is a question of one choice, and those who have nothing in it choose something else.

    Parameters
    ----------
    survey : Survey
        What was asked, of whom and when.
    answers : iterable of Answer
        One for each question that a respondent answered.
    questions : str or several, optional
        The areas; by default all questions of one choice that have these three options.
    of : str
        ``report``: a joint answer counts once. ``municipality``: once for each that it covers.
    ongoing, completed, not_carried_out : str
        Codes of the options.

    Returns
    -------
    Estimate
        Three shares by ``area``: ``completed_of_had``, ``completed_of_active`` and
        ``active_of_had``, with bounds for those who didn't answer, each of whom may have had
        anything. `n` is the denominator. Columns: ``number`` (k), ``ongoing``, ``completed``,
        ``not_carried_out``, ``active`` and ``had``, and of those asked as in `survey`. Nobody had
        it: undefined. Nobody answered: not reported.

    Raises
    ------
    DataError
        If answers break a rule of the survey, or a question hasn't the three options.
    UnknownNameError
        If there is no such question.

    Examples
    --------
    >>> funds = Survey.parse('''
    ... name = "funds"
    ... due = ["0480", "0481", "0482", "0483"]
    ... [[questions]]
    ... code = "training"
    ... kind = "one"
    ... choices = [{ code = "ongoing" }, { code = "completed" }, { code = "not_carried_out" }]
    ... ''')
    >>> told = [("0480", "ongoing"), ("0481", "completed"), ("0482", "completed")]
    >>> answers = [Answer("funds", who, "training", (what,)) for who, what in told]
    >>> share = areas(funds, answers).select(share="completed_of_had")
    >>> float(share), share.lower, share.upper
    (0.6666666666666666, array([0.5]), array([0.75]))
    """
    options = (ongoing, completed, not_carried_out)
    if not all(isinstance(one, str) for one in options) or len({*options}) < len(options):
        raise DataError("ongoing, completed and not_carried_out must be the codes of three options")
    respondents = respondents_of(survey, answers, of)
    if questions is None:
        questions = [
            one.code
            for one in survey.questions
            if one.kind is QuestionKind.ONE and {*options} <= {*one.codes}
        ]
        if not questions:
            raise DataError(
                f"the survey {survey.name} has no question of one choice with {', '.join(options)}; "
                "name the options as the survey does"
            )
    asked = [
        respondents.of_question(question)
        for question in asked_questions(survey, questions, QuestionKind.ONE)
    ]
    for one in asked:
        if not {*options} <= {*one.question.codes}:
            raise DataError(
                f"question {one.question.code} must have the options {', '.join(options)}; "
                "name them as the survey does"
            )
    repeats = [len(_SHARES)] * len(asked)
    numbers = {
        name: np.array([one.numbers()[one.question.codes.index(option)] for one in asked])
        for name, option in zip(("ongoing", "completed", "not_carried_out"), options, strict=True)
    }
    numbers["active"] = numbers["ongoing"] + numbers["completed"]
    numbers["had"] = numbers["active"] + numbers["not_carried_out"]
    numbers |= {
        name: np.array([one.columns()[name] for one in asked]) for name in asked[0].columns()
    }
    numbers["n_answered"] = np.array([len(one.answers) for one in asked])
    pairs = [_SHARES[share] for share in _SHARES]
    k, n = (
        np.stack([numbers[pair[side]] for pair in pairs], axis=1).reshape(-1).astype(np.int64)
        for side in (0, 1)
    )
    columns = {name: np.repeat(array, len(pairs)) for name, array in numbers.items()}
    columns = {"number": k, **columns}
    silent = columns["n_not_answered"]
    whole = n + silent
    undefined = np.full(k.size, np.nan)
    grid = respondents.grid(
        "areas", asked, "area", repeats, ongoing=ongoing, completed=completed,
        not_carried_out=not_carried_out,
    ).saying(Note("survey_limits", form="bound"))  # fmt: skip
    return Estimate.over(
        grid,
        strata={**grid.strata, "share": np.tile(list(_SHARES), len(asked))},
        value=np.divide(k, n, out=undefined.copy(), where=n > 0),
        lower=np.divide(k, whole, out=undefined.copy(), where=whole > 0),
        upper=np.divide(k + silent, whole, out=undefined.copy(), where=whole > 0),
        n=n,
        columns=columns,
        states=dict.fromkeys(("n", *columns), np.zeros(k.size)),
        figures={
            "value": Figure("share", ratio_of=("number", "n")),
            "number": Figure("count", part_of="n"),
            "active": Figure("count", sum_of=("ongoing", "completed")),
            "had": Figure("count", sum_of=("active", "not_carried_out")),
            **{name: figure for name, figure in FIGURES.items() if name not in ("n", "asked")},
            "n_answered": Figure("count", part_of="asked"),
            "n_outside": Figure("count", part_of="n_answered"),
            "asked": Figure("count", sum_of=("n_answered", "n_not_answered")),
        },
        confidence=None,
        unit="proportion",
        method="worst case",
        basis=Basis.BOUND,
    )
