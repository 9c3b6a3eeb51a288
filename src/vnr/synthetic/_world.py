"""People who don't exist, what befell them, and what the record system came to know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np

from vnr import data
from vnr.errors import DataError
from vnr.model import (
    Case,
    ClosingReason,
    FollowUp,
    FollowUpOutcome,
    Goal,
    InformationSource,
    Instrument,
    Intake,
    IntakeChannel,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    JudgedRisk,
    Judgement,
    LegalBasis,
    Period,
    Perpetrator,
    Person,
    Relation,
    RiskAssessment,
    RiskJudgement,
    Role,
    Sex,
    Unit,
    ViolenceContext,
    ViolenceForm,
)
from vnr.register import Register

__all__ = ["RETURN_HAZARD", "SHARES", "Truth", "World", "register", "world"]

SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {
        # SKR, SU-Kvinnofrid, interim report of May 2023: 2 090 cases of exposed adults.
        "woman": 0.93,
        "man": 0.06,
        "honour": 0.11,
        "freda": 0.48,
        "conversation": 0.43,
        "closed": 0.73,
        # Chosen here; nobody has measured them. What the first reason hides is the question.
        "original": 0.45,
        "intake": 0.20,
        "known": 0.20,
        "hidden": 0.15,
    }
)
"""Shares that the made-up people are drawn with; original, intake, known and hidden add to 1."""

RETURN_HAZARD: Final = 0.25
"""Returns a year after a violence case has closed: 1 - exp(-0.25) = 22 % within a year."""

CASES_PER_10_000 = 30
CHILD_CASE = 0.35
_OTHER_REASONS = (
    IntakeReason.ECONOMIC,
    IntakeReason.CHILD_WELFARE,
    IntakeReason.SUBSTANCE,
    IntakeReason.HOUSING,
    IntakeReason.OTHER,
)
_FORMS = (
    (ViolenceForm.PSYCHOLOGICAL, 0.8),
    (ViolenceForm.PHYSICAL, 0.6),
    (ViolenceForm.ECONOMIC, 0.25),
    (ViolenceForm.SEXUAL, 0.2),
    (ViolenceForm.MATERIAL, 0.15),
    (ViolenceForm.DIGITAL, 0.15),
    (ViolenceForm.LATENT, 0.1),
    (ViolenceForm.NEGLECT, 0.05),
)


@attrs.frozen
class Truth:
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
    """

    cases: int = 0
    hidden: int = 0
    original: int = 0
    intake: int = 0
    known: int = 0


@attrs.frozen
class World:
    """A made-up county.

    Attributes
    ----------
    cases
        Every case that the record systems hold, with or without violence.
    truth
        By municipality's code.
    observed, period
        Two years before the period to one year after it, and the period.
    """

    cases: tuple[Case, ...] = attrs.field(repr=False)
    truth: Mapping[str, Truth]
    observed: Period
    period: Period


def register(county: str = "04", period: Period = Period.year(2019), seed: int = 1) -> Register:
    """Register of made-up people, observed from two years before the period to one after.

    Parameters
    ----------
    county : str
        County code; sizes are those of its municipalities.
    period : Period
        What is to be reported on.
    seed : int
        The same seed gives the same people on every platform.
    """
    made = world(county, period, seed)
    return Register.from_cases(made.cases, observed=made.observed)


def world(county: str = "04", period: Period = Period.year(2019), seed: int = 1) -> World:
    """Made-up people of a county, with the truth about them.

    Raises
    ------
    UnknownNameError
        If there is no such county.
    DataError
        If the period lies outside the years whose population is known.
    """
    years = range(period.start.year - 2, period.end.year + 2)
    if not 2010 <= period.start.year <= 2025:
        raise DataError("population is known for 2010–2025; choose a period in those years")
    observed = Period(date(years[0], 1, 1), date(years[-1], 12, 31))
    maker = _Maker(np.random.default_rng(seed), observed, period)
    for municipality in data.municipalities(county):
        size = int(data.population([municipality.code], [period.start.year])[0, 0])
        maker.people_of(municipality.code, size * len(years))
    truth = {
        municipality.code: Truth(**maker.tally[municipality.code])
        for municipality in data.municipalities(county)
    }
    return World(tuple(maker.cases), MappingProxyType(truth), observed, period)


class _Maker:
    """Draws people, one after the other."""

    def __init__(self, rng: np.random.Generator, observed: Period, period: Period) -> None:
        self.rng = rng
        self.observed = observed
        self.period = period
        self.cases: list[Case] = []
        self.tally: dict[str, Counter[str]] = {}
        self.number = 0

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, choices: Any) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def days(self, mean: float) -> timedelta:
        return timedelta(1 + int(self.rng.exponential(mean)))

    def until(self, day: date) -> date | None:
        return day if day <= self.observed.end else None

    def people_of(self, code: str, person_years: int) -> None:
        """Make the cases of one municipality: of violence, and as many of other things."""
        self.tally[code] = Counter()
        expected = CASES_PER_10_000 * person_years / 10_000
        for _ in range(int(self.rng.poisson(expected))):
            self.exposed(code, self.person(), self.day(), None)
        for _ in range(int(self.rng.poisson(expected / 20))):
            opened = self.day()
            self.add(
                code,
                self.person(man=0.9),
                Unit.ADULT,
                Role.PERPETRATOR,
                (Intake(opened, IntakeReason.VIOLENCE),),
                interventions=(Intervention(InterventionKind.ATV, opened),)
                if self.chance(0.4)
                else (),
            )
        for _ in range(int(self.rng.poisson(expected))):
            opened = self.day()
            reason = self.pick(_OTHER_REASONS)
            role = (
                Role.EXPOSED_CHILD if reason is IntakeReason.CHILD_WELFARE else Role.EXPOSED_ADULT
            )
            self.add(
                code,
                self.person(man=0.5),
                self.unit(reason),
                role,
                (Intake(opened, reason),),
                closed=self.until(opened + self.days(200)),
            )

    def day(self) -> date:
        return self.observed.start + timedelta(int(self.rng.integers(self.observed.days)))

    def person(self, man: float = SHARES["man"], child: bool = False) -> Person:
        self.number += 1
        draw = float(self.rng.random())
        sex = Sex.MAN if draw < man else Sex.WOMAN
        if draw > 0.99:
            sex = Sex.UNKNOWN
        age = int(self.rng.integers(0, 18) if child else 18 + self.rng.gamma(3, 6.5))
        born = self.period.start.year - age
        return Person(f"s{self.number:06}", born, sex, protected=self.chance(0.02))

    def unit(self, reason: IntakeReason) -> Unit:
        return {
            IntakeReason.ECONOMIC: Unit.ECONOMIC,
            IntakeReason.CHILD_WELFARE: Unit.CHILD,
            IntakeReason.SUBSTANCE: Unit.SUBSTANCE,
        }.get(reason, Unit.ADULT)

    def add(
        self,
        code: str,
        person: Person,
        unit: Unit,
        role: Role,
        intakes: tuple[Intake, ...],
        closed: date | None = None,
        **more: Any,
    ) -> Case:
        case = Case(
            f"{code}-{len(self.cases) + 1:06}", person, code, unit, role, intakes, closed, **more
        )
        self.cases.append(case)
        return case

    def exposed(self, code: str, person: Person, opened: date, household: str | None) -> None:
        """One case of violence, what the system learns of it, and perhaps the next one."""
        route = str(
            self.rng.choice(
                ["original", "intake", "known", "hidden"],
                p=[SHARES[name] for name in ("original", "intake", "known", "hidden")],
            )
        )
        honour = self.chance(SHARES["honour"])
        reason = self.pick(_OTHER_REASONS)
        violent = IntakeReason.HONOUR_VIOLENCE if honour else IntakeReason.VIOLENCE
        last = self.observed.end
        noticed = opened if route == "original" else opened + self.days(60)
        if noticed > last:
            # Too late for this window: the system doesn't know yet.
            route = "hidden"
        intakes: tuple[Intake, ...] = (Intake(opened, reason, IntakeChannel.APPLICATION),)
        if route == "original":
            intakes = (Intake(opened, violent, self.pick(list(IntakeChannel)[:4])),)
        if route == "intake":
            intakes += (Intake(noticed, violent, source=self.pick(list(InformationSource))),)
        self.note(code, opened, noticed, route)
        over = noticed + self.days(150)
        closed = self.until(over) if self.chance(SHARES["closed"] + 0.1) else None
        seen = route != "hidden"
        household = household or f"h{len(self.cases)}"
        children = int(self.rng.integers(0, 4))
        goal = self.pick([Goal.REACHED, Goal.PARTLY, Goal.NOT_REACHED]) if closed else None
        self.add(
            code,
            person,
            Unit.ADULT if route == "original" else self.unit(reason),
            Role.EXPOSED_ADULT,
            intakes,
            closed,
            closing_reason=self.closing() if closed else None,
            goal=goal if seen else None,
            forms=self.forms() if seen and route != "known" else frozenset(),
            contexts=frozenset({ViolenceContext.HONOUR})
            if honour and route in ("original", "intake")
            else frozenset(),
            children_at_home=children if seen else None,
            police_report=self.chance(0.4) if seen else None,
            perpetrators=(Perpetrator(Relation.EX_PARTNER, Sex.MAN),) if seen else (),
            investigations=self.investigations(opened, closed),
            assessments=self.assessments(noticed, honour, certain=route == "known") if seen else (),
            interventions=self.interventions(noticed, closed) if seen else (),
            household_id=household,
        )
        if seen and children and self.chance(CHILD_CASE):
            self.child(code, noticed, household)
        back = over + timedelta(1 + int(self.rng.exponential(365 / RETURN_HAZARD)))
        if closed is not None and seen and back <= last:
            self.exposed(code, person, back, household)

    def note(self, code: str, opened: date, noticed: date, route: str) -> None:
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

    def child(self, code: str, opened: date, household: str) -> None:
        """The case of a child who lives with it."""
        self.note(code, opened, opened, "original")
        preliminary = Investigation(
            opened, InvestigationKind.PRELIMINARY, self.until(opened + self.days(7))
        )
        closed = self.until(opened + self.days(120))
        investigations = [preliminary]
        if preliminary.closed is not None and self.chance(0.4):
            last = self.until(preliminary.closed + self.days(90))
            if closed is None or preliminary.closed <= closed:
                ends = None if last is None or closed is None else min(last, closed)
                investigations.append(Investigation(preliminary.closed, closed=ends))
        self.add(
            code,
            self.person(man=0.5, child=True),
            Unit.CHILD,
            Role.WITNESSING_CHILD,
            (Intake(opened, IntakeReason.VIOLENCE, IntakeChannel.REPORT),),
            closed,
            investigations=tuple(investigations),
            assessments=(RiskAssessment(Instrument.OTHER, opened, violence_found=True),)
            if self.chance(0.2)
            else (),
            interventions=(Intervention(InterventionKind.TRAPPAN, opened),)
            if self.chance(0.3)
            else (),
            household_id=household,
        )

    def closing(self) -> ClosingReason:
        reasons = [ClosingReason.GOAL_REACHED] * 6 + list(ClosingReason)
        reason: ClosingReason = self.pick(reasons)
        # A death would have to be the person's, in all their cases.
        return ClosingReason.OTHER if reason is ClosingReason.DIED else reason

    def forms(self) -> frozenset[ViolenceForm]:
        return frozenset(form for form, share in _FORMS if self.chance(share))

    def investigations(self, opened: date, closed: date | None) -> tuple[Investigation, ...]:
        if not self.chance(0.8):
            return ()
        start = opened + timedelta(int(self.rng.integers(0, 14)))
        if start > (closed or self.observed.end):
            return ()
        end = start + self.days(60)
        return (Investigation(start, closed=end if end <= (closed or self.observed.end) else None),)

    def assessments(
        self,
        day: date,
        honour: bool,
        *,
        certain: bool,
    ) -> tuple[RiskAssessment, ...]:
        """Instruments as often as reported; `certain` where nothing else shows the violence."""
        found = []
        if self.chance(SHARES["freda"]):
            found.append(RiskAssessment(Instrument.FREDA_SHORT, day, violence_found=True))
            if self.chance(0.5):
                score = float(self.rng.integers(0, 21))
                found.append(RiskAssessment(Instrument.FREDA_DANGER, day, score=score))
        if certain or self.chance(SHARES["conversation"]):
            found.append(RiskAssessment(Instrument.CONVERSATION, day, violence_found=True))
        if honour and self.chance(0.5):
            judged = (RiskJudgement(JudgedRisk.SEVERE, self.pick(list(Judgement))),)
            found.append(RiskAssessment(Instrument.PATRIARK, day, judgement=judged))
        return tuple(found)

    def interventions(self, day: date, closed: date | None) -> tuple[Intervention, ...]:
        if not self.chance(0.6):
            return ()
        kind = self.pick(
            [InterventionKind.COUNSELLING] * 5
            + [InterventionKind.SHELTERED_HOUSING] * 2
            + [InterventionKind.PRACTICAL_SUPPORT, InterventionKind.GROUP]
        )
        due = day + timedelta(90)
        done = self.until(due + timedelta(int(self.rng.integers(-20, 60))))
        follow = FollowUp(due)
        if done is not None and done >= day and self.chance(0.55):
            follow = FollowUp(due, done, self.pick(list(FollowUpOutcome)))
        return (
            Intervention(
                kind,
                day,
                closed,
                legal_basis=self.pick(list(LegalBasis)),
                for_violence=True,
                visits=int(self.rng.poisson(6)),
                meetings=int(self.rng.poisson(4)),
                missed=int(self.rng.poisson(0.7)),
                follow_ups=(follow,) if self.chance(0.6) else (),
            ),
        )
