"""How unequally grants fall on those who got them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.grants._completions import Completions, completions
from vnr.metrics.intervals import check_whole
from vnr.model import Grant
from vnr.results import Basis, Definition, Estimate, Figure, Grid, Note

__all__ = ["KRONOR", "bounds_note", "gini", "kronor", "largest_share"]

Whole = NDArray[np.int64]

KRONOR: Final = dict.fromkeys(("kronor_least", "kronor_most"), Figure("number"))
"""What a figure of money is of, where amounts may not be read."""


def gini(grants: Iterable[Grant], *, total: int | None = None) -> Estimate:
    r"""Gini coefficient of the amounts granted (Ginikoefficient).

    .. math:: \frac{\sum_i (2i - N - 1)\, x_{(i)}}{N \sum_i x_{(i)}}

    over the amounts :math:`x_{(1)} \le \dots \le x_{(N)}` of the :math:`N` recipients: 0 if all
    got the same, and :math:`1 - 1/N` if one got everything.

    Parameters
    ----------
    grants : iterable of Grant
        Of which those granted count, each a recipient.
    total : int, optional
        The printed sum. Amounts that can't be read are then taken in every way that gives it;
        without it in every way.

    Returns
    -------
    Estimate
        A number without confidence. Where amounts can't be read it is a bound: the limits are the
        least and the most over every way of reading them, and there is no value between.
        Columns: ``recipients``, how many, and ``kronor_least`` and ``kronor_most``, what all got.

    Raises
    ------
    DataError
        If an amount is missing, or no way of reading gives the total.

    References
    ----------
    .. [1] Marshall AW, Olkin I, Arnold BC. *Inequalities: Theory of Majorization and Its
       Applications*. 2nd ed. Springer 2011 (which readings are the most and the least equal).

    Examples
    --------
    >>> from vnr import data
    >>> read = gini(data.grants(), total=53_687_000)
    >>> read.lower.round(3), read.upper.round(3)
    (array([0.348]), array([0.36]))
    """
    return _of_all("gini", completions(grants, total), _gini, {"total": total}, "index")


def largest_share(
    grants: Iterable[Grant], *, largest: int = 10, total: int | None = None
) -> Estimate:
    """Share of all that was granted which the largest grants are (de största bidragens andel).

    Parameters
    ----------
    grants : iterable of Grant
        Of which those granted count, each a recipient.
    largest : int
        How many.
    total : int, optional
        The printed sum, as in `gini`.

    Returns
    -------
    Estimate
        A proportion without confidence; a bound where amounts can't be read. Columns: ``recipients``, how
        many, and ``kronor_least`` and ``kronor_most``, what all got together.

    Raises
    ------
    DataError
        If an amount is missing, or no way of reading gives the total.

    Examples
    --------
    >>> from vnr import data
    >>> read = largest_share(data.grants(), total=53_687_000)
    >>> read.lower.round(3), read.upper.round(3)
    (array([0.261]), array([0.278]))
    """
    number = check_whole("largest", largest, least=1)

    def share(amounts: Whole) -> float:
        whole = float(amounts.sum())
        return float(np.sort(amounts)[-number:].sum()) / whole if whole else float("nan")

    parameters = {"largest": number, "total": total}
    return _of_all("largest_share", completions(grants, total), share, parameters, "proportion")


def _gini(amounts: Whole) -> float:
    ordered, size = np.sort(amounts).astype(np.float64), amounts.size
    weights = 2 * np.arange(1, size + 1) - size - 1
    whole = float(ordered.sum())
    return float(weights @ ordered) / (size * whole) if whole else float("nan")


def bounds_note(read: Completions, total: int | None) -> list[Note]:
    """What is said where some amount can't be read."""
    if not read.gaps.any():
        return []
    return [Note("grants_unread", form="any" if total is None else "total")]


def kronor(read: Completions, *masks: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """The least and the most that was granted: of all, or of those of each mask."""
    sums = np.array([read.sums(mask) for mask in masks or (np.ones(read.least.size, bool),)])
    return dict(zip(KRONOR, sums.reshape(-1, 2).T.astype(np.float64), strict=True))


def _of_all(rule: str, read: Completions, figure: Any, parameters: Any, unit: str) -> Estimate:
    lower, upper = read.limits(figure)
    grid = Grid.delivered(1, Definition(rule, parameters)).saying(
        *bounds_note(read, parameters["total"])
    )
    return Estimate.over(
        grid,
        value=lower if lower == upper else np.nan,
        lower=lower,
        upper=upper,
        n=np.nan,
        columns={"recipients": np.array([read.least.size]), **kronor(read)},
        figures={"recipients": Figure("count"), **KRONOR},
        confidence=None,
        unit=unit,
        method="between",
        basis=Basis.BOUND,
    )
