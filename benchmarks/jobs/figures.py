"""Intervals, protection, reports, imports and the demo."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any

import count
import numpy as np
from timing import Asked, Job, fresh, resident, traced

from jobs.country import country
from vnr import data, disclosure, metrics
from vnr.register import Register

__all__ = ["JOBS"]


def _intervals(method: Any, theirs: str, part: float, size: int) -> Job:
    from statsmodels.stats.proportion import proportion_confint

    dice = np.random.default_rng(1)
    n = dice.integers(5, 3000, size)
    k = dice.binomial(n, 0.1)
    ours = partial(metrics.proportion, k, n, method=method)
    other = partial(proportion_confint, k, n, method=theirs)
    low, high = other()
    made = ours()
    assert np.allclose(made.lower, low, atol=1e-12, equal_nan=True)
    assert np.allclose(made.upper, high, atol=1e-12, equal_nan=True)
    return Job(
        lambda: {"first": ours, "statsmodels": other},
        part={"first": part},
        peaks={"first": lambda: traced(ours, size)},
    )


def _national(size: int) -> Job:
    """A table of cases by municipality and year, of so many figures."""
    years = max(1, size // 290)
    codes = [one.code for one in data.municipalities()]
    people = data.population(codes, 2019)
    by_code = dict(zip(people.strata["municipality"].tolist(), people.value.tolist(), strict=True))
    dice = np.random.default_rng(1)
    value = dice.poisson([[5e-4 * by_code[code]] * years for code in codes]).ravel()
    register = Register(count.made(1_000)[0], observed=count.PERIOD)
    table = metrics.count(register, f"{2025 - years}-01-01/2024-12-31", by=count.BY)
    place = {code: number for number, code in enumerate(codes)}
    order = [
        place[code] * years + int(year) - (2025 - years)
        for code, year in zip(table.strata["municipality"], table.strata["year"], strict=True)
    ]
    table = _with_values(table, value[order])
    rule = disclosure.FIVE

    def protect() -> Any:
        return disclosure.protect({"table": table}, rule)

    verdict = disclosure.audit(protect(), rule).verdict
    assert verdict.value == "safe", verdict
    return Job(lambda: {"first": protect}, peaks={"first": lambda: traced(protect, size)})


def _with_values(table: Any, value: Any) -> Any:
    import attrs

    return attrs.evolve(table, columns={**table.columns, "value": value})


def _counties(size: int) -> Job:
    """Figures of the reports of all counties, undrawn, from one register of a country."""
    from vnr.report import county_report

    register = country(size)

    def reports(one: Register) -> Any:
        return [county_report(one, code, 2019).results for code in data.counties()]

    for code, results in zip(data.counties(), reports(fresh(register)), strict=True):
        known = metrics.count(register.where(county=code), 2019)
        assert results["cases_total"].value.item() == known.value.item(), code

    def calls() -> dict[str, Callable[[], Any]]:
        asked = partial(reports, fresh(register))
        return {"first": asked, "later": asked}

    return Job(
        calls,
        ms={"first": 5_000, "later": 5_000},
        peaks={"first": lambda: traced(partial(reports, fresh(register)), size)},
    )


def _ran(*arguments: str) -> Callable[[], Any]:
    return partial(subprocess.run, [sys.executable, *arguments], check=True, capture_output=True)


def _import(statement: str, theirs: str, _: int) -> Job:
    return Job(
        lambda: {
            "first": _ran("-c", statement),
            theirs: _ran("-c", theirs),
            "python alone": _ran("-c", "pass"),
        },
        rivals=theirs,
        peaks={
            "first": partial(resident, "", statement, 1),
            theirs: partial(resident, "", theirs, 1),
        },
    )


def _demo(_: int) -> Job:
    def demo() -> None:
        with tempfile.TemporaryDirectory() as folder:
            _ran("-m", "vnr", "demo", "--out", f"{folder}/demo")()

    def peak() -> float:
        """Of the largest process; this one is small, and has started nothing else so far."""
        demo()
        return 1024.0 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    return Job(lambda: {"first": demo}, peaks={"first": peak})


STRATA = "no country has more places times years, ages and sexes"
JOBS = [
    Asked("Wilson intervals", partial(_intervals, "wilson", "wilson", 1), 10**5, STRATA),
    Asked(
        "Clopper–Pearson intervals",
        partial(_intervals, "clopper-pearson", "beta", 1),
        10**5,
        STRATA,
    ),
    Asked(
        "protection of a national table",
        _national,
        290 * 15,
        "that is 290 municipalities in 15 years",
    ),
    Asked(
        "figures of 21 county reports",
        _counties,
        10**6,
        "no country of this size has more cases in four years",
    ),
    Asked(
        "import vnr",
        partial(_import, "import vnr", "import attrs, cattrs"),
        largest=0,
    ),
    Asked(
        "import of metrics, and a rate",
        partial(
            _import,
            "from vnr import metrics; metrics.rate([1], [1])",
            "import attrs, cattrs, numpy, scipy.special",
        ),
        largest=0,
    ),
    Asked("the demo", _demo, largest=0),
]
