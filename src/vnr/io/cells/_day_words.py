"""Days whose month has a name, and days written day first: what year-first digits aren't."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from vnr.words import LANGUAGES, fold, topic

__all__ = ["contradicts", "day_first", "day_with_name", "parted_weekday"]

# 1 mars 2019, den 1:a mars 2019, 1-mar-2019, 1st of March, 2019.
_DAY_MONTH = re.compile(
    r"(?:(?P<before>[^\W\d_]+) )?(?P<day>[0-9]{1,2})(?:\.|:?(?:a|e|st|nd|rd|th)(?![^\W\d_]))?(?: of)?[- /]?"
    r"(?P<month>[^\W\d_]+)\.?,?[- /]?(?P<year>[0-9]{4})(?:,? (?P<rest>.+))?"
)
# March 1, 2019.
_MONTH_DAY = re.compile(
    r"(?P<before>)(?P<month>[^\W\d_]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})"
    r"(?:,? (?P<rest>.+))?"
)
# 13/3 2019, 13.03.2019: by itself nobody can tell 1/2 from 2/1.
_NUMBERS = re.compile(r"(\d{1,2})[-/.] ?(\d{1,2})(?:[-/.] ?| )(\d{4})(?:,? (.+))?", re.ASCII)

# mån 2019-01-07; 2019-01-07 (måndag).
_WEEKDAY = re.compile(
    r"(?P<first>[^\W\d_]+)[.,]? (?P<day>.*\d.*)|(?P<before>.*\d),? \(?(?P<last>[^\W\d_]+)\.?\)?"
)

_Parts = tuple[str, str, str, str | None]
"""Year, month, day and time as they are written."""


def day_with_name(text: str) -> _Parts | None:
    """Year, month, day and time of a day whose month has its Swedish or English name."""
    if not any(map(str.isalpha, text)):
        return None
    text = " ".join(text.split())
    match = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    month = _numbered("months").get(fold(match["month"]))
    if month is None or (match["before"] and fold(match["before"]) not in _words("before")):
        return None
    return match["year"], str(month + 1), match["day"], _time(match["rest"])


def day_first(text: str) -> _Parts | None:
    """Year, month, day and time of digits with the day first."""
    match = _NUMBERS.fullmatch(" ".join(text.split()))
    return None if match is None else (match[3], match[2], match[1], _time(match[4]))


def parted_weekday(text: str) -> tuple[int, str] | None:
    """The weekday that stands beside a day, Monday as 0, and the day alone; None if none does."""
    match = _WEEKDAY.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    weekday = _numbered("weekdays").get(fold(match["first"] or match["last"]))
    return None if weekday is None else (weekday, match["day"] or match["before"])


def contradicts(values: Iterable[Any]) -> bool:
    """Whether some value can't have its day first, so that a column doesn't have it so."""
    texts = (value for value in values if isinstance(value, str))
    parts = (day_first((parted_weekday(text) or (0, text))[1]) for text in texts)
    return any(one is not None and int(one[1]) > 12 >= int(one[2]) for one in parts)


def _time(rest: str | None) -> str | None:
    if rest is None:
        return None
    word, _, time = rest.partition(" ")
    return time if fold(word) in _words("clock") else rest


@cache
def _numbered(kind: str) -> dict[str, int]:
    """Folded names of ``months`` or ``weekdays``, and the place of each, from 0."""
    return {
        fold(name): number
        for language in LANGUAGES
        for number, names in enumerate(topic("days", language)[kind])
        for name in names
    }


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for word in topic("days", language)[kind])
