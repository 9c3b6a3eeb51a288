"""Measure imports, reading, joining, counting, follow-up and JSON beside other libraries, in one run.

Each figure is the least of several runs. Run it with `make bench` on a machine that is otherwise
idle; nothing here is a test.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

for name in (
    "imports",
    "objects",
    "table",
    "read",
    "concat",
    "save",
    "follow_up",
    "survival",
    "intervals",
    "coverage",
    "clusters",
    "hidden",
    "partnerships",
    "supply",
):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=True)
