"""Who differs more than chance lets them: control limits around a target."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import listed
from vnr.metrics.choices import Kind
from vnr.metrics.comparison._units import UnitFigures, check_kind, unit_figures
from vnr.metrics.intervals import check_confidence, check_per
from vnr.results import Estimate, Figure, Note, Numbers

__all__ = ["funnel"]

Real = NDArray[np.float64]

ENOUGH: Final = 20
"""Below this number of units, ordinary variation can't be told from a few units that differ."""

_TAIL: Final = 0.1
_DRAWS: Final = 1_000_000


def funnel(
    k: Numbers,
    n: Numbers,
    *,
    kind: Kind = "proportion",
    target: float | None = None,
    levels: tuple[float, ...] = (0.95, 0.998),
    overdispersion: bool | None = None,
    across: str | None = None,
    inflation: Numbers = 1,
    per: float | None = None,
) -> Estimate:
    r"""Units around a target, with the limits that chance alone would give (trattdiagram).

    Limits are exact quantiles of the binomial or Poisson distribution of each unit's size, with
    interpolation between whole numbers [1]_. With overdispersion :math:`\phi` the quantiles are
    taken :math:`\sqrt\phi` times as many standard deviations away: :math:`\phi_i = f_i +
    n_i \tau^2 / \sigma^2`, with :math:`f` the inflation, :math:`\tau^2` the variance between
    units and :math:`\sigma^2 / n_i` that of chance.

    Parameters
    ----------
    k, n : array_like, shape ``(cells,)``, or with labels
        Hits and their base: trials, exposure or expected events. `Counts`, mappings and labelled
        series are joined by label.
    kind : str
        ``proportion``, ``rate`` (events per unit of exposure) or ``smr`` (observed relative to
        expected).
    target : float, optional
        What all are held against; by default the units' common proportion or rate, for ``smr`` 1.
    levels : tuple of float
        Two-sided levels of the limits.
    overdispersion : bool, optional
        Whether to widen the limits for ordinary variation between units. By default the data
        decide: where there are 20 units or more, the mean square of the winsorised scores (a
        tenth at each end) is held against what it is by chance alone, and where only one in
        twenty would be as large, :math:`\tau^2` is found from it by the method of moments.
    across : str, optional
        The stratum whose labels are the units; every combination of the others is then a funnel
        of its own. By default all cells stand in one.
    inflation : array_like of float, shape ``(cells,)``, or Estimate
        How many times chance's each unit's variance is where persons repeat, at least 1, as in
        `rate`; joined by label.
    per : float, optional
        Multiplier of a rate and of its `target`, by default 10 000. The other kinds have none.

    Returns
    -------
    Estimate
        Each unit's own figure and interval (Wilson's, or the Poisson one) at the first level.
        Columns: ``base``, what it is relative to; ``target``; ``lower_95``, ``upper_95`` and so on for each level; ``outside_95``
        and so on, -1 below, 1 above, 0 inside; ``score``, the distance from the target in
        standard deviations; ``overdispersion``, the factor :math:`\phi_i`. Units without a base have nan
        limits and lie nowhere. Lower limits are never below 0.

    Raises
    ------
    DataError
        If a number isn't what it must be, or overdispersion is asked for with fewer than 20
        units.

    References
    ----------
    .. [1] Spiegelhalter DJ. Funnel plots for comparing institutional performance. *Statistics in
       Medicine* 2005;24:1185–1202, appendix A.1.
    .. [2] Spiegelhalter DJ. Handling over-dispersion of performance indicators. *Quality and
       Safety in Health Care* 2005;14:347–351.

    Examples
    --------
    >>> f = funnel([5, 30], [50, 100], target=0.2)
    >>> f.columns["lower_95"].round(3), f.columns["outside_95"]
    (array([0.084, 0.12 ]), array([0, 1]))
    """
    levels = tuple(check_confidence(level, "levels") for level in listed(levels, "levels"))
    if not levels:
        raise DataError("levels must name at least one level, such as 0.95")
    per = check_kind(kind, per)
    units = unit_figures(kind, across, inflation, k=k, n=n)
    if target is not None and not isinstance(target, int | float | np.integer | np.floating):
        raise DataError(f"target must be over 0, and a number, got {shown(target)}")
    if target is not None and target > 0:
        target = float(check_per(target, "target"))
    aim = _target(units, None if target is None else target / per)
    score = _scores(units, aim) / np.sqrt(units.inflation)
    phi, notes = _overdispersion(units, aim, score, overdispersion, per)
    columns: dict[str, Any] = {"base": units.n, "target": per * aim}
    for level in levels:
        name = f"{100 * level:g}"
        low, high = _limits(units, aim, level, phi)
        columns |= {f"lower_{name}": per * low, f"upper_{name}": per * high}
        with np.errstate(invalid="ignore"):
            columns[f"outside_{name}"] = 1 * (units.share > high) - 1 * (units.share < low)
    lower, upper = units.own_limits(levels[0])
    cells = units.aligned.grid(
        "funnel",
        kind=kind,
        target=target,
        levels=list(levels),
        overdispersion=overdispersion,
        across=across,
        per=per,
    )
    return Estimate.over(
        cells.saying(*_chances(units, levels[0]), *notes),
        value=per * units.share,
        lower=per * lower,
        upper=per * upper,
        n=units.events,
        columns=columns | {"score": score, "overdispersion": phi},
        figures={name: Figure(_kind(name)) for name in columns},
        confidence=levels[0],
        unit=units.unit(per),
        method="exact limits around the target",
    )


def _kind(column: str) -> str:
    """What a column is: a limit, or a number that counts nothing."""
    return "limit" if column.startswith(("lower", "upper")) else "number"


def _target(units: UnitFigures, target: float | None) -> Real:
    if target is None and units.kind == "smr":
        target = 1.0
    if target is not None:
        if not (target > 0 and (units.kind != "proportion" or target < 1)):
            raise DataError(f"target must be over 0, and a proportion under 1, got {target!r}")
        return np.full(units.k.shape, float(target))
    hits, base = units.total(units.k), units.total(units.n)
    return np.divide(hits, base, out=np.full(hits.shape, np.nan), where=base > 0)[units.group]


def _below(units: UnitFigures, r: Real, aim: Real, phi: Real) -> Real:
    """Chance of at most `r` hits, counted in units of `phi`, at the target."""
    from scipy.special import betainc, pdtr

    size = units.n / phi
    at = np.maximum(r, 0)
    if units.kind != "proportion":
        return np.where(r < 0, 0, pdtr(at, size * aim))
    inner = at < size
    chance = betainc(np.where(inner, size - at, 1), at + 1, 1 - aim)
    return np.where(r < 0, 0, np.where(inner, chance, 1))


def _quantile(units: UnitFigures, p: float, aim: Real, phi: Real) -> Real:
    """Hits, in units of `phi`, at which the chance of no more is `p`; interpolated."""
    from scipy.special import ndtri

    mean = units.n / phi * aim
    rest = 1 - aim if units.kind == "proportion" else np.ones(aim.shape)
    z = float(ndtri(p))
    # Cornish and Fisher's first step lands on the whole number sought or beside it.
    r = np.ceil(mean + z * np.sqrt(mean * rest) + (z**2 - 1) / 6 * (2 * rest - 1))
    r = np.maximum(r, 0)
    while (high := _below(units, r - 1, aim, phi) >= p).any():
        r -= high
    while (low := _below(units, r, aim, phi) < p).any():
        r += low
    at, before = _below(units, r, aim, phi), _below(units, r - 1, aim, phi)
    return np.maximum(r - (at - p) / (at - before), 0)


def _limits(units: UnitFigures, aim: Real, level: float, phi: Real) -> tuple[Real, Real]:
    clean = _clean(units, aim)
    some, goal, own = _only(units, clean), aim[clean], phi[clean]
    sides = []
    for p in ((1 - level) / 2, (1 + level) / 2):
        limit = np.full(units.k.shape, np.nan)
        limit[clean] = _quantile(some, p, goal, own) * own / some.n
        sides.append(np.minimum(limit, 1) if units.kind == "proportion" else limit)
    return sides[0], sides[1]


def _clean(units: UnitFigures, aim: Real) -> NDArray[np.bool_]:
    """Cells whose distribution is known: with a base, and a target chance can miss."""
    inner = aim > 0
    return np.asarray(units.usable & inner & ((units.kind != "proportion") | (aim < 1)))


def _only(units: UnitFigures, keep: NDArray[np.bool_]) -> UnitFigures:
    return UnitFigures(
        units.kind,
        units.k[keep],
        units.n[keep],
        units.group[keep],
        units.groups,
        units.usable[keep],
        units.inflation[keep],
        units.aligned,
    )


def _scores(units: UnitFigures, aim: Real) -> Real:
    """Normal score of each unit's chance, half of its own value's chance counted (mid-p)."""
    from scipy.special import betainc, ndtri, pdtrc

    clean = _clean(units, aim)
    some = _only(units, clean)
    own, goal = some.k, aim[clean]
    one = np.ones(own.shape)
    low = (_below(some, own, goal, one) + _below(some, own - 1, goal, one)) / 2
    above = []
    for r in (own, own - 1):
        at = np.maximum(r, 0)
        if some.kind == "proportion":
            beyond = np.where(at < some.n, betainc(at + 1, np.maximum(some.n - at, 1), goal), 0)
        else:
            beyond = pdtrc(at, some.n * goal)
        above.append(np.where(r < 0, 1, beyond))
    high = (above[0] + above[1]) / 2
    # From the nearer tail, so that far units keep their digits.
    tiny = np.finfo(float).tiny
    score = np.full(units.k.shape, np.nan)
    score[clean] = np.where(
        low < high, ndtri(np.maximum(low, tiny)), -ndtri(np.maximum(high, tiny))
    )
    return score


def _overdispersion(
    units: UnitFigures, aim: Real, score: Real, asked: bool | None, per: float
) -> tuple[Real, list[Note]]:
    """How many times each unit's variance is chance's, and what is to be said about it."""
    between = np.zeros(units.groups)
    if asked is False:
        return units.inflation, []
    there = ~np.isnan(score)
    sizes = np.bincount(units.group[there], minlength=units.groups)
    small = (sizes < ENOUGH) & (sizes > 0)
    if asked and small.any():
        raise DataError(
            f"overdispersion needs at least {ENOUGH} units, here are {sizes[small].min()}: with "
            "so few, ordinary variation can't be told from a unit that differs; leave it out"
        )
    variance = aim * (1 - aim) if units.kind == "proportion" else aim
    variance = variance * units.inflation
    weight = np.divide(units.n, variance, out=np.zeros(aim.shape), where=there)
    for group in np.flatnonzero(sizes >= ENOUGH).tolist():
        own = there & (units.group == group)
        square = float(_winsorised(score[None, own])[0])
        usual, rare = _by_chance(int(sizes[group]))
        if asked or square > rare:
            w = weight[own]
            beyond = w.size * square / usual - (w.size - 1)
            between[group] = max(beyond / (w.sum() - (w**2).sum() / w.sum()), 0.0)
    return units.inflation * (1 + weight * between[units.group]), _spread(between, small, per)


def _winsorised(scores: Real) -> Real:
    """Mean square of each row's scores, a tenth at each end brought in."""
    low, high = np.quantile(scores, [_TAIL, 1 - _TAIL], axis=1, keepdims=True)
    return np.asarray((np.clip(scores, low, high) ** 2).mean(axis=1))


@cache
def _by_chance(size: int) -> tuple[float, float]:
    """Mean of that, and what one in twenty exceeds, for normal scores of units that don't differ."""
    draws = min(2000, _DRAWS // size)
    squares = _winsorised(np.random.default_rng(20).standard_normal((draws, size)))
    return float(squares.mean()), float(np.quantile(squares, 0.95))


def _spread(between: Real, small: NDArray[np.bool_], per: float) -> list[Note]:
    notes = []
    if (between > 0).any():
        notes.append(
            Note("overdispersion", figures="overdispersion", spread=per * np.sqrt(between.max()))
        )
    if small.any():
        notes.append(Note("too_few_for_overdispersion", enough=ENOUGH))
    return notes


def _chances(units: UnitFigures, level: float) -> list[Note]:
    size = int(np.bincount(units.group[units.usable], minlength=1).max())
    chance = 100 * (1 - level**size)
    several = [Note("someone_lies_outside", units=size, level=100 * level, chance=chance)]
    return [*(several if size > 1 else []), Note("high_may_be_good")]
