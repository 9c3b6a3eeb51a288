"""Where the cases of a register stand in the cells of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._axis import Axis, Bound, Codes
from vnr.metrics.ground._delivery import Delivery
from vnr.metrics.ground._strata import KIND
from vnr.register import Register, run_starts

__all__ = ["Places", "bind"]

Rows = NDArray[Any]
Spans = NDArray[np.int32]
Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class Places:
    """Where the cases of one register stand: the axes of a table, bound to its rows.

    Attributes
    ----------
    axes
        The axes of the table.
    at, at_closing, bits, codes
        Of each axis the function from rows of cases to places, that from rows of closings, the
        bits of each case, or the place of each row that hangs on one.
    offsets
        Of each table of such rows, where those of each case begin.
    counted, municipality
        Which cases are counted, None if all are; and where each was.
    delivers
        Whether each municipality is covered; the last stands for none.
    delivery
        Of which cases, and when, what the table needs is delivered; None if of all.

    Examples
    --------
    >>> from vnr.metrics.ground import cells
    >>> places = cells(gotland, 2019, "sex").of(gotland)
    >>> [axis.name for axis in places.axes], places.counted is None
    (['sex'], True)
    """

    axes: tuple[Axis, ...]
    at: tuple[Bound | None, ...]
    at_closing: tuple[Bound | None, ...]
    bits: tuple[NDArray[np.uint32] | None, ...]
    codes: tuple[Codes | None, ...]
    offsets: Mapping[str, NDArray[np.int32]]
    counted: NDArray[np.bool_] | None
    municipality: NDArray[np.int32]
    delivers: NDArray[np.bool_]
    delivery: Delivery | None

    def inside(self, rows: Rows) -> NDArray[np.bool_]:
        """Which rows of cases are of a covered municipality and inside all strata."""
        if self.delivers[:-1].all():
            mask = np.ones(rows.size, bool)
        else:
            mask = self.delivers[self.municipality[rows]]
        if self.delivery is not None:
            mask &= self.delivery.of(rows)
        for axis, at in zip(self.axes, self.at, strict=True):
            # Within the covered municipalities only they can lie outside.
            if at is not None and axis.members is None:
                mask &= at(rows) >= 0
        return mask

    def spread(
        self,
        rows: Rows,
        span: Spans,
        hung: Rows | None = None,
        closing: Rows | None = None,
        kind: Codes | None = None,
    ) -> Sequence[tuple[Whole, Rows]]:
        """Cell of each row, once for every combination of values a case may hold several of.

        Parameters
        ----------
        rows : array of int
            Rows of cases, all of them `inside`.
        span : array of int32
            Span of the period for each row.
        hung : array of int, optional
            Which row is counted of a table that hangs on cases; by default the cases are.
        closing : array of int, optional
            Row of the closing by which each is placed in strata of how a case closed.
        kind : array of int, optional
            Of episodes, place in `EPISODE_KINDS`.

        Returns
        -------
        sequence of (cell, chosen)
            The flat cell of the chosen rows, and which of `rows` they are.
        """
        counted = None if hung is None else self.steps()
        cell = np.zeros(rows.size, np.int64) if counted is None else counted[hung]
        several: list[tuple[NDArray[np.uint32], int, int]] = []
        hanging: dict[str, NDArray[np.int64]] = {}
        absent: Counter[str] = Counter()
        stride = 1
        bound = zip(self.axes, self.at, self.at_closing, self.bits, self.codes, strict=True)
        for axis, at, at_closing, bits, codes in reversed([*bound]):
            if bits is not None:
                several.append((bits, axis.labels.size, stride))
            elif axis.absent is not None and axis.table is not None and codes is not None:
                # Strata of one table are told of the same row: who, and how near, together.
                table, steps = axis.table, stride * codes.astype(np.int64)
                hanging[table] = steps + hanging.get(table, 0)
                absent[table] += stride * axis.absent
            elif codes is not None:
                pass
            elif at_closing is not None and closing is not None:
                cell += stride * at_closing(closing).astype(np.int64)
            elif at is not None:
                cell += stride * at(rows).astype(np.int64)
            elif kind is not None and axis.name == KIND:
                cell += stride * kind.astype(np.int64)
            else:
                cell += stride * span.astype(np.int64)
            stride *= axis.labels.size
        placed: list[tuple[Whole, Rows]] = [(cell, np.arange(rows.size))]
        for bits, size, step in several:
            held = bits[rows]
            placed = [
                (cell[has] + step * value, chosen[has])
                for cell, chosen in placed
                for value in range(size)
                for has in [held[chosen] >> np.uint32(value) & np.uint32(1) != 0]
            ]
        for table, steps in hanging.items():
            placed = [
                _hung(cell, chosen, self.offsets[table], rows, steps, absent[table])
                for cell, chosen in placed
            ]
        return placed

    def steps(self) -> NDArray[np.int64] | None:
        """By how many cells each row that is counted lies further; None if none is placed by it."""
        whole: NDArray[np.int64] | None = None
        stride = 1
        for axis, codes in reversed([*zip(self.axes, self.codes, strict=True)]):
            if codes is not None and axis.absent is None:
                steps = stride * codes.astype(np.int64)
                whole = steps if whole is None else whole + steps
            stride *= axis.labels.size
        return whole

    def place(
        self,
        rows: Rows,
        span: Spans,
        *,
        hung: Rows | None = None,
        closing: Rows | None = None,
        kind: Codes | None = None,
        day: NDArray[np.int32] | None = None,
    ) -> tuple[Whole, Rows]:
        """Cell of each row that is counted, in the period and inside, and which row it is.

        Parameters
        ----------
        rows : array of int
            Rows of cases.
        span, hung, closing, kind
            As in `spread`; a span below 0 is outside the period.
        day : array of int32, optional
            The day that each row stands for: one on which what is needed wasn't delivered has no
            place. By default it is enough that it was on some day.

        Returns
        -------
        cell, which
            The flat cell, and which of `rows` stands in it. A row stands in every cell whose
            values its case holds.
        """
        there = span >= 0
        if self.counted is not None:
            there &= self.counted.take(rows)
        keep = np.flatnonzero(there)
        case = rows.take(keep)
        inside = self.inside(case)
        if self.delivery is not None and day is not None:
            inside &= self.delivery.of(case, day.take(keep))
        if not inside.all():
            keep, case = keep[inside], case[inside]
        placed = self.spread(
            case,
            span.take(keep),
            None if hung is None else hung[keep],
            None if closing is None else closing[keep],
            None if kind is None else kind[keep],
        )
        if not any(axis.several for axis in self.axes):
            return placed[0][0], keep
        return (
            np.concatenate([cell for cell, _ in placed]),
            keep[np.concatenate([chosen for _, chosen in placed])],
        )


def _hung(
    cell: Whole,
    chosen: Rows,
    offsets: NDArray[np.int32],
    rows: Rows,
    steps: NDArray[np.int64],
    absent: int,
) -> tuple[Whole, Rows]:
    """Each row of cases once for every cell into which what hangs on it falls."""
    case = rows[chosen]
    first = offsets[case]
    number = offsets[case + 1] - first
    one = number == 1
    if one.all():
        return cell + steps[first], chosen
    cell = cell + absent
    single = np.flatnonzero(one)
    cell[single] += steps[first[single]] - absent
    many = np.flatnonzero(number > 1)
    times = number[many]
    each = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times - first[many], times)
    fell = np.repeat(cell[many] - absent, times) + steps[each]
    # Two that fall into one cell are of one case all the same.
    width = int(fell.max(initial=0)) + 1
    fell += np.repeat(many, times) * width
    fell.sort()
    fell = fell[run_starts(fell)]
    few = np.flatnonzero(number <= 1)
    return (
        np.concatenate([cell[few], fell % width]),
        np.concatenate([chosen[few], chosen[fell // width]]),
    )


def bind(axes: tuple[Axis, ...], register: Register, delivery: Delivery | None) -> Places:
    """The axes, bound to the rows of a register."""
    delivered = {*register.coverage.municipalities}
    return Places(
        axes,
        tuple(axis.at and axis.at(register) for axis in axes),
        tuple(axis.at_closing and axis.at_closing(register) for axis in axes),
        tuple(axis.bits and axis.bits(register) for axis in axes),
        tuple(axis.codes and axis.codes(register) for axis in axes),
        {axis.table: register.table(axis.table).begins for axis in axes if axis.table is not None},
        None if register.counted.all() else register.counted,
        register.table("cases")["municipality"],
        np.array([*(name in delivered for name in register.names()), False]),
        delivery,
    )
