"""What hangs on few: the chance that nobody who can do it is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capacity._partners import PartnerRows, Partners, partner_rows, partner_sets
from vnr.metrics.capacity._uncertain import stated_figure
from vnr.metrics.intervals import check_confidence
from vnr.results import Aligned, Basis, Estimate, Figure, FigureKind, Note, Numbers, State, align

__all__ = ["all_gone", "gone"]

Real = NDArray[np.float64]

_SHARES: Final = {"proportion": 1.0, "%": 100.0}


def gone(
    trained: Numbers,
    left: Numbers | None = None,
    employed: Numbers | None = None,
    *,
    turnover: Estimate | None = None,
    partners: Partners | None = None,
    across: str | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Chance that nobody of those trained is left in a year (personberoende kompetens).

    .. math::

        \mathrm{E}[p^k] = \frac{B(a + k, b)}{B(a, b)}, \qquad
        p \sim \text{Beta}(a, b), \quad a = l + \tfrac12, \; b = m - l + \tfrac12

    with :math:`k` trained and :math:`l` of :math:`m` employed who left in a year: Jeffreys' prior
    of the share that leaves. Partners are independent of each other: their chances multiply, each
    with those whom it employs and the share that leaves there.

    Parameters
    ----------
    trained : Numbers, shape ``(cells,)``
        Persons who can do it, each where he or she is employed.
    left, employed : Numbers, shape ``(cells,)``
        Persons who left in a year, and of how many employed. `Counts` and mappings are joined to
        the cells by label and may have fewer strata.
    turnover : Estimate, optional
        The share that leaves in a year where nobody counted it (personalomsättning), instead of
        `left` and `employed`: ``Estimate.parse("10–20 %")``.
    partners : mapping or iterable of several str, optional
        Labels of those who have the competence together, for one row of each set.
    across : str, optional
        Stratum of those labels; by default the municipality, or the only one there is.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A share; 1 where nobody is trained. `n` is those trained. Limits are the quantiles of
        :math:`p` to the :math:`k`, of partners those of the beta distribution with the product's
        mean and variance; of a guess its own, to the :math:`k`, without confidence. Columns:
        ``one_more``, the chance with one more trained, wherever that helps most; ``together``,
        the chance if those of one employer leave only together; ``left`` and ``employed``.

    Raises
    ------
    DataError
        If more left or are trained than are employed, a number isn't what it must be, or
        `turnover` is no share, or stands beside `left`.

    Examples
    --------
    >>> alone = gone([1, 2, 3], 4, 20)
    >>> alone.value.round(4).tolist()
    [0.2143, 0.0536, 0.0151]
    >>> guessed = gone(2, turnover=Estimate.parse("10–20 %"))
    >>> guessed.lower.round(2), guessed.upper.round(2), guessed.basis.value
    (array([0.01]), array([0.04]), 'guess')
    """
    confidence, sets = check_confidence(confidence), partner_sets(partners)
    if (turnover is None) == (left is None and employed is None):
        raise DataError("gone needs left and employed, or turnover instead of them")
    if turnover is not None:
        return _stated(trained, turnover, sets, across)
    if left is None or employed is None:
        raise DataError("left is of employed: give both")
    names = ("trained", "left", "employed")
    aligned = align(names, trained=trained, left=left, employed=employed)
    _check(aligned)
    k, a, b = aligned["trained"], aligned["left"] + 0.5, 0.5 + aligned["employed"] - aligned["left"]
    grid = aligned.grid("gone", confidence=confidence, across=across, partners=list(sets.values()))
    rows = partner_rows(grid, sets, across)
    chance = all_gone(k, a, b)
    more = all_gone(k + 1, a, b) / chance
    value = rows.products(chance)
    lower, upper = _limits(rows, k, a, b, confidence)
    figures = {
        "value": value,
        "lower": lower,
        "upper": upper,
        "one_more": value * np.array([more[own].min() for own in rows.members]),
        "together": rows.products(np.where(k > 0, a / (a + b), 1)),
        "left": rows.sums(aligned["left"]),
        "employed": rows.sums(aligned["employed"]),
    }
    return _estimate(rows, k, figures, confidence, Basis.MODEL, ())


def all_gone(k: Real, a: Real, b: Real) -> Real:
    """Chance that all `k` leave, the share that leaves being Beta(`a`, `b`)."""
    from scipy.special import betaln

    return np.exp(np.asarray(betaln(a + k, b)) - np.asarray(betaln(a, b)))


def _limits(rows: PartnerRows, k: Real, a: Real, b: Real, confidence: float) -> tuple[Real, Real]:
    """Quantiles of the share to the k; of partners those of a beta with the same moments."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    ends = []
    first, second = rows.products(all_gone(k, a, b)), rows.products(all_gone(2 * k, a, b))
    # Of one employer, and of those of whom nobody is trained, it is exact.
    several = np.array([np.count_nonzero(k[own]) > 1 for own in rows.members])
    with np.errstate(divide="ignore", invalid="ignore"):
        size = (first - second) / (second - first**2)
    for p in (tail, 1 - tail):
        alone = rows.products(np.asarray(betaincinv(a, b, p)) ** k)
        matched = np.asarray(betaincinv(first * size, (1 - first) * size, p))
        ends.append(np.where(several, matched, alone))
    return ends[0], ends[1]


def _stated(
    trained: Numbers, turnover: Estimate, sets: Mapping[str, tuple[str, ...]], across: str | None
) -> Estimate:
    """The same with a share that somebody stated, whose limits stay what they are."""
    shares = stated_figure(turnover, "turnover", "give left and employed, which it was made of")
    if turnover.unit not in _SHARES:
        raise DataError(f"turnover must be a share, such as '10–20 %', not in {turnover.unit}")
    shares = shares / _SHARES[turnover.unit]
    if not 0 <= shares[0] <= 1:
        raise DataError("turnover must lie between 0 and 100 %")
    value, lower, upper = np.clip(shares, 0, 1)
    aligned = align(("trained",), trained=trained)
    k = aligned["trained"]
    grid = aligned.grid("gone", across=across, partners=list(sets.values()))
    operands = (*grid.definition.operands, turnover.definition)
    grid = attrs.evolve(grid, definition=attrs.evolve(grid.definition, operands=operands))
    rows = partner_rows(grid, sets, across)
    figures = {
        "value": rows.products(value**k),
        "lower": rows.products(lower**k),
        "upper": rows.products(upper**k),
        "one_more": rows.products(value**k) * value,
        "together": rows.products(np.where(k > 0, value, 1)),
    }
    notes = (Note("limits_as_stated"), *turnover.notes)
    return _estimate(rows, k, figures, None, turnover.basis, notes)


def _estimate(
    rows: PartnerRows,
    k: Real,
    figures: dict[str, Real],
    confidence: float | None,
    basis: Basis,
    notes: tuple[Note, ...],
) -> Estimate:
    there = np.asarray(rows.grid.state == State.VALUE)
    own = {name: figures.pop(name) for name in ("value", "lower", "upper")}
    counts = {
        name: np.where(there, figures.pop(name), 0).astype(np.int64)
        for name in ("left", "employed")
        if name in figures
    }
    return Estimate.over(
        rows.grid.saying(Note("leaving_independent"), *notes),
        **own,
        n=np.where(there, rows.sums(k), 0).astype(np.int64),
        columns={**figures, **counts},
        figures={
            "value": Figure(FigureKind.NUMBER),
            "n": Figure(FigureKind.PERSONS),
            **{name: Figure(FigureKind.NUMBER) for name in figures},
            **{
                name: Figure(FigureKind.PERSONS, part_of="employed" if name == "left" else None)
                for name in counts
            },
        },
        confidence=confidence,
        unit="proportion",
        method="as stated, to the power of those trained"
        if confidence is None
        else "beta, moments",
        basis=basis,
    )


def _check(aligned: Aligned) -> None:
    for part in ("left", "trained"):
        with np.errstate(invalid="ignore"):
            above = np.flatnonzero(aligned[part] > aligned["employed"])
        if above.size:
            raise DataError(
                f"{part} is more than employed at row {above[0]} (and {above.size - 1} more); "
                "those are of these: correct the row"
            )
