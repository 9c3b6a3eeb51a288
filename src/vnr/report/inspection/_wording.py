"""Whether a text holds numbers that aren't declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Any, Final

from vnr.report.inspection._declared import Declared
from vnr.words import Language, topic

__all__ = ["is_declared", "read_number"]

_TOPICS: Final = ("report", "notes", "figures", "pictures", "headings", "labels", "disclosure")
_BLANK: Final = "[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_TOKENS: Final = {
    "sv": re.compile(rf"\d{{4}}-\d\d-\d\d|\d{{1,3}}(?:{_BLANK}\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"\d{4}-\d\d-\d\d|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
}
_PERCENT: Final = re.compile(r"(?:–\d+)?\s?(?:%|procent\b|per cent\b)")
_LIMITS: Final = re.compile(r"(?:%|procent|per cent) \((\d+)–(\d+)\)")
"""Limits in whole per cent, behind their share."""


def is_declared(text: str, declared: Declared, language: Language) -> bool:
    """Whether each number of a text is declared, or part of a sentence that always has it.

    Parameters
    ----------
    text : str
        What is written.
    declared : Declared
        What may stand there.
    language : str
        ``sv`` or ``en``.

    Examples
    --------
    >>> from vnr.report.inspection import declared_of
    >>> figures = declared_of([], "en", known=[12])
    >>> is_declared("12 cases", figures, "en"), is_declared("3 cases", figures, "en")
    (True, False)
    """
    if not any(letter.isdigit() for letter in text):
        return True
    free = list(_always(text, declared, language))
    limits = {match.start(group) for match in _LIMITS.finditer(text) for group in (1, 2)}
    for token in _TOKENS[language].finditer(text):
        if any(start <= token.start() and token.end() <= end for start, end in free):
            continue
        number = plain(token.group(), language)
        percent = number in declared.percents and (
            _PERCENT.match(text, token.end()) or token.start() in limits
        )
        if number not in declared.numbers and not percent:
            return False
    # Digits of other scripts are none of ours.
    return all(letter.isascii() for letter in text if letter.isdigit())


def plain(number: str, language: Language) -> str:
    """A number as Python writes it."""
    if language == "sv":
        return re.sub(_BLANK, "", number).replace(",", ".")
    return number.replace(",", "")


def read_number(text: str, language: Language) -> float | None:
    """A text as the number that it is; None if it is none."""
    match = re.fullmatch(r"([-−]?)(.+)", text.strip())
    if match is None or not _TOKENS[language].fullmatch(match[2]) or match[2].count("-"):
        return None
    value = float(plain(match[2], language))
    return -value if match[1] else value


def _always(text: str, declared: Declared, language: Language) -> Iterator[tuple[int, int]]:
    """Where texts stand that are declared whole, and what sentences of ours always hold."""
    for whole in declared.texts:
        start = text.find(whole)
        while start >= 0:
            yield start, start + len(whole)
            start = text.find(whole, start + len(whole))
    for sentence in _sentences(language):
        for match in sentence.finditer(text):
            yield from (match.span(group) for group in range(1, sentence.groups + 1))


@cache
def _sentences(language: Language) -> tuple[re.Pattern[str], ...]:
    """The sentences with numbers of their own, their constant parts in groups."""
    patterns = []
    for name in _TOPICS:
        for sentence in _leaves(topic(name, language)):
            parts = list(Formatter().parse(sentence))
            if not any(re.search(r"\d", literal) for literal, *_ in parts):
                continue
            pattern = "".join(
                (f"({re.escape(literal)})" if literal else "")
                + (".+?" if field is not None else "")
                for literal, field, _, _ in parts
            )
            patterns.append(re.compile(pattern, re.DOTALL))
    return tuple(patterns)


def _leaves(words: Mapping[str, Any]) -> Iterator[str]:
    for value in words.values():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        elif isinstance(value, str):
            yield value
