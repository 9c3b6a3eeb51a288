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
from vnr.report._first_screen import Bar, FirstScreen, first_screen
from vnr.report._paper import (
    bar_of,
    bookmarked,
    captioned,
    cleaned,
    footed,
    linked,
    table_of,
    written,
)
from vnr.report._report import Report, report_of
from vnr.report.chapters import Chapter, Drawing
from vnr.words import Language, text

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["PAGE", "document", "write_docx"]

_WIDTH: Final = 16.5
_HEIGHT: Final = 21.0
"""Centimetres that a picture may take of a page."""
PAGE: Final = _HEIGHT / _WIDTH
"""How high a part of a picture is at most, for each width."""
_CONTENTS: Final = 3
"""From so many chapters on their headings are listed."""


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
        self._tables, self._pictures, self._marks = count(1), count(1), count(1)

    def report(
        self, report: Report, first: FirstScreen, drawings: Mapping[str, Sequence[Drawing]]
    ) -> None:
        """All of a report, in the page's order."""
        language = self.language
        self.line(report.title(language), "Title")
        if first.lines:
            self._first(first)
        elif first.by:
            self.line(first.by, "Small")
        self.heading("summary", text("report", "aside", language))
        for line in report.summary(language):
            self.line(line, "List Bullet")
        if len(report.sections) >= _CONTENTS:
            self.line(text("report", "contents", language), "Contents")
            for chapter in report.sections:
                linked(self.line("", "List Bullet"), chapter.heading(language), chapter.name)
        for chapter in report.sections:
            self._chapter(chapter, drawings.get(chapter.name, ()))
        self.heading("definitions", text("report", "definitions_title", language))
        for name, words in report.definitions(language):
            self.line(name, "Defined")
            self.line(words, "Small")
        self.heading("sources", text("report", "source_title", language))
        for line in report.sources(language):
            self.line(line, "List Bullet")

    def line(self, words: str, style: str = "Normal", *, keep: bool = False) -> Any:
        """A paragraph; with `keep` it stays on the page of what follows."""
        paragraph = self.made.add_paragraph(written(words), style=style)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def heading(self, name: str, words: str) -> None:
        """A heading that can be linked to."""
        bookmarked(self.line(words, "Heading 1"), name, next(self._marks))

    def _first(self, first: FirstScreen) -> None:
        """The first screen: figures in large words, the bar, and what can't be known."""
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
        self.heading("unknown", text("report", "first_unknown", self.language))
        for words in first.unknown:
            self.line(words, "List Bullet")
        if first.foot:
            self.line(first.foot, "Small")

    def _bar(self, bar: Bar) -> None:
        """One bar of cells as wide as their parts, and their names below."""
        self.line(bar.title, "Defined", keep=True)
        parts = [(words, size) for words, _, size in bar.segments]
        self.made.element.body.insert(-1, bar_of(parts, bar.told, _WIDTH))
        for words, name, _ in bar.segments:
            self.line(f"{words}\N{NO-BREAK SPACE}{name}", "List Bullet")

    def _chapter(self, chapter: Chapter, drawings: Sequence[Drawing]) -> None:
        language = self.language
        self.heading(chapter.name, chapter.heading(language))
        lines, note = chapter.lines(language), chapter.introduction(language)
        if note:
            self.line(note, keep=bool(drawings or lines.body))
        told = [chapter.alternative(language), *(one.title for one in drawings[1:])]
        for drawing, words in zip(drawings, told, strict=False):
            self._picture(drawing, words)
        if lines.is_prose:
            for (words,) in lines.body:
                self.line(words)
        elif lines.body:
            self._caption("document_table", next(self._tables), chapter.heading(language), True)
            self.made.element.body.insert(-1, table_of(lines, chapter.heading(language)))
            self.line("", "After table")

    def _picture(self, drawing: Drawing, alternative: str) -> None:
        """A drawing in as many parts as it takes pages, its title as its caption below."""
        from docx.shared import Cm

        number = next(self._pictures)
        for part in drawing.parts(PAGE):
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
