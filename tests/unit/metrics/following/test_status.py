"""What became of each follow-up, on each side of every day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from building import case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import Years
from vnr.model import (
    Case,
    ClosingReason,
    FollowUp,
    Intervention,
    InterventionKind,
    Period,
    Person,
)

P2019 = Period.year(2019)


KIND = InterventionKind.TRAPPAN


def followed(
    person: str | Person,
    *follow_ups: tuple[str, str | None],
    started: str = "2019-03-01",
    closed: str | None = None,
    **more: Any,
) -> Case:
    planned = tuple(FollowUp(day(due), day(done) if done else None) for due, done in follow_ups)
    one = Intervention(KIND, day(started), follow_ups=planned)
    name = person if isinstance(person, str) else person.person_id
    return case(f"c-{name}", person, "2019-03-01", closed, interventions=(one,), **more)


def status(one: Case, as_of: date | None = None) -> str:
    found = metrics.follow_up_status(register(one), P2019, as_of=as_of)
    return str(found.status[0])


class TestStatus:
    """limit = due + 30 days; each rule on both sides of its edge."""

    def test_limit(self) -> None:
        """Due 1 June: 1 July is on time, 2 July is late."""
        assert status(followed("a", ("2019-06-01", "2019-07-01"))) == "on_time"
        assert status(followed("a", ("2019-06-01", "2019-07-02"))) == "late"
        assert status(followed("a", ("2019-06-01", None))) == "missed"

    def test_pending(self) -> None:
        """While the tolerance runs nothing is judged, done or not."""
        done, not_done = (
            followed("a", ("2019-06-01", "2019-06-01")),
            followed("a", ("2019-06-01", None)),
        )
        for one in (done, not_done):
            assert status(one, date(2019, 7, 1)) == "pending"
        assert status(done, date(2019, 7, 2)) == "on_time"
        assert status(not_done, date(2019, 7, 2)) == "missed"

    def test_beyond_the_calendar(self) -> None:
        """A tolerance that leads beyond 9999 is refused; one that leads to its last day isn't."""
        made = register(followed("a", ("2019-12-31", None)))
        last = metrics.follow_up_status(made, P2019, tolerance=Years(7980))
        assert last.to_frame("polars")["limit"].to_list() == [date.max]
        with pytest.raises(DataError, match="beyond the calendar's last day, 9999-12-31"):
            metrics.follow_up_status(made, P2019, tolerance=Years(7981))

    def test_late_as_known(self) -> None:
        """What was done after `as_of` was not known then."""
        one = followed("a", ("2019-06-01", "2019-08-01"))
        assert status(one, date(2019, 7, 31)) == "missed"
        assert status(one, date(2019, 8, 1)) == "late"

    def test_closed(self) -> None:
        """Closed the day before it was due is early; on the day it is judged."""
        planned = ("2019-06-01", "2019-05-01")
        assert status(followed("a", planned, closed="2019-05-31")) == "closed_early"
        assert status(followed("a", planned, closed="2019-06-01")) == "on_time"

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            (ClosingReason.DIED, "exempt"),
            (ClosingReason.MOVED, "exempt"),
            (ClosingReason.TRANSFERRED_MUNICIPALITY, "exempt"),
            (ClosingReason.TRANSFERRED_UNIT, "missed"),
            (ClosingReason.DECLINED, "closed_early"),
            (None, "closed_early"),
        ],
    )
    def test_reasons(self, reason: ClosingReason | None, expected: str) -> None:
        """Died, moved or handed over excuse; a transfer between units changes nothing."""
        one = followed("a", ("2019-06-01", None), closed="2019-05-01", closing_reason=reason)
        assert status(one) == expected

    def test_person(self) -> None:
        """Death and moving excuse from the day after they happened, and once they are known."""
        for name in ("died", "moved_out"):
            gone: dict[str, Any] = {name: day("2019-05-31")}
            assert status(followed(Person("a", **gone), ("2019-06-01", None))) == "exempt"
            assert status(followed(Person("a", **gone), ("2019-05-31", None))) == "missed"
            early = followed(Person("a", **gone), ("2019-06-01", None))
            assert status(early, date(2019, 5, 30)) == "pending"

    def test_edges_of_an_end(self) -> None:
        """Closed before the due day and dead on it: closed early. Closed on `as_of`: known then."""
        person = Person("a", died=day("2019-06-01"))
        one = followed(person, ("2019-06-01", None), closed="2019-04-01")
        assert status(one) == "closed_early"
        closed = followed("a", ("2019-06-01", None), closed="2019-04-01")
        assert status(closed, day("2019-04-01")) == "closed_early"
        assert status(closed, day("2019-03-31")) == "pending"

    def test_either_end_excuses(self) -> None:
        """Closed in April for another reason and dead in May: exempt, since the person died."""
        person = Person("a", died=day("2019-05-01"))
        one = followed(
            person, ("2019-06-01", None), closed="2019-04-01", closing_reason=ClosingReason.DECLINED
        )
        assert status(one) == "exempt"
