"""Whose cases are asked about, and on which side of the violence they stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.metrics.choices import Roles
from vnr.metrics.ground._need import NOTHING, Need
from vnr.model import Role

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["role_mask", "role_names", "role_need", "stands", "takes_all"]

Mask = NDArray[np.bool_]
_SIDES: Final[dict[str, tuple[Role, ...]]] = {
    "exposed": (Role.EXPOSED_ADULT, Role.EXPOSED_CHILD, Role.WITNESSING_CHILD),
    "perpetrators": (Role.PERPETRATOR,),
    "all": tuple(Role),
}


def role_names(roles: Roles) -> tuple[Role, ...]:
    """The roles that are asked for, in the vocabulary's order.

    Raises
    ------
    DataError
        If `roles` is neither a side, nor a role or several.

    Examples
    --------
    >>> [str(role) for role in role_names("exposed")]
    ['exposed_adult', 'exposed_child', 'witnessing_child']
    """
    if isinstance(roles, str) and roles in _SIDES:
        return _SIDES[roles]
    asked = (roles,) if isinstance(roles, str) else roles
    known = [*Role]
    if isinstance(asked, Collection) and asked and all(role in known for role in asked):
        return tuple(role for role in Role if role in asked)
    raise DataError(
        f"roles must be {', '.join(_SIDES)}, or one or several of {', '.join(known)}, "
        f"got {shown(roles)}"
    )


def takes_all(roles: Roles) -> bool:
    """Whether cases without a recorded role are taken to be of somebody exposed."""
    return isinstance(roles, str) and roles in ("exposed", "all")


def role_need(roles: Roles) -> Need:
    """What must be delivered to tell whose cases these are: roles, where some are picked out.

    Examples
    --------
    >>> role_need("exposed"), role_need("perpetrators")
    (Need(tables=frozenset(), fields=frozenset(), any_of=()), Need(tables=frozenset(), fields=frozenset({'cases.roles'}), any_of=()))
    """
    role_names(roles)
    return NOTHING if takes_all(roles) else Need(fields="cases.roles")


def stands(register: Register, roles: Roles) -> tuple[Mask, Mask]:
    """Which cases are asked about because of the exposed side, and which of the perpetrator's.

    A person may be both in one case. A case without a recorded role is taken to be of somebody
    exposed by ``exposed`` and ``all``, and is left out by ``perpetrators`` and a set of roles.

    Examples
    --------
    >>> exposed, perpetrators = stands(gotland, "all")
    >>> int(exposed.sum()), int(perpetrators.sum())
    (1803, 27)
    """
    asked = role_names(roles)

    def make() -> tuple[Mask, Mask]:
        held = register.table("cases")["roles"]
        bits = [1 << role.place for role in asked]
        perpetrator = sum(bits) & 1 << Role.PERPETRATOR.place
        exposed = held & np.uint32(sum(bits) - perpetrator) != 0
        if takes_all(roles):
            exposed |= held == 0
        return exposed, held & np.uint32(perpetrator) != 0

    return register.remembered(("stands", asked, takes_all(roles)), make)


def role_mask(register: Register, roles: Roles) -> Mask:
    """Cases whose person has one of the roles, on either side.

    Examples
    --------
    >>> int(role_mask(gotland, "perpetrators").sum())
    27
    """
    exposed, perpetrator = stands(register, roles)
    return exposed | perpetrator
