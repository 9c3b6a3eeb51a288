"""What must be said wherever a figure is shown."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Self

import attrs

from vnr.display import html_lines
from vnr.errors import DataError, UnknownNameError, legible
from vnr.words import LANGUAGES, Language, topic
from vnr.words import text as sentence

__all__ = ["Note", "outermost"]

_GENERAL: Final = "without_numbers"
"""The form of a note that names no number, and the table of its sentences."""


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
    figures : str or iterable of str
        The figures that it is drawn from besides the value, such as those that its numbers are.
        Where one of them is no value the note is told without numbers, and of a cell without a
        value nothing is told.
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
    figures
        Names of the figures that it is drawn from; none of what was known without them.
    cells
        Labels of the cells that it is drawn from one by one; none of one that is drawn from all
        of them together.

    Raises
    ------
    DataError
        If a parameter is no text, finite number or list of them, if words of your own lack a
        language or come with parameters, or if a text holds what can't be shown.

    Examples
    --------
    >>> Note("few_repeats", number=1).text("en")[:26]
    'Only 1 came more than once'
    >>> Note("pilot", sv="Ett försök.", en="A pilot.").text("en")
    'A pilot.'
    """

    code: str
    parameters: Mapping[str, Any] = attrs.field(hash=False)
    wording: Mapping[str, str] = attrs.field(hash=False)
    figures: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    _kept: Mapping[str, str] = attrs.field(eq=False, factory=dict)

    def __init__(
        self,
        code: str,
        /,
        *,
        sv: str | None = None,
        en: str | None = None,
        figures: str | Iterable[str] = (),
        **parameters: Any,
    ) -> None:
        words = {"sv": sv, "en": en}
        brought = {
            language: legible(its, "a note of your own") for language, its in words.items() if its
        }
        if brought and (parameters or brought != words):
            raise DataError(
                "a note of your own brings whole sentences in Swedish and English, sv and en, and "
                "no parameters"
            )
        plain = {name: _plain(name, value) for name, value in parameters.items()}
        names = (figures,) if isinstance(figures, str) else tuple(figures)
        self.__attrs_init__(code, plain, brought, names)

    def _with(self, **changes: Any) -> Self:
        """The note with other attributes; made anew, since its call takes parameters."""
        note = type(self).__new__(type(self))
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}
        note.__attrs_init__(*(fields | changes).values())
        return note

    def of(self, rows: str) -> Self:
        """The note as one that holds of some rows only, named by their labels."""
        return self._with(parameters={**self.parameters, "of": _plain("of", rows)})

    def at(self, cells: Iterable[Iterable[Any]]) -> Self:
        """The note as one that is drawn from these cells one by one, each by its labels."""
        return self._with(cells=tuple(tuple(map(str, labels)) for labels in cells))

    def counting(self, number: int) -> Self:
        """The note with another `number`."""
        return self._with(parameters={**self.parameters, "number": number})

    def without_numbers(self) -> Self | None:
        """The note in general words; None of one that has no such words, as one's own."""
        counted = {name for name, value in self.parameters.items() if _holds_number(value)}
        if not counted and not self.wording:
            return self
        if self.wording or self.code not in topic("notes", LANGUAGES[0])[_GENERAL]:
            return None
        kept = {name: value for name, value in self.parameters.items() if name not in counted}
        return self._with(parameters={**kept, "form": _GENERAL}, _kept={})

    def text(self, language: Language = "sv") -> str:
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
        general = self.parameters.get("form") == _GENERAL
        code, form = (_GENERAL, {"form": self.code}) if general else (self.code, {})
        try:
            words = (
                self.wording[language]
                if self.wording
                else sentence("notes", code, language, **{**self.parameters, **form})
            )
        except (UnknownNameError, DataError):
            if self._kept:
                return self._kept[language]
            raise
        if "of" in self.parameters:
            return sentence("figures", "of", language, of=self.parameters["of"], sentence=words)
        return words

    def __repr__(self) -> str:
        named = {"figures": self.figures} if self.figures else {}
        parts = {**self.wording, **named, **self.parameters}
        return f"Note({', '.join([repr(self.code), *(f'{k}={v!r}' for k, v in parts.items())])})"

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")

    @staticmethod
    def together(notes: Iterable[Note]) -> tuple[Note, ...]:
        """Each note once, and one of those that say of the same places what their delivery lacks.

        Examples
        --------
        >>> lacking = [Note("not_delivered", places=["Trosa"], what=[name]) for name in ("a", "b")]
        >>> Note.together(lacking)
        (Note('not_delivered', places=['Trosa'], what=['a', 'b']),)
        """
        what: dict[Note, dict[str, None]] = {}
        for note in notes:
            named = note.parameters.get("what")
            lacking = dict.fromkeys(named) if isinstance(named, list) else {}
            what.setdefault(note._lacking([]) if lacking else note, {}).update(lacking)
        return tuple(
            note._lacking(outermost(names)) if names else note for note, names in what.items()
        )

    def _lacking(self, what: list[str]) -> Self:
        """The note with other names of what is lacking."""
        return self._with(parameters={**self.parameters, "what": what})

    def to_dict(self) -> dict[str, Any]:
        """JSON types: code, parameters, and the sentences for programs that have no words."""
        bare = self.wording and not self.parameters
        parameters = {} if bare else {"parameters": dict(self.parameters)}
        wording = {"wording": dict(self.wording)} if self.wording and self.parameters else {}
        figures = {"figures": list(self.figures)} if self.figures else {}
        cells = {"cells": [list(labels) for labels in self.cells]} if self.cells else {}
        sentences: dict[str, str] = {each: self.text(each) for each in LANGUAGES}
        return {"code": self.code, **parameters, **wording, **figures, **cells, **sentences}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote; the sentences there are kept for a code that has none here."""
        sentences = {language: data[language] for language in LANGUAGES}
        wording = data.get("wording", {} if "parameters" in data else sentences)
        parameters = data.get("parameters", {})
        note = cls(data["code"], figures=data.get("figures", ()), **parameters)
        kept = {} if wording else sentences
        return note._with(wording=dict(wording), _kept=kept).at(data.get("cells", ()))


def outermost(names: Collection[str]) -> list[str]:
    """The names without fields of a table among them: who lacks that, lacks them all.

    Examples
    --------
    >>> outermost(["closings.goal", "closings", "cases.forms"])
    ['closings', 'cases.forms']
    """
    return [name for name in names if "." not in name or name.partition(".")[0] not in names]


def _holds_number(value: Any) -> bool:
    """Whether a parameter is a number, or a list with one."""
    return any(map(_holds_number, value)) if isinstance(value, list) else not isinstance(value, str)


def _plain(name: str, value: Any) -> Any:
    """A parameter as JSON types: numpy's scalars and arrays as Python's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(name, part) for part in value]
    if isinstance(value, str):
        return legible(str(value), f"the parameter {name} of a note")
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    raise DataError(f"the parameter {name} of a note must be a text, a finite number or a list")
