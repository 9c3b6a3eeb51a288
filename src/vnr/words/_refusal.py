"""Errors whose sentences lie among the words: raised in English, told in any language."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import attrs

from vnr.errors import (
    DataError,
    DisclosureError,
    MissingExtraError,
    ModelError,
    UnknownNameError,
    VnrError,
    impersonal,
)
from vnr.words._words import Language, text, topic

__all__ = [
    "Phrase",
    "breach",
    "lacking",
    "refusal",
    "telling",
    "told",
    "unknown",
    "withholding",
]

E = TypeVar("E", bound=VnrError)

_REASONS: Final = {
    errno.ENOENT: "absent",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.ENAMETOOLONG: "long",
    errno.ENOSPC: "full",
    errno.EROFS: "readonly",
    errno.ELOOP: "loop",
}
_REASONS_OF_KINDS: Final = {
    FileNotFoundError: "absent",
    PermissionError: "forbidden",
    IsADirectoryError: "folder",
    NotADirectoryError: "no_folder",
    ValueError: "name",
}


@attrs.frozen
class Phrase:
    """Part of a sentence that is itself among the words.

    Attributes
    ----------
    key, form
        Which of the phrases in ``errors.toml``.
    parameters
        What the phrase names.

    Examples
    --------
    >>> from vnr.frames import listed
    >>> listed("0484", Phrase("named", "frame", (("name", "cases"),)))
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: the frame cases must be several, such as a list, not of the kind str
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

    Examples
    --------
    >>> error = refusal("exists", path="svar.xlsx")
    >>> told(error, "en")
    'svar.xlsx is there already: choose another name, or say that it is to be replaced (overwrite=True, --overwrite)'
    """
    return _raising(DataError, key, parameters)


def withholding(key: str, /, **parameters: Any) -> DisclosureError:
    """An error about what may not be shown, in the same way.

    Examples
    --------
    >>> told(withholding("release_empty"), "en")
    'the report has no result to release; count chapters with vnr.report.chapters'
    """
    return _raising(DisclosureError, key, parameters)


def breach(key: str, /, **parameters: Any) -> ModelError:
    """An error about a rule of the model that a record breaks, in the same way.

    Examples
    --------
    >>> from datetime import date
    >>> str(breach("period_backwards", start=date(2019, 2, 1), end=date(2019, 1, 1)))
    'end: 2019-01-01 lies before the start 2019-02-01'
    """
    return _raising(ModelError, key, parameters)


def lacking(key: str, /, **parameters: Any) -> MissingExtraError:
    """An error about a library that isn't installed, in the same way.

    Examples
    --------
    >>> told(lacking("frame_any", command="python -m pip install pandas"), "sv")
    'en ram kräver pandas, polars eller pyarrow; kör: python -m pip install pandas'
    """
    return _raising(MissingExtraError, key, parameters)


def _raising(kind: type[E], key: str, parameters: dict[str, Any]) -> E:
    for name, value in parameters.items():
        if isinstance(value, (OSError, ValueError)) and not isinstance(value, VnrError):
            parameters[name] = Phrase("reason", _kind(value))
        if isinstance(value, str):
            parameters[name] = impersonal(value)
    error = kind(_said(key, parameters, "en"))
    error.sentence = (key, parameters)
    return error


def _kind(error: OSError | ValueError) -> str:
    """Why the system refuses, as one of the reasons in ``errors.toml``."""
    number = error.errno if isinstance(error, OSError) else None
    return _REASONS.get(number or 0) or _REASONS_OF_KINDS.get(type(error), "other")


def unknown(key: str, name: str, choices: Iterable[str], /, **parameters: Any) -> UnknownNameError:
    """An error about a name that nothing answers to, with the nearest that something does.

    Examples
    --------
    >>> unknown("profile_field", "kommum", ["kommun", "enhet"])
    UnknownNameError('unknown field in the profile «kommum»: did you mean kommun?')
    """
    error = UnknownNameError("", name, choices)
    form, shown = ("near", error.near) if error.near else ("choose", error.choices)
    hint = Phrase("hint", form if shown else "none", (("near", shown),))
    error.sentence = (key, {**parameters, "name": error.name, "hint": hint})
    error.message = told(error, "en")
    error.args = (error.message,)
    return error


def told(error: VnrError, language: Language) -> str:
    """What an error says, in Swedish (``sv``) or English (``en``).

    What has no sentence among the words stays as it is.

    Examples
    --------
    >>> from vnr import Period
    >>> from vnr.errors import VnrError
    >>> try:
    ...     Period.parse("i fjol")
    ... except VnrError as error:
    ...     print(told(error, "sv").partition(";")[0])
    'i fjol' är ingen period
    """
    if error.sentence is not None:
        return _said(*error.sentence, language)
    if isinstance(error, UnknownNameError) and error.what in topic("errors", "en")["what"]:
        form, shown = ("near", error.near) if error.near else ("choose", error.choices)
        hint = text("errors", "hint", language, form=form if shown else "none", near=shown)
        what = text("errors", "what", language, form=error.what)
        return text("errors", "unknown_name", language, what=what, name=error.name, hint=hint)
    return str(error)


@contextmanager
def telling(language: Language = "sv") -> Iterator[None]:
    """Let what is raised within say what is wrong in Swedish (``sv``) or English (``en``).

    `told` tells it in the other one still. What isn't among the words stays as it is.

    Examples
    --------
    >>> from vnr import Period
    >>> with telling("sv"):
    ...     Period.parse("i fjol")
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: 'i fjol' är ingen period; skriv ett år (2019), flera (2017-2020), 2019H1, 2019Q1, 2019-01, eller två dagar (2017-01-01/2020-12-31)
    """
    topic("errors", language)
    try:
        yield
    except VnrError as error:
        message = told(error, language)
        error.args = (message,)
        if isinstance(error, UnknownNameError):
            error.message = message
        if isinstance(error, ImportError):
            error.msg = message
        raise


def _said(key: str, parameters: Mapping[str, Any], language: Language) -> str:
    phrased = {name: _phrased(value, language) for name, value in parameters.items()}
    return impersonal(text("errors", key, language, **phrased))


def _phrased(value: Any, language: Language) -> Any:
    """What a parameter says: phrases and other errors in words, alone and in lists."""
    if isinstance(value, Phrase):
        return text("errors", value.key, language, form=value.form, **dict(value.parameters))
    if isinstance(value, VnrError):
        return told(value, language)
    return [_phrased(one, language) for one in value] if isinstance(value, list) else value
