"""How figures of a report are written: each by its own state, never by how its number looks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from vnr.model import Period, board_members
from vnr.results import Counts, Estimate, FigureKind, State, count, estimate
from vnr.words import Language, number, topic
from vnr.words import text as sentence

__all__ = [
    "Shown",
    "enumerated",
    "figures",
    "in_sentence",
    "number_of",
    "scope",
    "share",
    "share_state",
    "spelled",
    "spelled_day",
    "text",
    "whole",
]

Shown = Counts | Estimate
_UNDEFINED: Final = math.nan
_PRECISE: Final = 100
"""From so many on a share has a decimal."""


def text(key: str, language: Language, /, **parameters: Any) -> str:
    """One of the report's own sentences or headings."""
    return sentence("report", key, language, **parameters)


def scope(codes: Iterable[str | int]) -> str:
    """Whether municipalities are all of one county, or of several: a form of the words for all."""
    members = (one for code in codes for one in board_members(str(code)))
    return "several" if len({one[:2] for one in members}) > 1 else "county"


def enumerated(words: Sequence[str], language: Language) -> str:
    """Words with *och* before the last."""
    *first, last = words
    return text("joined_names", language, first=", ".join(first), last=last) if first else last


def spelled(period: Period, language: Language) -> str:
    """A period in words: ``2019``, ``2017–2020``, a half-year, or its first and last day.

    Examples
    --------
    >>> spelled(Period.years(2017, 2020), "sv"), spelled(Period.half(2019, 1), "sv")
    ('2017–2020', 'första halvåret 2019')
    >>> spelled(Period.parse("2019-03-01/2019-05-31"), "en")
    '1 March 2019–31 May 2019'
    """
    first, last = period.start.year, period.end.year
    if period == Period.years(first, last):
        return str(first) if first == last else f"{first}–{last}"
    for half, key in enumerate(("first_half", "second_half"), start=1):
        if period == Period.half(first, half):
            return text(key, language, year=str(first))
    return "–".join(spelled_day(day, language) for day in (period.start, period.end))


def spelled_day(day: date, language: Language) -> str:
    """A day in words: ``31 december 2020``."""
    month = topic("days", language)["months"][day.month - 1][0]
    return f"{day.day} {month.title() if language == 'en' else month} {day.year}"


def figures(result: Shown, name: str, language: Language) -> Sequence[str]:
    """A figure in each cell: the value with its limits, any other as a whole number."""
    if name != "value" or isinstance(result, Counts):
        return whole(result, name, language)
    if isinstance(result, Estimate) and result.unit == "proportion":
        return _shares(result, name, language, of="n", limits=True)
    return result.cells(language)


def whole(result: Shown, name: str, language: Language) -> list[str]:
    """A whole number in each cell; *minst* where not everything was delivered, but of none."""
    cells = zip(
        result.state_of(name).tolist(), result[name].tolist(), result.covered.tolist(), strict=True
    )
    return [
        count(state, 0 if state else int(value), covered if state or value else 1.0, language)
        for state, value, covered in cells
    ]


def share(result: Shown, name: str, language: Language, *, of: str) -> list[str]:
    """A share without limits in each cell, beside what it is of."""
    return _shares(result, name, language, of=of, limits=False)


def _shares(result: Shown, name: str, language: Language, *, of: str, limits: bool) -> list[str]:
    """Shares in whole per cent, from a hundred on with one decimal, of how many they are."""
    counted = result.state_of(of) == State.VALUE
    bases = [float(n) if there else None for n, there in zip(result[of], counted, strict=True)]
    nothing = [_UNDEFINED] * len(result)
    sides = (result["lower"].tolist(), result["upper"].tolist()) if limits else (nothing, nothing)
    cells = zip(result.state_of(name).tolist(), result[name].tolist(), *sides, bases, strict=True)
    return [_share(*cell, language=language) for cell in cells]


def _share(
    state: int, value: float, lower: float, upper: float, n: float | None, *, language: Language
) -> str:
    if state or math.isnan(value):
        return estimate(state, value, lower, upper, n, unit="proportion", language=language)
    form = ".1f" if n is not None and n >= _PRECISE else ".0f"
    told, low, high = (number(100 * one, form, language) for one in (value, lower, upper))
    words = f"{told}\N{NO-BREAK SPACE}%" + ("" if math.isnan(lower) else f" ({low}–{high})")
    if n is None:
        return words
    return text("of", language, figure=words, n=number(n, ",.0f", language))


def share_state(result: Shown, *names: str) -> State:
    """Why the figures of the only cell can't be told together: for the reason of their share.

    A share that isn't there says why in its cell, and so do the words on it, whatever the parts
    that it is made of say: what can't be judged yet isn't hidden.
    """
    kinds = {name: result.figure(name).kind for name in names}
    shares = [name for name, kind in kinds.items() if not kind.adds and kind != FigureKind.LIMIT]
    own = int(result.state_of(*shares).item()) if shares else 0
    return State(own or int(result.state_of(*names).item()))


def number_of(result: Shown, name: str) -> int | None:
    """A number of the only cell, if it may be told; none of anybody where nobody's time is over."""
    if name not in result.names:
        return None
    state = int(result.state_of(name).item())
    if state == State.NOT_MATURE:
        return 0
    return int(result[name].item()) if state == State.VALUE else None


def in_sentence(result: Shown, name: str, language: Language) -> str:
    """A figure of the only cell, as it stands in a sentence: shares in whole per cent."""
    figure = result.figure(name)
    if figure.kind.adds:
        return number(int(result[name].item()), ",", language)
    share = number(100 * float(result[name].item()), ".0f", language)
    return share if figure.kind == FigureKind.LIMIT else text("percent", language, share=share)
