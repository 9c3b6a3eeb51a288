"""The sentences that a report begins with."""

from __future__ import annotations

from typing import Any

import numpy as np

from vnr import data
from vnr.report._cells import column, number, of, percent
from vnr.report._county import CountyReport
from vnr.results import State, count

__all__ = ["summary"]


def summary(report: CountyReport, words: dict[str, Any], language: str) -> list[str]:
    total = report.missed_total
    lines = [
        words["known_line"].format(
            cases=number(report.cases_total, 0, language), period=report.period.label
        )
    ]
    if total.state[0] == State.NOT_MATURE:
        lines.append(words["missed_immature"])
    elif np.isnan(total.value[0]):
        lines.append(words["missed_none"])
    else:
        lines.append(
            words["missed_line"].format(
                known=column(total, "known", 0, language),
                original=column(total, "original", 0, language),
                share=percent(total.value[0], language),
                lower=percent(total.lower[0], language),
                upper=percent(total.upper[0], language),
            )
        )
    lines.append(_followed(report, words, language))
    back = report.returned
    if np.isnan(back.value[0]):
        lines.append(words["returned_immature"])
    else:
        lines.append(
            words["returned_line"].format(
                n=of(back, back.n[0], language),
                returned=of(back, back.columns["returned"][0], language),
                share=percent(back.value[0], language),
            )
        )
    codes, covered = report.cases.strata["municipality"], report.cases.covered
    partial = [data.municipality(str(code)).name for code in codes[covered < 1]]
    lines.append(
        words["coverage_line"].format(silent=len(partial), all=codes.size, names=", ".join(partial))
        if partial
        else words["coverage_whole"].format(all=codes.size)
    )
    rows, rejected = report.rows
    if rows:
        name = "rows_line" if rejected else "rows_whole"
        shown = {"rows": rows, "rejected": rejected}
        lines.append(
            words[name].format(**{key: count(0, n, 1, language) for key, n in shown.items()})
        )
    lines.append(words["heads_up"])
    return lines


def _followed(report: CountyReport, words: dict[str, Any], language: str) -> str:
    """One sentence on follow-up: how much was planned, and how much of it was done on time."""
    total = report.follow_total
    planned = words["planned_line"].format(
        n=of(total, total.columns["interventions"][0], language),
        share=percent(total.columns["share_planned"][0], language)
        if total.columns["interventions"][0]
        else "–",
    )
    if np.isnan(total.value[0]):
        return str(planned + " " + words["follow_none"])
    return str(
        planned
        + " "
        + words["follow_line"].format(
            n=of(total, total.n[0], language),
            share=percent(total.value[0], language),
            lower=percent(total.lower[0], language),
            upper=percent(total.upper[0], language),
        )
    )
