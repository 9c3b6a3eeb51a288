"""The table that is called the good example: seven columns, one row for each person.

Age, sex, visits, instruments, meetings, meetings missed without contact, reason for closing. It
has no dates and no identities, so each row becomes a case of its own, and what is assumed of
its dates is said in the reading's notes. The columns: FoU i Sörmland, *De sörmländska kommunernas
arbete mot våld i nära relation 2019*.
"""

from __future__ import annotations

import numpy as np

from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.model import Instrument, IntakeReason, InterventionKind, Period, Role
from vnr.register import NO_DAY, Keys, day_number

__all__ = ["as_base_shape"]

_ADULT = 18
_NEEDED = {"municipality", "closing_reason", "visits", "meetings"}


def as_base_shape(part: Part, observed: Period) -> list[Part]:
    """Intakes, interventions and assessments of the seven columns."""
    raw, rows = part.raw, part.raw.numbers.size
    raw.notes.append(remark("no_dates"))
    start, end = day_number(observed.start), day_number(observed.end)
    if not part.columns.keys() >= _NEEDED:
        return [part]
    places: Keys = part.columns["municipality"]
    codes = [*(value.decode() for value in places.values.tolist()), ""]
    # Files of two municipalities may have one name, and their persons are not the same.
    ids = Keys.of(
        f"{codes[place]}/{raw.file}/{raw.sheet or ''}/{row}"
        for place, row in zip(places.codes.tolist(), raw.numbers.tolist(), strict=True)
    )
    keys = {"municipality": places, "case_id": ids, "person_id": ids}
    age = part.columns.get("age_at_intake", np.full(rows, -1, np.int32))
    reason = part.columns["closing_reason"]
    child = (age >= 0) & (age < _ADULT)
    roles = np.where(child, 1 << Role.EXPOSED_CHILD.place, 1 << Role.EXPOSED_ADULT.place)
    base = keys | {
        "date": np.full(rows, start, np.int32),
        "reason": np.full(rows, IntakeReason.VIOLENCE.place, np.int8),
        "roles": part.columns.get("roles", roles.astype(np.uint32)),
        "closed": np.where(reason >= 0, end, NO_DAY).astype(np.int32),
        "closing_reason": reason,
        "age_at_intake": age,
    }
    base |= {name: part.columns[name] for name in ("sex", "unit") if name in part.columns}
    interventions = keys | {
        "kind": np.full(rows, InterventionKind.COUNSELLING.place, np.int8),
        "started": np.full(rows, start, np.int32),
        "visits": part.columns["visits"],
        "meetings": part.columns["meetings"],
        "missed": part.columns.get("missed", np.full(rows, -1, np.int32)),
        "for_violence": np.ones(rows, np.int8),
    }
    cases = Part(raw, "intakes", base, part.bad, part.faults)
    found = [cases, Part(raw, "interventions", interventions, part.bad.copy(), [], cases)]
    used = part.columns.get("instrument")
    if used is not None:
        for place in range(len(Instrument)):
            chosen = np.flatnonzero(used >> np.uint32(place) & np.uint32(1))
            if chosen.size:
                columns = {name: key.take(chosen) for name, key in keys.items()} | {
                    "instrument": np.full(chosen.size, place, np.int8),
                    "date": np.full(chosen.size, start, np.int32),
                }
                found.append(
                    Part(raw.some(chosen), "assessments", columns, part.bad[chosen], [], cases)
                )
    return found
