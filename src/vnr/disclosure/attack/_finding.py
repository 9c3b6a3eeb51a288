"""What an attacker knows of one figure."""

from __future__ import annotations

from typing import Final

import attrs

from vnr.disclosure.rules import Rule

__all__ = ["Finding"]

_EITHER: Final = 2
"""Whether somebody lies outside of a cell or nobody does."""


@attrs.frozen
class Finding:
    """What an attacker knows of one figure.

    Attributes
    ----------
    place
        Which figure.
    low, high
        The least and the largest whole number that it may be, of those looked for.
    possible
        How many whole numbers it may be; counted no further than was asked.
    proved
        Whether the programs were solved in time.
    knowing
        The figure that the attacker knows to be at least 1; -1 of one who knows of none.
    outside
        Whether it is how many of a group lie outside of one cell, which must not be known to be 0.
    guarded
        Whether it must not be known however large it is.
    """

    place: int
    low: int
    high: int
    possible: int
    proved: bool = True
    knowing: int = -1
    outside: bool = False
    guarded: bool = False

    def tells(self, rule: Rule) -> bool:
        """Whether too little is possible of what may be a sensitive number."""
        return self.may_be_sensitive(rule) and self.possible < self.need(rule)

    def need(self, rule: Rule) -> int:
        """How many whole numbers must be possible."""
        return _EITHER if self.outside else rule.need

    def may_be_sensitive(self, rule: Rule) -> bool:
        """Whether a sensitive number is possible."""
        if self.outside:
            return self.low == 0
        if self.guarded:
            return True
        return self.low <= rule.sensitive_to and self.high >= rule.sensitive_from
