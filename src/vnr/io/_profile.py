"""How one municipality's files differ from the usual: kept in a file and reused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import attrs

from vnr.errors import DataError, UnknownNameError
from vnr.io._layout import layout_of
from vnr.words import fold

__all__ = ["Profile"]

_FIXED = ("municipality", "unit", "roles")
_PARTS = ("columns", "codes", *_FIXED, "files")


def _check_words(name: str, table: object) -> None:
    if not isinstance(table, Mapping) or not all(isinstance(one, str) for one in table.values()):
        raise DataError(f"{name} in the profile must hold words in quotes")


@attrs.frozen
class Profile:
    """Headings, codes and fixed values of one deliverer (leveransprofil).

    Attributes
    ----------
    columns
        The deliverer's heading to the field, such as ``{"Händelsedatum": "date"}``.
    codes
        For a field, the deliverer's word to the code: ``{"reason": {"VINR": "violence"}}``; for
        ``municipality`` a name to its four digits.
    municipality, unit, roles
        Values for files that have no such column.
    files
        The same by pattern of the file's name: ``{"barn*.csv": {"unit": "child"}}``.
    """

    columns: Mapping[str, str] = attrs.field(factory=dict)
    codes: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    municipality: str | None = None
    unit: str | None = None
    roles: str | None = None
    files: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse fields and codes that don't exist."""
        self._check_form()
        tables = layout_of().columns.values()
        known = {field for columns in tables for field in columns}
        for field in (*self.columns.values(), *self.codes):
            if field not in known:
                raise UnknownNameError("field in the profile", field, known)
        for field, mapping in self.codes.items():
            for columns in tables:
                column = columns.get(field)
                if column is not None and column.vocabulary is not None:
                    codes = [member.value for member in column.vocabulary]
                    for code in mapping.values():
                        if code not in codes:
                            raise UnknownNameError(f"code of {field} in the profile", code, codes)
                    break
        for fixed in self.files.values():
            for name in fixed:
                if name not in _FIXED:
                    raise UnknownNameError("fixed value in the profile", name, _FIXED)

    def _check_form(self) -> None:
        own = {name: getattr(self, name) for name in _FIXED if getattr(self, name) is not None}
        _check_words("columns", self.columns)
        _check_words("the rest", own)
        for name, tables in (("codes", self.codes), ("files", self.files)):
            if not isinstance(tables, Mapping):
                raise DataError(f"{name} in the profile must be a table of tables")
            for table in tables.values():
                _check_words(name, table)
        named = self.codes.get("municipality", {}).values()
        for code in (*named, *(one.get("municipality") for one in (own, *self.files.values()))):
            if code is not None and not re.fullmatch("[0-9]{4}", code):
                raise DataError('a municipality in the profile is four digits, such as "0484"')

    @classmethod
    def load(cls, path: str | Path) -> Profile:
        """Read a profile from TOML.

        Raises
        ------
        DataError
            If the file isn't there or isn't TOML.
        UnknownNameError
            If it names something that doesn't exist.
        """
        try:
            data: dict[str, Any] = tomllib.loads(Path(path).read_text("utf-8"))
        except OSError as error:
            raise DataError(f"the profile {path} can't be read: {error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DataError(f"the profile {path} isn't TOML in UTF-8: {error}") from None
        for name in data:
            if name not in _PARTS:
                raise UnknownNameError("part of a profile", name, _PARTS)
        return cls(**data)

    def fixed(self, file: str) -> dict[str, str]:
        """Values for a file's missing columns."""
        found = {
            name: value
            for name, value in (
                ("municipality", self.municipality),
                ("unit", self.unit),
                ("roles", self.roles),
            )
            if value is not None
        }
        for pattern, values in self.files.items():
            if any(fnmatch(one.casefold(), pattern.casefold()) for one in (file, Path(file).name)):
                found |= values
        return found

    def field(self, heading: str) -> str | None:
        """The field that the profile gives a heading, if any."""
        return {fold(own): field for own, field in self.columns.items()}.get(fold(heading))

    def words(self, column: Any) -> dict[str, str]:
        """The deliverer's own words for the codes of a column, folded."""
        return {fold(word): code for word, code in self.codes.get(column.name, {}).items()}
