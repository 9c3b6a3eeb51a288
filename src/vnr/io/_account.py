"""The account of every row of the files: read is accepted plus rejected."""

from __future__ import annotations

import attrs

from vnr.display import Fields
from vnr.io.faults import Remark

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
