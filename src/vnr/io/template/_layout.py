"""What files may hold: the tables of a schema and three more, with their fields and headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property
from typing import Final

import attrs

from vnr import model
from vnr.io.template._alias import headings_of
from vnr.register import CASES, CONTACTS, Column, Kind, Schema
from vnr.words import LANGUAGES, Language, fold, topic

__all__ = ["BIRTH_DATE", "Layout", "layout_of"]

BIRTH_DATE: Final = "birth_date"
"""What is read and never stored, nor asked for: of it the year is kept, and the age at the intake."""


@attrs.frozen(eq=False)
class Layout:
    """The tables, fields and headings of an extract (uttagets form).

    Attributes
    ----------
    schema
        What is stored. Its base table comes in the base shape; of what hangs on another table
        than the root a sheet may hold that table's fields too. Beside its tables there are
        ``contacts``, ``coverage``, and ``katrineholm``, the table that is called the good example.
    """

    schema: Schema

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, Column]]:
        """For each table its fields, with how they are stored."""
        schema = self.schema
        tables: dict[str, dict[str, Column]] = {}
        for table, above in schema.parents.items():
            tables[table] = {**schema.keys, **schema.flat(table, alone=True)}
            if above != schema.root:
                for name, column in schema.tables[above].items():
                    tables[table].setdefault(name, column)
                number = self.number_of(table) or ""
                for one in (table, above):
                    column = Column(number, Kind.KEY, marks={"identifier": True})
                    tables[one].setdefault(number, column)
        if "birth_year" in tables.get(schema.base or "", {}):
            tables[schema.base or ""][BIRTH_DATE] = Column(BIRTH_DATE, Kind.DAY)
        root, interventions = schema.tables[schema.root], schema.tables["interventions"]
        key = {name: column for name, column in schema.keys.items() if column.kind is Kind.NAME}
        delivered = key | {"unit": root["unit"]}
        delivered |= {name: Column(name, Kind.DAY) for name in ("start", "end")}
        delivered |= {name: Column(name, Kind.KEY) for name in ("tables", "fields")}
        delivered["district"] = root["district"]
        own = {"sex": schema.tables["persons"]["sex"]}
        own |= {"age_at_intake": root["age_at_intake"]}
        own |= {"closing_reason": schema.tables["closings"]["closing_reason"]}
        own |= {name: interventions[name] for name in ("visits", "meetings", "missed")}
        own["instrument"] = Column("instrument", Kind.BITS, model.Instrument)
        contacts = {**CONTACTS.tables[CONTACTS.root], "period": Column("period", Kind.KEY)}
        return tables | {"contacts": contacts, "coverage": delivered, "katrineholm": key | own}

    def number_of(self, table: str) -> str | None:
        """The record system's own number of a row that others hang on, or of what they hang on.

        It isn't stored: a follow-up is found to be its intervention's by it.
        """
        schema = self.schema
        for below, above in schema.parents.items():
            if above != schema.root and table in (below, above):
                return f"{schema.noun(above)}_id"
        return None

    def may_repeat(self, table: str) -> frozenset[str]:
        """The fields that a row may have several of, side by side: follow-up 1, follow-up 2."""
        return self._repeating.get(table, frozenset())

    @cached_property
    def _repeating(self) -> Mapping[str, frozenset[str]]:
        schema = self.schema
        hanging = (table for table, above in schema.parents.items() if above != schema.root)
        return {table: frozenset(schema.tables[table]) for table in hanging}

    def is_told_above(self, table: str, fields: Collection[str]) -> bool:
        """Whether a sheet with these fields names what its rows hang on, which tells whose they are."""
        hangs = self.schema.parents.get(table, self.schema.root) != self.schema.root
        return hangs and self.number_of(table) in fields

    @cached_property
    def required(self) -> Mapping[str, tuple[str, ...]]:
        """For each table the fields without which a sheet isn't that table.

        Municipality may come of a profile.
        """
        schema = self.schema
        needed = {
            table: tuple(
                name
                for name, column in {**schema.keys, **schema.tables[table]}.items()
                if (column.required or name in schema.keys)
                and column.kind is not Kind.NAME
                and (table == schema.base or schema.pointer(name) == name)
            )
            for table in schema.parents
        }
        return needed | {
            "contacts": ("start", "kind"),
            "coverage": ("municipality", "start", "end"),
            "katrineholm": ("visits", "meetings", "closing_reason"),
        }

    def instead(self, table: str, fields: Collection[str]) -> frozenset[str]:
        """The fields that a table needs, and others of these stand for."""
        told = table == CONTACTS.root and "period" in fields
        return frozenset({"start"}) if told else frozenset()

    def by_profile(self, table: str) -> tuple[str, ...]:
        """The fields that a table needs, and a profile may give for the whole file."""
        places = [name for name, column in self.schema.keys.items() if column.kind is Kind.NAME]
        if table != self.schema.base:
            return tuple(places)
        root = self.schema.tables[self.schema.root].values()
        return (*places, *(column.name for column in root if column.required))

    @cached_property
    def headings(self) -> Mapping[str, Mapping[str, str]]:
        """For each table its folded headings, in every language, and the field each stands for."""
        return {table: self._headings(table) for table in self.columns}

    def _headings(self, table: str) -> dict[str, str]:
        known: dict[str, str] = {}
        for heading, field in self.spelled(table):
            known.setdefault(fold(heading), field)
        return known

    @cached_property
    def asked(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """For each table folded headings that may be several fields, so that it is asked which."""
        words = [topic("columns", language)["asked"] for language in LANGUAGES]
        return {
            table: {
                fold(heading): tuple(fields)
                for asked in words
                for heading, fields in asked.get(table, {}).items()
            }
            for table in self.columns
        }

    def spelled(self, table: str) -> Iterator[tuple[str, str]]:
        """Headings of a table as they are written, and the field of each; a field's code first."""
        named = [self._named(table, language) for language in LANGUAGES]
        for field in self.columns[table]:
            yield field, field
            for words in named:
                yield from ((heading, field) for heading in words.get(field, ()))

    def _named(self, table: str, language: Language) -> Mapping[str, list[str]]:
        """Headings of a table's fields; what a table has of its own goes first."""
        schema = self.schema
        beside: tuple[str, ...] = ()
        if table == schema.base:
            carried = (schema.carried,) if schema.carried else ()
            beside = (*schema.shared, schema.root, *carried)
        elif schema.parents.get(table, schema.root) != schema.root:
            beside = (schema.parents[table],)
        return headings_of(("keys", *beside, table), language)

    def sheet(self, table: str, language: Language = "sv") -> str:
        """The name that the template gives a table's sheet."""
        names = topic("columns", language)["sheet"].get(table, [table])
        return str(names[0]).capitalize()

    def title(self, table: str, field: str, language: Language = "sv") -> str:
        """The heading that the template gives a field."""
        return self._named(table, language).get(field, [field])[0].capitalize()


@cache
def layout_of(schema: Schema = CASES) -> Layout:
    """The layout of extracts with what a schema stores."""
    return Layout(schema)
