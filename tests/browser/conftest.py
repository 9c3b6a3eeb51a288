"""Debian's Chromium through Playwright, and the reports that are laid out in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from vnr import synthetic
from vnr.model import Period
from vnr.report import county_report, write_html


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser; where there is none the tests fail."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page on the nine municipalities of the demonstration."""
    register = synthetic.register(county="04", seed=1)
    report = county_report(register, "04", Period.year(2019))
    return write_html(report, tmp_path_factory.mktemp("nine") / "nine.html")
