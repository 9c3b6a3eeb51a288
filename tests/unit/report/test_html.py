"""The page marks itself, and asks for nothing from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reports import MARK, YEAR, small
from vnr.errors import DataError, UnknownNameError
from vnr.report import Report, write_html

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_self_contained(tmp_path: Path, language: str) -> None:
    """No address but names of formats, no script, and the mark twice; the silent are not zero."""
    page = write_html(small(), tmp_path / "a.html", language=language).read_text("utf-8")
    assert page.count(MARK[language]) == 2
    assert not re.search(r"(src|href)=[\"']?https?:", page)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert (
        page.count('aria-label="') == 2 + 1 + 3
    )  # two parts, the bar; of nobody there is no curve
    word = {"sv": "ej rapporterat", "en": "not reported"}[language]
    assert page.count(word) >= 7
    assert {"sv": "7 av 9 kommuner", "en": "7 of 9 municipalities"}[language] in page


def test_a_wide_table_is_set_closely(tmp_path: Path) -> None:
    """Nine municipalities side by side go in closer, and their table only."""
    page = write_html(small(), tmp_path / "a.html").read_text("utf-8")
    wide = page.split('<table class="wide">')
    assert len(wide) == 2
    assert wide[0].rstrip().endswith('<div class="scroll">')
    assert all(f'<th scope="col">{name}</th>' in wide[1] for name in ("Vingåker", "Trosa"))


def test_misuse(tmp_path: Path) -> None:
    """No such language; a folder that can't be written."""
    empty = Report(place="", period=YEAR, chapters=[])
    with pytest.raises(UnknownNameError):
        write_html(empty, tmp_path / "a.html", language="fi")
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="choose another folder"):
        write_html(empty, tmp_path / "file" / "a.html")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine")
def test_in_a_browser(tmp_path: Path) -> None:
    """A real browser lays the page out, pictures and all."""
    path = write_html(small(), tmp_path / "a.html")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    flags += " --disable-background-networking --disable-component-update --disable-sync"
    profile = f"--user-data-dir={tmp_path / 'u'}"
    out = subprocess.run(
        [str(CHROMIUM), *flags.split(), profile, "--dump-dom", path.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert out.count("<svg") == 1 + 3  # of nobody there is no curve
    assert MARK["sv"] in out
