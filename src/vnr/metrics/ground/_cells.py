"""The zero-filled cells of a table, with what was delivered of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._strata import HUNG, TIME, Axis, By, axes, by_names, parts
from vnr.model import Unit
from vnr.results import Definition, Provenance, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["Cells", "bounds", "cells", "define", "lay_out"]

_EPOCH = date(1970, 1, 1).toordinal()


@attrs.frozen(eq=False)
class Cells:
    """Every cell of the asked strata, in the order of the labels.

    Attributes
    ----------
    axes
        The strata.
    starts, ends
        First and last day of each part of the period, days since 1970-01-01, shape ``(parts,)``.
    labels
        Label columns by stratum, each of shape ``(cells,)``.
    covered
        Delivered share of each cell, shape ``(cells,)``.
    state
        `State` of each cell: not reported where nothing was delivered.
    municipality, known
        Each case's municipality, and whether each municipality is covered.
    """

    axes: tuple[Axis, ...]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    labels: dict[str, NDArray[Any]]
    covered: NDArray[np.float64]
    state: NDArray[np.int8]
    municipality: NDArray[np.int32]
    known: NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of places on each axis."""
        return tuple(axis.labels.size for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(self.state.size)

    @property
    def timed(self) -> bool:
        """Whether a stratum splits the period."""
        return any(axis.name in TIME for axis in self.axes)

    def part(self, days: NDArray[np.int32]) -> NDArray[np.int32]:
        """Part of the period in which each day lies; -1 outside it."""
        lengths = self.ends - self.starts + 1
        table = np.append(np.repeat(np.arange(lengths.size, dtype=np.int32), lengths), np.int32(-1))
        # Without sign a day before the first lies far behind the last, as every other outside.
        place = (np.asarray(days, np.int32) - self.starts[0]).view(np.uint32)
        return table.take(np.minimum(place, np.uint32(table.size - 1)))

    def stride(self, names: Collection[str]) -> int:
        """By how many cells places on one of these axes lie apart; 0 if there is none."""
        size = 1
        for axis in reversed(self.axes):
            if axis.name in names:
                return size
            size *= axis.labels.size
        return 0

    def inside(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which rows of cases are of a covered municipality and inside all strata."""
        # The last one stands for no municipality, which no case has.
        everywhere = bool(self.known[:-1].all())
        found = np.ones(rows.size, bool) if everywhere else self.known[self.municipality[rows]]
        for axis in self.axes:
            # Within the covered municipalities only they can lie outside.
            if axis.at is not None and axis.name not in ("municipality", "county"):
                found &= axis.at(rows) >= 0
        return found

    def place(
        self,
        rows: NDArray[Any],
        part: NDArray[np.int32],
        hung: NDArray[Any] | None = None,
    ) -> list[Any]:
        """Cell of each row, once for every combination of values a case may hold several of.

        Parameters
        ----------
        rows : array of int
            Rows of cases, all of them `inside`.
        part : array of int32
            Part of the period for each row.
        hung : array of int, optional
            Place of each row in the stratum of what hangs on the case.

        Returns
        -------
        list of (cell, chosen)
            The flat cell of the chosen rows, and which of `rows` they are.
        """
        cell = np.zeros(rows.size, np.int64)
        several: list[tuple[Axis, int]] = []
        stride = 1
        for axis in reversed(self.axes):
            if axis.bits is not None:
                several.append((axis, stride))
            elif axis.at is not None:
                cell += stride * axis.at(rows).astype(np.int64)
            elif hung is not None and axis.name in HUNG:
                cell += stride * hung.astype(np.int64)
            else:
                cell += stride * part.astype(np.int64)
            stride *= axis.labels.size
        found: list[Any] = [(cell, np.arange(rows.size))]
        for axis, step in several:
            bits = axis.bits[rows] if axis.bits is not None else np.empty(0, np.uint32)
            found = [
                (one[held] + step * value, chosen[held])
                for one, chosen in found
                for value in range(axis.labels.size)
                for held in [bits[chosen] >> np.uint32(value) & np.uint32(1) != 0]
            ]
        return found


def bounds(periods: tuple[Period, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last days of periods, days since 1970-01-01."""
    starts = np.array([period.start.toordinal() - _EPOCH for period in periods], np.int32)
    ends = np.array([period.end.toordinal() - _EPOCH for period in periods], np.int32)
    return starts, ends


def lay_out(
    register: Register,
    period: Period,
    by: By,
    *,
    last_day: bool = False,
    hung: str | None = None,
) -> Cells:
    """The cells of a table.

    Parameters
    ----------
    register : Register
        The cases and their coverage.
    period : Period
        What is asked about.
    by : str, tuple or mapping
        The strata, as in `axes`.
    last_day : bool
        Look at the delivery of each part's last day only, as a stock does.
    hung : str, optional
        A stratum of what hangs on a case that may be asked for too.
    """
    asked = tuple(axes(register, period, by, hung))
    periods, _ = parts(period, by_names(by))
    starts, ends = bounds(periods)
    covered = _covered(register, asked, ends if last_day else starts, ends)
    shape = tuple(axis.labels.size for axis in asked)
    grid = np.indices(shape).reshape(len(shape), int(np.prod(shape, dtype=int)))
    labels = {axis.name: axis.labels[place] for axis, place in zip(asked, grid, strict=True)}
    known = np.append(np.isin(register.names(), register.coverage.municipalities), False)
    municipality = register.table("cases")["municipality"]
    state = np.where(covered > 0, State.VALUE, State.NOT_REPORTED).astype(np.int8)
    return Cells(asked, starts, ends, labels, covered, state, municipality, known)


def _covered(
    register: Register,
    asked: tuple[Axis, ...],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Delivered share of each cell: of its municipalities, its unit and its part of the period."""
    coverage = register.coverage
    places = coverage.municipalities
    by_unit = next((axis for axis in asked if axis.name == "unit"), None)
    units: list[Unit | None] = [None]
    if by_unit is not None:
        codes = {unit.value: unit for unit in Unit}
        units = [codes.get(label) for label in by_unit.labels.tolist()]
    share = np.stack([coverage.share(places, starts, ends, unit) for unit in units], axis=-1)
    # share: municipality, part, unit. Bring it to the order of the axes, 1 where one is missing.
    where = next((axis for axis in asked if axis.name in ("municipality", "county")), None)
    if where is None:
        share = (
            share.mean(axis=0, keepdims=True) if len(places) else np.zeros((1, *share.shape[1:]))
        )
    elif where.name == "county":
        share = (
            np.stack(
                [
                    share[[code.startswith(county) for code in places]].mean(axis=0)
                    for county in where.labels.tolist()
                ]
            )
            if len(places)
            else share
        )
    order = {"municipality": 0, "county": 0, "unit": 2} | dict.fromkeys(TIME, 1)
    used = [order[axis.name] for axis in asked if axis.name in order]
    share = share.transpose([*used, *(place for place in range(3) if place not in used)])
    share = share.reshape([share.shape[place] for place in range(len(used))])
    view = [slice(None) if axis.name in order else None for axis in asked]
    spread = np.broadcast_to(share[tuple(view)], [axis.labels.size for axis in asked])
    return np.clip(spread.reshape(-1), 0, 1)


def cells(register: Register, period: Period, by: By = ()) -> Cells:
    """Every cell of the asked strata, zero-filled: where authors of metrics begin.

    Every member of a vocabulary appears, and every covered municipality. A cell of which
    nothing was delivered is not reported; it isn't zero.

    Parameters
    ----------
    register : Register
        The cases and their coverage.
    period : Period
        What a time stratum (year, quarter, month) splits.
    by : str, tuple of str, or mapping of str to array
        The strata.

    Returns
    -------
    Cells
        Labels, delivered share and state of each cell.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    """
    return lay_out(register, period, by)


def define(
    register: Register, rule: str, period: Period, by: By, **parameters: Any
) -> tuple[Definition, Provenance]:
    """Definition and provenance of a figure counted from a register."""
    said = {"period": period.label, **parameters, "by": list(by_names(by))}
    if register.selection:
        said["selection"] = {
            name: list(values) if isinstance(values, tuple) else values
            for name, values in register.selection.items()
        }
    return (
        Definition(rule, said, register.observed.end, register.coverage.to_list()),
        Provenance(register.fingerprint),
    )
