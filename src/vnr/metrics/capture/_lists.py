"""What lists must be to stand in one table: named apart, and of one period and population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.model import Period

__all__ = ["check_agreement", "list_names"]

_MOST: Final = 12
_RESERVED: Final = "*+"
"""Signs that models are written with."""


def list_names(lists: Iterable[str]) -> tuple[str, ...]:
    """The names of the lists.

    Raises
    ------
    DataError
        If they are fewer than two or more than twelve, two are alike, or one holds a sign that
        models are written with.
    """
    if isinstance(lists, str):
        raise DataError(f"lists must be several names, got the one text {lists!r}")
    names = tuple(listed(lists, "lists"))
    if not all(isinstance(name, str) and name.strip() == name and name for name in names):
        raise DataError("lists must be names without spaces around them")
    for name in names:
        if not name.isprintable() or name == "count":
            raise DataError(
                f"a list can't be named {name!r}: a name is one line, and no column of results"
            )
        if any(sign in name for sign in _RESERVED):
            raise DataError(f"the name {name!r} holds * or +, which models are written with")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"the list {twice!r} is named twice; give each list a name of its own")
    if len(names) < 2:
        raise DataError(
            "a capture table needs at least two lists, since it is the overlap that tells of those "
            "whom nobody saw; with one list use metrics.RepeatCounts, if it says how often each "
            "person came"
        )
    if len(names) > _MOST:
        raise DataError(f"at most {_MOST} lists, got {len(names)}")
    return names


def check_agreement(what: str, by_list: Mapping[str, Any], lists: tuple[str, ...]) -> None:
    """Refuse lists that cover different periods or populations."""
    for name in by_list:
        if name not in lists:
            raise UnknownNameError("list", name, lists)
    if what == "period" and not all(isinstance(value, Period) for value in by_list.values()):
        raise DataError("periods must be a mapping of list to Period")
    known = [(name, by_list[name]) for name in lists if name in by_list]
    for name, value in known[1:]:
        if value != known[0][1]:
            raise DataError(
                f"the list {name!r} covers another {what} ({value}) than {known[0][0]!r} "
                f"({known[0][1]}); someone outside it would count as unseen. Cut the lists to the "
                f"same {what}, or leave {name!r} out with among()"
            )
