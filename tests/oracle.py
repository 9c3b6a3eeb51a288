"""The counting rules once more, written for reading and not for speed, on `Case` objects.

Nothing here is shared with the kernels: it is what they are held against.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import attrs

from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    Goal,
    Instrument,
    IntakeReason,
    Intervention,
    InterventionKind,
    InvestigationKind,
    Period,
    RiskAssessment,
    Role,
    Spell,
    ViolenceContext,
)

VIOLENT = {IntakeReason.VIOLENCE, IntakeReason.HONOUR_VIOLENCE}
NOT_FINDING = {Instrument.FREDA_SHORT, Instrument.CONVERSATION, Instrument.OTHER}
SPECIFIC = {
    InterventionKind.SHELTERED_HOUSING,
    InterventionKind.TRAPPAN,
    InterventionKind.ATV,
    InterventionKind.MPV,
    InterventionKind.KIDS_CLUB,
    InterventionKind.KIBB,
}
EXCUSING = {ClosingReason.DIED, ClosingReason.MOVED, ClosingReason.TRANSFERRED_MUNICIPALITY}
EXPOSED = {Role.EXPOSED_ADULT, Role.EXPOSED_CHILD, Role.WITNESSING_CHILD}


def violence_of(intervention: Intervention) -> bool:
    """Whether an intervention tells of violence by itself or by what is recorded of it."""
    if intervention.for_violence is None:
        return intervention.kind in SPECIFIC
    return intervention.for_violence


def evidence(case: Case, basis: str) -> tuple[list[date], bool]:
    """The days of a case's dated evidence, and whether it has any that isn't dated."""
    days: list[date] = []
    undated = False
    if basis in {"intake", "known"}:
        days += [intake.date for intake in case.intakes if intake.reason in VIOLENT]
    if basis == "known":
        if case.violence_known:
            days.append(case.violence_known)
        for assessment in case.assessments:
            by_itself = assessment.instrument not in NOT_FINDING
            if assessment.violence_found or (by_itself and assessment.violence_found is not False):
                days.append(assessment.date)
        days += [one.started for one in case.interventions if violence_of(one)]
        undated = bool(case.forms or case.contexts or case.perpetrators or case.police_report)
    if basis in {"honour", "honour_intake"}:
        days += [
            intake.date for intake in case.intakes if intake.reason is IntakeReason.HONOUR_VIOLENCE
        ]
    if basis in {"honour", "honour_context"}:
        undated = ViolenceContext.HONOUR in case.contexts
    if basis in {"honour", "honour_patriark"}:
        days += [
            one.date
            for one in case.assessments
            if one.instrument is Instrument.PATRIARK and one.violence_found is not False
        ]
    return days, undated


@attrs.frozen
class Held:
    """A spell that holds a basis: its case and number, first and last day, and evidence."""

    case: Case
    number: int
    start: date
    end: date | None
    first_evidence: date | None

    @property
    def spell(self) -> Spell:
        return self.case.spells[self.number]


def belongs(case: Case, day: date) -> int:
    """The first spell that ends on the day or later, else the last."""
    for number, spell in enumerate(case.spells):
        if spell.closed is None or day <= spell.closed:
            return number
    return len(case.spells) - 1


def begun(case: Case, day: date) -> int:
    """The last spell that was opened by a day, else the first."""
    return max(sum(spell.opened <= day for spell in case.spells) - 1, 0)


def held(case: Case, basis: str, dated_by: str = "basis") -> list[Held]:
    """The spells of a case that hold a basis."""
    days, undated = evidence(case, basis)
    found: list[Held] = []
    for number, spell in enumerate(case.spells):
        mine = [day for day in days if belongs(case, day) == number]
        start = None
        if basis == "any":
            start = spell.opened
            mine = [spell.opened]
        elif basis == "original":
            if case.intakes[0].reason in VIOLENT and spell.intakes[0].reason in VIOLENT:
                start = spell.opened
                mine = [spell.opened]
        elif mine:
            start = max(min(mine), spell.opened)
            start = start if spell.closed is None else min(start, spell.closed)
        elif not days and undated:
            start = spell.opened
        before = found[-1] if found and found[-1].number == number - 1 else None
        if before is not None and before.end == spell.opened - timedelta(1):
            start = spell.opened
        if start is not None:
            found.append(Held(case, number, start, spell.closed, min(mine, default=None)))
    if dated_by == "opened" and found:
        return [
            Held(case, number, spell.opened, spell.closed, None)
            for number, spell in enumerate(case.spells)
        ]
    return found


def day_of(case: Case, basis: str, dated_by: str) -> date:
    """The day a case counts from."""
    return held(case, basis, dated_by)[0].start


@attrs.frozen
class Thing:
    """Something counted: the case that places it, first and last day, and who it is."""

    case: Case
    start: date
    end: date | None
    identity: Any


def things(
    cases: Iterable[Case], of: str, basis: str, roles: set[Role], dated_by: str, measure: str
) -> list[Thing]:
    chosen = [case for case in cases if of_roles(case, roles)]
    if of == "episode":
        return [
            Thing(episode.first, episode.start, episode.end, object())
            for episode in episodes(chosen, basis, dated_by, 1, "person", roles)
        ]
    identity: dict[str, Callable[[Case], Any]] = {
        "case": lambda case: case.key,
        "person": who,
        "household": lambda case: (
            (case.municipality, case.household_id) if case.household_id else case.key
        ),
        "matter": lambda case: (case.municipality, case.case_id),
    }
    found = []
    for case in chosen:
        spells = held(case, basis, dated_by)
        # A case is new once, however often it opens again.
        for spell in spells[:1] if measure == "new" else spells:
            found.append(Thing(case, spell.start, spell.end, identity[of](case)))
    return found


def falls(thing: Thing, part: Period, measure: str) -> bool:
    if measure == "new":
        return thing.start in part
    if measure == "closed":
        return thing.end is not None and thing.end in part
    if measure == "open":
        return thing.start <= part.end and (thing.end is None or thing.end >= part.start)
    return thing.start <= part.end and (thing.end is None or thing.end >= part.end)


def count(
    cases: Iterable[Case],
    part: Period,
    *,
    of: str,
    basis: str,
    measure: str,
    roles: set[Role],
    dated_by: str,
    where: Callable[[Case], bool] = lambda _: True,
) -> int:
    """Number in one cell: `where` says which cases stand in it."""
    found = things(cases, of, basis, roles, dated_by, measure)
    return len(
        {thing.identity for thing in found if where(thing.case) and falls(thing, part, measure)}
    )


def repeats(
    cases: Iterable[Case], part: Period, *, of: str, basis: str, measure: str, dated_by: str
) -> tuple[int, int, int, int]:
    """Number counted, persons, sum of their squared numbers, and persons whom nobody can link."""
    own: dict[Any, set[Any]] = defaultdict(set)
    lone = set()
    for thing in things(cases, of, basis, EXPOSED, dated_by, measure):
        if falls(thing, part, measure):
            own[who(thing.case)].add(thing.identity)
            lone |= set() if thing.case.person.person_id else {who(thing.case)}
    numbers = [len(one) for one in own.values()]
    return sum(numbers), len(numbers), sum(one**2 for one in numbers), len(lone)


@attrs.define(eq=False)
class Episode:
    first: Case
    start: date
    end: date | None
    spells: list[Held]
    side: str
    kind: str = ""

    @property
    def cases(self) -> list[Case]:
        """Its cases, each once."""
        return list({case.key: case for case in (spell.case for spell in self.spells)}.values())


ALL = set(Role)


def who(case: Case) -> Any:
    """Whose a case is: of nobody whom anybody knows, one person for each case number."""
    return case.person.person_id or (case.municipality, case.case_id)


def of_roles(case: Case, roles: set[Role]) -> bool:
    return bool(sides(case, roles))


def sides(case: Case, roles: set[Role]) -> list[str]:
    """The sides on which a case stands because of the asked roles."""
    if not case.roles:
        return ["exposed"] if roles in (EXPOSED, ALL) else []
    asked = case.roles & roles
    found = ["exposed"] if asked - {Role.PERPETRATOR} else []
    return [*found, "perpetrator"] if Role.PERPETRATOR in asked else found


def episodes(
    cases: Iterable[Case],
    basis: str,
    dated_by: str,
    merge_gap: int,
    within: str,
    roles: set[Role] = EXPOSED,
) -> list[Episode]:
    """Episodes of the cases with these roles, by person (and municipality) and side."""
    groups: dict[Any, list[Held]] = defaultdict(list)
    for case in cases:
        place = case.municipality if within == "municipality" else ""
        for side in sides(case, roles):
            groups[who(case), side, place] += held(case, basis, dated_by)
    found = []
    for (_, side, _), group in groups.items():
        group.sort(
            key=lambda one: (
                one.start,
                one.spell.opened,
                one.case.municipality,
                one.case.case_id,
            )
        )
        running: Episode | None = None
        for one in group:
            joins = running is not None and (
                running.end is None or (one.start - running.end).days <= merge_gap
            )
            if running is not None and joins:
                running.spells.append(one)
                if running.end is not None:
                    running.end = None if one.end is None else max(running.end, one.end)
            else:
                running = Episode(one.case, one.start, one.end, [one], side)
                found.append(running)
    return found


def window_end(day: date, window: tuple[str, int]) -> date:
    """Last day inside a window of ("days", n) or ("years", n)."""
    kind, size = window
    if kind == "days":
        return day + timedelta(size)
    year = day.year + size
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def with_kinds(
    found: list[Episode],
    window: tuple[str, int],
    began: Callable[[Case], date],
    within: str = "person",
) -> list[Episode]:
    groups = defaultdict(list)
    for episode in found:
        place = episode.first.municipality if within == "municipality" else ""
        groups[who(episode.first), episode.side, place].append(episode)
    for group in groups.values():
        group.sort(key=lambda episode: episode.start)
        first = group[0]
        unseen = began(first.first) - timedelta(1)
        lone = first.first.person.person_id is None
        seen = first.start > window_end(unseen, window)
        first.kind = "new" if seen and not lone else "undetermined"
        for before, after in pairwise(group):
            assert before.end is not None
            back = after.start <= window_end(before.end, window)
            after.kind = "reactivated" if back else "undetermined" if lone else "returning"
    return found


def delivered(rows: Iterable[Any], code: str, day: date) -> float:
    """Share of a municipality's units that delivered a day."""
    mine = [row for row in rows if row.municipality == code]
    units = {row.unit for row in mine if row.unit is not None} or {None}
    return sum(
        any(row.period and day in row.period and row.unit in {None, unit} for row in mine)
        for unit in units
    ) / len(units)


def covered(rows: Iterable[Any], codes: Iterable[str], part: Period) -> float:
    """Mean share over municipalities and days."""
    rows, codes = list(rows), list(codes)
    span = [part.start + timedelta(number) for number in range(part.days)]
    return sum(delivered(rows, code, day) for code in codes for day in span) / (
        len(codes) * part.days
    )


def detection(cases: Iterable[Case], period: Period, cutoff: date, horizon: int) -> dict[str, Any]:
    """Original, intake, known, of later spells, not mature, and the median delay, of the exposed."""
    names = ("original", "intake", "known", "n_later_spell", "n_not_mature")
    found: dict[str, Any] = dict.fromkeys(names, 0)
    delays = []
    for case in cases:
        if not of_roles(case, EXPOSED) or case.opened not in period:
            continue
        last = case.opened + timedelta(horizon)
        if last > cutoff:
            found["n_not_mature"] += bool(held(case, "known"))
            continue
        for basis in ("original", "intake", "known"):
            spells = held(case, basis)
            if spells and spells[0].number == 0:
                first = spells[0].first_evidence
                found[basis] += first is None or first <= last
                if basis == "known" and first is not None and first <= last:
                    delays.append(max((first - case.opened).days, 0))
            elif spells and basis == "known":
                found["n_later_spell"] += 1
    found["delay_median"] = median(delays) if delays else None
    return found


@attrs.frozen
class Index:
    """A close (or an intake) that may be followed by a return."""

    day: date
    case: Case
    side: str
    moved: bool


def died(case: Case, closing: Closing, day: date) -> bool:
    gone = case.person.died
    return closing.reason is ClosingReason.DIED or (gone is not None and gone <= day)


def moved(case: Case, closing: Closing, day: date) -> bool:
    gone = case.person.moved_out
    away = {ClosingReason.MOVED, ClosingReason.TRANSFERRED_MUNICIPALITY}
    return closing.reason in away or (gone is not None and gone <= day)


def indices(
    cases: list[Case], index: str, basis: str, roles: set[Role], whole: list[Episode]
) -> list[Index]:
    """Everything that may be followed by a return."""
    spells = [
        (one, side) for case in cases for one in held(case, basis) for side in sides(case, roles)
    ]
    if index == "intake":
        return [Index(one.spell.opened, one.case, side, moved=False) for one, side in spells]
    starts: list[Index] = []
    if index == "case_closed":
        for one, side in spells:
            closing = one.spell.closing
            if (
                closing is not None
                and not died(one.case, closing, closing.date)
                and closing.reason is not ClosingReason.TRANSFERRED_UNIT
            ):
                away = moved(one.case, closing, closing.date)
                starts.append(Index(closing.date, one.case, side, away))
        return starts
    for episode in whole:
        if episode.end is None:
            continue
        last = sorted(
            (one for one in episode.spells if one.end == episode.end),
            key=lambda one: (one.case.municipality, one.case.case_id),
        )
        ends = [(one.case, one.spell.closing) for one in last if one.spell.closing]
        transferred = all(closing.reason is ClosingReason.TRANSFERRED_UNIT for _, closing in ends)
        if not transferred and not any(died(*end, episode.end) for end in ends):
            away = any(moved(*end, episode.end) for end in ends)
            starts.append(Index(episode.end, last[0].case, episode.side, away))
    return starts


def followed(starts: list[Index], cohort: Period, of: str) -> list[Index]:
    """What of it lies in the cohort: of a known person the first, or all."""
    starts = [one for one in starts if one.day in cohort]
    if of != "person":
        return starts
    first: dict[Any, Index] = {}
    for one in sorted(starts, key=lambda one: (one.day, one.case.municipality, one.case.case_id)):
        first.setdefault((who(one.case), one.side), one)
    lone = [one for one in starts if one.case.person.person_id is None]
    return [*lone, *(one for one in first.values() if one.case.person.person_id is not None)]


def returned(
    cases: list[Case],
    whole: list[Episode],
    person: Any,
    side: str,
    *,
    event: str,
    basis: str,
    roles: set[Role],
) -> list[date]:
    """Every day that may be a return of a person on a side."""

    def holds(case: Case, day: date) -> bool:
        return begun(case, day) in {one.number for one in held(case, basis)}

    own = [case for case in cases if who(case) == person and side in sides(case, roles)]
    if event == "episode":
        return [one.start for one in whole if (who(one.first), one.side) == (person, side)]
    if event == "intake":
        return [one.spell.opened for case in own for one in held(case, basis)]
    if event == "intervention":
        return [
            one.started
            for case in own
            for one in case.interventions
            if not one.declined and holds(case, one.started)
        ]
    return [
        one.opened
        for case in own
        for one in case.investigations
        if one.kind is InvestigationKind.FULL and holds(case, one.opened)
    ]


def return_times(
    cases: Iterable[Case],
    cohort: Period,
    cutoff: date,
    *,
    index: str,
    event: str,
    window: tuple[str, int],
    of: str,
    basis: str = "known",
    roles: set[Role] = EXPOSED,
) -> list[Subject]:
    """Time from each close to the return (1), death (2), moving (3) or nothing more (0)."""
    cases = [case for case in cases if of_roles(case, roles)]
    whole = episodes(cases, basis, "basis", 1, "person", roles)
    found = []
    for one in followed(indices(cases, index, basis, roles, whole), cohort, of):
        person = one.case.person
        if person.person_id is None:
            continue
        days = returned(
            cases, whole, who(one.case), one.side, event=event, basis=basis, roles=roles
        )
        outcomes = [(day, 1, 1) for day in days if day > one.day]
        outcomes += [
            (day, place, place)
            for place, day in ((2, person.died), (3, person.moved_out))
            if day is not None and day > one.day
        ]
        outcomes.append((min(window_end(one.day, window), cutoff), 4, 0))
        day, _, cause = min(outcomes)
        found.append(Subject((day - one.day).days, cause, cluster=who(one.case)))
    return found


def reactivation(
    cases: Iterable[Case],
    cohort: Period,
    cutoff: date,
    *,
    index: str,
    event: str,
    window: tuple[str, int],
    merge_gap: int,
    of: str,
    basis: str,
    roles: set[Role] = EXPOSED,
    began: Callable[[Case], date] = lambda _: date.min,
    told: Callable[[Case], bool] = lambda _: True,
) -> dict[str, int]:
    """Returned, n and what stands beside them, of closes in cases that are told of."""
    cases = [case for case in cases if of_roles(case, roles)]
    all_episodes = episodes(cases, basis, "basis", merge_gap, "person", roles)
    starts = followed(indices(cases, index, basis, roles, all_episodes), cohort, of)

    def events(person: Any, side: str) -> list[date]:
        return returned(cases, all_episodes, person, side, event=event, basis=basis, roles=roles)

    def reopened(person: Any, side: str) -> list[date]:
        """Openings again, after a spell with the basis, of a spell without it."""
        found = []
        for case in cases:
            if who(case) != person or side not in sides(case, roles):
                continue
            numbers = {one.number for one in held(case, basis)}
            found += [
                spell.opened
                for number, spell in enumerate(case.spells)
                if number not in numbers and any(one < number for one in numbers)
            ]
        return found

    names = ("returned", "n", "n_not_mature", "n_moved", "n_reopened_otherwise", "n_unlinkable")
    sums = dict.fromkeys(names, 0)
    for one in starts:
        day, person = one.day, who(one.case)
        if not told(one.case):
            continue
        if one.case.person.person_id is None:
            sums["n_unlinkable"] += 1
            continue
        others = events(person, one.side)
        again = False
        if index == "intake":
            earliest = day - timedelta(800)
            while window_end(earliest, window) < day:
                earliest += timedelta(1)
            mature = earliest >= began(one.case)
            before = [other for other in others if other < day]
            back = bool(before) and window_end(max(before), window) >= day
        else:
            mature = window_end(day, window) <= cutoff
            after = [other for other in others if other > day]
            back = bool(after) and min(after) <= window_end(day, window)
        again = any(day < other <= window_end(day, window) for other in reopened(person, one.side))
        sums["n"] += mature
        sums["n_not_mature"] += not mature
        sums["returned"] += mature and back
        sums["n_moved"] += mature and one.moved
        sums["n_reopened_otherwise"] += mature and not back and again
    return sums


def as_of(cases: Iterable[Case], day: date) -> list[Case]:
    """The cases as an extract made on a day would have held them."""

    def until(value: date | None) -> date | None:
        return value if value is not None and value <= day else None

    cut = []
    for case in cases:
        if case.opened > day:
            continue
        known = until(case.violence_known)
        cut.append(
            attrs.evolve(
                case,
                person=attrs.evolve(
                    case.person,
                    died=until(case.person.died),
                    moved_out=until(case.person.moved_out),
                ),
                intakes=tuple(one for one in case.intakes if one.date <= day),
                closings=tuple(one for one in case.closings if one.date <= day),
                violence_known=known,
                violence_source=case.violence_source if known else None,
                investigations=tuple(
                    attrs.evolve(
                        one,
                        closed=until(one.closed),
                        outcome=one.outcome if until(one.closed) else None,
                    )
                    for one in case.investigations
                    if one.opened <= day
                ),
                interventions=tuple(
                    attrs.evolve(
                        one,
                        ended=until(one.ended),
                        decided=until(one.decided),
                        follow_ups=tuple(
                            attrs.evolve(
                                follow,
                                done=until(follow.done),
                                outcome=follow.outcome if until(follow.done) else None,
                            )
                            for follow in one.follow_ups
                        ),
                    )
                    for one in case.interventions
                    if one.started <= day
                ),
                assessments=tuple(one for one in case.assessments if one.date <= day),
            )
        )
    return cut


def concerns(case: Case, intervention: Intervention, basis: str) -> bool:
    """Whether an intervention concerns a basis: started, in a case that holds it, for violence."""
    if intervention.declined:
        return False
    if basis == "any":
        return True
    number = begun(case, intervention.started)
    if number not in {one.number for one in held(case, basis)}:
        return False
    if intervention.for_violence is not None:
        return intervention.for_violence
    known = {one.number: one.start for one in held(case, "known")}
    return intervention.kind in SPECIFIC or (
        number in known and intervention.started >= known[number]
    )


def asked_about(case: Case, assessment: RiskAssessment, basis: str) -> bool:
    """Whether an assessment concerns a basis: it belongs to a spell that holds it."""
    return belongs(case, assessment.date) in {spell.number for spell in held(case, basis)}


def of_age(case: Case) -> bool:
    """Whether a case is an exposed adult's, and not of one known to be under 18."""
    age = case.age_at_intake
    if age is None and case.person.birth_year is not None:
        age = case.opened.year - case.person.birth_year
    return Role.EXPOSED_ADULT in case.roles and (age is None or age >= 18)


def kolada(case: Case, year: int, basis: str) -> tuple[bool, bool, bool, bool]:
    """Taken in, helped, closed with the goal; and closed without a word of it."""
    taken_in = any(one.reason in VIOLENT and one.date.year == year for one in case.intakes)
    helped, numbers = False, set()
    for one in case.interventions:
        if concerns(case, one, basis):
            number = begun(case, one.started)
            numbers.add(number)
            over = one.ended or case.spells[number].closed or date.max
            helped |= one.started.year <= year <= over.year
    closings = [case.spells[number].closing for number in numbers]
    mine = [one for one in closings if one is not None and one.date.year == year]
    reached = any(
        one.goal in (Goal.REACHED, Goal.PARTLY)
        or (one.goal is None and one.reason is ClosingReason.GOAL_REACHED)
        for one in mine
    )
    untold = any(one.goal is None and one.reason is None for one in mine)
    return taken_in, helped, reached, untold and not reached


def last_closing(case: Case, before: date, again_by: date) -> Closing | None:
    """The last closing before a day, unless an intake opened the case again by another."""
    ended = [closing for closing in case.closings if closing.date < before]
    if not ended or any(ended[-1].date < intake.date <= again_by for intake in case.intakes):
        return None
    return ended[-1]


def follow_up_status(
    case: Case,
    due: date,
    done: date | None,
    as_of: date,
    tolerance: tuple[str, int],
    *,
    started: date,
) -> str:
    """Status of one planned follow-up, as known at the end of `as_of`."""
    tomorrow = as_of + timedelta(1)
    for gone in (case.person.died, case.person.moved_out):
        if gone is not None and gone < min(due, tomorrow):
            return "exempt"
    closing = last_closing(case, min(due, tomorrow), min(due, as_of))
    if closing is not None:
        if closing.reason in EXCUSING:
            return "exempt"
        if closing.reason is not ClosingReason.TRANSFERRED_UNIT and closing.date >= started:
            return "closed_early"
    limit = window_end(due, tolerance)
    if as_of <= limit:
        return "pending"
    if done is not None and done <= limit:
        return "on_time"
    if done is not None and done <= as_of:
        return "late"
    return "missed"


def left(case: Case, first: date, last: date) -> bool:
    """Whether the person died or moved, or the case closed so, from one day to another."""
    days = [case.person.died, case.person.moved_out]
    closing = last_closing(case, last + timedelta(1), last)
    if closing is not None and closing.reason in EXCUSING:
        days.append(closing.date)
    return any(day is not None and first <= day <= last for day in days)


def clustered_wilson(trials: Iterable[tuple[Any, bool]], level: float) -> tuple[float, float]:
    """Wilson's interval with the effective size, cluster by cluster; nan of a single one.

    Clusters that all have one trial are independent. Below 20 Student's t replaces z.
    """
    from scipy import stats

    clusters = defaultdict(list)
    for cluster, hit in trials:
        clusters[cluster].append(hit)
    n = sum(map(len, clusters.values()))
    k = sum(map(sum, clusters.values()))
    m = len(clusters)
    p = k / n
    z = stats.norm.ppf(1 - (1 - level) / 2)
    if n > m == 1:
        return float("nan"), float("nan")
    size = float(n)
    if n > m:
        quantile = 1 - (1 - level) / 2
        like = n**2 / sum(len(hits) ** 2 for hits in clusters.values())
        far = stats.t.ppf(quantile, like - 1)
        size = like * (1 if m >= 20 else (z / far) ** 2)
        if 0 < p < 1:
            residuals = [sum(hits) - p * len(hits) for hits in clusters.values()]
            variance = like / (like - 1) * sum(one**2 for one in residuals) / n**2
            effect = max(variance / (p * (1 - p) / (n - 1)), 1)
            near = stats.t.ppf(quantile, n - 1) if m >= 20 else z
            size = n / effect * (near / far) ** 2
    centre = (p + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * (p * (1 - p) / size + z**2 / (4 * size**2)) ** 0.5
    return (0.0 if k == 0 else centre - half), (1.0 if k == n else centre + half)


@attrs.frozen
class Subject:
    """One time to an event: from just after `entry` to `time`, and what then came (0: nothing)."""

    time: float
    cause: int
    entry: float = -1
    cluster: Any = None


def incidences(subjects: list[Subject], causes: int) -> list[tuple[float, float, int, Any, Any]]:
    """Day, survival, number at risk, and for each cause incidence and variance.

    What each subject did on each day is carried forward as its influence on every figure. The
    squares are summed by subject and day, or by cluster where the subjects have one. Without any
    event the last day stands for them all.
    """
    survival = 1.0
    incidence = [0.0] * causes
    of_survival: dict[Any, float] = {}
    of_incidence: list[dict[Any, float]] = [{} for _ in range(causes)]
    found = []
    days = {one.time for one in subjects if one.cause}
    if subjects and not days:
        days = {max(one.time for one in subjects)}
    for day in sorted(days):
        at_risk = [
            (place, one) for place, one in enumerate(subjects) if one.entry < day <= one.time
        ]
        n = len(at_risk)
        hits = {place: one.cause for place, one in at_risk if one.time == day}
        hazards = [sum(hit == c + 1 for hit in hits.values()) / n for c in range(causes)]
        for c, hazard in enumerate(hazards):
            incidence[c] += survival * hazard
            for unit, influence in of_survival.items():
                of_incidence[c][unit] += influence * hazard
            for place, _ in at_risk:
                own = ((hits.get(place) == c + 1) - hazard) / n
                of_incidence[c][place, day] = survival * own
        stays = 1 - sum(hazards)
        of_survival = {unit: influence * stays for unit, influence in of_survival.items()}
        for place, _ in at_risk:
            own = ((hits.get(place, 0) > 0) - sum(hazards)) / n
            of_survival[place, day] = -survival * own
        survival *= stays
        variances = []
        for influences in of_incidence:
            sums: dict[Any, float] = defaultdict(float)
            for (place, when), influence in influences.items():
                cluster = subjects[place].cluster
                sums[(place, when) if cluster is None else cluster] += influence
            variances.append(sum(one**2 for one in sums.values()))
        found.append((day, survival, n, list(incidence), variances))
    return found


def moments(spell: Held, name: str, cases: Iterable[Case], basis: str) -> list[date]:
    """Every day on which something that concerns a basis happened in a spell that holds it."""
    case, number = spell.case, spell.number
    mine = [
        one
        for one in case.interventions
        if concerns(case, one, basis) and begun(case, one.started) == number
    ]
    asked = [one for one in case.investigations if begun(case, one.opened) == number]
    of_spell: dict[str, list[date | None]] = {
        "intake": [intake.date for intake in spell.spell.intakes],
        "investigation": [one.opened for one in asked],
        "investigation_closed": [one.closed for one in asked],
        "decision": [one.decided for one in mine],
        "intervention": [one.started for one in mine],
        "intervention_ended": [one.ended for one in mine],
        "follow_up": [planned.done for one in mine for planned in one.follow_ups],
        "assessment": [one.date for one in case.assessments if belongs(case, one.date) == number],
        "closing": [spell.end],
        "died": [case.person.died],
        "moved": [case.person.moved_out],
        "violence_known": [
            one.start
            for one in held(case, "known")
            if one.number == number and one.first_evidence is not None
        ],
        "reactivation": [
            one.start for one in returns(cases, basis)
            if (who(one.first), one.side) == (who(case), sides(case, EXPOSED)[0])
        ],
    }  # fmt: skip
    return sorted(day for day in of_spell[name] if day is not None)


def returns(cases: Iterable[Case], basis: str) -> list[Episode]:
    """Episodes that follow on an earlier one of the same person and side."""
    groups = defaultdict(list)
    for one in episodes(cases, basis, "basis", 1, "person", ALL):
        groups[who(one.first), one.side].append(one)
    by_start = [sorted(group, key=lambda one: one.start) for group in groups.values()]
    return [one for group in by_start for one in group[1:]]


def waits(
    case: Case,
    cases: list[Case],
    *,
    start: str,
    event: str,
    competing: tuple[str, ...],
    basis: str,
    cutoff: date,
) -> list[tuple[date, Subject]]:
    """Start and outcome of every time that begins in a case with one row for each spell."""
    may_come_later = {"investigation_closed", "intervention_ended"}
    if case.person.person_id is None and "reactivation" in (start, event, *competing):
        # Of somebody nobody knows no return can be seen.
        return []
    found = []
    for spell in held(case, basis):
        begins = moments(spell, start, cases, basis)
        if start == "intake":
            begins = begins[:1]
        if start == "reactivation":
            here = (case.key, spell.number)
            begins = [
                one.start
                for one in returns(cases, basis)
                if (one.spells[0].case.key, one.spells[0].number) == here
                and one.side == sides(case, EXPOSED)[0]
            ]
        for begin in begins:
            outcomes = []
            for place, name in enumerate((event, *competing)):
                days = moments(spell, name, cases, basis)
                strictly = name in (start, "reactivation")
                after = [day for day in days if day > begin or (day == begin and not strictly)]
                outcomes += [(day, place, place + 1) for day in after]
            losses = [cutoff]
            told = any(place == 0 for _, place, _ in outcomes)
            unaffected = event in ("follow_up", "reactivation") or (
                event in may_come_later and told
            )
            for name in ("died", "moved", "closing"):
                if name in (event, *competing) or (name == "closing" and unaffected):
                    continue
                losses += [day for day in moments(spell, name, cases, basis) if day >= begin]
            outcomes.append((min(losses), 99, 0))
            day, _, cause = min(outcomes)
            found.append((begin, Subject((day - begin).days, cause, cluster=who(case))))
    return found


@attrs.define
class Home:
    """A household, or an adult without one, in which violence against an adult is dated."""

    municipality: str
    household: str | None
    day: date
    children: int


def homes(cases: Iterable[Case], period: Period, basis: str) -> tuple[dict[Any, Any], list[Home]]:
    """The greatest number of children recorded of each adult, None where nobody said; and homes."""
    adults: dict[Any, int | None] = {}
    found: dict[Any, Home] = {}
    for case in cases:
        spells = held(case, basis)
        if Role.EXPOSED_ADULT not in case.roles or not spells or spells[0].start not in period:
            continue
        number, start = case.children_at_home, spells[0].start
        before = adults.get(who(case))
        adults[who(case)] = max([one for one in (number, before) if one is not None], default=None)
        if not number:
            continue
        key = (case.municipality, case.household_id) if case.household_id else who(case)
        home = found.setdefault(key, Home(case.municipality, case.household_id, start, number))
        home.day, home.children = min(home.day, start), max(home.children, number)
    return adults, list(found.values())


def got(case: Case, number: int, cutoff: date) -> dict[str, bool | None]:
    """What a child got in a spell of its case: yes, no, or that it can't be told yet."""
    asked = [one for one in case.investigations if begun(case, one.opened) == number]
    full = [one for one in asked if one.kind is InvestigationKind.FULL]
    quick: bool | None = False
    for one in asked:
        if one not in full and quick is not True:
            if one.closed is None and (cutoff - one.opened).days < 14:
                quick = None
            elif one.closed is not None and (one.closed - one.opened).days <= 14:
                quick = True
    helped = [one for one in case.interventions if begun(case, one.started) == number]
    return {
        "preliminary": quick,
        "investigation": bool(full),
        "assessed": any(belongs(case, one.date) == number for one in case.assessments),
        "supported": any(not one.declined for one in helped),
    }


def children_behind(
    cases: Iterable[Case], period: Period, cutoff: date, horizon: int, basis: str
) -> dict[str, list[int]]:
    """Yes, no, not recorded and not mature of each step."""
    cases = list(cases)
    adults, every = homes(cases, period, basis)
    later = ("own_case", "preliminary", "investigation", "assessed", "supported")
    sums = {step: [0, 0, 0, 0] for step in ("adults", "children", *later)}
    for most in adults.values():
        sums["adults"][2 if most is None else 0 if most else 1] += 1
    for home in every:
        last = home.day + timedelta(horizon)
        sums["children"][0] += home.children
        if last > cutoff:
            sums["children"][3] += home.children
            continue
        if home.household is None:
            sums["own_case"][2] += home.children
            continue
        children: dict[Any, list[dict[str, bool | None]]] = defaultdict(list)
        for case in cases:
            there = (case.municipality, case.household_id) == (home.municipality, home.household)
            if not there or not case.roles & {Role.EXPOSED_CHILD, Role.WITNESSING_CHILD}:
                continue
            for number, spell in enumerate(case.spells):
                if spell.opened <= last and (spell.closed is None or spell.closed >= home.day):
                    children[who(case)].append(got(case, number, cutoff))
        sums["own_case"][0] += len(children)
        sums["own_case"][1] += max(home.children - len(children), 0)
        for spells in children.values():
            for step in later[1:]:
                answers = [one[step] for one in spells]
                sums[step][0 if True in answers else 2 if None in answers else 1] += 1
    return sums
