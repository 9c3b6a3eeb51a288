"""Keys of what is counted: of each unit 64 bits that nobody can guess, and that add as counts do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.ground import unlinkable
from vnr.register import run_starts

if TYPE_CHECKING:
    from vnr.metrics.counting._question import Counted
    from vnr.register import Register

__all__ = ["cell_keys", "checked_secret"]

Whole = NDArray[np.int64]
Keys = NDArray[np.uint64]

_SHORTEST: Final = 16
"""Bytes: 128 bits if each is drawn by chance."""
_LONGEST: Final = 64
"""More BLAKE2b takes of no key."""
_DISTINCT: Final = 8


def checked_secret(secret: bytes | None) -> bytes | None:
    """The secret behind keys, if any.

    Raises
    ------
    DataError
        If somebody could guess it. The message doesn't show it.
    """
    if secret is None:
        return None
    if not isinstance(secret, bytes):
        raise DataError(
            f"keys is the secret behind cell keys, as bytes, not {type(secret).__name__}: make one "
            "with secrets.token_bytes(32), and keep it as long as the series goes on"
        )
    if len(secret) < _SHORTEST or len(set(secret)) < _DISTINCT:
        raise DataError(
            "keys must be at least 16 bytes drawn by chance, or anybody could try them all: make "
            "them with secrets.token_bytes(32)"
        )
    return secret


def cell_keys(
    register: Register, of: str, counted: Counted, cell: NDArray[np.int32], which: NDArray[np.integer],
    size: int, secret: bytes,
) -> Keys:  # fmt: skip
    """Of each cell the sum of its units' keys, modulo 2 to the 64th.

    Parameters
    ----------
    register : Register
        Where the units come from.
    of : str
        What is counted.
    counted : Counted
        All of them.
    cell, which : array, shape ``(placed,)``
        The cell of each that is placed, and which of all it is.
    size : int
        How many cells there are.
    secret : bytes
        What nobody else knows. The same secret gives a unit the same key in every table.
    """
    if counted.identity is not None:
        identity = counted.identity[which]
        order = np.lexsort((identity, cell))
        once = order[run_starts(cell[order], identity[order])]
        cell, which = cell[once], which[once]
    different, place = np.unique(which, return_inverse=True)
    mixed = hashlib.blake2b(secret, digest_size=_LONGEST, person=b"vnr cell keys").digest()
    own = np.array(
        [
            int.from_bytes(hashlib.blake2b(name, key=mixed, digest_size=8).digest(), "little")
            for name in _names(register, of, counted, different)
        ],
        np.uint64,
    )
    sums = np.zeros(size, np.uint64)
    np.add.at(sums, cell, own[place])
    return sums


def _names(
    register: Register, of: str, counted: Counted, which: NDArray[np.integer]
) -> Iterator[bytes]:
    """What tells each unit from every other, whatever part of the register it stands in."""
    cases, rows = register.table("cases"), counted.case[which]
    towns = [name.encode() for name in register.names()]
    places = [towns[code] for code in cases["municipality"][rows].tolist()]
    numbers = register.keys("case_id")[cases["case_id"][rows]].tolist()
    persons = register.keys("person_id")[cases["person"][rows]].tolist()
    alone = unlinkable(register)[rows].tolist()
    matters = list(zip(places, numbers, strict=True))
    who = [
        (*matter, b"") if lone else (person,)
        for matter, person, lone in zip(matters, persons, alone, strict=True)
    ]
    if of == "person":
        yield from (_packed(b"person", *one) for one in who)
    elif of == "matter":
        yield from (_packed(b"matter", *one) for one in matters)
    elif of == "episode":
        starts = counted.start[which].tolist()
        for one, day in zip(who, starts, strict=True):
            yield _packed(b"episode", *one, str(day).encode())
    else:
        households = cases["household_id"][rows].tolist()
        known = register.keys("household_id")
        for place, matter, one, household in zip(places, matters, who, households, strict=True):
            if of == "household" and household >= 0:
                yield _packed(b"household", place, known[household])
            else:
                yield _packed(b"case", *matter, *one)


def _packed(*parts: bytes) -> bytes:
    """Parts with their lengths, so that no two lists of them are packed alike."""
    return b"".join(len(part).to_bytes(4, "little") + part for part in parts)
