"""Sweden's municipalities and counties."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vnr.data._files import records
from vnr.errors import UnknownNameError
from vnr.model import Municipality
from vnr.words import label, labels

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["counties", "municipalities", "municipality"]


@cache
def _all() -> tuple[Municipality, ...]:
    return tuple(
        Municipality(
            row["code"],
            label("municipality", row["code"], "sv"),
            row["county_code"],
            county_name=label("county", row["county_code"], "sv"),
            group_2023=row["skr_group_2023"],
            group_2023_name=row["skr_group_2023_name"],
        )
        for row in records("municipalities.csv")
    )


@cache
def _by_name() -> Mapping[str, Municipality]:
    forms = ("{}", "{} kommun", "{}s kommun", "{} stad", "{}s stad")
    by_name = {form.format(one.name).casefold(): one for form in forms for one in _all()}
    # The only one that is its county's region too.
    return by_name | {one.code: one for one in _all()} | {"region gotland": by_name["gotland"]}


def municipality(name: str) -> Municipality:
    """The municipality (kommun) of a code or a name, short or long.

    Parameters
    ----------
    name : str
        ``"0484"``, ``"Eskilstuna"``, ``"Eskilstuna kommun"`` or ``"Stockholms stad"``.

    Raises
    ------
    UnknownNameError
        If there is none, with the nearest names.

    Examples
    --------
    >>> municipality("Eskilstuna").code
    '0484'
    """
    known = _by_name().get(name.strip().casefold()) if isinstance(name, str) else None
    if known is None:
        codes = not isinstance(name, str) or name[:1].isdigit()
        names = [one.code if codes else one.name for one in _all()]
        raise UnknownNameError("municipality", name, names)
    return known


def municipalities(county: str | None = None) -> tuple[Municipality, ...]:
    """All municipalities, or those of one county, by code.

    Raises
    ------
    UnknownNameError
        If no county has that code.

    Examples
    --------
    >>> len(municipalities()), len(municipalities("04"))
    (290, 9)
    """
    if county is None:
        return _all()
    if not isinstance(county, str) or county not in counties():
        raise UnknownNameError("county", county, counties())
    return tuple(one for one in _all() if one.county == county)


def counties() -> Mapping[str, str]:
    """Names of the counties (län) by code.

    Examples
    --------
    >>> counties()["04"]
    'Södermanlands län'
    """
    return labels("county", "sv")
