"""The questions of `count` and `follow_up` in SQL, to tables that duckdb holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import duckdb
import follow_up
import polars as pl
from count import DIED, FIRST, LAST, OPEN, TRANSFERRED, VIOLENT, year_after

__all__ = ["asked", "followed"]

LOCAL: Final = "date '1970-01-01'"


def _year(day: str) -> str:
    return f"year({LOCAL} + {day})"


def _year_on(day: str) -> str:
    return f"(({LOCAL} + {day} + interval 1 year)::date - {LOCAL})"


_VIOLENT: Final = f"""
violent as (select "case", day from intakes where reason in ({", ".join(map(str, VIOLENT))})),
seen as (from violent union all select "case", day from assessments where finds),
known as (select "case", min(day) as day from seen group by all),
started as (select *, least(greatest(day, opened), closed) as start from cases join known using ("case"))
"""
# Cases with known violence, with the last day that the person's earlier ones reached.
_SPELLS: Final = f"""{_VIOLENT},
spells as (select *, max(closed) over (partition by person order by start, opened, municipality
    rows between unbounded preceding and 1 preceding) as before from started)
"""
_BEGINS: Final = "(before is null or start - 1 > before)"
_QUERIES: Final = {
    "cases": f"""with {_VIOLENT}
select municipality, {_year("start")} as year, count(*) as value from started group by all""",
    "persons": f"""with {_VIOLENT}
select municipality, {_year("start")} as year, count(distinct person) as value
from started group by all""",
    "episodes": f"""with {_SPELLS}
select municipality, {_year("start")} as year, count(*) as value,
    case when before is null then if(start <= {year_after(FIRST - 1)}, 1, 0)
    when start <= {_year_on("before")} then 2 else 3 end as kind
from spells where {_BEGINS} group by all""",
    "reactivation": f"""with {_SPELLS},
numbered as (select *, sum({_BEGINS}::int) over (partition by person
    order by start, opened, municipality rows unbounded preceding) as episode from spells),
ended as (select *, max(closed) over (partition by person, episode) as last from numbered),
closes as (select person, last, min(municipality) as municipality from ended
    where closed = last and last <> {OPEN} group by person, episode, last
    having not bool_or(closing_reason = {DIED}) and not bool_and(closing_reason = {TRANSFERRED})),
firsts as (select distinct on (person) * from closes order by person, last),
looked as (select person, investigations.day from investigations join started using ("case")),
found as (select firsts.*, looked.day, {_year_on("firsts.last")} as until from firsts
    asof left join looked on firsts.person = looked.person and firsts.last < looked.day)
select municipality, {_year("last")} as year, count(*) filter (until <= {LAST}) as n,
    count(*) filter (until > {LAST}) as n_not_mature,
    count(*) filter (until <= {LAST} and day <= until) as returned from found group by all""",
    "detection": f"""with {_VIOLENT},
asked as (select "case", min(day) as intake from violent group by all),
rows as (select *, opened + 365 as until, reason in ({", ".join(map(str, VIOLENT))}) as told
    from cases join known using ("case") left join asked using ("case"))
select municipality, {_year("opened")} as year,
    count(*) filter (until <= {LAST} and told) as original,
    count(*) filter (until <= {LAST} and intake <= until) as intake,
    count(*) filter (until <= {LAST} and day <= until) as known,
    count(*) filter (until > {LAST}) as n_not_mature,
    median(day - opened) filter (until <= {LAST} and day <= until) as delay_median
from rows group by all""",
}


def _held(frames: Mapping[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """The frames as tables of a database in memory."""
    connection = duckdb.connect()
    for name, frame in frames.items():
        connection.register("given", frame.to_arrow())
        connection.execute(f"create table {name} as from given")
        connection.unregister("given")
    return connection


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(query).to_arrow_table())


def asked(question: str, frames: Mapping[str, pl.DataFrame]) -> Callable[[], pl.DataFrame]:
    """Asks a question of `count`."""
    connection = _held(frames)
    return lambda: _answer(connection, _QUERIES[question])


def followed(
    cases: pl.DataFrame, follow_ups: pl.DataFrame, *, cluster: bool
) -> Callable[[], list[pl.DataFrame]]:
    """Asks the questions of `follow_up`."""
    connection = _held({"cases": cases, "follow_ups": follow_ups})
    start, end = follow_up.PERIOD.start.year, follow_up.LAST
    connection.execute(f"""create view due as
select person, municipality * 15 + {_year("due")} - {start} as cell,
    case when closed < due and exempt then 4 when closed < due and not stays then 3
    when due + 30 >= {end} then 5 when done <= due + 30 then 0 when done <= {end} then 1
    else 2 end as status
from follow_ups join cases using (case_id) where due between {follow_up.FIRST} and {end}""")
    connection.execute(f"""create view begun as
select municipality * 15 + {_year("started")} - {start} as cell,
    coalesce(done <= started + 180, false) as followed, started + 180 <= {end} and not
    coalesce(exempt and closed between started and started + 180, false) as observed
from follow_ups join cases using (case_id) where started between {follow_up.FIRST} and {end}""")
    queries = [
        "select cell * 6 + status as key, count(*) as len from due group by all",
        """select cell * 4 + observed::int * 2 + (observed and followed)::int as key,
    count(*) as len from begun group by all""",
    ]
    if cluster:
        queries.append("""with persons as
(select cell, person, count(*) filter (status = 0) as k, count(*) as n
    from due where status <= 2 group by all)
select cell, sum(k)::bigint as k, sum(n)::bigint as n, sum(k * k)::bigint as kk,
    sum(k * n)::bigint as kn, sum(n * n)::bigint as nn from persons group by all""")
    return lambda: [_answer(connection, query) for query in queries]
