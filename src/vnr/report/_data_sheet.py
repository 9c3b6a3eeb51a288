"""All figures of a report as flat rows: one for each cell and figure, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np

from vnr.report._report import Report
from vnr.report.chapters import Chapter, by_name
from vnr.results import Curve, State, heading
from vnr.results.pictures import names
from vnr.words import Language, text

__all__ = ["HEADINGS", "Block", "blocks"]

HEADINGS: Final = (
    "data_code", "data_name", "data_figure", "data_value", "data_lower", "data_upper", "data_n",
    "data_state", "data_note",
)  # fmt: skip
"""Keys of the columns' headings."""
_BESIDE: Final = ("lower", "upper", "n")
_PLACES: Final = ("county", "municipality")
"""Strata whose codes are known outside; other labels are told by their names."""
_DECIMALS: Final = 6
_MARK: Final = "; "


@attrs.frozen
class Block:
    """One figure of one result, a row for each cell.

    Attributes
    ----------
    label, figure, called
        The result's label, which of its figures, and what that is called.
    is_share
        Whether the numbers read best in per cent.
    is_limited
        Whether limits stand beside the value.
    groups
        Of which curve each row is; empty where they are none. Their code is the day.
    cells
        The cells in the order of `HEADINGS`; None is an empty cell.
    """

    label: str
    figure: str
    called: str
    is_share: bool
    is_limited: bool
    groups: Sequence[str]
    cells: Sequence[tuple[str | float | None, ...]]


def blocks(report: Report, language: Language) -> Iterator[Block]:
    """Each figure of each result, once, in the order of the chapters.

    Parameters
    ----------
    report : Report
        What was counted.
    language : str
        ``sv`` or ``en``.
    """
    seen: set[str] = set()
    for chapter in report.chapters:
        for label, result in chapter.results.items():
            if label not in seen:
                seen.add(label)
                yield from _of_result(report, chapter, label, _as_read(result), language)


def _as_read(result: Any) -> Any:
    """The rows as a page has them: municipalities by name, all else in its own order."""
    if "municipality" not in result.strata or isinstance(result, Curve):
        return result
    ranks = []
    for name, labels in result.strata.items():
        own = dict.fromkeys(labels.tolist())
        order = by_name([*own]) if name == "municipality" else own
        place = {label: rank for rank, label in enumerate(order)}
        ranks.append([place[label] for label in labels.tolist()])
    return result.take(np.lexsort(ranks[::-1]))


def _of_result(
    report: Report, chapter: Chapter, label: str, result: Any, language: Language
) -> Iterator[Block]:
    called = chapter.definitions.get(label)
    about = text("report", called, language) if called else chapter.heading(language)
    codes = [
        list(map(str, result.strata[name].tolist())) for name in result.strata if name in _PLACES
    ]
    words = [names(name, column.tolist(), language) for name, column in result.strata.items()]
    keys = [_MARK.join(row) for row in zip(*codes, strict=True)] or [""] * len(result)
    # What is of everybody is of the place.
    told = [_MARK.join(row) for row in zip(*words, strict=True)] or [report.called(language)] * len(
        result
    )
    told = chapter.called(label, language) or told
    note = " ".join(one.text(language) for one in result.notes)
    least = text("report", "data_least", language)
    notes = [" ".join(filter(None, [least if part < 1 else "", note])) for part in result.covered]
    curve = isinstance(result, Curve)
    groups = _groups(result, language) if curve else []
    if curve:  # a day is a number to draw along, and its curve has the name
        keys, told = result.strata["day"].tolist(), groups
    for name in result.names:
        # Of a curve each day's own numbers are read in its rows of the value alone.
        if name in _BESIDE or (curve and name != "value"):
            continue
        figure = heading(result.unit if name == "value" else name, language)
        columns = [_numbers(result, one, language) if name == "value" and one in result.names else None
                   for one in _BESIDE]  # fmt: skip
        beside = [column or [None] * len(result) for column in columns]
        state = [_state(code, language) for code in result.state_of(name).tolist()]
        rows = zip(
            keys, told, [f"{about}: {figure}"] * len(result), _numbers(result, name, language),
            *beside, state, notes, strict=True,
        )  # fmt: skip
        share = result.unit == "proportion" and name == "value"
        yield Block(label, name, figure, share, columns[0] is not None, groups, [*rows])


def _groups(result: Any, language: Language) -> list[str]:
    """Which curve each row is of."""
    others = [
        names(name, codes.tolist(), language)
        for name, codes in result.strata.items()
        if name != "day"
    ]
    return [_MARK.join(row) for row in zip(*others, strict=True)]


def _state(code: int, language: Language) -> str:
    return State(code).label(language) or text("report", "data_value", language)


def _numbers(result: Any, name: str, language: Language) -> list[str | float | None]:
    """A figure in each cell, a label in words; empty where there is none."""
    there = result.state_of(name) == State.VALUE
    array = result[name]
    if array.dtype.kind not in "iufb":
        words = names(name, array.tolist(), language)
        return [one if shown else None for one, shown in zip(words, there, strict=True)]
    finite = there & np.isfinite(array.astype(float))
    return [
        round(one, _DECIMALS) if shown else None
        for one, shown in zip(array.tolist(), finite, strict=True)
    ]
