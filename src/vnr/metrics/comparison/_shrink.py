"""Numbers of small units, drawn towards those of the others as far as chance makes them differ."""

from __future__ import annotations

import numpy as np

from vnr.errors import DataError
from vnr.metrics.choices import Kind
from vnr.metrics.comparison._posterior import posterior
from vnr.metrics.comparison._units import UnitFigures, check_kind, unit_figures
from vnr.metrics.intervals import check_confidence
from vnr.results import Basis, Estimate, Note, Numbers

__all__ = ["check_enough", "shrink"]

FEWEST = 3


def shrink(
    events: Numbers,
    exposure: Numbers,
    *,
    kind: Kind = "rate",
    confidence: float = 0.95,
    across: str | None = None,
    per: float | None = None,
) -> Estimate:
    r"""Each unit's figure, steadied by the others' (krympning, utjämnade värden).

    .. math::

        k_i \sim \text{Poisson}(n_i \lambda_i), \quad \lambda_i \sim \Gamma(\zeta\mu, \zeta),
        \qquad \text{or} \qquad
        k_i \sim \text{Bin}(n_i, p_i), \quad p_i \sim \text{Beta}(\zeta\mu, \zeta(1 - \mu))

    with :math:`\mu` and :math:`\zeta` integrated out: their uncertainty is in the intervals.

    Parameters
    ----------
    events, exposure : array_like, shape ``(cells,)``, or with labels
        Events and their base: exposure, trials or expected events. `Counts`, mappings and
        labelled series are joined by label.
    kind : str
        ``rate``, ``proportion`` or ``smr``.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    across : str, optional
        The stratum whose labels are the units; every combination of the others is shrunk by
        itself. By default all cells are.
    per : float, optional
        Multiplier of a rate, by default 10 000. The other kinds have none.

    Returns
    -------
    Estimate
        The posterior mean and its equal-tailed interval. Columns: ``raw``, the unit's own figure;
        ``shrinkage``, the share of it that comes of the others; ``common``, the mean of all. A
        unit that isn't reported gets no estimate, and one without a base is undefined: what the
        others have says nothing of it here.

    Raises
    ------
    DataError
        If a number isn't what it must be, or fewer than three units have a base.

    References
    ----------
    .. [1] Christiansen CL, Morris CN. Hierarchical Poisson regression modeling. *J Am Stat
       Assoc* 1997;92:618–632.
    .. [2] Morris CN. Parametric empirical Bayes inference. *J Am Stat Assoc* 1983;78:47–55.

    Examples
    --------
    >>> shrink({"a": 3, "b": 9, "c": 20}, {"a": 300, "b": 310, "c": 400}).value.round(1)
    array([181.8, 299.2, 438.3])
    """
    confidence, per = check_confidence(confidence), check_kind(kind, per)
    units = unit_figures(kind, across, events=events, exposure=exposure)
    check_enough(units)
    steadied = posterior(units)
    tail = (1 - confidence) / 2
    figures = {
        "value": steadied.value,
        "lower": steadied.quantile(tail),
        "upper": steadied.quantile(1 - tail),
        "shrinkage": steadied.shrinkage,
    }
    full = {name: np.full(units.k.shape, np.nan) for name in figures}
    for name, array in figures.items():
        full[name][units.usable] = array
    return Estimate.over(
        units.aligned.grid(
            "shrink", kind=kind, confidence=confidence, across=across, per=per
        ).saying(Note("shrunk")),
        value=per * full["value"],
        lower=per * full["lower"],
        upper=per * full["upper"],
        n=units.events,
        columns={
            "raw": per * units.share,
            "shrinkage": full["shrinkage"],
            "common": per * steadied.common[units.group],
        },
        confidence=confidence,
        unit=units.unit(per),
        method="beta–binomial" if kind == "proportion" else "gamma–Poisson",
        basis=Basis.MODEL,
    )


def check_enough(units: UnitFigures) -> None:
    """Refuse groups with too few units to tell how they differ.

    Examples
    --------
    >>> from vnr.metrics.comparison import unit_figures
    >>> check_enough(unit_figures("rate", None, events={"a": 3}, exposure={"a": 30}))
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: shrinkage needs at least 3 units with a base, here are 1: fewer say nothing of how units differ; show them as they are
    """
    sizes = np.bincount(units.group[units.usable], minlength=units.groups)
    small = sizes[(sizes > 0) & (sizes < FEWEST)]
    if small.size or not sizes.any():
        raise DataError(
            f"shrinkage needs at least {FEWEST} units with a base, here are {sizes.min()}: "
            "fewer say nothing of how units differ; show them as they are"
        )
