"""Chapters of results of one's own."""

from __future__ import annotations

from string import ascii_lowercase

from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._table import Whole
from vnr.report.chapters._writing import Shown
from vnr.results import Counts, Estimate
from vnr.words import refusal

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
        If the title is no text, the result is no result, or the number is none from 1.
    """
    if not (isinstance(title, str) and title.strip() and isinstance(result, Counts | Estimate)):
        raise refusal("report_further")
    if type(number) is not int or number < 1:
        raise refusal("further_number", number=repr(number))
    # In letters: a digit in what a section is called would read as a figure of the report.
    label = f"further-{_letters(number)}"
    return Chapter(
        name=label,
        title=title,
        results={label: result},
        definitions={label: ""},
        table=Whole(label),
    )


def _letters(number: int) -> str:
    """As the columns of a workbook are called."""
    more, last = divmod(number - 1, len(ascii_lowercase))
    return (_letters(more) if more else "") + ascii_lowercase[last]
