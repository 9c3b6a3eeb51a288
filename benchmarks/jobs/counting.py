"""What vnr exists for: questions to a register, beside others' best form of the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import by_duckdb
import by_pandas
import count
import follow_up
import numpy as np
import polars as pl
from timing import Asked, Job, traced

from vnr import metrics
from vnr.register import Register

__all__ = ["JOBS"]

ENGINES = ("in-memory", "streaming")
PANDAS = 10**6
"""At more rows pandas isn't asked: it takes longest, and goals are held against polars."""


@lru_cache(maxsize=1)
def _made(size: int) -> tuple[Any, dict[str, pl.DataFrame], tuple[str, ...]]:
    columns, frames = count.made(size)
    return columns, frames, count.fresh(columns).names()


def _question(question: str, part: tuple[float, float], most: float, size: int) -> Job:
    columns, frames, codes = _made(size)
    ask, query, figures = count.JOBS[question]
    lazy = query(frames)
    others: dict[str, Callable[[], pl.DataFrame]] = {
        f"polars {engine}": partial(lazy.collect, engine=engine) for engine in ENGINES
    }
    others["duckdb"] = by_duckdb.asked(question, frames)
    if size <= PANDAS:
        others["pandas"] = by_pandas.asked(question, frames)
    result = ask(count.fresh(columns))
    for call in others.values():
        count.agree(result, call(), figures, codes)

    def calls() -> dict[str, Callable[[], Any]]:
        asked = partial(ask, count.fresh(columns))
        return {"first": asked, "later": asked, **others}

    return Job(
        calls,
        part=dict(zip(("first", "later"), part, strict=True)),
        rivals="polars",
        peaks={"first": lambda: traced(partial(ask, count.fresh(columns)), size)},
        most=most,
    )


@lru_cache(maxsize=1)
def _followed(size: int) -> tuple[Any, pl.DataFrame, pl.DataFrame]:
    return follow_up.made(size)


def _follow_up(cluster: str | None, size: int) -> Job:
    columns, cases, follow_ups = _followed(size)

    def ask(register: Register) -> Any:
        return metrics.follow_up(
            register, follow_up.PERIOD, denominator="due", cluster=cluster, by=count.BY
        )

    others: dict[str, Callable[[], Any]] = {
        f"polars {engine}": partial(
            follow_up.by_polars, cases, follow_ups, engine, cluster=cluster is not None
        )
        for engine in ENGINES
    }
    clustered = cluster is not None
    others["duckdb"] = by_duckdb.followed(cases, follow_ups, cluster=clustered)
    if size <= PANDAS:
        others["pandas"] = by_pandas.followed(cases, follow_ups, cluster=clustered)
    result = ask(count.fresh(columns))
    for call in others.values():
        follow_up.agree(result, call())

    def calls() -> dict[str, Callable[[], Any]]:
        asked = partial(ask, count.fresh(columns))
        return {"first": asked, "later": asked, **others}

    return Job(
        calls,
        part={"first": 0.5, "later": 0.5},
        rivals="polars",
        peaks={"first": lambda: traced(partial(ask, count.fresh(columns)), size)},
        most=60,
    )


GROUPS = 290


@lru_cache(maxsize=1)
def _times(size: int) -> tuple[Any, Any, Any]:
    """Group, days and cause of each."""
    rng = np.random.default_rng(1)
    # scikit-survival takes no group in which a cause is lacking.
    group = rng.integers(0, min(GROUPS, size // 100), size)
    cause = rng.choice(3, size, p=[0.4, 0.4, 0.2])
    days = np.minimum(rng.exponential(300, size).astype(int) + 1, 1500)
    return group, days, cause


def _each(fit: Callable[..., Any], group: Any, *columns: Any) -> list[Any]:
    """What others make of each group: they take one at a time."""
    # As narrow as groups are, they are sorted by their digits.
    order = np.argsort(group.astype(np.int16), kind="stable")
    bounds = np.flatnonzero(np.diff(group[order])) + 1
    split = (np.split(column[order], bounds) for column in columns)
    return list(itertools.starmap(fit, zip(*split, strict=True)))


def _kaplan_meier(size: int) -> Job:
    from lifelines import KaplanMeierFitter
    from sksurv.nonparametric import kaplan_meier_estimator
    from statsmodels.duration.survfunc import SurvfuncRight

    group, days, cause = _times(size)
    event = cause > 0
    ours = partial(metrics.kaplan_meier, days, event, group=group)
    limited = partial(kaplan_meier_estimator, conf_type="log-log")
    others = {
        "lifelines": partial(_each, lambda *one: KaplanMeierFitter().fit(*one), group, days, event),
        "scikit-survival": partial(_each, limited, group, event, days),
        "statsmodels": partial(_each, SurvfuncRight, group, days, event),
    }
    curve = ours()
    fitted = zip(*(call() for call in others.values()), strict=True)
    for number, (fit, (at, survives, limits), other) in enumerate(fitted):
        part = curve.select(group=number)
        mine = part.strata["day"]
        theirs = fit.confidence_interval_.loc[mine].to_numpy()
        inside = ~np.isnan(part.lower)
        assert np.abs(part.value - fit.survival_function_.iloc[:, 0].loc[mine]).max() < 1e-12
        assert np.abs(part.lower - theirs[:, 0])[inside].max(initial=0) < 1e-12
        assert np.abs(part.upper - theirs[:, 1])[inside].max(initial=0) < 1e-12
        place = np.searchsorted(at, mine)
        assert np.abs(part.value - survives[place]).max() < 1e-9
        assert np.abs(part.lower - limits[0][place])[inside].max(initial=0) < 1e-9
        left = np.searchsorted(other.surv_times, mine, "right")
        assert np.abs(part.value - np.append(1, other.surv_prob)[left]).max() < 1e-9
    return Job(
        lambda: {"first": ours, **others},
        part={"first": 1},
        peaks={"first": lambda: traced(ours, size)},
    )


def _aalen_johansen(size: int) -> Job:
    # lifelines moves ties apart by chance before it sums, so that its cells are others.
    from sksurv.nonparametric import cumulative_incidence_competing_risks
    from statsmodels.duration.survfunc import CumIncidenceRight

    group, days, cause = _times(size)
    ours = partial(metrics.cumulative_incidence, days, cause, group=group)
    limited = partial(cumulative_incidence_competing_risks, conf_type="log-log")
    others = {
        "scikit-survival": partial(_each, limited, group, cause, days),
        "statsmodels": partial(_each, CumIncidenceRight, group, days, cause),
    }
    curve = ours()
    fitted = zip(*(call() for call in others.values()), strict=True)
    for number, ((at, incidence, _), other) in enumerate(fitted):
        for why in (1, 2):
            part = curve.select(group=number, cause=why)
            place = np.searchsorted(at, part.strata["day"])
            assert np.abs(part.value - incidence[why][place]).max() < 1e-9
            left = np.searchsorted(other.times, part.strata["day"], "right")
            known = np.append(0, other.cinc[why - 1])[left]
            assert np.abs(part.value - known).max() < 1e-9
    return Job(
        lambda: {"first": ours, **others},
        part={"first": 1},
        peaks={"first": lambda: traced(ours, size)},
    )


def _asked(name: str, question: str, part: tuple[float, float], most: float) -> Asked:
    return Asked(name, partial(_question, question, part, most))


JOBS = [
    _asked("count of cases by municipality and year", "cases", (0.5, 0.5), 40),
    _asked("count of persons by municipality and year", "persons", (0.5, 0.5), 40),
    _asked("episodes and their kinds", "episodes", (0.5, 0.25), 40),
    _asked("reactivation by municipality and year", "reactivation", (0.5, 0.5), 60),
    _asked("detection by municipality and year", "detection", (0.5, 0.5), 60),
    Asked("follow-up, plain", partial(_follow_up, None)),
    Asked("follow-up, clustered by person", partial(_follow_up, "person")),
    Asked("Kaplan–Meier in 290 groups", _kaplan_meier),
    Asked("Aalen–Johansen in 290 groups", _aalen_johansen),
]
