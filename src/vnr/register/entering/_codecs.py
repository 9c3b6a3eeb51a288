"""How the values of each kind of column come in from records and frames, and go out to them.

What a record holds is called a value, what an array holds a number, and what a frame holds a
word, also where it is a date or a truth value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import Distinct, Unusable
from vnr.model import Vocabulary, fault_text, fields_of
from vnr.register.columns import (
    NO_DAY,
    AnyArray,
    Column,
    DamagedError,
    Keys,
    Kind,
    date_of,
    day_number,
    plainly,
    spelt,
)
from vnr.register.identities import texts

__all__ = ["Codec", "codec"]

Dictionaries = Mapping[str, NDArray[np.bytes_]]
_JOIN: Final = ";"


def codec(column: Column, dictionaries: Dictionaries | None = None, *, table: str = "") -> Codec:
    """The codec of a column.

    Parameters
    ----------
    column : Column
        The column.
    dictionaries : mapping of str to array of bytes, optional
        What the codes of identifiers and municipalities point into, where they are to go out.
    table : str
        Name of its table, for messages, where words are to be read.
    """
    return _CODECS[column.kind](column, dictionaries or {}, f"{table}.{column.name}")


class Codec:
    """One column's way in and out: most kinds say only what one number means, and one word."""

    code = "value-missing"

    def __init__(self, column: Column, dictionaries: Dictionaries, where: str) -> None:
        self.column = column
        self.dictionaries = dictionaries
        self.where = where

    def numbers(self, values: Sequence[Any]) -> Any:
        """The array, or the `Keys`, that hold these values; None is not recorded."""
        missing = self.column.missing
        return self._array([missing if value is None else value for value in values])

    def _array(self, numbers: Sequence[Any]) -> AnyArray:
        return np.fromiter(numbers, self.column.dtype, len(numbers))

    def values(self, numbers: AnyArray) -> list[Any]:
        """The values behind an array's numbers."""
        listed = numbers.tolist()
        values = {number: self.value(number) for number in set(listed)}
        return [values[number] for number in listed]

    def value(self, number: Any) -> Any:
        """The value behind one number."""
        raise NotImplementedError

    def words(self, numbers: AnyArray) -> AnyArray:
        """What a frame shows for an array's numbers: null where nothing is recorded."""
        distinct, place = np.unique(numbers, return_inverse=True)
        words = [self.word(self.value(number)) for number in distinct.tolist()]
        return np.array([*words, None], object)[:-1][place]

    def word(self, value: Any) -> Any:
        """What a frame shows for one value."""
        return value

    def read(self, words: Distinct) -> Any:
        """The array, or the `Keys`, that hold a frame's words.

        Raises
        ------
        DataError, UnknownNameError
            If a word can't stand in the column.
        """
        missing = self.column.missing
        told = [self.cell(word) for word in words.values]
        numbers = [missing if word is None else self.number(word) for word in told]
        return self._array(numbers)[words.codes]

    def cell(self, word: Any) -> Any:
        """A frame's word, if it is one.

        Raises
        ------
        DataError
            If a cell holds several where the column has room for one, or what is no value.
        """
        if isinstance(word, tuple):
            raise self.refused("hold one value in each cell, and no lists")
        if isinstance(word, Unusable):
            raise self.refused(f"hold one value in each cell, and none of the kind {word.kind}")
        return word

    def number(self, word: Any) -> Any:
        """The number of one word."""
        raise NotImplementedError

    def refused(self, needed: str, rule: str | None = None) -> DataError:
        """The error for what can't stand in the column, by the rule that it breaks."""
        code = rule or self.column.marks.get("code", self.code)
        return DataError(f"{fault_text(code)}: {self.where} must {needed}")

    def members(self) -> type[Vocabulary]:
        """The column's vocabulary."""
        assert self.column.vocabulary is not None
        return self.column.vocabulary

    def place(self, members: type[Vocabulary], word: Any) -> int:
        """Place of the member that a word names."""
        for member in members:
            if member == word:
                return member.place
        raise UnknownNameError(self.where, "value", members, wrong=fault_text("code-unknown"))


class _Days(Codec):
    code = "date-invalid"

    def numbers(self, values: Sequence[Any]) -> Any:
        return self._array([NO_DAY if value is None else day_number(value) for value in values])

    def value(self, number: Any) -> Any:
        return None if number == NO_DAY else date_of(number)

    def words(self, numbers: AnyArray) -> AnyArray:
        days = numbers.astype("datetime64[D]")
        days[numbers == NO_DAY] = np.datetime64("NaT")
        return days

    def number(self, word: Any) -> Any:
        if not isinstance(word, date):
            raise self.refused("hold dates")
        # Of a day with a time zone the day there, which is what a clock on the wall said.
        return day_number(word.date() if isinstance(word, datetime) else word)


class _Codes(Codec):
    def numbers(self, values: Sequence[Any]) -> Any:
        return self._array([-1 if value is None else value.place for value in values])

    def value(self, number: Any) -> Any:
        return None if number < 0 else list(self.members())[number]

    def word(self, value: Any) -> Any:
        return None if value is None else value.value

    def number(self, word: Any) -> Any:
        return self.place(self.members(), word)


class _Several(Codec):
    """A set in one cell: a frame has it as a list, or as text with signs between its members."""

    def cell(self, word: Any) -> Any:
        if not isinstance(word, tuple):
            return super().cell(word)
        return _JOIN.join(str(member) for member in word if member is not None)

    @staticmethod
    def split(word: Any) -> list[str]:
        """The members in a cell."""
        return [part.strip() for part in str(word or "").split(_JOIN) if part.strip()]


class _Bits(_Several):
    def numbers(self, values: Sequence[Any]) -> Any:
        return self._array([sum(1 << member.place for member in value) for value in values])

    def value(self, number: Any) -> Any:
        return frozenset(member for member in self.members() if number >> member.place & 1)

    def word(self, value: Any) -> Any:
        return _JOIN.join(member.value for member in self.members() if member in value) or None

    def number(self, word: Any) -> Any:
        return sum({1 << self.place(self.members(), code) for code in self.split(word)})


class _Levels(_Several):
    def numbers(self, values: Sequence[Any]) -> Any:
        return self._array([sum(map(_level_bits, value)) for value in values])

    def value(self, number: Any) -> Any:
        assert self.column.record is not None
        levels = list(self.column.levels)
        held = [(member, number >> 2 * member.place & 3) for member in self.members()]
        return tuple(self.column.record(member, levels[bits - 1]) for member, bits in held if bits)

    def word(self, value: Any) -> Any:
        return _JOIN.join("=".join(_pair(record)) for record in value) or None

    def number(self, word: Any) -> Any:
        whole = 0
        for pair in self.split(word):
            code, _, level = pair.partition("=")
            place = self.place(self.members(), code)
            if whole >> 2 * place & 3:
                raise self.refused("name each of its codes once", "risk-twice")
            whole |= self.place(self.column.levels, level) + 1 << 2 * place
        return whole


def _pair(record: Any) -> tuple[Vocabulary, Vocabulary]:
    """The member that a record speaks of, and its level."""
    member, level = (getattr(record, field.name) for field in fields_of(record.__class__))
    return member, level


def _level_bits(record: Any) -> int:
    member, level = _pair(record)
    return level.place + 1 << 2 * member.place


class _Flags(Codec):
    code = "flag-invalid"

    def value(self, number: Any) -> Any:
        return None if number < 0 else bool(number)

    def number(self, word: Any) -> Any:
        if not isinstance(word, bool):
            raise self.refused("hold true or false")
        return word


class _PlainFlags(_Flags):
    def words(self, numbers: AnyArray) -> AnyArray:
        return numbers


class _Counts(Codec):
    code = "number-invalid"

    def value(self, number: Any) -> Any:
        return None if number == _NO_COUNT else number

    def number(self, word: Any) -> Any:
        if isinstance(word, bool) or not isinstance(word, (int, float)):
            raise self.refused("hold numbers")
        if abs(word) >= 2**31 or word != int(word):
            raise self.refused("hold whole numbers")
        # -1 is what says that nothing is recorded; stated, it is a number below 0 like others.
        return int(word) if word != _NO_COUNT else _NO_COUNT - 1


_NO_COUNT: Final = -1


class _Scores(Codec):
    code = "number-invalid"

    def value(self, number: Any) -> Any:
        return None if np.isnan(number) else number

    def words(self, numbers: AnyArray) -> AnyArray:
        return numbers

    def number(self, word: Any) -> Any:
        if isinstance(word, bool) or not isinstance(word, (int, float)):
            raise self.refused("hold numbers")
        if isinstance(word, int) and abs(word) > _LARGEST:
            raise self.refused("hold numbers of at most 300 digits")
        return word


_LARGEST: Final = 1e300


class _Texts(Codec):
    def numbers(self, values: Sequence[Any]) -> Any:
        return Keys.of(values)

    def value(self, number: Any) -> Any:
        dictionary = self.dictionaries[self.column.dictionary]
        return None if number < 0 else texts(dictionary[number : number + 1])[0]

    def words(self, numbers: AnyArray) -> AnyArray:
        dictionary = self.dictionaries[self.column.dictionary]
        return np.array([*texts(dictionary), None], object)[numbers]

    def read(self, words: Distinct) -> Any:
        holds = self.column.marks.get("holds")
        exact = holds is not None and not self.column.marks.get("identifier")
        there = words.values
        if None in there:
            there = [word for word in there if word is not None]
        values = None if exact else plainly(there)
        if values is not None:
            # The usual case, and the quick one: all of them at once.
            if there is words.values:
                return Keys(values, words.codes)
            missing = np.array([word is None for word in words.values])
            places = np.where(missing, -1, np.cumsum(~missing) - 1).astype(np.int32)
            return Keys(values, places[words.codes])
        texts = [
            None if word is None else self.spelt(word) for word in map(self.cell, words.values)
        ]
        if holds is not None and not all(map(holds, filter(None, texts))):
            raise self.refused(f"hold {self.column.marks['needed'].rstrip(',')}")
        keys = Keys.of(text or None for text in texts)
        return Keys(keys.values, keys.codes[words.codes])

    def spelt(self, word: Any) -> str:
        """An identifier in its one form; blank where there is none."""
        try:
            text = spelt(word)
        except DamagedError:
            raise self.refused("hold identifiers as they were, as text", "id-damaged") from None
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise self.refused("hold whole texts, without damaged letters", "encoding-mixed")
        return text


_CODECS: Final[Mapping[Kind, type[Codec]]] = MappingProxyType(
    {
        Kind.DAY: _Days,
        Kind.CODE: _Codes,
        Kind.BITS: _Bits,
        Kind.TRI: _Flags,
        Kind.FLAG: _PlainFlags,
        Kind.COUNT: _Counts,
        Kind.SCORE: _Scores,
        Kind.KEY: _Texts,
        Kind.NAME: _Texts,
        Kind.LEVELS: _Levels,
    }
)
