"""The axes of a table: which cell each case falls into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from vnr.data import county_parts
from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.metrics.choices import By
from vnr.metrics.ground._age_groups import AGE_GROUP, age_axis
from vnr.metrics.ground._axis import Axis, Bound
from vnr.metrics.ground._coded import CODED, coded, perpetrator_count
from vnr.metrics.ground._districts import DISTRICT, district
from vnr.metrics.ground._need import NOTHING, Need
from vnr.model import place_of
from vnr.register import Register
from vnr.results import column, name_of

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Source

__all__ = [
    "EPISODE_KINDS",
    "KIND",
    "PLACES",
    "SENSITIVE",
    "TIME",
    "axes",
    "by_names",
    "selection_need",
    "time_axis",
]

TIME: Final[tuple[Literal["year", "quarter", "month"], ...]] = ("year", "quarter", "month")
PLACES: Final = ("municipality", "county", "county_part")
"""Strata of which every municipality has one value, beside groupings of one's own."""

SENSITIVE: Final = frozenset(
    name for name, (_, field) in CODED.items() if field.marks.get("sensitive")
)
"""Of what was done to somebody, by whom, and how it went: not where, when, by which unit or whom."""
EPISODE_KINDS: Final = ("new", "undetermined", "reactivated", "returning")
"""What an episode may be at its start."""

KIND: Final = "kind"
"""The stratum of what an episode was at its start, of a table of episodes."""
_NUMBER: Final = "perpetrator_count"
_OTHER = (*PLACES, DISTRICT, AGE_GROUP, *TIME, _NUMBER)

_KNOWN: Final = {*_OTHER, *CODED}


def by_names(by: By) -> tuple[str, ...]:
    """The names of the strata asked for, in their order.

    Examples
    --------
    >>> by_names("sex"), by_names(("sex", "year"))
    (('sex',), ('sex', 'year'))
    """
    return (by,) if isinstance(by, str) else _hashable(listed(by, "by"))


def _hashable(names: list[Any]) -> tuple[Any, ...]:
    if not all(isinstance(name, str) for name in names):
        raise DataError("by must name strata: a text, several, or a mapping of names to labels")
    return tuple(names)


def time_axis(period: Period, names: tuple[str, ...]) -> tuple[tuple[Period, ...], NDArray[Any]]:
    """The spans into which a time stratum splits the period, and their labels.

    Raises
    ------
    DataError
        If more than one time stratum is asked for.
    """
    asked = [name for name in TIME if name in names]
    if len(asked) > 1:
        raise DataError(f"choose one of the strata {' and '.join(asked)}: they split the same time")
    if not asked:
        return (period,), np.array([period.label])
    spans = period.split(asked[0])
    if asked[0] == "year":
        return spans, np.array([span.start.year for span in spans])
    if asked[0] == "quarter":
        quarters = [f"{span.start.year}Q{(span.start.month + 2) // 3}" for span in spans]
        return spans, np.array(quarters)
    return spans, np.array([f"{span.start:%Y-%m}" for span in spans])


def axes(source: Source, period: Period, by: By, counted: str | None = None) -> list[Axis]:
    """The axes of a table, in the order asked for.

    Parameters
    ----------
    source : Source
        Whose coverage says which municipalities there are.
    period : Period
        What a time stratum splits.
    by : str, tuple of str, or mapping of str to array
        Names of strata; an array of labels, shape ``(rows of cases,)``, makes a stratum of one's
        own, and so does a mapping of municipalities' codes to the groups they lie in; an
        ``age_group`` has the lowest age of each group. In a mapping None stands for the known
        stratum of that name.
    counted : str, optional
        The table whose rows are counted, if not cases: strata of that table go by each row. Or
        `KIND`, of episodes, which may be divided by it.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    DataError
        If an array has another length than the cases, labels by row are given for a source in
        several parts, a stratum is named twice, two group the municipalities, or a covered
        municipality lies in no group.

    Examples
    --------
    >>> [(axis.name, len(axis.labels)) for axis in axes(gotland, gotland.observed, ("sex", "year"))]
    [('sex', 5), ('year', 4)]
    """
    names = by_names(by)
    if len(set(names)) < len(names):
        raise DataError("a stratum is named twice")
    own = {name: by[name] for name in names} if isinstance(by, Mapping) else {}
    asked = [_asked(source, period, name, own.get(name), counted) for name in names]
    places = [axis.name for axis in asked if axis.members is not None]
    if len(places) > 1:
        raise DataError(
            f"choose {' or '.join(places)}: every municipality lies in one place of each"
        )
    return asked


def _asked(source: Source, period: Period, name: str, own: Any, counted: str | None) -> Axis:
    if own is None:
        return _axis(source, period, name, counted)
    if name == AGE_GROUP:
        return age_axis(own)
    if isinstance(own, Mapping):
        return _of_groups(source, name, own)
    return _of_rows(source, name, own)


def _of_groups(source: Source, name: str, groups: Mapping[Any, Any]) -> Axis:
    """A stratum of groups of municipalities."""
    if name in _KNOWN - {"county_part"}:
        raise DataError(f"{name} is no grouping of municipalities; call yours something else")
    if not all(isinstance(label, str) and label.strip() for label in groups.values()):
        raise DataError(f"the groups of {name} need a name each, as a text")
    lacking = sorted(source.coverage.members - groups.keys())
    if lacking:
        raise DataError(
            f"the municipality {lacking[0]} (and {len(lacking) - 1} more) lies in no {name}; give "
            f'a group to every municipality, as by={{"{name}": {{"{lacking[0]}": "north"}}}}'
        )
    return _place(name, _lying(source, groups.__getitem__))


def _lying(source: Source, lies: Callable[[str], str]) -> dict[str, str]:
    """Where each of those who delivered lies; a joint board of several places in all as one label."""
    return {code: place_of(code, lies) for code in source.coverage.municipalities}


def _of_rows(source: Source, name: str, labels: Any) -> Axis:
    """A stratum of labels by row."""
    if not isinstance(source, Register):
        raise DataError(
            f"the labels of {name} are by row, and rows are those of one register: a source in "
            "parts can't be split by them"
        )
    array = column(labels, f"the labels of {name}")
    rows = source.table("cases").height
    if array.shape != (rows,):
        raise DataError(
            f"the labels of {name} need shape ({rows},), one for each row of "
            f'table("cases"), got {array.shape}'
        )
    distinct, codes = np.unique(array, return_inverse=True)
    places = codes.astype(np.int32)
    return Axis(name, distinct, lambda _: places.__getitem__)


def _axis(source: Source, period: Period, name: str, counted: str | None) -> Axis:
    if name in TIME:
        return Axis(name, time_axis(period, (name,))[1])
    if name == KIND and counted == KIND:
        return Axis(name, np.array(EPISODE_KINDS))
    if name in CODED:
        return coded(name, counted)
    if name == "county_part":
        return _of_groups(source, name, county_parts())
    if name in PLACES:
        size = 4 if name == "municipality" else 2
        return _place(name, _lying(source, lambda code: code[:size]))
    if name == AGE_GROUP:
        return age_axis()
    if name == _NUMBER:
        return perpetrator_count()
    if name == DISTRICT:
        return district(source)
    if name == "basis":
        raise DataError("basis is a stratum of metrics.count alone")
    raise UnknownNameError("stratum", name, (*_OTHER, *CODED), meant=name_of(name))


def selection_need(source: Source) -> Need:
    """What must be delivered to tell of what the source is chosen by: as of a stratum of it.

    Examples
    --------
    >>> selection_need(gotland), selection_need(gotland.where(sex="woman"))
    (Need(tables=frozenset(), fields=frozenset(), any_of=()), Need(tables=frozenset(), fields=frozenset({'persons.sex'}), any_of=()))
    """
    need = NOTHING
    for name in source.selection:
        if name in CODED or name == _NUMBER:
            need &= _axis(source, source.observed, name, None).need
    return need


def _place(name: str, members: Mapping[str, str]) -> Axis:
    """Municipalities, or what they lie in."""
    labels = sorted(set(members.values()))
    number = {label: place for place, label in enumerate(labels)}
    places = {code: number[label] for code, label in members.items()}

    def at(register: Register) -> Bound:
        of = [places.get(code, -1) for code in register.names()]
        lookup, column = np.array([*of, -1], np.int32), register.table("cases")["municipality"]
        return lambda rows: lookup.take(column.take(rows))

    return Axis(name, np.array(labels, str), at, members=members)
