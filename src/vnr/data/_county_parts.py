"""Parts of counties: municipalities that work together."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from vnr.data._files import records
from vnr.data._municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["county_parts"]


@cache
def _all() -> dict[str, str]:
    return {row["code"]: row["county_part"] for row in records("county_parts.csv")}


def county_parts(county: str | None = None) -> Mapping[str, str]:
    """The county part (länsdel) of municipalities, as far as it is known here.

    Parameters
    ----------
    county : str, optional
        A county's code, for those of its municipalities.

    Returns
    -------
    mapping of str to str
        Code of the county part by code of the municipality; empty of a county whose parts
        aren't known here.

    Raises
    ------
    UnknownNameError
        If no county has that code.

    Examples
    --------
    >>> county_parts("04")["0484"], county_parts("09")
    ('04-north', mappingproxy({}))
    """
    codes = {one.code for one in municipalities(county)}
    return MappingProxyType({code: part for code, part in _all().items() if code in codes})
