"""A county whose report has something in every chapter."""

from __future__ import annotations

import json

import pytest

from golden import figures
from vnr.model import Period
from vnr.register import Register
from vnr.report import Report, county_report


@pytest.fixture(scope="package")
def county() -> Register:
    """The thinned synthetic county: one municipality silent, one half delivered."""
    text = (figures.HERE / "registers" / "county.json").read_text("utf-8")
    return Register.from_dict(json.loads(text))


@pytest.fixture(scope="package")
def report(county: Register) -> Report:
    """Its report on 2019."""
    return county_report(county, "04", Period.year(2019))
