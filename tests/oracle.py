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
    ClosingReason,
    Instrument,
    IntakeReason,
    Intervention,
    InterventionKind,
    InvestigationKind,
    Period,
    Role,
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


def evidence(case: Case, basis: str) -> tuple[bool, date | None]:
    """Whether a case holds a basis, and its earliest dated evidence."""
    days: list[date] = []
    undated = False
    if basis == "any":
        days.append(case.opened)
    if basis == "original" and case.intakes[0].reason in VIOLENT:
        days.append(case.intakes[0].date)
    if basis in {"intake", "known"}:
        days += [intake.date for intake in case.intakes if intake.reason in VIOLENT]
    if basis == "known":
        if case.violence_known:
            days.append(case.violence_known)
        for assessment in case.assessments:
            by_itself = assessment.instrument not in NOT_FINDING
            if assessment.violence_found or (by_itself and assessment.violence_found is not False):
                days.append(assessment.date)
        for intervention in case.interventions:
            by_itself = intervention.kind in SPECIFIC
            if intervention.for_violence or (by_itself and intervention.for_violence is not False):
                days.append(intervention.started)
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
    return bool(days) or undated, min(days, default=None)


def day_of(case: Case, basis: str, dated_by: str) -> date:
    """The day a case counts from."""
    _, first = evidence(case, basis)
    if dated_by == "opened" or first is None:
        return case.opened
    first = max(first, case.opened)
    return first if case.closed is None else min(first, case.closed)


@attrs.frozen
class Thing:
    """Something counted: the case that places it, first and last day, and who it is."""

    case: Case
    start: date
    end: date | None
    identity: Any


def things(
    cases: Iterable[Case], of: str, basis: str, roles: set[Role], dated_by: str
) -> list[Thing]:
    chosen = [case for case in cases if case.role in roles and evidence(case, basis)[0]]
    if of == "episode":
        return [
            Thing(episode.first, episode.start, episode.end, object())
            for episode in episodes(chosen, basis, dated_by, 1, "person")
        ]
    identity: dict[str, Callable[[Case], Any]] = {
        "case": lambda case: case.key,
        "person": lambda case: case.person.person_id,
        "household": lambda case: (
            (case.municipality, case.household_id) if case.household_id else case.key
        ),
        "matter": lambda case: (case.municipality, case.case_id),
    }
    return [
        Thing(case, day_of(case, basis, dated_by), case.closed, identity[of](case))
        for case in chosen
    ]


def falls(thing: Thing, part: Period, measure: str) -> bool:
    if measure == "new":
        return thing.start in part
    if measure == "closed":
        return thing.end in part
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
    found = things(cases, of, basis, roles, dated_by)
    return len(
        {thing.identity for thing in found if where(thing.case) and falls(thing, part, measure)}
    )


@attrs.define(eq=False)
class Episode:
    first: Case
    start: date
    end: date | None
    cases: list[Case]
    kind: str = ""


def side(case: Case) -> str:
    return "perpetrator" if case.role is Role.PERPETRATOR else "exposed"


def episodes(
    cases: Iterable[Case], basis: str, dated_by: str, merge_gap: int, within: str
) -> list[Episode]:
    """Episodes of the chosen cases, by person (and municipality) and side."""
    groups = defaultdict(list)
    for case in cases:
        place = case.municipality if within == "municipality" else ""
        groups[case.person.person_id, side(case), place].append(case)
    found = []
    for group in groups.values():
        group.sort(
            key=lambda case: (
                day_of(case, basis, dated_by),
                case.opened,
                case.municipality,
                case.case_id,
            )
        )
        running: Episode | None = None
        for case in group:
            start = day_of(case, basis, dated_by)
            joins = running is not None and (
                running.end is None or (start - running.end).days <= merge_gap
            )
            if running is not None and joins:
                running.cases.append(case)
                if running.end is not None:
                    running.end = None if case.closed is None else max(running.end, case.closed)
            else:
                running = Episode(case, start, case.closed, [case])
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
        groups[episode.first.person.person_id, side(episode.first), place].append(episode)
    for group in groups.values():
        group.sort(key=lambda episode: episode.start)
        first = group[0]
        unseen = began(first.first) - timedelta(1)
        first.kind = "undetermined" if first.start <= window_end(unseen, window) else "new"
        for before, after in pairwise(group):
            assert before.end is not None
            back = after.start <= window_end(before.end, window)
            after.kind = "reactivated" if back else "returning"
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
    """Original, intake, known, not mature, and the median delay, of exposed cases."""
    found: dict[str, Any] = dict.fromkeys(("original", "intake", "known", "n_not_mature"), 0)
    delays = []
    for case in cases:
        if case.role not in EXPOSED or case.opened not in period:
            continue
        last = case.opened + timedelta(horizon)
        if last > cutoff:
            found["n_not_mature"] += evidence(case, "known")[0]
            continue
        for basis in ("original", "intake", "known"):
            holds, first = evidence(case, basis)
            found[basis] += holds and (first is None or first <= last)
        first = evidence(case, "known")[1]
        if first is not None and first <= last:
            delays.append(max((first - case.opened).days, 0))
    found["delay_median"] = median(delays) if delays else None
    return found


def died_by(case: Case, day: date) -> bool:
    died = case.person.died
    return (case.closed == day and case.closing_reason is ClosingReason.DIED) or (
        died is not None and died <= day
    )


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
    began: Callable[[Case], date] = lambda _: date.min,
) -> tuple[int, int, int]:
    """Returned, n and not mature, of exposed cases."""
    chosen = [case for case in cases if case.role in EXPOSED and evidence(case, basis)[0]]
    all_episodes = episodes(chosen, basis, "basis", merge_gap, "person")
    starts: list[tuple[date, Case]] = []
    if index == "intake":
        starts = [(case.opened, case) for case in chosen]
    elif index == "case_closed":
        starts = [
            (case.closed, case)
            for case in chosen
            if case.closed
            and not died_by(case, case.closed)
            and case.closing_reason is not ClosingReason.TRANSFERRED_UNIT
        ]
    else:
        for episode in all_episodes:
            if episode.end is None:
                continue
            last = sorted(
                (case for case in episode.cases if case.closed == episode.end),
                key=lambda case: (case.municipality, case.case_id),
            )
            moved = all(one.closing_reason is ClosingReason.TRANSFERRED_UNIT for one in last)
            if not moved and not any(died_by(case, episode.end) for case in last):
                starts.append((episode.end, last[0]))
    starts = [(day, case) for day, case in starts if day in cohort]
    if of == "person":
        first: dict[str, tuple[date, Case]] = {}
        for day, case in sorted(
            starts, key=lambda one: (one[0], one[1].municipality, one[1].case_id)
        ):
            first.setdefault(case.person.person_id, (day, case))
        starts = list(first.values())

    def events(person: str) -> list[date]:
        own = [case for case in chosen if case.person.person_id == person]
        if event == "episode":
            return [one.start for one in all_episodes if one.first.person.person_id == person]
        if event == "intake":
            return [case.opened for case in own]
        if event == "intervention":
            return [one.started for case in own for one in case.interventions if not one.declined]
        return [
            one.opened
            for case in own
            for one in case.investigations
            if one.kind is InvestigationKind.FULL
        ]

    returned = n = waiting = 0
    for day, case in starts:
        others = events(case.person.person_id)
        if index == "intake":
            earliest = day - timedelta(800)
            while window_end(earliest, window) < day:
                earliest += timedelta(1)
            mature = earliest >= began(case)
            before = [one for one in others if one < day]
            back = bool(before) and window_end(max(before), window) >= day
        else:
            mature = window_end(day, window) <= cutoff
            after = [one for one in others if one > day]
            back = bool(after) and min(after) <= window_end(day, window)
        n += mature
        waiting += not mature
        returned += mature and back
    return returned, n, waiting


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
    if intervention.declined or not evidence(case, basis)[0]:
        return False
    if basis == "any" or intervention.for_violence is not None:
        return basis == "any" or bool(intervention.for_violence)
    return intervention.kind in SPECIFIC or intervention.started >= day_of(case, "known", "basis")


def follow_up_status(
    case: Case, due: date, done: date | None, as_of: date, tolerance: tuple[str, int]
) -> str:
    """Status of one planned follow-up, as known at the end of `as_of`."""

    def before(day: date | None) -> bool:
        return day is not None and day < due and day <= as_of

    if before(case.person.died) or before(case.person.moved_out):
        return "exempt"
    if before(case.closed):
        if case.closing_reason in EXCUSING:
            return "exempt"
        if case.closing_reason is not ClosingReason.TRANSFERRED_UNIT:
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
    if case.closing_reason in EXCUSING:
        days.append(case.closed)
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


def moments(case: Case, name: str, cases: Iterable[Case]) -> list[date]:
    """Every day on which something happened in a case."""
    died, moved = case.person.died, case.person.moved_out
    one: dict[str, list[date | None]] = {
        "intake": [intake.date for intake in case.intakes],
        "investigation": [each.opened for each in case.investigations],
        "decision": [each.decided for each in case.interventions],
        "intervention": [each.started for each in case.interventions if not each.declined],
        "intervention_ended": [each.ended for each in case.interventions if not each.declined],
        "investigation_closed": [each.closed for each in case.investigations],
        "follow_up": [f.done for each in case.interventions for f in each.follow_ups],
        "assessment": [each.date for each in case.assessments],
        "closing": [case.closed],
        "died": [died],
        "moved": [moved],
    }
    if name == "violence_known":
        holds, day = evidence(case, "known")
        if not holds or day is None:
            return []
        day = max(day, case.opened)
        return [day if case.closed is None else min(day, case.closed)]
    if name == "reactivation":
        whole = [each for each in cases if evidence(each, "known")[0]]
        mine = [
            each
            for each in episodes(whole, "known", "basis", 1, "person")
            if (each.first.person.person_id, side(each.first))
            == (case.person.person_id, side(case))
        ]
        return sorted(each.start for each in mine)[1:]
    return [day for day in one[name] if day is not None]


def waits(
    case: Case,
    cases: list[Case],
    *,
    start: str,
    event: str,
    competing: tuple[str, ...],
    cutoff: date,
) -> list[tuple[date, Subject]]:
    """Start and outcome of every time that begins in a case with one row for each case."""
    begins = {
        "intake": [case.opened],
        "assessment": [each.date for each in case.assessments],
    }.get(start, moments(case, start, cases))
    may_come_later = {"investigation_closed", "intervention_ended"}
    found = []
    for begin in begins:
        outcomes = []
        for place, name in enumerate((event, *competing)):
            days = moments(case, name, cases)
            strictly = name in (start, "reactivation")
            after = [day for day in days if day > begin or (day == begin and not strictly)]
            outcomes += [(day, place, place + 1) for day in after]
        losses = [cutoff]
        told = any(place == 0 for _, place, _ in outcomes)
        unaffected = event in ("follow_up", "reactivation") or (event in may_come_later and told)
        for name in ("died", "moved", "closing"):
            if name in (event, *competing) or (name == "closing" and unaffected):
                continue
            losses += [day for day in moments(case, name, cases) if day >= begin]
        outcomes.append((min(losses), 99, 0))
        day, _, cause = min(outcomes)
        found.append((begin, Subject((day - begin).days, cause, cluster=case.person.person_id)))
    return found
