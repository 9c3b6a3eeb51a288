"""The account of every row of the files: read is accepted plus rejected."""

from __future__ import annotations

from typing import Any

import attrs

from vnr.display import Fields
from vnr.frames import Backend
from vnr.io._choices import Choice, framed
from vnr.io._recognition import Recognition, looked_over_of, recognised
from vnr.io.faults import Remark
from vnr.io.template import layout_of
from vnr.words import Language

__all__ = ["Account", "FileRead"]


@attrs.frozen
class FileRead(Fields):
    """The account of one file.

    Attributes
    ----------
    name
        The file's name.
    rows_read, accepted, rejected
        Rows under the headings; read is accepted plus rejected.
    notes
        Encoding, delimiter, and what was mended or passed over.
    repeated
        Accepted rows that only repeat others, here or in another file: they count once.

    Examples
    --------
    >>> FileRead("uttag.csv", rows_read=120, accepted=118, rejected=2)
    FileRead(name='uttag.csv', rows_read=120, accepted=118, rejected=2, repeated=0)
    """

    name: str
    rows_read: int
    accepted: int
    rejected: int
    notes: tuple[Remark, ...] = ()
    repeated: int = 0


class Account:
    """What all files hold together, of whatever knows the account of each."""

    __slots__ = ()

    files: tuple[FileRead, ...]
    asked: tuple[Choice, ...]
    recognitions: tuple[Recognition, ...]

    @property
    def rows_read(self) -> int:
        """Rows in all files."""
        return sum(file.rows_read for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows that were kept, those that are empty or only repeat others among them."""
        return sum(file.accepted for file in self.files)

    @property
    def repeated(self) -> int:
        """Accepted rows that only repeat others; they are kept once."""
        return sum(file.repeated for file in self.files)

    @property
    def rejected(self) -> int:
        """Rows set aside."""
        return sum(file.rejected for file in self.files)

    def choices(self, backend: Backend | None = None, *, language: Language = "sv") -> Any:
        """What isn't known, to be chosen: one row for each heading or word.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``.
        language : str
            ``sv`` or ``en``.

        Returns
        -------
        frame
            Table, field (of the template), column (the deliverer's heading), value (a word; null
            for a heading, and where it isn't shown), rows, what may be meant, and whether it
            blocks everything. What blocks comes first, then what stands in most rows.
        """
        return framed(self.asked, layout_of(), backend, language)

    def taken(self, backend: Backend | None = None, *, language: Language = "sv") -> Any:
        """What each heading and word was taken for, to be looked over: one row for each.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``.
        language : str
            ``sv`` or ``en``.

        Returns
        -------
        frame
            Table, column (the deliverer's heading), value (a word; null for the heading itself),
            what it was taken for, rows, and whether the profile says so.
        """
        return recognised(self.recognitions, layout_of(), backend, language)

    def show_taken(self, language: Language = "sv") -> str:
        """What headings and words were taken for without a profile, as text; blank if nothing was.

        Parameters
        ----------
        language : str
            ``sv`` or ``en``.
        """
        return "\n".join(looked_over_of(self.recognitions, layout_of(), language))
