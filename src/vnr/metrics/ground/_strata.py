"""The axes of a table: which cell each case falls into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr import model
from vnr.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["HUNG", "TIME", "Axis", "By", "axes", "by_names", "parts"]

By = str | tuple[str, ...] | Mapping[str, Any]
Codes = NDArray[np.int32]
Rows = NDArray[np.intp]

TIME: Final = ("year", "quarter", "month")
_EPOCH = date(1970, 1, 1).toordinal()
_AGES = (("0-17", 0), ("18-29", 18), ("30-49", 30), ("50-64", 50), ("65+", 65))
_NOT_RECORDED = "not_recorded"

# Stratum: table, column and vocabulary of a coded field.
_CODED: Final[dict[str, tuple[str, str, type[model.Vocabulary]]]] = {
    "unit": ("cases", "unit", model.Unit),
    "role": ("cases", "role", model.Role),
    "sex": ("persons", "sex", model.Sex),
    "reason": ("cases", "reason", model.IntakeReason),
    "closing_reason": ("cases", "closing_reason", model.ClosingReason),
    "goal": ("cases", "goal", model.Goal),
}
_SEVERAL: Final[dict[str, tuple[str, str, type[model.Vocabulary]]]] = {
    "form": ("cases", "forms", model.ViolenceForm),
    "context": ("cases", "contexts", model.ViolenceContext),
    "group": ("persons", "groups", model.Group),
}
# Strata of what hangs on a case: the metric that counts such rows knows the place of each.
HUNG: Final[dict[str, type[model.Vocabulary]]] = {
    "intervention": model.InterventionKind,
    "investigation": model.InvestigationKind,
    "instrument": model.Instrument,
}
_OTHER = ("municipality", "county", "age_group", *TIME)


@attrs.frozen(eq=False)
class Axis:
    """One stratum: its labels, and the place of each case among them.

    Attributes
    ----------
    name
        The stratum's name.
    labels
        Label of each place, shape ``(places,)``.
    at
        Function from rows of cases to their places, int32; -1 is outside the table. None for
        time, for what hangs on a case, and for strata of which a case may hold several values.
    bits
        For those: one bit for each place that the case holds, uint32, shape
        ``(rows of cases,)``.
    """

    name: str
    labels: NDArray[Any]
    at: Callable[[Rows], Codes] | None = None
    bits: NDArray[np.uint32] | None = None

    @property
    def several(self) -> bool:
        """Whether one case may stand in several places."""
        return self.bits is not None


def by_names(by: By) -> tuple[str, ...]:
    """The names of the strata asked for, in their order."""
    return (by,) if isinstance(by, str) else tuple(by)


def parts(period: Period, names: tuple[str, ...]) -> tuple[tuple[Period, ...], NDArray[Any]]:
    """The parts into which a time stratum splits the period, and their labels.

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
    split = period.split(asked[0])
    if asked[0] == "year":
        return split, np.array([part.start.year for part in split])
    if asked[0] == "quarter":
        return split, np.array([f"{p.start.year}Q{(p.start.month + 2) // 3}" for p in split])
    return split, np.array([f"{part.start:%Y-%m}" for part in split])


def axes(register: Register, period: Period, by: By, hung: str | None = None) -> list[Axis]:
    """The axes of a table, in the order asked for.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        What a time stratum splits.
    by : str, tuple of str, or mapping of str to array
        Names of strata; an array of labels, shape ``(rows of cases,)``, makes a stratum of one's
        own. In a mapping None stands for the known stratum of that name.
    hung : str, optional
        A name in `HUNG` that may be asked for too.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    DataError
        If an array has another length than the cases, or a stratum is named twice.
    """
    names = by_names(by)
    if len(set(names)) < len(names):
        raise DataError("a stratum is named twice")
    if {"municipality", "county"} <= set(names):
        raise DataError("choose municipality or county: every municipality lies in one county")
    found = []
    for name in names:
        own = by[name] if isinstance(by, Mapping) else None
        if name == hung and own is None:
            found.append(Axis(name, np.array([member.value for member in HUNG[name]])))
            continue
        found.append(_axis(register, period, name) if own is None else _own(register, name, own))
    return found


def _own(register: Register, name: str, labels: Any) -> Axis:
    array = np.asarray(labels)
    rows = register.table("cases").rows
    if array.shape != (rows,):
        raise DataError(
            f"the labels of {name} need shape ({rows},), one for each row of "
            f'table("cases"), got {array.shape}'
        )
    distinct, codes = np.unique(array, return_inverse=True)
    places = codes.astype(np.int32)
    return Axis(name, distinct, places.__getitem__)


def _axis(register: Register, period: Period, name: str) -> Axis:
    cases = register.table("cases")
    if name in TIME:
        return Axis(name, parts(period, (name,))[1])
    if name in ("municipality", "county"):
        size = 4 if name == "municipality" else 2
        covered = register.coverage.municipalities
        labels = sorted({code[:size] for code in covered})
        places = {label: place for place, label in enumerate(labels)}
        known = set(covered)
        of = [places[code[:size]] if code in known else -1 for code in register.names()]
        lookup, column = np.array([*of, -1], np.int32), cases["municipality"]
        return Axis(name, np.array(labels, "U4"), lambda rows: lookup.take(column.take(rows)))
    if name == "age_group":
        return _ages(register)
    if name in _CODED:
        table, field, vocabulary = _CODED[name]
        labels = [member.value for member in vocabulary]
        stored = register.table(table)[field]
        via = cases["person"] if table == "persons" else None
        # What isn't recorded has a row of its own, so that the rows add to the total.
        missing = len(labels)
        if (_held(stored, via, register.counted) < 0).any():
            labels.append(_NOT_RECORDED)

        def at(rows: Rows) -> Codes:
            codes = _held(stored, via, rows).astype(np.int32)
            return np.where(codes < 0, missing, codes).astype(np.int32)

        return Axis(name, np.array(labels), at)
    if name in _SEVERAL:
        table, field, vocabulary = _SEVERAL[name]
        bits = register.table(table)[field]
        bits = bits if table == "cases" else bits[cases["person"]]
        return Axis(name, np.array([member.value for member in vocabulary]), bits=bits)
    raise UnknownNameError("stratum", name, (*_OTHER, *_CODED, *_SEVERAL))


def _held(stored: NDArray[Any], via: NDArray[Any] | None, rows: NDArray[Any]) -> NDArray[Any]:
    """A column of cases, or of their persons, at some rows of cases."""
    return stored[rows] if via is None else stored[via[rows]]


def _ages(register: Register) -> Axis:
    cases = register.table("cases")
    born = register.table("persons")["birth_year"][cases["person"]]
    year = cases["opened"].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
    age = np.where(cases["age_at_intake"] >= 0, cases["age_at_intake"], year - born)
    known = (cases["age_at_intake"] >= 0) | (born >= 0)
    place = np.searchsorted([first for _, first in _AGES], np.maximum(age, 0), "right") - 1
    labels = [*(label for label, _ in _AGES), _NOT_RECORDED]
    places = np.where(known, place, len(_AGES)).astype(np.int32)
    return Axis("age_group", np.array(labels), places.__getitem__)
