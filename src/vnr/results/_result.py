"""What every figure carries: states, definition, provenance, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.frames import frame
from vnr.results import _show
from vnr.results._json import array_of, listed, plain
from vnr.results._labels import labelled
from vnr.results._note import Note

__all__ = ["Definition", "Provenance", "Result", "State", "read_only", "real", "whole"]

Array = NDArray[Any]


class State(IntEnum):
    """What stands in a cell; zero is a value, the others are not."""

    VALUE = 0
    NOT_REPORTED = 1
    NOT_MATURE = 2
    SUPPRESSED = 3

    @property
    def code(self) -> str:
        """The state in frames and JSON."""
        return self.name.lower()


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vnr")
    except PackageNotFoundError:
        return "unknown"


@attrs.frozen
class Provenance:
    """Where a figure came from; no part of its meaning, so no part of equality.

    Attributes
    ----------
    input
        Fingerprint of the register.
    vnr
        Version that counted.
    created
        When, in UTC.
    """

    input: str = ""
    vnr: str = attrs.field(factory=_version)
    created: datetime = attrs.field(factory=lambda: datetime.now(UTC))

    def to_dict(self) -> dict[str, str]:
        """JSON types."""
        return {"input": self.input, "vnr": self.vnr, "created": self.created.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Provenance:
        """Read what `to_dict` wrote."""
        return cls(data["input"], data["vnr"], datetime.fromisoformat(data["created"]))


@attrs.frozen
class Definition:
    """What a figure means (definition): the rule, its parameters, the cut-off and the coverage.

    Attributes
    ----------
    rule
        Name of the rule, such as ``count``.
    parameters
        The rule's parameters as JSON types.
    cutoff
        Last day of the observed window.
    coverage
        Delivered periods, as `Coverage.to_list` gives them.
    inputs
        Definitions of the results this one is derived from.
    """

    rule: str
    parameters: Mapping[str, Any] = attrs.field(factory=dict)
    cutoff: date | None = None
    coverage: Sequence[Sequence[Any]] = attrs.field(factory=list, repr=False)
    inputs: tuple[Definition, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON types."""
        return {
            "rule": self.rule,
            "parameters": dict(self.parameters),
            "cutoff": self.cutoff and self.cutoff.isoformat(),
            "coverage": [list(row) for row in self.coverage],
            "inputs": [one.to_dict() for one in self.inputs],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Definition:
        """Read what `to_dict` wrote."""
        return cls(
            data["rule"],
            data["parameters"],
            data["cutoff"] and date.fromisoformat(data["cutoff"]),
            data["coverage"],
            tuple(cls.from_dict(one) for one in data["inputs"]),
        )

    def text(self, language: str = "sv") -> str:
        """The definition on one line."""
        return _show.definition(self, language)


_OPEN = np.empty(0).flags


def read_only(values: Any, dtype: Any = None) -> Array:
    """The values as an array that nobody can change: a copy, unless they are that already."""
    if (
        isinstance(values, np.ndarray)
        and values.ndim == 1
        and not values.flags.writeable
        and (values.base is None or not getattr(values.base, "flags", _OPEN).writeable)
        and dtype in (None, values.dtype)
    ):
        return values
    array = np.array(values, dtype)
    if array.ndim != 1:
        array = array.reshape(-1)
    array.flags.writeable = False
    return array


def real(values: Any) -> Array:
    """A read-only copy as float64."""
    return read_only(values, np.float64)


def whole(values: Any) -> Array:
    """A read-only copy as int64."""
    return read_only(values, np.int64)


def _states(values: Any) -> Array:
    return read_only(values, np.int8)


def _labels(strata: Mapping[str, Any]) -> dict[str, Array]:
    return {name: read_only(values) for name, values in strata.items()}


def _notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(notes)


def _columns(columns: Mapping[str, Any]) -> dict[str, Array]:
    return {name: read_only(values) for name, values in columns.items()}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Result:
    """Base of `Counts` and `Estimate`: one row for each cell, with the cell's state.

    Attributes
    ----------
    strata
        Label columns by name, each of shape ``(cells,)``; empty for a single figure.
    state
        `State` of each cell, int8.
    covered
        Share of the cell's time that was delivered.
    columns
        Further named figures, each of shape ``(cells,)``.
    unit
        Unit of measurement.
    notes
        What must be said wherever the figures are shown; part of their meaning.
    definition, provenance
        What the figure means, and where it came from.
    """

    strata: Mapping[str, Array] = attrs.field(factory=dict, converter=_labels)
    state: Array = attrs.field(converter=_states)
    covered: Array = attrs.field(converter=real)
    columns: Mapping[str, Array] = attrs.field(factory=dict, converter=_columns)
    unit: str
    notes: tuple[Note, ...] = attrs.field(default=(), converter=_notes)
    definition: Definition
    provenance: Provenance = attrs.field(factory=Provenance)

    _figures: ClassVar[tuple[str, ...]] = ()
    _plain: ClassVar[tuple[str, ...]] = ()

    def __attrs_post_init__(self) -> None:
        """Check that all columns have one length."""
        for name, array in {**self.strata, **self.columns, **self._arrays()}.items():
            if array.size != self.state.size:
                raise DataError(f"{name} has {array.size} cells, state has {self.state.size}")

    def _arrays(self) -> dict[str, Array]:
        return {name: getattr(self, name) for name in (*self._figures, "covered")}

    def __len__(self) -> int:
        return int(self.state.size)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Result):
            return NotImplemented
        mine, theirs = self.to_dict(), other.to_dict()
        return {**mine, "provenance": None} == {**theirs, "provenance": None}

    __hash__ = None  # type: ignore[assignment]

    # Narrowing

    def _taken(self, rows: Any) -> dict[str, Any]:
        changes: dict[str, Any] = {name: array[rows] for name, array in self._arrays().items()}
        return changes | {
            "state": self.state[rows],
            "strata": {name: array[rows] for name, array in self.strata.items()},
            "columns": {name: array[rows] for name, array in self.columns.items()},
        }

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
        keep = labelled(self.strata, labels, len(self))
        if mask is not None:
            chosen = np.asarray(mask)
            if chosen.dtype != bool or chosen.shape != keep.shape:
                raise DataError(f"a mask for select needs {keep.size} booleans, one for each cell")
            keep = keep & chosen
        return attrs.evolve(self, **self._taken(keep))

    def _single(self) -> int:
        if len(self) != 1:
            raise DataError(f"this is {len(self)} cells, not one figure; narrow it with select()")
        return 0

    # Out and in again

    def _value_is_known(self) -> NDArray[np.bool_]:
        return np.asarray(self.state == State.VALUE)

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
            Figures are null unless `state` is ``value``, and where they are undefined.
        """
        known = self._value_is_known()
        columns: dict[str, Any] = {
            name: _show.words(name, array, labels) if labels else array
            for name, array in self.strata.items()
        }
        figures = self._figures
        for name in figures[:1]:
            columns[name] = _masked(getattr(self, name), known)
        columns["state"] = np.array([state.code for state in State], object)[self.state]
        columns["covered"] = self.covered
        for name in figures[1:]:
            columns[name] = _masked(getattr(self, name), known)
        for name, array in self.columns.items():
            columns[name] = _masked(array, np.ones(len(self), bool))
        return frame(columns, backend)

    def to_dict(self) -> dict[str, Any]:
        """JSON types: nan is null, infinity a text, a value that isn't there null with a state."""
        known = self._value_is_known()
        return {
            "kind": type(self).__name__,
            "strata": {name: array.tolist() for name, array in self.strata.items()},
            "state": [State(state).code for state in self.state.tolist()],
            "covered": self.covered.tolist(),
            **{name: listed(getattr(self, name), known) for name in self._figures},
            "columns": {name: listed(array) for name, array in self.columns.items()},
            "whole": sorted(
                name
                for name, array in {**self._arrays(), **self.columns}.items()
                if array.dtype.kind in "iu"
            ),
            **{name: plain(getattr(self, name)) for name in self._plain},
            "unit": self.unit,
            "notes": [note.to_dict() for note in self.notes],
            "definition": self.definition.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        if data.get("kind") != cls.__name__:
            raise DataError(
                f"this is not a {cls.__name__} but {data.get('kind', 'something else')}"
            )
        whole = set(data["whole"])
        return cls(
            strata=data["strata"],
            state=[State[state.upper()] for state in data["state"]],
            covered=data["covered"],
            columns={
                name: array_of(name, data["columns"][name], whole) for name in data["columns"]
            },
            unit=data["unit"],
            notes=[Note.from_dict(note) for note in data.get("notes", ())],
            definition=Definition.from_dict(data["definition"]),
            provenance=Provenance.from_dict(data["provenance"]),
            **{name: array_of(name, data[name], whole) for name in cls._figures},
            **{name: data[name] for name in cls._plain},
        )

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls.from_dict(json.loads(text))

    # Showing

    def _cells(self, language: str) -> list[str]:
        """The figure of each cell in words; given by the kinds of result."""
        raise NotImplementedError

    def rows(self, language: str = "sv") -> tuple[list[str], list[list[str]]]:
        """Headings and all cells in words, for a table of one's own; `notes` belong beside it."""
        return _show.rows(self, self._cells(language), language)

    def show(self, language: str = "sv") -> str:
        """The figures as text, in Swedish (``sv``) or English (``en``)."""
        return _show.text(self, self._cells(language), language)

    def __repr__(self) -> str:
        return self.show()

    def _repr_html_(self) -> str:
        return _show.html(self, self._cells("sv"), "sv")


def _masked(array: Array, known: NDArray[np.bool_]) -> Any:
    """The array with null where there is no value, or an undefined one."""
    hidden = ~known
    if array.dtype.kind == "f":
        hidden = hidden | np.isnan(array)
        return np.ma.MaskedArray(array, hidden)
    if array.dtype.kind in "iu":
        return np.ma.MaskedArray(array.astype(np.int64), hidden)
    return array
