"""What metrics count from: one register, or registers that share no person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register._register import Register
    from vnr.register.delivery import Coverage

__all__ = ["Partitioned", "Source", "Tally"]

Tally = Mapping[str, NDArray[Any]]
"""Named arrays of whole numbers that add when rows are split by person."""


class Source(Protocol):
    """Anything that a metric can be tallied over; a `Register` is one."""

    @property
    def observed(self) -> Period:
        """The window that was observed; its end is the data cut-off."""
        ...

    @property
    def coverage(self) -> Coverage:
        """Which municipality and unit delivered which part of the window."""
        ...

    @property
    def selection(self) -> Mapping[str, Any]:
        """What `Register.where` chose, by name."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash of the content, for the provenance of results."""
        ...

    def names(self, name: str = "municipality") -> tuple[str, ...]:
        """Codes of the municipalities that occur, or (``officer``) their officers, sorted."""
        ...

    def tallied(self, tally: Callable[[Register], Tally]) -> Tally:
        """What `tally` gives of registers that share no person, added by name."""
        ...


class Partitioned:
    """Registers that share no person, as one `Source` (personuppdelat register).

    Parameters
    ----------
    registers : iterable of Register
        Each with every case of its persons; of one window, coverage and selection.

    Raises
    ------
    DataError
        If there is none, if they differ in what was observed, delivered or chosen, or if a
        person stands in two of them.
    """

    def __init__(self, registers: Iterable[Register]) -> None:
        self._registers = tuple(registers)
        if not self._registers:
            raise DataError("a partitioned source needs at least one register")
        self._first = self._registers[0]
        for name, remedy in (
            ("observed", "read them with one `observed`"),
            ("coverage", "give each the coverage of the whole"),
            ("selection", "choose with `where` before the persons are split"),
        ):
            if any(getattr(part, name) != getattr(self, name) for part in self._registers):
                raise DataError(f"the registers differ in {name}; {remedy}")
        persons = [part.keys("person_id").tolist() for part in self._registers]
        if len(set().union(*persons)) < sum(map(len, persons)):
            raise DataError("a person stands in two of the registers; give each person's to one")

    @property
    def observed(self) -> Period:
        """The window that was observed."""
        return self._first.observed

    @property
    def coverage(self) -> Coverage:
        """Which municipality and unit delivered which part of the window."""
        return self._first.coverage

    @property
    def selection(self) -> Mapping[str, Any]:
        """What was chosen, by name."""
        return self._first.selection

    @property
    def fingerprint(self) -> str:
        """Hash of the content of all registers, in their order."""
        hashes = " ".join(part.fingerprint for part in self._registers)
        return hashlib.blake2b(hashes.encode(), digest_size=16).hexdigest()

    def names(self, name: str = "municipality") -> tuple[str, ...]:
        """What occurs of the name in any of the registers, sorted."""
        return tuple(sorted(set().union(*(part.names(name) for part in self._registers))))

    def tallied(self, tally: Callable[[Register], Tally]) -> Tally:
        """What `tally` gives of each register, added by name."""
        total = dict(tally(self._first))
        for part in self._registers[1:]:
            for name, array in tally(part).items():
                total[name] = np.add(total[name], array)
        return total
