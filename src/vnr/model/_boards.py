"""Municipalities that deliver together (gemensam nämnd): one label, such as ``0482+0483``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

__all__ = ["JOINT", "board_label", "board_members", "place_of"]

JOINT: Final = "+"
"""What stands between the codes of a joint board's label."""


def board_label(codes: Iterable[str]) -> str:
    """The one label of some municipalities, each once, in order.

    Examples
    --------
    >>> board_label(["0483", "0482"])
    '0482+0483'
    """
    return JOINT.join(sorted(set(codes)))


def board_members(label: str) -> tuple[str, ...]:
    """The municipalities of a label: one, or those of a joint board.

    Examples
    --------
    >>> board_members("0482+0483"), board_members("0484")
    (('0482', '0483'), ('0484',))
    """
    return tuple(label.split(JOINT))


def place_of(label: str, lies: Callable[[str], str]) -> str:
    """Where a municipality or a joint board lies: in one place, or in several as one label.

    Parameters
    ----------
    label : str
        Of one municipality or of several.
    lies : function
        From a municipality's code to the place.

    Examples
    --------
    >>> place_of("0482+0483", lambda code: code[:2]), place_of("0482+1880", lambda code: code[:2])
    ('04', '04+18')
    """
    if JOINT not in label:
        return lies(label)
    return board_label(map(lies, board_members(label)))
