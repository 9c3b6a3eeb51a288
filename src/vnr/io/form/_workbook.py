"""The form as a workbook: drop-downs, an explanation of each row, last year's answers filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from pathlib import Path
from typing import Any, Final

from vnr.errors import require, shown
from vnr.files import path_of, replacing
from vnr.frames import listed
from vnr.io.form._asked import FORM_ROWS, QUESTIONS, FormRow, form_survey
from vnr.io.form._layout import ANSWERS, PROVISIONS, RESPONDENTS, answer_layout
from vnr.io.form._words import TARGET_WORDS, code_label, subject_words
from vnr.io.template import municipality_codes
from vnr.model import (
    JOINT,
    Answer,
    Partner,
    Provision,
    ProvisionLevel,
    ProvisionState,
    QuestionKind,
    Vocabulary,
    Way,
    board_members,
)
from vnr.words import Language, label, labels, refusal, telling, text, topic

__all__ = ["write_answer_form"]

_CHOICES: Final = 5
"""Cells of a question that takes several answers."""
_DETAILS: Final = (
    *("way", "with_municipalities", "partners", "persons", "posts", "places"),
    *("level", "under_way", "followed_up"),
)
_TOLD: Final = ("kind", "subject", "target")
_OFFERED: Final = ("theme", "wording", "explanation", "state", *_DETAILS, *_TOLD)
_WIDTHS: Final = {
    "theme": 26,
    "wording": 44,
    "explanation": 56,
    "with_municipalities": 24,
    "subject": 30,
    "target": 30,
}
_WIDTH: Final = 15
_LINE: Final = 15
_LISTED: Final[Mapping[str, type[Vocabulary]]] = {
    "way": Way,
    "partners": Partner,
    "level": ProvisionLevel,
}
_NOTHING: Final[tuple[Any, ...]] = (None, frozenset())
_STATES: Final = (ProvisionState.HAS, ProvisionState.HAS_NOT)
_YEARS: Final = (1850, 2200)


@telling()
def write_answer_form(
    path: str | Path,
    *,
    municipality: str | None = None,
    year: int | None = None,
    before: Iterable[Provision | Answer] = (),
    overwrite: bool = False,
    language: Language = "sv",
) -> Path:
    """Write the workbook in which a municipality answers what it offers (utbudsformuläret).

    It has 45 things under five themes and six questions, each explained in a sentence, with
    drop-downs; `vnr.io.read_answers` reads it when filled in. An empty cell is *not answered*,
    never no.

    Parameters
    ----------
    path : path
        The workbook.
    municipality : str, optional
        Code of the municipality, which is filled in; of several that answer together with a plus
        between: the first answers for the others too.
    year : int, optional
        The year that is asked about, which is filled in.
    before : iterable of Provision and Answer
        Answers of earlier years: the municipality's latest are filled in, in italics. What the
        form has no row for gets one at the end.
    overwrite : bool
        Whether a file that is there, which somebody may have filled in, is replaced.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    DataError
        If there is a file already, the municipality isn't there, or `before` holds anything else, or is given without
        `municipality`.
    MissingExtraError
        If xlsxwriter isn't installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from vnr.io import read_answers
    >>> with TemporaryDirectory() as folder:
    ...     form = write_answer_form(f"{folder}/utbud.xlsx", municipality="0484", year=2025)
    ...     read_answers(form).rejected
    0
    """
    xlsxwriter = require("xlsxwriter", "excel")
    codes = board_members(municipality) if isinstance(municipality, str) else (municipality,)
    for code in () if municipality is None else codes:
        if code not in municipality_codes().values():
            raise refusal("form_place", name=shown(code))
    first = codes[0]
    earlier = _Earlier(before, first, year, JOINT.join(filter(None, codes[1:])) or None)
    target = path_of(path)
    if target.exists() and not overwrite:
        raise refusal("exists", path=str(path))
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
        _Form(book, language, earlier).write(first, year)
        book.close()
    return target


class _Earlier:
    """What the municipality answered last, by what it is about."""

    def __init__(
        self,
        before: Iterable[Provision | Answer],
        municipality: str | None,
        year: int | None,
        covers: str | None = None,
    ) -> None:
        if year is not None and not (type(year) is int and _YEARS[0] <= year <= _YEARS[1]):
            raise refusal("form_year", name=shown(year))
        records = listed(before, "before")
        if any(type(one) not in (Provision, Answer) for one in records):
            raise refusal("form_before")
        if records and municipality is None:
            raise refusal("form_before_place")
        mine = [
            one
            for one in records
            if type(one) is Provision
            and one.municipality == municipality
            and (year is None or one.year < year)
        ]
        self.year = max((one.year for one in mine), default=None)
        latest = [one for one in mine if one.year == self.year]
        self.provisions = {one.thing: one for one in latest}
        self.covers = covers or next((one.covers for one in latest if one.covers), None)
        self.answers = {
            one.question: one
            for one in records
            if type(one) is Answer and one.respondent == municipality
        }


class _Form:
    """The sheets of one workbook."""

    def __init__(self, book: Any, language: Language, earlier: _Earlier) -> None:
        self.book, self.language, self.earlier = book, language, earlier
        self.layout = answer_layout()
        self.survey = form_survey(2000)
        self.words = topic("form", language)
        plain = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({**plain, "bold": True, "bg_color": "#DDEBF7", "border": 1})
        self.told = book.add_format({**plain})
        self.theme = book.add_format({**plain, "bold": True})
        self.quiet = book.add_format({**plain, "font_color": "#808080"})
        self.open = book.add_format({**plain, "border": 1})
        self.last = book.add_format({**plain, "border": 1, "italic": True})
        self.closed = book.add_format({"bg_color": "#D9D9D9"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        # Texts, so that a code keeps its zero and nothing becomes a formula.
        self.text = book.add_format({**plain, "border": 1, "num_format": "@"})
        self.lists: list[list[str]] = []

    def write(self, municipality: str | None, year: int | None) -> None:
        """All sheets, the one that is filled in first at the front."""
        sheets = {
            table: self.book.add_worksheet(self.layout.sheet(table, self.language))
            for table in (RESPONDENTS, PROVISIONS, ANSWERS)
        }
        self._respondent(sheets[RESPONDENTS], municipality, year)
        self._provisions(sheets[PROVISIONS])
        self._answers(sheets[ANSWERS])
        codes = self.book.add_worksheet(text("reading", "codes_sheet", self.language))
        for place, words in enumerate(self.lists):
            codes.write_column(0, place, ["", *words])
        codes.protect()

    def _list(self, words: Iterable[str]) -> dict[str, object]:
        """Words to choose from, on the sheet of codes: a list in the rule itself takes 255 letters."""
        chosen = list(words)
        if chosen not in self.lists:
            self.lists.append(chosen)
        place = self.lists.index(chosen)
        letter = (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
        sheet = text("reading", "codes_sheet", self.language)
        return {
            "validate": "list",
            "source": f"={sheet}!${letter}$2:${letter}${len(chosen) + 1}",
        }

    def _heads(self, sheet: Any, row: int, table: str, fields: Iterable[str]) -> None:
        for place, field in enumerate(fields):
            name = self.layout.title(table, field, self.language)
            sheet.write_string(row, place, name, self.head)
            sheet.set_column(place, place, _WIDTHS.get(field, _WIDTH))

    def _respondent(self, sheet: Any, municipality: str | None, year: int | None) -> None:
        sheet.write_string(0, 0, self.words["sheet"]["title"], self.title)
        lines = list(self.words["steps"].values())
        if self.earlier.year is not None:
            lines.append(self.words["sheet"]["last_year"].format(year=self.earlier.year))
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, f"{row}. {line}")
        top = len(lines) + 2
        self._heads(sheet, top, RESPONDENTS, ("municipality", "year", "covers"))
        names = labels("municipality", "sv")
        sheet.write(top + 1, 0, names.get(municipality or "", ""), self.text)
        sheet.data_validation(top + 1, 0, top + 1, 0, self._list(sorted(names.values())))
        if year is None:
            sheet.write_blank(top + 1, 1, None, self.open)
        else:
            sheet.write_number(top + 1, 1, year, self.open)
        whole = {"criteria": "between", "minimum": _YEARS[0], "maximum": _YEARS[1]}
        sheet.data_validation(top + 1, 1, top + 1, 1, {"validate": "integer", **whole})
        covers = label("municipality", self.earlier.covers, "sv") if self.earlier.covers else ""
        sheet.write(top + 1, 2, covers, self.last)

    def _provisions(self, sheet: Any) -> None:
        self._heads(sheet, 0, PROVISIONS, _OFFERED)
        sheet.freeze_panes(1, 4)
        known = {row.thing for row in FORM_ROWS}
        more = [
            FormRow("", "", *one.thing, _DETAILS)
            for one in self.earlier.provisions.values()
            if one.thing not in known
        ]
        for number, row in enumerate((*FORM_ROWS, *more), start=1):
            wording = row.words(self.language) if row.name else (self._named(row), "")
            theme = self.words["theme"].get(row.theme, "")
            sheet.write_string(number, 0, theme, self.theme)
            sheet.write_string(number, 1, wording[0], self.told)
            sheet.write_string(number, 2, wording[1], self.quiet)
            before = self.earlier.provisions.get(row.thing)
            for place, field in enumerate(_OFFERED):
                # What was told last year stands there, asked for or not.
                is_told = before is not None and getattr(before, field, None) not in _NOTHING
                if field in ("state", *row.asks) or (is_told and field in _DETAILS):
                    self._cell(sheet, number, place, field, before)
                elif field in _DETAILS:
                    sheet.write_blank(number, place, None, self.closed)
            for place, told in enumerate(self._told(row), start=_OFFERED.index(_TOLD[0])):
                sheet.write_string(number, place, told, self.quiet)
            # Not all programs make room of themselves for what is wrapped.
            room = (
                _WIDTHS["wording"],
                _WIDTHS["explanation"],
                *(_WIDTHS.get(one, _WIDTH) for one in _TOLD),
            )
            texts = (*wording, *self._told(row))
            high = max(ceil(len(a) / b) for a, b in zip(texts, room, strict=True))
            sheet.set_row(number, _LINE * max(1, high))

    def _named(self, row: FormRow) -> str:
        return ": ".join(filter(None, self._told(row)))

    def _told(self, row: FormRow) -> tuple[str, str, str]:
        """Kind, subject and target in words."""
        subject = row.subject and code_label(row.subject, subject_words(row.kind), self.language)
        meant = row.target and code_label(row.target, TARGET_WORDS, self.language)
        return row.kind.label(self.language), subject or "", meant or ""

    def _cell(
        self, sheet: Any, number: int, place: int, field: str, before: Provision | None
    ) -> None:
        value = None if before is None else getattr(before, field)
        if field == "state" and value is ProvisionState.NOT_ANSWERED:
            value = None
        written = self._written(value)
        form = self.open if value is None else self.last
        if isinstance(written, str):
            sheet.write(number, place, written, form)
        else:
            sheet.write_number(number, place, written, form)
        rule = self._rule(field)
        if rule is not None:
            sheet.data_validation(number, place, number, place, rule)

    def _yes(self, *, yes: bool) -> str:
        return text("form", "words", self.language, form="yes" if yes else "no")

    def _written(self, value: Any) -> str | float:
        """A value as a cell of the form has it."""
        if value in _STATES:
            return self._yes(yes=value is ProvisionState.HAS)
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._yes(yes=value)
        if isinstance(value, frozenset):
            return "; ".join(sorted(one.label(self.language) for one in value))
        if isinstance(value, Vocabulary):
            return value.label(self.language)
        return label("municipality", value, "sv") if isinstance(value, str) else float(value)

    def _rule(self, field: str) -> dict[str, object] | None:
        """What may stand in the cells of a field."""
        answers = [self._yes(yes=True), self._yes(yes=False)]
        if field == "state":
            return self._list([*answers, ProvisionState.NOT_ASKED.label(self.language)])
        if field in ("under_way", "followed_up"):
            return self._list(answers)
        if field in _LISTED:
            chosen = self._list(one.label(self.language) for one in _LISTED[field])
            # Several partners are written with a semicolon between, which no list has.
            return {**chosen, "show_error": field != "partners"}
        if field in ("persons", "places"):
            return {"validate": "integer", "criteria": ">=", "value": 0}
        return {"validate": "decimal", "criteria": ">=", "value": 0} if field == "posts" else None

    def _answers(self, sheet: Any) -> None:
        name = self.layout.title(ANSWERS, "choices", self.language)
        fields = ("theme", "wording", "explanation", *["choices"] * _CHOICES, "number", "question")
        self._heads(sheet, 0, ANSWERS, fields)
        for turn in range(_CHOICES):
            sheet.write_string(0, 3 + turn, f"{name} {turn + 1}", self.head)
            sheet.set_column(3 + turn, 3 + turn, 28)
        sheet.freeze_panes(1, 3)
        numbers = 3 + _CHOICES
        for row, (theme, code, kind, _, _) in enumerate(QUESTIONS, start=1):
            told, question = self.words["question"][code], self.survey[code]
            sheet.write_string(row, 0, self.words["theme"][theme], self.theme)
            sheet.write_string(row, 1, told["ask"], self.told)
            sheet.write_string(row, 2, told["explain"], self.quiet)
            sheet.write_string(row, numbers + 1, code, self.quiet)
            before = self.earlier.answers.get(code)
            chosen = [self._choice(code, one) for one in before.choices] if before else []
            cells = {QuestionKind.SEVERAL: _CHOICES, QuestionKind.NUMBER: 0}.get(kind, 1)
            for turn in range(_CHOICES):
                if turn >= cells:
                    sheet.write_blank(row, 3 + turn, None, self.closed)
                    continue
                filled = chosen[turn] if turn < len(chosen) else ""
                sheet.write(row, 3 + turn, filled, self.last if filled else self.open)
                options = self._list(self._choice(code, one) for one in question.codes)
                sheet.data_validation(row, 3 + turn, row, 3 + turn, options)
            if kind is not QuestionKind.NUMBER:
                sheet.write_blank(row, numbers, None, self.closed)
                continue
            number = before.number if before else None
            sheet.write(row, numbers, number, self.open if number is None else self.last)
            whole = {"validate": "integer", "criteria": ">=", "value": 0}
            sheet.data_validation(row, numbers, row, numbers, whole)

    def _choice(self, code: str, choice: str) -> str:
        question = self.survey[code]
        if question.kind is QuestionKind.YES_NO:
            return self._yes(yes=choice == "yes")
        option = next((one for one in question.choices if one.code == choice), None)
        return choice if option is None else option.label(self.language)
