"""The built documentation is searched as it lies, without a server: whoever unpacks it finds names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[2] / "docs" / "_build" / "html"
BUILT = os.environ.get("VNR_DOCS")
"""Where the documentation must lie; unless this is said it is searched where it happens to be built."""


@pytest.fixture(scope="module")
def docs() -> Path:
    place = Path(BUILT or DOCS).resolve()
    if BUILT is None and not (place / "search.html").exists():
        pytest.skip("the documentation isn't built here: make docs")
    assert (place / "search.html").exists(), f"make docs has built nothing in {place}"
    return place


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    # Nothing may be fetched: a search that needs a server or a network would find nothing here.
    page.route(
        "**/*", lambda one: one.continue_() if one.request.url.startswith("file:") else one.abort()
    )
    yield page
    page.close()


def found(page: Page, docs: Path, words: str) -> list[str]:
    """The titles that a search finds, in their order."""
    page.goto(f"{(docs / 'search.html').as_uri()}?{urlencode({'q': words})}")
    ended = "/finished|did not match/.test(document.querySelector('.search-summary')?.textContent)"
    page.wait_for_function(ended, timeout=20_000)
    return page.locator("#search-results li a").all_inner_texts()


@pytest.mark.parametrize("name", ["vnr.metrics.reactivation", "vnr.model.Case"])
def test_a_name_is_found(page: Page, docs: Path, name: str) -> None:
    """A public name leads to its own page."""
    titles = found(page, docs, name.rpartition(".")[2])
    assert any(name in title for title in titles), titles
    page.locator("#search-results li a").filter(has_text=name).first.click()
    page.wait_for_selector("h1")
    assert name.rpartition(".")[2] in page.inner_text("h1")


def test_what_is_not_there_is_not_found(page: Page, docs: Path) -> None:
    """The search says so, and lists nothing."""
    assert found(page, docs, "zzzqqq") == []
