"""The border: personal numbers are refused, or become keyed pseudonyms; nobody stays in clear."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.io._birth_dates import ages_of_dates, years_of_dates
from vnr.io._by_name import doubt_names
from vnr.io._from_number import Birth, births, fill
from vnr.io._personal_numbers import Told, told
from vnr.io.faults import remark
from vnr.io.parts import Part, is_number_heading, may_tell_who
from vnr.io.pseudonyms import Pseudonymiser
from vnr.model import Period
from vnr.register import Keys, Kind, composite, crowds, one_form, stand_ins, unify
from vnr.words import Phrase, refusal

__all__ = ["guard"]

_SHOWN = 5


def guard(parts: Sequence[Part], key: Pseudonymiser | None, window: Period) -> None:
    """Hide who persons are in all sheets, and give those whom nobody knows keys of their own.

    Parameters
    ----------
    parts : sequence of Part
        The sheets, which are changed.
    key : Pseudonymiser or None
        What makes pseudonyms.
    window : Period
        What the extracts cover.

    Raises
    ------
    DataError
        If a column holds personal numbers and there is no key.
    """
    seen = list(told(parts, window))
    refused = _kept_by_key(parts, seen)
    if key is None and refused:
        _refuse(refused)
    _note_chance(seen)
    doubt_names(parts, seen)
    if key is not None:
        _drop_counts(seen)
        _hide(parts, seen, key, window, needed=bool(refused))
    whole = [
        part for part in parts if part.of is None and set(part.schema.keys) <= set(part.columns)
    ]
    years_of_dates(parts)
    _unlink_crowds(whole)
    for part in whole:
        if part.schema.unknowable:
            _alone(part, part.schema.unknowable)
    ages_of_dates(parts)


def _unlink_crowds(parts: Sequence[Part]) -> None:
    """Take out values that stand for far too many cases: they are nobody's."""
    base = [part for part in parts if part.table == part.schema.base and "date" in part.columns]
    nobody = parts[0].schema.unknowable if parts else None
    if not base or nobody is None:
        return
    values, person = unify([part.columns[nobody] for part in base])
    keys = []
    for name in base[0].schema.keys:
        if name != nobody:
            told_by, codes = unify([part.columns[name] for part in base])
            keys.append((np.concatenate(codes), told_by.size))
    found = crowds(
        np.concatenate(person),
        composite(*keys),
        np.concatenate([part.columns["date"] for part in base]),
        np.concatenate([_column_of(part, "birth_year") for part in base]),
    )
    if not found.size:
        return
    taken = set(values[found].tolist())
    for part in parts:
        mine = part.columns[nobody]
        places = np.arange(mine.values.size + 1, dtype=np.int32)
        gone = [place for place, value in enumerate(mine.values.tolist()) if value in taken]
        places[[*gone, -1]] = -1
        codes = places[mine.codes]
        number = int(((codes < 0) & (mine.codes >= 0)).sum())
        if number and part in base:
            part.raw.notes.append(remark("person_crowd", number=number))
        part.columns[nobody] = Keys(mine.values, codes)


def _column_of(part: Part, field: str) -> NDArray[np.int32]:
    """A column of whole numbers, -1 where there is none."""
    found: NDArray[np.int32] = part.columns.get(field, np.full(part.bad.size, -1, np.int32))
    return found


def _kept_by_key(parts: Sequence[Part], seen: Sequence[Told]) -> list[tuple[Part, str, bool]]:
    """The headings under which stands what can't be kept without a key, and whether it was seen.

    Otherwise only the heading speaks of it.
    """
    places = [(one.part, one.heading, True) for one in seen if one.hold]
    held = {(id(part), heading) for part, heading, _ in places}
    return places + [
        (part, heading, False)
        for part in parts
        if part.schema.unknowable in part.columns and part.of is None
        for heading in [part.heading(part.schema.unknowable)]
        if is_number_heading(heading)
        and (id(part), heading) not in held
        and (part.columns[part.schema.unknowable].codes >= 0).any()
    ]


def _refuse(places: Sequence[tuple[Part, str, bool]]) -> None:
    """Refuse what can't be kept without a key."""
    columns = list(dict.fromkeys(_column(*place) for place in places))
    more = len(columns) - _SHOWN
    if more > 0:
        raise refusal("personal_more", columns=columns[:_SHOWN], number=more)
    raise refusal("personal", columns=columns)


def _column(part: Part, heading: str, seen: bool) -> Phrase:
    """Where a column stands and what is in it, without what may tell who somebody is."""
    sheet = f"[{part.raw.sheet}]" if part.raw.sheet else ""
    named = heading and not may_tell_who(heading)
    file = ("file", f"{part.raw.file}{sheet}")
    form = ("named" if seen else "heading") if named else "nameless"
    return Phrase("column", form, (file, ("name", heading if named else "")))


def _note_chance(seen: Sequence[Told]) -> None:
    """Say of columns that look like personal numbers why they aren't taken for them."""
    for one in seen:
        if not one.hold and one.right and one.field is not None:
            share = 100 * one.right / one.alike
            one.part.raw.notes.append(
                remark(
                    "numbers_by_chance",
                    heading=one.heading,
                    number=one.right,
                    alike=one.alike,
                    share=share,
                )
            )


def _drop_counts(seen: Sequence[Told]) -> None:
    """A personal number under a heading of numbers isn't kept as one of them."""
    for one in seen:
        field = one.part.raw.headings.fields(one.part.table).get(one.heading, "")
        if not one.hold or field not in one.part.columns:
            continue
        column, values = one.part.known[field], one.part.columns[field]
        if column.kind in (Kind.COUNT, Kind.SCORE):
            rows = np.abs(values) >= _LARGE
            one.part.fault("number-invalid", rows, field)
            values[rows] = column.missing


_LARGE = 1_000_000
"""Numbers of seven digits or more may be somebody's."""


def _hide(
    parts: Sequence[Part],
    seen: Sequence[Told],
    key: Pseudonymiser,
    window: Period,
    *,
    needed: bool,
) -> None:
    """Turn identifiers into pseudonyms, and take from a person's number what it tells."""
    of_field = {one.field: one for one in seen if one.field is not None}
    whom: dict[int, Birth] = {}
    for part in parts:
        if part.of is not None:
            continue
        hidden = False
        for field, column in part.known.items():
            keys = part.columns.get(field)
            if column.kind is not Kind.KEY or not isinstance(keys, Keys):
                continue
            every = np.ones(keys.values.size, bool)
            if not column.marks.get("identifier") or _is_own(part, field):
                every = _numbers_of(of_field.get(field), part, keys.values.size)
            if not every.any():
                continue
            hidden = True
            forms, numbers = one_form(keys.values[every], window.end)
            made, changed = key.of_forms(forms)
            part.columns[field], before = _replaced(keys, every, made)
            if field == part.schema.unknowable:
                _note_led(part, part.columns[field], np.array(changed)[before])
                if part.table == part.schema.base and part.is_whole:
                    whom[id(part)] = births(forms, numbers).at(before)
        if hidden:
            form = "needed" if needed else "free"
            part.raw.notes.append(remark("key_used", check=key.check, form=form))
    fill([part for part in parts if id(part) in whom], whom)


def _is_own(part: Part, field: str) -> bool:
    """Whether it is the record system's own number of the case, which tells nobody."""
    return field in part.schema.keys and part.schema.pointer(field) == field


def _note_led(part: Part, keys: Keys, changed: NDArray[np.bool_]) -> None:
    """Say how many persons got another pseudonym by a mapping."""
    there = np.unique(keys.codes[keys.codes >= 0])
    if number := int(changed[there].sum()):
        part.raw.notes.append(remark("pseudonyms_led", number=number))


def _numbers_of(one: Told | None, part: Part, size: int) -> NDArray[np.bool_]:
    """Which identifiers of another column are or may be personal numbers."""
    every = np.zeros(size, bool)
    if one is not None and id(part) in one.numbers:
        numbers, sure = one.numbers[id(part)]
        every[numbers.places[sure | numbers.right]] = True
    return every


def _replaced(
    keys: Keys, every: NDArray[np.bool_], made: list[str]
) -> tuple[Keys, NDArray[np.intp]]:
    """Identifiers with pseudonyms in their place, and which of those hidden each was."""
    first: dict[str, int] = {}
    if len(set(made)) < len(made):
        # Several spellings of one number.
        for place, pseudonym in enumerate(made):
            first.setdefault(pseudonym, place)
        number = {pseudonym: at for at, pseudonym in enumerate(first)}
        which = np.array([number[pseudonym] for pseudonym in made], np.int32)
        before = np.fromiter(first.values(), np.intp, len(first))
    else:
        which = np.arange(len(made), dtype=np.int32)
        before = which.astype(np.intp)
    hashed = np.array([pseudonym.encode() for pseudonym in first or made], np.bytes_)
    kept = keys.values[~every]
    places = np.full(keys.values.size + 1, -1, np.int32)
    places[:-1][~every] = np.arange(kept.size)
    places[:-1][every] = which + kept.size
    told = np.concatenate([np.zeros(kept.size, np.intp), before])
    return Keys(np.concatenate([kept, hashed]) if kept.size else hashed, places[keys.codes]), told


def _alone(part: Part, name: str) -> None:
    """Give everybody whom nobody knows a key of their own, by case."""
    keys = {key: part.columns[key] for key in part.schema.keys}
    if part.table == part.schema.base:
        number = int(((keys[name].codes < 0) & ~part.bad).sum())
        if number:
            part.raw.notes.append(remark("person_unknown", number=number))
    part.columns[name] = stand_ins(keys, name)
