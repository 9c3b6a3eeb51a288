"""Known cases by what was done: what is said where some didn't deliver it."""

from __future__ import annotations

from datetime import date

import pytest

from building import WINDOW, case
from lacking import lacking
from vnr.model import Instrument, Period, RiskAssessment
from vnr.register import Register
from vnr.report import chapters

YEAR = Period.year(2019)


@pytest.mark.parametrize(("lacks", "least"), [(None, False), ("assessments", True)])
def test_without_assessment_where_some_did_not_deliver(lacks: str | None, *, least: bool) -> None:
    """Those of who didn't deliver assessments are among all cases, so no more is said than *at least*."""
    chapter = chapters.done(lacking({"0480": None, "0488": lacks}), YEAR)
    told = chapter.summary("sv")
    assert (told.startswith("I minst"), "inte levererade överallt" in told) == (least, least)
    assert chapter.summary("en").startswith("In at least") == least
    used = chapter.results["cases_by_instrument"]
    without = int(used.value[used.strata["instrument"] == "none"].item())
    assert f"{without} av {int(chapter.results['cases_total'].value.item())} ärenden" in told


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ("2019-02-01", "Där riskbedömningar är levererade finns en i varje ärende."),
        ("2018-02-01", "Går inte att veta om riskbedömningar gjordes"),
    ],
)
def test_nobody_is_known_to_be_without_assessment(opened: str, told: str) -> None:
    """Where only some delivered them no nought is said of all, nor where those had no cases."""
    assessed = RiskAssessment(Instrument.SARA_SV, date(2019, 3, 1))
    cases = [
        case("1", "a", opened, assessments=(assessed,), municipality="0480"),
        case("2", "b", "2019-02-01", municipality="0488"),
    ]
    done = chapters.done(Register.from_cases(cases, observed=WINDOW), YEAR)
    assert done.summary("sv").startswith(told)
    assert " 0 " not in done.summary("sv")
