"""What vnr exists for: questions to a register, beside others' best form of the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import count
import follow_up
import numpy as np
import polars as pl
from timing import Asked, Job, traced

from vnr import metrics
from vnr.register import Register

__all__ = ["JOBS"]

ENGINES = ("in-memory", "streaming")


@lru_cache(maxsize=1)
def _made(size: int) -> tuple[Any, dict[str, pl.DataFrame], tuple[str, ...]]:
    columns, frames = count.made(size)
    return columns, frames, count.fresh(columns).names()


def _question(
    ask: Callable[[Register], Any],
    query: Callable[[dict[str, pl.DataFrame]], pl.LazyFrame],
    figures: tuple[str, ...],
    part: tuple[float, float],
    most: float,
    size: int,
) -> Job:
    columns, frames, codes = _made(size)
    lazy = query(frames)
    others: dict[str, Callable[[], pl.DataFrame]] = {
        f"polars {engine}": partial(lazy.collect, engine=engine) for engine in ENGINES
    }
    if ask is count.ours_count:
        others |= {"duckdb": count.by_duckdb(frames), "pandas": count.by_pandas(frames)}
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
        peak=lambda: traced(partial(ask, count.fresh(columns)), size),
        most=most,
    )


def _persons(register: Register) -> Any:
    return metrics.count(register, count.PERIOD, of="person", by=count.BY)


def _polars_persons(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    return (
        frames["cases"]
        .lazy()
        .join(count.first_day(frames, "intakes", "assessments"), on="case")
        .with_columns(start=pl.col("day").clip(pl.col("opened"), pl.col("closed")))
        .group_by("municipality", count.by_year("start"))
        .agg(value=pl.col("person").n_unique())
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

    others = {
        f"polars {engine}": partial(
            follow_up.by_polars, cases, follow_ups, engine, cluster=cluster is not None
        )
        for engine in ENGINES
    }
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
        peak=lambda: traced(partial(ask, count.fresh(columns)), size),
        most=60,
    )


GROUPS = 290


@lru_cache(maxsize=1)
def _times(size: int) -> tuple[Any, Any, Any, list[Any]]:
    """Group, days and cause of each, and the rows of each group."""
    rng = np.random.default_rng(1)
    # scikit-survival takes no group in which a cause is lacking.
    groups = min(GROUPS, size // 100)
    group = rng.integers(0, groups, size)
    cause = rng.choice(3, size, p=[0.4, 0.4, 0.2])
    days = np.minimum(rng.exponential(300, size).astype(int) + 1, 1500)
    order = np.argsort(group, kind="stable")
    rows = np.split(order, np.searchsorted(group[order], np.arange(1, groups)))
    return group, days, cause, rows


def _kaplan_meier(size: int) -> Job:
    from lifelines import KaplanMeierFitter
    from sksurv.nonparametric import kaplan_meier_estimator

    group, days, cause, rows = _times(size)
    split = [(days[one], cause[one] > 0) for one in rows]
    ours = partial(metrics.kaplan_meier, days, cause > 0, group=group)

    def lifelines() -> Any:
        return [KaplanMeierFitter().fit(*one) for one in split]

    def sksurv() -> Any:
        return [kaplan_meier_estimator(event, day, conf_type="log-log") for day, event in split]

    curve = ours()
    for fit, (at, survives, limits), one in zip(lifelines(), sksurv(), rows, strict=True):
        part = curve.select(group=int(group[one[0]]))
        mine = part.strata["day"]
        theirs = fit.confidence_interval_.loc[mine].to_numpy()
        inside = ~np.isnan(part.lower)
        assert np.abs(part.value - fit.survival_function_.iloc[:, 0].loc[mine]).max() < 1e-12
        assert np.abs(part.lower - theirs[:, 0])[inside].max(initial=0) < 1e-12
        assert np.abs(part.upper - theirs[:, 1])[inside].max(initial=0) < 1e-12
        place = np.searchsorted(at, mine)
        assert np.abs(part.value - survives[place]).max() < 1e-9
        assert np.abs(part.lower - limits[0][place])[inside].max(initial=0) < 1e-9
    return Job(
        lambda: {"first": ours, "lifelines": lifelines, "scikit-survival": sksurv},
        part={"first": 1},
        peak=lambda: traced(ours, size),
    )


def _aalen_johansen(size: int) -> Job:
    from sksurv.nonparametric import cumulative_incidence_competing_risks

    group, days, cause, rows = _times(size)
    split = [(cause[one], days[one]) for one in rows]
    ours = partial(metrics.cumulative_incidence, days, cause, group=group)

    def sksurv() -> Any:
        return [cumulative_incidence_competing_risks(*one, conf_type="log-log") for one in split]

    curve = ours()
    for (at, incidence, _), one in zip(sksurv(), rows, strict=True):
        for number in (1, 2):
            part = curve.select(group=int(group[one[0]]), cause=number)
            place = np.searchsorted(at, part.strata["day"])
            assert np.abs(part.value - incidence[number][place]).max() < 1e-9
    return Job(
        lambda: {"first": ours, "scikit-survival": sksurv},
        part={"first": 1},
        peak=lambda: traced(ours, size),
    )


def _asked(name: str, question: str, *, part: tuple[float, float], most: float) -> Asked:
    ask, query, figures = count.JOBS[question]
    return Asked(name, partial(_question, ask, query, figures, part, most))


JOBS = [
    _asked("count of cases by municipality and year", "cases", part=(0.5, 0.5), most=40),
    Asked(
        "count of persons by municipality and year",
        partial(_question, _persons, _polars_persons, ("value",), (0.5, 0.5), 40),
    ),
    _asked("episodes and their kinds", "episodes", part=(0.5, 0.25), most=40),
    _asked("reactivation by municipality and year", "reactivation", part=(0.5, 0.5), most=60),
    _asked("detection by municipality and year", "detection", part=(0.5, 0.5), most=60),
    Asked("follow-up, plain", partial(_follow_up, None)),
    Asked("follow-up, clustered by person", partial(_follow_up, "person")),
    Asked("Kaplan–Meier in 290 groups", _kaplan_meier, largest=10**6),
    Asked("Aalen–Johansen in 290 groups", _aalen_johansen, largest=10**6),
]
