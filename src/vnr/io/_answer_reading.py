"""What came of reading answers: records, the faults, and an account of every row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from vnr.display import html_lines, wrapped_text
from vnr.frames import Backend
from vnr.io._account import Account, FileRead
from vnr.io._choices import Choice, framed
from vnr.io.faults import Faults
from vnr.io.form import answer_layout, form_survey
from vnr.model import Answer, ProvisionState, Survey
from vnr.register import Provisions, Supply
from vnr.words import Language, text

__all__ = ["AnswerReading"]


@attrs.frozen(repr=False)
class AnswerReading(Account):
    """A reading of what municipalities answered (inläsning av svar): look at `rejected` first.

    Attributes
    ----------
    provisions
        What municipalities have or lack, in columns, for `vnr.metrics.offers` and its kin.
    answers
        Answers to questions, for `vnr.metrics.survey` and its kin.
    faults
        Everything that was wrong.
    files
        The account of every file: rows read = accepted + rejected.
    asked
        The headings and words that weren't known, and what may have been meant.
    set_aside
        What rows that were set aside are about, as not answered: it was asked.

    Examples
    --------
    >>> from vnr.io import read_answers
    >>> rows = {"kommun": "0484", "år": 2025, "slag": "insats", "innehåll": "skyddat boende", "finns?": "ja"}
    >>> read_answers([rows])
    data: 1 lästa = 1 godtagna + 0 bortlagda
    1 av 1 rader om utbud är besvarade, och 0 frågor, från 1 svarande
    """

    provisions: Provisions
    answers: tuple[Answer, ...]
    faults: Faults
    files: tuple[FileRead, ...]
    asked: tuple[Choice, ...] = ()
    set_aside: Provisions = attrs.field(factory=Provisions.of)

    def supply(self, year: int) -> Supply:
        """What was read as one value, for `vnr.report.supply_report`; what was set aside is not answered.

        Parameters
        ----------
        year : int
            The year of the form's own questions.
        """
        return Supply(
            provisions=[*self.provisions, *self.set_aside],
            surveys=[self.survey(year)] if self.answers else [],
            answers=self.answers,
        )

    def survey(self, year: int, due: Iterable[str] | None = None) -> Survey:
        """The form's own questions of a year; due are by default those whose answers were read.

        Parameters
        ----------
        year : int
            The year.
        due : iterable of str, optional
            Codes of the municipalities that were to answer.
        """
        if due is None:
            due = self.provisions.where(year=year).municipalities
        return form_survey(year, due)

    def choices(self, backend: Backend | None = None, *, language: Language = "sv") -> Any:
        """What isn't known: one row for each heading or word, with what may be meant.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``.
        language : str
            ``sv`` or ``en``.
        """
        return framed(self.asked, answer_layout(), backend, language)

    def show(self, language: Language = "sv") -> str:
        """The account as text, in Swedish (``sv``) or English (``en``)."""

        def say(key: str, **parameters: object) -> str:
            return text("reading", key, language, **parameters)

        lines = []
        for file in self.files:
            account = attrs.asdict(file, recurse=False)
            rows = {name: account[name] for name in ("name", "accepted", "rejected")}
            lines.append(say("file", rows=file.rows_read, **rows))
            lines += [f"    {note.text(language)}" for note in file.notes]
        for rule, number in self.faults.rules.items():
            lines.append(say("rule", rule=rule, number=number))
        who = {*self.provisions.municipalities}
        who |= {name for one in self.answers for name in (one.respondent, *one.covers)}
        places = len(who)
        silent = sum(one.state is ProvisionState.NOT_ANSWERED for one in self.provisions)
        numbers = {
            "provisions": len(self.provisions) - silent,
            "all": len(self.provisions) + len(self.set_aside),
            "answers": len(self.answers),
        }
        lines.append(say("filled_in", places=places, **numbers))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        return html_lines(self.show(), language="sv")
