"""One cell of a frame as a plain value, whichever library wrote it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from numbers import Integral, Real
from typing import Any, Final
from uuid import UUID

import attrs
import numpy as np

__all__ = ["Unusable", "heading", "letters_and_figures", "plain"]

_DAMAGED: Final = "\N{REPLACEMENT CHARACTER}"
# No figure, day or number of a record is as long; thousands of digits have no text at all.
_LONGEST: Final = 1_024
_SEVERAL: Final = (list, tuple, set, frozenset, np.ndarray)


@attrs.frozen
class Unusable:
    """A cell that holds no text, number, day or truth value, such as a table or an object.

    Attributes
    ----------
    kind
        What it is, as its library calls it; never what it holds.

    Examples
    --------
    >>> from vnr.frames import distinct
    >>> distinct([{"a": 1}]).values
    [Unusable(kind='dict')]
    """

    kind: str


def letters_and_figures(values: list[Any]) -> str | None:
    """All of the texts in one, if they are nothing else than a to z, A to Z and 0 to 9.

    It asks all of them at once, which takes a hundredth of the time; None is passed over.

    Examples
    --------
    >>> letters_and_figures(["a1", None, "B2"]), letters_and_figures(["a1", "é"])
    ('a1B2', None)
    """
    try:
        whole = "".join(values)
    except TypeError:
        # One is no text.
        try:
            whole = "".join(value for value in values if value is not None)
        except TypeError:
            return None
    # Bytes are looked up in a table, which is quicker than asking of letters of all languages.
    return whole if whole.isascii() and whole.encode().isalnum() else None


def plain(value: Any) -> Any:
    """The value as None, a truth value, number, text or day, as a tuple of these, or `Unusable`.

    None, nan and every library's own sign for missing are None. A day with a time of the day
    keeps it, and its time zone.

    Examples
    --------
    >>> plain(np.int8(3)), plain(float("nan")), plain(Decimal("2.0")), plain({"a": 1})
    (3, None, 2, Unusable(kind='dict'))
    """
    kind = type(value)
    if kind is str:
        return _text(value)
    if value is None or kind is bool or kind is date:
        return value
    try:
        return _other(value)
    except Exception:  # noqa: BLE001 - whatever a foreign type makes of being asked
        return Unusable(kind.__name__)


def _other(value: Any) -> Any:
    kind = type(value).__name__
    if kind in ("NAType", "NaTType"):
        return None
    if isinstance(value, Unusable):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, np.datetime64):
        return _numpy_day(value)
    if isinstance(value, (timedelta, np.timedelta64, time, complex, np.void)):
        return Unusable(kind)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, str):
        return _text(str.__str__(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _text(bytes(value).decode())
    if isinstance(value, Integral):
        return int(value) if int(value).bit_length() <= _LONGEST else Unusable(kind)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, Real):
        number = float(value)
        return None if number != number else number  # noqa: PLR0124
    if isinstance(value, datetime):
        # A day that the standard library can't count isn't one of a record's.
        return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if isinstance(value, UUID):
        return str(value)
    if kind == "Period":
        return _period(value)
    if hasattr(value, "as_py"):
        return plain(value.as_py())
    if isinstance(value, _SEVERAL) or hasattr(value, "to_list"):
        return _several(value)
    return Unusable(kind)


def _decimal(value: Decimal) -> Any:
    if value.is_nan():
        return None
    if value.is_finite() and int(value.as_tuple().exponent) > 0:
        # Written with fewer digits than it has: nobody knows the others, so it stays as written.
        return str(value)
    return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)


def _text(text: str) -> str:
    """The text; what no file could hold becomes the sign for a damaged letter."""
    if text.isascii():
        return text.replace("\0", _DAMAGED) if "\0" in text else text
    return (
        text.replace("\0", _DAMAGED).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def _numpy_day(value: np.datetime64) -> Any:
    if np.isnat(value):
        return None
    unit = np.datetime_data(value.dtype)[0]
    if unit == "Y":
        return int(value.astype(np.int64)) + 1970
    found = value.astype(
        "datetime64[us]" if unit in ("ns", "ps", "fs", "as") else value.dtype
    ).item()
    # Of what lies beyond the calendar numpy gives a bare number, which isn't one here.
    return found if isinstance(found, date) and unit not in ("M", "W") else Unusable("datetime64")


def _period(value: Any) -> Any:
    """A pandas Period as its day or year, if it is one."""
    start, end = value.start_time, value.end_time
    if start.date() == end.date():
        return start.date()
    if value.freqstr.startswith(("Y", "A")):
        return int(value.year)
    return Unusable("Period")


def _several(values: Any) -> Any:
    """What stands together in one cell, if each of them is a plain value."""
    members = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if isinstance(values, (set, frozenset)):
        members.sort(key=str)
    simple = tuple(plain(member) for member in members)
    if any(isinstance(member, (tuple, Unusable)) for member in simple):
        return Unusable(type(values).__name__)
    return None if all(member is None for member in simple) else simple


def heading(name: Any) -> str:
    """A column's name as text: the filled levels of one with several, blank where there is none.

    Examples
    --------
    >>> heading(("reason", "", None)), heading(7), heading(None)
    ('reason', '7', '')
    """
    if isinstance(name, tuple):
        return " ".join(filter(None, map(heading, name)))
    read = plain(name)
    if read is None or isinstance(read, (tuple, Unusable)):
        return ""
    if isinstance(read, float) and read.is_integer():
        read = int(read)
    return str(read).strip()
