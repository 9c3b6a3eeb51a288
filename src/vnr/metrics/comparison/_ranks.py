"""In which order the units stand, and how little that may say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import Kind
from vnr.metrics.comparison._posterior import posterior
from vnr.metrics.comparison._shrink import check_enough
from vnr.metrics.comparison._units import UnitFigures, check_kind, unit_figures
from vnr.metrics.intervals import check_confidence, check_whole
from vnr.results import Basis, Estimate, Figure, Note, Numbers

__all__ = ["ranks"]

_MOST_DRAWS = 1_000_000
Real = NDArray[np.float64]


def ranks(
    events: Numbers,
    exposure: Numbers,
    *,
    kind: Kind = "rate",
    confidence: float = 0.95,
    across: str | None = None,
    draws: int = 4000,
    seed: int = 0,
) -> Estimate:
    """Place of each unit among the others, 1 the highest, with its interval (rangordning).

    The units' true figures are drawn together from the distribution behind `shrink`, and ranked
    anew each time.

    Parameters
    ----------
    events, exposure, kind, across
        As in `shrink`.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    draws : int
        Number of draws, 100 to 1 000 000.
    seed : int
        Seed of the draws: the same seed gives the same ranks.

    Returns
    -------
    Estimate
        The median place and the places it lies between; columns ``mean`` (the expected place)
        and ``highest`` (the chance of being first). A unit that isn't reported has no place.

    Raises
    ------
    DataError
        As `shrink`, and if there are fewer than 100 draws or more than a million.

    References
    ----------
    .. [1] Goldstein H, Spiegelhalter DJ. League tables and their limitations. *J R Stat Soc A*
       1996;159:385–443.

    Examples
    --------
    >>> ranks({"a": 3, "b": 9, "c": 20}, {"a": 300, "b": 310, "c": 400}).value.round(1)
    array([3., 2., 1.])
    """
    confidence = check_confidence(confidence)
    check_kind(kind, None)
    draws = check_whole("draws", draws, least=100, most=_MOST_DRAWS)
    seed = check_whole("seed", seed, least=0)
    units = unit_figures(kind, across, events=events, exposure=exposure)
    check_enough(units)
    place = _places(units, posterior(units).draws(draws, seed), seed)
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(
        place, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf"
    ).astype(np.float64)
    full = {
        "value": middle,
        "lower": low,
        "upper": high,
        "mean": place.mean(axis=0),
        "highest": (place == 1).mean(axis=0),
    }
    for name, array in full.items():
        full[name] = np.full(units.k.shape, np.nan)
        full[name][units.usable] = array
    return Estimate.over(
        units.aligned.grid(
            "ranks", kind=kind, confidence=confidence, across=across, draws=draws, seed=seed
        ).saying(Note("ranks_are_unsure")),
        value=full["value"],
        lower=full["lower"],
        upper=full["upper"],
        n=units.events,
        columns={"mean": full["mean"], "highest": full["highest"]},
        figures={"value": Figure("number")},
        confidence=confidence,
        unit="place",
        method=f"{draws} draws from the posterior",
        basis=Basis.MODEL,
    )


def _places(units: UnitFigures, drawn: Real, seed: int) -> NDArray[np.int32]:
    """Place of each unit within its group in every draw; lots are drawn between equals."""
    lots = np.random.default_rng((seed, 1))
    group = units.group[units.usable]
    place = np.empty(drawn.shape, np.int32)
    for number in np.unique(group).tolist():
        mine = np.flatnonzero(group == number)
        turned = -drawn[:, mine]
        order = np.argsort(turned, axis=1)
        ranked = np.take_along_axis(turned, order, axis=1)
        # Near 0 and 1 true figures run out of digits; the order of the rows must not decide.
        tied = (ranked[:, 1:] == ranked[:, :-1]).any(axis=1)
        chance = lots.random((int(tied.sum()), mine.size))
        order[tied] = np.lexsort((chance, turned[tied]), axis=1)
        counted = np.broadcast_to(np.arange(1, mine.size + 1, dtype=np.int32), order.shape)
        own = np.empty(order.shape, np.int32)
        np.put_along_axis(own, order, counted, axis=1)
        place[:, mine] = own
    return place
