"""Windows of time after a day, whole days or calendar years."""

from __future__ import annotations

from typing import Any, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = ["Days", "Window", "Years"]

DayArray = NDArray[np.int32]


class Window(Protocol):
    """Something that says until which day a return counts."""

    @property
    def name(self) -> str:
        """The window in words, as the stratum ``window`` shows it."""
        ...

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day."""
        ...

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day."""
        ...


def _positive(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or value < 0:
        raise DataError(f"{attribute.name} must be a whole number from 0")


@attrs.frozen
class Days:
    """A window of so many days: ``start - closed <= count``.

    Attributes
    ----------
    count
        Number of days.

    Examples
    --------
    >>> import numpy as np
    >>> Days(365).end(np.array([0]))
    array([365], dtype=int32)
    """

    count: int = attrs.field(validator=_positive)

    @property
    def name(self) -> str:
        """``365 days``."""
        return f"{self.count} days"

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day, shape as given."""
        return np.add(days, self.count, dtype=np.int64).astype(np.int32)

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day, shape as given."""
        return (np.asarray(days, np.int64) - self.count).astype(np.int32)


@attrs.frozen
class Years:
    """A window to the same calendar day so many years on; 29 February becomes 28 February.

    Attributes
    ----------
    count
        Number of years.

    Examples
    --------
    >>> import numpy as np
    >>> leap = np.array(["2020-02-29"], "datetime64[D]").astype(int)
    >>> Years(1).end(leap).astype("datetime64[D]")
    array(['2021-02-28'], dtype='datetime64[D]')
    """

    count: int = attrs.field(validator=_positive)

    @property
    def name(self) -> str:
        """``1 year``."""
        return f"{self.count} year{'' if self.count == 1 else 's'}"

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day, shape as given."""
        moved, overshot = _moved(days, 12 * self.count)
        return (moved - overshot).astype(np.int32)

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day, shape as given."""
        moved, overshot = _moved(days, -12 * self.count)
        # From 29 February the window of 28 February is over by one day: 1 March it is.
        return (moved - overshot + (overshot > 0)).astype(np.int32)


def _moved(days: NDArray[Any], months: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same day of another month, and by how many days it lies beyond that month."""
    day = np.asarray(days, np.int64).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    place = (day - month.astype("datetime64[D]")).astype(np.int64)
    first = (month + months).astype("datetime64[D]").astype(np.int64)
    length = (month + months + 1).astype("datetime64[D]").astype(np.int64) - first
    return first + place, np.maximum(place - length + 1, 0)
