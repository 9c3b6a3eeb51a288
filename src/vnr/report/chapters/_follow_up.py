"""The chapter on follow-up of interventions: what was planned, and what was done on time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from vnr import metrics
from vnr.model import Period
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found
from vnr.report.chapters._headline import Headline, HeadlineShare, share_of
from vnr.report.chapters._lacks import lacks
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import BY_PART, municipalities, stacked
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import Shown, share, text
from vnr.results import Curve, Estimate, State
from vnr.results.pictures import curve_plot, names
from vnr.words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from vnr.metrics.choices import By, Denominator
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["HALF_A_YEAR", "follow_up"]

_DUE: Final = ("due", "on_time", "late", "missed", "interventions", "planned", "share_planned")
_STARTED: Final = ("started", "followed")
_WAITING: Final = {"interventions": 1, "started": -1, "n_exempt": -1}
"""Interventions whose half-year isn't over."""

HALF_A_YEAR: Final = 180
"""Days after which the curves are told in words, as many as an intervention is followed for."""


def follow_up(
    register: Register, period: PeriodLike, *, parts: Mapping[str, str] | None = None
) -> Chapter:
    """Follow-ups done on time of those due, and interventions followed up of those started.

    Since planning nothing must not pay, both stand beside the share with anything planned.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text
        When follow-ups were due, and interventions started.
    parts : mapping of str to str, optional
        County part by municipality; in a release their rows stand first.
    """

    def shares(denominator: Denominator, by: By = "municipality") -> Estimate:
        counted = metrics.follow_up(register, period, denominator=denominator, by=by)
        waiting = {
            "due": counted["n_pending"],
            "started": counted["interventions"] - counted["started"] - counted["n_exempt"],
        }
        return ripe(counted, waiting[denominator])

    total = "follow_due_total"
    results = {
        "follow_due": shares("due"),
        "follow_started": shares("started"),
        total: shares("due", ()),
        "follow_started_total": shares("started", ()),
    }
    grouped = {"county_part": parts}
    by_part = (
        {
            f"follow_due{BY_PART}": shares("due", grouped),
            f"follow_started{BY_PART}": shares("started", grouped),
        }
        if parts
        else {}
    )
    waits = metrics.time_to_event(
        register, period, start="intervention", event="follow_up", competing=("closing",)
    )
    limits = {"lower": "lower", "upper": "upper"}
    named = {"follow_due": "", "follow_started": "follow_started_title"}
    chapter = Chapter(
        name="follow_due",
        results=results | {"waits": waits},
        definitions=named | {"waits": "waits_title"},
        note=Sentence("follow_due_note"),
        headlines=(
            Headline(
                "first_followed",
                _followed,
                "common",
                lacks("follow_started_total"),
                {"period": Period.of(period)},
            ),
        ),
        questions=(Finding("asked_planned", _asked),),
        sentences=(
            Sentence("planned", total, {"n": "interventions", "share": "share_planned"}),
            Sentence("follow", total, {"n": "n", "share": "value"} | limits),
        ),
        table=Table("municipality", municipalities(register), _columns("")),
        picture=Picture((Panel("figure_waits", 3.4, "waits", _waits),), _told),
    )
    released = results | by_part
    shown = {label: _STARTED if label.startswith("follow_started") else _DUE for label in released}
    after = _apart(waits, results["follow_started"])
    drawn = after is not None
    return attrs.evolve(
        chapter,
        released=attrs.evolve(
            chapter,
            results=released | ({"waits": waits} if drawn else {}),
            definitions=named | ({"waits": "waits_title"} if drawn else {}),
            table=stacked(register, parts, _columns),
            picture=chapter.picture if drawn else None,
            shown=shown,
            apart={} if after is None else {"waits": after},
        ),
    )


def _followed(results: Results) -> HeadlineShare:
    """Interventions followed up, of those that started."""
    return share_of(results["follow_started_total"], "followed", "started", _WAITING)


def _asked(results: Results, _: Language) -> Found:
    """Why nothing was planned for some, where that is known."""
    due = results["follow_due_total"]
    if due.state_of("interventions", "planned").item() != State.VALUE:
        return "", {}
    return ("" if due["planned"].item() == due["interventions"].item() else "line"), {}


def _apart(waits: Curve, started: Estimate) -> int | None:
    """How many are in the table and not in the curve beside it; None if more tells them apart.

    Those who are followed up after closing are in the table only, and nobody knows of a release's
    relations that they are a number of their own.
    """
    there = started.state_of("interventions", "followed") == State.VALUE
    first = waits.select(cause="follow_up") if len(waits) else waits
    if not there.all() or not len(first) or (first.state != State.VALUE).any():
        return None
    early = first.strata["day"] <= HALF_A_YEAR
    after = int(started["followed"].sum()) - int(first.events[early].sum())
    same = int(started["interventions"].sum()) == int(first.at_risk[0])
    return after if same else None


def _columns(parts: str) -> list[Column]:
    due = f"follow_due{parts}"
    return [
        Column("share_planned", due, "share_planned", write=_planned),
        *(Column(name, due, name) for name in ("on_time", "late", "missed")),
        Column("share_on_time", due),
        Column("share_followed", f"follow_started{parts}"),
    ]


def _planned(result: Shown, name: str, language: Language) -> list[str]:
    return share(result, name, language, of="interventions")


def _waits(waits: Curve, axes: Axes, language: Language) -> None:
    curve_plot(waits, ax=axes, language=language, notes=False)
    axes.set_xlabel(text("days", language))


def _told(results: Results, language: Language) -> list[str]:
    """Each curve at half a year, or at the last day before it that a step ends on."""
    curve = results["waits"]
    if not isinstance(curve, Curve) or not len(curve):
        return []
    day = HALF_A_YEAR
    if "curve_in_steps" in {note.code for note in curve.notes}:
        days = curve.strata["day"][curve.state == State.VALUE]
        day = int(max(days[days <= day], default=day))
    at = curve.at(day)
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
            day=day,
        )
        for row, name in zip(order, names("cause", causes[order], language), strict=True)
    ]
