"""What the headings of a sheet mean: by a deliverer's own words, and by the usual ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from vnr.io.faults import Remark, remark
from vnr.io.profiles import Profile
from vnr.io.template import SOUGHT, Layout, Nearest, sheet_names, table_named
from vnr.words import fold, refusal

__all__ = ["Headings", "Match", "Terms"]

_NUMBER = re.compile(r"(?<!\d)[1-9](?!\d)")
"""Which of several follow-ups a column is of."""
_COVERAGE = "coverage"
_IDENTITY = re.compile(r"(?:\bid|[-_]id|nr|nummer|number)\W*$")
"""How headings of numbers of cases and persons end: Utredning ID, Klientnr."""


@attrs.frozen(eq=False)
class Terms:
    """What headings and codes mean.

    Attributes
    ----------
    layout
        The tables and fields that there are.
    profile
        The deliverer's own words.
    met
        The lines of the profile that something in the files answers to.
    """

    layout: Layout
    profile: Profile
    met: set[tuple[str, str]] = attrs.field(factory=set)
    _tables: dict[str, tuple[str, ...]] = attrs.field(factory=dict, init=False, repr=False)

    def tables(self, text: str) -> tuple[str, ...]:
        """The tables that have a heading, or may have; each text is looked up once."""
        if text not in self._tables:
            self._tables[text] = tuple(self._tables_of(text))
        return self._tables[text]

    def _tables_of(self, text: str) -> Iterator[str]:
        folded = fold(text)
        several = _NUMBER.search(text) is not None
        for table in self.layout.columns:
            own = self.profile.field(table, text)
            usual = bool(text) and folded in self.layout.headings[table]
            usual = usual or (several and bool(self._numbered(table, text)))
            if own[0] if own is not None else usual or self.layout.asked[table].get(folded):
                yield table

    def field(self, table: str, heading: str) -> str | None:
        """The field of a table that a heading stands for, if any."""
        own = self.profile.field(table, heading)
        if own is not None:
            return own[0] or None
        if fold(heading) in self.layout.asked[table]:
            return None
        field = self.layout.headings[table].get(fold(heading)) if heading else None
        return field or self._numbered(table, heading)

    def _numbered(self, table: str, heading: str) -> str | None:
        """The field of a heading such as Uppföljning 2 planerad, if a row may have several of it."""
        several = self.layout.may_repeat(table)
        if not several or not _NUMBER.search(heading):
            return None
        field = self.layout.headings[table].get(fold(_NUMBER.sub(" ", heading)))
        return field if field in several else None

    def asked(self, table: str, heading: str) -> tuple[str, ...]:
        """The fields of a table that a heading may be, where it is asked which."""
        if self.profile.field(table, heading) is not None:
            return ()
        return self.layout.asked[table].get(fold(heading), ())

    def table(self, sheet: str | None, file: str) -> str | None:
        """The table that the profile says that a sheet is, if it says any."""
        told = self.profile.table(file, sheet)
        if told is None:
            return None
        self.met.add(told[1])
        return told[0]

    def leaves_out(self, table: str, heading: str) -> bool:
        """Whether the profile says that a heading isn't to be read."""
        own = self.profile.field(table, heading)
        return own is not None and not own[0]

    def unmet(self, *, read: bool) -> tuple[Remark, ...]:
        """What to say of lines of the profile that nothing in the files answers to.

        Parameters
        ----------
        read : bool
            Whether any sheet was read; otherwise what is wrong with the files is said.

        Raises
        ------
        DataError
            If that goes for all of them: it is another deliverer's profile.
        """
        entries = dict.fromkeys(self.profile.entries)
        names = tuple(": ".join(filter(None, one)) for one in entries if one not in self.met)
        if names and len(names) == len(entries) and read:
            raise refusal("profile_without_effect", names=names)
        return (remark("profile_unmet", names=names, number=len(names)),) if names else ()


@attrs.frozen(eq=False)
class Match:
    """A row of headings as those of one table.

    Attributes
    ----------
    table
        The table.
    places
        For each field its place in the row; None for one that is needed and missing.
    twice
        Headings of fields that another heading before stands for.
    further
        Of fields that a row may have several of, the places of all but the first.
    """

    table: str
    places: Mapping[str, int | None]
    twice: tuple[str, ...]
    further: Mapping[str, Sequence[int]] = attrs.field(factory=dict)

    @property
    def missing(self) -> list[str]:
        """Fields that are needed and missing."""
        return [field for field, place in self.places.items() if place is None]


class Headings:
    """A row of cells, looked at as headings.

    Parameters
    ----------
    row : sequence
        The cells.
    terms : Terms
        What they may mean.
    """

    def __init__(self, row: Sequence[Any], terms: Terms) -> None:
        self.terms = terms
        self.cells = row
        self._near: dict[str, dict[str, str]] = {}
        self._fields: dict[str, dict[str, str]] = {}
        self._asked: dict[str, dict[str, tuple[str, ...]]] = {}

    @cached_property
    def texts(self) -> list[str]:
        """The cells as text, to the last that isn't blank."""
        texts = ["" if value is None else str(value).strip() for value in self.cells]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    @cached_property
    def known(self) -> int:
        """How many cells are headings of the one table that knows the most of them."""
        texts = [value for value in self.cells if isinstance(value, str) and value.strip()]
        number = Counter(table for text in texts for table in self.terms.tables(text))
        return max(number.values(), default=0)

    def _of(self, table: str) -> list[str]:
        """The cells that are or may be headings of a table."""
        return self._by_table.get(table, [])

    @cached_property
    def _by_table(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for text in filter(None, self.texts):
            for table in self.terms.tables(text):
                found.setdefault(table, []).append(text)
        return found

    def fields(self, table: str) -> Mapping[str, str]:
        """The field of each heading that stands for one of a table's.

        A heading that may be several is the one that is needed, where the row has the others.
        """
        if table not in self._fields:
            texts = self._of(table)
            known = {text: self.terms.field(table, text) for text in texts}
            own = {text for text in texts if self.terms.profile.field(table, text) is not None}
            taken = {known[text] for text in own}
            # Which of two columns tells who somebody is is what a profile is there to say; of others
            # none goes unread because another was said to be it.
            taken &= {self.terms.layout.schema.unknowable}
            known |= {text: None for text in texts if text not in own and known[text] in taken}
            clear = set(known.values())
            asked = {text: self.terms.asked(table, text) for text in texts}
            # A reason for closing stands beside a day of closing.
            if not clear.union(*asked.values()) & {"closed"}:
                clear.add("closing_reason")
            for text, candidates in asked.items():
                left = [field for field in candidates if field not in clear]
                if len(left) == 1 and left[0] in self.terms.layout.required[table]:
                    known[text] = left[0]
            self._fields[table] = {text: field for text, field in known.items() if field}
        return self._fields[table]

    def deduced(self, table: str) -> dict[str, str]:
        """Headings that may be several fields and are the one that is left."""
        fields = self.fields(table)
        return {text: fields[text] for text in fields if self.terms.asked(table, text)}

    def asked(self, table: str) -> dict[str, tuple[str, ...]]:
        """Headings that may be several fields, and which."""
        if table not in self._asked:
            asked = {text: self.terms.asked(table, text) for text in self._of(table)}
            known = self.fields(table)
            self._asked[table] = {
                text: of for text, of in asked.items() if of and text not in known
            }
        return self._asked[table]

    def match(self, sheet: str | None, file: str = "") -> Match:
        """The table that fits best, for a sheet of this name; else the file's may tell its table."""
        told = self.terms.table(sheet, file)
        if told is not None:
            return self.match_of(told)
        layout = self.terms.layout
        called = {one for one in layout.columns if sheet and _is_called(fold(sheet), one)}
        if not called:
            # Beslut insats, in any form of the word.
            called = {one for word in (sheet or "").split() if (one := table_named(word))}
        if not called:
            # The stem of what it is called, without folders.
            stem = fold(file.rpartition("/")[2].rpartition(".")[0])
            called = {
                one for one in layout.columns if any(name in stem for name in sheet_names(one))
            }
        best: tuple[Any, ...] = ()
        for order, table in enumerate(layout.columns):
            match = self.match_of(table)
            named = table in called
            lacking = len(match.missing)
            if table == layout.schema.carried and self._holds_intakes:
                # A sheet of intakes that lacks a heading has all that one of closings needs.
                lacking += 1
            if table == _COVERAGE and not named and self._holds_rows_of_cases:
                lacking += 1
            # By keys alone every table is as likely, and the fewest lack what needs the least.
            own = table == layout.schema.base or self._holds_own(table)
            score = (not lacking, named, own, len(match.places) - 3 * lacking, -order)
            if not best or score > best[0]:
                best = (score, match)
        found: Match = best[1]
        return found

    @cached_property
    def _holds_intakes(self) -> bool:
        """Whether any cell is a heading of what only the base table has."""
        schema = self.terms.layout.schema
        own = schema.tables[schema.base] if schema.base else {}
        return any(field in own for field in self.fields(schema.base or "").values())

    @cached_property
    def _holds_rows_of_cases(self) -> bool:
        """Whether any cell but those of coverage is a heading of numbers of cases or persons."""
        own = self.fields(_COVERAGE)
        keys = self.terms.layout.schema.keys
        other = [text for text in filter(None, self.texts) if text not in own]
        known = {field for table in self._by_table for field in self.fields(table).values()}
        return bool(known & {*keys} - {"municipality"}) or any(
            _IDENTITY.search(text.casefold()) for text in other
        )

    def _holds_own(self, table: str) -> bool:
        """Whether any cell is a heading of more than what every table has."""
        keys, usual = (
            self.terms.layout.schema.keys,
            self.fields(self.terms.layout.schema.base or ""),
        )
        return any(
            field not in keys and text not in usual for text, field in self.fields(table).items()
        )

    def match_of(self, table: str) -> Match:
        """The row as headings of one table."""
        layout = self.terms.layout
        places: dict[str, int | None] = {}
        further: dict[str, list[int]] = {}
        twice = []
        fields = self.fields(table)
        for place, heading in enumerate(self.texts):
            field = fields.get(heading)
            if field is None:
                continue
            if field in places:
                numbered = _NUMBER.search(heading) or self.terms.profile.field(table, heading)
                if numbered and field in layout.may_repeat(table):
                    further.setdefault(field, []).append(place)
                else:
                    twice.append(heading)
            places.setdefault(field, place)
        told = {*(layout.schema.keys if layout.is_told_above(table, places) else ())}
        told |= layout.instead(table, places)
        for field in layout.required[table]:
            if field not in told:
                places.setdefault(field, None)
        return Match(table, places, tuple(twice), further)

    def of(self, table: str, field: str) -> str:
        """The heading that stands for a field of a table, or the template's."""
        standing = (text for text, of in self.fields(table).items() if of == field)
        return next(standing, None) or self.terms.layout.title(table, field)

    def meant(self, table: str, heading: str) -> str | None:
        """The field that a heading is nearly one of, if any."""
        return self._meant(table).get(heading)

    def _unknown(self, table: str) -> list[str]:
        known = self.fields(table)
        unknown = [text for text in self.texts if text and text not in known]
        # A sheet with more of them is none, and looking at each would take minutes.
        return unknown[:SOUGHT]

    def _meant(self, table: str) -> dict[str, str]:
        if table in self._near:
            return self._near[table]
        headings = self.terms.layout.headings[table]
        known = Nearest(headings)
        near = {text: known.to(fold(text), 1) for text in self._unknown(table)}
        self._near[table] = {text: headings[names[0]] for text, names in near.items() if names}
        return self._near[table]


def _is_called(sheet: str, table: str) -> bool:
    """Whether a sheet's folded name is a table's, or holds it beside a year or so."""
    return any(sheet in name or name in sheet for name in sheet_names(table))
