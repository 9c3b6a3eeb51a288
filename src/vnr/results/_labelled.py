"""Numbers that carry labels, in whatever shape they come: results, mappings, series, frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.display import Fields
from vnr.errors import DataError
from vnr.frames import heading, is_frame, is_series, taken
from vnr.model import board_members
from vnr.results._arrays import Compared
from vnr.results._counts import Counts
from vnr.results._definition import Definition, Provenance
from vnr.results._estimate import Basis, Estimate
from vnr.results._grid import Grid
from vnr.results._labels import Strata, places
from vnr.results._note import Note
from vnr.results._numbers import labels_of, numbers
from vnr.results._state import State, states_by_code
from vnr.words import refusal

__all__ = ["LABEL", "Labelled", "Numbers", "labelled"]

Real = NDArray[np.float64]

Numbers = ArrayLike | Mapping[Any, float] | Counts | Estimate
"""Numbers as an array, shape ``(cells,)``, or with labels: `Counts`, an `Estimate`, a mapping of
label to number, a series with its labels as index, or a frame of labels and a column ``value``."""

LABEL: Final = "label"
"""The stratum of labels that have no name."""


_POPULATIONS: Final = ("population", "adults")
_PERSONS_BY: Final = ("sex", "age_group")
"""What divides inhabitants: a part of the cases belongs to a part of them."""
_YEAR: Final = "year"
_MUNICIPALITY: Final = "municipality"


@attrs.frozen(eq=False)
class Labelled(Compared, Fields):
    """Numbers with the labels of their cells, each array of shape ``(cells,)``.

    Attributes
    ----------
    values
        The numbers as float64; nan where there is no value.
    strata
        Labels by stratum; empty for a single figure.
    state, covered
        State of each cell, and the share of its time that was delivered.
    named
        Whether the strata have names of their own; else they are called `LABEL`.
    definition, provenance, notes
        Those of a result.

    Examples
    --------
    >>> labelled({"a": 3, "b": 5}, "events").strata
    {'label': array(['a', 'b'], dtype='<U1')}
    """

    values: Real
    strata: Strata
    state: NDArray[np.int8]
    covered: Real
    named: bool = True
    definition: Definition | None = attrs.field(default=None, repr=False)
    provenance: Provenance | None = attrs.field(default=None, repr=False)
    notes: tuple[Note, ...] = ()

    def strata_as(self, wanted: Strata, name: str) -> Strata:
        """The strata by the names that other figures' have: labels without a name find theirs.

        Raises
        ------
        DataError
            If labels without a name are in none of several strata, or in more than one.
        """
        if self._is_population and _YEAR not in wanted and len({*self.strata.get(_YEAR, ())}) == 1:
            # Persons of one day serve for whatever is counted of them.
            return {stratum: of for stratum, of in self.strata.items() if stratum != _YEAR}
        if self.named or LABEL in wanted:
            return self.strata
        ours = set(self.strata[LABEL].tolist())
        theirs = [
            stratum
            for stratum, labels in wanted.items()
            if len(wanted) == 1 or ours & set(labels.tolist())
        ]
        if len(theirs) != 1:
            raise DataError(
                f"{name} is a mapping or a series without a name, which needs cells of just one "
                "stratum that has its labels; name the series' index, or give Counts"
            )
        return {theirs[0]: self.strata[LABEL]}

    def places(self, wanted: Strata, size: int, name: str) -> NDArray[np.intp]:
        """Where each wanted cell stands here; a single figure serves for all.

        Raises
        ------
        DataError
            As `places`; or if a population isn't by what the wanted cells are of it.
        """
        among = self.strata_as(wanted, name)
        if self._is_population:
            for stratum in _PERSONS_BY:
                if stratum in wanted and stratum not in among:
                    raise refusal("population_lacks", form=stratum)
        return places(wanted, among, size=size, name=name)

    @property
    def _is_population(self) -> bool:
        """Whether they are the packaged inhabitants, or a sum of them."""
        definition = self.definition
        while definition is not None and definition.rule == "sum":
            definition = definition.operands[0]
        return definition is not None and definition.rule in _POPULATIONS

    def beside(self, wanted: Strata) -> Labelled:
        """The same with the inhabitants of those who deliver together, where they are inhabitants."""
        boards = wanted.get(_MUNICIPALITY)
        return self if boards is None or not self._is_population else self.together(boards.tolist())

    def together(self, labels: Iterable[str]) -> Labelled:
        """The same with the sum of its municipalities for each joint board that has no number.

        Parameters
        ----------
        labels : iterable of str
            Codes of municipalities, and of several that deliver together.
        """
        stratum = _MUNICIPALITY if _MUNICIPALITY in self.strata or self.named else LABEL
        held = self.strata[stratum].tolist() if stratum in self.strata else []
        boards = [code for code in dict.fromkeys(labels) if len(board_members(code)) > 1]
        whole = {*boards} - {*held}
        rest = [of.tolist() for name, of in self.strata.items() if name != stratum]
        rows: dict[tuple[Any, ...], list[int]] = {}
        for row, others in enumerate(zip(*rest, strict=True) if rest else [()] * len(held)):
            for board in whole & {one for one in boards if held[row] in board_members(one)}:
                rows.setdefault((board, *others), []).append(row)
        added = {key: of for key, of in rows.items() if len(of) == len(board_members(key[0]))}
        if not added:
            return self
        first = [of[0] for of in added.values()]
        names = np.array([key[0] for key in added], np.str_)
        more = {name: names if name == stratum else of[first] for name, of in self.strata.items()}
        return attrs.evolve(
            self,
            values=np.append(self.values, [self.values[of].sum() for of in added.values()]),
            strata={name: np.concatenate([of, more[name]]) for name, of in self.strata.items()},
            state=np.append(self.state, [self.state[of].max() for of in added.values()]),
            covered=np.append(self.covered, [self.covered[of].min() for of in added.values()]),
        )

    def counts(self, name: str) -> Counts:
        """The numbers as counts that may be summed; nan is not reported.

        Raises
        ------
        DataError
            If one isn't a whole number from 0.
        """
        known = ~np.isnan(self.values) & (self.state == State.VALUE)
        number = self.values[known]
        if not ((number >= 0) & (number == np.floor(number)) & np.isfinite(number)).all():
            raise DataError(f"{name} must be whole numbers from 0, or nan where missing")
        grid = Grid(
            strata=self.strata,
            state=np.where(known | (self.state != State.VALUE), self.state, State.NOT_REPORTED),
            covered=np.where(known, self.covered, 0),
            definition=Definition("counts by label"),
            notes=self.notes,
        )
        value = np.where(known, self.values, 0)
        return Counts.over(grid, value=value, unit="number", adds_over=frozenset(self.strata))


def labelled(figures: Any, name: str, *, numbered: bool = False) -> Labelled | None:
    """Read the figures' labels; None of bare numbers, which have none.

    Parameters
    ----------
    figures : object
        Any `Numbers`, or `Labelled` ones that were read before.
    name : str
        The argument, for messages.
    numbered : bool
        Whether the numbers that a series' rows have of themselves are labels too, as they are
        beside a series whose rows have them in another order.

    Raises
    ------
    DataError
        If cells can't be told apart, a label is missing, a number is none; or if an estimate is
        a guess or a bound, whose limits no interval would keep.

    Examples
    --------
    >>> labelled({"a": 3, "b": 5}, "events").strata["label"].tolist()
    ['a', 'b']
    >>> labelled([3, 5], "events") is None
    True
    """
    if isinstance(figures, Labelled):
        return figures
    if isinstance(figures, Counts | Estimate):
        if not figures.strata and len(figures) != 1:
            raise DataError(f"{name} has {len(figures)} cells without labels; give it strata")
        if isinstance(figures, Estimate) and figures.basis in (Basis.GUESS, Basis.BOUND):
            raise DataError(
                f"{name} is a {figures.basis}, of which no interval can be made: use total, "
                "difference, share or scale, which keep it one"
            )
        known = figures.state == State.VALUE
        values = np.where(known, figures.value, np.nan)
        return Labelled(
            values, figures.strata, figures.state, figures.covered,
            definition=figures.definition, provenance=figures.provenance, notes=figures.notes,
        )  # fmt: skip
    if isinstance(figures, Mapping):
        labels = labels_of(list(figures), name)
        return _reported(numbers(list(figures.values()), name), {LABEL: labels}, named=False)
    if is_frame(figures):
        return _of_frame(figures, name)
    index = getattr(figures, "index", None) if is_series(figures) else None
    if hasattr(index, "nlevels") and (numbered or not _counts_rows(index)):
        return _of_series(figures, index, name)
    return None


def _reported(values: Real, strata: Strata, *, named: bool = True) -> Labelled:
    size = values.size
    return Labelled(values, strata, np.zeros(size, np.int8), np.ones(size), named)


def _counts_rows(index: Any) -> bool:
    """Whether an index only numbers the rows, as every series has that was given none."""
    return (
        type(index).__name__ == "RangeIndex"
        and (index.start, index.step) == (0, 1)
        and index.name is None
    )


def _of_series(series: Any, index: Any, name: str) -> Labelled:
    values = numbers(series, name)
    if index.nlevels == 1:
        stratum = LABEL if index.name is None else heading(index.name)
        return _reported(values, {stratum: labels_of(index.tolist(), name)}, named=stratum != LABEL)
    if any(level is None for level in index.names):
        raise DataError(f"{name} has an index of several levels without names; name them")
    strata = {
        heading(level): labels_of(index.get_level_values(level).tolist(), name)
        for level in index.names
    }
    return _reported(values, strata)


def _of_frame(frame: Any, name: str) -> Labelled:
    """A frame as `to_frame` writes it: labels, ``value``, and perhaps ``state`` and ``covered``."""
    table = taken(frame, name)
    columns = dict(zip(table.headings, table.columns, strict=True))
    if len(columns) < len(table.headings):
        raise DataError(f"{name} is a frame with two columns of one name; rename one")
    if "value" not in columns:
        raise DataError(
            f"{name} is a frame without the column value; give it after the columns of labels, or "
            "give one column whose index has the labels"
        )
    values = numbers(columns["value"].listed(), name)
    before = table.headings[: table.headings.index("value")]
    strata = {column: labels_of(columns[column].listed(), name) for column in before}
    if not strata and values.size != 1:
        raise DataError(f"{name} has {values.size} cells without labels; give it strata")
    read = _reported(values, strata)
    if "state" in columns:
        states = states_by_code(columns["state"].listed())
        read = attrs.evolve(read, state=np.array(states, np.int8))
    if "covered" in columns:
        read = attrs.evolve(read, covered=numbers(columns["covered"].listed(), name))
    return read
