"""What amounts may be that can't be read: every one that agrees with the printed total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import plain
from vnr.model import Grant, GrantDecision

__all__ = ["Completions", "completions", "rows_of"]

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MOST: Final = 16
"""More unsure amounts of different gaps are too many to try every choice of."""


@attrs.frozen(eq=False)
class Completions:
    """Amounts of which some are the least or the most that they may be.

    Attributes
    ----------
    grants
        Those granted.
    least
        Their least amounts.
    gaps
        How much more each may be; 0 of what was read.
    raised
        How many of those may be at their most, if their gaps are equal.
    choices
        Otherwise which are, one mask for each way.
    """

    grants: tuple[Grant, ...]
    least: Whole
    gaps: Whole
    raised: range
    choices: tuple[Mask, ...] = ()

    def limits(self, figure: Callable[[Whole], float]) -> tuple[float, float]:
        """Least and most of a figure that grows as the amounts spread with their sum unchanged.

        Of equal gaps the most even amounts are those with the lowest raised, the least even those
        with the highest: of two amounts a below b the pair a, b + d spreads more than a + d, b.
        """
        unsure = np.flatnonzero(self.gaps)
        order = unsure[np.argsort(self.least[unsure], kind="stable")]
        ways = list(self.choices)
        if not ways:
            for number in self.raised:
                for chosen in (order[:number], order[order.size - number :]):
                    mask = np.zeros(self.least.size, bool)
                    mask[chosen] = True
                    ways.append(mask)
        figures = [figure(self.least + np.where(mask, self.gaps, 0)) for mask in ways]
        return min(figures), max(figures)

    def sums(self, among: Mask) -> tuple[int, int]:
        """Least and most that the amounts of some of them may sum to."""
        base = int(self.least[among].sum())
        if self.choices:
            more = [int(self.gaps[among & mask].sum()) for mask in self.choices]
            return base + min(more), base + max(more)
        unsure = self.gaps > 0
        inside, gap = int((unsure & among).sum()), int(self.gaps.max(initial=0))
        outside = int(unsure.sum()) - inside
        least = max(0, self.raised[0] - outside)
        return base + least * gap, base + min(inside, self.raised[-1]) * gap


def rows_of(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants as rows.

    Raises
    ------
    DataError
        If one is none, or there is none.
    """
    rows = tuple(grants) if isinstance(grants, Iterable) else (grants,)
    for row, one in enumerate(rows):
        if not isinstance(one, Grant):
            raise DataError(
                f"grants must be several vnr.model.Grant, and row {row} is {type(one).__name__}; "
                "read JSON with vnr.model.structure"
            )
    if not rows:
        raise DataError("grants has no row; give every decision one")
    return rows


def completions(grants: Iterable[Grant], total: int | None) -> Completions:
    """Every way in which the amounts granted may be read.

    Parameters
    ----------
    grants : iterable of Grant
        Of which those granted count.
    total : int, optional
        Their printed sum, with which the amounts agree; None is not known.

    Raises
    ------
    DataError
        If an amount is missing, nothing was granted, or no way of reading gives the total.
    """
    rows = rows_of(grants)
    made = tuple(one for one in rows if one.decision is GrantDecision.GRANTED)
    for row, one in enumerate(rows):
        if one.decision is GrantDecision.GRANTED and one.least is None:
            raise DataError(f"row {row} is granted and has no amount; give its least and most")
    if not made:
        raise DataError("no row is granted, so there are no amounts")
    least = np.array([one.least for one in made], np.int64)
    most = [one.least if one.most is None else one.most for one in made]
    gaps = np.array(most, np.int64) - least
    unsure = np.flatnonzero(gaps)
    if total is None:
        missing = None
    else:
        number = plain(total)
        if type(number) is not int or number < 0:
            raise DataError(f"total must be a whole number of kronor, got {shown(total)}")
        missing = number - int(least.sum())
    if np.unique(gaps[unsure]).size <= 1:
        gap = int(gaps.max())
        if missing is None:
            return Completions(made, least, gaps, range(unsure.size + 1))
        raised, rest = divmod(missing, gap) if gap else (0, missing)
        if rest or not 0 <= raised <= unsure.size:
            _refuse(missing, least, gaps)
        return Completions(made, least, gaps, range(raised, raised + 1))
    return Completions(made, least, gaps, range(0), tuple(_choices(gaps, unsure, missing, least)))


def _choices(
    gaps: Whole, unsure: NDArray[np.intp], missing: int | None, least: Whole
) -> Sequence[Mask]:
    """Every choice of unsure amounts whose gaps sum to what is missing."""
    if unsure.size > _MOST:
        raise DataError(
            f"{unsure.size} amounts are unsure by different gaps, and at most {_MOST} can be "
            "tried; settle some of them first"
        )
    ways = []
    for number in range(unsure.size + 1):
        for chosen in combinations(unsure.tolist(), number):
            if missing is None or int(gaps[list(chosen)].sum()) == missing:
                mask = np.zeros(gaps.size, bool)
                mask[list(chosen)] = True
                ways.append(mask)
    if not ways:
        _refuse(missing or 0, least, gaps)
    return ways


def _refuse(missing: int, least: Whole, gaps: Whole) -> None:
    raise DataError(
        f"no way of reading the amounts gives the total: they are at least {int(least.sum())} and "
        f"at most {int((least + gaps).sum())}, and {missing} more than the least would be needed; "
        "look for an amount that is misread, or leave total out"
    )
