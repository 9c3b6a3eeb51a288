"""The template's headings are ones that `read` knows."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

import vnr
from delivering import YEAR
from vnr.io import write_template
from vnr.io.template import layout_of
from vnr.words import fold


def test_headings(tmp_path: Path) -> None:
    """Every sheet has its fields, and each heading leads back to its field."""
    book = CalamineWorkbook.from_path(str(write_template(tmp_path / "mall.xlsx")))
    assert book.sheet_names[-1] == "Koder"
    assert len(book.sheet_names) == 10
    layout = layout_of()
    for table, columns in layout.columns.items():
        for field in columns:
            assert layout.headings[table][fold(layout.title(table, field))] == field


def test_empty_one_is_no_delivery(tmp_path: Path) -> None:
    """An empty template has one fault: no rows."""
    reading = vnr.read(write_template(tmp_path / "mall.xlsx"), observed=YEAR)
    assert reading.faults.rules == {"no-rows": 1}
