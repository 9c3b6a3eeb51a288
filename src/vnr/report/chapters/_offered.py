"""Tables in plain words of what municipalities offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import attrs
import numpy as np

from vnr.model import Way
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._things import in_series, things_of, turns
from vnr.report.chapters._writing import Shown, text
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language, number

__all__ = ["FewLines", "LackingLines", "MatrixLines", "SilentLines"]

FEW: Final = 3
"""So many persons or more carry a thing without it hanging on any of them."""
_THING: Final = ("provision", "subject", "meant_for")
_UNTOLD: Final = ("n_not_asked", "n_not_answered")
_NAMED: Final = 3
"""So many things are named in the summary."""
_GONE: Final = ("offer_gone_a", "offer_gone_b")
"""Labels of the chance that nobody is left of one, and of two."""


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
    alone
        Whether no other answers than those of the report's own municipalities were read.
    parted
        Whether there are county parts, or one place only.
    coming
        Codes of those who are introducing it, by county part, kind, subject and target.
    """

    label: str
    near: Sequence[str] = ()
    alone: bool = False
    parted: bool = False
    coming: Mapping[tuple[str, ...], Sequence[str]] = attrs.field(factory=dict)

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; what isn't known stands last, of one municipality elsewhere."""
        result = results[self.label]
        things = [(*row, where) for *row, where in self.lacks(result, language)]
        if self.parted:
            things += [
                (*row, text("offer_unknown", language)) for row in self._untold(result, language)
            ]
            heads = _heads(language, "offer_thing", "offer_part", "offer_where")
            return Lines(heads, tuple(things), words=True)
        heads = _heads(language, "offer_thing", "offer_where")
        return Lines(heads, tuple((thing, where) for thing, _, where in things), words=True)

    def lacks(self, result: Shown, language: Language) -> list[tuple[str, str, str]]:
        """What lacks, where, and who has it, in words; services first."""
        lacks = (result.state == State.VALUE) & (result.value > 0)
        had = result["had_by"].tolist()
        return [
            (self._named(result, row, thing, language), part, self._who(had[row], language))
            for row, thing, part in _in_order(result, lacks, language)
        ]

    def _named(self, result: Shown, row: int, thing: str, language: Language) -> str:
        """What lacks, and who is introducing it."""
        keys = ("county_part", *_THING)
        codes = self.coming.get(tuple(str(result.strata[key][row]) for key in keys), ())
        if not codes:
            return thing
        if not self.parted and len(codes) == 1:
            return text("offer_coming", language, thing=thing)
        places = in_series(names("municipality", codes, language), language)
        return text("offer_coming_in", language, thing=thing, places=places)

    def _untold(self, result: Shown, language: Language) -> list[tuple[str, str]]:
        """What can't be said, and where."""
        unknown = result.state != State.VALUE
        return [(thing, part) for _, thing, part in _in_order(result, unknown, language)]

    def _who(self, had: str, language: Language) -> str:
        """Those who have it, neighbours first."""
        if had == "none" and self.alone:
            return text("offer_had_unread", language)
        if had == "none":
            return text("offer_had_none", language)
        codes = sorted(had.split("+"), key=lambda code: (code not in self.near, code))
        told = [
            text("offer_neighbour", language, place=name) if code in self.near else name
            for code, name in zip(codes, names("had_by", codes, language), strict=True)
        ]
        return in_series(told, language)

    def text(self, results: Results, language: Language) -> str:
        """The first of them in a sentence, for the summary."""
        rows = self.lacks(results[self.label], language)
        if not rows:
            known = (results[self.label].state == State.VALUE).any()
            return text("offer_lacking_nothing" if known else "offer_lacking_untold", language)
        told = [
            text("offer_lacking_in", language, thing=thing, place=part) if self.parted else thing
            for thing, part, _ in rows[:_NAMED]
        ]
        key = "offer_lacking_more" if len(rows) > _NAMED else "offer_lacking_all"
        return text(key, language, things=in_series(told, language))


def _in_order(result: Shown, chosen: np.ndarray, language: Language) -> list[tuple[int, str, str]]:
    """Row, thing and county part of the chosen cells: by kind, then thing, then part."""
    things = things_of(result, language)
    order = turns(result)
    parts = names("county_part", result.strata["county_part"].tolist(), language)
    rows = sorted(
        np.flatnonzero(chosen).tolist(),
        key=lambda row: (order[row], things[row].casefold(), parts[row]),
    )
    return [(row, things[row], parts[row]) for row in rows]


@attrs.frozen
class FewLines:
    """What hangs on one person or two, by municipality: never for a release.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`; beside it may stand those of `metrics.gone`.
    """

    label: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        rows = self.few(results[self.label], language)
        gone = [results.get(label) for label in _GONE]
        heads = ["offer_place", "offer_thing", "offer_persons"]
        if any(one is not None for one in gone):
            heads.append("offer_gone")
        body = []
        for code, place, thing, persons, told, own in rows:
            # Who leaves here does not take away what is bought of others.
            chance = _chance(gone[persons - 1] if persons and own else None, code, language)
            body.append((place, thing, told, *([chance] if heads[3:] else [])))
        # Of one municipality it isn't said again in each row.
        first = int(_is_of_one(results[self.label]))
        return Lines(
            _heads(language, *heads[first:]), tuple(row[first:] for row in body), words=True
        )

    def few(self, result: Shown, language: Language) -> list[tuple[str, str, str, int, str, bool]]:
        """Code, municipality, thing, persons, these in words, and whether they work there; one first."""
        known, posts = result.state_of("persons") == State.VALUE, _alone_by_posts(result)
        there = (result.state == State.VALUE) & (known | posts)
        persons = np.where(known, result["persons"], 1)
        chosen = np.flatnonzero(there & (result.value > 0) & (persons < FEW))
        things = things_of(result, language)
        codes = result.strata["municipality"].tolist()
        places = names("municipality", codes, language)
        bought = (result.state_of("way") == State.VALUE) & (result["way"] == Way.BOUGHT.value)
        rows = []
        for row in chosen.tolist():
            told = f"{int(persons[row])}"
            if not known[row]:
                share = number(float(result["posts"][row]), ".2g", language)
                told = text("offer_by_posts", language, posts=share)
            rows.append(
                (codes[row], places[row], things[row], int(persons[row]), told, not bought[row])
            )
        return sorted(rows, key=lambda row: row[3])

    def text(self, results: Results, language: Language) -> str:
        """The first of them in a sentence, and of how much nobody said how many can do it."""
        result = results[self.label]
        has = (result.state == State.VALUE) & (result.value > 0)
        told = has & ((result.state_of("persons") == State.VALUE) | _alone_by_posts(result))
        if has.any() and not told.any():
            return text("offer_few_unknown", language)
        rows = self.few(result, language)
        if not rows:
            return text("offer_few_nothing", language)
        alone = _is_of_one(result)
        things = [
            thing if alone else text("offer_lacking_in", language, thing=thing, place=place)
            for _, place, thing, *_ in rows[:_NAMED]
        ]
        key = "offer_few_more" if len(rows) > _NAMED else "offer_few_all"
        return text(key, language, things=in_series(things, language))


def _alone_by_posts(result: Shown) -> np.ndarray:
    """Of what the posts are known and not the persons, whether there is one post at most."""
    known = (result.state_of("posts") == State.VALUE) & (result.state_of("persons") != State.VALUE)
    return np.asarray(known & (result["posts"] > 0) & (result["posts"] <= 1))


def _is_of_one(result: Shown) -> bool:
    """Whether a result is of one municipality."""
    return len({*result.strata["municipality"].tolist()}) == 1


def _chance(gone: Shown | None, code: str, language: Language) -> str:
    """The chance that nobody is left in a municipality, where it is known."""
    if gone is None:
        return "–"
    (labels,) = gone.strata.values()
    row = np.flatnonzero(labels == code)
    if not row.size:
        return "–"
    value, lower, upper = (
        number(100 * float(gone[name][row[0]]), ".0f", language)
        for name in ("value", "lower", "upper")
    )
    left, employed = (int(gone[name][row[0]]) for name in ("left", "employed"))
    return text(
        "offer_gone_chance",
        language,
        value=value, lower=lower, upper=upper, left=left, employed=employed,
    )  # fmt: skip


@attrs.frozen
class MatrixLines:
    """Things down, municipalities across: there, not there, not asked, not answered.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`.
    coming
        Municipality, kind, subject and target of what is being introduced.
    """

    label: str
    coming: frozenset[tuple[str, ...]] = frozenset()

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; of one municipality with whom it has each thing."""
        result = results[self.label]
        codes = list(dict.fromkeys(result.strata["municipality"].tolist()))
        things = things_of(result, language)
        order = dict(zip(things, turns(result), strict=True))
        cells = {
            (thing, code): words
            for thing, code, words in zip(
                things,
                result.strata["municipality"].tolist(),
                _stands(result, language, whose=len(codes) == 1, coming=self.coming),
                strict=True,
            )
        }
        body = [
            (thing, *(cells.get((thing, code), "") for code in codes))
            for thing in sorted(order, key=lambda thing: (order[thing], thing.casefold()))
        ]
        head = (text("offer_thing", language), *names("municipality", codes, language))
        return Lines(head, tuple(body), words=True)


def _stands(
    result: Shown, language: Language, *, whose: bool, coming: frozenset[tuple[str, ...]]
) -> Iterator[str]:
    """Whether it is there, in a word, with the way, and with whom, where that is told."""
    told = result.state_of("way").tolist()
    asked = result["n_not_asked"].tolist()
    codes = result.strata["municipality"].tolist()
    rows = zip(result.state.tolist(), result.value.tolist(), asked, strict=True)
    things = zip(codes, *(result.strata[key].tolist() for key in _THING), strict=True)
    introduced = [thing in coming for thing in things]
    for row, (state, value, unasked) in enumerate(rows):
        if introduced[row] and not (state == State.VALUE and value):
            yield text("offer_stands", language, form="coming")
        elif state != State.VALUE:
            yield text("offer_stands", language, form="not_asked" if unasked else "not_answered")
        elif not value:
            yield text("offer_stands", language, form="has_not")
        else:
            way = str(result["way"][row]) if told[row] == State.VALUE else ""
            others = [
                one for one in str(result["provided_by"][row]).split("+") if one != codes[row]
            ]
            if not way or way == "own" or not whose or not others:
                yield text("offer_stands", language, form=way or "has")
            else:
                whom = in_series(names("provided_by", others, language), language)
                yield text("offer_has_with", language, form=way, whom=whom)


@attrs.frozen
class SilentLines:
    """What nobody answered, by municipality.

    Attributes
    ----------
    label
        Label of the result of `metrics.offers`.
    due
        Codes of those who were to answer: who of them didn't at all is told too.
    """

    label: str
    due: Sequence[str] = ()

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words; only those with something that isn't told."""
        result = results[self.label]
        things = things_of(result, language)
        codes = result.strata["municipality"].tolist()
        if len(self.due) == 1:
            return self._own(result, things, language)
        body = []
        for code, rows in groupby(range(len(codes)), codes.__getitem__):
            mine = list(rows)
            silent = [[things[row] for row in mine if result[name][row]] for name in _UNTOLD]
            untold = [
                text("offer_everything", language)
                if len(own) == len(mine)
                else in_series(own, language) or "–"
                for own in silent
            ]
            if untold != ["–"] * len(untold):
                body.append((names("municipality", [code], language)[0], *untold))
        for code in self.due:
            if code not in codes:
                name = names("municipality", [code], language)[0]
                body.append((name, "–", text("offer_no_form", language)))
        heads = _heads(language, "offer_place", "offer_not_asked", "offer_not_answered")
        return Lines(heads, tuple(body), words=True)

    def _own(self, result: Shown, things: Sequence[str], language: Language) -> Lines:
        """Of one municipality each thing in a row."""
        order = turns(result)
        untold = [
            (things[row], text("offer_stands", language, form=name.removeprefix("n_")))
            for name in reversed(_UNTOLD)
            for row in sorted(
                np.flatnonzero(result[name]).tolist(),
                key=lambda row: (order[row], things[row].casefold()),
            )
        ]
        return Lines(_heads(language, "offer_thing", "offer_why"), tuple(untold), words=True)

    def text(self, results: Results, language: Language) -> str:
        """Whether something lacks an answer, for the summary."""
        result = results[self.label]
        missing = {*self.due} - {*result.strata["municipality"].tolist()}
        if missing:
            told = names("municipality", sorted(missing), language)
            return text("offer_silent_whole", language, names=in_series(told, language))
        untold = any(result[name].any() for name in _UNTOLD)
        return text("offer_silent_some" if untold else "offer_silent_nothing", language)
