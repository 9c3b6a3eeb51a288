"""Asked about violence, and investigated in time: against one case at a time, by the calendar."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from building import ECONOMIC, VIOLENCE, WINDOW, case, register
from vnr import metrics
from vnr.model import (
    Case,
    Instrument,
    Investigation,
    InvestigationKind,
    Period,
    RiskAssessment,
)
from vnr.results import Estimate

PERIOD = Period(date(2018, 3, 1), date(2020, 11, 30))
PRELIMINARY, FULL = InvestigationKind.PRELIMINARY, InvestigationKind.FULL
ASKING = {Instrument.FREDA_SHORT, Instrument.CONVERSATION}


def drawn(seed: int) -> list[Case]:
    """Cases of a few persons; many a date lies on an edge of another's time, or beside one."""
    by_chance = Random(seed)

    def near(day: date, *steps: int) -> date:
        later = day + timedelta(by_chance.choice(steps) + by_chance.choice((-1, 0, 0, 1)))
        return min(later, date(2021, 2, 1))

    cases = []
    for number in range(60):
        first = date(2018, 1, 1) + timedelta(by_chance.randrange(1090))
        intakes = sorted({first, *(near(first, 40, 300) for _ in range(by_chance.randrange(3)))})
        found = []
        for _ in range(by_chance.randrange(3)):
            opened = near(by_chance.choice(intakes), 0, 5, 60)
            closed = near(opened, 14, 9, 122, 120, 200) if by_chance.random() < 0.8 else None
            kind = by_chance.choice((PRELIMINARY, FULL))
            found.append(Investigation(opened, kind, closed and max(opened, closed)))
        asked = [
            RiskAssessment(
                by_chance.choice([*ASKING, Instrument.DANGER_ASSESSMENT]),
                near(first, 1, 364, 366),
                violence_found=by_chance.choice((None, True, False)),
            )
            for _ in range(by_chance.randrange(3))
        ]
        one = case(
            str(number),
            f"p{by_chance.randrange(25)}",
            intakes[0].isoformat(),
            reason=by_chance.choice((VIOLENCE, ECONOMIC)),
            later=tuple((day.isoformat(), VIOLENCE) for day in intakes[1:]),
            investigations=tuple(found),
            assessments=tuple(asked),
        )
        cases.append(one)
    return cases


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def same_limits(got: Estimate, cell: int, hits: list[tuple[bool, str | None]]) -> None:
    """Value and limits are those of a share of so many rows of persons."""
    by_hand = metrics.clustered_proportion(*map(list, zip(*hits, strict=True)))
    told = [float(got[name][cell]) for name in ("value", "lower", "upper")]
    assert told == pytest.approx([float(by_hand[name][0]) for name in ("value", "lower", "upper")])


@pytest.mark.parametrize("kind", [PRELIMINARY, FULL])
@pytest.mark.parametrize("seed", range(4))
def test_in_time(seed: int, kind: InvestigationKind) -> None:
    """Each investigation by the day of its report, its own days, and the cut-off."""
    cases = drawn(seed)
    status: Counter[str] = Counter()
    hits = []
    for one in cases:
        for each in one.investigations:
            if each.kind is not kind or not PERIOD.start <= each.opened <= PERIOD.end:
                continue
            before = [intake.date for intake in one.intakes if intake.date <= each.opened]
            start = max(before, default=each.opened)
            last = start + timedelta(14) if kind is PRELIMINARY else months_on(each.opened, 4)
            closed = each.closed if each.closed and each.closed <= WINDOW.end else None
            if last > WINDOW.end:
                status["n_not_mature"] += 1
                continue
            name = "unfinished" if closed is None else "in_time" if closed <= last else "late"
            status[name] += 1
            hits.append((name == "in_time", one.person.person_id))
    got = metrics.investigations_in_time(
        register(*cases),
        PERIOD,
        investigation=kind.value,  # type: ignore[arg-type]
        basis="any",
    )
    for name in ("in_time", "late", "unfinished", "n_not_mature"):
        assert got[name].tolist() == [status[name]]
    assert got.n.tolist() == [len(hits)]
    same_limits(got, 0, hits)


@pytest.mark.parametrize("seed", range(4))
def test_screening(seed: int) -> None:
    """Each case by its first day, all its assessments, and the cut-off."""
    cases = drawn(seed)
    asked, found, waiting, silent = [], [], 0, 0
    for one in cases:
        opened = one.intakes[0].date
        last = opened + timedelta(365)
        if not PERIOD.start <= opened <= PERIOD.end:
            continue
        if last > WINDOW.end:
            waiting += 1
            continue
        within = [
            each.violence_found
            for each in one.assessments
            if each.date <= last and (each.violence_found is not None or each.instrument in ASKING)
        ]
        asked.append((bool(within), one.person.person_id))
        if within:
            found.append((True in within, one.person.person_id))
            silent += not {True, False} & set(within)
    got = metrics.screening(register(*cases), PERIOD)
    assert got["hits"].tolist() == [sum(hit for hit, _ in step) for step in (asked, found)]
    assert got.n.tolist() == [len(asked), len(found)]
    assert got["n_not_mature"].tolist() == [waiting, waiting]
    assert got["n_not_answered"].tolist() == [0, silent]
    same_limits(got, 0, asked)
    same_limits(got, 1, found)
