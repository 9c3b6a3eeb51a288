"""Look for a minute for what the generative tests haven't seen: `python tests/fuzz.py [SEED]`.

They run in an order of chance, with examples of chance and more of them, until the time is out.
What fails is shown with the seed that finds it again.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from random import Random, SystemRandom

SECONDS = 60
HERE = Path(__file__).parent


def main() -> int:
    """0 if nothing failed."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SystemRandom().randrange(2**32)
    files = sorted(path for path in HERE.rglob("test_*.py") if "@given" in path.read_text("utf-8"))
    run = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "hypothesis"]
    ends = time.monotonic() + SECONDS
    while (left := ends - time.monotonic()) > 0:
        print(f"seed {seed}", flush=True)
        order = Random(seed).sample(files, len(files))
        chosen = [f"--hypothesis-seed={seed}", "--hypothesis-profile=fuzz", *map(str, order)]
        try:
            done = subprocess.run(
                [*run, *chosen], cwd=HERE.parent, timeout=left, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            break
        if done.returncode:
            print(done.stdout, done.stderr, f"found again by: python tests/fuzz.py {seed}")
            return done.returncode
        seed += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
