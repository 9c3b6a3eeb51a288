"""The axes of a table: which cell each case falls into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr import model
from vnr.data import county_parts
from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.metrics.ground._cases import AGE_GROUPS, age_groups, ages
from vnr.metrics.ground._need import NOTHING, Need
from vnr.register import Register
from vnr.results import column, copied, read_only

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Source

__all__ = [
    "EPISODE_KINDS",
    "HUNG",
    "PLACES",
    "SENSITIVE",
    "TIME",
    "Axis",
    "By",
    "axes",
    "by_names",
    "time_axis",
]

By = str | tuple[str, ...] | Mapping[str, Any]
Codes = NDArray[np.int32]
Rows = NDArray[np.intp]

TIME: Final = ("year", "quarter", "month")
PLACES: Final = ("municipality", "county", "county_part")
"""Strata of which every municipality has one value, beside groupings of one's own."""
_NOT_RECORDED = "not_recorded"
_ALL = slice(None)

# Stratum: table, column and vocabulary of a coded field.
_CODED: Final[dict[str, tuple[str, str, type[model.Vocabulary]]]] = {
    "unit": ("cases", "unit", model.Unit),
    "sex": ("persons", "sex", model.Sex),
    "reason": ("cases", "reason", model.IntakeReason),
    "closing_reason": ("cases", "closing_reason", model.ClosingReason),
    "goal": ("cases", "goal", model.Goal),
}
_SEVERAL: Final[dict[str, tuple[str, str, type[model.Vocabulary]]]] = {
    "role": ("cases", "roles", model.Role),
    "form": ("cases", "forms", model.ViolenceForm),
    "context": ("cases", "contexts", model.ViolenceContext),
    "group": ("persons", "groups", model.Group),
}
SENSITIVE: Final = frozenset({"form", "context", "closing_reason", "goal"})
"""Of what was done to somebody, by whom, and how it went: not where, when, by which unit or whom."""
EPISODE_KINDS: Final = ("new", "undetermined", "reactivated", "returning")
"""What an episode may be at its start."""

# Strata of what hangs on a case: the metric that counts such rows knows the place of each.
HUNG: Final[dict[str, tuple[str, ...]]] = {
    "intervention": tuple(model.InterventionKind),
    "investigation": tuple(model.InvestigationKind),
    "instrument": tuple(model.Instrument),
    "kind": EPISODE_KINDS,
}
_HANGS: Final = {
    "intervention": "interventions",
    "investigation": "investigations",
    "instrument": "assessments",
}
# Strata of how a case closed: one that closed several times has several, and what is counted by
# its closing goes by that one.
_OF_CLOSING: Final = ("closing_reason", "goal")
_OTHER = (*PLACES, "age_group", *TIME)

_KNOWN: Final = {*_OTHER, *_CODED, *_SEVERAL}

Bound = Callable[[Rows], Codes]


@attrs.frozen(eq=False)
class Axis:
    """One stratum: its labels, and how the cases of a register are placed among them.

    Attributes
    ----------
    name
        The stratum's name.
    labels
        Label of each place, shape ``(places,)``; they don't depend on the rows of any register.
    at
        From a register to a function from rows of its cases to their places, int32; -1 is
        outside the table. None for time, for what hangs on a case, and for strata of which a
        case may hold several values.
    bits
        For those, from a register to one bit for each place that a case holds, uint32, shape
        ``(rows of cases,)``.
    lacking
        From a register to the number of its counted cases without a value: the last place is
        theirs, and only needed if there are any. None where every place is needed.
    need
        What must be delivered for its labels to be told.
    at_closing
        As `at`, from rows of closings, where a place is that of how a case closed.
    members
        Of a stratum of places, the label of each covered municipality; else None.
    """

    name: str
    labels: NDArray[Any] = attrs.field(converter=read_only)
    at: Callable[[Register], Bound] | None = None
    bits: Callable[[Register], NDArray[np.uint32]] | None = None
    lacking: Callable[[Register], int] | None = None
    need: Need = NOTHING
    at_closing: Callable[[Register], Bound] | None = None
    members: Mapping[str, str] | None = None

    @property
    def several(self) -> bool:
        """Whether one case may stand in several places."""
        return self.bits is not None

    @property
    def is_grouping(self) -> bool:
        """Whether its labels don't tell which municipalities lie in them."""
        return self.members is not None and self.name not in ("municipality", "county")

    def whole(self) -> Axis:
        """The same axis, of which every place is needed."""
        return attrs.evolve(self, lacking=None)

    def shortened(self) -> Axis:
        """The same axis without the place of those that lack a value."""
        return attrs.evolve(self, labels=self.labels[:-1], lacking=None)

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)


def by_names(by: By) -> tuple[str, ...]:
    """The names of the strata asked for, in their order."""
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
    asked = [name for name in names if name in TIME]
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


def axes(source: Source, period: Period, by: By, hung: str | None = None) -> list[Axis]:
    """The axes of a table, in the order asked for.

    Parameters
    ----------
    source : Source
        Whose coverage says which municipalities there are.
    period : Period
        What a time stratum splits.
    by : str, tuple of str, or mapping of str to array
        Names of strata; an array of labels, shape ``(rows of cases,)``, makes a stratum of one's
        own, and so does a mapping of municipalities' codes to the groups they lie in. In a
        mapping None stands for the known stratum of that name.
    hung : str, optional
        A name in `HUNG` that may be asked for too.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    DataError
        If an array has another length than the cases, labels by row are given for a source in
        several parts, a stratum is named twice, two group the municipalities, or a covered
        municipality lies in no group.
    """
    names = by_names(by)
    if len(set(names)) < len(names):
        raise DataError("a stratum is named twice")
    own = {name: by[name] for name in names} if isinstance(by, Mapping) else {}
    asked = [_asked(source, period, name, own.get(name), hung) for name in names]
    places = [axis.name for axis in asked if axis.members is not None]
    if len(places) > 1:
        raise DataError(
            f"choose {' or '.join(places)}: every municipality lies in one place of each"
        )
    return asked


def _asked(source: Source, period: Period, name: str, own: Any, hung: str | None) -> Axis:
    if own is None:
        return _axis(source, period, name, hung)
    if isinstance(own, Mapping):
        return _of_groups(source, name, own)
    return _of_rows(source, name, own)


def _of_groups(source: Source, name: str, groups: Mapping[Any, Any]) -> Axis:
    """A stratum of groups of municipalities."""
    if name in _KNOWN - {"county_part"}:
        raise DataError(f"{name} is no grouping of municipalities; call yours something else")
    if not all(isinstance(label, str) and label.strip() for label in groups.values()):
        raise DataError(f"the groups of {name} need a name each, as a text")
    lacking = [code for code in source.coverage.municipalities if code not in groups]
    if lacking:
        raise DataError(
            f"the municipality {lacking[0]} (and {len(lacking) - 1} more) lies in no {name}; give "
            f'a group to every municipality, as by={{"{name}": {{"{lacking[0]}": "north"}}}}'
        )
    return _place(name, {code: groups[code] for code in source.coverage.municipalities})


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


def _axis(source: Source, period: Period, name: str, hung: str | None) -> Axis:
    if name in TIME:
        return Axis(name, time_axis(period, (name,))[1])
    if name == hung:
        need = Need(tables=_HANGS[name]) if name in _HANGS else NOTHING
        return Axis(name, np.array(HUNG[name], str), need=need)
    if name == "county_part":
        return _of_groups(source, name, county_parts())
    if name in PLACES:
        size = 4 if name == "municipality" else 2
        return _place(name, {code: code[:size] for code in source.coverage.municipalities})
    if name == "age_group":
        labels = np.array([*AGE_GROUPS, _NOT_RECORDED])
        return Axis(
            name,
            labels,
            lambda register: age_groups(ages(register)).__getitem__,
            need=Need(any_of=[("persons.birth_year", "cases.age_at_intake")]),
        )
    if name in _CODED:
        return _coded(name, *_CODED[name])
    if name in _SEVERAL:
        return _of_several(name, *_SEVERAL[name])
    raise UnknownNameError("stratum", name, (*_OTHER, *_CODED, *_SEVERAL))


def _codes_of(vocabulary: type[model.Vocabulary]) -> NDArray[np.str_]:
    return np.array([member.value for member in vocabulary])


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


def _of_several(name: str, table: str, field: str, vocabulary: type[model.Vocabulary]) -> Axis:
    def bits(register: Register) -> NDArray[np.uint32]:
        return _held(register, table, field, _ALL)

    # A case without any stands in a row of its own, so that nobody is left out in silence.
    nothing = np.uint32(1 << len(vocabulary))
    return Axis(
        name,
        np.append(_codes_of(vocabulary), _NOT_RECORDED),
        bits=lambda register: np.where(bits(register) == 0, nothing, bits(register)),
        lacking=lambda register: int(np.count_nonzero(bits(register)[register.counted] == 0)),
        need=Need(fields=f"{table}.{field}"),
    )


def _coded(name: str, table: str, field: str, vocabulary: type[model.Vocabulary]) -> Axis:
    # What isn't recorded has a row of its own, so that the rows add to the total.
    missing = len(vocabulary)
    home = "closings" if name in _OF_CLOSING else table

    def places(codes: NDArray[Any]) -> Codes:
        return np.where(codes < 0, missing, codes).astype(np.int32)

    def at(register: Register) -> Bound:
        return lambda rows: places(_held(register, table, field, rows))

    def at_closing(register: Register) -> Bound:
        closings = register.table("closings")[field]
        return lambda rows: places(closings[rows])

    def lacking(register: Register) -> int:
        without = np.count_nonzero(_held(register, table, field, register.counted) < 0)
        if name in _OF_CLOSING:
            closings = register.table("closings")
            without += np.count_nonzero((closings[field] < 0) & register.counted[closings.parent])
        return int(without)

    return Axis(
        name,
        np.append(_codes_of(vocabulary), _NOT_RECORDED),
        at,
        lacking=lacking,
        # The first reason is in every case.
        need=NOTHING if name == "reason" else Need(fields=f"{home}.{field}"),
        at_closing=at_closing if name in _OF_CLOSING else None,
    )


def _held(register: Register, table: str, field: str, rows: Any) -> NDArray[Any]:
    """A column of cases, or of their persons, at some rows of cases."""
    stored = register.table(table)[field]
    if table == "cases":
        return np.asarray(stored[rows])
    return np.asarray(stored[register.table("cases")["person"][rows]])
