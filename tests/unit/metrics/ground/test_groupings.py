"""Municipalities by what they lie in: county parts, and groups of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from building import WINDOW, case, register
from vnr import data, metrics
from vnr.errors import DataError
from vnr.model import Period, Unit
from vnr.register import Coverage, Register
from vnr.results import Counts, State

YEAR = Period.year(2019)
NINE = [one.code for one in data.municipalities("04")]


def nine() -> Register:
    """Each municipality has as many cases as its number in the county, from none."""
    cases = [
        case(f"{code}-{number}", municipality=code)
        for place, code in enumerate(NINE)
        for number in range(place)
    ]
    return register(*cases, coverage=Coverage((code, None, WINDOW) for code in NINE))


def by_hand(groups: Mapping[str, str]) -> dict[str, int]:
    sums = dict.fromkeys(sorted(set(groups.values())), 0)
    for place, code in enumerate(NINE):
        sums[groups[code]] += place
    return sums


def cells(counts: Counts, name: str) -> dict[str, int]:
    return dict(zip(counts.strata[name].tolist(), counts.value.tolist(), strict=True))


def test_county_parts() -> None:
    """A county part holds the cases of its municipalities, and together they are the county's."""
    found = metrics.count(nine(), YEAR, by="county_part")
    assert cells(found, "county_part") == by_hand(data.county_parts())
    assert int(found.sum("county_part")) == sum(range(9))
    members = found.definition.parameters["groups"]["county_part"]
    assert members["04-north"] == ["0484", "0486"]
    assert found.rows("sv")[1][0][0] == "Norra länsdelen"


@pytest.mark.parametrize("name", ["county_part", "size"])
def test_groups_of_ones_own(name: str) -> None:
    """A mapping of codes to groups is a stratum, whatever the order of its names."""
    groups = {code: "z" if code < "0481" else "a" if code < "0486" else "m" for code in NINE}
    found = metrics.count(nine(), YEAR, by={name: groups | {"0180": "elsewhere"}, "year": None})
    assert cells(found, name) == by_hand(groups)
    assert found.adds_over == {name, "year"}


def test_delivery_of_a_group() -> None:
    """A group is covered as its municipalities are on the mean, in whatever order it stands."""
    coverage = Coverage(
        [("0480", None, None), ("0484", Unit.ADULT, WINDOW), ("0488", None, WINDOW)]
    )
    groups = {"0480": "b", "0484": "a", "0488": "b"}
    found = metrics.count(register(case(), coverage=coverage), YEAR, by={"group of mine": groups})
    assert found.covered.tolist() == [1, 1 / 2]
    alone = metrics.count(
        register(case(), coverage=coverage),
        YEAR,
        by={"group of mine": {"0480": "c", "0484": "b", "0488": "a"}},
    )
    assert alone.covered.tolist() == [1, 1, 0]
    assert alone.state.tolist() == [State.VALUE, State.VALUE, State.NOT_REPORTED]


def test_households_and_children_add_over_places() -> None:
    """Who lies in one municipality lies in one group."""
    whole = metrics.children_behind(nine(), YEAR, by="county_part").sum("county_part")
    assert whole.value.tolist() == metrics.children_behind(nine(), YEAR).value.tolist()
    for of in ("household", "matter"):
        assert "county_part" in metrics.count(nine(), YEAR, of=of, by="county_part").adds_over
    assert metrics.count(nine(), YEAR, of="person", by="county_part").adds_over == set()


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (("municipality", "county_part"), "choose municipality or county_part"),
        ({"county": None, "mine": dict.fromkeys(NINE, "x")}, "choose county or mine"),
        ({"mine": dict.fromkeys(NINE[2:], "x")}, "0428 .and 1 more. lies in no mine"),
        ({"mine": dict.fromkeys(NINE, " ")}, "need a name each"),
        ({"mine": dict.fromkeys(NINE, 4)}, "need a name each"),
        ({"sex": dict.fromkeys(NINE, "x")}, "sex is no grouping"),
        ({"municipality": dict.fromkeys(NINE, "x")}, "municipality is no grouping"),
    ],
)
def test_what_is_no_grouping(by: Any, says: str) -> None:
    """Every municipality lies in one group, and a table has one grouping."""
    with pytest.raises(DataError, match=says):
        metrics.count(nine(), YEAR, by=by)


def test_a_county_without_known_parts() -> None:
    """It is said which municipality lies in none, and how to give it one."""
    with pytest.raises(DataError, match=r'by=."county_part": ."0180"'):
        metrics.count(register(case("1", municipality="0180")), YEAR, by="county_part")
