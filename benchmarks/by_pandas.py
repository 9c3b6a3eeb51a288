"""The questions of `count` and `follow_up` in pandas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import follow_up
import numpy as np
import pandas as pd
import polars as pl
from count import DIED, FIRST, LAST, OPEN, TRANSFERRED, VIOLENT, year_after

__all__ = ["asked", "followed"]

Tables = Mapping[str, Any]
PLACE = ["municipality", "year"]


def _year(day: Any) -> Any:
    return day.to_numpy().astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970


def _year_on(day: Any) -> Any:
    return (
        (pd.to_datetime(day, unit="D") + pd.DateOffset(years=1)).astype("int64") // 86_400 // 10**9
    )


def _violent(tables: Tables) -> Any:
    return tables["intakes"][tables["intakes"]["reason"].isin(VIOLENT)]


def _started(tables: Tables) -> Any:
    """Cases with known violence, and since when."""
    found = tables["assessments"][tables["assessments"]["finds"]]
    days = pd.concat([part[["case", "day"]] for part in (_violent(tables), found)])
    rows = tables["cases"].join(days.groupby("case")["day"].min(), on="case", how="inner")
    return rows.assign(start=rows["day"].clip(rows["opened"], rows["closed"]))


def _spells(tables: Tables) -> Any:
    """Those in order, with the last day that the person's earlier ones reached."""
    rows = _started(tables).sort_values(["person", "start", "opened", "municipality"])
    before = rows.groupby("person")["closed"].cummax().groupby(rows["person"]).shift()
    return rows.assign(before=before, begins=before.isna() | (rows["start"] - 1 > before))


def _cases(tables: Tables) -> Any:
    rows = _started(tables)
    return rows.assign(year=_year(rows["start"])).groupby(PLACE).size().rename("value")


def _persons(tables: Tables) -> Any:
    rows = _started(tables)
    rows = rows.assign(year=_year(rows["start"]))
    return rows.groupby(PLACE)["person"].nunique().rename("value")


def _episodes(tables: Tables) -> Any:
    rows = _spells(tables)
    rows = rows[rows["begins"]]
    kind = np.where(rows["start"] <= year_after(FIRST - 1), 1, 0)
    again = rows["before"].notna()
    soon = rows["start"][again] <= _year_on(rows["before"][again])
    kind[again] = np.where(soon, 2, 3)
    rows = rows.assign(year=_year(rows["start"]), kind=kind)
    return rows.groupby([*PLACE, "kind"]).size().rename("value")


def _reactivation(tables: Tables) -> Any:
    rows = _spells(tables)
    rows["episode"] = rows["begins"].cumsum()
    rows["end"] = rows.groupby("episode")["closed"].transform("max")
    last = rows[(rows["closed"] == rows["end"]) & (rows["end"] != OPEN)]
    died, moved = (last["closing_reason"] == reason for reason in (DIED, TRANSFERRED))
    closes = (
        last.assign(died=died, moved=moved)
        .groupby("episode")
        .agg(
            person=("person", "first"),
            end=("end", "first"),
            municipality=("municipality", "min"),
            died=("died", "any"),
            moved=("moved", "all"),
        )
    )
    closes = closes[~closes["died"] & ~closes["moved"]].sort_values("end")
    closes = closes.drop_duplicates("person")
    looked = tables["investigations"].merge(rows[["case", "person"]], on="case")
    looked = looked.rename(columns={"day": "event"}).sort_values("event")
    found = pd.merge_asof(
        closes,
        looked[["person", "event"]],
        left_on="end",
        right_on="event",
        by="person",
        direction="forward",
        allow_exact_matches=False,
    )
    until = _year_on(found["end"])
    mature = until <= LAST
    found = found.assign(
        year=_year(found["end"]),
        returned=mature & (found["event"] <= until),
        n=mature,
        n_not_mature=~mature,
    )
    return found.groupby(PLACE)[["returned", "n", "n_not_mature"]].sum()


def _detection(tables: Tables) -> Any:
    rows = _started(tables)
    asked = _violent(tables).groupby("case")["day"].min().rename("asked")
    rows = rows.join(asked, on="case")
    until = rows["opened"] + 365
    mature = until <= LAST
    known = mature & (rows["day"] <= until)
    rows = rows.assign(
        year=_year(rows["opened"]),
        original=mature & rows["reason"].isin(VIOLENT),
        intake=mature & (rows["asked"] <= until),
        known=known,
        n_not_mature=~mature,
        delay_median=(rows["day"] - rows["opened"]).where(known),
    )
    groups = rows.groupby(PLACE)
    sums = groups[["original", "intake", "known", "n_not_mature"]].sum()
    return sums.join(groups["delay_median"].median())


_FORMS: dict[str, Callable[[Tables], Any]] = {
    "cases": _cases,
    "persons": _persons,
    "episodes": _episodes,
    "reactivation": _reactivation,
    "detection": _detection,
}


def asked(question: str, frames: Mapping[str, pl.DataFrame]) -> Callable[[], pl.DataFrame]:
    """Asks a question of `count`."""
    tables = {name: frame.to_pandas() for name, frame in frames.items()}
    return lambda: pl.from_pandas(_FORMS[question](tables).reset_index())


def followed(
    cases: pl.DataFrame, follow_ups: pl.DataFrame, *, cluster: bool
) -> Callable[[], list[pl.DataFrame]]:
    """Asks the questions of `follow_up`."""
    owners, given = cases.to_pandas(), follow_ups.to_pandas()
    return lambda: list(map(pl.from_pandas, _followed(owners, given, cluster=cluster)))


def _followed(owners: Any, given: Any, *, cluster: bool) -> list[Any]:
    rows = given.merge(owners, on="case_id")
    last = follow_up.LAST

    def cell(day: Any) -> Any:
        return rows["municipality"].astype("int32") * 15 + _year(day) - follow_up.PERIOD.start.year

    ended = rows["closed"] < rows["due"]
    limit = rows["due"] + 30
    status = np.select(
        [
            ended & rows["exempt"],
            ended & ~rows["stays"],
            limit >= last,
            rows["done"] <= limit,
            rows["done"] <= last,
        ],
        [4, 3, 5, 0, 1],
        2,
    )
    until = rows["started"] + 180
    left = rows["exempt"] & rows["closed"].between(rows["started"], until)
    observed = (until <= last) & ~left
    followed = observed & (rows["done"] <= until)
    rows = rows.assign(
        due_cell=cell(rows["due"]), status=status, cell=cell(rows["started"]),
        key=observed * 2 + followed * 1,
    )  # fmt: skip
    due = rows[rows["due"].between(follow_up.FIRST, last)]
    begun = rows[rows["started"].between(follow_up.FIRST, last)]
    counted = [
        (due["due_cell"] * 6 + due["status"]).value_counts(),
        (begun["cell"] * 4 + begun["key"]).value_counts(),
    ]
    made = [one.rename_axis("key").reset_index(name="len") for one in counted]
    if cluster:
        done = due[due["status"] <= 2].assign(k=due["status"] == 0)
        persons = done.groupby(["due_cell", "person"])["k"].agg(["sum", "size"])
        k, n = persons["sum"], persons["size"]
        sums = pd.DataFrame({"k": k, "n": n, "kk": k * k, "kn": k * n, "nn": n * n})
        made.append(sums.groupby("due_cell").sum().reset_index())
    return made
