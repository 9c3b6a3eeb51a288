"""Who was asked a question, and who answered it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, check_choice, shown
from vnr.frames import listed
from vnr.metrics.choices import Answering
from vnr.model import Answer, Question, QuestionKind, Survey
from vnr.results import Definition, Figure, Grid, Note, State

__all__ = ["FIGURES", "REPORT", "Asked", "Respondents", "asked_questions", "respondents_of"]

Whole = NDArray[np.int64]

REPORT: Final = "report"
_SHOWN: Final = 10

FIGURES: Final = {
    "n": Figure("count", part_of="asked"),
    "asked": Figure("count", sum_of=("n", "n_not_answered")),
    "n_outside": Figure("count", part_of="n"),
    "n_not_answered": Figure("count", part_of="asked"),
    "n_not_asked": Figure("count"),
    "n_condition_unknown": Figure("count"),
}
"""How the numbers of those asked hang together, in every result of a survey."""


@attrs.frozen
class Asked:
    """One question: what was answered by each who did, and how many did not.

    Attributes
    ----------
    question
        The question.
    answers
        One for each that is counted and answered.
    outside
        Of those that were not to be asked, how many answered all the same.
    silent
        How many were to be asked and did not answer.
    not_asked
        How many of those due were not to be asked, by an earlier answer.
    unknown
        How many of those due didn't answer what tells whether they were to be asked.
    """

    question: Question
    answers: tuple[Answer, ...]
    outside: int
    silent: int
    not_asked: int
    unknown: int

    @property
    def asked(self) -> int:
        """Due and the condition met, or answered all the same."""
        return len(self.answers) + self.silent

    def numbers(self) -> list[int]:
        """How many chose each option."""
        chosen = [code for answer in self.answers for code in answer.choices]
        return [chosen.count(code) for code in self.question.codes]

    def columns(self) -> dict[str, int]:
        """The numbers that stand beside a figure of the question."""
        return {
            "asked": self.asked,
            "n_outside": self.outside,
            "n_not_answered": self.silent,
            "n_not_asked": self.not_asked,
            "n_condition_unknown": self.unknown,
        }


@attrs.frozen
class Respondents:
    """Those that are counted, reports or municipalities, and what they answered.

    Attributes
    ----------
    survey
        The survey.
    of
        What is counted: ``report`` or ``municipality``.
    units
        Who is counted, and whether it was due.
    answered
        The answer by who is counted and question.
    joint
        Whether some answer is of several.
    """

    survey: Survey
    of: str
    units: Mapping[str, bool]
    answered: Mapping[tuple[str, str], Answer]
    joint: bool

    def of_question(self, question: Question) -> Asked:
        """Who was asked the question, and what they answered."""
        answers, outside, silent, not_asked, unknown = [], 0, 0, 0, 0
        for unit, due in self.units.items():
            answer = self.answered.get((unit, question.code))
            met = self._met(unit, question)
            if answer is not None:
                answers.append(answer)
                outside += not (due and met)
            elif due:
                silent += met is True
                not_asked += met is False
                unknown += met is None
        return Asked(question, tuple(answers), outside, silent, not_asked, unknown)

    def _met(self, unit: str, question: Question) -> bool | None:
        """Whether the question was to be asked; None where that can't be told."""
        condition = question.asked_if
        if question.due is not None and unit not in question.due:
            return False
        if condition is None:
            return True
        answer = self.answered.get((unit, condition.question))
        if answer is not None:
            return bool({*answer.choices} & {*condition.choices})
        # Who wasn't to be asked the earlier one wasn't to be asked this one either.
        return False if self._met(unit, self.survey[condition.question]) is False else None

    def grid(
        self, rule: str, asked: Sequence[Asked], stratum: str, repeats: Sequence[int], **more: Any
    ) -> Grid:
        """Cells by question, each so many times; not reported where nobody answered.

        What isn't told of anybody is a state and never 0; why is told by the numbers beside it.
        """
        nobody = np.repeat([not one.answers for one in asked], repeats)
        return Grid(
            strata={stratum: np.repeat([one.question.code for one in asked], repeats)},
            state=np.where(nobody, State.NOT_REPORTED, State.VALUE),
            # Not the share that answered, which would give hidden numbers back.
            covered=np.where(nobody, 0.0, 1.0),
            definition=Definition(rule, {"survey": self.survey.name, "of": self.of, **more}),
            notes=self._notes(asked),
        )

    def _notes(self, asked: Sequence[Asked]) -> Iterator[Note]:
        if self.joint:
            yield Note("survey_joint", form=self.of)
        if any(one.outside for one in asked):
            yield Note("survey_outside")
        if any(one.unknown for one in asked):
            yield Note("survey_condition_unknown")


def respondents_of(survey: Survey, answers: Iterable[Answer], of: str) -> Respondents:
    """Who is counted, and what each of them answered.

    Raises
    ------
    DataError
        If `of` is neither, or answers break a rule: each with its row, what is wrong and what to
        do.
    """
    if not isinstance(survey, Survey):
        raise DataError(f"survey must be a vnr.model.Survey, got {shown(survey)}")
    check_choice("of", of, Answering)
    rows = tuple(answers) if isinstance(answers, Iterable) else (answers,)
    for row, one in enumerate(rows):
        if not isinstance(one, Answer):
            raise DataError(
                f"answers must be several vnr.model.Answer, and row {row} is {type(one).__name__}; "
                "read JSON with vnr.model.structure"
            )
    faults = survey.faults(rows)
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise DataError("; ".join(faults[:_SHOWN]) + more)
    head = {one: answer.respondent for answer in rows for one in answer.covers}
    everybody = dict.fromkeys([*survey.due, *(answer.respondent for answer in rows), *head])
    due = {head.get(one, one) for one in survey.due}
    by_head = {(answer.respondent, answer.question): answer for answer in rows}
    if of == REPORT:
        units = {one: one in due for one in everybody if one not in head}
        answered = by_head
    else:
        units = {one: head.get(one, one) in due or one in survey.due for one in everybody}
        answered = {
            (one, question.code): by_head[head.get(one, one), question.code]
            for one in everybody
            for question in survey.questions
            if (head.get(one, one), question.code) in by_head
        }
    return Respondents(survey, of, units, answered, bool(head))


def asked_questions(
    survey: Survey, questions: str | Iterable[str] | None, *kinds: QuestionKind
) -> list[Question]:
    """The questions asked for, or all of these kinds.

    Raises
    ------
    UnknownNameError
        If the survey has no such question.
    DataError
        If one is of another kind, or there is none.
    """
    known = {question.code: question for question in survey.questions}
    if questions is None:
        chosen = [one for one in survey.questions if one.kind in kinds]
    else:
        names = [questions] if isinstance(questions, str) else listed(questions, "questions")
        for name in names:
            if not isinstance(name, str) or name not in known:
                raise UnknownNameError("question", name, known)
        chosen = [known[name] for name in names]
    other = next((one for one in chosen if one.kind not in kinds), None)
    wanted = ", ".join(kinds)
    if other is not None:
        raise DataError(
            f"question {other.code} is of kind {other.kind}, and {wanted} is needed; "
            "name the questions, or ask for it by the metric of its kind"
        )
    if not chosen:
        raise DataError(f"the survey {survey.name} has no question of kind {wanted}")
    return chosen
