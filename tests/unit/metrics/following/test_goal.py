"""Goals reached, partly or not, by hand."""

from __future__ import annotations

import pytest

from building import case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.model import (
    Case,
    ClosingReason,
    Goal,
    Period,
    Person,
)

P2019 = Period.year(2019)


def closed(name: str, goal: Goal | None, reason: ClosingReason | None = None) -> Case:
    return case(name, f"p{name}", "2019-03-01", "2019-09-01", goal=goal, closing_reason=reason)


class TestGoal:
    """Reached, partly or not, of the closed cases with a recorded goal."""

    def test_by_hand(self) -> None:
        """Of 2 reached, 1 partly and 1 not, 1 not recorded: 2/4, and 3/4 with the partly."""
        made = register(
            closed("1", Goal.REACHED, ClosingReason.GOAL_REACHED),
            closed("2", Goal.REACHED),
            closed("3", Goal.PARTLY),
            closed("4", Goal.NOT_REACHED),
            closed("5", None),
            case("6", "q", "2019-03-01", goal=Goal.REACHED),
        )
        found = metrics.goal(made, P2019)
        both = metrics.goal(made, P2019, numerator="reached_or_partly")
        assert found.value.tolist() == [2 / 4]
        assert both.value.tolist() == [3 / 4]
        columns = {name: int(one[0]) for name, one in found.columns.items()}
        assert columns["reached"] == 2
        assert columns["partly"] == 1
        assert columns["not_reached"] == 1
        assert columns["not_recorded"] == 1
        by_reason = metrics.goal(made, P2019, by="closing_reason").select(
            closing_reason="goal_reached"
        )
        assert by_reason.value.tolist() == [1]

    def test_clustered(self) -> None:
        """Two cases of one person, alike, count as less than two."""
        person = Person("p")
        twice = [
            case(str(place), person, "2019-03-01", "2019-09-01", goal=Goal.REACHED)
            for place in range(2)
        ]
        found = metrics.goal(register(*twice, closed("9", Goal.NOT_REACHED)), P2019)
        assert found.n.tolist() == [3]
        assert found.columns["n_persons"].tolist() == [2]
        assert found.columns["n_effective"][0] < 2

    def test_numerator(self) -> None:
        """There are two."""
        with pytest.raises(DataError, match="numerator"):
            metrics.goal(register(), P2019, numerator="partly")  # type: ignore[arg-type]
