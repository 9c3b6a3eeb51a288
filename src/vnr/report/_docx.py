"""The report as a document that can be edited: what the page shows, on paper of A4."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vnr.errors import require
from vnr.files import replacing, working_path
from vnr.report._docx_parts import (
    bar_of,
    captioned,
    cleaned,
    footed,
    linked,
    marks,
    numbered,
    table_of,
    written,
)
from vnr.report._first_screen import Bar, FirstScreen, first_screen
from vnr.report._report import COUNTED, Report, report_of
from vnr.report.chapters import Chapter, Drawing
from vnr.words import Language, text

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["PAGE", "document", "write_docx"]

_BELOW: Final = 8 * 12_700
"""What stands between a table and what follows, 8 points in the document's units."""
_WIDTH: Final = 16.5
_HEIGHT: Final = 21.0
"""Centimetres that a picture may take of a page."""
PAGE: Final = _HEIGHT / _WIDTH
"""How high a part of a picture is at most, for each width."""


def write_docx(report: Report, path: str | Path, *, language: Language = "sv") -> Path:
    """Write the report as docx, each page marked as internal working material.

    Parameters
    ----------
    report : Report
        What was counted.
    path : path
        Where to; an existing file is replaced whole.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    MissingExtraError
        If the extra ``report`` isn't installed.
    DataError
        If the folder can't be written.

    Examples
    --------
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> from tempfile import TemporaryDirectory
    >>> own = chapters.further("Antal", metrics.count(gotland, 2019))
    >>> with TemporaryDirectory() as folder:
    ...     written = write_docx(Report(place="Gotland", period=2019, chapters=[own]), f"{folder}/a.docx")
    >>> written.name
    'a.docx'
    """
    require("docx", "report")
    target = working_path(path)
    report = report_of(report)
    with replacing(target) as beside:
        document(report, beside, report.warning(language), language)
    return target


def document(
    report: Report,
    path: Path,
    mark: str,
    language: Language,
    *,
    kind: str = "internal",
    drawings: Mapping[str, Sequence[Drawing]] | None = None,
    created: datetime | None = None,
) -> None:
    """Write a document, each page with a mark.

    Parameters
    ----------
    report : Report
        What was counted.
    path : Path
        The file.
    mark : str
        What must be seen first.
    language : str
        ``sv`` or ``en``.
    kind : str
        How the mark looks: ``internal`` or ``public``.
    drawings : mapping of str to sequence of Drawing, optional
        The report's drawings by chapter, where they are drawn already.
    created : datetime, optional
        When, by the document's properties; by default now.
    """
    made: Document = require("docx", "report").Document()
    moment = (created or datetime.now(UTC)).replace(tzinfo=None, microsecond=0)
    cleaned(made, language, title=report.title(language), author=report.sender, moment=moment)
    footed(made, mark, report.title(language), looks=kind)
    drawn = report.drawings(language) if drawings is None else drawings
    _Writing(made, language).report(report, first_screen(report, language), drawn)
    made.save(str(path))


class _Writing:
    """A document while it is written, from above."""

    def __init__(self, made: Document, language: Language) -> None:
        self.made = made
        self.language = language
        self._tables, self._pictures = count(1), count(1)
        self._headings, self._marks = count(1), count(1)

    def report(
        self, report: Report, first: FirstScreen, drawings: Mapping[str, Sequence[Drawing]]
    ) -> None:
        """All of a report, in the page's order."""
        language = self.language
        self.line(report.title(language), "Title")
        self._first(first)
        self._listed("questions", "questions_title", report.questions(language))
        last = text("report", COUNTED, language)
        if len(report.headings) > 1:
            self.line(text("report", "contents", language), "Contents")
            for one in report.headings:
                linked(self.line("", "List Bullet"), one.title(language), one.name)
            linked(self.line("", "List Bullet"), last, COUNTED)
        for one in report.headings:
            self._numbered(one.name, one.title(language))
            for place, chapter in enumerate(one.chapters):
                alone = place == 0 and not chapter.folded
                cautions = one.cautions(chapter, language)
                self._chapter(chapter, drawings.get(chapter.name, ()), cautions, alone=alone)
            self._listed(f"how_{one.name}", "how", one.explained(language), "Heading 3", "Small")
        self._numbered(COUNTED, last)
        self.line(text("report", "heads_up", language, form=report.about))
        self.heading("definitions", text("report", "definitions_fold", language), "Heading 2")
        for name, words in report.definitions(language):
            self.line(name, "Defined")
            self.line(words, "Small")
        for chapter in report.counted:
            cautions = chapter.cautions(language)
            self._chapter(chapter, drawings.get(chapter.name, ()), cautions, alone=False)
            for words in chapter.explained(language):
                self.line(words, "Small")
        self._listed("sources", "source_title", report.sources(language))

    def _listed(
        self,
        name: str,
        title: str,
        lines: Sequence[str],
        heading: str = "Heading 2",
        style: str = "List Bullet",
    ) -> None:
        """Lines under a heading; nothing where there are none."""
        if lines:
            self.heading(name, text("report", title, self.language), heading)
        for words in lines:
            self.line(words, style)

    def line(self, words: str, style: str = "Normal", *, keep: bool = False) -> Any:
        """A paragraph; with `keep` it stays on the page of what follows."""
        paragraph = self.made.add_paragraph(written(words), style=style)
        before = paragraph._p.itersiblings(preceding=True)
        if next((one for one in before if "bookmark" not in one.tag), paragraph._p).tag.endswith(
            "}tbl"
        ):
            # Room below a table is that of what follows: no empty paragraph stands for it.
            own = self.made.styles[style].paragraph_format.space_before or 0
            paragraph.paragraph_format.space_before = max(own, _BELOW)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def heading(self, name: str, words: str, style: str) -> None:
        """A heading that can be linked to."""
        self._mark(name)
        self.line(words, style)

    def _numbered(self, name: str, words: str) -> None:
        """One of the report's main headings, its number a field."""
        self._mark(name)
        paragraph = self.line("", "Heading 1")
        numbered(paragraph, "Rubrik", next(self._headings))
        paragraph.add_run(written(f". {words}"))

    def _mark(self, name: str) -> None:
        """What follows is of this chapter."""
        for mark in marks(name, next(self._marks)):
            self.made.element.body.insert(-1, mark)

    def _first(self, first: FirstScreen) -> None:
        """The first screen: figures in large words, the bar, and what can't be known."""
        if first.by:
            self.line(first.by, "Small")
        if first.lead:
            self.line(first.lead, "Lead")
        for line in first.lines:
            paragraph = self.line("", "Figure line", keep=bool(line.small))
            paragraph.add_run(written(line.large), style="Large")
            paragraph.add_run(written(f" {line.rest}" if line.large else line.rest))
            if line.small:
                self.line(line.small, "Small")
        if first.bar:
            self._bar(first.bar)
        if first.lines:
            self._listed("unknown", "first_unknown", first.unknown)
        if first.foot:
            self.line(first.foot, "Small")

    def _bar(self, bar: Bar) -> None:
        """One bar of cells as wide as their parts, and their names below."""
        self.line(bar.title, "Defined", keep=True)
        self.made.element.body.insert(-1, bar_of(bar.stretches, bar.told, _WIDTH))
        for words, name, _ in bar.segments:
            self.line(f"{words}\N{NO-BREAK SPACE}{name}", "List Bullet")

    def _chapter(
        self, chapter: Chapter, drawings: Sequence[Drawing], cautions: Sequence[str], *, alone: bool
    ) -> None:
        """A chapter's finding, what must be seen beside it, its pictures and its table."""
        language = self.language
        lines = chapter.lines(language)
        self._mark(chapter.name)
        if chapter.folded or (chapter.is_section and not alone):
            self.line(chapter.heading(language), "Heading 2")
        keep = bool(drawings or lines.body)
        finding = chapter.summary(language)
        if finding:
            self.line(finding, "Lead", keep=keep)
        for words in cautions:
            self.line(words, "Small", keep=keep)
        told = [chapter.alternative(language), *(one.title for one in drawings[1:])]
        for drawing, words in zip(drawings, told, strict=False):
            self._picture(drawing, words)
        if lines.body:
            self._caption("document_table", next(self._tables), chapter.heading(language), True)
            self.made.element.body.insert(-1, table_of(lines, chapter.heading(language)))

    def _picture(self, drawing: Drawing, alternative: str) -> None:
        """A drawing in as many parts as it takes pages, its title as its caption below."""
        from docx.shared import Cm

        number = next(self._pictures)
        for part in drawing.pieces(PAGE):
            paragraph = self.line("", "Picture")
            shape = paragraph.add_run().add_picture(io.BytesIO(part), width=Cm(_WIDTH))
            told = shape._inline.docPr
            name = text("report", "document_picture", self.language)
            told.set("name", f"{name} {number}")
            told.set("title", drawing.title)
            told.set("descr", alternative)
        self._caption("document_picture", number, drawing.title, False)

    def _caption(self, key: str, number: int, words: str, above: bool) -> None:
        """What a table or picture is called, numbered by a field so that it can be listed."""
        paragraph = self.line("", "Caption", keep=above)
        captioned(paragraph, text("report", key, self.language), number, words)
