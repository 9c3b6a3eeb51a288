"""What is wrong with the rows, where, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np

from vnr.display import html_lines, wrapped_text
from vnr.errors import UnknownNameError, require, shown
from vnr.files import cell, replacing, working_path
from vnr.frames import Backend, frame
from vnr.io.faults._fault import Fault
from vnr.io.faults._groups import FaultGroup, grouped
from vnr.words import RULE_TOPICS, Language, labels, refusal, rule_words, text, topic

__all__ = ["FORMS", "Fault", "Faults", "rules"]

_WIDTHS = {
    "file": 30,
    "sheet": 16,
    "row": 8,
    "about": 36,
    "column": 22,
    "value": 24,
    "rule": 22,
    "message": 44,
    "remedy": 52,
}
"""Columns of the list of faults, and how wide they are in a workbook."""
_SHOWN = 12
About = Literal["cases", "answers"]
_TOPICS: Final = dict(zip(get_args(About), RULE_TOPICS, strict=True))
"""Where the rules of what is read lie."""
_ANSWERED = (
    "code-unknown",
    "code-ambiguous",
    "role-unclear",
    "date-word",
    "column-missing",
    "heading-ambiguous",
    "headings-missing",
    "municipality-invalid",
    "flag-invalid",
)
"""Rules whose faults a profile may answer, whatever the row."""
FORMS: Final = {"written_short": "short", "written_day_first": "first"}
"""What is said of a day that is written in another form, and the form."""


def rules(language: Language = "sv", *, of: About = "cases") -> dict[str, tuple[str, str]]:
    """Every rule's code, with what is wrong and what to do.

    Parameters
    ----------
    language : str
        ``sv`` or ``en``.
    of : str
        Of ``cases``, and of files as such; or of ``answers``: what municipalities offer, surveys
        and grants.

    Raises
    ------
    DataError
        If `of` is neither.

    Examples
    --------
    >>> rules("en")["row-cut"]
    ('the row ends too early', 'deliver the file again: it was cut off')
    >>> rules("en", of="answers")["partner-oneself"][1]
    'name the other municipality'
    """
    if not isinstance(of, str) or of not in _TOPICS:
        raise refusal("rules_of", name=shown(of))
    words = topic(_TOPICS[of], language)
    return {rule: (words[rule]["wrong"], words[rule]["remedy"]) for rule in words}


class Faults(Sequence[Fault]):
    """All the faults of a reading, in the order of files and rows.

    Parameters
    ----------
    faults : iterable of Fault
        The faults.
    asked : iterable of heading and word
        What a profile can answer; a blank word is that of empty cells, and None is a heading.

    Examples
    --------
    >>> faults = Faults([Fault("date-invalid", "uttag.csv", row=row, column="Datum") for row in (4, 9)])
    >>> faults
    2 fel
    Sedan, efter antal rader (kolumn · ord · rader · vad som kan menas):
      Datum · 2 rader [date-invalid] (uttag.csv rad 4, 9)
    date-invalid: datumet finns inte eller är skrivet på okänt sätt – skriv ÅÅÅÅ-MM-DD
    """

    def __init__(
        self, faults: Iterable[Fault] = (), asked: Iterable[tuple[str | None, str | None]] = ()
    ) -> None:
        self._asked = frozenset(asked)
        self._faults = tuple(
            sorted(faults, key=lambda one: (one.file, one.sheet or "", one.row or 0))
        )

    def __getitem__(self, place: Any) -> Any:
        return self._faults[place]

    def __len__(self) -> int:
        return len(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __eq__(self, other: object) -> bool:
        return self._faults == other._faults if isinstance(other, Faults) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._faults)

    @property
    def rules(self) -> dict[str, int]:
        """Number of faults by rule, the commonest first."""
        return dict(Counter(fault.rule for fault in self._faults).most_common())

    def groups(self) -> list[FaultGroup]:
        """Faults of one rule, column and word together, in the order in which to mend them."""
        return grouped(self._faults)

    def show(self, language: Language = "sv") -> str:
        """What is wrong by kind, what blocks everything first, in Swedish (``sv``) or English (``en``)."""
        if not self._faults:
            return text("reading", "no_faults", language)
        lines = [text("reading", "faults", language, number=len(self))]
        groups = self.groups()
        for key, of in (
            ("first_of_all", [one for one in groups if one.blocks]),
            ("by_rows", [one for one in groups if not (one.blocks or one.follows)]),
            ("following", [one for one in groups if one.follows]),
        ):
            if of:
                lines.append(text("reading", key, language))
                lines += [f"  {one.text(language)}" for one in of[:_SHOWN]]
            if len(of) > _SHOWN:
                number = sum(one.number for one in of[_SHOWN:])
                lines.append("  " + text("reading", "more_faults", language, number=number))
        words = rule_words(language)
        broken = dict.fromkeys(one.first.rule for one in groups)
        lines += [f"{rule}: {words[rule]['wrong']} – {words[rule]['remedy']}" for rule in broken]
        if any(map(self._is_answered, self._faults)):
            lines.append(text("reading", "answer", language))
        return "\n".join(lines)

    def _is_answered(self, fault: Fault) -> bool:
        """Whether a line of a profile may mend it."""
        if fault.rule == "value-missing":
            return (fault.column, "") in self._asked
        if fault.rule == "date-invalid":
            return fault.hint is not None and fault.hint.code in FORMS
        # A word that isn't shown is mended in its file.
        told = fault.row is None or fault.value is not None
        return fault.rule in _ANSWERED and told and bool(self._asked)

    def __repr__(self) -> str:
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        return html_lines(self.show(), language="sv")

    def _rows(self, language: Language) -> list[tuple[Any, ...]]:
        return [
            (
                fault.file,
                fault.sheet,
                fault.row,
                fault.about,
                fault.column,
                fault.value,
                fault.rule,
                fault.message(language),
                fault.remedy(language),
            )
            for fault in self._faults
        ]

    def to_frame(self, backend: Backend | None = None, *, language: Language = "sv") -> Any:
        """One row for each fault: file, sheet, row, about, column, value, rule, message, remedy."""
        cells = self._rows(language)
        columns: dict[str, Any] = {
            name: np.array([*(row[place] for row in cells), None], object)[:-1]
            for place, name in enumerate(_WIDTHS)
        }
        rows = [fault.row for fault in self._faults]
        columns["row"] = np.ma.MaskedArray(
            np.array([row or 0 for row in rows], np.int64), [row is None for row in rows]
        )
        return frame(columns, backend)

    def to_xlsx(self, path: str | Path, *, language: Language = "sv") -> Path:
        """Write the faults as a workbook to send back; an existing file is replaced whole.

        What doesn't fit on one sheet goes on on the next.

        Raises
        ------
        MissingExtraError
            If xlsxwriter isn't installed.
        """
        xlsxwriter = require("xlsxwriter", "excel")
        target = working_path(path)
        with replacing(target) as beside:
            book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
            lines = _Lines(book, language)
            for row in self._rows(language):
                lines.add(row)
            lines.close()
            book.close()
        return target

    def of(self, rule: str) -> Faults:
        """The faults of one rule.

        Raises
        ------
        UnknownNameError
            If there is no such rule.
        """
        known = rule_words("sv")
        if rule not in known:
            raise UnknownNameError("rule", rule, known)
        return Faults((fault for fault in self._faults if fault.rule == rule), self._asked)


class _Lines:
    """The lines of a workbook, over as many sheets as they need."""

    def __init__(self, book: Any, language: Language) -> None:
        self._book, self._language = book, language
        self._titles = labels("fault_column", language)
        self._bold = book.add_format({"bold": True})
        self._open()

    def _open(self) -> None:
        number = len(self._book.worksheets()) + 1
        name = text("reading", "faults_sheet", self._language)
        self._sheet = self._book.add_worksheet(name if number == 1 else f"{name} {number}")
        self._number = 0
        for column, (title, width) in enumerate(_WIDTHS.items()):
            self._sheet.write_string(0, column, self._titles[title], self._bold)
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)

    def add(self, row: Sequence[Any]) -> None:
        """Write one line, on the next sheet if this one is full."""
        # xlsxwriter doesn't raise where a sheet has no such row: it says -1 and drops the cell.
        if self._sheet.write_string(self._number + 1, 0, cell(row[0])) == -1:
            self.close()
            self._open()
            self._sheet.write_string(1, 0, cell(row[0]))
        self._number += 1
        for column, value in enumerate(row[1:], start=1):
            if isinstance(value, int):
                self._sheet.write_number(self._number, column, value)
            elif value is not None:
                self._sheet.write_string(self._number, column, cell(value))

    def close(self) -> None:
        """Let the lines of the sheet be sorted and chosen."""
        self._sheet.autofilter(0, 0, max(self._number, 1), len(_WIDTHS) - 1)
