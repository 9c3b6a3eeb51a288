"""Who delivered what."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day
from vnr.errors import DataError
from vnr.model import (
    FollowUp,
    Group,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Period,
    Person,
    Unit,
    ViolenceForm,
)
from vnr.register import Coverage, Delivered, Register, day_number
from vnr.register.delivery import _delivered


class TestCoverage:
    """Who delivered what."""

    YEAR = Period.year(2019)

    def share(self, rows: list[Any], unit: Unit | None = None) -> float:
        start, end = (
            np.array([(one - date(1970, 1, 1)).days], np.int32)
            for one in (self.YEAR.start, self.YEAR.end)
        )
        return float(Coverage(rows).share(["0484"], start, end, unit)[0, 0])

    def test_union(self) -> None:
        """Days delivered twice count once."""
        half = Period.half(2019, 1)
        rows = [("0484", None, half), ("0484", None, Period.quarter(2019, 2))]
        assert self.share(rows) == half.days / 365
        assert self.share([]) == 0

    def test_units(self) -> None:
        """The mean over the units named; one unit by itself; a row for all serves each."""
        rows = [("0484", Unit.ADULT, self.YEAR), ("0484", Unit.CHILD, None)]
        assert self.share(rows) == 1 / 2
        assert self.share(rows, Unit.ADULT) == 1
        assert self.share(rows, Unit.ELDER) == 0
        assert self.share([("0484", None, self.YEAR)], Unit.ELDER) == 1

    def test_began(self) -> None:
        """The first delivered day."""
        rows = [("0484", None, Period.half(2019, 2)), ("0488", None, None)]
        assert Coverage(rows).began(["0484", "0488"]).tolist() == [18078, -(2**31)]

    def test_json(self) -> None:
        """Rows come back equal."""
        rows = Coverage([("0484", Unit.ADULT, self.YEAR), ("0488", None, None)])
        assert Coverage.from_list(rows.to_list()) == rows
        told = Coverage([("0484", None, "north", self.YEAR, {"follow_ups"}, {"forms"})])
        assert Coverage.from_list(json.loads(json.dumps(told.to_list()))) == told

    def test_older_json(self) -> None:
        """A row of municipality, unit, start and end is read, tables and fields as found."""
        older: list[list[Any]] = [
            ["0484", "adult", "2019-01-01", "2019-12-31"],
            ["0488", None, None, None],
        ]
        assert Coverage.from_list(older) == Coverage(
            [("0484", Unit.ADULT, self.YEAR), ("0488", None, None)]
        )

    @pytest.mark.parametrize(
        "row",
        [
            ("0484", None),
            ("0484", "adult", None),
            (484, None, None),
            ("0484", None, 19),
            ("0484", None, "i fjol"),
            ("0484", None, 2019.5),
            ("0484", None, 7, None),
            ("0484", None, None, YEAR, "follow_ups"),
            ("0484", None, None, YEAR, {"children"}),
            ("0484", None, None, YEAR, None, {"outcome"}),
            ("0484", None, None, YEAR, None, {"kindness"}),
            ("0484", None, None, YEAR, None, 3),
            7,
        ],
    )
    def test_refused(self, row: Any) -> None:
        """A row of another shape is refused by its number."""
        with pytest.raises(DataError, match="coverage row 0"):
            Coverage([row])

    @pytest.mark.parametrize("period", [2019, "2019", "2019-01-01/2019-12-31"])
    def test_a_period_by_its_year_or_text(self, period: object) -> None:
        """As every metric takes it."""
        assert Coverage([("0484", None, period)]) == Coverage([("0484", None, self.YEAR)])

    @pytest.mark.parametrize("code", ["484", "04840", "048x", "٠٤٨٤", "", "Eskilstuna", "0484+483"])
    def test_a_code_of_four_digits(self, code: str) -> None:
        """A municipality's code that lost its zero would be a municipality without cases."""
        with pytest.raises(DataError, match=r"coverage row 0: .* four digits"):
            Coverage([(code, None, self.YEAR)])


HALF = Period.half(2019, 1)
YEAR = Period.year(2019)
FOLLOWED = case(
    "1",
    Person("a", groups=frozenset({Group.DISABILITY})),
    interventions=(
        Intervention(
            InterventionKind.COUNSELLING,
            day("2019-04-01"),
            follow_ups=(FollowUp(day("2019-05-01")),),
        ),
    ),
)
BARE = case("2", "b", municipality="0488", forms=frozenset({ViolenceForm.SEXUAL}))


def days_of(coverage: Coverage, code: str, *names: str) -> int:
    """Delivered days of all these tables and fields."""
    spans = coverage.spans(code, [frozenset({name}) for name in names])
    return sum(last - first + 1 for first, last in spans)


def ends_of(period: Period) -> tuple[int, int]:
    """First and last day, days since 1970-01-01."""
    return day_number(period.start), day_number(period.end)


def test_a_stretch_within_another() -> None:
    """One that lies inside another ends nothing."""
    rows = [("0484", None, WINDOW), ("0484", Unit.ADULT, Period.year(2019))]
    assert Coverage(rows).spans("0484") == [ends_of(WINDOW)]


def test_the_first_and_last_of_several() -> None:
    """Delivery began with the earliest of a municipality's rows, and ended with the latest."""
    both = Period.years(2018, 2020), Period.year(2019)
    for first, second in (both, both[::-1]):
        made = Coverage([("0484", Unit.ADULT, first), ("0484", Unit.CHILD, second)])
        ends = made.began(["0484"]).tolist() + made.ended(["0484"]).tolist()
        assert tuple(ends) == ends_of(both[0])


def test_one_day_in_common() -> None:
    """Two tables delivered in periods that share a day are both delivered on it."""
    turn = day("2019-07-01")
    made = Coverage(
        [
            ("0484", None, None, Period(day("2019-01-01"), turn), {"interventions"}, set()),
            ("0484", None, None, Period(turn, day("2019-12-31")), {"assessments"}, set()),
        ]
    )
    clauses = (frozenset({"interventions"}), frozenset({"assessments"}))
    assert made.spans("0484", clauses) == [ends_of(Period(turn, turn))]


class TestDelivery:
    """Delivery by table and field."""

    def register(self, *rows: Any) -> Coverage:
        coverage = Coverage(rows) if rows else None
        made = Register.from_cases([FOLLOWED, BARE], observed=YEAR, coverage=coverage)
        return made.coverage

    def test_as_found(self) -> None:
        """A table is delivered by a row, a field by a value, of the municipality itself."""
        found = self.register()
        assert days_of(found, "0484", "interventions", "follow_ups", "persons.groups") == 365
        assert days_of(found, "0484", "cases.forms") == 0
        assert days_of(found, "0484", "follow_ups.done") == 0
        assert days_of(found, "0488", "cases.forms", "cases", "intakes.reason") == 365
        assert days_of(found, "0488", "interventions") == 0
        assert days_of(found, "0180", "cases") == 0

    def test_told(self) -> None:
        """A set is these, and no more; all is everything; a bare name is one of the case."""
        some = self.register(("0484", None, None, YEAR, {"interventions", "cases"}, {"forms"}))
        assert days_of(some, "0484", "interventions", "cases.forms", "interventions.kind") == 365
        assert days_of(some, "0484", "follow_ups") == 0
        assert days_of(some, "0484", "persons.groups") == 0
        every = self.register(("0488", None, None, YEAR, "all", "all"))
        assert days_of(every, "0488", "follow_ups.done", "assessments", "persons.groups") == 365

    def test_field_names_its_table(self) -> None:
        """A field that is told of brings its table, where tables are as found."""
        told = self.register(("0488", None, None, YEAR, None, {"follow_ups.done"}))
        assert days_of(told, "0488", "follow_ups", "follow_ups.done") == 365
        assert days_of(told, "0488", "cases.forms") == 0

    def test_by_period(self) -> None:
        """What a row names is delivered in its period; what none names is as found."""
        told = self.register(
            ("0484", None, YEAR), ("0484", None, None, Period.half(2019, 2), {"follow_ups"})
        )
        assert days_of(told, "0484", "follow_ups") == Period.half(2019, 2).days
        assert days_of(told, "0484", "interventions") == 365

    def test_of_an_office(self) -> None:
        """What one office names says nothing of another, and what all do goes for each."""
        told = self.register(
            ("0484", Unit.ADULT, YEAR),
            ("0484", Unit.CHILD, None, YEAR, {"follow_ups"}),
        )
        clause = [frozenset({"interventions"})]
        start, end = (np.array([at], np.int32) for at in (17897, 18261))
        assert told.share(["0484"], start, end, Unit.ADULT, clauses=clause)[0, 0] == 1
        assert told.share(["0484"], start, end, Unit.CHILD, clauses=clause)[0, 0] == 0
        assert told.share(["0484"], start, end, clauses=clause)[0, 0] == 1 / 2
        assert days_of(told, "0484", "interventions") == 365
        assert days_of(told, "0484", "follow_ups") == 365

    def test_districts(self) -> None:
        """Districts divide a municipality as units do."""
        told = Coverage(
            [("0484", None, "north", YEAR, "all", "all"), ("0484", None, "south", HALF)]
        )
        start, end = (np.array([at], np.int32) for at in (17897, 18261))
        assert told.share(["0484"], start, end)[0, 0] == (1 + HALF.days / 365) / 2
        assert told.share(["0484"], start, end, Unit.ADULT)[0, 0] == (1 + HALF.days / 365) / 2

    def test_one_of_several(self) -> None:
        """Of a clause one is enough, and the stretches of all clauses are those they share."""
        told = Coverage(
            [
                ("0484", None, None, HALF, {"follow_ups"}, ()),
                ("0484", None, None, Period.quarter(2019, 2), {"assessments"}, ()),
                ("0484", None, None, Period.quarter(2019, 4), {"assessments"}, ()),
            ]
        )
        either = [frozenset({"follow_ups", "assessments"})]
        both = [frozenset({"follow_ups"}), frozenset({"assessments"})]
        assert sum(b - a + 1 for a, b in told.spans("0484", either)) == HALF.days + 92
        assert sum(b - a + 1 for a, b in told.spans("0484", both)) == 91
        assert told.spans("0484", [*both, frozenset({"perpetrators"})]) == []

    def test_several_municipalities(self) -> None:
        """Several municipalities are one label, in the row of none of them."""
        told = Coverage([("0483+0482", None, YEAR), ("0484", None, YEAR)])
        assert told.municipalities == ("0482+0483", "0484")
        assert told.members == {"0482", "0483", "0484"}
        assert days_of(told, "0482+0483", "cases") == 365
        assert days_of(told, "0482", "cases") == 0

    def test_later_intakes(self) -> None:
        """A second intake in some case is found in the rows, where fields are as found."""
        again = case(later=(("2019-05-01", IntakeReason.VIOLENCE),))
        rows = [("0484", None, None, YEAR, (), None), ("0488", None, None, YEAR, "all", "all")]
        told = Register.from_cases([again, BARE], observed=YEAR, coverage=Coverage(rows)).coverage
        assert days_of(told, "0484", "intakes.later") == 365
        assert days_of(told, "0488", "intakes.later") == 365
        assert days_of(self.register(), "0488", "intakes.later") == 0
        assert len(again.intakes) == 2
        assert again.intakes[0] == Intake(day("2019-03-01"), IntakeReason.VIOLENCE)

    def test_settled_once(self) -> None:
        """What was found stays through choosing and looking back; concat unites it."""
        made = Register.from_cases([FOLLOWED, BARE], observed=YEAR)
        assert made.where(sex="unknown").coverage == made.coverage
        early = made.as_of(day("2019-03-01")).coverage
        assert days_of(early, "0484", "follow_ups") == 60
        assert made.detached().coverage == made.coverage
        assert Register.from_dict(made.to_dict()).coverage == made.coverage
        parts = [Register.from_cases([one], observed=YEAR) for one in (FOLLOWED, BARE)]
        assert Register.concat(parts).coverage == made.coverage

    def test_rows_of_one_municipality_unite(self) -> None:
        """What either part delivers, both do."""
        other = case("3", "c", forms=frozenset({ViolenceForm.SEXUAL}))
        parts = [Register.from_cases([one], observed=YEAR) for one in (FOLLOWED, other)]
        united = Register.concat(parts).coverage
        assert days_of(united, "0484", "follow_ups") == 365
        assert days_of(united, "0484", "cases.forms") == 365

    def test_outside_the_window(self) -> None:
        """A row outside the window is one that delivered nothing."""
        made = Register.from_cases(
            [FOLLOWED], observed=HALF, coverage=Coverage([("0484", None, Period.half(2019, 2))])
        )
        assert made.coverage.deliveries == (Delivered.of(("0484", None, None)),)

    def test_looked_for_in_all_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A value that stands in one row of many is found, whichever it is."""
        monkeypatch.setattr(_delivered, "_SAMPLE", 2)
        for place in range(7):
            cases = [case(str(n), f"p{n}", officer="x" if n == place else None) for n in range(7)]
            found = Register.from_cases(cases, observed=WINDOW).coverage
            assert days_of(found, "0484", "cases.officer") == WINDOW.days


def test_who_delivered_alike_has_one_share() -> None:
    """Of many the share of each is what it is alone, whoever else delivered the same."""
    first, second = Period.half(2019, 1), Period.half(2019, 2)
    rows = Coverage(
        [
            ("0480", None, first),
            ("0481", None, None, first, {"closings"}, "all"),
            ("0482", Unit.ADULT, first),
            ("0483", None, first),
            ("0484", None, None, first, {"closings"}, "all"),
            ("0486", None, second),
            ("0486", None, first),
        ]
    )
    codes = ["0484", "0480", "0488", *rows.municipalities]
    days = np.array([day_number(first.start), day_number(second.start)], np.int32)
    for clauses in ((), (frozenset({"closings"}),)):
        for unit in (None, Unit.ADULT, Unit.CHILD):
            one = [rows.share([code], days, days + 1, unit, clauses=clauses) for code in codes]
            many = rows.share(codes, days, days + 1, unit, clauses=clauses)
            assert many.tolist() == np.concatenate(one).tolist()
            alone = [
                Coverage(row for row in rows.deliveries if row.municipality == code).share(
                    [code], days, days + 1, unit, clauses=clauses
                )
                for code in codes
            ]
            assert many.tolist() == np.concatenate(alone).tolist()


def test_periods_of_what_is_needed() -> None:
    """A definition tells when all that its figures need was delivered, by unit; of nothing, no days."""
    first, last = Period.half(2019, 1), Period.half(2019, 2)
    coverage = Coverage(
        [
            ("0480", None, None, first, "all", set()),
            ("0480", None, None, last, "all", {"sex"}),
            ("0480", Unit.CHILD, None, first, "all", {"sex"}),
            ("0481", None, None, first, {"contacts"}, set()),
        ]
    )
    sex = [frozenset({"persons.sex"})]

    assert coverage.periods() == [
        ["0480", None, "2019-01-01", "2019-12-31"],
        ["0480", "child", "2019-01-01", "2019-12-31"],
        ["0481", None, None, None],
    ]
    assert coverage.periods(sex) == [
        ["0480", None, "2019-07-01", "2019-12-31"],
        ["0480", "child", "2019-01-01", "2019-12-31"],
        ["0481", None, None, None],
    ]
    assert coverage.periods([frozenset({"contacts"})])[-1] == [
        "0481", None, "2019-01-01", "2019-06-30",
    ]  # fmt: skip
