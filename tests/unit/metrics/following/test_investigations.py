"""Preliminary assessments and investigations: how many, what came of them, and in what time."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from building import WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError, ModelError, UnknownNameError
from vnr.metrics import Days
from vnr.model import (
    Case,
    InformationSource,
    Intake,
    IntakeChannel,
    IntakeReason,
    Investigation,
    InvestigationKind,
    InvestigationOutcome,
    NotOpenedReason,
    Period,
    Person,
)
from vnr.register import Coverage, Register
from vnr.results import Counts, State

P2019 = Period.year(2019)
PRELIMINARY = InvestigationKind.PRELIMINARY


def preliminary(
    opened: str, closed: str | None, outcome: InvestigationOutcome | None = None
) -> Investigation:
    return Investigation(day(opened), PRELIMINARY, None if closed is None else day(closed), outcome)


def full(opened: str, closed: str | None) -> Investigation:
    return Investigation(day(opened), closed=None if closed is None else day(closed))


def made(*cases: Case) -> Register:
    whole = Coverage([("0484", None, None, WINDOW, "all", "all")])
    return register(*cases, coverage=whole)


class TestInTime:
    """The time of the law, to the day."""

    @pytest.mark.parametrize(
        ("closed", "status"),
        [
            ("2019-03-15", "in_time"),  # 14 days from the report of 1 March
            ("2019-03-16", "late"),
            (None, "unfinished"),
            ("2021-01-01", "unfinished"),  # after the cut-off nobody knows
        ],
    )
    def test_preliminary(self, closed: str | None, status: str) -> None:
        """Within fourteen days after the report came, though it was opened a day later."""
        one = made(case("1", investigations=(preliminary("2019-03-02", closed),)))
        got = metrics.investigations_in_time(one, P2019)
        assert {name: int(got[name][0]) for name in ("in_time", "late", "unfinished")} == {
            name: int(name == status) for name in ("in_time", "late", "unfinished")
        }
        assert (got.n.tolist(), got.value.tolist()) == ([1], [float(status == "in_time")])

    @pytest.mark.parametrize(("closed", "hit"), [("2020-02-29", 1), ("2020-03-01", 0)])
    def test_full(self, closed: str, hit: int) -> None:
        """Four months from 31 October end on the last of February."""
        one = made(case("1", investigations=(full("2019-10-31", closed),)))
        got = metrics.investigations_in_time(one, P2019, investigation="full")
        assert got["in_time"].tolist() == [hit]

    def test_the_last_report_counts(self) -> None:
        """A second report has fourteen days of its own; one after the opening has none of them."""
        reports = (("2019-06-01", IntakeReason.VIOLENCE), ("2019-06-10", IntakeReason.VIOLENCE))
        one = made(
            case("1", later=reports, investigations=(preliminary("2019-06-02", "2019-06-16"),))
        )
        assert metrics.investigations_in_time(one, P2019)["late"].tolist() == [1]

    def test_before_any_report(self) -> None:
        """An investigation before the first intake counts from its own opening."""
        one = made(case("1", investigations=(preliminary("2019-02-01", "2019-02-15"),)))
        assert metrics.investigations_in_time(one, P2019)["in_time"].tolist() == [1]

    def test_not_mature(self) -> None:
        """Closed at once, but its time isn't over at the cut-off: it waits like the others."""
        late = made(
            case(
                "1", opened="2020-12-20", investigations=(preliminary("2020-12-20", "2020-12-21"),)
            )
        )
        got = metrics.investigations_in_time(late, 2020)
        assert (got["n_not_mature"].tolist(), got.state.tolist()) == ([1], [State.NOT_MATURE])

    @pytest.mark.parametrize(
        ("opened", "closed", "told"),
        [
            ("2020-12-17", "2020-12-31", "in_time"),  # the fourteenth day is the last known
            ("2020-12-17", None, "unfinished"),
            ("2020-12-18", "2020-12-31", "n_not_mature"),
            ("2020-12-01", "2020-12-31", "late"),  # closed on the last day that is known
        ],
    )
    def test_at_the_cut_off(self, opened: str, closed: str | None, told: str) -> None:
        """The last day of the window is known, of a time as of a closing."""
        one = made(case("1", opened=opened, investigations=(preliminary(opened, closed),)))
        got = metrics.investigations_in_time(one, 2020)
        names = ("in_time", "late", "unfinished", "n_not_mature")
        assert {name for name in names if got[name][0]} == {told}

    def test_children_and_adults(self) -> None:
        """Age groups tell children from adults, by one call."""
        child, adult = Person("c", birth_year=2010), Person("a", birth_year=1980)
        cases = [
            case("1", child, investigations=(preliminary("2019-03-01", "2019-03-05"),)),
            case("2", adult, investigations=(preliminary("2019-03-01", "2019-04-05"),)),
        ]
        got = metrics.investigations_in_time(made(*cases), P2019, by="age_group")
        told = dict(zip(got.strata["age_group"].tolist(), got["in_time"].tolist(), strict=True))
        assert sum(told.values()) == 1
        assert [group for group, number in told.items() if number] == ["0-17"]

    def test_misuse(self) -> None:
        """No such kind, no such window."""
        with pytest.raises(UnknownNameError, match="investigation"):
            metrics.investigations_in_time(made(case("1")), P2019, investigation="half")  # type: ignore[arg-type]
        with pytest.raises(DataError, match="window must be"):
            metrics.investigations_in_time(made(case("1")), P2019, window=14)  # type: ignore[arg-type]

    def test_own_time(self) -> None:
        """Another time is what is asked for, and stands in the definition."""
        one = made(case("1", investigations=(preliminary("2019-03-01", "2019-03-09"),)))
        got = metrics.investigations_in_time(one, P2019, window=Days(7))
        assert got["late"].tolist() == [1]
        assert got.definition.parameters["window"] == "7 days"


def test_opened_or_not_by_who_reported() -> None:
    """One table: what came of each, and who had noticed."""
    opened, closed = InvestigationOutcome.OPENED, InvestigationOutcome.NOT_OPENED

    def reported(number: int, who: InformationSource, outcome: InvestigationOutcome) -> Case:
        return attrs.evolve(
            case(str(number), f"p{number}"),
            intakes=(Intake(date(2019, 3, 1), IntakeReason.VIOLENCE, source=who),),
            investigations=(preliminary("2019-03-01", "2019-03-05", outcome),),
        )

    police, school = InformationSource.POLICE, InformationSource.SCHOOL
    rows = [(police, opened), (police, closed), (school, closed), (school, closed)]
    one = made(*(reported(number, *row) for number, row in enumerate(rows)))
    got = metrics.investigations(one, P2019, by=("investigation_outcome", "source"))
    told = {
        (outcome, who): int(value)
        for outcome, who, value in zip(
            got.strata["investigation_outcome"].tolist(),
            got.strata["source"].tolist(),
            got.value.tolist(),
            strict=True,
        )
        if value
    }
    assert told == {
        ("opened", "police"): 1,
        ("not_opened", "police"): 1,
        ("not_opened", "school"): 2,
    }
    assert got.unit == "investigations"
    assert got.adds_over == {"investigation_outcome", "source"}


OUTCOME = InvestigationOutcome


def told(result: Counts) -> dict[tuple[str, ...], int]:
    """The cells that hold anything, by their labels."""
    cells = zip(*(labels.tolist() for labels in result.strata.values()), strict=True)
    pairs = zip(cells, result.value.tolist(), strict=True)
    return {cell: number for cell, number in pairs if number}


class TestWhyNotOpened:
    """Opened or not, and why not, by who reported; what is described; who lives elsewhere."""

    def made(self) -> Register:
        """Four assessments of reports by police and school, and a full one that describes all."""
        rows = [
            (InformationSource.POLICE, OUTCOME.OPENED, None, True),
            (InformationSource.POLICE, OUTCOME.NOT_OPENED, NotOpenedReason.DECLINED, False),
            (InformationSource.SCHOOL, OUTCOME.NOT_OPENED, NotOpenedReason.DECLINED, False),
            (InformationSource.SCHOOL, OUTCOME.NOT_OPENED, None, None),
        ]
        cases = []
        for number, (who, outcome, why, described) in enumerate(rows):
            first = preliminary("2019-03-01", "2019-03-05", outcome)
            first = attrs.evolve(first, not_opened_reason=why, violence_described=described)
            later = attrs.evolve(full("2019-03-05", "2019-05-01"), violence_described=True)
            cases.append(
                attrs.evolve(
                    case(str(number), Person(f"p{number}", birth_year=2010 - 30 * (number > 2))),
                    intakes=(Intake(date(2019, 3, 1), IntakeReason.VIOLENCE, source=who),),
                    investigations=(first, later) if outcome is OUTCOME.OPENED else (first,),
                )
            )
        return made(*cases)

    def test_by_who_reported(self) -> None:
        """One call; a reason that nobody gave is not recorded, also of those that were opened."""
        got = metrics.investigations(
            self.made().where(investigation="preliminary"),
            P2019,
            by=("investigation_outcome", "not_opened_reason", "source"),
        )
        assert told(got) == {
            ("opened", "not_recorded", "police"): 1,
            ("not_opened", "declined", "police"): 1,
            ("not_opened", "declined", "school"): 1,
            ("not_opened", "not_recorded", "school"): 1,
            ("not_recorded", "not_recorded", "police"): 1,
        }

    def test_described(self) -> None:
        """Each by its own: the full one too."""
        got = metrics.investigations(
            self.made(), P2019, by=("investigation", "violence_described", "age_group")
        )
        assert told(got) == {
            ("preliminary", "yes", "0-17"): 1,
            ("preliminary", "no", "0-17"): 2,
            ("preliminary", "not_recorded", "30-49"): 1,
            ("full", "yes", "0-17"): 1,
        }

    def test_chosen(self) -> None:
        """A case is chosen by an investigation of its own."""
        assert self.made().where(violence_described=False).counted.sum() == 2
        assert self.made().where(not_opened_reason="declined", source="school").counted.sum() == 1

    def test_a_reason_of_one_that_was_opened(self) -> None:
        """It is refused; beside any other outcome, or none, it stands."""
        for outcome in (None, *OUTCOME):
            one = preliminary("2019-03-01", "2019-03-05", outcome)
            if outcome in (OUTCOME.OPENED, OUTCOME.INTERVENTION):
                with pytest.raises(ModelError, match="reason-of-opened"):
                    attrs.evolve(one, not_opened_reason=NotOpenedReason.DECLINED)
            else:
                attrs.evolve(one, not_opened_reason=NotOpenedReason.DECLINED)

    def test_an_earlier_extract(self) -> None:
        """It didn't know yet what an investigation that was open would come to."""
        before = self.made().as_of(date(2019, 3, 4))
        found = {
            (one.not_opened_reason, one.violence_described)
            for held in before.cases()
            for one in held.investigations
        }
        assert found == {(None, None)}

    def test_applications_of_those_who_live_elsewhere(self) -> None:
        """Those that nobody investigated have a cell of their own, so that a share can be told."""

        def applied(number: int, home: str, *investigated: Investigation) -> Case:
            how = Intake(date(2019, 3, 1), IntakeReason.VIOLENCE, IntakeChannel.APPLICATION)
            return attrs.evolve(
                case(str(number), f"p{number}"),
                intakes=(how,),
                home_municipality=home,
                investigations=investigated,
            )

        first = preliminary("2019-03-01", "2019-03-05")
        one = made(
            applied(1, "0180", first, full("2019-03-05", None)),
            applied(2, "0180", first),
            applied(3, "0180"),
            applied(4, "0180"),
            applied(5, "0484", full("2019-03-05", None)),
            case("6", "p6"),
        )
        elsewhere = one.where(residence="elsewhere", channel="application")
        got = metrics.count(elsewhere, P2019, by="investigation")
        assert told(got) == {("preliminary",): 2, ("full",): 1, ("none",): 2}
        assert int(metrics.count(elsewhere, P2019)) == 4
        assert int(metrics.count(elsewhere.where(investigation="full"), P2019)) == 1


def test_not_delivered() -> None:
    """Who delivered no investigations has none to tell of, and isn't zero."""
    bare = Register.from_cases([case("1")], observed=WINDOW)
    assert metrics.investigations(bare, P2019).state.tolist() == [State.NOT_REPORTED]
    assert metrics.investigations_in_time(bare, P2019).state.tolist() == [State.NOT_REPORTED]


def test_of_no_kind() -> None:
    """Where nobody said which were preliminary, none of them is told to be none; all are counted."""
    bare = Register.from_cases(
        [case("1", investigations=(full("2019-03-02", "2019-04-01"),))], observed=WINDOW
    )
    assert int(metrics.investigations(bare, P2019)) == 1
    by_kind = metrics.investigations(bare, P2019, by="investigation")
    assert set(by_kind.state.tolist()) == {State.NOT_REPORTED}
    preliminary, other = (
        metrics.investigations_in_time(bare, P2019, investigation=kind)
        for kind in ("preliminary", "full")
    )
    assert preliminary.state.tolist() == [State.NOT_REPORTED]
    assert "investigations.kind" in str(preliminary.notes)
    assert (other.n.tolist(), other.value.tolist()) == ([1], [1.0])
