"""Words under coded headings: which code each stands for, which is unknown, which may be several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import attrs

from vnr.io.cells._role_words import roles_told, with_roles
from vnr.io.template import (
    Meaning,
    asked_words,
    cell_words,
    inflected_code,
    is_showable,
    municipality_codes,
    nearest_codes,
    nearest_municipalities,
)
from vnr.io.template import words as words_of
from vnr.model import IntakeReason, Vocabulary, board_label, board_members
from vnr.register import Column, Kind
from vnr.words import fold

__all__ = ["CODED", "Dialect", "Refused", "coded", "meanings", "text_of", "words_in"]

CODED = frozenset({Kind.CODE, Kind.BITS, Kind.LEVELS, Kind.TRI, Kind.FLAG, Kind.NAME})
"""Kinds of columns whose cells are words of a list, so that an unknown one may be shown."""
_SEVERAL = re.compile(r"[;,/|+]| och ")


@attrs.define(eq=False)
class Dialect:
    """A deliverer's own words for one column, and which of them were met.

    Attributes
    ----------
    words
        The code of each folded word, and the profile's line; blank is the word of empty cells.
    day_first, short_year
        Whether its days may be written day first, and with two digits of the year: 240131.
    met
        The lines that some cell answered to.
    """

    words: Mapping[str, tuple[str, tuple[str, str]]] = attrs.field(factory=dict)
    day_first: bool = False
    short_year: bool = False
    met: set[tuple[str, str]] = attrs.field(factory=set)

    def code(self, text: str) -> str | None:
        """The code of an own word; blank for one that says nothing."""
        if not self.words:
            return None
        code, entry = self.words.get(fold(text), (None, ("", "")))
        if code is not None:
            self.met.add(entry)
        return code


class Refused(Exception):  # noqa: N818
    """A cell that breaks rules: each with the word that does, where a word does."""

    def __init__(self, *broken: str | tuple[str, str], mostly_known: bool = False) -> None:
        # What stands in the cell is no part of what an exception says.
        super().__init__()
        self.broken = [(one, "") if isinstance(one, str) else one for one in broken]
        self.mostly_known = mostly_known

    def shown(self, cell: Any) -> list[tuple[str, str]]:
        """The same, without words that are part of what isn't shown as a whole.

        Free text falls into short pieces at its commas. It is told from a long list of codes by
        how few of them are known.
        """
        if self.mostly_known or is_showable(text_of(cell)):
            return self.broken
        return list(dict.fromkeys((rule, "") for rule, _ in self.broken))


def text_of(value: Any) -> str:
    """A cell as text: a workbook's whole numbers without decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def coded(column: Column, dialect: Dialect, padded: list[str]) -> Callable[[Any], Any]:
    """A function that reads a cell of a coded column.

    Parameters
    ----------
    column : Column
        The column.
    dialect : Dialect
        The deliverer's own words.
    padded : list of str
        Filled when a municipality's code gets its leading zero back.
    """
    if column.kind is Kind.NAME:
        places = _Places(dialect, padded)
        usual: Callable[[Any], Any] = places.joint if column.joint else places.one
    elif column.kind in (Kind.TRI, Kind.FLAG):
        usual = partial(_flag, dialect=dialect)
    else:
        assert column.vocabulary is not None
        words = _Words(column.vocabulary, dialect)
        usual = words.code if column.kind is Kind.CODE else words.bits
        if column.kind is Kind.LEVELS:
            usual = _Levels(words, _Words(column.levels, dialect)).read
    if not dialect.words:
        return usual
    nothing = None if column.kind is Kind.NAME else column.missing
    return lambda value: nothing if dialect.code(text_of(value)) == "" else usual(value)


class _Words:
    """The words of a vocabulary: the deliverer's own go first."""

    def __init__(self, vocabulary: type[Vocabulary], dialect: Dialect) -> None:
        self.dialect = dialect
        self.vocabulary = vocabulary
        self.usual = words_of(vocabulary)
        self.asked = asked_words(vocabulary)

    def places(self, word: str) -> list[int]:
        """The places of the codes that a word stands for; none if it isn't known."""
        stated = self.dialect.code(word)
        if stated:
            found = [
                self.usual[fold(code)] for code in stated.split(";") if fold(code) in self.usual
            ]
            if found:
                return found
        folded = fold(word)
        if folded in self.asked:
            return []
        place = self.usual.get(folded)
        if place is None:
            other = inflected_code(self.vocabulary, word)
            return [] if other is None else [self.usual[fold(other)]]
        return [place]

    def broken(self, word: str) -> tuple[str, str]:
        """What is wrong with a word that has no place."""
        return ("code-ambiguous" if fold(word) in self.asked else "code-unknown", word)

    def code(self, value: Any) -> int:
        """The place of a cell's code."""
        text = text_of(value)
        places = self.places(text)
        if not places:
            raise Refused(self.broken(text))
        return places[0]

    def bits(self, value: Any) -> int:
        """The codes of a cell that may hold several."""
        text = text_of(value)
        found = sum(1 << place for place in self.places(text))
        if found:
            return found
        broken = []
        parts = words_in(text)
        for part in parts:
            places = self.places(part)
            if not places:
                broken.append(self.broken(part))
            for place in places:
                found |= 1 << place
        if broken:
            mostly_known = 2 * len(broken) < len(parts)
            raise Refused(*dict.fromkeys(broken), mostly_known=mostly_known)
        return found


def words_in(text: str) -> list[str]:
    """The words of a cell that may hold several."""
    return [word for word in map(str.strip, _SEVERAL.split(text)) if word]


class _Levels:
    """Risks written ``risk=level``; a level alone is the first one's, the current risk."""

    def __init__(self, risks: _Words, levels: _Words) -> None:
        self.risks = risks
        self.levels = levels

    def read(self, value: Any) -> int:
        """The levels of a cell's risks."""
        found = 0
        for part in re.split(r"[;,|]", text_of(value)):
            risk, sign, level = part.rpartition("=")
            place = self.risks.code(risk) if sign else 0
            if found >> 2 * place & 3:
                raise Refused("risk-twice")
            found |= (self.levels.code(level) + 1) << 2 * place
        return found


class _Places:
    """Municipalities: by code, by name, or by the deliverer's own name."""

    def __init__(self, dialect: Dialect, padded: list[str]) -> None:
        self.dialect = dialect
        self.padded = padded

    def one(self, value: Any) -> str:
        """The four digits of a municipality."""
        text = text_of(value)
        code = self.dialect.code(text) or municipality_codes().get(text.casefold(), text)
        if len(code) == 3 and code.isdigit():
            code = "0" + code
            self.padded.append(code)
        if len(code) != 4 or not (code.isascii() and code.isdigit()):
            several = _names_several(text)
            raise Refused(("municipality-several" if several else "municipality-invalid", text))
        return code

    def joint(self, value: Any) -> str:
        """Several municipalities as one label; of a misspelt one the whole is told."""
        text = text_of(value)
        told = self.dialect.code(text) or text
        try:
            return board_label(map(self.one, map(str.strip, board_members(told))))
        except Refused:
            rule = "municipality-several" if _names_several(text) else "municipality-invalid"
            raise Refused((rule, text)) from None


def _names_several(text: str) -> bool:
    """Whether a text is of several municipalities, by code or name: ``0482+0483``, ``Flen och Trosa``."""
    known, parts = municipality_codes(), [one.strip() for one in _SEVERAL.split(text)]
    codes = {*known.values()}
    return len(parts) > 1 and all(one in codes or one.casefold() in known for one in parts)


def _flag(value: Any, dialect: Dialect) -> bool:
    if isinstance(value, bool):
        return value
    text = dialect.code(text_of(value)) or text_of(value).casefold()
    if text in cell_words("yes"):
        return True
    if text in cell_words("no"):
        return False
    raise Refused(("flag-invalid", text_of(value)))


def meanings(column: Column, rule: str, word: str) -> tuple[Meaning, ...]:
    """What a word that broke a rule under a coded heading may have meant, the likeliest first."""
    if rule == "municipality-invalid":
        return _places_meant(word) if column.joint else nearest_municipalities(word)
    if rule == "code-ambiguous":
        asked = ((one, asked_words(one).get(fold(word), ())) for one in _vocabularies(column))
        return tuple(Meaning.of_code(one(code)) for one, codes in asked for code in codes)
    if rule == "code-unknown":
        if column.vocabulary is IntakeReason and roles_told(word):
            near = nearest_codes(IntakeReason, word)
            return with_roles(word, IntakeReason(near[0].code) if near else IntakeReason.VIOLENCE)
        return next(filter(None, (nearest_codes(one, word) for one in _vocabularies(column))), ())
    return ()


def _vocabularies(column: Column) -> Iterable[type[Vocabulary]]:
    vocabularies = [column.vocabulary] if column.vocabulary is not None else []
    return [*vocabularies, column.levels] if column.kind is Kind.LEVELS else vocabularies


def _places_meant(word: str) -> tuple[Meaning, ...]:
    """The label that a misspelt one of several municipalities is nearest to."""
    known = set(municipality_codes().values())
    codes = []
    for part in board_members(word):
        code = municipality_codes().get(part.strip().casefold(), part.strip())
        near = nearest_municipalities(part) if code not in known else ()
        if code not in known and not near:
            return ()
        codes.append(near[0].code if near else code)
    return (Meaning.of_municipality(board_label(codes)),)
