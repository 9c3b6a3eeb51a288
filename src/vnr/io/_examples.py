"""The template's example rows, which are nobody's."""

from __future__ import annotations

import attrs
import numpy as np

from vnr.io._alias import cell_words
from vnr.io._coded import text_of
from vnr.io._raw import Cells, Raw
from vnr.io._remark import remark

__all__ = ["without_examples"]


def without_examples(raw: Raw) -> Raw:
    """The sheet without rows that say where the municipality stands that they are an example."""
    table = raw.headings.match(raw.sheet or raw.title).table
    fields = raw.headings.fields(table)
    example = np.zeros(raw.numbers.size, bool)
    for heading, cells in zip(raw.headings.texts, raw.cells, strict=False):
        if fields.get(heading) == "municipality":
            marked = [text_of(v).casefold() in cell_words("example") for v in cells.distinct()]
            if any(marked):
                example |= np.array(marked, bool)[cells.codes]
    if not example.any():
        return raw
    numbers = raw.numbers[example].tolist()
    raw.notes.append(remark("example_row", rows=tuple(map(str, numbers)), number=len(numbers)))
    return attrs.evolve(
        raw,
        cells=[Cells(cells.codes[~example], cells.values, cells.raw) for cells in raw.cells],
        numbers=raw.numbers[~example],
        faults=[(rule, row) for rule, row in raw.faults if row not in numbers],
    )
