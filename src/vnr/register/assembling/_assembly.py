"""What came of assembling flat rows: the tables, and all that is wrong with the rows."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.model import fault_text
from vnr.register.assembling._invariants import Breach
from vnr.register.columns import Columns

__all__ = ["Assembly"]

_SHOWN: Final = 5
_LEAVES: Final = "or read files with vnr.read, which leaves it out with a note"
_TAKES: Final = (
    "Give the cases as a frame of their own, beside intakes; or read with vnr.read, which takes "
    "{} with a note"
)
_UNREAD: Final = {
    "closing_left_out": (
        "closed and opened again on one day is not closed",
        (
            "Leave the closing blank in these rows; or, if the case did close, give the closings "
            f"as a frame of their own; {_LEAVES}"
        ),
    ),
    "closing_undated": (
        "a closing has a reason or a goal but no day",
        "Fill in the day of closing in these rows, or leave its reason and goal blank; " + _LEAVES,
    ),
    "case_latest": (
        "rows of a case hold several values, of which it has one",
        _TAKES.format("the latest"),
    ),
    "case_earliest": (
        "rows of a case hold several values, of which it has one",
        _TAKES.format("the earliest"),
    ),
    "case_yes": ("rows of a case say yes and no", _TAKES.format("the yes")),
}
"""What is left out of the rows, and what to do about it."""


@attrs.frozen(eq=False)
class Assembly:
    """The pieces of a store, and what had to be left out of it.

    Attributes
    ----------
    columns
        What could be used.
    breaches
        What is wrong, by flat table and row.
    noted
        What was left out without a fault, or is odd, by flat table and row.
    rejected
        For each flat table given, which rows were left out, shape ``(rows,)``.
    same
        For flat tables with rows that repeat others, the row that each repeats, or itself.
    states
        For these tables, which rows repeat one that has more or fewer cells filled in.
    """

    columns: Columns
    breaches: tuple[Breach, ...]
    noted: tuple[Breach, ...]
    rejected: Mapping[str, NDArray[np.bool_]]
    same: Mapping[str, NDArray[np.intp]]
    states: Mapping[str, NDArray[np.bool_]]

    def whole(self, *, dated: bool = True) -> Columns:
        """The columns, if nothing had to be left out.

        Parameters
        ----------
        dated : bool
            Whether there were days of closings. Where there is no such column at all no case is
            known to have closed, and why it did is left out with a warning.

        Raises
        ------
        DataError
            If something had to; the message names rule, table, column and rows.
        """
        if not self.breaches:
            self._check_noted(dated=dated)
            return self.columns
        lines = [_line(breach, fault_text(breach.rule)) for breach in self.breaches[:_SHOWN]]
        hidden = len(self.breaches) - _SHOWN
        tail = f"; and {hidden} more rules" if hidden > 0 else ""
        raise DataError(
            "; ".join(lines) + tail + ". Mend these rows, or read files with vnr.read, which sets "
            "faulty rows aside"
        )

    def _check_noted(self, *, dated: bool) -> None:
        for note in self.noted:
            if note.rule not in _UNREAD:
                continue
            words, remedy = _UNREAD[note.rule]
            if note.rule == "closing_undated" and not dated:
                warnings.warn(
                    f"{note.table}.{note.column}: closings have a reason or a goal and no column "
                    "of days, so that no case is known to have closed, and they are left out",
                    stacklevel=4,
                )
                continue
            raise DataError(f"{_line(note, words)}. {remedy}")


def _line(breach: Breach, words: str) -> str:
    """Where a rule is broken, and the words for it."""
    shown = ", ".join(str(row) for row in breach.places[:_SHOWN])
    left = breach.places.size - _SHOWN
    more = f" and {left} more" if left > 0 else ""
    return f"{breach.table}.{breach.column}: {words}, rows {shown}{more}"
