"""Reasons that say that the person is the one who uses violence, and not the one exposed to it.

Where the words may speak of somebody else, it is asked whose it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from vnr.io._meaning import Meaning
from vnr.model import IntakeReason, Role
from vnr.words import LANGUAGES, topic

__all__ = ["is_of_person", "may_use_violence", "with_roles"]

_WITHIN: Final = 5
"""Letters that a word needs to be told inside another."""


@cache
def _words(kind: str) -> re.Pattern[str]:
    known = [word for one in LANGUAGES for word in topic("codes", one)["perpetrator"][kind]]
    whole = [rf"\b{re.escape(word)}\b" for word in known if len(word) < _WITHIN]
    inside = [re.escape(word) for word in known if len(word) >= _WITHIN]
    return re.compile("|".join(inside + whole), re.IGNORECASE)


def may_use_violence(word: str) -> bool:
    """Whether a reason speaks of somebody who uses violence.

    Examples
    --------
    >>> may_use_violence("Utövat våld mot närstående"), may_use_violence("Utsatt för våld")
    (True, False)
    """
    return _words("says").search(word) is not None


def is_of_person(word: str) -> bool:
    """Whether it is the person that it speaks of: nobody is named but whom it is against."""
    about = _words("against").split(word)[0]
    # Ungdom som utövar våld: who does it stands before the verb, and is the person.
    doing = about.rpartition(" som ")[2]
    if may_use_violence(doing):
        about = doing
    return may_use_violence(about) and _words("others").search(about) is None


def with_roles(word: str, reason: IntakeReason) -> tuple[Meaning, ...]:
    """A reason with whose it may be, as a profile says it: ``våld i nära relation; våldsutövare``."""
    roles = [Role.PERPETRATOR] if is_of_person(word) else [Role.PERPETRATOR, Role.EXPOSED_ADULT]
    return tuple(
        Meaning(
            f"{reason.value};{role.value}",
            tuple((one, f"{reason.label(one)}; {role.label(one)}") for one in LANGUAGES),
        )
        for role in roles
    )
