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

__all__ = ["RULES", "Fault", "Faults"]

RULES: dict[str, tuple[str, str]] = {
    # rule: (what is wrong, what to do)
    "file-empty": ("filen är tom", "leverera filen på nytt"),
    "file-unreadable": ("filen går inte att läsa som en tabell", "spara den som csv eller xlsx"),
    "headings-missing": (
        "ingen rad med kända rubriker hittades",
        "använd mallen (python -m vnr template) eller en profil",
    ),
    "no-rows": ("filen har rubriker men inga rader", "leverera uppgifter, eller ange täckning"),
    "column-missing": (
        "en kolumn som behövs saknas",
        "lägg till kolumnen eller ange den i profilen",
    ),
    "column-twice": ("två kolumner har samma innebörd", "ta bort eller döp om den ena"),
    "encoding-mixed": (
        "cellen blandar teckenkodningar",
        "spara filen i en enda kodning, helst UTF-8",
    ),
    "row-cut": ("raden slutar i förtid", "leverera filen på nytt: den är avklippt"),
    "row-too-long": (
        "raden har fler celler än rubriker",
        "sätt citattecken om text med avgränsare",
    ),
    "quote-unclosed": ("ett citattecken avslutas aldrig", "sätt dit det avslutande citattecknet"),
    "date-invalid": ("datumet finns inte eller är skrivet på okänt sätt", "skriv ÅÅÅÅ-MM-DD"),
    "code-unknown": ("koden finns inte i kodverket", "rätta koden eller ange den i profilen"),
    "number-invalid": ("ett heltal behövs", "skriv bara siffror"),
    "flag-invalid": ("ja eller nej behövs", "skriv ja eller nej"),
    "municipality-invalid": (
        "en fyrsiffrig kommunkod behövs",
        "skriv koden, eller namnet i profilen",
    ),
    "id-missing": ("raden saknar identitet", "fyll i kommun, ärende och person"),
    "value-missing": ("ett värde som behövs saknas", "fyll i värdet"),
    "person-unclear": (
        "raden saknar person och ärendet har flera",
        "lägg till kolumnen med person",
    ),
    "case-conflict": ("ärendets rader säger emot varandra", "ange samma värde på alla rader"),
    "person-conflict": (
        "personens rader säger emot varandra",
        "ange samma kön, födelseår och datum",
    ),
    "closed-before-opened": ("avslutat före öppnat", "rätta ett av datumen"),
    "intake-after-closed": (
        "aktualiserat efter avslut",
        "rätta datumet, eller öppna ett nytt ärende",
    ),
    "started-after-closed": (
        "insatsen startade efter att ärendet avslutats",
        "rätta datumet, eller öppna ett nytt ärende",
    ),
    "before-case": ("ligger före ärendets första aktualisering", "rätta ett av datumen"),
    "ended-before-started": ("avslutad före start", "rätta ett av datumen"),
    "done-before-started": ("uppföljd före insatsens start", "rätta ett av datumen"),
    "due-twice": (
        "insatsen har redan en uppföljning planerad den dagen",
        "behåll en, eller rätta datumet",
    ),
    "negative": ("ett tal är mindre än noll", "skriv antalet, eller lämna tomt"),
    "score-refused": ("instrumentet ger ingen poäng", "ta bort poängen; ange bedömd risk"),
    "case-unknown": (
        "ärendet finns inte bland aktualiseringarna",
        "leverera ärendet, eller rätta numret",
    ),
    "intervention-unknown": (
        "insatsen går inte att hitta i ärendet",
        "ange insatsens slag och start",
    ),
    "case-incomplete": ("en annan rad i ärendet är felaktig", "rätta den raden"),
    "case-rejected": ("ärendet är bortlagt", "rätta ärendets rader"),
    "intervention-rejected": ("insatsen är bortlagd", "rätta insatsens rad"),
    "period-invalid": ("täckningens slut ligger före dess början", "rätta ett av datumen"),
}
"""Every rule's code, with its message and its remedy."""

_SHOWN = 10


@attrs.frozen
class Fault:
    """One fault. It never holds the value of an identifier or of free text.

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
    message, remedy
        What is wrong, and what to do.
    """

    rule: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    hint: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in Swedish."""
        return RULES[self.rule][0]

    @property
    def remedy(self) -> str:
        """What to do."""
        return RULES[self.rule][1] + (f" ({self.hint})" if self.hint else "")

    def __str__(self) -> str:
        place = self.file + (f"[{self.sheet}]" if self.sheet else "")
        place += f" rad {self.row}" if self.row is not None else ""
        column = f" {self.column}" if self.column else ""
        return f"{place}{column}: {self.message} [{self.rule}] – {self.remedy}"


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

    def _lines(self) -> list[str]:
        if not self._faults:
            return ["inga fel"]
        lines = [f"{len(self)} fel"]
        lines += [f"  {number:>6}  {rule}: {RULES[rule][0]}" for rule, number in self.rules.items()]
        lines += [str(fault) for fault in self._faults[:_SHOWN]]
        hidden = len(self) - _SHOWN
        if hidden > 0:
            lines.append(f"… {hidden} fel till: faults.to_xlsx(…) eller faults.to_frame() ger alla")
        return lines

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return "<br>".join(escape(line) for line in self._lines())

    def _rows(self) -> list[tuple[Any, ...]]:
        return [
            (one.file, one.sheet, one.row, one.column, one.rule, one.message, one.remedy)
            for one in self._faults
        ]

    def to_frame(self, backend: str | None = None) -> Any:
        """One row for each fault: file, sheet, row, column, rule, message, remedy."""
        names = ("file", "sheet", "row", "column", "rule", "message", "remedy")
        columns: dict[str, Any] = {
            name: np.array([*(row[place] for row in self._rows()), None], object)[:-1]
            for place, name in enumerate(names)
        }
        rows = [fault.row for fault in self._faults]
        columns["row"] = np.ma.MaskedArray(
            np.array([row or 0 for row in rows], np.int64), [row is None for row in rows]
        )
        return frame(columns, backend)

    def to_xlsx(self, path: str | Path) -> Path:
        """Write the faults as a workbook to send back; an existing file is replaced whole.

        Raises
        ------
        MissingExtraError
            If xlsxwriter isn't installed.
        """
        xlsxwriter = require("xlsxwriter", "excel")
        head = ("Fil", "Blad", "Rad", "Kolumn", "Regel", "Vad som är fel", "Åtgärd")
        with replacing(Path(path)) as beside:
            book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
            sheet = book.add_worksheet("Fel")
            bold = book.add_format({"bold": True})
            for column, (title, width) in enumerate(
                zip(head, (30, 16, 8, 22, 22, 44, 52), strict=True)
            ):
                sheet.write_string(0, column, title, bold)
                sheet.set_column(column, column, width)
            for number, row in enumerate(self._rows(), start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(number, column, value)
                    elif value is not None:
                        sheet.write_string(number, column, cell(value))
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(self), 1), len(head) - 1)
            book.close()
        return Path(path)

    def of(self, rule: str) -> Faults:
        """The faults of one rule.

        Raises
        ------
        UnknownNameError
            If there is no such rule.
        """
        if rule not in RULES:
            raise UnknownNameError("rule", rule, RULES)
        return Faults(fault for fault in self._faults if fault.rule == rule)
