"""With whom there would be cases enough, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._things import in_series
from vnr.report.chapters._writing import Shown, text
from vnr.results.pictures import names
from vnr.words import Language, number

__all__ = ["Paragraphs", "PartnerLines"]


@attrs.frozen
class Paragraphs:
    """Sentences that rest on no result, each a paragraph.

    Attributes
    ----------
    keys
        Of the report's words.
    """

    keys: tuple[str, ...]

    def lines(self, results: Results, language: Language) -> Lines:  # noqa: ARG002
        """They in words."""
        return Lines(("",), tuple((text(key, language),) for key in self.keys), words=True)


@attrs.frozen
class PartnerLines:
    """The smallest collaboration of neighbours in which there are cases enough.

    Attributes
    ----------
    label
        Label of the result of `metrics.partnerships`.
    at_least
        How many cases a year are enough.
    total
        The county's number of cases in words, where nobody counted it.
    taken
        By code how many of them a municipality is taken to have.
    """

    label: str
    at_least: int
    total: str = ""
    taken: Mapping[str, float] = attrs.field(factory=dict)

    def lines(self, results: Results, language: Language) -> Lines:
        """A row for each municipality: with whom, how likely it is, and how likely alone."""
        result = results[self.label]
        codes = result.strata["municipality"].tolist()
        body = [
            (
                place,
                *self._taken(code, language),
                whom,
                _percent(chance, language),
                _percent(alone, language),
            )
            for code, place, whom, chance, alone in zip(
                codes,
                names("municipality", codes, language),
                self._whom(result, language),
                np.where(np.isfinite(result.value), result.value, result["best"]).tolist(),
                result["alone"].tolist(),
                strict=True,
            )
        ]
        assumed = ("offer_taken",) if self.taken else ()
        heads = ("offer_place", *assumed, "offer_partners", "offer_chance", "offer_alone")
        told = tuple(text(key, language, number=self.at_least) for key in heads)
        return Lines(told, tuple(body), words=True)

    def _taken(self, code: str, language: Language) -> tuple[str, ...]:
        """How many cases a municipality is taken to have, where that was not counted."""
        return (number(self.taken[code], ".0f", language),) if self.taken else ()

    def _whom(self, result: Shown, language: Language) -> Iterator[str]:
        """With whom, in words; that it is enough alone, or that nobody is enough."""
        codes = result.strata["municipality"].tolist()
        for code, partners in zip(codes, result["partners"].tolist(), strict=True):
            others = [one for one in partners.split("+") if one != code]
            if partners == "none":
                yield text("offer_partners_none", language)
            elif not others:
                yield text("offer_partners_alone", language)
            else:
                yield in_series(names("municipality", others, language), language)

    def text(self, results: Results, language: Language) -> str:
        """The answer in sentences: for whom it is enough alone, together, and for whom nobody is."""
        result = results[self.label]
        found = dict(
            zip(result.strata["municipality"].tolist(), result["partners"].tolist(), strict=True)
        )
        sets = dict.fromkeys(one for one in found.values() if "+" in one)
        alone = [code for code, one in found.items() if one == code]
        none = [code for code, one in found.items() if one == "none"]
        told = [text("offer_enough", language, number=self.at_least)]
        if alone:
            chance = dict(zip(found, result["alone"].tolist(), strict=True))
            whose = [
                f"{name} ({_percent(chance[code], language)})"
                for code, name in zip(alone, names("municipality", alone, language), strict=True)
            ]
            told.append(text("offer_enough_alone", language, names=in_series(whose, language)))
        if sets:
            several = [_named(one.split("+"), language) for one in sets]
            told.append(text("offer_enough_together", language, names="; ".join(several)))
        if none:
            told.append(text("offer_enough_none", language, names=_named(none, language)))
        if self.total:
            told.append(text("offer_enough_total", language, total=self.total))
        return " ".join(told)


def _named(codes: list[str], language: Language) -> str:
    return in_series(names("municipality", codes, language), language)


def _percent(chance: float, language: Language) -> str:
    return number(100 * chance, ".0f", language) + "\N{NO-BREAK SPACE}%"
