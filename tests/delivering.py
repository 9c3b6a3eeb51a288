"""Short ways to the files that tests need."""

from __future__ import annotations

from pathlib import Path

from vnr.model import Period

YEAR = Period.year(2019)
HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
GOOD = "101;a1;0484;våldsutsatt vuxen;2019-01-15;våld i nära relation\n"


def written(folder: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path
