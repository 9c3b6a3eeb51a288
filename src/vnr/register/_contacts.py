"""Contacts beside cases: their columns, and which of them are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError
from vnr.frames import is_frame, taken
from vnr.model import Contact
from vnr.register._as_of import cut, reaches_beyond
from vnr.register.assembling import assemble, joined_keyless
from vnr.register.columns import CASES, CONTACTS, NONE, Columns
from vnr.register.entering import flat_tables, from_frames
from vnr.words import Phrase

__all__ = ["ContactRows"]

Mask = NDArray[np.bool_]


@attrs.frozen(eq=False)
class ContactRows(Fields):
    """The contacts of a register; nothing of them is ever added to its cases.

    Attributes
    ----------
    stored
        Their columns.
    counted
        Which are counted, shape ``(contacts,)``.

    Examples
    --------
    >>> from vnr import Contact, Period
    >>> from vnr.model import ContactKind
    >>> rows = ContactRows.of([Contact("0484", Period.year(2019), ContactKind.ADVICE, number=12)])
    >>> rows.stored.root["number"], rows.counted
    (array([12], dtype=int32), array([ True]))
    """

    stored: Columns
    counted: Mask

    def __attrs_post_init__(self) -> None:
        self.counted.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        # Arrays come back writable from a pickle and a deep copy.
        return type(self), (self.stored, self.counted)

    @classmethod
    def whole(cls, stored: Columns) -> Self:
        """All of a store, counted."""
        return cls(stored, np.ones(stored.root.height, bool))

    @classmethod
    def of(cls, records: Iterable[Contact] = ()) -> Self:
        """Those of `Contact` objects, in their order.

        Raises
        ------
        DataError
            If one is anything else.
        """
        flat = flat_tables(records, CONTACTS)
        return cls.whole(assemble(flat, schema=CONTACTS).whole())

    @classmethod
    def from_frame(cls, frame: Any) -> tuple[Any, Self]:
        """Those of the frame ``contacts`` in a mapping of frames, and the mapping without it.

        Raises
        ------
        DataError
            If a row breaks a rule, or a column tells who somebody is.
        UnknownNameError
            If a column has no place in contacts.
        """
        name = CONTACTS.root
        if is_frame(frame) or not isinstance(frame, Mapping) or name not in frame:
            return frame, cls.of()
        headings = taken(frame[name], Phrase("named", "frame", (("name", name),))).headings
        telling = sorted(CASES.identifiers.intersection(headings))
        if telling:
            raise DataError(
                f"{name}.{telling[0]}: contacts are nobody's; take the column out, or give what "
                "has a person as cases"
            )
        flat = from_frames({name: frame[name]}, CONTACTS)
        others = {table: one for table, one in frame.items() if table != name}
        return others, cls.whole(assemble(flat, schema=CONTACTS).whole())

    @classmethod
    def as_one(cls, several: Sequence[Self]) -> Self:
        """Those of several registers as one."""
        return cls(
            *joined_keyless([one.stored for one in several], [one.counted for one in several])
        )

    def only(self) -> Self:
        """Those that are counted alone."""
        return type(self).whole(self.stored.only(self.counted))

    def where(
        self, choice: Mapping[str, Sequence[str]], known: Mapping[str, Iterable[str]]
    ) -> Self:
        """Count those with one of these values in each field; none where contacts lack a field."""
        if not all(self.stored.has_field(field) for field in choice):
            return self.none()
        # What has no row of a kind is a case; a contact is a row itself.
        rows = {field: [one for one in of if one != NONE] for field, of in choice.items()}
        return type(self)(self.stored, self.counted & self.stored.having(rows, known))

    def none(self) -> Self:
        """Count none."""
        return type(self)(self.stored, np.zeros(self.counted.size, bool))

    def as_of(self, day: int) -> Self:
        """Those whose period was over by a day."""
        if not reaches_beyond(self.stored, day):
            return self
        stored, there = cut(self.stored, day)
        return type(self)(stored, self.counted[there])
