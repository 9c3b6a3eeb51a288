"""Curves: an estimate for every day on which something happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError, shown
from vnr.results._arrays import Array, read_only, whole
from vnr.results._erasure import NOTHING, days_left
from vnr.results._estimate import Estimate
from vnr.results._grid import labels_of
from vnr.results._numbers import column
from vnr.results._state import State

__all__ = ["Curve"]

_ROUNDING: Final = float(np.sqrt(np.finfo(np.float64).eps))
"""Shares, and days that are not whole, which lie nearer than this are one."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Curve(Estimate):
    """An `Estimate` over days (kurva), ragged: each group has its own days and none is filled in.

    Attributes
    ----------
    at_risk, events, censored
        At each day: under observation just before it, events on it, and lost from view on it.
    begins
        Value before the first day: 1 for survival, 0 for incidence.

    Notes
    -----
    The last stratum is ``day``, days since the start. A column ``followed`` may say until which
    day each group was under observation; by default until its last row. The other
    attributes are those of `Estimate`; ``n`` is the number at risk.

    Examples
    --------
    >>> from vnr import metrics
    >>> curve = metrics.kaplan_meier(time=[5, 10, 20], event=[1, 0, 1])
    >>> curve.value.round(2).tolist(), curve.at_risk.tolist()
    ([0.67, 0.0], [3, 1])
    >>> curve.median().value.tolist()
    [20.0]
    """

    at_risk: Array = attrs.field(converter=whole)
    events: Array = attrs.field(converter=whole)
    censored: Array = attrs.field(converter=whole)
    begins: float = 0.0

    _figures: ClassVar[tuple[str, ...]] = (
        "value",
        "lower",
        "upper",
        "n",
        "at_risk",
        "events",
        "censored",
    )
    _plain: ClassVar[tuple[str, ...]] = ("confidence", "method", "basis", "source", "begins")

    def __attrs_post_init__(self) -> None:
        """Refuse a curve without days; erase the days on which no figure is told."""
        super().__attrs_post_init__()
        if list(self.strata)[-1:] != ["day"]:
            raise DataError("the last stratum of a curve is day")
        if not np.isin(self.state, NOTHING).any():
            return
        rows, days = days_left(self.strata["day"], self.state, list(self._groups()))
        fields = ("state", "covered", *self._figures)
        changes: dict[str, Any] = {name: read_only(getattr(self, name)[rows]) for name in fields}
        for name in ("strata", "columns", "states"):
            arrays = dict(getattr(self, name)) | ({"day": days} if name == "strata" else {})
            taken = labels_of({key: array[rows] for key, array in arrays.items()})
            changes[name] = dict(taken) if name == "states" else taken
        for name, value in changes.items():
            object.__setattr__(self, name, value)

    def _groups(self) -> Iterator[NDArray[np.intp]]:
        """Rows of each group, in the order of the days; groups as they first appear."""
        code = np.zeros(len(self), np.int64)
        for name, labels in self.strata.items():
            if name != "day":
                found, place = np.unique(labels, return_inverse=True)
                code = code * found.size + place
        _, first, group = np.unique(code, return_index=True, return_inverse=True)
        order = np.lexsort((self.strata["day"], group))
        edges = np.searchsorted(group[order], np.arange(first.size + 1))
        for one in np.argsort(first).tolist():
            yield order[edges[one] : edges[one + 1]]

    def _followed(self, rows: NDArray[np.intp]) -> float:
        """Last day the group was followed to: its column ``followed``, else its last row."""
        name = "followed"
        days = self.columns[name] if name in self.columns else self.strata["day"]
        return float(days[rows].max())

    def _slack(self, rows: NDArray[np.intp]) -> float:
        """How much later than a row a day may be asked for and still be its own, by rounding."""
        days = self.strata["day"][rows]
        return 0 if days.dtype.kind in "iu" else _ROUNDING * max(1.0, float(np.abs(days).mean()))

    def _state(self, rows: NDArray[np.intp]) -> int:
        """State of what is derived from all of a group: that of the worst of its values."""
        told = self.state_of("value", "lower", "upper")[rows]
        return max(told.tolist(), key=_WORST.index, default=State.VALUE)

    def _at_groups(self, firsts: list[int], state: Any = None, **figures: Any) -> Estimate:
        """An estimate of one cell for each group, or for each group and day if days are given."""
        rows = np.array(firsts, np.intp)
        grid = self.grid.take(rows)
        strata = {name: labels for name, labels in grid.strata.items() if name != "day"}
        grid = attrs.evolve(
            grid,
            strata=strata | figures.pop("days", {}),
            state=np.zeros(rows.size) if state is None else state,
        )
        nothing = np.full(rows.size, np.nan)
        standing = {"lower": nothing, "upper": nothing, "n": self.n[rows], "unit": self.unit}
        return Estimate.over(
            grid,
            confidence=self.confidence,
            method=self.method,
            basis=self.basis,
            **(standing | figures),
        )

    def at(self, days: ArrayLike) -> Estimate:
        """The curve's value at each of the days, in every group.

        Parameters
        ----------
        days : array_like of int, shape ``(k,)``
            Days since the start. The curve is right-continuous: an event's day counts.

        Returns
        -------
        Estimate
            With ``day`` as last stratum; a day later than the group's last one is not mature.
        """
        asked = np.atleast_1d(_numbers(days, "days"))
        firsts, value, lower, upper, n, state = [], [], [], [], [], []
        known: dict[str, list[Array]] = {"lower": [], "upper": [], "n": []}
        for rows in self._groups():
            own = self.strata["day"][rows]
            slack = self._slack(rows)
            place = np.searchsorted(own, asked + slack, "right") - 1
            row = rows[np.maximum(place, 0)]
            before = place < 0
            firsts += [int(rows[0])] * asked.size
            value.append(np.where(before, self.begins, self.value[row]))
            lower.append(np.where(before, np.nan, self.lower[row]))
            upper.append(np.where(before, np.nan, self.upper[row]))
            n.append(self.n[row])
            last = self._followed(rows)
            later = (asked > last + slack) & (self.state[row] == State.VALUE)
            state.append(np.where(later, State.NOT_MATURE, self.state[row]))
            for name, states in known.items():
                own_state = self.state_of(name)[row]
                immature = later & (name != "n") & (own_state == State.VALUE)
                states.append(np.where(immature, State.NOT_MATURE, own_state))
        groups = len(value)
        return self._at_groups(
            firsts,
            days={"day": np.tile(asked, groups)},
            value=_joined(value),
            lower=_joined(lower),
            upper=_joined(upper),
            n=_joined(n),
            state=_joined(state),
            states={name: _joined(states) for name, states in known.items()},
        )

    def median(self) -> Estimate:
        """First day on which half have had the event, with the days its limits cross there.

        Returns
        -------
        Estimate
            In days; infinite where the half is never reached. Where a value isn't there before
            it is, there is none either, and the state is that of the worst.
        """
        half = 0.5
        falls = self.begins > half
        figures = ("value", "lower", "upper") if falls else ("value", "upper", "lower")
        firsts: list[int] = []
        days: list[list[float]] = []
        states: list[list[int]] = []
        for rows in self._groups():
            firsts.append(int(rows[0]))
            found = [self._crossing(name, rows, half, falls=falls) for name in figures]
            days.append([day for day, _ in found])
            states.append([state for _, state in found])
        value, lower, upper = np.array(days).reshape(-1, 3).T
        of_value, of_lower, of_upper = np.array(states, np.int8).reshape(-1, 3).T
        return self._at_groups(
            firsts,
            of_value,
            value=value,
            lower=lower,
            upper=upper,
            unit="days",
            states={
                "lower": np.maximum(of_lower, of_value),
                "upper": np.maximum(of_upper, of_value),
            },
        )

    def _crossing(
        self, name: str, rows: NDArray[np.intp], half: float, *, falls: bool
    ) -> tuple[float, int]:
        """Day on which a figure reaches the half, and the state of that."""
        values = self[name][rows]
        with np.errstate(invalid="ignore"):
            hit = values <= half + _ROUNDING if falls else values >= half - _ROUNDING
        gone = self.state_of(name)[rows] != State.VALUE
        if gone.any() and not hit[: np.argmax(gone)].any():
            # It may lie where nothing is told.
            return np.nan, self._state(rows)
        return (float(self.strata["day"][rows][np.argmax(hit)]) if hit.any() else np.inf), 0

    def restricted_mean(self, to: float) -> Estimate:
        r"""Area under the curve from day 0 to day `to` (begränsat medelvärde).

        .. math:: \mu = \int_0^\tau S, \qquad
            \operatorname{var} = \sum_{t \le \tau} \Big(\int_t^\tau S\Big)^2 \frac{d}{n (n - d)}

        Parameters
        ----------
        to : float
            Last day.

        Returns
        -------
        Estimate
            In days, with normal limits for a curve of survival and nan limits for one of
            incidence; nan limits where nobody, or everybody at once, had the event by then. Not
            mature for a group that wasn't followed to it.

        Notes
        -----
        Where persons repeat, the variance is the sum over persons of their squared influence on
        the area [2]_. Since the curve is level from one day t to the next, it is
        :math:`\operatorname{var} A_t + 2 (\tau - t) \operatorname{cov}(A_t, S_t) + (\tau - t)^2
        \operatorname{var} S_t` with the columns ``area_variance``, ``area_covariance`` and
        ``curve_variance``, and the limits lie ``quantile`` errors away: where clusters are few and
        unequal more than Student's t of their number, as in `clustered_proportion`.

        References
        ----------
        .. [1] Klein JP, Moeschberger ML. *Survival Analysis*. 2nd ed. 2003, section 4.5.
        .. [2] Therneau TM. *survival*, vignette "Methods", for R: ``resid(type = "auc")``.
        """
        ends = _numbers(to, "to")
        if ends.size != 1:
            raise DataError(f"to must be one day, got {shown(to)}")
        to = float(ends.item())
        firsts, value, half, state = [], [], [], []
        for rows in self._groups():
            inside = rows[self.strata["day"][rows] < to]
            edges = np.concatenate([[0], self.strata["day"][inside], [to]])
            heights = np.concatenate([[self.begins], self.value[inside]])
            areas = heights * np.diff(edges)
            firsts.append(int(rows[0]))
            value.append(float(areas.sum()))
            half.append(self._half_width(inside, np.cumsum(areas[::-1])[::-1][1:], to))
            gone = self._state(inside)
            later = (
                State.VALUE if self._followed(rows) + self._slack(rows) >= to else State.NOT_MATURE
            )
            state.append(gone or later)
        mean, width = np.array(value), np.array(half)
        return self._at_groups(
            firsts, value=mean, lower=mean - width, upper=mean + width, state=state, unit="days"
        )

    def _half_width(self, rows: NDArray[np.intp], after: Array, to: float) -> float:
        """Half the interval of a restricted mean, from the area after each day; nan if none."""
        if not self.begins or self.confidence is None:
            return np.nan
        from scipy.special import ndtri

        n, d = self.at_risk[rows].astype(float), self.events[rows]
        own = np.divide(after**2 * d, n * (n - d), out=np.zeros(n.size), where=n > d)
        if not own.any():
            # Nobody had the event by then, or all on one day: no spread to judge by.
            return np.nan
        last = rows[-1]
        if "area_variance" in self.columns and self.state_of("area_variance")[last]:
            return np.nan
        if "area_variance" in self.columns and not np.isnan(self.columns["area_variance"][last]):
            area, with_curve, curve, quantile = (
                float(self.columns[name][last])
                for name in ("area_variance", "area_covariance", "curve_variance", "quantile")
            )
            level = to - float(self.strata["day"][last])
            return quantile * np.sqrt(max(area + 2 * level * with_curve + level**2 * curve, 0))
        return float(-ndtri((1 - self.confidence) / 2) * np.sqrt(own.sum()))


_WORST: Final = (State.VALUE, State.NOT_REPORTED, State.NOT_MATURE, State.SUPPRESSED)


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.empty(0)


def _numbers(days: ArrayLike, name: str) -> NDArray[Any]:
    """Days that are numbers."""
    asked = column(days, name)
    if asked.dtype.kind not in "iuf" or np.isnan(asked).any():
        raise DataError(f"{name} must be days since the start, as numbers, got {shown(days)}")
    return asked
