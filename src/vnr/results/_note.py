"""What must be said wherever a figure is shown."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from vnr.errors import UnknownNameError

__all__ = ["Note"]


@attrs.frozen
class Note:
    """A sentence that belongs to a figure (anmärkning): an assumption, a caution, a bound.

    Attributes
    ----------
    code
        Stable name, such as ``conditional_on_selection``; what programs look for.
    sv, en
        The sentence in Swedish and in English.
    """

    code: str
    sv: str
    en: str

    def text(self, language: str = "sv") -> str:
        """The sentence in Swedish (``sv``) or English (``en``)."""
        texts = {"sv": self.sv, "en": self.en}
        if language not in texts:
            raise UnknownNameError("language", language, texts)
        return texts[language]

    def to_dict(self) -> dict[str, str]:
        """JSON types."""
        return {"code": self.code, "sv": self.sv, "en": self.en}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Note:
        """Read what `to_dict` wrote."""
        return cls(data["code"], data["sv"], data["en"])
