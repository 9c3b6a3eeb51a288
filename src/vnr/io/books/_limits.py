"""What reading one file may cost."""

from __future__ import annotations

from math import inf
from typing import Any, cast

import attrs

from vnr.display import Fields
from vnr.words import refusal

__all__ = ["Limits"]


def _above_zero(_: object, field: Any, value: object) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < cast("float", value) < inf:
        raise refusal("limits", name=field.name)


@attrs.frozen(kw_only=True)
class Limits(Fields):
    """What reading one file may cost (gränser för inläsningen).

    Attributes
    ----------
    memory
        Bytes of the process that reads workbooks and Parquet, for a file of up to 10 MB; for a
        larger one more in proportion. Kept by the system on Linux and other Unix; on Windows and
        macOS a process can't be held to it, and only time is.
    seconds
        Time to parse such a file, of the same size.
    unpacked
        Bytes that a packed file may hold.

    Examples
    --------
    >>> Limits(seconds=300).seconds
    300
    """

    memory: int = attrs.field(default=700_000_000, validator=_above_zero)
    seconds: float = attrs.field(default=40, validator=_above_zero)
    unpacked: int = attrs.field(default=500_000_000, validator=_above_zero)
