"""Meetings held and missed, by hand."""

from __future__ import annotations

import numpy as np

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.model import (
    Case,
    Intervention,
    InterventionKind,
    Period,
)
from vnr.register import Register
from vnr.results import State

P2019 = Period.year(2019)


def met(name: str, meetings: int | None, missed: int | None, visits: int | None = None) -> Case:
    one = Intervention(
        InterventionKind.COUNSELLING,
        day("2019-03-01"),
        visits=visits,
        meetings=meetings,
        missed=missed,
    )
    return case(name, name, "2019-03-01", interventions=(one,))


class TestAttendance:
    """Missed of held and missed meetings; not recorded isn't none."""

    def test_by_hand(self) -> None:
        """(1 + 0) / (4 + 1 + 5 + 0), and two interventions that lack a number."""
        made = register(met("a", 4, 1, 6), met("b", 5, 0), met("c", None, 3), met("d", 2, None))
        found = metrics.attendance(made, P2019)
        assert found.value.tolist() == [1 / 10]
        assert found.columns["n_not_recorded"].tolist() == [2]
        assert found.columns["visits"].tolist() == [6]
        assert found.columns["meetings"].tolist() == [4 + 5 + 2]
        assert found.columns["missed"].tolist() == [1 + 0 + 3]
        assert found.columns["n_persons"].tolist() == [2]
        by_kind = metrics.attendance(made, P2019, by="intervention")
        assert by_kind.select(intervention="counselling").value.tolist() == [1 / 10]

    def test_nothing(self) -> None:
        """No meeting is undefined."""
        assert np.isnan(float(metrics.attendance(register(met("a", 0, 0)), P2019)))

    def test_without_visits(self) -> None:
        """Who delivers meetings and no visits has a share, and visits that can't be told."""
        cases = [met("a", 4, 1), met("b", 5, 0)]
        found = metrics.attendance(Register.from_cases(cases, observed=WINDOW), P2019)
        assert found.value.tolist() == [1 / 10]
        assert found.state_of("visits").tolist() == [State.NOT_REPORTED]
        assert [note.code for note in found.notes if note.code == "partly_told"] == ["partly_told"]
