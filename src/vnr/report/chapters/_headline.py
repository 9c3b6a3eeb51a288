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
from vnr.report.chapters._writing import Shown, number_of, share_state, spelled, text
from vnr.results import State
from vnr.words import Language, number

__all__ = ["IN_COUNTY", "Headline", "HeadlineShare", "Line", "share_of", "waiting_share"]


_WORDS: Final = {"neuter": "share_neuter", "common": "share_common"}
IN_COUNTY: Final = "_county"
"""What stands behind the key of a line in the label of the county's share beside it."""
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
    over, waiting
        Of a share that can't be judged yet: how many have had their time, and how many haven't;
        None where that isn't shown.
    """

    state: State
    part: int = 0
    whole: int = 0
    share: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    over: int | None = None
    waiting: int | None = None

    @property
    def those_waited_for(self) -> tuple[int, int] | None:
        """How many have had their time, of how many, if some have and both may be told."""
        if self.state != State.NOT_MATURE or not self.over or self.waiting is None:
            return None
        return self.over, self.over + self.waiting


def waiting_share(state: State, over: int | None, waiting: int | None) -> HeadlineShare:
    """A share that isn't there, and of one that can't be judged yet how many are waited for."""
    if state != State.NOT_MATURE:
        return HeadlineShare(state)
    return HeadlineShare(state, over=over, waiting=waiting)


def share_of(
    result: Shown, part: str, whole: str = "n", waiting: Mapping[str, int] | None = None
) -> HeadlineShare:
    """The figures of a result's only cell: a part, of a whole, with the share and its limits.

    Parameters
    ----------
    result : Counts or Estimate
        With one cell.
    part, whole : str
        Names of the figures.
    waiting : mapping of str to int, optional
        The figures that add up to those whose time isn't over, with their signs.
    """
    state = share_state(result, "value", part, whole)
    if state != State.VALUE:
        signed = [(sign, number_of(result, name)) for name, sign in (waiting or {}).items()]
        numbers = [sign * number for sign, number in signed if number is not None]
        wait = sum(numbers) if signed and len(numbers) == len(signed) else None
        return waiting_share(state, number_of(result, whole), wait)
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

    def line(self, results: Results, language: Language) -> Line:
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
            if told.state == State.NOT_MATURE:
                return Line(large, self._waiting(told, own, language))
            return Line(large, text(self.key, language, form=code, **own))
        if not told.whole:
            return Line("", text(self.key, language, form="none", **own))
        return self._counted(told, own, results, language)

    def _waiting(self, told: HeadlineShare, own: Mapping[str, str], language: Language) -> str:
        """Whose time isn't over: nobody's is, it isn't for too many, or for how many it is."""
        told_of = told.those_waited_for
        if told_of is not None:
            over, everyone = (number(n, ",", language) for n in told_of)
            return text(self.key, language, form="not_mature_of", over=over, all=everyone, **own)
        code = State.NOT_MATURE.code
        form = code if told.over == 0 else f"{code}_many"
        return text(self.key, language, form=form, **own)

    def _lacking(self, results: Results, own: Mapping[str, str], language: Language) -> str:
        """What can't be known, and what of that wasn't delivered."""
        kinds = self.lacks(results)
        if not kinds:
            why = text("first_lacks", language, form="nothing")
        else:
            form = "single" if len(kinds) == 1 else "several"
            what = lacks_in_words(kinds, language)
            why = text("first_lacks", language, form=form, what=what)
        return text(self.key, language, form=State.NOT_REPORTED.code, why=why, **own)

    def _beside(self, results: Results, language: Language) -> str:
        """The county's share in whole per cent, where it is there to be laid beside."""
        share = self._of_county(results)
        return text("first_county", language, share=share) if share else ""

    def _of_county(self, results: Results) -> str:
        county = results.get(f"{self.key}{IN_COUNTY}")
        if county is None or county.state.item() or math.isnan(county.value.item()):
            return ""
        return f"{100 * county.value.item():.0f}"

    def _counted(
        self, told: HeadlineShare, own: Mapping[str, str], results: Results, language: Language
    ) -> Line:
        part, whole = (number(n, ",", language) for n in (told.part, told.whole))
        numbers = {"part": part, "whole": whole, "share": f"{100 * told.share:.0f}"}
        limits = {"lower": f"{100 * told.lower:.0f}", "upper": f"{100 * told.upper:.0f}"}
        exact = "plain" if math.isnan(told.lower) else "exact"
        small = text(self.key, language, form=exact, **numbers, **limits, **own)
        beside = self._beside(results, language)
        words = share_words(told.share, told.lower, told.upper, told.whole)
        if words is None:
            large = text("first_counted", language, part=part, whole=whole)
            if told.whole < ENOUGH or told.upper - told.lower > WIDE:
                small = text("first_few", language)
            rest = text(self.key, language, form="several", **own)
            return Line(large, rest, f"{small} {beside}".strip())
        word = text(_WORDS[self.gender], language, form=words.word)
        large = text(_SIDES[words.side], language, word=word)
        form = "those" if words.word == "half" else "several" if "_of_" in words.word else "each"
        rest = text(self.key, language, form=form, **own)
        return Line(large[:1].upper() + large[1:], rest, f"{small} {beside}".strip())

    def numbers(self, results: Results) -> set[str]:
        """What may stand in the line beside the figures: it is drawn from those that are shown."""
        told = self.counted(results)
        if told.state != State.VALUE:
            return {str(n) for n in told.those_waited_for or ()}
        shares = (told.share, told.lower, told.upper)
        whole = {str(told.part), str(told.whole)}
        told_of = whole | {f"{100 * share:.0f}" for share in shares if not math.isnan(share)}
        return told_of | {self._of_county(results)}
