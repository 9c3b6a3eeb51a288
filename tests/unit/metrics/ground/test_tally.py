"""A metric is tallied in each part, added and finished."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from building import VIOLENCE, WINDOW, case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.ground import answer, cells, undivided
from vnr.model import ClosingReason, Period, Unit
from vnr.register import Coverage, Partitioned

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "own-metric.md"
YEAR = Period.year(2019)
COVERAGE = Coverage([("0484", None, WINDOW)])
BLANK = register(case("1", "a", closed="2019-04-01"), coverage=COVERAGE)
MOVED = register(
    case("2", "b", closed="2019-04-01", closing_reason=ClosingReason.MOVED), coverage=COVERAGE
)


class TestAnswer:
    """The answer doesn't depend on how the persons are split."""

    @pytest.mark.parametrize(
        ("source", "labels"),
        [
            (Partitioned([BLANK, MOVED]), 1),
            (Partitioned([MOVED, BLANK]), 1),
            (Partitioned([MOVED]), 0),
            (MOVED, 0),
            (BLANK, 1),
        ],
    )
    def test_labels(self, source: Any, labels: int) -> None:
        """`not_recorded` is there if some case of the whole source lacks the value."""
        found = metrics.count(source, YEAR, by=("closing_reason", "municipality"))
        names = found.strata["closing_reason"].tolist()
        assert names == [*(reason.value for reason in ClosingReason), *["not_recorded"] * labels]
        counted = source.tallied(lambda part: {"n": np.array([len(part)])})
        assert int(found.value.sum()) == int(counted["n"][0])

    def test_what_isnt_counted_needs_no_label(self) -> None:
        """A blank in a case that `where` left out needs no place."""
        both = register(
            *BLANK.cases(), case("2", "b", unit=Unit.ADULT, later=(("2019-05-01", VIOLENCE),))
        )
        found = metrics.count(both.where(unit="adult"), YEAR, by="unit")
        assert found.strata["unit"].tolist() == [unit.value for unit in Unit]

    def test_arrays_of_any_shape(self) -> None:
        """The first axis is the cells; the others are the metric's own."""
        table = cells(Partitioned([BLANK, MOVED]), YEAR, "unit")
        given = {"a": np.arange(2 * table.size).reshape(table.size, 2), "b": np.ones(table.size)}
        shapes = answer(
            table, lambda _: given, lambda _, sums: {name: sums[name].shape for name in sums}
        )
        assert shapes == {"a": (len(Unit) + 1, 2), "b": (len(Unit) + 1,)}


class TestUndivided:
    """What looks from person to person refuses parts in words."""

    def test_a_register(self) -> None:
        """One register is what it is."""
        assert undivided(BLANK, "this") is BLANK

    @pytest.mark.parametrize(
        ("call", "words"),
        [
            (lambda source: metrics.count(source, YEAR, of="household"), "households"),
            (lambda source: metrics.count(source, YEAR, of="matter"), "matters"),
            (lambda source: metrics.count(source, YEAR, by={"x": ["a"]}), "labels of x"),
            (lambda source: metrics.children_behind(source, YEAR), "children"),
            (metrics.episodes, "episodes"),
            (lambda source: metrics.follow_up_status(source, YEAR), "follow-ups"),
            (metrics.individual_follow_up, "table of cases"),
            (
                lambda source: metrics.CaptureTable.from_register(
                    source, {"police": ["p"]}, period=YEAR
                ),
                "persons on lists",
            ),
            (
                lambda source: metrics.RepeatCounts.from_register(source, period=YEAR),
                "contacts of each person",
            ),
        ],
    )
    def test_parts(self, call: Any, words: str) -> None:
        """The message names what it is and what it needs."""
        with pytest.raises(DataError, match=words):
            call(Partitioned([BLANK, MOVED]))


def test_own_metric() -> None:
    """The metric of the how-to counts, of one register as of parts: (1 + 2) / 2."""
    both = register(case("1", "a"), case("2", "b", later=(("2019-05-01", VIOLENCE),)))
    names: dict[str, Any] = {"register": both}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        exec(compile(code, PAGE.name, "exec"), names)
    assert names["per_case"].tolist() == [1, 2]
    assert names["by_unit"].select(unit="not_recorded").value.tolist() == [(1 + 2) / 2]
    apart = [both.where([True, False]).detached(), both.where([False, True]).detached()]
    with pytest.raises(DataError, match="selection"):
        Partitioned(apart)
    halves = Partitioned([register(one) for one in both.cases()])
    assert names["intakes_per_case"](halves, YEAR) == names["intakes_per_case"](both, YEAR)
