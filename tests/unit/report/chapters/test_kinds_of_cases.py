"""Known cases by what was done: what is said where some didn't deliver it."""

from __future__ import annotations

import pytest

from lacking import lacking
from vnr.model import Period
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
