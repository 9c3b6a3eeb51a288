"""Whatever is put in at a door: a result comes out, or an error in the house's own words.

A dozen kinds of values that no author of a metric thinks of, as the whole argument, as one cell
among good ones, and as a piece of what JSON holds. Warnings are errors here as elsewhere.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import vnr
from building import case, register
from vnr import Counts, Coverage, Estimate, Period, Register, data, metrics
from vnr.errors import VnrError
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.model import Case, IntakeReason, Person, structure, unstructure
from vnr.results import Curve

NUMBERS: dict[str, Any] = {
    "none": None,
    "nan": float("nan"),
    "inf": float("inf"),
    "minus inf": float("-inf"),
    "negative": -3,
    "huge": 10**400,
    "longer": 10**5_000,
    "beyond int64": 2**63,
    "tiny": 5e-324,
    "most": 1.7e308,
    "true": True,
    "decimal": Decimal("2.5"),
    "decimal nan": Decimal("snan"),
    "decimal huge": Decimal("1e500"),
    "complex": 2 + 1j,
    "NA": pd.NA,
    "NaT": pd.NaT,
    "numpy": np.int8(2),
    "numpy complex": np.complex64(1),
    "masked": np.ma.masked,
    "arrow": pa.scalar(2),
    "no dimension": np.array(2),
}
OTHERS: dict[str, Any] = {
    "text": "2019,01,01",
    "blank": "",
    "surrogate": "\udcff",
    "nul": "a\0b",
    "bytes": b"2019",
    "no utf-8": b"\xff",
    "date": date(2019, 1, 1),
    "datetime": datetime(2019, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    "time": time(12),
    "duration": timedelta(1),
    "stamp": pd.Timestamp("2019-01-01", tz="Europe/Stockholm"),
    "period": pd.Period("2019-01", "M"),
    "interval": pd.Interval(0, 1),
    "numpy day": np.datetime64("2019-01-01"),
    "numpy far": np.datetime64("20190-01-01"),
    "numpy duration": np.timedelta64(1, "D"),
    "list": [1, 2],
    "ragged": [[1], [2, 3]],
    "dict": {"a": 1},
    "none label": {None: 1, "0484": 2},
    "odd labels": {("a", 1): 1, 3.5: 2},
    "set": {1, "a"},
    "empty": [],
    "nothing": {},
    "generator": iter(()),
    "object": object(),
    "class": int,
    "function": len,
    "structured": np.array([(1, "x")], [("a", int), ("b", "U1")]),
    "two dimensions": np.eye(2),
    "objects": np.array([1, "a", None], object),
    "series": pd.Series([1, None], ["a", None]),
    "nullable": pd.Series([1, None], dtype="Int64"),
    "categories": pd.Series(["1", None], dtype="category"),
    "periods": pd.Series(pd.period_range("2019", periods=2, freq="M")),
    "durations": pd.Series(pd.to_timedelta([1, 2])),
    "index of levels": pd.Series([1.0], pd.MultiIndex.from_tuples([("a", None)])),
    "doubled labels": pd.Series([1, 2], ["a", "a"]),
    "frame": pd.DataFrame({"a": [1]}),
    "doubled columns": pd.DataFrame([[1, 2]], columns=["value", "value"]),
    "numbered columns": pd.DataFrame([[1, 2]]),
    "levels of columns": pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", None)])),
    "empty frame": pd.DataFrame(),
    "no rows": pd.DataFrame({"value": []}),
    "polars": pl.DataFrame({"a": ["x", None], "value": [1, None]}),
    "polars series": pl.Series([1, None]),
    "polars lists": pl.Series([[1], None]),
    "lazy": pl.LazyFrame({"a": ["x"], "value": [1]}),
    "table": pa.table({"a": ["x"], "value": pa.array([1], pa.decimal128(5, 2))}),
    "dictionary": pa.array(["a", None]).dictionary_encode(),
    "null": pa.nulls(2),
    "duckdb": duckdb.sql("select 'x' as a, 1 as value"),
    "dicts": [{"a": "x", "value": 1}, {}],
    "records": [None, 1],
}  # fmt: skip
ODD = NUMBERS | OTHERS
GOOD = ["0484", "1", "p", "exposed_adult", "2019-03-01", "violence"]
FIELDS = ["municipality", "case_id", "person_id", "roles", "date", "reason"]
MORE = ("age_at_intake", "protected", "forms", "sex", "household_id", "closed")
FRAME = dict(zip(FIELDS, [*GOOD[:4], date(2019, 3, 1), GOOD[5]], strict=True))


@cache
def whole() -> Register:
    return register(
        case("1", "p"), case("2", "q", reason=IntakeReason.ECONOMIC, closed="2019-05-01")
    )


def foreign_to(call: Callable[[], Any]) -> str:
    """What came instead of a result or an error of the house, if that did."""
    try:
        call()
    except VnrError as error:
        return "" if str(error) and error.__cause__ is None else "an error without words"
    except Exception as error:  # noqa: BLE001 - whatever it is, all of them are told at once
        return f"{type(error).__name__}: {str(error)[:80]}"
    return ""


def _reading(name: str, odd: Any) -> Any:
    return vnr.read([FRAME], **{"observed": 2019, name: odd})


def _cell(door: Callable[..., Any], field: str, odd: Any) -> Any:
    return door([FRAME, {**FRAME, "case_id": "2", field: odd}], observed=2019)


def _covered(place: int, odd: Any) -> Any:
    row: list[Any] = ["0484", None, None, Period.year(2019), None, None]
    row[place] = odd
    return Coverage([tuple(row)])


def _put(figure: Callable[..., Any], good: tuple[Any, ...], place: int, odd: Any) -> Any:
    return figure(*good[:place], odd, *good[place + 1 :])


def _among(figure: Callable[..., Any], good: tuple[Any, ...], place: int, odd: Any) -> Any:
    return _put(figure, good, place, [odd, *good[place][1:]])


def _labelled(figure: Callable[..., Any], good: tuple[Any, ...], odd: Any) -> Any:
    return _put(figure, good, 0, {_hashable(odd): good[0][0], "b": 1})


def doors() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """What takes data, as functions of one odd thing."""
    yield "read", lambda odd: vnr.read(odd, observed=2019)
    yield "read by name", lambda odd: vnr.read({"a": odd}, observed=2019)
    yield "read several", lambda odd: vnr.read([odd, odd], observed=2019)
    yield "name", lambda odd: vnr.read({_hashable(odd): [FRAME]}, observed=2019)
    yield "heading", lambda odd: vnr.read([FRAME | {_hashable(odd): 1}], observed=2019)
    for name in ("observed", "profile", "key", "encoding"):
        yield f"read {name}", partial(_reading, name)
    for field in (*FIELDS, *MORE):
        yield f"cell {field}", partial(_cell, vnr.read, field)
        yield f"stored {field}", partial(_cell, Register.from_frame, field)
    yield "from_frame", lambda odd: Register.from_frame(odd, observed=2019)
    yield "from_frame table", lambda odd: Register.from_frame({"intakes": odd}, observed=2019)
    yield (
        "from_frame name",
        lambda odd: Register.from_frame({_hashable(odd): [FRAME]}, observed=2019),
    )
    yield (
        "from_frame heading",
        lambda odd: Register.from_frame([FRAME | {_hashable(odd): 1}], observed=2019),
    )
    yield "from_frame observed", lambda odd: Register.from_frame([FRAME], observed=odd)
    yield (
        "from_frame coverage",
        lambda odd: Register.from_frame([FRAME], observed=2019, coverage=odd),
    )
    yield "from_cases", lambda odd: Register.from_cases(odd, observed=2019)
    yield "from_cases one", lambda odd: Register.from_cases([odd], observed=2019)
    yield "concat", Register.concat
    yield "concat one", lambda odd: Register.concat([odd])
    yield "from_dict", Register.from_dict
    yield "coverage", Coverage
    yield "coverage row", lambda odd: Coverage([odd])
    for place in range(6):
        yield f"coverage {place}", partial(_covered, place)
    yield "coverage list", Coverage.from_list
    yield "structure", lambda odd: structure(odd, Case)
    yield "structure person", lambda odd: structure({"person_id": odd}, Person)
    yield "structure key", lambda odd: structure({"person_id": "a", _hashable(odd): 1}, Person)
    yield "where", lambda odd: whole().where(municipality=odd)
    yield "where mask", lambda odd: whole().where(odd)
    yield "as_of", lambda odd: whole().as_of(odd)
    yield "expecting", lambda odd: whole().expecting(odd)
    yield "period", Period.of
    yield "parse", Estimate.parse
    yield "estimate", Estimate.from_dict
    yield "counts", Counts.from_dict
    yield "curve", Curve.from_dict
    yield "json", Counts.from_json
    yield "capture json", CaptureTable.from_dict
    yield "repeats json", RepeatCounts.from_dict
    yield from _figures()


def _figures() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    two = [3, 4]
    numbers: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
        "proportion": (metrics.proportion, (two, [10, 20])),
        "proportion_difference": (metrics.proportion_difference, (two, [9, 9], two, [9, 9])),
        "proportion_ratio": (metrics.proportion_ratio, (two, [9, 9], two, [9, 9])),
        "rate": (metrics.rate, (two, [100, 200])),
        "rate_ratio": (metrics.rate_ratio, (two, [9, 9], two, [9, 9])),
        "rate_difference": (metrics.rate_difference, (two, [9, 9], two, [9, 9])),
        "standardise": (metrics.standardise, (two, [10, 20], [30, 40])),
        "smr": (metrics.smr, (two, [2.5, 3.5])),
        "expected": (metrics.expected, (two, [0.1, 0.2])),
        "funnel": (metrics.funnel, (two, [10, 20])),
        "shrink": (metrics.shrink, ([3, 4, 5], [10, 20, 30])),
        "ranks": (partial(metrics.ranks, draws=100), ([3, 4, 5], [10, 20, 30])),
        "trend": (partial(metrics.trend, years=[2018, 2019, 2020]), ([3, 4, 5], [9, 9, 9])),
        "complete": (partial(metrics.complete, assumption="same"), (two,)),
        "percentages": (metrics.percentages, (two,)),
        "counts_behind": (metrics.counts_behind, ([25.0, 75.0], 4)),
        "kaplan_meier": (metrics.kaplan_meier, ([1, 2, 3], [1, 0, 1])),
        "cumulative_incidence": (metrics.cumulative_incidence, ([1, 2, 3], [1, 0, 2])),
        "log_rank": (partial(metrics.log_rank, group=[0, 1, 1]), ([1, 2, 3], [1, 0, 1])),
        "clustered": (metrics.clustered_proportion, ([1, 0, 1], ["a", "b", "b"])),
        "total": (partial(metrics.total, dependence="bounds"), ([],)),
        "difference": (partial(metrics.difference, dependence="bounds"), (1, 2)),
        "share": (partial(metrics.share, dependence="bounds"), (1, 2)),
        "scale": (metrics.scale, (metrics.proportion(1, 2), 2)),
        "population": (data.population, (["0484"], 2019)),
        "adults": (data.adults, (["0484"], 2019)),
        "capture": (CaptureTable, ({"10": 3, "01": 4, "11": 5}, ("a", "b"))),
        "repeat": (RepeatCounts, ({1: 5, 2: 3},)),
        "contacts": (RepeatCounts.from_array, ([1, 2, 1],)),
        "hidden": (metrics.hidden, (None,)),
    }
    for name, (figure, good) in numbers.items():
        for place in range(len(good)):
            yield f"{name} {place}", partial(_put, figure, good, place)
            if isinstance(good[place], list) and good[place]:
                yield f"{name} {place} in", partial(_among, figure, good, place)
        if isinstance(good[0], list) and good[0]:
            yield f"{name} label", partial(_labelled, figure, good)
    three = ([1, 2, 3], [1, 0, 1])
    options: dict[str, Callable[[Any], Any]] = {
        "entry": lambda odd: metrics.kaplan_meier(*three, entry=odd),
        "group": lambda odd: metrics.kaplan_meier(*three, group=odd),
        "group in": lambda odd: metrics.kaplan_meier(*three, group=["a", odd, "b"]),
        "cluster by": lambda odd: metrics.clustered_proportion([1, 0], ["a", "b"], by=odd),
        "cluster by in": lambda odd: metrics.clustered_proportion([1], ["a"], by={"x": odd}),
        "years": lambda odd: metrics.trend([3, 4, 5], [9, 9, 9], years=odd),
        "breaks": lambda odd: metrics.trend([3, 4, 5], [9, 9, 9], years=[1, 2, 3], breaks=odd),
        "step": lambda odd: metrics.trend([3, 4, 5], [9, 9, 9], years=[1, 2, 3], step=odd),
        "inflation": lambda odd: metrics.rate(3, 9, inflation=odd),
        "confidence": lambda odd: metrics.rate(3, 9, confidence=odd),
        "per": lambda odd: metrics.rate(3, 9, per=odd),
        "method": lambda odd: metrics.rate(3, 9, method=odd),
        "target": lambda odd: metrics.funnel([3, 4], [9, 9], target=odd),
        "levels": lambda odd: metrics.funnel([3, 4], [9, 9], levels=odd),
        "decimals": lambda odd: metrics.counts_behind([25.0, 75.0], 4, decimals=odd),
        "highest": lambda odd: metrics.complete([3, 4], highest=odd),
        "lists": lambda odd: CaptureTable({"10": 3, "01": 4, "11": 5}, odd),
        "strata": lambda odd: CaptureTable([[1, 2, 3]], ("a", "b"), strata=odd),
        "frame": lambda odd: CaptureTable.from_frame(odd, lists=("a", "value")),
        "frame lists": lambda odd: CaptureTable.from_frame(
            pd.DataFrame({"a": [1], "b": [1]}), lists=odd
        ),
        "frame cell": lambda odd: CaptureTable.from_frame(
            [{"a": 1, "b": odd}, {"a": 0, "b": 1}], lists=("a", "b")
        ),
        "frame by": lambda odd: CaptureTable.from_frame(
            [{"a": 1, "b": 1, "c": odd}, {"a": 0, "b": 1, "c": "x"}], lists=("a", "b"), by="c"
        ),
        "published": lambda odd: Counts.from_frame(odd, by=("a",)),
        "published cell": lambda odd: Counts.from_frame([{"a": "x", "value": odd}], by="a"),
        "published label": lambda odd: Counts.from_frame([{"a": odd, "value": 1}], by="a"),
        "published by": lambda odd: Counts.from_frame([{"a": "x", "value": 1}], by=odd),
        "published value": lambda odd: Counts.from_frame([{"a": "x"}], by="a", value=odd),
        "published states": lambda odd: Counts.from_frame([{"value": 1}], by=(), states=odd),
        "published state": lambda odd: Counts.from_frame([{"value": 1}], by=(), states={"c": odd}),
        "published words": lambda odd: Counts.from_frame(
            [{"value": "c"}], by=(), states={"c": "suppressed"}, words={"c": odd}
        ),
        "published word": lambda odd: Counts.from_frame(
            [{"value": "c"}], by=(), states={"c": "suppressed"}, words={"c": {"sv": odd, "en": odd}}
        ),
        "published unit": lambda odd: Counts.from_frame([{"value": 1}], by=(), unit=odd),
        "published source": lambda odd: Counts.from_frame([{"value": 1}], by=(), source=odd),
        "published adds": lambda odd: Counts.from_frame([{"value": 1}], by=(), adds_over=odd),
        "persons": lambda odd: RepeatCounts.from_frame(odd, person="a"),
        "persons cell": lambda odd: RepeatCounts.from_frame([{"a": "x"}, {"a": odd}], person="a"),
        "from_register": lambda odd: CaptureTable.from_register(
            whole(), {"police": odd}, period=2019
        ),
        "count period": lambda odd: metrics.count(whole(), odd),
        "count by": lambda odd: metrics.count(whole(), 2019, by=odd),
        "count by array": lambda odd: metrics.count(whole(), 2019, by={"x": odd}),
        "kolada": lambda odd: metrics.kolada(whole(), 2019, adults=odd),
        "cells": lambda odd: metrics.cells(whole(), 2019, odd),
    }
    yield from options.items()


def _hashable(odd: Any) -> Any:
    try:
        hash(odd)
    except TypeError:
        return "x"
    return odd


DOORS = dict(doors())


@pytest.mark.parametrize("name", DOORS)
def test_doors(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every odd thing at every door: a result, or an error in the house's words."""
    monkeypatch.chdir(tmp_path)
    foreign = {}
    for kind, odd in ODD.items():
        wrong = foreign_to(partial(DOORS[name], odd))
        if wrong:
            foreign[kind] = wrong

    assert foreign == {}


def _written() -> dict[str, tuple[Callable[[Any], Any], Any]]:
    """What is read back from JSON, and how."""
    events = metrics.kaplan_meier([1, 2, 3], [1, 0, 1])
    return {
        "case": (lambda told: structure(told, Case), unstructure(case("1", "p"))),
        "register": (Register.from_dict, whole().to_dict()),
        "counts": (Counts.from_dict, metrics.count(whole(), 2019, by="municipality").to_dict()),
        "estimate": (Estimate.from_dict, metrics.proportion([1, 2], [3, 4]).to_dict()),
        "curve": (Curve.from_dict, events.to_dict()),
        "capture": (
            CaptureTable.from_dict,
            CaptureTable({"10": 3, "01": 4, "11": 5}, ("a", "b")).to_dict(),
        ),
        "repeats": (RepeatCounts.from_dict, RepeatCounts({1: 5, 2: 3}).to_dict()),
    }


def _places(told: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every piece of what JSON holds; of a list its first piece."""
    if path:
        yield path
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _places(value, (*path, key))
    elif isinstance(told, list) and told:
        yield from _places(told[0], (*path, 0))


@pytest.mark.parametrize("kind", list(_written()))
def test_json(kind: str) -> None:
    """Any piece of it may be lacking, or be something else."""
    read, good = _written()[kind]
    good = json.loads(json.dumps(good))
    read(good)
    foreign = {}
    for path in _places(good):
        for name, odd in {"lacking": ..., "more": 1, **ODD}.items():
            told = copy.deepcopy(good)
            piece = told
            for step in path[:-1]:
                piece = piece[step]
            if name == "lacking":
                del piece[path[-1]]
            elif name == "more" and isinstance(piece[path[-1]], dict):
                piece[path[-1]]["clsed"] = 1
            else:
                piece[path[-1]] = odd
            wrong = foreign_to(partial(read, told))
            if wrong:
                foreign[(*path, name)] = wrong

    assert foreign == {}
