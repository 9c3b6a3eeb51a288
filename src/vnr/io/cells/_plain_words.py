"""Words that anybody may see, since they are the field's own; and what stands there else, as a shape."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from vnr.words import LANGUAGES, RULE_TOPICS, fold, topic

__all__ = ["is_plain", "shape"]

_TOKEN: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 20


@cache
def _known() -> frozenset[str]:
    """Every word that stands among headings, codes, days and what is said of them, folded."""
    found: set[str] = set()

    def take(value: Any) -> None:
        if isinstance(value, str):
            found.update(map(fold, _TOKEN.findall(value)))
        elif isinstance(value, (list, tuple)):
            for one in value:
                take(one)
        else:
            for key, one in value.items():
                take(key)
                take(one)

    for language in LANGUAGES:
        for name in ("codes", "columns", "days", "labels", *RULE_TOPICS, "profile", "reading"):
            for part in topic(name, language).items():
                take(part)
    return frozenset(found)


def is_plain(text: str) -> bool:
    """Whether a text holds nothing but known words, so that it can be nobody's name.

    Examples
    --------
    >>> is_plain("tills vidare"), is_plain("Anna Testsson")
    (True, False)
    """
    tokens = _TOKEN.findall(text)
    return (
        bool(tokens)
        and not any(map(str.isdigit, text))
        and all(fold(token) in _known() for token in tokens)
    )


def shape(text: str) -> str:
    """How a text is written: a for letters, 9 for digits.

    Examples
    --------
    >>> shape("13/3 2019")
    '99/9 9999'
    """
    letters = re.sub(r"[^\W\d_]", "a", text.strip())
    return re.sub(r"\d", "9", letters)[:_LONGEST]
