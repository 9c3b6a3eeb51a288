"""A chapter: results by label, and all that is shown of them, in one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from vnr.errors import legible
from vnr.report.chapters._defined import defined
from vnr.report.chapters._headline import Headline
from vnr.report.chapters._headline_count import HeadlineCount
from vnr.report.chapters._picture import Drawing, Picture
from vnr.report.chapters._sentence import Saying, Sentence
from vnr.report.chapters._stacked import Stacked
from vnr.report.chapters._surveyed import SurveyLines
from vnr.report.chapters._table import Lined, Lines, Results, Table
from vnr.report.chapters._writing import Shown, text
from vnr.results import Note
from vnr.words import Language

__all__ = ["Chapter"]

_SEEN: Final = frozenset(
    ("not_delivered", "partly_told", "may_be_more", "may_be_exempt", "evidence_differs")
)
"""Codes of the notes that say of whom, or of what, figures don't tell."""


def _results(results: Mapping[str, Shown]) -> dict[str, Shown]:
    return dict(results)


@attrs.frozen(kw_only=True)
class Chapter:
    """One chapter of a report (kapitel).

    Table, picture and sentences are read from `results` whenever they are shown: a chapter with other results under the same labels, such as protected ones, shows those.

    Attributes
    ----------
    name
        Plain name, one of a kind in a report; its heading's key is ``NAME_title``.
    title
        Heading of one's own.
    under
        Which of the report's headings it stands under; its words are ``under_UNDER``. Empty: it
        stands by itself.
    folded
        Whether it is shown only to whoever unfolds it.
    results
        What it shows, by label.
    definitions
        Labels of the results that are defined at the report's end, each with the key of its name there; an empty key is the chapter's heading.
    note
        What is said under the heading, before the notes of the results.
    sentences
        Its finding, which it opens with, and which the summary repeats on one line.
    headlines
        What it says on the first screen.
    questions
        What it gives reason to ask; one without its figures isn't asked.
    table, picture
        What is shown. A chapter with neither stands in the summary only.
    sources
        What its figures rest on: a key of the report's sources in words, or words of their own.
    noted
        Whether the notes of its results stand under its heading; if not, another chapter that
        shows them says so.
    internal
        Whether it is for those who work with the figures only, and left out of a release.
    released
        What stands in its place in a release; by default itself.
    shown
        Of each result the figures that are shown beside its value, limits and denominator, by
        label; of one that isn't named all of them. A release holds no others.
    known
        Numbers in its sentences and pictures that are known without the results, such as how many
        municipalities there are, or a day. A release holds no others beside figures.
    apart
        By label of a result how many it tells of beside the others, where their relations don't
        know that number. A release leaves the result out if they are a few.
    """

    name: str
    title: str | None = None
    under: str = ""
    folded: bool = False
    results: Results = attrs.field(factory=dict, converter=_results)
    definitions: Mapping[str, str] = attrs.field(factory=dict)
    note: Sentence | None = None
    sentences: Sequence[Saying] = ()
    headlines: Sequence[Headline | HeadlineCount] = ()
    questions: Sequence[Saying] = ()
    table: Lined | None = None
    picture: Picture | None = None
    sources: Sequence[str] = ()
    noted: bool = True
    internal: bool = False
    released: Chapter | None = None
    shown: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    known: Sequence[int | str] = ()
    apart: Mapping[str, int] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse texts that can't be shown."""
        named = [self.name, self.title or "", *self.results, *self.sources]
        for words in named:
            legible(words, "a text of a chapter")

    @property
    def is_section(self) -> bool:
        """Whether it has a place of its own, beside what the summary says."""
        return self.table is not None or self.picture is not None

    def placed(self, under: str, *, folded: bool = False) -> Chapter:
        """The chapter under a heading of the report, also where it is released."""
        released = self.released and attrs.evolve(self.released, under=under, folded=folded)
        return attrs.evolve(self, under=under, folded=folded, released=released)

    def briefly(self) -> Chapter:
        """What it says on the first screen, and asks: without the rest."""
        bare: dict[str, Any] = {"table": None, "picture": None, "note": None, "under": ""}
        bare |= {"sentences": (), "definitions": {}, "sources": ()}
        released = self.released and attrs.evolve(self.released, **bare)
        return attrs.evolve(self, **bare, released=released)

    def without(self, label: str) -> Chapter:
        """The chapter without a result, its definition, and the picture that is drawn of it."""
        panels = () if self.picture is None else self.picture.panels
        return attrs.evolve(
            self,
            results={name: one for name, one in self.results.items() if name != label},
            definitions={name: one for name, one in self.definitions.items() if name != label},
            picture=None if any(panel.shows(label) for panel in panels) else self.picture,
        )

    def heading(self, language: Language) -> str:
        """Its heading in words."""
        return self.title or text(f"{self.name}_title", language)

    def summary(self, language: Language) -> str:
        """Its finding; empty if it has none."""
        told = (sentence.text(self.results, language) for sentence in self.sentences)
        return " ".join(filter(None, told))

    def notes(self, language: Language) -> list[str]:
        """What must be said with its figures, each sentence once."""
        return list(dict.fromkeys(note.text(language) for note in self._noted()))

    def introduction(self, language: Language) -> str:
        """All that is said under the heading."""
        own = [] if self.note is None else [self.note.text(self.results, language)]
        return " ".join([*own, *self._rows_left_out(language), *self._told(language)])

    def cautions(self, language: Language) -> list[str]:
        """What must be seen beside the figures: of whom, and of what, they don't tell."""
        noted = self._noted() if self.noted else ()
        lacking = [note.text(language) for note in noted if note.code in _SEEN]
        undrawn = [] if self.picture is None else self.picture.undrawn(self.results, language)
        return [*undrawn, *self._rows_left_out(language), *dict.fromkeys(lacking)]

    def explained(self, language: Language) -> list[str]:
        """How its figures are counted, and what else must be said of them."""
        own = [] if self.note is None else [self.note.text(self.results, language)]
        seen = self.cautions(language)
        return [*own, *(note for note in self._told(language) if note not in seen)]

    def asked(self, language: Language) -> list[str]:
        """The questions that its figures give reason to."""
        told = (question.text(self.results, language) for question in self.questions)
        return [question for question in told if question]

    def numbers(self) -> set[str]:
        """Numbers in its sentences that stand in none of its figures, and may be told with them."""
        drawn = [headline.numbers(self.results) for headline in self.headlines]
        return {str(one) for one in self.known}.union(*drawn)

    def _told(self, language: Language) -> list[str]:
        return self.notes(language) if self.noted else []

    def _noted(self) -> tuple[Note, ...]:
        return Note.together(note for result in self.results.values() for note in result.notes)

    def _rows_left_out(self, language: Language) -> list[str]:
        if not isinstance(self.table, (Table, Stacked)):
            return []
        unseen = self.table.unseen(self.results, language)
        if not unseen:
            return []
        above = isinstance(self.table, Stacked) and self.table.is_above(self.results)
        told = text("rows_left_out", language, names=unseen)
        return [told, text("rows_in_parts", language)] if above else [told]

    def lines(self, language: Language) -> Lines:
        """Its table in words; without headings if it has none."""
        return Lines((), ()) if self.table is None else self.table.lines(self.results, language)

    def called(self, label: str, language: Language) -> list[str]:
        """Each cell of a result of a survey in its words; none of other results."""
        if not isinstance(self.table, SurveyLines) or self.table.label != label:
            return []
        return self.table.called(self.results, language)

    def drawings(self, language: Language) -> list[Drawing]:
        """The drawings of its picture, from above; none if there is nothing to draw."""
        return [] if self.picture is None else self.picture.drawings(self.results, language)

    def alternative(self, language: Language) -> str:
        """Its picture in words; empty if it has none."""
        return "" if self.picture is None else self.picture.alternative(self.results, language)

    def defined(self, language: Language) -> list[tuple[str, str]]:
        """Name and definition of its results."""
        return [
            (
                text(key, language) if key else self.heading(language),
                defined(self.results[label].definition, language),
            )
            for label, key in self.definitions.items()
        ]
