"""The UK table of Silverman 2014, as published."""

import json
from pathlib import Path

from vnr.metrics import CaptureTable

__all__ = ["UK"]

_FILE = json.loads((Path(__file__).parent / "golden" / "mse" / "UKdat_5.json").read_text("utf-8"))
UK = CaptureTable({row["history"]: row["count"] for row in _FILE["counts"]}, _FILE["lists"])
