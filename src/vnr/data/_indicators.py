"""Indicators as others publish them, by municipality and year: Kolada, Öppna jämförelser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from vnr.data._municipalities import municipalities, municipality
from vnr.errors import UnknownNameError, shown
from vnr.frames import Taken, taken
from vnr.results import Basis, Definition, Estimate, Figure, FigureKind, Grid, Note, State
from vnr.words import fold, refusal

__all__ = ["YES", "Key", "PublishedCell", "published_cells", "read_indicators"]

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "indicator": ("kpi", "kpiid", "indicator", "nyckeltal", "nyckeltalsid", "indikator"),
    "municipality": (
        *(
            "municipality",
            "municipalityid",
            "municipalitycode",
            "kommunkod",
            "kommunnr",
            "kommunid",
        ),
        "kommun",
    ),
    "year": ("period", "year", "år", "avserår"),
    "sex": ("gender", "sex", "kön"),
    "value": ("value", "värde", "resultat"),
    "n": ("n", "antalsvarande", "antalsvar"),
    "status": ("status",),
    "count": ("count",),
}
"""Folded headings of each field, those of Kolada's interface first."""
_BESIDE: Final = frozenset(
    fold(name)
    for name in (
        *("kommun", "kommunnamn", "municipality_name", "kommungrupp", "kommungrupp, namn", "län"),
        *("länskod", "länsnamn", "title", "kpi_title", "isdeleted", "municipality_type"),
    )
)
"""What names the place or the indicator once more."""
_UNASKED: Final = frozenset(
    {"ej tillämplig", "ej tillämpligt", "ej aktuell", "ej aktuellt", "ej ställd", "ej tillfrågad"}
    | {"inte tillfrågad", "not applicable", "not asked"}
)
"""What says that nobody was asked."""
_SYMBOLS: Final = _UNASKED | frozenset(
    {"", "-", "–", ".", "..", "…", "x", "nan", "none", "null", "saknas", "bortfall", "ej svar"}
    | {"uppgift saknas", "ej besvarad", "sekretess", "inte svarat", "not answered"}
)
YES: Final = "yes"
"""The unit of yes and no."""
_ANSWERS: Final = {
    **dict.fromkeys(("ja", "yes", "true", "1"), 1.0),
    **dict.fromkeys(("nej", "no", "false", "0"), 0.0),
}
_SEXES: Final = {"t": "all", "k": "woman", "f": "woman", "m": "man", "totalt": "all", "": "all"}
_SEXES_NAMED: Final = {"kvinnor": "woman", "kvinna": "woman", "män": "man", "man": "man"}
_YEAR: Final = re.compile(r"(1[89]|20|21)\d\d(\.0)?")
_NUMBER: Final = re.compile(r"[-−]?\d+(?:[  ]\d{3})*(?:[.,]\d+)?\s*%?")
_GROUP: Final = re.compile(r"G\d+|00\d\d|V\w+")
"""Codes of Kolada that are no municipality: groups, the country and regions, units."""
_PERCENT: Final = ("%", "percent")


Key = tuple[str, str, int, str]
"""Indicator, municipality, year and sex."""


@attrs.frozen
class PublishedCell:
    """What is published in one cell: a number or none, of how many, and whether it was asked for."""

    row: int
    value: float | None
    n: float | None
    asked: bool


@attrs.frozen(eq=False)
class _Figure:
    """One published figure: where it stands, what it is of, and what is printed."""

    row: int
    indicator: str
    place: Any
    year: Any
    sex: Any
    value: Any
    n: Any
    status: Any


def read_indicators(
    data: Any,
    *,
    unit: str,
    year: int | None = None,
    indicator: str | None = None,
    source: str | None = None,
) -> Estimate:
    """Published indicators by municipality and year (nyckeltal ur Kolada, Öppna jämförelser).

    Parameters
    ----------
    data : frame, list of dicts, or mapping
        What Kolada's interface answers (``kpi``, ``municipality``, ``period`` and ``values`` with
        ``gender``, ``value``, ``status`` and ``count``), whole or its list; the same as a long
        frame; a wide one with a column for each year; or, as the workbooks of Öppna jämförelser,
        with a column for each indicator. Headings may be Swedish.
    unit : str
        What the figures are in, such as ``%`` or ``per 10 000``; ``yes`` for yes and no.
    year : int, optional
        The year, where the table doesn't say it.
    indicator : str, optional
        What the figures are of, where the table doesn't say it.
    source : str, optional
        Where they are from.

    Returns
    -------
    Estimate
        By ``indicator``, ``municipality``, ``year``, and ``sex`` where the table has it (``all``
        is both). What is missing, blank, a symbol, or marked by its status is not reported, never
        0. Without limits: published figures don't tell how sure they are, and a percentage
        without the number behind it can't. `n` is that number where there is a column *n*. Of
        Kolada's groups, regions and the country nothing is read; a note says how many.

    Raises
    ------
    DataError
        If there is no column of municipalities or of figures, two figures are of one cell, a cell
        is no number, or a percentage lies outside 0 to 100: with its row, counted from 0.
    UnknownNameError
        If there is no such municipality.

    Examples
    --------
    >>> answer = {"values": [{"kpi": "N35410", "municipality": "0488", "period": 2023, "values": [
    ...     {"gender": "T", "value": 12.5, "status": "", "count": 1}]},
    ...     {"kpi": "N35410", "municipality": "0461", "period": 2023, "values": [
    ...     {"gender": "T", "value": None, "status": "Missing", "count": 1}]}]}
    >>> read = read_indicators(answer, unit="per 10 000")
    >>> read.value.tolist(), read.state_of("value").tolist()
    ([nan, 12.5], [1, 0])
    """
    if not isinstance(unit, str) or not unit:
        raise refusal("indicator_unit")
    cells, left = published_cells(data, unit, year, indicator)
    keys = sorted(cells)
    names = ["indicator", "municipality", "year", "sex"]
    strata = {name: np.array([key[at] for key in keys]) for at, name in enumerate(names)}
    if set(strata["sex"].tolist()) == {"all"}:
        del strata["sex"]
    values = [cells[key].value for key in keys]
    numbers = [cells[key].n for key in keys]
    lacking = np.array([value is None for value in values], bool)
    nothing = np.full(len(keys), np.nan)
    grid = attrs.evolve(
        Grid.delivered(len(keys), Definition("indicators", {"source": source}), strata),
        state=np.where(lacking, State.NOT_REPORTED, State.VALUE).astype(np.int8),
        covered=np.where(lacking, 0.0, 1.0),
    ).saying(
        Note("indicators_as_published"),
        *([Note("indicators_left", number=left)] if left else []),
    )
    share = FigureKind.SHARE if unit in _PERCENT else FigureKind.NUMBER
    return Estimate.over(
        grid,
        value=np.array([np.nan if value is None else value for value in values]),
        lower=nothing,
        upper=nothing,
        n=np.array([np.nan if number is None else number for number in numbers]),
        figures={"value": Figure(share)},
        confidence=None,
        unit="proportion" if unit in _PERCENT else unit,
        method="as published",
        basis=Basis.REGISTER,
        source=source,
    )


def published_cells(
    data: Any, unit: str, year: int | None, indicator: str | None
) -> tuple[dict[Key, PublishedCell], int]:
    """What is published by indicator, municipality, year and sex, and how many rows are of no municipality.

    Raises
    ------
    DataError, UnknownNameError
        As `read_indicators`.
    """
    cells: dict[Key, PublishedCell] = {}
    left = 0
    for one in _figures(data, year, indicator):
        place = _place(one)
        if place is None:
            left += 1
            continue
        key = (one.indicator, place, _year(one), _sex(one))
        if key in cells:
            raise refusal("indicator_twice", row=one.row)
        missing = str(one.status or "").strip().casefold() in ("missing", "private", "deleted")
        cells[key] = PublishedCell(
            one.row,
            None if missing else _number(one, one.value, unit),
            _number(one, one.n, ""),
            asked=_plain(one.value).casefold() not in _UNASKED,
        )
    if not cells:
        raise refusal("indicator_none")
    return cells, left


def _figures(data: Any, year: int | None, indicator: str | None) -> Iterator[_Figure]:
    """The figures of an answer of Kolada's, or of a table, long or wide."""
    if isinstance(data, Mapping) and isinstance(data.get("values"), Sequence):
        listed = data["values"]
        if listed and all(isinstance(one, Mapping) for one in listed):
            data = listed
    if isinstance(data, Sequence) and data and all(_is_nested(one) for one in data):
        for row, one in enumerate(data):
            for value in one["values"]:
                yield _Figure(
                    row,
                    str(one.get("kpi", indicator)),
                    one.get("municipality"),
                    one.get("period", year),
                    value.get("gender"),
                    value.get("value"),
                    None,
                    value.get("status"),
                )
        return
    yield from _of_table(taken(data, "data"), year, indicator)


def _is_nested(one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and isinstance(one.get("values"), Sequence)
        and all(isinstance(value, Mapping) for value in one["values"])
    )


def _of_table(table: Taken, year: int | None, indicator: str | None) -> Iterator[_Figure]:
    folded = [fold(str(name)) for name in table.headings]
    at: dict[str, int] = {}
    for field, names in _HEADINGS.items():
        for name in names:
            if fold(name) in folded and field not in at:
                at[field] = folded.index(fold(name))
    if "municipality" not in at:
        raise refusal("indicator_place")
    columns = [column.listed() for column in table.columns]

    def cell(field: str, row: int, other: Any = None) -> Any:
        return columns[at[field]][row] if field in at else other

    years = [
        place
        for place, name in enumerate(table.headings)
        if _YEAR.fullmatch(str(name)) and place not in at.values()
    ]
    others = [
        place
        for place, name in enumerate(table.headings)
        if place not in at.values() and folded[place] not in _BESIDE and name and place not in years
    ]
    for row in range(table.height):
        place = cell("municipality", row)
        told = str(cell("indicator", row, indicator or "indicator"))
        shared = (cell("sex", row), cell("n", row), cell("status", row))
        if "value" in at:
            when = cell("year", row, year)
            yield _Figure(row, told, place, when, shared[0], cell("value", row), *shared[1:])
        elif years:
            for column in years:
                when = str(table.headings[column])[:4]
                yield _Figure(row, told, place, when, shared[0], columns[column][row], *shared[1:])
        else:
            for column in others:
                name, when = str(table.headings[column]), cell("year", row, year)
                yield _Figure(row, name, place, when, shared[0], columns[column][row], *shared[1:])


def _place(one: _Figure) -> str | None:
    """The municipality's code; None of what is none."""
    text = _plain(one.place)
    if text.isdigit():
        text = text.zfill(4)
    if _GROUP.fullmatch(text) or fold(text) in ("riket", "alla kommuner"):
        return None
    try:
        return municipality(text).code
    except UnknownNameError as error:
        raise UnknownNameError(
            "municipality", error.name, _named(), wrong=f"row {one.row}"
        ) from None


def _named() -> list[str]:
    return [place.name for place in municipalities()]


def _year(one: _Figure) -> int:
    text = _plain(one.year)
    if not _YEAR.fullmatch(text):
        raise refusal("indicator_year", row=one.row, year=shown(one.year))
    return int(text[:4])


def _sex(one: _Figure) -> str:
    text = "" if one.sex is None else str(one.sex).strip().casefold()
    known = {**_SEXES, **_SEXES_NAMED}
    if text not in known:
        raise refusal("indicator_sex", row=one.row)
    return known[text]


def _plain(value: Any) -> str:
    """A cell as text, a whole number without decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _number(one: _Figure, value: Any, unit: str) -> float | None:
    """The number of a cell; None where a symbol stands, or nothing."""
    text = _plain(value).casefold()
    if text in _SYMBOLS or value != value:  # noqa: PLR0124
        return None
    if unit == YES:
        if text not in _ANSWERS:
            raise refusal("indicator_answer", row=one.row)
        return _ANSWERS[text]
    if not _NUMBER.fullmatch(text):
        raise refusal("indicator_number", row=one.row)
    number = float(re.sub(r"[  %]", "", text).replace(",", ".").replace("−", "-"))
    if unit in _PERCENT:
        if not 0 <= number <= 100:
            raise refusal("indicator_percent", row=one.row)
        return number / 100
    return number
