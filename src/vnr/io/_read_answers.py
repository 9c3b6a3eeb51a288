"""From filled-in forms, other files and frames to what municipalities offer and answered."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any, Final

import attrs
import numpy as np

from vnr.errors import shown
from vnr.io._account import FileRead
from vnr.io._answer_questions import answer_rows
from vnr.io._answer_reading import AnswerReading
from vnr.io._answer_rows import (
    Respondent,
    cell_values,
    joined_places,
    personal_aside,
    provision_rows,
    unread_rows,
)
from vnr.io._choices import choices_of
from vnr.io._opening import Question as Asked
from vnr.io._withheld import withhold
from vnr.io.books import Limits
from vnr.io.faults import Fault, Faults, Remark, remark
from vnr.io.form import ANSWERS, PROVISIONS, RESPONDENTS, answer_layout, form_survey, form_wordings
from vnr.io.parts import Part, part_of, without_names
from vnr.io.profiles import Profile
from vnr.io.sheets import Raw, Terms
from vnr.io.template import Meaning, Meant
from vnr.model import Answer, Period, Provision, Question, Survey, Way
from vnr.register import Provisions
from vnr.words import Language, refusal, telling

__all__ = ["read_answers"]

_TODAY: Final = Period(date(2200, 12, 31), date(2200, 12, 31))
"""No row of answers has a day, so that none is later."""
_RULES: Final = {
    "code-unknown": "word-unknown",
    "code-ambiguous": "word-unknown",
    "flag-invalid": "word-unknown",
    "municipality-invalid": "place-unknown",
    "municipality-several": "respondent-missing",
    "id-damaged": "cell-error",
}
"""Rules of files of cases, and what they are called where a list in the cell has the words."""
_TOGETHER: Final = ("answered-twice", "answered-alone-and-covered", "covered-twice")

Made = list[tuple[Part, int, Any]]


def read_answers(
    paths: Any,
    *,
    year: int | None = None,
    survey: Survey | None = None,
    encoding: str | None = None,
    sheets: Iterable[str] = (),
    limits: Limits | None = Limits(),
    language: Language = "sv",
) -> AnswerReading:
    """Read what municipalities answered of what they offer: filled-in forms, files, or frames.

    The form is written by `write_answer_form`. Any workbook, text file or frame will do that has
    one row for each thing (*slag*, *innehåll*, *målgrupp*, *finns?* and so on, or the names of the
    fields of `Provision`), or for each answer (those of `Answer`); of which municipality and year
    they are is told by each row, or by a sheet with one row of its own. An empty answer is *not
    answered*, never no.

    Parameters
    ----------
    paths : path, frame, or several
        As of `vnr.read`.
    year : int, optional
        The year that is gathered: rows of another are a fault.
    survey : Survey, optional
        What was asked, if not the form's own questions.
    encoding : str, optional
        Of text files; by default a BOM, else strict UTF-8, else cp1252.
    sheets : iterable of str
        Names of hidden sheets to read too.
    limits : Limits or None
        What one file may cost.
    language : str
        ``sv`` or ``en``: what an error says that is raised meanwhile.

    Returns
    -------
    AnswerReading
        The records, all faults, and an account of every file: rows read = accepted + rejected.
        Rows that contradict each other are all set aside; rows that say the same count once.

    Raises
    ------
    DataError
        If a path is missing or given twice, a file is of an unknown kind, or an argument is none.
    MissingExtraError
        If a workbook is read without the extra ``excel``.

    Examples
    --------
    >>> rows = {"kommun": "0484", "år": 2025, "slag": "insats", "innehåll": "skyddat boende", "finns?": "ja"}
    >>> reading = read_answers([rows])
    >>> reading.rows_read, reading.rejected, len(reading.provisions)
    (1, 0, 1)
    """
    with telling(language):
        if survey is not None and not isinstance(survey, Survey):
            raise refusal("answers_survey", name=shown(survey))
        if year is not None and type(year) is not int:
            raise refusal("form_year", name=shown(year))
        names, parts, faults = _parts(paths, encoding, sheets, limits)
        provisions: Made = []
        answers: Made = []
        for part in parts:
            if part.table == RESPONDENTS:
                continue
            whose = _whose(part, parts)
            if part.table == PROVISIONS:
                found = list(provision_rows(part, whose))
                provisions += [
                    (part, row, one) for row, one in found if _of_year(part, row, one.year, year)
                ]
            else:
                kept = [
                    (part, row, one)
                    for row, one, told in answer_rows(part, whose, survey)
                    if _of_year(part, row, told, year)
                ]
                answers += [told for told in kept if told[2] is not None]
        provisions = _once(provisions)
        provisions = _consistent(provisions)
        answers = _once(answers)
        answers = _counted(answers, survey)
        provisions = _employed(provisions, answers)
        aside = _unread([one for *_, one in provisions], parts, year)
        placed = [part for part in parts if part.raw.placed]
        for part in placed:
            part.blanks.clear()
        withhold(parts)
        asked = choices_of(parts)
        for part in placed:
            about = _about(part)
            faults += [
                attrs.evolve(
                    one, rule=_RULES.get(one.rule, one.rule), about=about.get(one.row or 0)
                )
                for one in part.faults
            ]
        return AnswerReading(
            Provisions.of([one for *_, one in provisions]),
            tuple(one for *_, one in answers),
            Faults(faults),
            tuple(_account(name, placed) for name in names),
            asked,
            Provisions.of(aside),
        )


def _about(part: Part) -> dict[int, str]:
    """What rows ask by their numbers, where they say so in the form's own words."""
    fields = part.raw.headings.fields(part.table)
    for heading, cells in zip(part.raw.headings.texts, part.raw.cells, strict=False):
        if fields.get(heading) == "wording":
            told = [one if one in form_wordings() else None for one in cells.distinct()] + [None]
            rows = zip(part.raw.numbers.tolist(), cells.codes.tolist(), strict=True)
            return {number: words for number, code in rows if (words := told[code])}
    return {}


def _unread(kept: list[Provision], parts: list[Part], year: int | None) -> list[Provision]:
    """What rows that were set aside are about, each once, where no other row tells of it."""
    told = {(code, one.year, one.thing) for one in kept for code in one.answered_for}
    unread = {
        (one.municipality, one.year, one.thing): one
        for part in parts
        if part.table == PROVISIONS
        for one in unread_rows(part, _whose(part, parts))
        if year in (None, one.year)
    }
    return [one for key, one in unread.items() if key not in told]


def _parts(
    paths: Any, encoding: str | None, sheets: Iterable[str], limits: Limits | None
) -> tuple[list[str], list[Part], list[Fault]]:
    """All sheets in stored form, with the names of the files and what can't be read at all."""
    terms = Terms(answer_layout(), Profile())
    asked = Asked(_TODAY, terms, None, encoding, sheets, limits)
    faults: list[Fault] = []
    parts: list[Part] = []
    names: list[str] = []
    with asked.opened(paths) as opened:
        for name, found in opened:
            names.append(name)
            faults += [one for one in found if isinstance(one, Fault)]
            raws = [one for one in found if isinstance(one, Raw)]
            if not any(raw.numbers.size or raw.faults for raw in raws) and len(raws) == len(found):
                faults.append(Fault("no-rows", name))
            for raw in raws:
                joined_places(raw)
                part = part_of(without_names(raw, _TODAY.end), _TODAY.end)
                personal_aside(part)
                _misplaced(part)
                parts.append(part)
    return names, [part for part in parts if part.raw.placed], faults


def _misplaced(part: Part) -> None:
    """Fault a sheet that only looks as if it said who answers, since it lacks a column of answers."""
    if part.table != RESPONDENTS:
        return
    layout, own = answer_layout(), answer_layout().columns[RESPONDENTS]
    for table in (PROVISIONS, ANSWERS):
        fields = {*part.raw.headings.fields(table).values()} - {*own, "respondent", "wording"}
        for field in layout.required[table] if fields else ():
            if field not in fields:
                title = layout.title(table, field)
                raw = part.raw
                part.faults.append(Fault("column-missing", raw.file, raw.sheet, None, title))
                part.bad[:] = True
        if fields:
            return


def _whose(part: Part, parts: list[Part]) -> Respondent:
    """What the file's own sheet says of whose answers they are; nothing where it isn't clear."""
    rows = [
        (code, year, covers)
        for one in parts
        if one.table == RESPONDENTS and one.raw.file == part.raw.file
        for code, year, covers, bad in zip(
            *(cell_values(one, name) for name in ("municipality", "year", "covers")),
            one.bad.tolist(),
            strict=True,
        )
        if not bad
    ]
    return Respondent(*rows[0]) if len(set(rows)) == 1 else Respondent()


def _of_year(part: Part, row: int, told: int | None, year: int | None) -> bool:
    if year is None or told is None or told == year:
        return True
    part.fault("year-other", np.array([row], np.intp), "year")
    return False


def _once(made: Made) -> Made:
    """The rows without those that only repeat another, which count once."""
    seen: set[Hashable] = set()
    kept = []
    for part, row, one in made:
        if one in seen:
            if part.repeated is None:
                part.repeated = np.zeros(part.bad.size, bool)
            part.repeated[row] = True
            continue
        seen.add(one)
        kept.append((part, row, one))
    return kept


def _consistent(made: Made) -> Made:
    """The provisions that contradict no other; of two answers both are set aside."""
    aside: set[int] = set()
    for place, first, field, rule in Provisions.of([one for *_, one in made]).breaches():
        for at in (place, *((first,) if rule != "partner-without" else ())):
            part, row, _ = made[at]
            if at not in aside:
                part.fault(rule, np.array([row], np.intp), field)
            aside.add(at)
    return [told for place, told in enumerate(made) if place not in aside]


def _counted(made: Made, survey: Survey | None) -> Made:
    """The answers that break no rule of their survey; of two answers both are set aside."""
    aside: set[int] = set()
    by_name: dict[str, list[int]] = {}
    for place, (*_, one) in enumerate(made):
        by_name.setdefault(one.survey, []).append(place)
    for name, places in by_name.items():
        own = survey or form_survey(int(name.rpartition("-")[2]))
        answers = [made[place][2] for place in places]
        for at, field, rule in own.breaches(answers):
            others = _with(answers, at) if rule in _TOGETHER else [at]
            for other in others:
                part, row, _ = made[places[other]]
                # All that is wrong with a row by itself is told.
                if others == [at] or places[other] not in aside:
                    one, hint = answers[other], None
                    number = None if field != "number" or one.number is None else f"{one.number:g}"
                    if rule == "part-above-whole":
                        hint = _whole(own, answers, one)
                    part.fault(rule, np.array([row], np.intp), field, value=number, hint=hint)
                aside.add(places[other])
    return [told for place, told in enumerate(made) if place not in aside]


def _whole_is(number: float, asked: Question) -> Remark:
    """How much the whole is, and under which words it is asked for, in each language."""
    words = {"sv": asked.sv or asked.code, "en": asked.en or asked.sv or asked.code}
    meant = Meant([Meaning(asked.code, tuple(words.items()))])
    return remark("whole_is", whole=f"{number:g}", asked=meant)


def _whole(survey: Survey, answers: list[Answer], part: Answer) -> Remark | None:
    """What the same respondent said of the whole that a number is part of, and under which words."""
    of = survey[part.question].part_of
    for one in answers:
        if one.question == of and one.respondent == part.respondent and one.number is not None:
            asked = survey[one.question]
            return _whole_is(one.number, asked)
    return None


def _employed(provisions: Made, answers: Made) -> Made:
    """The provisions that no more persons can do than are employed there, where both are told."""
    whole = {
        (one.respondent, one.survey.rpartition("-")[2]): one.number
        for *_, one in answers
        if one.question == "employed" and one.number is not None and not one.covers
    }
    kept = []
    for part, row, one in provisions:
        most = whole.get((one.municipality, str(one.year)))
        if most is None or one.way not in (None, Way.OWN) or (one.persons or 0) <= most:
            kept.append((part, row, one))
            continue
        asked = form_survey(one.year)["employed"]
        hint = _whole_is(most, asked)
        value = f"{one.persons:g}"
        part.fault("part-above-whole", np.array([row], np.intp), "persons", value=value, hint=hint)
    return kept


def _with(answers: list[Answer], at: int) -> list[int]:
    """Rows that answer the same question for somebody that this row answers for, itself among them."""
    mine = {answers[at].respondent, *answers[at].covers}
    return [
        row
        for row, one in enumerate(answers)
        if one.question == answers[at].question
        and not mine.isdisjoint({one.respondent, *one.covers})
    ]


def _account(name: str, parts: list[Part]) -> FileRead:
    mine = [part for part in parts if part.raw.file == name]
    rows = sum(part.bad.size for part in mine)
    rejected = sum(int(part.bad.sum()) for part in mine)
    notes = dict.fromkeys(note.of(part.raw.sheet) for part in mine for note in part.raw.notes)
    repeated = sum(int(part.repeated.sum()) for part in mine if part.repeated is not None)
    return FileRead(name, rows, rows - rejected, rejected, tuple(notes), repeated)
