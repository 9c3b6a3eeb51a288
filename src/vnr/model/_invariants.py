"""What must hold between the values of records: each rule once, for objects and for columns.

A check takes dates and numbers as one record holds them, or as arrays of a whole column, and uses
operators that mean the same for both. It never sees a missing value: what isn't known breaks no
rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

__all__ = [
    "BEFORE_CASE",
    "CLOSED_BEFORE_OPENED",
    "COUNTY_OF_CODE",
    "DONE_BEFORE_STARTED",
    "DUE_TWICE",
    "ENDED_BEFORE_STARTED",
    "INTAKE_AFTER_CLOSED",
    "RISK_TWICE",
    "SCORE_REFUSED",
    "STARTED_AFTER_CLOSED",
    "STARTED_BEFORE_CASE",
    "Invariant",
    "Once",
]


@attrs.frozen(eq=False)
class Invariant:
    """A rule for a value of a record, alone or beside another value.

    Attributes
    ----------
    code
        The rule's name, such as ``closed-before-opened``; its words in a list of faults go by it.
    field
        The field that it speaks of.
    beside
        What the field is held against: another field of the record, a property of a code of it
        that is never missing (``instrument.is_scored``), a field of the record that it hangs on
        (``parent.opened``), or None.
    holds
        The check: a function of the field's value, and of the one beside it if there is one.
    says
        What is wrong, after the field's name.
    """

    code: str
    field: str
    beside: str | None
    holds: Callable[..., Any] = attrs.field(repr=False)
    says: str

    @property
    def of_parent(self) -> str | None:
        """The field beside it, if that is one of the record that this one hangs on."""
        if self.beside is None or not self.beside.startswith("parent."):
            return None
        return self.beside.removeprefix("parent.")


@attrs.frozen(eq=False)
class Once:
    """A rule among records that hang on one: no two of them have one value in a field.

    Attributes
    ----------
    code
        The rule's name.
    field
        The field.
    says
        What is wrong, after the name of the records.
    """

    code: str
    field: str
    says: str


COUNTY_OF_CODE: Final = Invariant(
    "county-of-code",
    "county",
    "code",
    lambda county, code: code[: len(county)] == county,
    "the first two digits of the code are the county's",
)
CLOSED_BEFORE_OPENED: Final = Invariant(
    "closed-before-opened",
    "closed",
    "opened",
    lambda closed, opened: closed >= opened,
    "lies before opened",
)
INTAKE_AFTER_CLOSED: Final = Invariant(
    "intake-after-closed",
    "date",
    "parent.closed",
    lambda date, closed: date <= closed,
    "lies after closed",
)
BEFORE_CASE: Final = Invariant(
    "before-case",
    "opened",
    "parent.opened",
    lambda opened, case: opened >= case,
    "lies before the first intake",
)
ENDED_BEFORE_STARTED: Final = Invariant(
    "ended-before-started",
    "ended",
    "started",
    lambda ended, started: ended >= started,
    "lies before started",
)
STARTED_BEFORE_CASE: Final = Invariant(
    "before-case",
    "started",
    "parent.opened",
    lambda started, opened: started >= opened,
    "lies before the first intake",
)
STARTED_AFTER_CLOSED: Final = Invariant(
    "started-after-closed",
    "started",
    "parent.closed",
    lambda started, closed: started <= closed,
    "lies after closed",
)
DONE_BEFORE_STARTED: Final = Invariant(
    "done-before-started",
    "done",
    "parent.started",
    lambda done, started: done >= started,
    "lies before started",
)
DUE_TWICE: Final = Once("due-twice", "due", "two are due on one day")
SCORE_REFUSED: Final = Invariant(
    "score-refused",
    "score",
    "instrument.is_scored",
    lambda _, is_scored: is_scored,
    "this instrument yields no points",
)
RISK_TWICE: Final = Once("risk-twice", "risk", "a risk is judged twice")
