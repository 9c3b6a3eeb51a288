"""The cells of a result before any figure stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.display import Fields
from vnr.errors import DataError, illegible, legible
from vnr.results._arrays import Array, Compared, read_only, real, sealed
from vnr.results._definition import Definition, Provenance
from vnr.results._note import Note
from vnr.results._state import State

__all__ = ["Grid", "labels_of", "names_of", "once", "states_of"]


_ALL: Final = sealed(np.ones(()))


def labels_of(strata: Mapping[str, Any]) -> Mapping[str, Array]:
    """Read-only label columns by name, in a mapping that nobody can change either.

    Raises
    ------
    DataError
        If a name or label holds what can't be shown.
    """
    arrays = {legible(str(name), "a stratum"): read_only(its) for name, its in strata.items()}
    for name, labels in arrays.items():
        if labels.dtype.kind == "O" or (labels.dtype.kind == "U" and not _plain(labels)):
            legible("|".join(map(str, labels.tolist())), f"a label of {name}")
    return MappingProxyType(arrays)


def _plain(labels: Array) -> bool:
    """Whether each character that occurs in labels can be shown, told from their numbers at once."""
    if not labels.size or not labels.dtype.itemsize:
        return True
    native = np.ascontiguousarray(labels, labels.dtype.newbyteorder("="))
    numbers = native.view(np.uint32)
    # A text ends where only zeros follow: one before another character of the text is its own.
    zero, width = numbers == 0, numbers.size // labels.size
    if ((np.flatnonzero(zero[:-1] > zero[1:]) + 1) % width).any():
        return False
    there = np.flatnonzero(np.bincount(numbers)[1:]) + 1
    return illegible("".join(map(chr, there.tolist()))) is None


def states_of(values: Any) -> Array:
    """Read-only states, int8.

    Raises
    ------
    DataError
        If one is none of `State`.
    """
    array = np.asarray(values)
    if array.dtype == np.int8:
        # They are numbered from 0 without a gap, and what is below 0 is large without a sign.
        right = array.view(np.uint8) < len(State)
    else:
        right = np.isin(array, list(State))
    if not right.all():
        raise DataError(f"a state is one of {', '.join(str(int(state)) for state in State)}: "
                        f"{', '.join(state.code for state in State)}")  # fmt: skip
    return read_only(values, np.int8)


def once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each note once, in their order."""
    return tuple(dict.fromkeys(notes))


def names_of(values: Iterable[str]) -> frozenset[str]:
    """Names, each once."""
    return frozenset(values)


@attrs.frozen(kw_only=True, eq=False)
class Grid(Compared, Fields):
    """The cells of a result (rutnät): their labels, what was delivered of each, what they mean.

    Every result is built over one, by `Counts.over`, `Estimate.over` or `Curve.over`.

    Attributes
    ----------
    strata
        Label columns by name, each of shape ``(cells,)``; empty for a single figure.
    state
        `State` of each cell, int8.
    covered
        Share of each cell's time that was delivered.
    definition, provenance
        What the figures mean, and where they came from.
    notes
        What must be said wherever they are shown.
    adds_over
        Strata over which what is counted falls into one cell only, so that numbers may be summed.
    sensitive
        Strata of what must not be known of a single person: where all of a few lie in one cell,
        it is told of each of them.

    Examples
    --------
    >>> from vnr import metrics
    >>> grid = metrics.count(gotland, 2019, by="sex").grid
    >>> grid.strata["sex"].tolist(), grid.state.tolist()
    (['woman', 'man', 'other', 'unknown'], [0, 0, 0, 0])
    """

    strata: Mapping[str, Array] = attrs.field(factory=dict, converter=labels_of)
    state: Array = attrs.field(converter=states_of)
    covered: Array = attrs.field(converter=real)
    definition: Definition = attrs.field(repr=False)
    provenance: Provenance = attrs.field(factory=Provenance, repr=False)
    notes: tuple[Note, ...] = attrs.field(default=(), converter=once)
    adds_over: frozenset[str] = attrs.field(default=frozenset(), converter=names_of)
    sensitive: frozenset[str] = attrs.field(default=frozenset(), converter=names_of)

    @classmethod
    def delivered(
        cls, size: int, definition: Definition, strata: Mapping[str, Any] | None = None
    ) -> Self:
        """So many cells of which everything was delivered; numbered rows unless labelled."""
        rows = {} if size == 1 else {"row": sealed(np.arange(size))}
        return cls(
            strata=rows if strata is None else strata,
            state=sealed(np.zeros(size, np.int8)),
            covered=np.broadcast_to(_ALL, size),
            definition=definition,
        )

    def __len__(self) -> int:
        return int(self.state.size)

    def to_fields(self) -> dict[str, Any]:
        """What a result takes over."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Grid)}

    def take(self, rows: Any) -> Self:
        """Some of the cells."""
        return attrs.evolve(
            self,
            strata={name: labels[rows] for name, labels in self.strata.items()},
            state=self.state[rows],
            covered=self.covered[rows],
        )

    def split(self, name: str, labels: Sequence[Any] | NDArray[Any]) -> Self:
        """Each cell once for every label of one more stratum, which stands last."""
        split = self.take(np.repeat(np.arange(len(self)), len(labels)))
        strata = dict(split.strata) | {name: np.tile(np.asarray(labels), len(self))}
        return attrs.evolve(split, strata=strata)

    def waiting(self, mask: ArrayLike) -> Self:
        """The same, not mature where a delivered cell waits to be judged."""
        later = np.asarray(mask, bool) & (self.state == State.VALUE)
        return attrs.evolve(self, state=np.where(later, State.NOT_MATURE, self.state))

    def saying(self, *notes: Note) -> Self:
        """The same, with more to be said."""
        return attrs.evolve(self, notes=(*self.notes, *notes))
