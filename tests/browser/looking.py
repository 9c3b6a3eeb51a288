"""What is measured in a page that a browser has laid out."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

WIDTHS = (1280, 390, 320)
PAPER = 688
"""Pixels that an A4 page is wide, less the margins of 14 mm."""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def page_at(browser: Browser, path: Path, width: int, *, media: str = "screen") -> Iterator[Page]:
    """The page at a width, or on paper."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    if media == "print":
        page.emulate_media(media="print")
    page.goto(path.as_uri())
    yield page
    page.close()


def violations(page: Page, *, without: str = "") -> list[str]:
    """What axe-core finds, by rule and place, without one rule that means nothing there."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": _RULES}}).response
    return [
        f"{one['id']}: {node['target']}"
        for one in found["violations"]
        if one["id"] != without
        for node in one["nodes"]
    ]


def small_letters(page: Page, least: float = 12.0) -> list[str]:
    """Words in pictures whose letters are smaller than so many pixels."""
    words: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('svg')].flatMap(svg => {
          const box = svg.getBoundingClientRect();
          if (!box.width) return [];
          const scale = box.width / svg.viewBox.baseVal.width;
          return [...svg.querySelectorAll('text')]
            .filter(t => parseFloat(getComputedStyle(t).fontSize) * scale < least - 0.01)
            .map(t => t.textContent);
        })""",
        least,
    )
    return words


def piled_words(page: Page) -> list[str]:
    """Pairs of words in a picture that lie on each other, and words outside their picture."""
    words: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
          const frame = svg.getBoundingClientRect();
          if (!frame.width) return [];
          const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
          const boxes = texts.map(t => t.getBoundingClientRect());
          const found = [];
          boxes.forEach((a, i) => {
            if (a.left < frame.left - 1 || a.right > frame.right + 1 ||
                a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
              found.push('outside: ' + texts[i].textContent);
            boxes.slice(i + 1).forEach((b, j) => {
              // Boxes are a little higher than letters are.
              if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
                  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
                found.push(texts[i].textContent + ' | ' + texts[i + 1 + j].textContent);
            });
          });
          return found;
        })"""
    )
    return words


def cut(page: Page) -> list[str]:
    """Elements that reach over the page's sides, or hold more than they show."""
    elements: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main, main *:not(svg *)')].filter(e => {
          const box = e.getBoundingClientRect();
          if (!box.width || e.closest('[hidden]')) return false;
          const inside = e.closest('.scroll');
          const slides = inside && getComputedStyle(inside).overflowX === 'auto';
          return (!slides && box.right > innerWidth + 1) ||
                 (getComputedStyle(e).overflowX !== 'auto' && !slides &&
                  e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline');
        }).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40))"""
    )
    return elements


def paper(page: Page) -> list[str]:
    """The text of each printed page."""
    pdf = page.pdf(prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    """Without blanks and ligatures, which a printed page sets in its own way."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def headings_with_pictures(page: Page) -> list[dict[str, Any]]:
    """Of each chapter with a picture its heading, and the first words of the drawing."""
    found: list[dict[str, Any]] = page.evaluate(
        """() => [...document.querySelectorAll('section')].map(s => ({
            heading: s.querySelector('h2')?.textContent,
            words: s.querySelector('.broad svg') &&
              [...s.querySelector('.broad svg').querySelectorAll('text')]
                .map(t => t.textContent.trim()).filter(t => /[a-zåäö]/i.test(t)),
        })).filter(s => s.heading && s.words)"""
    )
    return found
