"""The register of an earlier day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from building import VIOLENCE, WINDOW, case, day, register
from vnr.errors import DataError
from vnr.model import (
    Closing,
    ClosingReason,
    Goal,
    Intervention,
    InterventionKind,
    Perpetrator,
    Relation,
    ViolenceForm,
)
from vnr.register import NO_DAY


def test_unplaceable() -> None:
    """Undated evidence stays and is marked."""
    found = register(case(forms=frozenset({ViolenceForm.SEXUAL})), case("2"))
    assert found.table("cases")["unplaceable"].tolist() == [False, False]
    earlier = found.as_of(day("2019-06-01"))
    assert earlier.table("cases")["unplaceable"].tolist() == [True, False]
    assert earlier.observed.end == day("2019-06-01")
    assert found.as_of(WINDOW.end) is found


def test_unplaceable_perpetrators_and_police_reports() -> None:
    """A named perpetrator and a police report have no day; that there is no report is no evidence."""
    named = (Perpetrator(Relation.PARTNER),)
    found = register(
        case("1", perpetrators=named),
        case("2", police_report=True),
        case("3", police_report=False),
        case("4"),
    )
    marked = found.as_of(day("2019-06-01")).table("cases")["unplaceable"]
    assert marked.tolist() == [True, True, False, False]


def test_rows_after_the_window() -> None:
    """The window's last day hides what is dated after it, as every other day does."""
    later = WINDOW.end + timedelta(1)
    made = register(
        case("1", opened="2020-12-31", later=((str(later), VIOLENCE),), violence_known=later),
        case("2", opened=str(later)),
        case("3", opened="2020-12-31", closed=str(later)),
    )
    kept = list(made.as_of(WINDOW.end).cases())
    assert [len(one.intakes) for one in kept] == [1, 1]
    assert [(one.violence_known, one.closed) for one in kept] == [(None, None)] * 2


def test_decided_later() -> None:
    """A decision that was made after the day was not known on it."""
    given = Intervention(InterventionKind.COUNSELLING, day("2019-03-01"), decided=day("2019-04-01"))
    made = register(case("1", interventions=(given,)))
    for text, known in (("2019-03-31", None), ("2019-04-01", day("2019-04-01"))):
        (one,) = made.as_of(day(text)).cases()
        assert one.interventions[0].decided == known


def test_outside() -> None:
    """A day outside the window is refused."""
    with pytest.raises(DataError, match="observed window"):
        register().as_of(date(2030, 1, 1))


def test_nobody_remains_who_was_not_there() -> None:
    """Persons of later cases are gone."""
    found = register(case("1", "a", "2018-02-01"), case("2", "b", "2020-02-01"))
    assert found.as_of(day("2019-01-01")).keys("person_id").tolist() == [b"a"]


@pytest.mark.parametrize(
    ("until", "spells", "closed"),
    [
        ("2019-03-04", 1, None),
        ("2019-03-05", 1, "2019-03-05"),
        ("2019-04-09", 1, "2019-03-05"),
        ("2019-04-10", 2, None),
        ("2019-05-01", 2, "2019-05-01"),
        ("2019-06-01", 3, None),
    ],
)
def test_closed_and_opened_again(until: str, spells: int, closed: str | None) -> None:
    """A closing after the day is hidden, and so is an intake: then the spell before it is the last."""
    first = Closing(day("2019-03-05"), ClosingReason.NO_ACTION)
    second = Closing(day("2019-05-01"), ClosingReason.MOVED, Goal.PARTLY)
    later = (("2019-04-10", VIOLENCE), ("2019-06-01", VIOLENCE))
    made = register(case("1", closings=(first, second), later=later))
    earlier = made.as_of(day(until))
    (one,) = earlier.cases()
    assert (len(one.spells), one.closed and str(one.closed)) == (spells, closed)

    cases = earlier.table("cases")
    known = one.closed is not None
    assert (cases["closed"] != NO_DAY).tolist() == [known]
    reason = -1 if one.closing_reason is None else one.closing_reason.place
    assert cases["closing_reason"].tolist() == [reason]
    assert cases["goal"].tolist() == [-1 if one.goal is None else one.goal.place]
    assert len(earlier.where(closing_reason="moved")) == (one.closing_reason == "moved")
