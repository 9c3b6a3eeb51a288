"""Errors whose sentences lie among the words: raised in English, told in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

import attrs

from vnr.errors import DataError, DisclosureError, UnknownNameError, VnrError
from vnr.words._words import text, topic

__all__ = ["Phrase", "refusal", "told", "unknown", "withholding"]

E = TypeVar("E", bound=VnrError)


@attrs.frozen
class Phrase:
    """Part of a sentence that is itself among the words.

    Attributes
    ----------
    key, form
        Which of the phrases in ``errors.toml``.
    parameters
        What the phrase names.
    """

    key: str
    form: str
    parameters: tuple[tuple[str, Any], ...] = ()


def refusal(key: str, /, **parameters: Any) -> DataError:
    """An error about what somebody delivered or asked for.

    Parameters
    ----------
    key : str
        Which of the sentences in ``errors.toml``.
    **parameters
        What the sentence names; an `OSError` is told by its kind.
    """
    return _raising(DataError, key, parameters)


def withholding(key: str, /, **parameters: Any) -> DisclosureError:
    """An error about what may not be shown, in the same way."""
    return _raising(DisclosureError, key, parameters)


def _raising(kind: type[E], key: str, parameters: dict[str, Any]) -> E:
    for name, value in parameters.items():
        if isinstance(value, OSError):
            parameters[name] = Phrase("system", _kind(value))
    error = kind(_said(key, parameters, "en"))
    error.sentence = (key, parameters)
    return error


def _kind(error: OSError) -> str:
    kinds = {
        FileNotFoundError: "absent",
        PermissionError: "forbidden",
        IsADirectoryError: "folder",
        NotADirectoryError: "absent",
    }
    return kinds.get(type(error), "other")


def unknown(key: str, name: str, choices: Iterable[str], /, **parameters: Any) -> UnknownNameError:
    """An error about a name that nothing answers to, with the nearest that something does."""
    error = UnknownNameError("", name, choices)
    form, shown = ("near", error.near) if error.near else ("choose", error.choices)
    hint = Phrase("hint", form if shown else "none", (("near", shown),))
    error.sentence = (key, {**parameters, "name": name, "hint": hint})
    error.message = told(error, "en")
    error.args = (error.message,)
    return error


def told(error: VnrError, language: str) -> str:
    """What an error says, in Swedish (``sv``) or English (``en``).

    One that was raised in English is told by its sentence; what isn't among the words stays as it is.
    """
    if error.sentence is not None:
        return _said(*error.sentence, language)
    if isinstance(error, UnknownNameError) and error.what in topic("errors", "en")["what"]:
        form, shown = ("near", error.near) if error.near else ("choose", error.choices)
        hint = text("errors", "hint", language, form=form if shown else "none", near=shown)
        what = text("errors", "what", language, form=error.what)
        return text("errors", "unknown_name", language, what=what, name=error.name, hint=hint)
    for key, pattern in _raised().items():
        match = pattern.fullmatch(str(error))
        if match:
            parameters = match.groupdict()
            if "reason" in parameters:
                parameters["reason"] = _reason(parameters["reason"], language)
            return text("errors", "raised", language, form=key, **parameters)
    return str(error)


@cache
def _raised() -> Mapping[str, re.Pattern[str]]:
    """The sentences that errors are raised with, as patterns, those with most words first."""
    sentences = topic("errors", "en")["raised"]
    order = sorted(sentences, key=lambda key: -len(re.sub(r"{\w+}", "", sentences[key])))
    return {key: re.compile(_pattern(sentences[key]), re.DOTALL) for key in order}


def _pattern(sentence: str) -> str:
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence))


def _reason(reason: str, language: str) -> str:
    """Why the system refuses a file, in its own words or ours."""
    kinds = topic("errors", "en")["reason"]
    form = next((kind for kind, words in kinds.items() if words == reason), None)
    return reason if form is None else text("errors", "reason", language, form=form)


def _said(key: str, parameters: Mapping[str, Any], language: str) -> str:
    phrased = {name: _phrased(value, language) for name, value in parameters.items()}
    return text("errors", key, language, **phrased)


def _phrased(value: Any, language: str) -> Any:
    """What a parameter says: phrases and other errors in words, alone and in lists."""
    if isinstance(value, Phrase):
        return text("errors", value.key, language, form=value.form, **dict(value.parameters))
    if isinstance(value, VnrError):
        return told(value, language)
    return [_phrased(one, language) for one in value] if isinstance(value, list) else value
