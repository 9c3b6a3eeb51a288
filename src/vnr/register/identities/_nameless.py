"""What no frame brings into a register: personal numbers, and persons who stand for a crowd.

How personal numbers are told from numbers that are made of a date by chance, such as that of a case
by the day it was opened: by the check digit. One in ten has the right one by chance, so of all in a
column that are written alike more than a fifth must. What is dated more than ten years before the
window is no case's number: there each that is right is a person's. Of seven or eight digits, which
a spreadsheet leaves of somebody born in 2000, half and at least five must be right.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.model import Period, PeriodLike
from vnr.register.columns import Keys, Schema, composite
from vnr.register.identities._crowds import crowds
from vnr.register.identities._numerals import Form
from vnr.register.identities._personal import Numbers, numbers_in
from vnr.register.identities._unknown import stand_ins

__all__ = ["nameless", "sure"]

_SHARE: Final = 5
"""One in so many may be right by chance."""
_OLDEST: Final = 10
"""Years before the window in which a case that it holds may have been opened."""
_FEW: Final = 5
"""So few short ones are right by chance."""

Flat = dict[str, dict[str, Any]]


def sure(numbers: Numbers, window: Period) -> NDArray[np.bool_]:
    """Which of what one column holds are personal numbers, right or mistyped.

    Parameters
    ----------
    numbers : Numbers
        All that is written as they are, in all tables that hold the column.
    window : Period
        What the extract covers.

    Returns
    -------
    array of bool, shape ``(candidates,)``

    Examples
    --------
    >>> from vnr import Period
    >>> from vnr.register import numbers_in
    >>> window = Period.year(2020)
    >>> sure(numbers_in(np.array([b"19900101-0017", b"19851224-1234"]), window.end), window)
    array([ True,  True])
    """
    old = numbers.year < window.start.year - _OLDEST
    told = np.zeros(old.size, bool)
    for form in Form:
        for aged in (False, True):
            mine = (numbers.form == form) & (old == aged)
            right, all_of = int((numbers.right & mine).sum()), int(mine.sum())
            if form is Form.SHORTER:
                holds = right >= _FEW and 2 * right > all_of
            else:
                holds = _SHARE * right > all_of or (right > 0 and aged and form is Form.PLAIN)
            told |= mine & holds
    return told


def nameless(tables: Flat, schema: Schema, observed: PeriodLike) -> Flat:
    """The tables of a frame without personal numbers, and without persons who stand for a crowd.

    Raises
    ------
    DataError
        If some identifiers are personal numbers; it names the column.
    """
    window = Period.of(observed)
    held: dict[str, list[tuple[str, Keys]]] = {}
    known = {column.name for table in schema.tables.values() for column in table.values()}
    for name, columns in tables.items():
        for field, values in columns.items():
            if isinstance(values, Keys) and field in {*schema.keys, *known}:
                held.setdefault(field, []).append((name, values))
    for field, places in held.items():
        distinct = {id(keys.values): keys.values for _, keys in places}
        seen = [numbers_in(values, window.end) for values in distinct.values()]
        if sure(Numbers.of(seen), window).any():
            raise DataError(
                f"{places[0][0]}.{field} holds personal numbers, and a register holds none. Read "
                "the frame with vnr.read(frame, observed=..., key=...), which makes keyed "
                "pseudonyms of them, or make them with vnr.Pseudonymiser"
            )
    return _unlinked(tables, schema)


def _unlinked(tables: Flat, schema: Schema) -> Flat:
    """The tables, in which nobody knows the persons who stand for a crowd."""
    nobody, base = schema.unknowable, tables.get(schema.base or "")
    date = schema.order(schema.base or "")
    if nobody is None or base is None or date not in base:
        return tables
    person = base[nobody]
    others = [base[name] for name in schema.keys if name != nobody]
    missing = np.full(person.codes.size, -1, np.int32)
    found = crowds(
        person.codes,
        composite(*((keys.codes, keys.values.size) for keys in others)),
        base[date],
        base.get("birth_year", missing),
    )
    if not found.size:
        return tables
    taken = set(person.values[found].tolist())
    return {name: _without(columns, taken, schema, nobody) for name, columns in tables.items()}


def _without(
    columns: dict[str, Any], taken: set[bytes], schema: Schema, nobody: str
) -> dict[str, Any]:
    keys = columns[nobody]
    places = np.arange(keys.values.size + 1, dtype=np.int32)
    places[-1] = -1
    places[[at for at, value in enumerate(keys.values.tolist()) if value in taken]] = -1
    told = {key: columns[key] for key in schema.keys}
    told[nobody] = Keys(keys.values, places[keys.codes])
    return columns | {nobody: stand_ins(told, nobody)}
