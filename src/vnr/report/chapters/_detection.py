"""The chapter on what the first reason misses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from vnr import metrics
from vnr.model import Period
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found
from vnr.report.chapters._headline import Headline, HeadlineShare, waiting_share
from vnr.report.chapters._headline_count import HeadlineCount
from vnr.report.chapters._lacks import lacks
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import height, municipalities, rows_in_words
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import number_of, share_state, text
from vnr.results import State
from vnr.results.pictures import dumbbell_plot
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.model import PeriodLike
    from vnr.register import Register
    from vnr.results import Estimate

__all__ = ["detection"]

_BASES: Final = ("original", "intake", "known")


def detection(register: Register, period: PeriodLike) -> Chapter:
    """Known cases by municipality, counted in three ways, and the share the first reason misses."""
    codes = municipalities(register)
    columns = [Column(name, "missed", name, total="missed_total") for name in _BASES]
    columns.append(Column("not_mature", "missed", "n_not_mature", total="missed_total"))
    columns.append(Column("share", "missed", total="missed_total"))
    figures = {"known": "known", "original": "original", "share": "value"}
    return Chapter(
        name="missed",
        results={
            "missed": _judged(metrics.detection(register, period, by="municipality")),
            "missed_total": _judged(metrics.detection(register, period)),
        },
        definitions={"missed": ""},
        note=Sentence("missed_note"),
        headlines=(
            HeadlineCount("missed_total", "known", "cases_total", Period.of(period)),
            Headline(
                "first_missed",
                _hidden,
                "neuter",
                lacks("missed_total"),
                {"period": Period.of(period)},
            ),
        ),
        questions=(Finding("asked_missed", _asked),),
        sentences=(
            Sentence("missed", "missed_total", figures | {"lower": "lower", "upper": "upper"}),
        ),
        table=Table("municipality", codes, columns),
        picture=Picture(
            (
                Panel(
                    "figure_bases",
                    height(codes, 0.35),
                    "missed",
                    partial(_bases, codes),
                    ("original", "known"),
                ),
            ),
            partial(_told, codes),
        ),
        shown=dict.fromkeys(("missed", "missed_total"), (*_BASES, "n_not_mature")),
    )


def _judged(missed: Estimate) -> Estimate:
    """The bases stand for mature cases, so they wait where the share does."""
    states = {name: missed.state_of(name) for name in _BASES}
    waits = {name: np.where(own, own, missed.state) for name, own in states.items()}
    return ripe(attrs.evolve(missed, states=dict(missed.states) | waits), missed["n_not_mature"])


def _hidden(results: Results) -> HeadlineShare:
    """Cases that the first reason doesn't show, of all known."""
    total = results["missed_total"]
    state = share_state(total, "value", "known", "original")
    if state != State.VALUE:
        over, waiting = number_of(total, "known"), number_of(total, "n_not_mature")
        return waiting_share(state, over, waiting)
    known, limits = int(total["known"].item()), (total["lower"].item(), total["upper"].item())
    part = known - int(total["original"].item())
    return HeadlineShare(state, part, known, total["value"].item(), *limits)


def _asked(results: Results, language: Language) -> Found:  # noqa: ARG001
    """Whether everybody is asked, where the share that the first reason hides is known."""
    told = _hidden(results)
    return "line" if told.state == State.VALUE and told.part else "", {}


def _bases(codes: Sequence[str], missed: Estimate, axes: Axes, language: Language) -> None:
    headings = {name: text(name, language) for name in ("original", "known")}
    dumbbell_plot(missed, headings, ax=axes, language=language, order=codes, notes=False)


def _told(codes: Sequence[str], results: Results, language: Language) -> list[str]:
    """Known cases and those with violence as first reason, of each municipality."""
    return rows_in_words(
        results["missed"], "municipality", codes, ("known", "original"), "county_row", language
    )
