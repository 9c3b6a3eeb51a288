"""The report's figures as inline SVG."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from vnr import data
from vnr.errors import require
from vnr.report._county import CountyReport
from vnr.report._words import texts
from vnr.results import State, in_words
from vnr.results.pictures import draw

__all__ = ["figures"]

_HALF_A_YEAR = 180
# Told apart in grey print and by people who see colours differently (Okabe and Ito).
_COLOURS = {"original": "#0072B2", "intake": "#E69F00", "known": "#009E73"}


def figures(report: CountyReport, language: str) -> dict[str, tuple[str, str]]:
    """SVG and text alternative of each figure, by the name of its table.

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    """
    matplotlib = require("matplotlib", "report")
    figure = require("matplotlib.figure", "report")
    words = texts(language)
    names = [data.municipality(str(code)).name for code in report.missed.strata["municipality"]]
    style = {"svg.fonttype": "none", "svg.hashsalt": "vnr", "font.family": "sans-serif"}
    with matplotlib.rc_context(style):
        bases = _bases(report, figure, words, names)
        missed = _missed(report, figure, words, names)
        waits = _waits(report, figure, words, language)
        children = _children(report, figure, words, language)
        funnel = _funnel(report, figure, words, names, language)
    return {
        "rates": (funnel, f"{words['figure_funnel']}. {_beyond(report, words, names)}"),
        "follow_due": (waits, f"{words['figure_waits']}. {_said(report, words, language)}"),
        "children": (
            children,
            f"{words['figure_children']}. {_steps(report, words, language)}",
        ),
        "missed": (
            bases + missed,
            f"{words['figure_bases']}. {words['figure_missed']}. "
            + _alternative(report, words, names),
        ),
    }


def _alternative(report: CountyReport, words: dict[str, Any], names: list[str]) -> str:
    parts = []
    for row, name in enumerate(names):
        if report.missed.state[row] == State.VALUE:
            line = words["county_row"].format(
                known=report.missed.columns["known"][row],
                original=report.missed.columns["original"][row],
            )
            parts.append(f"{name}: {line}")
    return "; ".join(parts) + "."


def _bases(report: CountyReport, figure: Any, words: dict[str, Any], names: list[str]) -> str:
    drawing = figure.Figure(figsize=(7.5, 0.5 * len(names) + 1.2))
    axes = drawing.subplots()
    there = report.missed.state == State.VALUE
    for shift, (name, colour) in zip((-0.26, 0, 0.26), _COLOURS.items(), strict=True):
        values = np.where(there, report.missed.columns[name], 0)
        axes.barh(np.arange(len(names)) + shift, values, 0.26, color=colour, label=words[name])
    _frame(axes, names)
    axes.legend(frameon=False, fontsize=9)
    axes.set_title(words["figure_bases"], loc="left", fontsize=11)
    return _svg(drawing)


def _missed(report: CountyReport, figure: Any, words: dict[str, Any], names: list[str]) -> str:
    drawing = figure.Figure(figsize=(7.5, 0.35 * len(names) + 1.2))
    axes = drawing.subplots()
    shown = np.flatnonzero((report.missed.state == State.VALUE) & ~np.isnan(report.missed.value))
    value, lower, upper = (
        100 * array[shown]
        for array in (report.missed.value, report.missed.lower, report.missed.upper)
    )
    axes.hlines(shown, lower, upper, color="#555555", linewidth=1.5)
    axes.plot(value, shown, "o", color="#D55E00")
    axes.set_xlim(0, 100)
    axes.set_xlabel("%")
    _frame(axes, names)
    axes.set_title(words["figure_missed"], loc="left", fontsize=11)
    return _svg(drawing)


def _funnel(
    report: CountyReport, figure: Any, words: dict[str, Any], names: list[str], language: str
) -> str:
    drawing = figure.Figure(figsize=(7.5, 3.8))
    axes = drawing.subplots()
    draw(report.funnel, axes, names=names, language=language, base=words["figure_funnel_base"])
    axes.set_ylabel("")
    axes.set_title(words["figure_funnel"], loc="left", fontsize=11)
    return _svg(drawing)


def _beyond(report: CountyReport, words: dict[str, Any], names: list[str]) -> str:
    """Which municipalities lie outside the 95 per cent limits, in words."""
    outside = report.funnel.columns["outside_95"].tolist()
    parts = [
        f"{name}: {words['funnel_places'][side]}"
        for name, side in zip(names, outside, strict=True)
        if side
    ]
    return "; ".join(parts or [words["funnel_nobody"]]) + "."


def _steps(report: CountyReport, words: dict[str, Any], language: str) -> str:
    """The steps as words: how many of each are yes, no and not recorded."""
    steps = report.children
    names = in_words("step", steps.strata["step"], language)
    _, *answers = (str(word).casefold() for word in words["children_head"])
    columns = (steps.value, steps.columns["no"], steps.columns["not_recorded"])
    told = tuple(zip(answers, columns, strict=True))
    parts = [
        f"{name}: " + ", ".join(f"{answer} {int(column[row])}" for answer, column in told)
        for row, name in enumerate(names)
        if steps.state[row] == State.VALUE
    ]
    return "; ".join(parts) + "."


def _said(report: CountyReport, words: dict[str, Any], language: str) -> str:
    """The curves as words, at half a year."""
    at = report.waits.at(_HALF_A_YEAR)
    causes = in_words("cause", at.strata.get("cause", np.empty(0, "U1")), language)
    parts = [
        words["figure_waits_line"].format(
            cause=cause, share=f"{100 * share:.0f}\N{NO-BREAK SPACE}%", day=_HALF_A_YEAR
        )
        for cause, share in zip(causes, at.value.tolist(), strict=True)
        if not np.isnan(share)
    ]
    return "; ".join(parts) + "."


def _waits(report: CountyReport, figure: Any, words: dict[str, Any], language: str) -> str:
    drawing = figure.Figure(figsize=(7.5, 3.4))
    axes = drawing.subplots()
    curve = report.waits
    if len(curve):
        causes = np.unique(curve.strata["cause"])[::-1]
        for cause, colour in zip(causes, _COLOURS.values(), strict=False):
            part = curve.select(cause=str(cause))
            (label,) = in_words("cause", np.array([cause]), language)
            day = np.append(0, part.strata["day"])
            value = 100 * np.append(0, part.value)
            lower, upper = (100 * np.append(0, one) for one in (part.lower, part.upper))
            axes.step(day, value, where="post", color=colour, label=label)
            axes.fill_between(day, lower, upper, step="post", color=colour, alpha=0.15, linewidth=0)
        axes.legend(frameon=False, fontsize=9)
    axes.set_ylim(0, 100)
    axes.set_xlim(left=0)
    axes.set_ylabel("%")
    axes.set_xlabel(words["days"])
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_title(words["figure_waits"], loc="left", fontsize=11)
    return _svg(drawing)


def _children(report: CountyReport, figure: Any, words: dict[str, Any], language: str) -> str:
    steps = report.children
    names = [str(one) for one in in_words("step", steps.strata["step"], language)]
    drawing = figure.Figure(figsize=(7.5, 0.42 * len(names) + 1.2))
    axes = drawing.subplots()
    _, yes, no, not_recorded = words["children_head"]
    there = steps.state == State.VALUE
    left = np.zeros(len(names))
    for label, values, colour in (
        (yes, steps.value, "#009E73"),
        (no, steps.columns["no"], "#E69F00"),
        (not_recorded, steps.columns["not_recorded"], "#BBBBBB"),
    ):
        shown = np.where(there, values, 0)
        axes.barh(np.arange(len(names)), shown, 0.7, left=left, color=colour, label=label)
        left = left + shown
    _frame(axes, names)
    axes.legend(frameon=False, fontsize=9)
    axes.set_title(words["figure_children"], loc="left", fontsize=11)
    return _svg(drawing)


def _frame(axes: Any, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _svg(drawing: Any) -> str:
    buffer = io.StringIO()
    drawing.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # Width comes of the page; the metadata names addresses that nothing needs.
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return re.sub(
        r'width="[^"]*pt" height="[^"]*pt"|height="[^"]*pt" width="[^"]*pt"', "", text, count=1
    )
