"""What is wrong with the rows, where, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from vnr.errors import UnknownNameError, require
from vnr.files import cell, replacing
from vnr.frames import frame
from vnr.io._meaning import Meaning, listed
from vnr.io._remark import Remark
from vnr.words import labels, text, topic

__all__ = ["Fault", "Faults", "rules"]

_WIDTHS = {
    "file": 30,
    "sheet": 16,
    "row": 8,
    "column": 22,
    "value": 24,
    "rule": 22,
    "message": 44,
    "remedy": 52,
}
"""Columns of the list of faults, and how wide they are in a workbook."""
_SHOWN = 10


def rules(language: str = "sv") -> dict[str, tuple[str, str]]:
    """Every rule's code, with what is wrong and what to do.

    Parameters
    ----------
    language : str
        ``sv`` or ``en``.

    Examples
    --------
    >>> rules("en")["row-cut"]
    ('the row ends too early', 'deliver the file again: it was cut off')
    """
    words = topic("faults", language)
    return {rule: (words[rule]["wrong"], words[rule]["remedy"]) for rule in words}


@attrs.frozen
class Fault:
    """One fault. It never holds the value of an identifier or of free text.

    A word is held only if it stands under a coded heading, is short, has few digits and equals no
    identifier of the delivery.

    Attributes
    ----------
    rule
        The rule's code, such as ``date-invalid``.
    file, sheet
        Name of the file, and of the sheet in it.
    row
        Row as a spreadsheet shows it; None for the whole file.
    column
        Heading, or field.
    hint
        What else to do.
    value
        The word that is unknown, under a coded heading.
    meant
        What it may have meant, the likeliest first.
    """

    rule: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    hint: Remark | None = None
    value: str | None = None
    meant: tuple[Meaning, ...] = ()

    def message(self, language: str = "sv") -> str:
        """What is wrong, in Swedish (``sv``) or English (``en``)."""
        return text("faults", self.rule, language, form="wrong")

    def remedy(self, language: str = "sv") -> str:
        """What to do, in Swedish (``sv``) or English (``en``)."""
        hints = [self.hint.text(language)] if self.hint else []
        if self.meant:
            names = listed(self.meant, language)
            hints.append(text("reading", "meant", language, name=names))
        told = f" ({'; '.join(hints)})" if hints else ""
        return text("faults", self.rule, language, form="remedy") + told

    def text(self, language: str = "sv") -> str:
        """The fault on one line: where, what is wrong, and what to do."""
        place = self.file + (f"[{self.sheet}]" if self.sheet else "")
        if self.row is not None:
            place += " " + text("reading", "row", language, row=self.row)
        column = f" {self.column}" if self.column else ""
        if self.value is not None:
            column += f" «{self.value}»"
        return f"{place}{column}: {self.message(language)} [{self.rule}] – {self.remedy(language)}"

    def __str__(self) -> str:
        return self.text()


class Faults(Sequence[Fault]):
    """All the faults of a reading, in the order of files and rows."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(
            sorted(faults, key=lambda one: (one.file, one.sheet or "", one.row or 0))
        )

    def __getitem__(self, place: Any) -> Any:
        return self._faults[place]

    def __len__(self) -> int:
        return len(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    @property
    def rules(self) -> dict[str, int]:
        """Number of faults by rule, the commonest first."""
        return dict(Counter(fault.rule for fault in self._faults).most_common())

    def show(self, language: str = "sv") -> str:
        """How many of each rule and the first of them, in Swedish (``sv``) or English (``en``)."""
        if not self._faults:
            return text("reading", "no_faults", language)
        lines = [text("reading", "faults", language, number=len(self))]
        lines += [
            f"  {number:>6}  {rule}: {text('faults', rule, language, form='wrong')}"
            for rule, number in self.rules.items()
        ]
        lines += [fault.text(language) for fault in self._faults[:_SHOWN]]
        hidden = len(self) - _SHOWN
        if hidden > 0:
            lines.append(text("reading", "more_faults", language, number=hidden))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        return "<br>".join(escape(line) for line in self.show().split("\n"))

    def _rows(self, language: str) -> list[tuple[Any, ...]]:
        return [
            (
                fault.file,
                fault.sheet,
                fault.row,
                fault.column,
                fault.value,
                fault.rule,
                fault.message(language),
                fault.remedy(language),
            )
            for fault in self._faults
        ]

    def to_frame(self, backend: str | None = None, *, language: str = "sv") -> Any:
        """One row for each fault: file, sheet, row, column, value, rule, message, remedy."""
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

    def to_xlsx(self, path: str | Path, *, language: str = "sv") -> Path:
        """Write the faults as a workbook to send back; an existing file is replaced whole.

        What doesn't fit on one sheet goes on on the next.

        Raises
        ------
        MissingExtraError
            If xlsxwriter isn't installed.
        """
        xlsxwriter = require("xlsxwriter", "excel")
        with replacing(Path(path)) as beside:
            book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
            lines = _Lines(book, language)
            for row in self._rows(language):
                lines.add(row)
            lines.close()
            book.close()
        return Path(path)

    def of(self, rule: str) -> Faults:
        """The faults of one rule.

        Raises
        ------
        UnknownNameError
            If there is no such rule.
        """
        known = rules()
        if rule not in known:
            raise UnknownNameError("rule", rule, known)
        return Faults(fault for fault in self._faults if fault.rule == rule)


class _Lines:
    """The lines of a workbook, over as many sheets as they need."""

    def __init__(self, book: Any, language: str) -> None:
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
