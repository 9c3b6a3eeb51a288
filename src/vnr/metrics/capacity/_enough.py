"""Whether there will be cases enough for a method to be kept up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capacity._cases import Predicted
from vnr.metrics.capacity._partners import PartnerRows, Partners, partner_rows, partner_sets
from vnr.metrics.capacity._uncertain import stated_figure
from vnr.metrics.comparison import Posterior, UnitFigures, check_enough, posterior, unit_figures
from vnr.metrics.intervals import check_confidence, check_whole
from vnr.results import Basis, Estimate, Figure, FigureKind, Note, Numbers, align, align_to

__all__ = ["enough", "expected_cases", "poisson"]

Real = NDArray[np.float64]


def enough(
    events: Numbers,
    exposure: Numbers,
    *,
    at_least: int,
    inhabitants: Numbers | None = None,
    partners: Partners | None = None,
    across: str | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Chance that at least so many cases come in a year (tillräckligt underlag).

    .. math::

        N_i \mid \zeta \sim \text{NB}\!\left(a_i, \frac{b_i}{b_i + n_i}\right), \qquad
        P(N \ge m) = 1 - \sum_\zeta w_\zeta \sum_{j < m} P\Big(\sum_i N_i = j \mid \zeta\Big)

    with :math:`a_i, b_i` the gamma distribution that `shrink` finds for the rate of each
    municipality given the prior size :math:`\zeta`, and :math:`n_i` its inhabitants. The numbers
    of partners are convolved for each prior size.

    Parameters
    ----------
    events, exposure : Numbers, shape ``(cells,)``
        Cases and the person-years that they come of, as in `shrink`. Where nobody counted them
        `events` is one stated total, ``Estimate.parse("25±2")``, and `exposure` the inhabitants
        of all municipalities that it is of: it is shared by them, each number Poisson.
    at_least : int
        How many cases are enough, from 1. There is no default: no source gives one.
    inhabitants : Numbers, optional
        Inhabitants in the year that is looked at; by default `exposure`, which then is of one.
    partners : mapping or iterable of several str, optional
        Labels of those who would be together, for one row of each set.
    across : str, optional
        The stratum whose labels are the municipalities; every combination of the others is taken
        by itself. By default all cells are, and partners are those of ``municipality``.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A probability; `n` is the cases counted. Limits are the chances at the quantiles of the
        expected number, a gamma mixture of the same moments in partnerships; of a stated total
        those at its own limits, without confidence. Columns: ``cases_expected`` in a year with
        ``expected_lower`` and ``expected_upper``, ``exposure``, ``inhabitants``.

    Raises
    ------
    DataError
        As `shrink`; if a stated total is no number of cases, or one number stands for all.

    Examples
    --------
    >>> people = {"0483": 34_765, "0486": 36_478, "0482": 16_553}
    >>> chance = enough(Estimate.parse("8±1"), people, at_least=3, partners=[("0483", "0486")])
    >>> chance.value.round(3), chance.lower.round(3), chance.upper.round(3)
    (array([0.957]), array([0.922]), array([0.976]))
    """
    confidence = check_confidence(confidence)
    at_least = check_whole("at_least", at_least, least=1)
    sets = partner_sets(partners)
    if isinstance(events, Estimate) and events.confidence is None and not events.strata:
        if inhabitants is not None:
            raise DataError("a stated total is shared by exposure; leave inhabitants out")
        return _shared(events, exposure, at_least, sets, across)
    units = unit_figures("rate", across, events=events, exposure=exposure)
    if not hasattr(events, "__len__") and units.k.size > 1:
        raise DataError(
            "events is one number for several municipalities; a total is Estimate.parse('25')"
        )
    check_enough(units)
    aligned = units.aligned
    people = (
        units.n
        if inhabitants is None
        else align_to(inhabitants, aligned.cells.strata, units.k.size, name="inhabitants")
    )
    bad = np.flatnonzero(units.usable & ~((people >= 0) & np.isfinite(people)))
    if bad.size:
        raise DataError(f"inhabitants must be a number from 0; it is none at row {bad[0]}")
    grid = aligned.grid(
        "enough", at_least=at_least, confidence=confidence, across=across,
        partners=list(sets.values()),
    )  # fmt: skip
    rows = partner_rows(grid, sets, across)
    told = posterior(units)
    value = _chances(units, told, people, rows, at_least)
    low, middle, high = _expected(units, told, people, rows, confidence)
    return _estimate(
        rows,
        value=value,
        limits=(poisson(at_least, low), poisson(at_least, high)),
        expected=(middle, low, high),
        n=np.nan_to_num(rows.sums(units.k)).astype(np.int64),
        people={"exposure": rows.sums(units.n), "inhabitants": rows.sums(people)},
        confidence=confidence,
        basis=Basis.MODEL,
        method="negative binomial, mixed",
        notes=(Note("shrunk"), Note("next_year_as_these")),
    )


def _chances(
    units: UnitFigures, told: Posterior, people: Real, rows: PartnerRows, at_least: int
) -> Real:
    """Chance of enough cases in each row; nan where a member has no base."""
    value = np.full(len(rows.members), np.nan)
    alike: dict[tuple[int, int], list[int]] = {}
    for row, own in enumerate(rows.members):
        if units.usable[own].all():
            alike.setdefault((int(units.group[own[0]]), own.size), []).append(row)
    for (group, _), several in alike.items():
        there = units.usable & (units.group == group)
        place = np.cumsum(there) - 1
        sets = place[np.stack([rows.members[row] for row in several])]
        value[several] = Predicted.of(told, people[there], group).reaching(sets, at_least)
    return value


def _expected(
    units: UnitFigures, told: Posterior, people: Real, rows: PartnerRows, confidence: float
) -> tuple[Real, Real, Real]:
    """Limits and mean of the expected number in each row; nan where a member has no base."""
    place = np.cumsum(units.usable) - 1
    whole = [row for row, own in enumerate(rows.members) if units.usable[own].all()]
    found = np.full((3, len(rows.members)), np.nan)
    # Of nobody there are no cases.
    found[:, [row for row in whole if not people[rows.members[row]].any()]] = 0
    some = [row for row in whole if people[rows.members[row]].any()]
    if some:
        sets = [place[rows.members[row]] for row in some]
        found[:, some] = expected_cases(told, people[units.usable], sets, confidence)
    return found[0], found[1], found[2]


def expected_cases(
    told: Posterior, people: Real, sets: Sequence[NDArray[np.intp]], confidence: float
) -> tuple[Real, Real, Real]:
    """Lower limit, mean and upper limit of the expected number of cases of sets of units."""
    a, b = told.shapes
    mean, variance = people[:, None] * a / b, people[:, None] ** 2 * a / b**2
    first = np.array([mean[own].sum(axis=0) for own in sets])
    spread = np.array([variance[own].sum(axis=0) for own in sets])
    lead = np.array([own[0] for own in sets], np.intp)
    together = attrs.evolve(
        told,
        k=told.k[lead],
        n=told.n[lead],
        group=told.group[lead],
        shapes=(first**2 / spread, first / spread),
    )
    tail = (1 - confidence) / 2
    return together.quantile(tail), together.value, together.quantile(1 - tail)


def _shared(
    events: Estimate,
    exposure: Numbers,
    at_least: int,
    sets: Mapping[str, tuple[str, ...]],
    across: str | None,
) -> Estimate:
    """A stated total shared by inhabitants, and what comes of its limits."""
    total = stated_figure(events, "events", "give counted events by municipality")
    if events.figure("value").kind in (FigureKind.SHARE, FigureKind.RATE, FigureKind.RATIO):
        raise DataError(f"events must be a number of cases, not in {events.unit}")
    if not total[0] >= 0 or total[2] < 0:
        raise DataError("events must be a number of cases from 0, with its value")
    aligned = align((), exposure=exposure)
    people = aligned["exposure"]
    if not aligned.known.all() or not people.sum() > 0:
        raise DataError(
            f"{events.cells('en')[0]} is shared by the inhabitants of all that it is of: give "
            "exposure of every one of them"
        )
    grid = aligned.grid("enough", at_least=at_least, across=across, partners=list(sets.values()))
    definition = attrs.evolve(
        grid.definition, operands=(events.definition, *grid.definition.operands)
    )
    rows = partner_rows(attrs.evolve(grid, definition=definition), sets, across)
    share = rows.sums(people) / people.sum()
    middle, low, high = (share * end for end in np.maximum(total, 0))
    return _estimate(
        rows,
        value=poisson(at_least, middle),
        limits=(poisson(at_least, low), poisson(at_least, high)),
        expected=(middle, low, high),
        n=np.full(len(rows.members), np.nan),
        people={"exposure": rows.sums(people), "inhabitants": rows.sums(people)},
        confidence=None,
        basis=events.basis,
        method="Poisson, shared by inhabitants",
        notes=(
            Note("limits_as_stated"),
            Note("shared_by_inhabitants"),
            *events.notes,
        ),
    )


def poisson(at_least: int, mean: Real) -> Real:
    """Chance of at least so many, given their mean."""
    from scipy.special import gammainc

    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(mean), 1.0, np.asarray(gammainc(at_least, mean)))


def _estimate(
    rows: PartnerRows,
    *,
    value: Real,
    limits: tuple[Real, Real],
    expected: tuple[Real, Real, Real],
    n: NDArray[Any],
    people: Mapping[str, Real],
    confidence: float | None,
    basis: Basis,
    method: str,
    notes: tuple[Note, ...],
) -> Estimate:
    columns = dict(
        zip(("cases_expected", "expected_lower", "expected_upper"), expected, strict=True)
    )
    alone = all(own.size == 1 for own in rows.members)
    return Estimate.over(
        rows.grid.saying(*notes, *(() if alone else (Note("partners_independent"),))),
        value=value,
        lower=limits[0],
        upper=limits[1],
        n=n,
        columns={**columns, **people},
        figures={
            "value": Figure(FigureKind.NUMBER),
            **{name: Figure(FigureKind.NUMBER) for name in (*columns, *people)},
        },
        confidence=confidence,
        unit="proportion",
        method=method,
        basis=basis,
    )
