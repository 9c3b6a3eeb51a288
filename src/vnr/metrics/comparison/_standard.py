"""Figures by unit and by group of a standard population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.intervals import check_inflation, inputs, rows
from vnr.results import Counts, Estimate, State

__all__ = ["by_label", "by_place", "units"]

Real = NDArray[np.float64]
Array = NDArray[Any]


def by_place(events: Any, exposure: Any, standard: Any, inflation: Any) -> dict[str, Any]:
    """Arrays of groups: the last axis of each."""
    if isinstance(standard, Counts | Estimate | Mapping):
        raise DataError("a standard with labels goes with Counts; give an array of numbers")
    weights = inputs((), standard=standard)["standard"]
    shape = np.shape(events)
    if shape[-1:] != weights.shape:
        raise DataError(
            f"events have {shape[-1] if shape else 1} groups, the standard {weights.size}; "
            "give every group a number in both"
        )
    shapes = {"exposure": np.shape(exposure), "inflation": np.shape(inflation)}
    for name, own in shapes.items():
        if own not in (shape, shape[-1:], ()):
            raise DataError(f"{name} has shape {own}, the events have {shape}")
    given = [
        np.broadcast_to(np.asarray(one, np.float64), shape).reshape(-1)
        for one in (events, exposure, inflation)
    ]
    read = inputs(("events",), events=given[0], exposure=given[1], inflation=given[2])
    phi = check_inflation(read)
    size = read["events"].size // weights.size if weights.size else 0
    block = (size, weights.size)
    return {
        "figures": (
            read["events"].reshape(block),
            read["exposure"].reshape(block),
            _shares(weights),
            phi.reshape(block),
        ),
        "strata": rows(size),
        "state": np.zeros(size),
        "covered": np.ones(size),
        "inputs": (),
        "said": weights.tolist(),
    }


def by_label(
    events: Counts | Estimate, exposure: Any, standard: Any, inflation: Any
) -> dict[str, Any]:
    """Results: the groups are the standard's labels, the units the other strata."""
    names, labels, weights, said = _standard(events, standard)
    read = inputs(("events",), events=events, exposure=exposure, inflation=inflation)
    phi = check_inflation(read)
    group, groups = _code([events.strata[name] for name in names], labels, names)
    rest = {name: array for name, array in events.strata.items() if name not in names}
    unit, first = units(rest, len(events))
    size = first.size
    if size * groups != len(events):
        raise DataError(
            f"the events have {len(events)} cells, {size} units by {groups} groups of the standard "
            f"need {size * groups}; give every unit each group once, with 0 where nothing happened"
        )
    place = np.empty(size * groups, np.intp)
    place[unit * groups + group] = np.arange(len(events))
    block = place.reshape(size, groups)
    state = read.state[block]
    worst = np.where(state.any(axis=1), state.max(axis=1), State.VALUE)
    lacking = worst[:, None] != State.VALUE
    figures = [np.where(lacking, np.nan, one[block]) for one in (read["events"], read["exposure"])]
    return {
        "figures": (*figures, _shares(weights), np.where(lacking, 1, phi[block])),
        "strata": {name: array[first] for name, array in rest.items()},
        "state": worst,
        "covered": read.covered[block].min(axis=1),
        "inputs": read.definitions,
        "said": said,
        "provenance": read.provenance,
    }


def _standard(events: Counts | Estimate, standard: Any) -> tuple[list[str], list[Array], Real, Any]:
    """Strata of the standard, the labels of its cells, and its numbers."""
    if isinstance(standard, Counts | Estimate):
        if not standard.strata or (standard.state != State.VALUE).any():
            raise DataError("a standard needs strata, and a number in every cell")
        names = list(standard.strata)
        labels = list(standard.strata.values())
        weights = np.asarray(standard.value, np.float64)
        said: Any = standard.definition.to_dict()
    elif isinstance(standard, Mapping):
        keys = np.array(list(standard))
        names = [
            name
            for name, array in events.strata.items()
            if set(keys.tolist()) & set(array.tolist())
        ]
        if len(names) != 1:
            raise DataError(
                "the standard's labels belong to no stratum of the events, or to several; give "
                "Counts as a standard, or the labels as they stand in one stratum"
            )
        labels = [keys]
        weights = np.array(list(standard.values()), np.float64)
        said = {str(key): float(number) for key, number in standard.items()}
    else:
        raise DataError("a standard for Counts has labels: give a mapping of label to number")
    foreign = [name for name in names if name not in events.strata]
    if foreign:
        raise DataError(f"the standard has the stratum {foreign[0]}, which the events lack")
    return names, labels, inputs((), standard=weights)["standard"], said


def _code(mine: list[Array], theirs: list[Array], names: list[str]) -> tuple[NDArray[np.intp], int]:
    """Group of each cell among the standard's; both must hold the same ones."""
    place = {key: row for row, key in enumerate(zip(*(a.tolist() for a in theirs), strict=True))}
    keys = list(zip(*(array.tolist() for array in mine), strict=True))
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


def _shares(weights: Real) -> Real:
    if not weights.sum() > 0:
        raise DataError("the standard is empty; give it at least one number over 0")
    return np.asarray(weights / weights.sum())
