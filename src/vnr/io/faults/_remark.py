"""What was noticed of a file, as a sentence that keeps its code."""

from __future__ import annotations

from typing import Any, Self

from vnr.io.template import Meant, listed
from vnr.words import Language, text

__all__ = ["Remark", "remark"]


class Remark(str):  # noqa: SLOT000 - a text keeps its own in a dict
    """Something to know of a file that was read, or a hint beside a fault: a sentence in Swedish.

    Attributes
    ----------
    code
        Which sentence.
    parameters
        Names and values that it is filled in with.
    sheet
        Which sheet it is about, if one.

    Examples
    --------
    >>> from vnr.io import read
    >>> rows = {"ärende": "1", "person": "a", "kommun": "0484", "aktualiseringsdatum": "2019-03-01"}
    >>> reading = read([{**rows, "aktualiseringsorsak": "våld"}], observed=2019)
    >>> reading.files[0].notes[0].code, reading.files[0].notes[0][:31]
    ('role_absent', '1 rad saknar roll: personen räk')
    """

    code: str
    parameters: tuple[tuple[str, Any], ...]
    sheet: str | None

    def __new__(
        cls, code: str, parameters: tuple[tuple[str, Any], ...] = (), sheet: str | None = None
    ) -> Self:
        """The sentence of a code."""
        made = super().__new__(cls, _sentence(code, parameters, sheet, "sv"))
        made.code, made.parameters, made.sheet = code, parameters, sheet
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.code, self.parameters, self.sheet

    def of(self, sheet: str | None) -> Remark:
        """The same of one sheet."""
        return self if sheet == self.sheet else Remark(self.code, self.parameters, sheet)

    def text(self, language: Language = "sv") -> str:
        """The sentence in Swedish (``sv``) or English (``en``)."""
        return _sentence(self.code, self.parameters, self.sheet, language)


def _sentence(
    code: str, parameters: tuple[tuple[str, Any], ...], sheet: str | None, language: Language
) -> str:
    told = {
        name: listed(value, language) if isinstance(value, Meant) else value
        for name, value in parameters
    }
    words = text("reading", code, language, **told)
    return f"[{sheet}] {words}" if sheet else words


def remark(code: str, /, **parameters: Any) -> Remark:
    """A remark with these parameters."""
    return Remark(code, tuple(parameters.items()))
