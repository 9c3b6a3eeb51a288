"""The first screen: four or five figures in large words, and what can't be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from vnr.model import Period
from vnr.report.chapters import HeadlineCount, Line, enumerated, spelled_day
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language, number, text, topic

if TYPE_CHECKING:
    from vnr.report._report import Report

__all__ = ["Bar", "FirstScreen", "first_screen"]

_LETTERS: Final = 12
"""Numbers up to here are written in letters."""
_NAMED: Final = 3
"""So many municipalities are named on the first screen."""
_HALF: Final = (0.45, 0.55)
"""Delivered shares of a year that are called half of it."""
_BAR: Final = {"original": "bar_original", "intake": "bar_intake", "known": "bar_known"}
COVERAGE: Final = "coverage"
_NARROW: Final = 0.05
"""The share of the bar that a part must be wider than to hold its number."""


@attrs.frozen
class Bar:
    """One bar of segments that add up to the cases.

    Attributes
    ----------
    title, told
        Its heading, and the bar in words.
    segments
        Number as written, name and size of each part.
    """

    title: str
    told: str
    segments: Sequence[tuple[str, str, int]]

    @property
    def stretches(self) -> list[tuple[str, int]]:
        """Each part with its number, which a narrow one has no room for: it stands by its name."""
        least = _NARROW * sum(size for *_, size in self.segments)
        return [(words if size > least else "", size) for words, _, size in self.segments]

    @property
    def tells_more(self) -> bool:
        """Whether anything is known beside what its first part counts."""
        return any(size for *_, size in self.segments[1:])

    @property
    def numbers(self) -> set[str]:
        """The numbers that stand in it."""
        sizes = [size for *_, size in self.segments]
        return {*map(str, sizes), str(sum(sizes))}


@attrs.frozen
class FirstScreen:
    """What is seen first.

    Attributes
    ----------
    by
        Whose records, until when, by whom and when.
    lead
        The one thing to remember; empty if the figures don't say it.
    lines
        The figures.
    bar
        The picture, if all of its parts may be shown.
    unknown
        What can't be known.
    foot
        What the small figures mean.
    """

    by: str
    lead: str
    lines: Sequence[Line]
    bar: Bar | None
    unknown: Sequence[str]
    foot: str


def first_screen(report: Report, language: Language) -> FirstScreen:
    """The first screen of a report, made from its results as they are.

    Parameters
    ----------
    report : Report
        What was counted.
    language : str
        ``sv`` or ``en``.
    """
    lines = []
    bar = None
    for headline in report.headlines:
        line = headline.line(report.results, language)
        if isinstance(headline, HeadlineCount):
            line = attrs.evolve(line, small=_least(report, line, language))
            if headline.cases(report.results):
                bar = _bar(report, language)
        lines.append(line)
    chance = any("(" in line.small for line in lines)
    return FirstScreen(
        by=_by(report, language),
        lead=text("report", "first_lead", language) if bar and bar.tells_more else "",
        lines=[attrs.evolve(line, large=line.large[:1].upper() + line.large[1:]) for line in lines],
        bar=bar,
        unknown=list(_unknown(report, language)),
        foot=text("report", "first_chance", language) if chance else "",
    )


def in_letters(count: int, language: Language) -> str:
    """A number up to twelve in letters, a larger one in digits."""
    numerals = str(topic("report", language)["numerals"]).split()
    return numerals[count] if count <= _LETTERS else number(count, ",", language)


def _by(report: Report, language: Language) -> str:
    told = []
    shares = _deliveries(report)
    cutoff = report.cutoff
    if shares and not any(shares.values()):
        told.append(text("report", "first_by_nobody", language))
    elif cutoff is not None and shares:
        day = spelled_day(cutoff, language)
        deliverers = _deliverers(shares, language)
        told.append(text("report", "first_by", language, deliverers=deliverers, cutoff=day))
    made = report.made
    if made is not None:
        key = "first_made_by" if report.sender else "first_made"
        sender = {"sender": report.sender} if report.sender else {}
        told.append(text("report", key, language, day=spelled_day(made, language), **sender))
    return " ".join(told)


def _deliverers(shares: Mapping[str, float], language: Language) -> str:
    """Whose records there are: of some of those expected it is said how many of how many."""
    if len(shares) == 1:
        return text("report", "first_by_one", language)
    there = sum(share > 0 for share in shares.values())
    if there == len(shares):
        number = in_letters(there, language)
        return text("report", "first_by_board", language, number=number)
    part, whole = _of_all(there, len(shares), language)
    return text("report", "first_by_some", language, number=part, all=whole)


def _of_all(part: int, whole: int, language: Language) -> tuple[str, str]:
    """How many of how many: both in letters or both in digits."""
    if whole <= _LETTERS:
        return in_letters(part, language), in_letters(whole, language)
    return number(part, ",", language), number(whole, ",", language)


def _deliveries(report: Report) -> dict[str, float]:
    """The part of the period that each municipality delivered."""
    delivered = report.results.get(COVERAGE)
    if delivered is None:
        return {}
    return dict(
        zip(delivered.strata["municipality"].tolist(), delivered["value"].tolist(), strict=True)
    )


def _least(report: Report, line: Line, language: Language) -> str:
    """Who is missing, and that a number is at least so large; of none it isn't said."""
    why = _missing(report, language)
    counted = any(character.isdigit() for character in line.large)
    return text("report", "least", language, why=why) if why and counted else why


def _missing(report: Report, language: Language) -> str:
    """Who delivered part of the period, and who nothing, each once; named if they are a few."""
    shares = _deliveries(report)
    part = {code: share for code, share in shares.items() if 0 < share < 1}
    nothing = [code for code, share in shares.items() if share == 0]
    half = all(_HALF[0] <= share <= _HALF[1] for share in part.values())
    key = "delivered_half" if half and _is_year(report.period) else "delivered_part"
    lacking = {key: [*part], "delivered_none": nothing}
    return " ".join(
        _lacks(key, codes, len(shares), language) for key, codes in lacking.items() if codes
    )


def _lacks(key: str, codes: Sequence[str], everyone: int, language: Language) -> str:
    if everyone == 1:
        return text("report", key, language, form="alone", names=_named(codes, language))
    part, whole = _of_all(len(codes), everyone, language)
    numbers = {"number": part[:1].upper() + part[1:], "all": whole}
    if len(codes) > _NAMED:
        return text("report", key, language, form="unnamed", **numbers)
    form = "single" if len(codes) == 1 else "few"
    return text("report", key, language, form=form, names=_named(codes, language), **numbers)


def _named(codes: Sequence[str], language: Language) -> str:
    # A municipality has one name in all languages.
    return enumerated(names("municipality", list(codes), "sv"), language)


def _bar(report: Report, language: Language) -> Bar | None:
    """How the violence became known, if each part may be told."""
    total = report.results["missed_total"]
    if total.state_of("value", *_BAR).item() != State.VALUE:
        return None
    upto = np.array([int(total[name].item()) for name in _BAR])
    sizes = np.diff(upto, prepend=0)
    if (sizes < 0).any() or not upto[-1]:
        return None
    written = [number(int(size), ",", language) for size in sizes]
    known = number(int(upto[-1]), ",", language)
    named = [text("report", key, language) for key in _BAR.values()]
    told = text(
        "report",
        "bar_told",
        language,
        known=known,
        original=written[0],
        intake=written[1],
        rest=written[2],
    )
    parts = [
        (words, name, int(size)) for words, name, size in zip(written, named, sizes, strict=True)
    ]
    return Bar(text("report", "bar_title", language, known=known), told, parts)


def _unknown(report: Report, language: Language) -> Iterator[str]:
    yield text("report", "unknown_reach", language)
    shares = _deliveries(report)
    key = "unknown_between" if len(shares) == 1 else "unknown_cause"
    yield text("report", key, language)
    part = [code for code, share in shares.items() if 0 < share < 1]
    nothing = [code for code, share in shares.items() if share == 0]
    if len(shares) == 1 and part:
        yield text("report", "unknown_self", language)
    elif 0 < len(part) <= _NAMED:
        yield text("report", "unknown_part", language, names=_named(part, language))
    if 0 < len(nothing) <= _NAMED:
        yield text("report", "unknown_none", language, names=_named(nothing, language))


def _is_year(period: Period) -> bool:
    return period == Period.year(period.start.year)
