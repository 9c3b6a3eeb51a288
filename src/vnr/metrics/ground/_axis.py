"""One axis of a table: its labels, and how the cases of a register are placed among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._need import NOTHING, Need
from vnr.register import Register
from vnr.results import copied, read_only

__all__ = ["Axis", "Bound", "Codes"]

Codes = NDArray[np.int32]
Rows = NDArray[np.integer]
Whole = NDArray[np.int64]
Bound = Callable[[Rows], Codes]


@attrs.frozen(eq=False)
class Axis:
    """One stratum: its labels, and how the cases of a register are placed among them.

    Attributes
    ----------
    name
        The stratum's name.
    labels
        Label of each place, shape ``(places,)``; they don't depend on the rows of any register.
    at
        From a register to a function from rows of its cases to their places, int32; -1 is
        outside the table. None for time, for what hangs on a case, and for strata of which a
        case may hold several values.
    bits
        For those, from a register to one bit for each place that a case holds, uint32, shape
        ``(rows of cases,)``.
    table, codes
        Of what stands in rows that hang on a case: their table, and from a register to the place
        of each of its rows. A case stands in every place that one of its rows has.
    absent
        Of those, the place of a case without rows; None where the rows themselves are counted.
    lacking
        From a register to the number of what is counted in each of the last places, which are
        only needed if there is any. None where every place is needed.
    last
        How many these last places are.
    need
        What must be delivered for its labels to be told.
    at_closing
        As `at`, from rows of closings, where a place is that of how a case closed.
    members
        Of a stratum of places, the label of each covered municipality; else None.

    Examples
    --------
    >>> from vnr.metrics.ground import axes
    >>> axes(gotland, gotland.observed, "sex")[0].labels
    array(['woman', 'man', 'other', 'unknown', 'not_recorded'], dtype='<U12')
    """

    name: str
    labels: NDArray[Any] = attrs.field(converter=read_only)
    at: Callable[[Register], Bound] | None = None
    bits: Callable[[Register], NDArray[np.uint32]] | None = None
    table: str | None = None
    codes: Callable[[Register], Codes] | None = None
    absent: int | None = None
    lacking: Callable[[Register], Whole] | None = None
    last: int = 0
    need: Need = NOTHING
    at_closing: Callable[[Register], Bound] | None = None
    members: Mapping[str, str] | None = None

    @property
    def several(self) -> bool:
        """Whether one case may stand in several places."""
        return self.bits is not None or self.absent is not None

    @property
    def is_grouping(self) -> bool:
        """Whether its labels don't tell which municipalities lie in them."""
        return self.members is not None and self.name not in ("municipality", "county")

    def needed(self, lacking: Whole) -> Axis:
        """The same axis without last places that nobody needs, of so many in each."""
        kept = int(np.max(np.flatnonzero(lacking) + 1, initial=0))
        labels = self.labels[: self.labels.size - self.last + kept]
        return attrs.evolve(self, labels=labels, lacking=None, last=0)

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)
