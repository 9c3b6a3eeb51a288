"""Follow-up by municipality and year, beside polars' best form of the same question.

Polars gets hashed case ids, municipalities and days as numbers, a lazy query of which both halves
share the join, strata and status packed into one key. It counts only; clustered by person it also
sums what the interval needs. vnr gives limits as well. `table` asks them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from vnr import data
from vnr.model import Period
from vnr.register import Columns, Keys, assemble

PERIOD = Period(date(2010, 1, 1), date(2024, 12, 31))
FIRST = 14_610
LAST = 20_088
NEVER = -(2**31)
STATUSES = ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")


def made(size: int) -> tuple[Columns, pl.DataFrame, pl.DataFrame]:
    """Columns with one follow-up for each of `size` interventions, and the same as frames."""
    rng = np.random.default_rng(1)
    number = size // 4
    codes = np.array([one.code.encode() for one in data.municipalities()])
    place = rng.integers(0, 290, number).astype(np.int32)
    ids = np.array([f"{one * 2654435761 % 2**32:08x}" for one in range(number)], "S8")
    opened = rng.integers(FIRST, LAST - 400, number).astype(np.int32)
    closed = (opened + rng.integers(389, 900, number)).astype(np.int32)
    closed[closed > LAST] = NEVER
    of = np.sort(rng.integers(0, number, size)).astype(np.int32)
    # A case's interventions begin on days of their own, so that a follow-up finds its one.
    started = (opened[of] + np.arange(size) % 389).astype(np.int32)
    due = (started + rng.integers(0, 500, size)).astype(np.int32)
    done = np.where(rng.random(size) < 0.7, due + rng.integers(-20, 60, size), NEVER)
    done = np.where(done == NEVER, NEVER, np.maximum(done, started)).astype(np.int32)
    case, person = Keys(ids, np.arange(number, dtype=np.int32)), np.arange(number) // 2 * 2
    reason = rng.integers(0, 9, number).astype(np.int8)

    def keys(rows: Any) -> dict[str, Any]:
        return {
            "municipality": Keys(codes, place[rows]),
            "case_id": Keys(ids, case.codes[rows]),
            "person_id": Keys(ids, person[rows].astype(np.int32)),
        }

    everybody = np.arange(number)
    flat: dict[str, dict[str, Any]] = {
        "intakes": {
            **keys(everybody),
            "roles": np.ones(number, np.uint32),
            "date": opened,
            "reason": np.zeros(number, np.int8),
            "closed": closed,
            "closing_reason": np.where(closed == NEVER, -1, reason).astype(np.int8),
        },
        "interventions": {**keys(of), "kind": np.zeros(size, np.int8), "started": started},
        "follow_ups": {
            **keys(of),
            "kind": np.zeros(size, np.int8),
            "started": started,
            "due": due,
            "done": done,
        },
    }
    columns = assemble(flat).whole()
    hashed = np.array([one * 2654435761 % 2**32 for one in range(number)], np.uint32)
    cases = pl.DataFrame(
        {
            "case_id": hashed,
            "municipality": place.astype(np.uint16),
            "person": person.astype(np.int32),
            "closed": pl.Series(closed).replace(NEVER, None),
            "exempt": np.isin(reason, [3, 4, 6]),
            "stays": reason == 5,
        }
    )
    follow_ups = pl.DataFrame(
        {
            "case_id": hashed[of],
            "started": started,
            "due": due,
            "done": pl.Series(done).replace(NEVER, None),
        }
    ).sample(fraction=1, shuffle=True, seed=1)  # As files come: not in the order of the cases.
    return columns, cases, follow_ups


def by_polars(
    cases: pl.DataFrame, follow_ups: pl.DataFrame, engine: Any, *, cluster: bool = False
) -> list[pl.DataFrame]:
    """The same statuses, and interventions followed in 180 days, without intervals."""
    day = pl.col

    def code(value: int) -> pl.Expr:
        return pl.lit(value, pl.Int32)

    def cell(name: str) -> pl.Expr:
        year = day(name).cast(pl.Date).dt.year().cast(pl.Int32) - PERIOD.start.year
        return day("municipality").cast(pl.Int32) * 15 + year

    limit = day("due") + 30
    ended = (day("closed") < day("due")).fill_null(value=False)
    status = (
        pl.when(ended & day("exempt"))
        .then(code(4))
        .when(ended & ~day("stays"))
        .then(code(3))
        .when(limit >= LAST)
        .then(code(5))
        .when(day("done") <= limit)
        .then(code(0))
        .when(day("done") <= LAST)
        .then(code(1))
        .otherwise(code(2))
    )
    joined = follow_ups.lazy().join(cases.lazy(), on="case_id")
    last = day("started") + 180
    left = (day("exempt") & day("closed").is_between(day("started"), last)).fill_null(value=False)
    observed = ((last <= LAST) & ~left).cast(pl.Int32)
    followed = observed * (day("done") <= last).fill_null(value=False)
    due = joined.filter(day("due").is_between(FIRST, LAST))
    asked = [
        due.select(key=cell("due") * 6 + status).group_by("key").len(),
        joined.filter(day("started").is_between(FIRST, LAST))
        .select(key=cell("started") * 4 + observed * 2 + followed)
        .group_by("key")
        .len(),
    ]
    if cluster:
        k, n = pl.col("k").cast(pl.Int64), pl.col("n").cast(pl.Int64)
        asked.append(
            due.select("person", cell=cell("due"), status=status)
            .filter(pl.col("status") <= 2)
            .group_by("cell", "person")
            .agg(k=(pl.col("status") == 0).sum(), n=pl.len())
            .group_by("cell")
            .agg(k=k.sum(), n=n.sum(), kk=(k * k).sum(), kn=(k * n).sum(), nn=(n * n).sum())
        )
    return pl.collect_all(asked, engine=engine)


def agree(result: Any, theirs: list[pl.DataFrame]) -> None:
    """Every cell of ours is that of polars."""
    codes = [one.code for one in data.municipalities()]
    place = {code: number for number, code in enumerate(codes)}
    cells = [
        place[code] * 15 + int(year) - PERIOD.start.year
        for code, year in zip(result.strata["municipality"], result.strata["year"], strict=True)
    ]
    due = dict(theirs[0].iter_rows())
    for at, name in enumerate(STATUSES):
        for cell, number in zip(cells, result.columns[name].tolist(), strict=True):
            assert due.pop(cell * 6 + at, 0) == number, (name, cell)
    assert not due
    started = dict(theirs[1].iter_rows())
    for cell, number, followed in zip(
        cells, result.columns["started"].tolist(), result.columns["followed"].tolist(), strict=True
    ):
        seen = started.get(cell * 4 + 2, 0) + started.get(cell * 4 + 3, 0)
        assert (seen, started.get(cell * 4 + 3, 0)) == (number, followed), cell
    if len(theirs) > 2:
        sums = {cell: (k, n) for cell, k, n, *_ in theirs[2].iter_rows()}
        for cell, k, n in zip(
            cells,
            result.columns["on_time"].tolist(),
            result.n.tolist(),
            strict=True,
        ):
            assert sums.get(cell, (0, 0)) == (k, n), cell
