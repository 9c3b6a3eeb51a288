"""What came of reading files: the register, the faults, and an account of every row."""

from __future__ import annotations

from html import escape

import attrs

from vnr.io._faults import Faults
from vnr.register import Register

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
    notes: tuple[str, ...] = ()


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
    """

    register: Register
    faults: Faults
    files: tuple[FileRead, ...]

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

    def _lines(self) -> list[str]:
        lines = []
        if self.rejected:
            share = 100 * self.rejected / self.rows_read
            lines += [
                "=" * 72,
                f"!! {self.rejected} av {self.rows_read} rader ({share:.1f} %) lades åt sidan".replace(
                    ".", ","
                ),
                "!! Siffrorna saknar dem. Se reading.faults; skicka faults.to_xlsx(…) tillbaka.",
                "=" * 72,
            ]
        shown = self.files
        if len(self.files) > _SHOWN:
            shown = tuple(file for file in self.files if file.rejected)
            whole = len(self.files) - len(shown)
            lines.append(f"{whole} filer lästes utan att någon rad lades åt sidan")
        for file in shown:
            lines.append(
                f"{file.name}: {file.rows_read} lästa = {file.accepted} godtagna"
                f" + {file.rejected} bortlagda"
            )
            lines += [f"    {note}" for note in file.notes]
        if self.faults:
            lines += [f"fel: {rule} {number}" for rule, number in self.faults.rules.items()]
        lines.append(repr(self.register))
        return lines

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        style = "border:3px solid #b00;padding:.5em" if self.rejected else ""
        body = "<br>".join(escape(line) for line in self._lines())
        return f"<div style='{style}'>{body}</div>"
