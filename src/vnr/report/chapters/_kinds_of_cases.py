"""The chapters on whom the cases concern, what violence it is, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from vnr import metrics
from vnr.model import Period, PeriodLike
from vnr.report.chapters._cases import cases_total
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found, among, told_by, worst
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import height, municipalities, rows_in_words
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._stacked import Stacked
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import Shown, enumerated, text
from vnr.results import State
from vnr.results.pictures import bars_plot, names
from vnr.words import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.register import Register

__all__ = ["done", "violence", "whom"]

_TOTAL: Final = "cases_total"
_SHELTER: Final = "sheltered_housing"
_OPEN: Final = ("not_recorded", "none")
"""Labels of what isn't recorded: no finding is made of them."""


def whom(register: Register, period: PeriodLike) -> Chapter:
    """Known cases by the person's sex, age and role."""
    return _chapter(
        register,
        period,
        name="whom",
        keys=("figure_whom", "whom_note", "whom_by"),
        strata=("sex", "age_group", "role"),
        drawn="age_group",
        sentences=(Finding("whom_found", _sexes),),
    )


def violence(register: Register, period: PeriodLike) -> Chapter:
    """Known cases by form and context of the violence, and who used it."""
    return _chapter(
        register,
        period,
        name="violence",
        keys=("figure_violence", "violence_note", "violence_by"),
        strata=("form", "context", "relation"),
        drawn="form",
        sentences=(Finding("violence_found", partial(_most, "form")),),
    )


def done(register: Register, period: PeriodLike) -> Chapter:
    """Known cases by instrument of the risk assessment, and by intervention.

    Of a municipality alone a release says nothing of sheltered housing: somebody may be looking
    for whoever lives there.
    """
    chapter = _chapter(
        register,
        period,
        name="done",
        keys=("figure_done", "done_note", "done_by"),
        strata=("instrument", "intervention"),
        drawn="instrument",
        sentences=(Finding("done_found", _unassessed),),
    )
    if len(municipalities(register)) > 1:
        return chapter
    label = _label("intervention")
    given = chapter.results[label]
    left = given.select(given.strata["intervention"] != _SHELTER)
    shown = attrs.evolve(chapter, results=dict(chapter.results) | {label: left})
    table = _table(shown.results, ("instrument", "intervention"), "done_by")
    return attrs.evolve(chapter, released=attrs.evolve(shown, table=table))


def _label(stratum: str) -> str:
    return f"cases_by_{stratum}"


def _chapter(
    register: Register,
    period: PeriodLike,
    *,
    name: str,
    keys: tuple[str, str, str],
    strata: Sequence[Any],
    drawn: str,
    sentences: Sequence[Finding],
) -> Chapter:
    period = Period.of(period)
    counted: dict[str, Shown] = {
        _label(stratum): metrics.count(register, period, by=stratum) for stratum in strata
    }
    labels = tuple(_labels(counted[_label(drawn)], drawn))
    figure, note, heading = keys
    panel = Panel(figure, height(labels, 0.3), _label(drawn), partial(_bars, labels))
    return Chapter(
        name=name,
        results={_TOTAL: cases_total(register, period)} | counted,
        definitions={_label(strata[0]): ""},
        note=Sentence(note),
        sentences=sentences,
        table=_table(counted, strata, heading),
        picture=Picture((panel,), partial(_told, _label(drawn), drawn, labels)),
    )


def _labels(result: Shown, stratum: str) -> list[str]:
    return [str(label) for label in result.strata[stratum].tolist()]


def _table(counted: Results, strata: Sequence[str], heading: str) -> Stacked:
    return Stacked(
        tuple(
            Table(
                stratum,
                _labels(counted[_label(stratum)], stratum),
                [Column("cases", _label(stratum))],
                heading=heading,
            )
            for stratum in strata
        ),
        strata,
    )


def _bars(labels: Sequence[str], result: Shown, axes: Axes, language: Language) -> None:
    word = {"value": text("cases", language)}
    bars_plot(result, word, ax=axes, language=language, order=labels, notes=False)


def _told(
    label: str, stratum: str, labels: Sequence[str], results: Results, language: Language
) -> list[str]:
    return rows_in_words(results[label], stratum, labels, ("value",), "cases_row", language)


def _sexes(results: Results, language: Language) -> Found:
    """Women, men, and of whom it isn't known, of all."""
    sex, total = results[_label("sex")], results[_TOTAL]
    state = worst(sex, total)
    if state != State.VALUE:
        return state.code, {}
    everyone = int(total.value.item())
    if not everyone:
        return "none", {}
    unknown = among(sex, sex="unknown")
    numbers = {"women": among(sex, sex="woman"), "men": among(sex, sex="man"), "all": everyone}
    if unknown:
        return told_by("line", language, unknown=unknown, **numbers)
    return told_by("known", language, **numbers)


def _most(stratum: str, results: Results, language: Language) -> Found:
    """The most common label: where some are hidden, of those that are shown."""
    result = results[_label(stratum)]
    kept = ~np.isin(result.strata[stratum], _OPEN)
    there = kept & (result.state == State.VALUE)
    if not there.any():
        return worst(result).code, {}
    most = int(result.value[there].max())
    if not most:
        return "none", {}
    at = result.strata[stratum][there & (result.value == most)].tolist()
    words = names(stratum, at, language)
    form = "shown" if (kept & ~there).any() else "line" if len(at) == 1 else "several"
    named = enumerated(words, language)
    return form, {"most": named[:1].upper() + named[1:], "cases": number(most, ",", language)}


def _unassessed(results: Results, language: Language) -> Found:
    """Cases without any risk assessment, of all."""
    used, total = results[_label("instrument")], results[_TOTAL]
    # Where nobody is without, or nobody is counted, there is no such row.
    none = used.select(used.strata["instrument"] == "none")
    state = worst(none, total) if len(none) else worst(total)
    if state != State.VALUE:
        return state.code, {}
    everyone, without = int(total.value.item()), int(none.value.sum())
    form = "line" if everyone else "none"
    # Where assessments weren't delivered cases are among all, and never among those without.
    if everyone and used.covered.min(initial=1) < total.covered.item():
        if not used.value.any():
            return State.NOT_REPORTED.code, {}
        form = "least" if without else "each"
    return told_by(form, language, part=without, whole=everyone)
