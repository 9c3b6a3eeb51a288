"""Where personal numbers stand in a delivery, in every column, read or passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.cells import text_of
from vnr.io.parts import Part
from vnr.io.sheets import Cells
from vnr.model import Period
from vnr.register import Keys, Kind, Numbers, numbers_in, sure, written

__all__ = ["Told", "told"]

_LEGIBLE: Final = re.compile(
    r"\d\d[-./_ ]?(?:0\d|1[0-2])[-./_ ]?(?:[0-3]\d|[678]\d|9[01])|^\d{7,9}$", re.ASCII
)
_FOREIGN: Final = re.compile(r"(?:\d[\W_]*){6}")
"""Of other letters there are other digits and signs too."""


@attrs.frozen(eq=False, repr=False)
class Told:
    """One column in all sheets that hold it, looked at for personal numbers.

    Attributes
    ----------
    field
        The field; None where the column isn't read.
    part
        The first sheet that holds some, for what is said of it.
    heading
        Its heading there.
    hold
        Whether personal numbers stand there.
    right, alike
        How many have a right check digit, of how many that are written so.
    numbers
        For each sheet, what was seen, and which of it is a personal number.
    """

    field: str | None
    part: Part
    heading: str
    hold: bool
    right: int
    alike: int
    numbers: dict[int, tuple[Numbers, NDArray[np.bool_]]]


def told(parts: Iterable[Part], window: Period) -> Iterator[Told]:
    """Every column in which something is written as personal numbers are.

    Parameters
    ----------
    parts : iterable of Part
        The sheets, before anything is hidden.
    window : Period
        What the extracts cover.
    """
    by_field: dict[str, list[tuple[Part, str, Numbers]]] = {}
    for part in parts:
        if part.of is not None:
            continue
        read: set[str] = set()
        fields = part.raw.headings.fields(part.table)
        for heading, cells in zip(part.raw.headings.texts, part.raw.cells, strict=False):
            field = fields.get(heading)
            column = part.known.get(field or "")
            if field and column and column.kind is Kind.KEY and field not in read:
                read.add(field)
                keys = part.columns.get(field)
                if isinstance(keys, Keys):
                    seen = numbers_in(_used(keys), window.end)
                    by_field.setdefault(field, []).append((part, heading, seen))
                continue
            texts = _texts(cells)
            if not texts.size:
                continue
            seen = numbers_in(texts, window.end)
            if seen.places.size:
                yield _weighed(None, [(part, heading, seen)], window)
    for field, sheets in by_field.items():
        if any(seen.places.size for _, _, seen in sheets):
            yield _weighed(field, sheets, window)


def _used(keys: Keys) -> NDArray[np.bytes_]:
    """The identifiers; blank where no row holds one, as after placeholders are taken out."""
    there = np.zeros(keys.values.size + 1, bool)
    there[keys.codes] = True
    there = there[:-1]
    return keys.values if there.all() else np.where(there, keys.values, b"")


def _texts(cells: Cells) -> NDArray[np.bytes_]:
    """A column's cells that may hold a day of birth, in normal form."""
    if cells.raw is not None:
        return cells.raw
    texts = (text_of(value) for value in cells.distinct() if isinstance(value, (str, int, float)))
    return written(
        [text for text in texts if (_LEGIBLE if text.isascii() else _FOREIGN).search(text)]
    )


def _weighed(field: str | None, sheets: list[tuple[Part, str, Numbers]], window: Period) -> Told:
    seen = Numbers.of(one for _, _, one in sheets)
    told_of = sure(seen, window)
    ends = np.cumsum([one.places.size for _, _, one in sheets])[:-1]
    each = np.split(told_of, ends)
    first = next((at for at, some in enumerate(each) if some.any()), 0)
    return Told(
        field,
        sheets[first][0],
        sheets[first][1],
        bool(told_of.any()),
        int(seen.right.sum()),
        int(seen.right.size),
        {id(part): (one, some) for (part, _, one), some in zip(sheets, each, strict=True)},
    )
