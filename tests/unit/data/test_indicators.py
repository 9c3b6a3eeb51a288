"""Kolada and Öppna jämförelser: what is missing is never 0, and no limits are made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from vnr.data import read_indicators
from vnr.errors import DataError, UnknownNameError
from vnr.results import State

VALUE, MISSING = State.VALUE, State.NOT_REPORTED


def nested(place: str, value: float | None, status: str = "", gender: str = "T") -> dict[str, Any]:
    """One object of Kolada's interface."""
    values = [{"count": 1, "gender": gender, "status": status, "value": value}]
    return {"kpi": "N1", "municipality": place, "period": 2023, "values": values}


def cells(read: Any) -> dict[str, tuple[float, int]]:
    states = read.state_of("value").tolist()
    return dict(zip(read.strata["municipality"].tolist(), zip(read.value.tolist(), states, strict=True), strict=True))  # fmt: skip


class TestKolada:
    """Its interface, and frames made of it."""

    def test_answer(self) -> None:
        """Null and a status of missing are not reported, 0 is 0; groups and the country are left out."""
        listed = [
            nested("0488", 0.0),
            nested("0461", None),
            nested("0480", 0.0, "Missing"),
            nested("0484", 3.5),
            nested("0000", 9.0),
            nested("G35841", 9.0),
        ]
        read = read_indicators({"values": listed, "count": 6}, unit="per 10 000", source="Kolada")
        assert cells(read)["0488"] == (0.0, VALUE)
        assert cells(read)["0484"] == (3.5, VALUE)
        assert cells(read)["0461"][1] == cells(read)["0480"][1] == MISSING
        assert np.isnan(read.value[[0, 1]]).all()
        assert np.isnan(read.lower).all()
        assert np.isnan(read.upper).all()
        assert "2 uppgifter om grupper" in read.show("sv")
        assert "sex" not in read.strata
        assert cells(read_indicators(listed, unit="per 10 000")).keys() == cells(read).keys()

    def test_by_sex(self) -> None:
        """T, K and M are all, women and men."""
        rows = [nested("0488", value, gender=sex) for sex, value in zip("TKM", (1.0, 2.0, 3.0), strict=True)]  # fmt: skip
        read = read_indicators(rows, unit="per 10 000")
        assert dict(zip(read.strata["sex"].tolist(), read.value.tolist(), strict=True)) == {
            "all": 1.0,
            "man": 3.0,
            "woman": 2.0,
        }

    @pytest.mark.parametrize("made", [pd.DataFrame, pl.DataFrame])
    def test_long(self, made: Any) -> None:
        """A row for each figure; codes that a spreadsheet made numbers of."""
        frame = made(
            {
                "kpi": ["N1", "N1"],
                "municipality": [488.0, 1280.0],
                "year": [2023, 2023],
                "value": [1.5, None],
            }
        )
        assert cells(read_indicators(frame, unit="per 10 000"))["0488"] == (1.5, VALUE)
        assert cells(read_indicators(frame, unit="per 10 000"))["1280"][1] == MISSING

    def test_wide(self) -> None:
        """A column for each year, with names beside the codes."""
        frame = pd.DataFrame(
            {"Kommunkod": ["0488"], "Kommun": ["Trosa"], 2022: ["1,5"], 2023: ["-"]}
        )
        read = read_indicators(frame, unit="per 10 000", indicator="N1")
        assert read.strata["year"].tolist() == [2022, 2023]
        assert read.value[0] == 1.5
        assert read.state_of("value").tolist() == [VALUE, MISSING]


class TestComparisons:
    """Öppna jämförelser: a column for each indicator."""

    @pytest.mark.parametrize(
        "symbol", ["", "-", "..", ".", "X", None, "Uppgift saknas", float("nan")]
    )
    def test_symbols(self, symbol: Any) -> None:
        """Whatever stands for nothing is not reported."""
        frame = {
            "Kommun": ["Falu kommun", "Region Gotland"],
            "Plan": ["12", symbol],
            "Rutin": [7, 8],
        }
        read = read_indicators(frame, unit="%", year=2020)
        plan = read.select(indicator="Plan")
        assert cells(plan)["2080"] == (0.12, VALUE)
        assert cells(plan)["0980"][1] == MISSING
        assert read.select(indicator="Rutin").value.tolist() == [0.08, 0.07]

    def test_yes_and_no(self) -> None:
        """Yes is 1 and no is 0; not answered is neither."""
        frame = {"kommun": ["0488", "0461", "0480"], "plan": ["Ja", "Nej", "Ej svar"]}
        read = read_indicators(frame, unit="yes", year=2020)
        assert cells(read)["0488"] == (1.0, VALUE)
        assert cells(read)["0461"] == (0.0, VALUE)
        assert cells(read)["0480"][1] == MISSING

    def test_the_number_behind_it(self) -> None:
        """Stands beside, where the table has it."""
        frame = {"kommun": ["0488"], "år": [2020], "n": [25], "value": ["40 %"]}
        read = read_indicators(frame, unit="%")
        assert (read.value.tolist(), read.n.tolist()) == ([0.4], [25])


@pytest.mark.parametrize(
    ("frame", "more", "words"),
    [
        ({"kommun": ["0488"], "value": ["1"]}, {"unit": "%"}, "rad 0: .*inget år"),
        ({"kommun": ["0488"], "value": ["101"]}, {"unit": "%", "year": 2020}, "rad 0: en procent"),
        ({"kommun": ["0488"], "value": ["-1"]}, {"unit": "%", "year": 2020}, "rad 0: en procent"),
        ({"kommun": ["0488"], "value": ["ja"]}, {"unit": "%", "year": 2020}, "rad 0: cellen"),
        ({"kommun": ["0488"] * 2, "value": [1, 1]}, {"unit": "st", "year": 2020}, "rad 1: samma"),
        ({"plats": ["0488"], "value": [1]}, {"unit": "st", "year": 2020}, "ingen kolumn"),
        ({"kommun": ["0000"], "value": [1]}, {"unit": "st", "year": 2020}, "inga tal"),
        ({"kommun": ["0488"], "value": [1]}, {"unit": "", "year": 2020}, "vilken enhet"),
        (
            {"kommun": ["0488"], "value": [1], "gender": ["Q"]},
            {"unit": "st", "year": 2020},
            "rad 0: könet",
        ),
    ],
)
def test_refused(frame: dict[str, list[Any]], more: dict[str, Any], words: str) -> None:
    """Each with its row and what to do."""
    from vnr.words import told

    with pytest.raises(DataError) as error:
        read_indicators(frame, **more)
    assert __import__("re").search(words, told(error.value, "sv"))


def test_a_municipality_that_is_not_there() -> None:
    """With its row, and the nearest name."""
    with pytest.raises(UnknownNameError, match=r"Trosaa.*Trosa"):
        read_indicators({"kommun": ["Trosaa"], "value": [1]}, unit="st", year=2020)
