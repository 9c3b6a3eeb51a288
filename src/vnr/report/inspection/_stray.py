"""Where something stands that mustn't."""

from __future__ import annotations

import attrs

__all__ = ["Stray"]


@attrs.frozen
class Stray:
    """One place with a number that isn't declared.

    Attributes
    ----------
    kind
        Which of the phrases in ``errors.toml`` tells of it.
    section
        The chapter's name; empty where it is none.
    at
        The cell of a workbook, or the part of the record.
    """

    kind: str
    section: str = ""
    at: str = ""
