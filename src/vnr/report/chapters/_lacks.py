"""What is lacking where a line of the first screen can't be known: as the notes of its result say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import text
from vnr.words import Language, label

__all__ = ["Lacks", "lacks", "lacks_in_words"]

Lacks = Callable[[Results], "list[tuple[str, ...]]"]
_NOT_DELIVERED: Final = "not_delivered"
_PARTLY: Final = "partly_told"


def lacks(result: str, *, within: str | None = None) -> Lacks:
    """What those lack who delivered something: what all of them lack, else each kind of lack once.

    Parameters
    ----------
    result : str
        Label of the result whose notes tell it.
    within : str, optional
        The table whose fields a single step of the result rests on: what else its other steps
        lack is no reason for this one. By default all rests on the same.
    """
    codes = {_NOT_DELIVERED} if within is None else {_NOT_DELIVERED, _PARTLY}

    return partial(_told, result, within, frozenset(codes))


def _told(
    result: str, within: str | None, codes: frozenset[str], results: Results
) -> list[tuple[str, ...]]:
    kinds: dict[tuple[str, ...], None] = {}
    for note in results[result].notes:
        if note.code not in codes:
            continue
        names = tuple(
            name
            for name in note.parameters["what"]
            if within is None or name.startswith(f"{within}.")
        )
        kinds |= {names: None} if names else {}
    common = [name for name in next(iter(kinds), ()) if all(name in kind for kind in kinds)]
    return [tuple(common)] if common else sorted(kinds)


def lacks_in_words(kinds: Iterable[Iterable[str]], language: Language) -> str:
    """Each kind of lack with *och*, and *eller* between what different deliveries lack."""
    each = [_chained([label("delivery", name, language) for name in kind], "joined_names", language)
            for kind in kinds]  # fmt: skip
    return _chained(list(dict.fromkeys(each)), "joined_or", language)


def _chained(words: list[str], key: str, language: Language) -> str:
    *first, last = words
    return text(key, language, first=", ".join(first), last=last) if first else last
