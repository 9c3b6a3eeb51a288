"""A profile as a file has it: TOML, shared out on what a profile holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from vnr.errors import DataError
from vnr.io.template import fields_named, layout_of, table_named
from vnr.words import LANGUAGES, fold, refusal, text, topic, unknown

__all__ = [
    "FIXED",
    "check_words",
    "day_forms",
    "is_left",
    "is_of",
    "is_order",
    "owner_of",
    "shared_out",
    "table_of",
    "titles_of",
    "toml",
]

FIXED: Final = ("municipality", "unit", "roles")
"""What may have a value for all files."""


_HEAD = re.compile(r"^(\s*)\[([^\]\"'\[]+)\](\s*(?:#.*)?)$", re.MULTILINE)
_LINE = re.compile(r"^(\s*)([^\s\"'\[#=][^\"'=#]*?)(\s*=)", re.MULTILINE)


# What tomllib says of each kind of slip.
_WRONG = {
    "profile_toml_twice": r"Cannot (?:overwrite|declare|mutate)|Duplicate",
    "profile_toml_equals": r"Expected '='|Invalid statement|Invalid initial character",
    "profile_toml_value": r"Invalid value|Unclosed|Unterminated|Illegal|Expected (?:newline|\")",
    "profile_toml_backslash": r"Unescaped|Invalid hex|Escaped",
    "profile_toml_head": r"Expected '\]",
}


def toml(path: str | Path) -> dict[str, Any]:
    """A profile's file, in which å, ä, ö and blanks need no quotation marks on the left.

    Raises
    ------
    DataError
        If the file isn't there or isn't TOML.
    """
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        # A path with a sign that no path may hold is a ValueError.
        raise refusal("profile_unreadable", path=str(path), why=error) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As editors of Windows write it.
        text = content.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        pass
    try:
        return tomllib.loads(_LINE.sub(_quoted, _HEAD.sub(_quoted_parts, text)))
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(str(path), text, str(error)) from None


def _no_toml(path: str, text: str, message: str) -> DataError:
    """What is wrong, and where, in the words of the profile's reader."""
    row = re.search(r"at line (\d+)", message)
    number = int(row[1]) if row else text.count("\n") + 1
    sentence = next((key for key, signs in _WRONG.items() if re.match(signs, message)), "")
    name = text.split("\n")[number - 1].partition("=")[0].strip(" \t[]\"'")
    return refusal(sentence or "profile_no_toml", path=path, row=number, name=name)


def _quoted(line: re.Match[str]) -> str:
    return f'{line[1]}"{line[2]}"{line[3]}'


def _quoted_parts(head: re.Match[str]) -> str:
    names = ".".join(f'"{name.strip()}"' for name in head[2].split("."))
    return f"{head[1]}[{names}]{head[3]}"


def shared_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a profile is made of, by attribute.

    Raises
    ------
    DataError
        If a value has another form.
    UnknownNameError
        If a part is called nothing that a profile has.
    """
    found: dict[str, Any] = {"columns": {}, "codes": {}, "files": {}, "sheets": {}}
    for name, value in data.items():
        part = _part(name)
        if part in ("days", "check") and isinstance(value, str):
            found[part] = value
        elif part in found:
            _take(found, part, name, value)
        elif isinstance(value, str) and fields_named(name):
            fixed = next((one for one in fields_named(name) if one in FIXED), None)
            if fixed is None:
                raise refusal("profile_fixed", name=name)
            found[fixed] = value
        elif isinstance(value, Mapping) and table_named(name):
            found["codes"] |= {f"{name}.{field}": words for field, words in value.items()}
        elif isinstance(value, Mapping) and (fields_named(name) or "." in name):
            found["codes"][name] = value
        elif fields_named(name):
            raise refusal("profile_words", name=name)
        else:
            raise unknown("profile_part", name, _parts())
    return found


def _take(found: dict[str, Any], part: str, name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise refusal("profile_table", name=name)
    if part != "codes":
        found[part] |= value
        return
    for field, words in value.items():
        if table_named(field) and isinstance(words, Mapping) and not fields_named(field):
            found["codes"] |= {f"{field}.{one}": mapping for one, mapping in words.items()}
        else:
            found["codes"][field] = words


def is_order(name: str) -> bool:
    """Whether a line is of how days are written."""
    return _part(name) == "days"


def day_forms(value: str) -> frozenset[str]:
    """How a line says that days may be written: ``first`` for day first, ``short`` for yymmdd.

    Raises
    ------
    DataError
        If it says something else.
    """
    known = {
        fold(word): form
        for language in LANGUAGES
        for form in ("first", "short")
        for word in topic("days", language)[f"day_{form}"]
    }
    forms = [known.get(fold(one)) for one in value.split(";") if one.strip()]
    if None in forms:
        raise refusal("profile_days")
    return frozenset(filter(None, forms))


def _part(name: str) -> str:
    """The attribute that a part of a profile's file is called after."""
    for language in LANGUAGES:
        for part, names in topic("columns", language)["profile"].items():
            if fold(name) in map(fold, names):
                return str(part)
    return ""


def _parts() -> list[str]:
    words = topic("columns", "sv")["profile"].values()
    return [names[0] for names in words] + [
        "kommun",
        "enhet",
        "roll",
        "Insatser",
        "Aktualiseringsorsak",
    ]


def is_of(kind: str, pattern: str, file: str, sheet: str | None) -> bool:
    """Whether a file's or sheet's name is of a pattern."""
    names = {"": [file], "files": [file, Path(file).name], "sheets": [sheet or ""]}[kind]
    return any(fnmatch(one.casefold(), pattern.casefold()) for one in names)


def check_words(name: str, table: object) -> None:
    if not isinstance(table, Mapping) or not all(
        isinstance(one, str) for one in (*table, *table.values())
    ):
        raise refusal("profile_words", name=name)


def table_of(name: str) -> str:
    table = table_named(name)
    if table is None:
        tables = layout_of().columns
        raise unknown("profile_table_name", name, [layout_of().sheet(one) for one in tables])
    return table


def is_left(ours: str) -> bool:
    """Whether a heading is to be left unread."""
    return any(fold(ours) == fold(text("profile", "not_read", language)) for language in LANGUAGES)


def owner_of(heading: str, name: str, table: str | None) -> str | None:
    """The table of what a heading is to stand for: the one that is named, or one that hangs on it."""
    for of in (
        table,
        *(one for one, above in layout_of().schema.parents.items() if above == table),
    ):
        if fields_named(name, of):
            return of
    if table is None:
        raise unknown("profile_heading", name, titles_of(table), heading=heading)
    of = layout_of().sheet(table)
    raise unknown("profile_heading_of", name, titles_of(table), heading=heading, table=of)


def titles_of(table: str | None) -> list[str]:
    layout = layout_of()
    tables = layout.columns if table is None else [table]
    return list(
        dict.fromkeys(layout.title(one, field) for one in tables for field in layout.columns[one])
    )
