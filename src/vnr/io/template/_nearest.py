"""The known words that an unknown one is nearest to, found in time however many are unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["SOUGHT", "Nearest"]

SOUGHT: Final = 300
"""Of how many unknown words of one column the nearest are sought: a coded column has fewer."""
_CUTOFF: Final = 0.75
_LONGEST: Final = 60
_COMPARED: Final = 12
_WITHIN: Final = 5
"""Letters that a known word needs to be told inside another: ``bo`` is in every ``bostad``."""


class Nearest:
    """Known words, to which the nearest are sought.

    Parameters
    ----------
    known : iterable of str
        The words, folded.

    Examples
    --------
    >>> Nearest(["skyddatboende", "stodsamtal"]).to("stodsamtl")
    ['stodsamtal']
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._words = list(dict.fromkeys(known))
        self._letters = np.array([_letters(word) for word in self._words], np.int16).reshape(
            -1, 128
        )
        self._sizes = np.array([len(word) for word in self._words], np.int64)

    def to(self, word: str, number: int = 3) -> list[str]:
        """The known words most like a folded one, or standing within it; the best first."""
        if not 1 < len(word) <= _LONGEST or not self._words:
            return []
        # No two words are more alike than the letters that they share, whatever their order.
        shared = np.minimum(self._letters, _letters(word)).sum(1)
        most = 2 * shared / (self._sizes + len(word))
        best = np.argsort(-most, kind="stable")[:_COMPARED]
        matcher = SequenceMatcher(b=word, autojunk=False)
        scores: dict[str, float] = {}
        for place in best[most[best] >= _CUTOFF].tolist():
            matcher.set_seq1(self._words[place])
            ratio = matcher.ratio()
            if ratio >= _CUTOFF:
                scores[self._words[place]] = ratio
        for known in self._words:
            # The other way round ansvarig would be ansvarig enhet, and who that is would be shown.
            if len(known) >= _WITHIN and known in word:
                scores.setdefault(known, len(known) / len(word) * _CUTOFF)
        return sorted(scores, key=scores.__getitem__, reverse=True)[:number]


def _letters(word: str) -> NDArray[np.int64]:
    """How often each letter stands in a word; rare letters may share a place."""
    return np.bincount(np.array([ord(letter) & 127 for letter in word], np.int64), minlength=128)
