"""A report: a place, a period, and a list of chapters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain, groupby, takewhile
from typing import Any, Final, Literal, get_args

import attrs

from vnr.display import html_lines, wrapped_text
from vnr.errors import UnknownNameError, legible
from vnr.model import Period, PeriodLike
from vnr.report.chapters import Chapter, Drawing, Headline, HeadlineCount, spelled
from vnr.results import Counts, Estimate
from vnr.words import Language, refusal, text, topic

__all__ = ["Heading", "Report", "report_of"]

COUNTED: Final = "under_counted"
"""The heading that stands last, above definitions and sources."""


@attrs.frozen
class Heading:
    """What stands under one heading of a report.

    Attributes
    ----------
    name
        Key of its words, or the name of a chapter that stands by itself.
    chapters
        In their order.
    """

    name: str
    chapters: tuple[Chapter, ...]

    @property
    def anchor(self) -> str:
        """By what a link finds it: never the name of a chapter, which has its own place."""
        return self.name if self.chapters[0].under else f"at_{self.name}"

    def title(self, language: Language) -> str:
        """Its words."""
        first = self.chapters[0]
        return text("report", first.under, language) if first.under else first.heading(language)

    def cautions(self, chapter: Chapter, language: Language) -> list[str]:
        """What must be seen beside a chapter's figures, but for what one before it says."""
        before = takewhile(lambda one: one is not chapter, self.chapters)
        told = {line for one in before if not one.folded for line in one.cautions(language)}
        return [line for line in chapter.cautions(language) if line not in told]

    def explained(self, language: Language) -> list[str]:
        """How the figures under it are counted, each sentence once."""
        told = (chapter.explained(language) for chapter in self.chapters)
        return list(dict.fromkeys(chain.from_iterable(told)))


def _chapters(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    given = tuple(chapters) if isinstance(chapters, Iterable) else (chapters,)
    for number, chapter in enumerate(given):
        if not isinstance(chapter, Chapter):
            raise refusal("report_chapter", number=number, kind=type(chapter).__name__)
    return given


def _showing(chapter: Chapter, results: Mapping[str, Counts | Estimate]) -> Chapter:
    """A chapter of other results, also where it is released."""
    own = {label: results.get(label, one) for label, one in chapter.results.items()}
    released = chapter.released and _showing(chapter.released, results)
    return attrs.evolve(chapter, results=own, released=released)


def _period(period: PeriodLike) -> Period:
    return Period.of(period)


About = Literal["cases", "supply", "made_up"]


@attrs.frozen(kw_only=True, repr=False)
class Report:
    """Chapters on one place and period (rapport): all that a page and a workbook are made of.

    It holds figures and no persons, and can be stored as it is.

    Attributes
    ----------
    place
        What it is on, in words, such as ``Södermanlands län``.
    period
        What is reported on.
    chapters
        In their order; their names, and the labels of different results, are one of a kind.
    sender
        Who made it, as it stands on the first screen.
    about
        What it tells of: ``cases``, or ``supply``, what municipalities offer, or ``made_up``, what they are made up
        to offer.

    Examples
    --------
    A report on one municipality, of two chapters:

    >>> from vnr import Period, synthetic
    >>> from vnr.report import Report, chapters
    >>> register, year = synthetic.register(county="09", seed=1), Period.year(2019)
    >>> counted = [chapters.follow_up(register, year), chapters.children(register, year)]
    >>> report = Report(place="Gotland", period=year, chapters=counted)
    >>> report.title("en"), sorted(report.results)[:2]
    ('Violence in close relations in Gotland, 2019', ['children', 'follow_due'])
    """

    place: str
    period: Period = attrs.field(converter=_period)
    chapters: tuple[Chapter, ...] = attrs.field(converter=_chapters)
    sender: str = ""
    about: About = "cases"

    def __attrs_post_init__(self) -> None:
        """Refuse a place that can't be shown, two chapters of one name, two results of one label."""
        legible(self.place, "place")
        legible(self.sender, "sender")
        if self.about not in get_args(About):
            choices = ", ".join(get_args(About))
            raise refusal("report_about", about=repr(self.about), choices=choices)
        for name, times in Counter(chapter.name for chapter in self.chapters).items():
            if times > 1:
                raise refusal("report_chapters", number=times, name=name)
        labels: dict[str, Counts | Estimate] = {}
        for label, result in self._labelled():
            if labels.setdefault(label, result) != result:
                raise refusal("report_results", name=label)
        for chapter in self.chapters:
            for one in filter(None, (chapter, chapter.released)):
                for result in one.results.values():
                    # Until it is told where figures came from they hold on to their register.
                    assert isinstance(result.provenance.input, str)

    def _labelled(self) -> list[tuple[str, Counts | Estimate]]:
        return list(chain.from_iterable(chapter.results.items() for chapter in self.chapters))

    @property
    def results(self) -> dict[str, Counts | Estimate]:
        """Every result by its label, in the order of the chapters."""
        return dict(self._labelled())

    @property
    def sections(self) -> tuple[Chapter, ...]:
        """The chapters that have a place of their own, beside what the summary says."""
        return tuple(chapter for chapter in self.chapters if chapter.is_section)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Its contents: what stands under each heading, less what stands by the definitions."""
        told = [
            one
            for one in self.chapters
            if one.under != COUNTED and (one.is_section or one.sentences)
        ]
        groups = groupby(told, key=lambda chapter: chapter.under or chapter.name)
        return tuple(Heading(name, tuple(chapters)) for name, chapters in groups)

    @property
    def counted(self) -> tuple[Chapter, ...]:
        """The chapters that stand by the definitions."""
        return tuple(chapter for chapter in self.chapters if chapter.under == COUNTED)

    def questions(self, language: Language) -> list[str]:
        """What its figures give reason to ask the administration."""
        return list(chain.from_iterable(chapter.asked(language) for chapter in self.chapters))

    @property
    def short(self) -> Report:
        """The first screen and the questions: of its chapters nothing else."""
        kept = [chapter.briefly() for chapter in self.chapters if chapter.headlines]
        whole = [
            one.briefly() for one in self.chapters if one.name in ("cases", "coverage", "beside")
        ]
        return attrs.evolve(self, chapters=[*kept, *whole])

    @property
    def headlines(self) -> tuple[Headline | HeadlineCount, ...]:
        """What its chapters say on the first screen."""
        return tuple(chain.from_iterable(chapter.headlines for chapter in self.chapters))

    @property
    def cutoff(self) -> date | None:
        """The last day that its figures know of."""
        days = [result.definition.cutoff for result in self.results.values()]
        return max((day for day in days if day is not None), default=None)

    @property
    def made(self) -> date | None:
        """The day on which its figures were counted."""
        days = [result.provenance.created.date() for result in self.results.values()]
        return max(days, default=None)

    @property
    def tables(self) -> tuple[Chapter, ...]:
        """The chapters that show a table."""
        return tuple(chapter for chapter in self.chapters if chapter.table is not None)

    def chapter(self, name: str) -> Chapter:
        """The chapter of that name.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        named = {chapter.name: chapter for chapter in self.chapters}
        if name not in named:
            raise UnknownNameError("chapter", name, named)
        return named[name]

    def showing(self, results: Mapping[str, Counts | Estimate]) -> Report:
        """The same report of other results, such as protected ones, in place of those so labelled.

        Raises
        ------
        UnknownNameError
            If no chapter shows a result under a label.
        """
        for label in results:
            if label not in self.results:
                raise UnknownNameError("result", label, self.results)
        chapters = [_showing(chapter, results) for chapter in self.chapters]
        return attrs.evolve(self, chapters=chapters)

    def title(self, language: Language) -> str:
        """Its heading."""
        period, place = spelled(self.period, language), self.called(language)
        return text("report", "title", language, form=self.about, place=place, period=period)

    def called(self, language: Language) -> str:
        """The place in words: the country's name is another in each language."""
        country = text("report", "country", "sv")
        return text("report", "country", language) if self.place == country else self.place

    def warning(self, language: Language) -> str:
        """The mark of internal working material, which stands on everything that is written."""
        return self.marked(text("report", "internal", language), language)

    def marked(self, mark: str, language: Language) -> str:
        """A mark, and before it that what the report tells of is made up, if it is."""
        made_up = self.about == "made_up"
        told = text("report", "heads_up", language, form=self.about) if made_up else ""
        return f"{told} {mark}".strip()

    def summary(self, language: Language) -> tuple[str, ...]:
        """Sentences made from the figures, and what must be said of those shown nowhere else."""
        lines = [chapter.summary(language) for chapter in self.chapters]
        aside = [chapter.notes(language) for chapter in self.chapters if not chapter.is_section]
        notes = dict.fromkeys(chain.from_iterable(aside))
        return (*filter(None, lines), text("report", "heads_up", language, form=self.about), *notes)

    def drawings(self, language: Language) -> dict[str, list[Drawing]]:
        """The drawings of each chapter, by its name; each is drawn once, when it is shown."""
        return {chapter.name: chapter.drawings(language) for chapter in self.chapters}

    def definitions(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Name and definition of the figures."""
        return tuple(chain.from_iterable(chapter.defined(language) for chapter in self.chapters))

    def sources(self, language: Language) -> tuple[str, ...]:
        """What the figures rest on, and what they were made with."""
        named = topic("report", language)["source"]
        given = chain.from_iterable(chapter.sources for chapter in self.chapters)
        lines = dict.fromkeys(named.get(one, one) for one in given)
        for result in list(self.results.values())[:1]:
            made = result.provenance
            told = text(
                "report", "made", language, form=self.about, version=made.vnr, input=made.input
            )
            lines[told] = None
        return tuple(lines)

    def __repr__(self) -> str:
        names = ", ".join(chapter.name for chapter in self.chapters)
        return wrapped_text(f"<Report: {self.title('sv')}; {names}>")

    def _repr_html_(self) -> str:
        lines = [self.title("sv"), self.warning("sv"), *self.summary("sv")]
        return html_lines("\n".join(lines), language="sv")


def report_of(report: Any) -> Report:
    """A report, and nothing else.

    Raises
    ------
    DataError
        If it is none.
    """
    if not isinstance(report, Report):
        raise refusal("report_kind")
    return report
