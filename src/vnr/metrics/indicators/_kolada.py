"""Kolada's three key figures on exposed adults, counted from a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.choices import By, Cluster, ViolenceBasis
from vnr.metrics.ground import (
    CLOSED,
    DISTRICT,
    EVIDENCE,
    NOTHING,
    Cells,
    Need,
    answer,
    cells,
    check_source,
    concerns,
    having,
    member_mask,
    of_adults,
    spells,
    spells_of,
)
from vnr.metrics.intervals import Clustering, check_confidence, method_name, rate
from vnr.model import ClosingReason, Goal, IntakeReason, Period, PeriodLike
from vnr.register import NO_DAY
from vnr.results import Counts, Estimate, Figure, Labelled, Numbers, State, align_to, labelled

if TYPE_CHECKING:
    from vnr.register import Register, Source, Tally

__all__ = ["kolada", "kolada_rows"]

Mask = NDArray[np.bool_]

_INTERVENED: Final = Need(tables="interventions")
_ADULTS: Final = Need(fields="cases.roles")
_KNOWN: Final = Need(any_of=[EVIDENCE["known"]])
_NEEDS: Final = {
    "U30750": NOTHING,
    "U30751": _INTERVENED,
    "U30752": _INTERVENED
    & Need(tables=CLOSED, any_of=[("closings.goal", "closings.closing_reason")]),
}
KPIS: Final = tuple(_NEEDS)
_FIGURES: Final = {
    "value": Figure("rate", ratio_of=("cases", "adults")),
    "n": Figure("cases", sum_of="cases"),
    "cases": Figure("cases"),
    "adults": Figure("persons"),
    "n_not_recorded": Figure("cases"),
}
_SOURCE: Final = (
    "Kolada (RKA): U30750 aktualiserade, U30751 minst en insats, U30752 avslutade då målet nåtts "
    "helt eller delvis; vuxna 18+, våld i nära relation och hedersrelaterat våld, antal ärenden "
    "per 10 000 vuxna invånare. SKR, Frågor och svar 2024-01-24: antal ärenden, inte unika "
    "individer."
)


def kolada(
    source: Source,
    year: PeriodLike,
    *,
    adults: Numbers,
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    inflation: Numbers = 1,
    confidence: float = 0.95,
) -> Estimate:
    """Kolada's key figures U30750–U30752 on adults exposed to violence (Koladas nyckeltal).

    Parameters
    ----------
    source : Register or Source
        The cases.
    year : int, text or Period
        Calendar year.
    adults : mapping of str to number, labelled series, or Counts
        Inhabitants of 18 years and more, by municipality code; those of a `Counts` by ``year``
        too must hold the year. A joint board has the sum of its municipalities'. A frame or
        `Counts` by ``municipality`` and ``district`` asks for the figures of a city's districts,
        of which `kolada_mean` makes the city's.
    basis : str
        Interventions that concern violence, as in `follow_up`, for the second and third.
    cluster : str or None
        ``person``: one person may have several cases, and the limits are widened by the sum over
        persons of their squared number relative to the number, as in `repeats`. None takes
        cases as independent. Officers and municipalities don't come by chance as persons do.
    inflation : array_like of float, or Estimate
        A factor known from elsewhere, at least 1, as in `rate`; the larger of the two is used.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        Cases, not persons, per 10 000 adults, by ``municipality`` and ``kpi``, with Poisson
        limits; `n` and the column ``cases`` are the cases. A municipality that delivered nothing is not
        reported, and one that delivered a part is measured against that part of the year
        (`covered`). Columns ``adults`` and, where clustered, ``n_persons``; ``n_not_recorded`` counts closed cases with neither a goal nor
        a closing reason, which may belong to the third.

    Raises
    ------
    DataError
        If `adults` lacks a municipality or has no number above 0 for it, or the year isn't observed.

    Notes
    -----
    Exposed adults' cases, without those known to be under 18 at the intake. First figure: a
    violence intake dated in the year. Second: an intervention that concerns violence, going on at
    some day of the year. Third: such an intervention at any time, and the spell it is in closed in
    the year with the goal reached or partly reached; where no goal is recorded, closed as
    goal reached.

    Examples
    --------
    >>> figures = kolada(gotland, 2019, adults={"0980": 48_000})
    >>> print(*figures.cells("en"))
    31.46 (26.55–37.01), n=151 41.67 (35.96–48.02), n=200 14.17 (10.91–18.08), n=68
    """
    confidence = check_confidence(confidence)
    clustering = Clustering.named(cluster, ("person", None))
    period = Period.of(year)
    year = period.start.year
    if period != Period.year(year):
        raise DataError(f"the key figures are of a calendar year, not of the period {period}")
    check_source(source)
    if period.start not in source.observed or period.end not in source.observed:
        raise DataError(f"the year {year} does not lie in the observed window {source.observed}")
    read = labelled(adults, "adults")
    divided = read is not None and DISTRICT in read.strata
    by: By = ("municipality", DISTRICT) if divided else ("municipality",)
    table = cells(source, period, by, need=_ADULTS)
    _inhabitants(table, adults, year)

    def tally(part: Register) -> Tally:
        mine = of_adults(part)
        masks, unknown = _figures(part, basis, table.starts[0], table.ends[0])
        places, sums, by_person = table.of(part), [], []
        for mask in (*masks, unknown):
            rows = np.flatnonzero(mine & mask)
            cell, which = places.place(rows, np.zeros(rows.size, np.int32))
            sums.append(table.sums(cell))
            every = np.ones(cell.size, bool)
            by_person.append(clustering.tally(part, cell, rows[which], every, size=table.size))
        return {
            "cases": np.stack(sums[:-1], axis=-1),
            "n_not_recorded": sums[-1],
            **clustering.split(by_person[:-1]),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        notes = [note for need in _NEEDS.values() for note in table.lacks(need)]
        notes += [*table.lacks(_KNOWN, "may_be_more"), *table.unlike("known")]
        for beside in (labelled(adults, "adults"), labelled(inflation, "inflation")):
            notes += [] if beside is None else beside.notes
        grid = table.grid("kolada", *notes, source=_SOURCE, basis=basis, cluster=cluster).split(
            "kpi", KPIS
        )
        covered = np.stack([table.delivered(need) for need in _NEEDS.values()], axis=1).reshape(-1)
        state = np.where(covered > 0, grid.state, State.NOT_REPORTED)
        grid = attrs.evolve(grid, state=state, covered=covered)
        number = Counts.over(grid, value=sums["cases"].reshape(-1), unit="cases")
        inhabitants, asked = _inhabitants(table, adults, year)
        people = np.repeat(inhabitants, len(KPIS))
        size = len(grid)
        wider = align_to(inflation, grid.strata, size, name="inflation")
        by_person = clustering.sums(sums)
        more, figures = {}, dict(_FIGURES)
        if by_person is not None:
            own = np.divide(by_person.nn, by_person.n, out=np.ones(size), where=by_person.n > 0)
            wider = np.fmax(wider, own)
            more, figures["n_persons"] = (
                {"n_persons": by_person.m},
                Figure("persons", distinct=True),
            )
        rates = rate(
            number, people * grid.covered, per=10_000, confidence=confidence, inflation=wider
        )
        not_recorded = np.zeros(sums["cases"].shape, np.int64)
        not_recorded[:, -1] = sums["n_not_recorded"]
        made = Estimate.over(
            grid,
            value=rates.value,
            lower=rates.lower,
            upper=rates.upper,
            n=rates.n,
            columns={
                "cases": number.value,
                "adults": people,
                "n_not_recorded": not_recorded.reshape(-1),
                **more,
            },
            figures=figures,
            confidence=confidence,
            unit="per 10 000 adults",
            method=method_name("auto", inflation if by_person is None else wider),
        )
        return made.select(np.repeat(asked, len(KPIS))) if divided else made

    return answer(table, tally, finish)


def _of_districts(table: Cells, adults: Labelled) -> Mask:
    """The cells of the districts that adults are told of, all of which are somebody's."""
    told = set(zip(*(adults.strata[name].tolist() for name in table.labels), strict=True))
    there = [*zip(*(of.tolist() for of in table.labels.values()), strict=True)]
    unknown = sorted(told - {*there})
    if unknown:
        raise DataError(
            f"adults has the district {' '.join(unknown[0])} (and {len(unknown) - 1} more), which "
            "no case and no row of the coverage names; give it a row of the coverage without a "
            "period if it delivered nothing"
        )
    whole = {place for place, _ in told}
    lacking = sorted({place for place, _ in there} - whole)
    if lacking:
        raise DataError(
            f"adults has no district of {lacking[0]} (and {len(lacking) - 1} more); choose the "
            "divided municipalities with register.where(municipality=...)"
        )
    return np.array([one in told for one in there], bool)


def _inhabitants(table: Cells, adults: Numbers, year: int) -> tuple[NDArray[np.float64], Mask]:
    """The number of each cell, in the year where the numbers are by year, and which are asked for."""
    read = labelled(adults, "adults")
    asked = np.ones(table.size, bool)
    if read is not None and DISTRICT in table.labels:
        asked = _of_districts(table, read)
    elif read is not None:
        read = read.together(table.labels["municipality"].tolist())
    where = {name: labels[asked] for name, labels in table.labels.items()}
    number = int(asked.sum())
    if read is not None and "year" in read.strata:
        where["year"] = np.full(number, year)
    people = np.ones(table.size)
    people[asked] = align_to(adults if read is None else read, where, number, name="adults")
    lacking = ~((people > 0) & np.isfinite(people))
    if lacking.any():
        labels = (of[lacking].tolist() for of in table.labels.values())
        names = [" ".join(one) for one in zip(*labels, strict=True)]
        raise DataError(
            f"adults has no number above 0 for {', '.join(names[:5])}; add them by code"
        )
    return people, asked


def _figures(register: Register, basis: str, first: int, last: int) -> tuple[list[Mask], Mask]:
    """Which cases belong to each figure, and which can't be told to belong to the third."""
    intakes, table = register.table("intakes"), spells(register)
    violent = member_mask(IntakeReason, lambda reason: reason.is_violence)[intakes["reason"]]
    inside = (intakes["date"] >= first) & (intakes["date"] <= last)
    taken_in = having(register, "intakes", violent & inside)

    interventions = register.table("interventions")
    started, received = interventions["started"], concerns(register, basis)
    spell = spells_of(register, "interventions")
    ended = interventions["ended"]
    over = np.where(ended == NO_DAY, table.closed[spell], ended)
    now = having(register, "interventions", received & (started <= last) & (over >= first))

    ever = np.bincount(spell[received], minlength=table.case.size) > 0
    ends = np.flatnonzero(ever & (table.closed >= first) & (table.closed <= last))
    closings, closing = register.table("closings"), table.closing_of(ends)
    goal, reason = closings["goal"][closing], closings["closing_reason"][closing]
    reached = member_mask(Goal, lambda goal: goal is not Goal.NOT_REACHED)[goal]
    reached |= (goal < 0) & (reason == ClosingReason.GOAL_REACHED.place)
    by_case, unknown = np.zeros((2, table.first.size - 1), bool)
    by_case[table.case[ends[reached]]] = True
    unknown[table.case[ends[(goal < 0) & (reason < 0)]]] = True
    return [taken_in, now, by_case], unknown & ~by_case


def kolada_rows(figures: Estimate) -> list[dict[str, Any]]:
    """The figures of `kolada` in the shape of Kolada's own data.

    Parameters
    ----------
    figures : Estimate
        What `kolada` returned.

    Returns
    -------
    list of dict
        ``kpi``, ``municipality``, ``period`` (the year) and ``values``, with ``gender`` T (both),
        ``value`` rounded to one decimal, and ``status``: empty, or why there is no value.
        What was not delivered is null, not zero.

    Examples
    --------
    >>> figures = kolada(gotland, 2019, adults={"0980": 48_000})
    >>> kolada_rows(figures)[0]
    {'kpi': 'U30750', 'municipality': '0980', 'period': 2019, 'values': [{'gender': 'T', 'value': 31.5, 'status': ''}]}
    """
    rows = zip(
        figures.strata["kpi"].tolist(),
        figures.strata["municipality"].tolist(),
        figures.value.tolist(),
        figures.state.tolist(),
        strict=True,
    )
    return [
        {
            "kpi": kpi,
            "municipality": code,
            "period": int(figures.definition.parameters["period"]),
            "values": [
                {
                    "gender": "T",
                    "value": round(value, 1) if state == State.VALUE else None,
                    "status": "" if state == State.VALUE else State(state).code,
                }
            ],
        }
        for kpi, code, value, state in rows
    ]
