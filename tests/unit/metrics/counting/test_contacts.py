"""Contacts are counted by where and when their whole period lies, and beside cases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import case
from vnr import disclosure, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics.choices import By
from vnr.model import Contact, ContactKind, Period, Provider, Role, Unit
from vnr.register import Coverage, Partitioned, Register
from vnr.results import Counts, State

YEAR = Period.year(2019)
MONTHS = YEAR.split("month")
KINDS = ContactKind


def contact(code: str, days: str, kind: ContactKind, number: int = 1, **more: Any) -> Contact:
    return Contact(code, Period.parse(days), kind, number, **more)


MANY = (
    contact("0484", "2019-01-01/2019-01-31", KINDS.ADVICE, 12, unit=Unit.OPEN_CARE),
    contact("0484", "2019-02-01/2019-02-28", KINDS.ADVICE, 3, role=Role.PERPETRATOR),
    contact("0484", "2019-02-14/2019-02-14", KINDS.SHELTER_ASKED, provider=Provider.NGO),
    contact("0484", "2019-02-15/2019-02-15", KINDS.SHELTER_REFUSED),
    contact("0488", "2019-01-01/2019-03-31", KINDS.CHAT, 5, district="norr"),
)


def made(*contacts: Contact, **more: Any) -> Register:
    cases = more.pop("cases", ())
    return Register.from_cases(cases, observed=2019, contacts=contacts or MANY, **more)


def cells(counts: Counts, *names: str) -> dict[Any, Any]:
    """Each cell's number, or the state that it has instead."""
    labels = zip(*(counts.strata[name].tolist() for name in names), strict=True)
    states = counts.state_of("value").tolist()
    return {
        label[0] if len(names) == 1 else label: State(state).code if state else value
        for label, state, value in zip(labels, states, counts.value.tolist(), strict=True)
    }


class TestCells:
    """A contact stands in a cell that holds its whole period."""

    def test_total(self) -> None:
        """Together, with what is said of kinds that are added up."""
        counted = metrics.contacts(made(), 2019)
        assert int(counted) == 12 + 3 + 1 + 1 + 5
        assert counted.unit == "contacts"
        assert [note.code for note in counted.notes] == ["contacts_together"]

    def test_kinds(self) -> None:
        """Every kind has a row, and none is added to another."""
        counted = metrics.contacts(made(), 2019, by="kind")
        held = Counter({"advice": 15, "chat": 5, "shelter_asked": 1, "shelter_refused": 1})
        assert cells(counted, "kind") == {kind.value: held[kind.value] for kind in KINDS}
        assert counted.notes == ()

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("municipality", {"0484": 17, "0488": 5}),
            ("county", {"04": 22}),
            ("county_part", {"04-north": 17, "04-south": 5}),
            ({"ours": {"0484": "a", "0488": "a"}}, {"a": 22}),
            ("year", {2019: 22}),
            ("quarter", {"2019Q1": 22, "2019Q2": 0, "2019Q3": 0, "2019Q4": 0}),
            ("district", {"norr": 5, "not_recorded": 0}),
        ],
    )
    def test_strata(self, by: Any, expected: dict[Any, int]) -> None:
        """By place and time."""
        name = by if isinstance(by, str) else "ours"
        assert cells(metrics.contacts(made(), 2019, by=by), name) == expected

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("unit", {"open_care": 12, "not_recorded": 5}),
            ("role", {"perpetrator": 3, "not_recorded": 14}),
            ("provider", {"ngo": 1, "not_recorded": 16}),
        ],
    )
    def test_coded(self, by: By, expected: dict[str, int]) -> None:
        """By office, whom it was for and who gave it; what isn't recorded has a row.

        Who never told of it is in no row, and the total says so, whether it has cases or not.
        """
        for cases in ((), [case("1", "a", "2019-03-01", municipality="0488")]):
            counted = metrics.contacts(made(cases=cases), 2019, by=by)
            found = cells(counted, by)  # type: ignore[arg-type]
            assert {label: number for label, number in found.items() if number} == expected
            assert counted.covered.tolist() == [0.5] * len(counted)
            (note,) = [one for one in counted.notes if one.code == "not_delivered"]
            assert dict(note.parameters) == {"places": ["Trosa"], "what": [f"contacts.{by}"]}

    def test_outside(self) -> None:
        """Before or after what is asked about it stands in no cell, the first and last included."""
        before, after = (
            contact("0484", span, KINDS.CHAT, 7)
            for span in ("2018-12-31/2018-12-31", "2020-01-01/2020-01-31")
        )
        wide = Period.parse("2018-01-01/2020-12-31")
        register = Register.from_cases([], observed=wide, contacts=[before, after])
        for by in ("month", "year", ()):
            assert metrics.contacts(register, 2019, by=by).value.sum() == 0

    def test_nobody_lacks_a_value(self) -> None:
        """Then there is no such row."""
        found = metrics.contacts(made(MANY[0]), 2019, by="unit")
        assert "not_recorded" not in found.strata["unit"]
        first = contact("0484", "2019-01-01/2019-01-31", KINDS.ADVICE, 12, unit=Unit.ADULT)
        assert "not_recorded" not in metrics.contacts(made(first), 2019, by="unit").strata["unit"]

    def test_period_across_cells(self) -> None:
        """What was delivered by quarter isn't split into months, nor is any of them 0."""
        found = metrics.contacts(made(), 2019, by=("municipality", "month"))
        expected = {("0484", f"2019-{month:02}"): 0 for month in range(1, 13)}
        expected |= {("0484", "2019-01"): 12, ("0484", "2019-02"): 5}
        expected |= {("0488", f"2019-{month:02}"): 0 for month in range(4, 13)}
        states: dict[Any, Any] = {("0488", f"2019-0{month}"): "not_reported" for month in (1, 2, 3)}
        assert cells(found, "municipality", "month") == expected | states
        assert "contacts_crossing" in {note.code for note in found.notes}
        assert found.adds_over == {"municipality"}

    def test_part_of_a_period(self) -> None:
        """A period asked about that holds only a part of one isn't told either."""
        found = metrics.contacts(made(), "2019-01-01/2019-02-28", by="municipality")
        assert cells(found, "municipality") == {"0484": 17, "0488": "not_reported"}

    def test_none_crosses_with_none(self) -> None:
        """None in a quarter is none in each month."""
        none = contact("0488", "2019-01-01/2019-03-31", KINDS.CHAT, 0)
        found = metrics.contacts(made(none), 2019, by="month")
        assert found.value.tolist() == [0] * 12
        assert not found.state.any()

    def test_refused(self) -> None:
        """What contacts don't have is no stratum of them."""
        with pytest.raises(UnknownNameError, match="district"):
            metrics.contacts(made(), 2019, by="sex")
        with pytest.raises(DataError, match="by row of cases"):
            metrics.contacts(made(), 2019, by={"own": np.zeros(0)})
        with pytest.raises(DataError, match="call yours something else"):
            metrics.contacts(made(), 2019, by={"kind": {"0484": "a"}})
        with pytest.raises(DataError, match="choose one of"):
            metrics.contacts(made(), 2019, by=("year", "month"))


class TestDelivery:
    """Not delivered is no number, and delivered and empty is 0."""

    def test_states(self) -> None:
        """By the table `contacts` of the coverage."""
        quarter = Period.parse("2019-01-01/2019-03-31")
        told = Coverage(
            [
                ("0484", None, None, YEAR, {"contacts"}, None),
                ("0488", None, None, YEAR, frozenset(), None),
                ("0480", None, None, quarter, "all", None),
                ("0482", None, None),
            ]
        )
        register = made(MANY[0], coverage=told)
        found = metrics.contacts(register, 2019, by=("municipality", "quarter"))
        held = cells(found, "municipality", "quarter")
        assert [held["0484", f"2019Q{n}"] for n in (1, 2, 3, 4)] == [12, 0, 0, 0]
        assert {held["0488", f"2019Q{n}"] for n in (1, 2, 3, 4)} == {"not_reported"}
        assert [held["0480", f"2019Q{n}"] for n in (1, 2)] == [0, "not_reported"]
        assert held["0482", "2019Q1"] == "not_reported"

    def test_of_a_total(self) -> None:
        """A total holds what was delivered: nothing of who didn't, or before they began."""
        later = Period.parse("2019-07-01/2019-12-31")
        told = Coverage(
            [
                ("0484", None, None, YEAR, {"contacts"}, None),
                ("0484", None, None, YEAR, {"cases"}, "all"),
                ("0488", None, None, YEAR, {"cases"}, "all"),
                ("0480", None, None, YEAR, {"cases"}, "all"),
                ("0480", None, None, later, {"contacts"}, "all"),
            ]
        )
        rows = [
            MANY[0],
            contact("0488", "2019-01-01/2019-01-31", KINDS.CHAT, 100),
            contact("0480", "2019-01-01/2019-01-31", KINDS.CHAT, 1000),
            contact("0480", "2019-08-01/2019-08-31", KINDS.CHAT, 4),
        ]
        found = metrics.contacts(made(*rows, coverage=told), 2019)
        assert int(found) == 12 + 4
        assert found.covered.tolist() == pytest.approx([(1 + 184 / 365) / 3])
        apart = metrics.contacts(made(*rows, coverage=told), 2019, by=("municipality", "quarter"))
        held = cells(apart, "municipality", "quarter")
        assert [held["0480", f"2019Q{n}"] for n in (1, 2, 3, 4)] == ["not_reported"] * 2 + [4, 0]
        assert {held["0488", f"2019Q{n}"] for n in (1, 2, 3, 4)} == {"not_reported"}

    def test_cases_are_none_of_theirs(self) -> None:
        """Who delivers contacts alone has no number of cases; who delivers cases alone no contacts."""
        register = made(MANY[4], cases=[case("1", "a", "2019-03-01")])
        number = metrics.count(register, 2019, basis="any", by="municipality")
        assert cells(number, "municipality") == {"0484": 1, "0488": "not_reported"}
        beside = metrics.contacts(register, 2019, by="municipality")
        assert cells(beside, "municipality") == {"0484": "not_reported", "0488": 5}

    def test_chosen(self) -> None:
        """By what they have they are counted; by what they don't none can be told."""
        assert int(metrics.contacts(made().where(municipality="0488"), 2019)) == 5
        unit = metrics.contacts(made().where(unit="open_care"), 2019, by="municipality")
        assert cells(unit, "municipality") == {"0484": 12, "0488": "not_reported"}
        for register in (made().where(sex="woman"), made().where(np.zeros(0, bool))):
            found = metrics.contacts(register, 2019)
            assert found.state.tolist() == [State.NOT_REPORTED]
            assert "contacts_not_chosen" in {note.code for note in found.notes}


def naive(contacts: list[Contact], spans: tuple[Period, ...]) -> dict[Any, Any]:
    """Said once more: each contact looked at for each month and kind."""
    found: dict[Any, Any] = {}
    for kind in KINDS:
        for span in spans:
            mine = [one for one in contacts if one.kind == kind and one.number]
            inside = [one for one in mine if one.period.overlap(span) == one.period]
            crossing = [one for one in mine if one.period.overlap(span) not in (None, one.period)]
            label = (kind.value, f"{span.start:%Y-%m}")
            found[label] = "not_reported" if crossing else sum(one.number for one in inside)
    return found


@settings(max_examples=15)
@given(st.data())
def test_against_one_at_a_time(data: st.DataObject) -> None:
    """The cells of any contacts are those of looking at each, whole and in parts."""
    days = st.dates(YEAR.start, YEAR.end)
    drawn = data.draw(
        st.lists(
            st.builds(
                lambda code, ends, kind, number: Contact(code, Period(*sorted(ends)), kind, number),
                st.sampled_from(["0484", "0488"]),
                st.tuples(days, days) | days.map(lambda day: (day, day)),
                st.sampled_from([KINDS.ADVICE, KINDS.CHAT]),
                st.integers(0, 9),
            ),
            max_size=8,
        )
    )
    told = Coverage([(code, None, None, YEAR, {"contacts"}, None) for code in ("0484", "0488")])
    by = ("kind", "month")
    register = (
        made(*drawn, coverage=told)
        if drawn
        else Register.from_cases([], observed=2019, coverage=told)
    )
    whole = metrics.contacts(register, 2019, by=by)  # type: ignore[arg-type]
    assert cells(whole, *by) == naive(drawn, MONTHS)
    parts = Partitioned(
        Register.from_cases([], observed=2019, coverage=told, contacts=drawn[place::2])
        for place in (0, 1)
    )
    assert cells(metrics.contacts(parts, 2019, by=by), *by) == naive(drawn, MONTHS)  # type: ignore[arg-type]


def test_protected() -> None:
    """Small numbers are hidden, and what was published beside doesn't give them away."""
    contacts = [contact("0484", month.label, KINDS.ADVICE, 7) for month in MONTHS[:11]]
    contacts += [contact("0484", MONTHS[11].label, KINDS.ADVICE, 2)]
    contacts += [contact("0488", month.label, KINDS.CHAT, 20) for month in MONTHS]
    register = made(*contacts)
    results = {
        "total": metrics.contacts(register, 2019),
        "months": metrics.contacts(register, 2019, by=("municipality", "month")),
        "kinds": metrics.contacts(register, 2019, by=("municipality", "kind")),
    }
    rule = disclosure.FIVE
    shown = disclosure.protect(results, rule)
    assert cells(shown["months"], "municipality", "month")["0484", "2019-12"] == "suppressed"
    assert disclosure.audit(shown, rule).verdict == "safe"
