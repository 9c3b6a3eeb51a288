"""Cases become episodes by rules, with a row on each side of each."""

from __future__ import annotations

from typing import Any

import pytest

from building import WINDOW, case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import Days, ReactivationRule, Years
from vnr.model import Period, Role
from vnr.register import Coverage, Register
from vnr.results import State

YEAR = Period.year(2019)


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
    "arguments",
    [{"within": "county"}, {"merge_gap": -1}, {"merge_gap": 1.5}, {"merge_gap": 3_652_059}],
)
def test_episodes(arguments: dict[str, Any]) -> None:
    """Each argument of episodes says what it may be."""
    with pytest.raises(DataError):
        metrics.episodes(register(), **arguments)


def test_shows() -> None:
    """The repr counts the kinds and names nobody."""
    found = metrics.episodes(
        register(
            case("1", "a-pseudonym", "2018-02-01", "2018-03-01"),
            case("2", "a-pseudonym", "2019-01-01"),
        )
    )
    assert len(found) == 2
    assert "kom tillbaka inom tiden 1" in " ".join(repr(found).split())
    assert "came back within the time 1" in found.show("en")
    assert "a-pseudonym" not in repr(found)


def test_by_municipality() -> None:
    """Within the municipality a move is a new beginning, and the frame says where."""
    cases = [
        case("1", closed="2019-04-01"),
        case("2", opened="2019-04-01", municipality="0488"),
    ]
    assert len(metrics.episodes(register(*cases))) == 1
    frame = metrics.episodes(register(*cases), within="municipality").to_frame("polars")
    assert frame["municipality"].to_list() == ["0484", "0488"]


def test_sides_are_apart() -> None:
    """One person's cases as exposed and as perpetrator never join."""
    cases = [case("1"), case("2", role=Role.PERPETRATOR)]
    found = metrics.episodes(register(*cases), roles="all")
    assert sorted(found.side.tolist()) == ["exposed", "perpetrator"]


def test_ends_with_its_latest_close() -> None:
    """A case that began first may close last, and what opens before that belongs to it."""
    cases = [
        case("1", opened="2018-01-10", closed="2018-12-01"),
        case("2", opened="2018-02-01", closed="2018-03-01"),
        case("3", opened="2018-12-02", closed="2018-12-05"),
        case("4", opened="2019-06-01", closed="2019-09-01"),
        case("5", opened="2019-07-01", closed="2019-08-01"),
    ]
    found = metrics.episodes(register(*cases))
    assert found.n_cases.tolist() == [3, 2]
    ends = found.end.astype("datetime64[D]").astype(str).tolist()
    assert ends == ["2018-12-05", "2019-09-01"]


@pytest.mark.parametrize(
    ("opened", "kind"), [("2018-12-31", "undetermined"), ("2019-01-01", "new")]
)
def test_where_no_delivery_is_told(opened: str, kind: str) -> None:
    """Of a municipality whose delivery has no period, it began with the window."""
    coverage = Coverage([("0484", None, None), ("0488", None, WINDOW)])
    made = register(case("1", opened=opened), coverage=coverage)
    assert metrics.episodes(made).kind.tolist() == [kind]


def test_frame() -> None:
    """A row for each; the municipality stands there if episodes end at its border."""
    made = register(case("1", closed="2019-04-01"))
    plain = metrics.episodes(made).to_frame("polars")
    assert plain.columns == ["person_id", "start", "end", "kind", "n_cases", "side"]
    local = metrics.episodes(made, within="municipality").to_frame("polars")
    assert local.columns == [*plain.columns, "municipality"]


@pytest.mark.parametrize("longest", [Days(3_652_058), Years(9_998)])
def test_a_window_as_long_as_the_calendar(longest: Any) -> None:
    """Every return lies in it, and none can be judged: days don't wrap into the past."""
    made = after("2019-03-01", "2020-03-01")
    assert metrics.episodes(made, window=longest).kind.tolist() == ["undetermined", "reactivated"]
    rule = ReactivationRule("x", "case_closed", "episode", (longest,), source="-")
    found = metrics.reactivation(made, YEAR, rule=rule)
    assert (found.n.tolist(), found["n_not_mature"].tolist()) == ([0], [1])
    assert metrics.detection(made, YEAR, horizon=longest)["n_not_mature"].tolist() == [1]


class TestNotDelivered:
    """Without closings nobody can tell where an episode ends, nor that another begins."""

    def found(self, *codes: str) -> metrics.Episodes:
        """Two municipalities' cases, of which these close."""
        cases = [
            case(
                code, code, "2019-01-10", "2019-02-01" if code in codes else None, municipality=code
            )
            for code in ("0484", "0488")
        ]
        return metrics.episodes(Register.from_cases(cases, observed=WINDOW))

    def test_some(self) -> None:
        """Who doesn't deliver them is named with the kinds."""
        found = self.found("0484")
        assert found.told
        assert [note.parameters["places"] for note in found.notes] == [["Trosa"]]
        lines = found.show("sv").splitlines()
        assert "nya 2" in lines[0]
        assert any(line.startswith("Så är det räknat: episodes(") for line in lines)
        assert "\n! Går inte att säga för Trosa" in found.show("sv")

    def test_nobody(self) -> None:
        """Where nobody does no kind is told; where all do there is nothing to add."""
        found = self.found()
        assert not found.told
        assert "2 episoder (ej rapporterat)" in found.show("sv")
        assert "2 episodes (not reported)" in found.show("en")
        assert self.found("0484", "0488").notes == ()

    def test_counted(self) -> None:
        """Nor are episodes counted there."""
        cases = [case("1", "a", "2019-01-10", "2019-02-01"), case("2", "b", municipality="0488")]
        made = Register.from_cases(cases, observed=WINDOW)
        found = metrics.count(made, YEAR, of="episode", by="municipality")
        assert found.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert metrics.count(made, YEAR, of="person", by="municipality").value.tolist() == [1, 1]
