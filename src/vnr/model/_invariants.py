"""What must hold between the values of records: each rule once, for objects and for columns.

A check takes dates and numbers as one record holds them, or as arrays of a whole column, and uses
operators that mean the same for both. It never sees a missing value: what isn't known breaks no
rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from vnr.display import Fields
from vnr.words import Language, rule_words

__all__ = [
    "CASE_CLOSED_BEFORE_OPENED",
    "CLOSED_BEFORE_OPENED",
    "CLOSED_TWICE",
    "COUNTY_OF_CODE",
    "DONE_BEFORE_STARTED",
    "DUE_TWICE",
    "ENDED_BEFORE_STARTED",
    "MOST_BELOW_LEAST",
    "NUMBER_OF_NONE",
    "OUT_OF_ORDER",
    "READY_BEFORE_STARTED",
    "REASON_OF_OPENED",
    "RISK_TWICE",
    "SCORE_REFUSED",
    "SPELLS_OVERLAP",
    "STARTED_AFTER_CLOSED",
    "STARTED_BEFORE_CASE",
    "WAY_OF_NONE",
    "Invariant",
    "Once",
    "Within",
    "broken_text",
    "fault_text",
]


@attrs.frozen(eq=False)
class Invariant(Fields):
    """A rule for a value of a record, alone or beside another value.

    Attributes
    ----------
    code
        The rule's name, such as ``closed-before-opened``; `fault_text` has its words.
    field
        The field that it speaks of.
    beside
        What the field is held against: another field of the record, a property of a code of it
        (``instrument.is_scored``), a field of the record that it hangs on (``parent.opened``), or
        None.
    holds
        The check: a function of the field's value, and of the one beside it if there is one.

    Examples
    --------
    >>> from vnr.model import Intervention, invariants_of
    >>> next(rule for rule in invariants_of(Intervention) if rule.code.startswith("ended"))
    Invariant(code='ended-before-started', field='ended', beside='started')
    """

    code: str
    field: str
    beside: str | None
    holds: Callable[..., Any] = attrs.field(repr=False)

    @property
    def of_parent(self) -> str | None:
        """The field beside it, if that is one of the record that this one hangs on."""
        if self.beside is None or not self.beside.startswith("parent."):
            return None
        return self.beside.removeprefix("parent.")


@attrs.frozen(eq=False)
class Once(Fields):
    """A rule among records that hang on one: no two of them have one value in a field.

    Attributes
    ----------
    code
        The rule's name.
    field
        The field.

    Examples
    --------
    >>> from vnr.model import RiskJudgement, invariants_of
    >>> invariants_of(RiskJudgement)
    (Once(code='risk-twice', field='risk'),)
    """

    code: str
    field: str


@attrs.frozen(eq=False)
class Within(Fields):
    """A rule for a day of what hangs on a record: the record is open on it, or not yet opened.

    It is if, since the last day before it on which the record closed, it opened again up to it.

    Attributes
    ----------
    code
        The rule's name.
    field
        The day.
    opens, closes
        Fields of the record above that hold what opens and what closes it, each with a `date`.

    Examples
    --------
    >>> from vnr.model import Intervention
    >>> [(rule.code, rule.field) for rule in Intervention.odd + Intervention.rules if isinstance(rule, Within)]
    [('started-after-closed', 'started')]
    """

    code: str
    field: str
    opens: str = "intakes"
    closes: str = "closings"


def fault_text(code: str, language: Language = "en") -> str:
    """What is wrong where a rule is broken, and its code; a code without words stands for itself.

    Examples
    --------
    >>> fault_text("negative"), fault_text("negative", "sv")
    ('a number is less than zero [negative]', 'ett tal är mindre än noll [negative]')
    """
    words = rule_words(language)
    return f"{words[code]['wrong'] if code in words else code} [{code}]"


def broken_text(path: str, code: str, language: Language = "en") -> str:
    """Where a rule between fields is broken, what is wrong and what to do, as lists of faults say it.

    A rule without words, such as one of a class that adds fields, has no remedy to name.

    Examples
    --------
    >>> broken_text("closed", "closed-before-opened")
    'closed: closed before it opened [closed-before-opened]; correct one of the dates'
    """
    words = rule_words(language)
    remedy = f"; {words[code]['remedy']}" if code in words else ""
    return f"{path}: {fault_text(code, language)}{remedy}"


OUT_OF_ORDER: Final = "out-of-order"
"""The rule of records that stand in order by one of their fields: columns put them so themselves."""

COUNTY_OF_CODE: Final = Invariant(
    "county-of-code",
    "county",
    "code",
    lambda county, code: code[: len(county)] == county,
)
CLOSED_BEFORE_OPENED: Final = Invariant(
    "closed-before-opened",
    "closed",
    "opened",
    lambda closed, opened: closed >= opened,
)
CASE_CLOSED_BEFORE_OPENED: Final = Invariant(
    "closed-before-opened",
    "date",
    "parent.opened",
    lambda closed, opened: closed >= opened,
)
CLOSED_TWICE: Final = Once("closed-twice", "date")
SPELLS_OVERLAP: Final = Within("spells-overlap", "date")
ENDED_BEFORE_STARTED: Final = Invariant(
    "ended-before-started",
    "ended",
    "started",
    lambda ended, started: ended >= started,
)
READY_BEFORE_STARTED: Final = Invariant(
    "ready-before-started",
    "ready",
    "started",
    lambda ready, started: ready >= started,
)
STARTED_BEFORE_CASE: Final = Invariant(
    "before-case",
    "started",
    "parent.opened",
    lambda started, opened: started >= opened,
)
# Many systems close what a case came in as when the investigation opens: so it is only noted.
STARTED_AFTER_CLOSED: Final = Within("started-after-closed", "started")
DONE_BEFORE_STARTED: Final = Invariant(
    "done-before-started",
    "done",
    "parent.started",
    lambda done, started: done >= started,
)
DUE_TWICE: Final = Once("due-twice", "due")
MOST_BELOW_LEAST: Final = Invariant(
    "most-below-least",
    "most",
    "least",
    lambda most, least: most >= least,
)
SCORE_REFUSED: Final = Invariant(
    "score-refused",
    "score",
    "instrument.is_scored",
    lambda _, is_scored: is_scored,
)
REASON_OF_OPENED: Final = Invariant(
    "reason-of-opened",
    "not_opened_reason",
    "outcome.takes_reason",
    lambda _, takes_reason: takes_reason,
)
RISK_TWICE: Final = Once("risk-twice", "risk")
WAY_OF_NONE: Final = Invariant(
    "way-of-none",
    "way",
    "state.is_had",
    lambda _, is_had: is_had,
)
NUMBER_OF_NONE: Final = tuple(
    Invariant(
        "number-of-none",
        field,
        "state.is_had",
        lambda number, is_had: (number == 0) | is_had,
    )
    for field in ("persons", "posts", "places")
)
