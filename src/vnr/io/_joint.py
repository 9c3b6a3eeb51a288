"""A sheet that holds interventions and their follow-ups together: one row for each follow-up.

Where no sheet of interventions was delivered for a municipality, the rows name them: each
distinct kind and start in a case is an intervention, and a row without a planned day is one
that nothing is planned for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.register import NO_DAY, Keys, run_starts

__all__ = ["apart"]


def apart(parts: Sequence[Part], elsewhere: Collection[bytes] = ()) -> list[Part]:
    """The parts, with interventions taken out of sheets of follow-ups where they stand alone.

    Parameters
    ----------
    parts : sequence of Part
        The sheets.
    elsewhere : collection of bytes
        Municipalities of which a sheet of interventions lies elsewhere.
    """
    told = [_places(part) for part in parts if part.table == "interventions"]
    told.append(set(elsewhere))
    found: list[Part] = []
    for part in parts:
        if part.table != "follow_ups":
            found.append(part)
            continue
        stands_alone = not any(_places(part) & places for places in told)
        if stands_alone and {"kind", "started", "case_id", "municipality"} <= set(part.columns):
            found += _split(part)
        else:
            _leave_out(part)
            found += [part, *_further(part, part, part.columns, None)]
    return found


def _further(
    part: Part, owner: Part, columns: dict[str, Any], numbers: NDArray[np.int32] | None
) -> list[Part]:
    """The second follow-up of each row, the third, and so on, as rows of their own."""
    found = []
    usual = {name: of for name, of in columns.items() if name not in part.schema.tables[part.table]}
    for several in part.further:
        due = several.get("due")
        if due is not None:
            rows = np.flatnonzero(~part.bad & (due != NO_DAY))
            found.append(_some(owner, part.table, {**usual, **several}, rows, {}, numbers))
    return found


def _places(part: Part) -> set[bytes]:
    """Municipalities whose rows a part holds."""
    keys = part.columns.get("municipality")
    return (
        set() if keys is None else set(keys.values[np.unique(keys.codes[keys.codes >= 0])].tolist())
    )


_LINK = {"municipality", "case_id", "person_id", "kind", "started"}


def _of_intervention(part: Part) -> set[str]:
    """Fields that are the intervention's, and none that it is found by."""
    return set(part.schema.tables["interventions"]) - _LINK - set(part.schema.tables["follow_ups"])


def _leave_out(part: Part) -> None:
    """What belongs to the intervention is read from its own sheet."""
    for field in _of_intervention(part) & part.columns.keys():
        heading = part.heading(field)
        part.raw.notes.append(remark("column_elsewhere", heading=heading))
        del part.columns[field]


def _split(part: Part) -> list[Part]:
    """The sheet itself, which answers for its rows; its interventions; and its follow-ups."""
    columns = part.columns
    names = [columns[name].codes for name in ("municipality", "case_id")]
    person = columns["person_id"].codes if "person_id" in columns else names[1]
    kind, started = columns["kind"], columns["started"]
    rows = np.flatnonzero(~part.bad)
    number = part.raw.headings.terms.layout.number_of(part.table) or ""
    own = [columns[number].codes] if number in columns else []
    told = [*names, person, kind, started, *part.words.values(), *own]
    order = rows[np.lexsort([column[rows] for column in reversed(told)])]
    first = run_starts(*(column[order] for column in told))
    # What lacks its kind or start is no other row's intervention either.
    first |= (kind[order] < 0) | (started[order] == NO_DAY)
    due = columns.get("due", np.full(part.bad.size, NO_DAY))
    planned = rows[due[rows] != NO_DAY]
    done = columns.get("done", np.full(part.bad.size, NO_DAY))
    unplanned = int(((due[rows] == NO_DAY) & (done[rows] != NO_DAY)).sum())
    if unplanned:
        part.raw.notes.append(remark("done_unplanned", number=unplanned))
    extra = _of_intervention(part)
    interventions = {
        name: column for name, column in columns.items() if name in {*_LINK, *extra, number}
    }
    follow_ups = {name: column for name, column in columns.items() if name not in {*extra, number}}
    owner = Part(part.raw, part.table, {}, part.bad, part.faults)
    owner.doubled = _doubled(part, rows[due[rows] == NO_DAY])
    numbers = np.full(part.bad.size, -1, np.int32)
    numbers[order] = np.cumsum(first) - 1
    return [
        owner,
        _some(owner, "interventions", interventions, np.sort(order[first]), part.words, numbers),
        _some(owner, "follow_ups", follow_ups, planned, {}, numbers),
        *_further(part, owner, follow_ups, numbers),
    ]


def _doubled(part: Part, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of some rows, that no follow-up is planned for, are another of them once more."""
    doubled = np.zeros(part.bad.size, bool)
    told = [*part.columns.values(), *(one for of in part.further for one in of.values())]
    columns = [one.codes if isinstance(one, Keys) else one for one in told]
    columns += part.words.values()
    order = rows[np.lexsort([column[rows] for column in reversed(columns)])]
    doubled[order[~run_starts(*(column[order] for column in columns))]] = True
    return doubled


def _some(
    owner: Part,
    table: str,
    columns: dict[str, Any],
    rows: NDArray[np.intp],
    words: dict[str, NDArray[np.int32]],
    numbers: NDArray[np.int32] | None,
) -> Part:
    taken = {
        name: column.take(rows) if isinstance(column, Keys) else column[rows]
        for name, column in columns.items()
    }
    part = Part(owner.raw.some(rows), table, taken, np.zeros(rows.size, bool), [], owner)
    part.words = {name: column[rows] for name, column in words.items()}
    part.numbers = None if numbers is None else numbers[rows]
    return part
