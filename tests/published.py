"""Data that several tests share, as published."""

import json
from pathlib import Path

from vnr.metrics import CaptureTable

__all__ = ["DRUG", "EVENT", "GROUP", "RELAPSE", "TIME", "UK"]

_FILE = json.loads((Path(__file__).parent / "golden" / "mse" / "UKdat_5.json").read_text("utf-8"))
# Silverman 2014.
UK = CaptureTable({row["history"]: row["count"] for row in _FILE["counts"]}, _FILE["lists"])

# Weeks in remission of leukaemia, with 6-mercaptopurine and with placebo.
# Freireich EJ et al., Blood 1963;21:699-716; as table 1.1 of Klein JP, Moeschberger ML,
# Survival Analysis, 2nd ed. 2003.
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSE = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIME = [*DRUG, *PLACEBO]
EVENT = [*RELAPSE, *[1] * 21]
GROUP = ["drug"] * 21 + ["placebo"] * 21
