"""The children behind the adults."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import Days
from vnr.model import (
    Case,
    Closing,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    RiskAssessment,
    Role,
)
from vnr.register import Coverage, Register
from vnr.results import State
from vnr.testing import OBSERVED, persons

P2019 = Period.year(2019)
CHILD = Role.WITNESSING_CHILD
PRELIMINARY = InvestigationKind.PRELIMINARY


def rows(found: Any, name: str = "value") -> dict[str, int]:
    """A number for each step."""
    values = found.value if name == "value" else found.columns[name]
    return dict(zip(found.strata["step"].tolist(), values.tolist(), strict=True))


def child(name: str, opened: str, household: str | None, **more: Any) -> Case:
    return case(
        f"c{name}",
        name,
        opened,
        more.pop("closed", None),
        role=CHILD,
        household_id=household,
        **more,
    )


class TestChildren:
    """Households worked out by hand.

    household  adult opened  children  child's case  opened      got
    h1         2019-03-01    2         x             2019-03-05  preliminary 5-19 March, support
                                       y             2019-04-01  preliminary 1-16 April, full
    h2         2019-05-01    3         (none)
    (none)     2019-06-01    1         -
    h3         2019-07-01    0
    h4         2019-08-01    not recorded
    """

    def made(self) -> Register:
        def at(number: str, opened: str, household: str | None, children: int | None) -> Case:
            return case(
                number, f"a{number}", opened, household_id=household, children_at_home=children
            )

        help_ = Intervention(InterventionKind.TRAPPAN, day("2019-03-10"))
        x = child(
            "x",
            "2019-03-05",
            "h1",
            investigations=(Investigation(day("2019-03-05"), PRELIMINARY, day("2019-03-19")),),
            interventions=(help_,),
        )
        y = child(
            "y",
            "2019-04-01",
            "h1",
            investigations=(
                Investigation(day("2019-04-01"), PRELIMINARY, day("2019-04-16")),
                Investigation(day("2019-04-16")),
            ),
        )
        return register(
            at("1", "2019-03-01", "h1", 2),
            at("2", "2019-05-01", "h2", 3),
            at("3", "2019-06-01", None, 1),
            at("4", "2019-07-01", "h3", 0),
            at("5", "2019-08-01", "h4", None),
            x,
            y,
        )

    def test_by_hand(self) -> None:
        """2 + 3 + 1 children at home; 2 have a case; of those 1 each got what they got."""
        found = metrics.children_behind(self.made(), P2019)
        assert rows(found) == {
            "adults": 3,
            "children": 2 + 3 + 1,
            "own_case": 2,
            "preliminary": 1,
            "investigation": 1,
            "assessed": 0,
            "supported": 1,
        }
        assert rows(found, "no") == {
            "adults": 1,
            "children": 0,
            "own_case": 3,
            "preliminary": 1,
            "investigation": 1,
            "assessed": 2,
            "supported": 1,
        }
        assert rows(found, "not_recorded") == {
            "adults": 1,
            "children": 0,
            "own_case": 1,
            "preliminary": 0,
            "investigation": 0,
            "assessed": 0,
            "supported": 0,
        }

    def test_not_delivered(self) -> None:
        """No assessment at all was delivered: that is no "no", and not none."""
        made = self.made()
        found = metrics.children_behind(
            Register.from_cases(made.cases(), observed=made.observed), P2019
        )
        steps = found.strata["step"].tolist()
        silent = found.state_of("value", "no") == State.NOT_REPORTED
        assert [step for step, gone in zip(steps, silent, strict=True) if gone] == ["assessed"]
        assert rows(found)["supported"] == 1
        assert [note.text("sv") for note in found.notes] == [
            "För Eskilstuna går en del av talen inte att säga: leveransen saknar riskbedömningar."
        ]

    def test_rows_of_what_is_not_delivered(self) -> None:
        """Rows that came of what a municipality doesn't deliver are in no total, as in none of its own.

        The total is the sum over municipalities, and their children are not recorded.
        """
        cases = [
            made
            for code in ("0480", "0484")
            for made in (
                case(
                    "1",
                    f"a{code}",
                    "2019-03-01",
                    household_id="h",
                    children_at_home=1,
                    municipality=code,
                ),
                child(
                    code,
                    "2019-03-01",
                    "h",
                    municipality=code,
                    investigations=(
                        Investigation(day("2019-03-01"), PRELIMINARY, day("2019-03-09")),
                        Investigation(day("2019-03-09"), InvestigationKind.FULL),
                    ),
                    interventions=(Intervention(InterventionKind.OTHER, day("2019-03-02")),),
                    assessments=(RiskAssessment(Instrument.CONVERSATION, day("2019-03-02")),),
                ),
            )
        ]
        coverage = Coverage(
            [
                ("0480", None, None, WINDOW, set(), "all"),
                ("0484", None, None, WINDOW, "all", "all"),
            ]
        )
        total = metrics.children_behind(register(*cases, coverage=coverage), P2019)
        apart = metrics.children_behind(
            register(*cases, coverage=coverage), P2019, by="municipality"
        )
        for step in ("preliminary", "investigation", "assessed", "supported"):
            states = apart.state[apart.strata["step"] == step].tolist()
            assert states == [State.NOT_REPORTED, State.VALUE]
            assert rows(total)[step] == 1
            assert rows(total, "not_recorded")[step] == 1

    def test_one_household_once(self) -> None:
        """Two adults of one household, saying 1 and 2 children: 2, not 3."""
        adults = [
            case(str(n), f"a{n}", "2019-03-01", household_id="h", children_at_home=n)
            for n in (1, 2)
        ]
        found = rows(metrics.children_behind(register(*adults), P2019))
        assert found["adults"] == 2
        assert found["children"] == 2

    def test_two_cases_of_one_adult(self) -> None:
        """The adult is counted once, with the largest number, household or not."""
        adults = [
            case(str(n), "a", opened, "2019-03-02", children_at_home=n)
            for n, opened in ((1, "2019-03-01"), (2, "2019-02-01"))
        ]
        found = rows(metrics.children_behind(register(*adults), P2019))
        assert found["adults"] == 1
        assert found["children"] == 2

    def test_near(self) -> None:
        """A child's case counts if open on the adult's day or opened up to the 365th after."""
        for opened, closed, expected in (
            ("2018-01-01", "2019-03-01", 1),
            ("2018-01-01", "2019-02-28", 0),
            ("2020-02-29", None, 1),
            ("2020-03-01", None, 0),
        ):
            adult = case("1", "a", "2019-03-01", household_id="h", children_at_home=1)
            young = child("x", opened, "h", closed=closed)
            found = rows(metrics.children_behind(register(adult, young), P2019))
            assert found["own_case"] == expected

    def test_other_municipality(self) -> None:
        """The same household code in another municipality is another household."""
        adult = case("1", "a", "2019-03-01", household_id="h", children_at_home=1)
        young = child("x", "2019-03-01", "h", municipality="0480")
        assert rows(metrics.children_behind(register(adult, young), P2019))["own_case"] == 0

    def test_not_mature(self) -> None:
        """A horizon that ends after the cut-off is left out of the later steps."""
        adult = case("1", "a", "2020-01-02", household_id="h", children_at_home=1)
        for last, expected in ((date(2020, 12, 31), 1), (date(2021, 1, 1), 0)):
            made = register(adult, observed=Period(date(2018, 1, 1), last))
            found = metrics.children_behind(made, Period.year(2020))
            assert rows(found, "n_not_mature")["children"] == expected
            assert rows(found, "no")["own_case"] == 1 - expected

    def test_running_preliminary(self) -> None:
        """A preliminary assessment whose 14 days aren't over is neither yes nor no."""
        adult = case("1", "a", "2020-11-01", household_id="h", children_at_home=1)
        for opened, expected in (("2020-12-18", 1), ("2020-12-16", 0)):
            young = child(
                "x", opened, "h", investigations=(Investigation(day(opened), PRELIMINARY),)
            )
            found = metrics.children_behind(
                register(adult, young), Period.year(2020), horizon=Days(50)
            )
            assert rows(found, "not_recorded")["preliminary"] == expected
            assert rows(found, "no")["preliminary"] == 1 - expected

    @pytest.mark.parametrize("order", [1, -1])
    def test_running_in_one_of_two_cases(self, order: int) -> None:
        """While one runs it isn't no, though the child has another case without any."""
        adult = case("1", "a", "2020-11-01", household_id="h", children_at_home=1)
        running = Investigation(day("2020-12-18"), PRELIMINARY)
        dates = ("2020-12-01", "2020-12-18")[::order]
        first, second = (
            case(number, "c", opened, role=CHILD, household_id="h", investigations=given)
            for number, opened, given in zip("23", dates, ((), (running,))[::order], strict=True)
        )
        found = metrics.children_behind(
            register(adult, first, second), Period.year(2020), horizon=Days(50)
        )
        columns = "value", "no", "not_recorded"
        assert [rows(found, name)["preliminary"] for name in columns] == [0, 0, 1]

    def test_declined(self) -> None:
        """Support that was declined was not got."""
        adult = case("1", "a", "2019-03-01", household_id="h", children_at_home=1)
        help_ = Intervention(InterventionKind.TRAPPAN, day("2019-03-10"), declined=True)
        young = child("x", "2019-03-05", "h", interventions=(help_,))
        found = metrics.children_behind(register(adult, young), P2019)
        assert rows(found)["supported"] == 0
        assert rows(found, "no")["supported"] == 1

    def test_arguments(self) -> None:
        """A window, and strata that don't split a home."""
        with pytest.raises(DataError, match="horizon"):
            metrics.children_behind(register(), P2019, horizon=365)  # type: ignore[arg-type]
        with pytest.raises(DataError, match="one value"):
            metrics.children_behind(register(), P2019, by="form")

    @given(st.data())
    def test_oracle(self, data: Any) -> None:
        """Yes at every step is that of a walk through the homes, by municipality and year."""
        people = data.draw(persons())
        made = []
        for place in range(data.draw(st.integers(0, 8))):
            opened = data.draw(st.dates(date(2018, 6, 1), date(2020, 6, 1)))
            gap = data.draw(st.sampled_from([0, 13, 14, 15]))
            made.append(
                Case(
                    str(place),
                    data.draw(st.sampled_from(people)),
                    data.draw(st.sampled_from(["0480", "0484"])),
                    None,
                    data.draw(st.sampled_from([Role.EXPOSED_ADULT, CHILD])),
                    (Intake(opened, IntakeReason.VIOLENCE),),
                    data.draw(st.sampled_from([(), (Closing(opened + timedelta(30)),)])),
                    children_at_home=data.draw(st.sampled_from([None, 0, 1, 2, 3])),
                    household_id=data.draw(st.sampled_from([None, "h", "i"])),
                    investigations=(Investigation(opened, PRELIMINARY, opened + timedelta(gap)),)[
                        : data.draw(st.integers(0, 1))
                    ],
                )
            )
        whole = register(*made)
        found = metrics.children_behind(
            whole, OBSERVED, by=("municipality", "year"), horizon=Days(100)
        )
        homes: dict[Any, list[Case]] = defaultdict(list)
        adults: dict[Any, int] = defaultdict(int)
        for one in made:
            if Role.EXPOSED_ADULT in one.roles:
                cell = (one.municipality, one.opened.year)
                key = (*cell, oracle.who(one))
                adults[key] = max(adults[key], one.children_at_home or 0)
                if one.children_at_home:
                    own = one.household_id or ("alone", oracle.who(one))
                    homes[cell, own].append(one)
        expected: dict[Any, int] = defaultdict(int)
        for (code, year, _), number in adults.items():
            expected[code, year, "adults"] += number > 0
        for ((code, year), household), mine in homes.items():
            expected[code, year, "children"] += max(one.children_at_home or 0 for one in mine)
            since = min(one.opened for one in mine)
            if since + timedelta(100) > OBSERVED.end:
                continue
            young: dict[str, list[Case]] = defaultdict(list)
            for one in made:
                near = one.opened <= since + timedelta(100)
                near = near and (one.closed is None or one.closed >= since)
                same = one.municipality == code and one.household_id == household
                if CHILD in one.roles and near and same:
                    young[oracle.who(one)].append(one)
            expected[code, year, "own_case"] += len(young)
            for theirs in young.values():
                expected[code, year, "preliminary"] += any(
                    each.closed is not None and (each.closed - each.opened).days <= 14
                    for one in theirs
                    for each in one.investigations
                )
        for code, year, step, number in zip(
            found.strata["municipality"],
            found.strata["year"],
            found.strata["step"],
            found.value,
            strict=True,
        ):
            if step in ("adults", "children", "own_case", "preliminary"):
                assert expected[str(code), int(year), str(step)] == number
