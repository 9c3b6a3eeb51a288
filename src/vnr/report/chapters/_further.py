"""Chapters of results of one's own."""

from __future__ import annotations

from vnr.errors import DataError
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._table import Whole
from vnr.report.chapters._writing import Shown
from vnr.results import Counts, Estimate

__all__ = ["further"]


def further(title: str, result: Shown, number: int = 1) -> Chapter:
    """All figures of a result under a heading of one's own.

    Parameters
    ----------
    title : str
        The heading.
    result : Counts or Estimate
        What is shown, with its notes and its definition.
    number : int
        Which of the report's further chapters it is.

    Raises
    ------
    DataError
        If the title is no text, or the result is no result.
    """
    if not (isinstance(title, str) and title.strip() and isinstance(result, Counts | Estimate)):
        raise DataError("further must give each title a Counts or an Estimate")
    label = f"further-{number}"
    return Chapter(
        name=label,
        title=title,
        results={label: result},
        definitions={label: ""},
        table=Whole(label),
    )
