"""The draft of what the board is to decide on, in paragraphs that can be pasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.report.chapters._needed import NeedLines
from vnr.report.chapters._offered import LackingLines
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._things import in_series, things_of, turns
from vnr.report.chapters._writing import Shown, text
from vnr.results import State
from vnr.words import Language

__all__ = ["SHELTER", "DraftLines"]

SHELTER: Final = "sheltered_housing"
"""Of it nothing is told in public."""


@attrs.frozen
class DraftLines:
    """A draft of the board's analysis, a paragraph in each row: to be read, changed and decided.

    What a board reads is public: the draft holds only what may be released, also where it stands
    in a working version.

    Attributes
    ----------
    offers
        Label of the result of `metrics.offers`.
    lacking
        What lacks.
    place
        What it is on, in words.
    year
        Year of the answers.
    need
        What is needed, where it is known and may be told.
    elsewhere
        Whether what is needed is told in the draft of a release only, which hides small numbers.
    """

    offers: str
    lacking: LackingLines
    place: str
    year: int
    need: NeedLines | None = None
    elsewhere: bool = False

    def lines(self, results: Results, language: Language) -> Lines:
        """The paragraphs."""
        offers, lacking = _told(results[self.offers]), _told(results[self.lacking.label])
        paragraphs = [text("offer_draft_law", language, place=self.place, year=f"{self.year}")]
        paragraphs += self._needed(results, language)
        paragraphs += self._there(offers, language)
        paragraphs += self._lacks(lacking, language)
        paragraphs.append(text("offer_draft_few", language))
        paragraphs += self._untold(offers, language)
        paragraphs.append(text("offer_draft_decide", language))
        return Lines(
            (text("offer_draft", language),), tuple((one,) for one in paragraphs), words=True
        )

    def _needed(self, results: Results, language: Language) -> Iterator[str]:
        told = [] if self.need is None else self.need.told(results, language)
        if told:
            yield text("offer_draft_need", language)
            yield from told
        else:
            key = "offer_draft_need_elsewhere" if self.elsewhere else "offer_draft_need_unknown"
            yield text(key, language)

    def _there(self, result: Shown, language: Language) -> Iterator[str]:
        """What there is, in each municipality or in all of them."""
        things = things_of(result, language)
        there = (result.state == State.VALUE) & (result.value > 0)
        own = _in_turn(result, there, things)
        if own:
            several = len({*result.strata["municipality"].tolist()}) > 1
            key = "offer_draft_there_somewhere" if several else "offer_draft_there"
            yield text(key, language, place=self.place, things=in_series(own, language))

    def _lacks(self, result: Shown, language: Language) -> Iterator[str]:
        unnamed = {text("offer_had_unread", language)}
        rows = sorted(self.lacking.lacks(result, language), key=lambda row: row[1])
        for part, mine in groupby(rows, key=lambda row: row[1]):
            whose: dict[str, list[str]] = {}
            for thing, _, where in mine:
                whose.setdefault(where, []).append(thing)
            told = [
                in_series(things, language)
                if where in unnamed
                else text(
                    "offer_draft_had", language, things=in_series(things, language), where=where
                )
                for where, things in whose.items()
            ]
            yield text("offer_draft_lacking", language, part=part, things="; ".join(told))
        if not rows:
            known = (result.state == State.VALUE).any()
            key = "offer_draft_complete" if known else "offer_draft_unclear"
            yield text(key, language, place=self.place)

    def _untold(self, result: Shown, language: Language) -> Iterator[str]:
        things = things_of(result, language)
        untold = _in_turn(result, result.state != State.VALUE, things)
        if untold:
            yield text("offer_draft_untold", language, things=in_series(untold, language))


def _told(result: Any) -> Any:
    """What may be told of a result: nothing of sheltered housing."""
    return result.select(np.asarray(result.strata["subject"] != SHELTER))


def _in_turn(result: Shown, chosen: NDArray[np.bool_], things: Sequence[str]) -> list[str]:
    """The things of the chosen cells, each once, services first."""
    order = turns(result)
    rows = sorted(np.flatnonzero(chosen).tolist(), key=order.__getitem__)
    return list(dict.fromkeys(things[row] for row in rows))
