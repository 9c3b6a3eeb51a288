"""What every figure carries: cells, a state for each figure in each of them, and its meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike

from vnr.errors import DataError, UnknownNameError, require, written
from vnr.frames import frame
from vnr.results import _show
from vnr.results._arrays import Array, copied, erased, masked, read_only, real
from vnr.results._definition import Definition, Provenance
from vnr.results._erasure import notes_left, notes_of
from vnr.results._figure import Figure, check_figures, kind_of
from vnr.results._grid import Grid, labels_of, names_of, once, states_of
from vnr.results._json import array_of, listed, plain
from vnr.results._labels import selection
from vnr.results._note import Note
from vnr.results._state import State, codes_of, states_by_code

__all__ = ["Result"]

# Without maturity a figure's value and limits can't be given; what it will be judged of can.
_IMMATURE = ("value", "lower", "upper")


def _columns(columns: Mapping[str, Any]) -> Mapping[str, Array]:
    return MappingProxyType({name: read_only(values) for name, values in columns.items()})


def _by_figure(states: Mapping[str, Any]) -> dict[str, Array]:
    return {name: states_of(values) for name, values in states.items()}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Result:
    """Base of `Counts` and `Estimate`: cells × figures, each figure with its state in each cell.

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

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Result):
            return NotImplemented
        mine, theirs = self.to_dict(), other.to_dict()
        return {**mine, "provenance": None} == {**theirs, "provenance": None}

    __hash__ = None  # type: ignore[assignment]

    # Narrowing

    def take(self, rows: Any) -> Self:
        """Some of the cells, in the order of their rows, with what is told of them."""
        keep = np.zeros(len(self), bool)
        keep[rows] = True
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
            A stratum and the label, or labels, to keep.

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

    def _single(self) -> int:
        if len(self) != 1:
            raise DataError(f"this is {len(self)} cells, not one figure; narrow it with select()")
        return 0

    # Out and in again

    def to_frame(self, backend: str | None = None, labels: str | None = None) -> Any:
        """One row for each cell: strata, figures, state, covered, further columns.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``; by default the first that is installed.
        labels : str, optional
            ``sv`` or ``en`` for words instead of codes.

        Returns
        -------
        frame
            A figure is null where it isn't there, and where it is undefined. `state` says why;
            ``state_due`` stands beside ``due`` where that has a state of its own.
        """
        columns: dict[str, Any] = {
            name: _show.in_words(name, array, labels) if labels else array
            for name, array in self.strata.items()
        }
        codes = np.array([state.code for state in State], object)
        for name in self.names:
            columns[name] = masked(self[name], self.state_of(name) == State.VALUE)
            if name in self.states:
                columns[f"state_{name}"] = codes[self.states[name]]
            if name == "value":
                columns |= {"state": codes[self.state], "covered": self.covered}
        return frame(columns, backend)

    def to_dict(self) -> dict[str, Any]:
        """JSON types: nan is null, infinity a text, a value that isn't there null with a state."""
        there = {name: self.state_of(name) == State.VALUE for name in self.names}
        return {
            "kind": type(self).__name__,
            "strata": {name: array.tolist() for name, array in self.strata.items()},
            "state": codes_of(self.state),
            "states": {name: codes_of(states) for name, states in self.states.items()},
            "covered": self.covered.tolist(),
            **{name: listed(getattr(self, name), there[name]) for name in self._figures},
            "columns": {name: listed(array, there[name]) for name, array in self.columns.items()},
            "whole": sorted(name for name in self.names if self[name].dtype.kind in "iu"),
            **{name: plain(getattr(self, name)) for name in self._plain},
            "figures": {name: figure.to_dict() for name, figure in self.figures.items()},
            "adds_over": sorted(self.adds_over),
            **({"sensitive": sorted(self.sensitive)} if self.sensitive else {}),
            "unit": self.unit,
            "notes": [note.to_dict() for note in self.notes],
            "definition": self.definition.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote; ``states`` and ``figures`` may be missing.

        Raises
        ------
        DataError
            If it is no such result, a state is none, or what should be a value is null.
        """
        with written(f"{cls.__name__}.to_dict"):
            return cls._read(data)

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        if (kind := str(data.get("kind", "something else"))) != cls.__name__:
            raise DataError(f"this is not a {cls.__name__} but {kind[:60]}")
        whole = set(data["whole"])
        made = cls(
            strata=data["strata"],
            state=states_by_code(data["state"]),
            states={name: states_by_code(codes) for name, codes in data.get("states", {}).items()},
            covered=data["covered"],
            columns={
                name: array_of(name, data["columns"][name], whole) for name in data["columns"]
            },
            figures={name: Figure(**figure) for name, figure in data.get("figures", {}).items()},
            **{name: data.get(name, ()) for name in ("adds_over", "sensitive")},
            unit=data["unit"],
            notes=[Note.from_dict(note) for note in data.get("notes", ())],
            definition=Definition.from_dict(data["definition"]),
            provenance=Provenance.from_dict(data["provenance"]),
            **{name: array_of(name, data[name], whole) for name in cls._figures},
            **{name: data[name] for name in cls._plain},
        )
        for name in made.names:
            listed = data[name] if name in cls._figures else data["columns"][name]
            if not listed or len(listed) != len(made):
                continue  # no cell, or a curve's days without any figure, which are joined
            lost = [value is None for value in listed] & (made.state_of(name) == State.VALUE)
            if made[name].dtype.kind != "f" and lost.any():
                # Only a fraction can be undefined: there null is nan.
                raise DataError(f"{name} is null at row {np.argmax(lost)}, where it is a value")
        return made

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        with written(f"{cls.__name__}.to_json"):
            return cls.from_dict(json.loads(text))

    # Showing

    def cells(self, language: str = "sv") -> list[str]:
        """The figure of each cell in words; given by the kinds of result."""
        raise NotImplementedError

    def rows(self, language: str = "sv") -> tuple[list[str], list[list[str]]]:
        """Headings and all cells in words, for a table of one's own; `notes` belong beside it."""
        return _show.table(self, self.cells(language), language)

    def show(self, language: str = "sv") -> str:
        """The figures as text, in Swedish (``sv``) or English (``en``)."""
        return _show.text(self, self.cells(language), language)

    def plot(self, *, axes: Any = None, language: str = "sv", **options: Any) -> Any:
        """Draw the figures, each by its state: what isn't a value is told in words.

        Parameters
        ----------
        axes : matplotlib Axes, optional
            Where to draw; by default on a new figure.
        language : str
            ``sv`` or ``en``.
        **options
            What the picture's own function in `vnr.results.pictures` takes.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        MissingExtraError
            If matplotlib isn't installed.
        DataError
            If there is no picture of such cells, such as those of several strata.
        """
        # By name, since pictures stand on results, which are there without them.
        pictures = require("vnr.results.pictures", "plot")
        return pictures.picture(self, axes=axes, language=language, **options)

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        return _show.html(self, self.cells("sv"), "sv")
