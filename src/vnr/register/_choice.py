"""What is counted of a register: the cases of a mask, or with these values in a field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.frames import listed
from vnr.register._contacts import ContactRows
from vnr.register.columns import PLACES, Columns, lies_in
from vnr.register.delivery import Coverage
from vnr.results import code_of, column

__all__ = ["chosen"]

Mask = NDArray[np.bool_]


def chosen(
    stored: Columns,
    counted: Mask,
    contacts: ContactRows,
    coverage: Coverage,
    before: Mapping[str, Any],
    mask: ArrayLike | None,
    labels: Mapping[str, Any],
) -> tuple[Mask, ContactRows, Coverage, dict[str, Any]]:
    """What is counted after a choice, who delivered that, and all that was chosen.

    Parameters
    ----------
    stored, counted, contacts, coverage, before
        Of the register so far; `before` is what was chosen.
    mask, labels
        As in `Register.where`.

    Raises
    ------
    DataError
        If the mask isn't one boolean for each record.
    UnknownNameError
        If a field or a value is not known.
    """
    selection = dict(before)
    if mask is not None:
        keep = column(mask, "a mask for where")
        if keep.dtype != bool or keep.shape != counted.shape:
            raise DataError(
                f"a mask for where needs {counted.size} booleans, one for each row of "
                'table("cases")'
            )
        counted, contacts = counted & keep, contacts.none()
        bits = np.packbits(keep).tobytes()
        selection["mask"] = hashlib.blake2b(bits, digest_size=8).hexdigest()
    choice = {field: _values(asked, field) for field, asked in labels.items()}
    known = {
        field: coverage.municipalities
        if field in PLACES
        else (*coverage.districts, *stored.values(field), *contacts.stored.values(field))
        for field in choice
    }
    counted = counted & stored.having(choice, known)
    contacts = contacts.where(choice, known)
    for field, asked in choice.items():
        values = asked
        if field in PLACES:
            every = coverage.municipalities
            coverage = coverage.only(code for code in every if lies_in(code, field) in values)
        if field in selection:
            values = tuple(value for value in selection[field] if value in values)
        selection[field] = tuple(str(value) for value in values)
    return counted, contacts, coverage, selection


def _values(asked: Any, field: str) -> tuple[Any, ...]:
    """One value or several; of what was asked, yes and no may be True and False."""
    single = asked is None or isinstance(asked, (str, int, float))
    values = (asked,) if single else tuple(listed(asked, field))
    return tuple(_code(field, value) for value in values)


def _code(field: str, value: Any) -> Any:
    """The code that a yes, a no or a name stands for; anything else as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (code_of(field, value) or value) if isinstance(value, str) else value
