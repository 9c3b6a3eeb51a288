"""Names where an identifier should stand: two people of one name would be one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.io._personal_numbers import Told
from vnr.io.faults import Fault, remark
from vnr.io.parts import Part, is_missing, may_tell_who
from vnr.register import Keys, Kind

__all__ = ["doubt_names"]

_WORDS = re.compile(r"[^\W\d_]+(?:[\s,.'’()-]+[^\W\d_]+)*[\s,.)]*")
_SEVERAL = re.compile(r"[^\W\d_]{2,}[\s,.'’()-]+[^\W\d_]{2,}")
_MOST = 0.5


def doubt_names(parts: Sequence[Part], seen: Sequence[Told]) -> None:
    """Refuse names as persons beside a column of personal numbers that isn't read, or note them.

    What the profile says is the person is so.

    Parameters
    ----------
    parts : sequence of Part
        The sheets, before anything is hidden.
    seen : sequence of Told
        Their columns in which something is written as personal numbers are.
    """
    for part in parts:
        if part.of is not None:
            continue
        for field, column in part.schema.keys.items():
            keys = part.columns.get(field)
            if column.kind is not Kind.KEY or not isinstance(keys, Keys):
                continue
            words = _words(keys)
            heading = part.heading(field)
            own = part.raw.headings.terms.profile.field(part.table, heading) is not None
            numbers = [] if own or field != part.schema.unknowable else list(_numbers(part, seen))
            if words and numbers:
                _refuse(part, field, heading, numbers[0])
            elif words and _share(keys, {word for word in words if _SEVERAL.search(word)}):
                part.raw.notes.append(remark("names_as_identity", heading=heading))


def _refuse(part: Part, field: str, heading: str, other: str) -> None:
    title = part.raw.headings.terms.layout.title(part.table, field)
    shown = not may_tell_who(other)
    hint = remark("which_is_person", heading=other, other=heading, name=title) if shown else None
    part.faults.append(Fault("person-by-name", part.raw.file, part.raw.sheet, None, heading, hint))
    part.bad[:] = True


def _words(keys: Keys) -> set[str]:
    """Identifiers that are letters only, if that goes for most rows; else none."""
    letters = np.ascontiguousarray(keys.values).view(np.uint8)
    letters = letters.reshape(keys.values.size, keys.values.dtype.itemsize)
    # Names are rare, and a look at each letter takes long: first at three.
    for some in (letters[:, [0, letters.shape[1] // 2, -1]], letters):
        plain = np.asarray(~(some - np.uint8(48) < 10).any(axis=1))
        if not _is_most(keys, plain):
            return set()
    texts = {value.decode() for value in keys.values[plain].tolist()}
    words = {text for text in texts if _WORDS.fullmatch(text)}
    return words if _share(keys, words) else set()


def _share(keys: Keys, words: set[str]) -> bool:
    """Whether most rows hold one of these."""
    return _is_most(keys, np.array([value.decode() in words for value in keys.values.tolist()]))


def _is_most(keys: Keys, mask: NDArray[np.bool_]) -> bool:
    there = keys.codes[keys.codes >= 0]
    return bool(there.size and mask[there].mean() > _MOST)


def _numbers(part: Part, seen: Sequence[Told]) -> Iterator[str]:
    """Headings that aren't read, under which personal numbers stand and little else."""
    for one in seen:
        if one.field is not None or not one.hold or id(part) not in one.numbers:
            continue
        if part.raw.headings.terms.profile.field(part.table, one.heading) is not None:
            continue
        numbers, sure = one.numbers[id(part)]
        cells = part.raw.cells[part.raw.headings.texts.index(one.heading)]
        filled = sum(not is_missing(value) for value in cells.distinct())
        if one.heading and np.unique(numbers.places[sure]).size > _MOST * filled:
            yield one.heading
