"""People who don't exist, what befell them, and what the record system came to know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np

from vnr import data
from vnr.display import Fields, steps
from vnr.model import (
    Case,
    Closing,
    Instrument,
    Intake,
    IntakeChannel,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    PeriodLike,
    Person,
    RiskAssessment,
    Role,
    Sex,
    Unit,
)
from vnr.register import CONTACTS, FIELDS, TABLES, Coverage, Register
from vnr.synthetic._calibration import CASES_PER_10_000, CHILD_CASE, RETURN_HAZARD, SHARES
from vnr.synthetic._dice import Dice
from vnr.synthetic._handling import Handling
from vnr.synthetic._stays import Stays
from vnr.synthetic._variety import SAME_NUMBER, Variety, again
from vnr.synthetic._violence import OTHER_REASONS, Route, drawn, recorded
from vnr.words import refusal

__all__ = ["Truth", "World", "register", "world"]

_LACKING: Final = frozenset(
    {
        "persons.died",
        "persons.moved_out",
        "cases.violence_known",
        "cases.violence_source",
        "cases.age_at_intake",
        "cases.officer",
        "cases.district",
        "intakes.intake_unit",
        "interventions.decided",
        "interventions.target",
        "assessments.stage",
    }
)
"""Fields that the made-up record systems don't have; nor do they count contacts."""


@attrs.frozen
class Truth(Fields):
    """What really happened in one municipality, tallied while it was made up.

    Attributes
    ----------
    cases
        Cases of exposed persons opened in the period that concern violence, seen or not.
    hidden
        Those of which the record system never learns.
    original, intake, known
        Those whose first reason is violence; any reason within 365 days; any evidence within
        365 days of the opening.

    Examples
    --------
    >>> truth = Truth(cases=251, hidden=26, original=141, intake=181, known=225)
    >>> truth.known - truth.original
    84
    """

    cases: int = 0
    hidden: int = 0
    original: int = 0
    intake: int = 0
    known: int = 0


@attrs.frozen
class World(Fields):
    """A made-up county.

    Attributes
    ----------
    cases
        Every case that the record systems hold, with or without violence.
    truth
        By municipality's code.
    observed, period
        Two years before the period to one year after it, and the period.

    Examples
    --------
    >>> year = Period.year(2019)
    >>> made = World((), {"0980": Truth(original=141, known=225)}, year, year)
    >>> made.truth["0980"].original / made.truth["0980"].known
    0.6266666666666667
    """

    cases: tuple[Case, ...] = attrs.field(repr=False)
    truth: Mapping[str, Truth]
    observed: Period
    period: Period

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.cases, dict(self.truth), self.observed, self.period)


def register(county: str = "04", period: PeriodLike = Period.year(2019), seed: int = 1) -> Register:
    """Register of made-up people, observed from two years before the period to one after.

    Parameters
    ----------
    county : str
        County code; sizes are those of its municipalities.
    period : Period
        What is to be reported on.
    seed : int
        The same seed gives the same people on every platform.

    Examples
    --------
    >>> made = register(county="09", seed=1)
    >>> made.observed
    Period(2017-01-01–2020-12-31)
    """
    made = world(county, period, seed)
    return Register.from_cases(
        made.cases, observed=made.observed, coverage=delivered(made.truth, made.observed)
    )


def delivered(codes: Iterable[str], observed: Period) -> Coverage:
    """What these municipalities deliver: all that the made-up people have, filled in or not."""
    tables = frozenset(TABLES) - {CONTACTS.root}
    fields = {name for name in FIELDS if not name.startswith(f"{CONTACTS.root}.")} - _LACKING
    return Coverage((code, None, None, observed, tables, fields) for code in codes)


def world(county: str = "04", period: PeriodLike = Period.year(2019), seed: int = 1) -> World:
    """Made-up people of a county, with the truth about them.

    Raises
    ------
    UnknownNameError
        If there is no such county.
    DataError
        If the period lies outside the years whose population is known, or the seed is none.

    Examples
    --------
    >>> made = world(county="09", seed=1)
    >>> len(made.cases), made.period
    (1830, Period(2019-01-01–2019-12-31))
    """
    period = Period.of(period)
    years = range(period.start.year - 2, period.end.year + 2)
    if not 2010 <= period.start.year <= 2025:
        raise refusal("period_population", first="2010", last="2025")
    observed = Period(date(years[0], 1, 1), date(years[-1], 12, 31))
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise refusal("seed")
    variety = Variety(Dice(np.random.default_rng([seed, 1]), observed))
    maker = _Maker(Dice(np.random.default_rng(seed), observed), variety, period)
    for municipality in steps(data.municipalities(county), "inventing"):
        size = int(data.population([municipality.code], period.start.year))
        maker.people_of(municipality.code, size * len(years))
    truth = {
        municipality.code: Truth(**maker.tally[municipality.code])
        for municipality in data.municipalities(county)
    }
    handling = Handling(Dice(np.random.default_rng([seed, 2]), observed))
    stays = Stays(Dice(np.random.default_rng([seed, 3]), observed))
    cases = tuple(stays.told(handling.handled(variety.varied(case))) for case in maker.cases)
    return World(cases, MappingProxyType(truth), observed, period)


class _Maker:
    """Makes people up, one after the other."""

    def __init__(self, dice: Dice, variety: Variety, period: Period) -> None:
        self.dice = dice
        self.variety = variety
        self.period = period
        self.cases: list[Case] = []
        self.tally: dict[str, Counter[str]] = {}
        self.number = 0

    def people_of(self, code: str, person_years: int) -> None:
        """Make the cases of one municipality: of violence, and as many of other things."""
        self.tally[code] = Counter()
        expected = CASES_PER_10_000 * person_years / 10_000
        for _ in range(int(self.dice.rng.poisson(expected))):
            self.exposed(code, self.person(), self.dice.day())
        for _ in range(int(self.dice.rng.poisson(expected / 20))):
            self.perpetrator(code, self.dice.day())
        for _ in range(int(self.dice.rng.poisson(expected))):
            self.other(code, self.dice.day())

    def person(self, man: float = SHARES["man"], child: bool = False) -> Person:
        """A person, with the share of men among such."""
        self.number += 1
        draw = float(self.dice.rng.random())
        sex = Sex.MAN if draw < man else Sex.WOMAN
        if draw > 0.99:
            sex = Sex.UNKNOWN
        age = int(self.dice.rng.integers(0, 18) if child else 18 + self.dice.rng.gamma(3, 6.5))
        born = self.period.start.year - age
        return Person(f"s{self.number:06}", born, sex, protected=self.dice.chance(0.02))

    def add(
        self,
        code: str,
        person: Person,
        unit: Unit,
        role: Role,
        intakes: tuple[Intake, ...],
        **more: Any,
    ) -> Case:
        """Put a case, numbered in order, among those made."""
        number = f"{code}-{len(self.cases) + 1:06}"
        case = Case(number, person, code, unit, role, intakes, **more)
        self.cases.append(case)
        return case

    def perpetrator(self, code: str, opened: date) -> None:
        """The case of one who has used violence."""
        self.add(
            code,
            self.person(man=0.9),
            Unit.ADULT,
            Role.PERPETRATOR,
            (Intake(opened, IntakeReason.VIOLENCE),),
            interventions=(Intervention(InterventionKind.ATV, opened),)
            if self.dice.chance(0.4)
            else (),
        )

    def other(self, code: str, opened: date) -> None:
        """A case of something else than violence."""
        reason = self.dice.pick(OTHER_REASONS)
        child = reason is IntakeReason.CHILD_WELFARE
        self.add(
            code,
            self.person(man=0.5),
            _unit(reason),
            Role.EXPOSED_CHILD if child else Role.EXPOSED_ADULT,
            (Intake(opened, reason),),
            closings=_closed(self.dice.until(opened + self.dice.days(200))),
        )

    def exposed(
        self,
        code: str,
        person: Person,
        opened: date,
        household: str | None = None,
        old: int | None = None,
    ) -> None:
        """One case of violence, what the system learns of it, and perhaps the next one.

        `old` is the place of the case that it opens again, if it gets no number of its own.
        """
        violence = drawn(self.dice, opened)
        over = violence.noticed + self.dice.days(150)
        closed = self.dice.until(over) if self.dice.chance(SHARES["closed"] + 0.1) else None
        household = household or f"h{len(self.cases)}"
        learnt = recorded(self.dice, violence, closed)
        if old is None:
            self.note(code, opened, violence.noticed, violence.route)
            old = len(self.cases)
            unit = Unit.ADULT if violence.route == "original" else _unit(violence.reason)
            role = Role.EXPOSED_ADULT
            intakes = violence.intakes
            self.add(code, person, unit, role, intakes, household_id=household, **learnt)
        else:
            # It is one case still, and is counted where it first opened.
            self.cases[old] = again(self.cases[old], violence.intakes, **learnt)
        if learnt.get("children_at_home") and self.dice.chance(CHILD_CASE):
            self.child(code, violence.noticed, household)
        back = over + self.dice.days(365 / RETURN_HAZARD)
        if closed is not None and violence.seen and back <= self.dice.observed.end:
            same = old if self.variety.dice.chance(SAME_NUMBER) else None
            self.exposed(code, person, back, household, same)

    def child(self, code: str, opened: date, household: str) -> None:
        """The case of a child who lives with it."""
        self.note(code, opened, opened, "original")
        until = self.dice.until(opened + self.dice.days(7))
        preliminary = Investigation(opened, InvestigationKind.PRELIMINARY, until)
        closed = self.dice.until(opened + self.dice.days(120))
        investigations = [preliminary]
        if preliminary.closed is not None and self.dice.chance(0.4):
            last = self.dice.until(preliminary.closed + self.dice.days(90))
            if closed is None or preliminary.closed <= closed:
                ends = None if last is None or closed is None else min(last, closed)
                investigations.append(Investigation(preliminary.closed, closed=ends))
        self.add(
            code,
            self.person(man=0.5, child=True),
            Unit.CHILD,
            Role.WITNESSING_CHILD,
            (Intake(opened, IntakeReason.VIOLENCE, IntakeChannel.REPORT),),
            closings=_closed(closed),
            investigations=tuple(investigations),
            assessments=(RiskAssessment(Instrument.OTHER, opened, violence_found=True),)
            if self.dice.chance(0.2)
            else (),
            interventions=(Intervention(InterventionKind.TRAPPAN, opened),)
            if self.dice.chance(0.3)
            else (),
            household_id=household,
        )

    def note(self, code: str, opened: date, noticed: date, route: Route) -> None:
        """Tally the truth of a case opened in the period."""
        if opened not in self.period:
            return
        tally = self.tally[code]
        in_time = (noticed - opened).days <= 365
        tally["cases"] += 1
        tally["hidden"] += route == "hidden"
        tally["original"] += route == "original"
        tally["intake"] += route == "original" or (route == "intake" and in_time)
        tally["known"] += route != "hidden" and (in_time or route == "original")


def _closed(day: date | None) -> tuple[Closing, ...]:
    """The closings of a case that closes on a day, if it does."""
    return () if day is None else (Closing(day),)


def _unit(reason: IntakeReason) -> Unit:
    """The unit that takes such a case."""
    return {
        IntakeReason.ECONOMIC: Unit.ECONOMIC,
        IntakeReason.CHILD_WELFARE: Unit.CHILD,
        IntakeReason.SUBSTANCE: Unit.SUBSTANCE,
    }.get(reason, Unit.ADULT)
