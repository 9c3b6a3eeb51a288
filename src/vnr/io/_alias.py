"""What record systems call things: headings of each table, and other words for the codes.

The words lie in `vnr.words`, and those of every language are known at once.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from vnr import model
from vnr.register import CASES, Column, Kind
from vnr.words import LANGUAGES, topic

__all__ = [
    "REQUIRED",
    "TABLES",
    "cell_words",
    "columns_of",
    "fold",
    "headings",
    "sheet_names",
    "title",
    "words",
]

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "intakes": ("case_id", "person_id", "date", "reason"),
    "investigations": ("case_id", "opened"),
    "interventions": ("case_id", "kind", "started"),
    "follow_ups": ("case_id", "due"),
    "assessments": ("case_id", "instrument", "date"),
    "perpetrators": ("case_id", "relation"),
    "coverage": ("municipality", "start", "end"),
    "katrineholm": ("visits", "meetings", "closing_reason"),
}
"""Fields without which a table isn't that table. Municipality and role may come of a profile."""

TABLES: Final = tuple(REQUIRED)

_COVERAGE = (
    Column("unit", Kind.CODE, model.Unit),
    Column("start", Kind.DAY),
    Column("end", Kind.DAY),
    Column("district", Kind.KEY),
    Column("tables", Kind.KEY),
    Column("fields", Kind.KEY),
)
_KATRINEHOLM = (
    Column("age_at_intake", Kind.COUNT),
    Column("sex", Kind.CODE, model.Sex, default=model.Sex.UNKNOWN.place),
    Column("visits", Kind.COUNT),
    Column("instrument", Kind.BITS, model.Instrument),
    Column("meetings", Kind.COUNT),
    Column("missed", Kind.COUNT),
    Column("closing_reason", Kind.CODE, model.ClosingReason),
)


@cache
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: how headings and codes are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def words(vocabulary: type[model.Vocabulary]) -> dict[str, int]:
    """Folded codes, labels and other words of a vocabulary, and the member's place."""
    known: dict[str, int] = {}
    for language in LANGUAGES:
        for code, others in topic("codes", language).get(vocabulary.__name__, {}).items():
            known |= {fold(word): vocabulary(code).place for word in others}
    for member in vocabulary:
        for word in (member.value, *(member.label(language) for language in LANGUAGES)):
            known[fold(word)] = member.place
    return known


@cache
def cell_words(kind: str) -> frozenset[str]:
    """What cells hold, in small letters, for ``yes``, ``no``, ``missing``, ``total`` or ``all``."""
    return frozenset(
        word for language in LANGUAGES for word in topic("codes", language)["cell"][kind]
    )


@cache
def sheet_names(table: str) -> frozenset[str]:
    """Folded names of sheets that hold a table."""
    return frozenset(
        fold(name) for language in LANGUAGES for name in topic("columns", language)["sheet"][table]
    )


@cache
def columns_of(table: str) -> dict[str, Column]:
    """The fields a flat table may hold, with how they are stored."""
    keys = {name: Column(name, Kind.KEY) for name in ("case_id", "person_id")}
    keys["municipality"] = Column("municipality", Kind.NAME)
    if table == "coverage":
        own: tuple[Column, ...] = _COVERAGE
        keys = {"municipality": Column("municipality", Kind.NAME, joint=True)}
    elif table == "katrineholm":
        own = _KATRINEHOLM
        keys = {"municipality": keys["municipality"]}
    else:
        own = tuple(CASES.flat(table, alone=True).values())
        above = CASES.parents[table]
        if above != CASES.root:
            # A sheet may hold the interventions and their follow-ups together.
            own = (*CASES.tables[above].values(), *own)
    return keys | {column.name: column for column in own}


@cache
def headings(table: str) -> dict[str, str]:
    """Folded headings of a table, and the field each stands for."""
    named = {language: _named(table, language) for language in LANGUAGES}
    known: dict[str, str] = {}
    for field in columns_of(table):
        known[fold(field)] = field
        for language in LANGUAGES:
            for heading in named[language].get(field, ()):
                known.setdefault(fold(heading), field)
    return known


def _named(table: str, language: str) -> dict[str, list[str]]:
    """Headings of a table's fields; what a table has of its own goes first."""
    groups = topic("columns", language)
    beside = {"intakes": ("persons", "cases"), "follow_ups": ("interventions",)}.get(table, ())
    named: dict[str, list[str]] = {}
    for group in ("keys", *beside, table):
        named |= groups[group]
    return named


def title(table: str, field: str, language: str = "sv") -> str:
    """The heading that the template gives a field."""
    return _named(table, language).get(field, [field])[0].capitalize()
