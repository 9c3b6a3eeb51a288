"""What tables of persons have in common: whole counts in rows, one for each stratum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.results import column, copied, heading, in_words, numbers, selection
from vnr.words import text

__all__ = ["PersonTable", "by_strata", "check_strata", "side_by_side", "whole_counts"]

_LABELS = 6
_MOST = 10**12
_TOO_MANY = "counts must be numbers of persons, at most 1 000 000 000 000"
_TAKEN = frozenset(
    [
        "contacts",
        "count",
        "covered",
        "lower",
        "model",
        "n",
        "observed",
        "odds_ratio",
        "rate",
        "state",
        "unseen",
        "upper",
        "value",
    ]
)
"""What results, and tables as frames, name their columns."""


def _labels(strata: Mapping[str, Any]) -> Mapping[str, NDArray[Any]]:
    if not isinstance(strata, Mapping):
        raise DataError("strata must be a mapping of a stratum's name to its labels")
    return MappingProxyType({str(name): _read_only(labels) for name, labels in strata.items()})


def _read_only(labels: Any) -> NDArray[Any]:
    array = np.array(column(labels, "strata"))
    array.flags.writeable = False
    return array


@attrs.frozen(eq=False, repr=False)
class PersonTable:
    """Numbers of persons in rows, one for each stratum: what both kinds of table are.

    Attributes
    ----------
    counts
        int64, shape ``(tables, cells)``.
    strata
        Labels of tables side by side, each of shape ``(tables,)``; empty for a single one.

    Examples
    --------
    >>> from vnr.metrics.capture import CaptureTable, PersonTable
    >>> table = CaptureTable({"10": 5, "01": 4, "11": 3}, lists=("police", "health"))
    >>> isinstance(table, PersonTable), int(table.counts.sum())
    (True, 12)
    """

    counts: Any
    strata: Mapping[str, NDArray[Any]] = attrs.field(factory=dict, converter=_labels, kw_only=True)

    def _put(self, counts: NDArray[np.int64], names: Iterable[str] = ()) -> None:
        """Keep the counts, read-only, once the strata are seen to tell the tables apart."""
        check_strata(self.strata, len(counts), names)
        counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)

    def __reduce__(self) -> tuple[Any, ...]:
        return copied(self)

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def seen(self) -> NDArray[np.int64]:
        """Persons in all, shape ``(tables,)``."""
        return np.asarray(self.counts.sum(axis=1))

    def select(self, **labels: Any) -> Self:
        """The tables with these labels, such as ``select(sex="woman")``.

        Raises
        ------
        UnknownNameError
            If a stratum or a label is not there.
        """
        keep = selection(self.strata, labels, len(self))
        return attrs.evolve(
            self,
            counts=self.counts[keep],
            strata={name: array[keep] for name, array in self.strata.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON types; `from_dict` reads it back."""
        return {
            "kind": type(self).__name__,
            "counts": self.counts.tolist(),
            "strata": {name: labels.tolist() for name, labels in self.strata.items()},
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersonTable) or type(other) is not type(self):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]


def whole_counts(counts: Any, width: int | None = None) -> NDArray[np.int64]:
    """Counts as int64, shape ``(tables, width)``; by default as wide as they are.

    Raises
    ------
    DataError
        If they have another width, or one is negative or not whole.
    """
    array = np.atleast_2d(numbers(counts, "counts"))
    width = array.shape[-1] if width is None else width
    if array.ndim != 2 or array.shape[1] != width:
        raise DataError(f"counts need shape (tables, {width}), got {array.shape}")
    if not (np.isfinite(array) & (array == np.floor(array)) & (array >= 0)).all():
        bad = array[~(np.isfinite(array) & (array == np.floor(array)) & (array >= 0))]
        raise DataError(f"counts must be whole numbers, not negative, got {bad[0]:g}")
    if (array > _MOST).any():
        raise DataError(_TOO_MANY)
    return array.astype(np.int64)


def check_strata(
    strata: Mapping[str, NDArray[Any]], tables: int, names: Iterable[str] = ()
) -> None:
    """Refuse strata that don't tell the tables apart, or whose names mean something else.

    Parameters
    ----------
    strata : mapping of str to ndarray
        Labels of each table.
    tables : int
        How many there are.
    names : iterable of str
        Names that are taken besides those of the columns of results.

    Raises
    ------
    DataError
        If they do.
    """
    for name, labels in strata.items():
        if labels.shape != (tables,):
            raise DataError(f"{name} has {labels.size} labels for {tables} tables")
        if name in (*_TAKEN, *names):
            raise DataError(f"a stratum can't be named {name!r}, which results use; rename it")
    if not strata and tables != 1:
        raise DataError("several tables need strata that tell them apart")
    rows = list(zip(*(labels.tolist() for labels in strata.values()), strict=True))
    if len(set(rows)) < len(rows):
        raise DataError("two tables have the same labels; give each its own")


def side_by_side(what: str, tables: Mapping[Any, Any]) -> tuple[Any, list[Any]]:
    """What all tables have in common, and their labels.

    Raises
    ------
    DataError
        If there is no table, or one differs.
    """
    if not tables:
        raise DataError("there is no table to set side by side")
    first, *rest = tables.values()
    for label, other in zip(list(tables)[1:], rest, strict=True):
        if other != first:
            raise DataError(f"the table {label!r} has other {what} than the first")
    return first, list(tables)


def by_strata(strata: Mapping[str, NDArray[Any]], seen: NDArray[np.int64]) -> str:
    """Strata and the persons of each row, as the end of a repr."""
    if not strata:
        return ""
    words = [in_words(name, labels[:_LABELS], "sv") for name, labels in strata.items()]
    rows: Iterable[tuple[Any, ...]] = zip(*words, strict=True)
    tables = [
        f"{' '.join(map(str, row))} {count}"
        for row, count in zip(rows, seen[:_LABELS].tolist(), strict=True)
    ]
    if seen.size > _LABELS:
        tables.append(text("summaries", "and_more", "sv", number=seen.size - _LABELS))
    names = ", ".join(heading(name, "sv") for name in strata)
    return "; " + text("summaries", "by_strata", "sv", names=names, kinds=", ".join(tables))
