"""The walk over a page: its text, titles, alternative texts and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Final

import attrs

from vnr.report.inspection._declared import Declared
from vnr.report.inspection._drawing import drawing_strays
from vnr.report.inspection._stray import Stray
from vnr.report.inspection._wording import is_declared
from vnr.words import Language

__all__ = ["drawings", "page_strays"]

_PICTURE: Final = re.compile(r"<svg.*?</svg>", re.DOTALL)
_OF_THE_PAGE: Final = {"charset", "content", "http-equiv", "lang", "scope"}
"""Attributes that the page always has, and that hold no words."""
_KINDS: Final = {
    **dict.fromkeys(("td", "th", "caption"), "table"),
    **dict.fromkeys(("title", "h1", "h2", "h3"), "heading"),
    "figure/aria-label": "alternative",
}
"""How places of the page are told; all others are its text."""


class _Reader(HTMLParser):
    """Texts of a page with the section they stand in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[str] = []
        self.texts: list[tuple[str, str, str]] = []
        self._inside: list[str] = []

    @property
    def section(self) -> str:
        """The id of the innermost section."""
        return self.sections[-1] if self.sections else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.sections.append(dict(attrs).get("id") or "")
        if tag not in ("meta", "br", "img"):
            self._inside.append(tag)
        for name, value in attrs:
            if (name, value) == ("tabindex", "0"):
                continue  # reached by keyboard, and no figure
            if value and not (tag == "meta" and name in _OF_THE_PAGE | {"name"}):
                self.texts.append((self.section, f"{tag}/{name}", value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.sections.pop()
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self._inside:
            self.texts.append((self.section, "/".join(self._inside[-1:]), data))

    def handle_comment(self, data: str) -> None:
        self.texts.append((self.section, "comment", data))


def page_strays(
    page: str, chapters: Mapping[str, Declared], everywhere: Declared, language: Language
) -> Iterator[Stray]:
    """Places of a page with numbers that aren't declared.

    Parameters
    ----------
    page : str
        HTML.
    chapters : mapping of str to Declared
        What may stand in each section, by its id.
    everywhere : Declared
        What may stand elsewhere.
    language : str
        ``sv`` or ``en``.
    """
    reader = _Reader()
    reader.feed(_PICTURE.sub("", page))
    reader.close()
    for section, place, words in reader.texts:
        if not is_declared(words, chapters.get(section, everywhere), language):
            yield Stray(_KINDS.get(place, "text"), section)
    for section, drawing in drawings(page):
        for stray in drawing_strays(drawing, chapters.get(section, everywhere), language):
            yield attrs.evolve(stray, section=section)


def drawings(page: str) -> Iterator[tuple[str, str]]:
    """Each picture with the id of the section that it stands in."""
    for match in _PICTURE.finditer(page):
        before: list[Any] = re.findall(r'<section[^>]* id="([^"]*)"', page[: match.start()])
        yield (before[-1] if before else ""), match.group()
