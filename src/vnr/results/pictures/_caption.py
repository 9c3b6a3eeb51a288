"""What stands beside a picture: title, source, definition, the same in words, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from vnr.results import Curve, Result, State, heading
from vnr.results.pictures._axes import cell_names
from vnr.results.pictures._layout import fit, written_below
from vnr.words import Language, text, topic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Caption", "caption", "finish"]

_TOLD: Final = 12
"""So many cells are told one by one; of more the ends and how many there are."""
_TOLD_APART: Final = ("denominator", "numerator", "of")
"""Parameters by which figures of one rule are told apart in a title."""


@attrs.frozen
class Caption:
    r"""All that a picture needs beside itself (bildtext).

    Attributes
    ----------
    title
        What is shown, and of when.
    source
        What the figures rest on.
    definition
        What they mean, and what must be said with them.
    alternative
        The picture in words, for who doesn't see it.
    head, body
        Its figures as a table.

    Examples
    --------
    >>> from vnr import metrics
    >>> caption(metrics.proportion(3, 10)).body
    (('30,0\xa0% (10,8–60,3), n=10',),)
    """

    title: str
    source: str
    definition: str
    alternative: str
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


def caption(result: Result, language: Language = "sv") -> Caption:
    """What stands beside a picture of a result (bildtext).

    Parameters
    ----------
    result : Counts, Estimate or Curve
        What is drawn.
    language : str
        ``sv`` or ``en``.

    Returns
    -------
    Caption

    Examples
    --------
    >>> from vnr import data
    >>> beside = caption(data.population(["0482", "0483"], 2019), "en")
    >>> beside.title, beside.head
    ('Persons', ('municipality', 'year', 'persons'))
    >>> print(beside.alternative)
    Persons. Flen 2019: 16,585. Katrineholm 2019: 34,755.
    """
    title = _title(result, language)
    head, body = result.rows(language)
    told = ". ".join([title, *_told(result, language)])
    return Caption(
        title,
        _source(result, language),
        result.definition.text(language),
        f"{told}.",
        tuple(head),
        tuple(tuple(row) for row in body),
    )


def finish(result: Result, axes: Axes, language: Language, *, notes: bool, row: int = 0) -> None:
    """Title above and what must be said below, if it is to stand there; and all in its place.

    The picture in words is the label of the axes, wherever they are shown.
    """
    beside = caption(result, language)
    axes.set_label(beside.alternative)
    if notes:
        axes.set_title(beside.title, loc="left", fontsize=11)
        said = [beside.source, beside.definition, *(one.text(language) for one in result.notes)]
        for place, words in enumerate(said, row):
            written_below(axes, place, words)
    fit(axes)


def _title(result: Result, language: Language) -> str:
    told = topic("pictures", language)["title"]
    definition = result.definition
    asked = [str(definition.parameters.get(name, "")) for name in _TOLD_APART]
    forms = ["_".join(filter(None, (definition.rule, *asked[:kept]))) for kept in range(3, -1, -1)]
    words = next((told[form] for form in forms if form in told), heading(result.unit, language))
    words = words[:1].upper() + words[1:]
    period = result.definition.parameters.get("period")
    if not isinstance(period, str):
        return words
    start, _, end = period.partition("/")
    if start.endswith("-01-01") and end.endswith("-12-31"):  # whole years
        start, end = start[:4], end[:4]
    return f"{words}, {start}–{end}" if end else f"{words}, {start}"


def _source(result: Result, language: Language) -> str:
    stated = getattr(result, "source", None) or result.definition.parameters.get("source")
    if isinstance(stated, str):
        return text("pictures", "source", language, source=stated)
    return text("pictures", "source_register", language)


def _told(result: Result, language: Language) -> list[str]:
    """Each cell in words; of a curve its ends, of many cells the least and the greatest."""
    words, called = result.cells(language), cell_names(result, language)
    rows = list(range(len(result)))
    if isinstance(result, Curve):
        groups: dict[tuple[str, ...], int] = {}
        others = [codes for name, codes in result.strata.items() if name != "day"]
        for row in sorted(rows, key=lambda row: result.strata["day"][row]):
            groups[tuple(str(codes[row]) for codes in others)] = row
        rows = sorted(groups.values())
    if len(rows) <= _TOLD:
        return [f"{called[row]}: {words[row]}" if called[row] else words[row] for row in rows]
    value = result["value"]
    there = np.array(
        [row for row in rows if result.state[row] == State.VALUE and not np.isnan(value[row])], int
    )
    told = [text("pictures", "many", language, cells=len(rows))]
    if there.size:
        ends = (there[np.argmin(value[there])], there[np.argmax(value[there])])
        for key, row in zip(("least", "greatest"), ends, strict=True):
            told.append(text("pictures", key, language, name=called[row], figure=words[row]))
    for reason in sorted({*result.state[rows].tolist()} - {State.VALUE}):
        size = int(np.count_nonzero(result.state[rows] == reason))
        told.append(f"{State(reason).label(language)}: {size}")
    return told
