"""What municipalities and organisations were asked, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from vnr.errors import ModelError
from vnr.model import _rules as rule
from vnr.model._convert import structure
from vnr.model._invariants import broken_text
from vnr.model._record import Record
from vnr.model._vocabulary import QuestionKind
from vnr.words import Language

__all__ = ["Answer", "AnswerChoice", "Condition", "Question", "Survey"]

_ONE = (QuestionKind.YES_NO, QuestionKind.ONE, QuestionKind.ORDINAL)
_CHOSEN = (*_ONE, QuestionKind.SEVERAL)


@attrs.frozen
class AnswerChoice(Record):
    """An option of a question (svarsalternativ).

    Attributes
    ----------
    code
        What answers hold.
    sv, en
        In words; None says that the code does.

    Examples
    --------
    >>> AnswerChoice("shelter", sv="Skyddat boende")
    AnswerChoice(code='shelter', sv='Skyddat boende')
    """

    code: str = attrs.field(metadata=rule.text)
    sv: str | None = attrs.field(default=None, metadata=rule.text)
    en: str | None = attrs.field(default=None, metadata=rule.text)

    def label(self, language: Language = "sv") -> str:
        """The option in words, in Swedish (``sv``) or English (``en``)."""
        return (self.sv if language == "sv" else self.en) or self.code


@attrs.frozen
class Condition(Record):
    """When a question is asked (villkor): of those who chose one of these in an earlier one.

    Attributes
    ----------
    question
        Code of the earlier question.
    choices
        Codes of its options; one of them is enough.

    Examples
    --------
    >>> Condition("has_plan", ("yes",))
    Condition(question='has_plan', choices=('yes',))
    """

    question: str = attrs.field(metadata=rule.text)
    choices: tuple[str, ...] = attrs.field(metadata=rule.texts)


@attrs.frozen
class Question(Record):
    """A question of a survey (fråga).

    Attributes
    ----------
    code
        What answers name.
    kind
        Yes or no, one of several options, several of them, one on a scale (in the order of the
        options), a number, or text. A text is never kept: an answer says that there is one.
    choices
        Its options; yes and no have ``yes`` and ``no`` of themselves.
    alone
        Code of the option that stands alone, such as *no particular group*.
    asked_if
        When it is asked; None is of all.
    due
        Of whom it is asked, of those who are to answer the survey; None is of all.
    sv, en
        Its wording.
    part_of
        Of a number: code of the earlier question for the whole that it is part of, and so can't
        be above.

    Examples
    --------
    >>> Question("employed", QuestionKind.NUMBER, sv="Hur många är anställda?")
    Question(code='employed', kind=QuestionKind.NUMBER, sv='Hur många är anställda?')
    """

    code: str = attrs.field(metadata=rule.text)
    kind: QuestionKind = attrs.field(metadata=rule.vocabulary(QuestionKind))
    choices: tuple[AnswerChoice, ...] = attrs.field(
        default=(), metadata=rule.records(AnswerChoice) | rule.in_cell
    )
    alone: str | None = attrs.field(default=None, metadata=rule.text)
    asked_if: Condition | None = attrs.field(default=None, metadata=rule.record(Condition))
    sv: str | None = attrs.field(default=None, metadata=rule.text)
    en: str | None = attrs.field(default=None, metadata=rule.text)
    part_of: str | None = attrs.field(default=None, metadata=rule.text)
    due: tuple[str, ...] | None = attrs.field(default=None, metadata=rule.texts)

    def __attrs_post_init__(self) -> None:
        """Refuse options where there are none, none where some are needed, and one twice."""
        super().__attrs_post_init__()
        needed = self.kind in _CHOSEN and self.kind is not QuestionKind.YES_NO
        if needed != bool(self.choices):
            raise ModelError(broken_text("choices", "choices-of-kind"))
        if len(set(self.codes)) < len(self.codes):
            raise ModelError(broken_text("choices", "choice-twice"))
        if self.alone is not None and (
            self.kind is not QuestionKind.SEVERAL or self.alone not in self.codes
        ):
            raise ModelError(broken_text("alone", "choice-unknown"))

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its options, in their order; empty of a number and a text."""
        if self.kind is QuestionKind.YES_NO:
            return ("yes", "no")
        return tuple(choice.code for choice in self.choices)

    @property
    def is_chosen(self) -> bool:
        """Whether it is answered by choosing among options."""
        return self.kind in _CHOSEN


@attrs.frozen
class Answer(Record):
    """One respondent's answer to one question (svar). Free text is never in it.

    Attributes
    ----------
    survey
        Name of the survey.
    respondent
        Who answered: the code of a municipality, or another name.
    question
        Code of the question.
    choices
        Codes of the options chosen.
    number
        The number, of a question for one.
    covers
        Whom a joint answer is of beside the respondent.

    Examples
    --------
    >>> Answer("funds", "0484", "training", ("ongoing",), covers=("0486",)).covers
    ('0486',)
    """

    survey: str = attrs.field(metadata=rule.text)
    respondent: str = attrs.field(metadata=rule.text)
    question: str = attrs.field(metadata=rule.text)
    choices: tuple[str, ...] = attrs.field(default=(), metadata=rule.texts)
    number: float | None = attrs.field(default=None, metadata=rule.number)
    covers: tuple[str, ...] = attrs.field(default=(), metadata=rule.texts)


@attrs.frozen
class Survey(Record):
    """What was asked, of whom and when (enkät).

    Attributes
    ----------
    name
        What answers name.
    due
        Who was to answer. A respondent that is none of them may have answered all the same.
    questions
        The questions; a condition names one that stands before.
    sv, en
        Title.
    year
        The year that it is about; None is not told.

    Examples
    --------
    >>> survey = Survey.parse('''
    ... name = "plan-2026"
    ... due = ["0484", "0486"]
    ... [[questions]]
    ... code = "plan"
    ... kind = "yes_no"
    ... [[questions]]
    ... code = "groups"
    ... kind = "several"
    ... choices = [{ code = "women" }, { code = "children" }, { code = "none" }]
    ... alone = "none"
    ... asked_if = { question = "plan", choices = ["yes"] }
    ... ''')
    >>> survey["groups"].codes
    ('women', 'children', 'none')
    """

    name: str = attrs.field(metadata=rule.text)
    due: tuple[str, ...] = attrs.field(metadata=rule.texts)
    questions: tuple[Question, ...] = attrs.field(
        metadata=rule.records(Question, some=True) | rule.in_cell
    )
    sv: str | None = attrs.field(default=None, metadata=rule.text)
    en: str | None = attrs.field(default=None, metadata=rule.text)
    year: int | None = attrs.field(default=None, metadata=rule.whole_year)

    def __attrs_post_init__(self) -> None:
        """Refuse who or what stands twice, and a condition on what doesn't stand before."""
        super().__attrs_post_init__()
        if len(set(self.due)) < len(self.due):
            raise ModelError(broken_text("due", "respondent-twice"))
        before: dict[str, Question] = {}
        for place, question in enumerate(self.questions):
            where = f"questions[{place}]"
            if question.code in before:
                raise ModelError(broken_text(f"{where}.code", "question-twice"))
            asked = question.asked_if
            if asked is not None:
                earlier = before.get(asked.question)
                if earlier is None or not {*asked.choices} <= {*earlier.codes} or not asked.choices:
                    raise ModelError(broken_text(f"{where}.asked_if", "condition-unknown"))
            if question.part_of is not None:
                whole = before.get(question.part_of)
                if {question.kind, whole and whole.kind} != {QuestionKind.NUMBER}:
                    raise ModelError(broken_text(f"{where}.part_of", "part-unknown"))
            before[question.code] = question

    def __getitem__(self, code: str) -> Question:
        """The question of a code.

        Raises
        ------
        ModelError
            If there is none.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise ModelError(broken_text("question", "question-unknown"))

    @classmethod
    def parse(cls, text: str) -> Survey:
        """Read a survey that is written as TOML.

        Raises
        ------
        ModelError
            If it is no TOML, or a rule is broken, with every fault and where it stands.
        """
        import tomllib

        try:
            content = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, TypeError, AttributeError):
            raise ModelError(broken_text("survey", "survey-form")) from None
        return structure(content, cls)

    def faults(self, answers: Iterable[Answer], language: Language = "en") -> tuple[str, ...]:
        """What is wrong with answers to it: each fault with its row, what is wrong and what to do.

        Parameters
        ----------
        answers : iterable of Answer
            Answers to this survey.
        language : str
            ``sv`` or ``en``.

        Returns
        -------
        tuple of str
            Such as ``answers[3].choices: …``, with rows from 0; empty of answers that can be
            counted.
        """
        return tuple(
            broken_text(f"answers[{row}].{field}", code, language)
            for row, field, code in self.breaches(answers)
        )

    def breaches(self, answers: Iterable[Answer]) -> list[tuple[int, str, str]]:
        """Row, field and rule of what is wrong with answers to it, as `faults` tells in words.

        Parameters
        ----------
        answers : iterable of Answer
            Answers to this survey.
        """
        rows = tuple(answers)
        known = {question.code: question for question in self.questions}
        broken = [
            (row, *fault) for row, one in enumerate(rows) for fault in self._broken(one, known)
        ]
        broken += _answered_twice(rows)
        broken += _above_whole(rows, known)
        return sorted(broken)

    def _broken(self, answer: Answer, known: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
        """The field and the rule of what one answer breaks by itself."""
        if answer.survey != self.name:
            yield "survey", "survey-unknown"
        if answer.respondent in answer.covers or len({*answer.covers}) < len(answer.covers):
            yield "covers", "respondent-twice"
        question = known.get(answer.question)
        if question is None:
            yield "question", "question-unknown"
            return
        if not {*answer.choices} <= {*question.codes}:
            yield "choices", "choice-unknown"
        elif len({*answer.choices}) < len(answer.choices):
            yield "choices", "choice-twice"
        elif question.alone in answer.choices and len(answer.choices) > 1:
            yield "choices", "choice-alone"
        elif question.kind in _ONE and len(answer.choices) > 1:
            yield "choices", "choice-one"
        elif question.is_chosen and not answer.choices:
            yield "choices", "answer-empty"
        if question.kind is QuestionKind.NUMBER and answer.number is None:
            yield "number", "answer-empty"
        if question.kind is not QuestionKind.NUMBER and answer.number is not None:
            yield "number", "number-unasked"


def _answered_twice(answers: Sequence[Answer]) -> Iterator[tuple[int, str, str]]:
    """Rows of whom an earlier row answers for as well: the same question, or all of them."""
    by_question: dict[tuple[str, str], int] = {}
    covered_by: dict[str, str] = {}
    for answer in answers:
        for one in answer.covers:
            if one != answer.respondent:
                covered_by.setdefault(one, answer.respondent)
    for row, answer in enumerate(answers):
        if answer.respondent in covered_by:
            yield row, "respondent", "answered-alone-and-covered"
        if any(
            covered_by.get(one, answer.respondent) != answer.respondent for one in answer.covers
        ):
            yield row, "covers", "covered-twice"
        if (answer.respondent, answer.question) in by_question:
            yield row, "respondent", "answered-twice"
        by_question.setdefault((answer.respondent, answer.question), row)


def _above_whole(
    answers: Sequence[Answer], known: Mapping[str, Question]
) -> Iterator[tuple[int, str, str]]:
    """Rows with a number that is above that of the whole that it is part of."""
    numbers = {(one.respondent, one.question): one.number for one in answers}
    for row, answer in enumerate(answers):
        question = known.get(answer.question)
        if question is None or question.part_of is None or answer.number is None:
            continue
        whole = numbers.get((answer.respondent, question.part_of))
        if whole is not None and answer.number > whole:
            yield row, "number", "part-above-whole"
