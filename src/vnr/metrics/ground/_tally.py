"""How a metric is counted: what each part tallies is added, and finished once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from vnr.errors import DataError
from vnr.metrics.ground._cells import Cells
from vnr.register import Register, Source, Tally

__all__ = ["answer", "undivided"]

Answer = TypeVar("Answer")

_LACKING = "lacking"


def answer(
    table: Cells,
    tally: Callable[[Register], Tally],
    finish: Callable[[Cells, Tally], Answer],
) -> Answer:
    """A metric of a source: tallied in each part, added, finished.

    Parameters
    ----------
    table : Cells
        The cells, which know their source.
    tally : function from a register to named arrays
        Whole numbers, the first axis of each the cells of the table. They must add when rows are
        split by person, and their axes must not depend on the rows. Where most places of an axis
        are empty, `Sparse` sums.
    finish : function from cells and the added arrays to the answer
        The cells are those of the table without labels that nobody in the source needs
        (``not_recorded`` where every counted case has a value), and so are the arrays.

    Returns
    -------
    whatever `finish` gives
        The same for a register and for the same persons in parts.

    Examples
    --------
    >>> import numpy as np
    >>> from vnr.metrics.ground import cells
    >>> def tally(part):
    ...     return {"cases": np.array([part.counted.sum()])}
    >>> answer(cells(gotland, 2019), tally, lambda table, sums: sums["cases"])
    array([1830])
    """
    if all(axis.lacking is None for axis in table.axes):
        return finish(table, table.source.tallied(tally))

    def with_lacking(register: Register) -> Tally:
        return {**tally(register), _LACKING: table.lacking(register)}

    sums = dict(table.source.tallied(with_lacking))
    narrowed, which = table.needed(np.asarray(sums.pop(_LACKING)))
    return finish(narrowed, {name: array[which] for name, array in sums.items()})


def undivided(source: Source, what: str) -> Register:
    """The source as the one register it must be.

    Raises
    ------
    DataError
        If it comes in parts.

    Examples
    --------
    >>> undivided(gotland, "households") is gotland
    True
    """
    if not isinstance(source, Register):
        raise DataError(f"{what} needs one register, not a source in parts: put it together first")
    return source
