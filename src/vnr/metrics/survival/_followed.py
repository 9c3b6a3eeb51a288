"""Curves of those who are followed in a register, or in registers that share no person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground import Cells, answer, unlinkable_notes
from vnr.metrics.intervals import Clustering
from vnr.metrics.survival._draw import draw
from vnr.metrics.survival._incidence import Incidence, incidence, outline
from vnr.metrics.survival._states import Hazards, Piece, Products, Steps, crossing
from vnr.register import Register, Sparse, Tally, day_number
from vnr.results import Curve

__all__ = ["Followed", "curves"]

Array = NDArray[Any]
Whole = NDArray[np.int64]
Follow = Callable[[Register, Cells], "Followed"]

_LONE: Final = "n_unlinkable"


@attrs.frozen(eq=False)
class Followed:
    """Those of one register who are followed, in arrays of shape ``(subjects,)``.

    Attributes
    ----------
    cell, case
        The cell of each, and the row of its case.
    time, cause
        Days until it was lost from view (cause 0), or had one of the causes (1 and up).
    entry
        Under observation from just after it; -1, or None for all, is from the beginning.
    unlinkable
        How many of each cell aren't followed since nobody can link them, shape ``(cells,)``.

    Examples
    --------
    >>> import numpy as np
    >>> time, cause, none = np.array([30, 90]), np.array([1, 0]), np.array([0])
    >>> found = Followed(cell=np.array([0, 0]), case=np.array([4, 7]), time=time, cause=cause, entry=None, unlinkable=none)
    >>> found.time[found.cause > 0]
    array([30])
    """

    cell: Whole
    case: Array
    time: Whole
    cause: Whole
    entry: Whole | None
    unlinkable: Whole


def curves(
    table: Cells,
    follow: Follow,
    rule: str,
    parameters: Mapping[str, Any],
    *,
    causes: Sequence[Any] | None,
    number: int,
    clustering: Clustering,
    confidence: float,
    beside: bool = False,
) -> Curve:
    """The curves of a source, drawn.

    Of parts the days are tallied first, which gives the curves; then what clusters bring to the
    variance of each day, which can only be told where the curve is known.

    Parameters
    ----------
    table : Cells
        The groups.
    follow : function from a register and cells to those followed
        Of a part, too.
    rule, parameters
        What the curves mean.
    causes, number
        As in `draw`, and how many there are.
    clustering : Clustering
        By what subjects hang together.
    confidence : float
        Two-sided level.
    beside : bool
        Whether those who can't be linked have a column.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics.ground import cells, closes, NEVER
    >>> from vnr.metrics.intervals import Clustering
    >>> from vnr.metrics.survival import Followed
    >>> def until_closed(register, table):
    ...     opened, closed = register.table("cases")["opened"], closes(register)
    ...     seen = np.minimum(closed, register.cutoff)
    ...     cell, case, is_closed = np.zeros(opened.size, int), np.arange(opened.size), closed < NEVER
    ...     return Followed(cell, case, seen - opened, is_closed.astype(int), None, np.zeros(1, int))
    >>> how = {"causes": None, "number": 1, "clustering": Clustering.of(gotland, None), "confidence": 0.95}
    >>> curve = curves(cells(gotland, 2019), until_closed, "until_closed", {}, **how)
    >>> curve.median().value.tolist()
    [176.0]
    """

    def drawn(table: Cells, estimated: Incidence, alone: Mapping[str, Whole], lone: Whole) -> Curve:
        notes = unlinkable_notes(lone, "returns")
        return draw(
            estimated,
            table.grid(rule, *notes, **parameters, cluster=clustering.name),
            causes=causes,
            confidence=confidence,
            clusters=clustering.column if clustering.name else None,
            further={**alone, **({_LONE: lone} if beside else {})},
        )

    if isinstance(table.source, Register):
        one = follow(table.source, table)
        whose = clustering.by_subject(table.source, one.case)
        estimated = incidence(
            one.time, one.cause, causes=number, entry=one.entry, group=one.cell, cluster=whose
        )
        return drawn(
            table, estimated, clustering.alone(whose, one.cell, table.size), one.unlinkable
        )
    span = int(day_number(table.source.observed.end) - table.starts[0]) + 2

    def tally(part: Register) -> Tally:
        return _part(part, follow(part, table), table.size, clustering)

    def finish(table: Cells, sums: Tally) -> Curve:
        estimated = _whole(table, follow, sums, clustering, span, number)
        alone = {"n_without_officer": sums["held"]} if clustering.name == "officer" else {}
        return drawn(table, estimated, alone, sums[_LONE])

    return answer(table, tally, finish)


def _part(part: Register, one: Followed, cells: int, clustering: Clustering) -> Tally:
    """What happened on each day, and how many subjects the clusters have."""
    entry = np.full(one.time.size, -1) if one.entry is None else one.entry
    tally: dict[str, Any] = {
        "left": Sparse.of((one.cell, one.time, one.cause)),
        "came": Sparse.of((one.cell, entry)),
        "size": np.bincount(one.cell, minlength=cells),
        _LONE: one.unlinkable,
    }
    if clustering.name is None:
        return tally
    inside, label = _whose(part, one, clustering)
    own = Sparse.of((one.cell[label < 0], inside[label < 0]))
    tally["held"] = np.bincount(own.places[0], minlength=cells)
    tally["squares"] = np.bincount(own.places[0], own.sums**2, cells).astype(np.int64)
    if clustering.labels:
        tally["crossing"] = Sparse.of((one.cell[label >= 0], label[label >= 0]))
    return tally


def _whose(part: Register, one: Followed, clustering: Clustering) -> tuple[Array, Array]:
    """The cluster of each subject in its part, and that among those that cross parts, or -1."""
    whose = clustering.whose(part)
    label = np.full(one.case.size, -1) if whose.label is None else whose.label[one.case]
    return whose.inside[one.case], label


def _whole(
    table: Cells, follow: Follow, sums: Tally, clustering: Clustering, span: int, number: int
) -> Incidence:
    """The estimate from what all parts tallied."""
    cell, day, cause = sums["left"].places
    key = cell * span + day
    runs, place = np.unique(key, return_inverse=True)
    seen = np.zeros((number + 1, runs.size), np.int64)
    seen[cause, place] = sums["left"].sums
    group, entry = sums["came"].places
    # Whoever comes before the first day of a group stands behind the last of the one before it.
    before = np.searchsorted(group * span + entry, runs, "left")
    came = np.append(0, np.cumsum(sums["came"].sums))[before]
    size = sums["size"]
    came -= (np.cumsum(size) - size)[runs // span]
    drawn = outline(runs, seen[1:], seen.sum(axis=0), came, span, table.size)
    if clustering.name is None:
        return drawn.independent()
    held, squares = sums["held"], sums["squares"]
    if clustering.labels:
        of, _ = sums["crossing"].places
        held = held + np.bincount(of, minlength=table.size)
        squares = squares + np.bincount(of, sums["crossing"].sums ** 2, table.size)
    if (held == size).all():
        return drawn.alone(size)

    def changes(pieces: list[Piece]) -> Products:
        return _changes(table, drawn.hazards, pieces, follow, clustering, span)

    return drawn.clustered(changes, held, size, squares)


def _changes(
    table: Cells,
    rows: Hazards,
    pieces: list[Piece],
    follow: Follow,
    clustering: Clustering,
    span: int,
) -> Products:
    """How the products of the clusters' states change on each day: the second tally."""

    def tally(part: Register) -> Tally:
        one = follow(part, table)
        inside, label = _whose(part, one, clustering)
        # A cluster has a state of its own in each cell.
        own = _steps(rows, one, label < 0, one.cell * (inside.max(initial=0) + 1) + inside, span)
        found: dict[str, Any] = {"own": own.products(pieces, rows.key.size)}
        if clustering.labels:
            number = one.cell * len(clustering.labels) + label
            many = _steps(rows, one, label >= 0, number, span)
            found["crossing"] = many.crossing(pieces)
        return found

    sums = table.source.tallied(tally)
    if clustering.labels:
        return sums["own"] + crossing(sums["crossing"], rows.key.size)
    return sums["own"]


def _steps(
    rows: Hazards, one: Followed, which: NDArray[np.bool_], whose: Array, span: int
) -> Steps:
    """The steps of some of those followed."""
    base = one.cell[which] * span
    entry = None if one.entry is None else base + one.entry[which]
    return Steps(rows, base + one.time[which], entry, one.cause[which], whose[which], span)
