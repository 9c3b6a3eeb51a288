"""What is none of the choices is refused where it is written, and where it runs.

Each line is marked as an error of mypy's and of pyright's: both complain of a mark that marks none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from building import case, register
from vnr import data, disclosure, io, metrics
from vnr.errors import VnrError
from vnr.results import Estimate

MADE = register(case("1", "p", "2019-02-01"))
COUNTS = metrics.count(MADE, 2019)
GUESS = Estimate.parse("cirka 25±2")
TABLE = metrics.CaptureTable({"10": 5, "01": 4, "11": 2}, lists=("a", "b"))
K, N, PATH = {"a": 3, "b": 5}, {"a": 30, "b": 40}, Path("nowhere")

# fmt: off
CALLS: list[Any] = [
    lambda: metrics.count(MADE, 2019, of="cases"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, basis="first"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, measure="all"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, roles="victims"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, roles={"victims"}),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, dated_by="closing"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, by="kommun"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.count(MADE, 2019, by=("year", "kön")),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.episodes(MADE, within="county"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.detection(MADE, 2019, cluster="unit"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.repeats(MADE, 2019, of="person"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.reactivation(MADE, 2019, rule="KKIK"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.ReactivationRule("own", "closed", "episode", (metrics.Years(1),), source="own"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.follow_up(MADE, 2019, denominator="all"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.follow_up(MADE, 2019, denominator="due", numerator="late"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.goal(MADE, 2019, numerator="partly"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.assessments_used(MADE, 2019, of="household"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.judged_risks(MADE, 2019, instrument="freda_danger"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.investigations_in_time(MADE, 2019, investigation="short"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.time_to_event(MADE, 2019, start="case", event="closing"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.time_to_event(MADE, 2019, start="intake", event="died"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.time_to_event(MADE, 2019, start="intake", event="closing", competing="dead"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.proportion(1, 2, method="wald"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.rate(1, 2, method="wilson"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.proportion_ratio(1, 2, 1, 2, method="wald"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.funnel(K, N, kind="share"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.total([GUESS, GUESS], dependence="none"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.percentages(K, rounding="up"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.complete(K, exposure=N, assumption="least"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.hidden(TABLE, method="wilson"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.candidates(TABLE, criterion="r2"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.RepeatCounts.from_register(MADE, period=2019, of="visit"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: metrics.offers([], 2019, of="county"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: COUNTS.to_frame("spark"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: COUNTS.to_frame(labels="no"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: COUNTS.show("svenska"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: COUNTS.to_csv(PATH, language="fi"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: COUNTS.definition.text("Swedish"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: MADE.observed.split("week"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: disclosure.Rule(method="mask"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: disclosure.audit(COUNTS, "SCB"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: io.rules("sv", of="forms"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    lambda: data.population(["0484"], 2020, by="role"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
]
# fmt: on


@pytest.mark.parametrize("call", CALLS)
def test_refused_when_it_runs(call: Callable[[], object]) -> None:
    """In the library's own words, which name what there is to choose among."""
    with pytest.raises(
        VnrError,
        match=r"choose|did you mean|must be|one of|judges no|split a period into|there are rules of|is by age",
    ):
        call()
