"""Shares of those who answered, with bounds for those who did not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from vnr.errors import check_choice
from vnr.metrics.choices import Answering, Limits
from vnr.metrics.intervals import binomial_limits, check_confidence
from vnr.metrics.surveys._respondents import FIGURES, asked_questions, respondents_of
from vnr.model import Answer, QuestionKind, Survey
from vnr.results import Basis, Estimate, Figure, Note

__all__ = ["survey"]

_BOUND: Final = "bound"
_PROCESS: Final = "process"
_KINDS: Final = (QuestionKind.YES_NO, QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.ORDINAL)


def survey(
    survey: Survey,
    answers: Iterable[Answer],
    questions: str | Iterable[str] | None = None,
    *,
    of: Answering = "report",
    limits: Limits = "bound",
    confidence: float = 0.95,
) -> Estimate:
    r"""Share of those who answered that chose each option (enkätsvar).

    .. math:: \frac{k}{n}, \qquad \frac{k}{a} \;\text{to}\; \frac{k + a - n}{a}

    with :math:`k` who chose it, :math:`n` who answered and :math:`a` who were asked: due and the
    question's condition met, or answered all the same. Those who were asked and said nothing may
    have had any answer, and that is what the limits allow for. 138 of 139 who were due are no
    sample of them, so there is no confidence.

    Parameters
    ----------
    survey : Survey
        What was asked, of whom and when.
    answers : iterable of Answer
        One for each question that a respondent answered; what wasn't answered has none.
    questions : str or several, optional
        Codes of questions answered by choosing; by default all of them.
    of : str
        ``report``: a joint answer counts once. ``municipality``: once for each that it covers.
    limits : str
        ``bound``; or ``process`` for Wilson's interval, where the answers are taken as chance
        outcomes of a process that goes on, with a note.
    confidence : float
        Two-sided level of `limits` by ``process``.

    Returns
    -------
    Estimate
        A proportion by ``question`` and ``choice``. `n` is those who answered. Columns:
        ``number`` (k), ``asked``, ``n_outside`` (answered though not to be asked),
        ``n_not_answered``, ``n_not_asked`` (due, and not to be asked by an earlier answer) and
        ``n_condition_unknown`` (due, and the earlier question not answered). Where nobody
        answered nothing is reported; those numbers say why.

    Raises
    ------
    DataError
        If answers break a rule of the survey, each with its row; or an argument is none of its
        choices.
    UnknownNameError
        If there is no such question.

    References
    ----------
    .. [1] Manski CF. Nonparametric bounds on treatment effects. *American Economic Review* 1990;80:319–323.

    Examples
    --------
    >>> plan = Survey.parse('''
    ... name = "plan"
    ... due = ["0480", "0481", "0482", "0483"]
    ... questions = [{ code = "plan", kind = "yes_no" }]
    ... ''')
    >>> told = [("0480", "yes"), ("0481", "yes"), ("0482", "no")]
    >>> answers = [Answer("plan", who, "plan", (what,)) for who, what in told]
    >>> share = survey(plan, answers).select(choice="yes")
    >>> float(share), share.lower, share.upper, share["asked"]
    (0.6666666666666666, array([0.5]), array([0.75]), array([4]))
    """
    check_choice("limits", limits, Limits)
    respondents = respondents_of(survey, answers, of)
    confidence = check_confidence(confidence)
    asked = [
        respondents.of_question(question)
        for question in asked_questions(survey, questions, *_KINDS)
    ]
    repeats = [len(one.question.codes) for one in asked]
    grid = respondents.grid("survey", asked, "question", repeats, limits=limits)
    choices = [code for one in asked for code in one.question.codes]
    k = np.array([number for one in asked for number in one.numbers()], np.float64)
    n = np.repeat([len(one.answers) for one in asked], repeats)
    columns = {
        name: np.repeat([one.columns()[name] for one in asked], repeats)
        for name in asked[0].columns()
    }
    a = columns["asked"]
    if limits == _PROCESS:
        lower, upper = binomial_limits(
            k, n.astype(np.float64), method="wilson", confidence=confidence
        )
    else:
        there = a > 0
        lower = np.divide(k, a, out=np.full(k.size, np.nan), where=there)
        upper = np.divide(k + a - n, a, out=np.full(k.size, np.nan), where=there)
    notes = [Note("survey_limits", form=limits)]
    if any(one.question.kind is QuestionKind.SEVERAL for one in asked):
        notes.append(Note("survey_several"))
    grid = grid.saying(*notes)
    columns = {"number": k.astype(np.int64), **columns}
    # Of a question that nobody answered the numbers say whether it was asked.
    told = np.zeros(k.size)
    return Estimate.over(
        grid,
        strata={**grid.strata, "choice": np.array(choices)},
        value=np.divide(k, n, out=np.full(k.size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        columns=columns,
        states=dict.fromkeys(("n", *columns), told),
        figures={
            "value": Figure("share", ratio_of=("number", "n")),
            "number": Figure("count", part_of="n"),
            **FIGURES,
        },
        confidence=confidence if limits == _PROCESS else None,
        unit="proportion",
        method="wilson" if limits == _PROCESS else "worst case",
        basis=Basis.SAMPLING if limits == _PROCESS else Basis.BOUND,
    )
