"""What a figure needs to be delivered, and who didn't deliver it."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, WINDOW, case, day, register
from vnr import Period, Register, metrics
from vnr.errors import DataError
from vnr.metrics.ground import CLOSED, EVIDENCE, NOTHING, Need, cells, role_need
from vnr.model import Role, Unit
from vnr.register import Coverage
from vnr.results import Note, State

Y19 = Period.year(2019)
HALF = Period(day("2019-07-02"), WINDOW.end)
FOLLOWED = Need(tables="follow_ups")


def coverage(*rows: tuple[str, Period | None, set[str] | str, set[str] | str]) -> Coverage:
    """Rows of municipality, period, tables and fields."""
    return Coverage((code, None, None, period, *names) for code, period, *names in rows)


def delivered(*rows: tuple[str, Period | None, set[str] | str, set[str] | str]) -> Register:
    return Register.from_cases([case("1")], observed=WINDOW, coverage=coverage(*rows))


class TestNeed:
    """What must be delivered, as sets of which one name is enough."""

    def test_clauses(self) -> None:
        """All tables and fields, and of each set one, whatever order they are named in."""
        need = Need(tables="follow_ups", fields=["cases.unit"], any_of=[("b", "a"), "c"])
        assert need.clauses == (
            frozenset({"cases.unit"}),
            frozenset({"follow_ups"}),
            frozenset({"a", "b"}),
            frozenset({"c"}),
        )
        assert need == Need(fields="cases.unit", tables=("follow_ups",), any_of=[["c"], {"a", "b"}])

    def test_both(self) -> None:
        """Together they need what each does, once."""
        both = FOLLOWED & Need(tables=CLOSED, any_of=["a"]) & Need(any_of=["a"])
        assert both == Need(tables=["closings", "follow_ups"], any_of=["a"])
        assert (NOTHING & FOLLOWED) == (FOLLOWED & NOTHING) == FOLLOWED
        assert NOTHING.clauses == ()

    def test_evidence(self) -> None:
        """Whatever could tell of honour or a later reason could tell of violence."""
        assert EVIDENCE["intake"] < EVIDENCE["honour"] < EVIDENCE["known"]
        assert "original" not in EVIDENCE


class TestRoles:
    """Whose cases these are."""

    def test_need(self) -> None:
        """Roles are needed where some are picked out, not where all on the exposed side are."""
        assert role_need("exposed") == role_need("all") == NOTHING
        named = Need(fields="cases.roles")
        assert role_need("perpetrators") == role_need({Role.EXPOSED_ADULT}) == named
        with pytest.raises(DataError, match="roles must be"):
            role_need("children")  # type: ignore[arg-type]

    def test_counted(self) -> None:
        """Without roles nobody is known to be an adult: that is not none."""
        made = Register.from_cases([case("1", role=frozenset())], observed=WINDOW)
        count = metrics.count(made, Y19, roles={Role.EXPOSED_ADULT})
        assert count.state.tolist() == [State.NOT_REPORTED]
        assert metrics.count(made, Y19).value.tolist() == [1]
        items = metrics.su_kvinnofrid(made, Y19, answered=1)
        assert set(items.state.tolist()) == {State.NOT_REPORTED}
        assert metrics.kolada(made, 2019, adults={"0484": 9.0}).state.tolist() == [1, 1, 1]


class TestNotes:
    """Who didn't deliver what, in words."""

    def test_who_lacks_what(self) -> None:
        """Those who lack the same stand in one note; who delivered nothing at all in none."""
        made = delivered(
            ("0484", WINDOW, "all", "all"),
            ("0488", WINDOW, {"closings"}, set()),
            ("0481", WINDOW, {"closings"}, set()),
            ("0480", WINDOW, {"interventions"}, set()),
            ("0482", None, set(), set()),
        )
        table = cells(made, Y19, "municipality", need=Need(tables=["closings", "interventions"]))
        state = zip(table.labels["municipality"].tolist(), table.state.tolist(), strict=True)
        assert [code for code, gone in state if not gone] == ["0484"]
        closings, interventions = table.grid("mine").notes
        assert closings == Note("not_delivered", places=["Nyköping"], what=["closings"])
        assert interventions == Note(
            "not_delivered", places=["Oxelösund", "Trosa"], what=["interventions"]
        )
        assert interventions.text("sv") == (
            "Går inte att säga för Oxelösund, Trosa, och ingår inte i summor: leveransen saknar "
            "insatser. Det är inte noll."
        )

    def test_a_table_says_of_its_fields(self) -> None:
        """Where a table is lacking its fields aren't named too; what evidence there is, in short."""
        made = delivered(("0484", WINDOW, set(), set()))
        need = Need(tables="follow_ups", fields=["follow_ups.done", "cases.unit"])
        (note,) = cells(made, Y19, need=need).grid("mine").notes
        assert note.parameters["what"] == ["cases.unit", "follow_ups"]
        (note,) = cells(made, Y19, need=Need(any_of=[EVIDENCE["known"]])).grid("mine").notes
        assert note.parameters["what"] == ["evidence"]
        (note,) = cells(made, Y19, need=Need(any_of=[("cases.goal", CLOSED)])).grid("mine").notes
        assert note.parameters["what"] == ["cases.goal", "closings"]

    def test_never_at_once(self) -> None:
        """Two things that were delivered one after the other are lacking together."""
        before = Period(WINDOW.start, day("2019-07-01"))
        made = delivered(
            ("0484", before, {"closings"}, set()), ("0484", HALF, {"interventions"}, set())
        )
        table = cells(made, Y19, need=Need(tables=["closings", "interventions"]))
        assert table.state.tolist() == [State.NOT_REPORTED]
        (note,) = table.grid("mine").notes
        assert note.parameters["what"] == ["closings", "interventions"]

    def test_what_a_figure_needs_more(self) -> None:
        """Who delivers what the table needs, but not this, stands in a note of a code of one's own."""
        made = delivered(
            ("0484", WINDOW, "all", "all"),
            ("0488", WINDOW, {"closings"}, set()),
            ("0480", WINDOW, set(), set()),
        )
        table = cells(made, Y19, "municipality", need=Need(tables=CLOSED))
        assert table.lacks(FOLLOWED, "partly_told") == (
            Note("partly_told", places=["Trosa"], what=["follow_ups"]),
        )
        assert table.lacks(NOTHING) == ()
        assert table.state_of(FOLLOWED).tolist() == [
            State.NOT_REPORTED,
            State.VALUE,
            State.NOT_REPORTED,
        ]
        assert table.delivered(FOLLOWED).tolist() == [0, 1, 0]

    def test_an_own_code(self) -> None:
        """A municipality without a name here goes by its code."""
        made = delivered(("9999", WINDOW, set(), set()))
        (note,) = cells(made, Y19, need=FOLLOWED).grid("mine").notes
        assert note.parameters["places"] == ["9999"]


class TestUnlike:
    """Whether municipalities delivered different kinds of what could tell of a basis."""

    @pytest.mark.parametrize(
        ("other", "unlike"),
        [
            ({"cases.forms", "cases.contexts"}, False),
            ({"cases.forms"}, True),
            ({"intakes.later"}, True),
            # Nothing is not another kind: there `known` is not reported at all.
            (set(), False),
        ],
    )
    def test_two(self, other: set[str], *, unlike: bool) -> None:
        """Two municipalities, of which one delivers forms and contexts."""
        made = delivered(
            ("0484", WINDOW, set(), {"cases.forms", "cases.contexts"}),
            ("0488", WINDOW, set(), other),
            ("0480", None, set(), set()),
        )
        expected = [Note("evidence_differs")] if unlike else []
        codes = ("evidence_differs",)
        for result in (metrics.detection(made, Y19), metrics.count(made, Y19)):
            assert [note for note in result.notes if note.code in codes] == expected
        for basis in ("original", "any"):
            assert cells(made, Y19).unlike(basis) == ()

    def test_in_the_period(self) -> None:
        """What was delivered outside the period tells of nothing in it."""
        later = Period.year(2020)
        made = delivered(
            ("0484", WINDOW, set(), {"cases.forms"}),
            ("0488", WINDOW, set(), {"cases.forms"}),
            ("0488", later, set(), {"cases.contexts"}),
        )
        assert cells(made, Y19).unlike("known") == ()
        assert cells(made, later).unlike("known") == (Note("evidence_differs"),)

    def test_nobody(self) -> None:
        """Of no municipality there is nothing to say."""
        assert cells(register(coverage=Coverage([])), Y19).unlike("known") == ()


class TestCount:
    """A basis that nothing delivered could tell of."""

    def test_none_and_some(self) -> None:
        """No case is not reported; some are at least so many, and a note says so."""
        cases = [case("1"), case("2", municipality="0488", reason=ECONOMIC)]
        made = Register.from_cases(cases, observed=WINDOW)
        known = metrics.count(made, Y19, by="municipality")
        assert known.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert known.value.tolist() == [1, 0]
        assert [note.code for note in known.notes] == ["may_be_more"]
        original = metrics.count(made, Y19, basis="original", by="municipality")
        assert original.state.tolist() == [State.VALUE] * 2
        assert original.notes == ()

    def test_stock(self) -> None:
        """A stock is told by what was delivered on its last day."""
        before = Period(WINDOW.start, day("2019-12-30"))
        rows: list[Any] = [
            ("0484", None, None, WINDOW, {"closings"}, set()),
            ("0484", None, None, before, set(), {"cases.forms"}),
        ]
        made = Register.from_cases(
            [case("1", reason=ECONOMIC)], observed=WINDOW, coverage=Coverage(rows)
        )
        assert metrics.count(made, Y19, measure="open").state.tolist() == [State.VALUE]
        assert metrics.count(made, Y19, measure="stock").state.tolist() == [State.NOT_REPORTED]


class TestDays:
    """What is needed is told of cases and days."""

    def made(self, *rows: tuple[str, Unit | None, Period, set[str]]) -> Register:
        """Cases of two units, opened in March and in August and closed a week later."""
        cases = [
            case(f"{number}", f"p{number}", f"2019-{month}-01", f"2019-{month}-08", unit=unit)
            for number, (month, unit) in enumerate(
                (month, unit) for month in ("03", "08") for unit in (Unit.ADULT, Unit.CHILD, None)
            )
        ]
        deliveries = [
            (code, unit, None, days, tables, {"cases.unit"}) for code, unit, days, tables in rows
        ]
        return Register.from_cases(cases, observed=WINDOW, coverage=Coverage(deliveries))

    def test_from_july_on(self) -> None:
        """Closings from July on: those of March are in no cell, and half the year is covered."""
        made = self.made(("0484", None, WINDOW, set()), ("0484", None, HALF, {CLOSED}))
        closed = metrics.count(made, Y19, measure="closed", basis="any")
        assert closed.value.tolist() == [3]
        assert closed.covered.tolist() == [183 / 365]
        opened = metrics.count(made, Y19, measure="open", basis="any")
        # Open on no day in particular: that closings were delivered on some day is enough.
        assert opened.value.tolist() == [6]
        assert metrics.count(made, Y19, basis="any").value.tolist() == [6]

    def test_by_quarter(self) -> None:
        """Quarters before it are not reported."""
        made = self.made(("0484", None, WINDOW, set()), ("0484", None, HALF, {CLOSED}))
        closed = metrics.count(made, Y19, measure="closed", basis="any", by="quarter")
        assert closed.state.tolist() == [State.NOT_REPORTED] * 2 + [State.VALUE] * 2
        assert closed.value.tolist() == [0, 0, 3, 0]

    def test_one_unit(self) -> None:
        """Closings of one office: the cases of others are in no cell of closed ones."""
        made = self.made(
            ("0484", None, WINDOW, set()),
            ("0484", Unit.ADULT, WINDOW, {CLOSED}),
            ("0484", Unit.CHILD, WINDOW, set()),
        )
        closed = metrics.count(made, Y19, measure="closed", basis="any", by="unit")
        told = closed.select(unit=["adult", "child"])
        assert told.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert told.value.tolist() == [2, 0]

    def test_a_day_without_anything(self) -> None:
        """On a day that nobody delivered a case stays: its cell is delivered in part."""
        made = self.made(("0484", None, HALF, {CLOSED}))
        closed = metrics.count(made, Y19, measure="closed", basis="any")
        assert closed.value.tolist() == [6]
        assert closed.covered.tolist() == [183 / 365]

    def test_municipality_of_another_year(self) -> None:
        """What a municipality didn't deliver isn't in a total, whatever rows of it there are."""
        cases = [
            case("1", opened="2019-03-01"),
            case("2", opened="2019-03-01", municipality="0488"),
        ]
        rows = [("0484", WINDOW, "all", "all"), ("0488", Period.year(2020), "all", "all")]
        made = Register.from_cases(cases, observed=WINDOW, coverage=coverage(*rows))
        total = metrics.count(made, Y19)
        assert (total.value.tolist(), total.covered.tolist()) == ([1], [1 / 2])
        by_place = metrics.count(made, Y19, by="municipality")
        assert by_place.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert metrics.detection(made, Y19)["known"].tolist() == [1]
        assert cells(made, Period.year(2020)).delivery(made) is None

    def test_once_in_another_year(self) -> None:
        """What was delivered in another year only is told of no case of this one."""
        made = self.made(("0484", None, WINDOW, set()), ("0484", None, Period.year(2020), {CLOSED}))
        closed = metrics.count(made, Y19, measure="closed", basis="any")
        assert closed.state.tolist() == [State.NOT_REPORTED]
        assert cells(made, Y19, need=Need(tables=CLOSED)).delivery(made) is not None
        assert cells(made, Period.year(2020)).delivery(made) is None
