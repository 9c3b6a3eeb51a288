"""What metrics count from: one register, or registers that share no person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines
from vnr.errors import DataError
from vnr.register.columns import run_starts

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register._register import Register
    from vnr.register.delivery import Coverage

__all__ = ["Partitioned", "Source", "Sparse", "Tally", "added"]

Tally = Mapping[str, Any]
"""Named arrays of whole numbers, or `Sparse` sums, that add when rows are split by person."""


_DENSE: Final = 8
"""Places for each of what stands there, up to which it is quicker to count than to sort."""


@attrs.frozen(eq=False)
class Sparse:
    """Sums at the few of many places where there are any; they add as arrays do (glesa summor).

    Attributes
    ----------
    places
        The place on each axis, each of shape ``(rows,)``; the first is the cell. In order, the
        first axis first, and no two rows alike.
    sums
        What stands there, shape ``(rows,)`` or ``(rows, columns)``.

    Examples
    --------
    >>> total = Sparse((np.array([0, 2]),), np.array([5, 1])) + Sparse((np.array([2]),), np.array([3]))
    >>> total.places[0].tolist(), total.sums.tolist()
    ([0, 2], [5, 4])
    """

    places: tuple[NDArray[Any], ...]
    sums: NDArray[Any]

    @classmethod
    def of(cls, places: tuple[NDArray[Any], ...], values: NDArray[Any] | None = None) -> Self:
        """What stands at each place: how many rows, or the sum of their values."""
        order = np.lexsort(places[::-1])
        places = tuple(place[order] for place in places)
        fresh = np.ones(order.size, bool)
        if order.size:
            fresh[1:] = np.any([place[1:] != place[:-1] for place in places], axis=0)
        first = np.flatnonzero(fresh)
        if values is None:
            sums = np.diff(np.append(first, order.size))
        elif first.size:
            sums = np.add.reduceat(values[order], first, axis=0)
        else:
            sums = values
        return cls(tuple(place[first] for place in places), sums)

    @classmethod
    def packed(cls, key: NDArray[Any], width: int) -> Self:
        """How many there are of each pair, packed as ``first * width + second``; `key` may be sorted.

        Examples
        --------
        >>> counted = Sparse.packed(np.array([12, 3, 12]), 10)
        >>> [place.tolist() for place in counted.places], counted.sums.tolist()
        ([[0, 1], [3, 2]], [1, 2])
        """
        if int(key.max(initial=0)) < _DENSE * key.size:
            number = np.bincount(key)
            there = np.flatnonzero(number)
            return cls(np.divmod(there.astype(key.dtype), width), number[there])
        key.sort()
        first = np.flatnonzero(run_starts(key))
        return cls(np.divmod(key[first], width), np.diff(np.append(first, key.size)))

    def __add__(self, other: Sparse) -> Sparse:
        both = tuple(map(np.concatenate, zip(self.places, other.places, strict=True)))
        return Sparse.of(both, np.concatenate([self.sums, other.sums]))

    def __getitem__(self, which: NDArray[np.intp]) -> Sparse:
        """What stands in these cells, which are numbered anew; they are in order."""
        cell, *others = self.places
        place = np.searchsorted(which, cell)
        kept = np.flatnonzero(np.append(which, -1)[place] == cell)
        places = (place[kept], *(other[kept] for other in others))
        return Sparse(places, self.sums[kept])


def added(tallies: Iterable[Tally]) -> Tally:
    """Tallies added by name, in their order.

    Examples
    --------
    >>> added([{"n": np.array([1, 2])}, {"n": np.array([3, 4])}])
    {'n': array([4, 6])}
    """
    total: dict[str, Any] = {}
    for tally in tallies:
        for name, sums in tally.items():
            total[name] = total[name] + sums if name in total else sums
    return total


class Source(Protocol):
    """Anything that a metric can be tallied over; a `Register` is one.

    Examples
    --------
    >>> import numpy as np
    >>> def tally(part):
    ...     return {"counted": np.array([part.counted.sum()])}
    >>> gotland.tallied(tally), gotland.observed.end.year
    ({'counted': array([1830])}, 2020)
    """

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

    Examples
    --------
    >>> from datetime import date
    >>> from vnr import Case, Coverage, Intake, Period, Person, Register
    >>> from vnr.metrics import count
    >>> from vnr.model import IntakeReason, Role
    >>> whole = Coverage([("0484", None, Period.year(2019))])
    >>> def part(person):
    ...     intake = Intake(date(2019, 3, 1), IntakeReason.VIOLENCE)
    ...     case = Case("1", Person(person), "0484", None, Role.EXPOSED_ADULT, (intake,))
    ...     return Register.from_cases([case], observed=2019, coverage=whole)
    >>> int(count(Partitioned([part("a"), part("b")]), 2019, of="person"))
    2
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

    def __repr__(self) -> str:
        return f"<Partitioned: {len(self._registers)} registers, observed {self.observed}>"

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")

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
        return added(tally(part) for part in self._registers)
