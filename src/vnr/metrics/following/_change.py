"""Does the risk fall? Change between a person's first and last assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.following._outcomes import known_instrument, refuse_score
from vnr.metrics.following._paired import paired
from vnr.metrics.ground import By, Roles, define, lay_out, role_mask, role_names
from vnr.model import Instrument, JudgedRisk
from vnr.results import Basis, Estimate, Note

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["change"]

Real = NDArray[np.float64]

_CONFIDENCE: Final = 0.95
_RELIABLE: Final = 1.959963984540054


def change(
    register: Register,
    period: Period,
    *,
    instrument: Instrument,
    risk: JudgedRisk | None = None,
    error: float | None = None,
    roles: Roles = "exposed",
    by: By = (),
) -> Estimate:
    r"""Change from a person's first to last assessment by one instrument (före och efter).

    .. math:: r = \frac{W_\text{fell} - W_\text{rose}}{W_\text{fell} + W_\text{rose}}

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When the last assessment was made; the first one lies on an earlier day, at any time.
    instrument : Instrument
        One that yields points, or with `risk` one of professional judgement.
    risk : JudgedRisk, optional
        Which judged risk; its levels are ordered, and nothing more.
    error : float, optional
        Standard error of measurement of the points: then changes beyond
        :math:`1.96 \sqrt 2 \cdot \text{error}` are counted as reliable (Jacobson and Truax).
    roles : str or set of Role
        As in `count`.
    by : str, tuple, or mapping
        Strata of the case of the last assessment.

    Returns
    -------
    Estimate
        The matched-pairs rank-biserial correlation, positive where the risk fell; `n` is the
        number of persons assessed twice. Columns ``n_fell``, ``n_rose``, ``n_same``,
        ``n_single`` (assessed once: nothing to compare), ``p_sign`` and ``p_wilcoxon``. Of
        points also ``mean_change`` (after less before) with its t limits ``mean_lower`` and
        ``mean_upper``; with `error` ``n_reliably_fell`` and ``n_reliably_rose``. Nobody who
        changed is undefined; if all changed in one direction there are no limits.

    Raises
    ------
    DataError
        If points are asked of an instrument without, such as SARA:SV or PATRIARK, or a judged
        risk of one that judges none.
    UnknownNameError
        If there is no such instrument.

    Notes
    -----
    A fall may also come of time, of who comes back to be assessed, and of regression to the
    mean: those assessed twice are seldom those assessed once.

    References
    ----------
    .. [1] Jacobson NS, Truax P. *J Consult Clin Psychol* 1991;59:12–19.
    """
    instrument = known_instrument(instrument)
    if risk is None:
        refuse_score(instrument)
    elif not instrument.is_judgement:
        raise DataError(f"instrument {instrument.label('en')} judges no risks; leave out risk")
    if error is not None and (risk is not None or not 0 < error < np.inf):
        raise DataError("error must be a positive number, of an instrument that yields points")
    table = lay_out(register, period, by)
    first, last, case, day, single = _pairs(register, instrument, risk, roles)
    part = table.part(day)
    keep = np.flatnonzero(register.counted[case] & (part >= 0) & table.inside(case))
    placed = table.place(case[keep], part[keep])
    cell = np.concatenate([cell for cell, _ in placed])
    who = keep[np.concatenate([held for _, held in placed])]
    alone = np.bincount(cell[single[who]], minlength=table.size)
    cell, who = cell[~single[who]], who[~single[who]]
    fell = first[who] - last[who]
    found = paired(cell, fell, table.size, _CONFIDENCE)
    columns: dict[str, NDArray[Any]] = {
        "n_fell": found.up,
        "n_rose": found.down,
        "n_same": found.same,
        "n_single": alone,
        "p_sign": found.p_sign,
        "p_wilcoxon": found.p_wilcoxon,
    }
    if risk is None:
        columns |= _means(cell, -fell, table.size)
    if error is not None:
        limit = _RELIABLE * np.sqrt(2) * error
        columns["n_reliably_fell"] = np.bincount(cell[fell > limit], minlength=table.size)
        columns["n_reliably_rose"] = np.bincount(cell[fell < -limit], minlength=table.size)
    definition, provenance = define(
        register,
        "change",
        period,
        by,
        instrument=instrument.value,
        risk=None if risk is None else JudgedRisk(risk).value,
        error=error,
        roles=[role.value for role in role_names(roles)],
    )
    return Estimate(
        strata=table.labels,
        value=found.effect,
        lower=found.lower,
        upper=found.upper,
        n=found.up + found.down + found.same,
        state=table.state,
        covered=table.covered,
        columns=columns,
        confidence=_CONFIDENCE,
        unit="rank-biserial correlation",
        method="Fisher's z",
        basis=Basis.SAMPLING,
        notes=(Note("not_an_effect"),),
        definition=definition,
        provenance=provenance,
    )


def _pairs(
    register: Register, instrument: Instrument, risk: JudgedRisk | None, roles: Roles
) -> tuple[Real, Real, NDArray[Any], NDArray[np.int32], NDArray[np.bool_]]:
    """First and last measure of each person, case and day of the last, and whether it is alone."""
    table, cases = register.table("assessments"), register.table("cases")
    measured = table["score"]
    if risk is not None:
        level = table["judgement"] >> np.uint32(2 * list(JudgedRisk).index(risk)) & np.uint32(3)
        measured = np.where(level > 0, level.astype(np.float64), np.nan)
    wanted = (table["instrument"] == list(Instrument).index(instrument)) & ~np.isnan(measured)
    rows = np.flatnonzero(wanted & role_mask(register, roles)[table.parent])
    case = table.parent[rows]
    order = np.lexsort((rows, table["date"][rows], cases["person"][case]))
    rows, case = rows[order], case[order]
    person = cases["person"][case]
    begins = np.flatnonzero(np.append(True, person[1:] != person[:-1])[: person.size])
    ends = np.append(begins[1:], person.size)[: begins.size] - 1
    day = table["date"][rows]
    return (
        measured[rows[begins]],
        measured[rows[ends]],
        case[ends],
        day[ends],
        day[begins] == day[ends],
    )


def _means(cell: NDArray[np.int64], rose: Real, size: int) -> dict[str, Real]:
    """Mean difference of each cell with its t limits; nan limits of a single pair."""
    from scipy.special import stdtrit

    n = np.bincount(cell, minlength=size).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(cell, rose, size) / n
        squares = np.bincount(cell, (rose - mean[cell]) ** 2, size)
        half = stdtrit(n - 1, (1 + _CONFIDENCE) / 2) * np.sqrt(squares / (n - 1) / n)
    return {"mean_change": mean, "mean_lower": mean - half, "mean_upper": mean + half}
