"""Uncertain figures as reports write them: 25±2, 100–125, over 2 000."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import Final, NoReturn

import attrs

from vnr.errors import DataError

__all__ = ["Stated", "read"]

_REMEDY: Final = "write one figure, such as 25±2, 100–125, minst 40 or ca 240"
# What stands before a figure: method, then its Swedish and its English words.
_BEFORE: Final[dict[str, tuple[str, str]]] = {
    "approximately": (
        "cirka|circa|ca.|ca|c:a|ungefär|omkring|runt|uppskattningsvis|~|≈",
        "about|around|approximately|approx.|approx|roughly",
    ),
    "just over": ("drygt|strax över", "just over|a little over"),
    "just under": ("knappt|strax under|nästan|närmare", "just under|nearly|almost"),
    "more than": ("över|fler än|mer än|>", "over|more than|above"),
    "at least": ("minst|åtminstone|≥|>=", "at least|no fewer than"),
    "at most": ("högst|som mest|upp till|≤|<=", "at most|up to|no more than"),
    "less than": ("under|färre än|mindre än|<", "fewer than|less than|below"),
}
_BETWEEN: Final = {"between": ("mellan|från", "between|from")}
_PLUS_MINUS: Final = {"half-width": ("±|+/-|+/−|+-|plus/minus|plus minus|plus eller minus", "")}
_TO: Final = {"range": ("-|‐|‑|–|—|−|till", "to")}
_TO_OR_AND: Final = {"range": ("-|‐|‑|–|—|−|till|och", "to|and")}
_PERCENT: Final = {"%": ("%|procent|proc.|proc|pct.|pct", "percent|per cent")}
_POINTS: Final = {
    "%": (
        "procentenheter|procentenhet|%-enheter|%-enhet",
        "percentage points|percentage point|%-points|pp",
    )
}
_TIMES: Final = {
    "3": ("tusen", "thousand"),
    "6": ("miljoner|miljon|milj.|milj", "millions|million"),
    "9": ("miljarder|miljard", "billions|billion"),
}
_NO_NOUN: Final = {"": ("och|eller|samt|av|per|plus|minus", "and|or|of|plus|minus")}

# What each method of one figure adds to it for its limits, and the basis.
_LIMITS: Final[dict[str, tuple[float, float, str]]] = {
    "as stated": (0, 0, "register"),
    "approximately": (math.nan, math.nan, "guess"),
    "just over": (0, math.inf, "guess"),
    "just under": (-math.inf, 0, "guess"),
    "more than": (0, math.inf, "bound"),
    "at least": (0, math.inf, "bound"),
    "at most": (-math.inf, 0, "bound"),
    "less than": (-math.inf, 0, "bound"),
}

_SPACE: Final = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
_NUMBER: Final = re.compile(
    rf"""(?P<sign>[-−]?)
    (?P<figure> [1-9]\d{{0,2}} (?:{_SPACE}\d{{3}})+ (?:[.,]\d+)?
              | [1-9]\d{{0,2}} (?: (?:,\d{{3}}){{2,}} (?:\.\d+)? | (?:,\d{{3}})+ \.\d+ )
              | [1-9]\d{{0,2}} (?: (?:\.\d{{3}}){{2,}} (?:,\d+)? | (?:\.\d{{3}})+ ,\d+ )
              | (?:0|[1-9]\d*) (?:[.,]\d+)? )
    (?!\d)""",
    re.VERBOSE | re.ASCII,
)
_AMBIGUOUS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_NOUN: Final = re.compile(r"[^\W\d_]+(?:[-–][^\W\d_]+)*")


@attrs.frozen
class Stated:
    """A figure as it was stated.

    Attributes
    ----------
    value, lower, upper
        Infinite at an open end, nan where no width was stated.
    basis, method
        What kind of figure it is, and how it was stated.
    percent
        Whether it is in percent.
    noun
        What is counted, or nothing.
    """

    value: float
    lower: float
    upper: float
    basis: str
    method: str
    percent: bool
    noun: str


def read(text: object) -> Stated:
    """Read one stated figure.

    Raises
    ------
    DataError
        If it can't be read in one way, with the position, from 1, where it stops making sense.
    """
    if not isinstance(text, str):
        raise DataError(f"a stated figure is a text, got {type(text).__name__}; {_REMEDY}")
    return _Reading(unicodedata.normalize("NFC", text)).figure()


@cache
def _pattern(swedish: str, english: str) -> re.Pattern[str]:
    """Any of the words, the longest first; a word doesn't end inside another."""
    found = [(word, "sv") for word in swedish.split("|")]
    found += [(word, "en") for word in filter(None, english.split("|"))]
    found.sort(key=lambda one: -len(one[0]))
    parts = [
        f"(?P<{language}{number}>"
        + re.escape(word).replace(r"\ ", r"\s+")
        + (r"(?![^\W\d_])" if word[-1].isalpha() else "")
        + ")"
        for number, (word, language) in enumerate(found)
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


class _Reading:
    """A text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.english = False
        self.commas: list[int] = []

    def figure(self) -> Stated:
        """The whole text."""
        before = self.word(_BEFORE)
        between = "" if before not in ("", "approximately") else self.word(_BETWEEN)
        first, times, percent = self.number(), self.word(_TIMES), self.word(_PERCENT)
        between_figures = self.place()
        method = self.word(_TO_OR_AND if between else _TO)
        if between and not method:
            self.refuse("the other end of the range should stand here")
        method = method or self.word(_PLUS_MINUS)
        if not method:
            value = first.scaleb(int(times or 0))
            return self.closed([value], before or "as stated", percent)
        if before not in ("", "approximately"):
            self.refuse("a one-sided figure has no second one", between_figures)
        here = self.place()
        second, again = self.number(), self.word(_TIMES)
        points = self.word(_POINTS) if method == "half-width" else ""
        last = points or self.word(_PERCENT)
        if method == "half-width" and last and not points:
            self.refuse(
                "this may be percentage points or a share of the figure before it; write "
                "25 ± 10 procentenheter, or the range: 15–35 %",
                here,
            )
        if percent and not last:
            self.refuse("percent stands after the first figure and not after the last")
        value = first.scaleb(int(times or again or 0))
        other = second.scaleb(int(again or 0))
        if method == "half-width" and other < 0:
            self.refuse("a half-width is not negative", here)
        if method == "range" and other < value:
            self.refuse("the range runs backwards; write the lower end first", here)
        ends = [value, other] if method == "range" else [value - other, value + other]
        return self.closed([(ends[0] + ends[1]) / 2, *ends], method, last)

    def closed(self, figures: list[Decimal], method: str, percent: str) -> Stated:
        """The end of the text, and the figure it amounts to."""
        noun = self.noun()
        self.skip()
        if self.at < len(self.text):
            second = self.text[self.at].isdecimal()
            self.refuse("a second figure stands here" if second else "this is no part of a figure")
        if self.commas and (self.english or noun):
            self.refuse("this may be thousands or decimals; write 1 234 or 1,2340", self.commas[0])
        value, *ends = (float(figure) + 0.0 for figure in figures)
        if not all(map(math.isfinite, (value, *ends))):
            self.refuse("the figure is too large", 0)
        below, above, basis = _LIMITS.get(method, (0, 0, "guess"))
        lower, upper = ends or (value + below, value + above)
        return Stated(value, lower, upper, basis, method, bool(percent), noun)

    def word(self, table: dict[str, tuple[str, str]]) -> str:
        """The name of the words that stand here, or nothing; then it is not read past."""
        self.skip()
        matches = (
            (name, _pattern(*words).match(self.text, self.at)) for name, words in table.items()
        )
        found = max(
            ((match.end(), name, match.lastgroup) for name, match in matches if match),
            default=None,
        )
        if found is None:
            return ""
        self.at, name, language = found
        self.english = self.english or str(language).startswith("en")
        return name

    def number(self) -> Decimal:
        """The number that must stand here."""
        self.skip()
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            self.refuse("a figure should stand here")
        figure = found["figure"]
        if _AMBIGUOUS.fullmatch(figure):
            if "." in figure:
                self.refuse("this may be thousands or decimals; write 1 234 or 1,234")
            self.commas.append(self.at)
        self.at = found.end()
        marks = [mark for mark in figure if mark in ",."]
        # The last mark stands before the decimals, unless it is one of several of its kind.
        point = marks[-1] if marks and marks.count(marks[-1]) == 1 else ""
        whole, _, decimals = figure.rpartition(point) if point else (figure, "", "")
        digits = "".join(filter(str.isdecimal, whole)) + "." + decimals
        return Decimal(("-" if found["sign"] else "") + digits)

    def noun(self) -> str:
        """The one noun that may stand last, as it is written."""
        self.skip()
        found = _NOUN.match(self.text, self.at)
        if found is None or any(self.means(table) for table in (_BEFORE, _BETWEEN, _NO_NOUN)):
            return ""
        self.at = found.end()
        return found[0]

    def means(self, table: dict[str, tuple[str, str]]) -> bool:
        """Whether a word of the table stands here; nothing is read."""
        return any(_pattern(*words).match(self.text, self.at) for words in table.values())

    def place(self) -> int:
        """Where the next thing stands."""
        self.skip()
        return self.at

    def skip(self) -> None:
        """Go past spaces."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def refuse(self, why: str, at: int | None = None) -> NoReturn:
        """Say where the text stops making sense, never what stands there."""
        place = (self.at if at is None else at) + 1
        raise DataError(f"text, position {place}: {why}; {_REMEDY}")
