"""How often the 95 % of a figure holds the truth where persons repeat, or officers have unequally many.

`python benchmarks/clusters.py 2000` simulates so many tables with a fixed seed; beside each
figure that reckons with repeats stands the one that doesn't. Run alone; it takes some minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import repeating

SEED = 1
BATCH = 40
DESIGNS = (("person", 60), ("officer", 20), ("person", 15), ("officer", 10), ("officer", 5))


def by_cluster(tables: int) -> None:
    """Shares and restricted means."""
    names = [*repeating.SHARES, "restricted_mean"]
    print("\n95 % limits of a share of 30 %, by cluster | of independent cases: coverage, %")
    print(f"{'':18}" + "".join(f"{number:5} {name}s".ljust(20) for name, number in DESIGNS))
    shown: dict[str, list[str]] = {name: [] for name in names}
    for cluster, number in DESIGNS:
        rng = np.random.default_rng(SEED)
        total = {name: np.zeros(2) for name in names}
        for _ in range(tables // BATCH):
            made = repeating.made(rng, BATCH, number, cluster)
            for name in names:
                limits = repeating.curves if name == "restricted_mean" else repeating.shares(name)
                total[name] += [
                    repeating.held(*limits(made, asked)).sum() for asked in (cluster, None)
                ]
        for name, sums in total.items():
            ours, plain = 100 * sums / (tables // BATCH * BATCH)
            shown[name].append(f"{ours:.1f} | {plain:.1f}")
    for name, cells in shown.items():
        print(f"{name:18}" + "".join(f"      {cell:14}" for cell in cells))


def by_repeats(tables: int) -> None:
    """Rates, ratios and funnels of municipalities that don't differ."""
    print("\nmunicipalities that don't differ, with the factor for repeats | without: inside, %")
    designs = [
        ((persons, persons * 4), several) for persons in (5, 20) for several in ("few", "unequal")
    ]
    print(
        " " * 14
        + "".join(f"{low}–{high} persons, {name}".rjust(24) for (low, high), name in designs)
    )
    for name in repeating.FIGURES:
        cells = []
        for persons, several in designs:
            rng, inside, size = np.random.default_rng(SEED), np.zeros(2), 0
            while size < tables:
                made = repeating.municipal(rng, persons, several)
                rows = [
                    repeating.held(*repeating.key_figures(name, made, ours))
                    for ours in (True, False)
                ]
                inside += [row.sum() for row in rows]
                size += rows[0].size
            ours, plain = 100 * inside / size
            cells.append(f"{ours:.1f} | {plain:.1f}")
        print(f"{name:14}" + "".join(cell.rjust(24) for cell in cells))


def completed(tables: int) -> None:
    """Totals of those that report, for all."""
    print("\ncomplete, same: coverage, %, by how many of half as many again report")
    for reporting in (20, 10, 6):
        rng = np.random.default_rng(SEED)
        share = np.mean([repeating.complete_same(rng, reporting) for _ in range(tables)])
        print(f"{reporting:3} of {reporting + reporting // 2}: {100 * share:.1f}")


if __name__ == "__main__":
    tables = int(float(sys.argv[1])) if len(sys.argv) > 1 else 2000
    by_cluster(tables)
    by_repeats(tables)
    completed(tables)
