"""The invariants of a record as arrays: the same rules as in `vnr.model`, for whole tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.model import Instrument
from vnr.register._days import NO_DAY
from vnr.register._schema import SCHEMA, Kind

__all__ = ["Breach", "check"]

Array = NDArray[Any]
Found = tuple[str, str, str, NDArray[np.bool_]]

_LAST = np.int32(2**31 - 1)


@attrs.frozen(eq=False)
class Breach:
    """One rule broken by some rows of one flat table.

    Attributes
    ----------
    rule
        The rule's code, such as ``closed-before-opened``.
    table, column
        Where it was found.
    rows
        Row numbers in the flat table, from 0, shape ``(breaches,)``.
    """

    rule: str
    table: str
    column: str
    rows: NDArray[np.intp]


def check(
    flat: Mapping[str, Mapping[str, Any]],
    settled: Mapping[str, Mapping[str, Array]],
    row_of: Mapping[str, NDArray[np.int32]],
    bad: Mapping[str, NDArray[np.bool_]],
) -> Iterator[Found]:
    """Yield rule, table, column and mask for every rule that some row breaks.

    Masks of ``cases`` have one element for each case, the others one for each flat row. Rows
    that are bad already, or hang on nothing, are passed over.
    """
    cases = settled["cases"]
    opened = np.full(cases["closed"].size, _LAST, np.int32)
    dates, parent = flat["intakes"]["date"], row_of["intakes"]
    dated = (dates != NO_DAY) & (parent >= 0) & ~bad["intakes"]
    np.minimum.at(opened, parent[dated], dates[dated])
    closed = cases["closed"]
    is_closed = closed != NO_DAY
    too_early = is_closed & (closed < opened) & (opened != _LAST)
    yield "closed-before-opened", "cases", "closed", too_early
    closed = np.where(is_closed & ~too_early, closed, _LAST)
    yield "intake-after-closed", "intakes", "date", dated & (dates > _of(closed, parent, dated))
    for name in ("age_at_intake", "children_at_home"):
        yield "negative", "cases", name, cases[name] < -1

    for name, row, first, last, rule in (
        ("investigations", "investigations", "opened", "closed", "closed-before-opened"),
        ("interventions", "interventions", "started", "ended", "ended-before-started"),
    ):
        if name in flat:
            columns, usable = flat[name], (row_of[row] >= 0) & ~bad[name]
            ends = columns[last] != NO_DAY
            yield rule, name, last, usable & ends & (columns[last] < columns[first])
            begun = _of(opened, row_of[row], usable)
            # A case without a usable first day is set aside for that, not its children for this.
            early = usable & (begun != _LAST) & (columns[first] < begun)
            yield "before-case", name, first, early
    if "interventions" in flat:
        parent, usable = row_of["interventions"], (row_of["interventions"] >= 0)
        usable = usable & ~bad["interventions"]
        late = usable & (flat["interventions"]["started"] > _of(closed, parent, usable))
        yield "started-after-closed", "interventions", "started", late
    if "interventions" in flat:
        for column in SCHEMA["interventions"]:
            if column.kind is Kind.COUNT:
                values = flat["interventions"][column.name]
                yield "negative", "interventions", column.name, values < -1
    if "follow_ups" in flat and "interventions" in flat:
        columns, usable = flat["follow_ups"], (row_of["follow_ups"] >= 0) & ~bad["follow_ups"]
        begun = _of(flat["interventions"]["started"], row_of["follow_ups"], usable)
        done = columns["done"]
        yield (
            "done-before-started",
            "follow_ups",
            "done",
            usable & (done != NO_DAY) & (done < begun),
        )
        yield "due-twice", "follow_ups", "due", _again(row_of["follow_ups"], columns["due"], usable)
    if "assessments" in flat:
        columns = flat["assessments"]
        scored = np.array([member.is_scored for member in Instrument])
        refused = ~np.isnan(columns["score"]) & ~scored[columns["instrument"]]
        yield "score-refused", "assessments", "score", refused


def _again(parent: NDArray[np.int32], days: Array, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows with the parent and the day of a row before them."""
    rows = np.flatnonzero(usable & (days != NO_DAY))
    order = rows[np.lexsort((days[rows], parent[rows]))]
    same = (parent[order[1:]] == parent[order[:-1]]) & (days[order[1:]] == days[order[:-1]])
    found = np.zeros(parent.size, bool)
    found[order[1:][same]] = True
    return found


def _of(values: Array, parent: NDArray[np.int32], usable: NDArray[np.bool_]) -> Array:
    """The parent's value for each child; the last day there is where it has none."""
    result = np.full(parent.size, _LAST, np.int32)
    result[usable] = values[parent[usable]]
    return result
