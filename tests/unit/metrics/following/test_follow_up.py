"""Follow-up by both denominators, by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError, ModelError
from vnr.metrics import Days
from vnr.metrics.choices import Denominator
from vnr.metrics.intervals._clustered import clustered_limits, clusters
from vnr.model import (
    Case,
    ClosingReason,
    FollowUp,
    Intervention,
    InterventionKind,
    Period,
    Person,
)
from vnr.register import Coverage, Register
from vnr.results import Estimate, State

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


class TestFollowUp:
    """One figure, and what stands beside it."""

    def test_by_hand(self) -> None:
        """Of 1 on time, 1 late and 1 missed: 1/3 on time and 2/3 done; 1 pending is left out."""
        cases = (
            followed("a", ("2019-06-01", "2019-06-02"), ("2019-09-01", "2019-11-01")),
            followed("b", ("2019-06-01", None)),
            followed("c", ("2019-12-31", None)),
            followed("d"),
        )
        whole = register(*cases)
        kept = whole.as_of(date(2020, 1, 15))
        found = metrics.follow_up(kept, P2019, denominator="due")
        done = metrics.follow_up(kept, P2019, denominator="due", numerator="done")
        assert found.value.tolist() == [1 / 3]
        assert done.value.tolist() == [2 / 3]
        columns = {name: array.tolist()[0] for name, array in found.columns.items()}
        assert columns["due"] == 3
        assert columns["n_pending"] == 1
        assert columns["interventions"] == 4
        assert columns["planned"] == 3
        assert columns["share_planned"] == 3 / 4
        assert columns["started"] == 4
        assert columns["followed"] == 1
        assert columns["n_persons"] == 2

    def test_interval_rests_on_what_was_judged(self) -> None:
        """3 persons: on time; late and missed; closed early, which is not judged.

        The default tolerance is 30 days: 1 July is on time, 2 July is late.
        """
        made = register(
            followed("a", ("2019-06-01", "2019-07-01")),
            followed("b", ("2019-06-01", "2019-07-02"), ("2019-08-01", None)),
            followed("c", ("2019-06-01", None), closed="2019-04-01"),
        )
        for numerator, hits in (("on_time", [1, 0, 0]), ("done", [1, 1, 0])):
            found = metrics.follow_up(made, P2019, denominator="due", numerator=numerator)  # type: ignore[arg-type]
            assert found.columns["on_time"].tolist() == found.columns["late"].tolist() == [1]
            assert found.columns["n_persons"].tolist() == [2]
            who = clusters(np.zeros(3, np.int64), np.array([0, 1, 1]), np.array(hits), size=1)
            lower, upper, effective = clustered_limits(who, 0.95)
            np.testing.assert_allclose(found.value, sum(hits) / 3)
            np.testing.assert_allclose(found.lower, lower)
            np.testing.assert_allclose(found.upper, upper)
            np.testing.assert_allclose(found.columns["n_effective"], effective)

    @pytest.mark.parametrize("denominator", ["due", "started"])
    def test_planning_nothing_must_not_pay(self, denominator: Denominator) -> None:
        """One of two had nothing planned: said beside 100 %, in figures and in words."""
        none = case("2", "b", "2019-03-01", interventions=(Intervention(KIND, day("2019-03-01")),))
        one = register(followed("a", ("2019-06-01", "2019-06-01")), none)
        found = metrics.follow_up(one, P2019, denominator=denominator)
        assert found.columns["share_planned"].tolist() == [0.5]
        assert found.columns["due"].tolist() == [1]
        assert found.columns["started"].tolist() == [2]
        assert found.columns["followed"].tolist() == [1]
        assert [note.code for note in found.notes] == ["planning_counts"]
        assert "kan inte heller bli sen" in repr(found)

    def test_started(self) -> None:
        """180 days after 1 March is 28 August: done then counts, a day later doesn't."""
        cases = (
            followed("a", ("2019-06-01", "2019-08-28")),
            followed("b", ("2019-06-01", "2019-08-29")),
            followed("c", ("2020-06-01", "2020-05-01"), started="2019-12-31"),
        )
        until = register(*cases).as_of(date(2020, 6, 27))
        found = metrics.follow_up(until, P2019, denominator="started")
        assert found.value.tolist() == [1 / 2]
        assert found.columns["interventions"].tolist() == [3]
        later = register(*cases).as_of(date(2020, 6, 28))
        assert metrics.follow_up(later, P2019, denominator="started").n.tolist() == [3]

    @pytest.mark.parametrize(
        ("left", "exempt"),
        [("2019-02-28", 0), ("2019-03-01", 1), ("2019-08-28", 1), ("2019-08-29", 0)],
    )
    @pytest.mark.parametrize("name", ["died", "moved_out", "closed"])
    def test_started_and_left(self, name: str, left: str, exempt: int) -> None:
        """1 March to 28 August are 180 days: who died or moved in them isn't followed."""
        if name == "closed":
            opened = min("2019-03-01", left)
            one = case(
                "1",
                "a",
                opened,
                max("2019-03-01", left),
                closing_reason=ClosingReason.MOVED,
                interventions=(Intervention(KIND, day("2019-03-01")),),
            )
            exempt = exempt or int(left < "2019-03-01")
        else:
            gone: dict[str, Any] = {name: day(left)}
            one = followed(Person("a", **gone))
        found = metrics.follow_up(register(one), P2019, denominator="started")
        assert [found["n_exempt"][0], found["started"][0], found.n[0]] == [
            exempt,
            1 - exempt,
            1 - exempt,
        ]
        # Not waiting to be judged: it never will be.
        assert found.state.tolist() == [State.VALUE]

    def test_exempt_by_denominator(self) -> None:
        """What `n_exempt` counts is of the denominator asked for."""
        one = followed(
            Person("a", died=day("2019-05-01")), ("2019-06-01", None), ("2019-07-01", None)
        )
        due, started = (
            metrics.follow_up(register(one), P2019, denominator=name) for name in ("due", "started")
        )
        assert (due["n_exempt"].tolist(), started["n_exempt"].tolist()) == ([2], [1])

    def test_closed_early_but_done(self) -> None:
        """Closed before the due day, done all the same: not judged, but said; known by `as_of`."""
        made = register(
            followed("a", ("2019-06-01", "2019-06-01"), closed="2019-05-31"),
            followed("b", ("2019-06-01", None), closed="2019-05-31"),
            followed("c", ("2019-06-01", "2019-06-02"), closed="2019-06-01"),
        )
        for as_of, early, done in (("2019-06-01", 2, 1), ("2019-05-31", 2, 0)):
            found = metrics.follow_up(made, P2019, denominator="due", as_of=day(as_of))
            assert found["n_closed_early"].tolist() == [early]
            assert found["n_closed_early_done"].tolist() == [done]

    def test_states(self) -> None:
        """Nothing planned is undefined, all pending not mature, nothing delivered not reported."""
        coverage = Coverage(
            [
                ("0480", None, Period(date(2018, 1, 1), date(2020, 12, 31))),
                ("0484", None, Period(date(2018, 1, 1), date(2020, 12, 31))),
                ("0488", None, None),
            ]
        )
        whole = register(followed("a", ("2019-12-31", None)), coverage=coverage)
        found = metrics.follow_up(
            whole, P2019, denominator="due", as_of=date(2020, 1, 1), by="municipality"
        )
        assert found.state.tolist() == [State.VALUE, State.NOT_MATURE, State.NOT_REPORTED]
        assert np.isnan(found.value).all()
        young = metrics.follow_up(
            whole, P2019, denominator="started", as_of=date(2019, 3, 2), by="municipality"
        )
        assert young.state.tolist() == [State.VALUE, State.NOT_MATURE, State.NOT_REPORTED]

    def test_rows_show_nobody(self) -> None:
        """The repr counts; only the frame carries pseudonyms."""
        whole = register(followed("pseudonymen", ("2019-06-01", "2019-06-02")))
        found = metrics.follow_up_status(whole, P2019)
        assert "pseudonymen" not in repr(found)
        assert "i tid 1" in repr(found)
        frame = found.to_frame("polars")
        assert frame["person_id"].to_list() == ["pseudonymen"]
        assert frame["limit"].to_list() == [date(2019, 7, 1)]
        assert frame["intervention"].to_list() == ["trappan"]
        early = metrics.follow_up_status(whole, P2019, as_of=date(2019, 6, 1))
        assert early.to_frame("polars")["done"].to_list() == [None]

    def test_several_forms(self) -> None:
        """A case with no form stands in no form's row, but in that of what isn't recorded."""
        found = metrics.follow_up(
            register(followed("a", ("2019-06-01", None))), P2019, denominator="due", by="form"
        )
        assert found.select(form="not_recorded").n.tolist() == [1]
        assert found.n.sum() == 1

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"denominator": "all"}, "denominator"),
            ({"denominator": "due", "numerator": "half"}, "numerator"),
            ({"denominator": "started", "numerator": "done"}, "leave it out"),
            ({"denominator": "due", "cluster": "case"}, "cluster"),
            ({"denominator": "due", "tolerance": 30}, "tolerance"),
            ({"denominator": "due", "as_of": date(2021, 1, 1)}, "observed window"),
        ],
    )
    def test_arguments(self, given: dict[str, Any], said: str) -> None:
        """Each breach names the argument."""
        with pytest.raises(DataError, match=said):
            metrics.follow_up(register(), P2019, **given)

    @pytest.mark.parametrize("as_of", ["2019-06-01", datetime(2019, 6, 1, 12, 0)])  # noqa: DTZ001
    def test_as_of_is_a_date(self, as_of: Any) -> None:
        """Neither a text nor a time of day: whole days are known, or not."""
        with pytest.raises(DataError, match="as_of must be a date"):
            metrics.follow_up(register(), P2019, denominator="due", as_of=as_of)

    def test_after_the_case(self) -> None:
        """A closing before the intervention started didn't end it; one on that day or later did."""
        for closed, reason, expected in (
            ("2019-03-31", None, "missed"),
            ("2019-03-31", ClosingReason.DIED, "exempt"),
            ("2019-04-01", None, "closed_early"),
        ):
            one = followed(
                "a",
                ("2019-06-01", None),
                started="2019-04-01",
                closed=closed,
                closing_reason=reason,
            )
            assert metrics.follow_up_status(register(one), P2019).status.tolist() == [expected]

    def test_negative_tolerance(self) -> None:
        """There is no window of -1 days."""
        with pytest.raises(DataError, match="whole number from 0"):
            Days(-1)

    def test_two_on_one_day(self) -> None:
        """Two follow-ups of one intervention can't be due on one day."""
        with pytest.raises(ModelError, match="already has a follow-up"):
            followed("a", ("2019-06-01", None), ("2019-06-01", "2019-06-02"))


def test_by_intervention() -> None:
    """Each by its own kind, due and started; nothing planned is nothing due."""
    planned = followed("a", ("2019-06-01", "2019-06-01"))
    alone = case("b", "b", interventions=(Intervention(InterventionKind.GROUP, day("2019-03-02")),))
    found = metrics.follow_up(register(planned, alone), P2019, denominator="due", by="intervention")
    for kind, due in ((KIND, 1), (InterventionKind.GROUP, 0)):
        cell = found.select(intervention=kind.value)
        assert (cell["due"].tolist(), cell["interventions"].tolist()) == ([due], [1])
    nothing = metrics.follow_up(register(alone), P2019, denominator="started")
    assert (nothing["planned"].tolist(), nothing["followed"].tolist()) == ([0], [0])


def test_clusters_that_cross_persons() -> None:
    """Of one officer all hang together; a case without one is alone: 2 and 1 are 2 clusters."""
    cases = [
        followed("a", ("2019-06-01", "2019-06-01"), officer="o"),
        followed("b", ("2019-06-01", None), officer="o"),
        followed("c", ("2019-06-01", "2019-06-01")),
    ]
    found = metrics.follow_up(register(*cases), P2019, denominator="due", cluster="officer")
    assert found.n.tolist() == [3]
    assert found["n_officers"].tolist() == [2]
    expected = clusters(np.zeros(3, int), np.array([0, 0, 1]), np.array([1, 0, 1]), size=1)
    lower, upper, _ = clustered_limits(expected, 0.95)
    assert (found.lower.tolist(), found.upper.tolist()) == (lower.tolist(), upper.tolist())


class TestNotDelivered:
    """What follow-ups need, and what is told without some of it."""

    def found(self, *cases: Case, **more: Any) -> Estimate:
        made = Register.from_cases(cases, observed=WINDOW, **more)
        return metrics.follow_up(made, P2019, denominator="due", by="municipality")

    def test_without_what_was_done(self) -> None:
        """Nothing done in a municipality may be nothing delivered: what was planned is told alone."""
        planned = followed("a", ("2019-06-01", None))
        found = self.found(planned)
        assert found.state.tolist() == [State.NOT_REPORTED]
        assert found.state_of("missed").tolist() == [State.NOT_REPORTED]
        for name, number in {"interventions": 1, "planned": 1, "share_planned": 1}.items():
            assert found.state_of(name).tolist() == [State.VALUE]
            assert found[name].tolist() == [number]

    def test_none_done_that_could_be_told(self) -> None:
        """Where it is said that follow-ups done are delivered, none done is none."""
        told = Coverage([("0484", None, None, WINDOW, "all", "all")])
        found = self.found(followed("a", ("2019-06-01", None)), coverage=told)
        assert (found.value.tolist(), found["missed"].tolist()) == ([0], [1])
        assert not {note.code for note in found.notes} & {"not_delivered", "may_be_exempt"}

    def test_without_closings(self) -> None:
        """Without closings nobody can tell what was no longer to be followed up."""
        found = self.found(followed("a", ("2019-06-01", "2019-06-02")))
        assert found.value.tolist() == [1]
        for name in ("n_closed_early", "n_closed_early_done", "n_exempt"):
            assert found.state_of(name).tolist() == [State.NOT_REPORTED]
        (note,) = [note for note in found.notes if note.code == "may_be_exempt"]
        assert note.parameters["what"] == ["closings"]

    def test_without_reasons(self) -> None:
        """With closings and no reasons those closed early are told, and the exempt are not."""
        found = self.found(
            followed("a", ("2019-06-01", "2019-06-02")),
            followed("b", ("2019-06-01", None), closed="2019-05-01"),
        )
        assert found["n_closed_early"].tolist() == [1]
        assert found.state_of("n_exempt").tolist() == [State.NOT_REPORTED]

    def test_from_a_year_on(self) -> None:
        """Follow-ups delivered from 2019 on leave 2018 not reported, and in no total."""
        later = Period(day("2019-01-01"), WINDOW.end)
        rows: list[Any] = [
            ("0484", None, None, WINDOW, {"interventions"}, None),
            ("0484", None, None, later, {"interventions", "follow_ups"}, {"follow_ups.done"}),
        ]
        before = Intervention(KIND, day("2018-03-01"), follow_ups=(FollowUp(day("2018-06-01")),))
        made = Register.from_cases(
            [
                followed("a", ("2019-06-01", "2019-06-02")),
                case("0", "b", "2018-03-01", interventions=(before,)),
            ],
            observed=WINDOW,
            coverage=Coverage(rows),
        )
        years = Period(day("2018-01-01"), day("2019-12-31"))
        found = metrics.follow_up(made, years, denominator="due", by="year")
        assert found.state.tolist() == [State.NOT_REPORTED, State.VALUE]
        assert found.value.tolist()[1] == 1
        total = metrics.follow_up(made, years, denominator="due")
        assert (total["on_time"].tolist(), total["missed"].tolist()) == ([1], [0])
        assert total.covered.tolist() == [1 / 2]
