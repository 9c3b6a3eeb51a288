"""Questions of yes and no that others publish, as answers: Öppna jämförelser, Kolada."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vnr.data._indicators import YES, Key, PublishedCell, published_cells
from vnr.errors import UnknownNameError
from vnr.model import (
    Answer,
    Provision,
    ProvisionKind,
    ProvisionState,
    Question,
    QuestionKind,
    Survey,
)
from vnr.words import refusal

__all__ = ["read_provisions", "read_survey"]

_ALL: Final = "all"
_CHOSEN: Final = {1.0: ("yes",), 0.0: ("no",)}
_STATES: Final = {1.0: ProvisionState.HAS, 0.0: ProvisionState.HAS_NOT}

Asked = tuple[ProvisionKind, Any, Any]


def read_survey(
    data: Any, *, name: str, year: int | None = None, indicator: str | None = None
) -> tuple[tuple[Survey, ...], tuple[Answer, ...]]:
    """Published answers of yes and no as surveys, one for each year, and their answers.

    Parameters
    ----------
    data : frame, list of dicts, or mapping
        As of `read_indicators`: with a column for each question, as the workbooks of Öppna
        jämförelser; or what Kolada's interface answers of an indicator that is a question.
    name : str
        What the surveys are called: each ``name-2024``.
    year : int, optional
        The year, where the table doesn't say it.
    indicator : str, optional
        What is asked, where the table doesn't say it.

    Returns
    -------
    surveys, answers
        For `vnr.metrics.survey` and `vnr.register.Supply`. Due are the municipalities that the
        table has of the year. An empty cell or a symbol is *not answered*: there is no answer,
        never no. Where it says *ej tillämplig* or *ej ställd* the municipality wasn't asked.

    Raises
    ------
    DataError
        As `read_indicators`, or if an answer is neither yes nor no.
    UnknownNameError
        If there is no such municipality.

    Examples
    --------
    >>> surveys, answers = read_survey(
    ...     [{"kommun": "Trosa", "Rutin": "Ja"}, {"kommun": "Gnesta", "Rutin": ""}],
    ...     name="oj", year=2024,
    ... )
    >>> surveys[0].name, surveys[0].due, [(one.respondent, one.choices) for one in answers]
    ('oj-2024', ('0461', '0488'), [('0488', ('yes',))])
    """
    cells = _answers(data, year, indicator)
    surveys, answers = [], []
    for when in sorted({key[2] for key in cells}):
        mine = {(key[0], key[1]): cell for key, cell in cells.items() if key[2] == when}
        due = tuple(sorted({code for _, code in mine}))
        of: dict[str, list[str]] = {}
        for (code, place), cell in mine.items():
            of.setdefault(code, []).extend([place] if cell.asked else [])
        questions = tuple(
            Question(
                code,
                QuestionKind.YES_NO,
                sv=code,
                due=None if len(asked) == len(due) else tuple(sorted(asked)),
            )
            for code, asked in of.items()
        )
        survey = Survey(f"{name}-{when}", due, questions, year=when)
        surveys.append(survey)
        answers += [
            Answer(survey.name, place, code, _CHOSEN[cell.value])
            for (code, place), cell in mine.items()
            if cell.value is not None
        ]
    return tuple(surveys), tuple(answers)


def read_provisions(
    data: Any,
    things: Mapping[str, Asked],
    *,
    year: int | None = None,
    indicator: str | None = None,
) -> tuple[Provision, ...]:
    """Published answers of yes and no as what municipalities have or lack.

    Parameters
    ----------
    data, year, indicator : as of `read_survey`
        The table.
    things : mapping of str to (kind, subject, target)
        What each question is about, by its heading or code; others are passed over.

    Returns
    -------
    tuple of Provision
        For `vnr.metrics.offers` and its kin: yes is HAS, no HAS_NOT, an empty cell or a symbol
        NOT_ANSWERED, and *ej tillämplig* or *ej ställd* NOT_ASKED.

    Raises
    ------
    DataError
        As `read_survey`.
    UnknownNameError
        If the table has no such question.

    Examples
    --------
    >>> plan = (ProvisionKind.PLAN, "general", None)
    >>> table = [{"kommun": "Trosa", "Plan": "Nej"}, {"kommun": "Gnesta", "Plan": ".."}]
    >>> [(one.municipality, one.state.value) for one in read_provisions(table, {"Plan": plan}, year=2024)]
    [('0461', 'not_answered'), ('0488', 'has_not')]
    """
    cells = _answers(data, year, indicator)
    there = {key[0] for key in cells}
    for name in things:
        if name not in there:
            raise UnknownNameError("question", name, sorted(there))
    return tuple(
        Provision(place, when, *things[code], _state(cell))
        for (code, place, when, _), cell in sorted(cells.items(), key=lambda one: one[0])
        if code in things
    )


def _answers(data: Any, year: int | None, indicator: str | None) -> dict[Key, PublishedCell]:
    """Cells of yes, no or nothing, of municipalities as a whole."""
    cells, _ = published_cells(data, YES, year, indicator)
    for (*_, sex), cell in cells.items():
        if sex != _ALL:
            raise refusal("indicator_of_sex", row=cell.row)
    return cells


def _state(cell: PublishedCell) -> ProvisionState:
    if cell.value is None:
        return ProvisionState.NOT_ANSWERED if cell.asked else ProvisionState.NOT_ASKED
    return _STATES[cell.value]
