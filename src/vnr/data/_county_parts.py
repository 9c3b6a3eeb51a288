"""Parts of counties: municipalities that work together."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from vnr.data._files import records
from vnr.data._municipalities import municipalities, municipality
from vnr.files import path_of
from vnr.words import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["county_parts", "read_county_parts"]


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


def read_county_parts(path: str | Path) -> Mapping[str, str]:
    """County parts of one's own, of a TOML file with the municipalities in each of them.

    Parameters
    ----------
    path : path
        Lines such as ``"Norra" = ["Eskilstuna", "Strängnäs"]``.

    Returns
    -------
    mapping of str to str
        The part's name by code of the municipality.

    Raises
    ------
    DataError
        If the file can't be read, or is no such TOML.
    UnknownNameError
        If there is no such municipality.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "parts.toml"
    ...     _ = path.write_text('"Norra" = ["Eskilstuna", "Strängnäs"]', "utf-8")
    ...     dict(read_county_parts(path))
    {'0484': 'Norra', '0486': 'Norra'}
    """
    try:
        groups = tomllib.loads(path_of(path).read_text("utf-8-sig"))
    except OSError as error:
        raise refusal("parts_unreadable", path=str(path), why=error) from None
    except ValueError:
        groups = {"": None}
    codes: dict[str, str] = {}
    for name, places in groups.items():
        if (
            not name.strip()
            or not isinstance(places, list)
            or not all(isinstance(one, str) for one in places)
        ):
            raise refusal("parts_form", path=str(path))
        codes |= {municipality(one).code: name for one in places}
    return MappingProxyType(codes)
