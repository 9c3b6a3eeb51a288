"""Headings that are known, nearly known and unknown."""

from __future__ import annotations

from pathlib import Path

import vnr
from delivering import GOOD, HEAD, YEAR, written


def test_unknown_headings(tmp_path: Path) -> None:
    """They are noted, with the nearest known one; a column without one as well."""
    text = HEAD.replace("\n", ";Avslutsdatm;;Kommentar\n")
    reading = vnr.read(
        written(tmp_path, text + GOOD.replace("\n", ";2019-02-01;x;y\n")), observed=YEAR
    )
    notes = " ".join(map(str, reading.files[0].notes))
    assert "«Avslutsdatm» lästes inte; menades Avslutat?" in notes
    assert "utan rubrik" in notes
    assert "«Kommentar» lästes inte" in notes


def test_column_missing(tmp_path: Path) -> None:
    """A needed column that is nearly there is suggested; a fixed value too."""
    text = HEAD.replace("Aktualiseringsorsak", "Aktualiseringsorsk").replace(";Kommun", "")
    reading = vnr.read(written(tmp_path, text + GOOD.replace(";0484", "")), observed=YEAR)
    assert reading.faults.rules == {"column-missing": 2}
    assert "menades Aktualiseringsorsk?" in repr(reading.faults)
    assert 'skriv kommun = "…" i profilen' in repr(reading.faults)
