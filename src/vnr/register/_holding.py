"""What a register holds, to be looked at: tables, records, frames, and a few words on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from vnr.display import wrapped_text
from vnr.errors import UnknownNameError
from vnr.frames import Backend
from vnr.model import Case, Contact, unstructure
from vnr.register._officers import officers
from vnr.register._summary import in_html, summary
from vnr.register.columns import CONTACTS, Columns, Schema, day_number, traced
from vnr.register.entering import to_frame, to_records
from vnr.words import Language

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register._contacts import ContactRows
    from vnr.register.columns import Table
    from vnr.register.delivery import Coverage

__all__ = ["FINGERPRINT", "Holding"]

Mask = NDArray[np.bool_]
T = TypeVar("T")

FINGERPRINT: Final = "fingerprint"
"""What the hash of the content is remembered by."""
_NOTHING: Final = object()


class Holding:
    """What a register holds (registrets innehåll); `Register` says how it is made and narrowed."""

    observed: Period
    coverage: Coverage
    selection: dict[str, Any]
    counted: Mask
    contact_rows: ContactRows
    _stored: Columns
    _steps: tuple[str, ...]
    _memory: dict[Any, Any]

    @property
    def schema(self) -> Schema:
        """What is stored of the cases."""
        return self._stored.schema

    @property
    def cutoff(self) -> int:
        """The last observed day, days since 1970-01-01: nothing later is known."""
        return day_number(self.observed.end)

    def table(self, name: str) -> Table:
        """Read-only columns of one table: every row, counted or not."""
        tables = {**self.contact_rows.stored.tables, **self._stored.tables}
        try:
            return tables[name]
        except KeyError:
            raise UnknownNameError("table", name, tables) from None

    def keys(self, name: str) -> NDArray[np.bytes_]:
        """Dictionary of an identifier (person_id, case_id, household_id, officer), UTF-8 bytes."""
        return self._stored.dictionaries[name]

    @property  # one that is kept would be no property to every type checker
    def fingerprint(self) -> str:
        """Hash of the content, for the provenance of results; made when first asked for."""
        return traced(self.remembered(FINGERPRINT, self._content), self._steps)

    def _content(self) -> str:
        contacts = self.contact_rows.stored
        beside = (contacts.fingerprint(),) if contacts.root.height else ()
        return traced(self._stored.fingerprint(), beside)

    def names(self, name: str = "municipality") -> tuple[str, ...]:
        """Codes of the municipalities that occur, or (named) their officers or districts, sorted."""
        if name == "district":
            return tuple(sorted(self._stored.values(name)))
        if name == "contact_district":
            return tuple(sorted(self.contact_rows.stored.values("district")))
        return self.officers[0] if name == "officer" else self._stored.municipalities

    @property
    def officers(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Each municipality's officers, and whose each case is; -1 where none is recorded."""
        return self.remembered("officers", lambda: officers(self._stored))

    def remembered(self, key: Any, make: Callable[[], T], *, most: int | None = None) -> T:
        """What a kernel once derived of the columns, which never change; made on first use.

        Of what has keys with one first part at most so many are remembered, the last ones.
        """
        found: Any = self._memory.get(key, _NOTHING)
        if found is _NOTHING:
            found = make()
            if most is not None:
                alike = [other for other in [*self._memory] if other[0] == key[0]]
                for other in alike[: max(len(alike) + 1 - most, 0)]:
                    self._memory.pop(other, None)
            self._memory[key] = found
        made: T = found
        return made

    def __len__(self) -> int:
        return int(self.counted.sum())

    def cases(self) -> Iterator[Case]:
        """Yield the counted cases, equal to the ones put in."""
        return to_records(self._stored.only(self.counted))

    def contacts(self) -> Iterator[Contact]:
        """Yield the counted contacts, equal to the ones put in."""
        return to_records(self.contact_rows.only().stored)

    def tallied(
        self, tally: Callable[[Self], Mapping[str, NDArray[Any]]]
    ) -> Mapping[str, NDArray[Any]]:
        """What `tally` gives of the register: it is a `Source` in one piece."""
        return tally(self)

    def to_frame(self, name: str = "cases", backend: Backend | None = None) -> Any:
        """One table's counted rows as a frame, with pseudonyms; `from_frame` reads all of them."""
        if name == CONTACTS.root:
            return to_frame(self.contact_rows.stored, self.contact_rows.counted, name, backend)
        return to_frame(self._stored, self.counted, name, backend)

    def to_dict(self) -> dict[str, Any]:
        """Window, coverage and what is counted as JSON types; `from_dict` reads it back."""
        return {
            "observed": [self.observed.start.isoformat(), self.observed.end.isoformat()],
            "coverage": self.coverage.to_list(),
            "cases": [unstructure(case) for case in self.cases()],
            "contacts": [unstructure(contact) for contact in self.contacts()],
        }

    def _summary(self, language: Language) -> dict[str, str]:
        covered = self.coverage.municipalities
        counted, contacts = self.counted, self.contact_rows
        told = self.observed, covered, self.selection
        return summary(self._stored, counted, contacts, *told, language)

    def show(self, language: Language = "sv") -> str:
        """What the register holds, on one line, in Swedish (``sv``) or English (``en``)."""
        parts = ", ".join(f"{name} {shown}" for name, shown in self._summary(language).items())
        return f"<Register: {parts}>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Holding):
            return NotImplemented
        return self is other or (
            (self.observed, self.coverage, dict(self.selection), self.fingerprint)
            == (other.observed, other.coverage, dict(other.selection), other.fingerprint)
            and bool(np.array_equal(self.counted, other.counted))
        )

    def __hash__(self) -> int:
        return hash((self.observed.start, self.observed.end, len(self)))

    def __repr__(self) -> str:
        return wrapped_text(self.show())

    def _repr_html_(self) -> str:
        return in_html(self._summary("sv"))
