"""What came of reading files: the register, the faults, and an account of every row."""

from __future__ import annotations

from pathlib import Path

import attrs

from vnr.display import html_lines, wrapped_text
from vnr.io._account import Account, FileRead
from vnr.io._choices import Choice
from vnr.io._profile_file import write_profile
from vnr.io._recognition import Recognition
from vnr.io.faults import Faults, Remark
from vnr.io.profiles import Profile
from vnr.io.template import layout_of
from vnr.register import Register
from vnr.words import Language, telling, text

__all__ = ["Reading"]

_SHOWN = 12


@attrs.frozen(repr=False, unsafe_hash=False)
class Reading(Account):
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
    asked
        The headings and words that weren't known, and what may have been meant.
    profile
        The profile that the files were read with.
    recognitions
        What the headings and words were taken for.
    sheets
        The sheets of workbooks whose table is to be looked over, as their names are not the
        template's or columns are missing: name, table, and number of rows.

    Examples
    --------
    >>> from vnr.io import read
    >>> rows = {"ärende": "1", "person": "a", "kommun": "0484", "aktualiseringsdatum": "2019-03-01"}
    >>> reading = read([{**rows, "aktualiseringsorsak": "våld"}], observed=2019)
    >>> reading.rows_read, reading.accepted, reading.rejected
    (1, 1, 0)
    """

    register: Register
    faults: Faults
    files: tuple[FileRead, ...]
    notes: tuple[Remark, ...] = ()
    asked: tuple[Choice, ...] = ()
    profile: Profile = attrs.field(factory=Profile)
    recognitions: tuple[Recognition, ...] = ()
    sheets: tuple[tuple[str, str, int], ...] = ()

    def write_profile(
        self, path: str | Path, *, overwrite: bool = False, language: Language = "sv"
    ) -> Path:
        """Write a profile to fill in, with every unknown heading and word and the best guesses.

        What the profile of this reading says already is kept.

        Parameters
        ----------
        path : path
            The file, such as ``profil.toml``.
        overwrite : bool
            Whether a file that is there already is replaced.
        language : str
            ``sv`` or ``en``.

        Raises
        ------
        DataError
            If the file is there already, or can't be written.
        """
        with telling(language):
            return write_profile(
                path,
                self.asked,
                self.profile,
                layout_of(),
                self.recognitions,
                self.sheets,
                overwrite=overwrite,
                language=language,
            )

    def show(self, language: Language = "sv") -> str:
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
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        style = "border:3px solid #b00;padding:.5em" if self.rejected else ""
        return html_lines(self.show(), language="sv", style=style)
