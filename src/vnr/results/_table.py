"""Cells and figures: what is known in each of them, and some of the cells (tabell)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike

from vnr.errors import DataError, UnknownNameError
from vnr.results._arrays import Array, copied, counted, erased, real
from vnr.results._definition import Definition, Provenance
from vnr.results._erasure import notes_left, notes_of
from vnr.results._figure import Figure, check_figures, kind_of
from vnr.results._grid import Grid, labels_of, names_of, once, states_of
from vnr.results._labels import selection
from vnr.results._note import Note
from vnr.results._show import name_of
from vnr.results._state import State

__all__ = ["FigureTable"]

# Without maturity a figure's value and limits can't be given; what it will be judged of can.
_IMMATURE = ("value", "lower", "upper")


def _columns(columns: Mapping[str, Any]) -> Mapping[str, Array]:
    return MappingProxyType({name: counted(values) for name, values in columns.items()})


def _by_figure(states: Mapping[str, Any]) -> dict[str, Array]:
    return {name: states_of(values) for name, values in states.items()}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FigureTable:
    """Cells × figures, each figure with its state in each cell.

    What isn't a value is erased (nan, 0, or an empty text): no array, frame, text or sum holds it.

    Attributes
    ----------
    strata
        Label columns by name, each of shape ``(cells,)``; empty for a single figure.
    state
        `State` of each cell's value, int8. *Not reported* and *suppressed* go for all figures of
        the cell, *not mature* for its value and limits.
    states
        States by figure, only of those that `state` doesn't tell.
    covered
        Share of the cell's time that was delivered.
    columns
        Further named figures, each of shape ``(cells,)``.
    figures
        What each figure is, and how they hang together: `Figure` by name.
    adds_over, sensitive
        Strata over which numbers may be summed, and those of what nobody may know of a person.
    unit
        Unit of measurement.
    notes
        What must be said wherever the figures are shown; part of their meaning.
    definition, provenance
        What the figure means, and where it came from.
    """

    strata: Mapping[str, Array] = attrs.field(factory=dict, converter=labels_of)
    state: Array = attrs.field(converter=states_of)
    covered: Array = attrs.field(converter=real)
    columns: Mapping[str, Array] = attrs.field(factory=dict, converter=_columns)
    states: Mapping[str, Array] = attrs.field(factory=dict, converter=_by_figure)
    figures: Mapping[str, Figure] = attrs.field(factory=dict, converter=dict)
    adds_over: frozenset[str] = attrs.field(default=frozenset(), converter=names_of)
    sensitive: frozenset[str] = attrs.field(default=frozenset(), converter=names_of)
    unit: str
    notes: tuple[Note, ...] = attrs.field(default=(), converter=once)
    definition: Definition
    provenance: Provenance = attrs.field(factory=Provenance)

    _figures: ClassVar[tuple[str, ...]] = ()
    _plain: ClassVar[tuple[str, ...]] = ()

    def __attrs_post_init__(self) -> None:
        """Check that all arrays have one length; erase what isn't a value."""
        figures = {**{name: getattr(self, name) for name in self._figures}, **self.columns}
        for name, array in {
            **self.strata,
            **figures,
            "covered": self.covered,
            **{f"states of {name}": array for name, array in self.states.items()},
        }.items():
            if array.size != self.state.size:
                raise DataError(f"{name} has {array.size} cells, state has {self.state.size}")
        for name in self.states:
            if name not in figures:
                raise UnknownNameError("figure", name, figures)
        check_figures(self.figures, figures)
        # The value's own state is `state`, and what that tells needs no telling.
        state = self.states.get("value", self.state)
        object.__setattr__(self, "state", state)
        differing = {
            name: states
            for name, states in self.states.items()
            if name != "value" and (states != self._told(name)).any()
        }
        object.__setattr__(self, "states", differing)
        if not state.any() and not differing:
            return
        for name in self._figures:
            object.__setattr__(self, name, self._erased(name, figures[name]))
        kept = {name: self._erased(name, array) for name, array in self.columns.items()}
        object.__setattr__(self, "columns", MappingProxyType(kept))
        told = {name: self.state_of(name) for name in figures}
        object.__setattr__(self, "notes", notes_left(self.notes, self.strata, told))

    def _erased(self, name: str, array: Array) -> Array:
        return erased(array, self.state_of(name) == State.VALUE)

    def _told(self, name: str) -> Array:
        """What the value's state tells of a figure's."""
        if name in _IMMATURE:
            return self.state
        return np.where(self.state == State.NOT_MATURE, np.int8(State.VALUE), self.state)

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)

    @classmethod
    def over(cls, grid: Grid, **figures: Any) -> Self:
        """Build a result over cells: the one way for a metric.

        Parameters
        ----------
        grid : Grid
            The cells, with what they mean.
        **figures
            Every other attribute of the class: figures, ``columns``, ``figures``, ``unit`` …
        """
        return cls(**{**grid.to_fields(), **figures})

    @property
    def grid(self) -> Grid:
        """The cells without their figures, for a result derived from this one."""
        return Grid(**{field.name: getattr(self, field.name) for field in attrs.fields(Grid)})

    # Looking in

    def __len__(self) -> int:
        return int(self.state.size)

    # What is asked for by a name can't be walked through: `to_records` gives the rows.
    __iter__ = None

    def __getitem__(self, name: str) -> Array:
        """A figure by name (``value``, ``n``, any column): read-only array, shape ``(cells,)``.

        Raises
        ------
        UnknownNameError
            If the result has no such figure.
        """
        if name in self._figures:
            figure: Array = getattr(self, name)
            return figure
        if name not in self.columns:
            raise UnknownNameError("figure", name, self.names)
        return self.columns[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the figures, the columns last."""
        return (*self._figures, *self.columns)

    def state_of(self, *names: str) -> Array:
        """State of a figure in each cell, int8, shape ``(cells,)``.

        Of several that are read together it is the worst: none stands without the others.
        """
        for name in names:
            if name not in self.names:
                raise UnknownNameError("figure", name, self.names)
        states = [self.states[name] if name in self.states else self._told(name) for name in names]
        return states[0] if len(states) == 1 else np.max(states, axis=0)

    def figure(self, name: str) -> Figure:
        """What a figure is, as declared; else by its name and type."""
        if name in self.figures:
            return self.figures[name]
        return Figure(kind_of(name, self[name], self.unit))

    # Narrowing

    def take(self, rows: Any) -> Self:
        """Some of the cells, in the order of their rows, with what is told of them."""
        keep = np.zeros(len(self), bool)
        try:
            keep[rows] = True
        except (IndexError, TypeError, ValueError, OverflowError):
            raise DataError(f"rows must be rows from 0 to {len(self) - 1}, or a mask") from None
        changes: dict[str, Any] = {name: getattr(self, name)[rows] for name in self._figures}
        changes |= {
            "state": self.state[rows],
            "covered": self.covered[rows],
            "strata": {name: array[rows] for name, array in self.strata.items()},
            "columns": {name: array[rows] for name, array in self.columns.items()},
            "states": {name: array[rows] for name, array in self.states.items()},
            "notes": notes_of(self.notes, self.strata, keep),
        }
        return attrs.evolve(self, **changes)

    def select(self, mask: ArrayLike | None = None, /, **labels: Any) -> Self:
        """The cells with these labels, such as ``select(municipality="0484", year=2019)``.

        Parameters
        ----------
        mask : array of bool, shape ``(cells,)``, optional
            Cells to keep.
        **labels
            A stratum and the label, or labels, to keep: a code, or its name in any language.

        Raises
        ------
        UnknownNameError
            If a stratum or a label is not there.
        DataError
            If the mask has another shape.
        """
        keep = selection(self.strata, labels, len(self))
        if mask is not None:
            chosen = np.asarray(mask)
            if chosen.dtype != bool or chosen.shape != keep.shape:
                raise DataError(f"a mask for select needs {keep.size} booleans, one for each cell")
            keep = keep & chosen
        return self.take(keep)

    def sort(self, by: str, *, descending: bool = False) -> Self:
        """The cells in the order of a figure or a stratum; where it isn't a value, last.

        The order tells of the figures, as a note says: what is to be protected is sorted after.

        Parameters
        ----------
        by : str
            A figure's or a stratum's name.
        descending : bool
            Whether the largest goes first.

        Raises
        ------
        UnknownNameError
            If there is neither.
        """
        if isinstance(by, str) and by in self.strata:
            key, lacking = self.strata[by], np.zeros(len(self), bool)
        elif isinstance(by, str) and by in self.names:
            key = self[by]
            lacking = self.state_of(by) != State.VALUE
            lacking = lacking | (np.isnan(key) if key.dtype.kind == "f" else False)
        else:
            meant = name_of(by) if isinstance(by, str) else None
            raise UnknownNameError("figure", by, (*self.strata, *self.names), meant=meant)
        rank = np.unique(key, return_inverse=True)[1]
        made = self.take(np.lexsort((-rank if descending else rank, lacking)))
        if by in self.strata:
            return made
        return attrs.evolve(made, notes=(*made.notes, Note("in_order")))

    def _single(self) -> int:
        if len(self) != 1:
            raise DataError(f"this is {len(self)} cells, not one figure; narrow it with select()")
        return 0
