"""Words asked for by what they are of, read by language and topic when first needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from string import Formatter
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from vnr.errors import DataError, UnknownNameError, shown

__all__ = ["LANGUAGES", "Language", "fold", "label", "labels", "number", "text", "topic"]

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""The languages there are; each has a folder, with the same topics and the same keys."""
_HOMES: Final = {
    "county": "places",
    "municipality": "places",
    "heading": "headings",
    "fault_column": "reading",
    "register_line": "summaries",
    **dict.fromkeys(
        (
            "source",
            "licence",
            "area",
            "target_group",
            "activity",
            "extent",
            "actor",
            "need_area",
            "need",
            "size_class",
            "participation",
            "participant",
            "certainty",
        ),
        "published",
    ),
}
"""Topics of the vocabularies that aren't among the labels; no language changes names of places."""

_JOINED: Final = ("municipality", "county", "county_part")
"""Vocabularies of places, of which a code may be of several."""


@cache
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: how words are compared."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def topic(name: str, language: Language) -> Mapping[str, Any]:
    """All words of one topic, as its file has them.

    Parameters
    ----------
    name, language : str
        Name of the file, and ``sv`` or ``en``.

    Raises
    ------
    UnknownNameError
        If the language or the topic is not there.

    Examples
    --------
    >>> topic("days", "sv")["months"][0]
    ['januari', 'jan']
    """
    if not isinstance(language, str) or language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    return _topic(name, language)


@cache
def _topic(name: str, language: Language) -> Mapping[str, Any]:
    import tomllib
    from importlib.resources import files

    folder = files("vnr.words")
    for file in (folder.joinpath(language, f"{name}.toml"), folder.joinpath(f"{name}.toml")):
        if file.is_file():
            words = tomllib.loads(file.read_text("utf-8"))
            return MappingProxyType(
                {
                    key: MappingProxyType(value) if isinstance(value, dict) else value
                    for key, value in words.items()
                }
            )
    raise UnknownNameError("topic of words", name, ())


def labels(vocabulary: str, language: Language) -> Mapping[str, str]:
    """Labels of all codes of one vocabulary, such as ``municipality`` or ``InterventionKind``.

    Parameters
    ----------
    vocabulary : str
        A class of `vnr.model`, or what else has codes.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    UnknownNameError
        If there is no such vocabulary or language.

    Examples
    --------
    >>> labels("county", "sv")["04"]
    'Södermanlands län'
    """
    tables = topic(_HOMES.get(vocabulary, "labels"), language)
    if vocabulary not in tables:
        raise UnknownNameError("vocabulary", vocabulary, tables)
    found: Mapping[str, str] = tables[vocabulary]
    return found


def label(vocabulary: str, code: str, language: Language) -> str:
    """A code in words.

    Parameters
    ----------
    vocabulary, language : str
        As in `labels`.
    code : str
        The code, such as ``0484``.

    Raises
    ------
    UnknownNameError
        If there is no such vocabulary, code or language.

    Examples
    --------
    >>> label("municipality", "0484", "sv")
    'Eskilstuna'
    >>> label("municipality", "0482+0483", "sv")
    'Flen + Katrineholm'
    """
    known = labels(vocabulary, language)
    if code in known:
        return known[code]
    # Municipalities that deliver together, or several places that they lie in.
    several = code.split("+")
    if vocabulary in _JOINED and len(several) > 1 and all(one in known for one in several):
        return " + ".join(known[one] for one in several)
    raise UnknownNameError(vocabulary, code, known)


def number(value: float, form: str, language: Language) -> str:
    """A number in the form of `format`, with the separators of the language.

    Parameters
    ----------
    value : float
        The number.
    form : str
        Such as ``,.1f``.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    UnknownNameError
        If the language is not there.

    Examples
    --------
    >>> number(0.25, ".2f", "sv")
    '0,25'
    """
    if not isinstance(language, str):
        raise UnknownNameError("language", language, LANGUAGES)
    return format(value, form).translate(_separators(language))


@cache
def _separators(language: Language) -> dict[int, str]:
    signs = topic("numbers", language)
    return str.maketrans({",": signs["thousands"], ".": signs["decimal"]})


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    """Words of a template, each with the parameter behind them and its form."""
    return tuple(Formatter().parse(template))


def _filled(value: Any, form: str, language: Language) -> str:
    """One parameter: words as they are, codes and numbers in the language.

    Several are parted by commas, several labels by semicolons.
    """
    if isinstance(value, list | tuple):
        return ("; " if form else ", ").join(_filled(part, form, language) for part in value)
    if isinstance(value, str):
        return label(form, value, language) if form else value
    if isinstance(value, PurePath):
        return str(value)
    return number(value, form, language)


def text(name: str, key: str, language: Language, /, **parameters: Any) -> str:
    """A sentence, with its parameters filled in.

    Where a key has several sentences the one named by the parameter `form` is taken, else ``one`` or ``many`` by the parameter `number`.

    Parameters
    ----------
    name : str
        The topic.
    key : str
        Which of its sentences.
    language : str
        ``sv`` or ``en``.
    **parameters
        What the template names: texts, numbers, and lists of them.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        If the topic, the key, its form or the language is not there.
    DataError
        If a parameter of the template is missing.

    Examples
    --------
    >>> text("figures", "at_least", "sv", figure="25"), text("figures", "more", "sv", number=2)
    ('minst 25', '… 2 rader till')
    """
    template = _template(name, key, language, parameters)
    try:
        return "".join(
            before + ("" if name is None else _filled(parameters[name], form or "", language))
            for before, name, form, _ in _pieces(template)
        )
    except UnknownNameError:
        raise
    except KeyError as missing:
        raise DataError(f"the sentence {key!r} of {name} needs the parameter {missing}") from None


def _template(name: str, key: str, language: Language, parameters: Mapping[str, Any]) -> str:
    if not isinstance(language, str):
        raise UnknownNameError("language", shown(language), LANGUAGES)
    sentences = topic(name, language)
    if key not in sentences:
        raise UnknownNameError(f"sentence of {name}", key, sentences)
    template: str | Mapping[str, str] = sentences[key]
    if isinstance(template, str):
        return template
    form = parameters.get("form") or ("one" if parameters.get("number") == 1 else "many")
    if form not in template:
        raise UnknownNameError(f"form of {key}", form, template)
    return template[form]
