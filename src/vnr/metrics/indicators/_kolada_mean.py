"""Kolada's value for a municipality that is divided: the mean of its districts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.ground import DISTRICT
from vnr.metrics.intervals import check_confidence, inflated_limits, method_name
from vnr.results import Definition, Estimate, Figure, Grid, Note, Numbers, State, align_to

__all__ = ["kolada_mean"]

_PER: Final = 10_000
_CITY: Final = ["municipality", "kpi"]
_FIGURES: Final = {
    "value": Figure("rate"),
    "n": Figure("cases"),
    "districts": Figure("number"),
    "districts_lacking": Figure("number"),
}


def kolada_mean(figures: Estimate, *, inflation: Numbers = 1, confidence: float = 0.95) -> Estimate:
    r"""Kolada's value for a municipality with districts (kommunvärde av stadsdelar): their mean.

    .. math::

        \frac{1}{k} \sum_d \frac{O_d}{E_d}, \qquad v = \frac{1}{k^2} \sum_d \phi_d \frac{O_d}{E_d^2}

    over the :math:`k` districts that took part, each of equal weight, with Dobson's limits.

    Parameters
    ----------
    figures : Estimate
        What `kolada` returned for adults by municipality and district.
    inflation : array_like of float, or Estimate, by district
        From `repeats`, where one person may have several cases.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        Cases per 10 000 adults by ``municipality`` and ``kpi``; `n` is the districts' cases, and
        the columns ``districts`` and ``districts_lacking`` how many took part and didn't. Not
        reported where none did. Without cases the upper limit is nan.

    Raises
    ------
    DataError
        If the figures aren't those of districts.

    Notes
    -----
    A district counts as much as any other, however many live there, so it is no rate of the
    city's inhabitants: `kolada` of the whole city is. It can't tell of districts that didn't take
    part, nor of cases whose district isn't recorded. The districts' population isn't packaged.

    References
    ----------
    .. [1] Kolada (RKA), U30750–U30752: "Stockholms och Göteborgs kommunvärden baseras på ett
       snitt av deltagande stadsdelar."
    .. [2] Dobson AJ, Kuulasmaa K, Eberle E, Scherer J. Confidence intervals for weighted sums of
       Poisson parameters. *Statistics in Medicine* 1991;10:457–462.

    Examples
    --------
    Of districts that nothing was delivered of:

    >>> from vnr.metrics import kolada
    >>> from vnr.register import Coverage, Register
    >>> from vnr.results import Counts
    >>> rows = [("0180", None, "norr", None), ("0180", None, "söder", None)]
    >>> divided = Register.from_cases([], observed=2019, coverage=Coverage(rows))
    >>> table = {"municipality": ["0180"] * 2, "district": ["norr", "söder"], "value": [10, 20]}
    >>> people = Counts.from_frame(table, by=("municipality", "district"))
    >>> mean = kolada_mean(kolada(divided, 2019, adults=people))
    >>> print(*mean.select(kpi="U30750").cells("en"))
    not reported
    """
    confidence = check_confidence(confidence)
    if not isinstance(figures, Estimate) or {*figures.strata} != {*_CITY, DISTRICT}:
        raise DataError(
            "figures must be those that kolada returns for adults by municipality and district"
        )
    wider = align_to(inflation, figures.strata, len(figures), name="inflation")
    if not (wider >= 1).all():
        raise DataError("inflation must be numbers from 1, as repeats gives them")
    there = figures.state == State.VALUE
    labels = np.stack([figures.strata[name] for name in _CITY])
    cities, first, city = np.unique(labels, axis=1, return_index=True, return_inverse=True)
    city, number = np.reshape(city, -1), first.size

    def total(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(city, np.where(there, values, 0.0), number).astype(np.float64)

    ones = np.ones(len(figures))
    took_part, lacking = total(ones), np.bincount(city[~there], minlength=number)
    cases = figures["cases"].astype(np.float64)
    people = figures["adults"] * figures.covered
    exposure = np.where(there & (people > 0), people, 1)
    seen, spread = total(cases), total(wider * cases)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = total(cases / exposure) / took_part
        variance = total(wider * cases / exposure**2) / took_part**2
        repeated = np.where(seen > 0, spread / seen, 1)
        low, high = inflated_limits(seen, repeated, method="auto", confidence=confidence)
        scale = np.sqrt(variance / spread)
        lower = np.where(seen > 0, value + scale * (low - seen), np.where(took_part > 0, 0, np.nan))
        upper = np.where(seen > 0, value + scale * (high - seen), np.nan)
    notes = [*figures.notes, Note("mean_of_districts")]
    notes += [Note("districts_lacking")] if lacking.any() else []
    over = [{DISTRICT: name} for name in dict.fromkeys(figures.strata[DISTRICT].tolist())]
    grid = Grid(
        strata=dict(zip(_CITY, cities, strict=True)),
        state=np.where(took_part > 0, State.VALUE, State.NOT_REPORTED).astype(np.int8),
        covered=np.divide(took_part, took_part + lacking),
        definition=Definition(
            "kolada_mean", {"confidence": confidence, "over": over}, operands=(figures.definition,)
        ),
        provenance=figures.provenance,
        notes=Note.together(notes),
    )
    return Estimate.over(
        grid,
        value=_PER * value,
        lower=_PER * lower,
        upper=_PER * upper,
        n=seen.astype(np.int64),
        columns={
            "districts": took_part.astype(np.int64),
            "districts_lacking": lacking.astype(np.int64),
        },
        figures=_FIGURES,
        confidence=confidence,
        unit="per 10 000 adults",
        method=f"mean of districts, Dobson, {method_name('auto', wider)}",
    )
