"""Numbers by unit and by group of a standard population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.intervals import check_inflation
from vnr.register import NOT_RECORDED
from vnr.results import Grid, Labelled, Note, State, align, labelled, numbers

__all__ = ["Groups", "by_label", "by_place", "units"]

Real = NDArray[np.float64]
Array = NDArray[Any]


@attrs.frozen(eq=False)
class Groups:
    """Numbers of every unit in every group of the standard.

    Attributes
    ----------
    events, exposure, inflation : array of float64, shape ``(units, groups)``
        The figures; nan where a unit lacks a group.
    weights : array of float64, shape ``(groups,)``
        The standard's make-up, adding to 1.
    standard
        The standard as JSON types, for the definition.
    over
        The labels of each of its groups; none of arrays.
    cells
        The units, with the definitions of the results among the figures.
    """

    events: Real
    exposure: Real
    inflation: Real
    weights: Real
    standard: Any
    over: list[dict[str, Any]]
    cells: Grid


def by_place(events: Any, exposure: Any, standard: Any, inflation: Any) -> Groups:
    """Arrays of groups: the last axis of each."""
    for name, figures in (("standard", standard), ("exposure", exposure), ("inflation", inflation)):
        if labelled(figures, name) is not None:
            raise DataError(
                f"{name} has labels, and the events have none: give both labels, or both as arrays"
            )
    weights = align(standard=standard)["standard"]
    read_as = {
        name: numbers(figures, name)
        for name, figures in (("events", events), ("exposure", exposure), ("inflation", inflation))
    }
    shape = read_as["events"].shape
    if shape[-1:] != weights.shape:
        raise DataError(
            f"events have {shape[-1] if shape else 1} groups, the standard {weights.size}; "
            "give every group a number in both"
        )
    for name in ("exposure", "inflation"):
        own = read_as[name].shape
        if own not in (shape, shape[-1:], ()):
            raise DataError(f"{name} has shape {own}, the events have {shape}")
    flat = [np.broadcast_to(figures, shape).reshape(-1) for figures in read_as.values()]
    read = align(("events",), events=flat[0], exposure=flat[1], inflation=flat[2])
    phi = check_inflation(read)
    size = read["events"].size // weights.size if weights.size else 0
    block = (size, weights.size)
    return Groups(
        read["events"].reshape(block),
        read["exposure"].reshape(block),
        phi.reshape(block),
        _weights(weights),
        weights.tolist(),
        [],
        Grid.delivered(size, read.cells.definition),
    )


def by_label(events: Labelled, exposure: Any, standard: Any, inflation: Any) -> Groups:
    """Numbers with labels: the groups are the standard's, the units the other strata.

    Events whose group isn't recorded belong to none that a standard could have.
    """
    events, told = _recorded(events, standard)
    read = align(("events",), events=events, exposure=exposure, inflation=inflation)
    phi = check_inflation(read)
    groups = _standard(read.cells.strata, standard)
    weights = align(standard=groups.values)["standard"]
    group, number = _code(read.cells.strata, groups.strata)
    rest = {name: array for name, array in read.cells.strata.items() if name not in groups.strata}
    unit, first = units(rest, group.size)
    size = first.size
    if size * number != group.size:
        raise DataError(
            f"the events have {group.size} cells, {size} units by {number} groups of the standard "
            f"need {size * number}; give every unit each group once, with 0 where nothing happened"
        )
    place = np.empty(size * number, np.intp)
    place[unit * number + group] = np.arange(group.size)
    block = place.reshape(size, number)
    state = read.cells.state[block]
    worst = np.where(state.any(axis=1), state.max(axis=1), State.VALUE)
    lacking = worst[:, None] != State.VALUE
    return Groups(
        np.where(lacking, np.nan, read["events"][block]),
        np.where(lacking, np.nan, read["exposure"][block]),
        np.where(lacking, 1, phi[block]),
        _weights(weights),
        _written(groups),
        _groups(groups),
        attrs.evolve(
            read.cells,
            strata={name: array[first] for name, array in rest.items()},
            state=worst,
            covered=read.cells.covered[block].min(axis=1),
        ).saying(*groups.notes, *told),
    )


def _recorded(events: Labelled, standard: Any) -> tuple[Labelled, list[Note]]:
    """The events of recorded groups, and a note on whether there are others."""
    groups = _standard(events.strata, standard).strata
    unknown = [
        (events.strata[name] == NOT_RECORDED)
        for name, labels in groups.items()
        if NOT_RECORDED not in labels.tolist()
    ]
    left = np.logical_or.reduce(unknown) if unknown else np.zeros(events.values.size, bool)
    if not left.any():
        return events, []
    some = bool((events.values[left] != 0).any())
    kept = attrs.evolve(
        events,
        values=events.values[~left],
        strata={name: labels[~left] for name, labels in events.strata.items()},
        state=events.state[~left],
        covered=events.covered[~left],
    )
    return kept, [Note("group_not_recorded")] if some else []


def _standard(strata: Mapping[str, Array], standard: Any) -> Labelled:
    """The standard by the names of the events' strata."""
    read = labelled(standard, "the standard")
    if read is None:
        raise DataError("the standard has no labels, and the events have: give a mapping of label "
                        "to number, a series with labels, or Counts")  # fmt: skip
    if not read.strata or (read.state != State.VALUE).any():
        raise DataError("a standard needs strata, and a number in every cell")
    read = attrs.evolve(read, strata=read.strata_as(strata, "the standard"))
    foreign = [name for name in read.strata if name not in strata]
    if foreign:
        raise DataError(f"the standard has the stratum {foreign[0]}, which the events lack")
    return read


def _groups(standard: Labelled) -> list[dict[str, Any]]:
    """The labels of each group as JSON types."""
    labels = zip(*(array.tolist() for array in standard.strata.values()), strict=True)
    return [dict(zip(standard.strata, label, strict=True)) for label in labels]


def _written(standard: Labelled) -> Any:
    """The standard as JSON types."""
    if standard.definition is not None:
        return standard.definition.to_dict()
    labels = zip(*(array.tolist() for array in standard.strata.values()), strict=True)
    return dict(zip((" ".join(map(str, label)) for label in labels), standard.values.tolist(),
                    strict=True))  # fmt: skip


def _code(ours: Mapping[str, Array], theirs: Mapping[str, Array]) -> tuple[NDArray[np.intp], int]:
    """Group of each cell among the standard's; both must hold the same ones."""
    names = list(theirs)
    place = {
        key: row for row, key in enumerate(zip(*(a.tolist() for a in theirs.values()), strict=True))
    }
    keys = list(zip(*(ours[name].tolist() for name in names), strict=True))
    for wrong, where, other in (
        ([key for key in keys if key not in place], "standard", "events"),
        ([key for key in place if key not in set(keys)], "events", "standard"),
    ):
        if wrong:
            labels = ", ".join(f"{n} {label}" for n, label in zip(names, wrong[0], strict=True))
            raise DataError(
                f"the {where} lacks {labels}, which the {other} has; a group that is missing "
                "can't be given a weight: add it, with 0 if nobody belongs to it, or leave it out"
            )
    return np.array([place[key] for key in keys], np.intp), len(place)


def units(rest: Mapping[str, Array], size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Unit of each cell in order of appearance, and the first cell of each."""
    code = np.zeros(size, np.int64)
    for array in rest.values():
        labels, place = np.unique(array, return_inverse=True)
        code = code * labels.size + place
    _, first, unit = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(first)
    back = np.empty(order.size, np.intp)
    back[order] = np.arange(order.size)
    return back[unit], first[order]


def _weights(weights: Real) -> Real:
    if not weights.sum() > 0:
        raise DataError("the standard is empty; give it at least one number over 0")
    return np.asarray(weights / weights.sum())
