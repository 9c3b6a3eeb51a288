"""A made-up country of any size: a county's people over and over, spread by where people live."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from vnr import data, synthetic
from vnr.register import TABLES, Coverage, Register

__all__ = ["country"]

_PERSONAL: Final = ("person_id", "case_id", "household_id")
_CONTACTS: Final = "contacts"


@lru_cache(maxsize=1)
def country(size: int) -> Register:
    """About so many cases in all municipalities, opened in four years.

    Each time the county's nine municipalities stand for nine others, drawn by their inhabitants,
    so that whoever has cases in two of them may have them in two counties.
    """
    made = synthetic.register(county="04")
    times = max(round(size / len(made)), 1)
    codes = [one.code for one in data.municipalities()]
    lived_in = data.population(codes, 2019)
    shares = lived_in.value / lived_in.value.sum()
    rng = np.random.default_rng(1)
    own = made.coverage.municipalities
    drawn = [
        rng.choice(lived_in.strata["municipality"], len(own), replace=False, p=shares).tolist()
        for _ in range(times)
    ]
    places = [dict(zip(own, others, strict=True)) for others in drawn]
    tables = {
        name: pl.concat([_renamed(frame, number, one) for number, one in enumerate(places)])
        for name in ("cases", "intakes", *TABLES)
        if name != _CONTACTS
        for frame in [made.to_frame(name, "polars")]
    }
    row = made.coverage.deliveries[0]
    coverage = Coverage(attrs.evolve(row, municipality=code) for code in codes)
    return Register.from_frame(tables, observed=made.observed, coverage=coverage)


def _renamed(frame: pl.DataFrame, number: int, places: dict[str, Any]) -> pl.DataFrame:
    """The same of other people elsewhere."""
    own = [pl.col(name) + f"-{number}" for name in _PERSONAL if name in frame.columns]
    return frame.with_columns(pl.col("municipality").replace_strict(places), *own)
