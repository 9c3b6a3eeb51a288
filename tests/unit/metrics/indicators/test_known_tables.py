"""The children behind the adults, and the tables that people know."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnr
from building import ECONOMIC, WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import Days
from vnr.model import (
    Case,
    ClosingReason,
    Goal,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    Person,
    RiskAssessment,
    Role,
    Sex,
    ViolenceContext,
)
from vnr.register import Coverage, Register
from vnr.results import State
from vnr.testing import OBSERVED, persons

P2019 = Period.year(2019)
EXTRACTS = Path(__file__).parents[3] / "extracts"
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
            "assessed": 0,
            "supported": 1,
        }
        # No assessment at all was delivered: that is no "no".
        assert rows(found, "not_recorded") == {
            "adults": 1,
            "children": 0,
            "own_case": 1,
            "preliminary": 0,
            "investigation": 0,
            "assessed": 2,
            "supported": 0,
        }

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
                register(adult, young), Period.year(2020), within=Days(50)
            )
            assert rows(found, "not_recorded")["preliminary"] == expected
            assert rows(found, "no")["preliminary"] == 1 - expected

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
        with pytest.raises(DataError, match="within"):
            metrics.children_behind(register(), P2019, within=365)  # type: ignore[arg-type]
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
                    data.draw(st.sampled_from([None, opened + timedelta(30)])),
                    children_at_home=data.draw(st.sampled_from([None, 0, 1, 2, 3])),
                    household_id=data.draw(st.sampled_from([None, "h", "i"])),
                    investigations=(Investigation(opened, PRELIMINARY, opened + timedelta(gap)),)[
                        : data.draw(st.integers(0, 1))
                    ],
                )
            )
        whole = register(*made)
        found = metrics.children_behind(
            whole, OBSERVED, by=("municipality", "year"), within=Days(100)
        )
        homes: dict[Any, list[Case]] = defaultdict(list)
        adults: dict[Any, int] = defaultdict(int)
        for one in made:
            if one.role is Role.EXPOSED_ADULT:
                cell = (one.municipality, one.opened.year)
                key = (*cell, one.person.person_id)
                adults[key] = max(adults[key], one.children_at_home or 0)
                if one.children_at_home:
                    own = one.household_id or ("alone", one.person.person_id)
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
                if one.role is CHILD and near and same:
                    young[one.person.person_id].append(one)
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


class TestIndividual:
    """Seven columns."""

    def test_back_from_the_file(self) -> None:
        """The seven columns that were read come back, row by row."""
        reading = vnr.read([EXTRACTS / "14_seven_columns.csv"], observed=P2019)
        frame = metrics.individual_follow_up(reading.register).to_frame("polars")
        assert sorted(frame.drop("person_id").rows()) == [
            ("0483", 16, "man", 2, "", 1, None, None),
            ("0483", 34, "woman", 6, "sara", 4, 1, "goal_reached"),
            ("0483", 41, "woman", 9, "sara patriark", 5, 0, "moved"),
        ]

    def test_two_sheets_in_five_lines(self, tmp_path: Path) -> None:
        """From a workbook of two sheets to the summary and a rate with its interval."""
        import xlsxwriter

        path = tmp_path / "katrineholm.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, lines in SHEETS.items():
                sheet = book.add_worksheet(name)
                for place, line in enumerate(lines):
                    sheet.write_row(place, 0, line)

        reading = vnr.read([path], observed=vnr.Period(date(2019, 1, 1), date(2020, 12, 31)))
        summary = metrics.individual_follow_up(reading.register)
        rate = metrics.follow_up(reading.register, Period.year(2019), denominator="due")
        assert not list(reading.faults)
        assert summary.visits.tolist() == [6, 4 + 3]
        assert rate.columns["share_planned"].tolist() == [2 / 3]
        assert rate.value.tolist() == [1 / 2]
        assert 0 < rate.lower[0] < 1 / 2 < rate.upper[0] < 1

    def test_summary(self) -> None:
        """Of 3: a third men; 2 recorded reasons; visits 6, 2 and 9; one missed isn't recorded."""
        reading = vnr.read([EXTRACTS / "14_seven_columns.csv"], observed=P2019)
        found = metrics.individual_follow_up(reading.register, P2019)
        shares = found.shares()
        assert shares.select(field="sex", answer="man").value.tolist() == [1 / 3]
        assert shares.select(field="instrument", answer="sara").value.tolist() == [2 / 3]
        moved = shares.select(field="closing_reason", answer="moved")
        assert moved.value.tolist() == [1 / 2]
        assert moved.columns["not_recorded"].tolist() == [1]
        assert shares.select(field="age_group", answer="0-17").value.tolist() == [1 / 3]
        numbers = found.numbers()
        visits = numbers.select(field="visits")
        assert visits.value.tolist() == pytest.approx([(6 + 2 + 9) / 3])
        assert visits.columns["median"].tolist() == [6]
        # Squares about 17/3: 1/9 + 121/9 + 100/9 = 74/3; t(2) = 4.302653
        half = 4.302652729911275 * (74 / 3 / 2 / 3) ** 0.5
        assert visits.upper[0] == pytest.approx(17 / 3 + half)
        missed = numbers.select(field="missed")
        assert missed.columns["not_recorded"].tolist() == [1]
        assert missed.columns["total"].tolist() == [1]

    def test_age_groups(self) -> None:
        """Each group from its first year to its last."""
        ages = [0, 17, 18, 29, 30, 49, 50, 64, 65, 99]
        made = register(*(case(str(age), str(age), age_at_intake=age) for age in ages))
        shares = metrics.individual_follow_up(made, P2019).shares().select(field="age_group")
        assert shares.columns["number"].tolist() == [2] * 5
        assert shares.strata["answer"].tolist() == ["0-17", "18-29", "30-49", "50-64", "65+"]

    def test_shows_nobody(self) -> None:
        """Neither repr nor HTML carries a pseudonym or a row."""
        one = case("hemligt", Person("hemlig", birth_year=1990, sex=Sex.WOMAN), "2019-03-01")
        found = metrics.individual_follow_up(register(one))
        for shown in (repr(found), found._repr_html_()):
            assert "hemlig" not in shown
            assert "kvinna" in shown
        assert found.age.tolist() == [29]
        assert found.to_frame("polars")["person_id"].to_list() == ["hemlig"]
        assert found.numbers().n.tolist() == [0, 0, 0]

    def test_one_number(self) -> None:
        """Of one case there is a mean and no interval."""
        help_ = Intervention(InterventionKind.COUNSELLING, day("2019-03-01"), visits=3)
        found = metrics.individual_follow_up(
            register(case("1", "a", "2019-03-01", interventions=(help_,)))
        ).numbers()
        assert found.value.tolist()[0] == 3
        assert np.isnan(found.lower[0])

    def test_open_has_no_reason(self) -> None:
        """Nobody is counted twice, and nobody at all is no fault."""
        empty = metrics.individual_follow_up(register())
        assert len(empty) == 0
        assert "0 cases" in repr(empty)


SHEETS: dict[str, list[list[Any]]] = {
    "Ärenden": [
        [
            "Ärende-ID",
            "Klient",
            "Kommun",
            "Roll",
            "Kön",
            "Aktualiseringsdatum",
            "Aktualiseringsorsak",
            "Avslutsdatum",
        ],
        [
            "1",
            "s1",
            "0483",
            "våldsutsatt vuxen",
            "Kvinna",
            "2019-02-01",
            "våld i nära relation",
            "",
        ],
        ["2", "s2", "0483", "våldsutsatt vuxen", "Man", "2019-03-01", "våld i nära relation", ""],
    ],
    "Insatser": [
        [
            "Ärende-ID",
            "Klient",
            "Kommun",
            "Insats",
            "Insats startad",
            "Antal besök",
            "Planerad uppföljning",
            "Uppföljd",
        ],
        ["1", "s1", "0483", "Trappan", "2019-02-10", 6, "2019-06-01", "2019-06-10"],
        ["2", "s2", "0483", "Trappan", "2019-03-10", 4, "2019-06-01", ""],
        ["2", "s2", "0483", "Trappan", "2019-03-10", 4, "2020-06-01", ""],
        ["2", "s2", "0483", "stödsamtal", "2019-03-10", 3, "", ""],
    ],
}


def helped(kind: InterventionKind, started: str, **more: Any) -> Any:
    return (Intervention(kind, day(started), **more),)


TRAPPAN, GROUP = InterventionKind.TRAPPAN, InterventionKind.GROUP


class TestKolada:
    """U30750-U30752: cases, not persons, per 10 000 adults."""

    @pytest.mark.parametrize(
        ("one", "expected"),
        [
            (case("1", "a", "2019-01-01"), [1, 0, 0]),
            (case("1", "a", "2018-12-31"), [0, 0, 0]),
            (
                case("1", "a", "2018-03-01", later=(("2019-12-31", IntakeReason.VIOLENCE),)),
                [1, 0, 0],
            ),
            (case("1", "a", "2019-03-01", reason=ECONOMIC), [0, 0, 0]),
            (case("1", "a", "2019-03-01", role=CHILD), [0, 0, 0]),
            (case("1", "a", "2018-03-01", interventions=helped(GROUP, "2018-03-01")), [0, 1, 0]),
            (
                case(
                    "1",
                    "a",
                    "2018-03-01",
                    interventions=helped(GROUP, "2018-03-01", ended=day("2018-12-31")),
                ),
                [0, 0, 0],
            ),
            (
                case(
                    "1", "a", "2018-03-01", "2018-12-31", interventions=helped(GROUP, "2018-03-01")
                ),
                [0, 0, 0],
            ),
            (
                case("1", "a", "2019-03-01", interventions=helped(GROUP, "2020-01-01")),
                [1, 0, 0],
            ),
            (
                case("1", "a", "2019-03-01", interventions=helped(GROUP, "2019-12-31")),
                [1, 1, 0],
            ),
            (
                case(
                    "1",
                    "a",
                    "2018-03-01",
                    interventions=helped(GROUP, "2018-03-01", ended=day("2019-01-01")),
                ),
                [0, 1, 0],
            ),
            (
                case(
                    "1", "a", "2019-03-01", interventions=helped(GROUP, "2019-04-01", declined=True)
                ),
                [1, 0, 0],
            ),
            (
                case(
                    "1",
                    "a",
                    "2019-03-01",
                    interventions=helped(GROUP, "2019-04-01", for_violence=False),
                ),
                [1, 0, 0],
            ),
            (
                case(
                    "1",
                    "a",
                    "2018-03-01",
                    "2019-01-01",
                    goal=Goal.PARTLY,
                    interventions=helped(TRAPPAN, "2018-04-01", ended=day("2018-05-01")),
                ),
                [0, 0, 1],
            ),
            (
                case(
                    "1",
                    "a",
                    "2018-03-01",
                    "2019-12-31",
                    goal=Goal.NOT_REACHED,
                    closing_reason=ClosingReason.GOAL_REACHED,
                    interventions=helped(TRAPPAN, "2018-04-01"),
                ),
                [0, 1, 0],
            ),
            (
                case(
                    "1",
                    "a",
                    "2018-03-01",
                    "2019-12-31",
                    closing_reason=ClosingReason.GOAL_REACHED,
                    interventions=helped(TRAPPAN, "2018-04-01"),
                ),
                [0, 1, 1],
            ),
            (case("1", "a", "2018-03-01", "2019-06-01", goal=Goal.REACHED), [0, 0, 0]),
        ],
    )
    def test_figures(self, one: Case, expected: list[int]) -> None:
        """Taken in, helped and closed with the goal, each by its own rule and year."""
        found = metrics.kolada(register(one), 2019, adults={"0484": 20_000})
        assert expected == found.columns["cases"].tolist()
        assert [number / 2 for number in expected] == found.value.tolist()

    def test_cases_not_persons(self) -> None:
        """One person taken in twice is two."""
        twice = [case("1", "a", "2019-01-01", "2019-02-01"), case("2", "a", "2019-03-01")]
        found = metrics.kolada(register(*twice), 2019, adults={"0484": 10_000})
        assert found.select(kpi="U30750").value.tolist() == [2]

    def test_not_recorded(self) -> None:
        """Closed without a word of goal or reason: it may belong to the third."""
        one = case(
            "1", "a", "2018-03-01", "2019-06-01", interventions=helped(TRAPPAN, "2018-04-01")
        )
        found = metrics.kolada(register(one), 2019, adults={"0484": 10_000})
        assert found.columns["n_not_recorded"].tolist() == [0, 0, 1]

    def test_shape(self) -> None:
        """What was not delivered is null and no zero; half a year is measured by half a year."""
        coverage = Coverage(
            [
                ("0480", None, None),
                ("0484", None, WINDOW),
                ("0488", None, Period(date(2019, 1, 1), date(2019, 6, 30))),
            ]
        )
        made = register(case("1", "a", "2019-01-01", municipality="0488"), coverage=coverage)
        adults = {"0480": 1000.0, "0484": 1000.0, "0488": 10_000.0}
        found = metrics.kolada(made, 2019, adults=adults)
        assert found.select(municipality="0488", kpi="U30750").value[0] == pytest.approx(365 / 181)
        assert found.select(municipality="0480").state.tolist() == [State.NOT_REPORTED] * 3
        written = json.loads(json.dumps(metrics.kolada_rows(found)))
        assert written[0] == {
            "kpi": "U30750",
            "municipality": "0480",
            "period": 2019,
            "values": [{"gender": "T", "value": None, "status": "not_reported"}],
        }
        assert written[3]["values"] == [{"gender": "T", "value": 0.0, "status": ""}]
        assert written[6]["values"] == [{"gender": "T", "value": 2.0, "status": ""}]

    def test_arguments(self) -> None:
        """A municipality without a number, and a year that wasn't observed."""
        with pytest.raises(DataError, match="0484"):
            metrics.kolada(register(case()), 2019, adults={})
        for none in (0, -1, float("nan"), float("inf")):
            with pytest.raises(DataError, match="above 0 for 0484"):
                metrics.kolada(register(case()), 2019, adults={"0484": none})
        with pytest.raises(DataError, match="observed window"):
            metrics.kolada(register(case()), 2021, adults={"0484": 1.0})


class TestSuKvinnofrid:
    """The summary as published, with both denominators of the answers."""

    def test_published(self) -> None:
        """1 528 of 2 090 closed: 73.1 % (71.2-75.0); 567 answers: 37.1 % (34.7-39.6), 27.1 %."""
        made = register(
            *(
                case(str(n), str(n), "2019-03-01", "2019-06-01" if n < 1528 else None)
                for n in range(2090)
            )
        )
        found = metrics.su_kvinnofrid(made, P2019, answered=567)
        shown = {
            item: tuple(round(100 * one, 1) for one in figures)
            for item, *figures in zip(
                found.strata["item"].tolist(), found.value, found.lower, found.upper, strict=True
            )
        }
        assert shown["closed"] == (73.1, 71.2, 75.0)
        assert shown["answered_of_closed"] == (37.1, 34.7, 39.6)
        assert shown["answered_of_all"][0] == 27.1
        assert found.select(item="answered_of_all").n.tolist() == [2090]

    def test_by_hand(self) -> None:
        """Of 4 cases 2 women, 1 man, 1 unknown; honour by context; FREDA, conversation, none."""
        made = register(
            case(
                "1",
                Person("a", sex=Sex.WOMAN),
                contexts=frozenset({ViolenceContext.HONOUR}),
                assessments=(
                    RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02")),
                    RiskAssessment(Instrument.CONVERSATION, day("2019-03-02")),
                ),
            ),
            case(
                "2",
                Person("b", sex=Sex.WOMAN),
                assessments=(RiskAssessment(Instrument.FREDA_DANGER, day("2019-03-02")),),
            ),
            case("3", Person("c", sex=Sex.MAN)),
            case("4", "d"),
            case("5", "e", role=CHILD),
        )
        found = metrics.su_kvinnofrid(made, P2019)
        number = dict(zip(found.strata["item"].tolist(), found.columns["number"], strict=True))
        assert (number["woman"], number["man"], number["other_or_unknown"]) == (2, 1, 1)
        assert number["honour"] == 1
        assert number["freda"] == 2
        for one in (Instrument.FREDA_SHORT, Instrument.FREDA_DESCRIPTION, Instrument.FREDA_DANGER):
            used = (RiskAssessment(one, day("2019-03-02")),)
            alone = metrics.su_kvinnofrid(register(case(assessments=used)), P2019)
            assert alone.select(item="freda").columns["number"].tolist() == [1]
        assert number["conversation"] == 1
        assert number["not_assessed"] == 2
        assert found.state[-2:].tolist() == [State.NOT_REPORTED] * 2
        assert found.n.tolist()[0] == 4

    def test_more_answers_than_cases(self) -> None:
        """Nobody answers who wasn't there."""
        with pytest.raises(DataError, match="answered"):
            metrics.su_kvinnofrid(register(case()), P2019, answered=1)
