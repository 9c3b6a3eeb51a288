"""A sentence made from the figures of a result, and what it reads where they aren't there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Protocol

import attrs

from vnr.model import Period
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import (
    in_sentence,
    share_state,
    spelled,
    spelled_day,
    text,
)
from vnr.results import FigureKind, State
from vnr.words import Language

__all__ = ["Saying", "Sentence"]


class Saying(Protocol):
    """What a chapter says, read from its results."""

    def text(self, results: Results, language: Language) -> str:
        """It in words."""


@attrs.frozen
class Sentence:
    """A sentence of one result's only cell.

    Its words stand in the topic ``report`` under ``KEY_line``, and for what isn't a value under ``KEY_not_reported``, ``KEY_not_mature`` and ``KEY_suppressed``: a share that isn't there says why, as in its cell; else the sentence is as good as the worst of its figures. What is undefined (0 of 0) is told by ``KEY_undefined``, and a share without limits by ``KEY_without_interval``.

    Attributes
    ----------
    key
        What its words are called; the whole key of a sentence without a result.
    result
        Label of the result.
    figures
        Name of the figure in each place of the sentence.
    parameters
        What stands in its other places; a period or a day in words.
    """

    key: str
    result: str | None = None
    figures: Mapping[str, str] = attrs.field(factory=dict)
    parameters: Mapping[str, str | int | list[str] | Period | date] = attrs.field(factory=dict)

    def text(self, results: Results, language: Language) -> str:
        """The sentence in words."""
        own = {
            place: spelled(value, language)
            if isinstance(value, Period)
            else spelled_day(value, language)
            if isinstance(value, date)
            else value
            for place, value in self.parameters.items()
        }
        if self.result is None:
            return text(self.key, language, **own)
        result = results[self.result]
        state = share_state(result, *self.figures.values())
        if state != State.VALUE:
            return text(f"{self.key}_{state.code}", language, **own)
        undefined = [name for name in self.figures.values() if math.isnan(result[name].item())]
        limits = [name for name in undefined if result.figure(name).kind == FigureKind.LIMIT]
        form = "without_interval" if limits else "line"
        if len(undefined) > len(limits):
            return text(f"{self.key}_undefined", language, **own)
        places = {
            place: in_sentence(result, name, language)
            for place, name in self.figures.items()
            if name not in undefined
        }
        adding = [place for place, name in self.figures.items() if result.figure(name).kind.adds]
        for place in adding[:1]:  # what is known in part is at least so many, and is told so once
            if result.covered.item() < 1 and result[self.figures[place]].item():
                places[place] = text("at_least", language, figure=places[place])
        told = text(f"{self.key}_{form}", language, **places, **own)
        return told[:1].upper() + told[1:]  # a number that is told as *minst* may stand first
