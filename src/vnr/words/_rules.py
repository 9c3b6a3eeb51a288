"""What every rule says of rows that break it, whichever topic it lies in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from vnr.words._words import Language, topic

__all__ = ["RULE_TOPICS", "rule_words"]

RULE_TOPICS: Final = ("faults", "answers")
"""Topics of rules: of delivered cases and of files as such, and of what municipalities answer."""


@cache
def rule_words(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Every rule's code, with what is ``wrong`` and the ``remedy``.

    Parameters
    ----------
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    UnknownNameError
        If there is no such language.

    Examples
    --------
    >>> rule_words("en")["partner-oneself"]["remedy"]
    'name the other municipality'
    """
    words = {rule: told for name in RULE_TOPICS for rule, told in topic(name, language).items()}
    return MappingProxyType(words)
