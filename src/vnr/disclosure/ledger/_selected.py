"""The same number in results of different places that were chosen from a register (urval)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from vnr.disclosure.ledger._meaning import Meaning, cell_of
from vnr.model import place_of

__all__ = ["Selections"]

_SELECTION: Final = "selection"
_PLACES: Final = ("municipality", "county")
_NESTED: Final = frozenset({"count", "detection", "follow_up", "children_behind"})
"""Rules by which whoever is counted in a place is counted in what it lies in."""
_OF_ADULTS: Final = ("adults", "children")
"""But for these steps: of an adult the whole may know what one place doesn't."""
_COUNTY: Final = 2
"""So many digits of a municipality's code are its county's."""

Labels = Mapping[str, str]


class Selections:
    """The choices of places of what is shown, and how what is out already is called by them.

    What is counted of a municipality is the same whether it was chosen alone, with its county, or
    not at all: history stays in a register of which a part is chosen.
    """

    def __init__(self) -> None:
        self._homes: dict[str, dict[str, list[str]]] = {}
        self._out: dict[str, dict[str, list[str]]] = {}

    def note(self, meaning: Meaning, *, public: bool = False) -> None:
        """Take down which places were chosen for what is shown, or is out already."""
        home = _places(meaning)
        if home is not None:
            homes = self._out if public else self._homes
            homes[dict(meaning.asked).get(_SELECTION, "")] = home

    def out(self, meaning: Meaning, labels: Labels) -> Iterator[tuple[Meaning, dict[str, str]]]:
        """How a number is called by the choices of what is out, of which it is a part."""
        step = labels.get("step") in _OF_ADULTS
        if meaning.rule in _NESTED and not step:
            yield from self.alike(meaning, labels, self._out)

    def wholes(self, meaning: Meaning, labels: Labels) -> Iterator[tuple[Meaning, dict[str, str]]]:
        """How the number of all in the same places is called, where some of them were chosen."""
        by_places_alone = _places(meaning) is not None
        if by_places_alone or meaning.rule not in _NESTED or labels.get("step") in _OF_ADULTS:
            return
        chosen: Mapping[str, Any] = ast.literal_eval(dict(meaning.asked)[_SELECTION])
        places = {name: codes for name, codes in chosen.items() if name in _PLACES}
        whole = _moved(meaning, str(places) if places else "")
        yield whole, dict(labels)
        yield from self.alike(whole, labels, {**self._homes, **self._out})

    def choice(self, meaning: Meaning) -> Mapping[str, Sequence[str]]:
        """The places that were chosen; none where all were, or by anything else."""
        return _places(meaning) or {}

    def base(self, meaning: Meaning) -> Meaning | None:
        """The meaning by whatever places it was chosen; None where it was chosen by anything else."""
        return None if _places(meaning) is None else _moved(meaning, "")

    def alike(
        self, meaning: Meaning, labels: Labels, homes: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Iterator[tuple[Meaning, dict[str, str]]]:
        """How the number of a cell is called by other choices of places."""
        own = _places(meaning)
        if own is None:
            return
        place = dict(labels)
        # Of a municipality that was chosen its county says nothing more.
        name = next((one for one in _PLACES if one in own), "")
        if len(own.get(name, ())) == 1 and not {*_PLACES} & place.keys():
            place = {name: own[name][0], **place}
        code = place.get("municipality")
        county = place.get("county") or place_of(code or "", lambda one: one[:_COUNTY])
        for text, home in (self._homes if homes is None else homes).items():
            inside = county and all(
                (code if name == "municipality" else county) in codes
                for name, codes in home.items()
            )
            other = _moved(meaning, text)
            if not inside or other == meaning:
                continue
            yield other, place
            # A place that was chosen alone is also all that there is.
            if home and [code or county] in home.values():
                yield other, {name: one for name, one in place.items() if name not in _PLACES}

    def moved(self, meaning: Meaning, labels: Sequence[Labels]) -> tuple[Meaning, Sequence[Labels]]:
        """A table by another choice of places, if all its cells are called by the same.

        What is shown now by the same choice as it is called so, whatever else stands beside.
        """
        if dict(meaning.asked).get(_SELECTION, "") in self._homes:
            return meaning, labels
        ways = [dict([*self.alike(meaning, cell)]) for cell in labels]
        if not ways or not ways[0]:
            return meaning, labels
        other = next(reversed(ways[0]))
        if not all(other in way for way in ways):
            return meaning, labels
        return other, [way[other] for way in ways]


def _places(meaning: Meaning) -> dict[str, list[str]] | None:
    """The places that were chosen; none where all were, and None where anything else was."""
    text = dict(meaning.asked).get(_SELECTION)
    if text is None:
        return {}
    chosen: Any = ast.literal_eval(text)
    if not isinstance(chosen, dict) or not set(chosen) <= set(_PLACES):
        return None
    return {name: [*map(str, codes)] for name, codes in chosen.items()}


def _moved(meaning: Meaning, selection: str) -> Meaning:
    asked = {name: value for name, value in meaning.asked if name != _SELECTION}
    if selection:
        asked[_SELECTION] = selection
    return attrs.evolve(meaning, asked=cell_of(asked))
