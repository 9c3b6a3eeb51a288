"""Joint answers: one report, or one for each municipality that they are of."""

from __future__ import annotations

from typing import Any

import pytest

from vnr import metrics
from vnr.errors import DataError, ModelError
from vnr.model import (
    InterventionKind,
    Provision,
    ProvisionKind,
    ProvisionState,
    Way,
    structure,
    unstructure,
)
from vnr.results import State

HAS, HAS_NOT = ProvisionState.HAS, ProvisionState.HAS_NOT
PARTS = {"0461": "south", "0488": "south", "0480": "south", "0483": "west"}


def said(code: str, state: ProvisionState = HAS, **more: Any) -> Provision:
    return Provision(
        code, 2026, ProvisionKind.SERVICE, InterventionKind.TRAPPAN, None, state, **more
    )


TOGETHER = [said("0461", covers="0488", persons=3), said("0480", HAS_NOT), said("0483", HAS_NOT)]


def test_each_municipality() -> None:
    """Both have it, and how many persons each of them has isn't known."""
    made = metrics.offers(TOGETHER, 2026)

    assert made.strata["municipality"].tolist() == ["0461", "0480", "0483", "0488"]
    assert made.value.tolist() == [1, 0, 0, 1]
    assert made.select(municipality="0488")["provided_by"].tolist() == ["0461+0488"]
    assert made.select(municipality="0461").state_of("persons").tolist() == [State.NOT_REPORTED]
    assert "once for each municipality" in made.show("en")


def test_one_report() -> None:
    """One row of both, with their persons together."""
    made = metrics.offers(TOGETHER, 2026, of="report")

    assert made.strata["municipality"].tolist() == ["0461+0488", "0480", "0483"]
    assert made.select(municipality="0461+0488")["persons"].tolist() == [3]
    assert "counts once, however many" in made.show("en")


@pytest.mark.parametrize(("of", "number"), [("municipality", 2), ("report", 1)])
def test_lacking(of: str, number: int) -> None:
    """A group numbers municipalities or reports; who has it elsewhere is named either way."""
    found = metrics.lacking(TOGETHER, 2026, groups=PARTS, of=of)  # type: ignore[arg-type]

    south, west = found.select(county_part="south"), found.select(county_part="west")
    assert south["n_has"].tolist() == [number]
    assert south["n_has_not"].tolist() == [1]
    assert west["had_by"].tolist() == ["0461+0488"]


def test_a_report_over_two_groups_counts_in_each() -> None:
    """Once in each group that some of its municipalities lie in."""
    found = metrics.lacking([said("0488", covers="0483")], 2026, groups=PARTS, of="report")

    assert found["n_has"].tolist() == [1, 1]
    assert found["n_not_asked"].tolist() == [2, 0]


def test_a_joint_answer_exchanges_for_each() -> None:
    """What a municipality is covered for it can pass on."""
    other = Provision("0480", 2026, ProvisionKind.SERVICE, InterventionKind.BARNAHUS, None, HAS)
    lacks = Provision(
        "0461", 2026, ProvisionKind.SERVICE, InterventionKind.BARNAHUS, None, HAS_NOT, covers="0488"
    )
    pairs = metrics.exchange([*TOGETHER, other, lacks], 2026)

    assert sorted(set(pairs.strata["municipality"].tolist())) == ["0461", "0480", "0488"]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([said("0461", covers="0488"), said("0488")], "row 1: .*answered-alone-and-covered"),
        ([said("0488"), said("0461", covers="0488")], "row 1: .*answered-alone-and-covered"),
        ([said("0461", covers="0488"), said("0480", covers="0488")], "row 1: .*covered-twice"),
        ([said("0461", covers="0488"), said("0461")], "row 1: .*provision-twice"),
        (
            [
                said("0461", HAS_NOT, covers="0488"),
                said("0480", way=Way.BOUGHT, with_municipalities="0488"),
            ],
            "row 1: .*partner-without",
        ),
    ],
)
def test_contradictions(rows: list[Provision], rule: str) -> None:
    """Alone and covered, covered twice, bought of one who is covered by a no."""
    for call in (metrics.offers, metrics.lacking, metrics.exchange):
        with pytest.raises(DataError, match=rule):
            call(rows, 2026)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"covers": "0461"}, "respondent-twice"),
        ({"covers": "0488", "way": Way.BOUGHT, "with_municipalities": "0488"}, "partner-oneself"),
        ({"covers": "488"}, "municipality-invalid"),
        ({"covers": "0488+0488"}, "municipality-invalid"),
    ],
)
def test_refused(more: dict[str, Any], rule: str) -> None:
    """It covers itself, buys of one that it answers for, or covers no municipality."""
    with pytest.raises(ModelError, match=rule):
        said("0461", **more)


def test_shared_among_those_who_answer_together() -> None:
    """They may share it with each other; of is one of two words."""
    one = said("0461", covers={"0488"}, way=Way.SHARED, with_municipalities="0488")
    assert structure(unstructure(one), Provision) == one
    with pytest.raises(DataError, match="of must be one of report, municipality"):
        metrics.offers([one], 2026, of="county")  # type: ignore[arg-type]
