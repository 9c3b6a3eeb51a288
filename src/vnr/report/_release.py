"""A release: page, document, workbook and pictures that may leave the room, whole or not at all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final

import attrs

from vnr.data import SOURCE
from vnr.disclosure import PROTECTED, Audit, Rule, RuleName, rule_named
from vnr.display import Fields
from vnr.files import RELEASE, path_of, whole_folder
from vnr.report._docx import PAGE, document
from vnr.report._first_screen import first_screen
from vnr.report._html import page
from vnr.report._public import public
from vnr.report._report import Report, report_of
from vnr.report._xlsx import workbook
from vnr.report.chapters import Drawing
from vnr.report.inspection import (
    Declared,
    Stray,
    book_strays,
    declared_of,
    document_strays,
    drawing_strays,
    is_declared,
    page_strays,
)
from vnr.results import Counts, Estimate, Provenance
from vnr.words import Language, Phrase, refusal, telling, text, withholding

__all__ = ["Release", "release"]

RECORD: Final = RELEASE
_READ_ME: Final = "read_me"
_DATA: Final = "data_title"
"""Sections of the workbook that are no chapters."""
_LOOKS: Final = {"bold": True, "bottom": 1}
_KEY: Final = 32
_LEAST_KEY: Final = 16
_TOLD: Final = 5
"""So many places are named where something stands that mustn't."""


@attrs.frozen
class Release(Fields):
    """What was written (utgåva).

    Attributes
    ----------
    folder
        Where it lies.
    files
        Names of its files, as they lie in the folder.
    report
        What they show: the report with protected results.
    audit
        What an attacker finds out of it: for whoever decides.
    key
        By which the input's hash was keyed. Keep it apart from the release, if it must be told
        later which extract that came from.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> own = chapters.further("Antal", metrics.count(gotland, 2019))
    >>> report = Report(place="Gotland", period=2019, chapters=[own])
    >>> with TemporaryDirectory() as folder:
    ...     made = release(report, "FIVE", f"{folder}/utgåva")
    >>> made.files
    ('rapport.docx', 'rapport.html', 'tabeller.xlsx', 'release.json')
    """

    folder: Path
    files: tuple[str, ...]
    report: Report
    audit: Audit
    key: bytes = attrs.field(repr=False)


def release(
    report: Report,
    rule: Rule | RuleName,
    folder: str | Path,
    *,
    published: Any = (),
    language: Language = "sv",
    key: bytes | None = None,
    seconds: float = 15.0,
) -> Release:
    """Write a report that may be published (utgåva), or nothing at all.

    All results of its chapters are protected together and attacked; page, document, workbook and
    pictures are made from what is left, and everything that was written is walked through before it gets
    its place: a number that is no figure shown, no parameter of a rule and no date of a
    definition stops it. Chapters that are `internal` are left out, and so are rows of which too
    much would be hidden.

    Parameters
    ----------
    report : Report
        As it was counted; what it holds needn't be protected.
    rule : Rule or str
        What it is protected by; a preset also by its name.
    folder : path
        Where to. A release that lies there is replaced whole; any other folder must be empty.
    published : release, result, mapping of str to result, Row, or iterable of these
        What is out already, such as the folder of last year's release.
    language : str
        ``sv`` or ``en``.
    key : bytes, optional
        By which the input's hash is keyed, at least 16 bytes; by default a new one of 32.
    seconds : float
        Time for the integer programs, as in `vnr.disclosure.protect`: by the clock, so that a
        machine that does much else needs more.

    Returns
    -------
    Release
        The folder holds page, document, workbook, pictures as SVG and PNG, and ``release.json``: rule, tables, verdict,
        version, time, the keyed hash of the input and a hash of each file.

    Raises
    ------
    DisclosureError
        If the report can't be protected, it isn't proved to be, or something stands in it that
        mustn't. Nothing is written then.
    DataError
        If the folder holds anything else, or can't be written.
    MissingExtraError
        If the extra ``report`` isn't installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> few = metrics.count(gotland, 2019, by=("sex", "form"))
    >>> report = Report(place="Gotland", period=2019, chapters=[chapters.further("Form", few)])
    >>> with TemporaryDirectory() as folder:
    ...     made = release(report, "FIVE", f"{folder}/utgåva")
    >>> shown = made.report.results["further-a"]
    >>> made.audit.verdict, shown.to_records()[-1]["state"]
    (<Verdict.SAFE: 'safe'>, 'suppressed')
    """
    with telling(language):
        rule, target = rule_named(rule), path_of(folder)
        if key is not None and not (isinstance(key, bytes) and len(key) >= _LEAST_KEY):
            raise refusal("release_key", least=_LEAST_KEY)
        made = public(report_of(report), rule, published, seconds)
        key = secrets.token_bytes(_KEY) if key is None else key
        shown = _stamped(made.report, key)
        with whole_folder(target, RECORD) as beside:
            writing = _Writing(shown, rule, language, made.audit)
            files = writing.write(beside)
            places = list(dict.fromkeys(writing.strays(beside)))
            if places:
                told = [*map(writing.told, places[:_TOLD]), *(["…"] if len(places) > _TOLD else [])]
                raise withholding("release_stray", places=told)
        return Release(target, files, shown, made.audit, key)


def _stamped(report: Report, key: bytes) -> Report:
    """The report whose results name their input by a hash that only who has the key can make."""
    inputs = sorted({result.provenance.input for result in report.results.values()})
    digest = blake2b("\n".join(inputs).encode(), key=key[:64], digest_size=16).hexdigest()
    stamp = Provenance(digest)
    return report.showing(
        {label: attrs.evolve(result, provenance=stamp) for label, result in report.results.items()}
    )


def _without_legend(report: Report, language: Language) -> tuple[Report, list[str]]:
    """The report without what is said of hidden figures in each result, and that once."""
    results: dict[str, Counts | Estimate] = {}
    legend: dict[str, None] = {}
    for label, result in report.results.items():
        own = [note for note in result.notes if note.code in PROTECTED]
        legend |= dict.fromkeys(note.text(language) for note in own)
        results[label] = attrs.evolve(
            result, notes=[note for note in result.notes if note not in own]
        )
    return report.showing(results), list(legend)


class _Writing:
    """The files of one release, and the walk over them."""

    def __init__(self, report: Report, rule: Rule, language: Language, audit: Audit) -> None:
        self.report = report
        self.rule = rule
        self.language = language
        self.audit = audit
        self.made = next(iter(report.results.values())).provenance
        self.shown, legend = _without_legend(report, language)
        mark = " ".join([text("report", "public", language), *legend])
        self.mark = report.marked(mark, language)
        self._page = text("report", "release_page", language) + ".html"
        self._document = text("report", "release_document", language) + ".docx"
        self._book = text("report", "release_book", language) + ".xlsx"
        self._pictures = text("report", "release_pictures", language)
        self._drawings = self.shown.drawings(language)

    def write(self, folder: Path) -> tuple[str, ...]:
        """Write all files, the record last; their names."""
        report, language = self.report, self.language
        # The workbook first: it needs an extra.
        created = self.made.created.replace(tzinfo=None, microsecond=0)
        workbook(
            self.shown, folder / self._book, self.mark, language, looks=_LOOKS, created=created
        )
        shared: dict[str, Any] = {"kind": "public", "drawings": self._drawings}
        html = page(self.shown, self.mark, language, **shared)
        (folder / self._page).write_text(html, "utf-8")
        document(
            self.shown, folder / self._document, self.mark, language, **shared, created=created
        )
        for name, _, drawing in self._named_drawings():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / f"{name}.svg").write_text(f"{drawing.wide}\n", "utf-8")
            (folder / f"{name}.png").write_bytes(drawing.png)
        files = self._files(folder)
        hashes = {
            name: blake2b((folder / name).read_bytes(), digest_size=32).hexdigest()
            for name in files
        }
        record = {
            "rule": attrs.asdict(self.rule),
            "verdict": self.audit.verdict.value,
            "figures": self.audit.figures,
            "hidden": self.audit.hidden,
            "vnr": self.made.vnr,
            "time": self.made.created.isoformat(),
            "input": self.made.input,
            "files": hashes,
            "tables": {label: result.to_dict() for label, result in report.results.items()},
        }
        told = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1)
        (folder / RECORD).write_text(told, "utf-8")
        return (*files, RECORD)

    def _files(self, folder: Path) -> tuple[str, ...]:
        paths = (path for path in folder.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(folder).as_posix() for path in paths))

    def _named_drawings(self) -> Iterator[tuple[str, str, Drawing]]:
        """Each drawing with the name of its files and its chapter's."""
        for chapter, drawings in self._drawings.items():
            for letter, drawing in zip(ascii_lowercase, drawings, strict=False):
                tail = f"-{letter}" if len(drawings) > 1 else ""
                yield f"{self._pictures}/{chapter}{tail}", chapter, drawing

    def strays(self, folder: Path) -> Iterator[Stray]:
        """Where something stands that isn't declared, in all that was written."""
        report, language = self.report, self.language
        texts = (self.made.input, self.made.vnr, self.mark, SOURCE)
        period = report.period
        dates = {str(period.start), str(period.end), period.label, f"{period.start.year}"}
        dates.add(f"{period.end.year}")
        shared = declared_of((), language, known=dates, texts=texts)
        chapters: dict[str, Declared] = {
            chapter.name: shared
            | declared_of(chapter.results.values(), language, known=chapter.numbers())
            for chapter in report.chapters
        }
        # What stands under a chapter's own heading, beside it, is of that chapter and of no other.
        for heading in report.headings:
            if not heading.chapters[0].under:
                chapters[heading.anchor] = chapters[heading.chapters[0].name]
        first = first_screen(report, language)
        drawn = set().union(*(line.numbers(report.results) for line in report.headlines))
        drawn |= first.bar.numbers if first.bar else set()
        everywhere = shared | declared_of((), language, known=drawn, texts=(first.by,))
        for declared in chapters.values():
            everywhere |= declared
        stamp = declared_of((), language, texts=_moments(self.made.created))
        yield from page_strays(
            (folder / self._page).read_text("utf-8"), chapters, everywhere, language
        )
        tables = [(chapter.name, chapters[chapter.name]) for chapter in report.tables]
        sheets = [(_READ_ME, everywhere), (_DATA, everywhere), *tables]
        yield from book_strays(folder / self._book, sheets, everywhere | stamp, language)
        dots: set[bytes] = set()
        for name, chapter, drawing in self._named_drawings():
            lines = (folder / f"{name}.svg").read_text("utf-8")
            for stray in drawing_strays(lines, chapters[chapter], language):
                yield attrs.evolve(stray, section=chapter)
            # Dots can't be read back: they are those of the lines that were.
            if (folder / f"{name}.png").read_bytes() != drawing.png:
                yield Stray("picture_form", chapter)
            dots.update(drawing.pieces(PAGE))
        yield from document_strays(
            folder / self._document, chapters, everywhere | stamp, dots, language
        )
        for name in self._files(folder):
            if not is_declared(name, shared, language):
                yield Stray("file_name")
        yield from self._record_strays(folder)

    def told(self, stray: Stray) -> Phrase:
        """A place in words, which name no number themselves."""
        named = {"": "page_rest", _READ_ME: _READ_ME, _DATA: _DATA}
        place = text("report", named.get(stray.section, "page_rest"), self.language)
        anchors = {heading.anchor: heading for heading in self.report.headings}
        under = anchors.get(stray.section)
        for number, chapter in enumerate(self.report.chapters, start=1):
            if chapter.name == stray.section or (under and chapter == under.chapters[0]):
                place = under.title(self.language) if under else chapter.heading(self.language)
                if any(letter.isdigit() for letter in place):
                    place = text("report", "chapter_number", self.language, number=number)
        return Phrase("stray", stray.kind, (("chapter", place), ("at", stray.at)))

    def _record_strays(self, folder: Path) -> Iterator[Stray]:
        """Whether the record's tables are those protected, and its hashes those of the files."""
        record: dict[str, Any] = json.loads((folder / RECORD).read_text("utf-8"))
        for label, result in self.report.results.items():
            if type(result).from_dict(record["tables"][label]) != result:
                yield Stray("record")
        for name, digest in record["files"].items():
            if blake2b((folder / name).read_bytes(), digest_size=32).hexdigest() != digest:
                yield Stray("record")


def _moments(created: datetime) -> tuple[str, ...]:
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return (moment.isoformat() + "Z",)
