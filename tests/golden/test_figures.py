"""No figure and no sentence changes with the shape of the house: `figures.json` holds them all."""

from __future__ import annotations

import json
import math
from itertools import compress, count
from typing import Any

import pytest

from golden import figures

EXPECTED: dict[str, Any] = json.loads(figures.FILE.read_text("utf-8"))
# What read otherwise in the file, and why: the call, and the fault that was mended.
_INTAKE = "only an intake that opens a spell is one that may return, or a return"
_PATRIARK = "a PATRIARK assessment that found no violence tells of no honour"
_PLAN_NOTHING = (
    "what was declined never started, and plans nothing; who died or moved isn't followed"
)
MENDED: dict[str, str] = {
    "total": "rates of different exposures were added; now they are refused, as shares are",
    **{
        f"varied: {call}": _PLAN_NOTHING
        for call in (
            "follow_up due person",
            "follow_up due None",
            "follow_up started person",
            "follow_up started None",
            "follow_up done",
            "follow_up_status",
            "attendance",
        )
    },
    "county: reactivation DFE_12M": _INTAKE,
    "varied: reactivation DFE_12M": _INTAKE,
    "poor: reactivation DFE_12M": _INTAKE,
    "varied: count case honour": _PATRIARK,
    "varied: count person honour": _PATRIARK,
    "varied: count episode honour": _PATRIARK,
    "varied: count household honour": _PATRIARK,
    "varied: count matter honour": _PATRIARK,
    "poor: individual_follow_up": "not delivered is not zero",
    "poor: time_to_event": "not delivered is not zero",
    "poor: time_to_event at": "not delivered is not zero",
}
# Of cases alone these calls gave 0, 0 of 0 or 100 per cent: they need what isn't delivered, so the
# cells aren't reported. All else of them is as in the file.
NOT_DELIVERED = (
    "count new exposed",
    "count new perpetrators",
    "count new all",
    "count open exposed",
    "count open perpetrators",
    "count open all",
    "count closed exposed",
    "count closed perpetrators",
    "count closed all",
    "count stock exposed",
    "count stock perpetrators",
    "count stock all",
    "count by unit",
    "count by age_group",
    "count by form",
    "count by context",
    "count by group",
    "count by closing_reason",
    "count by goal",
    "repeats open",
    "detection form",
    "reactivation KKIK_1Y",
    "reactivation cases",
    "follow_up due person",
    "follow_up due None",
    "follow_up started person",
    "follow_up started None",
    "follow_up done",
    "assessments_used case",
    "assessments_used person",
    "attendance",
    "goal",
    "judged_risks sara_sv",
    "judged_risks patriark",
    "change points",
    "change level",
    "children_behind",
    "su_kvinnofrid",
    "kolada",
    "standardise",
    "percentages",
)
# Persons repeat: the interval is clustered by person, and below 20 persons it is Student's t. Of
# these calls, of every register, only the limits and what they rest on read otherwise; those are
# held in `test_clustered_limits`.
CLUSTERED = (
    "detection",
    "detection form",
    "reactivation KKIK_1Y",
    "reactivation DFE_12M",
    "reactivation HUD_SPM2",
    "reactivation cases",
    "follow_up due person",
    "follow_up started person",
    "follow_up done",
    "assessments_used case",
    "assessments_used person",
    "attendance",
    "goal",
    "su_kvinnofrid",
    "kolada",
    "reactivation_curve",
    "time_to_event",
    "time_to_event known",
    "time_to_event at",
    "time_to_event mean",
    "clustered_proportion",
)
LIMITS = {
    *("lower", "upper", "n_persons", "n_effective"),
    *("quantile", "curve_variance", "area_variance", "area_covariance"),
}
_EXEMPT = "who died or moved within 180 days leaves what was started, and is counted as exempt"
_DECLINED = "nobody visited or met anybody in what was declined"
_MINORS = "key figures of adults leave out those known to be under 18 at the intake"
# Calls of which only some columns read otherwise: which, and why.
MENDED_COLUMNS: dict[str, tuple[set[str], str]] = {
    "county: follow_up due person": ({"started"}, _EXEMPT),
    "county: follow_up due None": ({"started"}, _EXEMPT),
    "county: follow_up done": ({"started"}, _EXEMPT),
    "county: follow_up started person": ({"started", "value", "n", "n_exempt"}, _EXEMPT),
    "county: follow_up started None": (
        {"started", "value", "n", "n_exempt", "lower", "upper"},
        _EXEMPT,
    ),
    "varied: individual_follow_up": ({"visits", "meetings", "missed"}, _DECLINED),
    "varied: su_kvinnofrid": ({"value", "n", "number"}, _MINORS),
    "varied: kolada": ({"value", "n", "cases"}, _MINORS),
}
# Columns that came later and stand beside what the file holds.
LATER = {
    *("n_closed_early_done", "n_later_spell", "n_moved", "n_reopened_otherwise", "n_unlinkable"),
    "denominator",
}
# Strata of which a case may hold several values: those that hold none have a row of their own,
# which came later.
ROW = "row"
"""Where each row stands in a call that has rows which came later."""
SEVERAL = ("by form", "by context", "by group", "by item")
# Members of vocabularies that came later: their rows, and no others, stand beside those of the file.
MEMBERS = {
    "by form": ("isolation", "disability_related"),
    "by context": ("genital_mutilation", "child_marriage", "forced_marriage", "sex_for_shelter"),
    "by group": ("mental_illness", "lgbtqi", "asylum_seeker"),
    # These are items of their own, of which the registers may have some.
    "by item": ("assessed_before", "assessed_after", "assessed_both", "helped"),
}
FIRST = {
    "by form": ("physical",),
    "by context": ("partner",),
    "by group": ("substance",),
}
"""A label by which a table is told to be by the vocabulary."""
# Fault mended for all calls: a figure that isn't a value stood there all the same (a column of a
# municipality that delivered nothing read 0). Now it is erased, in these rows and no others.
ERASED: dict[str, dict[str, list[int]]] = {}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return figures.all_figures(ERASED)


def same(one: Any, other: Any) -> bool:
    """Equal but for the last bits of a float, which differ between processors."""
    if isinstance(one, float) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


def without_later(columns: Any) -> Any:
    """The columns and rows of a call that the file may hold."""
    kept = {name: values for name, values in columns.items() if name not in LATER}
    if {*SEVERAL} & kept.keys():
        kept[ROW] = [*range(len(next(iter(kept.values()))))]
    for stratum in SEVERAL:
        if stratum in kept:
            rows = [label not in ("not_recorded", *MEMBERS[stratum]) for label in kept[stratum]]
            kept = {name: list(compress(values, rows)) for name, values in kept.items()}
    return kept


@pytest.mark.parametrize("name", EXPECTED)
def test_figures(name: str, found: dict[str, Any]) -> None:
    """Values, limits, n and further columns are those of the file, label for label."""
    expected, ours = EXPECTED[name], without_later(found[name])
    if name in MENDED:
        assert ours != expected, f"{name} is as it was: leave it out of MENDED"
        return
    if name.rsplit(": ", maxsplit=1)[-1] in CLUSTERED:
        expected, ours = (
            {c: v for c, v in one.items() if c not in LIMITS} for one in (expected, ours)
        )
    assert [column for column in ours if column != ROW] == list(expected)
    mended, _ = MENDED_COLUMNS.get(name, (set(), ""))
    for column, values in expected.items():
        assert len(ours[column]) == len(values), column
        if column in mended:
            assert ours[column] != values, f"{column} is as it was: leave it out of MENDED_COLUMNS"
            continue
        no_value = ERASED.get(name, {}).get(column, [])
        unlike = [
            (row, one, other)
            for row, one, other in zip(ours.get(ROW, count()), values, ours[column], strict=False)
            if not (other in (None, 0, "") if row in no_value else same(one, other))
        ]
        assert len(values) == len(ours[column])
        assert unlike == [], column


@pytest.mark.parametrize("stratum", FIRST)
def test_later_members(stratum: str, found: dict[str, Any]) -> None:
    """Each stands once in every table by its vocabulary, with nothing: the registers have none."""
    tables = [
        name
        for name, columns in EXPECTED.items()
        if {*FIRST[stratum]} & {*columns.get(stratum, ())}
    ]
    assert tables
    for name in tables:
        ours = found[name]
        later = [row for row, label in enumerate(ours[stratum]) if label in MEMBERS[stratum]]
        assert tuple(ours[stratum][row] for row in later) == MEMBERS[stratum], name
        for column, values in ours.items():
            if column != stratum:
                assert {values[row] for row in later} <= {0, None}, (name, column)


@pytest.mark.parametrize("call", CLUSTERED)
def test_clustered(call: str, found: dict[str, Any]) -> None:
    """A call stands among the clustered ones only if something of it reads otherwise."""
    names = [name for name in EXPECTED if name.split(": ")[-1] == call]
    assert any(found[name] != EXPECTED[name] for name in names)


def test_not_delivered(found: dict[str, Any]) -> None:
    """A figure of cases alone is gone where it needs more, and nowhere else."""
    gone = [
        name
        for name, columns in ERASED.items()
        if name.startswith("poor: ") and name not in MENDED
        if any(
            row < len(EXPECTED[name].get(column, ())) and EXPECTED[name][column][row] is not None
            for column, rows in columns.items()
            for row in rows
        )
    ]
    assert gone == [f"poor: {name}" for name in NOT_DELIVERED]
    assert len(found) == len(EXPECTED)


def test_every_call_is_held(found: dict[str, Any]) -> None:
    """A new call is a new row of the file, and no row is left without a call."""
    assert list(found) == list(EXPECTED)
