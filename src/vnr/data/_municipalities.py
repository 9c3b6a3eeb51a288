"""Sweden's municipalities and counties."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

import attrs

from vnr.data._files import records
from vnr.errors import UnknownNameError
from vnr.model import Municipality, SizeClass, board_label, board_members
from vnr.words import label, labels, refusal

__all__ = ["counties", "municipalities", "municipality", "municipality_code"]


@cache
def _all() -> tuple[Municipality, ...]:
    parts = {row["code"]: row["county_part"] for row in records("county_parts.csv")}
    return tuple(
        Municipality(
            row["code"],
            label("municipality", row["code"], "sv"),
            row["county_code"],
            county_name=label("county", row["county_code"], "sv"),
            group_2023=row["skr_group_2023"],
            group_2023_name=row["skr_group_2023_name"],
            county_part=parts.get(row["code"]),
        )
        for row in records("municipalities.csv")
    )


_GENITIVES: Final = {"falun": "falu"}
"""Names whose long form isn't made by an s, or by nothing."""
_FORMS: Final = (
    "{}", "{} kommun", "{}s kommun", "{} stad", "{}s stad",
    "{} municipality", "municipality of {}", "city of {}",
)  # fmt: skip
_LONG: Final = re.compile(r" (kommun|stad|municipality)$|^(municipality|city) of |^region ")
_GAP: Final = re.compile(r"[\s\u2010-\u2015-]+")


def _spelt(name: str) -> str:
    """The name as it is looked up: small, composed, one space for every dash and run of spaces."""
    return _GAP.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip()


@cache
def _by_name() -> Mapping[str, Municipality]:
    short = {_spelt(one.name): one for one in _all()}
    stems = short | {stem: short[name] for name, stem in _GENITIVES.items()}
    by_name = {form.format(stem): one for form in _FORMS for stem, one in stems.items()}
    # Stems that are no name by themselves; and the only one that is its county's region too.
    for stem in _GENITIVES.values():
        del by_name[stem]
    return by_name | {one.code: one for one in _all()} | {"region gotland": by_name["gotland"]}


def municipality(name: str, *, offices: bool = False) -> Municipality:
    """The municipality (kommun) of a code or a name, short or long.

    Parameters
    ----------
    name : str
        ``"0484"``, ``"Eskilstuna"``, ``"Eskilstuna kommun"``, ``"Stockholms stad"``, ``"Falu
        kommun"`` or ``"Region Gotland"``.
    offices : bool
        Whether an office or a city district that is named after a comma stands for its
        municipality, as in a list of who got a grant: ``"Malmö stad, SDF Centrum"``. Its figures
        are not the municipality's, so elsewhere it is refused.

    Raises
    ------
    UnknownNameError
        If there is none, with the nearest names.

    Examples
    --------
    >>> municipality("Eskilstuna").code, municipality("Falu kommun").name
    ('0484', 'Falun')
    >>> municipality("Malmö stad, SDF Centrum", offices=True).code
    '1280'
    """
    spelt = _spelt(name) if isinstance(name, str) else ""
    known = _by_name().get(spelt)
    whole, comma, _ = spelt.partition(",")
    of = _by_name().get(whole.strip()) if comma and _LONG.search(whole) else None
    if known is None and of is not None and offices:
        known = of
    if known is None:
        codes = not isinstance(name, str) or name[:1].isdigit()
        names = [one.code if codes else one.name for one in _all()]
        raise UnknownNameError("municipality", name, names, meant=None if of is None else of.name)
    return known


def municipality_code(name: str) -> str:
    """The code of a municipality, or the one label of several that deliver together.

    Parameters
    ----------
    name : str
        As in `municipality`; those of a joint board (gemensam nämnd) with a plus between.

    Raises
    ------
    UnknownNameError
        If there is no such municipality, with the nearest names.

    Examples
    --------
    >>> municipality_code("Flen + Katrineholm"), municipality_code("Trosa")
    ('0482+0483', '0488')
    """
    several = board_members(name) if isinstance(name, str) else [name]
    return board_label(
        municipality(one.strip() if isinstance(one, str) else one).code for one in several
    )


def municipalities(
    county: str | None = None, *, size_classes: Mapping[str, str] | None = None
) -> tuple[Municipality, ...]:
    """All municipalities, or those of one county, by code, with their county part where it is known.

    Parameters
    ----------
    county : str, optional
        A county's code.
    size_classes : mapping of str to str, optional
        Size class (``larger``, ``medium``, ``small``) by code, as whoever compares them has set
        it: no source states limits, so that without it there is none.

    Raises
    ------
    UnknownNameError
        If no county has that code, or there is no such size class or municipality.

    Examples
    --------
    >>> len(municipalities()), len(municipalities("04"))
    (290, 9)
    >>> municipalities("04", size_classes={"0484": "larger"})[6].size_class
    SizeClass.LARGER
    """
    if county is not None and (not isinstance(county, str) or county not in counties()):
        raise UnknownNameError("county", county, counties())
    there = tuple(one for one in _all() if county in (None, one.county))
    if size_classes is None:
        return there
    if not isinstance(size_classes, Mapping):
        raise refusal("sizes_none", kind=type(size_classes).__name__)
    known = {one.code for one in _all()}
    for code, size in size_classes.items():
        if code not in known:
            raise UnknownNameError("municipality", code, sorted(known))
        if size not in [*SizeClass]:
            raise UnknownNameError("size class", size, SizeClass)
    return tuple(
        attrs.evolve(one, size_class=SizeClass(size_classes[one.code]))
        if one.code in size_classes
        else one
        for one in there
    )


def counties() -> Mapping[str, str]:
    """Names of the counties (län) by code.

    Examples
    --------
    >>> counties()["04"]
    'Södermanlands län'
    """
    return labels("county", "sv")
