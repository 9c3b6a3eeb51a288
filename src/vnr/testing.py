"""Hypothesis strategies of registers, for people who embed vnr (extra ``testing``).

They are small on purpose: few persons, few municipalities and short spans of days, so that
transfers, returns and ties meet each other often.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from vnr.errors import require
from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    FollowUp,
    Goal,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    Person,
    RiskAssessment,
    Role,
    Sex,
    Unit,
    ViolenceContext,
    ViolenceForm,
)
from vnr.register import Coverage, Register

require("hypothesis", "testing")

from hypothesis import strategies as st  # noqa: E402

__all__ = [
    "cases",
    "coverages",
    "days",
    "interventions",
    "investigations",
    "persons",
    "registers",
]

MUNICIPALITIES = ("0480", "0484", "0488")
OBSERVED = Period(date(2018, 1, 1), date(2020, 12, 31))


# Drawn from again and again: making a strategy costs Hypothesis more than drawing from it.
_BIRTH_YEARS = st.sampled_from([None, 1950, 1990, 2010])
_KNOWN = st.sampled_from([True, True, True, True, None])
_SEXES = st.sampled_from(Sex)
_INVESTIGATION_KINDS = st.sampled_from(InvestigationKind)
_INVESTIGATED = st.one_of(st.none(), st.sampled_from([0, 13, 14, 15, 120]))
_INTERVENTION_KINDS = st.sampled_from([InterventionKind.TRAPPAN, InterventionKind.GROUP])
_GAPS = st.sampled_from([0, 1, 29, 30, 31, 90, 179, 180, 181, 400])
_AFTER = st.one_of(st.none(), _GAPS)
_PLANNED = st.lists(_GAPS, max_size=2, unique=True)
_EITHER = st.booleans()
_TOLD = st.sampled_from([None, True, False])
_MEETINGS = st.sampled_from([None, 0, 3])
_DECLINED = st.sampled_from([False, False, False, True])
_BETWEEN = st.sampled_from([0, 1, 2, 14, 15, 30, 200, 365, 366])
_CLOSED = st.one_of(st.none(), _BETWEEN)
_AGAIN = st.sampled_from([None, None, None, 1, 2, 14, 15, 200, 366])
_SINCE = st.one_of(st.just(0), _BETWEEN)
_REASONS = st.sampled_from(IntakeReason)
_GOALS = st.sampled_from([None, *Goal])
_UP_TO_TWO = st.integers(0, 2)
_NUMBERS = st.integers(0, 1)
_MUNICIPALITIES = st.sampled_from(MUNICIPALITIES)
_UNITS = st.sampled_from([None, Unit.ADULT, Unit.CHILD])
_ROLES = st.one_of(
    st.sampled_from([Role.EXPOSED_ADULT, *Role]), st.frozensets(st.sampled_from(Role), max_size=2)
)
_CLOSING_REASONS = st.sampled_from([None, *ClosingReason])
_FORMS = st.frozensets(st.sampled_from(ViolenceForm), max_size=2)
_CONTEXTS = st.frozensets(st.sampled_from(ViolenceContext), max_size=1)
_HOUSEHOLDS = st.sampled_from([None, "h1", "h2"])
_INSTRUMENTS = st.sampled_from(Instrument)
_DELIVERED = st.sampled_from(["whole", "late", "units", "nothing"])
_SIZES = st.integers(0, 8)
_WHICH = st.integers(0, 3)


@cache
def days(period: Period = OBSERVED) -> st.SearchStrategy[date]:
    """Days of a period, those around New Year, a leap day and the ends more often."""
    edges = [
        day
        for day in (
            period.start,
            period.end,
            date(2018, 12, 31),
            date(2019, 1, 1),
            date(2020, 2, 28),
            date(2020, 2, 29),
        )
        if day in period
    ]
    return st.one_of(st.sampled_from(edges), st.dates(period.start, period.end))


@cache
def _seldom(period: Period) -> st.SearchStrategy[date | None]:
    return st.one_of(st.none(), st.none(), days(period))


@st.composite
def persons(draw: Any, *, number: int = 4) -> list[Person]:
    """A few persons, some of whom die or move, and some of whom nobody knows.

    Examples
    --------
    >>> from hypothesis import find
    >>> len(find(persons(number=2), lambda found: True))
    2
    """
    return [
        Person(
            draw(_KNOWN) and f"p{place}",
            birth_year=draw(_BIRTH_YEARS),
            sex=draw(_SEXES),
            died=draw(_seldom(OBSERVED)),
            moved_out=draw(_seldom(OBSERVED)),
        )
        for place in range(number)
    ]


@st.composite
def investigations(draw: Any, opened: Any, *, period: Period = OBSERVED) -> Investigation:
    """One investigation, closed or not.

    Examples
    --------
    >>> from hypothesis import find
    >>> begun = st.just(date(2019, 1, 1))
    >>> find(investigations(begun), lambda one: one.closed).closed >= date(2019, 1, 1)
    True
    """
    day = draw(opened)
    gap = draw(_INVESTIGATED)
    closed = None if gap is None else day + timedelta(gap)
    return Investigation(
        day,
        draw(_INVESTIGATION_KINDS),
        None if closed is None or closed > period.end else closed,
    )


@st.composite
def interventions(draw: Any, started: Any, *, period: Period = OBSERVED) -> Intervention:
    """One intervention with follow-ups planned, done or not.

    Examples
    --------
    >>> from hypothesis import find
    >>> begun = st.just(date(2019, 1, 1))
    >>> len(find(interventions(begun), lambda one: one.follow_ups).follow_ups)
    1
    """
    day = draw(started)

    def after(first: date) -> date | None:
        gap = draw(_AFTER)
        return None if gap is None else min(first + timedelta(gap), max(period.end, first))

    planned = draw(_PLANNED)
    return Intervention(
        draw(_INTERVENTION_KINDS),
        day,
        ended=after(day),
        decided=after(day),
        declined=draw(_DECLINED),
        for_violence=draw(_TOLD),
        meetings=draw(_MEETINGS),
        missed=draw(_MEETINGS),
        follow_ups=tuple(
            FollowUp(
                day + timedelta(gap),
                after(day + timedelta(gap if draw(_EITHER) else 0)),
            )
            for gap in planned
        ),
    )


@st.composite
def histories(
    draw: Any, opened: date, *, period: Period = OBSERVED
) -> tuple[tuple[Intake, ...], tuple[Closing, ...], list[tuple[date, date]]]:
    """The intakes and closings of a case that may open again, and its spells' ends."""
    intakes: list[Intake] = []
    closings: list[Closing] = []
    stretches: list[tuple[date, date]] = []
    start = opened
    while True:
        last = start
        intakes.append(Intake(start, draw(_REASONS)))
        for _ in range(draw(_UP_TO_TWO)):
            last = min(last + timedelta(draw(_BETWEEN)), period.end)
            intakes.append(Intake(last, draw(_REASONS)))
        gap = draw(_CLOSED)
        closed = None if gap is None else last + timedelta(gap)
        if closed is None or closed > period.end:
            stretches.append((start, period.end))
            break
        closings.append(Closing(closed, draw(_CLOSING_REASONS), draw(_GOALS)))
        stretches.append((start, closed))
        again = draw(_AGAIN)
        start = period.end if again is None else closed + timedelta(again)
        if start >= period.end:
            break
    return tuple(intakes), tuple(closings), stretches


@st.composite
def cases(draw: Any, person: Person, number: int, *, period: Period = OBSERVED) -> Case:
    """One case of a person, opened within the period.

    Examples
    --------
    >>> from hypothesis import find
    >>> someone = Person("a")
    >>> find(cases(someone, 1), lambda case: case.closings).person == someone
    True
    """
    opened = draw(days(period))
    intakes, closings, stretches = draw(histories(opened, period=period))
    within = _SINCE.map(lambda since: min(opened + timedelta(since), period.end))
    inside = st.sampled_from(stretches).flatmap(
        lambda ends: _SINCE.map(lambda since: min(ends[0] + timedelta(since), ends[1]))
    )
    return Case(
        case_id=f"c{draw(_NUMBERS)}-{number}",
        person=person,
        municipality=draw(_MUNICIPALITIES),
        unit=draw(_UNITS),
        roles=draw(_ROLES),
        intakes=intakes,
        closings=closings,
        violence_known=draw(_seldom(period)),
        forms=draw(_FORMS),
        contexts=draw(_CONTEXTS),
        household_id=draw(_HOUSEHOLDS),
        investigations=tuple(
            draw(investigations(within, period=period)) for _ in range(draw(_UP_TO_TWO))
        ),
        interventions=tuple(
            # Some start after the case closed, as where the closing is the intake's.
            draw(interventions(inside if draw(_EITHER) else within, period=period))
            for _ in range(draw(_UP_TO_TWO))
        ),
        assessments=tuple(
            RiskAssessment(draw(_INSTRUMENTS), draw(within), violence_found=draw(_TOLD))
            for _ in range(draw(_UP_TO_TWO))
        ),
    )


@st.composite
def coverages(draw: Any, *, period: Period = OBSERVED) -> Coverage:
    """Delivery by municipality: whole, from some day on, by unit, or nothing.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(coverages(), lambda one: one.municipalities).municipalities
    ('0480', '0484', '0488')
    """
    rows: list[Any] = []
    for code in MUNICIPALITIES:
        kind = draw(_DELIVERED)
        if kind == "whole":
            rows.append((code, None, None, period, "all", "all"))
        elif kind == "late":
            rows.append((code, None, None, Period(draw(days(period)), period.end), "all", "all"))
        elif kind == "units":
            rows.append((code, Unit.ADULT, None, period, "all", "all"))
            early = Period(period.start, draw(days(period)))
            rows.append((code, Unit.CHILD, None, early, "all", "all"))
        else:
            rows.append((code, None, None))
    return Coverage(rows)


@st.composite
def registers(draw: Any, *, period: Period = OBSERVED, coverage: bool = True) -> Register:
    """A small register with its whole history, with or without gaps in the delivery.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> from vnr import metrics
    >>> @settings(max_examples=3)
    ... @given(registers())
    ... def never_more_by_the_first_reason(register):
    ...     first = metrics.count(register, OBSERVED, basis="original")
    ...     assert first.value <= metrics.count(register, OBSERVED, basis="known").value
    >>> never_more_by_the_first_reason()
    """
    people = draw(persons())
    number = draw(_SIZES)
    found = [draw(cases(people[draw(_WHICH)], place, period=period)) for place in range(number)]
    given = (
        draw(coverages(period=period))
        if coverage
        else Coverage((code, None, None, period, "all", "all") for code in MUNICIPALITIES)
    )
    return Register.from_cases(found, observed=period, coverage=given)
