"""Protection and attack: a national table, three-way tables, and the county report."""

from __future__ import annotations

import csv
import importlib.resources
import itertools
import resource
import sys
import time
from typing import Any

import numpy as np

from vnr import data, disclosure, synthetic
from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack._attack import attacked
from vnr.disclosure.attack._system import System
from vnr.report import county_report

rng = np.random.default_rng(1)


def table(cells: Any, groups: list[list[int]]) -> tuple[System, Any]:
    """Counts with the totals of every axis; the first also by groups. Totals weigh more."""
    parts = [[(i,) for i in range(size)] for size in cells.shape]
    parts[0] += [tuple(group) for group in groups if len(group) > 1]
    labels = [[*axis, tuple(range(size))] for axis, size in zip(parts, cells.shape, strict=True)]
    place = {key: at for at, key in enumerate(itertools.product(*labels))}
    values = [int(cells[np.ix_(*key)].sum()) for key in place]
    sums = []
    for key, at in place.items():
        for axis, size in enumerate(cells.shape):
            if len(key[axis]) == 1:
                continue
            whole = len(key[axis]) == size
            split = groups if axis == 0 and groups and whole else [(i,) for i in key[axis]]
            below = [place[(*key[:axis], tuple(one), *key[axis + 1 :])] for one in split]
            sums.append((at, below))
    size = [len(key[0]) * 100 / cells.shape[0] for key in place]
    return System.of(values, sums), np.array(size) + 1 + np.log(2.0 + np.array(values))


def run(name: str, system: System, weight: Any) -> None:
    for rule in (disclosure.FIVE, disclosure.VNR_BOARD):
        began, cpu = time.perf_counter(), time.process_time()
        out = suppressed(system, weight, rule)
        protected, clock = time.perf_counter(), time.process_time()
        zero = (out.hidden & (system.values == 0)).any()
        found = [*attacked(system, out.hidden, rule, least=int(not zero), truth=False)]
        small = (system.values >= 1) & (system.values <= rule.sensitive_to)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}, {rule.name}: {system.values.size} figures, {small.mean():.0%} sensitive, "
            f"{out.hidden.sum()} hidden, {sum(one.tells(rule) for one in found)} told; "
            f"protect {protected - began:.1f} s ({clock - cpu:.1f} CPU), "
            f"attack {time.perf_counter() - protected:.1f} s, {peak:.0f} MB, "
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
        run("290 municipalities x 15 years", *national(5e-4))
    if "three" in wanted:
        for shape in ((9, 2, 5), (9, 6, 5)):
            cells = rng.poisson(rng.gamma(0.7, 8, shape))
            run(" x ".join(map(str, shape)), *table(cells, []))
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
