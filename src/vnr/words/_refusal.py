"""Errors whose sentences lie among the words: raised in English, told in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import attrs

from vnr.errors import DataError, DisclosureError, UnknownNameError, VnrError, impersonal
from vnr.words._words import text, topic

__all__ = ["Phrase", "refusal", "telling", "told", "unknown", "withholding"]

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


@attrs.frozen
class _Foreign:
    """What the system says in English, which no sentence of another language holds."""

    words: str


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
        if isinstance(value, str):
            parameters[name] = impersonal(value)
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
    error.sentence = (key, {**parameters, "name": error.name, "hint": hint})
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
    sentence = _sentence_of(str(error))
    return str(error) if sentence is None else _said(*sentence, language)


@contextmanager
def telling(language: str = "sv") -> Iterator[None]:
    """Let what is raised within say what is wrong in Swedish (``sv``) or English (``en``).

    `told` tells it in the other one still. What isn't among the words stays as it is.
    """
    topic("errors", language)
    try:
        yield
    except VnrError as error:
        if error.sentence is None:
            error.sentence = _sentence_of(str(error))
        message = told(error, language)
        error.args = (message,)
        if isinstance(error, UnknownNameError):
            error.message = message
        if isinstance(error, ImportError):
            error.msg = message
        raise


def _sentence_of(message: str) -> tuple[str, dict[str, Any]] | None:
    """Key and parameters of the sentence that an error was raised with."""
    for key, pattern in _raised().items():
        match = pattern.fullmatch(message)
        if match:
            parameters: dict[str, Any] = dict(match.groupdict())
            for name, phrased in (("reason", _reason), ("name", _named)):
                if name in parameters:
                    parameters[name] = phrased(parameters[name])
            return "raised", {"form": key, **parameters}
    return None


@cache
def _raised() -> Mapping[str, re.Pattern[str]]:
    """The sentences that errors are raised with, as patterns, those with most words first."""
    sentences = topic("errors", "en")["raised"]
    order = sorted(sentences, key=lambda key: -len(re.sub(r"{\w+}", "", sentences[key])))
    return {key: re.compile(_pattern(sentences[key]), re.DOTALL) for key in order}


def _pattern(sentence: str) -> str:
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence))


def _reason(reason: str) -> Phrase | _Foreign:
    """Why the system refuses a file, in our words or its own."""
    kinds = topic("errors", "en")["reason"]
    form = next((kind for kind, words in kinds.items() if words == reason), None)
    return _Foreign(reason) if form is None else Phrase("reason", form)


def _named(name: str) -> Phrase | str:
    """What a sentence is about, where that is words of ours and no name of a file."""
    kinds = topic("errors", "en")["named"]
    if name == kinds["reading"]:
        return Phrase("named", "reading")
    frame = re.fullmatch(_pattern(kinds["frame"]), name)
    return Phrase("named", "frame", tuple(frame.groupdict().items())) if frame else name


def _said(key: str, parameters: Mapping[str, Any], language: str) -> str:
    phrased = {name: _phrased(value, language) for name, value in parameters.items()}
    return impersonal(text("errors", key, language, **phrased))


def _phrased(value: Any, language: str) -> Any:
    """What a parameter says: phrases and other errors in words, alone and in lists."""
    if isinstance(value, Phrase):
        return text("errors", value.key, language, form=value.form, **dict(value.parameters))
    if isinstance(value, VnrError):
        return told(value, language)
    if isinstance(value, _Foreign):
        return value.words if language == "en" else text("errors", "reason", language, form="other")
    return [_phrased(one, language) for one in value] if isinstance(value, list) else value
