"""What municipalities have or lack, in columns; records are the way in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Self, overload

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines
from vnr.model import Provision, ProvisionState, Way, board_members, provision_faults
from vnr.register.assembling import assemble
from vnr.register.columns import Columns, Schema, composite
from vnr.register.entering import flat_tables, to_records
from vnr.words import labels

__all__ = ["Provisions"]

Rows = NDArray[np.intp]
Places = NDArray[np.int32]
Breach = tuple[int, int, str, str]
Thing = tuple[str, str | None, str | None]

_SCHEMA: Final = Schema.of(Provision)
_COVERS: Final = "covers"
_WITH: Final = "with_municipalities"
_PLACES: Final = ("municipality", _COVERS, _WITH)


@attrs.frozen(eq=False, repr=False)
class Provisions(Sequence[Provision]):
    """Many provisions, in columns (utbud): what `offers` and its kin count by.

    It is a sequence of the records that it was made of, each built again when it is looked at.

    Attributes
    ----------
    stored
        Their columns, by the schema of `Provision`.

    Examples
    --------
    >>> from vnr.model import ProvisionKind
    >>> has = Provision("0484", 2025, ProvisionKind.COORDINATOR, None, None, ProvisionState.HAS)
    >>> kept = Provisions.of([has])
    >>> kept[0] == has, kept.codes
    (True, ('0484',))
    >>> kept.where(year=2024).municipalities
    ()
    """

    stored: Columns

    @classmethod
    def of(cls, records: Iterable[Provision] = ()) -> Self:
        """Those of records, in their order; what is in columns already stays as it is.

        Raises
        ------
        DataError
            If one is anything else, with its row.
        """
        if isinstance(records, cls):
            return records
        return cls(assemble(flat_tables(records, _SCHEMA), schema=_SCHEMA).whole())

    def __len__(self) -> int:
        return self.stored.root.height

    def __iter__(self) -> Iterator[Provision]:
        return iter(self._records)

    @overload
    def __getitem__(self, row: int) -> Provision: ...
    @overload
    def __getitem__(self, row: slice) -> Provisions: ...
    def __getitem__(self, row: int | slice) -> Provision | Provisions:
        if isinstance(row, slice):
            return self.at(np.arange(len(self))[row])
        return self._records[row]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Provisions) and self._records == other._records

    def __hash__(self) -> int:
        return hash(self._records)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stored,)

    def __repr__(self) -> str:
        return f"<Provisions: {len(self)} answers>"

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")

    @cached_property
    def _records(self) -> tuple[Provision, ...]:
        return tuple(to_records(self.stored))

    def at(self, rows: NDArray[Any]) -> Provisions:
        """Those of some rows, by number or by a mask, in their order."""
        return Provisions(self.stored.select({_SCHEMA.root: rows}))

    def where(self, *, year: int | None = None, codes: Iterable[str] | None = None) -> Provisions:
        """Those of a year, and those that are of some of these municipalities."""
        keep = np.ones(len(self), bool) if year is None else self.column("year") == year
        if codes is not None:
            wanted = {*codes}
            rows, places = self.answered
            mine = np.zeros(len(self), bool)
            mine[rows[np.array([one in wanted for one in self.codes], bool)[places]]] = True
            keep = keep & mine
        return self.at(keep)

    def column(self, name: str) -> NDArray[Any]:
        """What is stored of a field, shape ``(provisions,)``; texts as places among `labels`."""
        return self.stored.root[name]

    def labels(self, name: str) -> tuple[str, ...]:
        """The texts of a field that holds texts; -1 in its column is none."""
        column = _SCHEMA.tables[_SCHEMA.root][name]
        return tuple(text.decode() for text in self.stored.dictionaries[column.dictionary].tolist())

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of all municipalities that answers are of or name, in order."""
        named = {
            code
            for name in (_COVERS, _WITH)
            for label in self.labels(name)
            for code in board_members(label)
        }
        return tuple(sorted(named.union(self.labels("municipality"))))

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of those that answers are of, in order."""
        return tuple(self.codes[place] for place in np.unique(self.answered[1]).tolist())

    @cached_property
    def answered(self) -> tuple[Rows, Places]:
        """Each answer once for each municipality that it is of: its row, and whose among `codes`."""
        place = {code: at for at, code in enumerate(self.codes)}
        own = np.array([place[code] for code in self.labels("municipality")], np.int32)
        rows, others = self._members(_COVERS)
        return (
            np.concatenate([np.arange(len(self)), rows]),
            np.concatenate([own[self.column("municipality")], others]),
        )

    @cached_property
    def things(self) -> tuple[tuple[Thing, ...], Places]:
        """What they are about, each once, and which of these each one is."""
        kinds = _SCHEMA.tables[_SCHEMA.root]["kind"].labels
        subjects, targets = ((*self.labels(name), None) for name in ("subject", "target"))
        told = np.ravel_multi_index(
            (
                self.column("kind").astype(np.intp),
                # Of none the last.
                self.column("subject") % len(subjects),
                self.column("target") % len(targets),
            ),
            (len(kinds), len(subjects), len(targets)),
        )
        distinct, places = np.unique(told, return_inverse=True)
        split = np.unravel_index(distinct, (len(kinds), len(subjects), len(targets)))
        things = tuple(
            (kinds[kind], subjects[subject], targets[target])
            for kind, subject, target in zip(*(one.tolist() for one in split), strict=True)
        )
        return things, places.astype(np.int32)

    def _members(self, name: str) -> tuple[Rows, Places]:
        """Rows of a field of several municipalities, once for each of them, and whose they are."""
        place = {code: at for at, code in enumerate(self.codes)}
        members = [[place[code] for code in board_members(label)] for label in self.labels(name)]
        sizes = np.array([len(one) for one in members], np.intp)
        every = np.array([one for several in members for one in several], np.int32)
        rows = np.flatnonzero(self.column(name) >= 0)
        label = self.column(name)[rows]
        number = sizes[label]
        # Where the members of each row's label begin, and how far into them each one stands.
        begins = np.repeat((np.cumsum(sizes) - sizes)[label], number)
        within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        return np.repeat(rows, number), every[begins + within]

    def breaches(self, rows: NDArray[np.bool_] | None = None) -> list[Breach]:
        """Row, the row that it contradicts (or itself), field and rule of what they break.

        Together, or by naming a municipality that there isn't.

        Parameters
        ----------
        rows : array of bool, shape ``(provisions,)``, optional
            Which are looked at; by default all.
        """
        looked = np.ones(len(self), bool) if rows is None else rows
        at, place = self.answered
        at, place = at[looked[at]], place[looked[at]]
        told = self._key(at, place)
        order = np.sort(told)
        again = np.isin(told, order[1:][order[1:] == order[:-1]])
        buys, sellers = self._members(_WITH)
        mine = (looked & (self.column("way") == Way.BOUGHT.place))[buys]
        sold = self._key(buys[mine], sellers[mine])
        without = np.isin(told, sold) & (self.column("state") == ProvisionState.HAS_NOT.place)[at]
        # Only these can break a rule that looks from one record to others.
        suspects = np.unique(
            np.concatenate([at[again | without], buys[mine][np.isin(sold, told[without])]])
        )
        together = provision_faults(dict(zip(suspects.tolist(), self.at(suspects), strict=True)))
        return sorted([*self._of_no_place(looked), *together])

    def _of_no_place(self, looked: NDArray[np.bool_]) -> Iterator[Breach]:
        known = labels("municipality", "sv").keys()
        if {*self.codes} <= known:
            return
        for name in _PLACES:
            wrong = [not {*board_members(label)} <= known for label in self.labels(name)]
            column = self.column(name)
            there = looked & (column >= 0)
            for row in np.flatnonzero(there & np.array([*wrong, False])[column]).tolist():
                yield row, row, name, "place-unknown"

    def _key(self, rows: Rows, places: Places) -> NDArray[np.int64]:
        """One number for each municipality, year and thing."""
        things, which = self.things
        years = self.column("year")
        first, last = (int(years.min()), int(years.max())) if years.size else (0, 0)
        return composite(
            (places, len(self.codes)),
            (years[rows] - np.int32(first), last - first + 1),
            (which[rows], len(things)),
        )
