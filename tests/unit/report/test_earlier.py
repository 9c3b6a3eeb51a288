"""What an earlier release shows is reckoned with by the next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vnr import Period
from vnr.disclosure import Rule, audit, protect
from vnr.report import Report, release
from vnr.report.chapters import Chapter, Whole
from vnr.results import Counts, Definition, Grid, State

RULE = Rule(threshold=5, insider=0)
ASKED = {"period": "2019", "of": "case", "measure": "new", "by": ["municipality"]}


def counts(values: list[int], cutoff: date) -> Counts:
    """Cases of three municipalities, as they were known on a day."""
    grid = Grid(
        strata={"municipality": ["0480", "0481", "0484"]},
        state=np.zeros(3),
        covered=np.ones(3),
        definition=Definition("count", ASKED, cutoff),
        adds_over={"municipality"},
    )
    return Counts.over(grid, value=values, unit="cases")


def report(result: Counts) -> Report:
    """A report of one table."""
    table: Any = Whole("towns")
    chapter = Chapter(
        name="towns", title="Kommunerna", results={"towns": result}, definitions={"towns": ""}, table=table,
    )  # fmt: skip
    return Report(place="Södermanlands län", period=Period.year(2019), chapters=[chapter])


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The release of a year ago."""
    folder = tmp_path / "2020"
    release(report(counts([31, 27, 3], date(2019, 12, 31))), RULE, folder)
    return folder


def test_the_next_release(earlier: Path, tmp_path: Path) -> None:
    """Two cases of Nyköping were known late: 33 beside 31 tells of them, so 33 isn't shown."""
    now = counts([33, 27, 9], date(2020, 12, 31))
    alone = release(report(now), RULE, tmp_path / "alone")
    after = release(report(now), RULE, tmp_path / "after", published=[earlier])

    assert not (alone.report.results["towns"].state == State.SUPPRESSED).any()
    assert after.report.results["towns"].state.tolist() == [3, 0, 0]
    (leak,) = audit(dict(alone.report.results), RULE, published=str(earlier)).leaks
    assert (leak.low, leak.because[0].figures[1][0]) == (2, "2020: towns")
    assert (
        audit(dict(after.report.results), RULE, published=earlier / "release.json").verdict
        == "safe"
    )
    # What a release gave back stands for its folder.
    again = protect(now, RULE, published=release(report(now), RULE, tmp_path / "again"))
    assert not (again.state == State.SUPPRESSED).any()
