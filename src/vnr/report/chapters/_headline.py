"""A line of the first screen: a large word, what it says, and the exact figure in small type."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import attrs

from vnr.model import Period
from vnr.report.chapters._lacks import Lacks, lacks_in_words
from vnr.report.chapters._share_words import ENOUGH, WIDE, share_words
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import Shown, share_state, spelled, text
from vnr.results import State
from vnr.words import number

__all__ = ["Headline", "HeadlineShare", "Line", "share_of"]


_WORDS: Final = {"neuter": "share_neuter", "common": "share_common"}
_SIDES: Final = {"": "first_beside", "above": "first_above", "below": "first_below"}


@attrs.frozen
class Line:
    """A line in words.

    Attributes
    ----------
    large
        What a person can repeat.
    rest
        The rest of the sentence.
    small
        The exact figure; empty if there is none.
    """

    large: str
    rest: str
    small: str = ""

    @property
    def sentence(self) -> str:
        """The line as running text."""
        return " ".join(filter(None, (self.large, self.rest, self.small)))


@attrs.frozen
class HeadlineShare:
    """The figures of a line: a part of a whole.

    Attributes
    ----------
    state
        The worst of theirs.
    part, whole
        How many of how many.
    share, lower, upper
        The share as a proportion, with its limits; nan where it has none.
    """

    state: State
    part: int = 0
    whole: int = 0
    share: float = math.nan
    lower: float = math.nan
    upper: float = math.nan


def share_of(result: Shown, part: str, whole: str = "n") -> HeadlineShare:
    """The figures of a result's only cell: a part, of a whole, with the share and its limits."""
    state = share_state(result, "value", part, whole)
    if state != State.VALUE:
        return HeadlineShare(state)
    limits = result["lower"].item(), result["upper"].item()
    counted = int(result[part].item()), int(result[whole].item())
    return HeadlineShare(state, *counted, result["value"].item(), *limits)


@attrs.frozen
class Headline:
    """What a chapter says on the first screen.

    Attributes
    ----------
    key
        What its words are called: a table of the report's words with a sentence for each state.
    counted
        Reads its figures from the chapter's results.
    gender
        Of what is counted, in Swedish: ``neuter`` (ett ärende) or ``common`` (en person).
    lacks
        Reads from the chapter's results what wasn't delivered, where its figures aren't reported.
    parameters
        What stands in other places of its sentences; a period in words.
    """

    key: str
    counted: Callable[[Results], HeadlineShare] = attrs.field(eq=False)
    gender: str
    lacks: Lacks = attrs.field(eq=False)
    parameters: Mapping[str, str | Period] = attrs.field(factory=dict)

    def line(self, results: Results, language: str) -> Line:
        """The line in words, by the state of its figures."""
        own = {
            place: spelled(value, language) if isinstance(value, Period) else value
            for place, value in self.parameters.items()
        }
        told = self.counted(results)
        if told.state != State.VALUE:
            code = told.state.code
            large = text("first_absent", language, form=code)
            if told.state == State.NOT_REPORTED:
                return Line(large, self._lacking(results, own, language))
            return Line(large, text(self.key, language, form=code, **own))
        if not told.whole:
            return Line("", text(self.key, language, form="none", **own))
        return self._counted(told, own, language)

    def _lacking(self, results: Results, own: Mapping[str, str], language: str) -> str:
        """What can't be known, and what of that wasn't delivered."""
        kinds = self.lacks(results)
        if not kinds:
            why = text("first_lacks", language, form="nothing")
        else:
            form = "one" if len(kinds) == 1 else "several"
            what = lacks_in_words(kinds, language)
            why = text("first_lacks", language, form=form, what=what)
        return text(self.key, language, form=State.NOT_REPORTED.code, why=why, **own)

    def _counted(self, told: HeadlineShare, own: Mapping[str, str], language: str) -> Line:
        part, whole = (number(n, ",", language) for n in (told.part, told.whole))
        numbers = {"part": part, "whole": whole, "share": f"{100 * told.share:.0f}"}
        limits = {"lower": f"{100 * told.lower:.0f}", "upper": f"{100 * told.upper:.0f}"}
        exact = "plain" if math.isnan(told.lower) else "exact"
        small = text(self.key, language, form=exact, **numbers, **limits, **own)
        words = share_words(told.share, told.lower, told.upper, told.whole)
        if words is None:
            large = text("first_counted", language, part=part, whole=whole)
            if told.whole < ENOUGH or told.upper - told.lower > WIDE:
                small = text("first_few", language)
            return Line(large, text(self.key, language, form="several", **own), small)
        word = text(_WORDS[self.gender], language, form=words.word)
        large = text(_SIDES[words.side], language, word=word)
        form = "those" if words.word == "half" else "several" if "_of_" in words.word else "each"
        rest = text(self.key, language, form=form, **own)
        return Line(large[:1].upper() + large[1:], rest, small)

    def numbers(self, results: Results) -> set[str]:
        """What may stand in the line beside the figures: it is drawn from those that are shown."""
        told = self.counted(results)
        if told.state != State.VALUE:
            return set()
        shares = (told.share, told.lower, told.upper)
        whole = {str(told.part), str(told.whole)}
        return whole | {f"{100 * share:.0f}" for share in shares if not math.isnan(share)}
