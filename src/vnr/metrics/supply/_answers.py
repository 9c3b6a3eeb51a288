"""What municipalities answered of their provisions in one year, checked together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice, shown
from vnr.frames import plain
from vnr.metrics.choices import Answering
from vnr.model import Provision, ProvisionState, board_label, board_members, fault_text
from vnr.register import Provisions
from vnr.words import rule_words

__all__ = ["ALL", "MUNICIPALITY", "Answers", "Thing", "answers"]

Thing = tuple[str, str, str]
"""Kind, subject and target of a provision, as codes; `ALL` where the record has none."""

ALL: Final = "all"
"""What stands for a subject or target that the record doesn't have."""

Rows = NDArray[np.intp]

MUNICIPALITY: Final = "municipality"

_MOST: Final = 5
"""So many faults are named at once."""


_STATES: Final = tuple(ProvisionState)


@attrs.frozen(eq=False)
class Answers:
    """The answers of one year, by municipality and by what they are about.

    Attributes
    ----------
    provisions
        All that were given, of any year.
    municipalities
        Codes, in order; of several that answer together as one report ``0461+0488``.
    things
        What is answered about, in order.
    answered
        Which of `provisions` is the answer, shape ``(municipalities, things)``; -1 is none.
    of
        What is counted: ``municipality`` or ``report``.
    joint
        Whether some answer is of several.
    """

    provisions: Provisions
    municipalities: tuple[str, ...]
    things: tuple[Thing, ...]
    answered: NDArray[np.intp]
    of: str
    joint: bool

    @cached_property
    def states(self) -> NDArray[np.int8]:
        """Places of the states, shape ``(municipalities, things)``; not asked where there is none."""
        return self.column("state", ProvisionState.NOT_ASKED.place)

    def column(self, name: str, none: Any) -> NDArray[Any]:
        """What is stored of a field, shape ``(municipalities, things)``, and `none` without answer."""
        stored = self.provisions.column(name)
        return np.append(stored, np.array([none], stored.dtype))[self.answered]

    def is_state(self, *states: ProvisionState) -> NDArray[np.bool_]:
        """Where the state is one of these, shape ``(municipalities, things)``."""
        return np.isin(self.states, [one.place for one in states])

    def state(self, municipality: str, thing: Thing) -> ProvisionState:
        """Whether it is there; not asked where there is no record."""
        if municipality not in self._places:
            return ProvisionState.NOT_ASKED
        return _STATES[self.states[self._places[municipality], self.things.index(thing)]]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.municipalities)}

    def records(self, kind: str, subject: str) -> dict[tuple[str, str], Provision]:
        """The answers about one kind and subject, by municipality and whom it is meant for."""
        things = [at for at, thing in enumerate(self.things) if thing[:2] == (kind, subject)]
        places, which = np.nonzero(self.answered[:, things] >= 0)
        found = self.provisions.at(self.answered[:, things][places, which])
        return {
            (self.municipalities[place], self.things[things[at]][2]): record
            for place, at, record in zip(places.tolist(), which.tolist(), found, strict=True)
        }

    @cached_property
    def strata(self) -> dict[str, NDArray[np.str_]]:
        """Labels of the things by stratum, each of shape ``(things,)``."""
        names = ("provision", "subject", "meant_for")
        return {
            name: np.array([thing[at] for thing in self.things]) for at, name in enumerate(names)
        }


def answers(provisions: Iterable[Provision], year: Any, of: str = MUNICIPALITY) -> Answers:
    """The answers of a year; a joint one once for each municipality, or once as a report.

    Raises
    ------
    DataError
        If something is no record, there is none of the year, a municipality answers twice about
        one thing, alone or together, or buys of one who says that it isn't there: with row and
        remedy, all of them. If `of` is neither.
    """
    check_choice("of", of, Answering)
    asked = plain(year)
    if type(asked) is not int:
        raise DataError(f"year must be a whole number such as 2019, got {shown(year)}")
    every = Provisions.of(provisions)
    years = every.column("year")
    mine = years == asked
    if not mine.any():
        raise DataError(
            f"there is no provision of {asked}, but of {np.unique(years).tolist() or 'no year'}"
        )
    faults = every.breaches(mine)
    if faults:
        raise DataError(_told([(row, code) for row, *_, code in faults]))
    rows, labels, whose = (_of_each if of == MUNICIPALITY else _of_reports)(every, mine)
    told, about = every.things
    used = np.unique(about[mine])
    named = {at: (told[at][0], told[at][1] or ALL, told[at][2] or ALL) for at in used.tolist()}
    order = np.array(sorted(named, key=named.__getitem__))
    column = np.empty(len(told), np.intp)
    column[order] = np.arange(order.size)
    matrix = np.full((len(labels), order.size), -1, np.intp)
    matrix[whose, column[about[rows]]] = rows
    joint = bool((every.column("covers")[mine] >= 0).any())
    return Answers(every, labels, tuple(named[at] for at in order.tolist()), matrix, of, joint)


def _of_each(every: Provisions, mine: NDArray[np.bool_]) -> tuple[Rows, tuple[str, ...], Rows]:
    """Rows once for each municipality that they are of, the municipalities, and which is whose."""
    rows, places = every.answered
    there = mine[rows]
    used, whose = np.unique(places[there], return_inverse=True)
    return rows[there], tuple(every.codes[place] for place in used.tolist()), whose


def _of_reports(every: Provisions, mine: NDArray[np.bool_]) -> tuple[Rows, tuple[str, ...], Rows]:
    """Rows once each, the labels of those who answer together, and which is whose."""
    rows = np.flatnonzero(mine)
    own, covers = every.labels("municipality"), (*every.labels("covers"), None)
    answering = np.stack([every.column(name)[rows] for name in ("municipality", "covers")])
    distinct, which = np.unique(answering, axis=1, return_inverse=True)
    told = [
        board_label((own[one], *(board_members(others) if (others := covers[more]) else ())))
        for one, more in distinct.T.tolist()
    ]
    labels = tuple(sorted({*told}))
    return rows, labels, np.array([labels.index(label) for label in told])[which.reshape(-1)]


def _told(faults: list[tuple[int, str]]) -> str:
    words = rule_words("en")
    told = [
        f"row {row}: {fault_text(code)}; {words[code]['remedy']}" for row, code in faults[:_MOST]
    ]
    more = f" (and {len(faults) - _MOST} more)" if len(faults) > _MOST else ""
    return f"provisions: {'; '.join(told)}{more}"
