"""The rows of the form: what is asked about, by theme, and the questions beside."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import attrs

from vnr.frames import listed
from vnr.model import (
    AnswerChoice,
    Condition,
    Group,
    Instrument,
    InterventionKind,
    ProvisionKind,
    Question,
    QuestionKind,
    Role,
    Subject,
    Survey,
    ViolenceContext,
    ViolenceForm,
    Vocabulary,
)
from vnr.words import LANGUAGES, Language, topic

__all__ = ["FORM_ROWS", "QUESTIONS", "FormRow", "form_survey", "form_wordings", "survey_name"]


@attrs.frozen
class FormRow:
    """A row on something that may be there (formulärrad).

    Attributes
    ----------
    theme
        The theme that it stands under.
    name
        The key of its wording and explanation.
    kind, subject, target
        What the record is about that it becomes.
    asks
        Fields that are asked for beside whether it is there.
    """

    theme: str
    name: str
    kind: ProvisionKind
    subject: str | None = None
    target: str | None = None
    asks: tuple[str, ...] = ()

    @property
    def thing(self) -> tuple[ProvisionKind, str | None, str | None]:
        """What it is about, as `Provision.thing` has it."""
        return self.kind, self.subject, self.target

    def words(self, language: Language) -> tuple[str, str]:
        """Its wording and explanation."""
        told = topic("form", language)["row"][self.name]
        return told["ask"], told["explain"]


_WHO: Final = ("way", "with_municipalities", "partners", "persons")
_STAYS: Final = (*_WHO, "places")
_KNOWS: Final = ("way", "with_municipalities", "partners", "persons")
_PLAN: Final = ("level", "under_way", "followed_up")
_ROUTINE: Final = ("under_way", "followed_up")
_TEAM: Final = ("with_municipalities", "partners", "under_way", "followed_up")


def _row(
    theme: str,
    name: str,
    kind: ProvisionKind,
    subject: Vocabulary | None,
    target: Vocabulary | None,
    asks: tuple[str, ...],
) -> FormRow:
    return FormRow(theme, name, kind, subject and subject.value, target and target.value, asks)


_K, _S, _I, _G = ProvisionKind, Subject, InterventionKind, Instrument
_CONTEXT, _FORM, _R = ViolenceContext, ViolenceForm, Role

FORM_ROWS: Final = tuple(
    _row(theme, name, kind, subject, target, asks)
    for theme, kind, asks, rows in (
        (
            "competence",
            _K.COMPETENCE,
            _KNOWS,
            (
                ("knows_partner", _CONTEXT.PARTNER, None),
                ("knows_children", _CONTEXT.FAMILY, _R.EXPOSED_CHILD),
                ("knows_honour", _CONTEXT.HONOUR, None),
                ("knows_mutilation", _CONTEXT.GENITAL_MUTILATION, None),
                ("knows_prostitution", _CONTEXT.PROSTITUTION, None),
                ("knows_trafficking", _CONTEXT.TRAFFICKING, None),
                ("knows_sexual", _FORM.SEXUAL, None),
                ("knows_aged", _CONTEXT.FAMILY, Group.AGED),
                ("knows_disability", _CONTEXT.CARE_SETTING, Group.DISABILITY),
                ("knows_perpetrators", _CONTEXT.PARTNER, _R.PERPETRATOR),
                ("knows_danger", _G.FREDA_DANGER, None),
                ("knows_patriark", _G.PATRIARK, None),
            ),
        ),
        (
            "services",
            _K.SERVICE,
            _WHO,
            (
                ("counselling_adults", _I.COUNSELLING, _R.EXPOSED_ADULT),
                ("counselling_children", _I.COUNSELLING, _R.EXPOSED_CHILD),
                ("counselling_perpetrators", _I.COUNSELLING, _R.PERPETRATOR),
                ("group_adults", _I.GROUP, _R.EXPOSED_ADULT),
                ("group_children", _I.GROUP, _R.WITNESSING_CHILD),
                ("treatment_adults", _I.TREATMENT, _R.EXPOSED_ADULT),
                ("treatment_perpetrators", _I.TREATMENT, _R.PERPETRATOR),
                ("trappan", _I.TRAPPAN, _R.WITNESSING_CHILD),
                ("mpv", _I.MPV, _R.PERPETRATOR),
                ("contact_person", _I.CONTACT_PERSON, None),
                ("practical_support", _I.PRACTICAL_SUPPORT, None),
                ("barnahus", _I.BARNAHUS, None),
            ),
        ),
        (
            "services",
            _K.SERVICE,
            _STAYS,
            (
                ("shelter_adults", _I.SHELTERED_HOUSING, _R.EXPOSED_ADULT),
                ("shelter_children", _I.SHELTERED_HOUSING, _R.EXPOSED_CHILD),
            ),
        ),
        (
            "collaboration",
            _K.COLLABORATION,
            _TEAM,
            (
                ("shares_information", _S.INFORMATION, None),
                ("shares_services", _S.SERVICES, None),
                ("shares_agreement", _S.AGREEMENT, None),
                ("shares_children", _S.SERVICES, _R.EXPOSED_CHILD),
            ),
        ),
        ("collaboration", _K.PREVENTION, _TEAM, (("prevention", None, None),)),
        (
            "governance",
            _K.PLAN,
            _PLAN,
            (("plan", _S.GENERAL, None), ("plan_honour", _S.HONOUR, None)),
        ),
        (
            "governance",
            _K.COORDINATOR,
            ("level", "way", "with_municipalities", "posts"),
            (("coordinator", None, None),),
        ),
        (
            "governance",
            _K.ROUTINE,
            _ROUTINE,
            (
                ("routine_ask", _S.ASK, None),
                ("routine_document", _S.DOCUMENT, None),
                ("routine_investigate", _S.INVESTIGATE, None),
                ("routine_assess", _S.ASSESS, None),
                ("routine_protect", _S.PROTECT, None),
                ("routine_follow_up", _S.FOLLOW_UP, None),
            ),
        ),
        (
            "governance",
            _K.INSTRUMENT,
            ("persons", "under_way"),
            (
                ("uses_freda", _G.FREDA_SHORT, None),
                ("uses_danger", _G.FREDA_DANGER, None),
                ("uses_sara", _G.SARA_SV, None),
                ("uses_patriark", _G.PATRIARK, None),
            ),
        ),
        ("governance", _K.FOLLOW_UP, ("under_way",), (("follow_up", None, None),)),
    )
    for name, subject, target in rows
)
"""What is asked about, in the order of the form."""

_NONE: Final = "none"

QUESTIONS: Final = (
    ("wished", "needs", QuestionKind.SEVERAL, None, None),
    ("wished", "support", QuestionKind.SEVERAL, None, None),
    ("wished", "procurement", QuestionKind.YES_NO, None, None),
    ("wished", "procured", QuestionKind.SEVERAL, "procurement", None),
    ("governance", "employed", QuestionKind.NUMBER, None, None),
    ("governance", "left", QuestionKind.NUMBER, None, "employed"),
)
"""Theme, code, kind, what it is asked after a yes to, and which number it is part of."""


def survey_name(year: int) -> str:
    """The name of the form's questions of a year."""
    return f"form-{year}"


def form_survey(year: int, due: Iterable[str] = ()) -> Survey:
    """The form's own questions as a survey (enkät): needs, support, procurement, staff.

    Parameters
    ----------
    year : int
        The year that is asked about.
    due : iterable of str
        Codes of the municipalities that were to answer.

    Examples
    --------
    >>> survey = form_survey(2026, ["0480", "0488"])
    >>> survey.name, survey["procured"].asked_if.question, survey["left"].part_of
    ('form-2026', 'procurement', 'employed')
    """
    asked = {language: topic("form", language)["question"] for language in LANGUAGES}
    questions = []
    for _, code, kind, after, whole in QUESTIONS:
        options = {language: asked[language][code].get("choices", {}) for language in LANGUAGES}
        words = {language: asked[language][code]["ask"] for language in LANGUAGES}
        questions.append(
            Question(
                code,
                kind,
                tuple(
                    AnswerChoice(one, *(options[language][one] for language in LANGUAGES))
                    for one in options["sv"]
                ),
                alone=_NONE if _NONE in options["sv"] else None,
                asked_if=None if after is None else Condition(after, ("yes",)),
                part_of=whole,
                **words,
            )
        )
    titles = {language: topic("form", language)["sheet"]["survey"] for language in LANGUAGES}
    return Survey(
        survey_name(year), tuple(listed(due, "due")), tuple(questions), year=year, **titles
    )


@cache
def form_wordings() -> frozenset[str]:
    """What the form's rows and questions ask, in each language: words that tell of nobody."""
    rows = {row.words(language)[0] for row in FORM_ROWS for language in LANGUAGES}
    asked = (topic("form", language)["question"] for language in LANGUAGES)
    return frozenset(rows.union(*({one["ask"] for one in told.values()} for told in asked)))
