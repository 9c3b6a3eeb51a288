"""Errors whose sentences lie among the words: raised in Swedish, told in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from vnr.errors import DataError, UnknownNameError, VnrError
from vnr.words._words import text

__all__ = ["refusal", "told", "unknown"]


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
    for name, value in parameters.items():
        if isinstance(value, OSError):
            parameters[name] = Phrase("system", _kind(value))
    error = DataError(_said(key, parameters, "sv"))
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
    error.message = told(error, "sv")
    error.args = (error.message,)
    return error


def told(error: VnrError, language: str) -> str:
    """What an error says, in Swedish (``sv``) or English (``en``) if its sentence is among the words."""
    return str(error) if error.sentence is None else _said(*error.sentence, language)


def _said(key: str, parameters: Mapping[str, Any], language: str) -> str:
    phrased = {
        name: text("errors", value.key, language, form=value.form, **dict(value.parameters))
        if isinstance(value, Phrase)
        else value
        for name, value in parameters.items()
    }
    return text("errors", key, language, **phrased)
