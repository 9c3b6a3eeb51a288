"""What came of reading files: the register, the faults, and an account of every row."""

from __future__ import annotations

from html import escape

import attrs

from vnr.io._faults import Faults
from vnr.io._remark import Remark
from vnr.register import Register
from vnr.words import text

__all__ = ["FileRead", "Reading"]

_SHOWN = 12


@attrs.frozen
class FileRead:
    """The account of one file.

    Attributes
    ----------
    name
        The file's name.
    rows_read, accepted, rejected
        Rows under the headings; read is accepted plus rejected.
    notes
        Encoding, delimiter, and what was mended or passed over.
    """

    name: str
    rows_read: int
    accepted: int
    rejected: int
    notes: tuple[Remark, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Reading:
    """A reading (inläsning): look at `rejected` before you trust a figure.

    Attributes
    ----------
    register
        The accepted rows.
    faults
        Everything that was wrong.
    files
        The account of every file.
    notes
        What was noticed of the whole, such as lines of the profile without effect.
    """

    register: Register
    faults: Faults
    files: tuple[FileRead, ...]
    notes: tuple[Remark, ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows in all files."""
        return sum(file.rows_read for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows that the register holds."""
        return sum(file.accepted for file in self.files)

    @property
    def rejected(self) -> int:
        """Rows set aside."""
        return sum(file.rejected for file in self.files)

    def show(self, language: str = "sv") -> str:
        """The account as text, in Swedish (``sv``) or English (``en``)."""

        def say(key: str, **parameters: object) -> str:
            return text("reading", key, language, **parameters)

        lines = []
        if self.rejected:
            share = 100 * self.rejected / self.rows_read
            lines += [
                "=" * 72,
                "!! " + say("rejected", rejected=self.rejected, rows=self.rows_read, share=share),
                "!! " + say("rejected_missed"),
                "=" * 72,
            ]
        lines += [note.text(language) for note in self.notes]
        shown = self.files
        if len(self.files) > _SHOWN:
            shown = tuple(file for file in self.files if file.rejected)
            lines.append(say("whole_files", number=len(self.files) - len(shown)))
        for file in shown:
            lines.append(
                say(
                    "file",
                    name=file.name,
                    rows=file.rows_read,
                    accepted=file.accepted,
                    rejected=file.rejected,
                )
            )
            lines += [f"    {note.text(language)}" for note in file.notes]
        for rule, number in self.faults.rules.items():
            lines.append(say("rule", rule=rule, number=number))
        lines.append(self.register.show(language))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        style = "border:3px solid #b00;padding:.5em" if self.rejected else ""
        body = "<br>".join(escape(line) for line in self.show().split("\n"))
        return f"<div style='{style}'>{body}</div>"
