"""Every number that the counting rules fix, with a row on each side of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from building import ECONOMIC, case, day, register
from vnr import metrics
from vnr.metrics import DFE_12M, HUD_SPM2, KKIK_1Y, Days, ReactivationRule, Years
from vnr.model import ClosingReason, Investigation, InvestigationKind, Period, Person, ViolenceForm
from vnr.register import Register
from vnr.register._columns import Columns
from vnr.register._schema import PARENT

YEAR = Period.year(2019)
FULL, PRELIMINARY = InvestigationKind.FULL, InvestigationKind.PRELIMINARY


def after(closed: str, again: str, **more: Any) -> Any:
    """One person whose case closed on a day, and whose next one opens on another."""
    return register(case("1", opened="2019-01-10", closed=closed), case("2", opened=again, **more))


@pytest.mark.parametrize(("again", "expected"), [("2019-03-02", 1), ("2019-03-03", 2)])
class TestNextDay:
    """`merge_gap` is 1 where nothing else is said: the next day joins, the day after doesn't."""

    def test_episodes(self, again: str, expected: int) -> None:
        """Of `episodes`."""
        assert len(metrics.episodes(after("2019-03-01", again))) == expected

    def test_count(self, again: str, expected: int) -> None:
        """Of `count(of="episode")`."""
        assert int(metrics.count(after("2019-03-01", again), YEAR, of="episode")) == expected

    def test_rule(self, again: str, expected: int) -> None:
        """Of a rule: what joins is no return."""
        rule = ReactivationRule("test", "case_closed", "episode", (Days(30),), source="test")
        found = metrics.reactivation(after("2019-03-01", again), YEAR, rule=rule)
        assert found.columns["returned"].tolist() == [expected - 1]


@pytest.mark.parametrize(
    ("again", "kind"), [("2020-03-01", "reactivated"), ("2020-03-02", "returning")]
)
def test_a_calendar_year(again: str, kind: str) -> None:
    """The window of `episodes` is a calendar year, 366 days over a leap day; not 365."""
    found = metrics.episodes(after("2019-03-01", again))
    assert found.kind.tolist() == ["new", kind]


@pytest.mark.parametrize(
    ("opened", "kind"), [("2018-12-31", "undetermined"), ("2019-01-01", "new")]
)
def test_a_year_from_delivery(opened: str, kind: str) -> None:
    """A close the day before delivery began, 2017-12-31, reaches to 2018-12-31."""
    assert metrics.episodes(register(case("1", opened=opened))).kind.tolist() == [kind]


@pytest.mark.parametrize(
    ("opened", "kind", "returned"),
    [
        ("2020-03-01", FULL, 1),
        ("2020-03-02", FULL, 0),
        ("2020-03-01", PRELIMINARY, 0),
        ("2020-03-01", None, 0),
    ],
)
def test_kkik(opened: str, kind: InvestigationKind | None, returned: int) -> None:
    """A full investigation within a calendar year; neither another one nor an intake."""
    own = () if kind is None else (Investigation(day(opened), kind),)
    found = metrics.reactivation(
        after("2019-03-01", opened, investigations=own), YEAR, rule=KKIK_1Y
    )
    assert (found.n.tolist(), found.columns["returned"].tolist()) == ([1], [returned])


@pytest.mark.parametrize(("again", "returned"), [("2020-03-01", 1), ("2020-03-02", 0)])
def test_dfe(again: str, returned: int) -> None:
    """Every intake counts, and looks back a calendar year."""
    made = register(case("1", opened="2019-03-01"), case("2", opened=again))
    found = metrics.reactivation(made, Period(day("2019-03-01"), day(again)), rule=DFE_12M)
    assert (found.n.tolist(), found.columns["returned"].tolist()) == ([2], [returned])


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        # 14 days apart are one stay: its later close, which is not in the cohort, is the index.
        ("2019-03-15", ([0, 0, 0], [0, 0, 0])),
        ("2019-03-16", ([1, 1, 0], [1, 1, 0])),
        # 180 days, 181; 365, 366.
        ("2019-08-28", ([1, 1, 0], [1, 1, 0])),
        ("2019-08-29", ([1, 1, 0], [0, 1, 0])),
        ("2020-02-29", ([1, 1, 0], [0, 1, 0])),
        ("2020-03-01", ([1, 1, 0], [0, 0, 0])),
    ],
)
def test_hud(again: str, expected: tuple[list[int], list[int]]) -> None:
    """Stays at most 14 days apart are one; returns within 180 and 365 days; 730 are not over."""
    found = metrics.reactivation(after("2019-03-01", again), YEAR, rule=HUD_SPM2)
    assert (found.n.tolist(), found.columns["returned"].tolist()) == expected


@pytest.mark.parametrize(("again", "returned"), [("2020-02-29", 1), ("2020-03-01", 0)])
def test_hud_two_years(again: str, returned: int) -> None:
    """The longest window: 730 days after 2018-03-01 is 2020-02-29."""
    made = register(case("1", opened="2018-02-01", closed="2018-03-01"), case("2", opened=again))
    found = metrics.reactivation(made, Period.year(2018), rule=HUD_SPM2)
    assert found.columns["returned"].tolist() == [0, 0, returned]


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "0-17"), (17, "0-17"), (18, "18-29"), (29, "18-29"), (30, "30-49"), (49, "30-49"),
        (50, "50-64"), (64, "50-64"), (65, "65+"), (100, "65+"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_birth", [True, False])
def test_ages(age: int, group: str, by_birth: bool) -> None:
    """Each group begins and ends where its name says, by age at intake or by year of birth."""
    one = (
        case("1", Person("p", birth_year=2019 - age)) if by_birth else case("1", age_at_intake=age)
    )
    found = metrics.count(register(one), YEAR, by="age_group")
    assert found.strata["age_group"][found.value == 1].tolist() == [group]


class TestDetection:
    """A basis holds by what is dated within the horizon, or by what has no date at all."""

    def test_undated(self) -> None:
        """A form alone makes the case known, without a delay."""
        made = register(case("1", reason=ECONOMIC, forms=frozenset({ViolenceForm.SEXUAL})))
        found = metrics.detection(made, YEAR)
        assert found.columns["known"].tolist() == [1]
        assert np.isnan(found.columns["delay_median"][0])

    def test_known_before(self) -> None:
        """What was known before the case opened has no delay, not a negative one."""
        made = register(case("1", reason=ECONOMIC, violence_known=day("2019-02-01")))
        assert metrics.detection(made, YEAR).columns["delay_median"].tolist() == [0]


def test_intervals_are_of_95_percent() -> None:
    """The limits of the missed and of the returned share are Wilson's, 3 of 4 and 1 of 4."""
    known = frozenset({ViolenceForm.SEXUAL})
    made = register(
        case("0", "a", closed="2019-04-01"),
        *(
            case(str(place), f"b{place}", reason=ECONOMIC, closed="2019-04-01", forms=known)
            for place in range(1, 4)
        ),
        case("9", "a", opened="2019-06-01"),
    )
    first = Period(day("2019-03-01"), day("2019-04-30"))
    rule = ReactivationRule("test", "episode_closed", "episode", (Years(1),), source="test")
    for found, count in (
        (metrics.detection(made, first), 3),
        (metrics.reactivation(made, first, rule=rule), 1),
    ):
        assert (float(found), found.n.tolist(), found.confidence) == (count / 4, [4], 0.95)
        limits = proportion_confint(count, 4, alpha=0.05, method="wilson")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], limits)


def test_quarters_begun_late() -> None:
    """A period that begins in a quarter's last month begins in that quarter."""
    late = Period(day("2019-03-01"), day("2019-04-30"))
    found = metrics.count(register(case("1", opened="2019-03-31")), late, by="quarter")
    assert found.strata["quarter"].tolist() == ["2019Q1", "2019Q2"]
    assert found.value.tolist() == [1, 0]


class TestIndex:
    """What is followed, and from when."""

    def test_after_is_strictly_after(self) -> None:
        """An investigation on the day of the close is none that came after it."""
        own = (Investigation(day("2019-04-01"), FULL),)
        made = register(case("1", closed="2019-04-01", investigations=own))
        found = metrics.reactivation(made, YEAR, rule=KKIK_1Y)
        assert (found.n.tolist(), found.columns["returned"].tolist()) == ([1], [0])

    @pytest.mark.parametrize(("died", "n"), [("2019-04-01", 0), ("2019-04-02", 1)])
    def test_dead_by_then(self, died: str, n: int) -> None:
        """A death on the day of the close leaves nothing to follow; the day after it does."""
        made = register(case("1", Person("p", died=day(died)), closed="2019-04-01"))
        assert metrics.reactivation(made, YEAR, rule=KKIK_1Y).n.tolist() == [n]

    @pytest.mark.parametrize(
        ("other", "n"), [(ClosingReason.TRANSFERRED_UNIT, 0), (ClosingReason.MOVED, 1)]
    )
    def test_all_of_them_transferred(self, other: ClosingReason, n: int) -> None:
        """An episode goes on elsewhere if all that closes on its last day is transferred."""
        given: Any = {"closed": "2019-04-01"}
        made = register(
            case("1", closing_reason=ClosingReason.TRANSFERRED_UNIT, **given),
            case("2", closing_reason=other, **given),
        )
        assert metrics.reactivation(made, YEAR, rule=KKIK_1Y).n.tolist() == [n]

    def test_moved_before(self) -> None:
        """A move by the day of the close hides no return: it comes first in nobody's wait."""
        person = Person("p", moved_out=day("2019-04-01"))
        own = (Investigation(day("2019-04-11"), FULL),)
        made = register(
            case("1", person, closed="2019-04-01"),
            case("2", person, opened="2019-04-11", investigations=own),
        )
        curve = metrics.reactivation_curve(made, YEAR, rule=KKIK_1Y)
        assert (curve.strata["day"].tolist(), curve.value.tolist()) == ([10], [1])


def test_more_households_than_32_bits_hold() -> None:
    """Households of two municipalities stay two, however many identifiers there are."""
    made = register(
        case("1", household_id="h"), case("2", "b", municipality="0488", household_id="h")
    )
    many = np.broadcast_to(made.keys("household_id"), 3_000_000_000)
    stored = Columns(
        {name: made.table(name) for name in ("persons", "cases", *PARENT)},
        {name: made.keys(name) for name in ("person_id", "case_id")} | {"household_id": many},
        made.names(),
    )
    large = Register(
        stored,
        observed=made.observed,
        fingerprint=lambda: "",
    )
    assert int(metrics.count(large, YEAR, of="household")) == 2


@pytest.mark.parametrize(("opened", "open_then"), [("2019-12-31", 1), ("2020-01-01", 0)])
@pytest.mark.parametrize("measure", ["open", "stock"])
def test_open_on_the_day_it_is_dated(opened: str, open_then: int, measure: str) -> None:
    """The last day of the period holds what is dated on it, and nothing later."""
    assert (
        int(metrics.count(register(case("1", opened=opened)), YEAR, measure=measure)) == open_then
    )


@pytest.mark.parametrize(
    ("known", "month"),
    [("2019-02-01", "2019-03"), ("2019-04-15", "2019-04"), ("2019-06-01", "2019-05")],
)
def test_evidence_outside_the_case(known: str, month: str) -> None:
    """Evidence from before the case is dated to its opening, from after it to its close."""
    made = register(
        case(
            "1",
            reason=ECONOMIC,
            opened="2019-03-01",
            closed="2019-05-01",
            violence_known=day(known),
        )
    )
    found = metrics.count(made, YEAR, by="month")
    assert found.strata["month"][found.value == 1].tolist() == [month]


@pytest.mark.parametrize(
    ("window", "last", "first"),
    [
        (Years(1), "2020-02-28", "2019-02-28"),
        # The year of 28 February 2019 is over on 28 February 2020.
        (Years(1), "2020-02-29", "2019-03-01"),
        (Years(1), "2020-03-01", "2019-03-01"),
        # 28 February and the leap day before it both reach to 28 February.
        (Years(1), "2021-02-28", "2020-02-28"),
        (Years(4), "2020-02-29", "2016-02-29"),
        (Days(365), "2020-03-01", "2019-03-02"),
    ],
)
def test_looking_back(window: Days | Years, last: str, first: str) -> None:
    """The first day whose window still holds the last one."""
    found = window.start(np.array([last], "datetime64[D]").astype(np.int32))
    assert found.astype("datetime64[D]").astype(str).tolist() == [first]
