"""What a register stores: its tables, and the dictionaries that its codes point into."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import UnknownNameError
from vnr.register._schema import SCHEMA, Kind
from vnr.register._table import Table

__all__ = ["PLACES", "Columns"]

PLACES: Final = {"municipality": 4, "county": 2}
"""Fields of place, and how much of a municipality's code each is."""
_CODED: Final = {
    column.name: (table, column)
    for table in ("persons", "cases")
    for column in SCHEMA[table]
    if column.kind in (Kind.CODE, Kind.BITS)
}


@attrs.frozen(eq=False, repr=False)
class Columns:
    """Stored columns, without a word on what is observed or counted of them.

    Attributes
    ----------
    tables
        The tables, `persons` and `cases` first.
    keys
        The dictionaries of identifiers, UTF-8 bytes, read-only.
    municipalities
        Codes of the municipalities that occur, sorted.
    """

    tables: Mapping[str, Table]
    keys: Mapping[str, NDArray[np.bytes_]]
    municipalities: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        for values in self.keys.values():
            values.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        # Arrays come back writable from a pickle and a deep copy.
        return type(self), (self.tables, self.keys, self.municipalities)

    def occurring(self) -> list[str]:
        """Codes of the municipalities that have a case."""
        codes = np.bincount(self.tables["cases"]["municipality"])
        return [self.municipalities[code] for code in np.flatnonzero(codes)]

    def having(
        self, field: str, values: Sequence[Any], covered: Iterable[str]
    ) -> NDArray[np.bool_]:
        """The cases that have one of these values in a field.

        Parameters
        ----------
        field : str
            ``municipality``, ``county``, or any coded field of the case or its person.
        values : sequence of str
            The values.
        covered : iterable of str
            Municipalities that delivered, whether or not they have a case.

        Raises
        ------
        UnknownNameError
            If the field or a value is not there.
        """
        cases = self.tables["cases"]
        if field in PLACES:
            size = PLACES[field]
            known = {code[:size] for code in (*self.municipalities, *covered)}
            _check(field, values, known)
            there = np.array([code[:size] in values for code in self.municipalities], bool)
            return there[cases["municipality"]]
        if field not in _CODED:
            raise UnknownNameError("field to choose by", field, [*PLACES, *_CODED])
        table, column = _CODED[field]
        members = [member.value for member in column.vocabulary or ()]
        _check(field, values, members)
        places = [members.index(value) for value in values]
        held = self.tables[table][field]
        if column.kind is Kind.CODE:
            found = np.isin(held, places)
        else:
            found = (held & np.uint32(sum(1 << place for place in places))) != 0
        return found if table == "cases" else found[cases["person"]]

    def fingerprint(self) -> str:
        """Hash of the content."""
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.tables):
            for column in sorted(self.tables[name]):
                digest.update(f"{name}.{column}".encode())
                digest.update(self.tables[name][column].tobytes())
        for name in sorted(self.keys):
            digest.update(name.encode())
            digest.update(self.keys[name].tobytes())
        return digest.hexdigest()


def _check(field: str, values: Sequence[Any], known: Iterable[str]) -> None:
    for value in values:
        if value not in known:
            raise UnknownNameError(field, value, known)
