"""The page marks itself, and asks for nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports import MARK, YEAR, small
from vnr.errors import DataError, UnknownNameError
from vnr.report import Report, write_html
from vnr.words import Language


@pytest.mark.parametrize("language", ["sv", "en"])
def test_self_contained(tmp_path: Path, language: Language) -> None:
    """No address but names of formats, no script, and the mark twice; the silent are not zero."""
    page = write_html(small(), tmp_path / "a.html", language=language).read_text("utf-8")
    assert page.count(MARK[language]) == 2
    assert not re.search(r"(src|href)=[\"']?https?:", page)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert page.count('<figure role="img" aria-label="') == 8  # of nobody there is no curve
    assert page.count("<svg") == 2 * 8  # each of eight panels for the page and for a telephone
    word = {"sv": "ej rapporterat", "en": "not reported"}[language]
    assert page.count(word) >= 7
    assert {"sv": "7 av 9 kommuner", "en": "7 of 9 municipalities"}[language] in page


def test_a_wide_table_is_set_closely(tmp_path: Path) -> None:
    """Nine municipalities side by side go in closer, and their table only."""
    page = write_html(small(), tmp_path / "a.html").read_text("utf-8")
    wide = page.split('<table class="wide">')
    assert len(wide) == 2
    assert re.search(
        r'<div class="scroll" role="region" tabindex="0" aria-label="[^"]+">$', wide[0]
    )
    assert all(f'<th scope="col">{name}</th>' in wide[1] for name in ("Vingåker", "Trosa"))


def test_misuse(tmp_path: Path) -> None:
    """No such language; a folder that can't be written."""
    empty = Report(place="", period=YEAR, chapters=[])
    with pytest.raises(UnknownNameError):
        write_html(empty, tmp_path / "a.html", language="fi")  # type: ignore[arg-type]
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="choose another folder"):
        write_html(empty, tmp_path / "file" / "a.html")
