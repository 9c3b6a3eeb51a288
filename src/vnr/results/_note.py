"""What must be said wherever a figure is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import attrs

from vnr.errors import DataError, UnknownNameError
from vnr.words import LANGUAGES
from vnr.words import text as sentence

__all__ = ["Note"]


@attrs.frozen(init=False, repr=False)
class Note:
    """A sentence that belongs to a figure (anmärkning): an assumption, a caution, a bound.

    Its words lie in `vnr.words` under its code; a note of your own brings them.
    Notes are equal that have the same code, parameters and words of their own.

    Parameters
    ----------
    code : str
        Stable name, such as ``conditional_on_selection``; what programs look for.
    sv, en : str, optional
        The sentence of a note of your own, in Swedish and in English.
    **parameters
        What the sentence names: texts, numbers and lists of them. `number` chooses between the
        sentences for one and for many, `form` names one of several sentences, `of` the rows that
        it holds of.

    Attributes
    ----------
    code
        The stable name.
    parameters
        As JSON types.
    own
        The sentence by language, of a note of your own.

    Raises
    ------
    DataError
        If a parameter is no text, finite number or list of them, or if words of your own lack a
        language or come with parameters.

    Examples
    --------
    >>> Note("few_repeats", number=1).text("en")[:26]
    'Only 1 came more than once'
    >>> Note("pilot", sv="Ett försök.", en="A pilot.").text("en")
    'A pilot.'
    """

    code: str
    parameters: Mapping[str, Any] = attrs.field(hash=False)
    own: Mapping[str, str] = attrs.field(hash=False)
    _kept: Mapping[str, str] = attrs.field(eq=False)

    def __init__(
        self, code: str, /, *, sv: str | None = None, en: str | None = None, **parameters: Any
    ) -> None:
        own = {"sv": sv, "en": en}
        brought = {language: words for language, words in own.items() if words}
        if brought and (parameters or brought != own):
            raise DataError(
                "a note of your own brings whole sentences in Swedish and English, sv and en, and "
                "no parameters"
            )
        plain = {name: _plain(name, value) for name, value in parameters.items()}
        self.__attrs_init__(code, plain, brought, {})

    def of(self, rows: str) -> Self:
        """The note as one that holds of some rows only, named by their labels."""
        return type(self)(self.code, **{**self.parameters, "of": rows})

    def text(self, language: str = "sv") -> str:
        """The sentence in Swedish (``sv``) or English (``en``).

        Raises
        ------
        UnknownNameError
            If the language or the code is not there.
        DataError
            If the sentence needs a parameter that the note doesn't have.
        """
        if language not in LANGUAGES:
            raise UnknownNameError("language", language, LANGUAGES)
        if self.own:
            return self.own[language]
        try:
            words = sentence("notes", self.code, language, **self.parameters)
        except (UnknownNameError, DataError):
            if self._kept:
                return self._kept[language]
            raise
        if "of" in self.parameters:
            return sentence("figures", "of", language, of=self.parameters["of"], sentence=words)
        return words

    def __repr__(self) -> str:
        parts = {**self.own, **self.parameters}
        return f"Note({', '.join([repr(self.code), *(f'{k}={v!r}' for k, v in parts.items())])})"

    def to_dict(self) -> dict[str, Any]:
        """JSON types: code, parameters, and the sentences for programs that have no words."""
        parameters = {} if self.own else {"parameters": dict(self.parameters)}
        sentences = {language: self.text(language) for language in LANGUAGES}
        return {"code": self.code, **parameters, **sentences}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote; the sentences there are kept for a code that has none here."""
        sentences = {language: data[language] for language in LANGUAGES}
        if "parameters" not in data:
            return cls(data["code"], **sentences)
        note = cls(data["code"], **data["parameters"])
        note.__attrs_init__(note.code, note.parameters, {}, sentences)
        return note


def _plain(name: str, value: Any) -> Any:
    """A parameter as JSON types: numpy's scalars and arrays as Python's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(name, part) for part in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    raise DataError(f"the parameter {name} of a note must be a text, a finite number or a list")
