"""One figure of a result or of rows, with the places of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from vnr.disclosure.ledger._meaning import Meaning

__all__ = ["Delivered", "Span", "Table"]

Span = tuple[int, int]
"""First day or year, and the one after the last."""
Delivered = Mapping[str, Mapping[str, list[Span]]]
"""By municipality and unit the days that were delivered."""


@attrs.frozen(eq=False)
class Table:
    """One figure of one result, or of the rows of one source: its numbers by cell.

    Attributes
    ----------
    label, figure
        What it is called.
    meaning
        What its numbers are numbers of.
    strata
        Names of its strata but for time.
    adds_over
        Those over which its numbers may be summed.
    places
        Place of each cell's number; None where there is none.
    labels
        Each cell's labels, its period last.
    covered
        How much of each cell was delivered, 0 where nothing was; empty where nobody says.
    groups
        By stratum of places, each municipality's label.
    sensitive
        Its strata of what must not be known of a single person.
    public
        Whether it is out already.
    partial
        Whether it is of rows, of which some may be lacking, and no whole result.
    left_out
        Municipalities that have no row, though they are counted in what they lie in.
    choice
        The places that it was chosen by, where it is called by another choice: of others it
        tells nothing.
    delivered
        The days on which each municipality delivered all that it needs; empty where nobody says.
    """

    label: str
    figure: str
    meaning: Meaning
    strata: tuple[str, ...]
    adds_over: frozenset[str]
    places: Sequence[int | None]
    labels: Sequence[Mapping[str, str]]
    covered: Sequence[float] = ()
    groups: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    sensitive: frozenset[str] = frozenset()
    public: bool = False
    partial: bool = False
    left_out: frozenset[str] = frozenset()
    choice: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    delivered: Delivered = attrs.field(factory=dict)

    @property
    def cells(self) -> Iterator[tuple[int | None, Mapping[str, str], float]]:
        """Place, labels and coverage of each cell."""
        covered = self.covered or (1.0,) * len(self.places)
        return zip(self.places, self.labels, covered, strict=True)

    def is_whole(self, labels: Mapping[str, str]) -> bool:
        """Whether all of a place are in the table, and not those alone that were chosen."""
        if not self.choice or labels.keys() & {"municipality", "county_part", *self.groups}:
            return True
        return "municipality" not in self.choice and labels.get("county") in self.choice["county"]
