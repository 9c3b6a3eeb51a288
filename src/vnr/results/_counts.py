"""Counts: whole numbers by stratum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.results import _show
from vnr.results._arrays import Array, copied, read_only, whole
from vnr.results._definition import Definition
from vnr.results._note import Note
from vnr.results._published import published
from vnr.results._result import Result
from vnr.results._state import State
from vnr.words import Language

__all__ = ["Counts"]


def _keys(values: Any) -> Array | None:
    return None if values is None else read_only(values, np.uint64)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Counts(Result):
    """Numbers of cases, persons, episodes, households or matters (antal).

    Attributes
    ----------
    value
        The number in each cell, int64; 0 where there is no value, so look at `state` first.
    cell_keys
        For a rule by cell key, uint64, shape ``(cells,)``: the sum of the keys of what is counted.
        It is no figure: it is in no frame, text or JSON, and neither copied nor pickled.

    Notes
    -----
    The other attributes are those of every result: ``strata``, ``state``, ``covered``,
    ``columns``, ``adds_over``, ``unit``, ``notes``, ``definition`` and ``provenance``.

    Examples
    --------
    >>> from vnr import metrics
    >>> people = metrics.count(gotland, "2018-2019", by="year")
    >>> people
      år  ärenden
    2018      240
    2019      229
    Så är det räknat: count(period=2018-01-01/2019-12-31, of=case, basis=known, measure=new,
      roles=exposed_adult+exposed_child+witnessing_child, dated_by=basis, by=year, brytdatum 2020-12-31)
    >>> people.value.tolist(), people.to_records()[0]["state"]
    ([240, 229], 'value')
    """

    value: Array = attrs.field(converter=whole)
    cell_keys: Array | None = attrs.field(default=None, converter=_keys, repr=False, eq=False)

    _figures: ClassVar[tuple[str, ...]] = ("value",)

    def __attrs_post_init__(self) -> None:
        """Erase what isn't a value, its key too."""
        super().__attrs_post_init__()
        keys = self.cell_keys
        if keys is None:
            return
        if keys.size != len(self):
            raise DataError(f"cell_keys has {keys.size} cells, state has {len(self)}")
        kept = read_only(np.where(self.state == State.VALUE, keys, np.uint64(0)))
        object.__setattr__(self, "cell_keys", kept)

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(attrs.evolve(self, cell_keys=None))

    def take(self, rows: Any) -> Self:
        """Some of the cells, in the order of their rows, with what is told of them."""
        keys = self.cell_keys
        taken = super(Counts, attrs.evolve(self, cell_keys=None)).take(rows)
        return taken if keys is None else attrs.evolve(taken, cell_keys=keys[rows])

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        by: str | Sequence[str] | Mapping[str, str],
        value: str = "value",
        states: Mapping[str, str] = MappingProxyType({}),
        words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        unit: str = "number",
        adds_over: Iterable[str] = (),
        source: str | None = None,
    ) -> Self:
        """Read a table that somebody published, with symbols where there is no number (publicerad tabell).

        Parameters
        ----------
        frame : frame, list of dicts, or dict of columns
            One row for each cell.
        by : str, several, or mapping of stratum to column
            Columns of labels, perhaps with the names that they are to have here. A ``year`` that
            is text becomes a number; all other labels stay as they are.
        value : str
            Column of the numbers: whole, from 0, or one of the symbols.
        states : mapping of str to str
            What each symbol means: ``suppressed``, ``not_reported`` or ``not_mature``. The empty
            text is an empty cell.
        words : mapping of str to mapping
            What a symbol means that its state doesn't tell, in words by language (``sv`` and
            ``en``): it becomes a note, which names the cells and goes along to what is made of
            the counts.
        unit : str
            What is counted, such as ``persons``.
        adds_over : several str
            Strata over which what is counted falls into one cell only, so that it may be summed.
        source : str, optional
            Who published it; part of the definition.

        Returns
        -------
        Counts
            Where a symbol stands there is no value, and never 0. Not reported is not covered.

        Raises
        ------
        DataError
            If a cell is neither, stands twice or has no label, or a symbol's meaning is none.
        UnknownNameError
            If a column, a symbol or a stratum isn't there.

        Examples
        --------
        >>> rows = [
        ...     {"area": "E1", "time": "2024", "number": "41"},
        ...     {"area": "E2", "time": "2024", "number": "c"},
        ... ]
        >>> by = {"authority": "area", "year": "time"}
        >>> read = Counts.from_frame(rows, by=by, value="number", states={"c": "suppressed"})
        >>> read.cells("en")
        ['41', '..']
        """
        grid, number = published(frame, value, by, states, words, source)
        adding = listed(adds_over, "adds_over")
        for name in adding:
            if not isinstance(name, str) or name not in grid.strata:
                raise UnknownNameError("stratum", name, grid.strata)
        return cls.over(attrs.evolve(grid, adds_over=adding), value=number, unit=unit)

    def __int__(self) -> int:
        row = self._single()
        if self.state[row] != State.VALUE:
            raise DataError(f"there is no number here: {State(self.state[row]).code}")
        return int(self.value[row])

    def __float__(self) -> float:
        return float(int(self))

    def __add__(self, other: Counts) -> Self:
        """Add the counts of two sets of persons that have nobody in common.

        Raises
        ------
        DataError
            If strata, unit, definition or states differ: a number and what isn't one don't add. If
            both are of one register, of which everybody would be counted twice.
        """
        if not isinstance(other, Counts):
            return NotImplemented
        same = self.unit == other.unit and self.definition == other.definition
        same = same and list(self.strata) == list(other.strata) and self.names == other.names
        same = same and len(self) == len(other)
        if not same or any((self.strata[name] != other.strata[name]).any() for name in self.strata):
            raise DataError("only counts with the same strata and definition can be added")
        one = self.provenance.input and self.provenance.input == other.provenance.input
        if one and self.value.any():
            raise DataError(
                "both are counted from the same register, so their sum counts everybody twice; "
                "multiply the figures if that is meant"
            )
        differ = self.covered != other.covered
        for name in self.names:
            differ = differ | (self.state_of(name) != other.state_of(name))
        unlike = np.flatnonzero(differ)
        if unlike.size:
            raise DataError(
                f"only counts of the same delivery can be added: state or coverage differs at row "
                f"{unlike[0]} (and {unlike.size - 1} more); count both with one coverage"
            )
        return attrs.evolve(
            self,
            value=self.value + other.value,
            cell_keys=None
            if self.cell_keys is None or other.cell_keys is None
            else self.cell_keys + other.cell_keys,
            notes=_notes_of_both((*self.notes, *other.notes)),
            **self._with({name: self[name] + other[name] for name in self._adding()}),
        )

    def _adding(self) -> list[str]:
        """The columns that are numbers of something; shares, limits and labels don't add."""
        return [name for name in self.columns if self.figure(name).kind.adds]

    def _with(self, columns: Mapping[str, Array]) -> dict[str, Any]:
        """Other columns, with what is declared of those that are left."""
        left = {"value", *columns}
        alone = {
            name: attrs.evolve(figure, days_of="")
            for name, figure in self.figures.items()
            if figure.days_of and figure.days_of not in left
        }
        declared = {
            name: figure
            for name, figure in {**self.figures, **alone}.items()
            if left.issuperset((name, *figure.related))
        }
        states = {name: array for name, array in self.states.items() if name in columns}
        return {"columns": columns, "figures": declared, "states": states}

    def sum(self, *over: str) -> Self:
        """Add over the named strata, or over all of them.

        Returns
        -------
        Counts
            Where something was not reported, `covered` is below 1 and the number is written
            *minst* (at least). A sum over nothing but unreported cells is not reported. Columns
            of persons that are counted once in each cell are left out: those of two municipalities
            may be the same ones. Nights and days of them are then of nobody knows how many, and
            hidden where a few must be: count them again without the stratum.

        Raises
        ------
        DataError
            If one unit could be counted in several cells that would be added.
        """
        names = over or tuple(self.strata)
        for name in names:
            if name not in self.strata:
                raise UnknownNameError("stratum", name, self.strata)
            if name not in self.adds_over or self.figure("value").distinct:
                raise DataError(_show.why_not(self.unit, name))
        rest = [name for name in self.strata if name not in names]
        cell = np.zeros(len(self), np.intp)
        labels: dict[str, Array] = {}
        shape = []
        for name in rest:
            _, first, place = np.unique(self.strata[name], return_index=True, return_inverse=True)
            order = np.argsort(np.argsort(first))
            labels[name] = self.strata[name][np.sort(first)]
            cell = cell * first.size + order[place]
            shape.append(first.size)
        size = int(np.prod(shape, dtype=int))
        parts = np.maximum(np.bincount(cell, minlength=size), 1)
        grid = np.indices(shape).reshape(len(shape), size)

        # Who is counted once in each cell may be in another too.
        adding = [name for name in self._adding() if not self.figure(name).distinct]
        keys = None
        if self.cell_keys is not None:
            keys = np.zeros(size, np.uint64)
            np.add.at(keys, cell, self.cell_keys)

        def added(name: str) -> Array:
            return np.bincount(cell, self[name], size).astype(self[name].dtype)

        return attrs.evolve(
            self,
            strata={name: labels[name][place] for name, place in zip(rest, grid, strict=True)},
            value=added("value"),
            cell_keys=keys,
            state=_of_sum(self.state, cell, size),
            covered=np.bincount(cell, self.covered, size) / parts,
            **(
                self._with({name: added(name) for name in adding})
                | {"states": {name: _of_sum(self.state_of(name), cell, size) for name in adding}}
            ),
            adds_over=self.adds_over & set(rest),
            sensitive=self.sensitive & set(rest),
            definition=Definition(
                "sum",
                {"over": list(names)},
                self.definition.cutoff,
                operands=(self.definition,),
            ),
        )

    def cells(self, language: Language = "sv") -> list[str]:
        """Each number in words; *minst* where not everything was delivered."""
        return [
            _show.count(state, value, covered, language)
            for state, value, covered in zip(
                self.state.tolist(), self.value.tolist(), self.covered.tolist(), strict=True
            )
        ]


def _notes_of_both(notes: tuple[Note, ...]) -> list[Note]:
    """The notes of two sets of persons, each once; what they number adds, as the counts do."""
    both: dict[Note, Note] = {}
    for note in notes:
        number = note.parameters.get("number")
        if number is None:
            both[note] = note
            continue
        bare = note.counting(0)
        both[bare] = note.counting(number + both.get(bare, bare).parameters["number"])
    return list(both.values())


def _of_sum(state: Array, cell: NDArray[np.intp], size: int) -> Array:
    """State of sums: not reported if all are, and otherwise the worst that isn't that."""
    summed = np.full(size, State.NOT_REPORTED, np.int8)
    for better in (State.VALUE, State.NOT_MATURE, State.SUPPRESSED):
        summed[np.bincount(cell, state == better, size) > 0] = better
    return summed
