"""Names of tables, fields and codes as the template has them, or in English, in any form of the word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from vnr.io.template._alias import cell_words, municipality_codes, sheet_names, spelled
from vnr.io.template._alias import words as words_of
from vnr.io.template._inflected import Inflected
from vnr.io.template._layout import layout_of
from vnr.model import JOINT, Vocabulary, board_label, board_members
from vnr.register import Column, Kind
from vnr.words import LANGUAGES, fold, topic

__all__ = ["code_named", "fields_named", "inflected_code", "table_named"]

YES, NO, NOTHING = "yes", "no", ""
"""What a deliverer's own word under a coded heading may mean beside a code."""


@cache
def table_named(name: str) -> str | None:
    """The table whose code or sheet is called so, if one is."""
    folded, tables = fold(name), layout_of().columns
    for table in tables:
        if folded == fold(table) or folded in {fold(one) for one in _sheets(table)[:1]}:
            return table
    return next((t for t in tables if folded in sheet_names(t)), None) or _tables().of(name)


def _sheets(table: str) -> list[str]:
    return [name for one in LANGUAGES for name in topic("columns", one)["sheet"].get(table, [])]


@cache
def _tables() -> Inflected:
    # The first name is the table's own; another may be two tables'.
    return Inflected(
        (topic("columns", language)["sheet"][table][0], table)
        for language in LANGUAGES
        for table in layout_of().columns
    )


@cache
def fields_named(name: str, table: str | None = None) -> tuple[str, ...]:
    """The fields that are called so, in one table or in any; more than one if it isn't clear which."""
    layout = layout_of()
    tables = layout.columns if table is None else [table]
    whole = {layout.headings[one].get(fold(name)) for one in tables} - {None}
    if name in {field for one in tables for field in layout.columns[one]}:
        return (name,)
    if not whole:
        whole = {_fields(one).of(name) for one in tables} - {None}
    return tuple(sorted(field for field in whole if field is not None))


@cache
def _fields(table: str) -> Inflected:
    return Inflected(layout_of().spelled(table))


@cache
def _codes(vocabulary: type[Vocabulary]) -> Inflected:
    return Inflected(spelled(vocabulary))


def inflected_code(vocabulary: type[Vocabulary], word: str) -> str | None:
    """The code whose word stands there in another form."""
    return _codes(vocabulary).of(word)


def code_named(word: str, column: Column) -> str | None:
    """The code, municipality, yes, no or nothing (``""``) that a word stands for in a column."""
    if not word.strip() or word.strip().casefold() in cell_words("missing"):
        return NOTHING
    if column.kind is Kind.NAME:
        return _municipality(word, joint=column.joint)
    if column.kind is Kind.DAY:
        return None
    if column.is_open:
        return word.strip() if column.marks["holds"](word.strip()) else None
    if column.kind in (Kind.TRI, Kind.FLAG):
        small = word.strip().casefold()
        return YES if small in cell_words("yes") else NO if small in cell_words("no") else None
    if column.kind is Kind.BITS and ";" in word:
        each = [_code(part, [column.vocabulary]) for part in word.split(";") if part.strip()]
        return None if None in each else ";".join(filter(None, each))
    levels = [column.levels] if column.kind is Kind.LEVELS else []
    return _code(word, [column.vocabulary, *levels])


def _code(word: str, vocabularies: Iterable[type[Vocabulary] | None]) -> str | None:
    for vocabulary in filter(None, vocabularies):
        place = words_of(vocabulary).get(fold(word))
        if place is not None:
            return list(vocabulary)[place].value
        other = inflected_code(vocabulary, word)
        if other is not None:
            return other
    return None


def _municipality(word: str, *, joint: bool) -> str | None:
    text = word.strip()
    if joint and JOINT in text:
        each = [_municipality(part, joint=False) for part in board_members(text)]
        return None if None in each else board_label(filter(None, each))
    codes = municipality_codes()
    if text in codes.values():
        return text
    found = codes.get(text.casefold()) or codes.get(text.casefold().removesuffix("s"))
    return found or (text if len(text) == 4 and text.isascii() and text.isdigit() else None)
