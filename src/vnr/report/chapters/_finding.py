"""A chapter's finding: a sentence made from several figures, and what it reads where they aren't there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from vnr.model import Period
from vnr.report.chapters._headline import HeadlineShare
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import Shown, spelled, text
from vnr.results import State
from vnr.words import Language, number

__all__ = ["Finding", "among", "share_found", "told_by", "worst"]

Found = tuple[str, Mapping[str, str]]
"""Which of its sentences is said, and what stands in its places."""


@attrs.frozen
class Finding:
    """A sentence of several cells.

    Its words stand in the topic ``report`` as a table under `key`, one sentence for each form:
    ``not_reported``, ``not_mature``, ``suppressed``, and those that `tell` gives.

    Attributes
    ----------
    key
        What its words are called.
    tell
        Reads from the chapter's results which sentence is said, and the words in its places; an
        empty form says nothing.
    parameters
        What stands in other places; a period in words.
    """

    key: str
    tell: Callable[[Results, Language], Found] = attrs.field(eq=False)
    parameters: Mapping[str, str | Period] = attrs.field(factory=dict)

    def text(self, results: Results, language: Language) -> str:
        """The sentence in words."""
        own = {
            place: spelled(value, language) if isinstance(value, Period) else value
            for place, value in self.parameters.items()
        }
        form, places = self.tell(results, language)
        if not form:
            return ""
        return text(self.key, language, form=form, **places, **own)


def worst(*results: Shown) -> State:
    """The worst state of the values of some results: one that isn't told leaves nothing to compare."""
    return State(max(int(result.state.max(initial=0)) for result in results))


def told_by(form: str, language: Language, **numbers: int) -> Found:
    """A sentence with whole numbers in its places."""
    return form, {place: number(n, ",", language) for place, n in numbers.items()}


def among(result: Shown, **labels: Any) -> int:
    """The value of the only cell under some labels."""
    mask = np.ones(len(result), bool)
    for stratum, label in labels.items():
        mask &= result.strata[stratum] == label
    return int(result.value[mask].item())


def share_found(told: HeadlineShare, language: Language) -> Found:
    """A part of a whole, as the first screen has it."""
    if told.state != State.VALUE:
        return told.state.code, {}
    form = "line" if told.whole else "none"
    return told_by(form, language, part=told.part, whole=told.whole)
