"""How one deliverer's files differ from the usual: kept in a file and reused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from vnr.display import Fields
from vnr.errors import DataError, UnknownNameError
from vnr.io.profiles._profile_parts import (
    FIXED,
    check_words,
    day_forms,
    is_left,
    is_of,
    is_order,
    owner_of,
    shared_out,
    table_of,
    titles_of,
    toml,
)
from vnr.io.pseudonyms import Pseudonymiser, stated
from vnr.io.template import code_named, fields_named, layout_of
from vnr.model import Role
from vnr.register import Column, Kind
from vnr.words import LANGUAGES, fold, refusal, telling, text, unknown

__all__ = ["Entry", "Profile", "profile_of"]

_WITH_ROLE = "reason"
"""The field whose words may tell a role too."""
_LISTED = (Kind.NAME, Kind.TRI, Kind.FLAG, Kind.DAY)

Entry = tuple[str, str]
"""A line of a profile: what it stands under, and its left side."""


@attrs.frozen(slots=False)
class Profile(Fields):
    """Headings, codes and fixed values of one deliverer (leveransprofil).

    Everything is named by the template's Swedish words or by the English codes, in any form
    ("Vuxenenheten", "insatserna").

    Attributes
    ----------
    columns
        The deliverer's heading to ours, or to ``"läses inte"`` ("not read"), whether it is known
        or not; for one table only under its name: ``{"Insatser": {"Stödform": "insats"}}``.
    codes
        For a heading of ours, with its table before a dot, the deliverer's word to ours:
        ``{"Insatser.insats": {"Stödsamtal VINR": "stödsamtal"}}``. After a reason may stand whose
        it is, where a row has no role: ``{"Utövat våld": "våld i nära relation; våldsutövare"}``.
    municipality, unit, roles
        Values for files that have no such column.
    days
        ``"dag först"`` ("day first") where days are written 13/3 2019 or 13.03.2019; a column in
        which some day can't be that is refused. ``"ååmmdd"`` ("yymmdd") where some are 190313;
        both with a ``;`` between.
    check
        The check value (kontrollvärde) of the project's key, such as ``"3f9a-12bc-7d01"``: with
        another key, or none, nothing is read.
    files
        The same, or another heading of coded words, by pattern of the file's name:
        ``{"barn*.csv": {"enhet": "barnenheten"}}``.
    sheets
        The same by pattern of the sheet's name. A table's name in place of the values says which
        table a sheet, or a file without sheets, is: ``{"Beslut insats": "Insatser"}``.

    Examples
    --------
    >>> Profile({"Händelsedatum": "aktualiseringsdatum"}, municipality="0484")
    Profile(columns={'Händelsedatum': 'aktualiseringsdatum'}, municipality='0484')
    """

    columns: Mapping[str, Any] = attrs.field(factory=dict)
    codes: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    municipality: str | None = None
    unit: str | None = None
    roles: str | None = None
    days: str | None = None
    check: str | None = None
    files: Mapping[str, Mapping[str, str] | str] = attrs.field(factory=dict)
    sheets: Mapping[str, Mapping[str, str] | str] = attrs.field(factory=dict)

    @telling()
    def __attrs_post_init__(self) -> None:
        """Refuse what names nothing, or can have no effect."""
        self._check_form()
        if self.check is not None and self.check.strip():
            try:
                object.__setattr__(self, "check", stated(self.check))
            except DataError:
                raise refusal("profile_check") from None
        for _ in (
            self._headings,
            self._words,
            self._roles,
            self._fixed,
            self._orders,
            self._tables,
        ):
            pass

    @classmethod
    @telling()
    def of(cls, data: Mapping[str, Any]) -> Profile:
        """A profile from a mapping as a file has it.

        Raises
        ------
        DataError
            If a value has another form, or can have no effect.
        UnknownNameError
            If it names something that doesn't exist.
        """
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise refusal("profile_kind")
        return cls(**shared_out(data))

    @classmethod
    @telling()
    def load(cls, path: str | Path) -> Profile:
        """Read a profile from TOML.

        Raises
        ------
        DataError
            If the file isn't there or isn't TOML.
        UnknownNameError
            If it names something that doesn't exist.
        """
        return cls.of(toml(path))

    def _check_form(self) -> None:
        for name in ("columns", "codes", "files", "sheets"):
            if not isinstance(getattr(self, name), Mapping):
                raise refusal("profile_table", name=name)
        for heading, ours in self.columns.items():
            if not isinstance(ours, str) or not isinstance(heading, str):
                check_words(heading, ours)
        for name, words in self.codes.items():
            check_words(name, words)
        for name, values in (*self.files.items(), *self.sheets.items()):
            if not isinstance(values, str):
                check_words(name, values)
        check_words("", {one: value for one, value in self._top.items() if value is not None})

    @property
    def _top(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*FIXED, "days", "check")}

    @cached_property
    def _headings(self) -> dict[tuple[str | None, str], tuple[str, Entry]]:
        """Our headings by table (None for all) and folded heading."""
        known: dict[tuple[str | None, str], tuple[str, Entry]] = {}
        for name, ours in self.columns.items():
            table = None if isinstance(ours, str) else table_of(name)
            for heading, field in ({name: ours} if isinstance(ours, str) else ours).items():
                if not field.strip():
                    continue  # not filled in
                of = table if is_left(field) else owner_of(heading, field, table)
                entry = (name if table else "", heading)
                one = known.setdefault((of, fold(heading)), (field, entry))
                if one[0] != field:
                    raise refusal("profile_twice", name=heading)
        return known

    @cached_property
    def _words(self) -> dict[tuple[str | None, str], dict[str, tuple[str, Entry]]]:
        """By table (None for all) and field the codes of the deliverer's folded words."""
        known: dict[tuple[str | None, str], dict[str, tuple[str, Entry]]] = {}
        for name, mapping in self.codes.items():
            table, fields = _place_of(name)
            for field in fields:
                columns = list(_columns(field, table))
                mine = known.setdefault((table, field), {})
                for word, ours in mapping.items():
                    if not ours.strip():
                        continue  # not filled in
                    if field == _WITH_ROLE:
                        ours = ours.partition(";")[0]  # noqa: PLW2901
                    codes = [code_named(ours, column) for column in columns]
                    if all(code is None for code in codes):
                        raise _no_code(name, ours, columns)
                    one = mine.setdefault(fold(word), (ours, (name, word)))
                    if one[0] != ours:
                        raise refusal("profile_twice", name=word)
        return known

    @cached_property
    def _roles(self) -> dict[str, tuple[Role, ...]]:
        """The roles that stand after the reason of the deliverer's folded words."""
        known: dict[str, tuple[Role, ...]] = {}
        column = layout_of().columns["intakes"]["roles"]
        for name, mapping in self.codes.items():
            for word, ours in mapping.items() if _WITH_ROLE in _place_of(name)[1] else ():
                _, sign, roles = ours.partition(";")
                if sign:
                    codes = code_named(roles, column)
                    if codes is None:
                        raise _no_code(name, roles, [column])
                    known[fold(word)] = tuple(map(Role, filter(None, codes.split(";"))))
        return known

    @cached_property
    def _fixed(self) -> tuple[tuple[str, str, tuple[str, ...], str, Entry], ...]:
        """Kind and pattern of what has a fixed value, its fields, the value, and the entry."""
        return tuple(
            (kind, pattern, _checked_fixed(name, value), value, (pattern if kind else "", name))
            for kind, pattern, name, value in self._lines()
            if not is_order(name)
        )

    @cached_property
    def _orders(self) -> tuple[tuple[str, str, frozenset[str], Entry], ...]:
        """Kind and pattern of what has days of other forms, the forms, and the entry."""
        return tuple(
            (kind, pattern, day_forms(value), (pattern if kind else "", name))
            for kind, pattern, name, value in self._lines()
            if is_order(name)
        )

    def _lines(self) -> Iterator[tuple[str, str, str, str]]:
        """Kind, pattern, name and value of what is said of all files, and of some."""
        groups: list[tuple[str, str, Mapping[str, str]]] = [
            ("", "*", {k: v for k, v in self._top.items() if v is not None and k != "check"})
        ]
        for kind, of in (("files", self.files), ("sheets", self.sheets)):
            groups += [
                (kind, pattern, values)
                for pattern, values in of.items()
                if not isinstance(values, str)
            ]
        for kind, pattern, values in groups:
            yield from ((kind, pattern, *line) for line in values.items() if line[1].strip())

    @cached_property
    def _tables(self) -> tuple[tuple[str, str, str, Entry], ...]:
        """Kind and pattern of what is said to be a table, the table, and the entry."""
        return tuple(
            (kind, pattern, table_of(value), (text("profile", kind, "sv"), pattern))
            for kind, of in (("sheets", self.sheets), ("files", self.files))
            for pattern, value in of.items()
            if isinstance(value, str) and value.strip()
        )

    @property
    def entries(self) -> Iterator[Entry]:
        """Every line of the profile."""
        yield from (entry for _, entry in self._headings.values())
        yield from (entry for words in self._words.values() for _, entry in words.values())
        yield from (entry for *_, entry in self._fixed)
        yield from (entry for *_, entry in self._orders)
        yield from (entry for *_, entry in self._tables)

    def field(self, table: str, heading: str) -> tuple[str, Entry] | None:
        """The field of a table that the profile gives a heading, if any; blank for one left out."""
        if not self._headings:
            return None
        # A sheet of interventions with follow-ups is one of follow-ups.
        for of in (table, layout_of().schema.parents.get(table), None):
            ours, entry = self._headings.get((of, fold(heading)), ("", ("", "")))
            if ours and is_left(ours):
                return "", entry
            fields = fields_named(ours, table) if ours and table in layout_of().columns else ()
            if fields:
                return fields[0], entry
        return None

    def expects(self, key: Pseudonymiser | None) -> None:
        """Make sure that a key is the one whose check value is stated, if one is.

        Raises
        ------
        DataError
            If it is another, or none.
        """
        wanted = (self.check or "").strip()
        if wanted and key is None:
            raise refusal("profile_key", check=wanted)
        if wanted and key is not None and key.check != wanted:
            raise refusal("profile_other_key", own=key.check, check=wanted)

    def words(self, table: str, column: Column) -> dict[str, tuple[str, Entry]]:
        """The deliverer's own words for a column of a table, folded: the code, and the entry."""
        found: dict[str, tuple[str, Entry]] = {}
        # What is said of another table's field of the same kind goes for this one, if it says nothing.
        rank = {table: 2, None: 1}
        for of, field in sorted(self._words, key=lambda one: rank.get(one[0], 0)):
            if field == column.name:
                for word, (ours, entry) in self._words[of, field].items():
                    code = code_named(ours, column)
                    # What an empty cell means goes for the table that is named.
                    if code is not None and (word or of == table):
                        found[word] = (code, entry)
        return found

    def roles_of(self, word: str) -> tuple[Role, ...] | None:
        """The roles that the profile says that a reason tells, if it says any."""
        return self._roles.get(fold(word))

    def fixed(self, file: str, sheet: str | None, table: str) -> dict[str, tuple[str, Entry]]:
        """Values for the missing columns of a sheet: the code, and the entry."""
        found: dict[str, tuple[str, Entry]] = {}
        known = layout_of().columns.get(table, {})
        for kind, pattern, fields, value, entry in self._fixed:
            if is_of(kind, pattern, file, sheet):
                for field in fields:
                    code = code_named(value, known[field]) if field in known else None
                    if code:
                        found[field] = (code, entry)
        return found

    def table(self, file: str, sheet: str | None) -> tuple[str, Entry] | None:
        """The table that the profile says that a sheet is, if it says any, and the line."""
        said = (
            (table, entry)
            for kind, pattern, table, entry in self._tables
            if is_of(kind, pattern, file, sheet)
        )
        return next(said, None)

    def day_forms(self, file: str, sheet: str | None) -> dict[str, Entry]:
        """How a sheet's days may be written, ``first`` or ``short``, and the line that says so."""
        return {
            form: entry
            for kind, of, forms, entry in self._orders
            if is_of(kind, of, file, sheet)
            for form in forms
        }


def profile_of(profile: object) -> Profile:
    """The profile that was handed over: itself, a mapping, or a path to it.

    Raises
    ------
    DataError
        If it is anything else.
    """
    if profile is None or isinstance(profile, Profile):
        return profile or Profile()
    if isinstance(profile, Mapping):
        return Profile.of(profile)
    if isinstance(profile, (str, Path)):
        return Profile.load(profile)
    raise refusal("profile_kind")


def _fields(name: str, table: str | None) -> tuple[str, ...]:
    """The fields that a name stands for; several only where each is in tables of its own."""
    fields = fields_named(name, table)
    if not fields:
        raise unknown("profile_field", name, titles_of(table))
    return fields


def _place_of(name: str) -> tuple[str | None, tuple[str, ...]]:
    """Table and fields of ``Insatser.slag`` or ``reason``."""
    of, dot, field = name.rpartition(".")
    table = table_of(of) if dot else None
    fields = _fields(field, table)
    if not any(True for one in fields for _ in _columns(one, table)):
        raise refusal("profile_no_codes", name=name)
    return table, fields


def _columns(field: str, table: str | None) -> Iterator[Column]:
    """The coded columns of a field."""
    tables = layout_of().columns
    for one in tables if table is None else [table]:
        column = tables[one].get(field)
        if column and (column.vocabulary or column.kind in _LISTED or column.is_open):
            yield column


def _no_code(name: str, word: str, columns: Iterable[Column]) -> UnknownNameError:
    labels = [text("profile", "nothing", language) for language in LANGUAGES]
    labels += [
        label
        for column in columns
        for member in column.vocabulary or ()
        for label in (member.label("sv"), member.value)
    ]
    return unknown("profile_code", word, labels, of=name)


def _checked_fixed(name: str, value: str) -> tuple[str, ...]:
    """The fields of a fixed value."""
    table, fields = _place_of(name)
    columns = [column for field in fields for column in _columns(field, table)]
    if not any(code_named(value, column) for column in columns):
        raise _no_code(name, value, columns)
    return fields
