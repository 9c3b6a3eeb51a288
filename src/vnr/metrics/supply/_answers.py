"""What municipalities answered of their provisions in one year, checked together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import listed, plain
from vnr.model import JOINT, Provision, ProvisionState, Way, fault_text, provision_faults
from vnr.words import rule_words

__all__ = ["ALL", "MUNICIPALITY", "Answers", "Thing", "answers"]

Thing = tuple[str, str, str]
"""Kind, subject and target of a provision, as codes; `ALL` where the record has none."""

ALL: Final = "all"
"""What stands for a subject or target that the record doesn't have."""

MUNICIPALITY: Final = "municipality"
_REPORT: Final = "report"

_MOST: Final = 5
"""So many faults are named at once."""


@attrs.frozen(eq=False)
class Answers:
    """The records of one year, by municipality and by what they are about.

    Attributes
    ----------
    municipalities
        Codes, in order; of several that answer together as one report ``0461+0488``.
    things
        What is answered about, in order.
    records
        By municipality and thing.
    of
        What is counted: ``municipality`` or ``report``.
    joint
        Whether some answer is of several.
    """

    municipalities: tuple[str, ...]
    things: tuple[Thing, ...]
    records: Mapping[tuple[str, Thing], Provision]
    of: str
    joint: bool

    def state(self, municipality: str, thing: Thing) -> ProvisionState:
        """Whether it is there; not asked where there is no record."""
        record = self.records.get((municipality, thing))
        return ProvisionState.NOT_ASKED if record is None else record.state

    def states(self, members: Iterable[str], thing: Thing) -> list[ProvisionState]:
        """Those of several; of reports one for each that is of some of them."""
        return [self.state(one, thing) for one in self._counted(members, thing)]

    def _counted(self, members: Iterable[str], thing: Thing) -> list[str]:
        """Who stands for each of several municipalities in one thing, each once."""
        if self.of == MUNICIPALITY:
            return [*members]
        report = {
            code: label
            for label in self.municipalities
            if (label, thing) in self.records
            for code in label.split(JOINT)
        }
        return [*dict.fromkeys(report.get(code, code) for code in members)]

    def label(self, record: Provision) -> tuple[str, ...]:
        """What stands for who gave an answer: one label of a report, or each municipality."""
        if self.of == MUNICIPALITY:
            return record.answered_for
        return (JOINT.join(sorted(record.answered_for)),)

    def who_has(self, thing: Thing, *, own: bool = False) -> tuple[str, ...]:
        """Codes of those who have it; `own` leaves out those who only buy it."""
        return tuple(
            code
            for code in self.municipalities
            if (record := self.records.get((code, thing))) is not None
            and record.state is ProvisionState.HAS
            and not (own and record.way is Way.BOUGHT)
        )

    @property
    def strata(self) -> dict[str, NDArray[np.str_]]:
        """Labels of the things by stratum, each of shape ``(things,)``."""
        names = ("provision", "subject", "meant_for")
        return {
            name: np.array([thing[at] for thing in self.things]) for at, name in enumerate(names)
        }


def thing_of(record: Provision) -> Thing:
    """What a record is about."""
    return record.kind.value, record.subject or ALL, record.target or ALL


def answers(provisions: Iterable[Provision], year: Any, of: str = MUNICIPALITY) -> Answers:
    """The records of a year; a joint one once for each municipality, or once as a report.

    Raises
    ------
    DataError
        If something is no record, there is none of the year, a municipality answers twice about
        one thing, alone or together, or buys of one who says that it isn't there: with row and
        remedy, all of them. If `of` is neither.
    """
    if of not in (MUNICIPALITY, _REPORT):
        raise DataError(f"of must be {MUNICIPALITY} or {_REPORT}, got {shown(of)}")
    asked = plain(year)
    if type(asked) is not int:
        raise DataError(f"year must be a whole number such as 2019, got {shown(year)}")
    every = listed(provisions, "provisions")
    for row, record in enumerate(every):
        if type(record) is not Provision:
            raise DataError(f"provisions must be Provision records; row {row} is {shown(record)}")
    rows = {row: record for row, record in enumerate(every) if record.year == asked}
    if not rows:
        years = sorted({record.year for record in every})
        raise DataError(f"there is no provision of {asked}, but of {years or 'no year'}")
    faults = provision_faults(rows)
    if faults:
        raise DataError(_told([(row, code) for row, *_, code in faults]))
    joint = any(record.covers for record in rows.values())
    read = Answers((), (), {}, of, joint)
    records = {
        (label, thing_of(record)): record
        for record in rows.values()
        for label in read.label(record)
    }
    places = tuple(sorted({code for code, _ in records}))
    order = dict.fromkeys(thing for _, thing in records)
    return attrs.evolve(read, municipalities=places, things=tuple(sorted(order)), records=records)


def _told(faults: list[tuple[int, str]]) -> str:
    words = rule_words("en")
    told = [
        f"row {row}: {fault_text(code)}; {words[code]['remedy']}" for row, code in faults[:_MOST]
    ]
    more = f" (and {len(faults) - _MOST} more)" if len(faults) > _MOST else ""
    return f"provisions: {'; '.join(told)}{more}"
