"""How long tens of thousands of unknown words and headings take to be told of: at most 3 s each.

python benchmarks/unknown.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import vnr
import vnr.io  # Loaded before the clock starts.

HEAD = "Kommun;Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak"
WORDS, HEADINGS = 40_000, 20_000


def main() -> None:
    """Read both files, and print the seconds of the clock and of the processor."""
    near = "".join(f"0484;f{n};s{n};2019-03-01;våld i nära relation {n}\n" for n in range(WORDS))
    wide = ";".join(f"Uppgift {n}" for n in range(HEADINGS))
    row = "0484;f1;s1;2019-03-01;våld i nära relation" + ";x" * HEADINGS
    files = {"words": f"{HEAD}\n{near}", "headings": f"{HEAD};{wide}\n{row}\n"}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / f"{name}.csv"
            path.write_text(content, "utf-8")
            began, processor = time.perf_counter(), time.process_time()
            reading = vnr.read(path, observed=2019)
            wall, used = time.perf_counter() - began, time.process_time() - processor
            print(
                f"{name}: wall {wall:.1f} s, processor {used:.1f} s, {len(reading.faults)} faults"
            )


if __name__ == "__main__":
    main()
