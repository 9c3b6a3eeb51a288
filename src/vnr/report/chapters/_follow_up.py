"""The chapter on follow-up of interventions: what was planned, and what was done on time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vnr import metrics
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import municipalities
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import Shown, share, text
from vnr.results import Curve, Estimate, State
from vnr.results.pictures import curve_plot, names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["HALF_A_YEAR", "follow_up"]

HALF_A_YEAR: Final = 180
"""Days after which the curves are told in words, as many as an intervention is followed for."""


def follow_up(register: Register, period: PeriodLike) -> Chapter:
    """Follow-ups done on time of those due, and interventions followed up of those started.

    Since planning nothing must not pay, both stand beside the share with anything planned.
    """

    def shares(denominator: str, by: tuple[str, ...] = ("municipality",)) -> Estimate:
        return metrics.follow_up(register, period, denominator=denominator, by=by)

    limits = {"lower": "lower", "upper": "upper"}
    total = "follow_due_total"
    return Chapter(
        name="follow_due",
        results={
            "follow_due": shares("due"),
            "follow_started": shares("started"),
            total: shares("due", ()),
            "waits": metrics.time_to_event(
                register, period, start="intervention", event="follow_up", competing=("closing",)
            ),
        },
        definitions={
            "follow_due": "",
            "follow_started": "follow_started_title",
            "waits": "waits_title",
        },
        note=Sentence("follow_due_note"),
        sentences=(
            Sentence("planned", total, {"n": "interventions", "share": "share_planned"}),
            Sentence("follow", total, {"n": "n", "share": "value"} | limits),
        ),
        table=Table(
            "municipality",
            municipalities(register),
            (
                Column("share_planned", "follow_due", "share_planned", write=_planned),
                *(Column(name, "follow_due", name) for name in ("on_time", "late", "missed")),
                Column("share_on_time", "follow_due"),
                Column("share_followed", "follow_started"),
            ),
        ),
        picture=Picture((Panel("figure_waits", 3.4, "waits", _waits),), _told),
    )


def _planned(result: Shown, name: str, language: str) -> list[str]:
    return share(result, name, language, of="interventions")


def _waits(waits: Curve, axes: Axes, language: str) -> None:
    curve_plot(waits, axes=axes, language=language, notes=False)
    axes.set_xlabel(text("days", language))


def _told(results: Results, language: str) -> list[str]:
    """Each curve at half a year."""
    curve = results["waits"]
    if not isinstance(curve, Curve) or not len(curve):
        return []
    at = curve.at(HALF_A_YEAR)
    causes = at.strata["cause"]
    order = sorted(range(len(at)), key=lambda row: str(causes[row]), reverse=True)
    return [
        f"{name}: {State(at.state[row]).label(language)}"
        if at.state[row]
        else text(
            "figure_waits_line",
            language,
            cause=name,
            share=f"{100 * at.value[row]:.0f}\N{NO-BREAK SPACE}%",
            day=HALF_A_YEAR,
        )
        for row, name in zip(order, names("cause", causes[order], language), strict=True)
    ]
