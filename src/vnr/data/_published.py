"""Tables that others published: as they printed them, with their source."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any, Final

import attrs
import numpy as np

from vnr.data._files import records
from vnr.display import Fields
from vnr.errors import UnknownNameError
from vnr.model import Grant, GrantDecision
from vnr.results import Basis, Counts, Definition, Estimate, Figure, Grid, Note, State
from vnr.words import Language, label

__all__ = ["PublishedTable", "ReadingCertainty", "catalogue", "grants", "load"]


class ReadingCertainty(StrEnum):
    """How sure it is that a number was printed so (säkerhet i läsningen)."""

    VERIFIED = "verified"
    """Read plainly, and confirmed by a sum, a count or the text."""
    INFERRED = "inferred"
    """Reasoned out from order, alphabet, a second cue or geography."""
    UNCERTAIN = "uncertain"
    """Not settled; a note says what it may be."""


@attrs.frozen
class PublishedTable(Fields):
    """What `load` gives under a name (publicerad tabell).

    Attributes
    ----------
    name
        Name of the document and of the table, such as ``socialstyrelsen-2013/table-06``.
    number
        The table's number in the document.
    sv, en
        Title, as printed and in English.
    respondent
        Whose answers they are: ``municipality`` or ``ngo`` (ideell förening).
    unit
        What the numbers are: percent, or what is counted.
    certainty
        How sure the least sure of its numbers is.

    Examples
    --------
    >>> from vnr import data
    >>> data.catalogue()[0].document
    'socialstyrelsen-2013'
    """

    name: str
    number: int
    sv: str
    en: str
    respondent: str
    unit: str
    certainty: ReadingCertainty

    @property
    def document(self) -> str:
        """The document that the table is of."""
        return self.name.partition("/")[0]

    def source(self, language: Language = "sv") -> str:
        """What to name beside the figures, in Swedish (``sv``) or English (``en``)."""
        return label("source", self.document, language)

    def licence(self, language: Language = "sv") -> str:
        """On what terms they may be used, in Swedish (``sv``) or English (``en``)."""
        return label("licence", self.document, language)


@cache
def _rows() -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {row["name"]: [] for row in records("published.csv")}
    for row in records("published_rows.csv"):
        tables[row["table"]].append(row)
    return tables


@cache
def catalogue() -> tuple[PublishedTable, ...]:
    """The tables that `load` has (katalog), by document and number.

    They are the numbered tables of two reports: Socialstyrelsen's follow-up of the development
    funds of 2013, whose fifteen are of municipalities (1–7) and of non-governmental organisations
    (8–15), and the mapping of Södermanland's nine municipalities of 2019, both of whose are
    numbered 1.

    Returns
    -------
    tuple of PublishedTable

    Examples
    --------
    >>> len(catalogue()), catalogue()[5].name, catalogue()[5].certainty.value
    (17, 'socialstyrelsen-2013/table-06', 'verified')
    """
    order = list(ReadingCertainty)
    return tuple(
        PublishedTable(
            row["name"], int(row["number"]), row["sv"], row["en"], row["respondent"], row["unit"],
            max((ReadingCertainty(its["certainty"]) for its in _rows()[row["name"]]), key=order.index),
        )
        for row in records("published.csv")
    )  # fmt: skip


def load(name: str) -> Counts | Estimate:
    """A table of a report as it was printed (publicerad tabell), by its name in `catalogue`.

    Parameters
    ----------
    name : str
        Such as ``socialstyrelsen-2013/table-06``.

    Returns
    -------
    Counts or Estimate
        Numbers as `Counts`; percentages as an `Estimate` in ``%`` without limits. A number that
        can't be read is not reported, and a note says what it may be. ``n`` is the printed number
        of those who answered, and ``certainty`` says of each row how sure the reading is. Tables
        1 and 8 have those who had funds, and how many of them were under way, completed and not
        carried out. The definition names source and licence.

    Raises
    ------
    UnknownNameError
        If there is no such table.

    Examples
    --------
    >>> routines = load("socialstyrelsen-2013/table-06").select(area="rutiner")
    >>> routines.value, routines.n[0].item(), routines["certainty"][0].item()
    (array([25., 48., 22.,  3.,  2.]), 59, 'verified')
    """
    table = next((one for one in catalogue() if one.name == name), None)
    if table is None:
        raise UnknownNameError("published table", name, [one.name for one in catalogue()])
    (shape,) = (row for row in records("published.csv") if row["name"] == table.name)
    rows = _rows()[table.name]
    read = [[_number(value) for value in row["values"].split()] for row in rows]
    names = shape["row"].split()
    codes = [row["code"].split("/") for row in rows]
    strata = {one: [row[place] for row in codes] for place, one in enumerate(names)}
    columns: dict[str, Any] = {"certainty": [row["certainty"] for row in rows]}
    # Of Södermanland's tables no number of answers is printed.
    if rows[0]["n"]:
        columns = {"n": [int(row["n"]) for row in rows], **columns}
    definition = Definition(
        "published",
        {
            "table": table.name,
            "source": table.source("en"),
            "licence": table.licence("en"),
            "certainty": table.certainty,
        },
    )
    labels = shape["codes"].split()
    if shape["column"]:
        grid = Grid.delivered(
            len(rows), definition, {one: np.array(its) for one, its in strata.items()}
        ).split(shape["column"], labels)
        columns = {one: np.repeat(its, len(labels)) for one, its in columns.items()}
        values = [value for row in read for value in row]
    else:
        grid = Grid.delivered(
            len(rows), definition, {one: np.array(its) for one, its in strata.items()}
        )
        values = [row[0] for row in read]
        columns |= {
            label: [row[place] for row in read] for place, label in enumerate(labels) if place
        }
    lacking = np.array([value is None for value in values])
    grid = attrs.evolve(
        grid,
        state=np.where(lacking, State.NOT_REPORTED, grid.state),
        covered=np.where(lacking, 0, grid.covered),
        adds_over=_ADDS_OVER.get(table.name, ()),
    ).saying(*_notes(table, rows, several=shape["several"] == "yes"))
    states = {one: np.zeros(len(grid)) for one in columns} if lacking.any() else {}
    return _result(grid, table, [value or 0 for value in values], columns, labels, states)


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


def _result(
    grid: Grid,
    table: PublishedTable,
    values: list[int],
    columns: dict[str, Any],
    labels: list[str],
    states: dict[str, Any],
) -> Counts | Estimate:
    if table.unit != "%":
        # The printed number of those who have funds is the sum of what became of it.
        sums = {"value": Figure("count", sum_of=labels[1:])} if labels else {}
        figures = {**sums, **({"n": Figure("count")} if "n" in columns else {})}
        return Counts.over(
            grid, value=values, columns=columns, states=states, figures=figures, unit=table.unit
        )
    n = columns.pop("n")
    nothing = np.full(len(grid), np.nan)
    return Estimate.over(
        grid,
        value=values,
        lower=nothing,
        upper=nothing,
        n=n,
        columns=columns,
        confidence=None,
        unit=table.unit,
        method="as printed",
        basis=Basis.REGISTER,
        source=table.source("en"),
    )


_ADDS_OVER: Final = {
    "sormland-2019/table-1-needs": ("need_area", "need"),
    "sormland-2019/table-1-collaboration": ("participation", "participant"),
}


def _notes(table: PublishedTable, rows: list[dict[str, str]], *, several: bool) -> Iterator[Note]:
    yield Note("printed", form=table.certainty.value)
    if several:
        yield Note("printed_several")
    for code in _SAID.get(table.name, ()):
        yield Note(code)
    for row in rows:
        candidates = row["candidates"].split()
        if candidates and row["values"] == "-":
            yield Note("printed_unreadable", row=row["code"], candidates=candidates)
        elif candidates:
            others = [one for one in candidates if one != row["values"]]
            yield Note("printed_unsure", row=row["code"], read=row["values"], candidates=others)


# What must be said of single tables: in what they differ from others, and from what is possible.
_SAID: Final = {
    "socialstyrelsen-2013/table-01": ("printed_joint",),
    "socialstyrelsen-2013/table-05": ("printed_silent",),
    "socialstyrelsen-2013/table-06": ("printed_to_100", "printed_n"),
    "socialstyrelsen-2013/table-07": ("printed_n", "printed_outside"),
    "socialstyrelsen-2013/table-08": ("printed_derived",),
    "socialstyrelsen-2013/table-09": ("printed_n",),
    "socialstyrelsen-2013/table-10": ("printed_n",),
    "socialstyrelsen-2013/table-12": ("printed_n",),
    "socialstyrelsen-2013/table-14": ("printed_to_100",),
    "socialstyrelsen-2013/table-15": ("printed_n", "printed_impossible"),
    "sormland-2019/table-1-needs": ("printed_classes",),
}


@cache
def grants() -> tuple[Grant, ...]:
    """The development funds granted to municipalities and city districts in 2013 (beviljade medel).

    The list of Socialstyrelsen's follow-up, whose printed sum is 53 687 000 kronor. Of 80 of the
    106 the text may have lost a digit, so that they are the least or a million more; one of them
    is, since the least sum to 52 687 000.

    Returns
    -------
    tuple of Grant
        In the order of the list, by county. Rejected applicants aren't named in it.

    Examples
    --------
    >>> len(grants()), sum(one.least or 0 for one in grants()), sum(one.most is not None for one in grants())
    (106, 52687000, 80)
    """
    return tuple(
        Grant(
            row["recipient"],
            2013,
            GrantDecision.GRANTED,
            int(row["least"]),
            int(row["most"]) if row["most"] else None,
            row["municipality"] or None,
            row["county"] or None,
            "socialstyrelsen-2013",
        )
        for row in records("published_grants.csv")
    )
