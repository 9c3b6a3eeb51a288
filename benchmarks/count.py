"""What counting with reactivation costs: cases, episodes, returns and what the first reason hides.

By municipality and year over fifteen years, beside polars' best form of the same question;
`by_duckdb` and `by_pandas` hold theirs, and `table` asks them all. Others get days, municipalities,
persons and cases as numbers; polars sorts persons' cases by one packed key, in a lazy query. Every
cell is compared. CPU of all threads is what tells: `time.process_time`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from vnr import data, metrics
from vnr.model import ClosingReason, Instrument, IntakeReason, InvestigationKind, Period
from vnr.register import Columns, Keys, Register, Table, assemble

PERIOD = Period(date(2010, 1, 1), date(2024, 12, 31))
FIRST: Final = 14_610
LAST: Final = 20_088
NEVER: Final = -(2**31)
OPEN: Final = 2**31 - 1
ENGINES: Final = ("in-memory", "streaming")
BY: Final = ("municipality", "year")
DIED: Final = ClosingReason.DIED.place
TRANSFERRED: Final = ClosingReason.TRANSFERRED_UNIT.place
VIOLENT: Final = [IntakeReason.VIOLENCE.place, IntakeReason.HONOUR_VIOLENCE.place]
KINDS: Final = ("new", "undetermined", "reactivated", "returning")


def flat(size: int) -> dict[str, dict[str, Any]]:
    """The three flat tables of `made`."""
    return _drawn(size)[0]


def made(size: int) -> tuple[Columns, dict[str, pl.DataFrame]]:
    """`size` cases of half as many persons, as columns and as frames."""
    tables, frames = _drawn(size)
    return assemble(tables).whole(), frames


def _drawn(size: int) -> tuple[dict[str, dict[str, Any]], dict[str, pl.DataFrame]]:
    rng = np.random.default_rng(1)
    codes = np.array([one.code.encode() for one in data.municipalities()])
    place = rng.integers(0, 290, size).astype(np.int32)
    # None is of noughts alone, which a register takes for unknown.
    ids = np.array([f"{one * 2654435761 % 2**32:08x}" for one in range(1, size + 1)], "S8")
    person = rng.integers(0, size // 2, size).astype(np.int32)
    opened = rng.integers(FIRST, LAST, size).astype(np.int32)
    closed = (opened + rng.integers(0, 900, size)).astype(np.int32)
    closed[closed > LAST] = NEVER
    reason = rng.integers(0, len(IntakeReason), size).astype(np.int8)
    closing = rng.integers(0, 9, size).astype(np.int8)
    # A third has a later intake, half an assessment, a third a full investigation.
    second, assessed, looked = (np.sort(rng.integers(0, size, size // part)) for part in (3, 2, 3))

    def within(rows: Any) -> Any:
        until = np.where(closed == NEVER, LAST, closed)[rows]
        return (opened[rows] + rng.random(rows.size) * (until - opened[rows] + 1)).astype(np.int32)

    def keys(rows: Any) -> dict[str, Any]:
        return {
            "municipality": Keys(codes, place[rows]),
            "case_id": Keys(ids, rows.astype(np.int32)),
            "person_id": Keys(ids, person[rows]),
        }

    rows = np.concatenate([np.arange(size), second])
    days = np.concatenate([opened, within(second)])
    reasons = np.concatenate(
        [reason, rng.integers(0, len(IntakeReason), second.size).astype(np.int8)]
    )
    assessed_on, looked_on = within(assessed), within(looked)
    instrument = rng.integers(0, len(Instrument), assessed.size).astype(np.int8)
    tables: dict[str, dict[str, Any]] = {
        "intakes": {
            **keys(rows),
            "roles": np.ones(rows.size, np.uint32),
            "date": days,
            "reason": reasons,
            "closed": closed[rows],
            "closing_reason": np.where(closed == NEVER, -1, closing)[rows].astype(np.int8),
        },
        "assessments": {**keys(assessed), "instrument": instrument, "date": assessed_on},
        "investigations": {
            **keys(looked),
            "opened": looked_on,
            "kind": np.full(looked.size, InvestigationKind.FULL.place, np.int8),
        },
    }
    finds = np.array([one.finds_violence for one in Instrument])
    frames = {
        "cases": pl.DataFrame(
            {
                "case": np.arange(size, dtype=np.int32),
                "person": person,
                "municipality": place.astype(np.uint16),
                "opened": opened,
                "closed": np.where(closed == NEVER, OPEN, closed).astype(np.int32),
                "reason": reason,
                "closing_reason": closing,
            }
        ),
        "intakes": pl.DataFrame({"case": rows.astype(np.int32), "day": days, "reason": reasons}),
        "assessments": pl.DataFrame(
            {
                "case": assessed.astype(np.int32),
                "day": assessed_on,
                "finds": finds[instrument],
            }
        ),
        "investigations": pl.DataFrame({"case": looked.astype(np.int32), "day": looked_on}),
    }
    return tables, frames


def fresh(columns: Columns) -> Register:
    """A register of which nothing was derived yet."""
    tables = {
        name: Table(name, dict(table), table.offsets) for name, table in columns.tables.items()
    }
    return Register(Columns(tables, columns.dictionaries, columns.schema), observed=PERIOD)


# The same questions in polars


def year_after(day: int) -> int:
    return int(metrics.Years(1).end(np.array([day]))[0])


def by_year(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Date).dt.year().alias("year")


def first_day(frames: dict[str, pl.DataFrame], *names: str) -> pl.LazyFrame:
    """The first day of each case's evidence."""
    rows = {
        "intakes": frames["intakes"].lazy().filter(pl.col("reason").is_in(VIOLENT)),
        "assessments": frames["assessments"].lazy().filter("finds"),
    }
    days = pl.concat([rows[name].select("case", "day") for name in names])
    return days.group_by("case").agg(pl.col("day").min())


def spells(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    """Cases with known violence in order of person and start, and where an episode begins."""
    packed = (
        (((pl.col("person").cast(pl.Int64) * 8192) + (pl.col("start") - FIRST)) * 8192)
        + (pl.col("opened") - FIRST)
    ) * 512 + pl.col("municipality")
    owner = pl.col("person").cast(pl.Int64) * 2**33
    return (
        frames["cases"]
        .lazy()
        .join(first_day(frames, "intakes", "assessments"), on="case")
        .with_columns(start=pl.col("day").clip(pl.col("opened"), pl.col("closed")))
        .sort(packed)
        .with_columns(before=(owner + pl.col("closed")).cum_max().shift(1, fill_value=-1))
        .with_columns(begins=owner + pl.col("start") - 1 > pl.col("before"))
        .with_columns(before=(pl.col("before") - owner).cast(pl.Int64))
    )


def year_on(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Int32).cast(pl.Date).dt.offset_by("1y").cast(pl.Int32)


def polars_count(frames: dict[str, pl.DataFrame], value: pl.Expr = pl.len()) -> pl.LazyFrame:
    """Of each municipality and year so many cases, or something else of them."""
    return (
        frames["cases"]
        .lazy()
        .join(first_day(frames, "intakes", "assessments"), on="case")
        .with_columns(start=pl.col("day").clip(pl.col("opened"), pl.col("closed")))
        .group_by("municipality", by_year("start"))
        .agg(value=value)
    )


def polars_persons(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    return polars_count(frames, pl.col("person").n_unique())


def polars_episodes(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    began = spells(frames).filter("begins")
    again = pl.col("before") >= 0
    until = int(year_after(FIRST - 1))
    kind = (
        pl.when(again)
        .then(
            pl.when(pl.col("start") <= year_on(pl.when(again).then("before"))).then(2).otherwise(3)
        )
        .otherwise(pl.when(pl.col("start") <= until).then(1).otherwise(0))
    )
    return began.group_by("municipality", by_year("start"), kind=kind).agg(value=pl.len())


def polars_reactivation(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    rows = spells(frames).with_columns(episode=pl.col("begins").cum_sum())
    rows = rows.with_columns(end=pl.col("closed").max().over("episode"))
    closes = (
        rows.filter((pl.col("closed") == pl.col("end")) & (pl.col("end") != OPEN))
        .group_by("episode")
        .agg(
            pl.col("person").first(),
            pl.col("end").first(),
            pl.col("municipality").min(),
            died=(pl.col("closing_reason") == DIED).any(),
            moved=(pl.col("closing_reason") == TRANSFERRED).all(),
        )
        .filter(~pl.col("died") & ~pl.col("moved"))
        .sort(pl.col("person").cast(pl.Int64) * 2**32 + pl.col("end"))
        .unique("person", keep="first", maintain_order=True)
    )
    looked = (
        frames["investigations"]
        .lazy()
        .join(rows.select("case", "person"), on="case")
        .select("person", event="day")
        .sort(pl.col("person").cast(pl.Int64) * 2**32 + pl.col("event"))
    )
    found = (
        closes.set_sorted("end")
        .sort("end")
        .join_asof(
            looked.sort("event"),
            left_on="end",
            right_on="event",
            by="person",
            strategy="forward",
            allow_exact_matches=False,
        )
    )
    last = year_on(pl.col("end"))
    mature = last <= LAST
    return found.group_by("municipality", by_year("end")).agg(
        returned=(mature & (pl.col("event") <= last)).sum(),
        n=mature.sum(),
        n_not_mature=(~mature).sum(),
    )


def polars_detection(frames: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    last = pl.col("opened") + 365
    mature, day = last <= LAST, pl.col("day")
    return (
        frames["cases"]
        .lazy()
        .join(first_day(frames, "intakes"), on="case", how="left")
        .rename({"day": "intake"})
        .join(first_day(frames, "intakes", "assessments"), on="case")
        .group_by("municipality", by_year("opened"))
        .agg(
            original=(mature & pl.col("reason").is_in(VIOLENT)).sum(),
            intake=(mature & (pl.col("intake") <= last)).sum(),
            known=(mature & (day <= last)).sum(),
            n_not_mature=(~mature).sum(),
            delay_median=(day - pl.col("opened")).filter(mature & (day <= last)).median(),
        )
    )


# Both, in turns


def ours_count(register: Register) -> Any:
    return metrics.count(register, PERIOD, by=BY)


def ours_persons(register: Register) -> Any:
    return metrics.count(register, PERIOD, of="person", by=BY)


def ours_episodes(register: Register) -> Any:
    return metrics.count(register, PERIOD, of="episode", by=(*BY, "kind"))


def ours_reactivation(register: Register) -> Any:
    return metrics.reactivation(register, PERIOD, by=BY)


def ours_detection(register: Register) -> Any:
    return metrics.detection(register, PERIOD, by=BY)


JOBS: Final[dict[str, tuple[Any, Any, tuple[str, ...]]]] = {
    "cases": (ours_count, polars_count, ("value",)),
    "persons": (ours_persons, polars_persons, ("value",)),
    "episodes": (ours_episodes, polars_episodes, ("value",)),
    "reactivation": (ours_reactivation, polars_reactivation, ("returned", "n", "n_not_mature")),
    "detection": (
        ours_detection,
        polars_detection,
        ("original", "intake", "known", "n_not_mature", "delay_median"),
    ),
}


def spent(call: Callable[..., Any], *arguments: Any, **more: Any) -> tuple[float, float]:
    """CPU of all threads and wall time of a call, in ms."""
    began, wall = time.process_time(), time.perf_counter()
    call(*arguments, **more)
    return 1000 * (time.process_time() - began), 1000 * (time.perf_counter() - wall)


def alike(value: float, other: float | None) -> bool:
    """Whether two cells agree; what one of them leaves out is nought, or undefined."""
    return (
        value == other or (other is None and (not value or np.isnan(value))) or not (value or other)
    )


def agree(result: Any, frame: pl.DataFrame, names: tuple[str, ...], codes: tuple[str, ...]) -> None:
    """Every cell of ours is that of the other."""
    cells = {name: labels.tolist() for name, labels in result.strata.items()}
    cells["municipality"] = [codes.index(code) for code in cells["municipality"]]
    if "kind" in cells:
        cells["kind"] = [KINDS.index(kind) for kind in cells["kind"]]
    for name in names:
        theirs = dict(zip(frame.select(*cells).iter_rows(), frame[name].to_list(), strict=True))
        for cell, value in zip(zip(*cells.values(), strict=True), result[name], strict=True):
            other = theirs.pop(cell, None)
            assert alike(value, other), (name, cell, value, other)
        assert not theirs, (name, theirs)
