"""Does the risk fall? Change between a person's first and last assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import By, Moments, Roles, ViolenceBasis
from vnr.metrics.following._instruments import known_instrument, known_risk, refuse_score
from vnr.metrics.following._paired import Paired, paired
from vnr.metrics.ground import Cells, Need, answer, cells, concerns, role_mask, role_need
from vnr.metrics.intervals import check_confidence, check_per
from vnr.model import AssessmentStage, Instrument, JudgedRisk
from vnr.register import Sparse, run_starts
from vnr.results import Basis, Estimate, Figure, Note

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["change"]

Real = NDArray[np.float64]

_BEFORE, _AFTER = AssessmentStage.BEFORE, AssessmentStage.AFTER
_RELIABLE: Final = 1.959963984540054

_FIGURES: Final = {
    "value": Figure("number"),
    "n": Figure("persons", distinct=True, sum_of=("n_fell", "n_rose", "n_same")),
    "n_fell": Figure("persons", distinct=True),
    "n_rose": Figure("persons", distinct=True),
    "n_same": Figure("persons", distinct=True),
    "n_single": Figure("persons", distinct=True),
    "n_reliably_fell": Figure("persons", distinct=True, part_of="n_fell"),
    "n_reliably_rose": Figure("persons", distinct=True, part_of="n_rose"),
    "mean_lower": Figure("limit"),
    "mean_upper": Figure("limit"),
}


def change(
    source: Source,
    period: PeriodLike,
    *,
    instrument: Instrument,
    risk: JudgedRisk | None = None,
    error: float | None = None,
    moments: Moments = "dates",
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Change from a person's first to last assessment by one instrument (före och efter).

    .. math:: r = \frac{W_\text{fell} - W_\text{rose}}{W_\text{fell} + W_\text{rose}}

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When the last assessment was made; the first one lies on an earlier day, at any time.
    instrument : Instrument
        One that yields points, or with `risk` one of professional judgement.
    risk : JudgedRisk, optional
        Which judged risk; its levels are ordered, and nothing more.
    error : float, optional
        Standard error of measurement of the points: then changes beyond
        :math:`1.96 \sqrt 2 \cdot \text{error}` are counted as reliable (Jacobson and Truax).
    moments : str
        ``dates``: a person's first and last by day. ``stage``: the first recorded as made before
        the support and the last as made after it, on a later day (före och efter insats).
    roles : str or set of Role
        As in `count`.
    basis : str
        Assessments that belong to a spell of a case that holds it, as in `count`.
    confidence : float
        Two-sided level of the limits, strictly between 0 and 1.
    by : str, tuple, or mapping
        Strata of the case of the last assessment.

    Returns
    -------
    Estimate
        The matched-pairs rank-biserial correlation, positive where the risk fell; `n` is the
        number of persons assessed twice. Columns ``n_fell``, ``n_rose``, ``n_same``,
        ``n_single`` (assessed once, or by stage not both: nothing to compare), ``p_sign`` and ``p_wilcoxon``. Of
        points also ``mean_change`` (after less before) with its t limits ``mean_lower`` and
        ``mean_upper``; with `error` ``n_reliably_fell`` and ``n_reliably_rose``. Nobody who
        changed is undefined; if all changed in one direction there are no limits.

    Raises
    ------
    DataError
        If points are asked of an instrument without, such as SARA:SV or PATRIARK, or a judged
        risk of one that judges none.
    UnknownNameError
        If there is no such instrument or judged risk.

    Notes
    -----
    A fall may also come of time, of who comes back to be assessed, and of regression to the
    mean: those assessed twice are seldom those assessed once.

    References
    ----------
    .. [1] Jacobson NS, Truax P. *J Consult Clin Psychol* 1991;59:12–19.

    Examples
    --------
    >>> fell = change(gotland, "2018-2019", instrument="freda_danger")
    >>> print(*fell.cells("en"))
    1.00, n=2
    """
    instrument = known_instrument(instrument)
    risk = None if risk is None else known_risk(risk)
    if risk is None:
        refuse_score(instrument)
    elif not instrument.is_judgement:
        raise DataError(f"instrument {instrument.label('en')} judges no risks; leave out risk")
    if error is not None:
        if risk is not None:
            raise DataError("error is of points, and a judged risk has none; leave out error")
        error = check_per(error, "error")
    confidence = check_confidence(confidence)
    check_choice("moments", moments, Moments)
    by_stage = moments == "stage"
    fields = ["score" if risk is None else "judgement", *(["stage"] if by_stage else [])]
    need = Need(fields=[f"assessments.{field}" for field in fields])
    table = cells(source, period, by, need=role_need(roles) & need)

    def tally(part: Register) -> Tally:
        pairs = _pairs(part, instrument, risk, role_mask(part, roles), basis, by_stage=by_stage)
        cell, which = table.of(part).place(pairs.case, table.span(pairs.day), day=pairs.day)
        alone = pairs.single[which]
        kept = which[~alone]
        # Ranks don't add, but the number of persons with each difference does.
        fell = Sparse.of((cell[~alone], pairs.first[kept] - pairs.last[kept]))
        return {"fell": fell, "single": table.sums(cell[alone])}

    def finish(table: Cells, sums: Tally) -> Estimate:
        cell, fell = (np.repeat(place, sums["fell"].sums) for place in sums["fell"].places)
        tests = paired(cell, fell, table.size, confidence)
        columns = _columns(tests, sums["single"])
        if risk is None:
            columns |= _means(table, cell, -fell, confidence)
        if error is not None:
            limit = _RELIABLE * np.sqrt(2) * error
            columns["n_reliably_fell"] = table.sums(cell[fell > limit])
            columns["n_reliably_rose"] = table.sums(cell[fell < -limit])
        return Estimate.over(
            table.grid(
                "change",
                Note("not_an_effect"),
                instrument=instrument,
                risk=risk,
                error=error,
                roles=roles,
                basis=basis,
                **({"moments": moments} if by_stage else {}),
            ),
            value=tests.effect,
            lower=tests.lower,
            upper=tests.upper,
            n=tests.up + tests.down + tests.same,
            columns=columns,
            figures={
                name: figure
                for name, figure in _FIGURES.items()
                if name in ("value", "n", *columns)
            },
            confidence=confidence,
            unit="rank-biserial correlation",
            method="Fisher's z",
            basis=Basis.SAMPLING,
        )

    return answer(table, tally, finish)


@attrs.frozen(eq=False)
class _Pairs:
    """Of each person the first and last measure, the case and day of the last, and if it is alone."""

    first: Real
    last: Real
    case: NDArray[Any]
    day: NDArray[np.int32]
    single: NDArray[np.bool_]


def _pairs(
    register: Register,
    instrument: Instrument,
    risk: JudgedRisk | None,
    mine: NDArray[np.bool_],
    basis: str,
    *,
    by_stage: bool,
) -> _Pairs:
    """Of the cases that are `mine`."""
    table, cases = register.table("assessments"), register.table("cases")
    measured = table["score"]
    if risk is not None:
        level = table["judgement"] >> np.uint32(2 * risk.place) & np.uint32(3)
        measured = np.where(level > 0, level.astype(np.float64), np.nan)
    wanted = (table["instrument"] == instrument.place) & ~np.isnan(measured)
    wanted &= concerns(register, basis, "assessments")
    # Before the support stands first, whatever lies between.
    stage = np.select([table["stage"] == one.place for one in (_BEFORE, _AFTER)], [0, 2], 1) * int(
        by_stage
    )
    if by_stage:
        wanted &= stage != 1
    rows = np.flatnonzero(wanted & mine[table.parent])
    case = table.parent[rows]
    order = np.lexsort((rows, table["date"][rows], stage[rows], cases["person"][case]))
    rows, case = rows[order], case[order]
    begins = np.flatnonzero(run_starts(cases["person"][case]))
    ends = np.append(begins[1:], rows.size)[: begins.size] - 1
    day = table["date"][rows]
    alone = day[begins] >= day[ends]
    if by_stage:
        alone |= stage[rows[begins]] == stage[rows[ends]]
    return _Pairs(
        measured[rows[begins]],
        measured[rows[ends]],
        case[ends],
        day[ends],
        alone,
    )


def _columns(tests: Paired, single: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """What is shown of the tests beside the effect."""
    return {
        "n_fell": tests.up,
        "n_rose": tests.down,
        "n_same": tests.same,
        "n_single": single,
        "p_sign": tests.p_sign,
        "p_wilcoxon": tests.p_wilcoxon,
    }


def _means(table: Cells, cell: NDArray[np.int64], rose: Real, confidence: float) -> dict[str, Real]:
    """Mean difference of each cell with its t limits; nan limits of a single pair."""
    from scipy.special import stdtrit

    # Sums of floats hang on their order: let it be that of the numbers, not that of the rows.
    order = np.lexsort((rose, cell))
    cell, rose = cell[order], rose[order]
    n = table.sums(cell).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(cell, rose, table.size) / n
        squares = np.bincount(cell, (rose - mean[cell]) ** 2, table.size)
        half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt(squares / (n - 1) / n)
    return {"mean_change": mean, "mean_lower": mean - half, "mean_upper": mean + half}
