"""Reasons that say whose they are: of one who uses violence, or of a child that sees or meets it.

Where the words may speak of somebody else, it is asked whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from vnr.io.template import Meaning
from vnr.model import IntakeReason, Role
from vnr.words import LANGUAGES, fold, topic

__all__ = ["is_of_person", "may_use_violence", "roles_told", "with_roles"]

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


def roles_told(word: str) -> tuple[Role, ...]:
    """The roles that a reason may tell: none, the one that it tells, or those to ask of.

    Examples
    --------
    >>> roles_told("Barn som bevittnat våld i familjen")
    (Role.WITNESSING_CHILD,)
    >>> roles_told("Utsatt för våld")
    ()
    """
    if may_use_violence(word):
        return (Role.PERPETRATOR,) if is_of_person(word) else (Role.PERPETRATOR, Role.EXPOSED_ADULT)
    plain = fold(word)
    for kind, role in (("against", Role.EXPOSED_CHILD), ("peace", Role.WITNESSING_CHILD)):
        if any(one in plain for one in _child(kind)):
            # It names what was done, and the case may be the child's or that of who did it.
            return role, Role.PERPETRATOR
    return _of_child([fold(one) for one in re.findall(r"\w+", word)])


@cache
def _child(kind: str) -> tuple[str, ...]:
    return tuple(fold(word) for one in LANGUAGES for word in topic("codes", one)["child"][kind])


def _of_child(tokens: Sequence[str]) -> tuple[Role, ...]:
    """The roles of a child that words may tell."""
    exposed, sees, lives, violence = map(_child, ("exposed", "sees", "lives", "violence"))
    named, before, after = map(_child, ("named", "before", "after"))
    marks = [at for at, one in enumerate(tokens) if one.startswith((*exposed, *sees, *lives))]
    if not marks:
        return ()
    first = marks[0]
    # Våldsutsatt barn: whose it is stands behind the word.
    end = first + 1 + (first + 1 < len(tokens) and tokens[first + 1] in named)
    head, rest = tokens[:end], [one for one in tokens[end:] if not one.startswith(violence)]
    told = dict.fromkeys(
        Role.EXPOSED_CHILD if tokens[at].startswith(exposed) else Role.WITNESSING_CHILD
        for at in marks
    )
    is_child = not set(head).isdisjoint(named)
    if not is_child and not any(tokens[at].startswith(sees) for at in marks):
        return ()
    plain = all(
        at == first or one in (*named, *before) or one.startswith(violence)
        for at, one in enumerate(head)
    )
    if plain and len(marks) == 1 and (not rest or rest[0] in after):
        return tuple(told)
    return (*told, Role.EXPOSED_ADULT)


def with_roles(word: str, reason: IntakeReason) -> tuple[Meaning, ...]:
    """A reason with whose it may be, as a profile says it: ``våld i nära relation; våldsutövare``."""
    return tuple(
        Meaning(
            f"{reason.value};{role.value}",
            tuple((one, f"{reason.label(one)}; {role.label(one)}") for one in LANGUAGES),
        )
        for role in roles_told(word)
    )
