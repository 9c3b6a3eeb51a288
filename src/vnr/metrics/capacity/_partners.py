"""Municipalities that do something together, as rows of figures by municipality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, shown
from vnr.frames import listed
from vnr.results import Grid, State, Strata

__all__ = ["JOINT", "PartnerRows", "Partners", "partner_rows", "partner_sets", "stratum_of"]

Partners = Iterable[Iterable[str]] | Mapping[str, Iterable[str]]

JOINT = "+"
"""What stands between the codes of several municipalities in one label."""


@attrs.frozen(eq=False)
class PartnerRows:
    """Rows of one cell each, or of the cells of partners.

    Attributes
    ----------
    members
        Cells of each row.
    grid
        The rows, with the worst state of their cells.
    """

    members: tuple[NDArray[np.intp], ...]
    grid: Grid

    def sums(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Sum of a figure over the cells of each row."""
        return np.array([values[rows].sum() for rows in self.members], np.float64)

    def products(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Product of a figure over the cells of each row."""
        return np.array([values[rows].prod() for rows in self.members], np.float64)


def stratum_of(strata: Strata, across: str | None) -> str:
    """The stratum whose labels are the places: the one that there is, or that is named.

    Raises
    ------
    DataError
        If there is none, or several and none is named.
    UnknownNameError
        If the cells have no such stratum.
    """
    if across is not None:
        if across not in strata:
            raise UnknownNameError("stratum", across, strata)
        return across
    if "municipality" in strata:
        return "municipality"
    if len(strata) != 1:
        raise DataError(
            "who joins whom can't be told: the figures need labels of municipalities; give "
            "Counts or a mapping, and name their stratum by across="
        )
    return next(iter(strata))


def partner_sets(partners: Partners | None) -> Mapping[str, tuple[str, ...]]:
    """Members of each set by its label: its name, or their codes; empty where none is asked for.

    Raises
    ------
    DataError
        If there is no set, or one is empty, names somebody twice or stands twice.
    """
    if partners is None:
        return {}
    named = isinstance(partners, Mapping)
    several: list[Any] = listed(
        partners.values() if isinstance(partners, Mapping) else partners, "partners"
    )
    names = list(partners) if isinstance(partners, Mapping) else [""] * len(several)
    if not several:
        raise DataError("partners is empty; give at least one set of them, or leave it out")
    sets: dict[str, tuple[str, ...]] = {}
    seen: set[frozenset[str]] = set()
    for row, (name, codes) in enumerate(zip(names, several, strict=True)):
        if isinstance(codes, str) or not isinstance(codes, Iterable):
            raise DataError(
                f"partners must be sets of labels, such as [('0483', '0486')]; row {row} is "
                f"{shown(codes)}"
            )
        members = tuple(codes)
        if not members or len(set(members)) < len(members):
            raise DataError(
                f"partners names nobody, or somebody twice, at row {row}; name each once"
            )
        if frozenset(members) in seen:
            raise DataError(f"partners has the set at row {row} twice; give it once")
        seen.add(frozenset(members))
        sets[str(name) if named else JOINT.join(sorted(map(str, members)))] = members
    return sets


def partner_rows(
    grid: Grid, sets: Mapping[str, tuple[str, ...]], across: str | None
) -> PartnerRows:
    """The cells as they are, or those of partners together.

    Parameters
    ----------
    grid : Grid
        The cells.
    sets : mapping of str to tuple of str
        As `partner_sets` reads them; none leaves each cell its row.
    across : str, optional
        Stratum of the labels; every combination of the others has its rows.

    Raises
    ------
    UnknownNameError
        If a label isn't there.
    """
    if not sets:
        rows = np.arange(len(grid), dtype=np.intp)
        return PartnerRows(tuple(rows[:, None]), grid)
    stratum = stratum_of(grid.strata, across)
    others = {name: labels for name, labels in grid.strata.items() if name != stratum}
    members, labels = [], []
    for cells in _groups(others, len(grid)):
        at = dict(zip(grid.strata[stratum][cells].tolist(), cells.tolist(), strict=True))
        for label, codes in sets.items():
            if missing := [code for code in codes if code not in at]:
                raise UnknownNameError(stratum, missing[0], at)
            members.append(np.array([at[code] for code in codes], np.intp))
            labels.append(label)
    first = np.array([rows[0] for rows in members], np.intp)
    strata = {name: array[first] for name, array in others.items()}
    order = {name: np.array(labels) if name == stratum else strata[name] for name in grid.strata}
    states = np.array([grid.state[rows].max() for rows in members], np.int8)
    covered = np.array([grid.covered[rows].min() for rows in members])
    return PartnerRows(
        tuple(members),
        attrs.evolve(
            grid,
            strata=order,
            state=states,
            covered=np.where(states == State.NOT_REPORTED, 0, covered),
            adds_over=frozenset(),
        ),
    )


def _groups(strata: Strata, size: int) -> Iterator[NDArray[np.intp]]:
    """Cells of each combination of labels, in the order in which they come."""
    cells: dict[tuple[Any, ...], list[int]] = {}
    columns = [labels.tolist() for labels in strata.values()]
    for row in range(size):
        cells.setdefault(tuple(column[row] for column in columns), []).append(row)
    for rows in cells.values():
        yield np.array(rows, np.intp)
