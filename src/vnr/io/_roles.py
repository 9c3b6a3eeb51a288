"""Roles that a reason tells, where a row has none of its own.

Nobody who uses violence is counted as exposed, and no child as an adult, because no role was
filled in.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vnr.io.cells import roles_told, text_of, with_roles
from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.io.template import is_showable
from vnr.model import IntakeReason, Role
from vnr.register import blank
from vnr.words import fold

__all__ = ["fill_roles"]

_REASON: Final = "reason"


def fill_roles(part: Part) -> None:
    """Fill in roles that a reason tells, where the row has none; ask where it may be another's."""
    places = part.raw.headings.match_of(part.table).places if part.raw.cells else {}
    place = places.get(_REASON)
    if place is None or "roles" not in part.known or _REASON not in part.columns:
        return
    cells = part.raw.cells[place]
    profile = part.raw.headings.terms.profile
    known = np.zeros(cells.size, bool)
    known[cells.codes[part.columns[_REASON] >= 0]] = True
    bits = np.zeros(cells.size, np.uint32)
    asked: dict[str, list[int]] = {}
    # Who says what a word is, and no role with it, isn't asked again: but where it may be that of
    # who used violence, who would be counted among the exposed.
    answered = profile.words(part.table, part.known[_REASON])
    for at, value in enumerate(cells.distinct()):
        if not known[at]:
            continue
        text = text_of(value)
        roles = profile.roles_of(text)
        if roles is not None:
            bits[at] = sum(1 << role.place for role in roles)
            continue
        told = roles_told(text)
        if len(told) == 1:
            bits[at] = 1 << told[0].place
        elif Role.PERPETRATOR in told or (told and fold(text) not in answered):
            asked.setdefault(text, []).append(at)
    if not asked and not bits.any():
        return
    had = part.columns.get("roles", blank(part.known["roles"], part.bad.size))
    lacking = (had == 0) & (part.columns[_REASON] >= 0)
    for text, at_places in asked.items():
        rows = lacking & np.isin(cells.codes, at_places)
        if rows.any():
            reason = list(IntakeReason)[int(part.columns[_REASON][rows][0])]
            value = text if is_showable(text) else None
            meant = with_roles(text, reason) if value is not None else ()
            part.fault("role-unclear", rows, _REASON, value=value, meant=meant)
    filled = lacking & (bits[cells.codes] != 0)
    if filled.any():
        part.columns["roles"] = np.where(filled, bits[cells.codes], had).astype(had.dtype)
        part.raw.notes.append(remark("role_told", number=int(filled.sum())))
