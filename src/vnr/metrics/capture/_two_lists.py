"""Two lists: Lincoln–Petersen, Chapman, and what dependence between them would do."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError, shown
from vnr.metrics.capture._capture_table import CaptureTable
from vnr.metrics.capture._guards import FEW, check_lists, check_two
from vnr.metrics.capture._strata import (
    Scenarios,
    answers_of,
    notes_by_table,
    stack,
    total_of_persons,
)
from vnr.metrics.intervals import check_confidence
from vnr.results import Definition, Estimate, Grid, Note, column

__all__ = [
    "Total",
    "chapman",
    "list_dependence",
    "log_limits",
    "sadinle",
    "wald_limits",
]


Real = NDArray[np.float64]


@attrs.frozen
class Total:
    """A total with its standard error.

    Attributes
    ----------
    unseen, total
        Estimated; the total is those seen and the unseen.
    standard_error
        Of the total.
    """

    unseen: float
    total: float
    standard_error: float


def chapman(counts: ArrayLike) -> Total:
    r"""Chapman's estimate from two lists, with Seber's variance.

    .. math:: \hat N = \frac{(n_1 + 1)(n_2 + 1)}{m + 1} - 1, \qquad
        \mathrm{var} = \frac{(n_1 + 1)(n_2 + 1)(n_1 - m)(n_2 - m)}{(m + 1)^2 (m + 2)}

    Parameters
    ----------
    counts : array_like of number, shape ``(4,)``
        Persons on neither (ignored), the second list only, the first only, and both.

    References
    ----------
    .. [1] Chapman DG. *Univ Calif Publ Stat* 1951;1:131–160.
    .. [2] Seber GAF. The effects of trap response on tag recapture estimates. *Biometrics*
       1970;26:13–22.

    Examples
    --------
    >>> found = chapman([0, 254, 781, 167])  # Seber 1982, page 107
    >>> round(found.total, 2), round(found.standard_error, 2)
    (2382.8, 129.06)
    """
    _, second, first, both = np.asarray(counts, np.float64).tolist()
    unseen = first * second / (both + 1)
    sizes = (first + both + 1) * (second + both + 1)
    variance = sizes * first * second / ((both + 1) ** 2 * (both + 2))
    return Total(unseen, first + second + both + unseen, float(np.sqrt(variance)))


def log_limits(
    seen: float, unseen: float, standard_error: float, confidence: float
) -> tuple[float, float]:
    r"""Limits of the total by a log-normal unseen, never below the number seen.

    Where nobody is estimated unseen, both are the number seen.

    .. math:: n + \hat f_0 C^{\mp 1}, \qquad
        C = \exp\left(z \sqrt{\log(1 + \mathrm{var} / \hat f_0^2)}\right)

    References
    ----------
    .. [1] Chao A. Estimating the population size for capture-recapture data with unequal
       catchability. *Biometrics* 1987;43:783–791.
    """
    from scipy.special import ndtri

    z = -float(ndtri((1 - confidence) / 2))
    if unseen == 0:
        return seen, seen
    spread = float(np.exp(z * np.sqrt(np.log1p((standard_error / unseen) ** 2))))
    return seen + unseen / spread, seen + unseen * spread


def wald_limits(seen: float, figure: Total, confidence: float) -> tuple[float, float]:
    """Symmetric limits of the total; the lower one is never below the number seen."""
    from scipy.special import ndtri

    half = -float(ndtri((1 - confidence) / 2)) * figure.standard_error
    return max(seen, figure.total - half), figure.total + half


def sadinle(counts: ArrayLike, confidence: float) -> tuple[float, float]:
    r"""Sadinle's transformed logit limits of the total from two lists.

    .. math:: n - \tfrac12 + \frac{(n_{10} + \tfrac12)(n_{01} + \tfrac12)}{n_{11} + \tfrac12}
        e^{\mp z \hat\sigma}, \qquad \hat\sigma^2 = \frac1{n_{11} + \frac12} +
        \frac1{n_{10} + \frac12} + \frac1{n_{01} + \frac12} +
        \frac{n_{11} + \frac12}{(n_{10} + \frac12)(n_{01} + \frac12)}

    Returns
    -------
    tuple of float
        As the formula has them: where one list lies within the other, the lower limit may be
        half a person below the number seen.

    References
    ----------
    .. [1] Sadinle M. Transformed logit confidence intervals for small populations in single
       capture-recapture estimation. *Comm Stat – Simulation* 2009;38:1909–1924.

    Examples
    --------
    >>> [round(one) for one in sadinle([0, 184, 196, 85], 0.95)]
    [776, 1041]
    """
    from scipy.special import ndtri

    cells = np.asarray(counts, np.float64)[1:] + 0.5
    second, first, both = cells.tolist()
    odds = first * second / both
    sigma = np.sqrt((1 / cells).sum() + 1 / odds)
    reach = float(np.exp(-ndtri((1 - confidence) / 2) * sigma))
    start = float(cells.sum()) - 2
    return start + odds / reach, start + odds * reach


def list_dependence(
    table: CaptureTable,
    *,
    odds_ratios: Sequence[float] = (0.5, 0.8, 1.0, 1.25, 2.0, 4.0),
    confidence: float = 0.95,
) -> Estimate:
    r"""What the total would be if two lists depended on each other so much (listberoende).

    The odds of being on the second list for those on the first, over that of those not on it, are
    set to each given ratio:

    .. math:: \hat N(\theta) = n + \theta \frac{n_{10} n_{01}}{n_{11} + 1}

    so that a ratio of 1, independence, gives Chapman's estimate. Where the police report to the
    social services the ratio is above 1, and the figure for 1 is too low.

    Parameters
    ----------
    table : CaptureTable
        Two lists; choose them with `among`.
    odds_ratios : sequence of float
        Above 0.
    confidence : float
        Two-sided level, for the sampling error under each ratio.

    Returns
    -------
    Estimate
        A row for each table and odds ratio, with log-normal limits. They have no level of
        confidence of their own: what the ratio is, the data can't tell. Of several tables, one
        that has no answer is nan, and a note says why.

    Raises
    ------
    DataError
        If there are not two lists, a ratio isn't above 0, or of no table there is an answer:
        nobody is on both, or one lies within the other.

    References
    ----------
    .. [1] Gerritse SC, van der Heijden PGM, Bakker BFM. Sensitivity of population size estimation
       for violating parametric assumptions in log-linear models. *J Official Statistics*
       2015;31:357–379.

    Examples
    --------
    >>> from vnr.metrics import CaptureTable
    >>> seber = CaptureTable({"10": 781, "01": 254, "11": 167}, lists=("A", "B"))
    >>> list_dependence(seber, odds_ratios=(1, 2)).value.round(1)
    array([2382.8, 3563.6])
    """
    if not isinstance(table, CaptureTable):
        raise DataError(f"table must be a metrics.CaptureTable, got {shown(table)}")
    confidence = check_confidence(confidence)
    ratio = column(odds_ratios, "odds_ratios")
    numbers = ratio.dtype.kind in "iuf" and ratio.ndim == 1 and ratio.size > 0
    if not numbers or not (np.isfinite(ratio) & (ratio > 0)).all():
        raise DataError(f"odds_ratios must be numbers above 0, got {shown(odds_ratios)}")

    def along(counts: Real) -> Scenarios:
        check_lists(counts, table.lists)
        check_two(counts, table.lists)
        total, seen = chapman(counts), float(counts.sum())
        # Scaling the unseen leaves the standard error of its logarithm as it was.
        spread = max(total.standard_error**2 - total.unseen, 0) / total.unseen**2
        rows = []
        for unseen in (ratio * total.unseen).tolist():
            error = float(np.sqrt(unseen + unseen**2 * spread))
            rows.append((unseen, *log_limits(seen, unseen, error, confidence)))
        few = (
            [Note("few_in_common", figures="observed", number=int(counts[3]))]
            if counts[3] < FEW
            else []
        )
        return Scenarios(np.array(rows), [Note("scenario", form="dependence"), *few])

    answers = answers_of(table.counts, along)
    unseen_, lower, upper = stack(answers, (ratio.size, 3)).T
    seen_ = np.repeat(table.seen, ratio.size)
    definition = Definition("list_dependence", {"lists": list(table.lists), "level": confidence})
    grid = Grid.delivered(len(table), definition, table.strata).split("odds_ratio", ratio)
    return total_of_persons(
        grid.saying(*notes_by_table(table.strata, answers, lambda one: one.notes)),
        seen_ + unseen_,
        seen_,
        limits=(lower, upper),
        method="lognormal",
    )
