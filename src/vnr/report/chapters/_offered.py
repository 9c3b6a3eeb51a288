"""Tables in plain words of what municipalities offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import attrs
import numpy as np

from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._writing import Shown, text
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language
from vnr.words import label as word

__all__ = ["DraftLines", "FewLines", "LackingLines", "MatrixLines", "SilentLines", "things_of"]

_FEW: Final = 3
"""So many persons or more carry a thing without it hanging on any of them."""
_HAD_BY: Final = {"none": "offer_had_none", "withheld": "offer_had_withheld"}
"""What is told where no municipality is named."""
_UNTOLD: Final = ("n_not_asked", "n_not_answered")


def things_of(result: Shown, language: Language) -> list[str]:
    """What each cell is about, in words: *stödsamtal (insats, våldsutsatt vuxen)*."""
    columns = (
        names(name, result.strata[name].tolist(), language)
        for name in ("provision", "subject", "meant_for")
    )
    codes = zip(*(result.strata[name].tolist() for name in ("subject", "meant_for")), strict=True)
    told = []
    for kind, subject, target, (about, whom) in zip(*columns, codes, strict=True):
        beside = [*([] if about == "all" else [kind]), *([] if whom == "all" else [target])]
        words = kind if about == "all" else subject
        told.append(f"{words} ({', '.join(beside)})" if beside else words)
    return told


def _joined(words: Sequence[str], language: Language) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {text('offer_and', language)} {words[-1]}"


def _heads(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(text(key, language) for key in keys)


@attrs.frozen
class LackingLines:
    """What nobody in a county part has, and who elsewhere has it.

    Attributes
    ----------
    label
        Label of the result of `metrics.lacking`.
    near
        Codes of neighbours, who stand first and are called so.
    """

    label: str
    near: Sequence[str] = ()

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; what isn't known stands last."""
        result = results[self.label]
        things = things_of(result, language)
        parts = names("county_part", result.strata["county_part"].tolist(), language)
        rows = []
        for row, (state, value, had) in enumerate(
            zip(
                result.state.tolist(), result.value.tolist(), result["had_by"].tolist(), strict=True
            )
        ):
            if state != State.VALUE:
                rows.append((1, things[row], parts[row], text("offer_unknown", language)))
            elif value:
                rows.append((0, things[row], parts[row], self._who(had, language)))
        body = tuple(row[1:] for row in sorted(rows, key=lambda row: row[:3]))
        return Lines(_heads(language, "offer_thing", "offer_part", "offer_where"), body)

    def _who(self, had: str, language: Language) -> str:
        """Those who have it, neighbours first."""
        if had in _HAD_BY:
            return text(_HAD_BY[had], language)
        codes = sorted(had.split("+"), key=lambda code: (code not in self.near, code))
        told = [
            text("offer_neighbour", language, place=name) if code in self.near else name
            for code, name in zip(codes, names("had_by", codes, language), strict=True)
        ]
        return _joined(told, language)


@attrs.frozen
class FewLines:
    """What hangs on one person or two, by municipality: never for a release.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`.
    """

    label: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        result = results[self.label]
        there = (result.state == State.VALUE) & (result.state_of("persons") == State.VALUE)
        few = np.flatnonzero(there & (result.value > 0) & (result["persons"] < _FEW))
        things = things_of(result, language)
        places = names("municipality", result.strata["municipality"].tolist(), language)
        body = [
            (places[row], things[row], f"{int(result['persons'][row])}") for row in few.tolist()
        ]
        return Lines(_heads(language, "offer_place", "offer_thing", "offer_persons"), tuple(body))


@attrs.frozen
class MatrixLines:
    """Things down, municipalities across: there, not there, not asked, not answered.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`.
    """

    label: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        result = results[self.label]
        codes = list(dict.fromkeys(result.strata["municipality"].tolist()))
        things = things_of(result, language)
        cells = {
            (thing, code): words
            for thing, code, words in zip(
                things,
                result.strata["municipality"].tolist(),
                _stands(result, language),
                strict=True,
            )
        }
        body = [
            (thing, *(cells.get((thing, code), "") for code in codes))
            for thing in dict.fromkeys(things)
        ]
        head = (text("offer_thing", language), *names("municipality", codes, language))
        return Lines(head, tuple(body))


def _stands(result: Shown, language: Language) -> Iterator[str]:
    """Whether it is there, in a word, with the way where that is told."""
    ways = names("way", result["way"].tolist(), language)
    told = result.state_of("way").tolist()
    asked = result["n_not_asked"].tolist()
    rows = zip(result.state.tolist(), result.value.tolist(), asked, strict=True)
    for row, (state, value, unasked) in enumerate(rows):
        if state != State.VALUE:
            yield word("ProvisionState", "not_asked" if unasked else "not_answered", language)
        elif not value:
            yield word("ProvisionState", "has_not", language)
        else:
            way = told[row] == State.VALUE and result["way"][row]
            has = word("ProvisionState", "has", language)
            yield f"{has} ({ways[row]})" if way else has


@attrs.frozen
class SilentLines:
    """What nobody answered, by municipality.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`.
    """

    label: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; only those with something that isn't told."""
        result = results[self.label]
        things = things_of(result, language)
        codes = result.strata["municipality"].tolist()
        body = []
        for code, rows in groupby(range(len(codes)), codes.__getitem__):
            mine = list(rows)
            untold = [
                _joined([things[row] for row in mine if result[name][row]], language) or "–"
                for name in _UNTOLD
            ]
            if untold != ["–"] * len(untold):
                body.append((names("municipality", [code], language)[0], *untold))
        heads = _heads(language, "offer_place", "offer_not_asked", "offer_not_answered")
        return Lines(heads, tuple(body))


@attrs.frozen
class DraftLines:
    """A draft of the board's analysis, a paragraph in each row: to be read, changed and decided.

    Attributes
    ----------
    offers, lacking
        Labels of the results.
    place
        What it is on, in words.
    year
        Year of the answers.
    """

    offers: str
    lacking: str
    place: str
    year: int

    def lines(self, results: Results, language: Language) -> Lines:
        """The paragraphs."""
        paragraphs = [text("offer_draft_law", language, place=self.place, year=self.year)]
        paragraphs += self._lacks(results[self.lacking], language)
        paragraphs += self._untold(results[self.offers], language)
        paragraphs += self._few(results[self.offers], language)
        paragraphs.append(text("offer_draft_decide", language))
        return Lines(_heads(language, "offer_draft"), tuple((one,) for one in paragraphs))

    def _lacks(self, result: Any, language: Language) -> Iterator[str]:
        things = things_of(result, language)
        there = (result.state == State.VALUE) & (result.value > 0)
        parts = result.strata["county_part"]
        for part in dict.fromkeys(parts.tolist()):
            lacking = [things[row] for row in np.flatnonzero(there & (parts == part)).tolist()]
            name = names("county_part", [part], language)[0]
            key = "offer_draft_lacking" if lacking else "offer_draft_complete"
            yield text(key, language, part=name, things=_joined(lacking, language))

    def _untold(self, result: Any, language: Language) -> Iterator[str]:
        things = things_of(result, language)
        rows = np.flatnonzero(result.state != State.VALUE).tolist()
        untold = list(dict.fromkeys(things[row] for row in rows))
        if untold:
            yield text("offer_draft_untold", language, things=_joined(untold, language))

    def _few(self, result: Any, language: Language) -> Iterator[str]:
        """What hangs on few; a release knows nobody's numbers, and says so."""
        if "persons" not in result.names:
            yield text("offer_draft_staff_withheld", language)
            return
        body = FewLines(self.offers).lines({self.offers: result}, language).body
        if body:
            told = [f"{place}: {thing}" for place, thing, _ in body]
            yield text("offer_draft_few", language, things="; ".join(told))
