"""Cases for each inhabitant, beside what chance alone would give."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from building import case, register
from reports import YEAR, small, table_rows
from vnr import metrics
from vnr.register import Coverage
from vnr.report import Report, county_report
from vnr.report.chapters._places import municipalities


def test_beside_chance() -> None:
    """Each municipality stands beside what chance alone would give one of its size."""
    many = [case(str(i), f"p{i}", municipality="0428") for i in range(40)]
    few = [case(str(i), f"q{i}", municipality="0484") for i in range(60)]
    delivered = Coverage([("0428", None, YEAR), ("0484", None, YEAR)])
    report = county_report(register(*many, *few, coverage=delivered), "04", YEAR)
    place = {name: row[-1] for name, row in table_rows(report, "rates").items()}
    assert place["Vingåker"] == "långt över länet"
    assert place["Eskilstuna"] == "långt under länet"
    assert place["Gnesta"] == "ej rapporterat"
    chapter = report.chapter("rates")
    assert "de 2 enheterna" in chapter.introduction("sv")
    assert "upptäcks" in chapter.introduction("sv")
    told = chapter.alternative("sv").split(". ", 1)[1].split("; ")
    assert "Gnesta: ej rapporterat" in told
    assert told[-1] == "Vingåker: över länet."
    assert "Eskilstuna: under länet;" in chapter.alternative("sv")
    assert "No municipality lies outside" in small().chapter("rates").alternative("en")


def test_nothing_to_judge_by(report: Report) -> None:
    """A unit without a base of its own can't be laid beside chance, and no place is named."""
    funnel = report.results["funnel"]
    nothing = np.full(len(funnel), np.nan)
    limits = {name: nothing for name in funnel.columns if name.startswith(("lower", "upper"))}
    empty = attrs.evolve(funnel, columns=dict(funnel.columns) | limits)
    rows = table_rows(report.showing({"funnel": empty}), "rates")
    assert rows["Nyköping"][-2:] == ("odefinierat", "odefinierat")


def test_nobody_is_told_of_nobody(report: Report) -> None:
    """Where no municipality can be judged it isn't told that none lies outside."""
    funnel = report.results["funnel"]
    hidden = attrs.evolve(funnel, state=[3] * len(funnel))
    told = report.showing({"funnel": hidden}).chapter("rates").alternative("sv")
    assert "Ingen kommun ligger utanför" not in told
    assert told.count("..") == 9


def test_repeats_widen() -> None:
    """One person's three cases widen the interval of the rate."""
    cases = [case(str(i), "p", f"2019-0{i}-01", f"2019-0{i}-09") for i in (1, 3, 5)]
    rates = county_report(register(*cases), "04", YEAR).results["rates"].select(municipality="0484")
    assert rates["upper"][0] > metrics.rate(3, 106_859, per=10_000)["upper"][0]


def test_exposure_is_delivered_time(report: Report) -> None:
    """Population by SCB times delivered time: of half a year half counts, of another all of it."""
    flen, eskilstuna = (
        report.results["funnel"].select(municipality=code)["base"][0] for code in ("0482", "0484")
    )
    assert flen == pytest.approx(16_585 * 181 / 365.25, rel=1e-9)
    assert eskilstuna == pytest.approx(106_859 * 365 / 365.25, rel=1e-9)


def test_municipalities_stand_by_name() -> None:
    """In Swedish order, å ä ö last, whatever their codes."""
    codes = {"Örebro": "1880", "Ystad": "1286", "Älvdalen": "2039", "Ale": "1440", "Åmål": "1492"}
    delivered = Coverage([(code, None, YEAR) for code in codes.values()])
    found = municipalities(register(case("1", "p", municipality="1440"), coverage=delivered))
    order = ("Ale", "Ystad", "Åmål", "Älvdalen", "Örebro")
    assert found == tuple(codes[name] for name in order)
