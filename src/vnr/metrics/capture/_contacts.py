"""Repeat counts: how many persons came once, twice and more often, on one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.display import Column, html_table, wrapped_text
from vnr.errors import DataError, shown, written
from vnr.metrics.capture._counts import PersonTable, by_strata, whole_counts
from vnr.metrics.choices import Contacting, ViolenceBasis
from vnr.results import heading, numbers
from vnr.words import text

if TYPE_CHECKING:
    from vnr.metrics.choices import By, Roles
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["RepeatCounts"]

_MOST: Final = 100_000


@attrs.frozen(eq=False, repr=False)
class RepeatCounts(PersonTable):
    """How many persons had one contact, two, and so on, on one list (upprepade kontakter).

    Attributes
    ----------
    counts
        Given as a mapping of contacts to persons such as ``{1: 200, 2: 40}``, or as an array of
        persons with one contact, two, and so on, shape ``(most,)`` or ``(tables, most)``. Kept
        as int64, shape ``(tables, most)``.
    strata
        Labels of tables side by side, each of shape ``(tables,)``; empty for a single one.

    Raises
    ------
    DataError
        If a count is negative or not whole, or someone is said to have had no contact.

    Examples
    --------
    >>> RepeatCounts({1: 200, 2: 40, 3: 6})
    <RepeatCounts: personer 246, kontakter 298, med mer än en 46>
    """

    def __attrs_post_init__(self) -> None:
        """Put the counts in place."""
        mapped = isinstance(self.counts, Mapping)
        self._put(whole_counts(_of_mapping(self.counts) if mapped else self.counts))

    @classmethod
    def from_array(cls, contacts: ArrayLike, *, by: Mapping[str, Any] | None = None) -> Self:
        """Tally the number of contacts of each person.

        Parameters
        ----------
        contacts : array_like of int, shape ``(persons,)``
            At least 1 each.
        by : mapping of str to array, shape ``(persons,)``, optional
            Labels that split the persons into strata.
        """
        told = numbers(contacts, "contacts")
        if told.ndim > 1:
            raise DataError(f"contacts need one number for each person, got shape {told.shape}")
        number = whole_counts(told.reshape(1, -1), told.size)[0]
        if (number > _MOST).any():
            raise DataError(f"contacts of one person must be at most {_MOST}")
        if (number == 0).any():
            raise DataError(
                f"row {np.flatnonzero(number == 0)[0]} (and {(number == 0).sum() - 1} more) had no "
                "contact; leave them out: how many they are is what is estimated"
            )
        from vnr.metrics.capture._linking import strata_of

        row, strata, rows = strata_of(by or {}, number.size)
        most = max(int(number.max(initial=0)), 2)
        flat = np.bincount(row * most + number - 1, minlength=rows * most)
        return cls(flat.reshape(rows, most), strata=strata)

    @classmethod
    def from_frame(cls, frame: Any, *, person: str, by: str | Sequence[str] = ()) -> Self:
        """Count each person's rows; one row a contact.

        Parameters
        ----------
        frame : frame of pandas, polars or pyarrow
            One row for each contact.
        person : str
            The column of pseudonyms.
        by : str or sequence of str
            Columns that split the persons into strata; a person must have one value.
        """
        from vnr.metrics.capture._linking import contacts_of_frame

        names = (by,) if isinstance(by, str) else tuple(by)
        number, labels = contacts_of_frame(frame, person, names)
        return cls.from_array(number, by=labels)

    @classmethod
    def from_register(
        cls,
        register: Register,
        *,
        period: PeriodLike,
        of: Contacting = "case",
        basis: ViolenceBasis = "known",
        roles: Roles = "exposed",
        by: By = (),
    ) -> Self:
        """Count each person's contacts with the social services in the period.

        Parameters
        ----------
        register : Register
            The cases.
        period : Period, year or text
            When the contacts were.
        of : str
            ``case``: cases dated in the period; ``intake``: intakes in it, of such cases.
        basis, roles : str
            Which cases, as in `count`.
        by : str, tuple of str, or mapping of str to array
            Strata of the cases, one value a case; a person stands in that of the first one.
        """
        from vnr.metrics.capture._linking import contacts_of_register

        number, strata = contacts_of_register(
            register, period, of=of, basis=basis, roles=roles, by=by
        )
        return cls.from_array(number, by=strata)

    @property
    def contacts(self) -> NDArray[np.int64]:
        """Contacts in all, shape ``(tables,)``."""
        return self.counts @ np.arange(1, self.counts.shape[1] + 1)

    @property
    def overlap(self) -> NDArray[np.int64]:
        """Persons with more than one contact, shape ``(tables,)``."""
        return self.counts[:, 1:].sum(axis=1)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        with written("RepeatCounts.to_dict"):
            return cls(data["counts"], strata=data["strata"])

    def __repr__(self) -> str:
        told = text(
            "summaries",
            "repeat_counts",
            "sv",
            number=self.seen.sum(),
            others=self.contacts.sum(),
            names=self.overlap.sum(),
        )
        return wrapped_text(f"<RepeatCounts: {told}{by_strata(self.strata, self.seen)}>")

    def _repr_html_(self) -> str:
        counts = self.counts.sum(axis=0)
        there = np.flatnonzero(counts)
        columns = [
            Column(heading(name, "sv"), map(str, told), numeric=True)
            for name, told in (("contacts", there + 1), ("persons", counts[there]))
        ]
        return html_table(columns, headings=1, language="sv", caption=repr(self).strip("<>"))


def _of_mapping(counts: Mapping[Any, Any]) -> NDArray[Any]:
    """Persons with one contact, two, and so on, at least those two."""
    for contacts in counts:
        if isinstance(contacts, bool) or not isinstance(contacts, (int, np.integer)):
            raise DataError(f"contacts must be whole numbers, got {shown(contacts)}")
        if contacts > _MOST:
            raise DataError(
                f"contacts of one person must be at most {_MOST}, got {shown(contacts)}"
            )
        if contacts < 1:
            raise DataError(
                f"contacts must be at least 1, got {shown(contacts)}: how many had none is what is "
                "estimated"
            )
    array = np.zeros(max([2, *counts]), object)
    for contacts, persons in counts.items():
        array[contacts - 1] = persons
    return array
