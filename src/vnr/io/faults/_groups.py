"""Faults of one kind together: what blocks everything first, then what stands in most rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from vnr.display import Fields
from vnr.io.faults._fault import Fault
from vnr.io.template import listed
from vnr.words import Language, text

__all__ = ["FaultGroup", "grouped"]

_PLACES: Final = 3
"""How many rows are named."""
_FOLLOWING: Final = ("case-incomplete", "case-rejected", "intervention-rejected")
"""Faults that are gone once the others are mended."""


@attrs.frozen
class FaultGroup(Fields):
    """Faults of one rule, in one column, with one word.

    Attributes
    ----------
    first
        The first of them.
    number
        In how many rows.
    places
        The first rows, with their files.

    Examples
    --------
    >>> from vnr.io import Fault, Faults
    >>> group, = Faults([Fault("date-invalid", "uttag.csv", row=row, column="Datum") for row in (4, 9)]).groups()
    >>> group
    FaultGroup(first=Fault(rule='date-invalid', file='uttag.csv', row=4, column='Datum'), number=2,
      places=(Fault(rule='date-invalid', file='uttag.csv', row=4, column='Datum'),
      Fault(rule='date-invalid', file='uttag.csv', row=9, column='Datum')))
    """

    first: Fault
    number: int
    places: tuple[Fault, ...]

    @property
    def blocks(self) -> bool:
        """Whether it is of a whole sheet or file, of which nothing is read before it is mended."""
        return self.first.row is None

    @property
    def follows(self) -> bool:
        """Whether it is gone once the others are mended."""
        return self.first.rule in _FOLLOWING

    def text(self, language: Language = "sv") -> str:
        """Column, word, rows and what may have been meant; the rule, and where."""
        fault = self.first
        parts = [fault.column] if fault.column else []
        parts += [f"«{fault.value}»"] if fault.value is not None else []
        if self.blocks:
            parts.insert(0, fault.file + (f"[{fault.sheet}]" if fault.sheet else ""))
        else:
            parts.append(text("reading", "rows", language, number=self.number))
        if fault.meant:
            names = listed(fault.meant, language)
            parts.append(text("reading", "meant", language, name=names))
        if fault.hint is not None:
            parts.append(fault.hint.text(language))
        where = "" if self.blocks else f" ({self._where(language)})"
        return f"{' · '.join(parts)} [{fault.rule}]{where}"

    def _where(self, language: Language) -> str:
        files: dict[str, list[str]] = {}
        for fault in self.places:
            name = fault.file + (f"[{fault.sheet}]" if fault.sheet else "")
            files.setdefault(name, []).append(
                f"{fault.row}, {fault.about}" if fault.about else str(fault.row)
            )
        places = [
            f"{name} {text('reading', 'row', language, row=_listed(rows))}"
            for name, rows in files.items()
        ]
        return "; ".join(places) + (" …" if self.number > len(self.places) else "")


def _listed(rows: list[str]) -> str:
    """Rows with commas between, or semicolons where it is told what they ask."""
    return ("; " if any(not row.isdigit() for row in rows) else ", ").join(rows)


def grouped(faults: Iterable[Fault]) -> list[FaultGroup]:
    """Groups in the order in which they are best mended."""
    found: dict[tuple[object, ...], list[Fault]] = {}
    for fault in faults:
        whole = (fault.file, fault.sheet) if fault.row is None else ()
        # Two versions of one row are told by pairs of files.
        beside = dict(fault.hint.parameters).get("name") if fault.hint and fault.row else None
        key = (fault.rule, fault.column, fault.value, beside, *whole)
        found.setdefault(key, []).append(fault)
    groups = [FaultGroup(of[0], len(of), tuple(of[:_PLACES])) for of in found.values()]
    return sorted(groups, key=lambda one: (not one.blocks, one.follows, -one.number))
