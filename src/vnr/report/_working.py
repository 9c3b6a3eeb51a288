"""The working version of a report: page, document and workbook beside each other."""

from __future__ import annotations

from pathlib import Path

from vnr.errors import require
from vnr.files import replacing, working_path
from vnr.report._docx import document
from vnr.report._html import page
from vnr.report._report import Report, report_of
from vnr.report._xlsx import workbook
from vnr.words import Language, refusal

__all__ = ["write_working"]


def write_working(
    report: Report, stem: str | Path, *, language: Language = "sv"
) -> tuple[Path, Path, Path]:
    """Write a report as page, document and workbook, marked as internal working material.

    The pictures are drawn once for page and document.

    Parameters
    ----------
    report : Report
        What was counted.
    stem : path
        Where to, without the endings ``.html``, ``.docx`` and ``.xlsx``; existing files are
        replaced whole.
    language : str
        ``sv`` or ``en``.

    Returns
    -------
    tuple of Path
        Page, document and workbook.

    Raises
    ------
    MissingExtraError
        If the extra ``report`` isn't installed. Nothing is written then.
    DataError
        If the folder can't be written.

    Examples
    --------
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> from tempfile import TemporaryDirectory
    >>> own = chapters.further("Antal", metrics.count(gotland, 2019))
    >>> with TemporaryDirectory() as folder:
    ...     written = write_working(Report(place="Gotland", period=2019, chapters=[own]), f"{folder}/a")
    >>> [path.name for path in written]
    ['a.html', 'a.docx', 'a.xlsx']
    """
    for library in ("jinja2", "docx", "xlsxwriter", "matplotlib"):
        require(library, "report")
    report = report_of(report)
    beside = working_path(stem)
    if not beside.name:
        raise refusal("stem_unnamed")
    html, docx, xlsx = (
        beside.with_name(beside.name + ending) for ending in (".html", ".docx", ".xlsx")
    )
    mark, drawings = report.warning(language), report.drawings(language)
    with replacing(html) as file:
        file.write_text(page(report, mark, language, drawings=drawings), "utf-8")
    with replacing(docx) as file:
        document(report, file, mark, language, drawings=drawings)
    with replacing(xlsx) as file:
        workbook(report, file, mark, language)
    return html, docx, xlsx
