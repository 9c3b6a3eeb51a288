"""Capture tables: how many persons each combination of lists saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Column, html_table, wrapped_text
from vnr.errors import DataError, UnknownNameError, shown, written
from vnr.frames import Backend
from vnr.metrics.capture._counts import PersonTable, by_strata, side_by_side, whole_counts
from vnr.metrics.capture._lists import check_agreement, list_names
from vnr.metrics.choices import LinkedMeasure, ViolenceBasis
from vnr.model import Period, PeriodLike
from vnr.results import heading
from vnr.words import text

if TYPE_CHECKING:
    from vnr.metrics.choices import By, Roles
    from vnr.register import Register

__all__ = ["CaptureTable"]


def _by_list(values: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if not isinstance(values, Mapping | None):
        raise DataError("periods and populations must be mappings of a list's name")
    return MappingProxyType(dict(values or {}))


@attrs.frozen(eq=False, repr=False)
class CaptureTable(PersonTable):
    """How many persons each combination of lists saw (fångsttabell).

    Attributes
    ----------
    counts
        Given as a mapping of histories such as ``{"110": 54}``, where the first sign stands for
        the first list, or as an array, shape ``(2**lists,)`` or ``(tables, 2**lists)``. Kept as
        int64, shape ``(tables, 2**lists)``: a history read as a binary number is its place, and
        place 0, those on no list, is 0.
    lists
        Names of the lists.
    strata
        Labels of tables side by side, each of shape ``(tables,)``; empty for a single one.
    periods, populations
        The `Period` that each list covers, and in words whom it could hold; those that are given
        must check_agreement.

    Raises
    ------
    DataError
        If a count is negative or not whole, a history is not of the lists or of no list, there
        are fewer than two lists, or their periods or populations differ.

    Examples
    --------
    >>> CaptureTable({"10": 781, "01": 254, "11": 167}, lists=("A", "B"))  # Seber 1982, page 107
    <CaptureTable: personer 1202, listor (A 948, B 421), på mer än en 167>
    """

    lists: tuple[str, ...] = attrs.field(converter=list_names)
    periods: Mapping[str, Period] = attrs.field(default=None, converter=_by_list, kw_only=True)
    populations: Mapping[str, str] = attrs.field(default=None, converter=_by_list, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Put the counts in place and hold the lists against each other."""
        array = (
            _by_history(self.counts, self.lists)
            if isinstance(self.counts, Mapping)
            else whole_counts(self.counts, 2 ** len(self.lists))
        )
        if array[:, 0].any():
            raise DataError(_NO_LIST)
        self._put(array, self.lists)
        for what, by_list in (("period", self.periods), ("population", self.populations)):
            check_agreement(what, by_list, self.lists)

    # Making

    @classmethod
    def from_frame(cls, frame: Any, *, lists: Sequence[str], by: str | Sequence[str] = ()) -> Self:
        """Count persons by the lists that saw them; one row a person.

        Parameters
        ----------
        frame : frame of pandas, polars or pyarrow
            A column for each list, 0/1 or bool.
        lists : sequence of str
            The columns that are lists.
        by : str or sequence of str
            Columns that split the table into strata.

        Raises
        ------
        UnknownNameError
            If a column isn't there.
        DataError
            If a value is neither 0 nor 1, or a person is on no list.
        """
        from vnr.metrics.capture._linking import frame_counts

        names = list_names(lists)
        counts, strata = frame_counts(frame, names, (by,) if isinstance(by, str) else tuple(by))
        return cls(counts, names, strata=strata)

    @classmethod
    def from_register(
        cls,
        register: Register,
        others: Mapping[str, Any],
        *,
        period: PeriodLike,
        basis: ViolenceBasis = "known",
        roles: Roles = "exposed",
        measure: LinkedMeasure = "new",
        register_list: str = "social services",
        by: By = (),
        periods: Mapping[str, Period] | None = None,
    ) -> Self:
        """Link further lists to a register's persons by pseudonym (länkning).

        Parameters
        ----------
        register : Register
            Whom the social services saw: the counted persons with a case in the period.
        others : mapping of str to collection of str
            The pseudonyms on each further list, made with the same key as the register's. With
            `by`, a mapping of pseudonym to label (a tuple of labels for several strata), since
            the register knows nothing of those whom only others saw.
        period : Period, year or text
            What all lists cover.
        basis, roles : str
            Which cases, as in `count`.
        measure : str
            ``new``: a case dated in the period; ``open``: one open on any day of it.
        register_list : str
            Name of the register's own list.
        by : str, tuple of str, or mapping of str to array
            Strata of the register's cases, one value a case; a person stands in that of the
            first one. Not time.
        periods : mapping of str to Period, optional
            What the further lists cover; those given must be `period`.

        Raises
        ------
        DataError
            If the period isn't within the observed window, a municipality didn't deliver all of
            it, a pseudonym is missing, or a person's labels differ between lists.
        """
        from vnr.metrics.capture._linking import register_counts

        period = Period.of(period)
        names = list_names((register_list, *others))
        counts, strata = register_counts(
            register, others, period, basis=basis, roles=roles, measure=measure, by=by
        )
        return cls(counts, names, strata=strata, periods={register_list: period, **(periods or {})})

    @classmethod
    def concat(cls, tables: Mapping[Any, CaptureTable], *, by: str) -> Self:
        """Set tables of the same lists side by side, each with its label in the stratum `by`.

        Raises
        ------
        DataError
            If the lists differ, or a table has strata already.
        """
        first, labels = side_by_side("lists", {label: one.lists for label, one in tables.items()})
        if any(one.strata for one in tables.values()):
            raise DataError("a table with strata can't be given a label; select one row of it")
        return cls(
            np.concatenate([one.counts for one in tables.values()]),
            first,
            strata={by: labels},
            periods={k: v for one in tables.values() for k, v in one.periods.items()},
            populations={k: v for one in tables.values() for k, v in one.populations.items()},
        )

    # Looking in

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """Persons by the number of lists they are on, 1 and up, shape ``(tables, lists)``."""
        sizes = np.bitwise_count(np.arange(2 ** len(self.lists)))
        return np.stack(
            [self.counts[:, sizes == size].sum(axis=1) for size in range(1, len(self.lists) + 1)],
            axis=1,
        )

    @property
    def overlap(self) -> NDArray[np.int64]:
        """Persons on more than one list, shape ``(tables,)``."""
        return self.frequencies[:, 1:].sum(axis=1)

    @property
    def totals(self) -> dict[str, NDArray[np.int64]]:
        """Persons on each list, shape ``(tables,)``."""
        members = _members(len(self.lists))
        return {name: self.counts @ members[:, place] for place, name in enumerate(self.lists)}

    def histories(self) -> dict[str, int]:
        """Persons by history, those of zero left out; for a single table."""
        if len(self) != 1:
            raise DataError(f"this is {len(self)} tables, not one; narrow it with select()")
        width = len(self.lists)
        return {
            f"{place:0{width}b}": int(count)
            for place, count in enumerate(self.counts[0].tolist())
            if count
        }

    def among(self, *lists: str) -> Self:
        """The table of some of the lists; who is on none of them is not seen.

        Raises
        ------
        UnknownNameError
            If a list is not there.
        """
        for name in lists:
            if name not in self.lists:
                raise UnknownNameError("list", name, self.lists)
        members = _members(len(self.lists))[:, [self.lists.index(name) for name in lists]]
        place = members @ (1 << np.arange(len(lists))[::-1])
        counts = np.zeros((len(self), 2 ** len(lists)), np.int64)
        np.add.at(counts.T, place, self.counts.T)
        counts[:, 0] = 0
        return type(self)(
            counts,
            lists,
            strata=self.strata,
            periods={name: one for name, one in self.periods.items() if name in lists},
            populations={name: one for name, one in self.populations.items() if name in lists},
        )

    # Out and in again

    def to_frame(self, backend: Backend | None = None) -> Any:
        """One row for each table and history: strata, a 0/1 column for each list, and ``count``.

        Parameters
        ----------
        backend : str, optional
            ``pandas``, ``polars`` or ``pyarrow``; by default the first that is installed.
        """
        from vnr.frames import frame

        cells = 2 ** len(self.lists) - 1
        members = np.tile(_members(len(self.lists))[1:], (len(self), 1))
        columns = {name: np.repeat(labels, cells) for name, labels in self.strata.items()}
        columns |= {name: members[:, place] for place, name in enumerate(self.lists)}
        return frame({**columns, "count": self.counts[:, 1:].ravel()}, backend)

    def to_dict(self) -> dict[str, Any]:
        """JSON types; `from_dict` reads it back."""
        return {
            **super().to_dict(),
            "lists": list(self.lists),
            "periods": {
                name: [period.start.isoformat(), period.end.isoformat()]
                for name, period in self.periods.items()
            },
            "populations": dict(self.populations),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        with written("CaptureTable.to_dict"):
            return cls(
                data["counts"],
                data["lists"],
                strata=data["strata"],
                periods={name: Period.of("/".join(days)) for name, days in data["periods"].items()},
                populations=data["populations"],
            )

    def __repr__(self) -> str:
        told = text(
            "summaries",
            "capture_table",
            "sv",
            number=self.seen.sum(),
            names=", ".join(f"{name} {total.sum()}" for name, total in self.totals.items()),
            others=self.overlap.sum(),
        )
        return wrapped_text(f"<CaptureTable: {told}{by_strata(self.strata, self.seen)}>")

    def _repr_html_(self) -> str:
        counts = self.counts.sum(axis=0)
        there = np.flatnonzero(counts)
        on = _members(len(self.lists))[there]
        columns = [
            Column(name, ["●" if one else "" for one in on[:, place]])
            for place, name in enumerate(self.lists)
        ]
        columns.append(Column(heading("persons", "sv"), map(str, counts[there]), numeric=True))
        caption = repr(self).strip("<>")
        return html_table(columns, headings=0, language="sv", caption=caption)


_NO_LIST = (
    "the history of those on no list can't be given: how many they are is what is estimated; "
    "leave it out"
)


def _by_history(counts: Mapping[str, Any], lists: tuple[str, ...]) -> NDArray[np.int64]:
    """Counts of a mapping from histories, in place."""
    array = np.zeros((1, 2 ** len(lists)), object)
    for history, count in counts.items():
        if not isinstance(history, str) or set(history) - {"0", "1"} or len(history) != len(lists):
            raise DataError(
                f"the history {shown(history)} must be {len(lists)} signs 0 or 1, one for each of the "
                f"lists {', '.join(lists)}"
            )
        place = int(history, 2)
        if place == 0:
            raise DataError(_NO_LIST)
        try:
            array[0, place] = whole_counts([0, count], 2)[0, 1]
        except DataError as error:
            raise DataError(f"history {shown(history)}: {error}") from None
    return array.astype(np.int64)


def _members(lists: int) -> NDArray[np.int64]:
    """Whether each history is on each list, shape ``(2**lists, lists)``."""
    return (np.arange(2**lists)[:, None] >> np.arange(lists)[::-1]) & 1
