"""What was noticed of a file, as a code with parameters whose sentence lies in `vnr.words`."""

from __future__ import annotations

from typing import Any

import attrs

from vnr.io._meaning import Meant, listed
from vnr.words import text

__all__ = ["Remark", "remark"]


@attrs.frozen
class Remark:
    """Something to know of a file that was read, or a hint beside a fault.

    Attributes
    ----------
    code
        Which sentence.
    parameters
        Names and values that it is filled in with.
    sheet
        Which sheet it is about, if one.
    """

    code: str
    parameters: tuple[tuple[str, Any], ...] = ()
    sheet: str | None = None

    def text(self, language: str = "sv") -> str:
        """The sentence in Swedish (``sv``) or English (``en``)."""
        told = {
            name: listed(value, language) if isinstance(value, Meant) else value
            for name, value in self.parameters
        }
        words = text("reading", self.code, language, **told)
        return f"[{self.sheet}] {words}" if self.sheet else words

    def __str__(self) -> str:
        return self.text()


def remark(code: str, /, **parameters: Any) -> Remark:
    """A remark with these parameters."""
    return Remark(code, tuple(parameters.items()))
