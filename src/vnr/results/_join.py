"""The one joiner: figures beside each other by their labels, never by place where they have any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError
from vnr.results._arrays import Compared
from vnr.results._definition import Definition
from vnr.results._grid import Grid
from vnr.results._labelled import Labelled, Numbers, labelled
from vnr.results._labels import Strata
from vnr.results._numbers import numbers
from vnr.results._state import State

__all__ = ["Aligned", "align", "align_to", "same_rows"]

Real = NDArray[np.float64]


@attrs.frozen(eq=False)
class Aligned(Compared, Fields):
    """Named arrays of one shape ``(cells,)``, and the cells they belong to.

    Attributes
    ----------
    values
        The arrays as float64; nan where one of the figures has no value.
    cells
        Those of the first figures with labels, else numbered rows, all reported. Its definition
        holds those of the results among the figures, its notes are all of theirs, and its
        provenance is the first result's.

    Examples
    --------
    >>> from vnr.results import align
    >>> aligned = align(events={"a": 3, "b": 5}, exposure={"b": 40, "a": 30})
    >>> aligned["exposure"].tolist(), aligned.cells.strata["label"].tolist()
    ([30.0, 40.0], ['a', 'b'])
    """

    values: Mapping[str, Real]
    cells: Grid

    def __getitem__(self, name: str) -> Real:
        return self.values[name]

    def whole(self, name: str) -> NDArray[np.int64]:
        """Figures that are whole numbers, as such; 0 where there is no value."""
        values = self.values[name]
        if not self.known.all():
            values = np.where(self.known, values, 0)
        return values.astype(np.int64)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which cells have a value."""
        return np.asarray(self.cells.state == State.VALUE)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Definitions of the results among the figures."""
        return self.cells.definition.operands

    def grid(self, rule: str, **parameters: Any) -> Grid:
        """The cells of what a rule makes of the figures."""
        definition = Definition(rule, parameters, operands=self.definitions)
        return attrs.evolve(self.cells, definition=definition)


def align(whole: Sequence[str] = (), /, **figures: Numbers | Labelled) -> Aligned:
    """Bring figures together: those with labels by label, bare arrays cell by cell.

    Parameters
    ----------
    whole : sequence of str
        Names of the figures that have to be whole numbers.
    **figures
        The figures by the name of their argument, none of them negative. The cells are those of
        the first with labels; others may have more cells, another order, or fewer strata. A bare
        array is one number, or stands in the order of the cells.

    Raises
    ------
    DataError
        If shapes or labels don't match, a number isn't what it has to be, or a bare array stands
        beside labels of different orders; it names argument, row and remedy.

    Examples
    --------
    >>> aligned = align(events={"a": 3, "b": 5}, exposure={"b": 40, "a": 30})
    >>> aligned["events"] / aligned["exposure"]
    array([0.1  , 0.125])
    >>> align(events={"a": 3}, exposure={"b": 40})
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: exposure has no cell for label a (and 0 more); add it, with 0 where nothing was found
    """
    read = {name: labelled(numbers_, name) for name, numbers_ in figures.items()}
    if any(one is not None and not one.named for one in read.values()):
        # Labels without a name may be the numbers of rows, put in another order.
        read = {name: labelled(numbers_, name, numbered=True) for name, numbers_ in figures.items()}
    with_labels = [one for one in read.values() if one is not None]
    operands = tuple(one.definition for one in with_labels if one.definition is not None)
    definition = Definition("aligned", operands=operands)
    if not with_labels:
        values = dict(zip(figures, _broadcast(figures), strict=True))
        cells = Grid.delivered(next(iter(values.values())).size, definition)
    else:
        values, cells = _by_label(figures, read, definition)
        origins = [one.provenance for one in with_labels if one.provenance is not None]
        cells = attrs.evolve(cells, provenance=origins[0]) if origins else cells
        cells = cells.saying(*(note for one in with_labels for note in one.notes))
    known = cells.state == State.VALUE
    for name, array in values.items():
        given = figures[name]
        told = isinstance(given, np.ndarray) and given.dtype.kind in "iu"
        _check(name, array, known, whole=name in whole, told=told)
    if not known.all():
        values = {name: np.where(known, array, np.nan) for name, array in values.items()}
    return Aligned(values, cells)


def align_to(figures: Numbers | Labelled, strata: Strata, size: int, *, name: str) -> Real:
    """One number for each of some cells; nan where the figures have no value.

    Parameters
    ----------
    figures : Numbers
        With labels they are joined to the cells and may have fewer strata. Else one number, or
        an array in the cells' order where the cells have no labels either.
    strata : mapping of str to array, shape ``(size,)``
        Labels of the cells.
    size : int
        Number of cells.
    name : str
        The argument, for messages.

    Raises
    ------
    DataError
        If something doesn't match.

    Examples
    --------
    >>> align_to({"b": 40, "a": 30}, {"label": np.array(["a", "b"])}, 2, name="exposure")
    array([30., 40.])
    """
    read = labelled(figures, name)
    if read is not None:
        read = read.beside(strata)
        return read.values[read.places(strata, size, name)]
    values = numbers(figures, name)
    if values.ndim and strata:
        raise DataError(f"{name} needs labels, since the cells have: a mapping or Counts")
    if values.ndim and values.shape != (size,):
        raise DataError(f"{name} has {values.size} numbers for {size} cells")
    return np.broadcast_to(values, (size,))


def same_rows(**columns: Any) -> None:
    """Refuse columns, one value a row, whose labels stand in different orders.

    Raises
    ------
    DataError
        With the two of them.

    Examples
    --------
    >>> import pandas as pd
    >>> k, n = pd.Series([1, 2], ["a", "b"]), pd.Series([4, 3], ["b", "a"])
    >>> same_rows(k=k, n=n)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: the rows of n have other labels than those of k, or stand in another order; take both from one frame
    """
    indexes = {
        name: column.index.tolist()
        for name, column in columns.items()
        if hasattr(getattr(column, "index", None), "nlevels")
    }
    first = next(iter(indexes), "")
    for name, labels in indexes.items():
        if labels != indexes[first]:
            raise DataError(
                f"the rows of {name} have other labels than those of {first}, or stand in another "
                "order; take both from one frame"
            )


def _by_label(
    figures: Mapping[str, Any], read: Mapping[str, Labelled | None], definition: Definition
) -> tuple[dict[str, Real], Grid]:
    """Every figure in the order of the first with labels, with the worst state of all."""
    with_labels = {name: one for name, one in read.items() if one is not None}
    start, first = next(iter(with_labels.items()))
    named = [one.strata for one in with_labels.values() if one.named and one.strata]
    if named:
        first = attrs.evolve(first, strata=first.strata_as(named[0], start))
    size = first.values.size
    state, covered = np.asarray(first.state, np.int8), np.asarray(first.covered, np.float64)
    values: dict[str, Real] = {}
    turned, bare = [], []
    for name, one in read.items():
        if one is None:
            values[name] = _in_cells(name, figures[name], size)
            bare += [name] if np.ndim(figures[name]) and size > 1 else []
            continue
        one = one.beside(first.strata)  # noqa: PLW2901  with those who deliver together
        place = one.places(first.strata, size, name)
        values[name] = one.values[place]
        state = np.where(state == State.VALUE, one.state[place], state).astype(np.int8)
        covered = np.minimum(covered, one.covered[place])
        if one.values.size == size and (place != np.arange(size)).any():
            turned.append(name)
    if turned and bare:
        raise DataError(
            f"{bare[0]} has no labels, and those of {turned[0]} stand in another order than the "
            f"first figures': which order {bare[0]} has can't be told; give it labels too"
        )
    cells = Grid(strata=first.strata, state=state, covered=covered, definition=definition)
    return values, cells


def _broadcast(figures: Mapping[str, Any]) -> list[Real]:
    arrays = [numbers(given, name) for name, given in figures.items()]
    try:
        # Each is this call's own already; what is broadcast becomes so.
        return [np.ascontiguousarray(one).reshape(-1) for one in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = ", ".join(
            f"{name} {array.shape}" for name, array in zip(figures, arrays, strict=True)
        )
        raise DataError(
            f"the shapes don't match: {shapes}; give one number for each cell"
        ) from None


def _in_cells(name: str, figures: Any, size: int) -> Real:
    array = numbers(figures, name)
    if array.ndim and array.shape != (size,):
        raise DataError(
            f"{name} needs {size} cells, as the counts have, got shape {array.shape}; "
            "give Counts to have them joined by label"
        )
    return np.broadcast_to(array, size)


def _check(name: str, values: Real, known: NDArray[np.bool_], *, whole: bool, told: bool) -> None:
    """Refuse what isn't from 0, or not whole; `told` are whole by their type."""
    right = (values >= 0) & (values < np.inf)
    if whole and not told:
        right &= values == np.floor(values)
    rule = "a whole number from 0" if whole else "a number from 0"
    wrong = known & ~right
    if not wrong.any():
        return
    bad = np.flatnonzero(wrong)
    raise DataError(
        f"{name} must be {rule}, got {values[bad[0]]:g} at row {bad[0]} "
        f"(and {bad.size - 1} more); leave out or correct the row"
    )
