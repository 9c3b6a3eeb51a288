"""What a page says, as its readers meet it: sentences, and words that must not stand there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["FORBIDDEN", "lix", "longest", "sentences", "texts", "words"]

FORBIDDEN = re.compile(
    r"\ballena\b|\bmissa(s|d|de|r|t)?\b|\blänets mål\b|\bej mog(en|na)\b|minst 0\b|\bn=|"
    r"(?<!konfidens)\bintervall|\b(True|False|None)\b|\bselection\b|\bperiod=|"
    r"\b[a-zåäö]+_[a-zåäö_]+\b|\bnan\b|\[[a-z]+-[a-z-]+\]|\b0[1-9]\d\d\b"
)
"""Words that never stand on a Swedish page; the method may miss something, a person never does."""
ENGLISH = re.compile(
    r"\b(the|of|and|with|not|is|are|by|from|share|cases?|within|which|that|or|to|year|years|days?|"
    r"known|unknown|value|reported)\b"
)
"""Words of English that Swedish hasn't got."""
_BLOCKS = {"p", "li", "dd", "dt", "h1", "h2", "h3", "td", "th", "summary", "figcaption", "caption"}
_LONG = 6


class _Reader(HTMLParser):
    """Blocks of a page with what they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._inside: list[str] = []
        self._sections: list[str] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "br"):
            return
        if tag == "section":
            self._sections.append(dict(attrs).get("id") or "")
        if tag in _BLOCKS:
            self._words = []
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            words = " ".join("".join(self._words).split())
            if words:
                self.found.append((self._sections[-1] if self._sections else "", tag, words))
            self._words = []
        while self._inside and self._inside.pop() != tag:
            pass
        if tag == "section":
            self._sections.pop()

    def handle_data(self, data: str) -> None:
        if not {"svg", "style", "script", "title"} & {*self._inside} and data.strip():
            self._words.append(f"{data} ")


def texts(page: str) -> list[tuple[str, str, str]]:
    """The section, the tag and the words of each block, without what stands in pictures."""
    reader = _Reader()
    reader.feed(re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    reader.close()
    return reader.found


def sentences(told: str) -> list[str]:
    """Its sentences, and the parts of what is listed, between semicolons."""
    return [one for one in re.split(r"(?<=[.?!:])\s+(?=[A-ZÅÄÖ\d])|;\s+", told) if words(one)]


def words(told: str) -> list[str]:
    """Its words; a number counts as one."""
    return re.findall(r"[\w–%,\N{NO-BREAK SPACE}-]*\w", told)


def longest(told: list[str]) -> int:
    """Words of the longest sentence."""
    return max((len(words(one)) for text in told for one in sentences(text)), default=0)


def lix(told: list[str]) -> float:
    """How hard it is to read: words by sentence, and long words in a hundred (Björnsson 1968)."""
    every = [word for text in told for word in words(text)]
    count = sum(len(sentences(text)) for text in told)
    long = sum(len(word) > _LONG for word in every)
    return len(every) / max(count, 1) + 100 * long / max(len(every), 1)
