"""What an import costs beyond the interpreter, in milliseconds."""

from __future__ import annotations

import subprocess
import sys
import time

STATEMENTS = (
    "pass",
    "import attrs, cattrs",
    "import numpy",
    "import vnr",
    "from vnr import Case",
    "from vnr import Register",
    "from vnr import metrics",
    "from vnr import metrics; metrics.rate([1], [1])",
)


def cost(statement: str) -> float:
    best = float("inf")
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        best = min(best, time.perf_counter() - began)
    return 1000 * best


empty = cost("pass")
for statement in STATEMENTS[1:]:
    print(f"{cost(statement) - empty:8.0f} ms  {statement}")
