"""The report in a browser: on a desk, on telephones and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.looking import (
    PAPER,
    WIDTHS,
    cut,
    headings_with_pictures,
    page_at,
    paper,
    piled_words,
    plain,
    small_letters,
    violations,
)
from vnr import synthetic
from vnr.report import supply_report, write_html

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_on_a_screen(chromium: Browser, nine: Path, width: int) -> None:
    """Axe finds nothing, nothing is cut, and words in pictures are large enough and apart."""
    with page_at(chromium, nine, width) as page:
        assert violations(page) == []
        assert cut(page) == []
        assert small_letters(page) == []
        assert piled_words(page) == []


def test_what_is_offered_on_a_telephone(chromium: Browser, tmp_path: Path) -> None:
    """The report on what is offered, whose tables are words: nothing is cut, and axe finds nothing."""
    made = supply_report(synthetic.municipalities("04", 2019, seed=1).supply, "04", 2019)
    with page_at(chromium, write_html(made, tmp_path / "utbud.html"), 390) as page:
        assert violations(page) == []
        assert cut(page) == []
        assert small_letters(page) == []
        assert piled_words(page) == []


def test_reached_by_keyboard(chromium: Browser, nine: Path) -> None:
    """Every table that is pushed sideways, every folded part and link gets the focus in turn."""
    with page_at(chromium, nine, 390) as page:
        selector = ".scroll, summary, a[href]"
        # What is folded can't be reached before it is unfolded.
        page.evaluate(
            "() => document.querySelectorAll('details').forEach(one => { one.open = true })"
        )
        wanted = page.locator(selector).count()
        reached = set()
        for _ in range(wanted + 2):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "s => [...document.querySelectorAll(s)].indexOf(document.activeElement)",
                    selector,
                )
            )
        assert reached - {-1} == set(range(wanted))
        assert wanted >= 5


def test_structure(chromium: Browser, nine: Path) -> None:
    """One main part, one heading above all, row headings in every table, light ground declared."""
    with page_at(chromium, nine, 1280) as page:
        assert page.locator("main").count() == page.locator("h1").count() == 1
        rows = page.locator("tbody tr").count()
        assert page.locator('tbody tr > th[scope="row"]:first-child').count() == rows > 20
        ground = "getComputedStyle(document.documentElement).colorScheme"
        assert page.evaluate(ground) == "light"
        page.emulate_media(color_scheme="dark")
        body = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(body) == "rgb(255, 255, 255)"


class TestOnPaper:
    """The page as it is printed."""

    def test_nothing_is_cut(self, chromium: Browser, nine: Path) -> None:
        """No element reaches over the paper's sides, and axe finds nothing but what is to be hit."""
        with page_at(chromium, nine, PAPER, media="print") as page:
            assert cut(page) == []
            # Nobody points at paper.
            assert violations(page, without="target-size") == []

    def test_folded_parts_are_printed(self, chromium: Browser, nine: Path) -> None:
        """What is folded on the screen stands on paper."""
        with page_at(chromium, nine, 1280) as page:
            assert page.locator("details:not([open])").count() >= 1
            folded = plain(page.locator("details").last.text_content() or "")
            printed = plain("".join(paper(page)))
        assert folded[-60:] in printed

    def test_pages(self, chromium: Browser, nine: Path) -> None:
        """Nine municipalities take twelve pages without definitions; headings stay with pictures."""
        with page_at(chromium, nine, 1280) as page:
            chapters = headings_with_pictures(page)
            sheets = [plain(sheet) for sheet in paper(page)]
            page.evaluate(
                "document.querySelectorAll('details, #definitions').forEach(e => e.remove())"
            )
            assert len(paper(page)) <= 12
        assert len(chapters) >= 3
        for chapter in chapters:
            at = [plain(chapter["heading"]) in sheet for sheet in sheets]
            drawn = [all(plain(word) in sheet for word in chapter["words"]) for sheet in sheets]
            assert any(one and other for one, other in zip(at, drawn, strict=True)), chapter[
                "heading"
            ]
