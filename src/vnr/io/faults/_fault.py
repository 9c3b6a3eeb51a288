"""One thing that is wrong, where it stands, and what to do about it."""

from __future__ import annotations

import attrs

from vnr.display import Fields
from vnr.io.faults._remark import Remark
from vnr.io.template import Meaning, listed
from vnr.words import Language, rule_words, text

__all__ = ["Fault"]


@attrs.frozen
class Fault(Fields):
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
    about
        What the row asks, in the words of the form in which it was answered.

    Examples
    --------
    >>> Fault("date-invalid", "uttag.csv", row=17, column="Aktualiseringsdatum")
    Fault(rule='date-invalid', file='uttag.csv', row=17, column='Aktualiseringsdatum')
    """

    rule: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    hint: Remark | None = None
    value: str | None = None
    meant: tuple[Meaning, ...] = ()
    about: str | None = None

    def message(self, language: Language = "sv") -> str:
        """What is wrong, in Swedish (``sv``) or English (``en``)."""
        return rule_words(language)[self.rule]["wrong"]

    def remedy(self, language: Language = "sv") -> str:
        """What to do, in Swedish (``sv``) or English (``en``)."""
        hints = [self.hint.text(language)] if self.hint else []
        if self.meant:
            names = listed(self.meant, language)
            hints.append(text("reading", "meant", language, name=names))
        told = f" ({'; '.join(hints)})" if hints else ""
        return rule_words(language)[self.rule]["remedy"] + told

    def text(self, language: Language = "sv") -> str:
        """The fault on one line: where, what is wrong, and what to do."""
        place = self.file + (f"[{self.sheet}]" if self.sheet else "")
        if self.row is not None:
            place += " " + text("reading", "row", language, row=self.row)
            place += f", {self.about}" if self.about else ""
        column = f" {self.column}" if self.column else ""
        if self.value is not None:
            column += f" «{self.value}»"
        return f"{place}{column}: {self.message(language)} [{self.rule}] – {self.remedy(language)}"

    def __str__(self) -> str:
        return self.text()
