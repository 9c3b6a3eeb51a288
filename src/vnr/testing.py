"""Hypothesis strategies of registers, for people who embed vnr (extra ``testing``).

They are small on purpose: few persons, few municipalities and short spans of days, so that
transfers, returns and ties meet each other often.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from vnr.errors import require
from vnr.model import (
    Case,
    ClosingReason,
    FollowUp,
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


@st.composite
def persons(draw: Any, *, number: int = 4) -> list[Person]:
    """A few persons, some of whom die or move."""
    return [
        Person(
            f"p{place}",
            birth_year=draw(st.sampled_from([None, 1950, 1990, 2010])),
            sex=draw(st.sampled_from(Sex)),
            died=draw(st.one_of(st.none(), st.none(), days())),
            moved_out=draw(st.one_of(st.none(), st.none(), days())),
        )
        for place in range(number)
    ]


@st.composite
def investigations(draw: Any, opened: Any, *, period: Period = OBSERVED) -> Investigation:
    """One investigation, closed or not."""
    day = draw(opened)
    later = st.sampled_from([0, 13, 14, 15, 120]).map(lambda gap: day + timedelta(gap))
    closed = draw(st.one_of(st.none(), later))
    return Investigation(
        day,
        draw(st.sampled_from(InvestigationKind)),
        None if closed is None or closed > period.end else closed,
    )


@st.composite
def interventions(draw: Any, started: Any, *, period: Period = OBSERVED) -> Intervention:
    """One intervention with follow-ups planned, done or not."""
    day = draw(started)
    gaps = [0, 1, 29, 30, 31, 90, 179, 180, 181, 400]

    def after(first: date) -> Any:
        later = st.sampled_from(gaps).map(lambda gap: first + timedelta(gap))
        return st.one_of(st.none(), later.map(lambda last: min(last, max(period.end, first))))

    planned = draw(st.lists(st.sampled_from(gaps), max_size=2, unique=True))
    return Intervention(
        draw(st.sampled_from([InterventionKind.TRAPPAN, InterventionKind.GROUP])),
        day,
        ended=draw(after(day)),
        decided=draw(after(day)),
        for_violence=draw(st.sampled_from([None, True, False])),
        follow_ups=tuple(
            FollowUp(
                day + timedelta(gap),
                draw(after(draw(st.sampled_from([day, day + timedelta(gap)])))),
            )
            for gap in planned
        ),
    )


@st.composite
def cases(draw: Any, person: Person, number: int, *, period: Period = OBSERVED) -> Case:
    """One case of a person, opened within the period."""
    opened = draw(days(period))
    gaps = st.sampled_from([0, 1, 2, 14, 15, 30, 200, 365, 366])
    last = opened
    intakes = [Intake(opened, draw(st.sampled_from(IntakeReason)))]
    for _ in range(draw(st.integers(0, 2))):
        last = min(last + timedelta(draw(gaps)), period.end)
        intakes.append(Intake(last, draw(st.sampled_from(IntakeReason))))
    closed = draw(st.one_of(st.none(), gaps.map(lambda gap: last + timedelta(gap))))
    if closed is not None and closed > period.end:
        closed = None
    later = st.one_of(st.just(opened), gaps.map(lambda gap: opened + timedelta(gap)))
    within = later.map(lambda day: min(day, period.end))
    inside = later.map(lambda day: min(day, closed or period.end))
    return Case(
        case_id=f"c{draw(st.integers(0, 1))}-{number}",
        person=person,
        municipality=draw(st.sampled_from(MUNICIPALITIES)),
        unit=draw(st.sampled_from([None, Unit.ADULT, Unit.CHILD])),
        role=draw(st.sampled_from([Role.EXPOSED_ADULT, *Role])),
        intakes=tuple(intakes),
        closed=closed,
        closing_reason=None if closed is None else draw(st.sampled_from([None, *ClosingReason])),
        violence_known=draw(st.one_of(st.none(), st.none(), days(period))),
        forms=draw(st.frozensets(st.sampled_from(ViolenceForm), max_size=2)),
        contexts=draw(st.frozensets(st.sampled_from(ViolenceContext), max_size=1)),
        household_id=draw(st.sampled_from([None, "h1", "h2"])),
        investigations=tuple(
            draw(
                st.lists(
                    investigations(within, period=period),
                    max_size=2,
                )
            )
        ),
        interventions=tuple(
            draw(
                st.lists(
                    interventions(inside, period=period),
                    max_size=2,
                )
            )
        ),
        assessments=tuple(
            draw(
                st.lists(
                    st.builds(
                        RiskAssessment,
                        st.sampled_from(Instrument),
                        within,
                        violence_found=st.sampled_from([None, True, False]),
                    ),
                    max_size=2,
                )
            )
        ),
    )


@st.composite
def coverages(draw: Any, *, period: Period = OBSERVED) -> Coverage:
    """Delivery by municipality: whole, from some day on, by unit, or nothing."""
    rows: list[Any] = []
    for code in MUNICIPALITIES:
        kind = draw(st.sampled_from(["whole", "late", "units", "nothing"]))
        if kind == "whole":
            rows.append((code, None, period))
        elif kind == "late":
            rows.append((code, None, Period(draw(days(period)), period.end)))
        elif kind == "units":
            rows.append((code, Unit.ADULT, period))
            rows.append((code, Unit.CHILD, Period(period.start, draw(days(period)))))
        else:
            rows.append((code, None, None))
    return Coverage(rows)


@st.composite
def registers(draw: Any, *, period: Period = OBSERVED, coverage: bool = True) -> Register:
    """A small register with its whole history, with or without gaps in the delivery."""
    people = draw(persons())
    number = draw(st.integers(0, 8))
    found = [
        draw(cases(draw(st.sampled_from(people)), place, period=period)) for place in range(number)
    ]
    given = (
        draw(coverages(period=period))
        if coverage
        else Coverage((code, None, period) for code in MUNICIPALITIES)
    )
    return Register.from_cases(found, observed=period, coverage=given)
