"""Packaged statistics add up to what is published."""

from __future__ import annotations

from collections import Counter

import pytest

from vnr import data
from vnr.errors import DataError, UnknownNameError


def test_municipalities() -> None:
    """290 municipalities in 21 counties; SKR's groups of 2023 as counted there."""
    everyone = data.municipalities()
    assert (len(everyone), len(data.counties())) == (290, 21)
    assert Counter(one.group_2023 for one in everyone) == {
        "A1": 3, "A2": 43, "B3": 23, "B4": 63, "B5": 24, "C6": 27, "C7": 51, "C8": 35, "C9": 21,
    }  # fmt: skip
    assert [one.code for one in data.municipalities("04")] == [
        "0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Eskilstuna", "eskilstuna", "0484", "Eskilstuna kommun"])
def test_names(name: str) -> None:
    """Short and long names and codes lead to the same one."""
    assert data.municipality(name).code == "0484"


def test_near_misses() -> None:
    """A misspelt name or code gets its neighbours."""
    with pytest.raises(UnknownNameError, match="'Katrineholm'"):
        data.municipality("Katrinholm")
    with pytest.raises(UnknownNameError, match="did you mean '2085'"):
        data.municipality("0485x")
    with pytest.raises(UnknownNameError, match="county"):
        data.municipalities("02")


# SCB, Folkmängd: national totals.
TOTALS = {
    2013: 9_644_864, 2016: 9_995_153, 2019: 10_327_589, 2020: 10_379_295, 2022: 10_521_556,
    2024: 10_587_710,
}  # fmt: skip


@pytest.mark.parametrize(("year", "total"), TOTALS.items())
def test_population(year: int, total: int) -> None:
    """The municipalities add to the nation."""
    codes = [one.code for one in data.municipalities()]
    assert data.population(codes, [year]).sum() == total


def test_adults() -> None:
    """Adults are there for 2020 alone, fewer than everybody and more than three quarters."""
    codes = [one.code for one in data.municipalities()]
    share = data.adults(codes) / data.population(codes, [2020])[:, 0]
    assert ((share > 0.7) & (share < 0.9)).all()
    with pytest.raises(DataError, match="assumption"):
        data.adults(codes, 2019)
    with pytest.raises(DataError, match="2010–2025"):
        data.population(codes, [2009])
