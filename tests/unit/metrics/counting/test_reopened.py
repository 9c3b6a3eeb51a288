"""Cases that close and open again, persons on two sides, and persons whom nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, WINDOW, case, closing, day, register
from vnr import metrics
from vnr.metrics import Days, ReactivationRule, Years
from vnr.model import (
    ClosingReason,
    Intervention,
    InterventionKind,
    Investigation,
    Period,
    Person,
    Role,
)
from vnr.register import Register
from vnr.register.columns import _table
from vnr.results import State

YEAR = Period.year(2019)
FEBRUARY, MAY, SEPTEMBER, DECEMBER = "2019-02-01", "2019-05-01", "2019-09-01", "2019-12-01"


def twice(case_id: str = "1", person: Any = "p", second: Any = ECONOMIC, **more: Any) -> Any:
    """Violence from February to May, and what `second` says from September to December."""
    whys = more.pop("whys", (None, None))
    return case(
        case_id, person, FEBRUARY, later=((SEPTEMBER, second),),
        closings=(closing(MAY, whys[0]), closing(DECEMBER, whys[1])), **more,
    )  # fmt: skip


def rule(event: str = "episode", **more: Any) -> ReactivationRule:
    given: dict[str, Any] = {"index": "episode_closed", "windows": (Years(1),), "source": "made"}
    return ReactivationRule("made", event=event, **(given | more))  # type: ignore[arg-type]


def numbers(found: Any, *names: str) -> list[int]:
    return [int(found[name][0]) for name in names]


def test_reopened_otherwise() -> None:
    """Opened again within the window without evidence of its own is no return; it stands beside."""
    once = case("2", "q", FEBRUARY, MAY)
    money = case(
        "3", "r", "2019-01-02", reason=ECONOMIC, later=((FEBRUARY, ECONOMIC), (SEPTEMBER, VIOLENCE)),
        closings=(closing("2019-01-10"), closing(MAY), closing(DECEMBER)),
    )  # fmt: skip
    never = case(
        "4", "q", "2018-06-01", reason=ECONOMIC, later=((SEPTEMBER, ECONOMIC),),
        closings=(closing("2018-07-01"),),
    )  # fmt: skip
    found = metrics.reactivation(register(twice(), once, never, money), YEAR, rule=rule())
    assert numbers(found, "returned", "n", "n_reopened_otherwise") == [0, 3, 1]
    back = metrics.reactivation(register(twice(second=VIOLENCE)), YEAR, rule=rule())
    assert numbers(back, "returned", "n", "n_reopened_otherwise") == [1, 1, 0]


def test_reopened_otherwise_on_the_last_day_of_a_window() -> None:
    """Opened again on day 123 it is within a window of as many days, and not of one day less."""
    assert (day(SEPTEMBER) - day(MAY)).days == 123
    asked = rule(windows=(Days(122), Days(123)))
    found = metrics.reactivation(register(twice()), YEAR, rule=asked)
    assert found["n_reopened_otherwise"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("when", "returned"), [("2019-08-31", 1), (SEPTEMBER, 0), ("2019-09-15", 0)]
)
def test_an_investigation_belongs_to_the_last_spell_opened(when: str, returned: int) -> None:
    """One in the gap belongs to the spell before it, one after the opening again to that."""
    made = register(twice(investigations=(Investigation(day(when)),)))
    found = metrics.reactivation(made, YEAR, rule=rule("investigation"))
    assert numbers(found, "returned", "n") == [returned, 1]


@pytest.mark.parametrize(("declined", "returned"), [(False, 1), (True, 0)])
def test_what_was_declined_is_no_return(declined: bool, returned: int) -> None:
    """An intervention that was declined never started."""
    given = Intervention(InterventionKind.COUNSELLING, day(SEPTEMBER), declined=declined)
    made = register(twice(second=VIOLENCE, interventions=(given,)))
    found = metrics.reactivation(made, YEAR, rule=rule("intervention"))
    assert numbers(found, "returned", "n") == [returned, 1]


def test_intakes_need_closings() -> None:
    """Without closings nobody can tell which intake opens a case again."""
    made = Register.from_cases(
        [case("1", "p", FEBRUARY, later=((SEPTEMBER, VIOLENCE),))], observed=WINDOW
    )
    found = metrics.reactivation(made, YEAR, rule="DFE_12M")
    assert found.state_of("value").tolist() == [State.NOT_REPORTED]


def test_a_second_intake_in_an_open_case_is_no_return() -> None:
    """Of intakes only one that opens a spell with the basis is an index or an event."""
    made = register(case("1", "p", FEBRUARY, later=((MAY, VIOLENCE), (SEPTEMBER, VIOLENCE))))
    again = register(twice(second=VIOLENCE))
    for one, expected in ((made, [0, 1]), (again, [1, 2])):
        looking_back = metrics.reactivation(one, YEAR, rule="DFE_12M")
        assert numbers(looking_back, "returned", "n") == expected


@pytest.mark.parametrize(
    ("whys", "expected"),
    [
        ((ClosingReason.MOVED, ClosingReason.OTHER), [2, 1]),
        ((ClosingReason.TRANSFERRED_MUNICIPALITY, ClosingReason.MOVED), [2, 2]),
        ((ClosingReason.TRANSFERRED_UNIT, ClosingReason.OTHER), [1, 0]),
        ((ClosingReason.DIED, ClosingReason.OTHER), [1, 0]),
        ((ClosingReason.OTHER, ClosingReason.TRANSFERRED_UNIT), [1, 0]),
    ],
)
@pytest.mark.parametrize("index", ["episode_closed", "case_closed"])
def test_reasons_are_those_of_the_spells_own_closing(
    index: str, whys: tuple[ClosingReason, ClosingReason], expected: list[int]
) -> None:
    """A spell ends by its own closing, not by the case's last."""
    made = register(twice(second=VIOLENCE, whys=whys))
    found = metrics.reactivation(made, YEAR, rule=rule(index=index, of="episode"))
    assert numbers(found, "n", "n_moved") == expected


@pytest.mark.parametrize(("gone", "moved"), [(MAY, 1), ("2019-05-02", 0)])
def test_moved_by_the_persons_date(gone: str, moved: int) -> None:
    """Who has moved by the close can't be seen to return."""
    made = register(case("1", Person("p", moved_out=day(gone)), FEBRUARY, MAY))
    assert numbers(metrics.reactivation(made, YEAR, rule=rule()), "n_moved") == [moved]


def test_by_the_reason_of_each_closing() -> None:
    """What closed twice stands under both reasons; the case's last reason isn't the first's."""
    made = register(twice(second=VIOLENCE, whys=(ClosingReason.OTHER, ClosingReason.DECLINED)))
    found = metrics.count(made, YEAR, measure="closed", by="closing_reason")
    number = dict(zip(found.strata["closing_reason"].tolist(), found.value.tolist(), strict=True))
    assert number["other"] == number["declined"] == 1
    assert sum(number.values()) == 2
    assert int(metrics.count(made, YEAR, measure="closed")) == 1


def test_kinds_of_episodes() -> None:
    """The kind of an episode is a stratum of its count."""
    made = register(twice(second=VIOLENCE), case("2", "q", DECEMBER))
    found = metrics.count(made, YEAR, of="episode", by="kind")
    assert found.strata["kind"].tolist() == ["new", "undetermined", "reactivated", "returning"]
    assert found.value.tolist() == [2, 0, 1, 0]


def test_a_case_on_both_sides() -> None:
    """It is one case of all, and an episode on each side, which stay apart."""
    both = frozenset({Role.EXPOSED_ADULT, Role.PERPETRATOR})
    made = register(twice(second=VIOLENCE, role=both))
    assert int(metrics.count(made, YEAR, roles="all")) == 1
    assert int(metrics.count(made, YEAR, of="person", roles="all")) == 1
    assert int(metrics.count(made, YEAR, of="episode", roles="all")) == 4
    found = metrics.reactivation(made, YEAR, rule=rule(roles="all"))
    assert numbers(found, "returned", "n") == [2, 2]
    sides = metrics.episodes(made, roles="all").side.tolist()
    assert sorted(sides) == ["exposed", "exposed", "perpetrator", "perpetrator"]


def test_detection_looks_at_the_first_spell() -> None:
    """What is learnt only after the case opened again stands beside, and hides nothing."""
    later = case(
        "1", "p", FEBRUARY, reason=ECONOMIC, later=((SEPTEMBER, VIOLENCE),),
        closings=(closing(MAY), closing(DECEMBER)),
    )  # fmt: skip
    found = metrics.detection(
        register(later, case("2", "q", FEBRUARY), case("3", "r", FEBRUARY)), YEAR
    )
    assert numbers(found, "known", "original", "n_later_spell", "n_not_mature") == [2, 2, 1, 0]


NOBODY = Person(None)


def unknown() -> Any:
    """One case number of nobody known in two municipalities, another that returns, and a person."""
    return register(
        case("1", NOBODY, FEBRUARY, MAY),
        case("1", NOBODY, FEBRUARY, MAY, municipality="0488"),
        twice("2", NOBODY, VIOLENCE),
        case("3", "p", FEBRUARY, MAY),
    )


def test_persons_whom_nobody_can_link() -> None:
    """One person for each municipality and case number, told of beside, and never merged."""
    persons = metrics.count(unknown(), YEAR, of="person", by="municipality")
    assert persons.value.tolist() == [3, 1]
    assert persons["n_unlinkable"].tolist() == [2, 1]
    assert "3 personer är okända" in " ".join(note.text("sv") for note in persons.notes)
    repeats = metrics.repeats(unknown(), YEAR)
    assert numbers(repeats, "n_persons", "n_unlinkable") == [4, 3]


def test_episodes_of_unknown_persons() -> None:
    """The first is undetermined, a later one reactivated within the window, else undetermined."""
    made = unknown()
    kinds = metrics.count(made, YEAR, of="episode", by="kind")
    assert kinds.value.tolist() == [1, 3, 1, 0]
    assert kinds["n_unlinkable"].tolist() == [0, 3, 1, 0]
    far = metrics.episodes(made, window=Years(0))
    assert sorted(far.kind.tolist()) == ["new", *["undetermined"] * 4]
    assert "4 sammanhängande tider med ärende gäller okända personer" in " ".join(
        note.text("sv") for note in far.notes
    )
    assert far.to_frame("polars")["person_id"].null_count() == 4


def test_unknown_persons_are_no_index_of_a_return() -> None:
    """Their closes in the cohort stand beside; a curve says so in a note too."""
    found = metrics.reactivation(unknown(), YEAR, rule=rule(of="episode"))
    assert numbers(found, "n", "returned", "n_unlinkable", "n_not_mature") == [1, 0, 4, 0]
    person = metrics.reactivation(unknown(), YEAR, rule=rule(of="person"))
    assert numbers(person, "n", "n_unlinkable") == [1, 4]
    curve = metrics.reactivation_curve(unknown(), YEAR, rule=rule(of="episode"))
    assert curve.n.tolist() == [1]
    assert curve["n_unlinkable"].tolist() == [4]
    later = metrics.time_to_event(unknown(), YEAR, start="closing", event="reactivation")
    assert later.n.tolist() == [1]
    for one in (found, curve, later):
        assert "4 händelser gäller okända personer" in " ".join(
            note.text("sv") for note in one.notes
        )


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_a_person_whose_spells_fall_in_several_stretches(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long case covers what comes after it, however few rows are taken at a time."""
    monkeypatch.setattr(_table, "_STRETCH", rows)
    long, within = case("1", "p", FEBRUARY, DECEMBER), case("2", "p", MAY, "2019-06-01")
    inside, alone = case("3", "p", SEPTEMBER, "2019-10-01"), case("4", "q", MAY, DECEMBER)
    made = register(long, within, inside, alone)
    assert metrics.count(made, YEAR, of="episode").value.tolist() == [2]
