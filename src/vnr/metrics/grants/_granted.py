"""How many of the applications that were decided on were granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from vnr.errors import DataError
from vnr.metrics.grants._completions import rows_of
from vnr.metrics.ground import check_labels
from vnr.metrics.intervals import binomial_limits, check_confidence
from vnr.model import Grant, GrantDecision
from vnr.results import Definition, Estimate, Figure, Grid, Note

__all__ = ["granted"]

_NOT_RECORDED: Final = "not_recorded"


def granted(
    grants: Iterable[Grant], *, by: Mapping[str, str] | None = None, confidence: float = 0.95
) -> Estimate:
    """Share of the decided applications that were granted (andel beviljade), with Wilson's interval.

    It needs every decision, so it is of rows of one's own: published lists name those who were
    granted, and no rejected applicant.

    Parameters
    ----------
    grants : iterable of Grant
        Every application and what was decided; what was withdrawn wasn't decided.
    by : mapping of str to str, optional
        Size class by code of the municipality. No source says where one ends, so it is given. An
        applicant that isn't in it is ``not_recorded``.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A proportion, by ``size_class`` if that is given. `n` is those decided. Columns:
        ``granted`` and ``withdrawn``.

    Raises
    ------
    DataError
        If a row is of a published list.

    Examples
    --------
    >>> decided = [
    ...     Grant("Trosa", 2026, GrantDecision.GRANTED, 100_000, municipality="0488"),
    ...     Grant("Gnesta", 2026, GrantDecision.REJECTED, municipality="0461"),
    ... ]
    >>> float(granted(decided)), granted(decided, by={"0488": "small", "0461": "small"}).n
    (0.5, array([2]))
    """
    rows = rows_of(grants)
    level = check_confidence(confidence)
    for row, one in enumerate(rows):
        if one.source is not None:
            raise DataError(
                f"row {row} is of a published list, which names no rejected applicant: the share "
                "granted would be 1 whatever was decided; give rows of your own, with every decision"
            )
    strata: dict[str, np.ndarray[tuple[int], np.dtype[np.str_]]] = {}
    cell = np.zeros(len(rows), np.intp)
    size = 1
    if by is not None:
        if not isinstance(by, Mapping):
            raise DataError(
                "by must be a mapping of the municipality's code to its size class; give "
                '{"0484": "larger", …}'
            )
        check_labels("by", [*by.keys(), *by.values()])
        labels = [by.get(one.municipality or "", _NOT_RECORDED) for one in rows]
        order = [*dict.fromkeys(by.values())]
        order += [_NOT_RECORDED] * (_NOT_RECORDED in labels and _NOT_RECORDED not in order)
        strata, size = {"size_class": np.array(order, np.str_)}, len(order)
        cell = np.array([order.index(label) for label in labels], np.intp)
    became = {
        decision: np.bincount(
            cell, [one.decision is decision for one in rows], minlength=size
        ).astype(np.int64)
        for decision in GrantDecision
    }
    k = became[GrantDecision.GRANTED]
    n = k + became[GrantDecision.REJECTED]
    lower, upper = binomial_limits(
        k.astype(np.float64), n.astype(np.float64), method="wilson", confidence=level
    )
    withdrawn = became[GrantDecision.WITHDRAWN]
    notes = [Note("grants_withdrawn")] if withdrawn.any() else []
    return Estimate.over(
        Grid.delivered(size, Definition("granted", {}), strata).saying(*notes),
        value=np.divide(k, n, out=np.full(size, np.nan), where=n > 0),
        lower=lower,
        upper=upper,
        n=n,
        columns={"granted": k, "withdrawn": withdrawn},
        figures={
            "value": Figure("share", ratio_of=("granted", "n")),
            "granted": Figure("count", part_of="n"),
            "withdrawn": Figure("count"),
        },
        confidence=level,
        unit="proportion",
        method="wilson",
    )
