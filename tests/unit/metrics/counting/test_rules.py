"""Every number that a preset fixes, with a row on each side of it."""

from __future__ import annotations

from typing import Any

import pytest

from building import case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import DFE_12M, HUD_SPM2, KKIK_1Y, Days, ReactivationRule
from vnr.model import (
    Investigation,
    InvestigationKind,
    Period,
)

YEAR = Period.year(2019)
FULL, PRELIMINARY = InvestigationKind.FULL, InvestigationKind.PRELIMINARY


def after(closed: str, again: str, **more: Any) -> Any:
    """One person whose case closed on a day, and whose next one opens on another."""
    return register(case("1", opened="2019-01-10", closed=closed), case("2", opened=again, **more))


@pytest.mark.parametrize(
    ("opened", "kind", "returned"),
    [
        ("2020-03-01", FULL, 1),
        ("2020-03-02", FULL, 0),
        ("2020-03-01", PRELIMINARY, 0),
        ("2020-03-01", None, 0),
    ],
)
def test_kkik(opened: str, kind: InvestigationKind | None, returned: int) -> None:
    """A full investigation within a calendar year; neither another one nor an intake."""
    own = () if kind is None else (Investigation(day(opened), kind),)
    found = metrics.reactivation(
        after("2019-03-01", opened, investigations=own), YEAR, rule=KKIK_1Y
    )
    assert (found.n.tolist(), found.columns["returned"].tolist()) == ([1], [returned])


@pytest.mark.parametrize(("again", "returned"), [("2020-03-01", 1), ("2020-03-02", 0)])
def test_dfe(again: str, returned: int) -> None:
    """Every intake counts, and looks back a calendar year."""
    made = register(case("1", opened="2019-03-01"), case("2", opened=again))
    found = metrics.reactivation(made, Period(day("2019-03-01"), day(again)), rule=DFE_12M)
    assert (found.n.tolist(), found.columns["returned"].tolist()) == ([2], [returned])


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        # 14 days apart are one stay: its later close, which is not in the cohort, is the index.
        ("2019-03-15", ([0, 0, 0], [0, 0, 0])),
        ("2019-03-16", ([1, 1, 0], [1, 1, 0])),
        # 180 days, 181; 365, 366.
        ("2019-08-28", ([1, 1, 0], [1, 1, 0])),
        ("2019-08-29", ([1, 1, 0], [0, 1, 0])),
        ("2020-02-29", ([1, 1, 0], [0, 1, 0])),
        ("2020-03-01", ([1, 1, 0], [0, 0, 0])),
    ],
)
def test_hud(again: str, expected: tuple[list[int], list[int]]) -> None:
    """Stays at most 14 days apart are one; returns within 180 and 365 days; 730 are not over."""
    found = metrics.reactivation(after("2019-03-01", again), YEAR, rule=HUD_SPM2)
    assert (found.n.tolist(), found.columns["returned"].tolist()) == expected


@pytest.mark.parametrize(("again", "returned"), [("2020-02-29", 1), ("2020-03-01", 0)])
def test_hud_two_years(again: str, returned: int) -> None:
    """The longest window: 730 days after 2018-03-01 is 2020-02-29."""
    made = register(case("1", opened="2018-02-01", closed="2018-03-01"), case("2", opened=again))
    found = metrics.reactivation(made, Period.year(2018), rule=HUD_SPM2)
    assert found.columns["returned"].tolist() == [0, 0, returned]


@pytest.mark.parametrize(
    "arguments",
    [
        {"index": "closed"},
        {"event": "report"},
        {"windows": ()},
        {"windows": (365,)},
        {"of": "case"},
        {"basis": "x"},
        {"roles": "x"},
    ],
)
def test_rule(arguments: dict[str, Any]) -> None:
    """Each part of a rule says what it may be."""
    usual: dict[str, Any] = {"index": "intake", "event": "intake", "windows": (Days(1),)}
    with pytest.raises(DataError):
        ReactivationRule("x", source="x", **(usual | arguments))


def test_presets_name_their_source() -> None:
    """A rule without a source is no rule."""
    assert all(len(rule.source) > 40 for rule in (KKIK_1Y, DFE_12M, HUD_SPM2))


@pytest.mark.parametrize("rule", [KKIK_1Y, DFE_12M, HUD_SPM2], ids=lambda rule: rule.name)
def test_a_preset_goes_by_its_name(rule: ReactivationRule) -> None:
    """The name gives what the rule gives."""
    made = after("2019-03-01", "2019-05-01")
    assert metrics.reactivation(made, YEAR, rule=rule.name) == metrics.reactivation(  # type: ignore[arg-type]
        made, YEAR, rule=rule
    )


def test_no_preset() -> None:
    """Another name is refused with those that there are."""
    with pytest.raises(UnknownNameError, match="unknown rule 'one year': choose among KKIK_1Y"):
        metrics.reactivation(after("2019-03-01", "2019-05-01"), YEAR, rule="one year")  # type: ignore[arg-type]
