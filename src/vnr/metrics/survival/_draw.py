"""From an incidence to the curves of a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.intervals import few_clusters, quantiles, uneven_quantiles
from vnr.metrics.survival._incidence import Incidence
from vnr.metrics.survival._variance import log_log
from vnr.results import Basis, Curve, Figure, Grid, State

__all__ = ["draw"]

Array = NDArray[Any]

_NOTHING: Final = 1e-7
"""A standard error below this is rounding: the curve is at 0 or 1."""
_FIGURES: Final = {
    "n": Figure("count", sum_of="at_risk"),
    "events": Figure("count", part_of="at_risk"),
    "followed": Figure("days"),
}


def draw(
    estimated: Incidence,
    grid: Grid,
    *,
    confidence: float,
    causes: Sequence[Any] | None = None,
    clusters: tuple[str, Figure] | None = None,
    further: Mapping[str, Array] | None = None,
) -> Curve:
    """The curves of an incidence: of survival, or with `causes` of each of them.

    Parameters
    ----------
    estimated : Incidence
        What was estimated.
    grid : Grid
        The groups, shape ``(groups,)``, with what the curves mean.
    confidence : float
        Two-sided level of the limits.
    causes : sequence, optional
        Label of each cause, for the stratum ``cause``; a single None leaves that stratum out.
    clusters : str and Figure, optional
        The column that says how many clusters a group has, and what they are.
    further : mapping of str to array, shape ``(groups,)``, optional
        Further columns, of numbers of cases.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics import kaplan_meier
    >>> from vnr.metrics.survival import incidence
    >>> found = incidence(np.array([5, 10, 20]), np.array([1, 0, 1]))
    >>> curve = draw(found, kaplan_meier([5], [1]).grid, confidence=0.95)
    >>> curve.value.round(2)
    array([0.67, 0.  ])
    """
    several = 1 if causes is None else len(causes)
    rows = estimated.group.size
    survival = causes is None
    # By group, then cause, then day.
    of, which = np.tile(estimated.group, several), np.repeat(np.arange(several), rows)
    order = np.lexsort((which, of)) if several > 1 else None
    if order is not None:
        of, which = of[order], which[order]

    def drawn(array: Array) -> Array:
        """One array of the curve, which it may keep: nobody else can change it."""
        array.flags.writeable = False
        if order is None:
            return array[0][: of.size] if array.ndim > 1 else array[: of.size]
        kept = (array.reshape(-1) if array.ndim > 1 else np.tile(array, several))[order]
        kept.flags.writeable = False
        return kept

    value = drawn(estimated.survival if survival else estimated.value)
    error, spread = drawn(estimated.error), np.sqrt(drawn(estimated.spread))
    columns: dict[str, Array] = {}
    figures, quantile = dict(_FIGURES), quantiles(np.inf, False, confidence)
    if clusters is not None:
        name, figures[name] = clusters
        assert estimated.clusters is not None
        assert estimated.repeated is not None
        columns[name], repeated = drawn(estimated.clusters), drawn(estimated.repeated)
        quantile = quantiles(columns[name], repeated, confidence)
        grid = grid.saying(*few_clusters(columns[name], repeated))
        if survival:
            assert estimated.even is not None
            even = drawn(estimated.even)
            of_area = uneven_quantiles(even, columns[name], repeated, confidence)
            sure = _of_area(estimated) | {"quantile": of_area}
            columns |= {
                name: np.where(repeated, drawn(array), np.nan) for name, array in sure.items()
            }
    for name, numbers in (further or {}).items():
        columns[name], figures[name] = drawn(numbers[estimated.group]), Figure("cases")
    lower, upper = log_log(value, error, quantile)
    at_risk = drawn(estimated.at_risk)
    effect = np.divide(error, spread, out=np.ones(error.size), where=spread > _NOTHING) ** 2
    groups = grid.take(of)
    strata = dict(groups.strata)
    if causes is not None and list(causes) != [None]:
        strata["cause"] = np.array(causes, None if several else np.int64)[which]
    for array in (lower, upper, effect, *strata.values()):
        array.flags.writeable = False
    curve = Curve.over(
        attrs.evolve(groups, strata=strata | {"day": drawn(estimated.day)}),
        value=value,
        lower=lower,
        upper=upper,
        n=at_risk,
        at_risk=at_risk,
        events=drawn(estimated.events),
        censored=drawn(estimated.censored),
        columns={"followed": drawn(estimated.followed), "design_effect": effect, **columns},
        figures=figures,
        begins=1.0 if survival else 0.0,
        confidence=confidence,
        unit="proportion",
        method=f"{'Kaplan–Meier' if survival else 'Aalen–Johansen'}, log-log",
        basis=Basis.SAMPLING,
    )
    silent = np.setdiff1d(np.flatnonzero(grid.state == State.NOT_REPORTED), of)
    return curve if not silent.size else _with_silent(curve, grid.take(silent), causes)


def _of_area(estimated: Incidence) -> dict[str, Array]:
    """What the variance of a restricted mean is made of, where clusters repeat."""
    area, nothing = estimated.area, np.full(estimated.group.size, np.nan)
    return {
        "curve_variance": estimated.error[0] ** 2,
        "area_variance": nothing if area is None else area.variance,
        "area_covariance": nothing if area is None else area.covariance,
    }


def _with_silent(curve: Curve, grid: Grid, causes: Sequence[Any] | None) -> Curve:
    """The curves, and one row for each group that delivered nothing to draw one of."""
    if causes is not None and list(causes) != [None]:
        grid = grid.split("cause", list(causes))
    rows = len(grid)
    strata = dict(grid.strata) | {"day": np.zeros(rows, curve.strata["day"].dtype)}
    figures: dict[str, Any] = {
        name: np.concatenate([curve[name], np.zeros(rows)]) for name in curve.names
    }
    return attrs.evolve(
        curve,
        strata={
            name: np.concatenate([labels, strata[name]]) for name, labels in curve.strata.items()
        },
        state=np.concatenate([curve.state, grid.state]),
        covered=np.concatenate([curve.covered, grid.covered]),
        **{name: figures[name] for name in figures if name not in curve.columns},
        columns={name: figures[name] for name in curve.columns},
    )
