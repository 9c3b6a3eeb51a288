"""The chapter that lays a municipality beside its county, and beside those of its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from vnr import data, metrics
from vnr.disclosure import VNR_BOARD
from vnr.metrics import KKIK_1Y
from vnr.model import Period, board_members
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found
from vnr.report.chapters._headline import IN_COUNTY
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import height, municipalities
from vnr.report.chapters._rates import per_whom, rates
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Lines, Results
from vnr.report.chapters._writing import Shown, enumerated, figures, text
from vnr.results import State
from vnr.results.pictures import beside_plot
from vnr.words import Language, label, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.metrics.choices import By
    from vnr.model import PeriodLike
    from vnr.register import Register
    from vnr.results import Estimate

__all__ = ["beside"]

_MEASURES: Final = {
    "first_missed": "beside_missed",
    "first_followed": "beside_followed",
    "first_returned": "beside_returned",
}
"""What each measure is called, by the line of the first screen that tells it."""
_RELEASED: Final = ("first_missed", "first_followed")
"""Those that may be released: of cases and measures, each of one municipality.

A person may come back to another, so that nobody can say what the county's returns tell of them.
"""
_OWN, _ALIKE, _EACH = "_own", "_alike", "_each"
_RATES: Final = "beside_rates"


@attrs.frozen
class _Rows:
    """A row for the municipality, for those of its kind by name or together, and for the county."""

    place: str
    alike: Sequence[str] = ()
    keys: Sequence[str] = tuple(_MEASURES)

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        measures = (text(_MEASURES[key], language) for key in self.keys)
        head = [text("beside", language)]
        head += [text("with_uncertainty", language, what=what) for what in measures]
        body = [(self.place, *self._cells(results, _OWN, language))]
        first, *_ = self.keys
        if f"{first}{_EACH}" in results:
            body += self._named(results, language)
        if f"{first}{_ALIKE}" in results:
            together = text("beside_alike", language)
            body.append((together, *self._cells(results, _ALIKE, language)))
        county = text("total", language, form="county")
        body.append((county, *self._cells(results, IN_COUNTY, language)))
        return Lines(tuple(head), tuple(body), total=True)

    def _named(self, results: Results, language: Language) -> list[tuple[str, ...]]:
        """A row for each of its kind."""
        each = [results[f"{key}{_EACH}"] for key in self.keys]
        return [
            (
                label("municipality", code, language),
                *(figures(one.select(municipality=code), "value", language)[0] for one in each),
            )
            for code in self.alike
        ]

    def _cells(self, results: Results, row: str, language: Language) -> list[str]:
        return [figures(results[f"{key}{row}"], "value", language)[0] for key in self.keys]


def beside(register: Register, municipality: str, period: PeriodLike) -> tuple[Chapter, ...]:
    """Shares of a municipality beside those of its county, and of municipalities of its kind.

    Of its kind are those of SKR's group (2023) in the register: each by name if none of their
    numbers is small, else all together. Nothing is laid beside where nobody else delivered, no
    share that the county has of nobody else, and none that the municipality didn't deliver. In a release stand the municipality and its county alone, and of cases and measures only: what the
    two leave of each other, and of what is out already, is protected with them.

    Parameters
    ----------
    register : Register
        The cases of all who are to stand beside each other.
    municipality : str
        Its code.
    period : Period, year or text
        What is reported on.
    """
    period = Period.of(period)
    county = [one.code for one in data.municipalities(municipality[:2])]
    there = [code for code in municipalities(register) if code != municipality]
    near = [code for code in there if {*board_members(code)} <= {*county}]
    if not near:
        return ()
    whole = register.where(county=municipality[:2]).expecting(county).compact()
    own = _counted(register.where(municipality=municipality).compact(), period, _OWN)
    all_of_it = _counted(whole, period, IN_COUNTY)
    keys = [
        key
        for key in _MEASURES
        if _is_laid_beside(own[f"{key}{_OWN}"], all_of_it[f"{key}{IN_COUNTY}"])
    ]
    if not keys:
        return ()
    place = label("municipality", municipality, "sv")
    group = _group(municipality)
    alike = [code for code in there if group and _group(code) == group]
    shown = _of_its_kind(register, alike, period)
    results: dict[str, Shown] = {
        label: result
        for label, result in {**own, **shown, **all_of_it}.items()
        if label.startswith(tuple(keys))
    }
    funnel = rates(whole, period).results.get("funnel")
    if funnel is not None:
        results[_RATES] = funnel.select(municipality=municipality)
    called = (
        enumerated([label("municipality", code, "sv") for code in alike], "sv") if shown else ""
    )
    may_go = [key for key in _RELEASED if key in keys]
    released = [f"{key}{row}" for row in (_OWN, IN_COUNTY) for key in may_go]
    return (
        Chapter(
            name="beside",
            results=results,
            note=Sentence(
                "beside_note_alike" if shown else "beside_note",
                parameters={"group": group, "names": called} if shown else {},
            ),
            sentences=(Finding("beside_found", partial(_compared, period)),)
            if funnel is not None
            else (),
            picture=_picture(place, keys),
            table=_Rows(place, alike, keys),
            internal=True,
            released=Chapter(
                name="beside",
                results={label: _of_no_other(results[label]) for label in released},
                note=Sentence("beside_note_released"),
                picture=_picture(place, may_go),
                table=_Rows(place, keys=may_go),
                shown=dict.fromkeys(released, ()),
            )
            if may_go
            else None,
        ),
    )


def _is_laid_beside(own: Estimate, county: Estimate) -> bool:
    """Whether the municipality has a share, or waits for one, and the county one of others too."""
    if own.state.item() == State.NOT_REPORTED:
        return False
    told = {one.state_of("value", "n").item() for one in (own, county)}
    return told != {State.VALUE} or bool(own["n"].item() != county["n"].item())


def _of_no_other(result: Shown) -> Shown:
    """The same without notes that name municipalities, in the report on one: who lacks is in none."""
    return attrs.evolve(
        result, notes=[one for one in result.notes if "places" not in one.parameters]
    )


def _picture(place: str, keys: Sequence[str]) -> Picture:
    """The measures of the municipality as points, and the county's as strokes."""
    first, *others = [f"{key}{row}" for row in (_OWN, IN_COUNTY) for key in keys]
    panel = Panel(
        "figure_beside", height([*keys], 0.5), first, partial(_drawn, place, keys),
        others=others, parameters={"place": place},
    )  # fmt: skip
    return Picture((panel,), partial(_told, place, keys))


def _group(code: str) -> str:
    """SKR's group by name; of a joint board none."""
    members: Sequence[str] = board_members(code)
    return (data.municipality(code).group_2023_name or "") if len(members) == 1 else ""


def _of_its_kind(register: Register, alike: Sequence[str], period: Period) -> dict[str, Estimate]:
    """The shares of those of its kind: each if it may be shown, all together if there are several."""
    if not alike:
        return {}
    theirs = register.where(municipality=list(alike)).expecting(alike).compact()
    each = _counted(theirs, period, _EACH, by="municipality")
    if not any(_is_small(result) for result in each.values()):
        return each
    return _counted(theirs, period, _ALIKE) if len(alike) > 1 else {}


def _is_small(shares: Estimate) -> bool:
    """Whether a number behind a share is so small that it is hidden where anybody may read it."""
    told = (shares.state == State.VALUE) & ~np.isnan(shares.value)
    n = shares["n"][told]
    hits = np.rint(shares.value[told] * n)
    numbers = np.concatenate([hits, n - hits])
    small = (numbers >= VNR_BOARD.sensitive_from) & (numbers <= VNR_BOARD.sensitive_to)
    return bool(small.any())


def _counted(register: Register, period: Period, row: str, by: By = ()) -> dict[str, Estimate]:
    """The shares of the first screen."""
    hidden = metrics.detection(register, period, by=by)
    followed = metrics.follow_up(register, period, denominator="started", by=by)
    back = metrics.reactivation(register, period, rule=KKIK_1Y, by=by)
    waiting = followed["interventions"] - followed["started"] - followed["n_exempt"]
    return {
        f"first_missed{row}": ripe(hidden, hidden["n_not_mature"]),
        f"first_followed{row}": ripe(followed, waiting),
        f"first_returned{row}": ripe(back, back["n_not_mature"]),
    }


def _compared(period: Period, results: Results, language: Language) -> Found:
    """The county's cases for each inhabitant, and whether chance may explain the difference."""
    own = results[_RATES]
    mean, side = own["target"].item(), own["outside_95"].item()
    if own.state_of("value", "target", "outside_95").item() or math.isnan(mean):
        return "", {}
    form = {0: "chance", 1: "above", -1: "below"}[int(side)]
    words = number(float(mean), ".0f", language)
    return form, {"mean": words, "each": per_whom(period, language)}


def _drawn(
    place: str, keys: Sequence[str], results: Mapping[str, Any], axes: Axes, language: Language
) -> None:
    own, county = (
        {text(_MEASURES[key], language): results[f"{key}{row}"] for key in keys}
        for row in (_OWN, IN_COUNTY)
    )
    names = (place, text("mean", language, form="county"))
    beside_plot(own, county, called=names, ax=axes, language=language)


def _told(place: str, keys: Sequence[str], results: Results, language: Language) -> list[str]:
    """Each measure of the two."""
    told = []
    for key in keys:
        own, county = (
            figures(results[f"{key}{row}"], "value", language)[0] for row in (_OWN, IN_COUNTY)
        )
        told.append(
            text(
                "beside_row",
                language,
                what=text(_MEASURES[key], language),
                place=place,
                own=own,
                county=county,
            )
        )
    return told
