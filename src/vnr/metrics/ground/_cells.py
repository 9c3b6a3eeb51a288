"""The zero-filled cells of a table, with what was delivered of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.metrics.choices import By
from vnr.metrics.ground._age_groups import AGE_GROUP
from vnr.metrics.ground._axis import Axis
from vnr.metrics.ground._cases import ages_by_year
from vnr.metrics.ground._covered import covered_share
from vnr.metrics.ground._delivery import Delivery, delivery_of
from vnr.metrics.ground._need import NOTHING, Need, check_source, missing_from, unlike
from vnr.metrics.ground._places import Places, bind
from vnr.metrics.ground._roles import role_names, takes_all
from vnr.metrics.ground._strata import SENSITIVE, TIME, axes, selection_need, time_axis
from vnr.metrics.ground._windows import Days, Months, Years
from vnr.model import Period, PeriodLike
from vnr.register import Register, day_number
from vnr.results import Definition, Grid, Note, Provenance, State, copied, read_only

if TYPE_CHECKING:
    from vnr.register import Source

__all__ = ["Cells", "cells", "cells_along"]

Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class Cells(Fields):
    """Every cell of the asked strata, in the order of the labels.

    Attributes
    ----------
    source, period
        Of what, and what a time stratum splits.
    need
        What must be delivered for a cell to be reported: of the figure and of the strata.
    axes
        The strata.
    starts, ends
        First and last day of each span of the period, days since 1970-01-01, shape ``(spans,)``.
    labels
        Label columns by stratum, each of shape ``(cells,)``.
    covered
        Share of each cell of which that was delivered, shape ``(cells,)``.
    state
        `State` of each cell: not reported where nothing was delivered.

    Examples
    --------
    >>> table = cells(gotland, 2019, "sex")
    >>> table.labels["sex"].tolist()
    ['woman', 'man', 'other', 'unknown']
    """

    source: Source
    period: Period
    need: Need
    axes: tuple[Axis, ...]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    labels: Mapping[str, NDArray[Any]]
    covered: NDArray[np.float64]
    state: NDArray[np.int8]

    def __attrs_post_init__(self) -> None:
        """Set the arrays read-only, and the mapping of labels with them."""
        for name in ("starts", "ends", "covered", "state"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        labels = {name: read_only(array) for name, array in self.labels.items()}
        object.__setattr__(self, "labels", MappingProxyType(labels))

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)

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

    @property
    def single(self) -> frozenset[str]:
        """The strata of which a case has one value."""
        return frozenset(axis.name for axis in self.axes if not axis.several)

    @property
    def places(self) -> frozenset[str]:
        """The strata of municipalities, or of what they lie in."""
        return frozenset(axis.name for axis in self.axes if axis.members is not None)

    def span(self, days: NDArray[np.int32]) -> NDArray[np.int32]:
        """Span of the period in which each day lies; -1 outside it."""
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

    def of(self, register: Register) -> Places:
        """Where the cases of a register stand in the table."""
        return bind(self.axes, register, self.delivery(register))

    def delivery(
        self, register: Register, need: Need = NOTHING, *, of: str = "cases"
    ) -> Delivery | None:
        """Of which cases (or contacts), and when, what the table needs and this is delivered."""
        whole, first, last = self.need & need, int(self.starts[0]), int(self.ends[-1])
        return register.remembered(
            ("delivery", of, whole, first, last, self.source.coverage),
            lambda: delivery_of(register, whole, first, last, of=of),
            most=32,
        )

    def delivered_of(
        self,
        register: Register,
        need: Need,
        rows: NDArray[Any],
        day: NDArray[np.int32] | None = None,
    ) -> NDArray[np.bool_]:
        """Of which of these rows of cases it is, on their days; by default on any day."""
        delivery = self.delivery(register, need)
        return np.ones(rows.size, bool) if delivery is None else delivery.of(rows, day)

    def delivered(self, need: Need, *, last_day: bool = False) -> NDArray[np.float64]:
        """Share of each cell of which this too was delivered, shape ``(cells,)``."""
        starts = self.ends if last_day else self.starts
        whole = (self.need & need).clauses
        return covered_share(self.source.coverage, self.axes, starts, self.ends, whole)

    def state_of(self, need: Need) -> NDArray[np.int8]:
        """State of a figure that needs this too: not reported where nobody delivered it."""
        return np.where(self.delivered(need) > 0, self.state, State.NOT_REPORTED).astype(np.int8)

    def lacks(self, need: Need, code: str = "not_delivered") -> tuple[Note, ...]:
        """Who delivered what the table needs but not this, each lack in a note."""
        return self._missing(need, having=self.need, code=code)

    def unlike(self, basis: str) -> tuple[Note, ...]:
        """Whether municipalities delivered different kinds of what could tell of a basis."""
        return unlike(self.source.coverage, int(self.starts[0]), int(self.ends[-1]), basis)

    def _missing(self, need: Need, **more: Any) -> tuple[Note, ...]:
        first, last = int(self.starts[0]), int(self.ends[-1])
        return missing_from(self.source.coverage, first, last, need, **more)

    # Sums

    def sums(self, cell: NDArray[Any], weights: NDArray[Any] | None = None) -> Whole:
        """How many rows stand in each cell, or the sum of their whole numbers."""
        return np.bincount(cell, weights, self.size).astype(np.int64)

    def tabulate(self, cell: NDArray[Any], code: NDArray[Any], codes: int) -> Whole:
        """How many rows of each code stand in each cell, shape ``(cells, codes)``."""
        flat = np.bincount(cell * codes + code, minlength=self.size * codes)
        return flat.reshape(self.size, codes)

    # Labels that are only needed where a case lacks a value

    def lacking(self, register: Register) -> Whole:
        """For each axis what is counted in the last places, shape ``(axes, most last places)``."""
        number = np.zeros((len(self.axes), max((axis.last for axis in self.axes), default=0)), int)
        for row, axis in zip(number, self.axes, strict=True):
            if axis.lacking:
                row[: axis.last] = axis.lacking(register)
        return number

    def needed(self, lacking: Whole) -> tuple[Cells, NDArray[np.intp]]:
        """The cells without the places that nobody needs, and which of these cells they are."""
        kept = tuple(axis.needed(number) for axis, number in zip(self.axes, lacking, strict=True))
        places = np.arange(self.size).reshape(self.shape)
        shorter = tuple(slice(axis.labels.size) for axis in kept)
        which = places[shorter].reshape(-1)
        labels = {name: array[which] for name, array in self.labels.items()}
        narrowed = attrs.evolve(
            self,
            axes=kept,
            labels=labels,
            covered=self.covered[which],
            state=self.state[which],
        )
        return narrowed, which

    # Meaning

    def grid(self, rule: str, *notes: Note, **parameters: Any) -> Grid:
        """The cells of a result: what a figure counted in them means, and where it came from.

        Parameters
        ----------
        rule : str
            The metric's name.
        *notes : Note
            What must be said wherever the figures are shown.
        **parameters
            What was asked, as the metric takes it.
        """
        meaning = {"period": self.period.label} | {
            name: _plain(name, value) for name, value in parameters.items()
        }
        meaning["by"] = [axis.name for axis in self.axes]
        groups = {axis.name: _members(axis) for axis in self.axes if axis.is_grouping}
        if groups:
            meaning["groups"] = groups
        if self.source.selection:
            meaning["selection"] = dict(self.source.selection)
        delivered = self.source.coverage.periods(self.need.clauses)
        return Grid(
            strata=self.labels,
            state=self.state,
            covered=self.covered,
            definition=Definition(rule, meaning, self.source.observed.end, delivered),
            provenance=Provenance(lambda: self.source.fingerprint),
            adds_over=self.single,
            sensitive=SENSITIVE & {axis.name for axis in self.axes},
            notes=Note.together(
                [
                    *notes,
                    *self._without_role(parameters),
                    *self._by_year(),
                    *self._missing(self.need),
                ]
            ),
        )

    def _without_role(self, parameters: Mapping[str, Any]) -> tuple[Note, ...]:
        """How many cases lack a role, where it is asked for, and what is done with them."""
        if "roles" not in parameters:
            return ()
        number = int(self.source.tallied(_lacking_role)["cases"][0])
        if not number:
            return ()
        if takes_all(parameters["roles"]):
            return (Note("role_lacking", figures="value", number=number),)
        return (Note("role_left_out", figures="value", number=number),)

    def _by_year(self) -> tuple[Note, ...]:
        """Of how many cases the age is exact, and of how many it is the years between."""
        if all(axis.name != AGE_GROUP for axis in self.axes):
            return ()
        number, exact = self.source.tallied(_aged)["cases"].tolist()
        if not number:
            return ()
        return (Note("age_by_year", figures="value", number=number, exact=exact),)


def _members(axis: Axis) -> dict[str, list[str]]:
    """The municipalities in each place of a stratum of places."""
    members = axis.members or {}
    return {
        label: [code for code, other in members.items() if other == label]
        for label in axis.labels.tolist()
    }


def _lacking_role(register: Register) -> Mapping[str, Whole]:
    """How many counted cases have no recorded role."""
    lacking = (register.table("cases")["roles"] == 0) & register.counted
    return {"cases": np.array([np.count_nonzero(lacking)])}


def _aged(register: Register) -> Mapping[str, Whole]:
    """Of how many counted cases the age is the years between, and is recorded."""
    masks = (ages_by_year(register), register.table("cases")["age_at_intake"] >= 0)
    return {"cases": np.array([np.count_nonzero(mask & register.counted) for mask in masks])}


def _plain(name: str, value: Any) -> Any:
    """A parameter as JSON types: roles by their codes, windows by their names."""
    if name == "roles":
        return [role.value for role in role_names(value)]
    if isinstance(value, (Days, Months, Years)):
        return value.name
    return [_plain("", part) for part in value] if isinstance(value, tuple) else value


def cells(
    source: Source,
    period: PeriodLike,
    by: By = (),
    *,
    last_day: bool = False,
    counted: str | None = None,
    need: Need = NOTHING,
) -> Cells:
    """Every cell of the asked strata, zero-filled: where authors of metrics begin.

    Every member of a vocabulary appears, and every covered municipality. A cell of which
    nothing was delivered is not reported; it isn't zero.

    Parameters
    ----------
    source : Register or Source
        The cases and their coverage.
    period : Period, year or text
        What a time stratum (year, quarter, month) splits.
    by : str, tuple of str, or mapping of str to array
        The strata.
    last_day : bool
        Look at the delivery of each span's last day only, as a stock does.
    counted : str, optional
        The table whose rows are counted, if not cases (interventions, investigations or
        assessments): strata of that table go by each row.
    need : Need
        What must be delivered for the figure; that of the strata is added. A cell without it is
        not reported, and a total is over those who delivered it: notes name the others.

    Returns
    -------
    Cells
        Labels, delivered share and state of each cell.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    DataError
        If labels by row don't fit the rows.

    Examples
    --------
    >>> table = cells(gotland, 2019, ("sex", "quarter"))
    >>> table.labels["quarter"].tolist()[:4]
    ['2019Q1', '2019Q2', '2019Q3', '2019Q4']
    """
    check_source(source)
    period = Period.of(period)
    asked = tuple(axes(source, period, by, counted))
    # Of what it is chosen by a municipality that didn't deliver it tells nothing, which isn't zero.
    need &= selection_need(source)
    table = cells_along(source, period, asked, last_day=last_day, need=need)
    # Of one register it can be told at once which places are needed.
    return table.needed(table.lacking(source))[0] if isinstance(source, Register) else table


def cells_along(
    source: Source,
    period: Period,
    asked: tuple[Axis, ...],
    *,
    last_day: bool = False,
    need: Need = NOTHING,
) -> Cells:
    """Every cell along axes that are made already, with every place of theirs.

    Parameters
    ----------
    source, period, last_day, need
        As in `cells`.
    asked : tuple of Axis
        The strata.

    Examples
    --------
    >>> asked = tuple(axes(gotland, gotland.observed, "sex"))
    >>> cells_along(gotland, gotland.observed, asked).labels["sex"].tolist()
    ['woman', 'man', 'other', 'unknown', 'not_recorded']
    """
    spans, _ = time_axis(period, tuple(axis.name for axis in asked))
    starts = np.array([day_number(span.start) for span in spans], np.int32)
    ends = np.array([day_number(span.end) for span in spans], np.int32)
    for axis in asked:
        need &= axis.need
    covered = covered_share(
        source.coverage, asked, ends if last_day else starts, ends, need.clauses
    )
    shape = tuple(axis.labels.size for axis in asked)
    grid = np.indices(shape).reshape(len(shape), int(np.prod(shape, dtype=int)))
    labels = {axis.name: axis.labels[place] for axis, place in zip(asked, grid, strict=True)}
    state = np.where(covered > 0, State.VALUE, State.NOT_REPORTED).astype(np.int8)
    return Cells(source, period, need, asked, starts, ends, labels, covered, state)
