"""Protection and attack: a national table, three-way tables, and the county report."""

from __future__ import annotations

import csv
import importlib.resources
import itertools
import resource
import sys
import time
from typing import Any

import attrs
import numpy as np

from vnr import data, disclosure, synthetic
from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack._attack import attacked
from vnr.disclosure.attack._system import System
from vnr.report import county_report

rng = np.random.default_rng(1)


def table(
    cells: Any, groups: list[list[int]], axes: list[tuple[int, ...]] | None = None
) -> tuple[System, Any]:
    """Counts with the totals of every axis; the first also by groups. Totals weigh more.

    By `axes`, several tables of the same counts, each by some of the axes.
    """
    parts = [[(i,) for i in range(size)] for size in cells.shape]
    parts[0] += [tuple(group) for group in groups if len(group) > 1]
    whole = [tuple(range(size)) for size in cells.shape]
    place: dict[tuple[tuple[int, ...], ...], int] = {}
    for kept in axes or [tuple(range(cells.ndim))]:
        labels = [[*parts[i], whole[i]] if i in kept else [whole[i]] for i in range(cells.ndim)]
        for key in itertools.product(*labels):
            place.setdefault(key, len(place))
    values = [int(cells[np.ix_(*key)].sum()) for key in place]
    sums = []
    for key, at in place.items():
        for axis in range(cells.ndim):
            if len(key[axis]) == 1:
                continue
            in_groups = axis == 0 and groups and key[axis] == whole[axis]
            split = groups if in_groups else [(i,) for i in key[axis]]
            below = [(*key[:axis], tuple(one), *key[axis + 1 :]) for one in split]
            if below[0] in place:
                sums.append((at, [place[one] for one in below]))
    size = [len(key[0]) * 100 / cells.shape[0] for key in place]
    return System.of(values, sums), np.array(size) + 1 + np.log(2.0 + np.array(values))


def run(name: str, system: System, weight: Any, *, every: bool = False) -> None:
    for rule in (disclosure.FIVE, disclosure.VNR_BOARD):
        began, cpu = time.perf_counter(), time.process_time()
        out = suppressed(system, weight, rule)
        protected, clock = time.perf_counter(), time.process_time()
        zero = (out.hidden & (system.values == 0)).any()
        least = int(not zero)
        found = [*attacked(system, out.hidden, rule, least=least, truth=False)]
        told, clock_told = time.perf_counter(), time.process_time()
        endless = attrs.evolve(rule, insider=0, width=1_000_000)
        ends = attacked(system, out.hidden, endless, least=least, truth=False) if every else ()
        widths = [one.high - one.low for one in ends]
        whole = time.process_time() - clock_told
        small = (system.values >= 1) & (system.values <= rule.sensitive_to)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}, {rule.name}: {system.values.size} figures, {small.mean():.0%} sensitive, "
            f"{out.hidden.sum()} hidden, {sum(one.tells(rule) for one in found)} told, "
            f"{sum(not one.proved for one in found)} not proved; "
            f"protect {protected - began:.1f} s ({clock - cpu:.1f} CPU), "
            f"attack {told - protected:.1f} s ({clock_told - clock:.1f} CPU), "
            + (f"every interval {whole:.1f} s CPU (widest {max(widths)}), " if every else "")
            + f"{peak:.0f} MB, "
            f"at most {1 - out.at_least / max(out.weight, 1e-9):.1%} above the least",
            flush=True,
        )


def national(rate: float) -> tuple[System, Any]:
    rows = csv.reader((importlib.resources.files("vnr.data") / "municipalities.csv").open())
    codes = sorted(row[0] for row in rows if row[0].isdigit())
    people = data.population(codes, [2019])
    by_code = dict(zip(people.strata["municipality"].astype(str), people["value"], strict=True))
    means = np.array([by_code[code] * rate for code in codes])
    counties = [[*group] for _, group in itertools.groupby(range(290), lambda i: codes[i][:2])]
    return table(rng.poisson(means[:, None] * np.ones(15)), counties)


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["national", "three", "report"]
    if "national" in wanted:
        run("290 municipalities x 15 years", *national(5e-4), every=True)
    if "three" in wanted:
        for shape in ((9, 2, 5), (9, 6, 5)):
            cells = rng.poisson(rng.gamma(0.7, 8, shape))
            run(" x ".join(map(str, shape)), *table(cells, []))
        cells = rng.poisson(rng.gamma(0.7, 2, (9, 2, 6, 5)))
        run("9 x 2 x 5 beside 9 x 6 x 5", *table(cells, [], [(0, 1, 3), (0, 2, 3)]))
    if "report" in wanted:
        report = county_report(synthetic.register(seed=1), "04", 2019)
        skipped = ("coverage", "completeness", "gaps")
        results = {key: one for key, one in report.results.items() if key not in skipped}
        for rule in ("FIVE", "VNR_BOARD"):
            began, cpu = time.perf_counter(), time.process_time()
            shown = disclosure.protect(results, rule)
            protected = time.perf_counter()
            verdict = disclosure.audit(shown, rule).verdict.value
            print(
                f"county report, {rule}: protect {protected - began:.1f} s, audit "
                f"{time.perf_counter() - protected:.1f} s "
                f"({time.process_time() - cpu:.1f} s CPU together), {verdict}"
            )
